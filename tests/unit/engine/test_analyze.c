/*
 * EXPLAIN ANALYZE: the rows that go into each step and come out of it are exact; of times only that
 * there are some. Method: queries over constant rows, and over the embedded broker with two lanes,
 * whose table is compared with lines "step: in -> out".
 */

#include "base/fail.h"
#include "base/time_ms.h"
#include "engine/engine.h"
#include "event/table.h"
#include "kafka/broker.h"
#include "kafka/sink.h"
#include "lib/unit.h"
#include "unit/engine/query_plan.h"
#include "unit/engine/tsan.h"

enum { ARENA = 16 * 1024 * 1024, MEMORY = 64 * 1024 * 1024, OPEN_MS = 10000, TABLES_MAX = 3 };

typedef struct Run {
    Arena *arena;
    Broker *broker; /* NULL: no topic is read */
    Client *client;
    Engine *engine;
    EngineOptions options;
    EventTable *table;
    size_t tables;   /* rows events */
    size_t stops_at; /* of these; 0: the query ends by itself */
    EngineEnd end;
    GError *error;
} Run;

static void take_event(const Event *event, void *run_at)
{
    Run *run = run_at;
    EventTableChange change;

    UNIT_CHECK(event_table_apply(run->table, event, &change, NULL), "the event can be applied");
    run->tables += event->kind == EVENT_ROWS;
    if (run->stops_at > 0 && run->tables >= run->stops_at)
        engine_stop(run->engine);
}

static Run *run_new(void)
{
    Run *run = g_new0(Run, 1);

    run->arena = arena_new(ARENA);
    run->table = event_table_new();
    run->options = (EngineOptions){.query = 1,
                                   .lanes = 1,
                                   .refresh_ms = 20,
                                   .rows_max = 1000,
                                   .memory_max = MEMORY,
                                   .windows_retain = 100,
                                   .idle_ms = 100,
                                   .open_timeout_ms = OPEN_MS,
                                   .emit = take_event,
                                   .emit_user = run};
    return run;
}

static void run_free(Run *run)
{
    engine_free(run->engine);
    client_free(run->client);
    broker_free(run->broker);
    event_table_free(run->table);
    arena_free(run->arena);
    g_clear_error(&run->error);
    g_free(run);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

static Client *client_of(const Broker *broker, ClientKind kind)
{
    g_autoptr(GHashTable) properties =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    g_hash_table_insert(properties, g_strdup("bootstrap.servers"),
                        g_strdup(broker_bootstrap(broker)));
    return client_new(kind, properties, NULL);
}

/* "1 a", "2 b", "3 c", "4 a", ... in three partitions */
static void produce(Run *run, int records)
{
    g_autoptr(Sink) sink = NULL;
    Client *producer;

    run->broker = broker_new(NULL);
    UNIT_REQUIRE(run->broker != NULL);
    UNIT_REQUIRE(broker_create_topic(run->broker, "lines", 3, NULL));
    producer = client_of(run->broker, CLIENT_PRODUCER);
    sink = sink_open(producer, "lines", OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    for (int i = 1; i <= records; i++) {
        g_autofree char *value = g_strdup_printf("%d %c", i, 'a' + (i - 1) % 3);
        g_autofree char *key = g_strdup_printf("%d", i);

        UNIT_REQUIRE(sink_put(sink, span_of(key), span_of(value), NULL));
    }
    UNIT_REQUIRE(sink_flush(sink, OPEN_MS, NULL));
    sink_close(g_steal_pointer(&sink));
    client_free(producer);
}

static bool run_query(Run *run, const char *statement, const char *settings)
{
    g_autofree char *whole = g_strconcat("EXPLAIN ANALYZE ", statement, NULL);
    const Plan *plan = query_plan_whole(run->arena, whole, settings);

    if (plan == NULL)
        return false;
    run->options.analysis = plan->analysis;
    if (run->broker != NULL)
        run->client = client_of(run->broker, CLIENT_CONSUMER);
    run->engine = engine_new(&plan->select, run->client, &run->options, &run->error);
    return run->engine != NULL && engine_run(run->engine, &run->end, &run->error);
}

static const char *cell(const Run *run, size_t row, PlanAnalysisColumn column)
{
    const char *text = event_table_row(run->table, row)[column];

    return text == NULL ? "" : text;
}

/* (owned) "step: in -> out" for each line of the plan. */
static char *flow(const Run *run)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i + 2 < event_table_len(run->table); i++)
        g_string_append_printf(text, "%s: %s -> %s\n", cell(run, i, PLAN_ANALYSIS_PLAN),
                               cell(run, i, PLAN_ANALYSIS_ROWS_IN),
                               cell(run, i, PLAN_ANALYSIS_ROWS_OUT));
    return g_string_free(text, FALSE);
}

static void flows(Run *run, const char *statement, const char *settings, const char *expected)
{
    g_autofree char *text = NULL;

    UNIT_CHECK(run_query(run, statement, settings), statement);
    if (run->error != NULL)
        printf("# %s\n", run->error->message);
    text = flow(run);
    UNIT_EQUALS_TEXT(text, expected);
}

static const char *details_of(const Run *run, const char *step)
{
    for (size_t i = 0; i < event_table_len(run->table); i++) {
        if (strstr(cell(run, i, PLAN_ANALYSIS_PLAN), step) != NULL)
            return cell(run, i, PLAN_ANALYSIS_DETAILS);
    }
    return "(no such step)";
}

/* ---- rows that are there ---- */

static void rows_without_groups_go_through_their_steps(void)
{
    g_autoptr(Run) run = run_new();

    flows(run,
          "SELECT n * 2 FROM (VALUES (1), (2), (3), (4), (5)) AS t(n) WHERE n > 1 LIMIT 2 OFFSET 1",
          "",
          "gives 5 constant rows: 1 -> 5\n"
          "leaves out rows that do not pass a condition: 5 -> 4\n"
          "computes 1 column of each row: 4 -> 4\n"
          "hands over what changed, and adds it up: 4 -> 4\n"
          "skips the first 1 rows: 4 -> 3\n"
          "shows at most 2 rows: 3 -> 2\n"
          "brings the visible table up to date: 2 -> 2\n");
}

static void a_table_function_gives_more_rows_than_it_gets(void)
{
    g_autoptr(Run) run = run_new();

    flows(run, "SELECT n, count(*) FROM generate_series(1, 200) AS n WHERE n % 2 = 0 GROUP BY n",
          "",
          "makes a row of each that generate_series(integer, integer) gives: 1 -> 200\n"
          "leaves out rows that do not pass a condition: 200 -> 100\n"
          "groups rows by 1 key and keeps of each group: count: 100 -> 100\n"
          "hands over what changed, and adds it up: 100 -> 100\n"
          "brings the visible table up to date: 100 -> 100\n");
}

/* Values of a table function that are counted come some at once. */
static void values_that_are_counted_together_are_all_counted(void)
{
    g_autoptr(Run) run = run_new();

    flows(run,
          "SELECT word, count(*) FROM (VALUES ('a b'), ('b c a'), ('')) AS t(v), words(v) AS word "
          "GROUP BY word",
          "",
          "gives 3 constant rows: 1 -> 3\n"
          "makes a row of each that words(text) gives: 3 -> 5\n"
          "groups rows by 1 key and keeps of each group: count: 5 -> 3\n"
          "hands over what changed, and adds it up: 3 -> 3\n"
          "brings the visible table up to date: 3 -> 3\n");
}

static void groups_go_through_having_order_and_limit(void)
{
    g_autoptr(Run) run = run_new();

    flows(run,
          "SELECT n % 7, count(*) FROM generate_series(1, 100) AS n GROUP BY 1 "
          "HAVING count(*) > 14 ORDER BY 1 DESC LIMIT 1",
          "",
          "makes a row of each that generate_series(integer, integer) gives: 1 -> 100\n"
          "groups rows by 1 key and keeps of each group: count: 100 -> 7\n"
          "hands over what changed, and adds it up: 7 -> 7\n"
          "leaves out groups that do not pass HAVING: 7 -> 2\n"
          "orders by 1 column: 2 -> 2\n"
          "shows at most 1 rows: 2 -> 1\n"
          "brings the visible table up to date: 1 -> 1\n");
    CU_ASSERT_TRUE(g_str_has_prefix(details_of(run, "groups rows"), "7 groups, "));
}

static void each_query_over_a_query_has_its_own_steps(void)
{
    g_autoptr(Run) run = run_new();

    flows(
        run,
        "SELECT c, max(k) FROM (SELECT n % 7 AS k, count(*) AS c FROM generate_series(1, 100) AS n "
        "GROUP BY 1 HAVING n % 7 > 0) AS g WHERE k < 6 GROUP BY c",
        "",
        "over the rows of a query, as they come, change and go:: 6 -> 6\n"
        "  makes a row of each that generate_series(integer, integer) gives: 1 -> 100\n"
        "  groups rows by 1 key and keeps of each group: count: 100 -> 7\n"
        "  hands over what changed, and adds it up: 7 -> 7\n"
        "  leaves out groups that do not pass HAVING: 7 -> 6\n"
        "leaves out rows that do not pass a condition on k: 6 -> 5\n"
        "groups rows by 1 key and keeps of each group: max: 5 -> 2\n"
        "brings the visible table up to date: 2 -> 2\n");
}

static void rows_are_numbered_and_the_first_of_them_go_on(void)
{
    g_autoptr(Run) run = run_new();

    flows(run,
          "SELECT k FROM (SELECT k, row_number() OVER (ORDER BY c DESC, k) AS place FROM "
          "(SELECT n % 7 AS k, count(*) AS c FROM generate_series(1, 100) AS n GROUP BY 1) AS g) "
          "AS r "
          "WHERE place <= 3",
          "",
          "over the rows of a query, as they come, change and go:: 7 -> 7\n"
          "  over the rows of a query, as they come, change and go:: 7 -> 7\n"
          "    makes a row of each that generate_series(integer, integer) gives: 1 -> 100\n"
          "    groups rows by 1 key and keeps of each group: count: 100 -> 7\n"
          "    hands over what changed, and adds it up: 7 -> 7\n"
          "  computes 3 columns of each row: 7 -> 7\n"
          "numbers the first 3 rows: 7 -> 3\n"
          "leaves out rows that do not pass a condition on its number: 3 -> 3\n"
          "computes 1 column of each row: 3 -> 3\n"
          "brings the visible table up to date: 3 -> 3\n");
}

static void rows_that_fail_are_told_where_they_failed(void)
{
    g_autoptr(Run) run = run_new();

    run->options.skips_errors = true;
    flows(run, "SELECT 10 / n FROM (VALUES (1), (0), (5), (0)) AS t(n)", "",
          "gives 4 constant rows: 1 -> 4\n"
          "computes 1 column of each row: 4 -> 2\n"
          "hands over what changed, and adds it up: 2 -> 2\n"
          "brings the visible table up to date: 2 -> 2\n");
    UNIT_EQUALS_TEXT(details_of(run, "computes"), "2 skipped rows");
}

static void times_and_shares_are_told(void)
{
    g_autoptr(Run) run = run_new();
    double shares = 0;

    run->options.planning_us = 12345;
    CU_ASSERT_TRUE(run_query(run, "SELECT n FROM generate_series(1, 1000) AS n", ""));
    UNIT_REQUIRE(event_table_len(run->table) == 6);
    for (size_t i = 0; i < 4; i++) {
        shares += g_ascii_strtod(cell(run, i, PLAN_ANALYSIS_SHARE), NULL);
        CU_ASSERT_TRUE(g_ascii_strtoll(cell(run, i, PLAN_ANALYSIS_COST), NULL, 10) >= 0);
        CU_ASSERT_TRUE(g_ascii_strtoll(cell(run, i, PLAN_ANALYSIS_RATE), NULL, 10) > 0);
    }
    UNIT_CHECK(shares >= 0 && shares < 100.5, "shares are of one whole");
    UNIT_EQUALS_TEXT(cell(run, 4, PLAN_ANALYSIS_PLAN), "Planning time: 12 ms");
    CU_ASSERT_TRUE(g_str_has_prefix(cell(run, 5, PLAN_ANALYSIS_PLAN), "Execution time: "));
    CU_ASSERT_PTR_NULL(event_table_row(run->table, 5)[PLAN_ANALYSIS_ROWS_IN]);
}

/* ---- records ---- */

static void counts_of_all_lanes_are_added_up(void)
{
    g_autoptr(Run) run = run_new();

    produce(run, 3000);
    run->options.lanes = 2;
    flows(run, "SELECT value FROM lines WHERE value LIKE '%a'", "until=now",
          "fetches records from the brokers, and unpacks them:  -> 3000\n"
          "reads topic lines from the beginning to the end as it is now: 3000 -> 3000\n"
          "leaves out rows that do not pass a condition on value: 3000 -> 1000\n"
          "computes 1 column of each row: 1000 -> 1000\n"
          "hands over what changed, and adds it up: 1000 -> 1000\n"
          "brings the visible table up to date: 1000 -> 1000\n");
    CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
    CU_ASSERT_EQUAL(event_table_schema(run->table)->bounded, true);
}

static void each_side_of_a_union_is_counted_by_itself(void)
{
    g_autoptr(Run) run = run_new();

    produce(run, 300);
    flows(run, "SELECT value FROM lines WHERE value LIKE '%a' UNION ALL SELECT key FROM lines",
          "until=now",
          "fetches records from the brokers, and unpacks them:  -> 300\n"
          "reads topic lines from the beginning to the end as it is now: 300 -> 300\n"
          "leaves out rows that do not pass a condition on value: 300 -> 100\n"
          "computes a column of type text from value: 100 -> 100\n"
          "reads topic lines from the beginning to the end as it is now: 300 -> 300\n"
          "computes a column of type text from key: 300 -> 300\n"
          "computes 1 column of each row: 400 -> 400\n"
          "hands over what changed, and adds it up: 400 -> 400\n"
          "brings the visible table up to date: 400 -> 400\n");
}

static void windows_that_are_kept_are_told(void)
{
    g_autoptr(Run) run = run_new();

    produce(run, 3);
    CU_ASSERT_TRUE(
        run_query(run,
                  "SELECT window_start, count(*) FROM tumble(lines, interval '3660 days') "
                  "GROUP BY window_start",
                  "until=now"));
    CU_ASSERT_TRUE(
        g_str_has_prefix(details_of(run, "groups rows"), "1 group, 1 window (0 open), "));
}

static void an_endless_one_is_brought_up_to_date_until_it_is_stopped(void)
{
    g_autoptr(Run) run = run_new();
    int64_t begin_ms = time_monotonic_ms();

    produce(run, 30);
    run->stops_at = TABLES_MAX;
    CU_ASSERT_TRUE(run_query(run, "SELECT key, count(*) FROM lines GROUP BY key", ""));
    CU_ASSERT_EQUAL(run->end, ENGINE_STOPPED);
    CU_ASSERT_EQUAL(event_table_schema(run->table)->bounded, false);
    CU_ASSERT_TRUE(run->tables >= TABLES_MAX);
    CU_ASSERT_TRUE(time_monotonic_ms() - begin_ms < OPEN_MS);
    UNIT_EQUALS_TEXT(cell(run, 1, PLAN_ANALYSIS_ROWS_IN), "30");
}

UNIT_MAIN("engine/analyze", UNIT(rows_without_groups_go_through_their_steps),
          UNIT(a_table_function_gives_more_rows_than_it_gets),
          UNIT(values_that_are_counted_together_are_all_counted),
          UNIT(groups_go_through_having_order_and_limit),
          UNIT(each_query_over_a_query_has_its_own_steps),
          UNIT(rows_are_numbered_and_the_first_of_them_go_on),
          UNIT(rows_that_fail_are_told_where_they_failed), UNIT(times_and_shares_are_told),
          UNIT(counts_of_all_lanes_are_added_up), UNIT(each_side_of_a_union_is_counted_by_itself),
          UNIT(windows_that_are_kept_are_told),
          UNIT(an_endless_one_is_brought_up_to_date_until_it_is_stopped))
