/*
 * panel: the live HTML, the template, and what is left at the end. Times are given.
 */
#include "session/panel.h"
#include "unit/session/tables.h"

enum { AT_10_02_11_MS = (10 * 3600 + 2 * 60 + 11) * 1000 };

static const char *const word_n[][2] = {
    {"word", "text"  },
    {"n",    "bigint"}
};

static Event *stats_event(EventStats stats)
{
    Event *event = g_new0(Event, 1);

    event->kind = EVENT_STATS;
    event->query = 1;
    event->stats = stats;
    return event;
}

static Stream *live(void)
{
    Stream *stream = stream_new(NULL);

    stream_give(stream, schema_event(2, word_n, true), AT_10_02_11_MS);
    stream_set_running(stream, AT_10_02_11_MS);
    return stream;
}

#define HOLDS(html, part) UNIT_CHECK(strstr(html, part) != NULL, part)
#define LACKS(html, part) UNIT_CHECK(strstr(html, part) == NULL, part)

static void a_live_panel_says_since_when_how_fast_and_how_far(void)
{
    g_autoptr(Stream) stream = live();
    g_autofree char *html = NULL;

    stream_give(stream,
                stats_event((EventStats){.records = 5000000,
                                         .records_per_s = 1233.7,
                                         .lag = 0,
                                         .late = 3,
                                         .dropped = 1200,
                                         .watermark = g_strdup("2024-05-01 10:02:00+00"),
                                         .held_by = g_strdup("partition 3 of <lines>"),
                                         .waiting = g_strdup("nothing <yet>")}),
                0);
    html = panel_html(stream, true);
    HOLDS(html, "live since 10:02:11 UTC \xc2\xb7 1,234 records/s \xc2\xb7 lag 0");
    HOLDS(html, "5,000,000 records read");
    HOLDS(html, "watermark 2024-05-01 10:02:00+00, held by partition 3 of &lt;lines&gt;");
    HOLDS(html, "3 late \xc2\xb7 1,200 dropped as too late");
    HOLDS(html, "<p class=\"zk-waiting\">nothing &lt;yet&gt;</p>");
}

static void a_panel_says_when_it_was_paused_and_how_far_a_bounded_read_is(void)
{
    g_autoptr(Stream) stream = live();
    Event *progress = g_new0(Event, 1);
    g_autofree char *html = NULL, *alone = panel_progress_html(stream);

    UNIT_CHECK(alone == NULL, "nothing was said");
    progress->kind = EVENT_PROGRESS;
    progress->query = 1;
    progress->progress = (EventProgress){0.25, g_strdup("1 of 4 <records>"), 61500};
    stream_give(stream, progress, 0);
    UNIT_CHECK(stream_set_paused(stream, true, AT_10_02_11_MS + 5000), "paused");
    UNIT_CHECK(!stream_set_paused(stream, true, AT_10_02_11_MS + 9000), "once");
    html = panel_html(stream, true);
    HOLDS(
        html,
        "live since 10:02:11 UTC \xc2\xb7 paused since 10:02:16 UTC \xc2\xb7 25 % \xc2\xb7 1 of 4 "
        "&lt;records&gt; \xc2\xb7 about 62 s left");
    alone = panel_progress_html(stream);
    HOLDS(alone, "reading \xc2\xb7 paused \xc2\xb7 25 %");
}

static void why_nothing_came_out_is_not_said_beside_rows(void)
{
    g_autoptr(Stream) stream = live();
    static const char *const cells[] = {"a", "1"};
    g_autofree char *html = NULL;

    stream_give(stream, stats_event((EventStats){.waiting = g_strdup("nothing yet")}), 0);
    stream_give(stream, rows_event(1, 2, 1, cells), 0);
    html = panel_html(stream, true);
    LACKS(html, "nothing yet");
}

static void cells_are_escaped_and_numbers_stand_to_the_right(void)
{
    g_autoptr(Stream) stream = live();
    static const char *const cells[] = {"%html <script>alert(1)</script>", "42", NULL, NULL};
    g_autofree char *html = NULL;

    stream_give(stream, rows_event(1, 2, 2, cells), 0);
    html = panel_html(stream, true);
    HOLDS(html, "<table class=\"table table-condensed zk\">");
    HOLDS(html, "<th class=\"text-left\" align=\"left\">word</th><th class=\"text-right\" "
                "align=\"right\">n</th>");
    HOLDS(html,
          "<td class=\"text-left\" align=\"left\">%html &lt;script&gt;alert(1)&lt;/script&gt;</td>"
          "<td class=\"text-right\" align=\"right\">42</td>");
    HOLDS(html, "<td class=\"text-left\" align=\"left\"><em>null</em></td>");
    LACKS(html, "<script");
    LACKS(html, "style=");
}

static void without_the_table_the_state_stays(void)
{
    g_autoptr(Stream) stream = live();
    g_autofree char *html = panel_html(stream, false);

    HOLDS(html, "live since");
    LACKS(html, "<table");
}

static void rows_beyond_the_limits_are_counted(void)
{
    g_autoptr(Stream) many = stream_of("x", 1500);
    g_autofree char *large_cell = g_strnfill(1000, 'y');
    g_autoptr(Stream) large = stream_of(large_cell, 900);
    g_autofree char *many_html = panel_html(many, true);
    g_autofree char *large_html = panel_html(large, true);

    HOLDS(many_html, "\xe2\x80\xa6 500 more rows");
    HOLDS(large_html, " more rows</p>");
    UNIT_CHECK(strlen(large_html) < PANEL_HTML_BYTES_MAX + 4096, "bounded");
}

static void a_failure_is_red_has_its_time_and_stays_text(void)
{
    g_autoptr(Stream) stream = live();
    g_autofree char *html = NULL, *ending = NULL;

    stream_fail(stream, "line 1\n<img src=x>", AT_10_02_11_MS + 1000);
    html = panel_html(stream, true);
    ending = panel_ending_html(stream, 0);
    HOLDS(html, "<font color=\"#b00020\"><b>failed at 10:02:12 UTC</b>");
    HOLDS(html, "line 1\n&lt;img src=x&gt;");
    HOLDS(ending, "failed at 10:02:12 UTC");
    LACKS(ending, "<img");
}

static void an_end_says_when_and_by_whom(void)
{
    g_autoptr(Stream) stream = live();
    WorkerExit exit = {.status = 0, .last_words = ""};
    g_autofree char *html = NULL, *ending = NULL;

    stream_set_stopping(stream, "the stop button");
    stream_take_exit(stream, &exit, AT_10_02_11_MS);
    html = panel_html(stream, true);
    HOLDS(html, "ended at 10:02:11 UTC, stopped by the stop button");
    ending = panel_ending_html(stream, 0);
    UNIT_EQUALS_TEXT(ending, "");
}

static void notices_are_shown(void)
{
    g_autoptr(Stream) stream = live();
    Event *notice = g_new0(Event, 1);
    g_autofree char *html = NULL;

    notice->kind = EVENT_NOTICE;
    notice->notice = g_strdup("topic Lines was meant & taken");
    stream_give(stream, notice, 0);
    html = panel_html(stream, true);
    HOLDS(html, "<p class=\"zk-notice\">topic Lines was meant &amp; taken</p>");
}

static void the_template_works_in_both_uis(void)
{
    g_autofree char *first = panel_template(1, "abc", "paragraph_1_2");
    g_autofree char *second = panel_template(2, "abc", "p");

    HOLDS(first, "<div class=\"zk-road2-abc-1\"><div class=\"zk-object-abc-1\" "
                 "[innerHTML]=\"htm\" ng-bind-html=\"htm\"></div>");
    HOLDS(first, "ng-click=\"z.angularBind('stop','abc','paragraph_1_2')\"");
    HOLDS(first, "(click)=\"z.set('stop','abc','paragraph_1_2')\"");
    HOLDS(second, "[innerHTML]=\"htm2\"");
    HOLDS(second, "z.set('stop2','abc','p')");
}

static void a_paragraph_id_that_is_not_plain_gets_no_button(void)
{
    static const char *const ids[] = {"p');alert('", "\"><script>", "", "a b"};

    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *html = panel_template(1, "abc", ids[i]);

        LACKS(html, "<button");
        LACKS(html, "alert");
        HOLDS(html, "ng-bind-html");
    }
}

static void what_a_stub_hides_and_presses_is_named_by_run_and_panel(void)
{
    g_autofree char *id = panel_id(2, "abc");
    g_autofree char *html = panel_template(2, "abc", "p");

    UNIT_EQUALS_TEXT(id, "abc-2");
    HOLDS(html, "<div class=\"zk-road2-abc-2\">");
    HOLDS(html, "class=\"zk-object-abc-2\"");
    HOLDS(html, "zk-stop\" ng-click=\"z.angularBind('stop2','abc','p')\"");
    HOLDS(html, "zk-need-abc-2\" ng-click=\"z.angularBind('need2','abc','p')\" "
                "(click)=\"z.set('need2','abc','p')\">");
}

static void a_saved_table_says_of_when_it_is(void)
{
    g_autoptr(Stream) stream = live();
    static const char *const cells[] = {"<b>", "42"};
    g_autofree char *html = NULL, *sentence = NULL;

    stream_give(stream, rows_event(1, 2, 1, cells), 0);
    html = panel_saved_html(stream, "abc-1", AT_10_02_11_MS, true);
    sentence = panel_saved_html(stream, "abc-1", AT_10_02_11_MS, false);
    HOLDS(html, "<div class=\"zk-saved-abc-1\">");
    HOLDS(html, "as it was at 1970-01-01 10:02:11 UTC");
    HOLDS(html, ">&lt;b&gt;</td>");
    HOLDS(html, ">42</td>");
    HOLDS(sentence, "<div class=\"zk-saved-abc-1\">");
    HOLDS(sentence, "as it was at 1970-01-01 10:02:11 UTC");
    LACKS(sentence, "<table");
}

static void nothing_is_saved_before_there_are_rows(void)
{
    g_autoptr(Stream) new = stream_new(NULL);
    g_autoptr(Stream) begun = live();
    g_autofree char *before_schema = panel_saved_html(new, "abc-1", AT_10_02_11_MS, true);
    g_autofree char *before_rows = panel_saved_html(begun, "abc-1", AT_10_02_11_MS, true);

    UNIT_EQUALS_TEXT(before_schema, "");
    UNIT_EQUALS_TEXT(before_rows, "");
}

UNIT_MAIN("session/panel", UNIT(a_live_panel_says_since_when_how_fast_and_how_far),
          UNIT(a_panel_says_when_it_was_paused_and_how_far_a_bounded_read_is),
          UNIT(why_nothing_came_out_is_not_said_beside_rows),
          UNIT(cells_are_escaped_and_numbers_stand_to_the_right),
          UNIT(without_the_table_the_state_stays), UNIT(rows_beyond_the_limits_are_counted),
          UNIT(a_failure_is_red_has_its_time_and_stays_text), UNIT(an_end_says_when_and_by_whom),
          UNIT(notices_are_shown), UNIT(the_template_works_in_both_uis),
          UNIT(a_paragraph_id_that_is_not_plain_gets_no_button),
          UNIT(what_a_stub_hides_and_presses_is_named_by_run_and_panel),
          UNIT(a_saved_table_says_of_when_it_is), UNIT(nothing_is_saved_before_there_are_rows))
