#pragma once
/*
 * What the main thread keeps of one row of a result, be it a group or a row of a query over groups:
 * it lies at the beginning of whatever holds the row.
 *
 * Thread: main.
 */
#include <stdbool.h>
#include <stdint.h>

typedef struct Item {
    uint64_t ordinal;    /* 1, 2, ... in the order they were first seen: the id of its row */
    uint64_t version;    /* grows with every change */
    int64_t window_us;   /* end of its window; 0 without */
    uint32_t changed_at; /* 1 + its place in the list of changed ones; 0: not in it */
    uint32_t unsaved_at; /* 1 + its place among groups to be saved; 0: not among them */
    uint32_t front_at;   /* 1 + its place in top.h's front; 0: not in it */
    bool passes;         /* HAVING, when it was last looked at */
    bool is_counted;     /* it was looked at */
} Item;
