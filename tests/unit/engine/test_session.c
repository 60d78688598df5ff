/*
 * Sessions: windows that grow and join while rows come in any order. Method: sessions found in
 * sorted times beside what two lanes hand over piece by piece; and late rows by hand.
 */
#include "lib/seed.h"
#include "unit/engine/query.h"

#define SECOND INT64_C(1000000)
#define EDGES                                                                                      \
    "SELECT (extract(epoch FROM window_start) * 1000)::bigint AS a, (extract(epoch FROM "          \
    "window_end) * 1000)::bigint AS z, value, count(*), sum(\"offset\"), min(\"offset\") FROM "
#define BY_VALUE                                                                                   \
    EDGES "session(lines, interval '1 second', by => value) GROUP BY window_start, window_end, "   \
          "value ORDER BY value, a"

/* ---- beside sorted times ---- */

enum { GAP_MS = 1000, VALUES = 4, ROUNDS = 10, PER_ROUND = 12, ROWS = ROUNDS * PER_ROUND };

typedef struct Row {
    const char *value;
    int64_t time_ms, offset;
} Row;

static int compare_rows(const void *a_at, const void *b_at)
{
    const Row *a = a_at, *b = b_at;

    return (a->time_ms > b->time_ms) - (a->time_ms < b->time_ms);
}

/* " start,end,value,count,sum,min" of the rows of @value among those of one session. */
static void write_group(GString *text, const Row *rows, size_t len, const char *value)
{
    int64_t count = 0, sum = 0, least = INT64_MAX;

    for (size_t i = 0; i < len; i++) {
        if (strcmp(rows[i].value, value) != 0)
            continue;
        count++;
        sum += rows[i].offset;
        least = MIN(least, rows[i].offset);
    }
    if (count > 0)
        g_string_append_printf(text,
                               "%s%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%s,%" G_GINT64_FORMAT
                               ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT,
                               text->len > 0 ? " " : "", rows[0].time_ms,
                               rows[len - 1].time_ms + GAP_MS, value, count, sum, least);
}

/* Groups of one value, in the sessions of rows that are in the order of time. */
static void write_sessions(GString *text, const Row *rows, size_t len, const char *value)
{
    size_t first = 0;

    for (size_t i = 1; i <= len; i++) {
        if (i < len && rows[i].time_ms - rows[i - 1].time_ms < GAP_MS)
            continue;
        write_group(text, rows + first, i - first, value);
        first = i;
    }
}

static size_t rows_of(const Row *rows, size_t len, const char *value, Row *ret_rows)
{
    size_t found = 0;

    for (size_t i = 0; i < len; i++) {
        if (value == NULL || strcmp(rows[i].value, value) == 0)
            ret_rows[found++] = rows[i];
    }
    qsort(ret_rows, found, sizeof(*ret_rows), compare_rows);
    return found;
}

/* (owned) @is_by: each value has sessions of its own */
static char *find_sessions(const Row *rows, size_t len, bool is_by)
{
    static const char *const values[VALUES] = {"a", "b", "c", "d"};
    GString *text = g_string_new(NULL);
    Row sorted[ROWS];

    for (int i = 0; i < VALUES; i++) {
        size_t found = rows_of(rows, len, is_by ? values[i] : NULL, sorted);

        write_sessions(text, sorted, found, values[i]);
    }
    return g_string_free(text, FALSE);
}

static void sessions_are_those_of_sorted_times(void)
{
    static const struct {
        const char *statement;
        bool is_by;
        int span_ms;
    } cases[] = {
        {BY_VALUE,                     true,  20000 },
        {BY_VALUE,                     true,  60000 },
        {EDGES "session(lines, interval '1 second') GROUP BY window_start, window_end, value ORDER "
               "BY value, a", false, 60000 },
        {EDGES "session(lines, interval '1 second') GROUP BY window_start, window_end, value ORDER "
               "BY value, a", false, 200000},
    };
    static const char *const values[VALUES] = {"a", "b", "c", "d"};
    g_autoptr(GRand) random = seed_random();

    for (size_t i = 0; i < 5 * G_N_ELEMENTS(cases); i++) {
        size_t which = i % G_N_ELEMENTS(cases);
        g_autoptr(Query) query = query_new_with(cases[which].statement, "", 0, 100, false);
        Row rows[ROWS];
        size_t len = 0;

        UNIT_REQUIRE(query->plan != NULL);
        for (int round = 0; round < ROUNDS; round++) {
            g_autofree char *wanted = NULL;

            for (int k = 0; k < PER_ROUND; k++) {
                int64_t time_ms = g_rand_int_range(random, 0, cases[which].span_ms) / 500 * 500;
                Row row = {values[g_rand_int_range(random, 0, VALUES)], time_ms, query->offsets};

                rows[len++] = row;
                query_put(query, g_rand_int_range(random, 0, QUERY_LANES), row.value, time_ms);
                if (g_rand_int_range(random, 0, 6) == 0)
                    query_hand_over(query, g_rand_int_range(random, 0, QUERY_LANES),
                                    WATERMARK_NONE);
            }
            UNIT_REQUIRE(query_show(query));
            wanted = find_sessions(rows, len, cases[which].is_by);
            QUERY_SHOWS(query, wanted);
        }
    }
}

/* ---- by hand ---- */

static void a_session_ends_the_gap_after_its_last_row(void)
{
    g_autoptr(Query) query = query_new(BY_VALUE);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "a", 1999);
    query_show(query);
    QUERY_SHOWS(query, "1000,2999,a,2,1,0");
    query_put(query, 1, "a", 2999); /* the end is not inside */
    query_put(query, 1, "b", 2000);
    query_show(query);
    QUERY_SHOWS(query, "1000,2999,a,2,1,0 2999,3999,a,1,2,2 2000,3000,b,1,3,3");
}

static void a_row_between_two_sessions_makes_them_one(void)
{
    g_autoptr(Query) query = query_new(BY_VALUE);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 1, "a", 2500);
    query_put(query, 1, "a", 4000);
    query_show(query);
    QUERY_SHOWS(query, "1000,2000,a,1,0,0 2500,3500,a,1,1,1 4000,5000,a,1,2,2");
    query_put(query, 0, "a", 1900);
    query_show(query);
    QUERY_SHOWS(query, "1000,3500,a,3,4,0 4000,5000,a,1,2,2");
    CU_ASSERT_EQUAL(query->removed, 1);
    query_put(query, 0, "a", 3200);
    query_show(query);
    QUERY_SHOWS(query, "1000,5000,a,5,10,0");
    CU_ASSERT_EQUAL(event_table_total(query->table), 1);
    CU_ASSERT_EQUAL(visible_stats(query->visible).groups, 1);
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 1);
}

static void a_late_row_counts_and_may_open_its_session_again(void)
{
    g_autoptr(Query) query = query_new(BY_VALUE);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 2 * SECOND));
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 0);
    query_put(query, 1, "a", 500);
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 2 * SECOND, 2 * SECOND));
    QUERY_SHOWS(query, "500,2000,a,2,1,0");
    CU_ASSERT_EQUAL(visible_stats(query->visible).late, 1);
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 0);
    query_put(query, 1, "a", 1500); /* it then ends behind the watermark */
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 2 * SECOND, 2 * SECOND));
    QUERY_SHOWS(query, "500,2500,a,3,3,0");
    CU_ASSERT_EQUAL(visible_stats(query->visible).open_windows, 1);
    CU_ASSERT_EQUAL(visible_stats(query->visible).late, 1);
    CU_ASSERT_EQUAL(visible_stats(query->visible).dropped, 0);
}

static void final_sessions_are_told_of_when_they_close(void)
{
    g_autoptr(Query) query = query_new_with(BY_VALUE, "emit=final", 1000, 100, false);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 1, "b", 1500);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, 1500000));
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 1500000, 2 * SECOND - 1));
    QUERY_SHOWS(query, "");
    query_put(query, 1, "a", 1800); /* just in time */
    CU_ASSERT_TRUE(query_hand_over_at(query, 1, 2 * SECOND - 1, 2 * SECOND));
    QUERY_SHOWS(query, "");
    visible_advance(query->visible, 2500000);
    query_refresh(query);
    QUERY_SHOWS(query, "1500,2500,b,1,1,1");
    query_put(query, 0, "b", 1200); /* no longer */
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, 2500000, 2800000));
    QUERY_SHOWS(query, "1000,2800,a,2,2,0 1500,2500,b,1,1,1");
    CU_ASSERT_EQUAL(visible_stats(query->visible).dropped, 1);
    CU_ASSERT_EQUAL(query->set, 2);
}

static void closed_sessions_are_forgotten_oldest_first(void)
{
    g_autoptr(Query) query = query_new_with(BY_VALUE, "", 1000, 2, false);
    VisibleStats stats;

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 8; i++)
        query_put(query, i % 2, i % 2 == 0 ? "a" : "b", 2000 * i);
    query_show(query);
    CU_ASSERT_EQUAL(event_table_len(query->table), 8);
    visible_advance(query->visible, 13 * SECOND); /* but the last is closed */
    query_refresh(query);
    QUERY_SHOWS(query, "12000,13000,a,1,6,6 10000,11000,b,1,5,5 14000,15000,b,1,7,7");
    query_put(query, 0, "a", 4000);
    CU_ASSERT_TRUE(query_hand_over_at(query, 0, 13 * SECOND, 13 * SECOND));
    QUERY_SHOWS(query, "12000,13000,a,1,6,6 10000,11000,b,1,5,5 14000,15000,b,1,7,7");
    stats = visible_stats(query->visible);
    CU_ASSERT_EQUAL(stats.dropped, 1);
    CU_ASSERT_EQUAL(stats.groups, 3);
}

static void a_null_is_a_value_that_sessions_are_kept_apart_by(void)
{
    g_autoptr(Query) query = query_new(BY_VALUE);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, NULL, 1000);
    query_put(query, 1, "", 1500);
    query_put(query, 1, NULL, 1900);
    query_show(query);
    QUERY_SHOWS(query, "1500,2500,,1,1,1 1000,2900,NULL,2,2,0");
}

/* The key of a session's group is kept twice: with the group, and for the lane that counts in it.
 */
static void memory_of_sessions_is_counted_and_given_back(void)
{
    enum { KEYS = 500, KEY_BYTES = 1000, IDLE_HAND_OVERS = 20, TIMES = 4 };
    g_autoptr(Query) query =
        query_new_with("SELECT value, count(*) FROM session(lines, interval '1 second', by => "
                       "value) GROUP BY window_start, window_end, value",
                       "", 10, 1, false);
    size_t bytes[TIMES];

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < TIMES; i++) {
        int64_t at_ms = i * 10000;

        for (int k = 0; k < KEYS; k++) {
            g_autofree char *value = g_strdup_printf("%0*d", KEY_BYTES, i * KEYS + k);

            query_put(query, 0, value, at_ms);
        }
        CU_ASSERT_TRUE(query_hand_over_at(query, 0, WATERMARK_NONE, at_ms * 1000));
        CU_ASSERT_TRUE(visible_stats(query->visible).bytes > (size_t)4 * KEYS * KEY_BYTES);
        for (int k = 0; k < IDLE_HAND_OVERS; k++)
            CU_ASSERT_TRUE(query_hand_over_at(query, 0, at_ms * 1000, (at_ms + 5000) * 1000));
        bytes[i] = visible_stats(query->visible).bytes;
    }
    CU_ASSERT_EQUAL(visible_stats(query->visible).groups, 1);
    CU_ASSERT_TRUE(bytes[TIMES - 1] < bytes[0] + 1024);
}

UNIT_MAIN("engine/session", UNIT(sessions_are_those_of_sorted_times),
          UNIT(a_session_ends_the_gap_after_its_last_row),
          UNIT(a_row_between_two_sessions_makes_them_one),
          UNIT(a_late_row_counts_and_may_open_its_session_again),
          UNIT(final_sessions_are_told_of_when_they_close),
          UNIT(closed_sessions_are_forgotten_oldest_first),
          UNIT(a_null_is_a_value_that_sessions_are_kept_apart_by),
          UNIT(memory_of_sessions_is_counted_and_given_back))
