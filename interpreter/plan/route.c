#include "plan/route.h"

#include "expr/build.h"
#include "plan/bind.h"

void route_init(Route *route, int slots_len)
{
    *route = (Route){.branches = g_array_new(FALSE, FALSE, sizeof(PlanBranch)),
                     .steps = g_array_new(FALSE, FALSE, sizeof(PlanStep)),
                     .slots_len = slots_len};
}

void route_done(Route *route)
{
    g_array_unref(route->branches);
    g_array_unref(route->steps);
}

int route_take_slots(Binder *binder, int len, int position)
{
    Route *route = &binder->route;

    if (route->slots_len + len > PLAN_SLOTS_MAX) {
        fail_at(binder->error, FAIL_LIMIT, position, "a query computes at most %d columns",
                PLAN_SLOTS_MAX);
        return -1;
    }
    route->slots_len += len;
    return route->slots_len - len;
}

bool route_add_step(Binder *binder, const PlanStep *step, int position)
{
    if (binder->route.steps->len == PLAN_STEPS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, position, "a query has at most %d steps",
                       PLAN_STEPS_MAX);
    g_array_append_val(binder->route.steps, *step);
    return true;
}

/* Sessions are of all rows, and time goes on by all rows, also by those that WHERE leaves out. */
static bool is_barrier(const PlanStep *step)
{
    return step->kind == PLAN_STEP_WINDOW && (step->window->spec.kind == WINDOW_SESSION ||
                                              step->window->time_slot != COLUMN_TIMESTAMP);
}

bool route_add_filter(Binder *binder, const Expr *condition, int position)
{
    GArray *steps = binder->route.steps;
    PlanStep filter = {.kind = PLAN_STEP_FILTER, .expr = condition};
    SlotSet used = {{0}};
    guint at = steps->len;

    expr_slots_used(condition, &used);
    for (; at > binder->route.base; at--) {
        const PlanStep *before = &g_array_index(steps, PlanStep, at - 1);

        if (plan_step_sets(before, &used) || is_barrier(before))
            break;
    }
    /* Conditions that stand in one place are looked at as they were written. */
    while (at < steps->len && g_array_index(steps, PlanStep, at).kind == PLAN_STEP_FILTER)
        at++;
    if (!route_add_step(binder, &filter, position))
        return false;
    g_array_remove_index(steps, steps->len - 1);
    g_array_insert_val(steps, at, filter);
    return true;
}

bool route_fail_join(Binder *binder, int position)
{
    fail_at(binder->error, FAIL_QUERY, position,
            "a second topic in FROM (a join) is not supported yet");
    return fail_hint(binder->error,
                     "UNION ALL puts rows of two topics together: SELECT key, value FROM lines "
                     "UNION ALL SELECT key, value FROM clicks");
}

bool route_set_source(Binder *binder, const PlanSource *source, int position)
{
    PlanBranch branch = {.source = source};

    if (binder->route.input != NULL || binder->route.branches->len > 0)
        return route_fail_join(binder, position);
    g_array_append_val(binder->route.branches, branch);
    return true;
}

const Expr *route_compute(Binder *binder, const Expr *expr, int position)
{
    PlanStep step = {.kind = PLAN_STEP_COMPUTE, .expr = expr};

    if (expr_slot(expr) >= 0 || expr_is_constant(expr))
        return expr;
    step.slot = route_take_slots(binder, 1, position);
    if (step.slot < 0 || !route_add_step(binder, &step, position))
        return NULL;
    return expr_new_slot(binder->arena, step.slot, expr_type(expr));
}

bool route_is_open(const PlanSelect *select)
{
    return !select->is_grouped && select->limit < 0 && select->offset == 0;
}

bool route_adopt(Binder *binder, const PlanSelect *select, int position)
{
    Route *route = &binder->route;
    bool has_rows = route->input != NULL || route->branches->len > 0;
    bool reads = select->input != NULL || select->branches_len != 1 ||
                 select->branches[0].source != NULL || select->branches[0].steps_len > 0;

    if (has_rows && reads)
        return route_fail_join(binder, position);
    if (reads) {
        g_array_append_vals(route->branches, select->branches, (guint)select->branches_len);
        route->input = select->input;
        route->rank = select->rank;
    }
    for (size_t i = 0; i < select->steps_len; i++) {
        if (!route_add_step(binder, &select->steps[i], position))
            return false;
    }
    route->slots_len = MAX(route->slots_len, select->slots_len);
    if (select->window != NULL)
        route->window = select->window;
    route->base = route->steps->len;
    return true;
}

void route_close(Binder *binder, PlanSelect *select)
{
    PlanBranch nothing = {.source = NULL};
    Route *route = &binder->route;

    if (route->input == NULL && route->branches->len == 0)
        g_array_append_val(route->branches, nothing);
    select->branches = bind_copy_array(binder, route->branches, sizeof(PlanBranch));
    select->branches_len = route->branches->len;
    select->steps = bind_copy_array(binder, route->steps, sizeof(PlanStep));
    select->steps_len = route->steps->len;
    select->slots_len = route->slots_len;
    select->window = route->window;
    select->input = route->input;
    select->rank = route->rank;
}
