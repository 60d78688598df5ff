/*
 * The pace of publications: the first rows at once, two updates a second at most and fewer as the
 * lease runs out, nothing when nothing changed, a saved table a minute, endings after the answer
 * has settled. Times are those at which the fake publisher was called; a test that is of minutes
 * sets back what the panel remembers of them.
 */
#include "unit/session/calls.h"

static void write_ticks(Fake *fake)
{
    for (int i = 1; i <= 20; i++) {
        g_autofree char *name = g_strdup_printf("tick%d", i);
        g_autofree char *number = g_strdup_printf("%d", i);

        scripted_rows(fake->scripted, name, i, "tick", number);
    }
}

/* Four bursts of five ticks, each as soon as the one before is seen; returns the last's place. */
static int see_bursts(Fake *fake, const char *start)
{
    int place = -1;

    for (int tick = 5; tick <= 20; tick += 5) {
        g_autofree char *cell = g_strdup_printf(">%d</td>", tick);

        place = fake_wait(fake, start, cell);
        scripted_open_gate(fake->scripted);
    }
    return place;
}

static void a_fast_stream_is_shown_twice_a_second_and_its_first_rows_at_once(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree int64_t *times = g_new0(int64_t, 100);
    int64_t begun_ms;
    int first, last, n = 0, place = -1;

    write_ticks(fake);
    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, bursts, await stop"),
              "SUCCESS " PANEL);
    begun_ms = time_monotonic_ms();
    first = fake_wait(fake, "update_object n p htm ", ">tick</td>");
    last = see_bursts(fake, "update_object n p htm ");
    UNIT_REQUIRE(first >= 0 && last > first);
    UNIT_CHECK(fake_at_ms(fake, first) - begun_ms < 400, "the first rows do not wait");
    while (n < 100 && place < last) {
        place = fake_wait_from(fake, place + 1, "update_object n p htm ", "");
        times[n++] = fake_at_ms(fake, place);
    }
    UNIT_CHECK(n >= 4 && n <= 8, "twenty changes in four bursts, one or two updates each");
    for (int i = 1; i < n; i++)
        UNIT_CHECK(times[i] - times[i - 1] >= 495, "half a second apart");
}

static void a_new_server_is_given_the_object_again(void)
{
    g_autoptr(Fake) fake = fake_new();
    int shown, added;

    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, await stop"),
              "SUCCESS " PANEL);
    shown = fake_wait(fake, "update_object n p htm ", ">first</td>");
    sessions_server_renewed(fake->sessions);
    added = fake_wait_from(fake, shown + 1, "", "_object n p htm ");
    UNIT_CHECK(added >= 0 && fake_wait_from(fake, added, "add_object", ">first</td>") == added,
               "added, though nothing changed");
    session_cancel(fake->sessions, "n", "p");
    UNIT_CHECK(fake_wait_from(fake, added, "update_object n p htm ", "stopped") > added, "once");
}

static void nothing_is_published_when_nothing_changed(void)
{
    g_autoptr(Fake) fake = fake_new();
    Event stats = {.kind = EVENT_STATS, .query = 1};
    int before;

    scripted_event(fake->scripted, "stats", &stats);
    RESULT_IS(
        fake_interpret(fake, "p", "say endless, await start, say stats, say rows1, await stop"),
        "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "shown");
    before = fake_len(fake);
    /* Four updates of another panel pass meanwhile. */
    write_ticks(fake);
    RESULT_IS(fake_interpret(fake, "q", "say endless, await start, bursts, await stop"),
              "SUCCESS " PANEL);
    UNIT_CHECK(see_bursts(fake, "update_object n q htm ") >= 0, "the other's");
    UNIT_CHECK(!fake_has_from(fake, before, "update_object n p", ""), "not a word of the first");
}

static void an_end_right_after_the_answer_waits_until_it_has_settled(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t returned_ms;
    int table;

    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, gate, say done"),
              "SUCCESS " PANEL);
    returned_ms = time_monotonic_ms();
    scripted_open_gate(fake->scripted);
    table = fake_wait(fake, "update_output n p 0 TABLE ", "first\t1");
    UNIT_REQUIRE(table >= 0);
    UNIT_CHECK(fake_at_ms(fake, table) - returned_ms >= RUN_SETTLE_MS - 10,
               "the answer would have replaced it");
}

/* ---- the saved table ---- */

#define SAVED "<div class=\"zk-saved-"

static void write_stats(Fake *fake, const char *name, int64_t records)
{
    const Event stats = {
        .kind = EVENT_STATS, .query = 1, .stats = {.records = records, .lag = -1}
    };

    scripted_event(fake->scripted, name, &stats);
}

static void the_first_rows_are_saved_when_the_answer_has_settled(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t returned_ms;
    int saved;

    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, gate, say rows1, await stop"),
              "SUCCESS " PANEL);
    UNIT_CHECK(!fake_has(fake, "update_output", ""), "nothing that could get into its way");
    returned_ms = time_monotonic_ms();
    scripted_open_gate(fake->scripted);
    saved = fake_wait(fake, "update_output n p 2 HTML " SAVED, ">first</td>");
    UNIT_REQUIRE(saved >= 0);
    UNIT_CHECK(fake_wait(fake, "checkpoint n p", "") == saved + 1, "and then the note is");
    UNIT_CHECK(fake_at_ms(fake, saved) - returned_ms >= RUN_SETTLE_MS - 10, "not before");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") < saved, "seen before");
}

static void the_rows_of_a_panel_in_the_foreground_are_saved_while_it_runs(void)
{
    g_autoptr(Fake) fake = fake_new();
    int saved;
    Call call;

    call_start(&call, fake,
               request_of("p", "SET mode = foreground; say endless, await start, say rows1, "
                               "await stop, say stopped"));
    saved = fake_wait(fake, "update_output n p 3 HTML " SAVED, ">first</td>");
    UNIT_CHECK(fake_wait(fake, "checkpoint n p", "") == saved + 1, "saved");
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "s", "p"), "RUNNING");
    session_cancel(fake->sessions, "n", "p");
    session_result_free(call_join(&call));
}

/* So that the next saving is due in @left_ms. Returns when. */
static int64_t set_saved_back(Fake *fake, int64_t left_ms)
{
    int64_t due_ms = time_monotonic_ms() + left_ms;

    registry_lock(fake->sessions);
    fake_part(fake, "p")->saved_at_ms = due_ms - LEASE_SAVE_MS;
    registry_moved(fake->sessions);
    registry_unlock(fake->sessions);
    return due_ms;
}

static void a_table_is_saved_again_after_a_minute_if_it_changed(void)
{
    g_autoptr(Fake) fake = fake_new();
    int first, second, shown;
    int64_t due_ms;

    write_stats(fake, "stats", 7);
    RESULT_IS(fake_interpret(fake, "p",
                             "say endless, await start, say rows1, gate, say rows2, gate, "
                             "say stats, await stop"),
              "SUCCESS " PANEL);
    first = fake_wait(fake, "checkpoint n p", "");
    scripted_open_gate(fake->scripted);
    shown = fake_wait(fake, "update_object n p htm ", ">second</td>");
    UNIT_REQUIRE(first >= 0 && shown > first);
    UNIT_CHECK(!fake_has_from(fake, first + 1, "checkpoint", ""), "not yet");

    due_ms = set_saved_back(fake, 300);
    second = fake_wait_from(fake, first + 1, "checkpoint n p", "");
    UNIT_REQUIRE(second > shown);
    UNIT_CHECK(fake_at_ms(fake, second) >= due_ms, "when its minute is over");
    UNIT_CHECK(fake_wait_from(fake, shown, "update_output n p 2 HTML " SAVED, ">second</td>") ==
                   second - 1,
               "what is there by then");

    set_saved_back(fake, -LEASE_SAVE_MS); /* longer due than anything that follows */
    scripted_open_gate(fake->scripted);
    shown = fake_wait_from(fake, second, "update_object n p htm ", "7 records read");
    UNIT_CHECK(shown > second, "its state changed");
    UNIT_CHECK(!fake_has_from(fake, second + 1, "checkpoint", ""), "its rows did not");
}

/* ---- the lease ---- */

static void a_lease_of_another_age_has_another_pace(void)
{
    static const struct {
        bool has_local_notes;
        int64_t age_ms, pause_ms;
    } cases[] = {
        {true,  3 * 60 * 1000,  5000           },
        {true,  20 * 60 * 1000, LEASE_SAVE_MS  },
        {false, 0,              LEASE_REMOTE_MS},
        {false, 20 * 60 * 1000, LEASE_SAVE_MS  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Fake) fake = fake_new();
        const SessionServer server = {
            .host = "127.0.0.1", .is_loopback = true, .has_local_notes = cases[i].has_local_notes};
        int64_t now_ms, due_ms;
        int first, second;
        Part *part;

        sessions_set_server(fake->sessions, &server);
        RESULT_IS(fake_interpret(fake, "p",
                                 "say endless, await start, say rows1, gate, say rows2, "
                                 "await stop"),
                  "SUCCESS " PANEL);
        first = fake_wait(fake, "update_object n p htm ", ">first</td>");
        now_ms = time_monotonic_ms();
        due_ms = now_ms + 300;
        registry_lock(fake->sessions);
        part = fake_part(fake, "p");
        part->lease.signed_ms = now_ms - cases[i].age_ms;
        part->shown_at_ms = due_ms - cases[i].pause_ms;
        part->saved_at_ms = now_ms; /* saving is a write too */
        registry_find(fake->sessions, "n", "p")->written_at_ms = due_ms - cases[i].pause_ms;
        registry_unlock(fake->sessions);
        scripted_open_gate(fake->scripted);
        second = fake_wait(fake, "update_object n p htm ", ">second</td>");
        UNIT_REQUIRE(first >= 0 && second > first);
        UNIT_CHECK(fake_at_ms(fake, second) >= due_ms, "not at the pace of a new one");
    }
}

static void beside_a_live_view_the_object_is_empty_until_it_is_needed(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *nonce = NULL;
    int saved, before, shown;

    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p",
                             "say endless, await start, say rows1, gate, say rows2, await stop"),
              "SUCCESS STUB|ANGULAR:panel|SAVED");
    FAKE_LINE_IS(fake, 2, "add_object n p htm ");
    saved = fake_wait(fake, "update_output n p 2 HTML " SAVED, ">first</td>");
    UNIT_CHECK(fake_wait_from(fake, saved, "checkpoint n p", "") == saved + 1,
               "saved all the same");
    nonce = fake_nonce(fake);
    before = fake_len(fake);
    fake_press(fake, "p", "need", "0123456789abcdef");
    fake_press(fake, "p", "need2", nonce);
    fake_press(fake, "other", "need", nonce);
    UNIT_CHECK(!fake_has(fake, "update_object", ""), "nobody needed it");
    fake_press(fake, "p", "need", nonce);
    shown = fake_wait(fake, "update_object n p htm ", ">first</td>");
    UNIT_CHECK(shown == before, "at once, though nothing has changed");
    scripted_open_gate(fake->scripted);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">second</td>") > shown, "and it goes on");
}

static void an_object_that_a_new_server_lacks_is_added_to_it(void)
{
    g_autoptr(Fake) fake = fake_new();
    int saved;

    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, await stop"),
              "SUCCESS STUB|ANGULAR:panel|SAVED");
    saved = fake_wait(fake, "checkpoint n p", "");
    UNIT_REQUIRE(saved >= 0);
    sessions_server_renewed(fake->sessions);
    UNIT_CHECK(fake_wait_from(fake, saved, "add_object n p htm ", ">first</td>") > saved, "added");
    UNIT_CHECK(!fake_has(fake, "update_object", ""), "not updated, which the server could not do");
}

static void an_opened_page_that_does_not_reach_the_live_view_is_shown_the_object(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t opened_ms;
    int shown;

    fake_configure(fake, "0", NULL, NULL);
    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, await stop"),
              "SUCCESS STUB|ANGULAR:panel|SAVED");
    UNIT_CHECK(fake_wait(fake, "checkpoint n p", "") >= 0, "there are rows");
    opened_ms = time_monotonic_ms();
    fake_press(fake, "p", "htm", "whatever the page has of it");
    shown = fake_wait(fake, "update_object n p htm ", ">first</td>");
    UNIT_REQUIRE(shown >= 0);
    UNIT_CHECK(fake_at_ms(fake, shown) - opened_ms >= LEASE_PROBE_MS, "when it had its time");
}

static void a_display_without_our_live_view_is_updated_from_the_start(void)
{
    static const char *const displays[] = {"table", "text"};

    for (size_t i = 0; i < G_N_ELEMENTS(displays); i++) {
        g_autoptr(Fake) fake = fake_new();
        g_autofree char *text =
            g_strdup_printf("SET display = %s; say endless, await start, gate, say rows1, "
                            "await stop",
                            displays[i]);

        fake_configure(fake, "0", NULL, NULL);
        session_result_free(fake_interpret(fake, "p", text));
        UNIT_CHECK(fake_has(fake, "add_object n p htm ", "live since"), "whoever runs it looks");
        scripted_open_gate(fake->scripted);
        UNIT_CHECK(fake_wait(fake, "update_output n p 1 T", "first") >= 0, "its table");
    }
}

/* ---- nobody looks ---- */

static void a_stream_that_nobody_looks_at_is_ended_with_its_reason(void)
{
    g_autoptr(Fake) fake = fake_new();
    int ended;

    fake_configure(fake, "off", "zeppelin.kafka.unwatched_max", "50");
    RESULT_IS(fake_interpret(fake, "p",
                             "say endless, await start, say rows1, await stop, say stopped, "
                             "mark told"),
              "SUCCESS " PANEL);
    ended = fake_wait(fake, "update_object n p htm ",
                      "stopped by unwatched_max: nobody has looked at it for so long");
    UNIT_CHECK(ended >= 0, "by its reason");
    UNIT_CHECK(fake_wait_from(fake, ended, "checkpoint n p", "") > ended, "and saved");
    UNIT_CHECK(fake_wait_mark(fake, "told"), "its worker was told, not killed");
}

static void a_run_and_a_sign_of_a_viewer_count_as_a_look(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *nonce = NULL;
    int64_t now_ms;
    int ended;

    fake_configure(fake, "off", "zeppelin.kafka.unwatched_max", "10 minutes");
    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, await stop"),
              "SUCCESS " PANEL);
    nonce = fake_nonce(fake);
    registry_lock(fake->sessions);
    now_ms = time_monotonic_ms();
    UNIT_CHECK(part_watched_ms(fake_part(fake, "p"), now_ms) <= now_ms &&
                   part_watched_ms(fake_part(fake, "p"), now_ms) > now_ms - DEADLINE_MS,
               "the run");
    fake_part(fake, "p")->began_ms = fake_part(fake, "p")->lease.signed_ms = now_ms - 599000;
    registry_unlock(fake->sessions);
    fake_press(fake, "p", "need", nonce);
    registry_lock(fake->sessions);
    UNIT_CHECK(part_watched_ms(fake_part(fake, "p"), now_ms) >= now_ms, "the sign");
    fake_part(fake, "p")->lease.signed_ms = now_ms - 600001;
    registry_moved(fake->sessions);
    registry_unlock(fake->sessions);
    ended = fake_wait(fake, "update_object n p htm ", "stopped by unwatched_max");
    UNIT_CHECK(ended >= 0, "neither for longer than that");
}

UNIT_MAIN("session/pace", UNIT(a_fast_stream_is_shown_twice_a_second_and_its_first_rows_at_once),
          UNIT(a_new_server_is_given_the_object_again),
          UNIT(nothing_is_published_when_nothing_changed),
          UNIT(an_end_right_after_the_answer_waits_until_it_has_settled),
          UNIT(the_first_rows_are_saved_when_the_answer_has_settled),
          UNIT(the_rows_of_a_panel_in_the_foreground_are_saved_while_it_runs),
          UNIT(a_table_is_saved_again_after_a_minute_if_it_changed),
          UNIT(a_lease_of_another_age_has_another_pace),
          UNIT(beside_a_live_view_the_object_is_empty_until_it_is_needed),
          UNIT(an_object_that_a_new_server_lacks_is_added_to_it),
          UNIT(an_opened_page_that_does_not_reach_the_live_view_is_shown_the_object),
          UNIT(a_display_without_our_live_view_is_updated_from_the_start),
          UNIT(a_stream_that_nobody_looks_at_is_ended_with_its_reason),
          UNIT(a_run_and_a_sign_of_a_viewer_count_as_a_look))
