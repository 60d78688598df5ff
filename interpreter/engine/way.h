#pragma once
/*
 * The way of a row through the steps of a plan: conditions, computed columns, table functions,
 * windows. What comes out at its end, no row, one or many, goes to a function.
 *
 * Thread: that of its owner.
 */
#include "engine/meter.h"
#include "plan/plan.h"

typedef struct Way Way;

typedef struct WayOptions {
    const PlanBranch *branch; /* borrowed: its steps come first; or NULL */
    const PlanSelect *plan;   /* borrowed */
    const PlanWindow *window; /* borrowed: whose span rows are told with; or NULL */
    bool by_slice;            /* of that window rows go on once, with their slice for a span */
    Value *slots;             /* borrowed: of the row; steps set theirs */
    ExprContext *context;     /* borrowed */
    /* A row at the end of the way; its values are in the slots. */
    bool (*row)(void *user, const WindowSpan *span, GError **error);
    /* The same for some rows at once that differ in one slot only; or NULL. */
    bool (*values)(void *user, const WindowSpan *span, int slot, const Value *values, size_t len,
                   GError **error);
    /* A row has that time in the plan's window; or NULL. */
    void (*time)(void *user, int64_t time_us);
    /* A row, which may yet be left out, keeps a session going; @slice is that of its time. NULL
     * where no window is a session. */
    bool (*session)(void *user, const WindowSpan *slice, int64_t time_us, GError **error);
    /* A row has failed with *error. True: it is left out, and *error is cleared. */
    bool (*skip)(void *user, GError **error);
    /* Whether further rows of a table function are of no use, asked now and then; or NULL. */
    bool (*enough)(void *user);
    void *user;
    Meter *meter;  /* borrowed: measures the steps; or NULL */
    PlanPart sink; /* of the plan, to which rows go at the end of the way */
} WayOptions;

/* @error: FAIL_QUERY of a constant argument of a table function */
Way *way_new(const WayOptions *options, GError **error); /* (owned) */
void way_free(Way *way);                                 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Way, way_free)

/* Rows of another record follow. */
void way_begin(Way *way);
/* The row in the slots. @error: of a step, or of the functions */
bool way_run(Way *way, GError **error);
