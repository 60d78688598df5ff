/*
 * The thread `session`: does what is due for the panels that are shown. Of all that is due it does
 * the longest due first, so that no panel starves another.
 *
 * Each of these makes Zeppelin write the note's file, or may; so none is done without a need.
 *  - The object, and a table that Zeppelin shows, while there is a lease (lease.h); the first rows
 *    at once.
 *  - The saved table, with the first rows, and then once a minute if it changed.
 *  - The end, whose last state is always published.
 * What changes an output waits until the answer of interpret() has settled in Zeppelin, because
 * the answer's messages replace whatever was published before it. Objects are not replaced by it
 * and need not wait.
 */
#include "session/registry.h"

#include "base/log.h"
#include "session/streams.h"
#include "base/time_ms.h"

typedef struct Due {
    Run *run; /* NULL: nothing ever */
    Part *part;
    int64_t at_ms;
    void (*act)(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox);
} Due;

/* ---- what there is to do ---- */

static void end(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox)
{
    (void)now_ms;
    part_end_object(part, outbox);
    if (!run_restore_outputs(run, outbox))
        part_end_outputs(part, outbox);
    outbox_add_checkpoint(outbox);
    part->view = PART_CLOSED;
    streams_remember(sessions, run, part->stream);
    log_line("session: ended note=%s paragraph=%s panel=%d state=%d", run->note_id,
             run->paragraph_id, part->panel, (int)part->stream->state);
}

static void update(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox)
{
    (void)sessions;
    run->written_at_ms = now_ms;
    part_update(part, now_ms, outbox);
}

/* The checkpoint is for the classic UI too: it keeps a table that changed only if it is saved. */
static void save(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox)
{
    const Place place = run_where(run);

    (void)sessions;
    run->written_at_ms = now_ms;
    part_set_saved(part, now_ms);
    if (!run_restore_outputs(run, outbox))
        part_refresh_saved(part, &place, outbox);
    outbox_add_checkpoint(outbox);
}

static void settle_lease(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox)
{
    (void)sessions, (void)run, (void)outbox;
    if (lease_settle(&part->lease, part_seen_ms(part), now_ms))
        part->is_stale = true;
}

static void renew_live(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox)
{
    const Place place = run_where(run);

    (void)sessions;
    part_renew_live(part, &place, now_ms, outbox);
    if (!run_restore_outputs(run, outbox))
        part_refresh_stub(part, &place, outbox);
    outbox_add_checkpoint(outbox);
}

static void stop_unwatched(Sessions *sessions, Run *run, Part *part, int64_t now_ms, Outbox *outbox)
{
    (void)sessions, (void)now_ms, (void)outbox;
    stream_set_stopping(part->stream, "unwatched_max: nobody has looked at it for so long");
    live_tell_view(part->stream);
    log_line("session: unwatched note=%s paragraph=%s", run->note_id, run->paragraph_id);
    if (part->stream->worker != NULL)
        g_ptr_array_add(sessions->stopping, worker_ref(part->stream->worker));
}

/* ---- when ---- */

/* Notes that are not files of the server's machine are dear to write. */
static int64_t after_write(const Sessions *sessions, const Run *run, int64_t due_ms)
{
    if (sessions->has_local_notes || run->written_at_ms == 0)
        return due_ms;
    return MAX(due_ms, run->written_at_ms + LEASE_REMOTE_MS);
}

static int64_t update_due_ms(const Sessions *sessions, const Run *run, const Part *part,
                             int64_t now_ms)
{
    int64_t pause_ms = lease_pause_ms(&part->lease, now_ms);
    int64_t due_ms;

    if (part->is_object_lost)
        return 0;
    if (pause_ms < 0 || (!part->stream->has_changed && !part->is_stale))
        return INT64_MAX;
    due_ms = part->shown_at_ms + pause_ms;
    if (part->is_stale || (!part->has_shown_rows && event_table_len(part->stream->table) > 0))
        due_ms = 0;
    if (part_shows_table(part) && !run->is_in_interpret)
        due_ms = MAX(due_ms, run->settled_at_ms);
    return after_write(sessions, run, due_ms);
}

static int64_t save_due_ms(const Sessions *sessions, const Run *run, const Part *part)
{
    const EventTable *table = part->stream->table;

    if (event_table_len(table) == 0 || event_table_seq(table) == part->saved_seq)
        return INT64_MAX;
    if (part->saved_at_ms == 0)
        return after_write(sessions, run, run->is_in_interpret ? 0 : run->settled_at_ms);
    return after_write(sessions, run, part->saved_at_ms + LEASE_SAVE_MS);
}

static int64_t live_due_ms(const Run *run, const Part *part)
{
    const HubChannel *live = part->stream->live;

    return live == NULL ? INT64_MAX : MAX(hub_channel_expires_ms(live), run->settled_at_ms);
}

static int64_t unwatched_due_ms(const Sessions *sessions, const Run *run, const Part *part,
                                int64_t now_ms)
{
    if (sessions->unwatched_max_ms == 0 || run->is_in_interpret ||
        part->stream->stopped_by != NULL || stream_writes(part->stream))
        return INT64_MAX;
    return part_watched_ms(part, now_ms) + sessions->unwatched_max_ms;
}

static void earlier(Due *due, const Due *other)
{
    if (other->at_ms < due->at_ms)
        *due = *other;
}

/* @lock held */
static void find_due_of(const Sessions *sessions, Run *run, Part *part, int64_t now_ms, Due *due)
{
    if (part->panel == 0 || part->view != PART_SHOWN || run->is_gone || run->is_replaced)
        return;
    if (stream_is_over(part->stream)) {
        if (!run->is_in_interpret) /* else its answer will have the end */
            earlier(due, &(Due){run, part, run->settled_at_ms, end});
        return;
    }
    earlier(due, &(Due){run, part, lease_settle_at_ms(&part->lease), settle_lease});
    earlier(due, &(Due){run, part, update_due_ms(sessions, run, part, now_ms), update});
    earlier(due, &(Due){run, part, save_due_ms(sessions, run, part), save});
    earlier(due, &(Due){run, part, live_due_ms(run, part), renew_live});
    earlier(due, &(Due){run, part, unwatched_due_ms(sessions, run, part, now_ms), stop_unwatched});
}

/* @lock held */
static Due find_due(Sessions *sessions, int64_t now_ms)
{
    Due due = {.at_ms = INT64_MAX};
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Run *run = value;

        for (guint i = 0; i < run->parts->len; i++)
            find_due_of(sessions, run, g_ptr_array_index(run->parts, i), now_ms, &due);
    }
    return due;
}

/* ---- the thread ---- */

static void tell_stopping(GPtrArray *workers)
{
    for (guint i = 0; i < workers->len; i++)
        worker_stop(g_ptr_array_index(workers, i));
    g_ptr_array_set_size(workers, 0);
}

/* @lock held, given up while the publisher is called. */
static void act(Sessions *sessions, const Due *due, int64_t now_ms)
{
    Outbox *outbox = outbox_new();
    Run *run = run_ref(due->run);

    due->act(sessions, run, due->part, now_ms, outbox);
    run->sending++;
    registry_unlock(sessions);
    registry_send(sessions, run, outbox);
    tell_stopping(sessions->stopping);
    registry_lock(sessions);
    run->sending--;
    registry_drop_if_finished(sessions, run);
    run_unref(run);
    pthread_cond_broadcast(&sessions->changed);
}

static void wait_until(Sessions *sessions, int64_t at_ms)
{
    struct timespec at = {at_ms / 1000, at_ms % 1000 * 1000000};

    if (at_ms == INT64_MAX)
        pthread_cond_wait(&sessions->pace, &sessions->lock);
    else
        pthread_cond_timedwait(&sessions->pace, &sessions->lock, &at);
}

void *pace_main(void *user)
{
    Sessions *sessions = user;

    pthread_setname_np(pthread_self(), "session");
    registry_lock(sessions);
    while (!sessions->is_closing) {
        int64_t now_ms = time_monotonic_ms();
        Due due = find_due(sessions, now_ms);

        if (due.run != NULL && due.at_ms <= now_ms)
            act(sessions, &due, now_ms);
        else
            wait_until(sessions, due.at_ms);
    }
    registry_unlock(sessions);
    return NULL;
}
