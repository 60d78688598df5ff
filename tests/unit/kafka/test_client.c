/*
 * client: properties that can't be, brokers that don't answer, the list of topics.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kafka/handle.h"
#include "kafka_fixture.h"

static void a_property_that_can_t_be_is_refused_by_name(void)
{
    static const struct {
        const char *name, *value, *part;
    } cases[] = {
        {"fetch.wait.max.ms",  "999999999",
         "fetch.wait.max.ms can't be '999999999'; allowed: 0 .. "                                        },
        {"fetch.wait.max.ms",  "soon",          "can't be 'soon'; allowed: 0 .. "                        },
        {"security.protocol",  "tls",           "can't be 'tls'; allowed: plaintext, ssl, sasl_plaintext"},
        {"auto.offset.reset",  "first",         "auto.offset.reset can't be 'first'; allowed: "          },
        {"fetch.wait.max.mss", "1",
         "no property fetch.wait.max.mss; did you mean \"fetch.wait.max"                                 },
        {"no.such",            "1",             "librdkafka has no property no.such: "                   },
        {"enable.auto.commit", "true",
         "enable.auto.commit can't be 'true'; allowed: false (a query"                                   },
        {"ssl.ca.location",    "/no/such/file", "ssl.ca.location"                                        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GHashTable) properties = fixture_properties("127.0.0.1:1");
        g_autoptr(GError) error = NULL;
        g_autoptr(Client) client = NULL;

        if (strcmp(cases[i].name, "ssl.ca.location") == 0)
            g_hash_table_insert(properties, g_strdup("security.protocol"), g_strdup("ssl"));
        g_hash_table_insert(properties, g_strdup(cases[i].name), g_strdup(cases[i].value));
        client = client_new(CLIENT_CONSUMER, properties, &error);
        CU_ASSERT_PTR_NULL(client);
        UNIT_FAILED_WITH(error, FAIL_CONFIG, cases[i].part);
    }
}

static void without_brokers_there_is_no_client(void)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(client_new(CLIENT_CONSUMER, properties, &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "bootstrap.servers is not set");
}

static void the_user_s_value_wins_over_our_default(void)
{
    g_autoptr(GHashTable) properties = fixture_properties("127.0.0.1:1");
    g_autoptr(Client) client = NULL;
    char value[64] = "";
    size_t value_len = sizeof(value);

    g_hash_table_insert(properties, g_strdup("linger.ms"), g_strdup("77"));
    g_hash_table_insert(properties, g_strdup("compression.type"), g_strdup("none"));
    client = client_new(CLIENT_PRODUCER, properties, NULL);
    UNIT_REQUIRE(client != NULL);
    UNIT_REQUIRE(rd_kafka_conf_get(rd_kafka_conf(handle_of(client)), "linger.ms", value,
                                   &value_len) == RD_KAFKA_CONF_OK);
    UNIT_EQUALS_TEXT(value, "77");
    value_len = sizeof(value);
    UNIT_REQUIRE(rd_kafka_conf_get(rd_kafka_conf(handle_of(client)), "client.id", value,
                                   &value_len) == RD_KAFKA_CONF_OK);
    UNIT_EQUALS_TEXT(value, "zeppelin-kafka");
}

static void a_refused_connection_is_told_as_such_within_five_seconds(void)
{
    g_autoptr(Client) client = fixture_client(CLIENT_CONSUMER, "127.0.0.1:1");
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) topics = NULL;
    g_autofree char *cause = NULL;
    int64_t began_ms = time_monotonic_ms();

    CU_ASSERT_FALSE(client_topics(client, 1000, &topics, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "no broker answers at 127.0.0.1:1: connection refused");
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < 5000);
    cause = client_cause(client);
    UNIT_EQUALS_TEXT(cause, "no broker answers at 127.0.0.1:1: connection refused");
}

static void an_unknown_host_is_told_as_such(void)
{
    g_autoptr(Client) client = fixture_client(CLIENT_CONSUMER, "no-such-host.invalid:9092");
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) topics = NULL;

    CU_ASSERT_FALSE(client_topics(client, 2000, &topics, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "no broker answers at no-such-host.invalid:9092: its name");
}

/* A port where somebody listens and never speaks: connections stand in its backlog. */
static int silent_port(int *ret_socket)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t address_len = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *ret_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*ret_socket < 0 || bind(*ret_socket, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(*ret_socket, 8) != 0 ||
        getsockname(*ret_socket, (struct sockaddr *)&address, &address_len) != 0)
        return -1;
    return ntohs(address.sin_port);
}

static void a_broker_that_is_silent_is_told_within_the_time(void)
{
    int listener;
    int port = silent_port(&listener);
    g_autofree char *bootstrap = g_strdup_printf("127.0.0.1:%d", port);
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) topics = NULL;
    int64_t began_ms = time_monotonic_ms();

    UNIT_REQUIRE(port > 0);
    client = fixture_client(CLIENT_CONSUMER, bootstrap);
    CU_ASSERT_FALSE(client_topics(client, 700, &topics, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, bootstrap);
    UNIT_FAILED_WITH(error, FAIL_NET, "nothing came back");
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < 5000);
    close(listener);
}

static void tls_to_a_plaintext_port_ends_before_the_time_is_over(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(GHashTable) properties = NULL;
    g_autoptr(Client) client = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) topics = NULL;
    int64_t began_ms = time_monotonic_ms();

    UNIT_REQUIRE(broker != NULL);
    properties = fixture_properties(broker_bootstrap(broker));
    g_hash_table_insert(properties, g_strdup("security.protocol"), g_strdup("ssl"));
    client = client_new(CLIENT_CONSUMER, properties, &error);
    UNIT_REQUIRE(client != NULL);
    CU_ASSERT_FALSE(client_topics(client, 20000, &topics, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "does not speak TLS on this port");
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < 10000);
}

static void topics_are_listed_sorted_and_asking_makes_none(void)
{
    g_autoptr(Broker) broker = fixture_broker(2);
    g_autoptr(Client) client = NULL;
    g_autoptr(GPtrArray) described = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) topics = NULL;
    FixtureSpec spec = fixture_spec(SOURCE_EARLIEST, SOURCE_NONE, 1);

    UNIT_REQUIRE(broker != NULL && broker_create_topic(broker, "alpha", 3, NULL));
    UNIT_REQUIRE(fixture_write(broker, "lines", 10));
    client = fixture_client(CLIENT_CONSUMER, broker_bootstrap(broker));
    spec.topic.topic = "ghost";
    CU_ASSERT_PTR_NULL(fixture_open(client, &spec, NULL));

    UNIT_REQUIRE(client_topics(client, FIXTURE_OPEN_MS, &topics, &error));
    CU_ASSERT_EQUAL(g_strv_length(topics), 2);
    UNIT_EQUALS_TEXT(topics[0], "alpha");
    UNIT_EQUALS_TEXT(topics[1], "lines");

    described = client_describe_topics(client, FIXTURE_OPEN_MS, &error);
    UNIT_REQUIRE(described != NULL && described->len == 2);
    for (guint i = 0; i < 2; i++) {
        const ClientTopic *topic = g_ptr_array_index(described, i);

        UNIT_EQUALS_TEXT(topic->name, topics[i]);
        CU_ASSERT_EQUAL(topic->partitions, i == 0 ? 3 : 2);
        CU_ASSERT_EQUAL(topic->records, i == 0 ? 0 : 10);
        CU_ASSERT_EQUAL(topic->replicas, 1);
        CU_ASSERT_FALSE(topic->is_internal);
    }
}

static void *ask_cause(void *client)
{
    for (int i = 0; i < 100; i++)
        g_free(client_cause(client));
    return NULL;
}

static void causes_may_be_asked_for_while_they_are_told(void)
{
    g_autoptr(Client) client = fixture_client(CLIENT_CONSUMER, "127.0.0.1:1");
    g_auto(GStrv) topics = NULL;
    pthread_t asker;

    UNIT_REQUIRE(pthread_create(&asker, NULL, ask_cause, client) == 0);
    CU_ASSERT_FALSE(client_topics(client, 500, &topics, NULL));
    pthread_join(asker, NULL);
}

UNIT_MAIN("kafka/client", UNIT(a_property_that_can_t_be_is_refused_by_name),
          UNIT(without_brokers_there_is_no_client), UNIT(the_user_s_value_wins_over_our_default),
          UNIT(a_refused_connection_is_told_as_such_within_five_seconds),
          UNIT(an_unknown_host_is_told_as_such),
          UNIT(a_broker_that_is_silent_is_told_within_the_time),
          UNIT(tls_to_a_plaintext_port_ends_before_the_time_is_over),
          UNIT(topics_are_listed_sorted_and_asking_makes_none),
          UNIT(causes_may_be_asked_for_while_they_are_told))
