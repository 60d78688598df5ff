/*
 * session_interpret(): a run enters the registry. One that was there for the same paragraph is
 * replaced: its workers are stopped, and nothing more is published for it. A caller who comes back
 * after the server was started anew joins the run that is there.
 */
#include "base/time_ms.h"
#include "session/interpret.h"
#include "session/listing.h"
#include "session/message.h"

/* @lock held. NULL with @ret_refusal, or the run that has entered, with (owned) @ret_old the run
 * whose place it took, or NULL. */
static Run *enter(Sessions *sessions, const SessionRequest *request, Run **ret_old,
                  SessionResult **ret_refusal)
{
    Run *old = registry_find(sessions, request->note_id, request->paragraph_id);
    Run *run;

    *ret_old = NULL;
    if (sessions->is_closing || sessions->base_failure != NULL) {
        *ret_refusal = result_error(sessions->base_failure != NULL ? sessions->base_failure
                                                                   : "the interpreter is ending");
        return NULL;
    }
    if (old == NULL && g_hash_table_size(sessions->runs) >= REGISTRY_RUNS_MAX) {
        g_autofree char *text = g_strdup_printf(
            "%d paragraphs run in this interpreter, which is its limit; stop some of them first",
            REGISTRY_RUNS_MAX);

        *ret_refusal = result_error(text);
        return NULL;
    }
    run = run_new(request);
    run->live = sessions->live;
    if (old != NULL) {
        old->is_replaced = true;
        run->panels_before = old->panels;
        *ret_old = run_ref(old);
        g_hash_table_remove(sessions->runs, old->key);
    }
    g_hash_table_insert(sessions->runs, run->key, run_ref(run));
    if (registry_take_early_cancel(sessions, run->key, time_monotonic_ms())) {
        run->is_cancelled = true;
        run->cancelled_at_ms = time_monotonic_ms();
    }
    registry_moved(sessions);
    return run;
}

/* Its workers end, and what it was just publishing is out, before the new run publishes. */
static void retire(Sessions *sessions, Run *old)
{
    GPtrArray *streams;

    registry_lock(sessions);
    streams = run_stop(old, "another run of the paragraph");
    while (old->sending > 0)
        registry_wait(sessions, INT64_MAX);
    registry_unlock(sessions);
    registry_tell_stop(streams);
    run_unref(old);
}

/* @lock held, given up meanwhile. */
static void show_again(Sessions *sessions, Run *run)
{
    Outbox *outbox = run_place_again(run);

    run->sending++;
    registry_unlock(sessions);
    registry_send(sessions, run, outbox);
    registry_lock(sessions);
    run->sending--;
    registry_moved(sessions);
}

/* @lock held, given up meanwhile. isRecovery: the run that is there, or nothing. */
static SessionResult *join(Sessions *sessions, const SessionRequest *request)
{
    Run *run = registry_find(sessions, request->note_id, request->paragraph_id);
    SessionResult *result;

    if (run == NULL)
        return result_error("the run that this would join is not there any more; run the "
                            "paragraph again");
    run_ref(run);
    run->joined++;
    if (run->is_in_interpret) /* what the new server has of it is empty */
        show_again(sessions, run);
    while (run->is_in_interpret)
        registry_wait(sessions, INT64_MAX);
    run->joined--;
    result = run->result != NULL ? result_copy(run->result) : run_result(run, false);
    run_unref(run);
    return result;
}

SessionResult *session_interpret(Sessions *sessions, const SessionRequest *request)
{
    SessionResult *result = NULL;
    Run *run = NULL, *old = NULL;
    g_autofree char *page = NULL;

    registry_lock(sessions);
    sessions->callers++;
    if (request->is_recovery && !sessions->is_closing)
        result = join(sessions, request);
    else
        run = enter(sessions, request, &old, &result);
    if (run != NULL)
        page = listing_page(sessions, run->user);
    registry_unlock(sessions);

    if (old != NULL)
        retire(sessions, old);
    if (page != NULL)
        sessions->publisher->fns->set_page(sessions->publisher, page);
    if (run != NULL) {
        /* The last words of an earlier run, ended or replaced, may still wait for a slow server. */
        sessions->publisher->fns->forget(sessions->publisher, run->note_id, run->paragraph_id);
        result = interpret_run(sessions, run, request);
    }

    registry_lock(sessions);
    run_unref(run);
    sessions->callers--;
    registry_moved(sessions);
    registry_unlock(sessions);
    return result;
}
