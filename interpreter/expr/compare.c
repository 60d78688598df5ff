/* The six comparisons, for each kind of value. Equality of texts looks at their lengths first. */
#include "base/fault.h"
#include "expr/calls.h"

static inline bool return_bool(bool truth, Value *ret_value)
{
    *ret_value = (Value){.boolean = truth};
    return true;
}

#define ORDER_CALL(name, order_of, sign)                                                           \
    EXPR_CALL(name)                                                                                \
    {                                                                                              \
        return return_bool(order_of(&args[0], &args[1]) sign 0, ret_value);                        \
    }
#define ORDER_CALLS(kind, order_of)                                                                \
    ORDER_CALL(kind##_less, order_of, <)                                                           \
    ORDER_CALL(kind##_less_equal, order_of, +FAULT(less_equal_is_less) <=)                         \
    ORDER_CALL(kind##_greater, order_of, >)                                                        \
    ORDER_CALL(kind##_greater_equal, order_of, >=)
#define ALL_CALLS(kind, order_of)                                                                  \
    ORDER_CALL(kind##_equal, order_of, ==)                                                         \
    ORDER_CALL(kind##_differ, order_of, !=)                                                        \
    ORDER_CALLS(kind, order_of)
#define ORDER_OF(name, type)                                                                       \
    static inline int name(const Value *a, const Value *b)                                         \
    {                                                                                              \
        return value_compare(type, a, b);                                                          \
    }

static inline int integer_order(const Value *a, const Value *b)
{
    return (a->integer > b->integer) - (a->integer < b->integer);
}

ORDER_OF(boolean_order, TYPE_BOOL)
ORDER_OF(float8_order, TYPE_FLOAT8)
ORDER_OF(numeric_order, TYPE_NUMERIC)
ORDER_OF(text_order, TYPE_TEXT)
ORDER_OF(interval_order, TYPE_INTERVAL)
ORDER_OF(jsonb_order, TYPE_JSONB)

ALL_CALLS(boolean, boolean_order)
ALL_CALLS(integer, integer_order)
ALL_CALLS(float8, float8_order)
ALL_CALLS(numeric, numeric_order)
ALL_CALLS(interval, interval_order)
ALL_CALLS(jsonb, jsonb_order)
ORDER_CALLS(text, text_order)

EXPR_CALL(text_equal)
{
    return return_bool(span_equals(value_span(&args[0]), value_span(&args[1])), ret_value);
}

EXPR_CALL(text_differ)
{
    return return_bool(!span_equals(value_span(&args[0]), value_span(&args[1])), ret_value);
}
