/*
 * window_start: which tumbling window a time lies in. Method: a table of times; no clock.
 */
#include "lib/unit.h"
#include "window/window.h"

static void a_time_lies_in_the_window_that_covers_it(void)
{
    static const struct {
        const char *why;
        int64_t time_us, size_us, shift_us, start_us;
    } cases[] = {
        {"inside",                            25,  10,   0, 20 },
        {"the start is inside",               20,  10,   0, 20 },
        {"the end is the next one's",         30,  10,   0, 30 },
        {"the last microsecond",              29,  10,   0, 20 },
        {"the epoch",                         0,   10,   0, 0  },
        {"just before the epoch",             -1,  10,   0, -10},
        {"a start before the epoch",          -10, 10,   0, -10},
        {"well before the epoch",             -11, 10,   0, -20},
        {"shifted, inside",                   25,  10,   3, 23 },
        {"shifted, before its start",         22,  10,   3, 13 },
        {"shifted, its start",                23,  10,   3, 23 },
        {"shifted, between epoch and shift",  1,   10,   3, -7 },
        {"shifted, before the epoch",         -8,  10,   3, -17},
        {"a size of one",                     7,   1,    0, 7  },
        {"larger than the time",              7,   1000, 0, 0  },
        {"shifted by nearly all of its size", 8,   10,   9, -1 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        UNIT_CHECK(window_start(cases[i].time_us, cases[i].size_us, cases[i].shift_us) ==
                       cases[i].start_us,
                   cases[i].why);
}

static void every_time_of_a_window_has_its_start_and_no_other(void)
{
    for (int64_t shift = 0; shift < 7; shift++) {
        for (int64_t time = -30; time <= 30; time++) {
            int64_t start = window_start(time, 7, shift);

            UNIT_CHECK(start <= time && time < start + 7, "it covers the time");
            UNIT_CHECK(window_start(start, 7, shift) == start, "its start is its own");
            UNIT_CHECK(window_start(start + 7, 7, shift) == start + 7, "its end is the next one's");
        }
    }
}

static void the_ends_of_time_do_not_overflow(void)
{
    CU_ASSERT_EQUAL(window_start(INT64_MIN, 1000, 7), INT64_MIN);
    CU_ASSERT_TRUE(window_start(INT64_MAX, 1000, 7) > INT64_MAX - 1000);
    CU_ASSERT_EQUAL(window_end(20, 10), 30);
    CU_ASSERT_EQUAL(window_end(INT64_MAX - 10, 10), INT64_MAX);
    CU_ASSERT_EQUAL(window_end(INT64_MAX - 9, 10), INT64_MAX);
}

UNIT_MAIN("window/window", UNIT(a_time_lies_in_the_window_that_covers_it),
          UNIT(every_time_of_a_window_has_its_start_and_no_other),
          UNIT(the_ends_of_time_do_not_overflow))
