/*
 * What reaches the hub's port is hostile until it is decoded.
 * Method: valid streams of bytes (requests, upgrades, frames, compressed frames), changed at random
 * places, each on a connection of its own to a hub in this process; and random bytes to the pure
 * functions. The hub must serve a good viewer after that, and leave nothing open.
 */
#include "lib/seed.h"
#include "unit/push/hubs.h"

#include "push/flow.h"
#include "push/origin.h"
#include "push/page.h"
#include "push/request.h"

enum { STREAMS = 4000, PURE = 20000, AT_ONCE = 16 };

static void put_text(GByteArray *to, const char *text)
{
    g_byte_array_append(to, (const guint8 *)text, (guint)strlen(text));
}

static void put_frame(GByteArray *to, int first, const void *bytes, size_t len)
{
    client_put_header(to, first, len, true);
    g_byte_array_append(to, bytes, (guint)len);
}

/* ---- good ones ---- */

static void put_get(GByteArray *to, GRand *random)
{
    static const char *const paths[] = {"/",           "/live.css", "/js/main.js",
                                        "/probe/0123", "/x",        "/ws"};
    g_autofree char *request = g_strdup_printf(
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:8895\r\nOrigin: http://127.0.0.1\r\nIf-None-Match: "
        "\"x\"\r\nAccept: */*\r\n\r\n",
        g_rand_int_range(random, 0, 6) == 0 ? "OPTIONS" : "GET",
        paths[g_rand_int_range(random, 0, G_N_ELEMENTS(paths))]);

    put_text(to, request);
    if (g_rand_boolean(random))
        put_text(to, request);
}

static void put_upgrade(GByteArray *to, bool deflates)
{
    const Upgrade how = {.protocol = CLIENT_PROTOCOL,
                         .origin = "http://127.0.0.1:8080",
                         .extensions = deflates ? CLIENT_DEFLATE : NULL};
    g_autofree char *request = client_request(&how);

    put_text(to, request);
}

static void put_word(GByteArray *to, Client *packer, const char *word)
{
    g_autoptr(GByteArray) packed = NULL;

    if (packer == NULL) {
        put_frame(to, 0x81, word, strlen(word));
        return;
    }
    packed = client_deflate(packer, word, strlen(word));
    put_frame(to, 0xc1, packed->data, packed->len);
}

/* Words of a viewer, with control frames and fragments between them. */
static void put_words(GByteArray *to, Client *packer, const char *token, GRand *random)
{
    g_autofree char *view = g_strdup_printf("{\"view\":\"%s\"}", token);

    put_word(to, packer, view);
    for (int i = 0; i < 4; i++) {
        g_autofree char *ack = g_strdup_printf("{\"ack\":%d}", g_rand_int_range(random, 1, 5));

        put_word(to, packer, ack);
        put_frame(to, 0x89, "ping", 4);
        put_frame(to, 0x8a, "", 0);
    }
    put_frame(to, 0x01, "{\"ack\"", 6);
    put_frame(to, 0x80, ":1}", 3);
    if (g_rand_boolean(random))
        put_frame(to, 0x88, "\x03\xe8", 2);
}

/* From its first byte on. */
static void put_stream(GByteArray *to, const char *token, GRand *random)
{
    if (g_rand_boolean(random)) {
        put_get(to, random);
    } else {
        put_upgrade(to, g_rand_boolean(random));
        put_words(to, NULL, token, random);
    }
}

static void mutate(GRand *random, GByteArray *stream)
{
    guint at = (guint)g_rand_int_range(random, 0, (int)stream->len);
    g_autoptr(GByteArray) copy = g_byte_array_new();

    switch (g_rand_int_range(random, 0, 6)) {
    case 0:
    case 1:
        stream->data[at] = (guint8)g_rand_int_range(random, 0, 256);
        break;
    case 2:
        stream->data[at] ^= (guint8)(0x80 >> g_rand_int_range(random, 0, 8));
        break;
    case 3:
        g_byte_array_set_size(stream, at + 1);
        break;
    case 4:
        g_byte_array_remove_range(stream, at, MIN(4, stream->len - at));
        break;
    default:
        g_byte_array_append(copy, stream->data, stream->len);
        g_byte_array_append(stream, copy->data + at, copy->len - at);
    }
    if (stream->len == 0)
        g_byte_array_append(stream, (const guint8 *)"x", 1);
}

/* In one piece, or in a few. */
static void throw(GRand * random, int fd, const GByteArray *stream)
{
    guint at = 0;

    while (at < stream->len) {
        guint len = g_rand_boolean(random)
                        ? stream->len - at
                        : (guint)g_rand_int_range(random, 1, (int)(stream->len - at) + 1);

        if (!socket_send(fd, stream->data + at, len))
            return;
        at += len;
    }
}

/* (owned) A connection at which a changed stream was thrown. */
static Client *throw_one(Hub *hub, const char *token, GRand *random)
{
    Client *client = g_new0(Client, 1);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    int kind = g_rand_int_range(random, 0, 3);

    if (kind == 0) {
        client_begin(client, hub_port(hub), 0);
        put_stream(stream, token, random);
    } else {
        client_open(client, hub_port(hub), kind == 2);
        put_words(stream, kind == 2 ? client : NULL, token, random);
    }
    for (int n = g_rand_int_range(random, 1, 5); n > 0; n--)
        mutate(random, stream);
    throw(random, client->fd, stream);
    return client;
}

static void thousands_of_broken_streams_harm_nothing(void)
{
    Hub *hub = hubs_start();
    GRand *random = seed_random();
    Client *open[AT_ONCE] = {NULL};
    Truth truth;
    int descriptors;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "good");
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 0));
    descriptors = hubs_descriptors();
    for (int i = 0; i < STREAMS; i++) {
        Client **place = &open[i % AT_ONCE];

        if (*place != NULL)
            client_close(*place);
        g_free(*place);
        *place = throw_one(hub, hub_channel_token(truth.channel), random);
        if (i % 50 == 0)
            truth_set(&truth, 1 + (uint64_t)i % 20, "next");
        if (i % 500 == 0)
            CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        client_close(open[i]);
        g_free(open[i]);
    }
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 0));
    CU_ASSERT_TRUE(HUBS_AWAIT(hubs_descriptors() <= descriptors));
    CU_ASSERT_EQUAL(atomic_load(&truth.stops), 0);
    g_rand_free(random);
    hubs_stop(hub, &truth, 1);
}

/* (owned) Random bytes with an end, of letters that mean something more often than not. */
static char *random_text(GRand *random, size_t *ret_len)
{
    static const char letters[] = "{}[]\":,viewackstop0123456789abcdef-.\\u https://:[]%\r\n;'";
    size_t len = (size_t)g_rand_int_range(random, 0, 80);
    char *text = g_malloc0(len + 1);

    for (size_t i = 0; i < len; i++)
        text[i] = g_rand_int_range(random, 0, 8) == 0
                      ? (char)g_rand_int_range(random, 1, 256)
                      : letters[g_rand_int_range(random, 0, sizeof letters - 1)];
    *ret_len = len;
    return text;
}

static void random_bytes_harm_no_pure_function(void)
{
    static const char *const listed[] = {"http://listed", NULL};
    GRand *random = seed_random();
    Flow flow;
    uint64_t seq = 0;

    flow_init(&flow, 10);
    for (int i = 0; i < PURE; i++) {
        size_t len, host_len;
        g_autofree char *text = random_text(random, &len);
        g_autofree char *host = random_text(random, &host_len);
        g_autofree char *origin = g_strconcat("http://", text, NULL);
        g_autofree char *own = origin_of_url(origin);
        g_autoptr(GString) policy = g_string_new(NULL);
        Request request = request_read(text, len);

        CU_ASSERT_TRUE(request.kind != REQUEST_ACK || request.seq > 0);
        CU_ASSERT_TRUE(request.kind != REQUEST_VIEW || strlen(request.token) == HUB_SECRET_LEN);
        origin_append_ancestors(policy, text, NULL);
        origin_append_sockets(policy, text);
        CU_ASSERT_PTR_NULL(strpbrk(policy->str, "\r\n;,'\"<>"));
        CU_ASSERT_TRUE(!origin_is_allowed(origin, host, listed) || own != NULL);
        CU_ASSERT_TRUE(page_find(text) == NULL || len == 0);
        if (flow_ask(&flow, INT64_MAX / 2) == FLOW_NOW)
            flow_sent(&flow, ++seq, i);
        flow_acknowledged(&flow, seq > 2 ? seq - (uint64_t)g_rand_int_range(random, -3, 3) : 0);
        CU_ASSERT_TRUE(flow.underway_len <= FLOW_UNDERWAY_MAX);
        CU_ASSERT_TRUE(flow.pause_us <= FLOW_PAUSE_MAX_US);
    }
    g_rand_free(random);
}

UNIT_MAIN("push/hostile", UNIT(thousands_of_broken_streams_harm_nothing),
          UNIT(random_bytes_harm_no_pure_function))
