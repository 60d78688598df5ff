/*
 * Which windows a time lies in, and which slice. Method: tables of times, and all windows of random
 * specs counted out one by one; no clock.
 */
#include "lib/seed.h"
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

/* ---- windows that overlap ---- */

/* (owned) "[-5 5) [0 10)" */
static char *write_covering(const WindowSpec *spec, int64_t time_us)
{
    g_autofree WindowSpan *spans = g_new(WindowSpan, window_covering_max(spec));
    size_t len = window_covering(spec, time_us, spans);
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < len; i++)
        g_string_append_printf(text, "%s[%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ")",
                               i > 0 ? " " : "", spans[i].start_us, spans[i].end_us);
    return g_string_free(text, FALSE);
}

static void a_time_lies_in_every_window_that_covers_it(void)
{
    static const struct {
        WindowSpec spec;
        int64_t time_us;
        const char *windows;
    } cases[] = {
        {{WINDOW_TUMBLE, 10, 10, 0}, 25, "[20 30)"              },
        {{WINDOW_TUMBLE, 10, 10, 3}, 22, "[13 23)"              },
        {{WINDOW_TUMBLE, 10, 10, 0}, -1, "[-10 0)"              },
        {{WINDOW_HOP, 10, 5, 0},     25, "[20 30) [25 35)"      },
        {{WINDOW_HOP, 10, 5, 0},     24, "[15 25) [20 30)"      },
        {{WINDOW_HOP, 10, 5, 1},     25, "[16 26) [21 31)"      },
        {{WINDOW_HOP, 10, 5, 0},     -1, "[-10 0) [-5 5)"       },
        {{WINDOW_HOP, 10, 10, 0},    10, "[10 20)"              },
        {{WINDOW_HOP, 10, 4, 0},     12, "[4 14) [8 18) [12 22)"},
        {{WINDOW_HOP, 10, 4, 0},     15, "[8 18) [12 22)"       },
        {{WINDOW_HOP, 10, 3, 2},     0,  "[-7 3) [-4 6) [-1 9)" },
        {{WINDOW_HOP, 3, 1, 0},      0,  "[-2 1) [-1 2) [0 3)"  },
        {{WINDOW_CUMULATE, 9, 3, 0}, 9,  "[9 12) [9 15) [9 18)" },
        {{WINDOW_CUMULATE, 9, 3, 0}, 13, "[9 15) [9 18)"        },
        {{WINDOW_CUMULATE, 9, 3, 0}, 17, "[9 18)"               },
        {{WINDOW_CUMULATE, 9, 3, 1}, 9,  "[1 10)"               },
        {{WINDOW_CUMULATE, 9, 3, 0}, -5, "[-9 -3) [-9 0)"       },
        {{WINDOW_CUMULATE, 9, 9, 0}, 5,  "[0 9)"                },
        {{WINDOW_CUMULATE, 4, 1, 3}, -2, "[-5 -1)"              },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *windows = write_covering(&cases[i].spec, cases[i].time_us);

        UNIT_EQUALS_TEXT(windows, cases[i].windows);
    }
}

static void a_slice_is_as_long_as_no_window_begins_or_ends_within(void)
{
    static const struct {
        WindowSpec spec;
        int64_t slice_us, time_us, start_us;
    } cases[] = {
        {{WINDOW_TUMBLE, 10, 10, 3},   10, 22, 13},
        {{WINDOW_HOP, 10, 5, 0},       5,  24, 20},
        {{WINDOW_HOP, 10, 5, 1},       5,  25, 21},
        {{WINDOW_HOP, 10, 4, 0},       2,  13, 12},
        {{WINDOW_HOP, 10, 4, 3},       2,  -2, -3},
        {{WINDOW_HOP, 10, 3, 2},       1,  7,  7 },
        {{WINDOW_CUMULATE, 12, 4, 0},  4,  -1, -4},
        {{WINDOW_CUMULATE, 12, 4, 11}, 4,  0,  -1},
        {{WINDOW_SESSION, 7, 7, 0},    7,  20, 14},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        WindowSpan slice = window_slice(&cases[i].spec, cases[i].time_us);

        CU_ASSERT_EQUAL(window_slice_us(&cases[i].spec), cases[i].slice_us);
        CU_ASSERT_EQUAL(slice.start_us, cases[i].start_us);
        CU_ASSERT_EQUAL(slice.end_us, cases[i].start_us + cases[i].slice_us);
    }
}

/* ---- random specs ---- */

enum { SPECS = 400, STEP_MAX = 12, STEPS_MAX = 9, TIME_MAX = 150 };

static WindowSpec random_spec(GRand *random)
{
    static const WindowKind kinds[] = {WINDOW_TUMBLE, WINDOW_HOP, WINDOW_CUMULATE};
    WindowSpec spec = {.kind = kinds[g_rand_int_range(random, 0, G_N_ELEMENTS(kinds))]};
    int64_t distance_us;

    spec.step_us = g_rand_int_range(random, 1, STEP_MAX + 1);
    spec.size_us = spec.step_us;
    if (spec.kind == WINDOW_CUMULATE)
        spec.size_us *= g_rand_int_range(random, 1, STEPS_MAX + 1);
    else if (spec.kind == WINDOW_HOP)
        spec.size_us += g_rand_int_range(random, 0, STEPS_MAX * STEP_MAX + 1);
    distance_us = spec.kind == WINDOW_HOP ? spec.step_us : spec.size_us;
    spec.shift_us = g_rand_int_range(random, 0, (gint32)distance_us);
    return spec;
}

typedef struct Windows {
    WindowSpan at[4 * TIME_MAX * STEPS_MAX];
    size_t len;
} Windows;

/* Every window that covers one of the times, by what the kinds of windows are said to be. */
static void list_windows(const WindowSpec *spec, Windows *windows)
{
    bool is_cumulate = spec->kind == WINDOW_CUMULATE;
    int64_t distance_us = is_cumulate ? spec->size_us : spec->step_us;
    int64_t first_us = is_cumulate ? spec->step_us : spec->size_us;

    windows->len = 0;
    for (int64_t k = -3 * TIME_MAX; k <= TIME_MAX; k++) {
        int64_t start_us = k * distance_us + spec->shift_us;

        for (int64_t len_us = first_us; len_us <= spec->size_us; len_us += spec->step_us) {
            if (start_us <= TIME_MAX && start_us + len_us > -TIME_MAX)
                windows->at[windows->len++] = (WindowSpan){start_us, start_us + len_us};
        }
    }
}

static bool covers(const WindowSpan *window, int64_t time_us)
{
    return window->start_us <= time_us && time_us < window->end_us;
}

static bool check_time(const WindowSpec *spec, const Windows *all, int64_t time_us)
{
    g_autofree WindowSpan *spans = g_new(WindowSpan, window_covering_max(spec));
    size_t len = window_covering(spec, time_us, spans), found = 0;
    WindowSpan slice = window_slice(spec, time_us);
    bool good = covers(&slice, time_us) && slice.end_us - slice.start_us == window_slice_us(spec) &&
                len <= window_covering_max(spec);

    for (size_t i = 0; i < all->len && good; i++) {
        const WindowSpan *window = &all->at[i];

        good &= !(slice.start_us < window->start_us && window->start_us < slice.end_us) &&
                !(slice.start_us < window->end_us && window->end_us < slice.end_us);
        if (!covers(window, time_us))
            continue;
        good &= found < len && spans[found].start_us == window->start_us &&
                spans[found].end_us == window->end_us;
        found++;
    }
    return good && found == len;
}

static void random_windows_are_those_that_counting_finds(void)
{
    g_autofree Windows *all = g_new(Windows, 1);
    g_autoptr(GRand) random = seed_random();

    for (int i = 0; i < SPECS; i++) {
        WindowSpec spec = random_spec(random);
        bool good = true;

        list_windows(&spec, all);
        for (int64_t time_us = -TIME_MAX; time_us <= TIME_MAX && good; time_us++) {
            g_autofree char *why = NULL;

            good = check_time(&spec, all, time_us);
            why = g_strdup_printf("kind %d size %d step %d shift %d at %d", (int)spec.kind,
                                  (int)spec.size_us, (int)spec.step_us, (int)spec.shift_us,
                                  (int)time_us);
            UNIT_CHECK(good, why);
        }
    }
}

/* A window ends at most at the last time there is, which thereby is in none. */
static void windows_at_the_ends_of_time_cover_it_or_are_left_out(void)
{
    static const WindowSpec specs[] = {
        {WINDOW_TUMBLE,   10,            10,                  7               },
        {WINDOW_HOP,      10,            3,                   2               },
        {WINDOW_HOP,      100,           10,                  9               },
        {WINDOW_CUMULATE, 12,            4,                   11              },
        {WINDOW_HOP,      INT64_MAX / 2, INT64_MAX / 1000,    INT64_MAX / 5000},
        {WINDOW_CUMULATE, INT64_MAX - 7, (INT64_MAX - 7) / 8, INT64_MAX / 3   },
    };
    static const int64_t ends[] = {INT64_MIN, INT64_MAX - 40};

    for (size_t i = 0; i < G_N_ELEMENTS(specs); i++) {
        g_autofree WindowSpan *spans = g_new(WindowSpan, window_covering_max(&specs[i]));

        for (size_t k = 0; k < G_N_ELEMENTS(ends); k++) {
            for (int64_t time_us = ends[k]; time_us < ends[k] + 40; time_us++) {
                WindowSpan slice = window_slice(&specs[i], time_us);
                size_t len = window_covering(&specs[i], time_us, spans);

                UNIT_CHECK(covers(&slice, time_us), "the slice covers its time");
                UNIT_CHECK(len > 0 && len <= window_covering_max(&specs[i]), "some windows do");
                for (size_t w = 0; w < len; w++) {
                    UNIT_CHECK(covers(&spans[w], time_us), "each window covers the time");
                    UNIT_CHECK(w == 0 || spans[w].start_us > spans[w - 1].start_us ||
                                   spans[w].end_us > spans[w - 1].end_us,
                               "in their order");
                }
            }
        }
    }
}

UNIT_MAIN("window/window", UNIT(a_time_lies_in_the_window_that_covers_it),
          UNIT(every_time_of_a_window_has_its_start_and_no_other),
          UNIT(the_ends_of_time_do_not_overflow), UNIT(a_time_lies_in_every_window_that_covers_it),
          UNIT(a_slice_is_as_long_as_no_window_begins_or_ends_within),
          UNIT(random_windows_are_those_that_counting_finds),
          UNIT(windows_at_the_ends_of_time_cover_it_or_are_left_out))
