#pragma once
/*
 * Where reading begins and ends: `since` and `until`, as options of topic() or as settings.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

typedef struct Bound {
    PlanBound plan;
    int64_t time_us; /* of PLAN_BOUND_TIME, exactly: rows are filtered by it too */
} Bound;

/* The option `name => sql`; @name is "since" or "until". */
bool bound_of_option(Binder *binder, const char *name, const SqlExpr *sql, Bound *ret_bound);
/* The setting of that name; PLAN_BOUND_NONE if it is not set. FAIL_CONFIG if it is wrong. */
bool bound_of_setting(Binder *binder, const char *name, Bound *ret_bound);
