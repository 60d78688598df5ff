#pragma once
/*
 * What a running query says about itself: `stats` once a second with the reason why nothing has
 * come out yet, and `progress` of a bounded one.
 *
 * Thread: main.
 */
#include "engine/reading.h"
#include "engine/visible.h"
#include "kafka/growth.h"

typedef struct Report Report;

typedef struct ReportOptions {
    const PlanSelect *plan; /* borrowed */
    int query;
    Client *client;   /* borrowed */
    Source *source;   /* borrowed */
    Reading *reading; /* borrowed */
    Visible *visible; /* borrowed */
    const Zone *zone; /* borrowed */
    EventFn emit;
    void *emit_user;
} ReportOptions;

Report *report_new(const ReportOptions *options); /* (owned) */
void report_free(Report *report);                 /* NULL is fine */

void report_start(Report *report, int64_t now_ms); /* of the monotonic clock, as all below */
/* Emit what is due. @state_bytes: memory of the query, lanes included */
void report_due(Report *report, int64_t now_ms, int64_t watermark_us, int64_t state_bytes);
int64_t report_next_ms(const Report *report); /* when something is due */
/* Say in notices what is read from now on, and what can't be. */
void report_grown(const Report *report, const Grown *grown);
/* The last words: stats, and the progress of a query that is done. */
void report_end(Report *report, int64_t now_ms, int64_t watermark_us, int64_t state_bytes,
                bool is_done);
