/*
 * sample: which records of a topic are looked at, oldest and newest, of all its partitions.
 * Method: an embedded broker in this process.
 */
#include "kafka/sample.h"
#include "kafka_fixture.h"

enum { TIMEOUT_MS = 20000, PARTITIONS_MAX = 8 };

typedef struct Sampled {
    size_t records, oldest, newest; /* the latter two: within 10 of the ends of partition 0 */
    size_t of[PARTITIONS_MAX];
    int64_t last[PARTITIONS_MAX]; /* offset, + 1 */
    int64_t log_end;              /* of partition 0 */
    size_t bytes;                 /* of all values */
    bool is_in_order;
} Sampled;

static void on_record(const Record *record, void *user)
{
    Sampled *sampled = user;

    sampled->records++;
    sampled->bytes += record->value.len;
    sampled->of[record->source]++;
    sampled->is_in_order = sampled->is_in_order && record->offset >= sampled->last[record->source];
    sampled->last[record->source] = record->offset + 1;
    if (record->source == 0) {
        sampled->oldest += record->offset < 10 ? 1 : 0;
        sampled->newest += record->offset >= sampled->log_end - 10 ? 1 : 0;
    }
}

static bool sample(const Broker *broker, size_t max, Sampled *sampled, GError **error)
{
    g_autoptr(Client) client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));

    sampled->is_in_order = true;
    return sample_read(client, "lines", max, TIMEOUT_MS, on_record, sampled, error);
}

static void the_oldest_and_the_newest_are_read_once_each(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(GError) error = NULL;
    Sampled sampled = {.log_end = 1000};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 1000));
    UNIT_CHECK(sample(broker, 20, &sampled, &error), error == NULL ? "" : error->message);
    CU_ASSERT_EQUAL(sampled.records, 20);
    CU_ASSERT_EQUAL(sampled.oldest, 10);
    CU_ASSERT_EQUAL(sampled.newest, 10);
    CU_ASSERT_TRUE(sampled.is_in_order);
}

static void a_small_topic_is_read_as_a_whole_and_once(void)
{
    static const size_t maxima[] = {100, 60, 50};
    g_autoptr(Broker) broker = fixture_broker(1);

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 50));
    for (size_t i = 0; i < G_N_ELEMENTS(maxima); i++) {
        Sampled sampled = {.log_end = 50};

        CU_ASSERT_TRUE(sample(broker, maxima[i], &sampled, NULL));
        CU_ASSERT_EQUAL(sampled.records, 50);
        CU_ASSERT_TRUE(sampled.is_in_order);
    }
}

static void halves_that_overlap_give_no_record_twice(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    Sampled sampled = {.log_end = 21};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 21));
    CU_ASSERT_TRUE(sample(broker, 20, &sampled, NULL));
    CU_ASSERT_EQUAL(sampled.records, 20);
    CU_ASSERT_TRUE(sampled.is_in_order);
    CU_ASSERT_EQUAL(sampled.last[0], 21);
}

static void all_partitions_have_their_share(void)
{
    g_autoptr(Broker) broker = fixture_broker(4);
    Sampled sampled = {.records = 0};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 1000));
    CU_ASSERT_TRUE(sample(broker, 40, &sampled, NULL));
    CU_ASSERT_EQUAL(sampled.records, 40);
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(sampled.of[i], 10);
    CU_ASSERT_TRUE(sampled.is_in_order);
}

static void fewer_records_than_partitions_are_not_exceeded(void)
{
    g_autoptr(Broker) broker = fixture_broker(8);
    Sampled sampled = {.records = 0};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 400));
    CU_ASSERT_TRUE(sample(broker, 3, &sampled, NULL));
    CU_ASSERT_EQUAL(sampled.records, 3);
}

static bool write_large(const Broker *broker, int records, size_t bytes)
{
    g_autoptr(Client) client = fixture_client(CLIENT_PRODUCER, broker_bootstrap(broker));
    g_autoptr(Sink) sink = sink_open(client, "lines", FIXTURE_OPEN_MS, NULL);
    g_autofree char *value = g_strnfill(bytes, 'x');

    if (sink == NULL)
        return false;
    for (int i = 0; i < records; i++) {
        g_autofree char *key = g_strdup_printf("%d", i);

        if (!sink_put(sink, span_of(key), span_of(value), NULL))
            return false;
    }
    return sink_flush(sink, TIMEOUT_MS, NULL);
}

static void large_records_are_read_up_to_a_number_of_bytes(void)
{
    enum { RECORDS = 40, BYTES = 600 * 1000 };
    g_autoptr(Broker) broker = fixture_broker(PARTITIONS_MAX);
    Sampled sampled = {.records = 0};

    UNIT_REQUIRE(broker != NULL && write_large(broker, RECORDS, BYTES));
    CU_ASSERT_TRUE(sample(broker, RECORDS, &sampled, NULL));
    CU_ASSERT_TRUE(sampled.bytes <= SAMPLE_BYTES_MAX);
    CU_ASSERT_TRUE(sampled.bytes >= SAMPLE_BYTES_MAX - 2 * BYTES); /* of the newest too */
    CU_ASSERT_TRUE(sampled.is_in_order);
}

static void an_empty_topic_gives_nothing(void)
{
    g_autoptr(Broker) broker = fixture_broker(2);
    g_autoptr(GError) error = NULL;
    Sampled sampled = {.records = 0};

    UNIT_REQUIRE(broker != NULL);
    UNIT_CHECK(sample(broker, 10, &sampled, &error), error == NULL ? "" : error->message);
    CU_ASSERT_EQUAL(sampled.records, 0);
}

static void a_topic_that_is_not_there_is_told(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;
    Sampled sampled = {.records = 0};

    UNIT_REQUIRE(broker != NULL);
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    CU_ASSERT_FALSE(sample_read(client, "lins", 10, TIMEOUT_MS, on_record, &sampled, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "there is no topic \"lins\"; did you mean \"lines\"");
}

static void the_topic_can_be_read_by_the_same_client_then(void)
{
    g_autoptr(Broker) broker = fixture_broker(2);
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;
    Sampled sampled = {.records = 0};

    UNIT_REQUIRE(broker != NULL && fixture_write(broker, "lines", 300));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    for (int i = 0; i < 3; i++) {
        SourceTopic topic = {"lines", {.kind = SOURCE_EARLIEST}, {.kind = SOURCE_LATEST}};
        SourceSpec spec = {.topics = &topic, .topics_len = 1, .lanes = 1, .timeout_ms = TIMEOUT_MS};
        g_autoptr(Source) source = NULL;
        FixtureRead read = {.records = 0};

        sampled.records = 0;
        memset(sampled.last, 0, sizeof(sampled.last));
        UNIT_REQUIRE(sample_read(client, "lines", 20, TIMEOUT_MS, on_record, &sampled, NULL));
        CU_ASSERT_EQUAL(sampled.records, 20);
        source = source_open(client, &spec, NULL);
        UNIT_REQUIRE(source != NULL && source_start(source, NULL));
        UNIT_CHECK(fixture_read(source, 1, 300, 2, &read, &error),
                   error == NULL ? "" : error->message);
        CU_ASSERT_EQUAL(read.key_sum, 299 * 300 / 2);
    }
}

UNIT_MAIN("kafka/sample", UNIT(the_oldest_and_the_newest_are_read_once_each),
          UNIT(a_small_topic_is_read_as_a_whole_and_once),
          UNIT(halves_that_overlap_give_no_record_twice), UNIT(all_partitions_have_their_share),
          UNIT(fewer_records_than_partitions_are_not_exceeded),
          UNIT(large_records_are_read_up_to_a_number_of_bytes), UNIT(an_empty_topic_gives_nothing),
          UNIT(a_topic_that_is_not_there_is_told),
          UNIT(the_topic_can_be_read_by_the_same_client_then))
