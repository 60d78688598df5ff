/*
 * Every way in which a run ends before its statement does: cancel early and late, the stop button,
 * a re-run, the session's close, the paragraph's removal, a killed worker, the process's end; and
 * what is published then, in which order.
 */
#include <signal.h>

#include "unit/session/calls.h"

#define TABLE1 "TABLE:word\tn\nfirst\t1\n"
#define LIVE "say endless, await start, say rows1, await stop, say rows2, say stopped"
#define STUBBORN "say endless, await start, say rows1, hang"

/* The worker's process id of the only stream of the paragraph. */
static int pid_of(Fake *fake, const char *paragraph)
{
    int pid;

    registry_lock(fake->sessions);
    pid = worker_pid(fake_part(fake, paragraph)->stream->worker);
    registry_unlock(fake->sessions);
    return pid;
}

static bool wait_for_no_run(Fake *fake)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    bool is_empty;

    registry_lock(fake->sessions);
    while (!(is_empty = g_hash_table_size(fake->sessions->runs) == 0) &&
           registry_wait(fake->sessions, deadline_ms))
        ;
    registry_unlock(fake->sessions);
    return is_empty;
}

static void a_cancel_returns_at_once_and_the_answer_is_the_last_table(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t cancelled_ms, took_ms;
    Call call;

    call_start(
        &call, fake,
        request_of(
            "p",
            "say bounded, say rows1, mark run, await stop, say rows2, say stopped, mark ended"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "it runs");
    cancelled_ms = time_monotonic_ms();
    session_cancel(fake->sessions, "n", "p");
    UNIT_CHECK(time_monotonic_ms() - cancelled_ms < 100, "the cancel does not wait");
    UNIT_CHECK(fake_wait_mark(fake, "ended"), "the worker is told at once");
    UNIT_CHECK(time_monotonic_ms() - cancelled_ms < 250, "before the answer");
    RESULT_IS(call_join(&call), "ERROR TABLE:word\tn\nsecond\t2\n|TEXT:stopped");
    took_ms = call.returned_ms - cancelled_ms;
    UNIT_CHECK(took_ms >= 250 && took_ms < 1500, "after the grace, so that the server notes it");
}

static void a_cancel_of_a_stubborn_worker_answers_all_the_same(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t cancelled_ms;
    Call call;

    call_start(&call, fake, request_of("p", "say bounded, say rows1, mark run, hang"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "it runs");
    cancelled_ms = time_monotonic_ms();
    session_cancel(fake->sessions, "n", "p");
    RESULT_IS(call_join(&call), "ERROR " TABLE1 "|TEXT:stopped");
    UNIT_CHECK(call.returned_ms - cancelled_ms < 1500, "without waiting for the kill");
    UNIT_CHECK(pool_wait_empty(fake->sessions->pool), "killed");
    UNIT_CHECK(time_monotonic_ms() - cancelled_ms >= WORKER_STOP_MS, "after two seconds");
}

static void a_cancel_that_comes_first_is_remembered(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t begun_ms = time_monotonic_ms();

    session_cancel(fake->sessions, "n", "p");
    RESULT_IS(fake_interpret(fake, "p", "mark run, say bounded, say done"), "ERROR TEXT:stopped");
    UNIT_CHECK(time_monotonic_ms() - begun_ms >= 250, "with the grace");
    UNIT_CHECK(scripted_read(fake->scripted, "mark-run") == NULL, "nothing was started");
    RESULT_HOLDS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS", TABLE1);
}

static void early_cancels_are_forgotten_in_time_and_bounded(void)
{
    g_autoptr(Fake) fake = fake_new();
    Sessions *sessions = fake->sessions;

    registry_lock(sessions);
    registry_add_early_cancel(sessions, "n\np", 1000);
    UNIT_CHECK(!registry_take_early_cancel(sessions, "n\nq", 1000), "another paragraph");
    UNIT_CHECK(!registry_take_early_cancel(sessions, "n\np", 6001), "too late");
    for (int i = 0; i < 2 * REGISTRY_MEMORIES_MAX; i++) {
        g_autofree char *key = g_strdup_printf("n\n%d", i);

        registry_add_early_cancel(sessions, key, 7000);
    }
    UNIT_CHECK(sessions->early_cancels->len == REGISTRY_MEMORIES_MAX, "bounded");
    UNIT_CHECK(registry_take_early_cancel(sessions, "n\n199", 7000), "the newest are kept");
    UNIT_CHECK(!registry_take_early_cancel(sessions, "n\n199", 7000), "once");
    registry_unlock(sessions);
}

static void a_cancel_that_comes_too_late_does_not_stop_the_next_run(void)
{
    g_autoptr(Fake) fake = fake_new();
    Call call;

    call_start(&call, fake,
               request_of("p", "say bounded, mark run, await stop, say stopped, mark ended"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "it runs");
    for (int press = 0; press < 3; press++)
        session_cancel(fake->sessions, "n", "p");
    RESULT_HOLDS(call_join(&call), "ERROR", "TEXT:stopped");
    session_cancel(fake->sessions, "n", "p");
    session_cancel(fake->sessions, "n", "p");
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    for (int press = 0; press < 3; press++)
        session_cancel(fake->sessions, "n", "p");
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
}

static void what_an_earlier_run_has_waiting_does_not_come_after_the_answer(void)
{
    g_autoptr(Fake) fake = fake_new();
    int placed, forgotten;

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    placed = fake_wait(fake, "update_output n p 1 ANGULAR", "");
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
    forgotten = fake_wait_from(fake, placed, "forget n p", "");
    UNIT_CHECK(forgotten > placed, "before anything of the new run");
    UNIT_CHECK(fake_wait_from(fake, forgotten, "flush n p", "") == fake_len(fake) - 1,
               "and what is on its way is out before the answer");
}

static void a_cancelled_foreground_panel_is_saved_before_the_answer(void)
{
    g_autoptr(Fake) fake = fake_new();
    int table, saved;
    Call call;

    call_start(&call, fake, request_of("p", "SET mode = foreground; " LIVE));
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "it is live");
    session_close(fake->sessions, "s");
    RESULT_HOLDS(call_join(&call), "ERROR", "TABLE:word\tn\nsecond\t2\n|HTML:|HTML:|TEXT:stopped");
    table = fake_wait(fake, "update_output n p 1 TABLE", "second");
    saved = fake_wait_from(fake, table, "checkpoint n p", "");
    UNIT_CHECK(table >= 0 && fake_wait_from(fake, saved, "flush n p", "") > saved, "and sent");
}

static void a_joined_run_is_shown_again(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest recovery = request_of("p", "");
    Call call, joined;
    int shown;

    call_start(&call, fake, request_of("p", "SET mode = foreground; " LIVE));
    shown = fake_wait(fake, "update_object n p htm ", ">first</td>");
    recovery.is_recovery = true;
    call_start(&joined, fake, recovery);
    UNIT_CHECK(fake_wait_from(fake, shown, "add_object n p htm ", ">first</td>") > 0, "object");
    UNIT_CHECK(fake_wait_from(fake, shown, "update_output n p 2 ANGULAR ", "") > 0, "and panel");
    session_cancel(fake->sessions, "n", "p");
    RESULT_HOLDS(call_join(&call), "ERROR", "TEXT:stopped");
    RESULT_HOLDS(call_join(&joined), "ERROR", "TEXT:stopped");
}

static void a_cancel_stops_a_live_panel_too(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    session_cancel(fake->sessions, "n", "p");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", "stopped by a cancel") >= 0, "it ends");
    UNIT_CHECK(wait_for_no_run(fake), "and is forgotten");
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
}

static void the_stop_button_ends_the_stream_in_the_one_order_that_works(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *nonce = NULL;
    int object, table, html, saved, checkpoint;

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "live");
    nonce = fake_nonce(fake);
    fake_press(fake, "p", "stop", nonce);
    object = fake_wait(fake, "update_object n p htm ", "stopped by the stop button");
    UNIT_REQUIRE(object >= 0);
    table = fake_wait(fake, "update_output n p 0 TABLE ", "word\tn\nsecond\t2\n");
    html = fake_wait_from(fake, table, "update_output n p 1 HTML ", "");
    saved = fake_wait_from(fake, table, "update_output n p 2 HTML ", "");
    checkpoint = fake_wait_from(fake, object, "checkpoint n p", "");
    UNIT_CHECK(table == object + 1 && html == object + 2, "in order");
    UNIT_CHECK(saved == object + 3 && checkpoint == object + 4, "to the checkpoint");
    FAKE_LINE_IS(fake, saved, "update_output n p 2 HTML ");
    UNIT_CHECK(fake_has(fake, "update_object n p htm ", ">second</td>"), "the last state");
    UNIT_CHECK(wait_for_no_run(fake), "it is forgotten");
    UNIT_CHECK(fake_len(fake) == checkpoint + 1, "and that is all");
}

static void a_button_of_an_older_run_and_other_objects_stop_nothing(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *old = NULL, *nonce = NULL;
    int place;

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    old = fake_nonce(fake);
    RESULT_IS(fake_interpret(fake, "p", LIVE "; " LIVE), "SUCCESS " PANEL "|" PANEL);
    nonce = fake_nonce(fake);
    UNIT_CHECK(strcmp(old, nonce) != 0, "a nonce a run");
    fake_press(fake, "p", "stop", old);
    fake_press(fake, "p", "htm", nonce);
    fake_press(fake, "p", "stop3", nonce);
    session_object_added(fake->sessions, "n", "p", "stop", nonce);
    session_object_added(fake->sessions, "clone", "p", "stop", nonce);
    fake_press(fake, "p", "stop2", nonce);
    place = fake_wait(fake, "update_object n p htm2 ", "stopped by the stop button");
    UNIT_CHECK(place >= 0, "its own button does");
    UNIT_CHECK(fake_wait_from(fake, place, "checkpoint", "") >= 0, "and it ends");
    UNIT_CHECK(!fake_has(fake, "update_object n p htm ", "stopped by"), "the other goes on");
    UNIT_CHECK(fake_has(fake, "update_output n p 3 TABLE ", "second"), "in its own slots");
}

static void running_again_replaces_and_the_old_end_is_never_seen(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *nonce = NULL;
    int second;

    RESULT_IS(fake_interpret(fake, "p", LIVE ", mark ended; " LIVE), "SUCCESS " PANEL "|" PANEL);
    second = fake_len(fake);
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait_mark(fake, "ended"), "the old worker is told");
    UNIT_CHECK(fake_wait(fake, "remove_object n p htm2", "") >= 0, "no object is left over");
    nonce = fake_nonce(fake);
    fake_press(fake, "p", "stop", nonce);
    second = fake_wait_from(fake, second, "update_object n p htm ", "stopped by the stop button");
    UNIT_CHECK(second >= 0 && fake_wait_from(fake, second, "checkpoint", "") > second,
               "the new one ends");
    UNIT_CHECK(wait_for_no_run(fake), "all is over");
    UNIT_CHECK(!fake_has(fake, "update_object", "another run"), "the old one never published");
}

static void a_run_that_is_replaced_in_the_middle_says_so(void)
{
    g_autoptr(Fake) fake = fake_new();
    Call call;

    call_start(&call, fake, request_of("p", "say bounded, mark run, hang"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "it runs");
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
    RESULT_HOLDS(call_join(&call), "ERROR", "has taken its place");
}

static void a_worker_killed_by_hand_turns_its_panel_red_and_nothing_else(void)
{
    g_autoptr(Fake) fake = fake_new();
    int place;

    RESULT_IS(fake_interpret(fake, "p", STUBBORN), "SUCCESS " PANEL);
    RESULT_IS(fake_interpret(fake, "q", STUBBORN), "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "live");
    kill(pid_of(fake, "p"), SIGKILL);
    place = fake_wait(fake, "update_object n p htm ", "zk-failed");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ",
                         "the worker process was killed (signal 9); run the paragraph again") ==
                   place,
               "its sentence");
    UNIT_CHECK(fake_wait(fake, "update_output n p 0 TABLE ", "first\t1") >= 0, "the last table");
    UNIT_CHECK(fake_wait(fake, "update_output n p 1 HTML ", "killed (signal 9)") >= 0, "below it");
    UNIT_CHECK(fake_wait(fake, "checkpoint n p", "") >= 0, "saved");
    UNIT_CHECK(!fake_has(fake, "update_output n q 0 TABLE", ""), "the other lives");
}

static void an_error_in_a_live_query_is_its_end(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, gate, say error"),
              "SUCCESS " PANEL);
    scripted_open_gate(fake->scripted);
    UNIT_CHECK(fake_wait(fake, "update_output n p 1 HTML ", "no topic is named linse") >= 0,
               "its sentence");
    UNIT_CHECK(wait_for_no_run(fake), "it is over");
}

static void closing_a_session_ends_its_streams_with_their_tables(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest other = request_of("q", LIVE);

    other.session_id = "other";
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    RESULT_IS(session_interpret(fake->sessions, &other), "SUCCESS " PANEL);
    session_close(fake->sessions, "s");
    UNIT_CHECK(fake_wait(fake, "update_output n p 0 TABLE ", "second\t2") >= 0, "its last table");
    UNIT_CHECK(!fake_has(fake, "update_output n q 0 TABLE", ""), "the other session's goes on");
}

static void a_removed_paragraph_ends_without_a_word(void)
{
    g_autoptr(Fake) fake = fake_new();
    int before;

    RESULT_IS(fake_interpret(fake, "p", LIVE ", mark ended"), "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "live");
    session_paragraph_removed(fake->sessions, "n", "p");
    before = fake_len(fake);
    UNIT_CHECK(fake_wait_mark(fake, "ended"), "its worker is told");
    UNIT_CHECK(wait_for_no_run(fake), "forgotten");
    RESULT_IS(fake_interpret(fake, "q", LIVE), "SUCCESS " PANEL);
    session_paragraph_lost(fake->sessions, "n", "q");
    UNIT_CHECK(wait_for_no_run(fake), "a lost one too");
    UNIT_CHECK(!fake_has_from(fake, before, "update_object n p", ""), "its object stays");
    UNIT_CHECK(!fake_has_from(fake, before, "checkpoint n", ""), "nothing was saved for either");
}

static void stopping_all_publishes_every_last_table_before_it_returns(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t begun_ms;
    Call call;

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    RESULT_IS(fake_interpret(fake, "q", LIVE), "SUCCESS " PANEL);
    call_start(&call, fake, request_of("r", "say bounded, say rows1, mark run, hang"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "one in the foreground");
    begun_ms = time_monotonic_ms();
    sessions_stop_all(fake->sessions);
    UNIT_CHECK(time_monotonic_ms() - begun_ms < 3500, "within its time");
    UNIT_CHECK(fake_has(fake, "update_output n p 0 TABLE ", "second\t2"), "p's last table");
    UNIT_CHECK(fake_has(fake, "update_output n q 0 TABLE ", "second\t2"), "q's");
    RESULT_HOLDS(call_join(&call), "ERROR", TABLE1);
}

static void freeing_ends_whoever_is_still_inside(void)
{
    Fake *fake = fake_new();
    Call call;

    call_start(&call, fake, request_of("p", "say bounded, mark run, hang"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "it runs");
    RESULT_IS(fake_interpret(fake, "q", STUBBORN), "SUCCESS " PANEL);
    fake_free(fake);
    RESULT_HOLDS(call_join(&call), "ERROR", "the interpreter is ending");
}

UNIT_MAIN("session/stop", UNIT(a_cancel_returns_at_once_and_the_answer_is_the_last_table),
          UNIT(a_cancel_of_a_stubborn_worker_answers_all_the_same),
          UNIT(a_cancel_that_comes_first_is_remembered),
          UNIT(early_cancels_are_forgotten_in_time_and_bounded),
          UNIT(a_cancel_that_comes_too_late_does_not_stop_the_next_run),
          UNIT(what_an_earlier_run_has_waiting_does_not_come_after_the_answer),
          UNIT(a_cancelled_foreground_panel_is_saved_before_the_answer),
          UNIT(a_joined_run_is_shown_again), UNIT(a_cancel_stops_a_live_panel_too),
          UNIT(the_stop_button_ends_the_stream_in_the_one_order_that_works),
          UNIT(a_button_of_an_older_run_and_other_objects_stop_nothing),
          UNIT(running_again_replaces_and_the_old_end_is_never_seen),
          UNIT(a_run_that_is_replaced_in_the_middle_says_so),
          UNIT(a_worker_killed_by_hand_turns_its_panel_red_and_nothing_else),
          UNIT(an_error_in_a_live_query_is_its_end),
          UNIT(closing_a_session_ends_its_streams_with_their_tables),
          UNIT(a_removed_paragraph_ends_without_a_word),
          UNIT(stopping_all_publishes_every_last_table_before_it_returns),
          UNIT(freeing_ends_whoever_is_still_inside))
