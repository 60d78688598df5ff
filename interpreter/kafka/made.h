#pragma once
/*
 * A source whose records are made by a function and not read from a topic: one partition, all of
 * whose records are there at once if they have an end, and else come at a rate. The rest of a query
 * need not know: it is behind source.h.
 *
 * Thread: as source.h; the function is called by the lane that polls.
 */
#include <glib.h>

#include "kafka/source.h"

typedef struct SourceMade {
    const char *name; /* borrowed for the life of the source: as a topic's */
    int64_t rows;     /* -1: without an end */
    int64_t rate;     /* records a second, > 0; those times lie between records */
    int64_t start_ms; /* the time of the first */
    /* The @i-th record, appended; a key that stays empty is none. */
    void (*make)(const void *user, int64_t i, int64_t at_ms, GString *key, GString *value);
    const void *user;
} SourceMade;

Source *source_open_made(const SourceMade *made, int lanes); /* (owned) */

/* ---- for source.c ---- */

typedef struct Made Made;

Made *made_new(const SourceMade *spec); /* (owned) */
void made_free(Made *made);             /* NULL is fine */
void made_start(Made *made);
void made_poll(Made *made, int timeout_ms, Batch *ret_batch);
int64_t made_end(Made *made); /* how many are due. Thread: any */
/* Until when all that was due has been made. Thread: any */
int64_t made_polled_us(const Made *made);
