/*
 * sink: what is written is delivered or is told not to be.
 */
#include "kafka/sample.h"
#include "kafka_fixture.h"

static void a_record_that_is_too_large_names_the_limit(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Sink) sink = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *value = g_strnfill(1100000, 'x');

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    sink = sink_open(client, "lines", FIXTURE_OPEN_MS, &error);
    UNIT_REQUIRE(sink != NULL);
    CU_ASSERT_FALSE(sink_put(sink, span_of("k"), span_make(value, 1100000), &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "1100001 bytes is more than message.max.bytes (1000000)");
}

/* The mock cluster makes what is asked for by name, as brokers with auto.create.topics.enable do.
 */
static void a_broker_that_creates_topics_creates_this_one(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_auto(GStrv) topics = NULL;

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "fresh", 5));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    UNIT_REQUIRE(client_topics(client, FIXTURE_OPEN_MS, &topics, NULL));
    CU_ASSERT_TRUE(g_strv_contains((const char *const *)topics, "fresh"));
}

static void a_name_that_can_t_be_a_topic_is_refused(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *long_name = g_strnfill(250, 'x');
    const char *names[] = {"", ".", "..", "two words", "a/b", "gr\xc3\xbc\xc3\x9f", long_name};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        CU_ASSERT_PTR_NULL(sink_open(client, names[i], FIXTURE_OPEN_MS, &error));
        UNIT_FAILED_WITH(error, FAIL_QUERY, "can't be a topic's name");
        g_clear_error(&error);
    }
}

static void a_broker_that_went_away_is_told_with_the_records(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(GHashTable) properties = NULL;
    g_autoptr(Client) client = NULL;
    g_autoptr(Sink) sink = NULL;
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(broker != NULL);
    properties = fixture_properties(broker_bootstrap(broker));
    g_hash_table_insert(properties, g_strdup("message.timeout.ms"), g_strdup("500"));
    client = client_new(CLIENT_PRODUCER, properties, NULL);
    sink = sink_open(client, "lines", FIXTURE_OPEN_MS, &error);
    UNIT_REQUIRE(sink != NULL);
    broker_free(g_steal_pointer(&broker));
    CU_ASSERT_TRUE(sink_put(sink, span_of("k"), span_of("v"), &error));
    CU_ASSERT_FALSE(sink_flush(sink, 10000, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "1 records for topic \"lines\" were not delivered: ");
    CU_ASSERT_EQUAL(sink_delivered(sink), 0);
}

static void a_sink_that_is_closed_early_forgets_its_records(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(GHashTable) properties = NULL;
    g_autoptr(Client) client = NULL;
    Sink *sink;

    UNIT_REQUIRE(broker != NULL);
    properties = fixture_properties(broker_bootstrap(broker));
    g_hash_table_insert(properties, g_strdup("linger.ms"), g_strdup("10000"));
    client = client_new(CLIENT_PRODUCER, properties, NULL);
    sink = sink_open(client, "lines", FIXTURE_OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    for (int i = 0; i < 100; i++)
        CU_ASSERT_TRUE(sink_put(sink, span_of("k"), span_of("v"), NULL));
    sink_close(sink);
}

static void more_records_than_the_queue_holds_are_written(void)
{
    g_autoptr(Broker) broker = fixture_broker(4);
    g_autoptr(GHashTable) properties = NULL;
    g_autoptr(Client) client = NULL;
    g_autoptr(Sink) sink = NULL;
    g_autoptr(GPtrArray) topics = NULL;

    UNIT_REQUIRE(broker != NULL);
    properties = fixture_properties(broker_bootstrap(broker));
    g_hash_table_insert(properties, g_strdup("queue.buffering.max.messages"), g_strdup("100"));
    client = client_new(CLIENT_PRODUCER, properties, NULL);
    sink = sink_open(client, "lines", FIXTURE_OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    for (int i = 0; i < 2000; i++)
        UNIT_REQUIRE(sink_put(sink, (Span){NULL, 0}, span_of("v"), NULL));
    CU_ASSERT_TRUE(sink_flush(sink, FIXTURE_OPEN_MS, NULL));
    topics = client_describe_topics(client, FIXTURE_OPEN_MS, NULL);
    UNIT_REQUIRE(topics != NULL && topics->len == 1);
    CU_ASSERT_EQUAL(((ClientTopic *)g_ptr_array_index(topics, 0))->records, 2000);
}

static void append_headers(const Record *record, void *json)
{
    source_headers(record, json);
}

/* The headers, as JSON, of the only record of a topic. */
static bool headers_are(const Broker *broker, const char *wanted)
{
    g_autoptr(Client) client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    g_autoptr(GString) json = g_string_new(NULL);

    return sample_read(client, "lines", 1, FIXTURE_OPEN_MS, append_headers, json, NULL) &&
           strcmp(json->str, wanted) == 0;
}

static void a_record_has_headers_a_partition_and_a_time(void)
{
    g_autoptr(Broker) broker = fixture_broker(4);
    g_autoptr(Client) client = NULL;
    g_autoptr(Sink) sink = NULL;
    const SinkHeader headers[] = {
        {"trace",             span_of("a")},
        { "none",     span_make(NULL,           0)},
        { "bytes", span_make("\0\x01",           2)},
    };
    SinkRecord record = {span_of("k"), span_of("v"), headers, 3, 3, 1000};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    sink = sink_open(client, "lines", FIXTURE_OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    CU_ASSERT_EQUAL(sink_partitions(sink), 4);
    CU_ASSERT_TRUE(sink_write(sink, &record, NULL));
    CU_ASSERT_TRUE(sink_flush(sink, FIXTURE_OPEN_MS, NULL));
    CU_ASSERT_TRUE(
        headers_are(broker, "{\"trace\":\"a\",\"none\":null,\"bytes\":\"\xef\xbf\xbd\\u0001\"}"));
}

static void a_partition_that_is_not_there_is_told_with_those_that_are(void)
{
    g_autoptr(Broker) broker = fixture_broker(4);
    g_autoptr(Client) client = NULL;
    g_autoptr(Sink) sink = NULL;
    const int32_t partitions[] = {4, -2, INT32_MAX};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    sink = sink_open(client, "lines", FIXTURE_OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(partitions); i++) {
        g_autoptr(GError) error = NULL;
        SinkRecord record = {.value = span_of("v"), .partition = partitions[i]};

        CU_ASSERT_FALSE(sink_write(sink, &record, &error));
        UNIT_FAILED_WITH(error, FAIL_QUERY, "it has 4, 0 to 3");
    }
}

UNIT_MAIN("kafka/sink", UNIT(a_record_that_is_too_large_names_the_limit),
          UNIT(a_broker_that_creates_topics_creates_this_one),
          UNIT(a_name_that_can_t_be_a_topic_is_refused),
          UNIT(a_broker_that_went_away_is_told_with_the_records),
          UNIT(a_sink_that_is_closed_early_forgets_its_records),
          UNIT(more_records_than_the_queue_holds_are_written),
          UNIT(a_record_has_headers_a_partition_and_a_time),
          UNIT(a_partition_that_is_not_there_is_told_with_those_that_are))
