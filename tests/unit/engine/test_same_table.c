/*
 * The same records give the same table: in whatever order within grace they come, over however many
 * partitions and lanes, handed over whenever; and emit=final tells the same rows, once each.
 * Method: random records (the seed is printed) are dealt to partitions that are fed by hand, each
 * with its clock, and compared with one partition read in order of time.
 */
#include <stdlib.h>

#include "lib/seed.h"
#include "unit/engine/query.h"

#define GRACE_MS 5000
#define BY_WINDOW                                                                                  \
    "SELECT extract(epoch FROM window_start)::int AS a, extract(epoch FROM window_end)::int AS "   \
    "z, "                                                                                          \
    "value, count(*), sum(length(value)), min(\"timestamp\") = max(\"timestamp\"), "               \
    "string_agg(value, '' ORDER BY \"timestamp\"), count(DISTINCT value) FROM %s "                 \
    "GROUP BY window_start, window_end, value"
#define COUNTED(from)                                                                              \
    "SELECT window_start AS s, value AS v, count(*) AS n FROM " from " GROUP BY 1, 2"

enum { RECORDS = 250, PARTITIONS_MAX = 8, ROUNDS = 2 };

typedef struct Made {
    char value[8];
    int64_t time_ms;
    int64_t came_ms; /* its place in the order of arrival: up to grace after its time */
    int partition;
} Made;

typedef enum FinalRows {
    FINAL_CHANGES, /* not compared */
    FINAL_ONCE,
    FINAL_GROWS, /* with every window that closes */
} FinalRows;

typedef struct Case {
    const char *statement; /* or the name of a window */
    bool is_ordered;       /* to the last row: else rows are compared as a set */
    FinalRows final;
} Case;

static const Case cases[] = {
    {"SELECT value, count(*), sum(length(value)) FROM lines GROUP BY value ORDER BY value",          true,
     FINAL_ONCE                                                                                                          },
    {"SELECT count(*), count(DISTINCT value), min(value), max(\"timestamp\") > min(\"timestamp\") "
     "FROM lines",                                                                              true,  FINAL_ONCE   },
    {"TUMBLE",                                                                                       false, FINAL_ONCE   },
    {"HOP",                                                                                          false, FINAL_ONCE   },
    {"CUMULATE",                                                                                     false, FINAL_ONCE   },
    {"SESSION",                                                                                      false, FINAL_ONCE   },
    {"SELECT extract(epoch FROM window_start)::int, value, count(*) FROM tumble(lines, interval "
     "'10 s') "
     "GROUP BY window_start, value HAVING count(*) > 1 ORDER BY count(*) DESC, window_start, value "
     "LIMIT 7 OFFSET 2",                                                                        true,  FINAL_CHANGES},
    {"SELECT v, count(*), sum(n) FROM (" COUNTED(
         "tumble(lines, interval '10 s')") ") AS q GROUP BY v",
     false,                                                                                                 FINAL_GROWS  },
    {"SELECT extract(epoch FROM s)::int, max(n), sum(n) FROM (" COUNTED(
         "hop(lines, interval '5 s', interval '10 s')") ") AS q GROUP BY s ORDER BY s",
     true,                                                                                                  FINAL_ONCE   },
    {"SELECT * FROM (SELECT extract(epoch FROM window_start)::int AS s, value, count(*) AS n, "
     "row_number() OVER (PARTITION BY window_start ORDER BY count(*) DESC, value) AS place "
     "FROM tumble(lines, interval '10 s') GROUP BY window_start, value) AS q WHERE place <= 3", false, FINAL_ONCE   },
    {"SELECT value, extract(epoch FROM \"timestamp\") FROM lines ORDER BY length(value) DESC, "
     "\"timestamp\" LIMIT 20 OFFSET 3",                                                         true,  FINAL_CHANGES},
    {"SELECT value, extract(epoch FROM \"timestamp\") FROM lines ORDER BY \"timestamp\" DESC",       true,
     FINAL_CHANGES                                                                                                       },
};

static const struct {
    const char *name, *from;
} windows[] = {
    {"TUMBLE",   "tumble(lines, interval '10 s')"                          },
    {"HOP",      "hop(lines, interval '4 s', interval '10 s')"             },
    {"CUMULATE", "cumulate(lines, interval '5 s', interval '20 s')"        },
    {"SESSION",  "session(lines, interval '700 milliseconds', by => value)"},
};

/* (owned) */
static char *statement_of(const Case *from)
{
    for (size_t k = 0; k < G_N_ELEMENTS(windows); k++) {
        if (g_str_equal(from->statement, windows[k].name))
            return g_strdup_printf(BY_WINDOW, windows[k].from);
    }
    return g_strdup(from->statement);
}

/* Times that all differ: aggregates with ORDER BY then have one answer. */
static void make_records(GRand *random, Made *made)
{
    for (int i = 0; i < RECORDS; i++) {
        g_snprintf(made[i].value, sizeof(made[i].value), "%.*s", g_rand_int_range(random, 1, 4),
                   i % 3 == 0   ? "aab"
                   : i % 3 == 1 ? "bca"
                                : "caa");
        made[i].time_ms = 60000 + i * 300 + g_rand_int_range(random, 0, 300);
        made[i].came_ms = made[i].time_ms;
        made[i].partition = 0;
    }
}

static int compare_arrivals(const void *a_at, const void *b_at)
{
    const Made *a = a_at, *b = b_at;

    return (a->came_ms > b->came_ms) - (a->came_ms < b->came_ms);
}

/* Every partition out of order by less than grace, one far ahead of another. */
static void deal(GRand *random, Made *made, int partitions)
{
    int64_t lags_ms[PARTITIONS_MAX];

    for (int i = 0; i < partitions; i++)
        lags_ms[i] = g_rand_int_range(random, 0, 30000);
    for (int i = 0; i < RECORDS; i++) {
        made[i].partition = g_rand_int_range(random, 0, partitions);
        made[i].came_ms =
            made[i].time_ms + g_rand_int_range(random, 0, GRACE_MS) + lags_ms[made[i].partition];
    }
    qsort(made, RECORDS, sizeof(*made), compare_arrivals);
}

typedef struct Play {
    Query *query;
    Watermark *watermark;
    int partitions, lanes;
    int64_t read_us[PARTITIONS_MAX]; /* greatest time since the last hand-over */
} Play;

static void hand_over(Play *play, int lane)
{
    Query *query = play->query;

    CU_ASSERT_TRUE(query_hand_over(query, lane, watermark_get(play->watermark, 0)));
    for (int i = lane; i < play->partitions; i += play->lanes) {
        if (play->read_us[i] != WATERMARK_NONE)
            watermark_observe(play->watermark, (size_t)i, play->read_us[i], 0);
        play->read_us[i] = WATERMARK_NONE;
    }
    visible_advance(query->visible, watermark_get(play->watermark, 0));
}

static void read_one(Play *play, const Made *made)
{
    int64_t *read_us = &play->read_us[made->partition];

    query_put(play->query, made->partition % play->lanes, made->value, made->time_ms);
    *read_us = MAX(*read_us, made->time_ms * 1000);
}

static void end_all(Play *play)
{
    for (int lane = 0; lane < play->lanes; lane++)
        hand_over(play, lane);
    for (int i = 0; i < play->partitions; i++)
        watermark_finish(play->watermark, (size_t)i);
    visible_advance(play->query->visible, WATERMARK_END);
    CU_ASSERT_TRUE(query_refresh(play->query));
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* (owned) The rows; in an order of their own, unless the statement says it. */
static char *rows_text(const Query *query, bool is_ordered)
{
    g_autofree char *text = query_text(query);
    g_auto(GStrv) rows = g_strsplit(text, " ", -1);

    if (!is_ordered)
        qsort(rows, g_strv_length(rows), sizeof(*rows), compare_texts);
    return g_strjoinv("\n", rows);
}

typedef struct Way {
    int partitions, lanes;
    bool is_final;
    GRand *random; /* NULL: no hand-over before the end */
} Way;

/* (owned) What a reader has at the end. */
static char *play_all(const char *statement, const Case *from, const Made *made, const Way *way)
{
    g_autoptr(Query) query = query_new_with(
        statement, way->is_final ? "emit=final until=now" : "until=now", 0, -1, false);
    g_autoptr(Watermark) watermark = watermark_new((size_t)way->partitions, GRACE_MS * 1000, 0);
    Play play = {query, watermark, way->partitions, way->lanes, {0}};
    VisibleStats stats;

    if (query->plan == NULL)
        return g_strdup("no plan");
    for (int i = 0; i < PARTITIONS_MAX; i++)
        play.read_us[i] = WATERMARK_NONE;
    for (int i = 0; i < RECORDS; i++) {
        read_one(&play, &made[i]);
        if (way->random != NULL && g_rand_int_range(way->random, 0, 8) == 0)
            hand_over(&play, g_rand_int_range(way->random, 0, way->lanes));
        if (way->random != NULL && g_rand_int_range(way->random, 0, 30) == 0)
            CU_ASSERT_TRUE(query_refresh(query));
    }
    end_all(&play);
    stats = visible_stats(query->visible);
    CU_ASSERT_EQUAL(stats.late + stats.dropped, 0);
    if (way->is_final && from->final == FINAL_ONCE) {
        CU_ASSERT_EQUAL(query->set, event_table_len(query->table));
        CU_ASSERT_EQUAL(query->removed, 0);
    }
    return rows_text(query, from->is_ordered);
}

static void check_same(const char *statement, const Case *from, const Made *made, const Way *way,
                       const char *wanted)
{
    g_autofree char *rows = play_all(statement, from, made, way);

    if (!g_str_equal(rows, wanted))
        printf("# %s: %d partitions, %d lanes%s\n# %s\n# wanted %s\n", statement, way->partitions,
               way->lanes, way->is_final ? ", final" : "", rows, wanted);
    UNIT_CHECK(g_str_equal(rows, wanted), "the rows are the same");
}

static void check_statement(const Case *from, GRand *random)
{
    static const int partitions[] = {1, 2, PARTITIONS_MAX}, lanes[] = {1, 2, QUERY_LANES};
    g_autofree char *statement = statement_of(from);
    g_autofree char *wanted = NULL;
    const Way plain = {1, 1, false, NULL};
    Made made[RECORDS];

    make_records(random, made);
    wanted = play_all(statement, from, made, &plain);
    UNIT_CHECK(strlen(wanted) > 0 && !g_str_equal(wanted, "no plan"), "there are rows");
    for (size_t k = 0; k < G_N_ELEMENTS(partitions) * G_N_ELEMENTS(lanes) * 2; k++) {
        Way way = {partitions[k / 2 % G_N_ELEMENTS(partitions)],
                   lanes[k / 2 / G_N_ELEMENTS(partitions)], k % 2 == 1, random};

        if (way.is_final && from->final == FINAL_CHANGES)
            continue;
        deal(random, made, way.partitions);
        check_same(statement, from, made, &way, wanted);
    }
}

static void order_partitions_and_lanes_change_nothing(void)
{
    g_autoptr(GRand) random = seed_random();

    for (size_t i = 0; i < G_N_ELEMENTS(cases) * ROUNDS; i++)
        check_statement(&cases[i % G_N_ELEMENTS(cases)], random);
}

UNIT_MAIN("engine/same_table", UNIT(order_partitions_and_lanes_change_nothing))
