#pragma once
/*
 * Table functions: values in, rows out. A table, one row one signature. They give many rows a
 * call, because they sit on the hot path.
 *
 * Thread: the table is constant; a state belongs to one thread.
 */
#include "expr/expr.h"

enum { TABLE_FUNCTION_ARGUMENTS_MAX = 4, TABLE_FUNCTION_COLUMNS_MAX = 2 };

typedef struct TableFunctionState {
    Value arguments[TABLE_FUNCTION_ARGUMENTS_MAX]; /* borrowed for the whole expansion */
    size_t arguments_len;
    size_t at;      /* the function's own: where it goes on; 0 at the beginning of an expansion */
    Value current;  /* the function's own too */
    void *prepared; /* what prepare() made, shared by all rows of a plan and thread; or NULL */
} TableFunctionState;

/**
 * A table function's own - some more rows of the current expansion
 * @state:    at = 0 at its beginning
 * @context:  its arena holds what the rows point to
 * @values:   room for @rows_max rows of columns_len values, one row after the other
 * @ret_len:  how many rows were given; 0 is the end
 */
typedef bool (*TableFunctionNextFn)(TableFunctionState *state, ExprContext *context, Value *values,
                                    size_t rows_max, size_t *ret_len, GError **error);

typedef struct TableFunctionColumn {
    const char *name; /* NULL: that of the function, or its alias */
    Type type;        /* in the table it may be one that stands for several (polymorphic.h) */
} TableFunctionColumn;

typedef struct TableFunction {
    const char *signature; /* "words(text)" */
    const char *help;      /* one sentence */
    TableFunctionColumn columns[TABLE_FUNCTION_COLUMNS_MAX];
    size_t columns_len;
    bool is_lax; /* is called with NULLs; others give no row for any NULL */
    /* Once per thread for constant arguments (a compiled pattern); NULL if it needs none.
     * FAIL_QUERY if they are wrong. @arguments: those that are not constant are NULL. */
    bool (*prepare)(const Value *arguments, size_t arguments_len, void **ret_prepared,
                    GError **error);
    void (*release)(void *prepared);
    TableFunctionNextFn next;
} TableFunction;

/* A call whose types are resolved. */
typedef struct TableFunctionCall {
    const TableFunction *function;
    const Expr *arguments[TABLE_FUNCTION_ARGUMENTS_MAX]; /* converted to its types */
    size_t arguments_len;
    TableFunctionColumn columns[TABLE_FUNCTION_COLUMNS_MAX]; /* of the types that this call gives */
    size_t columns_len;
} TableFunctionCall;

bool table_function_exists(const char *name);
char *table_function_names(void); /* (owned) "words, unnest, ..." */
const TableFunction *table_function_table(size_t *ret_len);

/**
 * table_function_bind() - the row of the table that a call means, by the types of its arguments
 * @name:       of a function that exists
 * @arguments:  bound, not yet converted
 * @position:   in the statement, of the call
 * @error:      FAIL_QUERY: no such function of these types, or a wrong constant argument
 */
bool table_function_bind(Arena *arena, const char *name, const Expr *const *arguments,
                         size_t arguments_len, int position, TableFunctionCall *ret_call,
                         GError **error);

/* next(), but nothing for a NULL that the function does not take. */
bool table_function_next(const TableFunction *function, TableFunctionState *state,
                         ExprContext *context, Value *values, size_t rows_max, size_t *ret_len,
                         GError **error);
