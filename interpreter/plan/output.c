#include "plan/output.h"

#include "expr/build.h"
#include "plan/fields.h"
#include "plan/rank.h"

/* ---- names and stars ---- */

/* PostgreSQL's name of an expression without AS; @ret_is_strong: it comes from a name in it. */
static const char *figure_name(const SqlExpr *sql, bool *ret_is_strong)
{
    const char *name;

    *ret_is_strong = true;
    switch (sql->kind) {
    case SQL_COLUMN:
        return sql->names[sql->names_len - 1];
    case SQL_CALL:
        return sql->name;
    case SQL_GROUPING:
        return "grouping";
    case SQL_COALESCE:
        return "coalesce";
    case SQL_NULLIF:
        return "nullif";
    case SQL_ARRAY:
        return "array";
    case SQL_SUBSCRIPT:
    case SQL_SLICE:
        return figure_name(sql->items[0], ret_is_strong);
    case SQL_CAST:
        name = figure_name(sql->items[0], ret_is_strong);
        if (*ret_is_strong)
            return name;
        return sql->name;
    case SQL_CASE:
        name = sql->otherwise == NULL ? NULL : figure_name(sql->otherwise, ret_is_strong);
        if (name != NULL && *ret_is_strong)
            return name;
        *ret_is_strong = false;
        return "case";
    default:
        *ret_is_strong = false;
        return "?column?";
    }
}

const char *output_name(const SqlTarget *target)
{
    bool is_strong;

    return target->name != NULL ? target->name : figure_name(target->expr, &is_strong);
}

static bool add_target(Binder *binder, GArray *targets, const Target *target)
{
    if (targets->len == PLAN_OUTPUTS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, target->position,
                       "a query has at most %d columns", PLAN_OUTPUTS_MAX) ||
               fail_hint(binder->error,
                         "name those that are wanted, or value for the whole record");
    g_array_append_val(targets, *target);
    return true;
}

/* `*` or `x.*` */
static bool add_star(Binder *binder, GArray *targets, const SqlExpr *sql)
{
    const Scope *scope = &binder->scope;
    size_t relation = 0;
    bool any;

    if (!fields_find(binder, &any))
        return false;
    if (sql->names_len > 0 && !scope_find_relation(scope, sql, &relation, binder->error))
        return false;
    if (scope->columns->len == 0)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "SELECT * with no tables specified is not valid");
    for (size_t i = 0; i < scope->columns->len; i++) {
        const ScopeColumn *column = scope_column(scope, i);
        Target target = {column->name, NULL, column, sql->position};

        if (sql->names_len > 0 && column->relation != relation)
            continue;
        if (!add_target(binder, targets, &target))
            return false;
    }
    return true;
}

bool output_targets(Binder *binder, const SqlSelect *sql, const Target **ret_targets,
                    size_t *ret_len)
{
    g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(Target));
    Target *copy;

    if (sql->targets_len == 0)
        return fail(binder->error, FAIL_QUERY, "SELECT lists no columns");
    for (size_t i = 0; i < sql->targets_len; i++) {
        const SqlTarget *written = &sql->targets[i];
        Target target = {NULL, written->expr, NULL, written->position};

        if (written->expr->kind == SQL_COLUMN && written->expr->is_star) {
            if (!add_star(binder, targets, written->expr))
                return false;
            continue;
        }
        target.name = output_name(written);
        if (!add_target(binder, targets, &target))
            return false;
    }
    copy = bind_alloc(binder, targets->len * sizeof(Target));
    memcpy(copy, targets->data, targets->len * sizeof(Target));
    *ret_targets = copy;
    *ret_len = targets->len;
    return true;
}

/* ---- outputs ---- */

typedef struct Outputs {
    PlanOutput *at; /* room for PLAN_OUTPUTS_MAX */
    size_t len;
} Outputs;

static bool fail_numbered_distinct(Binder *binder, int position)
{
    fail_at(binder->error, FAIL_QUERY, position, "row_number() with DISTINCT is not supported yet");
    return fail_hint(binder->error, "number the rows of a query: SELECT *, row_number() OVER (...) "
                                    "FROM (SELECT DISTINCT ...) AS rows");
}

static bool bind_outputs(Binder *binder, const SqlSelect *sql, const Target *targets,
                         size_t targets_len, Group *group, Outputs *outputs)
{
    const Expr **rows = bind_alloc(binder, targets_len * sizeof(Expr *));

    for (size_t i = 0; i < targets_len; i++) {
        if (sql->is_distinct && rank_is_call(targets[i].sql))
            return fail_numbered_distinct(binder, targets[i].position);
        rows[i] = rank_is_call(targets[i].sql) ? rank_take_call(binder, targets[i].sql)
                                               : group_bind_target(binder, &targets[i], NULL);
        if (rows[i] == NULL)
            return false;
        if (sql->is_distinct && !group_add_key(binder, group, rows[i], targets[i].position))
            return false;
    }
    for (size_t i = 0; i < targets_len; i++) {
        PlanOutput *output = &outputs->at[outputs->len++];

        output->expr =
            rank_is_call(targets[i].sql)
                ? rows[i]
                : group_over(binder, group, rows[i], targets[i].sql, targets[i].position);
        if (output->expr == NULL)
            return false;
        output->name = bind_copy(binder, targets[i].name);
        output->is_visible = true;
    }
    return true;
}

/* ---- ORDER BY ---- */

/* An expression of ORDER BY as an output, a hidden one if it is none of those. */
static bool find_output(Binder *binder, const SqlSelect *sql, const SqlExpr *by, const Group *group,
                        Outputs *outputs, size_t *ret_index)
{
    const Expr *expr = bind_value(binder, by, NULL);

    if (expr == NULL)
        return false;
    expr = group_over(binder, group, expr, by, by->position);
    if (expr == NULL) {
        /* With DISTINCT the keys are the outputs, and PostgreSQL has a clearer sentence for it. */
        if (sql->is_distinct && binder->error != NULL) {
            g_clear_error(binder->error);
            fail_at(binder->error, FAIL_QUERY, by->position,
                    "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
        }
        return false;
    }
    for (size_t i = 0; i < outputs->len; i++) {
        if (expr_equals(outputs->at[i].expr, expr)) {
            *ret_index = i;
            return true;
        }
    }
    if (outputs->len == PLAN_OUTPUTS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, by->position,
                       "SELECT and ORDER BY together have at most %d columns", PLAN_OUTPUTS_MAX);
    outputs->at[outputs->len] = (PlanOutput){bind_copy(binder, "order"), expr, false};
    *ret_index = outputs->len++;
    return true;
}

static bool order_nulls_first(const SqlOrder *order)
{
    return order->nulls == SQL_NULLS_DEFAULT ? order->is_descending
                                             : order->nulls == SQL_NULLS_FIRST;
}

/* PostgreSQL's order: a name of the output, a position, an expression. */
static bool bind_order(Binder *binder, const SqlSelect *sql, const SqlOrder *order,
                       const Target *targets, size_t targets_len, const Group *group,
                       Outputs *outputs, PlanOrder *ret_order)
{
    int index;

    if (!group_find_target(binder, targets, targets_len, order->expr, "ORDER BY", &index))
        return false;
    if (index < 0 && !group_position(binder, targets_len, order->expr, "ORDER BY", &index))
        return false;
    ret_order->output = (size_t)index;
    if (index < 0 && !find_output(binder, sql, order->expr, group, outputs, &ret_order->output))
        return false;
    ret_order->is_descending = order->is_descending;
    ret_order->nulls_first = order_nulls_first(order);
    return true;
}

/* What OVER names, as outputs: hidden ones where they are not shown anyway. */
static bool bind_over(Binder *binder, const SqlSelect *sql, const Group *group, Outputs *outputs)
{
    const SqlOver *over = binder->over;
    PlanOrder *orders;

    if (over == NULL)
        return true;
    binder->rank.partitions = bind_alloc(binder, over->partitions_len * sizeof(size_t));
    binder->rank.orders = orders = bind_alloc(binder, over->orders_len * sizeof(PlanOrder));
    for (size_t i = 0; i < over->partitions_len; i++) {
        if (!find_output(binder, sql, over->partitions[i], group, outputs,
                         &binder->rank.partitions[i]))
            return false;
    }
    for (size_t i = 0; i < over->orders_len; i++) {
        const SqlOrder *order = &over->orders[i];

        if (!find_output(binder, sql, order->expr, group, outputs, &orders[i].output))
            return false;
        orders[i].is_descending = order->is_descending;
        orders[i].nulls_first = order_nulls_first(order);
    }
    return true;
}

bool output_bind(Binder *binder, const SqlSelect *sql, const Target *targets, size_t targets_len,
                 Group *group, PlanSelect *select)
{
    Outputs outputs = {bind_alloc(binder, PLAN_OUTPUTS_MAX * sizeof(PlanOutput)), 0};
    PlanOrder *orders = bind_alloc(binder, sql->orders_len * sizeof(PlanOrder));

    if (!bind_outputs(binder, sql, targets, targets_len, group, &outputs) ||
        !bind_over(binder, sql, group, &outputs))
        return false;
    for (size_t i = 0; i < sql->orders_len; i++) {
        if (!bind_order(binder, sql, &sql->orders[i], targets, targets_len, group, &outputs,
                        &orders[i]))
            return false;
    }
    select->outputs = outputs.at;
    select->outputs_len = outputs.len;
    select->orders = orders;
    select->orders_len = sql->orders_len;
    return true;
}
