/*
 * Reader: when a lane hands over. Method: the test is the main thread: it takes Deltas from the
 * inbox and says what they took to merge.
 */
#include "base/fail.h"
#include "engine/reader.h"
#include "kafka/broker.h"
#include "kafka/sink.h"
#include "unit/engine/query.h"

enum { DEADLINE_MS = 10000, HOUR_US = 1000000000 };

typedef struct TestLane {
    Broker *broker;
    Client *producer, *consumer;
    Sink *sink;
    Source *source;
    Arena *arena;
    Inputs *inputs;
    Shape shape;
    Mailbox *inbox;
    atomic_bool stop, rest;
    Reader *reader;
} TestLane;

static Client *client_of(const Broker *broker, ClientKind kind)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);

    g_hash_table_insert(properties, (void *)"bootstrap.servers", (void *)broker_bootstrap(broker));
    return client_new(kind, properties, NULL);
}

static bool lane_open(TestLane *lane)
{
    SourceSpec spec = {.topics_len = 1, .lanes = 1, .timeout_ms = DEADLINE_MS};
    FeedOptions feed = {.shape = &lane->shape, .memory_max = QUERY_MEMORY};
    ReaderOptions options = {.stop = &lane->stop, .rest = &lane->rest};
    const PlanSelect *plan;

    *lane = (TestLane){.broker = broker_new(NULL), .arena = arena_new(QUERY_ARENA)};
    if (lane->broker == NULL || !broker_create_topic(lane->broker, "lines", 1, NULL))
        return false;
    lane->producer = client_of(lane->broker, CLIENT_PRODUCER);
    lane->consumer = client_of(lane->broker, CLIENT_CONSUMER);
    lane->sink = sink_open(lane->producer, "lines", DEADLINE_MS, NULL);
    lane->inbox = mailbox_new(1, NULL);
    plan = query_plan(lane->arena, "SELECT value, count(*) FROM lines GROUP BY value", "");
    if (lane->sink == NULL || plan == NULL)
        return false;
    lane->inputs = inputs_new(plan, NULL, NULL);
    spec.topics = &lane->inputs->inputs[0].topic;
    lane->source = source_open(lane->consumer, &spec, NULL);
    if (lane->source == NULL)
        return false;
    shape_init(&lane->shape, plan, true);
    options.inputs = lane->inputs;
    options.source = lane->source;
    options.inbox = lane->inbox;
    lane->reader = reader_new(&options, feed_new(&feed, NULL));
    return source_start(lane->source, NULL) && reader_start(lane->reader, NULL);
}

/* Takes hand-overs until the last. */
static void lane_close(TestLane *lane)
{
    atomic_store(&lane->stop, true);
    for (bool is_last = lane->reader == NULL; !is_last;) {
        Delta *delta = mailbox_wait(lane->inbox, DEADLINE_MS);

        UNIT_CHECK(delta != NULL, "a lane that is stopped hands over a last time");
        if (delta == NULL)
            break;
        is_last = delta->is_last;
        if (is_last)
            delta_free(delta);
        else
            reader_give_back(lane->reader, delta);
    }
    reader_free(lane->reader);
    mailbox_free(lane->inbox);
    source_close(lane->source);
    inputs_free(lane->inputs);
    sink_close(lane->sink);
    client_free(lane->producer);
    client_free(lane->consumer);
    broker_free(lane->broker);
    arena_free(lane->arena);
}

static bool lane_produce(TestLane *lane, const char *value)
{
    return sink_put(lane->sink, span_make(NULL, 0), span_of(value), NULL) &&
           sink_flush(lane->sink, DEADLINE_MS, NULL);
}

/* The next hand-over with rows; those without go back. */
static Delta *lane_take(TestLane *lane)
{
    Delta *delta;

    while ((delta = mailbox_wait(lane->inbox, DEADLINE_MS)) != NULL && delta_is_empty(delta)) {
        delta_clear(delta);
        reader_give_back(lane->reader, delta);
    }
    return delta;
}

static void a_slow_merge_does_not_hold_up_what_comes_next(void)
{
    TestLane lane;
    Delta *delta;

    UNIT_REQUIRE(lane_open(&lane));
    CU_ASSERT_TRUE(lane_produce(&lane, "a"));
    delta = lane_take(&lane);
    UNIT_REQUIRE(delta != NULL);
    delta_clear(delta);
    delta->merged_us = HOUR_US;
    reader_give_back(lane.reader, delta);
    CU_ASSERT_TRUE(lane_produce(&lane, "b"));
    delta = lane_take(&lane);
    CU_ASSERT_PTR_NOT_NULL(delta);
    if (delta != NULL) {
        delta_clear(delta);
        reader_give_back(lane.reader, delta);
    }
    lane_close(&lane);
}

static void what_comes_while_main_is_busy_is_one_hand_over(void)
{
    TestLane lane;
    Delta *delta;
    size_t groups = 0, hand_overs = 0;

    UNIT_REQUIRE(lane_open(&lane));
    CU_ASSERT_TRUE(lane_produce(&lane, "a"));
    delta = lane_take(&lane);
    UNIT_REQUIRE(delta != NULL);
    for (int i = 0; i < 20; i++) /* the lane has no Delta to hand them over with */
        CU_ASSERT_TRUE(lane_produce(&lane, i % 2 == 0 ? "b" : "c"));
    CU_ASSERT_PTR_NULL(mailbox_take(lane.inbox));
    while (groups < 2 && delta != NULL) {
        delta_clear(delta);
        reader_give_back(lane.reader, delta);
        delta = lane_take(&lane);
        hand_overs++;
        groups += delta == NULL ? 0 : delta->groups_len;
    }
    CU_ASSERT_TRUE(hand_overs <= 2); /* two if the last records came between */
    if (delta != NULL) {
        delta_clear(delta);
        reader_give_back(lane.reader, delta);
    }
    lane_close(&lane);
}

UNIT_MAIN("engine/reader", UNIT(a_slow_merge_does_not_hold_up_what_comes_next),
          UNIT(what_comes_while_main_is_busy_is_one_hand_over))
