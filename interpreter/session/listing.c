#include "session/listing.h"

#include "base/time_ms.h"
#include "session/streams.h"

struct Listing {
    gint refs; /* one is the channel's */
    Sessions *sessions;
    char *user;
    EventTable *table;
    HubChannel *channel; /* NULL when it is over */
    bool may_order;
};

static void listing_unref(void *data)
{
    Listing *listing = data;

    if (!g_atomic_int_dec_and_test(&listing->refs))
        return;
    event_table_free(listing->table);
    g_free(listing->user);
    g_free(listing);
}

static void tell_view(Listing *listing)
{
    g_autofree char *title = strcmp(listing->user, "anonymous") == 0
                                 ? g_strdup("Streams")
                                 : g_strdup_printf("Streams of %s", listing->user);
    g_autoptr(GPtrArray) notices = g_ptr_array_new();
    const HubView view = {.state = HUB_LIVE,
                          .title = title,
                          .statement = "SHOW STREAMS",
                          .notices = notices,
                          .may_stop = listing->may_order,
                          .is_list = true};

    if (listing->may_order)
        g_ptr_array_add(notices,
                        (char *)(gpointer) "Press a row to pause, resume or stop its stream.");
    hub_put_view(listing->channel, &view);
}

/* ---- what the hub calls ---- */

static void resync(HubChannel *channel, void *user)
{
    Listing *listing = user;

    registry_lock(listing->sessions);
    if (listing->channel == channel) {
        hub_put_table(channel, event_table_copy(listing->table));
        tell_view(listing);
    }
    registry_unlock(listing->sessions);
}

static void order_row(void *user, HubOrder order, uint64_t row)
{
    Listing *listing = user;
    Sessions *sessions = listing->sessions;
    g_autofree char *said = NULL;
    Stream *stream = NULL;

    registry_lock(sessions);
    if (!sessions->is_closing)
        stream = streams_find_number(sessions, listing->user, row);
    if (stream != NULL)
        said = streams_mark(stream, order, "a viewer of the list of streams", time_wall_ms());
    registry_unlock(sessions);
    if (stream != NULL)
        streams_tell(stream, order);
    stream_unref(stream);
}

static const HubChannelFns listing_fns = {resync, order_row};

/* ---- life ---- */

static bool open_channel(Listing *listing)
{
    const HubChannelOptions options = {.refresh_ms = 200,
                                       .may_stop = listing->may_order,
                                       .fns = &listing_fns,
                                       .user = listing,
                                       .user_free = listing_unref};

    g_atomic_int_inc(&listing->refs);
    listing->channel = hub_open(live_hub(listing->sessions->live), &options);
    if (listing->channel == NULL)
        return false;
    hub_put_table(listing->channel, event_table_copy(listing->table));
    tell_view(listing);
    return true;
}

static void close_channel(Listing *listing)
{
    if (listing->channel == NULL)
        return;
    hub_close(listing->channel);
    hub_channel_unref(listing->channel);
    listing->channel = NULL;
}

static void free_listing(Listing *listing)
{
    if (listing == NULL)
        return;
    close_channel(listing);
    listing_unref(listing);
}

/* (owned) NULL without a live view, or if there are too many channels. */
static Listing *listing_new(Sessions *sessions, const char *user)
{
    Listing *listing;

    if (sessions->live == NULL)
        return NULL;
    listing = g_new0(Listing, 1);
    listing->refs = 1;
    listing->sessions = sessions;
    listing->user = g_strdup(user);
    listing->may_order =
        strcmp(user, "anonymous") == 0 || config_get_bool(sessions->base, "viewers_may_stop");
    listing->table = streams_table(sessions, user, time_wall_ms());
    if (open_channel(listing))
        return listing;
    free_listing(listing);
    return NULL;
}

static bool is_old(const Listing *listing)
{
    return time_monotonic_ms() >= hub_channel_expires_ms(listing->channel);
}

static Listing *find_listing(Sessions *sessions, const char *user)
{
    for (guint i = sessions->listings->len; i-- > 0;) {
        Listing *listing = g_ptr_array_index(sessions->listings, i);

        if (strcmp(listing->user, user) == 0)
            return listing;
    }
    return NULL;
}

char *listing_link(Sessions *sessions, const char *user)
{
    Listing *listing = find_listing(sessions, user);

    if (listing == NULL && sessions->listings->len < LISTING_USERS_MAX) {
        listing = listing_new(sessions, user);
        if (listing != NULL)
            g_ptr_array_add(sessions->listings, listing);
    }
    return listing != NULL ? live_address(sessions->live, listing->channel) : NULL;
}

char *listing_page(Sessions *sessions, const char *user)
{
    if (sessions->is_shared || sessions->live == NULL)
        return NULL;
    if (sessions->page_user == NULL)
        sessions->page_user = g_strdup(user);
    if (strcmp(sessions->page_user, user) != 0) {
        sessions->is_shared = true;
        free_listing(g_steal_pointer(&sessions->page));
        return g_strdup("");
    }
    if (sessions->page != NULL)
        return NULL;
    sessions->page = listing_new(sessions, user);
    return sessions->page != NULL ? listing_page_link(sessions) : NULL;
}

char *listing_page_link(const Sessions *sessions)
{
    return live_address(sessions->live, sessions->page->channel);
}

/* ---- what changes ---- */

static void show_change(Listing *listing)
{
    EventTableChange change;
    Event *rows;

    if (hub_channel_viewers(listing->channel) == 0)
        return;
    rows = streams_change(listing->sessions, listing->user, time_wall_ms(), listing->table);
    if (event_table_apply(listing->table, rows, &change, NULL))
        hub_put_rows(listing->channel, rows);
    else
        event_free(rows);
}

void listing_tick(Sessions *sessions)
{
    for (guint i = sessions->listings->len; i-- > 0;) {
        Listing *listing = g_ptr_array_index(sessions->listings, i);

        if (is_old(listing))
            g_ptr_array_remove_index(sessions->listings, i);
        else
            show_change(listing);
    }
    if (sessions->page != NULL && is_old(sessions->page))
        free_listing(g_steal_pointer(&sessions->page)); /* the next run makes another */
    else if (sessions->page != NULL)
        show_change(sessions->page);
}

void listing_free_all(Sessions *sessions)
{
    free_listing(g_steal_pointer(&sessions->page));
    if (sessions->listings != NULL)
        g_ptr_array_set_size(sessions->listings, 0);
}

static void free_element(void *listing)
{
    free_listing(listing);
}

GPtrArray *listing_array(void)
{
    return g_ptr_array_new_with_free_func(free_element);
}
