#include "plan/rank.h"

#include "expr/build.h"

/* The number's slot before it is known. */
enum { RANK_SLOT = BIND_AGGREGATE_SLOT + PLAN_AGGREGATES_MAX };

bool rank_is_call(const SqlExpr *sql)
{
    return sql != NULL && sql->kind == SQL_CALL && sql->over != NULL;
}

const Expr *rank_take_call(Binder *binder, const SqlExpr *sql)
{
    if (strcmp(sql->name, "row_number") != 0) {
        fail_at(binder->error, FAIL_QUERY, sql->position,
                "the window function %s is not supported yet", sql->name);
        fail_hint(binder->error,
                  "row_number() OVER (PARTITION BY window_start ORDER BY n DESC) is");
        return NULL;
    }
    if (sql->items_len > 0 || sql->is_star)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "row_number() takes no arguments");
    if (binder->over != NULL)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "a second row_number() in a query is not supported yet");
    binder->over = sql->over;
    return expr_new_slot(binder->arena, RANK_SLOT, TYPE_INT8);
}

static const Expr *slot_of_output(Binder *binder, const PlanSelect *select, size_t output)
{
    return expr_new_slot(binder->arena, (int)output, expr_type(select->outputs[output].expr));
}

static PlanRank *new_rank(Binder *binder, const PlanSelect *select)
{
    const SqlOver *over = binder->over;
    const Expr **partitions = bind_alloc(binder, over->partitions_len * sizeof(Expr *));
    const Expr **exprs = bind_alloc(binder, over->orders_len * sizeof(Expr *));
    PlanOrder *orders = bind_alloc(binder, over->orders_len * sizeof(PlanOrder));
    PlanRank *rank = bind_alloc(binder, sizeof(PlanRank));

    for (size_t i = 0; i < over->partitions_len; i++)
        partitions[i] = slot_of_output(binder, select, binder->rank.partitions[i]);
    for (size_t i = 0; i < over->orders_len; i++) {
        orders[i] = binder->rank.orders[i];
        exprs[i] = slot_of_output(binder, select, orders[i].output);
        orders[i].output = i;
    }
    *rank = (PlanRank){.partitions = partitions,
                       .partitions_len = over->partitions_len,
                       .order_exprs = exprs,
                       .orders = orders,
                       .orders_len = over->orders_len,
                       .slot = (int)select->outputs_len,
                       .max = INT64_MAX};
    return rank;
}

PlanSelect *rank_bind(Binder *binder, PlanSelect *select)
{
    PlanSelect *numbered = bind_alloc(binder, sizeof(PlanSelect));
    PlanOutput *inner = bind_alloc(binder, select->outputs_len * sizeof(PlanOutput));
    PlanOutput *outer = bind_alloc(binder, select->outputs_len * sizeof(PlanOutput));
    PlanRank *rank = new_rank(binder, select);

    for (size_t i = 0; i < select->outputs_len; i++) {
        bool is_number = expr_slot(select->outputs[i].expr) == RANK_SLOT;
        Value nothing = VALUE_NULL;

        inner[i] = outer[i] = select->outputs[i];
        outer[i].expr = is_number ? expr_new_slot(binder->arena, rank->slot, TYPE_INT8)
                                  : slot_of_output(binder, select, i);
        if (is_number)
            inner[i].expr = expr_new_constant(binder->arena, TYPE_INT8, &nothing);
    }
    *numbered = (PlanSelect){.input = select,
                             .rank = rank,
                             .slots_len = rank->slot + 1,
                             .window_key = -1,
                             .window_end_key = -1,
                             .outputs = outer,
                             .outputs_len = select->outputs_len,
                             .orders = select->orders,
                             .orders_len = select->orders_len,
                             .limit = select->limit,
                             .offset = select->offset};
    select->outputs = inner;
    select->orders_len = 0;
    select->limit = -1;
    select->offset = 0;
    return numbered;
}
