/* ARRAY[...], subscripts and slices, ANY and ALL. */
#include "expr/build.h"
#include "plan/bind_kinds.h"

const Expr *bind_array(Binder *binder, const SqlExpr *sql)
{
    const Expr **items;

    if (sql->items_len == 0) {
        fail_at(binder->error, FAIL_QUERY, sql->position, "cannot determine type of empty array");
        fail_hint(binder->error,
                  "Explicitly cast to the desired type, for example ARRAY[]::integer[].");
        return NULL;
    }
    items = bind_items(binder, sql);
    if (items == NULL)
        return NULL;
    return expr_new_array(binder->arena, items, sql->items_len, sql->position, binder->error);
}

const Expr *bind_items_as(Binder *binder, const SqlExpr *sql, Type item)
{
    Value empty = {.items = NULL};
    const Expr **items;

    if (sql->kind != SQL_ARRAY)
        return bind_node(binder, sql);
    if (sql->items_len == 0)
        return expr_new_constant(binder->arena, type_array_of(item), &empty);
    items = bind_items(binder, sql);
    for (size_t i = 0; items != NULL && i < sql->items_len; i++) {
        items[i] =
            expr_new_cast(binder->arena, items[i], item, sql->items[i]->position, binder->error);
        if (items[i] == NULL) {
            bind_fail_here(binder, sql->items[i]->position);
            return NULL;
        }
    }
    if (items == NULL)
        return NULL;
    return expr_new_array(binder->arena, items, sql->items_len, sql->position, binder->error);
}

/* A subscript of jsonb is a step of its path. */
static const Expr *bind_path(Binder *binder, const Expr *base, const Expr *step, int position)
{
    const Expr *text = expr_new_cast(binder->arena, step, TYPE_TEXT, position, binder->error);
    const Expr *path =
        text == NULL ? NULL : expr_new_array(binder->arena, &text, 1, position, binder->error);

    if (path == NULL)
        return NULL;
    return expr_new_operator(binder->arena, "#>", base, path, position, binder->error);
}

const Expr *bind_subscript(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    if (expr_type(items[0]) == TYPE_JSONB)
        return bind_path(binder, items[0], items[1], sql->position);
    return expr_new_subscript(binder->arena, items[0], items[1], sql->position, binder->error);
}

const Expr *bind_slice(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    return expr_new_slice(binder->arena, items[0], sql->has_lower ? items[1] : NULL,
                          sql->has_upper ? items[sql->items_len - 1] : NULL, sql->position,
                          binder->error);
}

const Expr *bind_any(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);
    const Expr *expr;

    if (items == NULL)
        return NULL;
    expr = expr_new_any(binder->arena, sql->name, items[0], items[1], sql->is_negated,
                        sql->position, binder->error);
    if (expr == NULL)
        bind_hint_operator(binder, sql->name, expr_type(items[0]) == TYPE_BOOL);
    return expr;
}
