/* Viewers that are slow, dead or unkind: they cost little, and nobody else. */
#include "unit/push/hubs.h"

enum { CHANGES = 20000, MEMORY_KB_MAX = 32 * 1024 };

/* Watches with a small buffer of the kernel's, so that what is not read is the hub's. */
static bool open_narrow(Mirror *mirror, Hub *hub, const Truth *truth, bool deflates)
{
    const Upgrade how = {.protocol = CLIENT_PROTOCOL,
                         .extensions = deflates ? CLIENT_DEFLATE : NULL,
                         .receive_bytes = 4096};

    mirror_init(mirror);
    return client_open_as(&mirror->client, hub_port(hub), &how) == 101 &&
           client_send_f(&mirror->client, "{\"view\":\"%s\"}", hub_channel_token(truth->channel));
}

static void one_that_does_not_read_costs_little_and_slows_nobody(void)
{
    enum { DEAF = 4, FILLED = 400 };
    Hub *hub = hubs_start();
    Truth truth;
    Mirror deaf[DEAF], good;
    g_autofree char *text = g_strnfill(1000, 'x');
    int64_t before_kb;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, FILLED, text);
    for (int i = 0; i < DEAF; i++)
        UNIT_REQUIRE(open_narrow(&deaf[i], hub, &truth, i % 2 == 0));
    UNIT_REQUIRE(mirror_open(&good, hub, &truth, true));
    CU_ASSERT_TRUE(mirror_catches_up(&good, &truth));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == DEAF + 1));
    before_kb = hubs_memory_kb();
    for (uint64_t i = 1; i <= CHANGES; i++) {
        truth_set(&truth, 1 + i % FILLED, text);
        /* One of them claims to have shown what it never read. */
        client_send_f(&deaf[0].client, "{\"ack\":%" G_GUINT64_FORMAT "}", truth.seq);
        if (i % 500 == 0)
            CU_ASSERT_TRUE(mirror_catches_up(&good, &truth));
    }
    CU_ASSERT_TRUE(HUBS_ARE_CHECKED || hubs_memory_kb() - before_kb < MEMORY_KB_MAX);
    CU_ASSERT_EQUAL(hub_channel_viewers(truth.channel), DEAF + 1);
    CU_ASSERT_EQUAL(atomic_load(&truth.resyncs), 0);
    for (int i = 1; i < DEAF; i++) { /* and when it reads again, it is skipped forward */
        CU_ASSERT_TRUE(mirror_catches_up(&deaf[i], &truth));
        CU_ASSERT_TRUE(deaf[i].changes < 10);
        mirror_free(&deaf[i]);
    }
    mirror_free(&deaf[0]);
    mirror_free(&good);
    hubs_stop(hub, &truth, 1);
}

/* Reads and answers pings until the channel has no more than @left viewers. Returns how long that
 * took. */
static int64_t watch(Mirror *mirror, const Truth *truth, int left)
{
    int64_t began_ms = time_monotonic_ms();

    while (hub_channel_viewers(truth->channel) > left &&
           time_monotonic_ms() < began_ms + SOCKET_PATIENCE_MS)
        mirror_step(mirror, true, time_monotonic_ms() + 10);
    return time_monotonic_ms() - began_ms;
}

static void one_that_is_dead_is_let_go_after_twice_the_ping(void)
{
    HubOptions options = hubs_options();
    Hub *hub;
    Truth truth;
    Mirror mute, deaf, deaf_and_pressed, good;
    g_autofree char *text = g_strnfill(1000, 'x');
    int64_t took_ms;

    options.ping_ms = 1000;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 9000, text); /* more than the sockets hold */
    UNIT_REQUIRE(mirror_open(&good, hub, &truth, false));
    CU_ASSERT_TRUE(mirror_catches_up(&good, &truth));
    UNIT_REQUIRE(mirror_open(&mute, hub, &truth, false));
    mute.client.ignores_pings = true;
    CU_ASSERT_TRUE(mirror_catches_up(&mute, &truth));
    UNIT_REQUIRE(open_narrow(&deaf, hub, &truth, false));
    UNIT_REQUIRE(open_narrow(&deaf_and_pressed, hub, &truth, true));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 4));
    took_ms = watch(&good, &truth, 3);
    CU_ASSERT_TRUE(took_ms > 1000 && took_ms < 4000);
    /* libwebsockets gives up to 5 s more to those for whom it holds a part of a message. */
    took_ms += watch(&good, &truth, 1);
    CU_ASSERT_TRUE(took_ms < 12 * 1000);
    CU_ASSERT_EQUAL(hub_channel_viewers(truth.channel), 1);
    CU_ASSERT_EQUAL(good.client.close_code, 0); /* one that answers stays */
    CU_ASSERT_TRUE(good.client.pings >= 2);
    CU_ASSERT_EQUAL(mirror_step(&mute, false, time_monotonic_ms() + 1000), CLIENT_CLOSED);
    CU_ASSERT_EQUAL(mute.client.pings, 1);
    mirror_free(&good);
    mirror_free(&mute);
    mirror_free(&deaf);
    mirror_free(&deaf_and_pressed);
    hubs_stop(hub, &truth, 1);
}

static void one_that_reads_slowly_and_pings_gets_a_large_table_whole(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    GRand *random = g_rand_new_with_seed(7);
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    for (uint64_t i = 1; i <= 100; i++) {
        g_autofree char *noise = g_strnfill(40000, 'x');

        for (char *at = noise; *at != '\0'; at++)
            *at = (char)g_rand_int_range(random, 'a', 'z');
        truth_set(&truth, i, noise);
    }
    UNIT_REQUIRE(open_narrow(&mirror, hub, &truth, true));
    while (mirror.seq < truth.seq && mirror_step(&mirror, true, deadline_ms) == CLIENT_TEXT) {
        for (int i = 0; i < 10; i++) /* its pongs come between the frames of large messages */
            client_send_frame(&mirror.client, 0x89, "now?", 4);
    }
    CU_ASSERT_TRUE(mirror_is(&mirror, truth.table));
    CU_ASSERT_EQUAL(mirror.client.close_code, 0);
    mirror_free(&mirror);
    g_rand_free(random);
    hubs_stop(hub, &truth, 1);
}

static void many_that_leave_in_the_middle_leave_nothing(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    g_autofree char *text = g_strnfill(1000, 'x');
    int descriptors = hubs_descriptors();

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 9000, text);
    for (int i = 0; i < 60; i++) {
        Mirror mirror;

        UNIT_REQUIRE(open_narrow(&mirror, hub, &truth, i % 2 == 0));
        if (i % 3 > 0)
            mirror_step(&mirror, false, time_monotonic_ms() + SOCKET_PATIENCE_MS);
        if (i % 4 > 1) /* a tab that is closed says so */
            client_send_frame(&mirror.client, 0x88, "\x03\xe9", 2);
        mirror_free(&mirror);
    }
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 0));
    CU_ASSERT_TRUE(HUBS_AWAIT(hubs_descriptors() == descriptors));
    CU_ASSERT_TRUE(hubs_serves(hub, &truth));
    hubs_stop(hub, &truth, 1);
}

UNIT_MAIN("push/slow", UNIT(one_that_does_not_read_costs_little_and_slows_nobody),
          UNIT(one_that_is_dead_is_let_go_after_twice_the_ping),
          UNIT(one_that_reads_slowly_and_pings_gets_a_large_table_whole),
          UNIT(many_that_leave_in_the_middle_leave_nothing))
