#include "plan/rank.h"

#include "expr/build.h"

/* The number's slot before it is known. */
enum { RANK_SLOT = BIND_AGGREGATE_SLOT + PLAN_AGGREGATES_MAX };

bool rank_is_call(const SqlExpr *sql)
{
    return sql != NULL && sql->kind == SQL_CALL && sql->over != NULL;
}

/* PostgreSQL's sentences. */
static bool check_clauses(Binder *binder, const SqlExpr *sql)
{
    const char *sentence = sql->is_distinct ? "DISTINCT is not implemented for window functions"
                           : sql->orders_len > 0
                               ? "aggregate ORDER BY is not implemented for window functions"
                           : sql->filter != NULL && !aggregate_exists(sql->name)
                               ? "FILTER is not implemented for non-aggregate window functions"
                               : NULL;

    return sentence == NULL || fail_at(binder->error, FAIL_QUERY, sql->position, "%s", sentence);
}

const Expr *rank_take_call(Binder *binder, const SqlExpr *sql)
{
    if (!check_clauses(binder, sql))
        return NULL;
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

/* Each row of a query without groups as a group of its own: by where its record comes from, the
 * number among the record's rows, and what it shows. @rows_max: more are not wanted */
static bool keep_rows(Binder *binder, PlanSelect *select, int64_t rows_max, int position)
{
    static const struct {
        int slot;
        Type type;
    } place[] = {
        {COLUMN_TOPIC,     TYPE_TEXT},
        {COLUMN_PARTITION, TYPE_INT4},
        {COLUMN_OFFSET,    TYPE_INT8},
    };
    PlanStep *steps = bind_alloc(binder, (select->steps_len + 1) * sizeof(PlanStep));
    PlanOutput *outputs = bind_alloc(binder, select->outputs_len * sizeof(PlanOutput));
    const Expr **keys = bind_alloc(binder, PLAN_KEYS_MAX * sizeof(Expr *));
    size_t len = 0;

    if (select->is_grouped || select->input != NULL)
        return true;
    if (select->outputs_len + G_N_ELEMENTS(place) + 1 > PLAN_KEYS_MAX ||
        select->slots_len >= PLAN_SLOTS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, position,
                       "rows that are numbered or cut have at most %zu columns",
                       PLAN_KEYS_MAX - G_N_ELEMENTS(place) - 1);
    for (size_t i = 0; i < select->outputs_len; i++) {
        outputs[i] = select->outputs[i];
        keys[len] = outputs[i].expr;
        outputs[i].expr = expr_new_slot(binder->arena, (int)len++, expr_type(outputs[i].expr));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(place); i++) {
        keys[len++] = expr_new_slot(binder->arena, place[i].slot, place[i].type);
    }
    memcpy(steps, select->steps, select->steps_len * sizeof(PlanStep));
    steps[select->steps_len] = (PlanStep){.kind = PLAN_STEP_NUMBER, .slot = select->slots_len};
    keys[len++] = expr_new_slot(binder->arena, select->slots_len, TYPE_INT8);
    select->steps = steps;
    select->steps_len++;
    select->slots_len++;
    select->outputs = outputs;
    select->is_grouped = true;
    select->rows_max = rows_max;
    select->keys = keys;
    select->keys_len = len;
    return true;
}

/* Partitions and orders are outputs of @select. */
static PlanRank *new_rank(Binder *binder, const PlanSelect *select, const size_t *partitions,
                          size_t partitions_len, const PlanOrder *orders, size_t orders_len)
{
    const Expr **partition_exprs = bind_alloc(binder, partitions_len * sizeof(Expr *));
    const Expr **order_exprs = bind_alloc(binder, orders_len * sizeof(Expr *));
    PlanOrder *own_orders = bind_alloc(binder, orders_len * sizeof(PlanOrder));
    PlanRank *rank = bind_alloc(binder, sizeof(PlanRank));

    for (size_t i = 0; i < partitions_len; i++)
        partition_exprs[i] = slot_of_output(binder, select, partitions[i]);
    for (size_t i = 0; i < orders_len; i++) {
        own_orders[i] = orders[i];
        own_orders[i].output = i;
        order_exprs[i] = slot_of_output(binder, select, orders[i].output);
    }
    *rank = (PlanRank){.partitions = partition_exprs,
                       .partitions_len = partitions_len,
                       .order_exprs = order_exprs,
                       .orders = own_orders,
                       .orders_len = orders_len,
                       .slot = (int)select->outputs_len,
                       .max = INT64_MAX};
    return rank;
}

/* The rows of @select with their numbers: its outputs are shown as they are. */
static PlanSelect *new_numbered(Binder *binder, PlanSelect *select, PlanRank *rank)
{
    PlanSelect *numbered = bind_alloc(binder, sizeof(PlanSelect));
    PlanOutput *outputs = bind_alloc(binder, select->outputs_len * sizeof(PlanOutput));

    for (size_t i = 0; i < select->outputs_len; i++) {
        outputs[i] = select->outputs[i];
        outputs[i].expr = slot_of_output(binder, select, i);
    }
    *numbered = (PlanSelect){.input = select,
                             .rank = rank,
                             .slots_len = rank->slot + 1,
                             .window_key = -1,
                             .window_end_key = -1,
                             .outputs = outputs,
                             .outputs_len = select->outputs_len,
                             .limit = -1};
    return numbered;
}

PlanSelect *rank_bind(Binder *binder, PlanSelect *select)
{
    const SqlOver *over = binder->over;
    PlanOutput *inner = bind_alloc(binder, select->outputs_len * sizeof(PlanOutput));
    PlanSelect *numbered;
    PlanOutput *outer;
    PlanRank *rank;

    memcpy(inner, select->outputs, select->outputs_len * sizeof(PlanOutput));
    for (size_t i = 0; i < select->outputs_len; i++) {
        Value nothing = VALUE_NULL;

        if (expr_slot(inner[i].expr) == RANK_SLOT)
            inner[i].expr = expr_new_constant(binder->arena, TYPE_INT8, &nothing);
    }
    rank = new_rank(binder, select, binder->rank.partitions, over->partitions_len,
                    binder->rank.orders, over->orders_len);
    numbered = new_numbered(binder, select, rank);
    outer = (PlanOutput *)(gpointer)numbered->outputs;
    for (size_t i = 0; i < select->outputs_len; i++) {
        if (expr_slot(select->outputs[i].expr) == RANK_SLOT)
            outer[i].expr = expr_new_slot(binder->arena, rank->slot, TYPE_INT8);
    }
    numbered->orders = select->orders;
    numbered->orders_len = select->orders_len;
    numbered->limit = select->limit;
    numbered->offset = select->offset;
    select->outputs = inner;
    select->orders_len = 0;
    select->limit = -1;
    select->offset = 0;
    return keep_rows(binder, select, INT64_MAX, over->position) ? numbered : NULL;
}

static const Expr *number_is(Binder *binder, const PlanRank *rank, const char *operator,
                             int64_t than)
{
    Value value = value_of_integer(than);

    return expr_new_operator(
        binder->arena, operator, expr_new_slot(binder->arena, rank->slot, TYPE_INT8),
        expr_new_constant(binder->arena, TYPE_INT8, &value), -1, binder->error);
}

PlanSelect *rank_cut(Binder *binder, PlanSelect *select, int position)
{
    PlanRank *rank = new_rank(binder, select, NULL, 0, select->orders, select->orders_len);
    PlanSelect *numbered = new_numbered(binder, select, rank);
    PlanStep *steps = bind_alloc(binder, 2 * sizeof(PlanStep));
    int64_t rows_max;

    if (select->offset > 0)
        steps[numbered->steps_len++] = (PlanStep){
            .kind = PLAN_STEP_FILTER, .expr = number_is(binder, rank, ">", select->offset)};
    if (select->limit >= 0) {
        rank->max =
            select->limit > INT64_MAX - select->offset ? INT64_MAX : select->limit + select->offset;
        steps[numbered->steps_len++] =
            (PlanStep){.kind = PLAN_STEP_FILTER, .expr = number_is(binder, rank, "<=", rank->max)};
    }
    numbered->steps = steps;
    rows_max = select->orders_len == 0 ? MAX(rank->max, 1) : INT64_MAX;
    select->orders_len = 0;
    select->limit = -1;
    select->offset = 0;
    return keep_rows(binder, select, rows_max, position) ? numbered : NULL;
}
