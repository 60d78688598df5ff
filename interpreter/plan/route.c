/*
 * What nobody reads is left out at the end: steps are looked at from the last to the first, and a
 * value that is computed for no later step goes.
 */
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

/* Whether the step sets a slot that is in @used. */
static bool step_sets(const PlanStep *step, const SlotSet *used)
{
    size_t len = step->kind == PLAN_STEP_VALUES   ? step->values->columns_len
                 : step->kind == PLAN_STEP_EXPAND ? step->expand->columns_len + 1
                                                  : 1;

    if (step->kind == PLAN_STEP_WINDOW)
        return slot_set_has(used, (size_t)step->window->start_slot) ||
               slot_set_has(used, (size_t)step->window->end_slot);
    if (step->kind == PLAN_STEP_FILTER)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (slot_set_has(used, (size_t)step->slot + i))
            return true;
    }
    return false;
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
    while (at > binder->route.base) {
        const PlanStep *before = &g_array_index(steps, PlanStep, at - 1);

        if (before->kind == PLAN_STEP_FILTER || step_sets(before, &used) || is_barrier(before))
            break;
        at--;
    }
    if (!route_add_step(binder, &filter, position))
        return false;
    g_array_remove_index(steps, steps->len - 1);
    g_array_insert_val(steps, at, filter);
    return true;
}

bool route_set_source(Binder *binder, const PlanSource *source, int position)
{
    PlanBranch branch = {.source = source};

    if (binder->route.input != NULL || binder->route.branches->len > 0)
        return fail_at(binder->error, FAIL_QUERY, position,
                       "a second topic in FROM (a join) is not supported yet");
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
        return fail_at(binder->error, FAIL_QUERY, position,
                       "a second topic in FROM (a join) is not supported yet");
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

/* ---- what is needed ---- */

static void use(const Expr *expr, SlotSet *used)
{
    if (expr != NULL)
        expr_slots_used(expr, used);
}

static void use_results(const PlanSelect *select, SlotSet *used)
{
    for (size_t i = 0; i < select->keys_len; i++)
        use(select->keys[i], used);
    for (size_t i = 0; i < select->aggregates_len; i++)
        plan_aggregate_slots(&select->aggregates[i], used);
    for (size_t i = 0; i < select->outputs_len && !select->is_grouped; i++)
        use(select->outputs[i].expr, used);
}

/* (owned by the arena) The steps that matter, of which *used becomes what they read. */
static const PlanStep *keep_steps(Binder *binder, const PlanStep *steps, size_t len, SlotSet *used,
                                  size_t *ret_len)
{
    PlanStep *kept = bind_alloc(binder, len * sizeof(PlanStep));
    size_t at = len;

    for (size_t i = len; i > 0; i--) {
        if (steps[i - 1].kind == PLAN_STEP_COMPUTE && !step_sets(&steps[i - 1], used))
            continue;
        plan_step_slots(&steps[i - 1], used);
        kept[--at] = steps[i - 1];
    }
    *ret_len = len - at;
    return kept + at;
}

static void close_branches(Binder *binder, const SlotSet *used, PlanSelect *select)
{
    PlanBranch nothing = {.source = NULL};
    GArray *from = binder->route.branches;
    PlanBranch *branches;

    if (from->len == 0)
        g_array_append_val(from, nothing);
    branches = bind_alloc(binder, from->len * sizeof(PlanBranch));
    for (guint i = 0; i < from->len; i++) {
        branches[i] = g_array_index(from, PlanBranch, i);
        branches[i].record_slots = *used;
        branches[i].steps = keep_steps(binder, branches[i].steps, branches[i].steps_len,
                                       &branches[i].record_slots, &branches[i].steps_len);
    }
    select->branches = branches;
    select->branches_len = from->len;
}

void route_close(Binder *binder, PlanSelect *select)
{
    Route *route = &binder->route;
    SlotSet used = {{0}};

    use_results(select, &used);
    select->steps = keep_steps(binder, (const PlanStep *)(void *)route->steps->data,
                               route->steps->len, &used, &select->steps_len);
    select->slots_len = route->slots_len;
    select->window = route->window;
    select->input = route->input;
    select->rank = route->rank;
    if (route->input == NULL)
        close_branches(binder, &used, select);
}
