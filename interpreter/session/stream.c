#include "session/stream.h"

#include <assert.h>
#include <signal.h>

#include "base/fail.h"

Stream *stream_new(void *owner)
{
    Stream *stream = g_new0(Stream, 1);

    stream->refs = 1;
    stream->owner = owner;
    stream->table = event_table_new();
    stream->notices = g_ptr_array_new_with_free_func(g_free);
    return stream;
}

Stream *stream_ref(Stream *stream)
{
    g_atomic_int_inc(&stream->refs);
    return stream;
}

void stream_unref(Stream *stream)
{
    if (stream == NULL || !g_atomic_int_dec_and_test(&stream->refs))
        return;
    worker_unref(stream->worker);
    event_table_free(stream->table);
    event_free(stream->stats);
    g_ptr_array_unref(stream->notices);
    g_free(stream->failure);
    g_free(stream->end_text);
    g_free(stream);
}

bool stream_has_rows(const Stream *stream)
{
    const EventSchema *schema = event_table_schema(stream->table);

    return schema != NULL && schema->has_rows;
}

static StreamChange end_as(Stream *stream, StreamState state, int64_t wall_ms)
{
    assert(state >= STREAM_DONE && !stream_is_over(stream));
    stream->state = state;
    stream->ended_ms = wall_ms;
    stream->has_changed = true;
    return STREAM_MOVED;
}

void stream_fail(Stream *stream, const char *text, int64_t wall_ms)
{
    if (stream_is_over(stream))
        return;
    g_free(stream->failure);
    stream->failure = g_strchomp(g_strdup(text));
    end_as(stream, STREAM_FAILED, wall_ms);
}

void stream_set_stopping(Stream *stream, const char *by)
{
    if (stream->stopped_by == NULL)
        stream->stopped_by = by;
}

void stream_set_running(Stream *stream, int64_t wall_ms)
{
    if (stream_is_over(stream))
        return;
    stream->state = STREAM_RUNNING;
    stream->since_ms = wall_ms;
    stream->has_changed = true;
}

static size_t cells_bytes(char *const *cells, size_t len)
{
    size_t bytes = 0;

    for (size_t i = 0; i < len; i++)
        bytes += cells[i] != NULL ? strlen(cells[i]) + 1 : 1;
    return bytes;
}

/* Measured now and then only, so that a change of one row does not cost a walk over all. */
static bool table_fits(Stream *stream, const EventRows *rows)
{
    const EventSchema *schema = event_table_schema(stream->table);
    size_t bytes = 0;

    for (size_t i = 0; i < rows->set_len; i++)
        stream->grown_bytes += cells_bytes(rows->set[i].cells, rows->columns_len);
    if (rows->more) /* not to be seen yet, but in memory */
        return stream->grown_bytes <= STREAM_TABLE_BYTES_MAX;
    if (stream->grown_bytes <= STREAM_TABLE_STEP_BYTES)
        return true;
    for (size_t i = 0; i < event_table_len(stream->table); i++)
        bytes += cells_bytes(event_table_row(stream->table, i), schema->columns_len);
    stream->grown_bytes = 0;
    return bytes <= STREAM_TABLE_BYTES_MAX;
}

static StreamChange take_rows(Stream *stream, const Event *event, int64_t wall_ms)
{
    EventTableChange change = EVENT_TABLE_SAME;
    g_autoptr(GError) error = NULL;

    if (!event_table_apply(stream->table, event, &change, &error)) {
        g_autofree char *text = g_strdup_printf("the worker's rows contradict each other (%s), so "
                                                "it was ended; run the paragraph again",
                                                error->message);

        stream_fail(stream, text, wall_ms);
        return STREAM_MOVED;
    }
    if (event->kind == EVENT_ROWS && !table_fits(stream, &event->rows)) {
        stream_fail(stream,
                    "the visible table is larger than 64 MB, which is the most that a notebook is "
                    "sent; add a LIMIT, set max_rows lower, or cut long columns with left(...)",
                    wall_ms);
        return STREAM_MOVED;
    }
    if (change == EVENT_TABLE_SAME)
        return STREAM_SAME;
    stream->has_changed = true;
    return STREAM_SHOWN;
}

static StreamChange take_schema(Stream *stream, const Event *event, int64_t wall_ms)
{
    take_rows(stream, event, wall_ms);
    if (!stream_is_over(stream) && event->schema.waits)
        stream->state = STREAM_WAITING;
    else
        stream_set_running(stream, wall_ms);
    return STREAM_MOVED;
}

static StreamChange take_end(Stream *stream, Event *event, int64_t wall_ms)
{
    switch (event->end.reason) {
    case EVENT_END_DONE:
        stream->end_text = g_steal_pointer(&event->end.text);
        stream->progress = 1;
        return end_as(stream, STREAM_DONE, wall_ms);
    case EVENT_END_STOPPED:
        return end_as(stream, STREAM_STOPPED, wall_ms);
    case EVENT_END_FAILED:
        stream_fail(stream, "the statement failed, and its worker did not say why", wall_ms);
        return STREAM_MOVED;
    }
    return STREAM_SAME;
}

static void take_notice(Stream *stream, Event *event)
{
    if (stream->notices->len == STREAM_NOTICES_MAX)
        g_ptr_array_remove_index(stream->notices, 0);
    g_ptr_array_add(stream->notices, g_steal_pointer(&event->notice));
    stream->has_changed = true;
}

StreamChange stream_take_event(Stream *stream, Event *event, int64_t wall_ms)
{
    g_autoptr(Event) taken = event;
    g_autofree char *text = NULL;

    if (stream_is_over(stream))
        return STREAM_SAME;
    if (stream->state == STREAM_STARTING && taken->kind != EVENT_SCHEMA &&
        taken->kind != EVENT_ERROR && taken->kind != EVENT_END && taken->kind != EVENT_NOTICE) {
        stream_fail(stream,
                    "the worker sent results before it said what they are, so it was ended; run "
                    "the paragraph again",
                    wall_ms);
        return STREAM_MOVED;
    }
    switch (taken->kind) {
    case EVENT_SCHEMA:
        return take_schema(stream, taken, wall_ms);
    case EVENT_ROWS:
        return take_rows(stream, taken, wall_ms);
    case EVENT_STATS:
        event_free(stream->stats);
        stream->stats = g_steal_pointer(&taken);
        stream->has_changed = true;
        return STREAM_SHOWN;
    case EVENT_PROGRESS:
        stream->progress = taken->progress.fraction;
        return STREAM_SAME;
    case EVENT_NOTICE:
        take_notice(stream, taken);
        return STREAM_SHOWN;
    case EVENT_ERROR:
        text = event_error_text(&taken->error);
        stream_fail(stream, text, wall_ms);
        return STREAM_MOVED;
    case EVENT_END:
        return take_end(stream, taken, wall_ms);
    }
    return STREAM_SAME;
}

/* Signals that people and systems end a process by, and no fault of its own. */
static bool is_asked_for(int number)
{
    return number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT;
}

/* (owned) Why a worker that was to go on is not there any more. */
static char *exit_sentence(const Stream *stream, const WorkerExit *exit)
{
    const char *then = exit->last_words[0] != '\0' ? "\nIts last words: " : "";

    if (exit->signal == SIGKILL)
        return g_strdup_printf("the worker process was killed (signal 9); run the paragraph again. "
                               "If nobody killed it, the machine ran out of memory.%s%s",
                               then, exit->last_words);
    if (exit->signal != 0)
        return g_strdup_printf("the worker process %s (signal %d, %s); run the paragraph again%s%s",
                               is_asked_for(exit->signal) ? "was ended by somebody" : "crashed",
                               exit->signal, g_strsignal(exit->signal), then, exit->last_words);
    return g_strdup_printf("the worker process ended %s (exit status %d); run the paragraph "
                           "again%s%s",
                           stream->state == STREAM_STARTING ? "before it began to run the statement"
                                                            : "in the middle of the statement",
                           exit->status, then, exit->last_words);
}

StreamChange stream_take_exit(Stream *stream, const WorkerExit *exit, int64_t wall_ms)
{
    g_autofree char *text = NULL;

    if (stream_is_over(stream))
        return STREAM_SAME;
    if (stream->stopped_by != NULL) /* it went without a word, or had to be killed */
        return end_as(stream, STREAM_STOPPED, wall_ms);
    text = exit_sentence(stream, exit);
    stream_fail(stream, text, wall_ms);
    return STREAM_MOVED;
}
