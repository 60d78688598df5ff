#pragma once
/*
 * Bound expressions: trees whose functions, operators and types are resolved. They are evaluated
 * row by row over an array of slots. Pure: `now()` is an argument.
 *
 * Thread: a bound tree is read-only after plan/ has made it and may be evaluated by several
 * threads, each with its own ExprContext.
 */
#include "base/arena.h"
#include "row/value.h"

typedef struct Expr Expr;

typedef struct ExprContext {
    Arena *arena;     /* results live here until its owner clears it: per record or batch */
    int64_t now_us;   /* the statement's start */
    const Zone *zone; /* (borrowed) of the statement; NULL is UTC */
} ExprContext;

/**
 * expr_eval() - the value of an expression for one row
 * @slots:      the row's values; only those that the tree names are read
 * @ret_value:  borrows from @slots, the tree or the context's arena
 * @error:      FAIL_DATA (overflow, division by zero, a bad cast: of this row) or FAIL_LIMIT
 */
bool expr_eval(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
               GError **error);
Type expr_type(const Expr *expr);
/* The slot if the whole expression is one slot, else -1: callers then skip the evaluation. */
int expr_slot(const Expr *expr);
/* Sets a bit per slot below 64 that the tree reads. */
void expr_slots_used(const Expr *expr, uint64_t *bits);

/* Trees live in the arena they were made in: nothing to free. */
