/*
 * server: who may connect, how many, and how it ends.
 */
#include "lib/unit.h"

#include "unit/rpc/serving.h"

/* True when the server closes the connection within 10 s. */
static bool is_closed(int fd)
{
    g_autoptr(GByteArray) reply = g_byte_array_new();

    return read_to_end(fd, reply) && reply->len == 0;
}

static bool await_connections(Serving *serving, size_t wanted)
{
    for (int i = 0; i < 10000 && server_connections(serving->server) != wanted; i++)
        poll(NULL, 0, 1);
    return server_connections(serving->server) == wanted;
}

/* Whether a new connection is closed, and not the next one after @ever to be served. */
static bool is_refused(Serving *serving, int fd, uint64_t ever)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};

    for (int i = 0; i < 10000 && server_connections_ever(serving->server) == ever; i++) {
        if (poll(&ready, 1, 1) > 0)
            return true;
    }
    return false;
}

static void bare_connections_come_and_go(void)
{
    Serving serving;

    UNIT_REQUIRE(serving_start(&serving, 50, NULL));
    for (int i = 0; i < 500; i++) {
        int fd = serving_connect(&serving);

        UNIT_REQUIRE(fd >= 0);
        close(fd);
        if (i % 20 == 0)
            CU_ASSERT_TRUE(await_connections(&serving, 0));
    }
    CU_ASSERT_TRUE(await_connections(&serving, 0));
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void more_connections_than_allowed_are_closed(void)
{
    enum { MAX = 5 };
    Serving serving;
    int fds[MAX];
    int one_more;

    UNIT_REQUIRE(serving_start(&serving, MAX, NULL));
    for (int i = 0; i < MAX; i++)
        fds[i] = serving_connect(&serving);
    CU_ASSERT_TRUE(await_connections(&serving, MAX));
    one_more = serving_connect(&serving);
    CU_ASSERT_TRUE(is_closed(one_more));
    close(one_more);
    CU_ASSERT_EQUAL(server_connections(serving.server), MAX);

    /* One that ends makes room, as soon as its thread has seen the end. */
    do {
        close(fds[0]);
        fds[0] = serving_connect(&serving);
    } while (is_refused(&serving, fds[0], MAX));
    CU_ASSERT_TRUE(await_connections(&serving, MAX));
    for (int i = 0; i < MAX; i++)
        close(fds[i]);
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void it_ends_while_connections_are_held(void)
{
    Serving serving;
    int fds[20];

    UNIT_REQUIRE(serving_start(&serving, 50, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(fds); i++)
        fds[i] = serving_connect(&serving);
    CU_ASSERT_TRUE(await_connections(&serving, G_N_ELEMENTS(fds)));
    CU_ASSERT_EQUAL(server_connections_ever(serving.server), G_N_ELEMENTS(fds));
    CU_ASSERT_TRUE(serving_stop(&serving));
    for (size_t i = 0; i < G_N_ELEMENTS(fds); i++) {
        CU_ASSERT_TRUE(is_closed(fds[i]));
        close(fds[i]);
    }
}

static void a_range_without_a_free_port_is_refused(void)
{
    Serving serving;
    g_autoptr(GError) error = NULL;
    ServerOptions options = {.is_loopback = true, .connections_max = 1};

    UNIT_REQUIRE(serving_start(&serving, 5, NULL));
    options.port_min = options.port_max = server_port(serving.server);
    CU_ASSERT_PTR_NULL(server_new(&options, &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "zeppelin.interpreter.rpc.portRange");
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void the_first_free_port_of_a_range_is_taken(void)
{
    Serving serving;
    Server *next;
    ServerOptions options = {.is_loopback = true, .connections_max = 1};

    UNIT_REQUIRE(serving_start(&serving, 5, NULL));
    options.port_min = server_port(serving.server);
    options.port_max = MIN(options.port_min + 200, 65535);
    next = server_new(&options, NULL);
    UNIT_REQUIRE(next != NULL);
    CU_ASSERT_TRUE(server_port(next) > options.port_min);
    CU_ASSERT_TRUE(server_port(next) <= options.port_max);
    server_free(next);
    CU_ASSERT_TRUE(serving_stop(&serving));
}

static void peers_are_the_server_this_machine_and_loopback(void)
{
    Peers *peers = peers_new("192.0.2.7");
    int fd;
    Serving serving;

    CU_ASSERT_TRUE(peers_allow(peers, "192.0.2.7"));
    CU_ASSERT_FALSE(peers_allow(peers, "192.0.2.8"));
    CU_ASSERT_TRUE(peers_allow(peers, "127.0.0.1"));
    CU_ASSERT_TRUE(peers_allow(peers, "127.9.9.9"));
    CU_ASSERT_TRUE(peers_allow(peers, "::1"));
    CU_ASSERT_FALSE(peers_allow(peers, "?"));
    CU_ASSERT_FALSE(peers_allow(peers, ""));
    peers_set_host(peers, "192.0.2.8");
    CU_ASSERT_FALSE(peers_allow(peers, "192.0.2.7"));
    CU_ASSERT_TRUE(peers_allow(peers, "192.0.2.8"));

    UNIT_REQUIRE(serving_start(&serving, 5, peers));
    fd = serving_connect(&serving);
    CU_ASSERT_TRUE(await_connections(&serving, 1));
    close(fd);
    CU_ASSERT_TRUE(serving_stop(&serving));
    peers_free(peers);
}

static void an_ipv4_peer_of_an_ipv6_socket_has_its_ipv4_name(void)
{
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6};
    struct sockaddr other = {.sa_family = AF_UNIX};
    g_autofree char *text = NULL;
    g_autofree char *none = address_text(&other);

    CU_ASSERT_EQUAL(inet_pton(AF_INET6, "::ffff:10.1.2.3", &mapped.sin6_addr), 1);
    text = address_text((const struct sockaddr *)&mapped);
    UNIT_EQUALS_TEXT(text, "10.1.2.3");
    UNIT_EQUALS_TEXT(none, "?");
}

static void a_connection_that_fails_says_where_and_why(void)
{
    g_autoptr(GError) refused = NULL;
    g_autoptr(GError) unknown = NULL;
    Serving serving;
    int port;

    UNIT_REQUIRE(serving_start(&serving, 5, NULL));
    port = server_port(serving.server);
    CU_ASSERT_EQUAL(address_probe("127.0.0.1", port, 1000), 0);
    CU_ASSERT_TRUE(serving_stop(&serving));
    CU_ASSERT_EQUAL(address_probe("127.0.0.1", port, 1000), ECONNREFUSED);
    CU_ASSERT_EQUAL(address_connect("127.0.0.1", port, 1000, &refused), -1);
    UNIT_FAILED_WITH(refused, FAIL_NET, "nothing answers at 127.0.0.1 port");
    CU_ASSERT_EQUAL(address_connect("no-such-host.invalid", 1, 1000, &unknown), -1);
    UNIT_FAILED_WITH(unknown, FAIL_NET, "no-such-host.invalid is not known here");
}

UNIT_MAIN("rpc/server", UNIT(bare_connections_come_and_go),
          UNIT(more_connections_than_allowed_are_closed), UNIT(it_ends_while_connections_are_held),
          UNIT(a_range_without_a_free_port_is_refused),
          UNIT(the_first_free_port_of_a_range_is_taken),
          UNIT(peers_are_the_server_this_machine_and_loopback),
          UNIT(an_ipv4_peer_of_an_ipv6_socket_has_its_ipv4_name),
          UNIT(a_connection_that_fails_says_where_and_why))
