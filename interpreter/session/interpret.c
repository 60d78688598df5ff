/*
 * One caller's walk through the statements of a paragraph (enter.c is what comes before).
 *
 *  1. Statement by statement a worker is started. One that says "endless" is left waiting. Any
 *     other is waited for, but one that may last becomes a panel after two seconds.
 *  2. If all went well, the waiting ones begin, each in a panel.
 *  3. The objects of panels are published before the answer, which shows them. Panels in the
 *     foreground are published whole, and waited for.
 *  4. The answer is put together from what the parts are at that moment.
 *
 * Whatever interrupts the run (cancel, replacement, removal) is a flag under the lock, which every
 * wait looks at; whoever sets it stops the workers, and the walk stops one that it has just
 * started.
 */
#include "session/interpret.h"

#include <assert.h>

#include "base/log.h"
#include "base/time_ms.h"
#include "session/forms.h"
#include "session/listing.h"
#include "session/message.h"
#include "session/panel.h"
#include "session/streams.h"
#include "session/table_text.h"
#include "statement/statement.h"

enum {
    INTERPRET_PROGRESS_FIRST_MS = 2500,   /* what takes so long says how far it is ... */
    INTERPRET_PROGRESS_MS = 1000,         /* ... so often */
    INTERPRET_FOREGROUND_MS = 2000,       /* of what is bounded, but may last */
    INTERPRET_OPEN_MARGIN_MS = 15 * 1000, /* beyond open_timeout, for a worker's first word */
};

typedef struct Walk {
    Sessions *sessions;
    Run *run;
    const SessionRequest *request;
} Walk;

/* What the settings say of one statement. */
typedef struct Manner {
    const Display *display;
    bool is_foreground; /* mode=foreground */
    bool is_background; /* mode=background */
    int64_t open_ms;
} Manner;

static Manner manner_of(const ConfigSet *set)
{
    const char *mode = config_get_text(set, "mode");

    return (Manner){
        .display = display_find(config_get_text(set, "display")),
        .is_foreground = strcmp(mode, "foreground") == 0,
        .is_background = strcmp(mode, "background") == 0,
        .open_ms = config_get_int(set, "open_timeout") + INTERPRET_OPEN_MARGIN_MS,
    };
}

/* ---- parts that are only texts ---- */

static void add_text_part(Walk *walk, const char *text)
{
    GPtrArray *messages = messages_new();

    messages_add_text(messages, text);
    registry_lock(walk->sessions);
    run_add_part(walk->run)->messages = messages;
    registry_unlock(walk->sessions);
}

/* Always false. @statement: that positions are of, or NULL */
static bool fail_walk(Walk *walk, const GError *failure, const char *statement)
{
    Event holder = {.kind = EVENT_ERROR};
    g_autofree char *text = NULL;

    event_error_fill(failure, statement, &holder.error);
    text = g_strchomp(event_error_text(&holder.error));
    event_clear(&holder);
    add_text_part(walk, text);
    registry_lock(walk->sessions);
    walk->run->has_failed = true;
    registry_unlock(walk->sessions);
    return false;
}

static bool walk_set(Walk *walk, const Statement *statement)
{
    const SessionRequest *request = walk->request;
    g_autofree char *name = NULL, *value = NULL, *said = NULL;
    g_autoptr(GError) error = NULL;
    bool done = statement_parse_set(statement, &name, &value, &error);

    if (done) {
        registry_lock(walk->sessions);
        done = settings_book_put(walk->sessions->settings, request->session_id, request->note_id,
                                 walk->sessions->base, name, value, &error);
        registry_unlock(walk->sessions);
    }
    if (!done)
        return fail_walk(walk, error, statement->text);
    said = settings_sentence(name, value);
    add_text_part(walk, said);
    return true;
}

/* ---- the streams that there are ---- */

static bool walk_streams(Walk *walk)
{
    Sessions *sessions = walk->sessions;
    GPtrArray *messages = messages_new();
    g_autoptr(EventTable) table = NULL;
    g_autofree char *link = NULL;
    size_t left_out = 0;

    registry_lock(sessions);
    table = streams_table(sessions, walk->run->user, time_wall_ms());
    link = listing_link(sessions, walk->run->user);
    messages_take(messages, "TABLE", table_text(table, TABLE_TEXT_BYTES_MAX, &left_out));
    run_add_part(walk->run)->messages = messages;
    registry_unlock(sessions);
    if (link != NULL)
        sessions->publisher->fns->set_link(sessions->publisher, walk->run->note_id,
                                           walk->run->paragraph_id, link);
    return true;
}

static bool walk_order(Walk *walk, const Statement *statement)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = streams_order(walk->sessions, walk->run, statement, &error);

    if (said == NULL)
        return fail_walk(walk, error, statement->text);
    add_text_part(walk, said);
    return true;
}

/* ---- a statement for a worker ---- */

/* (borrowed) Its part, whose stream's worker runs; NULL with an error. */
static Part *start_stream(Walk *walk, const Statement *statement, Manner *ret_manner,
                          GError **error)
{
    Sessions *sessions = walk->sessions;
    const SessionRequest *request = walk->request;
    g_autoptr(ConfigSet) set = NULL;
    g_autoptr(GHashTable) settings = NULL;
    g_autoptr(EventViews) views = NULL;
    CommandJob job;
    Stream *stream;
    Worker *worker;
    Part *part;

    registry_lock(sessions);
    set = settings_book_merge(sessions->settings, request->session_id, request->note_id,
                              sessions->base, request->properties, error);
    views = settings_book_views(sessions->settings, request->session_id, request->note_id);
    registry_unlock(sessions);
    if (set == NULL)
        return NULL;
    *ret_manner = manner_of(set);
    settings = config_settings(set);
    job = (CommandJob){1, statement->text, settings, config_kafka(set), views};

    stream = stream_new(sessions);
    stream_set_statement(stream, statement->text);
    stream->refresh_ms = config_get_int(set, "refresh");
    stream->viewers_may_stop = walk->run->is_anonymous || config_get_bool(set, "viewers_may_stop");
    worker = worker_start(sessions->pool, &job, &registry_worker_fns, stream_ref(stream), error);
    if (worker == NULL) {
        stream_unref(stream); /* the pool's, which calls nobody */
        stream_unref(stream);
        return NULL;
    }
    registry_lock(sessions);
    stream->worker = worker;
    stream->number = ++sessions->streams_ever;
    part = run_add_part(walk->run);
    part->stream = stream;
    part->display = ret_manner->display;
    registry_unlock(sessions);
    return part;
}

/* @lock held, given up meanwhile. Until the worker has said what it runs, or will not. */
static void wait_for_schema(Walk *walk, Stream *stream, int64_t deadline_ms)
{
    while (stream->state == STREAM_STARTING && !run_is_interrupted(walk->run)) {
        if (registry_wait(walk->sessions, deadline_ms))
            continue;
        stream_fail(stream,
                    "the worker has said nothing for too long, so it was ended; run the paragraph "
                    "again, and look into the interpreter's log if that happens again",
                    time_wall_ms());
        registry_stream_moved(stream);
    }
}

/* @lock held, given up meanwhile. In the place of the result that is to come. */
static void show_progress(Walk *walk, const Stream *stream)
{
    Publisher *publisher = walk->sessions->publisher;
    Run *run = walk->run;
    g_autofree char *html = panel_progress_html(stream);
    int slot = run_next_slot(run);

    if (html == NULL)
        return;
    run->sending++;
    registry_unlock(walk->sessions);
    publisher->fns->update_output(publisher, run->note_id, run->paragraph_id, slot, "HTML", html);
    registry_lock(walk->sessions);
    run->sending--;
}

/* @lock held, given up meanwhile. Until a bounded one is over, or goes to the background. */
static void wait_for_end(Walk *walk, Stream *stream, const Manner *manner)
{
    const EventSchema *schema = event_table_schema(stream->table);
    int64_t deadline_ms = INT64_MAX;
    int64_t due_ms = time_monotonic_ms() + INTERPRET_PROGRESS_FIRST_MS;

    if (stream_has_rows(stream) && manner->is_background)
        return;
    if (stream_has_rows(stream) && schema->may_last && !manner->is_foreground)
        deadline_ms = time_monotonic_ms() + INTERPRET_FOREGROUND_MS;
    while (!stream_is_over(stream) && !run_is_interrupted(walk->run)) {
        if (registry_wait(walk->sessions, MIN(deadline_ms, due_ms)))
            continue;
        if (time_monotonic_ms() >= deadline_ms)
            return;
        show_progress(walk, stream);
        due_ms = time_monotonic_ms() + INTERPRET_PROGRESS_MS;
    }
}

/* @lock held: what the statement did to the note's views, for those after it. */
static bool keep_view(Walk *walk, Stream *stream, GError **error)
{
    const SessionRequest *request = walk->request;

    if (stream->state != STREAM_DONE || stream->view == NULL ||
        settings_book_put_view(walk->sessions->settings, request->session_id, request->note_id,
                               &stream->view->view, error))
        return true;
    g_clear_pointer(&stream->end_text, g_free); /* it says that it is there */
    return false;
}

/* @lock held: what the statement's result is to be. Nothing yet if the run was interrupted. */
static void decide(Walk *walk, Part *part, const Manner *manner)
{
    Run *run = walk->run;
    Stream *stream = part->stream;

    if (stream_is_over(stream)) {
        part_fix(part);
        run->has_failed = run->has_failed || stream->state == STREAM_FAILED;
    } else if (!run_is_interrupted(run)) {
        part->panel = ++run->panels;
        part->is_foreground = stream->state == STREAM_WAITING && manner->is_foreground;
    }
}

/* Show the parts that are decided. @with_outputs: while the run goes on */
static void place(Walk *walk, bool with_outputs)
{
    Sessions *sessions = walk->sessions;
    Run *run = walk->run;
    Outbox *outbox;

    registry_lock(sessions);
    outbox = run_is_interrupted(run) ? NULL : run_place(run, with_outputs);
    run->sending++;
    registry_unlock(sessions);
    registry_send(sessions, run, outbox);
    registry_lock(sessions);
    run->sending--;
    if (outbox != NULL)
        run_set_placed(run);
    registry_moved(sessions);
    registry_unlock(sessions);
}

static bool walk_query(Walk *walk, const Statement *statement)
{
    Sessions *sessions = walk->sessions;
    g_autoptr(GError) error = NULL;
    Manner manner = {0};
    Part *part = start_stream(walk, statement, &manner, &error);
    Stream *stream;
    bool goes_on, is_over, is_kept;

    if (part == NULL)
        return fail_walk(walk, error, NULL);
    stream = part->stream;
    if (walk->run->statements_done > 0)
        place(walk, true); /* the results so far are seen while this one runs */
    registry_lock(sessions);
    wait_for_schema(walk, stream, time_monotonic_ms() + manner.open_ms);
    if (stream->state == STREAM_RUNNING)
        wait_for_end(walk, stream, &manner);
    is_kept = keep_view(walk, stream, &error);
    decide(walk, part, &manner);
    goes_on = !walk->run->has_failed && !run_is_interrupted(walk->run);
    is_over = stream_is_over(stream) || run_is_interrupted(walk->run);
    registry_unlock(sessions);
    if (is_over) /* it may be us who gave up on it, or it came too late for who stopped the run */
        worker_stop(stream->worker);
    return is_kept ? goes_on : fail_walk(walk, error, NULL);
}

/* ---- after the statements ---- */

static void tell_stop_all(Walk *walk, const char *by)
{
    GPtrArray *streams;

    registry_lock(walk->sessions);
    streams = run_stop(walk->run, by);
    registry_unlock(walk->sessions);
    registry_tell_stop(streams);
}

/* (owned) References to the streams that wait for their turn. */
static GPtrArray *take_waiting(Walk *walk)
{
    GPtrArray *waiting = g_ptr_array_new();
    const GPtrArray *parts = walk->run->parts;

    registry_lock(walk->sessions);
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = g_ptr_array_index(parts, i);

        if (part->panel > 0 && part->stream->state == STREAM_WAITING)
            g_ptr_array_add(waiting, stream_ref(part->stream));
    }
    registry_unlock(walk->sessions);
    return waiting;
}

static void end_waiting(Walk *walk)
{
    g_autoptr(GPtrArray) waiting = take_waiting(walk);

    for (guint i = 0; i < waiting->len; i++) {
        Stream *stream = g_ptr_array_index(waiting, i);

        registry_lock(walk->sessions);
        stream_set_stopping(stream, "the failure of another statement");
        registry_unlock(walk->sessions);
        worker_stop(stream->worker);
        stream_unref(stream);
    }
}

static void begin_waiting(Walk *walk)
{
    g_autoptr(GPtrArray) waiting = take_waiting(walk);

    for (guint i = 0; i < waiting->len; i++) {
        Stream *stream = g_ptr_array_index(waiting, i);

        registry_lock(walk->sessions);
        stream_set_running(stream, time_wall_ms());
        registry_stream_moved(stream);
        registry_unlock(walk->sessions);
        worker_begin(stream->worker);
        stream_unref(stream);
    }
}

/* @lock held */
static bool has_live_foreground(const Run *run)
{
    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        if (part->panel > 0 && part->is_foreground && !stream_is_over(part->stream))
            return true;
    }
    return false;
}

static void wait_for_foreground(Walk *walk)
{
    registry_lock(walk->sessions);
    while (has_live_foreground(walk->run) && !run_is_interrupted(walk->run))
        registry_wait(walk->sessions, INT64_MAX);
    registry_unlock(walk->sessions);
}

/* A cancelled run gives its worker the grace to say its last rows, and the server to note it. */
static void wait_for_grace(Walk *walk)
{
    const Run *run = walk->run;

    registry_lock(walk->sessions);
    while (!run->is_gone && !run->is_replaced &&
           registry_wait(walk->sessions, run->cancelled_at_ms + RUN_CANCEL_GRACE_MS))
        ;
    registry_unlock(walk->sessions);
}

/* @lock held: why an interrupted run has no better answer. */
static const char *interruption_text(const Run *run)
{
    if (run->is_replaced)
        return "another run of this paragraph has taken its place";
    if (run->is_gone)
        return "the paragraph was removed, or the interpreter is ending";
    return "stopped";
}

/* @lock held: turn what was interrupted in the middle into its last table. */
static void fix_undecided(Run *run)
{
    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        if (!part_is_decided(part))
            part_fix(part);
    }
}

static SessionResult *interrupted_result(Walk *walk)
{
    Run *run = walk->run;
    SessionResult *result;

    registry_lock(walk->sessions);
    fix_undecided(run);
    result = run_result(run, true);
    result->code = "ERROR";
    messages_add_text(result->messages, interruption_text(run));
    registry_unlock(walk->sessions);
    return result;
}

/* A server that ends us does not wait for the answer: the last tables go ahead, and are saved. */
static void send_endings(Walk *walk)
{
    Run *run = walk->run;
    Outbox *outbox;

    registry_lock(walk->sessions);
    outbox = run->is_gone || run->is_replaced ? NULL : run_end_shown(run);
    run->sending++;
    registry_unlock(walk->sessions);
    registry_send(walk->sessions, run, outbox);
    registry_lock(walk->sessions);
    run->sending--;
    registry_moved(walk->sessions);
    registry_unlock(walk->sessions);
}

/* The answer, and the end of the run's time in interpret(). */
static SessionResult *leave(Walk *walk, SessionResult *result)
{
    Sessions *sessions = walk->sessions;
    Run *run = walk->run;
    bool is_live, is_gone;

    registry_lock(sessions);
    is_live = !run_is_interrupted(run) && run_has_live(run);
    is_gone = run->is_gone;
    run_close_parts(run, !is_live);
    while (run->sending > 0) /* what is on its way must not come after the answer */
        registry_wait(sessions, INT64_MAX);
    registry_unlock(sessions);
    if (!is_gone) /* of this run, and what was just being sent of the one before */
        sessions->publisher->fns->flush(sessions->publisher, run->note_id, run->paragraph_id);

    registry_lock(sessions);
    if (result == NULL)
        result = run_result(run, !is_live);
    run->is_in_interpret = false;
    run->settled_at_ms = time_monotonic_ms() + RUN_SETTLE_MS;
    if (run->joined > 0)
        run->result = result_copy(result);
    registry_drop_if_finished(sessions, run);
    registry_moved(sessions);
    registry_unlock(sessions);
    return result;
}

/* The paragraph's own properties, before any of its statements does something. */
static bool check_properties(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ConfigSet) set = NULL;

    registry_lock(walk->sessions);
    set = settings_book_merge(walk->sessions->settings, walk->request->session_id,
                              walk->request->note_id, walk->sessions->base,
                              walk->request->properties, &error);
    registry_unlock(walk->sessions);
    return set != NULL || fail_walk(walk, error, NULL);
}

static bool walk_statement(Walk *walk, const Statement *statement)
{
    switch (statement->kind) {
    case STATEMENT_WORK:
        return walk_query(walk, statement);
    case STATEMENT_SET:
        return walk_set(walk, statement);
    case STATEMENT_STREAMS:
        return walk_streams(walk);
    case STATEMENT_STOP:
    case STATEMENT_PAUSE:
    case STATEMENT_RESUME:
        return walk_order(walk, statement);
    }
    g_assert_not_reached();
}

static bool check_forms(Walk *walk)
{
    const SessionRequest *request = walk->request;
    g_autoptr(GError) error = NULL;

    return request->written == NULL ||
           forms_check(request->written, request->gui, request->note_gui, &error) ||
           fail_walk(walk, error, NULL);
}

static bool walk_statements(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) statements = statement_split(walk->request->text, &error);
    bool goes_on;

    if (statements == NULL)
        return fail_walk(walk, error, walk->request->text);
    registry_lock(walk->sessions);
    walk->run->statements_len = statements->len;
    goes_on = !run_is_interrupted(walk->run);
    registry_unlock(walk->sessions);
    goes_on = goes_on && check_properties(walk) && check_forms(walk);
    for (guint i = 0; i < statements->len && goes_on; i++) {
        const Statement *statement = g_ptr_array_index(statements, i);

        goes_on = walk_statement(walk, statement);
        registry_lock(walk->sessions);
        walk->run->statements_done += goes_on ? 1 : 0;
        goes_on = goes_on && !run_is_interrupted(walk->run);
        registry_unlock(walk->sessions);
    }
    return goes_on;
}

static bool is_interrupted(Walk *walk)
{
    bool is;

    registry_lock(walk->sessions);
    is = run_is_interrupted(walk->run);
    registry_unlock(walk->sessions);
    return is;
}

SessionResult *interpret_run(Sessions *sessions, Run *run, const SessionRequest *request)
{
    Walk *walk = &(Walk){sessions, run, request};
    bool is_live, stays;

    if (walk_statements(walk))
        begin_waiting(walk);
    else
        end_waiting(walk);
    registry_lock(walk->sessions);
    is_live = run_has_live(walk->run);
    stays = has_live_foreground(walk->run);
    registry_unlock(walk->sessions);
    if (is_live) {
        place(walk, stays);
        wait_for_foreground(walk);
    }
    if (!is_interrupted(walk))
        return leave(walk, NULL);
    tell_stop_all(walk, "a cancel");
    wait_for_grace(walk);
    send_endings(walk);
    return leave(walk, interrupted_result(walk));
}
