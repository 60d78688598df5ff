/*
 * One viewer. Nothing is ever queued for it: each time that its socket is writable it is sent the
 * next of what it lacks.
 *
 *  1. the rest of a change of the table that was begun (a large one is several messages);
 *  2. the view, the stats, if they are newer than what it has;
 *  3. a change of the table, if there is one and flow.h says that it may be sent.
 *
 * What libwebsockets was given to write must stay as it is until it is writable again, because
 * the compression may not have read all of it.
 */
#include "push/flow.h"
#include "push/loop.h"
#include "push/request.h"

typedef enum ViewerClose {
    VIEWER_OPEN = 0,
    VIEWER_BAD = 4000,
    VIEWER_UNKNOWN = 4001,
    VIEWER_FULL = 4003,
} ViewerClose;

typedef struct Viewer {
    struct lws *wsi;
    HubChannel *channel; /* a reference; NULL before its first word */
    Flow flow;
    lws_sorted_usec_list_t timer; /* for its first word, then for the pause of the flow */
    int close_code;
    GString *request; /* owned; NULL: nothing of one yet */

    unsigned generation; /* what it has */
    uint64_t seq;
    unsigned view_version, stats_version;

    GPtrArray *change; /* owned; Message*: the rest of a change */
    guint change_at;
    Message *writing;
} Viewer;

const size_t viewer_session_bytes = sizeof(Viewer);

static Viewer *viewer_of_timer(lws_sorted_usec_list_t *timer)
{
    return lws_container_of(timer, Viewer, timer);
}

static void close_with(Viewer *viewer, int code)
{
    if (viewer->close_code == VIEWER_OPEN)
        viewer->close_code = code;
    lws_callback_on_writable(viewer->wsi);
}

static void first_word_is_late(lws_sorted_usec_list_t *timer)
{
    Viewer *viewer = viewer_of_timer(timer);

    if (viewer->channel != NULL)
        return;
    loop_count(&loop_hub(viewer->wsi)->counts.silent);
    close_with(viewer, VIEWER_BAD);
}

static void pause_is_over(lws_sorted_usec_list_t *timer)
{
    lws_callback_on_writable(viewer_of_timer(timer)->wsi);
}

/* ---- coming and going ---- */

static void unref_message(void *message)
{
    message_unref(message);
}

static void establish(Viewer *viewer, struct lws *wsi)
{
    *viewer = (Viewer){.wsi = wsi};
    viewer->change = g_ptr_array_new_with_free_func(unref_message);
    lws_sul_schedule(lws_get_context(wsi), 0, &viewer->timer, first_word_is_late,
                     (lws_usec_t)HUB_HANDSHAKE_S * LWS_US_PER_SEC);
}

static void seen(HubChannel *channel)
{
    atomic_store(&channel->seen_ms, g_get_monotonic_time() / 1000);
}

static void attach(Viewer *viewer, HubChannel *channel)
{
    Hub *hub = channel->hub;

    lws_sul_cancel(&viewer->timer);
    viewer->channel = hub_channel_ref(channel);
    flow_init(&viewer->flow, channel->refresh_ms);
    g_ptr_array_add(channel->viewers, viewer);
    atomic_fetch_add(&channel->viewers_len, 1);
    hub->viewers_len++;
    loop_count(&hub->counts.viewers);
    seen(channel);
    lws_callback_on_writable(viewer->wsi);
}

static void leave(Viewer *viewer)
{
    HubChannel *channel = viewer->channel;

    lws_sul_cancel(&viewer->timer);
    g_ptr_array_unref(viewer->change);
    message_unref(viewer->writing);
    if (viewer->request != NULL)
        g_string_free(viewer->request, TRUE);
    if (channel == NULL)
        return;
    g_ptr_array_remove_fast(channel->viewers, viewer);
    atomic_fetch_sub(&channel->viewers_len, 1);
    channel->hub->viewers_len--;
    seen(channel);
    loop_drop_if_done(channel);
    hub_channel_unref(channel);
}

/* ---- what it says ---- */

static void take_view(Viewer *viewer, const char *token)
{
    Hub *hub = loop_hub(viewer->wsi);
    HubChannel *channel = g_hash_table_lookup(hub->by_token, token);

    if (viewer->channel != NULL) {
        loop_count(&hub->counts.refused_message);
        close_with(viewer, VIEWER_BAD);
    } else if (channel == NULL) {
        loop_count(&hub->counts.refused_token);
        close_with(viewer, VIEWER_UNKNOWN);
    } else if (hub->viewers_len >= hub->viewers_max) {
        loop_count(&hub->counts.refused_full);
        close_with(viewer, VIEWER_FULL);
    } else {
        attach(viewer, channel);
    }
}

static bool take_request(Viewer *viewer, const Request *request)
{
    HubChannel *channel = viewer->channel;

    switch (request->kind) {
    case REQUEST_VIEW:
        take_view(viewer, request->token);
        return true;
    case REQUEST_ACK:
        if (channel == NULL)
            return false;
        if (flow_acknowledged(&viewer->flow, request->seq)) /* else it is of an earlier table */
            lws_callback_on_writable(viewer->wsi);
        return true;
    case REQUEST_ORDER:
        if (channel == NULL || !channel->may_stop)
            return false;
        if (channel->end == CHANNEL_OPEN)
            channel->fns->order(channel->user, request->order, request->row);
        return true;
    case REQUEST_BAD:
        break;
    }
    return false;
}

/* One piece of a message. */
static void receive(Viewer *viewer, const char *bytes, size_t len)
{
    bool is_last =
        lws_is_final_fragment(viewer->wsi) && lws_remaining_packet_payload(viewer->wsi) == 0;
    Request request = {.kind = REQUEST_BAD};

    if (viewer->close_code != VIEWER_OPEN)
        return;
    if (viewer->request == NULL)
        viewer->request = g_string_new(NULL);
    g_string_append_len(viewer->request, bytes, (gssize)len);
    if (!is_last &&
        viewer->request->len + lws_remaining_packet_payload(viewer->wsi) <= HUB_REQUEST_BYTES_MAX)
        return;
    if (is_last && !lws_frame_is_binary(viewer->wsi))
        request = request_read(viewer->request->str, viewer->request->len);
    g_string_truncate(viewer->request, 0);
    if (take_request(viewer, &request))
        return;
    loop_count(&loop_hub(viewer->wsi)->counts.refused_message);
    close_with(viewer, VIEWER_BAD);
}

/* ---- what it is sent ---- */

/* (owned) The next message of a change of the table, or NULL. */
static Message *next_of_change(Viewer *viewer)
{
    Message *message;

    if (viewer->change_at == viewer->change->len)
        return NULL;
    message = message_ref(g_ptr_array_index(viewer->change, viewer->change_at++));
    if (message->seq > 0) {
        viewer->seq = message->seq;
        flow_sent(&viewer->flow, message->seq, g_get_monotonic_time());
    }
    if (viewer->change_at == viewer->change->len) {
        g_ptr_array_set_size(viewer->change, 0);
        viewer->change_at = 0;
    }
    return message;
}

static bool lacks_change(const Viewer *viewer)
{
    const HubChannel *channel = viewer->channel;

    return channel->table != NULL && (viewer->generation != channel->generation ||
                                      viewer->seq != event_table_seq(channel->table));
}

/* True if there is one now; else a timer or an acknowledgement will come back here. */
static bool begin_change(Viewer *viewer)
{
    HubChannel *channel = viewer->channel;
    const GPtrArray *change;

    if (!lacks_change(viewer))
        return false;
    if (channel->end != CHANNEL_OPEN) /* its last state: nothing is waited for */
        flow_init(&viewer->flow, channel->refresh_ms);
    if (viewer->generation != channel->generation) {
        flow_forget(&viewer->flow);
        viewer->seq = 0;
    }
    switch (flow_ask(&viewer->flow, g_get_monotonic_time())) {
    case FLOW_HELD:
        return false;
    case FLOW_LATER:
        lws_sul_schedule(lws_get_context(viewer->wsi), 0, &viewer->timer, pause_is_over,
                         MAX(1, viewer->flow.next_us - g_get_monotonic_time())); /* -1 cancels */
        return false;
    case FLOW_NOW:
        break;
    }
    viewer->generation = channel->generation;
    change = channel_change(channel, viewer->seq);
    for (guint i = 0; i < change->len; i++)
        g_ptr_array_add(viewer->change, message_ref(g_ptr_array_index(change, i)));
    return change->len > 0;
}

/* (owned) NULL if there is nothing for it at the moment. */
static Message *next_message(Viewer *viewer)
{
    HubChannel *channel = viewer->channel;
    Message *message = next_of_change(viewer);

    if (message != NULL)
        return message;
    if (viewer->view_version != channel->view_version) {
        viewer->view_version = channel->view_version;
        return message_ref(channel->view);
    }
    if (viewer->view_version == 0) /* nothing is said before the view */
        return NULL;
    if (viewer->stats_version != channel->stats_version) {
        viewer->stats_version = channel->stats_version;
        return message_ref(channel->stats);
    }
    return begin_change(viewer) ? next_of_change(viewer) : NULL;
}

/* -1 to close it. */
static int close_now(Viewer *viewer, int code)
{
    lws_close_reason(viewer->wsi, (enum lws_close_status)code, NULL, 0);
    return -1;
}

static int write_next(Viewer *viewer)
{
    Hub *hub = loop_hub(viewer->wsi);
    Message *message;

    message_unref(viewer->writing);
    viewer->writing = NULL;
    if (viewer->close_code != VIEWER_OPEN)
        return close_now(viewer, viewer->close_code);
    if (atomic_load(&hub->is_stopping) &&
        (viewer->channel == NULL || viewer->channel->end == CHANNEL_OPEN))
        return close_now(viewer, LWS_CLOSE_STATUS_GOINGAWAY);
    if (viewer->channel == NULL)
        return 0;
    message = next_message(viewer);
    if (message == NULL)
        return viewer->channel->end != CHANNEL_OPEN ? close_now(viewer, viewer->channel->end) : 0;
    viewer->writing = message;
    loop_count(&hub->counts.messages);
    atomic_fetch_add_explicit(&hub->counts.bytes, message->len, memory_order_relaxed);
    if (lws_write(viewer->wsi, message->bytes + LWS_PRE, message->len, LWS_WRITE_TEXT) < 0)
        return -1;
    lws_callback_on_writable(viewer->wsi);
    return 0;
}

void viewer_channel_moved(HubChannel *channel)
{
    for (guint i = 0; i < channel->viewers->len; i++)
        lws_callback_on_writable(((Viewer *)g_ptr_array_index(channel->viewers, i))->wsi);
}

int viewer_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len)
{
    Viewer *viewer = user;

    switch ((int)reason) {
    case LWS_CALLBACK_ESTABLISHED:
        establish(viewer, wsi);
        return 0;
    case LWS_CALLBACK_RECEIVE:
        receive(viewer, in, len);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return write_next(viewer);
    case LWS_CALLBACK_CLOSED:
        if (viewer != NULL && viewer->wsi != NULL) /* one whose handshake failed was none */
            leave(viewer);
        return 0;
    default:
        return 0;
    }
}
