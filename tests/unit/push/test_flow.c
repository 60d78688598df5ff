/* flow: when a viewer is sent the next change, in invented time. */
#include "push/flow.h"

#include "lib/unit.h"

enum { MS = 1000 };

/* One change that is due, sent at once and shown at once. Returns when it was sent. */
static int64_t keep_up(Flow *flow, uint64_t seq, int64_t now_us)
{
    now_us = MAX(now_us, flow->next_us);
    UNIT_CHECK(flow_ask(flow, now_us) == FLOW_NOW, "it keeps up");
    flow_sent(flow, seq, now_us);
    UNIT_CHECK(flow_acknowledged(flow, seq), "it was sent");
    return now_us;
}

/* So many that are sent and not shown. */
static int64_t fall_behind(Flow *flow, uint64_t *seq, int64_t now_us)
{
    while (flow->underway_len < FLOW_UNDERWAY_MAX) {
        now_us = MAX(now_us, flow->next_us);
        UNIT_CHECK(flow_ask(flow, now_us) == FLOW_NOW, "there is room");
        flow_sent(flow, ++*seq, now_us);
    }
    return now_us;
}

static void the_first_change_is_sent_at_once(void)
{
    Flow flow;

    flow_init(&flow, 100);
    CU_ASSERT_EQUAL(flow_ask(&flow, 0), FLOW_NOW);
    flow_init(&flow, 0);
    CU_ASSERT_EQUAL(flow_ask(&flow, 1), FLOW_NOW);
}

static void the_next_one_waits_half_of_the_time_between_two(void)
{
    Flow flow;

    flow_init(&flow, 100);
    flow_sent(&flow, 1, 7 * MS);
    CU_ASSERT_EQUAL(flow_ask(&flow, 7 * MS), FLOW_LATER);
    CU_ASSERT_EQUAL(flow.next_us, 57 * MS);
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us - 1), FLOW_LATER);
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us), FLOW_NOW);
}

static void a_long_time_between_two_is_no_reason_to_wait_longer_than_the_limit(void)
{
    Flow flow;

    flow_init(&flow, 60 * 1000);
    flow_sent(&flow, 1, 0);
    CU_ASSERT_EQUAL(flow.next_us, FLOW_PAUSE_MAX_US);
    flow_init(&flow, INT64_C(24) * 3600 * 1000);
    CU_ASSERT_EQUAL(flow.pause_us, FLOW_PAUSE_MAX_US);
}

static void four_may_be_under_way(void)
{
    Flow flow;
    uint64_t seq = 0;
    int64_t now_us;

    flow_init(&flow, 20);
    now_us = fall_behind(&flow, &seq, 0);
    CU_ASSERT_EQUAL(seq, 4);
    CU_ASSERT_EQUAL(flow_ask(&flow, now_us + 3600LL * 1000 * MS), FLOW_HELD);
    CU_ASSERT_TRUE(flow_acknowledged(&flow, 1));
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us), FLOW_NOW);
    flow_sent(&flow, ++seq, flow.next_us);
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us), FLOW_HELD);
}

static void one_acknowledgement_is_for_all_before_it(void)
{
    Flow flow;
    uint64_t seq = 0;

    flow_init(&flow, 20);
    fall_behind(&flow, &seq, 0);
    CU_ASSERT_TRUE(flow_acknowledged(&flow, 3));
    CU_ASSERT_EQUAL(flow.underway_len, 1);
    CU_ASSERT_TRUE(flow_acknowledged(&flow, 4));
    CU_ASSERT_EQUAL(flow.underway_len, 0);
}

static void a_wrong_acknowledgement_changes_nothing(void)
{
    const uint64_t wrong[] = {0, 1, 9, 11, 19, 21, 31, UINT64_MAX};
    Flow flow;

    flow_init(&flow, 20);
    CU_ASSERT_FALSE(flow_acknowledged(&flow, 0));
    CU_ASSERT_FALSE(flow_acknowledged(&flow, 1));
    for (uint64_t seq = 10; seq <= 30; seq += 10)
        flow_sent(&flow, seq, (int64_t)seq * MS);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        CU_ASSERT_FALSE(flow_acknowledged(&flow, wrong[i]));
        CU_ASSERT_EQUAL(flow.underway_len, 3);
    }
    CU_ASSERT_TRUE(flow_acknowledged(&flow, 20));
    CU_ASSERT_FALSE(flow_acknowledged(&flow, 20)); /* twice */
    CU_ASSERT_FALSE(flow_acknowledged(&flow, 10)); /* an older one */
    CU_ASSERT_EQUAL(flow.underway_len, 1);
    CU_ASSERT_TRUE(flow_acknowledged(&flow, 30));
}

static void the_pause_doubles_up_to_its_limit_while_the_viewer_falls_behind(void)
{
    Flow flow;
    uint64_t seq = 0;
    int64_t now_us = 0;
    int64_t before_us;

    flow_init(&flow, 20);
    now_us = fall_behind(&flow, &seq, now_us);
    CU_ASSERT_EQUAL(flow.pause_us, 10 * MS); /* four at once are no reason yet */
    do {
        before_us = flow.pause_us;
        CU_ASSERT_EQUAL(flow_ask(&flow, now_us), FLOW_HELD);
        CU_ASSERT_TRUE(flow_acknowledged(&flow, seq - 3));
        now_us = fall_behind(&flow, &seq, now_us);
        CU_ASSERT_EQUAL(flow.pause_us, MIN(2 * before_us + MS, FLOW_PAUSE_MAX_US));
    } while (flow.pause_us > before_us);
    CU_ASSERT_EQUAL(flow.pause_us, FLOW_PAUSE_MAX_US);
    CU_ASSERT_TRUE(seq < 12);
}

static void it_doubles_even_where_no_pause_was_asked_for(void)
{
    Flow flow;
    uint64_t seq = 0;
    int64_t now_us = 0;

    flow_init(&flow, 0);
    for (int i = 0; i < 20; i++) {
        now_us = fall_behind(&flow, &seq, now_us);
        CU_ASSERT_EQUAL(flow_ask(&flow, now_us), FLOW_HELD);
        CU_ASSERT_TRUE(flow_acknowledged(&flow, seq));
    }
    CU_ASSERT_TRUE(flow.pause_us > 0);
}

static void it_halves_down_to_the_least_while_the_viewer_keeps_up(void)
{
    Flow flow;
    int64_t now_us = 0;
    int64_t before_us;

    flow_init(&flow, 20);
    flow.pause_us = FLOW_PAUSE_MAX_US;
    for (uint64_t seq = 1; seq < 10; seq++) {
        before_us = flow.pause_us;
        now_us = keep_up(&flow, seq, now_us);
        CU_ASSERT_EQUAL(flow.pause_us, MAX(before_us / 2, 10 * MS));
    }
    CU_ASSERT_EQUAL(flow.pause_us, 10 * MS);
}

static void it_stays_while_the_viewer_is_neither_ahead_nor_held(void)
{
    Flow flow;

    flow_init(&flow, 20);
    flow.pause_us = 80 * MS;
    flow_sent(&flow, 1, 0);
    CU_ASSERT_EQUAL(flow.pause_us, 40 * MS);
    for (uint64_t seq = 2; seq < 50; seq++) {
        flow_sent(&flow, seq, flow.next_us);
        CU_ASSERT_TRUE(flow_acknowledged(&flow, seq - 1));
        CU_ASSERT_EQUAL(flow.pause_us, 40 * MS);
    }
}

static void another_table_forgets_what_is_under_way_but_not_the_pause(void)
{
    Flow flow;
    uint64_t seq = 100;

    flow_init(&flow, 20);
    fall_behind(&flow, &seq, 0);
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us), FLOW_HELD);
    flow_forget(&flow);
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us - 1), FLOW_LATER);
    CU_ASSERT_EQUAL(flow_ask(&flow, flow.next_us), FLOW_NOW);
    flow_sent(&flow, 1, flow.next_us);
    CU_ASSERT_FALSE(flow_acknowledged(&flow, 104));
    CU_ASSERT_TRUE(flow_acknowledged(&flow, 1));
}

UNIT_MAIN("push/flow", UNIT(the_first_change_is_sent_at_once),
          UNIT(the_next_one_waits_half_of_the_time_between_two),
          UNIT(a_long_time_between_two_is_no_reason_to_wait_longer_than_the_limit),
          UNIT(four_may_be_under_way), UNIT(one_acknowledgement_is_for_all_before_it),
          UNIT(a_wrong_acknowledgement_changes_nothing),
          UNIT(the_pause_doubles_up_to_its_limit_while_the_viewer_falls_behind),
          UNIT(it_doubles_even_where_no_pause_was_asked_for),
          UNIT(it_halves_down_to_the_least_while_the_viewer_keeps_up),
          UNIT(it_stays_while_the_viewer_is_neither_ahead_nor_held),
          UNIT(another_table_forgets_what_is_under_way_but_not_the_pause))
