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

/* Viewers that came since the start. */
static uint64_t arrived(Hub *hub)
{
    HubCounts counts;

    hub_get_counts(hub, &counts);
    return counts.viewers;
}

/* Reads and answers pings until @all viewers have come and all but one of them are gone. Returns
 * whether they are; those that say nothing may go while others are still on their way. */
static bool outlives(Mirror *mirror, Hub *hub, const Truth *truth, uint64_t all)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

    while ((arrived(hub) < all || hub_channel_viewers(truth->channel) > 1) &&
           time_monotonic_ms() < deadline_ms)
        mirror_step(mirror, true, time_monotonic_ms() + 10);
    return arrived(hub) == all && hub_channel_viewers(truth->channel) == 1;
}

static Hub *hub_that_pings(void)
{
    HubOptions options = hubs_options();

    options.ping_ms = 1000;
    return hub_new(&options, NULL);
}

static void one_that_answers_no_ping_is_let_go_after_twice_its_time(void)
{
    Hub *hub = hub_that_pings();
    Truth truth;
    Mirror mute, good;
    int64_t began_ms = time_monotonic_ms(), took_ms;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 3, "first");
    UNIT_REQUIRE(mirror_open(&mute, hub, &truth, false));
    mute.client.ignores_pings = true;
    CU_ASSERT_TRUE(mirror_catches_up(&mute, &truth));
    UNIT_REQUIRE(mirror_open(&good, hub, &truth, false));
    CU_ASSERT_TRUE(outlives(&good, hub, &truth, 2));
    took_ms = time_monotonic_ms() - began_ms;
    CU_ASSERT_TRUE(took_ms > 1000 && took_ms < 4000);
    CU_ASSERT_EQUAL(good.client.close_code, 0);
    CU_ASSERT_TRUE(good.client.pings >= 1);
    CU_ASSERT_EQUAL(mirror_step(&mute, false, time_monotonic_ms() + 1000), CLIENT_CLOSED);
    CU_ASSERT_EQUAL(mute.client.pings, 1);
    mirror_free(&good);
    mirror_free(&mute);
    hubs_stop(hub, &truth, 1);
}

static void one_that_does_not_read_is_let_go_after_twice_the_ping(void)
{
    Hub *hub = hub_that_pings();
    Truth truth;
    Mirror deaf, deaf_and_pressed, good;
    g_autofree char *text = g_strnfill(1000, 'x');
    int64_t began_ms;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 9000, text); /* more than the sockets hold */
    began_ms = time_monotonic_ms();
    UNIT_REQUIRE(open_narrow(&deaf, hub, &truth, false));
    UNIT_REQUIRE(open_narrow(&deaf_and_pressed, hub, &truth, true));
    UNIT_REQUIRE(mirror_open(&good, hub, &truth, false));
    CU_ASSERT_TRUE(outlives(&good, hub, &truth, 3));
    /* libwebsockets gives up to 5 s more to those for whom it holds a part of a message. */
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < 12 * 1000);
    CU_ASSERT_TRUE(mirror_is(&good, truth.table));
    CU_ASSERT_EQUAL(good.client.close_code, 0); /* one that answers stays */
    CU_ASSERT_TRUE(good.client.pings >= 2);
    mirror_free(&good);
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
          UNIT(one_that_answers_no_ping_is_let_go_after_twice_its_time),
          UNIT(one_that_does_not_read_is_let_go_after_twice_the_ping),
          UNIT(one_that_reads_slowly_and_pings_gets_a_large_table_whole),
          UNIT(many_that_leave_in_the_middle_leave_nothing))
