/*
 * session_interpret(): statements in order, settings, what is bounded and what is live, errors,
 * joining. Workers are scripted (tests/unit/worker/scripted.h).
 */
#include "unit/session/calls.h"

#define TABLE1 "TABLE:word\tn\nfirst\t1\n"
#define LIVE "say endless, await start, say rows1, await stop, say rows2, say stopped"

static void an_empty_text_succeeds_with_nothing(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p", ""), "SUCCESS");
    RESULT_IS(fake_interpret(fake, "p", " -- only a comment\n ;; "), "SUCCESS");
}

static void a_bounded_query_gives_its_table(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
    UNIT_CHECK(!fake_has(fake, "update_output", "") && !fake_has(fake, "add_object", ""),
               "nothing but the answer is published");
}

static void a_command_says_what_it_did(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p", "say command, say inserted"), "SUCCESS TEXT:INSERT 3");
}

static void statements_run_in_order_each_in_its_own_worker(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(
        fake_interpret(fake, "p", "say command, say inserted; say bounded, say rows1, say done"),
        "SUCCESS TEXT:INSERT 3|" TABLE1);
}

static void an_error_keeps_earlier_results_and_starts_nothing_more(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_HOLDS(
        fake_interpret(fake, "p", "say command, say inserted; say error; mark three, say command"),
        "ERROR", "ERROR TEXT:INSERT 3|TEXT:ERROR: no topic is named linse");
    UNIT_CHECK(scripted_read(fake->scripted, "mark-three") == NULL, "the third never ran");
}

static void a_waiting_one_is_stopped_when_a_later_one_fails(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_HOLDS(fake_interpret(fake, "p", "say endless, await stop, mark ended; say error"),
                 "ERROR", "did not begin</p>|HTML:|TEXT:ERROR: no topic is named linse");
    UNIT_CHECK(fake_wait_mark(fake, "ended"), "its worker is told");
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "s", "p"), "UNKNOWN");
}

static void an_endless_query_returns_at_once_with_a_panel_and_goes_on(void)
{
    g_autoptr(Fake) fake = fake_new();
    int added, slot0, slot1, slot2, flushed, saved;

    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    added = fake_wait(fake, "add_object n p htm ", "zk-panel");
    flushed = fake_wait(fake, "flush n p", "");
    slot0 = fake_wait(fake, "update_output n p 0 HTML ", "");
    slot1 = fake_wait(fake, "update_output n p 1 ANGULAR ", "ng-bind-html=\"htm\"");
    slot2 = fake_wait(fake, "update_output n p 2 HTML ", "");
    saved = fake_wait(fake, "checkpoint n p", "");
    UNIT_CHECK(added == 1 && flushed > added, "the object before the answer");
    UNIT_CHECK(slot0 > flushed && slot1 == slot0 + 1 && slot2 == slot0 + 2 && saved > slot2,
               "the outputs when it has settled, all of them, before they are saved");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "its rows");
}

static void bounded_results_come_before_and_panels_keep_their_places(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p",
                             "say bounded, say rows1, say done; " LIVE
                             "; say command, say inserted; " LIVE),
              "SUCCESS " TABLE1 "|" PANEL "|TEXT:INSERT 3|" PANEL);
    UNIT_CHECK(fake_wait(fake, "update_output n p 0 TABLE ", "first") >= 0, "the table's slot");
    UNIT_CHECK(fake_wait(fake, "update_output n p 2 ANGULAR ", "\"htm\"") >= 0, "a panel's");
    UNIT_CHECK(fake_wait(fake, "update_output n p 4 TEXT ", "INSERT 3") >= 0, "the command's");
    UNIT_CHECK(fake_wait(fake, "update_output n p 6 ANGULAR ", "\"htm2\"") >= 0, "the second's");
    UNIT_CHECK(fake_has(fake, "update_output n p 6 ANGULAR ", "'stop2'"), "a button of its own");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm2 ", ">first</td>") >= 0, "both live");
}

static void an_endless_query_that_fails_to_open_is_an_error(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_HOLDS(fake_interpret(fake, "p", "say error"), "ERROR",
                 "TEXT:ERROR: no topic is named linse");
    UNIT_CHECK(!fake_has(fake, "add_object", "") && !fake_has(fake, "update_output", ""),
               "and no panel");
}

static void a_worker_that_dies_before_its_first_word_is_an_error_with_its_last(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_HOLDS(fake_interpret(fake, "p", "complain no shared library, leave 127"), "ERROR",
                 "before it began to run the statement (exit status 127); run the paragraph "
                 "again\nIts last words: no shared library");
    RESULT_HOLDS(fake_interpret(fake, "p", "crash"), "ERROR", "crashed (signal 6");
}

static void a_worker_that_prints_nonsense_is_an_error(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_HOLDS(fake_interpret(fake, "p", "garbage, hang"), "ERROR", "not its protocol");
    RESULT_HOLDS(fake_interpret(fake, "p", "say bounded, flood, hang"), "ERROR", "4 MB");
    RESULT_HOLDS(fake_interpret(fake, "p", "say bounded, say rows2, hang"), "ERROR",
                 "contradict each other");
    RESULT_HOLDS(fake_interpret(fake, "p", "say rows1, hang"), "ERROR",
                 "before it said what they are");
}

static void what_may_last_goes_to_the_background_after_two_seconds(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t begun_ms = time_monotonic_ms();

    RESULT_IS(fake_interpret(fake, "p", "say lasting, say rows1, await stop, say stopped"),
              "SUCCESS " PANEL);
    UNIT_CHECK(time_monotonic_ms() - begun_ms >= 2000, "not before");
    UNIT_CHECK(fake_has(fake, "add_object n p htm ", ">first</td>"), "with its rows so far");
}

static void what_may_last_but_ends_soon_is_a_plain_table(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(fake_interpret(fake, "p", "say lasting, say rows1, say done"), "SUCCESS " TABLE1);
}

static void mode_background_does_not_wait_at_all(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_IS(
        fake_interpret(fake, "p", "SET mode = background; say bounded, await stop, say stopped"),
        "SUCCESS TEXT:mode = background|" PANEL);
}

static void mode_foreground_keeps_the_paragraph_running_until_it_is_stopped(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *nonce = NULL, *json = NULL;
    Call call;

    call_start(&call, fake, request_of("p", "SET mode = foreground; " LIVE));
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "live meanwhile");
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "s", "p"), "RUNNING");
    UNIT_CHECK(session_progress(fake->sessions, "n", "p") == 50, "one of two, not both");
    nonce = fake_nonce(fake);
    json = g_strdup_printf("\"%s\"", nonce);
    session_object_added(fake->sessions, "n", "p", "stop", json);
    RESULT_IS(call_join(&call),
              "SUCCESS TEXT:mode = foreground|TABLE:word\tn\nsecond\t2\n|HTML:|HTML:");
}

static void display_text_gives_text_and_display_table_has_no_rows_in_the_panel(void)
{
    g_autoptr(Fake) fake = fake_new();
    int place;

    RESULT_IS(fake_interpret(fake, "p", "SET display = text; say bounded, say rows1, say done"),
              "SUCCESS TEXT:display = text|TEXT:word  | n\n------+--\nfirst | 1\n");
    RESULT_IS(fake_interpret(fake, "q", "SET display = table; " LIVE),
              "SUCCESS TEXT:display = table|TABLE:word\tn\n|ANGULAR:panel|SAVED");
    place = fake_wait(fake, "update_output n q 1 TABLE ", "first\t1");
    UNIT_REQUIRE(place >= 0);
    UNIT_CHECK(fake_wait_from(fake, place, "checkpoint n q", "") >= 0, "the first is saved");
    UNIT_CHECK(!fake_has(fake, "update_object n q htm ", "<td"), "state and button only");
}

static void each_display_has_its_messages_and_ends_as_a_table_a_sentence_and_nothing(void)
{
    static const struct {
        const char *display, *answer, *ending[5]; /* the outputs of the end, in their order */
    } cases[] = {
        {"live",
         "SUCCESS HTML:|ANGULAR:panel|SAVED",                     {"0 TABLE word\tn\nfirst\t1\n", "1 HTML ", "2 HTML "}             },
        {"table",
         "SUCCESS TABLE:word\tn\n|ANGULAR:panel|SAVED",           {"0 TABLE word\tn\nfirst\t1\n", "1 HTML ", "2 HTML "}             },
        {"both",
         "SUCCESS HTML:|ANGULAR:panel|TABLE:word\tn\n|SAVED",     {"0 HTML ", "1 HTML ", "2 TABLE word\tn\nfirst\t1\n", "3 HTML "}  },
        {"text",
         "SUCCESS TEXT:word | n\n-----+--\n|ANGULAR:panel|SAVED", {"0 TEXT word  | n\n------+--\nfirst | 1\n", "1 HTML ", "2 HTML "}},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Fake) fake = fake_new();
        g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);
        SessionRequest request =
            request_of("p", "say endless, await start, gate, say rows1, await stop, say stopped");
        int place;

        request.properties = properties;
        g_hash_table_insert(properties, (char *)"display", (char *)cases[i].display);
        RESULT_IS(session_interpret(fake->sessions, &request), cases[i].answer);
        scripted_open_gate(fake->scripted);
        UNIT_CHECK(fake_wait(fake, "checkpoint n p", "") >= 0, "there are rows");
        session_cancel(fake->sessions, "n", "p");
        place = fake_wait(fake, "update_object n p htm ", "stopped by a cancel");
        UNIT_REQUIRE(place >= 0 && fake_wait_from(fake, place, "checkpoint n p", "") > place);
        for (size_t k = 0; cases[i].ending[k] != NULL; k++) {
            g_autofree char *line = g_strconcat("update_output n p ", cases[i].ending[k], NULL);

            FAKE_LINE_IS(fake, ++place, line);
        }
        FAKE_LINE_IS(fake, place + 1, "checkpoint n p");
    }
}

static void set_holds_for_later_runs_of_its_note_and_session_only(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest other = request_of("p", "say bounded, say rows1, say done");
    g_autofree char *jobs = NULL;

    RESULT_IS(fake_interpret(fake, "p", "SET refresh = 100"), "SUCCESS TEXT:refresh = 100 ms");
    RESULT_IS(fake_interpret(fake, "q", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
    jobs = scripted_read(fake->scripted, "job");
    UNIT_CHECK(strstr(jobs, "\"refresh\":\"100\"") != NULL ||
                   strstr(jobs, "\"refresh\": \"100\"") != NULL,
               jobs);
    other.note_id = "other";
    RESULT_IS(session_interpret(fake->sessions, &other), "SUCCESS " TABLE1);
    g_free(jobs);
    jobs = scripted_read(fake->scripted, "job");
    UNIT_CHECK(strstr(jobs, "refresh") == NULL, jobs);
    session_close(fake->sessions, "s");
    RESULT_IS(fake_interpret(fake, "q", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
    g_free(jobs);
    jobs = scripted_read(fake->scripted, "job");
    UNIT_CHECK(strstr(jobs, "refresh") == NULL, "the session's end forgets it");
}

static void a_paragraphs_property_beats_set_and_a_bad_one_is_an_error(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);
    SessionRequest request = request_of("p", "say bounded, say rows1, say done");
    g_autofree char *job = NULL;

    request.properties = properties;
    g_hash_table_insert(properties, (char *)"refresh", (char *)"70");
    g_hash_table_insert(properties, (char *)"isRecover", (char *)"false");
    RESULT_IS(fake_interpret(fake, "p", "SET refresh = 100"), "SUCCESS TEXT:refresh = 100 ms");
    RESULT_IS(session_interpret(fake->sessions, &request), "SUCCESS " TABLE1);
    job = scripted_read(fake->scripted, "job");
    UNIT_CHECK(strstr(job, "70") != NULL && strstr(job, "100") == NULL, job);

    g_hash_table_insert(properties, (char *)"memory_max", (char *)"4 GB");
    RESULT_HOLDS(session_interpret(fake->sessions, &request), "ERROR", "memory_max");
    g_hash_table_remove(properties, "memory_max");
    g_hash_table_insert(properties, (char *)"refresh", (char *)"soon");
    RESULT_HOLDS(session_interpret(fake->sessions, &request), "ERROR", "refresh");
}

static void a_bad_set_says_so_and_ends_the_text(void)
{
    g_autoptr(Fake) fake = fake_new();

    RESULT_HOLDS(fake_interpret(fake, "p", "SET kafka.bootstrap.servers = 'evil:9092'; mark no"),
                 "ERROR", "bootstrap.servers");
    RESULT_HOLDS(fake_interpret(fake, "p", "SET refresh"), "ERROR", "SET needs");
    RESULT_HOLDS(fake_interpret(fake, "p", "say 'unended"), "ERROR", "TEXT:");
}

static void a_form_s_value_that_leaves_its_quotes_runs_nothing(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest request = request_of("p", "mark ran, say command, say inserted");

    request.written = "topic('${t=a}')";
    request.gui = "{\"params\":{\"t\":\"b', since => 'earliest\"}}";
    request.note_gui = "{}";
    RESULT_HOLDS(session_interpret(fake->sessions, &request), "ERROR", "form t");
    UNIT_CHECK(scripted_read(fake->scripted, "mark-ran") == NULL, "nothing ran");
    request.gui = "{\"params\":{\"t\":\"b\"}}";
    RESULT_IS(session_interpret(fake->sessions, &request), "SUCCESS TEXT:INSERT 3");
}

static void the_operators_properties_reach_the_worker_and_bad_ones_are_every_answer(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *job = NULL;

    g_hash_table_insert(properties, (char *)"zeppelin.kafka.live_ports", (char *)"off");
    g_hash_table_insert(properties, (char *)"kafka.bootstrap.servers", (char *)"one:9092");
    g_hash_table_insert(properties, (char *)"zeppelin.kafka.since", (char *)" latest ");
    g_hash_table_insert(properties, (char *)"zeppelin.kafka.until", (char *)"");
    g_hash_table_insert(properties, (char *)"zeppelin.interpreter.output.limit", (char *)"1");
    sessions_configure(fake->sessions, properties);
    RESULT_IS(fake_interpret(fake, "p", "say bounded, say rows1, say done"), "SUCCESS " TABLE1);
    job = scripted_read(fake->scripted, "job");
    UNIT_CHECK(strstr(job, "one:9092") != NULL && strstr(job, "latest") != NULL, job);

    g_hash_table_insert(properties, (char *)"zeppelin.kafka.refresh", (char *)"-1");
    g_hash_table_insert(properties, (char *)"zeppelin.kafka.nonsense", (char *)"1");
    sessions_configure(fake->sessions, properties);
    RESULT_HOLDS(fake_interpret(fake, "p", "say command, say inserted"), "ERROR", "refresh");
    RESULT_HOLDS(fake_interpret(fake, "p", ""), "ERROR", "nonsense");
    g_hash_table_remove(properties, "zeppelin.kafka.refresh");
    g_hash_table_remove(properties, "zeppelin.kafka.nonsense");
    sessions_configure(fake->sessions, properties);
    RESULT_IS(fake_interpret(fake, "p", "say command, say inserted"), "SUCCESS TEXT:INSERT 3");
}

static void streams_beyond_the_limit_are_refused(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "off", "zeppelin.kafka.streams_max", "1");
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    RESULT_HOLDS(fake_interpret(fake, "q", LIVE), "ERROR", "streams_max");
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
}

static void progress_is_of_the_whole_text_and_status_of_this_run(void)
{
    g_autoptr(Fake) fake = fake_new();
    Event progress = {.kind = EVENT_PROGRESS, .query = 1};
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    Call call;

    progress.progress = (EventProgress){0.5, (char *)"half", -1};
    scripted_event(fake->scripted, "half", &progress);
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "s", "p"), "UNKNOWN");
    call_start(
        &call, fake,
        request_of(
            "p",
            "say command, say inserted; say bounded, say half, mark half, await stop, say done"));
    UNIT_CHECK(fake_wait_mark(fake, "half"), "it runs");
    while (session_progress(fake->sessions, "n", "p") != 75 && time_monotonic_ms() < deadline_ms)
        g_thread_yield();
    UNIT_CHECK(session_progress(fake->sessions, "n", "p") == 75, "one and a half of two");
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "s", "p"), "RUNNING");
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "other", "p"), "UNKNOWN");
    UNIT_CHECK(session_progress(fake->sessions, "clone", "p") == 0, "not the clone's");
    session_cancel(fake->sessions, "n", "p");
    session_result_free(call_join(&call));
    UNIT_EQUALS_TEXT(session_status(fake->sessions, "s", "p"), "UNKNOWN");
}

static void a_clone_of_a_paragraph_runs_beside_its_original(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest clone = request_of("p", LIVE);

    clone.note_id = "clone";
    RESULT_IS(fake_interpret(fake, "p", LIVE), "SUCCESS " PANEL);
    RESULT_IS(session_interpret(fake->sessions, &clone), "SUCCESS " PANEL);
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", ">first</td>") >= 0, "the original");
    UNIT_CHECK(fake_wait(fake, "update_object clone p htm ", ">first</td>") >= 0, "the clone");
}

static void recovery_joins_the_run_that_is_there(void)
{
    g_autoptr(Fake) fake = fake_new();
    SessionRequest recovery = request_of("p", "whatever the text says");
    Call call, joined;

    recovery.is_recovery = true;
    RESULT_HOLDS(session_interpret(fake->sessions, &recovery), "ERROR", "not there any more");

    call_start(&call, fake,
               request_of("p", "say bounded, say rows1, mark run, await stop, say done"));
    UNIT_CHECK(fake_wait_mark(fake, "run"), "it runs");
    call_start(&joined, fake, recovery);
    UNIT_CHECK(fake_wait_callers(fake, 2), "it waits too");
    session_cancel(fake->sessions, "n", "p");
    RESULT_IS(call_join(&call), "ERROR " TABLE1 "|TEXT:stopped");
    RESULT_IS(call_join(&joined), "ERROR " TABLE1 "|TEXT:stopped");

    RESULT_IS(fake_interpret(fake, "q", LIVE), "SUCCESS " PANEL);
    recovery.paragraph_id = "q";
    RESULT_IS(session_interpret(fake->sessions, &recovery), "SUCCESS " PANEL);
}

UNIT_MAIN("session/interpret", UNIT(an_empty_text_succeeds_with_nothing),
          UNIT(a_bounded_query_gives_its_table), UNIT(a_command_says_what_it_did),
          UNIT(statements_run_in_order_each_in_its_own_worker),
          UNIT(an_error_keeps_earlier_results_and_starts_nothing_more),
          UNIT(a_waiting_one_is_stopped_when_a_later_one_fails),
          UNIT(an_endless_query_returns_at_once_with_a_panel_and_goes_on),
          UNIT(bounded_results_come_before_and_panels_keep_their_places),
          UNIT(an_endless_query_that_fails_to_open_is_an_error),
          UNIT(a_worker_that_dies_before_its_first_word_is_an_error_with_its_last),
          UNIT(a_worker_that_prints_nonsense_is_an_error),
          UNIT(what_may_last_goes_to_the_background_after_two_seconds),
          UNIT(what_may_last_but_ends_soon_is_a_plain_table),
          UNIT(mode_background_does_not_wait_at_all),
          UNIT(mode_foreground_keeps_the_paragraph_running_until_it_is_stopped),
          UNIT(display_text_gives_text_and_display_table_has_no_rows_in_the_panel),
          UNIT(each_display_has_its_messages_and_ends_as_a_table_a_sentence_and_nothing),
          UNIT(set_holds_for_later_runs_of_its_note_and_session_only),
          UNIT(a_paragraphs_property_beats_set_and_a_bad_one_is_an_error),
          UNIT(a_bad_set_says_so_and_ends_the_text),
          UNIT(a_form_s_value_that_leaves_its_quotes_runs_nothing),
          UNIT(the_operators_properties_reach_the_worker_and_bad_ones_are_every_answer),
          UNIT(streams_beyond_the_limit_are_refused),
          UNIT(progress_is_of_the_whole_text_and_status_of_this_run),
          UNIT(a_clone_of_a_paragraph_runs_beside_its_original),
          UNIT(recovery_joins_the_run_that_is_there))
