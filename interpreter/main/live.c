#include "main/live.h"

#include <pthread.h>
#include <stdio.h>

#include "base/time_ms.h"
#include "session/live.h"

struct RunLive {
    Live *live;
    RunLiveFns fns;
    pthread_mutex_t lock;
    Stream *stream; /* @lock; of the present statement, NULL before the first */
};

static void resync(HubChannel *channel, void *user)
{
    RunLive *live = ((Stream *)user)->owner;

    (void)channel; /* there is but one */
    pthread_mutex_lock(&live->lock);
    if (live->stream != NULL)
        live_tell_whole(live->stream);
    pthread_mutex_unlock(&live->lock);
}

static void take_order(void *user, HubOrder order, uint64_t row)
{
    RunLive *live = ((Stream *)user)->owner;

    (void)row;
    if (order == HUB_ORDER_STOP) {
        live->fns.stop();
        return;
    }
    pthread_mutex_lock(&live->lock);
    if (live->stream != NULL &&
        stream_set_paused(live->stream, order == HUB_ORDER_PAUSE, time_wall_ms()))
        live_tell_view(live->stream);
    pthread_mutex_unlock(&live->lock);
    live->fns.pause(order == HUB_ORDER_PAUSE);
}

static const HubChannelFns live_fns = {resync, take_order};

RunLive *run_live_new(const ConfigSet *settings, const RunLiveFns *fns, GError **error)
{
    const SessionServer server = {.host = "127.0.0.1", .is_loopback = true};
    RunLive *live = g_new0(RunLive, 1);

    pthread_mutex_init(&live->lock, NULL);
    live->fns = *fns;
    if (!live_new(settings, &server, &live_fns, &live->live, error) ||
        (live->live == NULL &&
         !fail(error, FAIL_CONFIG, "--live needs a port, but live_ports is off"))) {
        run_live_free(live);
        return NULL;
    }
    return live;
}

void run_live_free(RunLive *live)
{
    if (live == NULL)
        return;
    if (live->stream != NULL)
        live_close(live->stream);
    live_free(live->live);
    stream_unref(live->stream);
    pthread_mutex_destroy(&live->lock);
    g_free(live);
}

static void say_address(const RunLive *live)
{
    g_autofree char *address = live_link(live->live, live->stream);
    int port = hub_port(live_hub(live->live));

    fprintf(stderr,
            "LIVE: %s\n"
            "(from another machine, first: ssh -N -L %d:127.0.0.1:%d HOST)\n",
            address, port, port);
}

void run_live_begin(RunLive *live, const char *statement, int64_t refresh_ms)
{
    Stream *stream = stream_new(live);
    bool is_first = live->stream == NULL;

    stream_set_statement(stream, statement);
    stream->refresh_ms = refresh_ms;
    stream->viewers_may_stop = true;
    pthread_mutex_lock(&live->lock);
    if (!is_first) {
        stream->live = g_steal_pointer(&live->stream->live);
        stream_unref(live->stream);
    }
    live->stream = stream;
    pthread_mutex_unlock(&live->lock);
    if (is_first && live_open(live->live, stream))
        say_address(live);
}

/* @lock held */
static void take(Stream *stream, Event *event)
{
    g_autoptr(Event) taken = event;
    StreamChange change = stream_take_event(stream, taken, time_wall_ms());

    if (taken->kind == EVENT_ROWS && !stream_is_over(stream))
        live_tell_rows(stream, g_steal_pointer(&taken));
    else if (taken->kind == EVENT_STATS)
        live_tell_stats(stream);
    else if (taken->kind == EVENT_SCHEMA)
        live_tell_whole(stream);
    else if (change != STREAM_SAME)
        live_tell_view(stream);
}

/* What is told to others must outlive the call: it goes through the protocol's own lines. */
void run_live_event(RunLive *live, const Event *event)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    event_write(event, text);
    lines = g_strsplit(text->str, "\n", -1);
    pthread_mutex_lock(&live->lock);
    for (size_t i = 0; lines[i][0] != '\0'; i++) {
        Event *copy = event_read(lines[i], strlen(lines[i]), NULL);

        if (copy != NULL)
            take(live->stream, copy);
    }
    pthread_mutex_unlock(&live->lock);
}
