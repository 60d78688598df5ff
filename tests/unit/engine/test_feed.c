/*
 * Feed: which rows a record becomes, and which times move the watermark. Method: records fed by
 * hand.
 */
#include "unit/engine/query.h"

#define SECOND INT64_C(1000000)

/* A record with a value and a time of a topic, for branches. */
typedef struct Put {
    const char *topic, *value, *key;
    int64_t timestamp_ms, received_ms;
    size_t branches[4], branches_len;
} Put;

static bool put(Query *query, const Put *what, int64_t *ret_event_us)
{
    Record record = {.value = span_of(what->value),
                     .key = what->key == NULL ? span_make(NULL, 0) : span_of(what->key),
                     .timestamp_ms = what->timestamp_ms,
                     .offset = query->offsets++};
    FeedPlace place = {what->topic, 0, 3, what->received_ms, what->branches, what->branches_len};

    return feed_record(query->lanes[0], &record, &place, ret_event_us, &query->error);
}

/* ---- rows that fail ---- */

static Query *query_that_skips(const char *statement)
{
    QuerySetup setup = {.statement = statement,
                        .settings = "",
                        .rows_max = 1000,
                        .windows_retain = 100,
                        .skips = true};

    return query_open(&setup);
}

static void rows_that_fail_are_left_out_and_counted(void)
{
    g_autoptr(Query) query = query_that_skips("SELECT 10 / value::int FROM lines");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "5", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "0", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "five", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "2", 1));
    UNIT_REQUIRE(feed_flush(query->lanes[0], NULL));
    feed_hand_over(query->lanes[0], query->deltas[0]);
    CU_ASSERT_EQUAL(query->deltas[0]->skipped, 2);
    UNIT_EQUALS_TEXT(query->deltas[0]->skipped_text, "division by zero");
    UNIT_REQUIRE(visible_add(query->visible, query->deltas[0], WATERMARK_NONE, NULL));
    delta_clear(query->deltas[0]);
    CU_ASSERT_TRUE(query_put(query, 0, "1", 1));
    UNIT_REQUIRE(feed_flush(query->lanes[0], NULL));
    feed_hand_over(query->lanes[0], query->deltas[0]);
    CU_ASSERT_EQUAL(query->deltas[0]->skipped, 0);
    CU_ASSERT_PTR_NULL(query->deltas[0]->skipped_text);
    UNIT_REQUIRE(visible_add(query->visible, query->deltas[0], WATERMARK_NONE, NULL));
    query_refresh(query);
    QUERY_SHOWS(query, "10 5 2");
}

/* Where a row fails, it ends; those beside it go on. */
static void a_row_that_fails_leaves_the_other_rows_of_its_record(void)
{
    static const char *const statements[] = {
        "SELECT word::int AS n FROM lines, string_to_table(value, ' ') AS word ORDER BY n",
        "SELECT n FROM (SELECT word::int AS n FROM lines, string_to_table(value, ' ') AS word) AS "
        "numbers ORDER BY n",
        "SELECT word::int AS n, count(*) * 0 AS nothing FROM lines, string_to_table(value, ' ') AS "
        "word GROUP BY word::int ORDER BY n",
        "SELECT word::int AS n FROM lines, string_to_table(value, ' ') AS word WHERE word::int > 0 "
        "ORDER BY n",
    };
    static const char *const wanted[] = {"1 2 3 4", "1 2 3 4", "1,0 2,0 3,0 4,0", "1 2 3 4"};

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_autoptr(Query) query = query_that_skips(statements[i]);

        UNIT_REQUIRE(query->plan != NULL);
        CU_ASSERT_TRUE(query_put(query, 0, "1 one 2", 1));
        CU_ASSERT_TRUE(query_put(query, 0, "two", 1));
        CU_ASSERT_TRUE(query_put(query, 0, "3 three three 4", 1));
        query_show(query);
        QUERY_SHOWS(query, wanted[i]);
    }
}

/* Also where it fails is the argument of an aggregate: it counts in none of them, and makes no
 * group. */
static void a_row_that_fails_counts_in_no_aggregate(void)
{
    static const char *const statements[] = {
        "SELECT count(*), count(value), sum(10 / value::int) FROM lines",
        "SELECT value, count(*), sum(10 / value::int) FROM lines GROUP BY value ORDER BY value",
        "SELECT count(*), array_agg(value), count(*) FILTER (WHERE 10 / value::int > 0) FROM lines",
    };
    static const char *const wanted[] = {"2,2,7", "2,1,5 5,1,2", "2,{5,2},2"};

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_autoptr(Query) query = query_that_skips(statements[i]);

        UNIT_REQUIRE(query->plan != NULL);
        CU_ASSERT_TRUE(query_put(query, 0, "5", 1));
        CU_ASSERT_TRUE(query_put(query, 0, "0", 1));
        CU_ASSERT_TRUE(query_put(query, 0, "2", 1));
        query_show(query);
        QUERY_SHOWS(query, wanted[i]);
    }
}

/* What a state has is counted off before a row is added, and on again also when it is refused. */
static void rows_that_fail_do_not_change_what_memory_counts(void)
{
    g_autoptr(Query) query = query_that_skips("SELECT length(array_agg(10 / value::int)::text), "
                                              "count(*) FROM lines");

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 3000; i++)
        CU_ASSERT_TRUE(query_put(query, 0, "5", 1));
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(query_put(query, 0, "0", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "5", 1));
    CU_ASSERT_TRUE(query_show(query));
    QUERY_SHOWS(query, "6003,3001");
}

static void without_skipping_the_first_row_that_fails_is_an_error(void)
{
    g_autoptr(Query) query =
        query_new("SELECT word::int FROM lines, string_to_table(value, ' ') AS word");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "1 2", 1));
    CU_ASSERT_FALSE(query_put(query, 0, "1 one", 1));
    UNIT_FAILED_WITH(query->error, FAIL_DATA, "\"one\"");
}

static void a_value_may_be_read_as_bytes(void)
{
    g_autoptr(Query) query = query_new("SELECT value, length(value) FROM topic('lines', format => "
                                       "'bytes') ORDER BY value");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "\xff\x01", 1));
    CU_ASSERT_TRUE(query_put(query, 1, "", 1));
    CU_ASSERT_TRUE(query_put(query, 1, "a", 1));
    query_show(query);
    QUERY_SHOWS(query, "\\x,0 \\x61,1 \\xff01,2");
}

static void a_key_may_be_read_as_bytes(void)
{
    g_autoptr(Query) query = query_new("SELECT key, length(key), value FROM topic('lines', "
                                       "key_format => 'bytes')");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "a", 1));
    query_show(query);
    QUERY_SHOWS(query, "NULL,NULL,a");
}

/* ---- one record, more rows than anybody waits for ---- */

#define MANY "lines, generate_series(1, 1000000000000) AS n"

static void a_limit_ends_the_rows_of_a_record(void)
{
    g_autoptr(Query) query = query_new("SELECT n FROM " MANY " LIMIT 3");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "a", 1));
    query_show(query);
    QUERY_SHOWS(query, "1 2 3");
}

static void rows_beyond_the_limit_of_a_query_in_from_are_not_kept(void)
{
    g_autoptr(Query) query =
        query_new("SELECT count(*), max(n) FROM (SELECT n FROM " MANY " LIMIT 3 OFFSET 1) AS few");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "a", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "b", 1));
    query_show(query);
    QUERY_SHOWS(query, "3,4");
}

static void rows_that_fail_are_none_of_the_limit(void)
{
    g_autoptr(Query) query = query_that_skips(
        "SELECT sum(n) FROM (SELECT value::int AS n FROM lines LIMIT 2) AS numbers");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(query_put(query, 0, "one", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "5", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "two", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "2", 1));
    CU_ASSERT_TRUE(query_put(query, 0, "8", 1));
    query_show(query);
    QUERY_SHOWS(query, "7");
}

static void a_stop_ends_the_rows_of_a_record(void)
{
    static const char *const statements[] = {
        "SELECT n FROM " MANY " WHERE n < 0",
        "SELECT count(*) FROM " MANY,
        "SELECT n % 2, count(*) FROM " MANY " GROUP BY n % 2",
        "SELECT n FROM " MANY " ORDER BY n LIMIT 3",
    };
    atomic_bool stop = true;

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        QuerySetup setup = {.statement = statements[i],
                            .settings = "",
                            .rows_max = 1000,
                            .windows_retain = 100,
                            .stop = &stop};
        g_autoptr(Query) query = query_open(&setup);

        UNIT_REQUIRE(query->plan != NULL);
        CU_ASSERT_TRUE(query_put(query, 0, "a", 1));
    }
}

static void rows_of_a_record_have_the_querys_memory(void)
{
    g_autoptr(Query) query = query_new_with("SELECT n FROM " MANY, "until=now", 1000, 100, true);

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_FALSE(query_put(query, 0, "a", 1));
    UNIT_FAILED_WITH(query->error, FAIL_LIMIT, "memory_max");
}

/* ---- branches ---- */

static void a_record_goes_to_the_branches_that_read_its_topic(void)
{
    g_autoptr(Query) query =
        query_new("SELECT 'a', value FROM lines WHERE value <> 'x' UNION ALL SELECT 'b', key FROM "
                  "clicks UNION ALL SELECT 'c', upper(value) FROM lines ORDER BY 1, 2");
    static const Put puts[] = {
        {"lines",  "one", "k1", 1, 1, {0, 2}, 2},
        {"clicks", "two", "k2", 1, 1, {1},    1},
        {"lines",  "x",   "k3", 1, 1, {0, 2}, 2},
    };
    int64_t event_us;

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_EQUAL(query->plan->branches_len, 3);
    for (size_t i = 0; i < G_N_ELEMENTS(puts); i++)
        CU_ASSERT_TRUE(put(query, &puts[i], &event_us));
    query_show(query);
    QUERY_SHOWS(query, "a,one b,k2 c,ONE c,X");
}

static void branches_count_into_the_same_groups(void)
{
    g_autoptr(Query) query =
        query_new("SELECT t, count(*) FROM (SELECT value AS t FROM lines UNION "
                  "ALL SELECT key FROM clicks) AS t2 GROUP BY t ORDER BY t");
    static const Put puts[] = {
        {"lines",  "a", "b", 1, 1, {0}, 1},
        {"clicks", "a", "b", 1, 1, {1}, 1},
        {"clicks", "b", "a", 1, 1, {1}, 1},
    };
    int64_t event_us;

    UNIT_REQUIRE(query->plan != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(puts); i++)
        CU_ASSERT_TRUE(put(query, &puts[i], &event_us));
    query_show(query);
    QUERY_SHOWS(query, "a,2 b,1");
}

static void bounds_by_time_are_those_of_a_branch(void)
{
    g_autoptr(Query) query =
        query_new("SELECT 'a', value FROM topic('lines', since => '1970-01-01 00:00:02+00') UNION "
                  "ALL SELECT 'b', value FROM topic('clicks', until => '1970-01-01 00:00:02+00') "
                  "ORDER BY 1, 2");
    static const char *const values[] = {"none", "1", "2", "3"};
    static const int64_t times_ms[] = {-1, 1999, 2000, 2001};
    int64_t event_us;

    UNIT_REQUIRE(query->plan != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        Put what = {
            "", values[i], NULL, times_ms[i], 5000, {0, 1},
                 2
        };

        CU_ASSERT_TRUE(put(query, &what, &event_us));
    }
    query_show(query);
    QUERY_SHOWS(query, "a,2 a,3 b,1");
}

/* ---- event times ---- */

#define BY_WINDOW(window) "SELECT window_start, count(*) FROM " window " GROUP BY window_start"

/* The event time of one record in windows over @rows. */
static int64_t event_time(const char *rows, const char *value, int64_t timestamp_ms)
{
    g_autofree char *statement = g_strdup_printf(
        "SELECT window_start, count(*) FROM tumble(%s, interval '7 days') GROUP BY 1", rows);
    QuerySetup setup = {statement, "", 1000, 100, false, false, 3600 * SECOND, NULL};
    g_autoptr(Query) query = query_open(&setup);
    Put what = {"lines", value, NULL, timestamp_ms, 5000, {0}, 1};
    int64_t event_us = 77;

    UNIT_CHECK(query->plan != NULL && put(query, &what, &event_us), statement);
    return event_us;
}

static void the_event_time_is_what_the_window_is_of(void)
{
    static const struct {
        const char *rows, *value;
        int64_t timestamp_ms, event_us;
    } cases[] = {
        {"lines",                                  "x",                        4000, 4 * SECOND     },
        {"lines",                                  "x",                        -1,   WATERMARK_NONE },
        {"lines, value::timestamptz",              "1970-01-01 00:00:07.5+00", 4000, 7500000        },
        {"lines, value::timestamptz",              "1969-12-31 23:59:59+00",   4000, -SECOND        },
        {"lines, value::timestamptz",              "infinity",                 4000, WATERMARK_NONE },
        {"lines, nullif(value, '')::timestamptz",  "",                         4000, WATERMARK_NONE },
        {"lines, value::timestamp",                "1970-01-01 00:00:03",      4000, 3 * SECOND     },
        {"lines, value::timestamp",                "-infinity",                4000, WATERMARK_NONE },
        {"lines, value::date",                     "1969-12-31",               4000, -86400 * SECOND},
        {"lines, value::date",                     "infinity",                 4000, WATERMARK_NONE },
        {"(SELECT key, \"timestamp\" FROM lines)", "x",                        4000, 4 * SECOND     },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        UNIT_CHECK(event_time(cases[i].rows, cases[i].value, cases[i].timestamp_ms) ==
                       cases[i].event_us,
                   cases[i].rows);
}

static void of_several_rows_the_greatest_time_counts(void)
{
    CU_ASSERT_EQUAL(event_time("(SELECT word::timestamptz AS at FROM lines, string_to_table(value, "
                               "',') AS word), at",
                               "1970-01-01 00:00:01+00,1970-01-01 00:00:08+00,"
                               "1970-01-01 00:00:03+00",
                               4000),
                    8 * SECOND);
}

/* Time also goes on by rows that WHERE leaves out. */
static void rows_that_are_not_wanted_have_a_time_too(void)
{
    static const char *const statements[] = {
        BY_WINDOW("tumble(lines, interval '10 s') WHERE value = 'no'"),
        BY_WINDOW("tumble(lines, key::timestamptz, interval '10 s') WHERE value = 'no'"),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        QuerySetup setup = {statements[i], "", 1000, 100, false, false, 3600 * SECOND, NULL};
        g_autoptr(Query) query = query_open(&setup);
        Put what = {"lines", "yes", "1970-01-01 00:00:04+00", 4000, 5000, {0}, 1};
        int64_t event_us;

        UNIT_REQUIRE(query->plan != NULL);
        CU_ASSERT_TRUE(put(query, &what, &event_us));
        CU_ASSERT_EQUAL(event_us, 4 * SECOND);
        CU_ASSERT_FALSE(feed_has_changes(query->lanes[0]));
    }
}

static void times_too_far_ahead_count_but_do_not_move_the_watermark(void)
{
    static const char *const statements[] = {
        BY_WINDOW("tumble(lines, interval '10 s')") " ORDER BY 1",
        BY_WINDOW("tumble(lines, value::timestamptz, interval '10 s')") " ORDER BY 1",
    };
    static const struct {
        const char *value;
        int64_t timestamp_ms, event_us;
    } puts[] = {
        {"1970-01-01 00:01:05+00",     65000, 65 * SECOND   }, /* received at 5 s, and a minute */
        {"1970-01-01 00:01:05.001+00", 65001, WATERMARK_NONE},
        {"1970-01-01 00:00:01+00",     1000,  SECOND        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        QuerySetup setup = {statements[i], "", 1000, 100, false, false, 60 * SECOND, NULL};
        g_autoptr(Query) query = query_open(&setup);

        UNIT_REQUIRE(query->plan != NULL);
        for (size_t k = 0; k < G_N_ELEMENTS(puts); k++) {
            Put what = {"lines", puts[k].value, NULL, puts[k].timestamp_ms, 5000, {0}, 1};
            int64_t event_us;

            CU_ASSERT_TRUE(put(query, &what, &event_us));
            CU_ASSERT_EQUAL(event_us, puts[k].event_us);
        }
        UNIT_REQUIRE(feed_flush(query->lanes[0], NULL));
        feed_hand_over(query->lanes[0], query->deltas[0]);
        CU_ASSERT_EQUAL(query->deltas[0]->ahead, 1);
        visible_add(query->visible, query->deltas[0], WATERMARK_NONE, NULL);
        query_refresh(query);
        QUERY_SHOWS(query, "1970-01-01 00:00:00+00,1 1970-01-01 00:01:00+00,2");
    }
}

/* ---- columns that steps make ---- */

static void windows_over_dates_are_dates(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT window_start, window_end, count(*) FROM tumble(lines, value::date, interval '7 "
        "days', shift => interval '4 days') GROUP BY 1, 2 ORDER BY 1");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "1969-12-29", 1); /* a Monday, as all starts then are */
    query_put(query, 0, "1970-01-04", 1);
    query_put(query, 0, "1970-01-05", 1);
    query_put(query, 0, "1969-12-28", 1);
    query_show(query);
    QUERY_SHOWS(query, "1969-12-22,1969-12-29,1 1969-12-29,1970-01-05,2 1970-01-05,1970-01-12,1");
}

static void hops_over_a_timestamp_without_zone_are_such(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT window_start, value FROM hop(lines, value::timestamp, interval '5 s', interval '10 "
        "s') ORDER BY window_start, value");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "1970-01-01 00:00:07", 1);
    query_show(query);
    QUERY_SHOWS(query, "1970-01-01 00:00:00,1970-01-01 00:00:07 "
                       "1970-01-01 00:00:05,1970-01-01 00:00:07");
}

static void ordinality_numbers_the_rows_of_each_call(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT value, word, n FROM lines, string_to_table(value, ' ') WITH ORDINALITY AS w(word, "
        "n) ORDER BY value, n");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "b a", 1);
    query_put(query, 0, "c", 1);
    query_show(query);
    QUERY_SHOWS(query, "b a,b,1 b a,a,2 c,c,1");
}

/* A function gives its rows in parts; the numbers go on. */
static void ordinality_goes_on_over_many_rows(void)
{
    g_autoptr(Query) query = query_new("SELECT count(*), min(n), max(n), sum(n) FROM "
                                       "lines, string_to_table(value, ',') WITH ORDINALITY AS w(a, "
                                       "n)");
    g_autofree char *value = g_strnfill(999, ',');

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, value, 1);
    query_show(query);
    QUERY_SHOWS(query, "1000,1,1000,500500");
}

static void constant_rows_meet_every_row(void)
{
    g_autoptr(Query) query =
        query_new("SELECT value, a, b FROM lines, (VALUES (1, 'x'), (2, NULL)) AS v(a, b) ORDER BY "
                  "value, a");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "m", 1);
    query_put(query, 0, "n", 1);
    query_show(query);
    QUERY_SHOWS(query, "m,1,x m,2,NULL n,1,x n,2,NULL");
}

static void branches_without_a_topic_give_their_rows_once(void)
{
    g_autoptr(Query) query =
        query_new("SELECT value FROM lines UNION ALL VALUES ('v'), ('w') UNION "
                  "ALL SELECT 'u' ORDER BY 1");

    UNIT_REQUIRE(query->plan != NULL);
    CU_ASSERT_TRUE(feed_nothing(query->lanes[0], NULL));
    query_put(query, 0, "x", 1);
    query_show(query);
    QUERY_SHOWS(query, "u v w x");
}

UNIT_MAIN("engine/feed", UNIT(rows_that_fail_are_left_out_and_counted),
          UNIT(a_row_that_fails_leaves_the_other_rows_of_its_record),
          UNIT(a_row_that_fails_counts_in_no_aggregate),
          UNIT(rows_that_fail_do_not_change_what_memory_counts),
          UNIT(without_skipping_the_first_row_that_fails_is_an_error),
          UNIT(a_value_may_be_read_as_bytes), UNIT(a_key_may_be_read_as_bytes),
          UNIT(a_limit_ends_the_rows_of_a_record), UNIT(a_stop_ends_the_rows_of_a_record),
          UNIT(rows_of_a_record_have_the_querys_memory),
          UNIT(rows_beyond_the_limit_of_a_query_in_from_are_not_kept),
          UNIT(rows_that_fail_are_none_of_the_limit),
          UNIT(a_record_goes_to_the_branches_that_read_its_topic),
          UNIT(branches_count_into_the_same_groups), UNIT(bounds_by_time_are_those_of_a_branch),
          UNIT(the_event_time_is_what_the_window_is_of),
          UNIT(of_several_rows_the_greatest_time_counts),
          UNIT(rows_that_are_not_wanted_have_a_time_too),
          UNIT(times_too_far_ahead_count_but_do_not_move_the_watermark),

          UNIT(windows_over_dates_are_dates), UNIT(hops_over_a_timestamp_without_zone_are_such),
          UNIT(ordinality_numbers_the_rows_of_each_call), UNIT(ordinality_goes_on_over_many_rows),
          UNIT(constant_rows_meet_every_row), UNIT(branches_without_a_topic_give_their_rows_once))
