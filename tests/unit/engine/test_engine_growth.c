/*
 * A running query whose pattern matches topics that come. Method: the embedded broker in this
 * process; a topic is made and written to when rows of the one before are seen. `for` ends a query
 * that hangs.
 */
#include "engine/engine.h"
#include "kafka/broker.h"
#include "kafka/sink.h"
#include "unit/engine/query.h"

enum { OPEN_MS = 10000, TOPICS = 4, LINES = 500, WORDS = 50 };

typedef struct Run {
    Broker *broker;
    Client *producer;
    Engine *engine;
    EventTable *table;
    int topics; /* made so far */
    GString *notices;
} Run;

static Client *client_of(const Broker *broker, ClientKind kind)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);

    g_hash_table_insert(properties, (void *)"bootstrap.servers", (void *)broker_bootstrap(broker));
    return client_new(kind, properties, NULL);
}

/* Each word comes equally often in every topic. */
static void add_topic(Run *run)
{
    g_autofree char *topic = g_strdup_printf("lines-%d", run->topics);
    Sink *sink;

    UNIT_REQUIRE(broker_create_topic(run->broker, topic, 1 + run->topics++, NULL));
    sink = sink_open(run->producer, topic, OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    for (int i = 0; i < LINES; i++) {
        g_autofree char *word = g_strdup_printf("w%d", i % WORDS);

        UNIT_CHECK(sink_put(sink, span_of(word), span_of(word), NULL), "it is written");
    }
    UNIT_CHECK(sink_flush(sink, OPEN_MS, NULL), "it is delivered");
    sink_close(sink);
}

static int64_t sum_of_counts(const EventTable *table)
{
    int64_t sum = 0;

    for (size_t i = 0; i < event_table_len(table); i++)
        sum += g_ascii_strtoll(event_table_row(table, i)[1], NULL, 10);
    return sum;
}

static void take_event(const Event *event, void *run_at)
{
    Run *run = run_at;
    EventTableChange change;

    UNIT_CHECK(event_table_apply(run->table, event, &change, NULL), "the event can be applied");
    if (event->kind == EVENT_NOTICE)
        g_string_append_printf(run->notices, "%s\n", event->notice);
    if (event->kind != EVENT_ROWS || sum_of_counts(run->table) < run->topics * LINES)
        return;
    if (run->topics < TOPICS)
        add_topic(run);
    else
        engine_stop(run->engine);
}

static void counts_are_exact(const Run *run)
{
    CU_ASSERT_EQUAL(event_table_len(run->table), WORDS);
    for (size_t i = 0; i < event_table_len(run->table); i++)
        CU_ASSERT_EQUAL(g_ascii_strtoll(event_table_row(run->table, i)[1], NULL, 10),
                        TOPICS * LINES / WORDS);
}

static void run_with(int lanes, const char *settings)
{
    Run run = {
        .broker = broker_new(NULL), .table = event_table_new(), .notices = g_string_new(NULL)};
    EngineOptions options = {.query = 1,
                             .lanes = lanes,
                             .refresh_ms = 5,
                             .rows_max = 1000,
                             .memory_max = QUERY_MEMORY,
                             .windows_retain = 100,
                             .open_timeout_ms = OPEN_MS,
                             .metadata_refresh_ms = 100,
                             .emit = take_event,
                             .emit_user = &run};
    g_autoptr(Arena) arena = arena_new(QUERY_ARENA);
    const PlanSelect *plan = query_plan(
        arena, "SELECT value, count(*) FROM topics('lines-.*') GROUP BY value", settings);
    Client *client;
    EngineEnd end = ENGINE_DONE;

    UNIT_REQUIRE(run.broker != NULL && plan != NULL);
    run.producer = client_of(run.broker, CLIENT_PRODUCER);
    client = client_of(run.broker, CLIENT_CONSUMER);
    add_topic(&run);
    run.engine = engine_new(plan, client, &options, NULL);
    UNIT_REQUIRE(run.engine != NULL);
    CU_ASSERT_TRUE(engine_run(run.engine, &end, NULL));
    CU_ASSERT_EQUAL(end, ENGINE_STOPPED);
    counts_are_exact(&run);
    UNIT_EQUALS_TEXT(run.notices->str, "topic lines-1 was found, and is read too\n"
                                       "topic lines-2 was found, and is read too\n"
                                       "topic lines-3 was found, and is read too\n");
    engine_free(run.engine);
    client_free(client);
    client_free(run.producer);
    broker_free(run.broker);
    event_table_free(run.table);
    g_string_free(run.notices, TRUE);
}

/* The first of four lanes has a partition at the beginning, and the others get theirs. */
static void topics_that_come_are_read_by_any_number_of_lanes(void)
{
    for (int lanes = 1; lanes <= 4; lanes++)
        run_with(lanes, "for=30000");
}

UNIT_MAIN("engine/engine_growth", UNIT(topics_that_come_are_read_by_any_number_of_lanes))
