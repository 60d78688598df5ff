/*
 * Queries without groups: the newest rows, the first ones, the top ones, and rows that stream.
 * Method: two lanes that are fed by hand.
 */
#include "unit/engine/query.h"

static void put_numbers(Query *query, int lane, int from, int to)
{
    for (int i = from; i < to; i++) {
        g_autofree char *value = g_strdup_printf("%d", i);

        query_put(query, lane, value, 1); /* rows are copied at once */
    }
}

static void the_newest_row_is_the_first(void)
{
    g_autoptr(Query) query = query_new_with("SELECT value FROM lines", "", 3, 100, false);

    UNIT_REQUIRE(query->plan != NULL);
    put_numbers(query, 0, 0, 2);
    query_show(query);
    QUERY_SHOWS(query, "1 0");
    put_numbers(query, 0, 2, 5);
    query_show(query);
    QUERY_SHOWS(query, "4 3 2");
    CU_ASSERT_EQUAL(event_table_total(query->table), 5);
    CU_ASSERT_EQUAL(query->set, 5);
    CU_ASSERT_EQUAL(query->removed, 2);
}

static void what_could_not_be_seen_is_not_handed_over(void)
{
    g_autoptr(Query) query = query_new_with("SELECT value FROM lines", "", 3, 100, false);

    UNIT_REQUIRE(query->plan != NULL);
    put_numbers(query, 0, 0, 100000);
    feed_hand_over(query->lanes[0], query->deltas[0]);
    CU_ASSERT_TRUE(rows_len(query->deltas[0]->rows) < 5000);
    visible_add(query->visible, query->deltas[0], WATERMARK_NONE, NULL);
    delta_clear(query->deltas[0]);
    query_refresh(query);
    QUERY_SHOWS(query, "99999 99998 99997");
    CU_ASSERT_EQUAL(event_table_total(query->table), 100000);
}

static void a_limit_takes_the_first_rows_and_is_complete(void)
{
    g_autoptr(Query) query =
        query_new("SELECT value FROM lines WHERE value <> '3' LIMIT 3 OFFSET 1");

    UNIT_REQUIRE(query->plan != NULL);
    put_numbers(query, 0, 0, 3);
    query_show(query);
    QUERY_SHOWS(query, "1 2");
    CU_ASSERT_FALSE(visible_is_complete(query->visible));
    put_numbers(query, 1, 3, 9);
    query_show(query);
    QUERY_SHOWS(query, "1 2 4");
    CU_ASSERT_TRUE(visible_is_complete(query->visible));
    CU_ASSERT_EQUAL(event_table_total(query->table), 3);
}

static void an_order_keeps_the_top_rows(void)
{
    g_autoptr(Query) query =
        query_new("SELECT value FROM lines ORDER BY length(value), value DESC LIMIT 4 OFFSET 1");

    UNIT_REQUIRE(query->plan != NULL);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 1000; i++) {
            g_autofree char *value = g_strdup_printf("%d", (i * 7919 + round * 31) % 1000);

            query_put(query, i % 2, value, 1);
        }
        query_show(query);
    }
    QUERY_SHOWS(query, "9 9 9 9");
    query_put(query, 0, "", 1); /* the very first of all pushes one of the others out of OFFSET */
    query_put(query, 0, "9.", 1);
    query_show(query);
    QUERY_SHOWS(query, "9 9 9 9");
    CU_ASSERT_EQUAL(event_table_total(query->table), 4);
}

static void values_of_all_types_survive_the_way(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT value, \"offset\", \"timestamp\", \"partition\", \"offset\" * 0.5::float8, "
        "true, interval '1 day 25 hours', NULL::text, 12345678901234567890::numeric "
        "FROM lines ORDER BY \"offset\" DESC, \"timestamp\", interval '1 day'");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1500);
    query_put(query, 1, "longer than it was", -1);
    query_show(query);
    QUERY_SHOWS(query,
                "longer than it was,1,NULL,3,0.5,t,1 day 25:00:00,NULL,12345678901234567890 "
                "a,0,1970-01-01 00:00:01.5+00,3,0,t,1 day 25:00:00,NULL,12345678901234567890");
}

static void streamed_rows_go_out_once_in_order(void)
{
    g_autoptr(Query) query = query_new_with("SELECT value FROM lines", "", 2, 100, true);

    UNIT_REQUIRE(query->plan != NULL);
    put_numbers(query, 0, 0, 5);
    query_show(query);
    put_numbers(query, 0, 5, 7);
    query_show(query);
    UNIT_EQUALS_TEXT(query->streamed->str, "0;1;2;3;4;5;6;");
    CU_ASSERT_TRUE(visible_streams(query->visible));
    CU_ASSERT_TRUE(visible_stats(query->visible).bytes < 10000);
}

static void streamed_rows_keep_to_limit_and_offset(void)
{
    g_autoptr(Query) query =
        query_new_with("SELECT value FROM lines LIMIT 3 OFFSET 2", "", 2, 100, true);

    UNIT_REQUIRE(query->plan != NULL);
    put_numbers(query, 0, 0, 3);
    query_show(query);
    CU_ASSERT_FALSE(visible_is_complete(query->visible));
    put_numbers(query, 0, 3, 9);
    query_show(query);
    CU_ASSERT_TRUE(visible_is_complete(query->visible));
    UNIT_EQUALS_TEXT(query->streamed->str, "2;3;4;");
}

static void a_large_stream_is_cut_into_events(void)
{
    g_autoptr(Query) query = query_new_with("SELECT value FROM lines", "", 0, 100, true);
    g_autofree char *value = g_strnfill(100000, 'x');

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 50; i++)
        query_put(query, 0, value, 1);
    query_show(query);
    CU_ASSERT_EQUAL(query->set, 50);
    CU_ASSERT_TRUE(query->rows_events >= 3);
}

static void a_large_table_is_one_change_of_several_events(void)
{
    g_autoptr(Query) query = query_new_with("SELECT value FROM lines", "", 100, 100, false);
    g_autofree char *value = g_strnfill(60000, 'x');

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 100; i++)
        query_put(query, 0, value, 1);
    query_show(query);
    CU_ASSERT_EQUAL(event_table_len(query->table), 100);
    CU_ASSERT_TRUE(query->rows_events >= 3);
}

static void long_cells_of_a_tail_are_cut_at_a_character(void)
{
    g_autoptr(Query) query = query_new_with("SELECT value FROM lines", "", 100, 100, false);
    g_autoptr(GString) value = g_string_new("a");

    UNIT_REQUIRE(query->plan != NULL);
    while (value->len < 200000)
        g_string_append(value, "\xc3\xa9");
    query_put(query, 0, value->str, 1);
    query_show(query);
    UNIT_REQUIRE(event_table_len(query->table) == 1);
    CU_ASSERT_TRUE(g_utf8_validate(event_table_row(query->table, 0)[0], -1, NULL));
    CU_ASSERT_TRUE(strlen(event_table_row(query->table, 0)[0]) < 70000);
}

static void invalid_utf8_is_replaced(void)
{
    g_autoptr(Query) query = query_new("SELECT value, length(value) FROM lines");

    UNIT_REQUIRE(query->plan != NULL);
    query_put_bytes(query, 0, span_make("a\xff\0b", 4), 1);
    query_show(query);
    QUERY_SHOWS(query, "a\xef\xbf\xbd\xef\xbf\xbd"
                       "b,4");
}

/* A text is cut at the beginning of a character; bytes have none, whatever they are. */
static void long_bytes_are_cut_wherever_it_is(void)
{
    g_autoptr(Query) query =
        query_new_with("SELECT decode(value, 'hex') FROM lines", "", 3, 100, false);
    g_autoptr(GString) hex = g_string_new(NULL);

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < EVENT_CELL_BYTES_MAX + 100; i++)
        g_string_append(hex, "80");
    CU_ASSERT_TRUE(query_put(query, 0, hex->str, 1));
    CU_ASSERT_TRUE(query_show(query));
    CU_ASSERT_EQUAL(event_table_len(query->table), 1);
    CU_ASSERT_TRUE(g_str_has_prefix(event_table_row(query->table, 0)[0], "\\x8080"));
}

UNIT_MAIN("engine/tail", UNIT(the_newest_row_is_the_first),
          UNIT(what_could_not_be_seen_is_not_handed_over),
          UNIT(a_limit_takes_the_first_rows_and_is_complete), UNIT(an_order_keeps_the_top_rows),
          UNIT(values_of_all_types_survive_the_way), UNIT(streamed_rows_go_out_once_in_order),
          UNIT(streamed_rows_keep_to_limit_and_offset), UNIT(a_large_stream_is_cut_into_events),
          UNIT(a_large_table_is_one_change_of_several_events),
          UNIT(long_cells_of_a_tail_are_cut_at_a_character), UNIT(invalid_utf8_is_replaced),
          UNIT(long_bytes_are_cut_wherever_it_is))
