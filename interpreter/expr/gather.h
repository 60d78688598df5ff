#pragma once
/*
 * The rows of one group, kept: for aggregates that need them in order, or each value once
 * (DISTINCT). A row is bytes in one growing buffer: its place, if the call keeps places, and its
 * inputs; of DISTINCT these are the arguments, which a hash table finds again.
 *
 * Of values that are equal and look different (1.0 and 1.00), DISTINCT keeps the one of the
 * earliest row, so that it does not matter which was added first.
 *
 * Thread: as the state it belongs to.
 */
#include "expr/aggregate.h"

typedef struct Gather Gather;

struct GatherRow {
    RowPlace place; /* not set if the call keeps none */
    Value inputs[];
};

/**
 * gather_add() - keep a row
 * @gather:      (owned) made if NULL
 * @ret_is_new:  false: DISTINCT, and an equal row is there
 * @error:       FAIL_LIMIT beyond AGGREGATE_STATE_BYTES_MAX; nothing is kept then
 */
bool gather_add(Gather **gather, const AggregateCall *call, const Value *inputs,
                const RowPlace *place, bool *ret_is_new, GError **error);
size_t gather_len(const Gather *gather);        /* NULL: 0 */
size_t gather_heap_bytes(const Gather *gather); /* NULL: 0 */
void gather_free(Gather *gather);               /* NULL is fine */

/* Rows one by one, in no order. Values borrow from the gather and @arena. */
typedef struct GatherWalk {
    const Gather *gather; /* NULL: no rows */
    size_t at;
} GatherWalk;
GatherRow *gather_next(GatherWalk *walk, const AggregateCall *call, Arena *arena); /* NULL: end */

/* All rows in the order of the call: its ORDER BY, then DISTINCT's arguments or their places.
 * (borrowed from @arena), as their values are, or from the gather. */
const GatherRow *const *gather_sorted(const Gather *gather, const AggregateCall *call,
                                      Arena *arena);

void gather_save(const Gather *gather, GByteArray *bytes);          /* NULL: no rows */
Gather *gather_load(const AggregateCall *call, const uint8_t **at); /* (owned) */
