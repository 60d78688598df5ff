/* deflate: compression of both ways, and what a peer may do with it. */
#include "unit/push/hubs.h"

/* (owned) Letters that do not compress well. */
static char *noise(GRand *random, size_t len)
{
    char *text = g_strnfill(len, 'x');

    for (char *at = text; *at != '\0'; at++)
        *at = (char)g_rand_int_range(random, '#', '[');
    return text;
}

static void what_is_sent_is_compressed_and_whole(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror plain, deflated;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 1000, "the same word again and again");
    UNIT_REQUIRE(mirror_open(&plain, hub, &truth, false));
    UNIT_REQUIRE(mirror_open(&deflated, hub, &truth, true));
    CU_ASSERT_TRUE(mirror_catches_up(&plain, &truth));
    CU_ASSERT_TRUE(mirror_catches_up(&deflated, &truth));
    CU_ASSERT_TRUE(deflated.client.compressed_len * 4 < plain.client.compressed_len);
    mirror_free(&plain);
    mirror_free(&deflated);
    hubs_stop(hub, &truth, 1);
}

/* Libwebsockets' own extension loses a message whose end meets the end of its buffer, 16 KB then,
 * and asserts on others. */
static void messages_of_every_compressed_length_arrive(void)
{
    enum { BUFFER = 16 * 1024, AROUND = 12 };
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    GRand *random = g_rand_new_with_seed(1);
    size_t len = 22500;
    bool seen[2 * AROUND] = {false};
    int left = 2 * AROUND;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
    for (int i = 0; i < 3000 && left > 0; i++) {
        g_autofree char *text = noise(random, len);
        size_t before = mirror.client.compressed_len;
        ssize_t from_end;

        truth_set(&truth, 1, text);
        UNIT_REQUIRE(mirror_catches_up(&mirror, &truth));
        from_end = (ssize_t)(mirror.client.compressed_len - before) - (BUFFER - AROUND);
        len += (size_t)(AROUND - from_end); /* towards the buffer's size, and then about it */
        if (from_end >= 0 && from_end < 2 * AROUND && !seen[from_end]) {
            seen[from_end] = true;
            left--;
        }
    }
    CU_ASSERT_EQUAL(left, 0);
    mirror_free(&mirror);
    g_rand_free(random);
    hubs_stop(hub, &truth, 1);
}

/* As large before as just ends the process where the inflated bytes have a fixed buffer. */
static void a_message_that_unpacks_to_too_much_is_refused(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    uint64_t refused = 0;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    for (size_t len = 1000; len < 1300; len++) {
        g_autofree char *text = g_strnfill(len, 'a');
        g_autoptr(GByteArray) packed = NULL;
        Client client;

        UNIT_REQUIRE(client_open(&client, hub_port(hub), true));
        packed = client_deflate(&client, text, len);
        client_send_frame(&client, 0xc1, packed->data, packed->len - len % 4);
        refused += client_await_close(&client) == 4000;
        client_close(&client);
    }
    CU_ASSERT_TRUE(refused > 200);
    CU_ASSERT_TRUE(hubs_counts(hub).refused_message >= refused);
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    hubs_stop(hub, &truth, 1);
}

static void a_bomb_costs_nothing(void)
{
    enum { BOMB_BYTES = 64 * 1024 * 1024 };
    Hub *hub = hubs_start();
    g_autofree char *text = g_strnfill(BOMB_BYTES, ' ');
    int64_t before_kb;
    Client client;
    g_autoptr(GByteArray) packed = NULL;

    UNIT_REQUIRE(hub != NULL && client_open(&client, hub_port(hub), true));
    packed = client_deflate(&client, text, BOMB_BYTES);
    before_kb = hubs_memory_kb();
    client_send_frame(&client, 0xc1, packed->data, packed->len);
    CU_ASSERT_EQUAL(client_await_close(&client), 4000);
    CU_ASSERT_TRUE(HUBS_ARE_CHECKED || hubs_memory_kb() - before_kb < 4096);
    client_close(&client);
    hub_free(hub);
}

static void what_is_not_compressed_as_it_should_be_ends_its_connection(void)
{
    static const char *const junk[] = {"\xff\xff\xff\xff", "{\"stop\":true}", "\x07", "\x01\x10"};
    Hub *hub = hubs_start();
    Truth truth;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    for (size_t i = 0; i < G_N_ELEMENTS(junk); i++) {
        Client client;

        UNIT_REQUIRE(client_open(&client, hub_port(hub), true));
        client_send_frame(&client, 0xc1, junk[i], strlen(junk[i]));
        client_send_frame(&client, 0x81, "x", 1);
        UNIT_CHECK(client_await_close(&client) != 0, junk[i]);
        client_close(&client);
    }
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    hubs_stop(hub, &truth, 1);
}

static void a_viewer_may_compress_in_pieces_or_not_at_all(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    g_autofree char *word = NULL;
    g_autoptr(GByteArray) packed = NULL;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 5, "first");
    mirror_init(&mirror);
    UNIT_REQUIRE(client_open(&mirror.client, hub_port(hub), true));
    word = g_strdup_printf("{\"view\":\"%s\"}", hub_channel_token(truth.channel));
    packed = client_deflate(&mirror.client, word, strlen(word));
    for (guint i = 0; i < packed->len; i++) {
        client_send_frame(&mirror.client, i == 0 ? 0x41 : 0x00, packed->data + i, 1);
        client_send_frame(&mirror.client, 0x89, "between", 7);
    }
    client_send_frame(&mirror.client, 0x80, "", 0);
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    client_send_frame(&mirror.client, 0x8a, "unasked", 7);
    client_send_frame(&mirror.client, 0x81, "{\"ack\":99}", 10); /* not compressed */
    truth_set(&truth, 1, "next");
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_EQUAL(mirror.client.close_code, 0);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

/* 32 KB is what it may refer back to, since nothing less was agreed. */
static void a_viewer_may_look_back_as_far_as_it_likes(void)
{
    enum { PIECES = 24, PIECE_BYTES = 900 };
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    GRand *random = g_rand_new_with_seed(3);
    char *blanks[PIECES];

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
    for (int i = 0; i < PIECES; i++) {
        blanks[i] = g_strnfill(PIECE_BYTES, ' ');
        for (char *at = blanks[i]; *at != '\0'; at++)
            *at = " \t\n\r"[g_rand_int_range(random, 0, 4)];
    }
    for (int i = 0; i < 2 * PIECES; i++)
        client_send_f(&mirror.client, "{\"ack\":1%s}", blanks[i % PIECES]);
    truth_fill(&truth, 5, "next");
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_EQUAL(mirror.client.close_code, 0);
    for (int i = 0; i < PIECES; i++)
        g_free(blanks[i]);
    mirror_free(&mirror);
    g_rand_free(random);
    hubs_stop(hub, &truth, 1);
}

/* The answer's header, and how a viewer fares with it. */
static void check_offer(const char *offer, const char *wanted, bool forgets)
{
    const Upgrade how = {.protocol = CLIENT_PROTOCOL, .extensions = offer};
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    mirror_init(&mirror);
    UNIT_CHECK(client_open_as(&mirror.client, hub_port(hub), &how) == 101, offer);
    UNIT_CHECK(g_strcmp0(mirror.client.extensions, wanted) == 0, offer);
    client_send_f(&mirror.client, "{\"view\":\"%s\"}", hub_channel_token(truth.channel));
    for (int i = 0; i < 10; i++) {
        truth_fill(&truth, 5, "the same text in every message of it");
        UNIT_CHECK(mirror_catches_up(&mirror, &truth), offer);
        if (forgets)
            inflateReset(&mirror.client.inflate);
    }
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void an_offer_is_taken_as_it_can_be_kept_or_not_at_all(void)
{
    check_offer("permessage-deflate", "permessage-deflate", false);
    check_offer("permessage-deflate; client_max_window_bits", "permessage-deflate", false);
    check_offer("x, permessage-deflate; client_no_context_takeover", "permessage-deflate", false);
    check_offer("permessage-deflate; server_no_context_takeover",
                "permessage-deflate; server_no_context_takeover", true);
    check_offer("permessage-deflate; server_max_window_bits=10", NULL, false);
    check_offer("x-webkit-deflate-frame", NULL, false);
    check_offer(";;;,,, ;=", NULL, false);
}

static void an_endless_offer_is_refused(void)
{
    Hub *hub = hubs_start();
    g_autofree char *offer = g_strnfill(4000, 'x');
    const Upgrade how = {.protocol = CLIENT_PROTOCOL, .extensions = offer};
    Client client;

    UNIT_REQUIRE(hub != NULL);
    client_open_as(&client, hub_port(hub), &how);
    CU_ASSERT_FALSE(client.is_deflating);
    client_close(&client);
    CU_ASSERT_TRUE(client_open(&client, hub_port(hub), true));
    client_close(&client);
    hub_free(hub);
}

UNIT_MAIN("push/deflate", UNIT(what_is_sent_is_compressed_and_whole),
          UNIT(messages_of_every_compressed_length_arrive),
          UNIT(a_message_that_unpacks_to_too_much_is_refused), UNIT(a_bomb_costs_nothing),
          UNIT(what_is_not_compressed_as_it_should_be_ends_its_connection),
          UNIT(a_viewer_may_compress_in_pieces_or_not_at_all),
          UNIT(a_viewer_may_look_back_as_far_as_it_likes),
          UNIT(an_offer_is_taken_as_it_can_be_kept_or_not_at_all),
          UNIT(an_endless_offer_is_refused))
