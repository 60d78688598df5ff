/*
 * source: what is read between two bounds, in one lane and in several, and which ends are told.
 * Method: an embedded broker in this process; waits are polls with a deadline.
 */
#include "kafka/broker_cluster.h"
#include "kafka/handle.h"
#include "kafka_fixture.h"

static Source *open_source(Client *client, FixtureSpec spec)
{
    g_autoptr(GError) error = NULL;
    Source *source = fixture_open(client, &spec, &error);

    if (source != NULL && source_start(source, &error))
        return source;
    UNIT_CHECK(false, error->message);
    source_close(source);
    return NULL;
}

/* Read a topic of 4 partitions and 1,000 records to its present end. */
static void read_all_in(int lanes)
{
    g_autoptr(Broker) broker = fixture_broker(4);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(GError) error = NULL;
    FixtureRead read = {.records = 0};
    int64_t size = 0;

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 1000));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_LATEST, lanes));
    UNIT_REQUIRE(source != NULL);
    CU_ASSERT_EQUAL(source_partitions_len(source), 4);
    for (size_t i = 0; i < 4; i++) {
        const SourcePartition *partition = source_partition(source, i);

        UNIT_EQUALS_TEXT(partition->topic, "lines");
        CU_ASSERT_EQUAL(partition->partition, (int)i);
        CU_ASSERT_EQUAL(partition->lane, (int)i % lanes);
        CU_ASSERT_EQUAL(partition->begin, 0);
        CU_ASSERT_EQUAL(partition->end, partition->size);
        size += partition->size;
    }
    CU_ASSERT_EQUAL(size, 1000);
    UNIT_CHECK(fixture_read(source, lanes, 1000, 4, &read, &error),
               error == NULL ? "" : error->message);
    CU_ASSERT_EQUAL(read.records, 1000);
    CU_ASSERT_EQUAL(read.ends, 4);
    CU_ASSERT_EQUAL(read.key_sum, 999 * 1000 / 2);
    CU_ASSERT_EQUAL(source_lost(source), 0);
}

static void one_lane_reads_every_record_once(void)
{
    read_all_in(1);
}

static void three_lanes_read_every_record_once(void)
{
    read_all_in(3);
}

static void more_lanes_than_partitions_do_no_harm(void)
{
    read_all_in(6);
}

static void a_client_reads_a_topic_again_and_again(void)
{
    g_autoptr(Broker) broker = fixture_broker(4);
    g_autoptr(Client) client = NULL;

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 200));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    for (int i = 0; i < 30; i++) {
        g_autoptr(Source) source =
            open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_LATEST, 1 + i % 3));
        FixtureRead read = {.records = 0};

        UNIT_REQUIRE(source != NULL);
        /* Every other one is closed with its records still under way. */
        if (i % 2 == 0)
            continue;
        UNIT_REQUIRE(fixture_read(source, 1 + i % 3, 200, 4, &read, NULL));
        CU_ASSERT_EQUAL(read.key_sum, 199 * 200 / 2);
    }
}

static void records_after_the_end_are_left_out(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};
    FixtureSpec spec = fixture_spec(SOURCE_OFFSET, SOURCE_OFFSET, 1);

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 100));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    spec.topic.since.offset = 10;
    spec.topic.until.offset = 30;
    source = open_source(client, spec);
    UNIT_REQUIRE(source != NULL);
    CU_ASSERT_TRUE(fixture_read(source, 1, 20, 1, &read, NULL));
    CU_ASSERT_EQUAL(read.records, 20);
    CU_ASSERT_EQUAL(read.last_offset, 29);
    CU_ASSERT_EQUAL(read.key_sum, (10 + 29) * 20 / 2);
    CU_ASSERT_EQUAL(read.ends, 1);
}

static void an_end_that_is_not_yet_there_is_waited_for(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};
    FixtureSpec spec = fixture_spec(SOURCE_EARLIEST, SOURCE_OFFSET, 1);

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 5));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    spec.topic.until.offset = 8;
    source = open_source(client, spec);
    UNIT_REQUIRE(source != NULL);
    CU_ASSERT_TRUE(fixture_read(source, 1, 5, 0, &read, NULL));
    CU_ASSERT_EQUAL(read.ends, 0);
    UNIT_REQUIRE(fixture_write(broker, "lines", 5));
    CU_ASSERT_TRUE(fixture_read(source, 1, 8, 1, &read, NULL));
    CU_ASSERT_EQUAL(read.records, 8);
}

static void a_partition_without_records_ends_at_once(void)
{
    static const SourceBoundKind sinces[] = {SOURCE_EARLIEST, SOURCE_LATEST};
    g_autoptr(Broker) broker = fixture_broker(3);

    UNIT_REQUIRE(broker != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(sinces); i++) {
        g_autoptr(Client) client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
        g_autoptr(Source) source = open_source(client, fixture_spec(sinces[i], SOURCE_LATEST, 2));
        Batch batch;

        UNIT_REQUIRE(source != NULL);
        UNIT_REQUIRE(source_poll(source, 0, 0, &batch, NULL));
        CU_ASSERT_EQUAL(batch.ends_len, 2);
        CU_ASSERT_EQUAL(batch.records_len, 0);
        UNIT_REQUIRE(source_poll(source, 1, 0, &batch, NULL));
        CU_ASSERT_EQUAL(batch.ends_len, 1);
        UNIT_REQUIRE(source_poll(source, 1, 0, &batch, NULL));
        CU_ASSERT_EQUAL(batch.ends_len, 0);
    }
}

static void an_endless_source_tells_the_end_and_goes_on(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 3));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1));
    UNIT_REQUIRE(source != NULL);
    CU_ASSERT_EQUAL(source_partition(source, 0)->end, -1);
    CU_ASSERT_TRUE(fixture_read(source, 1, 3, 1, &read, NULL));
    CU_ASSERT_EQUAL(source_log_end(source, 0), 3);
    UNIT_REQUIRE(fixture_write(broker, "lines", 2));
    CU_ASSERT_TRUE(fixture_read(source, 1, 5, 2, &read, NULL));
    CU_ASSERT_EQUAL(read.records, 5);
    CU_ASSERT_EQUAL(source_log_end(source, 0), 5);
}

static void latest_begins_at_the_end(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 7));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = open_source(client, fixture_spec(SOURCE_LATEST, SOURCE_NONE, 1));
    UNIT_REQUIRE(source != NULL);
    UNIT_REQUIRE(fixture_write(broker, "lines", 2));
    CU_ASSERT_TRUE(fixture_read(source, 1, 2, 1, &read, NULL));
    CU_ASSERT_EQUAL(read.records, 2);
    CU_ASSERT_EQUAL(read.last_offset, 8);
}

/* The mock cluster cannot look a time up: the whole log is read, and the plan filters its rows. */
static void on_the_mock_a_time_reads_from_the_beginning_to_the_present_end(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    FixtureSpec spec = fixture_spec(SOURCE_TIME, SOURCE_TIME, 1);

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 7));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    spec.topic.since.time_ms = time_wall_ms() - 1000;
    spec.topic.until.time_ms = time_wall_ms();
    {
        g_autoptr(Source) source = fixture_open(client, &spec, NULL);

        UNIT_REQUIRE(source != NULL);
        CU_ASSERT_EQUAL(source_partition(source, 0)->begin, 0);
        CU_ASSERT_EQUAL(source_partition(source, 0)->end, 7);
    }
    spec.topic.until.time_ms = time_wall_ms() + 3600 * 1000;
    {
        g_autoptr(Source) source = fixture_open(client, &spec, NULL);

        UNIT_REQUIRE(source != NULL);
        CU_ASSERT_EQUAL(source_partition(source, 0)->end, -1);
    }
}

static void offsets_outside_of_the_log_are_brought_into_it(void)
{
    static const struct {
        int64_t offset, begin;
    } cases[] = {
        {-5,   0},
        {4,    4},
        {1000, 7}
    };
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 7));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        FixtureSpec spec = fixture_spec(SOURCE_OFFSET, SOURCE_NONE, 1);
        g_autoptr(Source) source = NULL;

        spec.topic.since.offset = cases[i].offset;
        source = fixture_open(client, &spec, NULL);
        UNIT_REQUIRE(source != NULL);
        CU_ASSERT_EQUAL(source_partition(source, 0)->begin, cases[i].begin);
    }
}

/* ---- several topics ---- */

/* "lines" with two partitions and "more" with three: 60 records each. */
static Broker *broker_of_two_topics(void)
{
    Broker *broker = fixture_broker(2);

    if (broker != NULL && broker_create_topic(broker, "more", 3, NULL) &&
        fixture_write(broker, "lines", 60) && fixture_write(broker, "more", 60))
        return broker;
    broker_free(broker);
    return NULL;
}

static void several_topics_are_read_between_their_own_bounds(void)
{
    const SourceTopic topics[] = {
        {.topic = "more",  .since = {SOURCE_EARLIEST, 0, 0}, .until = {SOURCE_LATEST, 0, 0}},
        {.topic = "lines", .since = {SOURCE_OFFSET, 0, 2},   .until = {SOURCE_OFFSET, 0, 7}},
    };
    SourceSpec spec = {topics, G_N_ELEMENTS(topics), 2, FIXTURE_OPEN_MS};
    g_autoptr(Broker) broker = broker_of_two_topics();
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(GError) error = NULL;
    FixtureRead read = {.records = 0};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = source_open(client, &spec, &error);
    UNIT_REQUIRE(source != NULL && source_start(source, NULL));
    UNIT_REQUIRE(source_partitions_len(source) == 5);
    for (size_t i = 0; i < 5; i++) {
        const SourcePartition *partition = source_partition(source, i);
        size_t place = i < 3 ? 0 : 1;

        CU_ASSERT_EQUAL(partition->place, place);
        UNIT_EQUALS_TEXT(partition->topic, topics[place].topic);
        CU_ASSERT_EQUAL(partition->partition, (int)(place == 0 ? i : i - 3));
        CU_ASSERT_EQUAL(partition->begin, place == 0 ? 0 : 2);
        CU_ASSERT_TRUE(place == 0 ? partition->end == partition->size : partition->end == 7);
    }
    UNIT_CHECK(fixture_read(source, 2, 60 + 10, 5, &read, &error),
               error == NULL ? "" : error->message);
    CU_ASSERT_EQUAL(read.records, 60 + 10);
}

static void a_bounded_topic_ends_and_an_endless_one_goes_on(void)
{
    const SourceTopic topics[] = {
        {.topic = "lines", .since = {SOURCE_EARLIEST, 0, 0}, .until = {SOURCE_LATEST, 0, 0}},
        {.topic = "more",  .since = {SOURCE_LATEST, 0, 0},   .until = {SOURCE_NONE, 0, 0}  },
    };
    SourceSpec spec = {topics, G_N_ELEMENTS(topics), 1, FIXTURE_OPEN_MS};
    g_autoptr(Broker) broker = broker_of_two_topics();
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = source_open(client, &spec, NULL);
    UNIT_REQUIRE(source != NULL && source_start(source, NULL));
    CU_ASSERT_TRUE(fixture_read(source, 1, 60, 2, &read, NULL));
    UNIT_REQUIRE(fixture_write(broker, "lines", 10)); /* behind its end: not read */
    UNIT_REQUIRE(fixture_write(broker, "more", 20));
    CU_ASSERT_TRUE(fixture_read(source, 1, 80, 0, &read, NULL));
    CU_ASSERT_EQUAL(read.records, 80);
}

static void of_several_topics_the_one_that_is_not_there_is_named(void)
{
    const SourceTopic topics[] = {
        {.topic = "lines"},
        {.topic = "linse"},
    };
    SourceSpec spec = {topics, G_N_ELEMENTS(topics), 1, FIXTURE_OPEN_MS};
    g_autoptr(Broker) broker = broker_of_two_topics();
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    CU_ASSERT_PTR_NULL(source_open(client, &spec, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "there is no topic \"linse\"; did you mean \"lines\"");
}

static void an_unknown_topic_names_the_near_ones(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;
    FixtureSpec spec = fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1);

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    spec.topic.topic = "linse";
    CU_ASSERT_PTR_NULL(fixture_open(client, &spec, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "there is no topic \"linse\"; did you mean \"lines\"");
}

static void a_topic_that_is_deleted_ends_its_reading(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(GHashTable) properties = NULL;
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(GError) error = NULL;
    FixtureRead read = {.records = 0};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 3));
    properties = fixture_properties(broker_bootstrap(broker));
    g_hash_table_insert(properties, g_strdup("topic.metadata.propagation.max.ms"), g_strdup("0"));
    client = client_new(CLIENT_CONSUMER, properties, NULL);
    source = open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1));
    UNIT_REQUIRE(source != NULL && fixture_read(source, 1, 3, 0, &read, NULL));
    UNIT_REQUIRE(rd_kafka_mock_topic_delete(broker_cluster(broker), "lines") == 0);
    CU_ASSERT_FALSE(fixture_read(source, 1, 4, 0, &read, &error));
    UNIT_FAILED_WITH(error, FAIL_KAFKA, "it is gone: somebody deleted it");
}

static void a_partition_whose_leader_moves_is_asked_again(void)
{
    enum { LIST_OFFSETS = 2 }; /* Kafka's number of the request */
    g_autoptr(Broker) broker = fixture_broker(2);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(GError) error = NULL;
    FixtureSpec spec = fixture_spec(SOURCE_EARLIEST, SOURCE_LATEST, 1);

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 3));
    rd_kafka_mock_push_request_errors(
        broker_cluster(broker), LIST_OFFSETS, 4, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = fixture_open(client, &spec, &error);
    UNIT_CHECK(source != NULL, error != NULL ? error->message : "it opens");
}

static void records_that_retention_took_are_counted(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};
    FixtureSpec spec = fixture_spec(SOURCE_EARLIEST, SOURCE_LATEST, 1);

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 10));
    UNIT_REQUIRE(fixture_write(broker, "lines", 10));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = fixture_open(client, &spec, NULL);
    UNIT_REQUIRE(source != NULL);
    UNIT_REQUIRE(rd_kafka_mock_partition_delete_records(broker_cluster(broker), "lines", 0, 10) ==
                 0);
    UNIT_REQUIRE(source_start(source, NULL));
    CU_ASSERT_TRUE(fixture_read(source, 1, 10, 1, &read, NULL));
    CU_ASSERT_EQUAL(read.records, 10);
    CU_ASSERT_EQUAL(read.last_offset, 19);
    CU_ASSERT_EQUAL(source_lost(source), 10);
}

static void a_partition_that_is_done_gives_no_more(void)
{
    g_autoptr(Broker) broker = fixture_broker(2);
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    FixtureRead read = {.records = 0};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1));
    UNIT_REQUIRE(source != NULL && fixture_read(source, 1, 0, 2, &read, NULL));
    source_partition_done(source, 0);
    source_partition_done(source, 0);
    UNIT_REQUIRE(fixture_write(broker, "lines", 200));
    for (size_t ends = read.ends; read.ends == ends;) {
        Batch batch;

        UNIT_REQUIRE(source_poll(source, 0, FIXTURE_POLL_MS, &batch, NULL));
        for (size_t i = 0; i < batch.records_len; i++)
            CU_ASSERT_EQUAL(batch.records[i].source, 1);
        fixture_count(source, &batch, &read);
    }
    CU_ASSERT_TRUE(read.records > 0 && read.records < 200);
}

static void a_null_value_is_not_an_empty_one(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(Client) producer = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(Sink) sink = NULL;
    Batch batch = {.records_len = 0};

    UNIT_REQUIRE(broker != NULL);
    producer = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    sink = sink_open(producer, "lines", FIXTURE_OPEN_MS, NULL);
    UNIT_REQUIRE(sink != NULL);
    UNIT_REQUIRE(sink_put(sink, span_of("k"), (Span){NULL, 0}, NULL));
    UNIT_REQUIRE(sink_put(sink, (Span){NULL, 0}, span_of(""), NULL));
    UNIT_REQUIRE(sink_flush(sink, FIXTURE_OPEN_MS, NULL));

    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1));
    UNIT_REQUIRE(source != NULL);
    for (int64_t deadline_ms = time_monotonic_ms() + FIXTURE_DEADLINE_MS;
         batch.records_len == 0 && time_monotonic_ms() < deadline_ms;)
        UNIT_REQUIRE(source_poll(source, 0, FIXTURE_POLL_MS, &batch, NULL));
    UNIT_REQUIRE(batch.records_len == 2);
    CU_ASSERT_PTR_NULL(batch.records[0].value.at);
    CU_ASSERT_TRUE(span_equals(batch.records[0].key, span_of("k")));
    CU_ASSERT_PTR_NOT_NULL(batch.records[1].value.at);
    CU_ASSERT_EQUAL(batch.records[1].value.len, 0);
    CU_ASSERT_PTR_NULL(batch.records[1].key.at);
    CU_ASSERT_TRUE(ABS(batch.received_ms - batch.records[0].timestamp_ms) < 60000);
}

static void headers_are_a_json_object(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) producer = NULL;
    g_autoptr(Client) client = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(GString) json = g_string_new("");
    Batch batch = {.records_len = 0};

    UNIT_REQUIRE(broker != NULL);
    producer = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    UNIT_REQUIRE(rd_kafka_producev(
                     handle_of(producer), RD_KAFKA_V_TOPIC("lines"),
                     RD_KAFKA_V_VALUE((void *)"v", 1), RD_KAFKA_V_HEADER("a", "1", 1),
                     RD_KAFKA_V_HEADER("quote\"", "tab\tend", 7),
                     RD_KAFKA_V_HEADER("nothing", NULL, 0),
                     RD_KAFKA_V_HEADER("bytes", "x\xff\xfey", 4), RD_KAFKA_V_HEADER("empty", "", 0),
                     RD_KAFKA_V_HEADER("a", "2", 1), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_END) == 0);
    UNIT_REQUIRE(rd_kafka_producev(handle_of(producer), RD_KAFKA_V_TOPIC("lines"),
                                   RD_KAFKA_V_VALUE((void *)"v", 1), RD_KAFKA_V_PARTITION(0),
                                   RD_KAFKA_V_END) == 0);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    source = open_source(client, fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1));
    UNIT_REQUIRE(source != NULL);
    for (int64_t deadline_ms = time_monotonic_ms() + FIXTURE_DEADLINE_MS;
         batch.records_len < 1 && time_monotonic_ms() < deadline_ms;)
        UNIT_REQUIRE(source_poll(source, 0, FIXTURE_POLL_MS, &batch, NULL));
    UNIT_REQUIRE(batch.records_len == 2);
    source_headers(&batch.records[0], json);
    UNIT_EQUALS_TEXT(json->str,
                     "{\"a\":[\"1\",\"2\"],\"quote\\\"\":\"tab\\tend\",\"nothing\":null,\"bytes\":"
                     "\"x\xef\xbf\xbd\xef\xbf\xbdy\",\"empty\":\"\"}");
    g_string_assign(json, "");
    source_headers(&batch.records[1], json);
    UNIT_EQUALS_TEXT(json->str, "{}");
}

UNIT_MAIN("kafka/source", UNIT(one_lane_reads_every_record_once),
          UNIT(three_lanes_read_every_record_once), UNIT(more_lanes_than_partitions_do_no_harm),
          UNIT(a_client_reads_a_topic_again_and_again), UNIT(records_after_the_end_are_left_out),
          UNIT(an_end_that_is_not_yet_there_is_waited_for),
          UNIT(a_partition_without_records_ends_at_once),
          UNIT(an_endless_source_tells_the_end_and_goes_on), UNIT(latest_begins_at_the_end),
          UNIT(on_the_mock_a_time_reads_from_the_beginning_to_the_present_end),
          UNIT(offsets_outside_of_the_log_are_brought_into_it),
          UNIT(several_topics_are_read_between_their_own_bounds),
          UNIT(a_bounded_topic_ends_and_an_endless_one_goes_on),
          UNIT(of_several_topics_the_one_that_is_not_there_is_named),
          UNIT(an_unknown_topic_names_the_near_ones),
          UNIT(a_topic_that_is_deleted_ends_its_reading),
          UNIT(a_partition_whose_leader_moves_is_asked_again),
          UNIT(records_that_retention_took_are_counted),
          UNIT(a_partition_that_is_done_gives_no_more), UNIT(a_null_value_is_not_an_empty_one),
          UNIT(headers_are_a_json_object))
