/* Nodes with arrays: ARRAY[...], ANY and ALL. */
#include "expr/node.h"

bool expr_eval_array(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                     GError **error)
{
    Value *items = expr_alloc_items(context, expr->args_len, error);

    if (items == NULL)
        return false;
    for (size_t i = 0; i < expr->args_len; i++) {
        if (!expr_eval(expr->args[i], context, slots, &items[i], error))
            return false;
    }
    *ret_value = (Value){.items = items, .len = (uint32_t)expr->args_len};
    return true;
}

/* Each comparison reads two slots of its own: the left side, and the item if it is no constant. */
bool expr_eval_any(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                   GError **error)
{
    bool decides = !expr->is_negated, is_constant = expr->args_len == 1, any_null = false;
    Value both[2], array = {.len = (uint32_t)expr->inner_len};

    if (!expr_eval(expr->args[0], context, slots, &both[0], error) ||
        (!is_constant && !expr_eval(expr->args[1], context, slots, &array, error)))
        return false;
    *ret_value = VALUE_NULL;
    if (array.is_null)
        return true;
    for (uint32_t i = 0; i < array.len; i++) {
        Value truth;

        if (!is_constant)
            both[1] = array.items[i];
        if (!expr_eval(expr->inner[is_constant ? i : 0], context, both, &truth, error))
            return false;
        if (!truth.is_null && truth.boolean == decides) {
            *ret_value = truth;
            return true;
        }
        any_null |= truth.is_null;
    }
    if (!any_null)
        *ret_value = (Value){.boolean = !decides};
    return true;
}
