#pragma once
/*
 * Table functions: one value in, rows of one value out. A table, one row one function. They give
 * many values a call, because they sit on the hot path.
 *
 * Thread: the table is constant; a state belongs to one thread.
 */
#include "row/value.h"

enum { TABLE_FUNCTION_ARGUMENTS_MAX = 4 };

typedef struct TableFunctionState {
    Value arguments[TABLE_FUNCTION_ARGUMENTS_MAX]; /* borrowed for the whole expansion */
    size_t arguments_len;
    size_t at;      /* the function's own: where it goes on */
    void *prepared; /* what prepare() made, shared by all rows of a plan and thread; or NULL */
} TableFunctionState;

typedef struct TableFunction {
    const char *name;      /* "words" */
    const char *signature; /* "words(text)" */
    const char *help;      /* one sentence */
    Type arguments[TABLE_FUNCTION_ARGUMENTS_MAX];
    size_t arguments_min, arguments_len;
    Type result;
    /* Once per thread for constant arguments (a compiled pattern); NULL if it needs none.
     * FAIL_QUERY if they are wrong. @arguments: those that are not constant are NULL. */
    bool (*prepare)(const Value *arguments, size_t arguments_len, void **ret_prepared,
                    GError **error);
    void (*release)(void *prepared);
    /**
     * next() - some more values of the current expansion
     * @state:   at = 0 at its beginning
     * @values:  room for @values_max
     * @ret_len: how many were given; 0 is the end
     */
    bool (*next)(TableFunctionState *state, Arena *arena, Value *values, size_t values_max,
                 size_t *ret_len, GError **error);
} TableFunction;

const TableFunction *table_function_find(const char *name); /* NULL if unknown */
const TableFunction *table_function_table(size_t *ret_len);
