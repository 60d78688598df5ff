/* viewer: what it is told, in which order, and when. */
#include "unit/push/hubs.h"

enum { LINE_BYTES = 100 };

static void it_is_told_the_view_then_the_whole_then_changes(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth)); /* it fails at rows before a schema */
    CU_ASSERT_EQUAL(mirror.views, 1);
    UNIT_EQUALS_TEXT(mirror.state, "live");
    for (int i = 0; i < 50; i++) {
        truth_set(&truth, (uint64_t)(1 + i % 21), "next"); /* one of them is new */
        CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    }
    CU_ASSERT_EQUAL(mirror.schemas, 1);
    CU_ASSERT_TRUE(mirror.changes <= 51);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void nothing_is_said_before_the_view(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_open(&truth, hub, 0, false));
    hub_put_table(truth.channel, event_table_copy(truth.table));
    truth_fill(&truth, 3, "early");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 1));
    truth_tell_view(&truth, HUB_STARTING, "now");
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    UNIT_EQUALS_TEXT(mirror.state, "starting");
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void a_late_viewer_gets_everything(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 30, "first");
    for (uint64_t i = 1; i <= 300; i++)
        truth_set(&truth, 1 + i % 30, "later");
    truth_shrink(&truth, 7);
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_EQUAL(g_hash_table_size(mirror.rows), 7);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void rows_that_go_are_gone_and_the_order_is_kept(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 30, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    for (size_t len = 29; len > 4; len -= 4) {
        truth_shrink(&truth, len);
        CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
        CU_ASSERT_EQUAL(g_hash_table_size(mirror.rows), len);
        truth_set(&truth, 1, "same order");
        CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    }
    CU_ASSERT_EQUAL(mirror.schemas, 1);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void two_viewers_see_the_same_each_at_its_own_pace(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror fast, slow;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 10, "first");
    UNIT_REQUIRE(mirror_open(&fast, hub, &truth, true));
    UNIT_REQUIRE(mirror_open(&slow, hub, &truth, false));
    for (uint64_t i = 1; i <= 100; i++) {
        truth_set(&truth, 1 + i % 10, "next");
        CU_ASSERT_TRUE(mirror_catches_up(&fast, &truth));
    }
    CU_ASSERT_EQUAL(hub_channel_viewers(truth.channel), 2);
    CU_ASSERT_TRUE(mirror_catches_up(&slow, &truth));
    CU_ASSERT_TRUE(slow.changes < fast.changes);
    CU_ASSERT_EQUAL(hubs_counts(hub).viewers, 2);
    mirror_free(&fast);
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 1));
    mirror_free(&slow);
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 0));
    CU_ASSERT_TRUE(hub_channel_seen_ms(truth.channel) > 0);
    hubs_stop(hub, &truth, 1);
}

/* Read, without acknowledging, until a view that is put now has come; and once more, so that the
 * hub was free to send whatever else it had. */
static bool read_to_marker(Mirror *mirror, Truth *truth)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

    for (int i = 0; i < 2; i++) {
        g_autofree char *marker = g_strdup_printf("marker %d %d", mirror->views, i);

        truth_tell_view(truth, HUB_LIVE, marker);
        while (g_strcmp0(mirror->title, marker) != 0) {
            if (mirror_step(mirror, false, deadline_ms) != CLIENT_TEXT)
                return false;
        }
    }
    return mirror->fault == NULL;
}

/* Four changes have come, none is acknowledged. */
static bool fill_the_way(Mirror *mirror, Truth *truth)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

    for (int i = mirror->changes + 1; i <= 4; i++) {
        truth_set(truth, 1, "under way");
        while (mirror->changes < i) {
            if (mirror_step(mirror, false, deadline_ms) != CLIENT_TEXT)
                return false;
        }
    }
    return true;
}

static void without_acknowledgements_four_changes_come_and_then_what_was_missed_as_one(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    int messages;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    UNIT_REQUIRE(fill_the_way(&mirror, &truth));
    for (uint64_t i = 1; i <= 500; i++)
        truth_set(&truth, 1 + i % 20, "missed");
    CU_ASSERT_TRUE(read_to_marker(&mirror, &truth));
    CU_ASSERT_EQUAL(mirror.changes, 4);
    messages = mirror.messages;
    client_send_f(&mirror.client, "{\"ack\":%" G_GUINT64_FORMAT "}", mirror.seq);
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_EQUAL(mirror.messages, messages + 1);
    CU_ASSERT_EQUAL(mirror.changes, 5);
    CU_ASSERT_EQUAL(mirror.schemas, 1);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void a_wrong_acknowledgement_makes_no_room(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    UNIT_REQUIRE(fill_the_way(&mirror, &truth));
    truth_set(&truth, 2, "missed");
    client_send_f(&mirror.client, "{\"ack\":%" G_GUINT64_FORMAT "}", mirror.seq + 1000);
    client_send(&mirror.client, "{\"ack\":9223372036854775807}");
    CU_ASSERT_TRUE(read_to_marker(&mirror, &truth));
    CU_ASSERT_EQUAL(mirror.changes, 4);
    client_send_f(&mirror.client, "{\"ack\":%" G_GUINT64_FORMAT "}", mirror.seq);
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void another_table_comes_whole_whatever_was_under_way(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    uint64_t before;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 20, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, true));
    UNIT_REQUIRE(fill_the_way(&mirror, &truth));
    before = mirror.seq;
    truth_begin_anew(&truth);
    truth_fill(&truth, 3, "another");
    client_send_f(&mirror.client, "{\"ack\":%" G_GUINT64_FORMAT "}", before); /* crosses it */
    while (mirror.schemas < 2 &&
           mirror_step(&mirror, false, time_monotonic_ms() + SOCKET_PATIENCE_MS) == CLIENT_TEXT) {
    }
    client_send_f(&mirror.client, "{\"ack\":%" G_GUINT64_FORMAT "}", before); /* is late */
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_TRUE(mirror.schemas >= 2); /* one more if it was sent before it had rows */
    for (uint64_t i = 0; i < 20; i++) {
        truth_set(&truth, 1, "goes on");
        CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    }
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void the_same_state_put_again_is_acknowledged_twice(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 5, "first");
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    for (int i = 2; i <= 10; i++) {
        pthread_mutex_lock(&truth.lock);
        truth_put_whole(&truth);
        pthread_mutex_unlock(&truth.lock);
        while (mirror.changes < i && mirror_step(&mirror, true, deadline_ms) == CLIENT_TEXT) {
        }
        CU_ASSERT_TRUE(mirror_is(&mirror, truth.table));
    }
    truth_set(&truth, 1, "goes on");
    CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
    CU_ASSERT_EQUAL(mirror.client.close_code, 0);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void numbers_and_views_come_as_they_are_put(void)
{
    Hub *hub = hubs_start();
    Truth truth;
    Mirror mirror;
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;
    const Event stats = {
        .kind = EVENT_STATS, .query = 1, .stats = {.records = 5, .lag = -1}
    };
    g_autoptr(GPtrArray) notices = g_ptr_array_new();
    const EventProgress progress = {.fraction = 0.5, .text = (char *)"half", .left_ms = -1};
    HubView view = {.state = HUB_FAILED,
                    .title = "<img src=x onerror=alert(1)>\n\"\xff",
                    .statement = "SELECT '</script>'",
                    .text = "it failed",
                    .notices = notices,
                    .progress = &progress};

    g_ptr_array_add(notices, (char *)"a notice \xc3");
    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    hub_put_stats(truth.channel, &stats);
    UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
    while (mirror.stats == 0 && mirror_step(&mirror, true, deadline_ms) == CLIENT_TEXT) {
    }
    hub_put_view(truth.channel, &view);
    while (mirror.views < 2 && mirror_step(&mirror, true, deadline_ms) == CLIENT_TEXT) {
    }
    UNIT_EQUALS_TEXT(mirror.state, "failed");
    UNIT_EQUALS_TEXT(mirror.title, "<img src=x onerror=alert(1)>\n\"\xef\xbf\xbd");
    CU_ASSERT_EQUAL(mirror.stats, 1);
    CU_ASSERT_PTR_NULL(mirror.fault);
    mirror_free(&mirror);
    hubs_stop(hub, &truth, 1);
}

static void a_table_of_ten_thousand_rows_arrives_whole(void)
{
    g_autofree char *text = g_strnfill(LINE_BYTES, 'x');

    for (int deflates = 0; deflates < 2; deflates++) {
        Hub *hub = hubs_start();
        Truth truth;
        Mirror mirror;

        UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
        truth_fill(&truth, EVENT_ROWS_MAX, text);
        UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, deflates == 1));
        CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
        CU_ASSERT_EQUAL(mirror.changes, 1);
        CU_ASSERT_TRUE(mirror.rows_messages > 1);
        CU_ASSERT_EQUAL(mirror.client.compressed_len < EVENT_ROWS_MAX * LINE_BYTES / 2, deflates);
        truth_set(&truth, 5000, "changed");
        CU_ASSERT_TRUE(mirror_catches_up(&mirror, &truth));
        CU_ASSERT_EQUAL(mirror.schemas, 1);
        mirror_free(&mirror);
        hubs_stop(hub, &truth, 1);
    }
}

static void two_hundred_viewers_all_see_the_last_state(void)
{
    enum { VIEWERS = 200 };
    Hub *hub = hubs_start();
    Truth truth;
    g_autofree Mirror *mirrors = g_new0(Mirror, VIEWERS);
    int caught_up = 0;

    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 20));
    truth_fill(&truth, 20, "first");
    for (int i = 0; i < VIEWERS; i++)
        UNIT_REQUIRE(mirror_open(&mirrors[i], hub, &truth, i % 2 == 0));
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == VIEWERS));
    for (uint64_t i = 1; i <= 200; i++) {
        truth_set(&truth, 1 + i % 20, "next");
        mirror_step(&mirrors[i % VIEWERS], true, 0);
    }
    for (int i = 0; i < VIEWERS; i++) {
        caught_up += mirror_catches_up(&mirrors[i], &truth);
        mirror_free(&mirrors[i]);
    }
    CU_ASSERT_EQUAL(caught_up, VIEWERS);
    CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 0));
    hubs_stop(hub, &truth, 1);
}

static void a_viewer_may_stop_the_stream_only_where_it_was_said(void)
{
    for (int may_stop = 0; may_stop < 2; may_stop++) {
        Hub *hub = hubs_start();
        Truth truth;
        Mirror mirror;

        UNIT_REQUIRE(hub != NULL && truth_open(&truth, hub, 0, may_stop == 1));
        UNIT_REQUIRE(mirror_open(&mirror, hub, &truth, false));
        CU_ASSERT_TRUE(HUBS_AWAIT(hub_channel_viewers(truth.channel) == 1));
        client_send(&mirror.client, "{\"stop\":true}");
        if (may_stop) {
            CU_ASSERT_TRUE(HUBS_AWAIT(atomic_load(&truth.stops) == 1));
        } else {
            CU_ASSERT_EQUAL(client_await_close(&mirror.client), 4000);
            CU_ASSERT_EQUAL(atomic_load(&truth.stops), 0);
        }
        CU_ASSERT_EQUAL(hubs_counts(hub).refused_message, 1 - may_stop);
        mirror_free(&mirror);
        hubs_stop(hub, &truth, 1);
    }
}

UNIT_MAIN("push/viewer", UNIT(it_is_told_the_view_then_the_whole_then_changes),
          UNIT(nothing_is_said_before_the_view), UNIT(a_late_viewer_gets_everything),
          UNIT(rows_that_go_are_gone_and_the_order_is_kept),
          UNIT(two_viewers_see_the_same_each_at_its_own_pace),
          UNIT(without_acknowledgements_four_changes_come_and_then_what_was_missed_as_one),
          UNIT(a_wrong_acknowledgement_makes_no_room),
          UNIT(another_table_comes_whole_whatever_was_under_way),
          UNIT(the_same_state_put_again_is_acknowledged_twice),
          UNIT(numbers_and_views_come_as_they_are_put),
          UNIT(a_table_of_ten_thousand_rows_arrives_whole),
          UNIT(two_hundred_viewers_all_see_the_last_state),
          UNIT(a_viewer_may_stop_the_stream_only_where_it_was_said))
