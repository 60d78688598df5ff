#pragma once
/*
 * How far the query has read: per partition the next offset, whether its end is reached, and the
 * watermark of all. Only here is it decided that a bounded partition is done.
 *
 * Thread: main.
 */
#include "engine/delta.h"
#include "engine/inputs.h"
#include "kafka/source.h"

typedef struct Reading Reading;

typedef struct ReadingOptions {
    const Shape *shape;   /* borrowed */
    const Inputs *inputs; /* borrowed: the source's topics, in their order */
    Source *source;       /* borrowed */
    int64_t grace_ms, idle_ms;
} ReadingOptions;

Reading *reading_new(const ReadingOptions *options); /* (owned) */
void reading_free(Reading *reading);                 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)

/* The source and the inputs have grown. */
void reading_grow(Reading *reading);
/* What @delta says of partitions, at the wall's time. */
void reading_add(Reading *reading, const Delta *delta, int64_t wall_ms);
/* The wall's time stands still from @wall_ms on, until reading_release(): partitions are not read,
 * or not up to what has come meanwhile. */
void reading_hold(Reading *reading, int64_t wall_ms);
void reading_release(Reading *reading);
/* Find bounded partitions that are done now. True: all are. */
bool reading_is_done(Reading *reading, int64_t wall_ms);
/* The wall's time at which reading_is_done() may change without a record; INT64_MAX if never. */
int64_t reading_next_ms(const Reading *reading);
/* Ask whether the partitions at their ends are still heard. @now_us: of g_get_monotonic_time(), at
 * the wall's time @wall_ms. */
void reading_listen(Reading *reading, int64_t now_us, int64_t wall_ms);
/* WATERMARK_NONE for a query whose groups have no windows. */
int64_t reading_watermark(Reading *reading, int64_t wall_ms);
/* The watermark is never less: what it was when the stream ended. */
void reading_set_floor(Reading *reading, int64_t floor_us);
/* (owned) "partition 3 of lines" if one holds the watermark clearly back, else NULL. */
char *reading_holder(const Reading *reading);

/* The first offset of partition @i that was not read. */
int64_t reading_next(const Reading *reading, size_t i);
int64_t reading_records(const Reading *reading);
int64_t reading_ahead(const Reading *reading);   /* records whose time is too far in the future */
int64_t reading_skipped(const Reading *reading); /* rows that failed and were left out */
/* (owned) What did not fit, of all lanes, in words; NULL: all did. */
char *reading_misfit_text(const Reading *reading);
const char *reading_skipped_text(const Reading *reading); /* what the first of them said; NULL */
int64_t reading_bytes(const Reading *reading);
int64_t reading_goal(const Reading *reading);  /* offsets that a bounded query reads in all */
int64_t reading_done(const Reading *reading);  /* offsets of these that it has read */
int64_t reading_lag(const Reading *reading);   /* records behind the ends of the logs; -1 unknown */
size_t reading_at_end(const Reading *reading); /* partitions that were read to their end */
