/* Expressions that read no column, and their values. */
#include "expr/build.h"
#include "plan/bind_kinds.h"

/* @expr: NULL: it failed */
static bool compute(Binder *binder, const SqlExpr *sql, const Expr *expr, const char *what,
                    Value *ret_value)
{
    ExprContext context = {
        .arena = binder->arena, .now_us = binder->input->now_us, .zone = binder->input->zone};
    SlotSet slots = {{0}};

    if (expr == NULL)
        return false;
    expr_slots_used(expr, &slots);
    if (!slot_set_is_empty(&slots))
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "argument of %s must not contain columns", what);
    return expr_eval(expr, &context, NULL, ret_value, binder->error) ||
           bind_fail_here(binder, sql->position);
}

bool bind_constant(Binder *binder, const SqlExpr *sql, const char *what, Type *ret_type,
                   Value *ret_value)
{
    const Expr *expr = bind_expr(binder, sql, what);

    if (!compute(binder, sql, expr, what, ret_value))
        return false;
    *ret_type = expr_type(expr);
    return true;
}

bool bind_constant_as(Binder *binder, const SqlExpr *sql, const char *what, Type type,
                      Value *ret_value)
{
    const Expr *expr;

    binder->clause = what;
    expr =
        type_is_array(type) ? bind_items_as(binder, sql, type_item(type)) : bind_node(binder, sql);
    if (expr != NULL && expr_type(expr) != type)
        expr = expr_convert(binder->arena, expr, type, sql->position, binder->error);
    if (expr == NULL)
        return bind_fail_here(binder, sql->position);
    return compute(binder, sql, expr, what, ret_value);
}
