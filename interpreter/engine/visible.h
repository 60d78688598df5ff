#pragma once
/*
 * The visible table of a running query, whatever its kind: groups with their windows, the newest or
 * first rows of a tail, or the top rows of an ordered one. Deltas go in, `rows` events come out.
 *
 * Thread: main.
 */
#include "engine/delta.h"
#include "engine/outlet.h"
#include "event/event.h"
#include "state/state.h"

typedef struct Visible Visible;

typedef struct VisibleOptions {
    const PlanSelect *plan; /* borrowed: the whole query */
    const Shape *shape;     /* borrowed: of its leaf */
    int query;
    int64_t rows_max; /* 0: all */
    int64_t memory_max;
    int64_t windows_retain;
    int64_t now_us;
    const Zone *zone; /* borrowed */
    Meter *meter;     /* borrowed; NULL: nothing is measured */
    bool final_only;  /* rows are emitted once, at the end */
    bool streams_rows;
    const Outlet *outlet; /* borrowed: rows go there; NULL: they are emitted */
    EventFn emit;
    void *emit_user;
} VisibleOptions;

/* @error: as stage_new() */
Visible *visible_new(const VisibleOptions *options, GError **error); /* (owned) */
void visible_free(Visible *visible);                                 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Visible, visible_free)

/* What rows of a query without groups a lane has to keep. */
RowsRule visible_rule(const VisibleOptions *options, int64_t *ret_keep_max);

void visible_emit_schema(Visible *visible, bool waits);
/* @delta: (borrowed) what it holds is taken. @watermark_us: of before it. */
bool visible_add(Visible *visible, Delta *delta, int64_t watermark_us, GError **error);
void visible_advance(Visible *visible, int64_t watermark_us); /* close and forget windows */
bool visible_has_news(const Visible *visible);
/* Rows go out at once, and what went out is not kept. */
bool visible_streams(const Visible *visible);
/* Nobody looks before the end, or before the outlet asks: visible_refresh() is then. */
bool visible_waits_for_end(const Visible *visible);
/* Of groups that go to an outlet without an end; see merge_save() and merge_restore(). */
bool visible_save(Visible *visible, State *state, GError **error);
bool visible_restore(Visible *visible, State *state, GError **error);
/* No further record can change anything: a LIMIT without order is reached. */
bool visible_is_complete(const Visible *visible);
/* Emit what changed since the last time. @error: FAIL_DATA, FAIL_LIMIT */
bool visible_refresh(Visible *visible, GError **error);

typedef struct VisibleStats {
    int64_t groups;       /* -1 without */
    int64_t open_windows; /* -1 without */
    int64_t late, dropped;
    int64_t rows;    /* on the table now */
    int64_t reached; /* of a LIMIT that ends the query: rows that came for it */
    size_t bytes;
} VisibleStats;
VisibleStats visible_stats(const Visible *visible);
/* Tell the meter what each step keeps. @lanes_bytes: what the lanes keep besides */
void visible_measure(const Visible *visible, size_t lanes_bytes);
