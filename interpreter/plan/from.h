#pragma once
/*
 * The FROM clause: one topic at most, perhaps in a window function, then table functions.
 *
 * Thread: one at a time.
 */
#include "plan/bound.h"

typedef struct From {
    const char *topic; /* NULL: none */
    Bound since, until;
    PlanWindow *window; /* or NULL */
    PlanExpand *expands;
    size_t expands_len;
} From;

/* Binds FROM and fills the binder's scope with its columns. */
bool from_bind(Binder *binder, const SqlSelect *sql, From *ret_from);
