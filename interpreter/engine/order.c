#include "engine/order.h"

int order_compare_item(const PlanSelect *plan, size_t item, const Value *a, const Value *b)
{
    const PlanOrder *order = &plan->orders[item];
    int found;

    if (a->is_null && b->is_null)
        return 0;
    if (a->is_null || b->is_null)
        return a->is_null == order->nulls_first ? -1 : 1;
    found = value_compare(expr_type(plan->outputs[order->output].expr), a, b);
    return order->is_descending ? -found : found;
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

static bool keep_bytes(const void **at, size_t len, Arena *arena)
{
    void *copy = arena_try_alloc(arena, len);

    if (copy == NULL)
        return false;
    if (len > 0)
        memcpy(copy, *at, len);
    *at = copy;
    return true;
}

bool order_keep(Type type, Value *value, Arena *arena)
{
    const void *at;

    if (value->is_null)
        return true;
    switch (type) {
    case TYPE_TEXT:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        at = value->text;
        if (!keep_bytes(&at, value->len, arena))
            return false;
        value->text = at;
        return true;
    case TYPE_NUMERIC:
        at = value->numeric;
        if (!keep_bytes(&at, sizeof(Int128), arena))
            return false;
        value->numeric = at;
        return true;
    case TYPE_INTERVAL:
        at = value->interval;
        if (!keep_bytes(&at, sizeof(Interval), arena))
            return false;
        value->interval = at;
        return true;
    case TYPE_BOOL:
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_FLOAT8:
    case TYPE_TIMESTAMPTZ:
        return true;
    }
    return true;
}
