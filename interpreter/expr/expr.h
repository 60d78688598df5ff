#pragma once
/*
 * Bound expressions: trees whose functions, operators and types are resolved. They are evaluated
 * row by row over an array of slots. Pure: `now()` is an argument.
 *
 * Thread: a bound tree is read-only after plan/ has made it and may be evaluated by several
 * threads, each with its own ExprContext.
 */
#include "base/arena.h"
#include "row/place.h"
#include "row/value.h"

typedef struct Expr Expr;

enum { EXPR_SLOTS_MAX = 1024 }; /* of a row */

/* Some slots of a row. */
typedef struct SlotSet {
    uint64_t words[EXPR_SLOTS_MAX / 64];
} SlotSet;

static inline bool slot_set_has(const SlotSet *set, size_t slot)
{
    return (set->words[slot / 64] >> slot % 64 & 1) != 0;
}

static inline void slot_set_add(SlotSet *set, size_t slot)
{
    set->words[slot / 64] |= (uint64_t)1 << slot % 64;
}

static inline bool slot_set_is_empty(const SlotSet *set)
{
    for (size_t i = 0; i < EXPR_SLOTS_MAX / 64; i++) {
        if (set->words[i] != 0)
            return false;
    }
    return true;
}

typedef struct ExprContext {
    Arena *arena;     /* results live here until its owner clears it: per record or batch */
    int64_t now_us;   /* the statement's start */
    const Zone *zone; /* (borrowed) of the statement; NULL is UTC */
    RowPlace place;   /* of the row; for aggregates */
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
/* Adds the slots below EXPR_SLOTS_MAX that the tree reads. */
void expr_slots_used(const Expr *expr, SlotSet *set);

/* Trees live in the arena they were made in: nothing to free. */
