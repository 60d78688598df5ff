#pragma once
/*
 * EXPLAIN ANALYZE: the table of what was measured, a row for each line of the plan. It is shown in
 * place of the query's own rows: once a second while the query runs, or at its end only.
 *
 * Thread: main.
 */
#include "engine/engine.h"
#include "engine/reading.h"
#include "engine/visible.h"

typedef struct Analyze Analyze;

/* (owned) NULL if nothing is to be measured, which is fine everywhere below. @select, what
 * @options has: borrowed */
Analyze *analyze_new(const PlanSelect *select, const EngineOptions *options);
void analyze_free(Analyze *analyze);
/* Have the query run as it would, but for its rows, which are counted and go no further; nobody
 * waits for those of a bounded one. */
void analyze_hide_rows(Analyze *analyze, VisibleOptions *visible);
/* What is measured besides. Both borrowed; @reading: NULL if no topic is read */
void analyze_look_at(Analyze *analyze, const Visible *visible, const Reading *reading);

/* The analysis's, or else that of the query. */
void analyze_emit_schema(Analyze *analyze, Visible *visible, bool waits);
void analyze_begin(Analyze *analyze); /* the query runs from here on */
/* visible_add(), and what a lane has counted. */
bool analyze_add(Analyze *analyze, Visible *visible, Delta *delta, int64_t watermark_us,
                 GError **error);
/* When analyze_show() is due, of the monotonic clock; INT64_MAX: never */
int64_t analyze_next_us(const Analyze *analyze);
/**
 * analyze_show() - bring the table up to date
 * @lanes_bytes:  what the lanes keep
 * @is_last:      rates are of the whole time, not of what came since the last time
 */
void analyze_show(Analyze *analyze, size_t lanes_bytes, bool is_last);
