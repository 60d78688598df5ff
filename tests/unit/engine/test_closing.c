/*
 * When windows close, and when they must not. Method: partitions whose hand-overs, ends and
 * leaders' answers are told by hand at times of the wall that are numbers, with a grace of a
 * second, an idle time of two, and windows of ten; what is seen is what a reader has.
 */
#include "unit/engine/query.h"

#define SECOND INT64_C(1000000)
#define YEAR (365 * 86400 * SECOND)
#define NOW (YEAR * 56)
#define GRACE SECOND
#define IDLE (2 * SECOND)
#define WINDOW_SECONDS 10
#define COUNTED                                                                                    \
    "SELECT extract(epoch FROM window_start)::bigint AS a, count(*) FROM tumble(lines, interval "  \
    "'10 s') GROUP BY window_start ORDER BY a"

typedef struct Play {
    Query *query;
    Watermark *watermark;
    size_t partitions;
} Play;

static Play play_new(size_t partitions, const char *settings)
{
    QuerySetup setup = {.statement = COUNTED,
                        .settings = settings,
                        .rows_max = 1000,
                        .windows_retain = 100,
                        .future_max_us = 86400 * SECOND};
    Play play = {query_open(&setup), watermark_new(partitions, GRACE, IDLE), partitions};

    return play;
}

static void play_done(Play *play)
{
    query_free(play->query);
    watermark_free(play->watermark);
}

/* What the main loop does when it wakes. */
static void tick(const Play *play, int64_t wall_us)
{
    visible_advance(play->query->visible, watermark_get(play->watermark, wall_us));
    CU_ASSERT_TRUE(query_refresh(play->query));
}

/* A record of the partition is read, handed over and merged, as one step. */
static void put(const Play *play, size_t partition, int64_t time_us, int64_t wall_us)
{
    static const size_t branches[] = {0};
    FeedPlace place = {"lines", 0, (int)partition, wall_us / 1000, branches, 1};
    Query *query = play->query;
    int lane = (int)(partition % QUERY_LANES);
    Record record = {
        .value = span_of("x"), .timestamp_ms = time_us / 1000, .offset = query->offsets++};
    int64_t before_us = watermark_get(play->watermark, wall_us), event_us = WATERMARK_NONE;

    CU_ASSERT_TRUE(feed_record(query->lanes[lane], &record, &place, &event_us, &query->error));
    CU_ASSERT_TRUE(query_hand_over(query, lane, before_us));
    if (event_us != WATERMARK_NONE)
        watermark_observe(play->watermark, partition, event_us, wall_us);
    tick(play, wall_us);
}

static void end_all(const Play *play, int64_t wall_us)
{
    for (size_t i = 0; i < play->partitions; i++)
        watermark_confirm_end(play->watermark, i, wall_us);
    tick(play, wall_us);
}

/* All leaders have answered until @wall_us. */
static void hear_all(const Play *play, int64_t since_us, int64_t wall_us)
{
    for (size_t i = 0; i < play->partitions; i++)
        watermark_hear(play->watermark, i, since_us, wall_us);
    tick(play, wall_us);
}

static int64_t open_windows(const Play *play)
{
    return visible_stats(play->query->visible).open_windows;
}

/* The rows of both ways to emit: of one that tells of a window once, when it closes. */
static void check_closed(const Play *play, bool is_final, int64_t windows)
{
    CU_ASSERT_EQUAL(open_windows(play), 0);
    CU_ASSERT_EQUAL(event_table_len(play->query->table), (size_t)windows);
    if (is_final) {
        CU_ASSERT_EQUAL(play->query->set, (size_t)windows);
        CU_ASSERT_EQUAL(play->query->removed, 0);
    }
}

static void check_open(const Play *play, bool is_final, int64_t windows)
{
    CU_ASSERT_EQUAL(open_windows(play), windows);
    if (is_final)
        CU_ASSERT_EQUAL(play->query->set, 0);
}

/* ---- what closes ---- */

typedef struct Silence {
    const char *why;
    size_t partitions, written;
    int records;
    int64_t first_us, step_us; /* of the records, one a partition in turn */
    int64_t windows;
} Silence;

static void falls_silent(const Silence *silence, bool is_final)
{
    Play play = play_new(silence->partitions, is_final ? "emit=final" : "");
    int64_t last_us = silence->first_us + (silence->records - 1) * silence->step_us;
    int64_t end_us = last_us / (WINDOW_SECONDS * SECOND) * WINDOW_SECONDS * SECOND +
                     WINDOW_SECONDS * SECOND + GRACE;
    int64_t over_us = MAX(end_us - MAX(last_us - NOW, 0), NOW + IDLE);

    for (int i = 0; i < silence->records; i++)
        put(&play, (size_t)i % silence->written, silence->first_us + i * silence->step_us, NOW);
    end_all(&play, NOW + 1);
    hear_all(&play, 0, over_us - 1);
    CU_ASSERT_TRUE(open_windows(&play) > 0);
    hear_all(&play, 0, over_us + 1);
    check_closed(&play, is_final, silence->windows);
    play_done(&play);
}

static void a_silence_closes_every_window(void)
{
    static const Silence cases[] = {
        {"a topic that falls silent",         8, 8, 800, NOW - 40 * SECOND,   SECOND / 20, 4 },
        {"one partition that never spoke",    8, 7, 700, NOW - 35 * SECOND,   SECOND / 20, 4 },
        {"a single record in one of eight",   8, 1, 1,   NOW - SECOND,        0,           1 },
        {"a single record in the only one",   1, 1, 1,   NOW,                 0,           1 },
        {"a replay of a year ago",            4, 4, 400, NOW - YEAR,          SECOND / 4,  10},
        {"times an hour ahead of the wall's", 2, 2, 2,   NOW + 3600 * SECOND, 0,           1 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        printf("# %s\n", cases[i].why);
        falls_silent(&cases[i], false);
        falls_silent(&cases[i], true);
    }
}

/* ---- a wall's clock that jumps back ---- */

static void a_clock_that_jumps_back_keeps_no_window_open(bool is_final)
{
    const int64_t hour_us = 3600 * SECOND, back_us = NOW - hour_us;
    Play play = play_new(2, is_final ? "emit=final" : "");

    put(&play, 0, NOW + SECOND, NOW + SECOND);
    put(&play, 1, NOW + SECOND, NOW + SECOND);
    end_all(&play, NOW + SECOND);
    tick(&play, back_us + SECOND);
    tick(&play, back_us + SECOND + IDLE);
    check_open(&play, is_final, 1);
    tick(&play, back_us + WINDOW_SECONDS * SECOND + GRACE - 1);
    check_open(&play, is_final, 1);
    tick(&play, back_us + WINDOW_SECONDS * SECOND + GRACE);
    check_closed(&play, is_final, 1);
    put(&play, 0, NOW + SECOND, back_us + 20 * SECOND); /* and none opens again */
    check_closed(&play, is_final, 1);
    CU_ASSERT_EQUAL(visible_stats(play.query->visible).late, is_final ? 0 : 1);
    CU_ASSERT_EQUAL(visible_stats(play.query->visible).dropped, is_final ? 1 : 0);
    play_done(&play);
}

static void a_clock_that_jumps_back_only_begins_idleness_anew(void)
{
    a_clock_that_jumps_back_keeps_no_window_open(false);
    a_clock_that_jumps_back_keeps_no_window_open(true);
}

/* ---- what must not close ---- */

static void broker_is_away(bool is_final)
{
    const int64_t back_us = NOW + 61 * SECOND;
    Play play = play_new(8, is_final ? "emit=final" : "");

    for (size_t i = 0; i < 8; i++)
        put(&play, i, NOW, NOW);
    end_all(&play, NOW + 1);
    hear_all(&play, 0, NOW + SECOND);
    for (int64_t wall_us = NOW + SECOND; wall_us < back_us; wall_us += SECOND)
        tick(&play, wall_us);
    check_open(&play, is_final, 1);
    hear_all(&play, back_us, back_us); /* its first answer */
    for (size_t i = 0; i < 8; i++)     /* what waited for it */
        put(&play, i, NOW + SECOND, back_us + SECOND);
    check_open(&play, is_final, 1);
    end_all(&play, back_us + SECOND);
    hear_all(&play, back_us, back_us + SECOND + IDLE);
    check_closed(&play, is_final, 1);
    CU_ASSERT_EQUAL(visible_stats(play.query->visible).late, 0);
    CU_ASSERT_EQUAL(visible_stats(play.query->visible).dropped, 0);
    play_done(&play);
}

static void a_broker_that_is_away_for_a_minute_closes_nothing(void)
{
    broker_is_away(false);
    broker_is_away(true);
}

/* One of two leaders is away, or the lane that would read what it sent stands still. */
static void a_lane_that_stands_still_closes_nothing(void)
{
    Play play = play_new(2, "emit=final");

    put(&play, 0, NOW, NOW);
    put(&play, 1, NOW, NOW);
    end_all(&play, NOW + 1);
    for (int64_t wall_us = NOW + SECOND; wall_us < NOW + 60 * SECOND; wall_us += SECOND) {
        watermark_hear(play.watermark, 0, 0, wall_us);
        watermark_hear(play.watermark, 1, 0, NOW + SECOND);
        put(&play, 0, wall_us, wall_us);
    }
    CU_ASSERT_EQUAL(open_windows(&play), 6);
    CU_ASSERT_EQUAL(play.query->set, 0);
    put(&play, 1, NOW + SECOND, NOW + 60 * SECOND); /* what it had not read */
    put(&play, 1, NOW + 25 * SECOND, NOW + 60 * SECOND);
    CU_ASSERT_EQUAL(open_windows(&play), 4);
    CU_ASSERT_EQUAL(play.query->set, 2);
    CU_ASSERT_EQUAL(visible_stats(play.query->visible).dropped, 0);
    play_done(&play);
}

static void a_slow_partition_holds_what_it_has_not_read(void)
{
    Play play = play_new(2, "emit=final");
    const int64_t behind_us = 3600 * SECOND;

    put(&play, 1, NOW - behind_us, NOW);
    for (int i = 1; i <= 60; i++) { /* a minute in which it comes forward by ten seconds */
        put(&play, 0, NOW + i * SECOND, NOW + i * SECOND);
        put(&play, 1, NOW - behind_us + i * SECOND / 6, NOW + i * SECOND);
    }
    /* [0 10) of an hour ago awaits its grace, [10 20) has begun; and seven of the other's */
    CU_ASSERT_EQUAL(open_windows(&play), 9);
    CU_ASSERT_EQUAL(play.query->set, 0);
    CU_ASSERT_EQUAL(watermark_holder(play.watermark), 1);
    put(&play, 1, NOW - behind_us + 11 * SECOND, NOW + 61 * SECOND);
    CU_ASSERT_EQUAL(play.query->set, 1);
    put(&play, 1, NOW + 61 * SECOND, NOW + 62 * SECOND);
    CU_ASSERT_EQUAL(open_windows(&play), 2); /* [50 60) awaits its grace by the other's clock */
    put(&play, 0, NOW + 61 * SECOND, NOW + 62 * SECOND);
    CU_ASSERT_EQUAL(open_windows(&play), 1);
    CU_ASSERT_EQUAL(play.query->set, 8);
    CU_ASSERT_EQUAL(visible_stats(play.query->visible).dropped, 0);
    play_done(&play);
}

/* ---- a time too far ahead ---- */

static void a_record_of_2099_closes_nothing_and_is_not_lost(void)
{
    const int64_t far_us = YEAR * 129;
    static const char *const settings[] = {"", "emit=final"};

    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
        Play play = play_new(1, settings[i]);

        put(&play, 0, NOW, NOW);
        put(&play, 0, far_us, NOW);
        put(&play, 0, NOW + SECOND, NOW + SECOND);
        end_all(&play, NOW + SECOND);
        check_open(&play, i == 1, 2);
        tick(&play, NOW + 60 * SECOND);
        CU_ASSERT_EQUAL(open_windows(&play), 1);
        if (i == 1)
            QUERY_SHOWS(play.query, "1766016000,2");
        watermark_finish(play.watermark, 0);
        tick(&play, NOW + 60 * SECOND);
        CU_ASSERT_EQUAL(open_windows(&play), 0);
        QUERY_SHOWS(play.query, "1766016000,2 4068144000,1");
        CU_ASSERT_EQUAL(visible_stats(play.query->visible).late, 0);
        CU_ASSERT_EQUAL(visible_stats(play.query->visible).dropped, 0);
        play_done(&play);
    }
}

UNIT_MAIN("engine/closing", UNIT(a_silence_closes_every_window),
          UNIT(a_clock_that_jumps_back_only_begins_idleness_anew),
          UNIT(a_broker_that_is_away_for_a_minute_closes_nothing),
          UNIT(a_lane_that_stands_still_closes_nothing),
          UNIT(a_slow_partition_holds_what_it_has_not_read),
          UNIT(a_record_of_2099_closes_nothing_and_is_not_lost))
