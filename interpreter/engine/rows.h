#pragma once
/*
 * Rows of a query without groups, as bytes in one buffer: the values of its outputs. A lane keeps
 * those that it has not handed over, the main thread those that may be visible. What is kept is
 * a rule of the buffer, so that a lane does not hand over what could never be seen.
 *
 * Thread: one at a time; a Rows travels with its hand-over.
 */
#include "plan/plan.h"

typedef enum RowsRule {
    ROWS_ALL,
    ROWS_FIRST,  /* the first keep_max that ever come */
    ROWS_NEWEST, /* the last keep_max; long cells are cut, as they are when they are shown */
    ROWS_TOP,    /* the first keep_max in the plan's order */
} RowsRule;

typedef struct Rows Rows;

/* @keep_max: not used by ROWS_ALL, which is bounded by memory, and INT64_MAX by ROWS_TOP for all */
Rows *rows_new(const PlanSelect *plan, RowsRule rule, int64_t keep_max); /* (owned) */
void rows_free(Rows *rows);                                              /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)

/* @outputs: (borrowed) a value per output of the plan; copied if the rule keeps the row */
void rows_add(Rows *rows, const Value *outputs);
/* Add all rows of @from, of the same plan, which is empty afterwards. */
void rows_absorb(Rows *rows, Rows *from);
/* Forget all rows but what the rule has learned: how many came, and what is below the top. */
void rows_clear(Rows *rows);
/* Exactly what the rule keeps, in the plan's order if it has one, else as they came. */
void rows_settle(Rows *rows);

size_t rows_len(const Rows *rows);
int64_t rows_seen(const Rows *rows); /* rows that ever came, kept or not */
size_t rows_bytes(const Rows *rows);
uint64_t rows_id(const Rows *rows, size_t i); /* 1, 2, ...: the order in which they came */
/* The values of row @i, borrowed from the buffer until the next change. */
void rows_values(const Rows *rows, size_t i, Value *ret_outputs);
