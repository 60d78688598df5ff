#pragma once
/*
 * Making bound expressions, for the binder in plan/. Each function checks types, chooses the row
 * of its table by PostgreSQL's rules (an exact match, else the one that implicit conversions and
 * untyped literals reach; the preferred type on a tie), inserts the conversions, and returns a
 * node that lives in the arena.
 *
 * @position is the byte in the statement that an error points to. Errors are FAIL_QUERY in
 * PostgreSQL's wording ("operator does not exist: text + integer", "function foo(text) does not
 * exist"), with a hint where there is a near or an equivalent one, or FAIL_LIMIT (depth).
 *
 * Thread: one at a time.
 */
#include "expr/expr.h"

enum { EXPR_DEPTH_MAX = 500, EXPR_ARGUMENTS_MAX = 100 };

const Expr *expr_new_slot(Arena *arena, int slot, Type type);
/* @value: copied with what it points to */
const Expr *expr_new_constant(Arena *arena, Type type, const Value *value);
/* @name: also "coalesce", "greatest", "least", "nullif", "position", "extract" */
const Expr *expr_new_function(Arena *arena, const char *name, const Expr *const *arguments,
                              size_t arguments_len, int position, GError **error);
/* @name: "+", "||", "=", "<>", "~~" (LIKE), "~~*", "!~~", "!~~*", ...; @left NULL: a prefix one */
const Expr *expr_new_operator(Arena *arena, const char *name, const Expr *left, const Expr *right,
                              int position, GError **error);
const Expr *expr_new_cast(Arena *arena, const Expr *expr, Type type, int position, GError **error);
const Expr *expr_new_and(Arena *arena, const Expr *const *terms, size_t len, int position,
                         GError **error);
const Expr *expr_new_or(Arena *arena, const Expr *const *terms, size_t len, int position,
                        GError **error);
const Expr *expr_new_not(Arena *arena, const Expr *term, int position, GError **error);
const Expr *expr_new_is_null(Arena *arena, const Expr *expr, bool is_negated);
/* IS [NOT] TRUE/FALSE: @test is the truth that it asks for */
const Expr *expr_new_is_bool(Arena *arena, const Expr *expr, bool test, bool is_negated,
                             int position, GError **error);
/* CASE: @whens and @thens of @len, @otherwise or NULL; result types are made one. */
const Expr *expr_new_case(Arena *arena, const Expr *const *whens, const Expr *const *thens,
                          size_t len, const Expr *otherwise, int position, GError **error);
const Expr *expr_new_in(Arena *arena, const Expr *expr, const Expr *const *list, size_t len,
                        bool is_negated, int position, GError **error);
const Expr *expr_new_coalesce(Arena *arena, const Expr *const *arguments, size_t len, int position,
                              GError **error);
/* GREATEST, or LEAST; of the values that are not NULL. */
const Expr *expr_new_greatest(Arena *arena, const Expr *const *arguments, size_t len, bool least,
                              int position, GError **error);
const Expr *expr_new_nullif(Arena *arena, const Expr *expr, const Expr *other, int position,
                            GError **error);
/* Any expression of the type that all can be converted to (UNION, VALUES: @what is for the error);
 * text if all are untyped. */
const Expr *expr_common(Arena *arena, const char *what, const Expr *const *exprs, size_t len,
                        int position, GError **error);
const Expr *expr_new_array(Arena *arena, const Expr *const *items, size_t len, int position,
                           GError **error);
const Expr *expr_new_subscript(Arena *arena, const Expr *array, const Expr *subscript, int position,
                               GError **error);
/* array[lower:upper]; NULL: from its first item, to its last */
const Expr *expr_new_slice(Arena *arena, const Expr *array, const Expr *lower, const Expr *upper,
                           int position, GError **error);
/* left name ANY (array), or ALL */
const Expr *expr_new_any(Arena *arena, const char *name, const Expr *left, const Expr *array,
                         bool is_all, int position, GError **error);
/* An untyped literal or NULL becomes text where nothing says otherwise. */
const Expr *expr_settle(Arena *arena, const Expr *expr);
/* Convert where PostgreSQL converts implicitly or by assignment, else FAIL_QUERY. */
const Expr *expr_convert(Arena *arena, const Expr *expr, Type type, int position, GError **error);

/**
 * expr_at_start() - a tree for one run of its statement
 *
 * What depends on the statement's start or on its time zone, but on no row, is computed: now(),
 * and timestamptz literals without a zone, which are calls until then.
 *
 * @start:  its now_us and its zone; the arena is not used
 */
const Expr *expr_at_start(Arena *arena, const Expr *expr, const ExprContext *start);
bool expr_is_constant(const Expr *expr); /* reads no slot, no now(), and depends on no zone */
/* Nodes of the tree, what stands in it twice counted twice: up to @max and no further. */
size_t expr_size(const Expr *expr, size_t max);
bool expr_equals(const Expr *a, const Expr *b); /* the same tree: for GROUP BY */
/* The most that an int8 slot is where the condition is true; INT64_MAX: it says nothing of that. */
int64_t expr_slot_limit(const Expr *condition, int slot);
/* The tree with each subtree that equals keys[i] made the slot i (and slots of keys typed so);
 * @ret_left_slot: some slot of the row that remains outside the keys, -1 if none. */
const Expr *expr_over_keys(Arena *arena, const Expr *expr, const Expr *const *keys, size_t keys_len,
                           int *ret_left_slot);

/* Help: the rows of the function and operator tables. */
typedef struct ExprFunctionHelp {
    const char *signature; /* "substring(text, integer, integer)" */
    const char *result;
    const char *help;
} ExprFunctionHelp;
size_t expr_functions_len(void);
ExprFunctionHelp expr_function_help(size_t i);
