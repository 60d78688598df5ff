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
    event_free(stream->progress);
    event_free(stream->view);
    hub_channel_unref(stream->live);
    g_free(stream->statement);
    g_free(stream->title);
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

bool stream_writes(const Stream *stream)
{
    const EventSchema *schema = event_table_schema(stream->table);

    return schema != NULL && schema->writes;
}

double stream_fraction(const Stream *stream)
{
    if (stream->state == STREAM_DONE)
        return 1;
    return stream->progress != NULL ? stream->progress->progress.fraction : 0;
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

void stream_set_statement(Stream *stream, const char *statement)
{
    g_autofree char *line = g_strdelimit(g_strdup(statement), "\n\t\r", ' ');
    g_autofree char *first =
        g_utf8_substring(line, 0, MIN(STREAM_TITLE_CHARS, g_utf8_strlen(line, -1)));

    stream->statement = g_strdup(statement);
    stream->title = g_strstrip(g_steal_pointer(&first));
}

void stream_set_stopping(Stream *stream, const char *by)
{
    if (stream->stopped_by == NULL)
        stream->stopped_by = by;
}

bool stream_set_paused(Stream *stream, bool is_paused, int64_t wall_ms)
{
    if (stream_is_over(stream) || (stream->paused_ms > 0) == is_paused)
        return false;
    stream->paused_ms = is_paused ? wall_ms : 0;
    stream->has_changed = true;
    return true;
}

const char *stream_state_word(const Stream *stream)
{
    static const char *const words[] = {
        [STREAM_STARTING] = "opening", [STREAM_WAITING] = "waiting", [STREAM_RUNNING] = "live",
        [STREAM_DONE] = "ended",       [STREAM_STOPPED] = "stopped", [STREAM_FAILED] = "failed",
    };
    const EventSchema *schema = event_table_schema(stream->table);

    if (stream_is_over(stream))
        return words[stream->state];
    if (stream->stopped_by != NULL)
        return "stopping";
    if (stream->paused_ms > 0)
        return "paused";
    if (stream->state == STREAM_RUNNING && schema != NULL && schema->bounded)
        return "reading";
    return words[stream->state];
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
        return end_as(stream, STREAM_DONE, wall_ms);
    case EVENT_END_STOPPED:
        return end_as(stream, STREAM_STOPPED, wall_ms);
    case EVENT_END_FAILED:
        stream_fail(stream, "the statement failed, and its worker did not say why", wall_ms);
        return STREAM_MOVED;
    }
    return STREAM_SAME;
}

/* (owned) */
static char *without_numbers(const char *text)
{
    GString *rest = g_string_new(NULL);

    for (const char *at = text; *at != '\0'; at++) {
        if (!g_ascii_isdigit(*at) && *at != ',')
            g_string_append_c(rest, *at);
    }
    return g_string_free(rest, FALSE);
}

/* "5 records were removed", then "12 records were removed": one notice, the newer. */
static bool is_newer_of(const char *text, const char *last)
{
    g_autofree char *a = without_numbers(text);
    g_autofree char *b = without_numbers(last);

    return strcmp(a, b) == 0;
}

void stream_note(Stream *stream, const char *text)
{
    guint len = stream->notices->len;

    if (len > 0 && is_newer_of(text, g_ptr_array_index(stream->notices, len - 1)))
        g_ptr_array_remove_index(stream->notices, len - 1);
    else if (len == STREAM_NOTICES_MAX)
        g_ptr_array_remove_index(stream->notices, 0);
    g_ptr_array_add(stream->notices, g_strdup(text));
    stream->has_changed = true;
}

/* The stream keeps all of the event, in place of the last of its kind. */
static void keep(Event **place, Event *event)
{
    event_free(*place);
    *place = g_memdup2(event, sizeof *event);
    *event = (Event){.kind = event->kind};
}

StreamChange stream_take_event(Stream *stream, Event *event, int64_t wall_ms)
{
    g_autofree char *text = NULL;

    if (stream_is_over(stream))
        return STREAM_SAME;
    if (stream->state == STREAM_STARTING && event->kind != EVENT_SCHEMA &&
        event->kind != EVENT_ERROR && event->kind != EVENT_END && event->kind != EVENT_NOTICE) {
        stream_fail(stream,
                    "the worker sent results before it said what they are, so it was ended; run "
                    "the paragraph again",
                    wall_ms);
        return STREAM_MOVED;
    }
    switch (event->kind) {
    case EVENT_SCHEMA:
        return take_schema(stream, event, wall_ms);
    case EVENT_ROWS:
        return take_rows(stream, event, wall_ms);
    case EVENT_STATS:
        keep(&stream->stats, event);
        stream->has_changed = true;
        return STREAM_SHOWN;
    case EVENT_PROGRESS:
        keep(&stream->progress, event);
        return STREAM_SHOWN;
    case EVENT_VIEW:
        keep(&stream->view, event);
        return STREAM_SAME;
    case EVENT_NOTICE:
        stream_note(stream, event->notice);
        return STREAM_SHOWN;
    case EVENT_ERROR:
        text = event_error_text(&event->error);
        stream_fail(stream, text, wall_ms);
        return STREAM_MOVED;
    case EVENT_END:
        return take_end(stream, event, wall_ms);
    case EVENT_ANSWER: /* to a question that a stream is not asked */
        break;
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
