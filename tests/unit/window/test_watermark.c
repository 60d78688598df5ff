/*
 * Watermark: how far time has certainly come. Method: small histories of two partitions with a
 * grace of 10 and an idle time of 100; the wall's time is a number.
 */
#include "lib/unit.h"
#include "window/watermark.h"

enum { GRACE = 10, IDLE = 100 };

static Watermark *two_partitions(void)
{
    return watermark_new(2, GRACE, IDLE);
}

static void nothing_is_known_before_every_partition_has_spoken(void)
{
    g_autoptr(Watermark) watermark = two_partitions();

    CU_ASSERT_EQUAL(watermark_get(watermark, 0), WATERMARK_NONE);
    watermark_observe(watermark, 0, 1000, 1);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1), WATERMARK_NONE);
    CU_ASSERT_EQUAL(watermark_holder(watermark), 1);
    CU_ASSERT_EQUAL(watermark_held_us(watermark), INT64_MAX);
}

static void it_is_the_least_clock_minus_grace(void)
{
    g_autoptr(Watermark) watermark = two_partitions();

    watermark_observe(watermark, 0, 1000, 1);
    watermark_observe(watermark, 1, 500, 1);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1), 490);
    CU_ASSERT_EQUAL(watermark_holder(watermark), 1);
    CU_ASSERT_EQUAL(watermark_held_us(watermark), 500);
    watermark_observe(watermark, 1, 2000, 2);
    CU_ASSERT_EQUAL(watermark_get(watermark, 2), 990);
    CU_ASSERT_EQUAL(watermark_holder(watermark), 0);
}

static void an_older_record_does_not_turn_a_clock_back(void)
{
    g_autoptr(Watermark) watermark = two_partitions();

    watermark_observe(watermark, 0, 1000, 1);
    watermark_observe(watermark, 1, 1000, 1);
    watermark_observe(watermark, 0, 5, 2);
    CU_ASSERT_EQUAL(watermark_get(watermark, 2), 990);
}

static void a_quiet_partition_is_idle_after_its_confirmed_end(void)
{
    g_autoptr(Watermark) watermark = two_partitions();

    watermark_observe(watermark, 0, 1000, 5000);
    watermark_observe(watermark, 1, 400, 5000);
    watermark_confirm_end(watermark, 1, 5001);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5099), 390);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5100),
                    990); /* the other one's, its own is the wall's */
    CU_ASSERT_EQUAL(watermark_holder(watermark), 0);
}

static void one_that_lags_is_never_idle(void)
{
    g_autoptr(Watermark) watermark = two_partitions();

    watermark_observe(watermark, 0, 1000, 5000);
    watermark_observe(watermark, 1, 400, 5000); /* its end was never confirmed */
    CU_ASSERT_EQUAL(watermark_get(watermark, 9999999), 390);
    CU_ASSERT_EQUAL(watermark_holder(watermark), 1);
}

static void a_record_after_the_end_makes_it_active_again(void)
{
    g_autoptr(Watermark) watermark = watermark_new(1, GRACE, IDLE);

    watermark_observe(watermark, 0, 100, 5000);
    watermark_confirm_end(watermark, 0, 5000);
    watermark_observe(watermark, 0, 200, 5050);
    CU_ASSERT_EQUAL(watermark_get(watermark, 6000), 190);
    watermark_confirm_end(watermark, 0, 6000);
    CU_ASSERT_EQUAL(watermark_get(watermark, 6000), 5990); /* quiet since 5050 */
}

static void an_empty_partition_is_idle_some_time_after_we_know_that_it_is_empty(void)
{
    g_autoptr(Watermark) watermark = watermark_new(1, GRACE, IDLE);

    watermark_confirm_end(watermark, 0, 5000);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5099), WATERMARK_NONE);
    watermark_confirm_end(watermark, 0, 5090); /* a second confirmation starts nothing anew */
    CU_ASSERT_EQUAL(watermark_get(watermark, 5100), 5090);
}

/* Also where it is ahead of the wall's: its windows would stay open as long as it is. */
static void the_clock_of_an_idle_one_goes_on(void)
{
    g_autoptr(Watermark) watermark = watermark_new(1, GRACE, IDLE);

    watermark_observe(watermark, 0, 90000, 5000);
    watermark_confirm_end(watermark, 0, 5000);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5099), 89990);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5100), 90090);
    CU_ASSERT_EQUAL(watermark_get(watermark, 6000), 90990);
}

static void one_whose_leader_is_silent_stands_still(void)
{
    g_autoptr(Watermark) watermark = watermark_new(1, GRACE, IDLE);

    watermark_observe(watermark, 0, 4000, 5000);
    watermark_confirm_end(watermark, 0, 5001);
    watermark_hear(watermark, 0, 1000, 5099);
    CU_ASSERT_EQUAL(watermark_get(watermark, 9000), 3990);
    CU_ASSERT_EQUAL(watermark_holder(watermark), 0);
    watermark_hear(watermark, 0, 1000, 5150);
    CU_ASSERT_EQUAL(watermark_get(watermark, 9000), 5140);
    watermark_hear(watermark, 0, 8000, 8050); /* after a break it is quiet anew */
    CU_ASSERT_EQUAL(watermark_get(watermark, 9000), 5140);
    watermark_hear(watermark, 0, 8000, 8100);
    CU_ASSERT_EQUAL(watermark_get(watermark, 9000), 8090);
}

static void it_is_idle_again_after_the_walls_clock_jumped_back(void)
{
    g_autoptr(Watermark) watermark = watermark_new(1, GRACE, IDLE);

    watermark_observe(watermark, 0, 5000, 5000);
    watermark_confirm_end(watermark, 0, 5000);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5050), 4990);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1000), 4990);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1099), 4990);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1100), 5090);
}

static void it_never_goes_back(void)
{
    g_autoptr(Watermark) watermark = watermark_new(1, GRACE, IDLE);

    watermark_observe(watermark, 0, 100, 5000);
    watermark_confirm_end(watermark, 0, 5000);
    CU_ASSERT_EQUAL(watermark_get(watermark, 6000), 5990);
    CU_ASSERT_EQUAL(watermark_get(watermark, 5500), 5990); /* the wall's clock jumped back */
    watermark_observe(watermark, 0, 300, 6001);            /* active again, with an old time */
    CU_ASSERT_EQUAL(watermark_get(watermark, 6001), 5990);
}

static void a_done_partition_holds_nothing(void)
{
    g_autoptr(Watermark) watermark = two_partitions();

    watermark_observe(watermark, 0, 1000, 1);
    watermark_finish(watermark, 1);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1), 990);
    watermark_finish(watermark, 0);
    CU_ASSERT_EQUAL(watermark_get(watermark, 2), WATERMARK_END);
    CU_ASSERT_EQUAL(watermark_holder(watermark), -1);
    CU_ASSERT_EQUAL(watermark_held_us(watermark), 0);
}

static void without_partitions_all_is_done(void)
{
    g_autoptr(Watermark) watermark = watermark_new(0, GRACE, IDLE);

    CU_ASSERT_EQUAL(watermark_get(watermark, 1), WATERMARK_END);
    CU_ASSERT_EQUAL(watermark_holder(watermark), -1);
}

static void more_partitions_hold_it_and_do_not_turn_it_back(void)
{
    Watermark *watermark = two_partitions();

    watermark_observe(watermark, 0, 1000, 1);
    watermark_observe(watermark, 1, 1000, 1);
    CU_ASSERT_EQUAL(watermark_get(watermark, 1), 990);
    watermark = watermark_grow(watermark, 4);
    watermark_observe(watermark, 0, 2000, 2);
    watermark_observe(watermark, 1, 2000, 2);
    CU_ASSERT_EQUAL(watermark_get(watermark, 2), 990);
    CU_ASSERT_EQUAL(watermark_holder(watermark), 2);
    watermark_observe(watermark, 2, 5, 3); /* long past, and no step back */
    watermark_confirm_end(watermark, 3, 3);
    CU_ASSERT_EQUAL(watermark_get(watermark, 3), 990);
    watermark_observe(watermark, 2, 1500, 4);
    CU_ASSERT_EQUAL(watermark_get(watermark, 3 + IDLE),
                    990); /* never heard of, and idle: the wall's */
    watermark_observe(watermark, 3, 3000, 200);
    CU_ASSERT_EQUAL(watermark_get(watermark, 200), 1490);
    watermark_free(watermark);
}

UNIT_MAIN("window/watermark", UNIT(nothing_is_known_before_every_partition_has_spoken),
          UNIT(it_is_the_least_clock_minus_grace), UNIT(an_older_record_does_not_turn_a_clock_back),
          UNIT(a_quiet_partition_is_idle_after_its_confirmed_end),
          UNIT(one_that_lags_is_never_idle), UNIT(a_record_after_the_end_makes_it_active_again),
          UNIT(an_empty_partition_is_idle_some_time_after_we_know_that_it_is_empty),
          UNIT(the_clock_of_an_idle_one_goes_on), UNIT(one_whose_leader_is_silent_stands_still),
          UNIT(it_is_idle_again_after_the_walls_clock_jumped_back), UNIT(it_never_goes_back),
          UNIT(a_done_partition_holds_nothing), UNIT(without_partitions_all_is_done),
          UNIT(more_partitions_hold_it_and_do_not_turn_it_back))
