#include "plan/newest.h"

#include "catalog/catalog.h"
#include "plan/output.h"

static SqlExpr *new_expr(Binder *binder, SqlExprKind kind, int position)
{
    SqlExpr *expr = bind_alloc(binder, sizeof(SqlExpr));

    expr->kind = kind;
    expr->position = position;
    return expr;
}

/* name(item) */
static SqlExpr *new_call(Binder *binder, const char *name, const SqlExpr *item)
{
    SqlExpr *call = new_expr(binder, SQL_CALL, item->position);
    const SqlExpr **items = bind_alloc(binder, sizeof(SqlExpr *));

    items[0] = item;
    call->name = name;
    call->items = items;
    call->items_len = 1;
    return call;
}

/* ---- DISTINCT ON ---- */

/* What a name or a number in ORDER BY or DISTINCT ON means, if it means a column of the result. */
static const SqlExpr *meant(const SqlSelect *sql, const SqlExpr *expr)
{
    if (expr->kind == SQL_INTEGER && expr->integer >= 1 &&
        expr->integer <= (int64_t)sql->targets_len)
        return sql->targets[expr->integer - 1].expr;
    for (size_t i = 0; expr->kind == SQL_COLUMN && expr->names_len == 1 && i < sql->targets_len;
         i++) {
        if (sql->targets[i].name != NULL && strcmp(sql->targets[i].name, expr->names[0]) == 0)
            return sql->targets[i].expr;
    }
    return expr;
}

static const SqlOrder *meant_orders(Binder *binder, const SqlSelect *sql)
{
    SqlOrder *orders = bind_alloc(binder, sql->orders_len * sizeof(SqlOrder));

    for (size_t i = 0; i < sql->orders_len; i++) {
        orders[i] = sql->orders[i];
        orders[i].expr = meant(sql, sql->orders[i].expr);
    }
    return orders;
}

/* The value in the first row of the group. */
static const SqlExpr *first_value(Binder *binder, const SqlSelect *sql, const SqlOrder *orders,
                                  const SqlExpr *expr)
{
    SqlExpr *call = new_call(binder, "first_value", expr);

    call->orders = orders;
    call->orders_len = sql->orders_len;
    return call;
}

const SqlSelect *newest_of_distinct_on(Binder *binder, const SqlSelect *sql)
{
    SqlSelect *grouped = bind_alloc(binder, sizeof(SqlSelect));
    SqlTarget *targets = bind_alloc(binder, sql->targets_len * sizeof(SqlTarget));
    SqlOrder *shown = bind_alloc(binder, sql->orders_len * sizeof(SqlOrder));
    const SqlExpr **keys = bind_alloc(binder, sql->distinct_on_len * sizeof(SqlExpr *));
    const SqlOrder *orders = meant_orders(binder, sql);

    *grouped = *sql;
    for (size_t i = 0; i < sql->targets_len; i++) {
        const SqlTarget *target = &sql->targets[i];

        if (target->expr->kind == SQL_COLUMN && target->expr->is_star) {
            fail_at(binder->error, FAIL_QUERY, target->position,
                    "* with DISTINCT ON is not supported yet");
            fail_hint(binder->error, "list the columns: SELECT DISTINCT ON (key) key, value ...");
            return NULL;
        }
        targets[i] = *target;
        targets[i].name = output_name(target);
        targets[i].expr = first_value(binder, sql, orders, target->expr);
    }
    for (size_t i = 0; i < sql->orders_len; i++) {
        shown[i] = sql->orders[i];
        shown[i].expr = first_value(binder, sql, orders, orders[i].expr);
    }
    for (size_t i = 0; i < sql->distinct_on_len; i++)
        keys[i] = meant(sql, sql->distinct_on[i]);
    grouped->distinct_on_len = 0;
    grouped->targets = targets;
    grouped->orders = shown;
    grouped->is_grouped = true;
    grouped->groups = keys;
    grouped->groups_len = sql->distinct_on_len;
    return grouped;
}

/* ---- latest() ---- */

static SqlExpr *new_column(Binder *binder, const char *name, int position)
{
    SqlExpr *column = new_expr(binder, SQL_COLUMN, position);
    const char **names = bind_alloc(binder, sizeof(char *));

    names[0] = name;
    column->names = names;
    column->names_len = 1;
    return column;
}

static const SqlExpr *not_null(Binder *binder, const SqlExpr *item)
{
    SqlExpr *test = new_expr(binder, SQL_IS_NULL, item->position);
    const SqlExpr **items = bind_alloc(binder, sizeof(SqlExpr *));

    items[0] = item;
    test->items = items;
    test->items_len = 1;
    test->is_negated = true;
    return test;
}

const SqlSelect *newest_of_keys(Binder *binder, const SqlFrom *from)
{
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);
    SqlSelect *select = bind_alloc(binder, sizeof(SqlSelect));
    SqlTarget *targets = bind_alloc(binder, len * sizeof(SqlTarget));
    const SqlExpr **keys = bind_alloc(binder, sizeof(SqlExpr *));
    int position = from->position;

    keys[0] = new_column(binder, "key", position);
    for (size_t i = 0; i < len; i++) {
        const SqlExpr *column = new_column(binder, columns[i].name, position);

        targets[i] = (SqlTarget){columns[i].name, column, position};
        if (columns[i].slot != COLUMN_KEY)
            targets[i].expr = new_call(binder, "last_value", column);
    }
    *select = (SqlSelect){
        .position = position,
        .targets = targets,
        .targets_len = len,
        .from = from,
        .from_len = 1,
        .where = not_null(binder, keys[0]),
        .groups = keys,
        .groups_len = 1,
        .is_grouped = true,
        .having =
            not_null(binder, new_call(binder, "last_value", new_column(binder, "value", position))),
        .limit = NULL,
    };
    return select;
}
