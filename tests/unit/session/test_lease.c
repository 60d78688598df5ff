/*
 * lease: how often a panel's object is updated after the last sign of a viewer, and what a page
 * that was opened is. Times are given.
 */
#include "session/lease.h"

#include "lib/unit.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, AT_MS = 5000 * SECOND_MS };

static void without_a_sign_there_is_no_lease(void)
{
    const Lease lease = {0};

    UNIT_CHECK(lease_pause_ms(&lease, AT_MS) == -1, "no update at all");
    UNIT_CHECK(lease_settle_at_ms(&lease) == INT64_MAX, "nothing is to be settled");
}

static void a_lease_runs_out_by_steps_but_not_to_nothing(void)
{
    static const struct {
        int64_t age_ms, pause_ms;
    } cases[] = {
        {0,                             500          },
        {1,                             500          },
        {2 * MINUTE_MS,                 500          },
        {2 * MINUTE_MS + 1,             5 * SECOND_MS},
        {15 * MINUTE_MS,                5 * SECOND_MS},
        {15 * MINUTE_MS + 1,            MINUTE_MS    },
        {400LL * 24 * 3600 * SECOND_MS, MINUTE_MS    },
    };
    Lease lease = {0};

    lease_sign(&lease, AT_MS);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *why = g_strdup_printf("after %" G_GINT64_FORMAT " ms", cases[i].age_ms);

        UNIT_CHECK(lease_pause_ms(&lease, AT_MS + cases[i].age_ms) == cases[i].pause_ms, why);
    }
}

static void another_sign_begins_the_steps_anew(void)
{
    Lease lease = {0};

    lease_sign(&lease, AT_MS);
    UNIT_CHECK(lease_pause_ms(&lease, AT_MS + 20 * MINUTE_MS) == LEASE_SAVE_MS, "old");
    lease_sign(&lease, AT_MS + 20 * MINUTE_MS);
    UNIT_CHECK(lease_pause_ms(&lease, AT_MS + 21 * MINUTE_MS) == 500, "new");
}

static void an_opened_page_is_a_sign_when_its_time_to_reach_the_live_view_is_over(void)
{
    Lease lease = {0};

    lease_open(&lease, AT_MS);
    UNIT_CHECK(lease_pause_ms(&lease, AT_MS) == -1, "not a sign yet");
    UNIT_CHECK(lease_settle_at_ms(&lease) == AT_MS + LEASE_PROBE_MS, "when it is settled");
    UNIT_CHECK(!lease_settle(&lease, 0, AT_MS + LEASE_PROBE_MS - 1), "a moment before");
    UNIT_CHECK(lease_settle_at_ms(&lease) == AT_MS + LEASE_PROBE_MS, "it goes on waiting");
    UNIT_CHECK(lease_settle(&lease, 0, AT_MS + LEASE_PROBE_MS), "it did not reach it");
    UNIT_CHECK(lease_pause_ms(&lease, AT_MS + LEASE_PROBE_MS) == 500, "a lease from then on");
    UNIT_CHECK(lease.signed_ms == AT_MS + LEASE_PROBE_MS, "of its whole length");
    UNIT_CHECK(lease_settle_at_ms(&lease) == INT64_MAX, "settled once");
    UNIT_CHECK(!lease_settle(&lease, 0, AT_MS + 2 * LEASE_PROBE_MS), "and not again");
}

static void a_page_that_reached_the_live_view_is_no_sign(void)
{
    Lease lease = {0};

    lease_open(&lease, AT_MS);
    UNIT_CHECK(!lease_settle(&lease, AT_MS, AT_MS + 1), "it was asked for in the same moment");
    UNIT_CHECK(lease_settle_at_ms(&lease) == INT64_MAX, "settled before its time");
    UNIT_CHECK(lease_pause_ms(&lease, AT_MS + 10 * MINUTE_MS) == -1, "no lease comes of it");
}

static void an_earlier_viewer_of_the_live_view_does_not_speak_for_a_page_opened_later(void)
{
    Lease lease = {0};

    lease_open(&lease, AT_MS);
    UNIT_CHECK(!lease_settle(&lease, AT_MS - 1, AT_MS + 1), "it may still come");
    UNIT_CHECK(lease_settle(&lease, AT_MS - 1, AT_MS + LEASE_PROBE_MS), "it did not");
}

static void without_a_live_view_an_opened_page_is_a_sign_at_once(void)
{
    Lease lease = {0};

    lease_open(&lease, AT_MS);
    UNIT_CHECK(lease_settle(&lease, INT64_MIN, AT_MS), "there is nothing to wait for");
    UNIT_CHECK(lease_pause_ms(&lease, AT_MS) == 500, "signed");
}

static void a_second_page_does_not_lengthen_the_wait_of_the_first(void)
{
    Lease lease = {0};

    lease_open(&lease, AT_MS);
    lease_open(&lease, AT_MS + 1500);
    UNIT_CHECK(lease_settle_at_ms(&lease) == AT_MS + LEASE_PROBE_MS, "the first one's");
}

static void a_sign_settles_what_is_open(void)
{
    Lease lease = {0};

    lease_open(&lease, AT_MS);
    lease_sign(&lease, AT_MS + 10);
    UNIT_CHECK(lease_settle_at_ms(&lease) == INT64_MAX, "nothing is open any more");
    UNIT_CHECK(!lease_settle(&lease, 0, AT_MS + LEASE_PROBE_MS), "nor becomes a second sign");
    UNIT_CHECK(lease.signed_ms == AT_MS + 10, "the sign stays");
}

UNIT_MAIN("session/lease", UNIT(without_a_sign_there_is_no_lease),
          UNIT(a_lease_runs_out_by_steps_but_not_to_nothing),
          UNIT(another_sign_begins_the_steps_anew),
          UNIT(an_opened_page_is_a_sign_when_its_time_to_reach_the_live_view_is_over),
          UNIT(a_page_that_reached_the_live_view_is_no_sign),
          UNIT(an_earlier_viewer_of_the_live_view_does_not_speak_for_a_page_opened_later),
          UNIT(without_a_live_view_an_opened_page_is_a_sign_at_once),
          UNIT(a_second_page_does_not_lengthen_the_wait_of_the_first),
          UNIT(a_sign_settles_what_is_open))
