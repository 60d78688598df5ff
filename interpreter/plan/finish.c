/*
 * Who reads what is found from the end to the beginning: all outputs of the statement, then what
 * they read of groups, of rows, of records; and of a query within, the outputs that this one reads.
 */
#include "plan/finish.h"

#include "expr/build.h"

static void use(const Expr *expr, SlotSet *used)
{
    if (expr != NULL)
        expr_slots_used(expr, used);
}

/* ---- working out ---- */

typedef struct Folder {
    Binder *binder;
    ExprContext context;
} Folder;

static const Expr *fold(Folder *folder, const Expr *expr)
{
    return expr == NULL ? NULL : expr_at_start(folder->binder->arena, expr, &folder->context);
}

static const Expr *const *fold_all(Folder *folder, const Expr *const *exprs, size_t len)
{
    const Expr **folded = bind_alloc(folder->binder, len * sizeof(Expr *));

    for (size_t i = 0; i < len; i++)
        folded[i] = fold(folder, exprs[i]);
    return folded;
}

static void fold_step(Folder *folder, PlanStep *step)
{
    PlanExpand *expand;
    PlanWindow *window;

    step->expr = fold(folder, step->expr);
    if (step->kind == PLAN_STEP_EXPAND) {
        expand = bind_alloc(folder->binder, sizeof(*expand));
        *expand = *step->expand;
        for (size_t i = 0; i < expand->arguments_len; i++)
            expand->arguments[i] = fold(folder, expand->arguments[i]);
        step->expand = expand;
    } else if (step->kind == PLAN_STEP_WINDOW) {
        window = (PlanWindow *)(gpointer)step->window; /* others know it by its address */
        window->time = fold(folder, window->time);
        window->by = fold(folder, window->by);
    }
}

static void fold_results(Folder *folder, PlanSelect *select)
{
    PlanAggregate *aggregates =
        bind_alloc(folder->binder, select->aggregates_len * sizeof(PlanAggregate));
    PlanOutput *outputs = bind_alloc(folder->binder, select->outputs_len * sizeof(PlanOutput));

    for (size_t i = 0; i < select->aggregates_len; i++) {
        aggregates[i] = select->aggregates[i];
        aggregates[i].filter = fold(folder, aggregates[i].filter);
        aggregates[i].inputs =
            fold_all(folder, aggregates[i].inputs, aggregates[i].call.inputs_len);
    }
    for (size_t i = 0; i < select->outputs_len; i++) {
        outputs[i] = select->outputs[i];
        outputs[i].expr = fold(folder, outputs[i].expr);
    }
    select->aggregates = aggregates;
    select->outputs = outputs;
    select->having = fold(folder, select->having);
    select->keys = fold_all(folder, select->keys, select->keys_len);
}

/* ---- leaving out ---- */

/* Outputs that nobody reads are NULL. */
static void drop_outputs(Folder *folder, PlanSelect *select, const SlotSet *wanted)
{
    PlanOutput *outputs = (PlanOutput *)(gpointer)select->outputs;
    Value nothing = VALUE_NULL;

    for (size_t i = 0; i < select->outputs_len; i++) {
        if (!slot_set_has(wanted, i))
            outputs[i].expr =
                expr_new_constant(folder->binder->arena, expr_type(outputs[i].expr), &nothing);
    }
}

/* What outputs and HAVING read: of groups, or of rows. */
static void use_outputs(const PlanSelect *select, SlotSet *used)
{
    use(select->having, used);
    for (size_t i = 0; i < select->outputs_len; i++)
        use(select->outputs[i].expr, used);
}

/* From what is read of groups to what they read of rows. */
static void use_groups(PlanSelect *select, const SlotSet *groups, SlotSet *rows)
{
    PlanAggregate *aggregates = (PlanAggregate *)(gpointer)select->aggregates;

    for (size_t i = 0; i < select->keys_len; i++)
        use(select->keys[i], rows);
    for (size_t i = 0; i < select->aggregates_len; i++) {
        aggregates[i].is_unused = !slot_set_has(groups, select->keys_len + i);
        if (!aggregates[i].is_unused)
            plan_aggregate_slots(&aggregates[i], rows);
    }
}

/* The steps that matter, folded; *used becomes what they read. */
static const PlanStep *keep_steps(Folder *folder, const PlanStep *steps, size_t len, SlotSet *used,
                                  size_t *ret_len)
{
    PlanStep *kept = bind_alloc(folder->binder, len * sizeof(PlanStep));
    size_t at = len;

    for (size_t i = len; i > 0; i--) {
        if (steps[i - 1].kind == PLAN_STEP_COMPUTE && !plan_step_sets(&steps[i - 1], used))
            continue;
        kept[--at] = steps[i - 1];
        fold_step(folder, &kept[at]);
        plan_step_slots(&kept[at], used);
    }
    *ret_len = len - at;
    return kept + at;
}

static void finish_branches(Folder *folder, PlanSelect *select, const SlotSet *used)
{
    PlanBranch *branches = (PlanBranch *)(gpointer)select->branches;

    for (size_t i = 0; i < select->branches_len; i++) {
        branches[i].record_slots = *used;
        branches[i].steps = keep_steps(folder, branches[i].steps, branches[i].steps_len,
                                       &branches[i].record_slots, &branches[i].steps_len);
    }
}

static void use_rank(const PlanRank *rank, SlotSet *used)
{
    for (size_t i = 0; i < rank->partitions_len; i++)
        use(rank->partitions[i], used);
    for (size_t i = 0; i < rank->orders_len; i++)
        use(rank->order_exprs[i], used);
}

/* Rows whose number no filter lets through need none. */
static void limit_rank(const PlanSelect *select)
{
    PlanRank *rank = (PlanRank *)(gpointer)select->rank;

    for (size_t i = 0; i < select->steps_len; i++) {
        if (select->steps[i].kind == PLAN_STEP_FILTER)
            rank->max = MIN(rank->max, expr_slot_limit(select->steps[i].expr, rank->slot));
    }
    rank->max = MAX(rank->max, 0);
}

static void finish_query(Folder *folder, PlanSelect *select, const SlotSet *wanted)
{
    SlotSet results = {{0}}, rows = {{0}};

    fold_results(folder, select);
    drop_outputs(folder, select, wanted);
    use_outputs(select, &results);
    if (select->is_grouped)
        use_groups(select, &results, &rows);
    else
        rows = results;
    select->steps = keep_steps(folder, select->steps, select->steps_len, &rows, &select->steps_len);
    if (select->input == NULL) {
        finish_branches(folder, select, &rows);
        return;
    }
    if (select->rank != NULL) {
        limit_rank(select);
        use_rank(select->rank, &rows);
    }
    finish_query(folder, (PlanSelect *)(gpointer)select->input, &rows);
}

void finish_plan(Binder *binder, PlanSelect *select)
{
    Folder folder = {
        .binder = binder,
        .context = {
                    .arena = binder->arena, .now_us = binder->input->now_us, .zone = binder->input->zone}
    };
    SlotSet all = {{0}};

    for (size_t i = 0; i < select->outputs_len; i++)
        slot_set_add(&all, i);
    finish_query(&folder, select, &all);
}
