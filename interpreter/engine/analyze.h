#pragma once
/*
 * EXPLAIN ANALYZE: the table of what was measured, a row for each line of the plan. It is shown in
 * place of the query's own rows: once a second while the query runs, or at its end only.
 *
 * Where an Analyze may be NULL, nothing is measured.
 *
 * Thread: main.
 */
#include "engine/delta.h"
#include "event/event.h"

typedef struct Analyze Analyze;

typedef struct AnalyzeOptions {
    const PlanAnalysis *plan; /* borrowed */
    const PlanSelect *select; /* borrowed: the query */
    int query;
    int lanes;
    int64_t planning_us; /* what it took to make the plan */
    bool final_only;     /* nobody looks before the end */
    EventFn emit;
    void *emit_user;
} AnalyzeOptions;

/* What the engine knows besides. */
typedef struct AnalyzeNow {
    int64_t records, bytes; /* read so far */
    int64_t now_us;         /* of the monotonic clock */
} AnalyzeNow;

Analyze *analyze_new(const AnalyzeOptions *options); /* (owned) */
void analyze_free(Analyze *analyze);                 /* NULL is fine */
Meter *analyze_meter(Analyze *analyze); /* (borrowed) of the main thread; NULL if @analyze is */

void analyze_emit_schema(Analyze *analyze, bool waits);
/* An EventFn for the events of the query: its rows are counted, and go no further. */
void analyze_emit(const Event *event, void *analyze);
/* The query runs from here on. NULL is fine, as for all below. */
void analyze_begin(Analyze *analyze, int64_t now_us);
/* What a lane has counted, and hands over. */
void analyze_take(Analyze *analyze, Delta *delta);
int64_t analyze_next_us(const Analyze *analyze); /* when analyze_show() is due; INT64_MAX: never */
/* Bring the table up to date. @is_last: rates are of the whole time, not of what came last. */
void analyze_show(Analyze *analyze, const AnalyzeNow *now, bool is_last);
