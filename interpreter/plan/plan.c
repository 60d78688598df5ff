#include "plan/plan.h"

#include "plan/advice.h"
#include "plan/bind.h"
#include "plan/copy.h"
#include "plan/explain.h"
#include "plan/finish.h"
#include "plan/insert.h"
#include "plan/query.h"
#include "plan/table.h"
#include "plan/view.h"
#include "sql/sql.h"

static bool bind_query(Binder *binder, const SqlSelect *sql, Plan *plan)
{
    PlanSelect *select = query_bind(binder, sql);

    if (select == NULL || !query_finish(binder, sql, select))
        return false;
    finish_plan(binder, select);
    plan->select = *select;
    return true;
}

static bool bind_explain(Binder *binder, const SqlStatement *statement, Plan *plan)
{
    if (!bind_query(binder, &statement->select, plan))
        return false;
    if (statement->is_analyze)
        plan->analysis = explain_analysis(binder, &plan->select);
    else
        plan->select = *explain_bind(binder, &plan->select);
    return true;
}

static bool bind_statement(Binder *binder, const SqlStatement *statement, Plan *plan)
{
    switch (statement->kind) {
    case SQL_SELECT:
        plan->kind = PLAN_SELECT;
        return bind_query(binder, &statement->select, plan);
    case SQL_EXPLAIN:
        plan->kind = PLAN_SELECT;
        return bind_explain(binder, statement, plan);
    case SQL_CREATE_VIEW:
        plan->kind = PLAN_VIEW;
        return view_create(binder, statement, &plan->view);
    case SQL_DROP_VIEW:
        plan->kind = PLAN_VIEW;
        return view_drop(binder, &statement->view, &plan->view);
    case SQL_CREATE_TABLE:
        plan->kind = PLAN_TABLE;
        return table_create(binder, &statement->table, &plan->table);
    case SQL_DROP_TABLE:
        plan->kind = PLAN_TABLE;
        return table_drop(binder, &statement->table, &plan->table);
    case SQL_COPY:
        plan->kind = PLAN_COPY;
        return copy_bind(binder, &statement->copy, &plan->copy);
    case SQL_INSERT:
        plan->kind = PLAN_INSERT;
        return insert_bind(binder, &statement->insert, &plan->insert);
    }
    g_assert_not_reached(); /* no SqlKind is left */
}

const Plan *plan_new(const PlanInput *input, Arena *arena, GError **error)
{
    g_autoptr(Arena) tree = arena_new(SQL_TREE_BYTES_MAX);
    g_autoptr(GError) failure = NULL;
    const SqlStatement *statement = sql_parse(span_of(input->statement), tree, &failure);
    Binder binder;
    Plan *plan = NULL;
    bool is_bound = false;

    if (statement != NULL) {
        bind_begin(&binder, NULL, input, arena, &failure);
        view_begin(&binder, tree);
        table_begin(&binder);
        plan = bind_alloc(&binder, sizeof(Plan));
        is_bound = bind_statement(&binder, statement, plan);
        bind_end(&binder);
    }
    if (is_bound)
        return plan;
    advice_add(&failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

void plan_aggregate_slots(const PlanAggregate *aggregate, SlotSet *set)
{
    for (size_t i = 0; i < aggregate->call.inputs_len; i++)
        expr_slots_used(aggregate->inputs[i], set);
    if (aggregate->filter != NULL)
        expr_slots_used(aggregate->filter, set);
}

void plan_step_slots(const PlanStep *step, SlotSet *set)
{
    if (step->expr != NULL)
        expr_slots_used(step->expr, set);
    if (step->kind == PLAN_STEP_WINDOW) {
        expr_slots_used(step->window->time, set);
        if (step->window->by != NULL)
            expr_slots_used(step->window->by, set);
    }
    for (size_t i = 0; step->kind == PLAN_STEP_EXPAND && i < step->expand->arguments_len; i++)
        expr_slots_used(step->expand->arguments[i], set);
}

bool plan_has_topic(const PlanSelect *select)
{
    const PlanSelect *leaf = plan_leaf(select);

    for (size_t i = 0; i < leaf->branches_len; i++) {
        if (leaf->branches[i].source != NULL)
            return true;
    }
    return false;
}

char *plan_topics(const PlanSelect *select)
{
    const PlanSelect *leaf = plan_leaf(select);
    const char *first = NULL;
    size_t more = 0;

    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanSource *source = leaf->branches[i].source;

        if (source != NULL && first == NULL)
            first = source->topic;
        else if (source != NULL && strcmp(source->topic, first) != 0)
            more++;
    }
    if (more > 0)
        return g_strdup_printf("%s and %zu more", first, more);
    return g_strdup(first == NULL ? "no topic" : first);
}

bool plan_step_sets(const PlanStep *step, const SlotSet *used)
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
