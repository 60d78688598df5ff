#pragma once
/*
 * What EXPLAIN ANALYZE measures on one thread: for each line of the plan the rows that came and
 * went, and the time that was spent there. Every lane has a meter of its own, and its counts travel
 * with its hand-overs; the main thread has one for what comes after, into which all are added.
 *
 * Rows are all counted. Time is taken of some records only, which stand for the others: of all as
 * long as few come. Where a meter may be NULL, nothing is measured.
 *
 * Thread: that of its owner.
 */
#include "plan/analysis.h"

typedef struct Meter Meter;

/* Of one line of the plan. */
typedef struct MeterCount {
    int64_t rows_in, rows_out;
    int64_t skipped; /* rows that failed here and were left out */
    int64_t ns;      /* of this thread's time */
} MeterCount;

/* What the step of a line holds now. */
typedef struct MeterKept {
    const char *what; /* "group", of which there are `len` */
    int64_t len;
    int64_t bytes;            /* -1: they are counted elsewhere */
    const char *windows_what; /* "window", "session" */
    int64_t windows;          /* -1 without */
    int64_t windows_open;
    int64_t late, dropped; /* rows so far */
} MeterKept;

Meter *meter_new(const PlanAnalysis *plan); /* (owned) @plan: borrowed */
void meter_free(Meter *meter);              /* NULL is fine */

/* The place of a line; there is one for all that has none. */
size_t meter_place(const Meter *meter, PlanPart part, const void *subject);

/* ---- time ---- */

/* A record, whose time may be taken; or anything seldom, whose time is, and is spent there until
 * meter_go(). NULL is fine for the last two. */
void meter_begin_record(Meter *meter);
void meter_begin(Meter *meter, PlanPart part, const void *subject);
void meter_end(Meter *meter);

/* ---- rows ---- */

/* @rows go from where we are on to @place, where time is spent until meter_leave(). Return: where
 * we were, for that. */
size_t meter_enter(Meter *meter, size_t place, int64_t rows);
/* @is_good: false if a row has failed */
void meter_leave(Meter *meter, size_t before, bool is_good);
/* The row that failed last is left out. NULL is fine, as for all below. */
void meter_skip(Meter *meter);
/* From here on time is spent there, if there is such a line. */
void meter_go(Meter *meter, PlanPart part, const void *subject);
void meter_count(Meter *meter, PlanPart part, const void *subject, int64_t rows_in,
                 int64_t rows_out);
/* The same of rows that are there now, and not of those that came. */
void meter_set(Meter *meter, PlanPart part, const void *subject, int64_t rows_in, int64_t rows_out);
void meter_set_counting(Meter *meter, bool is_counting); /* false: rows were counted before */
void meter_keep(Meter *meter, PlanPart part, const void *subject, const MeterKept *kept);

/* ---- counts ---- */

/* (owned) By g_free(): as many as there are places. NULL if @meter is. */
MeterCount *meter_new_counts(const Meter *meter);
/* All counts go over to @counts, and begin anew. */
void meter_move(Meter *meter, MeterCount *counts);
/* @counts come from another meter of the same plan, and begin anew. Return: their time, in ns */
int64_t meter_take(Meter *meter, MeterCount *counts);
const MeterCount *meter_at(const Meter *meter, size_t line);
const MeterKept *meter_kept_at(const Meter *meter, size_t line); /* NULL: it keeps nothing */
