/*
 * transport: reading ahead, one send for a message, and peers that stall or have gone.
 * Method: a socket pair, one end of it a transport.
 */
#include "lib/unit.h"

#include "rpc/transport.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STALL_MS = 50, MESSAGE_MAX = 1000 };

typedef struct Pair {
    Transport *transport;
    ThriftTransport *base; /* the same */
    int peer;
} Pair;

static bool pair_init(Pair *pair)
{
    int fds[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return false;
    pair->transport = transport_new_take(fds[0], STALL_MS);
    pair->base = THRIFT_TRANSPORT(pair->transport);
    pair->peer = fds[1];
    transport_begin_message(pair->transport, MESSAGE_MAX);
    return true;
}

static void pair_done(Pair *pair)
{
    g_object_unref(pair->transport);
    if (pair->peer >= 0)
        close(pair->peer);
}

static bool say(Pair *pair, const char *text)
{
    return send(pair->peer, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

static void small_reads_come_from_one_message(void)
{
    Pair pair;
    char text[4] = "";

    UNIT_REQUIRE(pair_init(&pair));
    CU_ASSERT_TRUE(say(&pair, "abcdef"));
    CU_ASSERT_TRUE(transport_wait(pair.transport));
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, 3, NULL), 3);
    UNIT_EQUALS_TEXT(text, "abc");
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, 3, NULL), 3);
    UNIT_EQUALS_TEXT(text, "def");
    CU_ASSERT_EQUAL(transport_bytes_left(pair.transport), MESSAGE_MAX - 6);
    pair_done(&pair);
}

static void a_message_is_read_up_to_its_limit(void)
{
    Pair pair;
    char text[MESSAGE_MAX + 1];
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(pair_init(&pair));
    memset(text, 'x', sizeof(text));
    CU_ASSERT_EQUAL(send(pair.peer, text, sizeof(text), MSG_NOSIGNAL), (ssize_t)sizeof(text));
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, MESSAGE_MAX, NULL), MESSAGE_MAX);
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, 1, &error), -1);
    CU_ASSERT_TRUE(g_error_matches(error, THRIFT_TRANSPORT_ERROR,
                                   THRIFT_TRANSPORT_ERROR_MAX_MESSAGE_SIZE_REACHED));
    transport_begin_message(pair.transport, 1); /* the next message's first byte was kept */
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, 1, NULL), 1);
    pair_done(&pair);
}

static void a_peer_that_stalls_inside_a_message_is_an_error(void)
{
    Pair pair;
    char text[10];
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(pair_init(&pair));
    CU_ASSERT_TRUE(say(&pair, "abc"));
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, 4, &error), -1);
    UNIT_REQUIRE(error != NULL);
    CU_ASSERT_TRUE(strstr(error->message, "stalled") != NULL);
    pair_done(&pair);
}

static void a_peer_that_closes_inside_a_message_is_an_error(void)
{
    Pair pair;
    char text[10];
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(pair_init(&pair));
    CU_ASSERT_TRUE(say(&pair, "abc"));
    close(pair.peer);
    pair.peer = -1;
    CU_ASSERT_EQUAL(thrift_transport_read_all(pair.base, text, 4, &error), -1);
    UNIT_REQUIRE(error != NULL);
    CU_ASSERT_TRUE(strstr(error->message, "closed") != NULL);
    CU_ASSERT_FALSE(transport_wait(pair.transport));
    pair_done(&pair);
}

static void what_was_written_is_sent_at_the_flush_and_not_before(void)
{
    Pair pair;
    char text[16] = "";

    UNIT_REQUIRE(pair_init(&pair));
    CU_ASSERT_TRUE(thrift_transport_write(pair.base, (gpointer) "abc", 3, NULL));
    CU_ASSERT_TRUE(thrift_transport_write(pair.base, (gpointer) "def", 3, NULL));
    CU_ASSERT_EQUAL(recv(pair.peer, text, sizeof(text), MSG_DONTWAIT), -1);
    CU_ASSERT_TRUE(thrift_transport_flush(pair.base, NULL));
    CU_ASSERT_EQUAL(recv(pair.peer, text, sizeof(text), MSG_DONTWAIT), 6);
    UNIT_EQUALS_TEXT(text, "abcdef");
    pair_done(&pair);
}

static void sending_to_a_peer_that_has_gone_is_an_error_and_no_signal(void)
{
    Pair pair;
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(pair_init(&pair));
    close(pair.peer);
    pair.peer = -1;
    CU_ASSERT_TRUE(thrift_transport_write(pair.base, (gpointer) "abc", 3, NULL));
    CU_ASSERT_FALSE(thrift_transport_flush(pair.base, &error));
    CU_ASSERT_TRUE(error != NULL);
    pair_done(&pair);
}

static void a_peer_that_does_not_read_is_an_error(void)
{
    Pair pair;
    g_autofree char *much = g_strnfill(8 * 1024 * 1024, 'x');
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(pair_init(&pair));
    CU_ASSERT_TRUE(thrift_transport_write(pair.base, much, 8 * 1024 * 1024, NULL));
    CU_ASSERT_FALSE(thrift_transport_flush(pair.base, &error));
    UNIT_REQUIRE(error != NULL);
    CU_ASSERT_TRUE(strstr(error->message, "stalled") != NULL);
    pair_done(&pair);
}

static void *count_bytes(void *user)
{
    size_t *count = user;
    int fd = (int)*count;
    char buffer[4096];
    ssize_t n;

    *count = 0;
    while ((n = recv(fd, buffer, sizeof(buffer), 0)) > 0)
        *count += (size_t)n;
    return NULL;
}

static void a_large_message_arrives_whole(void)
{
    enum { BYTES = 20 * 1024 * 1024 };
    Pair pair;
    g_autofree char *much = g_strnfill(BYTES, 'x');
    size_t count;
    pthread_t reader;

    UNIT_REQUIRE(pair_init(&pair));
    count = (size_t)pair.peer;
    CU_ASSERT_TRUE(thrift_transport_write(pair.base, much, BYTES, NULL));
    UNIT_REQUIRE(pthread_create(&reader, NULL, count_bytes, &count) == 0);
    CU_ASSERT_TRUE(thrift_transport_flush(pair.base, NULL));
    CU_ASSERT_TRUE(thrift_transport_close(pair.base, NULL));
    pthread_join(reader, NULL);
    CU_ASSERT_EQUAL(count, BYTES);
    CU_ASSERT_FALSE(thrift_transport_is_open(pair.base));
    pair_done(&pair);
}

UNIT_MAIN("rpc/transport", UNIT(small_reads_come_from_one_message),
          UNIT(a_message_is_read_up_to_its_limit),
          UNIT(a_peer_that_stalls_inside_a_message_is_an_error),
          UNIT(a_peer_that_closes_inside_a_message_is_an_error),
          UNIT(what_was_written_is_sent_at_the_flush_and_not_before),
          UNIT(sending_to_a_peer_that_has_gone_is_an_error_and_no_signal),
          UNIT(a_peer_that_does_not_read_is_an_error), UNIT(a_large_message_arrives_whole))
