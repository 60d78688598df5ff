/*
 * Growth: what is found while a source is read. Method: topics are made on the embedded broker
 * while the thread asks, which wakes the test by an eventfd. Partitions can't be added there: that
 * is tests/e2e/test_growth.py.
 */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "kafka/growth.h"
#include "unit/kafka/kafka_fixture.h"

enum { EVERY_MS = 100, STOP_MAX_MS = 3000, TOPICS_MAX = 4 };

typedef struct Watched {
    Broker *broker;
    Client *client;
    Source *source;
    Growth *growth;
    SourceTopic bounds; /* of topics that match */
    int woken;          /* eventfd */
} Watched;

static void on_found(void *watched_at)
{
    eventfd_write(((Watched *)watched_at)->woken, 1);
}

/* Topics that begin with "lines", of which those with "bad" in their names can't be read. */
static bool match(const void *watched_at, const char *topic, SourceTopic *ret_bounds,
                  GError **error)
{
    const Watched *watched = watched_at;

    if (!g_str_has_prefix(topic, "lines"))
        return false;
    if (strstr(topic, "bad") != NULL)
        return fail(error, FAIL_QUERY, "it is bad");
    *ret_bounds = watched->bounds;
    return true;
}

static bool watched_open(Watched *watched, const SourceTopic *topics, size_t len)
{
    SourceSpec spec = {topics, len, 2, FIXTURE_OPEN_MS};
    GrowthOptions options = {.topics = topics,
                             .topics_max = TOPICS_MAX,
                             .every_ms = EVERY_MS,
                             .match = match,
                             .match_user = watched,
                             .wake = on_found,
                             .wake_user = watched};

    watched->bounds = topics[0];
    watched->woken = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    watched->client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(watched->broker));
    watched->source = source_open(watched->client, &spec, NULL);
    if (watched->source == NULL || !source_start(watched->source, NULL))
        return false;
    options.client = watched->client;
    options.source = watched->source;
    return growth_start(&options, &watched->growth, NULL);
}

static void watched_close(Watched *watched)
{
    growth_free(watched->growth);
    source_close(watched->source);
    client_free(watched->client);
    broker_free(watched->broker);
    close(watched->woken);
}

/* (owned) NULL at the deadline. */
static Grown *wait_for_grown(Watched *watched)
{
    struct pollfd woken = {.fd = watched->woken, .events = POLLIN};
    eventfd_t count;

    if (poll(&woken, 1, FIXTURE_DEADLINE_MS) <= 0)
        return NULL;
    eventfd_read(watched->woken, &count);
    return growth_take(watched->growth);
}

static const GrownTopic *grown_topic(const Grown *grown, guint i)
{
    return &g_array_index(grown->topics, GrownTopic, i);
}

static void a_topic_that_comes_is_found_and_read(SourceBoundKind since, size_t before)
{
    Watched watched = {.broker = fixture_broker(1)};
    SourceTopic lines = {"lines", {.kind = since}, {.kind = SOURCE_NONE}};
    FixtureRead read = {.records = 0};
    Grown *grown;

    UNIT_REQUIRE(watched.broker != NULL && fixture_write(watched.broker, "lines", 100));
    UNIT_REQUIRE(watched_open(&watched, &lines, 1));
    UNIT_REQUIRE(fixture_read(watched.source, 2, before, 1, &read, NULL));
    UNIT_REQUIRE(broker_create_topic(watched.broker, "other", 1, NULL));
    UNIT_REQUIRE(broker_create_topic(watched.broker, "lines-2", 3, NULL));
    UNIT_REQUIRE(fixture_write(watched.broker, "lines-2", 50));

    grown = wait_for_grown(&watched);
    UNIT_REQUIRE(grown != NULL && grown->topics->len == 1 && grown->partitions->len == 3);
    UNIT_EQUALS_TEXT(grown_topic(grown, 0)->topic, "lines-2");
    CU_ASSERT_EQUAL(grown_topic(grown, 0)->before, 0);
    CU_ASSERT_EQUAL(grown_topic(grown, 0)->after, 3);
    CU_ASSERT_PTR_NULL(grown_topic(grown, 0)->refused);
    CU_ASSERT_TRUE(source_grow(watched.source, (void *)grown->partitions->data, 3, NULL));
    grown_free(grown);

    CU_ASSERT_EQUAL(source_topics_len(watched.source), 2);
    CU_ASSERT_EQUAL(source_partitions_len(watched.source), 4);
    UNIT_EQUALS_TEXT(source_partition(watched.source, 0)->topic, "lines");
    CU_ASSERT_EQUAL(source_partition(watched.source, 3)->place, 1);
    CU_ASSERT_EQUAL(source_partition(watched.source, 3)->partition, 2);
    UNIT_REQUIRE(fixture_write(watched.broker, "lines", 10));
    CU_ASSERT_TRUE(fixture_read(watched.source, 2, before + 60, 4, &read, NULL));
    CU_ASSERT_EQUAL(read.records, before + 60);
    watched_close(&watched);
}

static void a_topic_is_found_once_and_read_from_its_beginning(void)
{
    a_topic_that_comes_is_found_and_read(SOURCE_EARLIEST, 100);
    a_topic_that_comes_is_found_and_read(SOURCE_LATEST, 0);
}

static void an_offset_holds_for_what_is_found(void)
{
    Watched watched = {.broker = fixture_broker(1)};
    SourceTopic lines = {
        "lines", {.kind = SOURCE_OFFSET, .offset = 7},
         {.kind = SOURCE_NONE                    }
    };
    Grown *grown;

    UNIT_REQUIRE(watched.broker != NULL && watched_open(&watched, &lines, 1));
    UNIT_REQUIRE(broker_create_topic(watched.broker, "lines-2", 1, NULL));
    grown = wait_for_grown(&watched);
    UNIT_REQUIRE(grown != NULL && grown->partitions->len == 1);
    CU_ASSERT_EQUAL(g_array_index(grown->partitions, SourcePartition, 0).begin, 0);
    CU_ASSERT_EQUAL(g_array_index(grown->partitions, SourcePartition, 0).end, -1);
    grown_free(grown);
    watched_close(&watched);
}

static void what_cant_be_read_is_told_once(void)
{
    Watched watched = {.broker = fixture_broker(1)};
    SourceTopic lines = {"lines", {.kind = SOURCE_EARLIEST}, {.kind = SOURCE_NONE}};
    Grown *grown;

    UNIT_REQUIRE(watched.broker != NULL && watched_open(&watched, &lines, 1));
    UNIT_REQUIRE(broker_create_topic(watched.broker, "lines-bad", 1, NULL));
    grown = wait_for_grown(&watched);
    UNIT_REQUIRE(grown != NULL && grown->topics->len == 1 && grown->partitions->len == 0);
    UNIT_EQUALS_TEXT(grown_topic(grown, 0)->refused, "it is bad");
    grown_free(grown);
    UNIT_REQUIRE(broker_create_topic(watched.broker, "lines-good", 1, NULL));
    grown = wait_for_grown(&watched);
    UNIT_REQUIRE(grown != NULL && grown->topics->len == 1);
    UNIT_EQUALS_TEXT(grown_topic(grown, 0)->topic, "lines-good");
    grown_free(grown);
    watched_close(&watched);
}

static void more_topics_than_allowed_are_not_read(void)
{
    Watched watched = {.broker = fixture_broker(1)};
    static const char *const names[TOPICS_MAX - 1] = {"lines-0", "lines-1", "lines-2"};
    SourceTopic topics[TOPICS_MAX - 1];
    Grown *grown;

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        topics[i] = (SourceTopic){names[i], {.kind = SOURCE_LATEST}, {.kind = SOURCE_NONE}};
        UNIT_REQUIRE(broker_create_topic(watched.broker, names[i], 1, NULL));
    }
    UNIT_REQUIRE(watched_open(&watched, topics, G_N_ELEMENTS(names)));
    grown = wait_for_grown(&watched); /* the topic that the fixture has made is the last one */
    UNIT_REQUIRE(grown != NULL && grown->partitions->len == 1);
    grown_free(grown);
    UNIT_REQUIRE(broker_create_topic(watched.broker, "lines-more", 1, NULL));
    grown = wait_for_grown(&watched);
    UNIT_REQUIRE(grown != NULL && grown->partitions->len == 0);
    UNIT_EQUALS_TEXT(grown_topic(grown, 0)->refused, "a query reads at most 4 topics");
    grown_free(grown);
    watched_close(&watched);
}

static void a_topic_with_an_end_does_not_grow(void)
{
    Watched watched = {.broker = fixture_broker(1)};
    SourceTopic lines = {"lines", {.kind = SOURCE_EARLIEST}, {.kind = SOURCE_LATEST}};

    UNIT_REQUIRE(watched.broker != NULL && watched_open(&watched, &lines, 1));
    CU_ASSERT_PTR_NULL(watched.growth);
    CU_ASSERT_PTR_NULL(growth_take(watched.growth));
    watched_close(&watched);
}

static void it_ends_soon_also_when_nobody_answers(void)
{
    Watched watched = {.broker = fixture_broker(1)};
    SourceTopic lines = {"lines", {.kind = SOURCE_EARLIEST}, {.kind = SOURCE_NONE}};
    struct pollfd woken = {.events = POLLIN};
    int64_t begin_ms;

    UNIT_REQUIRE(watched.broker != NULL && watched_open(&watched, &lines, 1));
    g_clear_pointer(&watched.broker, broker_free);
    woken.fd = watched.woken;
    CU_ASSERT_EQUAL(poll(&woken, 1, EVERY_MS * 3), 0); /* some questions are asked in vain */
    begin_ms = time_monotonic_ms();
    growth_stop(watched.growth);
    growth_stop(watched.growth);
    g_clear_pointer(&watched.growth, growth_free);
    CU_ASSERT_TRUE(time_monotonic_ms() - begin_ms < STOP_MAX_MS);
    watched_close(&watched);
}

UNIT_MAIN("kafka/growth", UNIT(a_topic_is_found_once_and_read_from_its_beginning),
          UNIT(an_offset_holds_for_what_is_found), UNIT(what_cant_be_read_is_told_once),
          UNIT(more_topics_than_allowed_are_not_read), UNIT(a_topic_with_an_end_does_not_grow),
          UNIT(it_ends_soon_also_when_nobody_answers))
