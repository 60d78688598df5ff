/* hub: how it begins and ends, and its channels. */
#include "unit/push/hubs.h"

#include "base/fail.h"

static void it_listens_on_a_port_of_its_own(void)
{
    Hub *hub = hubs_start();
    Hub *other = hubs_start();

    UNIT_REQUIRE(hub != NULL && other != NULL);
    CU_ASSERT_TRUE(hub_port(hub) > 0);
    CU_ASSERT_NOT_EQUAL(hub_port(hub), hub_port(other));
    CU_ASSERT_FALSE(hub_has_tls(hub));
    hub_free(other);
    hub_free(hub);
    hub_free(NULL);
}

static void the_first_free_port_of_a_range_is_taken(void)
{
    Hub *hub = hubs_start();
    HubOptions options = hubs_options();
    Hub *next;

    UNIT_REQUIRE(hub != NULL);
    options.port_min = hub_port(hub);
    options.port_max = MIN(hub_port(hub) + 200, 65535);
    next = hub_new(&options, NULL);
    UNIT_REQUIRE(next != NULL);
    CU_ASSERT_TRUE(hub_port(next) > options.port_min && hub_port(next) <= options.port_max);
    hub_free(next);
    hub_free(hub);
}

static void a_range_that_is_taken_gives_any_other_port(void)
{
    Hub *hub = hubs_start();
    HubOptions options = hubs_options();
    Hub *other;
    g_autofree char *answer = NULL;

    UNIT_REQUIRE(hub != NULL);
    options.port_min = options.port_max = hub_port(hub);
    other = hub_new(&options, NULL);
    UNIT_REQUIRE(other != NULL);
    CU_ASSERT_TRUE(hub_port(other) > 0 && hub_port(other) != hub_port(hub));
    answer = http_ask(hub_port(other), "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CU_ASSERT_EQUAL(http_status(answer), 200);
    hub_free(other);
    hub_free(hub);
}

static void every_address_of_this_machine_is_one_of_them(void)
{
    static const char *const addresses[] = {NULL, "", "0.0.0.0", "127.0.0.1"};

    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        HubOptions options = hubs_options();
        g_autoptr(GError) error = NULL;
        g_autofree char *answer = NULL;
        Hub *hub;

        options.address = addresses[i];
        hub = hub_new(&options, &error);
        UNIT_CHECK(hub != NULL, error != NULL ? error->message : "");
        UNIT_REQUIRE(hub != NULL);
        answer = http_ask(hub_port(hub), "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        UNIT_CHECK(http_status(answer) == 200, addresses[i] != NULL ? addresses[i] : "any");
        hub_free(hub);
    }
}

static void it_listens_on_no_other_address_than_the_one_that_is_given(void)
{
    static const char *const addresses[] = {"127.0.0.1", "127.0.0.7", "::1"};

    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        HubOptions options = hubs_options();
        Hub *hub;
        int there, elsewhere;

        options.address = addresses[i];
        hub = hub_new(&options, NULL);
        if (hub == NULL && strcmp(addresses[i], "::1") == 0)
            continue; /* a machine without IPv6 */
        UNIT_REQUIRE(hub != NULL);
        there = socket_connect_to(addresses[i], hub_port(hub), 0);
        elsewhere = socket_connect_to("127.0.0.2", hub_port(hub), 0);
        UNIT_CHECK(there >= 0 || strcmp(addresses[i], "::1") == 0, addresses[i]);
        UNIT_CHECK(elsewhere < 0, addresses[i]);
        close(there);
        close(elsewhere);
        hub_free(hub);
    }
}

static void an_address_of_another_machine_is_refused(void)
{
    static const char *const addresses[] = {"198.51.100.1", "no such", "999.1.1.1"};

    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        HubOptions options = hubs_options();
        g_autoptr(GError) error = NULL;

        options.address = addresses[i];
        CU_ASSERT_PTR_NULL(hub_new(&options, &error));
        UNIT_FAILED_WITH(error, FAIL_CONFIG, "live_address");
        UNIT_FAILED_WITH(error, FAIL_CONFIG, addresses[i]);
    }
}

static void a_channel_has_secrets_of_its_own(void)
{
    Hub *hub = hubs_start();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Truth truths[10];

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(truths); i++) {
        const char *secrets[3];

        UNIT_REQUIRE(truth_begin(&truths[i], hub, 0));
        secrets[0] = hub_channel_token(truths[i].channel);
        secrets[1] = hub_channel_challenge(truths[i].channel);
        secrets[2] = hub_channel_proof(truths[i].channel);
        for (int k = 0; k < 3; k++) {
            CU_ASSERT_EQUAL(strlen(secrets[k]), HUB_SECRET_LEN);
            CU_ASSERT_EQUAL(strspn(secrets[k], "0123456789abcdef"), HUB_SECRET_LEN);
            CU_ASSERT_TRUE(g_hash_table_add(seen, g_strdup(secrets[k])));
        }
        CU_ASSERT_TRUE(hub_channel_expires_ms(truths[i].channel) > time_monotonic_ms());
    }
    hubs_stop(hub, truths, G_N_ELEMENTS(truths));
}

static void a_thousand_channels_are_allowed_and_no_more(void)
{
    Hub *hub = hubs_start();
    Truth *truths = g_new0(Truth, HUB_CHANNELS_MAX);
    Truth more;

    UNIT_REQUIRE(hub != NULL);
    for (size_t i = 0; i < HUB_CHANNELS_MAX; i++)
        UNIT_REQUIRE(truth_begin(&truths[i], hub, 0));
    CU_ASSERT_FALSE(truth_open(&more, hub, 0, false));
    CU_ASSERT_EQUAL(atomic_load(&more.frees), 1); /* its user was taken all the same */
    truth_end(&more);
    hub_close(truths[0].channel);
    CU_ASSERT_TRUE(HUBS_AWAIT(atomic_load(&truths[0].frees) == 1));
    truth_end(&truths[0]);
    CU_ASSERT_TRUE(HUBS_AWAIT(truth_begin(&truths[0], hub, 0)));
    CU_ASSERT_TRUE(hubs_serves(hub, &truths[0]));
    hubs_stop(hub, truths, HUB_CHANNELS_MAX);
    g_free(truths);
}

/* The probe's status for that channel. */
static int probe(Hub *hub, const Truth *truth)
{
    g_autofree char *request = g_strdup_printf("GET /probe/%s HTTP/1.1\r\nHost: h\r\n\r\n",
                                               hub_channel_challenge(truth->channel));
    g_autofree char *answer = http_ask(hub_port(hub), request);

    return http_status(answer);
}

static void viewers_of_a_replaced_channel_are_told_that_it_had_its_day(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 3, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    hub_replace(truth.channel);
    CU_ASSERT_EQUAL(client_await_close(&mirror.client), 4004);
    CU_ASSERT_EQUAL(probe(hub, &truth), 404);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void an_expired_channel_lets_its_viewers_go(void)
{
    HubOptions options = hubs_options();
    Hub *hub;
    Truth truth;
    Mirror before, after;

    options.channel_age_ms = 300;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    CU_ASSERT_TRUE(hub_channel_expires_ms(truth.channel) <= time_monotonic_ms() + 300);
    UNIT_REQUIRE(mirror_open(&before, hub, &truth, true));
    CU_ASSERT_EQUAL(client_await_close(&before.client), 4004);
    CU_ASSERT_EQUAL(probe(hub, &truth), 404);
    CU_ASSERT_EQUAL(atomic_load(&truth.frees), 1);
    UNIT_REQUIRE(mirror_open(&after, hub, &truth, false));
    CU_ASSERT_EQUAL(client_await_close(&after.client), 4001);
    truth_fill(&truth, 3, "late"); /* what is still put goes nowhere */
    truth_tell_view(&truth, HUB_ENDED, "late");
    mirror_free(&before);
    mirror_free(&after);
    hubs_stop(hub, &truth, 1);
}

static void a_closed_channel_tells_its_viewers_the_end(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror good, held, after;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    UNIT_REQUIRE(mirror_open(&good, hub, &truth, true));
    UNIT_REQUIRE(mirror_open(&held, hub, &truth, false));
    CU_ASSERT_TRUE(mirror_catches_up(&good, &truth));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 2));
    for (uint64_t i = 1; i <= 50; i++)
        truth_set(&truth, 1 + i % 20, "last");
    truth_tell_view(&truth, HUB_ENDED, "over");
    hub_close(truth.channel);
    CU_ASSERT_TRUE(mirror_catches_up(&good, &truth));
    while (mirror_step(&good, true, time_monotonic_ms() + SOCKET_PATIENCE_MS) == CLIENT_TEXT) {
    }
    while (mirror_step(&held, false, time_monotonic_ms() + SOCKET_PATIENCE_MS) == CLIENT_TEXT) {
    }
    CU_ASSERT_EQUAL(good.client.close_code, 4002);
    CU_ASSERT_EQUAL(held.client.close_code, 4002);
    UNIT_EQUALS_TEXT(good.state, "ended");
    UNIT_EQUALS_TEXT(held.state, "ended");
    CU_ASSERT_TRUE(mirror_is(&good, truth.table));
    CU_ASSERT_TRUE(mirror_is(&held, truth.table)); /* though it acknowledged nothing */
    CU_ASSERT_EQUAL(probe(hub, &truth), 404);
    UNIT_REQUIRE(mirror_open(&after, hub, &truth, false));
    CU_ASSERT_EQUAL(client_await_close(&after.client), 4001);
    mirror_free(&good);
    mirror_free(&held);
    mirror_free(&after);
    hubs_stop(hub, &truth, 1);
}

static void the_end_of_the_hub_is_told(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirrors[5];
    Client silent;
    int64_t began_ms;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    for (size_t i = 0; i < G_N_ELEMENTS(mirrors); i++) {
        UNIT_REQUIRE(mirror_open(&mirrors[i], hub, &truth, i % 2 == 0));
        CU_ASSERT_TRUE(mirror_catches_up(&mirrors[i], &truth));
    }
    UNIT_REQUIRE(client_open(&silent, hub_port(hub), false));
    began_ms = time_monotonic_ms();
    hub_free(hub); /* its channel is not closed */
    CU_ASSERT_TRUE(time_monotonic_ms() - began_ms < 5000);
    CU_ASSERT_EQUAL(atomic_load(&truth.frees), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(mirrors); i++) {
        CU_ASSERT_EQUAL(client_await_close(&mirrors[i].client), 1001);
        mirror_free(&mirrors[i]);
    }
    CU_ASSERT_NOT_EQUAL(client_await_close(&silent), 0);
    client_close(&silent);
    truth_end(&truth);
}

static void what_nobody_has_taken_yet_ends_with_the_hub(void)
{
    for (int i = 0; i < 50; i++) {
        Hub *hub = hubs_start();
        Truth truths[3];
        const Event stats = {.kind = EVENT_STATS, .query = 1};

        UNIT_REQUIRE(hub != NULL);
        for (size_t k = 0; k < G_N_ELEMENTS(truths); k++) {
            UNIT_REQUIRE(truth_begin(&truths[k], hub, 0));
            truth_fill(&truths[k], 3, "first");
            hub_put_stats(truths[k].channel, &stats);
        }
        hubs_stop(hub, truths, G_N_ELEMENTS(truths));
    }
}

static void it_leaves_no_descriptor(void)
{
    int before = hubs_descriptors();

    for (int i = 0; i < 10; i++) {
        Hub *hub = hubs_start();
        Truth truth;
        Mirror mirror;

        UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
        UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
        hubs_stop(hub, &truth, 1);
        mirror_free(&mirror);
    }
    CU_ASSERT_EQUAL(hubs_descriptors(), before);
}

UNIT_MAIN("push/hub", UNIT(it_listens_on_a_port_of_its_own),
          UNIT(the_first_free_port_of_a_range_is_taken),
          UNIT(a_range_that_is_taken_gives_any_other_port),
          UNIT(every_address_of_this_machine_is_one_of_them),
          UNIT(it_listens_on_no_other_address_than_the_one_that_is_given),
          UNIT(an_address_of_another_machine_is_refused), UNIT(a_channel_has_secrets_of_its_own),
          UNIT(a_thousand_channels_are_allowed_and_no_more),
          UNIT(viewers_of_a_replaced_channel_are_told_that_it_had_its_day),
          UNIT(an_expired_channel_lets_its_viewers_go),
          UNIT(a_closed_channel_tells_its_viewers_the_end), UNIT(the_end_of_the_hub_is_told),
          UNIT(what_nobody_has_taken_yet_ends_with_the_hub), UNIT(it_leaves_no_descriptor))
