#pragma once
/*
 * The most frequent items of a stream, in a fixed number of counters.
 *
 * A. Metwally, D. Agrawal, A. El Abbadi, "Efficient computation of frequent and top-k elements in
 * data streams" (2005): an item without a counter takes over the one with the least count, and goes
 * on counting from there. So no count is too low, and none is too high by more than
 * rows / counters; every item that comes more often than that is there. As long as there are fewer
 * different items than counters, all counts are exact. Two are put together as in M. Cafaro,
 * M. Pulimeno, P. Tempesta, "A parallel space saving algorithm for frequent items and the Hurwitz
 * zeta distribution" (2016).
 *
 * Thread: one at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

typedef struct SpaceSaving SpaceSaving;

typedef struct SpaceSavingItem {
    Span bytes; /* borrowed from the sketch */
    int64_t count;
} SpaceSavingItem;

SpaceSaving *space_saving_new(size_t counters); /* (owned) */
void space_saving_free(SpaceSaving *sketch);    /* NULL is fine */
void space_saving_add(SpaceSaving *sketch, Span item, int64_t count);
void space_saving_merge(SpaceSaving *into, const SpaceSaving *from); /* of as many counters */
/* (owned) Of SpaceSavingItem, in no order. */
GArray *space_saving_items(const SpaceSaving *sketch);
size_t space_saving_heap_bytes(const SpaceSaving *sketch);
void space_saving_save(const SpaceSaving *sketch, GByteArray *bytes);
SpaceSaving *space_saving_load(const uint8_t **at); /* (owned) */
