#pragma once
/*
 * From the result of one query to the query over it: what changed there is evaluated and put here.
 *
 * Thread: main.
 */
#include "engine/stage.h"

typedef struct Link Link;

typedef struct LinkOptions {
    const PlanSelect *from; /* borrowed: over the items' slots */
    const PlanSelect *over; /* borrowed: the query that the rows come to */
    size_t slots_len;
    TopItems items;
    Stage *to; /* borrowed */
    int64_t memory_max;
    int64_t now_us;
    const Zone *zone; /* borrowed */
    Meter *meter;     /* borrowed; NULL: nothing is measured */
} LinkOptions;

Link *link_new(const LinkOptions *options); /* (owned) */
void link_free(Link *link);                 /* NULL is fine */

/* The items are new, or changed. @error: FAIL_DATA of an expression, FAIL_LIMIT */
bool link_push(Link *link, Item *const *items, size_t len, GError **error);
/* The item is about to go. */
void link_drop(Link *link, const Item *item);
