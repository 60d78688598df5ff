/*
 * The hub's thread and its mailbox.
 *
 * What is put for a channel goes through the mailbox in its order. What finds it full is dropped,
 * and the channel's atomic `is_behind` says so; the hub looks at these flags whenever it has
 * emptied the mailbox, and asks for the whole. The end of a channel is such a flag too, so that it
 * can't be lost.
 */
#include "push/loop.h"

#include "base/fail.h"
#include "base/thread.h"
#include "base/time_ms.h"
#include "event/json.h"
#include "push/origin.h"

enum {
    DRAIN_MAX = 512,  /* items, then the sockets have their turn */
    GOODBYE_MS = 500, /* for the viewers to be told of the end */
};

typedef enum ItemKind {
    ITEM_OPEN,
    ITEM_ROWS,
    ITEM_TABLE,
    ITEM_VIEW,
    ITEM_STATS,
} ItemKind;

typedef struct HubItem {
    ItemKind kind;
    HubChannel *channel; /* a reference */
    size_t bytes;        /* counted in queued_bytes */
    union {
        Event *rows;
        EventTable *table;
        Message *text; /* of the view or the stats */
    };
} HubItem;

static void free_item(void *data)
{
    HubItem *item = data;

    switch (item->kind) {
    case ITEM_OPEN:
        channel_release_user(item->channel); /* it never got to the hub */
        break;
    case ITEM_ROWS:
        event_free(item->rows);
        break;
    case ITEM_TABLE:
        event_table_free(item->table);
        break;
    case ITEM_VIEW:
    case ITEM_STATS:
        message_unref(item->text);
        break;
    }
    hub_channel_unref(item->channel);
    g_free(item);
}

/* ---- from any thread ---- */

static size_t rows_bytes(const EventRows *rows)
{
    size_t bytes = (rows->order_len + rows->removed_len) * sizeof(uint64_t) +
                   rows->set_len * (sizeof(EventRow) + rows->columns_len * sizeof(char *));

    for (size_t i = 0; i < rows->set_len; i++) {
        for (size_t k = 0; k < rows->columns_len; k++)
            bytes += rows->set[i].cells[k] != NULL ? strlen(rows->set[i].cells[k]) : 0;
    }
    return bytes;
}

/* @item: (taken). False if it was dropped. */
static bool put(HubItem *item)
{
    Hub *hub = item->channel->hub;

    hub_channel_ref(item->channel);
    if (atomic_fetch_add(&hub->queued_bytes, item->bytes) + item->bytes <= HUB_QUEUED_BYTES_MAX &&
        mailbox_put(hub->mailbox, item) == MAILBOX_TAKEN)
        return true;
    atomic_fetch_sub(&hub->queued_bytes, item->bytes);
    atomic_store(&item->channel->is_behind, true);
    lws_cancel_service(hub->context); /* the mailbox may have been emptied before that was said */
    free_item(item);
    return false;
}

static void put_new(HubItem item)
{
    put(g_memdup2(&item, sizeof item));
}

static void put_text(HubChannel *channel, ItemKind kind, const GString *line)
{
    put_new((HubItem){kind, channel, line->len, {.text = message_new(line->str, line->len - 1)}});
}

void hub_put_rows(HubChannel *channel, Event *rows)
{
    put_new((HubItem){ITEM_ROWS, channel, rows_bytes(&rows->rows), {.rows = rows}});
}

void hub_put_stats(HubChannel *channel, const Event *stats)
{
    g_autoptr(GString) line = g_string_new(NULL);

    event_write(stats, line);
    put_text(channel, ITEM_STATS, line);
}

void hub_put_table(HubChannel *channel, EventTable *table)
{
    put_new((HubItem){ITEM_TABLE, channel, 0, {.table = table}});
}

static json_t *progress_json(const EventProgress *progress)
{
    json_t *object;

    if (progress == NULL)
        return json_must(json_null());
    object = json_must(json_object());
    json_put(object, "fraction", json_must(json_real(progress->fraction)));
    json_put_text(object, "text", progress->text);
    json_put(object, "left_ms", json_must(json_integer(progress->left_ms)));
    return object;
}

static json_t *notices_json(const GPtrArray *notices)
{
    json_t *array = json_must(json_array());

    for (guint i = 0; notices != NULL && i < notices->len; i++) {
        g_autofree char *text = g_utf8_make_valid(g_ptr_array_index(notices, i), -1);

        json_add(array, json_must(json_string(text)));
    }
    return array;
}

void hub_put_view(HubChannel *channel, const HubView *view)
{
    static const char *const states[] = {"starting", "live", "ended", "stopped", "failed"};
    json_t *object = json_must(json_object());
    g_autoptr(GString) line = g_string_new(NULL);

    json_put_text(object, "event", "view");
    json_put(object, "v", json_must(json_integer(EVENT_VERSION)));
    json_put_text(object, "state", states[view->state]);
    json_put_text(object, "title", view->title);
    json_put_text(object, "statement", view->statement);
    json_put(object, "since_ms", json_must(json_integer(view->since_ms)));
    json_put(object, "ended_ms", json_must(json_integer(view->ended_ms)));
    json_put_text(object, "text", view->text);
    json_put(object, "notices", notices_json(view->notices));
    json_put(object, "progress", progress_json(view->progress));
    json_put(object, "paused_ms", json_must(json_integer(view->paused_ms)));
    json_put(object, "may_stop", json_boolean(view->may_stop));
    json_put(object, "list", json_boolean(view->is_list));
    json_append_line(object, line);
    json_decref(object);
    put_text(channel, ITEM_VIEW, line);
}

HubChannel *hub_open(Hub *hub, const HubChannelOptions *options)
{
    HubChannel *channel = channel_new(hub, options, hub->channel_age_ms);
    HubItem item = {.kind = ITEM_OPEN, .channel = channel};

    if (atomic_fetch_add(&hub->channels_len, 1) < HUB_CHANNELS_MAX) {
        if (put(g_memdup2(&item, sizeof item)))
            return channel;
    } else {
        channel_release_user(channel);
    }
    atomic_fetch_sub(&hub->channels_len, 1);
    hub_channel_unref(channel);
    return NULL;
}

static void ask_end(HubChannel *channel, ChannelEnd end)
{
    atomic_store(&channel->end_asked, (int)end);
    lws_cancel_service(channel->hub->context);
}

void hub_close(HubChannel *channel)
{
    ask_end(channel, CHANNEL_OVER);
}

void hub_replace(HubChannel *channel)
{
    ask_end(channel, CHANNEL_EXPIRED);
}

static void wake(void *user)
{
    lws_cancel_service(((Hub *)user)->context);
}

int hub_port(const Hub *hub)
{
    return hub->port;
}

bool hub_has_tls(const Hub *hub)
{
    return hub->has_tls;
}

void hub_get_counts(Hub *hub, HubCounts *ret_counts)
{
    atomic_uint_fast64_t *from = &hub->counts.pages;
    uint64_t *to = &ret_counts->pages;

    G_STATIC_ASSERT(sizeof(LoopCounts) / sizeof(*from) == sizeof(HubCounts) / sizeof(*to));
    for (size_t i = 0; i < sizeof(HubCounts) / sizeof(*to); i++)
        to[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
}

/* ---- the channels, on the hub's thread ---- */

static void channel_expires(lws_sorted_usec_list_t *expiry)
{
    loop_end_channel(lws_container_of(expiry, HubChannel, expiry), CHANNEL_EXPIRED);
}

static void begin_channel(Hub *hub, HubChannel *channel)
{
    g_ptr_array_add(hub->channels, hub_channel_ref(channel));
    g_hash_table_insert(hub->by_token, channel->token, channel);
    g_hash_table_insert(hub->by_challenge, channel->challenge, channel);
    lws_sul_schedule(hub->context, 0, &channel->expiry, channel_expires,
                     hub->channel_age_ms * LWS_US_PER_MS);
}

void loop_end_channel(HubChannel *channel, ChannelEnd end)
{
    if (channel->end != CHANNEL_OPEN)
        return;
    channel->end = end;
    lws_sul_cancel(&channel->expiry);
    g_hash_table_remove(channel->hub->by_token, channel->token);
    g_hash_table_remove(channel->hub->by_challenge, channel->challenge);
    channel_release_user(channel);
    viewer_channel_moved(channel);
    loop_drop_if_done(channel);
}

void loop_drop_if_done(HubChannel *channel)
{
    if (channel->end == CHANNEL_OPEN || channel->viewers->len > 0)
        return;
    if (g_ptr_array_remove_fast(channel->hub->channels, channel)) {
        atomic_fetch_sub(&channel->hub->channels_len, 1);
        hub_channel_unref(channel);
    }
}

/* True if its viewers may lack something. */
static bool take_item(HubItem *item)
{
    HubChannel *channel = item->channel;

    switch (item->kind) {
    case ITEM_OPEN:
        begin_channel(channel->hub, channel);
        item->kind = ITEM_VIEW; /* nothing in it is to be freed any more */
        return false;
    case ITEM_ROWS:
        return channel_take_rows(channel, item->rows);
    case ITEM_TABLE:
        channel_take_table(channel, g_steal_pointer(&item->table));
        return true;
    case ITEM_VIEW:
        channel_take_view(channel, g_steal_pointer(&item->text));
        return true;
    case ITEM_STATS:
        channel_take_stats(channel, g_steal_pointer(&item->text));
        return true;
    }
    g_assert_not_reached();
}

/* What the flags say: ends, and what has to be put once more. */
static void look_at_flags(Hub *hub)
{
    for (guint i = hub->channels->len; i-- > 0;) {
        HubChannel *channel = g_ptr_array_index(hub->channels, i);

        if (channel->end != CHANNEL_OPEN)
            continue;
        if (atomic_load(&channel->end_asked) != CHANNEL_OPEN)
            loop_end_channel(channel, (ChannelEnd)atomic_load(&channel->end_asked));
        else if (atomic_exchange(&channel->is_behind, false))
            channel->fns->resync(channel, channel->user);
    }
}

static void say_goodbye(Hub *hub)
{
    for (guint i = 0; i < hub->channels->len; i++)
        viewer_channel_moved(g_ptr_array_index(hub->channels, i));
}

void loop_drain(Hub *hub)
{
    HubItem *item;

    for (size_t i = 0; (item = mailbox_take(hub->mailbox)) != NULL; i++) {
        HubChannel *channel = item->channel;

        atomic_fetch_sub(&hub->queued_bytes, item->bytes);
        if (take_item(item))
            viewer_channel_moved(channel);
        free_item(item);
        if (i == DRAIN_MAX) {
            lws_cancel_service(hub->context);
            return;
        }
    }
    look_at_flags(hub);
    if (atomic_load(&hub->is_stopping))
        say_goodbye(hub);
}

/* ---- life ---- */

static void wake_for_goodbye(lws_sorted_usec_list_t *timer)
{
    (void)timer; /* that the loop turns is all */
}

static void *serve(void *user)
{
    Hub *hub = user;
    lws_sorted_usec_list_t timer = {0};
    int64_t deadline_ms = 0;

    pthread_setname_np(pthread_self(), "hub");
    while (!atomic_load(&hub->is_stopping))
        lws_service(hub->context, 0);
    deadline_ms = time_monotonic_ms() + GOODBYE_MS;
    lws_sul_schedule(hub->context, 0, &timer, wake_for_goodbye, GOODBYE_MS * LWS_US_PER_MS);
    loop_drain(hub);
    while (hub->viewers_len > 0 && time_monotonic_ms() < deadline_ms)
        lws_service(hub->context, 0);
    lws_sul_cancel(&timer);
    return NULL;
}

/* (owned) Those that are origins. */
static char **copy_origins(const char *const *origins)
{
    GPtrArray *copy = g_ptr_array_new();

    for (size_t i = 0; origins != NULL && origins[i] != NULL; i++) {
        char *origin = origin_of_url(origins[i]);

        if (origin != NULL)
            g_ptr_array_add(copy, origin);
    }
    g_ptr_array_add(copy, NULL);
    return (char **)g_ptr_array_free(copy, FALSE);
}

Hub *hub_new(const HubOptions *options, GError **error)
{
    g_autoptr(Hub) hub = NULL;
    int64_t ping_s = MAX(1, options->ping_ms / 1000);

    hub = g_new0(Hub, 1);
    hub->viewers_max = options->viewers_max;
    hub->channel_age_ms = options->channel_age_ms;
    hub->origins = copy_origins(options->origins);
    hub->idle = (lws_retry_bo_t){.secs_since_valid_ping = (uint16_t)MIN(ping_s, 10000),
                                 .secs_since_valid_hangup = (uint16_t)MIN(2 * ping_s, 20000)};
    hub->by_token = g_hash_table_new(g_str_hash, g_str_equal);
    hub->by_challenge = g_hash_table_new(g_str_hash, g_str_equal);
    hub->channels = g_ptr_array_new();
    hub->mailbox = mailbox_new(HUB_MAILBOX_MAX, free_item);
    if (!loop_listen(hub, options, error))
        return NULL;
    mailbox_set_wake(hub->mailbox, wake, hub);
    hub->is_started = thread_start(serve, hub, "the live view", &hub->thread, error);
    return hub->is_started ? g_steal_pointer(&hub) : NULL;
}

static void free_channels(Hub *hub)
{
    for (guint i = 0; i < hub->channels->len; i++) {
        HubChannel *channel = g_ptr_array_index(hub->channels, i);

        channel_release_user(channel);
        hub_channel_unref(channel);
    }
    g_ptr_array_unref(hub->channels);
    g_hash_table_unref(hub->by_token);
    g_hash_table_unref(hub->by_challenge);
}

void hub_free(Hub *hub)
{
    if (hub == NULL)
        return;
    if (hub->is_started) {
        atomic_store(&hub->is_stopping, true);
        lws_cancel_service(hub->context);
        pthread_join(hub->thread, NULL);
    }
    if (hub->context != NULL)
        lws_context_destroy(hub->context); /* viewers leave in here */
    free_channels(hub);
    mailbox_free(hub->mailbox);
    g_strfreev(hub->origins);
    g_free(hub);
}
