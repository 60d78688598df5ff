/* Who is not let in, and what is not listened to: refused, counted, and nobody else is disturbed.
 */
#include "unit/push/hubs.h"

#include <stddef.h>

#define COUNT(member) offsetof(HubCounts, member)

static uint64_t count_at(Hub *hub, size_t offset)
{
    HubCounts counts = hubs_counts(hub);

    return *(const uint64_t *)(const void *)((const char *)&counts + offset);
}

typedef struct Refused {
    const char *why, *path, *protocol, *origin, *host;
    size_t count;
} Refused;

#define PROTOCOL_COUNT COUNT(refused_protocol)
#define PATH_COUNT COUNT(refused_path)
#define ORIGIN_COUNT COUNT(refused_origin)

static const Refused refused[] = {
    {"no subprotocol",       NULL,    NULL,                   NULL,                  NULL,           PROTOCOL_COUNT},
    {"another subprotocol",  NULL,    "zeppelin-kafka.v2",    NULL,                  NULL,           PROTOCOL_COUNT},
    {"a longer subprotocol", NULL,    "zeppelin-kafka.v10",   NULL,                  NULL,           PROTOCOL_COUNT},
    {"that of the pages",    NULL,    "http",                 NULL,                  NULL,           PROTOCOL_COUNT},
    {"none of three",        NULL,    "a, b, zeppelin-kafka", NULL,                  NULL,           PROTOCOL_COUNT},
    {"an empty one",         NULL,    " , ,",                 NULL,                  NULL,           PROTOCOL_COUNT},
    {"another path",         "/",     CLIENT_PROTOCOL,        NULL,                  NULL,           PATH_COUNT    },
    {"a longer path",        "/ws/",  CLIENT_PROTOCOL,        NULL,                  NULL,           PATH_COUNT    },
    {"a path above",         "/../x", CLIENT_PROTOCOL,        NULL,                  NULL,           PATH_COUNT    },
    {"another origin",       NULL,    CLIENT_PROTOCOL,        "http://evil.example", NULL,           ORIGIN_COUNT  },
    {"the origin of a file", NULL,    CLIENT_PROTOCOL,        "null",                NULL,           ORIGIN_COUNT  },
    {"an origin of junk",    NULL,    CLIENT_PROTOCOL,        "http://127.0.0.1'",   NULL,           ORIGIN_COUNT  },
    {"a rebound host",       NULL,    CLIENT_PROTOCOL,        "http://127.0.0.1",    "evil.example", ORIGIN_COUNT  },
};

static void who_should_not_become_a_viewer_is_refused_and_counted(void)
{
    Hub *hub = hubs_start();
    Truth truth;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        const Upgrade how = {.path = refused[i].path,
                             .protocol = refused[i].protocol,
                             .origin = refused[i].origin,
                             .host = refused[i].host};
        uint64_t before = count_at(hub, refused[i].count);
        Client client;

        UNIT_CHECK(client_open_as(&client, hub_port(hub), &how) == 403, refused[i].why);
        UNIT_CHECK(count_at(hub, refused[i].count) == before + 1, refused[i].why);
        client_close(&client);
    }
    CU_ASSERT_EQUAL(hubs_counts(hub).viewers, 0);
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    hubs_stop(hub, &truth, 1);
}

static void a_page_of_our_host_a_listed_one_and_no_browser_may(void)
{
    static const char *const listed[] = {"https://zeppelin.example/", NULL};
    static const char *const allowed[][3] = {
        {CLIENT_PROTOCOL,             NULL,                       NULL         },
        {"x, " CLIENT_PROTOCOL ", y", NULL,                       NULL         },
        {CLIENT_PROTOCOL,             "http://127.0.0.1:8080",    NULL         },
        {CLIENT_PROTOCOL,             "https://zeppelin.example", NULL         },
        {CLIENT_PROTOCOL,             "http://[::1]:9",           "[::1]:8895" },
        {CLIENT_PROTOCOL,             "http://tunnel",            "tunnel:1234"},
    };
    HubOptions options = hubs_options();
    Hub *hub;

    options.origins = listed;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++) {
        const Upgrade how = {
            .protocol = allowed[i][0], .origin = allowed[i][1], .host = allowed[i][2]};
        Client client;

        UNIT_CHECK(client_open_as(&client, hub_port(hub), &how) == 101, "it is let in");
        client_close(&client);
    }
    hub_free(hub);
}

typedef struct Said {
    const char *text;
    int code;
    size_t count;
} Said;

static const Said said[] = {
    {"{\"view\":\"00000000000000000000000000000000\"}",  4001, COUNT(refused_token)  },
    {"{\"view\":\"0000000000000000000000000000000\"}",   4000, COUNT(refused_message)},
    {"{\"view\":\"000000000000000000000000000000000\"}", 4000, COUNT(refused_message)},
    {"{\"view\":\"\"}",                                  4000, COUNT(refused_message)},
    {"{\"view\":null}",                                  4000, COUNT(refused_message)},
    {"{}",                                               4000, COUNT(refused_message)},
    {"",                                                 4000, COUNT(refused_message)},
    {"{\"ack\":1}",                                      4000, COUNT(refused_message)},
    {"{\"stop\":true}",                                  4000, COUNT(refused_message)},
    {"hello",                                            4000, COUNT(refused_message)},
};

static void a_wrong_first_word_is_the_last(void)
{
    Hub *hub = hubs_start();

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(said); i++) {
        const Said *word = &said[i / 2];
        uint64_t before = count_at(hub, word->count);
        Client client;

        UNIT_REQUIRE(client_open(&client, hub_port(hub), i % 2 == 0));
        client_send(&client, word->text);
        UNIT_CHECK(client_await_close(&client) == word->code, word->text);
        UNIT_CHECK(count_at(hub, word->count) == before + 1, word->text);
        client_close(&client);
    }
    hub_free(hub);
}

static void the_proof_and_the_challenge_are_no_tokens(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    const char *wrong[2];

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    wrong[0] = hub_channel_challenge(truth.channel);
    wrong[1] = hub_channel_proof(truth.channel);
    for (int i = 0; i < 2; i++) {
        Mirror mirror;

        CU_ASSERT_TRUE(mirror_open_token(&mirror, hub_port(hub), wrong[i], false));
        CU_ASSERT_EQUAL(client_await_close(&mirror.client), 4001);
        mirror_free(&mirror);
    }
    hubs_stop(hub, &truth, 1);
}

static void a_second_view_is_refused(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    client_send_f(&mirror.client, "{\"view\":\"%s\"}", hub_channel_token(truth.channel));
    CU_ASSERT_EQUAL(client_await_close(&mirror.client), 4000);
    CU_ASSERT_EQUAL(hubs_counts(hub).refused_message, 1);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void one_viewer_too_many_is_told_so_until_another_leaves(void)
{
    enum { MAX = 3 };
    HubOptions options = hubs_options();
    Hub *hub;
    Truth truth;
    Mirror mirrors[MAX + 1];

    options.viewers_max = MAX;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    for (int i = 0; i < MAX; i++) {
        UNIT_REQUIRE(mirror_open(&mirrors[i], hub, &truth, false));
        CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == i + 1));
    }
    UNIT_REQUIRE(mirror_open(&mirrors[MAX], hub, &truth, false));
    CU_ASSERT_EQUAL(client_await_close(&mirrors[MAX].client), 4003);
    CU_ASSERT_EQUAL(hubs_counts(hub).refused_full, 1);
    mirror_free(&mirrors[0]);
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == MAX - 1));
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    for (int i = 1; i <= MAX; i++)
        mirror_free(&mirrors[i]);
    hubs_stop(hub, &truth, 1);
}

/* More connections than the hub has descriptors for: those that come later wait. */
static void a_flood_of_connections_ends(void)
{
    enum { FLOOD = 400 };
    HubOptions options = hubs_options();
    Hub *hub;
    Truth truth;
    int fds[FLOOD];

    options.viewers_max = 3;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    for (int i = 0; i < FLOOD; i++)
        fds[i] = socket_connect(hub_port(hub), 0);
    for (int i = 0; i < FLOOD; i++)
        close(fds[i]);
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    hubs_stop(hub, &truth, 1);
}

static void whoever_is_silent_or_dawdles_is_let_go_in_time(void)
{
    static const char request[] = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
    Hub *hub = hubs_start();
    Client silent;
    int64_t began_ms = time_monotonic_ms();
    int nothing, loris, half;
    bool is_taken = true;
    size_t at = 0;

    UNIT_REQUIRE(hub != NULL && client_open(&silent, hub_port(hub), false));
    nothing = socket_connect(hub_port(hub), 0);
    loris = socket_connect(hub_port(hub), 0);
    half = socket_connect(hub_port(hub), 0);
    UNIT_REQUIRE(nothing >= 0 && loris >= 0 && half >= 0);
    socket_send(half, request, 20);
    while (is_taken && time_monotonic_ms() < began_ms + SOCKET_PATIENCE_MS) {
        is_taken = socket_send(loris, at < sizeof request - 1 ? &request[at] : "x", 1) &&
                   !socket_ends_in(loris, 100);
        at++;
    }
    CU_ASSERT_FALSE(is_taken);
    CU_ASSERT_TRUE(at > 20);
    CU_ASSERT_EQUAL(client_await_close(&silent), 4000);
    CU_ASSERT_TRUE(socket_ends(nothing));
    CU_ASSERT_TRUE(socket_ends(half));
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < (HUB_HANDSHAKE_S + 4) * 1000);
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms > (HUB_HANDSHAKE_S - 1) * 1000);
    CU_ASSERT_EQUAL(hubs_counts(hub).silent, 1);
    client_close(&silent);
    close(nothing);
    close(loris);
    close(half);
    hub_free(hub);
}

UNIT_MAIN("push/gate", UNIT(who_should_not_become_a_viewer_is_refused_and_counted),
          UNIT(a_page_of_our_host_a_listed_one_and_no_browser_may),
          UNIT(a_wrong_first_word_is_the_last), UNIT(the_proof_and_the_challenge_are_no_tokens),
          UNIT(a_second_view_is_refused), UNIT(one_viewer_too_many_is_told_so_until_another_leaves),
          UNIT(a_flood_of_connections_ends), UNIT(whoever_is_silent_or_dawdles_is_let_go_in_time))
