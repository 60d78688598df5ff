/*
 * Names and ports before a word of Kafka's. Method: texts as people write them; sockets of this
 * process that listen, or are closed again.
 */
#include <netinet/in.h>
#include <unistd.h>

#include "kafka/reach.h"
#include "lib/unit.h"

enum { TIMEOUT_MS = 5000 };

static void a_broker_is_a_host_and_a_port(void)
{
    static const struct {
        const char *broker, *host, *port;
    } cases[] = {
        {"kafka:9092",                  "kafka",       "9092"},
        {"kafka",                       "kafka",       "9092"},
        {"SASL_SSL://b-1.example:9098", "b-1.example", "9098"},
        {"[::1]:9093",                  "::1",         "9093"},
        {"[::1]",                       "::1",         "9092"},
        {"",                            NULL,          NULL  },
        {":9092",                       NULL,          NULL  },
        {"kafka:",                      NULL,          NULL  },
        {"[::1:9092",                   NULL,          NULL  },
        {"[::1]9092",                   NULL,          NULL  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *host = NULL;
        g_autofree char *port = NULL;
        bool is_good = reach_split(cases[i].broker, &host, &port, NULL);

        UNIT_CHECK(is_good == (cases[i].host != NULL), cases[i].broker);
        UNIT_CHECK(g_strcmp0(host, cases[i].host) == 0, cases[i].broker);
        UNIT_CHECK(g_strcmp0(port, cases[i].port) == 0, cases[i].broker);
    }
}

static void a_name_that_is_not_known_is_said(void)
{
    g_autoptr(GError) error = NULL;
    size_t len = 0;

    CU_ASSERT_PTR_NULL(reach_resolve("broker.invalid", "9092", TIMEOUT_MS, &len, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "broker.invalid");
}

/* A port of the loopback address; *ret_socket listens there. */
static char *open_port(int *ret_socket)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(at);

    *ret_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(*ret_socket, (struct sockaddr *)&at, len) != 0 || listen(*ret_socket, 1) != 0 ||
        getsockname(*ret_socket, (struct sockaddr *)&at, &len) != 0)
        return NULL;
    return g_strdup_printf("%d", ntohs(at.sin_port));
}

static void a_port_takes_connections_until_it_is_closed(void)
{
    int listener;
    g_autofree char *port = open_port(&listener);
    size_t len = 0;
    g_autofree ReachAddress *addresses =
        port == NULL ? NULL : reach_resolve("127.0.0.1", port, TIMEOUT_MS, &len, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(addresses != NULL && len == 1);
    text = reach_text(&addresses[0]);
    UNIT_EQUALS_TEXT(text, "127.0.0.1");
    CU_ASSERT_TRUE(reach_connect(addresses, len, TIMEOUT_MS, NULL));
    close(listener);
    CU_ASSERT_FALSE(reach_connect(addresses, len, TIMEOUT_MS, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "connection refused");
}

UNIT_MAIN("kafka/reach", UNIT(a_broker_is_a_host_and_a_port),
          UNIT(a_name_that_is_not_known_is_said), UNIT(a_port_takes_connections_until_it_is_closed))
