#include "engine/order.h"

int order_compare_values(const PlanOrder *order, Type type, const Value *a, const Value *b)
{
    int found;

    if (a->is_null && b->is_null)
        return 0;
    if (a->is_null || b->is_null)
        return a->is_null == order->nulls_first ? -1 : 1;
    found = value_compare(type, a, b);
    return order->is_descending ? -found : found;
}

int order_compare_item(const PlanSelect *plan, size_t item, const Value *a, const Value *b)
{
    const PlanOrder *order = &plan->orders[item];

    return order_compare_values(order, expr_type(plan->outputs[order->output].expr), a, b);
}

int order_compare(const PlanSelect *plan, const Value *a, const Value *b)
{
    for (size_t i = 0; i < plan->orders_len; i++) {
        int found = order_compare_item(plan, i, &a[i], &b[i]);

        if (found != 0)
            return found;
    }
    return 0;
}
