/* Frames that no browser sends, on a websocket that is open: closed, and nobody else is disturbed.
 */
#include "unit/push/hubs.h"

#define STOP "{\"stop\":true}"

static void put(GByteArray *to, const void *bytes, size_t len)
{
    g_byte_array_append(to, bytes, (guint)len);
}

/* A frame masked with zeros. */
static void put_frame(GByteArray *to, int first, const void *bytes, size_t len)
{
    client_put_header(to, first, len, true);
    put(to, bytes, len);
}

static void put_blanks(GByteArray *to, size_t len)
{
    g_autofree char *blanks = g_strnfill(len, ' ');

    put(to, blanks, len);
}

static void one_byte_too_many(GByteArray *to)
{
    client_put_header(to, 0x81, HUB_REQUEST_BYTES_MAX + 1, true);
    put(to, STOP, strlen(STOP));
    put_blanks(to, HUB_REQUEST_BYTES_MAX + 1 - strlen(STOP));
}

static void a_megabyte(GByteArray *to)
{
    client_put_header(to, 0x81, 1024 * 1024, true);
    put_blanks(to, 1024 * 1024);
}

static void too_many_fragments(GByteArray *to)
{
    for (int i = 0; i < 3; i++) {
        client_put_header(to, i == 0 ? 0x01 : 0x00, 500, true);
        put_blanks(to, 500);
    }
}

static void fragments_without_end(GByteArray *to)
{
    for (int i = 0; i < 3000; i++)
        put_frame(to, i == 0 ? 0x01 : 0x00, "x", 1);
}

static void four_exabytes(GByteArray *to)
{
    client_put_header(to, 0x81, G_GUINT64_CONSTANT(1) << 62, true);
    put_blanks(to, 4096);
}

static void more_than_63_bits(GByteArray *to)
{
    client_put_header(to, 0x81, G_MAXUINT64, true);
    put_blanks(to, 4096);
}

static void a_binary_message(GByteArray *to)
{
    put_frame(to, 0x82, STOP, strlen(STOP));
}

static void a_message_that_is_not_utf8(GByteArray *to)
{
    put_frame(to, 0x81, "{\"stop\":\xff\xfe}", 11);
}

static void a_compressed_one_though_nobody_agreed(GByteArray *to)
{
    put_frame(to, 0xc1, STOP, strlen(STOP));
}

static void reserved_bits(GByteArray *to)
{
    put_frame(to, 0xb1, STOP, strlen(STOP));
}

static void an_unknown_kind(GByteArray *to)
{
    put_frame(to, 0x83, STOP, strlen(STOP));
}

static void an_unknown_control(GByteArray *to)
{
    put_frame(to, 0x8f, "x", 1);
}

static void a_continuation_of_nothing(GByteArray *to)
{
    put_frame(to, 0x80, STOP, strlen(STOP));
}

static void a_message_within_a_message(GByteArray *to)
{
    put_frame(to, 0x01, "{\"stop\":", 8);
    put_frame(to, 0x81, STOP, strlen(STOP));
}

static void a_ping_in_pieces(GByteArray *to)
{
    put_frame(to, 0x09, "x", 1);
}

static void a_ping_of_126_bytes(GByteArray *to)
{
    client_put_header(to, 0x89, 126, true);
    put_blanks(to, 126);
}

static void http_once_more(GByteArray *to)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    put(to, request, sizeof request - 1);
}

static void zeros(GByteArray *to)
{
    for (int i = 0; i < 4096; i++)
        put(to, "", 1);
}

static void ones(GByteArray *to)
{
    for (int i = 0; i < 4096; i++)
        put(to, "\xff", 1);
}

static void a_close_of_one_byte(GByteArray *to)
{
    put_frame(to, 0x88, "x", 1);
}

static void a_close_with_a_code_that_is_none(GByteArray *to)
{
    put_frame(to, 0x88, "\x00\x01", 2);
}

static void two_closes(GByteArray *to)
{
    put_frame(to, 0x88, "\x03\xe8", 2);
    put_frame(to, 0x88, "\x03\xe8", 2);
}

typedef struct Broken {
    const char *why;
    void (*make)(GByteArray *to);
    bool is_counted; /* as a message that is refused; the others libwebsockets ends */
} Broken;

static const Broken broken[] = {
    {"one byte too many",                     one_byte_too_many,                     true },
    {"a megabyte",                            a_megabyte,                            true },
    {"too many fragments",                    too_many_fragments,                    true },
    {"fragments without end",                 fragments_without_end,                 true },
    {"four exabytes",                         four_exabytes,                         true },
    {"more than 63 bits",                     more_than_63_bits,                     false},
    {"a binary message",                      a_binary_message,                      true },
    {"a message that is not UTF-8",           a_message_that_is_not_utf8,            true },
    {"a compressed one though nobody agreed", a_compressed_one_though_nobody_agreed, false},
    {"reserved bits",                         reserved_bits,                         false},
    {"an unknown kind",                       an_unknown_kind,                       false},
    {"an unknown control",                    an_unknown_control,                    false},
    {"a continuation of nothing",             a_continuation_of_nothing,             false},
    {"a message within a message",            a_message_within_a_message,            false},
    {"a ping in pieces",                      a_ping_in_pieces,                      false},
    {"a ping of 126 bytes",                   a_ping_of_126_bytes,                   false},
    {"HTTP once more",                        http_once_more,                        false},
    {"zeros",                                 zeros,                                 false},
    {"ones",                                  ones,                                  false},
    {"a close of one byte",                   a_close_of_one_byte,                   false},
    {"a close with a code that is none",      a_close_with_a_code_that_is_none,      false},
    {"two closes",                            two_closes,                            false},
};

/* Thrown at it as a first word, and by a viewer. */
static void a_broken_frame_ends_its_connection_only(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    int descriptors;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 5, "first");
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    descriptors = hubs_descriptors();
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(broken); i++) {
        const Broken *one = &broken[i / 2];
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        uint64_t before = hubs_counts(hub).refused_message;
        Client client;

        one->make(bytes);
        UNIT_REQUIRE(client_open(&client, hub_port(hub), false));
        if (i % 2 == 1)
            client_send_f(&client, "{\"view\":\"%s\"}", hub_channel_token(truth.channel));
        socket_send(client.fd, bytes->data, bytes->len);
        UNIT_CHECK(client_await_close(&client) != 0, one->why);
        UNIT_CHECK(!one->is_counted || hubs_counts(hub).refused_message == before + 1, one->why);
        client_close(&client);
    }
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    CU_ASSERT_TRUE(HUBS_AWAIT(hubs_descriptors() <= descriptors));
    hubs_stop(hub, &truth, 1);
}

static void what_is_unusual_but_right_is_understood(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *word = NULL;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 5, "first");
    mirror_init(&mirror);
    UNIT_REQUIRE(client_open(&mirror.client, hub_port(hub), false));
    word = g_strdup_printf("{\"view\":\"%s\"}", hub_channel_token(truth.channel));
    for (size_t i = 0; word[i] != '\0';
         i++) { /* every byte a frame, with pings and pongs between */
        put_frame(bytes, i == 0 ? 0x01 : 0x00, &word[i], 1);
        put_frame(bytes, i % 2 == 0 ? 0x89 : 0x8a, "between", 7);
    }
    put_frame(bytes, 0x80, "", 0);
    for (guint i = 0; i < bytes->len; i++)
        UNIT_REQUIRE(socket_send(mirror.client.fd, bytes->data + i, 1));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    g_byte_array_set_size(bytes, 0);
    put_frame(bytes, 0x89, "", 0);
    put_frame(bytes, 0x8a, "unasked", 7);
    socket_send(mirror.client.fd, bytes->data, bytes->len);
    truth_set(&truth, 1, "next");
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

/* RFC 6455 wants such a connection closed; libwebsockets reads on and does not tell. No harm is in
 * it: a browser always masks, and whoever is none can write what it likes. */
static void a_frame_without_a_mask_is_read_as_what_it_says(void)
{
    Hub *hub = hubs_start();
    Client client;
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    UNIT_REQUIRE(hub != NULL && client_open(&client, hub_port(hub), false));
    client_put_header(bytes, 0x81, strlen(STOP), false);
    put(bytes, STOP, strlen(STOP));
    socket_send(client.fd, bytes->data, bytes->len);
    CU_ASSERT_EQUAL(client_await_close(&client), 4000);
    client_close(&client);
    hub_free(hub);
}

UNIT_MAIN("push/frames", UNIT(a_broken_frame_ends_its_connection_only),
          UNIT(what_is_unusual_but_right_is_understood),
          UNIT(a_frame_without_a_mask_is_read_as_what_it_says))
