/*
 * Merge: windows that overlap, what is late or forgotten, and emit=final. Method: lanes that are
 * fed by hand, and a watermark that is told; windows that are spread from slices are compared with
 * the same query over a row for each window.
 */
#include "lib/seed.h"
#include "unit/engine/query.h"

#define SECOND INT64_C(1000000)
#define HOP "hop(lines, interval '5 s', interval '10 s')"
#define CUMULATE "cumulate(lines, interval '5 s', interval '15 s')"
#define COUNTED                                                                                    \
    "SELECT extract(epoch FROM window_start)::int AS a, extract(epoch FROM window_end)::int AS "   \
    "z, "                                                                                          \
    "value, count(*) FROM "
#define BY_BOTH " GROUP BY window_start, window_end, value ORDER BY a, z, value"

/* ---- windows that overlap ---- */

static void a_row_counts_in_every_window_that_covers_it(void)
{
    static const struct {
        const char *statement, *rows;
    } cases[] = {
        {COUNTED HOP BY_BOTH,      "-5,5,a,1 0,10,a,2 5,15,a,2 5,15,b,1 10,20,a,1 10,20,b,1"},
        {COUNTED CUMULATE BY_BOTH, "0,5,a,1 0,10,a,2 0,15,a,3 0,15,b,1"                     },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Query) query = query_new(cases[i].statement);

        UNIT_REQUIRE(query->plan != NULL);
        CU_ASSERT_TRUE(query->shape.is_spread);
        query_put(query, 0, "a", 1000);
        query_put(query, 1, "a", 7000);
        query_put(query, 1, "b", 10000);
        query_put(query, 0, "a", 14999);
        CU_ASSERT_TRUE(query_show(query));
        QUERY_SHOWS(query, cases[i].rows);
    }
}

/* Queries that must be the same over slices and over a row for each window: the condition that is
 * always true reads the window, and so forbids slices. */
#define AGGREGATES                                                                                 \
    "count(*) %s, sum(\"offset\") %s, min(value) %s, max(value) %s, avg(length(value)) %s, "       \
    "count(key) %s"

static void spread_slices_give_what_a_row_for_each_window_gives(void)
{
    static const char *const windows[] = {
        "hop(lines, interval '3 s', interval '10 s')",
        "hop(lines, interval '4 s', interval '12 s', shift => interval '1 s')",
        "hop(lines, interval '7 s', interval '8 s')",
        "cumulate(lines, interval '2 s', interval '12 s', shift => interval '5 s')",
        "tumble(lines, interval '9 s', shift => interval '8 s')",
    };
    static const char *const keys[] = {"", ", value", ", length(value)"};
    const char *filter = "FILTER (WHERE window_start < window_end)";
    g_autoptr(GRand) random = seed_random();

    for (size_t i = 0; i < G_N_ELEMENTS(windows) * G_N_ELEMENTS(keys); i++) {
        const char *key = keys[i % G_N_ELEMENTS(keys)];
        g_autofree char *form =
            g_strdup_printf("SELECT window_start, window_end%s, " AGGREGATES
                            " FROM %s GROUP BY window_start, window_end%s "
                            "ORDER BY window_start, window_end%s",
                            key, "", "", "", "", "", "", windows[i / G_N_ELEMENTS(keys)], key, key);
        g_autofree char *row_form =
            g_strdup_printf("SELECT window_start, window_end%s, " AGGREGATES
                            " FROM %s GROUP BY window_start, window_end%s "
                            "ORDER BY window_start, window_end%s",
                            key, filter, filter, filter, filter, filter, filter,
                            windows[i / G_N_ELEMENTS(keys)], key, key);
        g_autoptr(Query) sliced = query_new_with(form, "", 0, 100, false);
        g_autoptr(Query) by_row = query_new_with(row_form, "", 0, 100, false);

        UNIT_REQUIRE(sliced->plan != NULL && by_row->plan != NULL);
        CU_ASSERT_TRUE(sliced->plan->is_sliced && !by_row->plan->is_sliced);
        for (int round = 0; round < 4; round++) {
            char values[60][8];
            g_autofree char *wanted = NULL;

            for (int k = 0; k < 60; k++) {
                int lane = g_rand_int_range(random, 0, QUERY_LANES);
                int64_t time_ms = g_rand_int_range(random, 0, 40000);

                g_snprintf(values[k], sizeof(values[k]), "%d", g_rand_int_range(random, 0, 120));
                query_put(sliced, lane, values[k], time_ms);
                query_put(by_row, lane, values[k], time_ms);
            }
            CU_ASSERT_TRUE(query_show(sliced) && query_show(by_row));
            wanted = query_text(by_row);
            QUERY_SHOWS(sliced, wanted);
        }
    }
}

/* Windows of cumulate that begin together are told apart by their ends. */
static void a_key_that_does_not_tell_windows_apart_adds_them_up(void)
{
    static const struct {
        const char *statement, *rows;
    } cases[] = {
        {"SELECT extract(epoch FROM window_start)::int, count(*) FROM " CUMULATE
         " GROUP BY window_start ORDER BY 1", "0,5 15,3"                    },
        {"SELECT extract(epoch FROM window_end)::int, count(*) FROM " CUMULATE
         " GROUP BY window_end ORDER BY 1",   "5,1 10,2 15,2 20,1 25,1 30,1"},
        {"SELECT extract(epoch FROM window_start)::int, count(*) FROM " HOP
         " GROUP BY window_start ORDER BY 1", "-5,1 0,2 5,1 10,1 15,1"      },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Query) query = query_new(cases[i].statement);

        UNIT_REQUIRE(query->plan != NULL);
        query_put(query, 0, "a", 1000);
        query_put(query, 1, "a", 7000);
        query_put(query, 0, "a", 16000);
        query_show(query);
        QUERY_SHOWS(query, cases[i].rows);
    }
}

/* ---- late rows ---- */

static void a_late_row_counts_for_each_window_that_it_is_late_for(void)
{
    g_autoptr(Query) query = query_new(COUNTED HOP BY_BOTH);
    VisibleStats stats;

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 6 * SECOND));
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 1); /* [-5 5) has closed */
    query_put(query, 0, "a", 2000);
    query_put(query, 1, "b", 3000);
    query_put(query, 1, "b", 7000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, 6 * SECOND, 6 * SECOND));
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 6 * SECOND, 12 * SECOND));
    stats = visible_stats(query->visible);
    CU_ASSERT_EQUAL(stats.late, 2);
    CU_ASSERT_EQUAL(stats.dropped, 0);
    QUERY_SHOWS(query, "-5,5,a,2 -5,5,b,1 0,10,a,2 0,10,b,2 5,15,b,1");
    query_put(query, 1, "b", 4000); /* both of its windows have closed now */
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 12 * SECOND, 12 * SECOND));
    CU_ASSERT_EQUAL(visible_stats(query->visible).late, 4);
    QUERY_SHOWS(query, "-5,5,a,2 -5,5,b,2 0,10,a,2 0,10,b,3 5,15,b,1");
}

static void rows_of_forgotten_windows_are_dropped_for_these_only(void)
{
    g_autoptr(Query) query = query_new_with(COUNTED HOP BY_BOTH, "", 1000, 2, false);
    VisibleStats stats;

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "a", 11000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 16 * SECOND));
    /* [-5 5) and [0 10) are forgotten; [5 15), which is closed, and [10 20) stay */
    QUERY_SHOWS(query, "5,15,a,1 10,20,a,1");
    query_put(query, 0, "a", 6000);
    query_put(query, 1, "a", 7000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, 16 * SECOND, 16 * SECOND));
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 16 * SECOND, 16 * SECOND));
    QUERY_SHOWS(query, "5,15,a,3 10,20,a,1");
    stats = visible_stats(query->visible);
    CU_ASSERT_EQUAL(stats.late, 2);
    CU_ASSERT_EQUAL(stats.dropped, 2);
    CU_ASSERT_EQUAL(stats.groups, 2);
}

/* ---- emit=final ---- */

static void a_final_window_is_told_of_once_when_it_closes(void)
{
    g_autoptr(Query) query = query_new_with(COUNTED HOP BY_BOTH, "emit=final", 1000, 100, false);

    UNIT_REQUIRE(query->plan != NULL && query->plan->is_final);
    query_put(query, 0, "a", 6000);
    query_put(query, 1, "b", 12000);
    query_put(query, 1, "a", 8000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 7 * SECOND));
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 7 * SECOND, 10 * SECOND - 1));
    QUERY_SHOWS(query, "");
    CU_ASSERT_EQUAL(query->rows_events, 1); /* of no row, so that a reader knows */
    visible_advance(query->visible, 10 * SECOND);
    CU_ASSERT_TRUE(visible_has_news(query->visible));
    query_refresh(query);
    QUERY_SHOWS(query, "0,10,a,2");
    CU_ASSERT_EQUAL(event_table_total(query->table), 1);
    query_put(query, 0, "b", 14000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, 10 * SECOND, 14 * SECOND));
    QUERY_SHOWS(query, "0,10,a,2");
    visible_advance(query->visible, 16 * SECOND);
    query_refresh(query);
    QUERY_SHOWS(query, "0,10,a,2 5,15,a,2 5,15,b,2");
    CU_ASSERT_EQUAL(query->set, 3);
    CU_ASSERT_EQUAL(query->removed, 0);
}

static void late_rows_of_a_final_window_are_dropped_and_counted(void)
{
    g_autoptr(Query) query = query_new_with(COUNTED HOP BY_BOTH, "emit=final", 1000, 100, false);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 6000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 10 * SECOND));
    query_put(query, 0, "a", 7000); /* [0 10) is over, [5 15) is not */
    query_put(query, 1, "b", 7000);
    query_put(query, 1, "b", 1000); /* [-5 5) was never there */
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, 10 * SECOND, 10 * SECOND));
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 10 * SECOND, 15 * SECOND));
    QUERY_SHOWS(query, "0,10,a,1 5,15,a,2 5,15,b,1");
    CU_ASSERT_EQUAL(visible_stats(query->visible).dropped, 4);
    CU_ASSERT_EQUAL(visible_stats(query->visible).late, 0);
}

static void order_and_limit_are_of_closed_windows_only(void)
{
    g_autoptr(Query) query = query_new_with(
        "SELECT extract(epoch FROM window_start)::int, value, count(*) FROM tumble(lines, interval "
        "'10 s') GROUP BY window_start, value HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 2",
        "emit=final", 1000, 100, false);

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 9; i++)
        query_put(query, 0, i < 2 ? "a" : i < 5 ? "b" : i < 6 ? "c" : "d", i < 6 ? 5000 : 15000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 12 * SECOND));
    QUERY_SHOWS(query, "0,b,3 0,a,2");
    CU_ASSERT_EQUAL(event_table_total(query->table), 2);
    visible_advance(query->visible, 20 * SECOND);
    query_refresh(query);
    QUERY_SHOWS(query, "10,d,3 0,b,3");
}

/* Without windows there is one moment to close: the end. */
static void a_final_query_without_windows_is_told_of_at_its_end(void)
{
    static const char *const statements[] = {
        "SELECT value, count(*) FROM lines GROUP BY value ORDER BY value",
        "SELECT count(*) FROM lines",
    };
    static const char *const rows[] = {"a,1 b,1", "2"};

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_autoptr(Query) query =
            query_new_with(statements[i], "emit=final until=now", 1000, 100, false);

        UNIT_REQUIRE(query->plan != NULL);
        query_put(query, 0, "a", 1000);
        query_put(query, 1, "b", 1000);
        CU_ASSERT_TRUE(query_show(query));
        QUERY_SHOWS(query, "");
        visible_advance(query->visible, WATERMARK_END);
        query_refresh(query);
        QUERY_SHOWS(query, rows[i]);
    }
}

static void a_forgotten_final_window_leaves(void)
{
    g_autoptr(Query) query = query_new_with(COUNTED HOP BY_BOTH, "emit=final", 1000, 1, false);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 6000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 10 * SECOND));
    QUERY_SHOWS(query, ""); /* [5 15) is there and open: the newest one */
    visible_advance(query->visible, 15 * SECOND);
    query_refresh(query);
    QUERY_SHOWS(query, "5,15,a,1");
}

/* ---- groups that are there without a row ---- */

static void a_grand_total_is_there_without_any_row(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT key, value, count(*), grouping(key, value) FROM lines GROUP BY GROUPING SETS ((), "
        "(key), (value), ()) ORDER BY 4, 1, 2");

    UNIT_REQUIRE(query->plan != NULL);
    query_refresh(query);
    QUERY_SHOWS(query, "NULL,NULL,0,3 NULL,NULL,0,3");
    query_put(query, 0, "a", 1);
    query_put(query, 1, NULL, 1);
    query_show(query);
    QUERY_SHOWS(query, "NULL,NULL,2,1 NULL,a,1,2 NULL,NULL,1,2 NULL,NULL,2,3 NULL,NULL,2,3");
}

UNIT_MAIN("engine/merge", UNIT(a_row_counts_in_every_window_that_covers_it),
          UNIT(spread_slices_give_what_a_row_for_each_window_gives),
          UNIT(a_key_that_does_not_tell_windows_apart_adds_them_up),
          UNIT(a_late_row_counts_for_each_window_that_it_is_late_for),
          UNIT(rows_of_forgotten_windows_are_dropped_for_these_only),
          UNIT(a_final_window_is_told_of_once_when_it_closes),
          UNIT(late_rows_of_a_final_window_are_dropped_and_counted),
          UNIT(order_and_limit_are_of_closed_windows_only),
          UNIT(a_final_query_without_windows_is_told_of_at_its_end),
          UNIT(a_forgotten_final_window_leaves), UNIT(a_grand_total_is_there_without_any_row))
