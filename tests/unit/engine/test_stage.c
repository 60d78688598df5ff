/*
 * Queries over the results of queries. Method: what a query shows after many hand-overs, in which
 * rows come, change and go, is what a new one shows that has all records at once; and some tables
 * by hand.
 */
#include "lib/seed.h"
#include "unit/engine/query.h"

#define SECOND INT64_C(1000000)

/* ---- by hand ---- */

/* What is shown of the values a, aa, c, a, b, a, c. */
static void gives(const char *statement, const char *rows)
{
    static const char *const values[] = {"a", "aa", "c", "a", "b", "a", "c"};
    g_autoptr(Query) query = query_new(statement);

    UNIT_REQUIRE(query->plan != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        query_put(query, (int)i % QUERY_LANES, values[i], 1);
    UNIT_CHECK(query_show(query), query->error == NULL ? "" : query->error->message);
    QUERY_SHOWS(query, rows);
}

static void results_are_rows_of_the_next_query(void)
{
    gives("SELECT n, count(*) FROM (SELECT value, count(*) AS n FROM lines GROUP BY value) AS c "
          "GROUP BY n ORDER BY n",
          "1,2 2,1 3,1");
    gives("SELECT sum(n), max(n), min(n), count(*) FROM (SELECT value, count(*) AS n FROM lines "
          "GROUP BY value) AS c",
          "7,3,1,4");
    gives("SELECT value FROM (SELECT value, count(*) AS n FROM lines GROUP BY value ORDER BY n "
          "DESC, value LIMIT 2) AS c ORDER BY value",
          "a c");
    gives("SELECT value FROM (SELECT value, count(*) AS n FROM lines GROUP BY value ORDER BY n "
          "DESC, value LIMIT 2 OFFSET 1) AS c ORDER BY value",
          "aa c");
    gives("SELECT value, place FROM (SELECT value, row_number() OVER (ORDER BY count(*) DESC, "
          "value) AS place FROM lines GROUP BY value) AS c WHERE place <= 3 ORDER BY place",
          "a,1 c,2 aa,3");
    gives("SELECT length, value, place FROM (SELECT length(value), value, row_number() OVER "
          "(PARTITION BY length(value) ORDER BY value DESC) AS place FROM lines GROUP BY value) AS "
          "c ORDER BY 1, 3",
          "1,c,1 1,b,2 1,a,3 2,aa,1");
    gives("SELECT count(*) FROM (SELECT value FROM lines LIMIT 3) AS c", "3");
    gives("SELECT count(*), count(DISTINCT v) FROM (SELECT value AS v FROM lines ORDER BY value "
          "LIMIT 4) AS c",
          "4,2");
    gives("SELECT DISTINCT count(*) FROM lines GROUP BY value ORDER BY 1", "1 2 3");
    gives("SELECT w, n FROM (SELECT value || ' x' AS v, count(*) AS n FROM lines GROUP BY value) "
          "AS c, string_to_table(v, ' ') AS w WHERE n > 1 ORDER BY w, n",
          "a,3 c,2 x,2 x,3");
    gives("SELECT m, count(*) FROM (SELECT n, max(value) AS m FROM (SELECT value, count(*) AS n "
          "FROM lines GROUP BY value) AS c GROUP BY n) AS d GROUP BY m ORDER BY m",
          "a,1 b,1 c,1");
    gives(
        "SELECT value, row_number() OVER (ORDER BY value DESC) AS n FROM lines ORDER BY n LIMIT 3",
        "c,1 c,2 b,3");
    gives("SELECT x, j, n FROM (SELECT value, 1.50 + length(value) AS x, '[0.10]'::jsonb AS j, "
          "row_number() OVER (ORDER BY value) AS n FROM lines) AS c WHERE n IN (3, 7) ORDER BY n",
          "2.50,[0.10],3 2.50,[0.10],7");
    gives(
        "SELECT x FROM (SELECT 1.50 + length(value) AS x FROM lines ORDER BY x DESC LIMIT 2) AS c "
        "ORDER BY x",
        "2.50 3.50");
    gives("SELECT count(*) FROM (SELECT value FROM lines GROUP BY value HAVING count(*) > 5) AS c",
          "0");
    gives("SELECT sum(n) FROM (SELECT value, count(*) AS n FROM lines GROUP BY value) AS c HAVING "
          "sum(n) > 100",
          "");
}

static void a_row_that_leaves_the_limit_leaves_what_is_made_of_it(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT sum(length(value)), max(value), count(*) FROM (SELECT value, count(*) AS n "
        "FROM lines GROUP BY value ORDER BY n DESC, value LIMIT 2) AS c");

    UNIT_REQUIRE(query->plan != NULL);
    query_show(query);
    QUERY_SHOWS(query, "NULL,NULL,0");
    query_put(query, 0, "zzz", 1);
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "4,zzz,2");
    query_put(query, 0, "a", 1);
    query_show(query);
    QUERY_SHOWS(query, "2,b,2");
    query_put(query, 1, "zzz", 1);
    query_show(query);
    QUERY_SHOWS(query, "4,zzz,2");
    CU_ASSERT_EQUAL(event_table_len(query->table), 1);
}

static void groups_without_rows_go(void)
{
    g_autoptr(Query) query =
        query_new("SELECT n, count(*), string_agg(value, '-' ORDER BY value) FROM (SELECT value, "
                  "count(*) AS n FROM lines GROUP BY value) AS c GROUP BY n ORDER BY n");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1);
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "1,2,a-b");
    query_put(query, 0, "b", 1);
    query_show(query);
    QUERY_SHOWS(query, "1,1,a 2,1,b");
    query_put(query, 1, "a", 1);
    query_show(query);
    QUERY_SHOWS(query, "2,2,a-b");
    CU_ASSERT_EQUAL(event_table_total(query->table), 1);
}

static void forgotten_windows_leave_what_is_made_of_them(void)
{
    g_autoptr(Query) query = query_new_with("SELECT count(*), sum(n), max(n) FROM (SELECT "
                                            "window_start, count(*) AS n FROM tumble(lines, "
                                            "interval '10 s') GROUP BY window_start) AS w",
                                            "", 1000, 1, false);

    UNIT_REQUIRE(query->plan != NULL);
    for (int i = 0; i < 6; i++)
        query_put(query, i % 2, "a", i < 3 ? 1000 : i < 5 ? 11000 : 21000);
    query_show(query);
    QUERY_SHOWS(query, "3,6,3");
    visible_advance(query->visible, 20 * SECOND);
    CU_ASSERT_TRUE(visible_has_news(query->visible));
    query_refresh(query);
    QUERY_SHOWS(query, "1,1,1");
}

static void final_windows_are_rows_once_they_have_closed(void)
{
    g_autoptr(Query) query = query_new_with("SELECT count(*), sum(n) FROM (SELECT window_start, "
                                            "count(*) AS n FROM tumble(lines, interval "
                                            "'10 s') GROUP BY window_start) AS w",
                                            "emit=final", 1000, 100, false);

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1000);
    query_put(query, 0, "a", 2000);
    query_put(query, 0, "a", 11000);
    query_show(query);
    QUERY_SHOWS(query, "0,NULL");
    visible_advance(query->visible, 10 * SECOND);
    query_refresh(query);
    QUERY_SHOWS(query, "1,2");
}

static void a_row_that_fails_is_an_error(void)
{
    g_autoptr(Query) query = query_new(
        "SELECT 10 / (n - 2) FROM (SELECT value, count(*) AS n FROM lines GROUP BY value LIMIT 10) "
        "AS c");

    UNIT_REQUIRE(query->plan != NULL);
    query_put(query, 0, "a", 1);
    CU_ASSERT_TRUE(query_show(query));
    QUERY_SHOWS(query, "-10");
    query_put(query, 0, "a", 1);
    CU_ASSERT_FALSE(query_show(query));
    UNIT_FAILED_WITH(query->error, FAIL_DATA, "division by zero");
}

/* ---- beside a query that has all at once ---- */

#define COUNTED "(SELECT value, count(*) AS n, max(\"offset\") AS o FROM lines GROUP BY value) AS c"

static const char *const statements[] = {
    "SELECT n, count(*), sum(o), min(o), max(o), avg(n), min(value), max(value), "
    "count(DISTINCT length(value)), string_agg(value, ',' ORDER BY value), bool_and(o > 100) "
    "FROM " COUNTED " GROUP BY n ORDER BY n",
    "SELECT value, n FROM (SELECT value, n, o FROM " COUNTED
    " ORDER BY n DESC, o LIMIT 7 OFFSET 2) AS "
    "d ORDER BY value",
    "SELECT length(value), count(*), max(n) FROM (SELECT value, n FROM " COUNTED
    " ORDER BY n DESC, value LIMIT 12) AS d GROUP BY 1 HAVING count(*) <> 2 ORDER BY 1",
    "SELECT * FROM (SELECT length(value) AS l, value, n, row_number() OVER (PARTITION BY "
    "length(value) "
    "ORDER BY n DESC, value) AS place FROM " COUNTED ") AS d WHERE place <= 3 ORDER BY l, place",
    "SELECT place, count(*), sum(n) FROM (SELECT n, row_number() OVER (PARTITION BY n % 3 ORDER BY "
    "o "
    "DESC) AS place FROM " COUNTED ") AS d WHERE place < 10 GROUP BY place ORDER BY place",
    "SELECT DISTINCT n % 5, length(value) FROM " COUNTED " ORDER BY 1, 2",
    "SELECT d, count(*), sum(n) FROM " COUNTED
    ", string_to_table(value, '1') AS d WHERE n > 2 GROUP BY "
    "d ORDER BY d",
    "SELECT m % 4, count(*), max(m) FROM (SELECT n, max(o) AS m FROM (SELECT value, count(*) AS n, "
    "max(\"offset\") AS o FROM lines GROUP BY value) AS c GROUP BY n) AS d GROUP BY 1 ORDER BY 1",
    "SELECT count(*), sum(\"offset\") FROM (SELECT \"offset\", value FROM lines ORDER BY value, "
    "\"offset\" DESC LIMIT 40) AS d",
    "SELECT n, row_number() OVER (PARTITION BY n % 2 ORDER BY value) AS place, value FROM " COUNTED
    " ORDER BY n DESC, value LIMIT 15",
    "SELECT window_start, count(*), sum(n) FROM tumble((SELECT value, max(\"timestamp\") AS at, "
    "count(*) AS n FROM lines GROUP BY value), at, interval '7 s') GROUP BY window_start ORDER BY "
    "1",
    "SELECT extract(epoch FROM window_end)::int, count(*), max(n) FROM hop((SELECT value, "
    "max(\"timestamp\") AS at, count(*) AS n FROM lines GROUP BY value), at, interval '3 s', "
    "interval "
    "'7 s') GROUP BY window_end ORDER BY 1",
    "SELECT k, n, count(*) FROM (SELECT length(value) AS k, value, count(*) AS n FROM lines GROUP "
    "BY "
    "value) AS c GROUP BY ROLLUP (k, n) ORDER BY k, n, 3",
};

enum { ROUNDS = 12, PER_ROUND = 40, RECORDS = ROUNDS * PER_ROUND };

typedef struct Records {
    char values[RECORDS][8]; /* they must live until the lanes hand over */
    int64_t times_ms[RECORDS];
} Records;

static void make_records(Records *records, GRand *random)
{
    for (int i = 0; i < RECORDS; i++) {
        g_snprintf(records->values[i], sizeof(records->values[i]), "%d",
                   g_rand_int_range(random, 0, 1 + g_rand_int_range(random, 0, 150)));
        records->times_ms[i] = g_rand_int_range(random, 0, 60000);
    }
}

static bool put_records(Query *query, const Records *records, int from, int to)
{
    for (int i = from; i < to; i++) {
        if (!query_put(query, i % QUERY_LANES, records->values[i], records->times_ms[i]))
            return false;
    }
    return query_show(query);
}

static void what_changes_ends_as_what_comes_at_once(void)
{
    g_autoptr(GRand) random = seed_random();
    g_autofree Records *records = g_new0(Records, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_autoptr(Query) query = query_new_with(statements[i], "", 0, 100, false);
        bool same = query->plan != NULL;

        make_records(records, random);
        for (int round = 1; round <= ROUNDS && same; round++) {
            g_autoptr(Query) fresh = query_new_with(statements[i], "", 0, 100, false);
            g_autofree char *wanted = NULL;
            g_autofree char *got = NULL;

            same = put_records(query, records, (round - 1) * PER_ROUND, round * PER_ROUND) &&
                   put_records(fresh, records, 0, round * PER_ROUND);
            wanted = query_text(fresh);
            got = query_text(query);
            same &= strcmp(wanted, got) == 0 && (round < ROUNDS || wanted[0] != '\0');
            if (!same)
                printf("# round %d, wanted %s\n# got %s\n", round, wanted, got);
        }
        UNIT_CHECK(same, statements[i]);
    }
}

static void memory_of_rows_that_went_is_given_back(void)
{
    static const char *const aggregates[] = {
        "max(value)",
        "string_agg(repeat(value, 100), ',' ORDER BY value)",
        "count(DISTINCT value), sum(n::numeric), array_agg(n)",
    };
    static const char *const values[] = {"a", "b", "c", "d"};

    for (size_t i = 0; i < G_N_ELEMENTS(aggregates); i++) {
        g_autofree char *statement = g_strdup_printf(
            "SELECT n %% 7, count(*), %s FROM (SELECT value, count(*) AS n FROM lines GROUP BY "
            "value) AS c GROUP BY 1 ORDER BY 1",
            aggregates[i]);
        g_autoptr(Query) query = query_new(statement);
        size_t bytes = 0;

        UNIT_REQUIRE(query->plan != NULL);
        for (int round = 0; round < 3000; round++) {
            query_put(query, 0, values[round % 4], 1);
            UNIT_REQUIRE(query_show(query));
            if (round == 300)
                bytes = visible_stats(query->visible).bytes;
        }
        CU_ASSERT_TRUE(visible_stats(query->visible).bytes < bytes + 64 * 1024);
    }
}

static void what_aggregates_keep_counts_as_memory(void)
{
    g_autoptr(Query) plain = query_new("SELECT max(length(v)) FROM (SELECT repeat(value, 1000000) "
                                       "AS v FROM lines GROUP BY value) AS c");
    g_autoptr(Query) kept = query_new("SELECT length(string_agg(v, '')) FROM (SELECT repeat(value, "
                                      "1000000) AS v FROM lines GROUP BY value) AS c");

    UNIT_REQUIRE(plain->plan != NULL && kept->plan != NULL);
    query_put(plain, 0, "a", 1);
    query_put(kept, 0, "a", 1);
    CU_ASSERT_TRUE(query_show(plain) && query_show(kept));
    QUERY_SHOWS(kept, "1000000");
    CU_ASSERT_TRUE(visible_stats(kept->visible).bytes >=
                   visible_stats(plain->visible).bytes + 1000000);
}

/* An array is kept in a byte or more an item, and read in sixteen. */
static void values_that_can_not_be_read_again_are_an_error(void)
{
    static const char *const wide[] = {
        "SELECT cardinality(a), cardinality(b), cardinality(c), cardinality(d), cardinality(e) "
        "FROM "
        "(SELECT a, a AS b, a AS c, a AS d, a AS e FROM (SELECT array_fill(NULL::int, "
        "ARRAY[999999 + length(value)]) AS a FROM lines) AS z LIMIT 1) AS x",
        "SELECT cardinality(min(a)), count(*) FROM (SELECT a, a AS b, a AS c, a AS d, a AS e FROM "
        "(SELECT array_fill(NULL::int, ARRAY[999999 + length(value)]) AS a FROM lines) AS z LIMIT "
        "1) AS x GROUP BY b, c, d, e",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(wide); i++) {
        g_autoptr(Query) query = query_new(wide[i]);

        UNIT_REQUIRE(query->plan != NULL);
        CU_ASSERT_TRUE(query_put(query, 0, "a", 1));
        CU_ASSERT_FALSE(query_show(query));
        UNIT_FAILED_WITH(query->error, FAIL_LIMIT, "need more memory");
    }
}

UNIT_MAIN("engine/stage", UNIT(results_are_rows_of_the_next_query),
          UNIT(a_row_that_leaves_the_limit_leaves_what_is_made_of_it), UNIT(groups_without_rows_go),
          UNIT(forgotten_windows_leave_what_is_made_of_them),
          UNIT(final_windows_are_rows_once_they_have_closed), UNIT(a_row_that_fails_is_an_error),
          UNIT(what_changes_ends_as_what_comes_at_once),
          UNIT(memory_of_rows_that_went_is_given_back), UNIT(what_aggregates_keep_counts_as_memory),
          UNIT(values_that_can_not_be_read_again_are_an_error))
