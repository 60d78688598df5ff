/*
 * The thread `session`: publishes what changed of the panels that are shown. At most two updates a
 * second each, the first rows at once, nothing when nothing changed, and at the end always the
 * last state. Of all that is due it takes the longest due first, so that no panel starves another.
 *
 * An ending waits until the answer of interpret() has settled in Zeppelin, because the answer's
 * messages replace whatever was published before it. Objects are not replaced by it and need not
 * wait.
 */
#include "session/registry.h"

#include "base/log.h"
#include "base/time_ms.h"

enum { PACE_MS = 500 };

typedef struct Due {
    Run *run; /* NULL: nothing ever */
    Part *part;
    int64_t at_ms;
} Due;

/* @lock held. When the part is due; INT64_MAX if nothing of it is. */
static int64_t part_due_ms(const Run *run, const Part *part)
{
    int64_t due_ms = part->shown_at_ms + PACE_MS;

    if (part->panel == 0 || part->view != PART_SHOWN || run->is_gone || run->is_replaced)
        return INT64_MAX;
    if (stream_is_over(part->stream)) /* while interpret() is in, its answer will have the end */
        return run->is_in_interpret ? INT64_MAX : run->settled_at_ms;
    if (!part->stream->has_changed)
        return INT64_MAX;
    if (!part->has_shown_rows && event_table_len(part->stream->table) > 0)
        due_ms = 0;
    if (part_shows_table(part) && !run->is_in_interpret)
        due_ms = MAX(due_ms, run->settled_at_ms);
    return due_ms;
}

/* @lock held */
static Due find_due(Sessions *sessions)
{
    Due due = {.at_ms = INT64_MAX};
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Run *run = value;

        for (guint i = 0; i < run->parts->len; i++) {
            Part *part = g_ptr_array_index(run->parts, i);
            int64_t at_ms = part_due_ms(run, part);

            if (at_ms < due.at_ms)
                due = (Due){run, part, at_ms};
        }
    }
    return due;
}

/* @lock held, given up while the publisher is called. */
static void publish(Sessions *sessions, Run *run, Part *part, int64_t now_ms)
{
    Outbox *outbox = outbox_new();

    if (stream_is_over(part->stream)) {
        part_close(part, outbox);
        part->view = PART_CLOSED;
        log_line("session: ended note=%s paragraph=%s panel=%d state=%d", run->note_id,
                 run->paragraph_id, part->panel, (int)part->stream->state);
    } else {
        part_update(part, now_ms, outbox);
    }
    run_ref(run);
    run->sending++;
    registry_unlock(sessions);
    registry_send(sessions, run, outbox);
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
        Due due = find_due(sessions);
        int64_t now_ms = time_monotonic_ms();

        if (due.run != NULL && due.at_ms <= now_ms)
            publish(sessions, due.run, due.part, now_ms);
        else
            wait_until(sessions, due.at_ms);
    }
    registry_unlock(sessions);
    return NULL;
}
