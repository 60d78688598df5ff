#include "push/channel.h"

#include "base/secret.h"
#include "base/time_ms.h"

static void unref_message(void *message)
{
    message_unref(message);
}

HubChannel *channel_new(Hub *hub, const HubChannelOptions *options, int64_t age_ms)
{
    HubChannel *channel = g_new0(HubChannel, 1);

    atomic_init(&channel->refs, 1);
    channel->hub = hub;
    secret_fill(channel->token, HUB_SECRET_LEN);
    secret_fill(channel->challenge, HUB_SECRET_LEN);
    secret_fill(channel->proof, HUB_SECRET_LEN);
    channel->refresh_ms = options->refresh_ms;
    channel->expires_ms = time_monotonic_ms() + age_ms;
    channel->may_stop = options->may_stop;
    channel->fns = options->fns;
    channel->user = options->user;
    channel->user_free = options->user_free;
    channel->viewers = g_ptr_array_new();
    channel->change = g_ptr_array_new_with_free_func(unref_message);
    return channel;
}

HubChannel *hub_channel_ref(HubChannel *channel)
{
    atomic_fetch_add(&channel->refs, 1);
    return channel;
}

void hub_channel_unref(HubChannel *channel)
{
    if (channel == NULL || atomic_fetch_sub(&channel->refs, 1) > 1)
        return;
    g_ptr_array_unref(channel->viewers);
    g_ptr_array_unref(channel->change);
    event_table_free(channel->table);
    message_unref(channel->view);
    message_unref(channel->stats);
    g_free(channel);
}

void channel_release_user(HubChannel *channel)
{
    void *user = channel->user;

    channel->user = NULL;
    if (user != NULL && channel->user_free != NULL)
        channel->user_free(user);
}

bool channel_take_rows(HubChannel *channel, const Event *rows)
{
    EventTableChange change = EVENT_TABLE_SAME;

    /* Rows that do not fit to what is here came after something that was dropped. */
    if (channel->table == NULL || !event_table_apply(channel->table, rows, &change, NULL)) {
        atomic_store(&channel->is_behind, true);
        return false;
    }
    return change == EVENT_TABLE_CHANGED;
}

void channel_take_table(HubChannel *channel, EventTable *table)
{
    event_table_free(channel->table);
    channel->table = table;
    channel->generation++;
}

void channel_take_view(HubChannel *channel, Message *view)
{
    message_unref(channel->view);
    channel->view = view;
    channel->view_version++;
}

void channel_take_stats(HubChannel *channel, Message *stats)
{
    message_unref(channel->stats);
    channel->stats = stats;
    channel->stats_version++;
}

static void add_messages(GPtrArray *messages, const GString *lines)
{
    const char *at = lines->str;
    const char *end;

    while ((end = strchr(at, '\n')) != NULL) {
        g_ptr_array_add(messages, message_new(at, (size_t)(end - at)));
        at = end + 1;
    }
}

const GPtrArray *channel_change(HubChannel *channel, uint64_t since)
{
    uint64_t seq = event_table_seq(channel->table);
    g_autoptr(GString) lines = NULL;

    if (channel->change->len > 0 && channel->change_since == since && channel->change_seq == seq &&
        channel->change_generation == channel->generation)
        return channel->change;
    lines = g_string_new(NULL);
    event_table_write(channel->table, 1, since, lines);
    g_ptr_array_set_size(channel->change, 0);
    add_messages(channel->change, lines);
    if (channel->change->len > 0)
        ((Message *)g_ptr_array_index(channel->change, channel->change->len - 1))->seq = seq;
    channel->change_since = since;
    channel->change_seq = seq;
    channel->change_generation = channel->generation;
    return channel->change;
}

const char *hub_channel_token(const HubChannel *channel)
{
    return channel->token;
}

const char *hub_channel_challenge(const HubChannel *channel)
{
    return channel->challenge;
}

const char *hub_channel_proof(const HubChannel *channel)
{
    return channel->proof;
}

int64_t hub_channel_expires_ms(const HubChannel *channel)
{
    return channel->expires_ms;
}

int hub_channel_viewers(const HubChannel *channel)
{
    return atomic_load(&channel->viewers_len);
}

int64_t hub_channel_seen_ms(const HubChannel *channel)
{
    return atomic_load(&channel->seen_ms);
}
