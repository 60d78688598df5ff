#pragma once
/*
 * A query over the results of another: rows come, change and go, each known by an id, and so do the
 * rows that this one makes of them.
 *
 * Thread: main.
 */
#include "engine/meter.h"
#include "engine/top.h"

typedef struct Stage Stage;

typedef struct StageOptions {
    const PlanSelect *plan; /* borrowed: one with `input` */
    int64_t memory_max;
    int64_t now_us;
    const Zone *zone; /* borrowed */
    Meter *meter;     /* borrowed: measures the steps; or NULL */
    /* An item of the result is about to go. */
    void (*removed)(void *user, Item *item);
    void *user;
} StageOptions;

/* @error: FAIL_QUERY of a constant argument of a table function */
Stage *stage_new(const StageOptions *options, GError **error); /* (owned) */
void stage_free(Stage *stage);                                 /* NULL is fine */

/**
 * stage_put() - a row of the input is new, or has changed
 * @id:      greater than 0
 * @inputs:  (borrowed) the values of all outputs of the input query, hidden ones too
 * @error:   FAIL_DATA of an expression or an aggregate, FAIL_LIMIT
 */
bool stage_put(Stage *stage, uint64_t id, const Value *inputs, GError **error);
void stage_drop(Stage *stage, uint64_t id); /* an unknown one is fine */
/* Work out what the changes mean for the result. */
bool stage_settle(Stage *stage, GError **error);

/* What the result is, for whoever shows it or goes on with it: a plan over the items' slots. */
const PlanSelect *stage_result(const Stage *stage);
const PlanSelect *stage_plan(const Stage *stage); /* as it was given, over rows */
size_t stage_slots_len(const Stage *stage);
TopItems stage_items(Stage *stage);
/* Items that are new or have changed since they were last taken. (borrowed) */
Item *const *stage_changed(const Stage *stage, size_t *ret_len);
void stage_forget_changed(Stage *stage);
size_t stage_bytes(const Stage *stage);
int64_t stage_rows(const Stage *stage); /* of its input, that it keeps */
int64_t stage_len(const Stage *stage);  /* of its result */
