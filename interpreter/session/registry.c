#include "session/registry.h"

#include <assert.h>
#include <errno.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/time_ms.h"
#include "session/listing.h"
#include "session/streams.h"

typedef struct Memory {
    char *key;        /* of a run */
    int64_t until_ms; /* monotonic */
} Memory;

static void clear_memory(void *data)
{
    g_free(((Memory *)data)->key);
}

static GArray *memories_new(void)
{
    GArray *memories = g_array_new(FALSE, FALSE, sizeof(Memory));

    g_array_set_clear_func(memories, clear_memory);
    return memories;
}

static void forget_old(GArray *memories, int64_t now_ms)
{
    for (guint i = memories->len; i-- > 0;) {
        if (now_ms > g_array_index(memories, Memory, i).until_ms)
            g_array_remove_index(memories, i);
    }
}

/* True if it was remembered. */
static bool forget(GArray *memories, const char *key)
{
    for (guint i = 0; i < memories->len; i++) {
        if (strcmp(g_array_index(memories, Memory, i).key, key) == 0) {
            g_array_remove_index(memories, i);
            return true;
        }
    }
    return false;
}

static void remember(GArray *memories, const char *key, int64_t now_ms)
{
    const Memory memory = {g_strdup(key), now_ms + REGISTRY_MEMORY_MS};

    forget_old(memories, now_ms);
    forget(memories, key);
    if (memories->len == REGISTRY_MEMORIES_MAX)
        g_array_remove_index(memories, 0);
    g_array_append_val(memories, memory);
}

static void unref_worker(void *worker)
{
    worker_unref(worker);
}

static void unref_run(void *run)
{
    run_unref(run);
}

void registry_lock(Sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
}

void registry_unlock(Sessions *sessions)
{
    pthread_mutex_unlock(&sessions->lock);
}

bool registry_wait(Sessions *sessions, int64_t deadline_ms)
{
    struct timespec at = {deadline_ms / 1000, deadline_ms % 1000 * 1000000};

    if (deadline_ms == INT64_MAX) {
        pthread_cond_wait(&sessions->changed, &sessions->lock);
        return true;
    }
    return pthread_cond_timedwait(&sessions->changed, &sessions->lock, &at) != ETIMEDOUT;
}

void registry_moved(Sessions *sessions)
{
    pthread_cond_broadcast(&sessions->changed);
    pthread_cond_signal(&sessions->pace);
}

Run *registry_find(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    g_autofree char *key = run_key(note_id, paragraph_id);

    return g_hash_table_lookup(sessions->runs, key);
}

void registry_drop_if_finished(Sessions *sessions, Run *run)
{
    if (!run_is_finished(run) && !run->is_gone)
        return;
    if (g_hash_table_lookup(sessions->runs, run->key) == run) {
        remember(sessions->ends, run->key, time_monotonic_ms());
        g_hash_table_remove(sessions->runs, run->key);
    }
    pthread_cond_broadcast(&sessions->changed);
}

bool registry_take_early_cancel(Sessions *sessions, const char *key, int64_t now_ms)
{
    forget_old(sessions->early_cancels, now_ms);
    return forget(sessions->early_cancels, key);
}

void registry_add_early_cancel(Sessions *sessions, const char *key, int64_t now_ms)
{
    forget_old(sessions->ends, now_ms);
    if (forget(sessions->ends, key)) /* the second press of a stop button, or a late one */
        remember(sessions->ends, key, now_ms);
    else
        remember(sessions->early_cancels, key, now_ms);
}

void registry_tell_stop(GPtrArray *streams)
{
    for (guint i = 0; i < streams->len; i++) {
        const Stream *stream = g_ptr_array_index(streams, i);

        if (stream->worker != NULL)
            worker_stop(stream->worker);
    }
    g_ptr_array_unref(streams);
}

void registry_send(Sessions *sessions, Run *run, Outbox *outbox)
{
    if (outbox == NULL)
        return;
    outbox_send(outbox, sessions->publisher, run->note_id, run->paragraph_id);
    outbox_free(outbox);
}

/* ---- the callbacks of the worker pool ---- */

void registry_stream_moved(Stream *stream)
{
    live_tell_view(stream);
    if (stream_is_over(stream))
        live_close(stream);
}

/* @lock held. @event: (taken) what the stream has left of it */
static void tell_live(Stream *stream, Event *event, StreamChange change)
{
    g_autoptr(Event) taken = event;

    if (taken->kind == EVENT_ROWS && !stream_is_over(stream))
        live_tell_rows(stream, g_steal_pointer(&taken));
    else if (taken->kind == EVENT_STATS)
        live_tell_stats(stream);
    else if (change != STREAM_SAME)
        registry_stream_moved(stream);
}

/* @lock held */
static void wake_for(Sessions *sessions, StreamChange change, bool is_first)
{
    if (change == STREAM_MOVED)
        registry_moved(sessions);
    else if (change == STREAM_SHOWN && is_first)
        pthread_cond_signal(&sessions->pace);
}

static void take_event(Worker *worker, Event *event, void *user)
{
    Stream *stream = user;
    Sessions *sessions = stream->owner;
    StreamChange change;
    bool had_changed, had_rows, is_over;

    registry_lock(sessions);
    had_changed = stream->has_changed;
    had_rows = event_table_len(stream->table) > 0;
    change = stream_take_event(stream, event, time_wall_ms());
    is_over = stream_is_over(stream);
    tell_live(stream, event, change);
    /* The first change since the last look, and the first rows, are due earlier than planned. */
    wake_for(sessions, change, !had_changed || !had_rows);
    registry_unlock(sessions);
    if (is_over && change == STREAM_MOVED)
        worker_stop(worker);
}

static void take_exit(Worker *worker, const WorkerExit *exit, void *user)
{
    Stream *stream = user;
    Sessions *sessions = stream->owner;
    StreamChange change;

    (void)worker;
    registry_lock(sessions);
    change = stream_take_exit(stream, exit, time_wall_ms());
    if (change != STREAM_SAME)
        registry_stream_moved(stream);
    wake_for(sessions, change, true);
    registry_unlock(sessions);
    stream_unref(stream); /* the pool's */
}

const WorkerFns registry_worker_fns = {take_event, take_exit};

/* ---- the callbacks of the hub ---- */

static void resync(HubChannel *channel, void *user)
{
    Stream *stream = user;
    Sessions *sessions = stream->owner;

    registry_lock(sessions);
    if (stream->live == channel)
        live_tell_whole(stream);
    registry_unlock(sessions);
}

static void order_by_viewer(void *user, HubOrder order, uint64_t row)
{
    Stream *stream = user;
    Sessions *sessions = stream->owner;
    g_autofree char *said = NULL;
    bool is_done = false;

    registry_lock(sessions);
    if (row == 0 && !sessions->is_closing && !stream_is_over(stream)) {
        said = streams_mark(stream, order, "a viewer of the live view", time_wall_ms());
        is_done = true;
    }
    registry_unlock(sessions);
    if (is_done)
        streams_tell(stream, order);
}

const HubChannelFns registry_live_fns = {resync, order_by_viewer};

/* ---- life ---- */

static void set_limits(Sessions *sessions, const ConfigSet *base)
{
    size_t memory = (size_t)config_get_int(base, "memory_max");

    worker_pool_set_limits(sessions->pool, (size_t)config_get_int(base, "streams_max"),
                           memory * REGISTRY_MEMORY_FACTOR + REGISTRY_MEMORY_EXTRA_BYTES);
}

static void init_conds(Sessions *sessions)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&sessions->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&sessions->changed, &attributes);
    pthread_cond_init(&sessions->pace, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void free_parts(Sessions *sessions)
{
    g_hash_table_unref(sessions->runs);
    g_ptr_array_unref(sessions->listings);
    g_ptr_array_unref(sessions->past);
    g_free(sessions->page_user);
    g_array_unref(sessions->early_cancels);
    g_array_unref(sessions->ends);
    settings_book_free(sessions->settings);
    config_set_free(sessions->base);
    g_free(sessions->base_failure);
    g_free(sessions->host);
    g_strfreev(sessions->origins);
    g_ptr_array_unref(sessions->stopping);
    pthread_cond_destroy(&sessions->pace);
    pthread_cond_destroy(&sessions->changed);
    pthread_mutex_destroy(&sessions->lock);
    g_free(sessions);
}

Sessions *sessions_new(const char *binary, Publisher *publisher, GError **error)
{
    Sessions *sessions = g_new0(Sessions, 1);

    init_conds(sessions);
    sessions->publisher = publisher;
    sessions->runs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_run);
    sessions->early_cancels = memories_new();
    sessions->ends = memories_new();
    sessions->settings = settings_book_new();
    sessions->listings = listing_array();
    sessions->past = streams_past_array();
    sessions->base = config_set_new();
    sessions->host = g_strdup("127.0.0.1");
    sessions->is_loopback = sessions->has_local_notes = true;
    sessions->stopping = g_ptr_array_new_with_free_func(unref_worker);
    sessions->pool = worker_pool_new(binary, 1, 0, error);
    if (sessions->pool != NULL) {
        set_limits(sessions, sessions->base);
        sessions->catalogs = catalogs_new(sessions->pool);
    }
    if (sessions->pool == NULL ||
        !thread_start(pace_main, sessions, "the sessions", &sessions->thread, error)) {
        worker_pool_free(sessions->pool);
        catalogs_free(sessions->catalogs);
        free_parts(sessions);
        return NULL;
    }
    return sessions;
}

void sessions_free(Sessions *sessions)
{
    GHashTableIter iter;
    void *value;

    if (sessions == NULL)
        return;
    registry_lock(sessions);
    sessions->is_closing = true;
    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        ((Run *)value)->is_gone = true;
    registry_moved(sessions);
    catalogs_close(sessions->catalogs);
    while (sessions->callers > 0)
        registry_wait(sessions, INT64_MAX);
    registry_unlock(sessions);

    pthread_join(sessions->thread, NULL);
    worker_pool_free(sessions->pool); /* every stream gets its last callback in here */
    registry_lock(sessions);
    listing_free_all(sessions);
    registry_unlock(sessions);
    catalogs_free(sessions->catalogs);
    live_free(sessions->live);
    announce_free(sessions->announcement);
    free_parts(sessions);
}

void sessions_set_server(Sessions *sessions, const SessionServer *server)
{
    registry_lock(sessions);
    g_free(sessions->host);
    g_strfreev(sessions->origins);
    sessions->host = g_strdup(server->host);
    sessions->origins = g_strdupv((char **)server->origins);
    sessions->page_port = server->page_port;
    sessions->is_loopback = server->is_loopback;
    sessions->has_local_notes = server->has_local_notes;
    registry_unlock(sessions);
}

/* @lock held. (owned) Why there is no live view though there should be one, or NULL. */
static char *start_live(Sessions *sessions, const ConfigSet *base)
{
    const SessionServer server = {.host = sessions->host,
                                  .is_loopback = sessions->is_loopback,
                                  .origins = (const char *const *)sessions->origins};
    g_autoptr(GError) error = NULL, hidden = NULL;
    int port;

    if (sessions->live != NULL)
        return NULL;
    if (!live_new(base, &server, &registry_live_fns, &sessions->live, &error)) {
        if (error->code != FAIL_LIMIT)
            return g_strdup(error->message);
        log_line("session: no live view, Zeppelin's road alone: %s", error->message);
        return NULL;
    }
    if (sessions->live == NULL)
        return NULL;
    port = hub_port(live_hub(sessions->live));
    log_line("session: live view port=%d", port);
    sessions->announcement = announce_new(sessions->page_port, port, &hidden);
    if (sessions->announcement == NULL)
        log_line("session: `tunnel` will not know this process: %s", hidden->message);
    return NULL;
}

void sessions_configure(Sessions *sessions, GHashTable *properties)
{
    char *failure = NULL;
    ConfigSet *base = settings_operator(properties, &failure);

    if (failure != NULL)
        log_line("session: properties refused text=%s", failure);
    set_limits(sessions, base);
    registry_lock(sessions);
    if (failure == NULL)
        failure = start_live(sessions, base);
    sessions->unwatched_max_ms = config_get_int(base, "unwatched_max");
    config_set_free(sessions->base);
    g_free(sessions->base_failure);
    sessions->base = base;
    sessions->base_failure = failure;
    registry_unlock(sessions);
}
