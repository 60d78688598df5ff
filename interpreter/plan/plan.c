#include "plan/plan.h"

#include "plan/bind.h"
#include "plan/insert.h"
#include "plan/select.h"
#include "sql/sql.h"

/* What SHOW can show. */
static const char *const show_words[] = {"topics", "tables", NULL};

static bool check_show(Binder *binder, const SqlStatement *statement)
{
    if (g_strv_contains(show_words, statement->show))
        return true;
    fail_at(binder->error, FAIL_QUERY, statement->show_position, "SHOW %s is not supported yet",
            statement->show);
    return fail_hint(binder->error, "SHOW TOPICS lists the topics");
}

static bool bind_statement(Binder *binder, const SqlStatement *statement, Plan *plan)
{
    switch (statement->kind) {
    case SQL_SELECT:
        plan->kind = PLAN_SELECT;
        return select_bind(binder, &statement->select, &plan->select);
    case SQL_INSERT:
        plan->kind = PLAN_INSERT;
        return insert_bind(binder, &statement->insert, &plan->insert);
    case SQL_SHOW:
        plan->kind = PLAN_SHOW_TOPICS;
        return check_show(binder, statement);
    }
    g_assert_not_reached(); /* no SqlKind is left */
}

const Plan *plan_new(const PlanInput *input, Arena *arena, GError **error)
{
    g_autoptr(Arena) tree = arena_new(SQL_TREE_BYTES_MAX);
    g_autoptr(GError) failure = NULL;
    const SqlStatement *statement = sql_parse(span_of(input->statement), tree, &failure);
    Binder binder = {.input = input, .arena = arena, .error = &failure};
    Plan *plan;

    if (statement != NULL) {
        plan = bind_alloc(&binder, sizeof(Plan));
        binder.aggregates = bind_alloc(&binder, PLAN_AGGREGATES_MAX * sizeof(PlanAggregate));
        if (bind_statement(&binder, statement, plan))
            return plan;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}
