#pragma once
/*
 * A query without threads and without Kafka: records are fed to lanes by hand, which hand over when
 * they are told to, and the `rows` events go into an EventTable, as a reader would have it.
 */
#include "base/fail.h"
#include "engine/feed.h"
#include "engine/visible.h"
#include "event/table.h"
#include "lib/unit.h"
#include "unit/engine/query_plan.h"
#include "unit/engine/tsan.h"
#include "window/watermark.h"

enum { QUERY_LANES = 4, QUERY_MEMORY = 64 * 1024 * 1024, QUERY_ARENA = 8 * 1024 * 1024 };

typedef struct Query {
    Arena *arena;
    const PlanSelect *plan;
    Shape shape;
    Feed *lanes[QUERY_LANES];
    Delta *deltas[QUERY_LANES];
    int64_t offsets;
    Visible *visible;
    EventTable *table;
    size_t rows_events;  /* emitted */
    size_t set, removed; /* rows in these */
    GString *streamed;   /* first cells of all set rows, in order */
    GError *error;       /* of the last call that failed */
} Query;

static inline void query_take_event(const Event *event, void *query_at)
{
    Query *query = query_at;
    EventTableChange change;

    if (event->kind == EVENT_ROWS) {
        query->rows_events++;
        query->set += event->rows.set_len;
        query->removed += event->rows.removed_len;
        for (size_t i = 0; i < event->rows.set_len; i++)
            g_string_append_printf(query->streamed, "%s;", event->rows.set[i].cells[0]);
    }
    UNIT_CHECK(event_table_apply(query->table, event, &change, NULL), "the event can be applied");
}

typedef struct QuerySetup {
    const char *statement, *settings; /* "since=... for=..." */
    int64_t rows_max, windows_retain;
    bool streams_rows, skips; /* skips: rows that fail */
    int64_t future_max_us;
    const atomic_bool *stop; /* or NULL */
} QuerySetup;

static inline Query *query_open(const QuerySetup *setup)
{
    Query *query = g_new0(Query, 1);
    VisibleOptions visible = {.plan = NULL,
                              .shape = &query->shape,
                              .query = 1,
                              .rows_max = setup->rows_max,
                              .memory_max = QUERY_MEMORY,
                              .windows_retain = setup->windows_retain,
                              .streams_rows = setup->streams_rows,
                              .emit = query_take_event,
                              .emit_user = query};
    FeedOptions feed = {.shape = &query->shape,
                        .memory_max = QUERY_MEMORY,
                        .skips = setup->skips,
                        .future_max_us = setup->future_max_us,
                        .stop = setup->stop};

    query->arena = arena_new(QUERY_ARENA);
    query->table = event_table_new();
    query->streamed = g_string_new(NULL);
    query->plan = query_plan(query->arena, setup->statement, setup->settings);
    if (query->plan == NULL)
        return query;
    shape_init(&query->shape, plan_leaf(query->plan), true);
    visible.plan = query->plan;
    query->visible = visible_new(&visible, NULL);
    feed.rule = visible_rule(&visible, &feed.keep_max);
    for (int i = 0; i < QUERY_LANES; i++) {
        query->lanes[i] = feed_new(&feed, NULL);
        query->deltas[i] = feed_new_delta(query->lanes[i], i);
    }
    visible_emit_schema(query->visible, false);
    return query;
}

static inline Query *query_new_with(const char *statement, const char *settings, int64_t rows_max,
                                    int64_t windows_retain, bool streams_rows)
{
    QuerySetup setup = {statement,    settings, rows_max, windows_retain,
                        streams_rows, false,    0,        NULL};

    return query_open(&setup);
}

static inline Query *query_new(const char *statement)
{
    return query_new_with(statement, "", 1000, 100, false);
}

static inline void query_free(Query *query)
{
    if (query == NULL)
        return;
    for (int i = 0; i < QUERY_LANES; i++) {
        feed_free(query->lanes[i]);
        delta_free(query->deltas[i]);
    }
    visible_free(query->visible);
    event_table_free(query->table);
    arena_free(query->arena);
    g_string_free(query->streamed, TRUE);
    g_clear_error(&query->error);
    g_free(query);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Query, query_free)

static inline bool query_put_bytes(Query *query, int lane, Span value, int64_t timestamp_ms)
{
    Record record = {.value = value, .timestamp_ms = timestamp_ms, .offset = query->offsets++};
    static const size_t branches[] = {0};
    FeedPlace place = {"lines", 0, 3, 1000, branches, 1};
    int64_t event_us;

    return feed_record(query->lanes[lane], &record, &place, &event_us, &query->error);
}

static inline bool query_put(Query *query, int lane, const char *value, int64_t timestamp_ms)
{
    return query_put_bytes(query, lane, value == NULL ? span_make(NULL, 0) : span_of(value),
                           timestamp_ms);
}

static inline bool query_hand_over(Query *query, int lane, int64_t watermark_us)
{
    Delta *delta = query->deltas[lane];
    bool done = feed_flush(query->lanes[lane], &query->error);

    if (!done)
        return false;
    feed_hand_over(query->lanes[lane], delta);
    done = visible_add(query->visible, delta, watermark_us, &query->error);
    delta_clear(delta);
    return done;
}

static inline bool query_refresh(Query *query)
{
    return visible_refresh(query->visible, &query->error);
}

/* Hand over from all lanes, without a watermark, and refresh. */
static inline bool query_show(Query *query)
{
    for (int i = 0; i < QUERY_LANES; i++) {
        if (!query_hand_over(query, i, WATERMARK_NONE))
            return false;
    }
    return query_refresh(query);
}

/* A hand-over, and then a new watermark, as the engine has it. */
static inline bool query_hand_over_at(Query *query, int lane, int64_t before_us,
                                      int64_t watermark_us)
{
    if (!query_hand_over(query, lane, before_us))
        return false;
    visible_advance(query->visible, watermark_us);
    return query_refresh(query);
}

/* (owned) The table: cells separated by ',' and rows by ' '. */
static inline char *query_text(const Query *query)
{
    GString *text = g_string_new(NULL);
    size_t columns = event_table_schema(query->table)->columns_len;

    for (size_t i = 0; i < event_table_len(query->table); i++) {
        for (size_t k = 0; k < columns; k++) {
            const char *cell = event_table_row(query->table, i)[k];

            g_string_append_printf(text, "%s%s",
                                   k > 0   ? ","
                                   : i > 0 ? " "
                                           : "",
                                   cell == NULL ? "NULL" : cell);
        }
    }
    return g_string_free(text, FALSE);
}

#define QUERY_SHOWS(query, expected)                                                               \
    do {                                                                                           \
        g_autofree char *text_ = query_text(query);                                                \
        UNIT_EQUALS_TEXT(text_, expected);                                                         \
    } while (0)
