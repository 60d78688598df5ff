#pragma once
/*
 * The way of a row through a query, while it is being bound: where rows come from, and the steps
 * that they go through, in order. Steps live in the plan's arena.
 *
 * Thread: one at a time.
 */
#include "plan/plan.h"

typedef struct Binder Binder;

typedef struct Route {
    GArray *branches;        /* PlanBranch; none: one row without columns */
    const PlanSelect *input; /* instead of branches, or NULL */
    const PlanRank *rank;
    GArray *steps; /* PlanStep */
    int slots_len;
    const PlanWindow *window;
    guint base; /* conditions are not put before this step */
} Route;

void route_init(Route *route, int slots_len);
void route_done(Route *route);

/* The next free slots, @len of them; -1 with FAIL_LIMIT. */
int route_take_slots(Binder *binder, int len, int position);
bool route_add_step(Binder *binder, const PlanStep *step, int position);
/* Rows for which @condition is not true end as early as its columns are known. */
bool route_add_filter(Binder *binder, const Expr *condition, int position);
/* FAIL_QUERY: rows come from two places */
bool route_fail_join(Binder *binder, int position);
bool route_set_source(Binder *binder, const PlanSource *source, int position);
/* The value of @expr in a slot, as an expression that is cheap to use again and again. */
const Expr *route_compute(Binder *binder, const Expr *expr, int position);
/* The rows of @select, which is nothing but a way (route_is_open()), become this route's. */
bool route_adopt(Binder *binder, const PlanSelect *select, int position);
/* What is behind the way of a query: no groups, order that cuts, or limit. */
bool route_is_open(const PlanSelect *select);
/* Put the way into a plan. */
void route_close(Binder *binder, PlanSelect *select);
