#pragma once
/*
 * Aggregates: a table, one row one function. A state is `state_bytes` of plain memory, which the
 * owner may move by memcpy; what it points to on the heap is its own.
 *
 * Thread: the table is constant; a state belongs to one thread at a time.
 */
#include "row/value.h"

typedef struct Aggregate {
    const char *name; /* "count" */
    const char *help; /* one sentence */
    bool takes_star;  /* count(*) */
    Type argument;    /* of its argument; not used with takes_star */
    Type result_type;
    size_t state_bytes; /* a multiple of 16 */
    void (*init)(void *state);
    /* One row's value; NULLs never come here (but for count(*), where @value is NULL). */
    bool (*add)(void *state, const Value *value, GError **error); /* FAIL_DATA, FAIL_LIMIT */
    /* @from is added into @into and is empty (as after init) afterwards. */
    bool (*merge)(void *into, void *from, GError **error);
    /* The result; borrows from the state or @arena. Empty states give NULL, or 0 for count. */
    bool (*result)(const void *state, Arena *arena, Value *ret_value, GError **error);
    size_t (*heap_bytes)(const void *state); /* NULL: none */
    void (*done)(void *state);               /* NULL: nothing to free */
    bool counts_rows; /* count(*): its state begins with the number of rows, an int64_t, and its
                       * owner may add to that instead of calling add */
} Aggregate;

/**
 * aggregate_find() - the row for a name and an argument's type
 * @argument:  ignored when @is_star
 *
 * Return: the best row (an exact type, else one that the argument converts to implicitly), NULL
 * if there is none; aggregate_exists() then tells a wrong type from an unknown name.
 */
const Aggregate *aggregate_find(const char *name, bool is_star, Type argument);
bool aggregate_exists(const char *name);
const Aggregate *aggregate_table(size_t *ret_len); /* for help, completion and docs */
