/*
 * The visible table of groups: HAVING, ORDER BY, LIMIT, windows, and the events that bring a reader
 * from one state to the next. Method: two lanes that are fed by hand; what is compared is the table
 * that a reader has after applying the events.
 */
#include "unit/engine/query.h"

static void rows_of_two_lanes_are_one_group(void)
{
    g_autoptr(Query) query =
        query_new("SELECT word, count(*) FROM lines, string_to_table(value, ' ') AS word "
                  "GROUP BY word ORDER BY count(*) DESC, word");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a b a", 1);
    query_put(query, 1, "b c b", 1);
    CU_ASSERT_TRUE(query_show(query));
    QUERY_SHOWS(query, "b,3 a,2 c,1");
    query_put(query, 1, "c c c", 2);
    query_put(query, 0, "c", 2);
    CU_ASSERT_TRUE(query_show(query));
    QUERY_SHOWS(query, "c,5 b,3 a,2");
    CU_ASSERT_EQUAL(event_table_total(query->table), 3);
}

static void only_what_changed_goes_out(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT value, min(\"offset\") AS least FROM lines GROUP BY value ORDER BY value");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1);
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "a,0 b,1");
    CU_ASSERT_EQUAL(query->set, 2);
    query_put(query, 0, "a", 1); /* its least offset stays */
    query_show(query);
    CU_ASSERT_EQUAL(query->set, 2);
    CU_ASSERT_EQUAL(query->rows_events, 1);
    query_put(query, 0, "c", 1);
    query_show(query);
    CU_ASSERT_EQUAL(query->set, 3);
    QUERY_SHOWS(query, "a,0 b,1 c,3");
}

static void a_row_that_leaves_the_limit_is_removed_and_comes_back(void)
{
    g_autoptr(Query) query = query_new("SELECT value, count(*) FROM lines GROUP BY value "
                                       "ORDER BY count(*) DESC, value LIMIT 2");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1);
    query_put(query, 0, "b", 1);
    query_put(query, 0, "c", 1);
    query_show(query);
    QUERY_SHOWS(query, "a,1 b,1");
    CU_ASSERT_EQUAL(event_table_total(query->table), 2);
    query_put(query, 0, "c", 1);
    query_show(query);
    QUERY_SHOWS(query, "c,2 a,1");
    CU_ASSERT_EQUAL(query->removed, 1);
    query_put(query, 0, "b", 1);
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "b,3 c,2");
}

static void having_decides_who_is_there(void)
{
    g_autoptr(Query) query = query_new("SELECT value, count(*) FROM lines GROUP BY value "
                                       "HAVING count(*) % 2 = 0 ORDER BY value");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1);
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "");
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "b,2");
    query_put(query, 0, "a", 1);
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "a,2");
    CU_ASSERT_EQUAL(event_table_total(query->table), 1);
}

static void an_offset_skips_the_first_rows(void)
{
    g_autoptr(Query) query = query_new("SELECT value FROM lines GROUP BY value "
                                       "ORDER BY value DESC LIMIT 2 OFFSET 1");

    UNIT_REQUIRE(query->plan != NULL);
    for (const char *at = "dacbe"; *at != '\0'; at++)
        query_put_bytes(query, 0, span_make(at, 1), 1);
    query_show(query);
    QUERY_SHOWS(query, "d c");
}

static void a_null_key_is_a_group(void)
{
    g_autoptr(Query) query =
        query_new("SELECT value, count(*) FROM lines GROUP BY value ORDER BY value");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "", 1);
    query_put(query, 0, NULL, 1);
    query_put(query, 1, NULL, 1);
    query_show(query);
    QUERY_SHOWS(query, ",1 NULL,2");
}

static void an_aggregate_over_nothing_is_one_row(void)
{
    g_autoptr(Query) query = query_new("SELECT count(*), sum(\"offset\") FROM lines");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_refresh(query));
    QUERY_SHOWS(query, "0,NULL");
    query_put(query, 0, "x", 1);
    query_put(query, 1, "x", 1);
    query_show(query);
    QUERY_SHOWS(query, "2,1");
}

static void keys_of_several_types_are_told_apart(void)
{
    g_autoptr(Query) query =
        query_new("SELECT length(value), value IS NULL, \"partition\", count(*), max(value) "
                  "FROM lines GROUP BY 1, 2, 3 ORDER BY 1");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "ab", 1);
    query_put(query, 1, "cd", 1);
    query_put(query, 1, "cde", 1);
    query_put(query, 1, NULL, 1);
    query_show(query);
    QUERY_SHOWS(query, "2,f,3,2,cd 3,f,3,1,cde NULL,t,3,1,NULL");
}

static void ties_are_broken_by_the_key(void)
{
    g_autoptr(Query) query =
        query_new("SELECT value FROM lines GROUP BY value ORDER BY count(*) DESC LIMIT 3");

    UNIT_REQUIRE(query->plan != NULL);
    for (const char *at = "ydcbxa"; *at != '\0'; at++)
        query_put_bytes(query, at[0] % 2, span_make(at, 1), 1);
    query_show(query);
    QUERY_SHOWS(query, "a b c");
}

static void top_rows_equal_a_full_sort(void)
{
    g_autoptr(Query) top = query_new("SELECT value, count(*), sum(\"offset\") FROM lines "
                                     "GROUP BY value ORDER BY 2 DESC, 3, 1 LIMIT 7");
    g_autoptr(Query) all = query_new("SELECT value, count(*), sum(\"offset\") FROM lines "
                                     "GROUP BY value ORDER BY 2 DESC, 3, 1");
    char values[200][12];
    uint32_t state = 5;

    UNIT_REQUIRE(top->plan != NULL && all->plan != NULL);
    for (int round = 0; round < 20; round++) {
        g_autofree char *top_text = NULL;
        g_autofree char *all_text = NULL;
        g_auto(GStrv) rows = NULL;

        for (int i = 0; i < 200; i++) {
            char *value = values[i]; /* it must live until the lanes hand over */

            state = state * 1664525u + 1013904223u;
            g_snprintf(value, sizeof(values[i]), "%u", (state >> 10) % (unsigned)(10 + 20 * round));
            query_put(top, i % 2, value, 1);
            query_put(all, i % 2, value, 1);
        }
        query_show(top);
        query_show(all);
        all_text = query_text(all);
        rows = g_strsplit(all_text, " ", 8);
        g_free(rows[7]);
        rows[7] = NULL;
        g_free(all_text);
        all_text = g_strjoinv(" ", rows);
        top_text = query_text(top);
        UNIT_EQUALS_TEXT(top_text, all_text);
    }
}

#define SECOND INT64_C(1000000)
#define WINDOWED                                                                                   \
    "SELECT window_start, value, count(*) FROM tumble(lines, interval '10 seconds') "              \
    "GROUP BY window_start, value "

static void the_newest_window_comes_first(void)
{
    g_autoptr(Query) query =
        query_new(WINDOWED "ORDER BY window_start DESC, count(*) DESC LIMIT 3");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "b", 1000);
    query_put(query, 0, "b", 9999);
    query_put(query, 1, "c", 10000);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:10+00,c,1 1970-01-01 00:00:00+00,b,2 "
                       "1970-01-01 00:00:00+00,a,1");
    query_put(query, 1, "d", 25000);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:20+00,d,1 1970-01-01 00:00:10+00,c,1 "
                       "1970-01-01 00:00:00+00,b,2");
}

static void without_order_the_newest_window_then_the_first_seen(void)
{
    g_autoptr(Query) query = query_new(WINDOWED);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "z", 1000);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "y", 11000);
    query_put(query, 0, "b", 11000);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:10+00,y,1 1970-01-01 00:00:10+00,b,1 "
                       "1970-01-01 00:00:00+00,z,1 1970-01-01 00:00:00+00,a,1");
}

static void a_late_row_counts_and_is_reported(void)
{
    g_autoptr(Query) query = query_new(WINDOWED "ORDER BY window_start, value");
    VisibleStats stats;

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_hand_over(query, 0, WATERMARK_NONE);
    visible_advance(query->visible, 10 * SECOND); /* the first window has just closed */
    query_put(query, 0, "a", 2000);
    query_put(query, 0, "b", 2000);
    query_put(query, 0, "a", 12000);
    query_hand_over(query, 0, 10 * SECOND);
    query_refresh(query);
    stats = visible_stats(query->visible);
    CU_ASSERT_EQUAL(stats.late, 2);
    CU_ASSERT_EQUAL(stats.dropped, 0);
    CU_ASSERT_EQUAL(stats.open_windows, 1);
    QUERY_SHOWS(query, "1970-01-01 00:00:00+00,a,2 1970-01-01 00:00:00+00,b,1 "
                       "1970-01-01 00:00:10+00,a,1");
}

static void one_microsecond_before_its_end_a_window_is_open(void)
{
    g_autoptr(Query) query = query_new(WINDOWED);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_hand_over(query, 0, 10 * SECOND - 1);
    visible_advance(query->visible, 10 * SECOND - 1);
    CU_ASSERT_EQUAL(visible_stats(query->visible).late, 0);
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 1);
    visible_advance(query->visible, 10 * SECOND);
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 0);
}

static void forgotten_windows_leave_and_their_rows_are_dropped(void)
{
    g_autoptr(Query) query =
        query_new_with(WINDOWED "ORDER BY window_start, value", "", 1000, 2, false);
    VisibleStats stats;

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 4; i++)
        query_put(query, 0, "a", i * 10000);
    query_hand_over(query, 0, WATERMARK_NONE);
    query_refresh(query);
    CU_ASSERT_EQUAL(event_table_len(query->table), 4);
    visible_advance(query->visible, 30 * SECOND); /* three are closed, two are remembered */
    query_refresh(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:20+00,a,1 1970-01-01 00:00:30+00,a,1");
    query_put(query, 0, "a", 10000);   /* the lane still has that window */
    query_put(query, 1, "new", 10000); /* this one makes it anew */
    query_put(query, 1, "a", 25000);
    query_hand_over(query, 0, 30 * SECOND);
    query_hand_over(query, 1, 30 * SECOND);
    query_refresh(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:20+00,a,2 1970-01-01 00:00:30+00,a,1");
    stats = visible_stats(query->visible);
    CU_ASSERT_EQUAL(stats.dropped, 2);
    CU_ASSERT_EQUAL(stats.late, 1);
    CU_ASSERT_EQUAL(stats.groups, 2);
}

static void a_bounded_query_forgets_nothing(void)
{
    g_autoptr(Query) query =
        query_new_with(WINDOWED "ORDER BY window_start, value", "until=now", 1000, 1, false);

    UNIT_REQUIRE(query->plan != NULL && query->plan->is_bounded);
    for (int i = 0; i < 4; i++)
        query_put(query, 0, "a", i * 10000);
    query_hand_over(query, 0, WATERMARK_NONE);
    visible_advance(query->visible, WATERMARK_END);
    query_refresh(query);
    CU_ASSERT_EQUAL(event_table_len(query->table), 4);
}

static void a_lane_gives_up_an_idle_window_and_may_take_it_up_again(void)
{
    g_autoptr(Query) query = query_new(WINDOWED "ORDER BY window_start, value");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    for (int i = 0; i < 40; i++) {
        query_put(query, 0, "b", 11000);
        query_hand_over(query, 0, WATERMARK_NONE);
    }
    query_put(query, 0, "a", 2000);
    query_put(query, 0, "c", 2000);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:00+00,a,2 1970-01-01 00:00:00+00,c,1 "
                       "1970-01-01 00:00:10+00,b,40");
}

static void an_idle_window_of_a_lane_needs_no_memory(void)
{
    g_autoptr(Query) query = query_new(WINDOWED);
    size_t bytes_before;

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 50; i++)
        query_put(query, 0, "a", i * 10000);
    query_hand_over(query, 0, WATERMARK_NONE);
    bytes_before = visible_stats(query->visible).bytes;
    for (int i = 0; i < 40; i++) {
        query_put(query, 0, "a", 0);
        query_hand_over(query, 0, WATERMARK_NONE);
    }
    CU_ASSERT_TRUE(visible_stats(query->visible).bytes < bytes_before);
    CU_ASSERT_EQUAL(visible_stats(query->visible).groups, 50);
}

static void ties_between_windows_go_to_the_newest(void)
{
    g_autoptr(Query) query = query_new(WINDOWED "ORDER BY count(*) DESC LIMIT 3");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "b", 21000);
    query_put(query, 0, "a", 21000);
    query_put(query, 0, "a", 11000);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:20+00,a,1 1970-01-01 00:00:20+00,b,1 "
                       "1970-01-01 00:00:10+00,a,1");
}

static void a_record_without_a_time_is_in_no_window(void)
{
    g_autoptr(Query) query = query_new(WINDOWED);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", -1);
    query_show(query);
    QUERY_SHOWS(query, "");
}

static void a_window_end_alone_groups_by_the_window(void)
{
    g_autoptr(Query) query = query_new("SELECT window_end, count(*) FROM tumble(lines, interval "
                                       "'10 seconds') GROUP BY window_end ORDER BY window_end");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 1, "a", 2000);
    query_put(query, 1, "a", 12000);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:10+00,2 1970-01-01 00:00:20+00,1");
}

static void a_window_that_is_no_key_is_a_running_total(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT value, count(*) FROM tumble(lines, interval '10 seconds') GROUP BY value");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "a", 100000);
    query_hand_over(query, 0, 500 * SECOND);
    query_refresh(query);
    QUERY_SHOWS(query, "a,2");
    CU_ASSERT_EQUAL(visible_stats(query->visible).late, 0);
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, -1);
}

static void where_sees_records_and_rows(void)
{
    g_autoptr(Query) query =
        query_new("SELECT word, count(*) FROM lines, string_to_table(value, ' ') AS word "
                  "WHERE value LIKE 'x%' AND word <> 'x' GROUP BY word ORDER BY word");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "x a b a", 1);
    query_put(query, 0, "y a b a", 1);
    query_show(query);
    QUERY_SHOWS(query, "a,2 b,1");
}

static void an_error_of_a_row_is_said(void)
{
    g_autoptr(Query) query = query_new("SELECT sum(value::int) FROM lines");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "1", 1));
    CU_ASSERT_FALSE(query_put(query, 0, "one", 1));
    UNIT_FAILED_WITH(query->error, FAIL_DATA, "invalid input syntax");
}

static void text_states_are_freed_wherever_they_are(void)
{
    g_autoptr(Query) query =
        query_new("SELECT key, min(value), max(value) FROM lines GROUP BY key");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a text that is longer than a state", 1);
    query_hand_over(query, 0, WATERMARK_NONE);
    query_put(query, 0, "another text that is longer than a state", 1);
    query_hand_over(query, 0, WATERMARK_NONE);
    query_put(query, 0, "this one stays in the lane until the end", 1);
    CU_ASSERT_TRUE(query_refresh(query));
    QUERY_SHOWS(query, "NULL,a text that is longer than a state,"
                       "another text that is longer than a state");
}

UNIT_MAIN(
    "engine/visible", UNIT(an_idle_window_of_a_lane_needs_no_memory),
    UNIT(ties_between_windows_go_to_the_newest), UNIT(rows_of_two_lanes_are_one_group),
    UNIT(only_what_changed_goes_out), UNIT(a_row_that_leaves_the_limit_is_removed_and_comes_back),
    UNIT(having_decides_who_is_there), UNIT(an_offset_skips_the_first_rows),
    UNIT(a_null_key_is_a_group), UNIT(an_aggregate_over_nothing_is_one_row),
    UNIT(keys_of_several_types_are_told_apart), UNIT(ties_are_broken_by_the_key),
    UNIT(top_rows_equal_a_full_sort), UNIT(the_newest_window_comes_first),
    UNIT(without_order_the_newest_window_then_the_first_seen),
    UNIT(a_late_row_counts_and_is_reported), UNIT(one_microsecond_before_its_end_a_window_is_open),
    UNIT(forgotten_windows_leave_and_their_rows_are_dropped), UNIT(a_bounded_query_forgets_nothing),
    UNIT(a_lane_gives_up_an_idle_window_and_may_take_it_up_again),
    UNIT(a_record_without_a_time_is_in_no_window), UNIT(a_window_end_alone_groups_by_the_window),
    UNIT(a_window_that_is_no_key_is_a_running_total), UNIT(where_sees_records_and_rows),
    UNIT(an_error_of_a_row_is_said), UNIT(text_states_are_freed_wherever_they_are))
