/*
 * stream: the state machine over events and exits, without threads and processes.
 */
#include "unit/session/tables.h"

static const char *const one[][2] = {
    {"v", "text"}
};

static Event *event_of(EventKind kind)
{
    Event *event = g_new0(Event, 1);

    event->kind = kind;
    event->query = 1;
    return event;
}

static Event *end_of(EventEndReason reason)
{
    Event *event = event_of(EVENT_END);

    event->end.reason = reason;
    return event;
}

static void an_endless_one_waits_runs_and_stops(void)
{
    g_autoptr(Stream) stream = stream_new(NULL);

    UNIT_CHECK(stream_give(stream, schema_event(1, one, true), 5) == STREAM_MOVED, "moved");
    UNIT_CHECK(stream->state == STREAM_WAITING && stream->since_ms == 0, "waiting");
    stream_set_running(stream, 7);
    UNIT_CHECK(stream->state == STREAM_RUNNING && stream->since_ms == 7, "running");
    UNIT_CHECK(stream_give(stream, end_of(EVENT_END_STOPPED), 9) == STREAM_MOVED, "moved");
    UNIT_CHECK(stream->state == STREAM_STOPPED && stream->ended_ms == 9, "stopped");
}

static void a_bounded_one_runs_at_once_and_is_done(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);

    UNIT_CHECK(stream->state == STREAM_RUNNING && stream->since_ms == 1000, "running");
    stream_give(stream, end_of(EVENT_END_DONE), 9);
    UNIT_CHECK(stream->state == STREAM_DONE && stream_fraction(stream) == 1, "done");
}

static void nothing_changes_after_the_end(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);
    WorkerExit killed = {.signal = 9, .status = -1, .last_words = ""};
    const char *const cells[] = {"y"};

    stream_give(stream, end_of(EVENT_END_DONE), 9);
    UNIT_CHECK(stream_take_exit(stream, &killed, 10) == STREAM_SAME, "its exit is expected");
    UNIT_CHECK(stream_give(stream, rows_event(2, 1, 1, cells), 10) == STREAM_SAME, "rows");
    stream_fail(stream, "too late", 11);
    stream_set_running(stream, 12);
    UNIT_CHECK(stream->state == STREAM_DONE && stream->ended_ms == 9, "still done");
}

static void an_exit_without_an_end_is_explained(void)
{
    static const struct {
        WorkerExit exit;
        bool has_begun;
        const char *says;
    } cases[] = {
        {{.signal = 9, .status = -1, .last_words = ""},  true,  "was killed (signal 9)"         },
        {{.signal = 11, .status = -1, .last_words = ""}, true,  "crashed (signal 11"            },
        {{.signal = 15, .status = -1, .last_words = ""}, true,  "was ended by somebody (signal" },
        {{.status = 3, .last_words = "the reason"},      true,  "in the middle of the statement"},
        {{.status = 3, .last_words = "the reason"},      true,  "Its last words: the reason"    },
        {{.status = 127, .last_words = ""},              false, "before it began"               },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Stream) stream = stream_new(NULL);

        if (cases[i].has_begun)
            stream_give(stream, schema_event(1, one, false), 1);
        UNIT_CHECK(stream_take_exit(stream, &cases[i].exit, 2) == STREAM_MOVED, cases[i].says);
        UNIT_CHECK(stream->state == STREAM_FAILED, cases[i].says);
        UNIT_CHECK(strstr(stream->failure, cases[i].says) != NULL, stream->failure);
    }
}

static void an_exit_that_was_asked_for_is_a_stop(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);
    WorkerExit killed = {.signal = 9, .status = -1, .was_killed_by_us = true, .last_words = ""};

    stream_set_stopping(stream, "a cancel");
    stream_set_stopping(stream, "the stop button");
    stream_take_exit(stream, &killed, 2);
    UNIT_CHECK(stream->state == STREAM_STOPPED, "stopped");
    UNIT_EQUALS_TEXT(stream->stopped_by, "a cancel");
}

static void rows_that_contradict_each_other_end_it(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);
    const char *const cells[] = {"y"};

    UNIT_CHECK(stream_give(stream, rows_event(3, 1, 1, cells), 2) == STREAM_MOVED, "moved");
    UNIT_CHECK(stream->state == STREAM_FAILED, "failed");
    UNIT_CHECK(strstr(stream->failure, "contradict each other") != NULL, stream->failure);
}

static void a_table_larger_than_the_limit_ends_it(void)
{
    g_autofree char *cell = g_strnfill(64 * 1024, 'x');
    g_autoptr(Stream) within = stream_of(cell, 1000);
    g_autoptr(Stream) beyond = stream_of(cell, 1040);

    UNIT_CHECK(within->state == STREAM_RUNNING, "62.5 MB are within");
    UNIT_CHECK(beyond->state == STREAM_FAILED, "65 MB are not");
    UNIT_CHECK(strstr(beyond->failure, "64 MB") != NULL, beyond->failure);
}

static void a_table_that_only_changes_much_is_not_too_large(void)
{
    g_autofree char *cell = g_strnfill(64 * 1024, 'x');
    g_autoptr(Stream) stream = stream_of(cell, 1);
    const char *const cells[] = {cell};

    for (uint64_t seq = 2; seq < 1500; seq++)
        stream_give(stream, rows_event(seq, 1, 1, cells), 2);
    UNIT_CHECK(stream->state == STREAM_RUNNING, "94 MB went through, 64 KB are there");
}

static void rows_that_are_held_back_count_too(void)
{
    g_autofree char *cell = g_strnfill(64 * 1024, 'x');
    g_autoptr(Stream) stream = stream_of("x", 1);
    const char *const cells[] = {cell};

    for (int i = 0; i < 1100 && stream->state == STREAM_RUNNING; i++) {
        Event *event = rows_event(2, 1, 1, cells);

        event->rows.more = true;
        stream_give(stream, event, 2);
    }
    UNIT_CHECK(stream->state == STREAM_FAILED, "a state that never becomes whole is bounded");
}

static void only_the_last_notices_are_kept(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);

    for (int i = 0; i < 3 * STREAM_NOTICES_MAX; i++) {
        Event *event = event_of(EVENT_NOTICE);

        event->notice = g_strdup_printf("notice %c", 'A' + i);
        stream_give(stream, event, 2);
    }
    UNIT_REQUIRE(stream->notices->len == STREAM_NOTICES_MAX);
    UNIT_EQUALS_TEXT(stream->notices->pdata[STREAM_NOTICES_MAX - 1], "notice ^");
}

static void a_notice_with_other_numbers_takes_the_place_of_the_one_before(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);

    stream_note(stream, "9 records were removed");
    stream_note(stream, "1,012 records were removed");
    stream_note(stream, "the brokers answer again");
    stream_note(stream, "2,000 records were removed");
    UNIT_REQUIRE(stream->notices->len == 3);
    UNIT_EQUALS_TEXT(stream->notices->pdata[0], "1,012 records were removed");
    UNIT_EQUALS_TEXT(stream->notices->pdata[2], "2,000 records were removed");
}

static void progress_and_stats_are_kept(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);
    Event *progress = event_of(EVENT_PROGRESS), *first = event_of(EVENT_STATS),
          *second = event_of(EVENT_STATS);

    progress->progress.fraction = 0.25;
    first->stats.records = 1;
    second->stats.records = 2;
    stream->has_changed = false;
    UNIT_CHECK(stream_give(stream, progress, 2) == STREAM_SHOWN, "in the live view");
    UNIT_CHECK(!stream->has_changed, "but not in the notebook");
    UNIT_CHECK(stream_give(stream, first, 2) == STREAM_SHOWN, "shown");
    stream_give(stream, second, 2);
    UNIT_CHECK(stream_fraction(stream) == 0.25 && stream->stats->stats.records == 2, "the last");
}

/* What is sent on to a live view is what the stream has left of it. */
static void only_what_is_kept_is_taken_out_of_an_event(void)
{
    g_autoptr(Stream) stream = stream_of("x", 1);
    static const char *const cells[] = {"y"};
    g_autoptr(Event) rows = rows_event(2, 1, 1, cells);
    g_autoptr(Event) stats = event_of(EVENT_STATS);
    g_autoptr(Event) notice = event_of(EVENT_NOTICE);

    stats->stats.waiting = g_strdup("for rows");
    notice->notice = g_strdup("a word");
    stream_take_event(stream, rows, 2);
    stream_take_event(stream, stats, 2);
    stream_take_event(stream, notice, 2);
    UNIT_REQUIRE(rows->rows.set_len == 1);
    UNIT_EQUALS_TEXT(rows->rows.set[0].cells[0], "y");
    UNIT_EQUALS_TEXT(stream->stats->stats.waiting, "for rows");
    UNIT_CHECK(stats->kind == EVENT_STATS && stats->stats.waiting == NULL, "moved out");
    UNIT_EQUALS_TEXT(notice->notice, "a word");
    UNIT_EQUALS_TEXT(stream->notices->pdata[0], "a word");
}

static void a_title_is_the_first_words_in_one_line(void)
{
    g_autoptr(Stream) stream = stream_new(NULL);
    g_autoptr(Stream) long_one = stream_new(NULL);
    g_autofree char *words = g_strnfill(3 * STREAM_TITLE_CHARS, 'x');
    g_autofree char *umlauts = g_strconcat("\xc3\xa4", words, NULL);

    stream_set_statement(stream, " SELECT\n\tword FROM lines\r\n");
    UNIT_EQUALS_TEXT(stream->title, "SELECT  word FROM lines");
    UNIT_EQUALS_TEXT(stream->statement, " SELECT\n\tword FROM lines\r\n");
    stream_set_statement(long_one, umlauts);
    UNIT_CHECK(g_utf8_strlen(long_one->title, -1) == STREAM_TITLE_CHARS, "cut by characters");
    UNIT_CHECK(g_utf8_validate(long_one->title, -1, NULL), "and never in one");
}

UNIT_MAIN("session/stream", UNIT(an_endless_one_waits_runs_and_stops),
          UNIT(a_bounded_one_runs_at_once_and_is_done), UNIT(nothing_changes_after_the_end),
          UNIT(an_exit_without_an_end_is_explained), UNIT(an_exit_that_was_asked_for_is_a_stop),
          UNIT(rows_that_contradict_each_other_end_it), UNIT(a_table_larger_than_the_limit_ends_it),
          UNIT(a_table_that_only_changes_much_is_not_too_large),
          UNIT(rows_that_are_held_back_count_too), UNIT(only_the_last_notices_are_kept),
          UNIT(a_notice_with_other_numbers_takes_the_place_of_the_one_before),
          UNIT(progress_and_stats_are_kept), UNIT(only_what_is_kept_is_taken_out_of_an_event),
          UNIT(a_title_is_the_first_words_in_one_line))
