/* What is asked of an array. Arrays have one dimension, and their first item is at 1. */
#include "base/fail.h"
#include "expr/calls_array.h"

static bool return_bool(bool truth, Value *ret_value)
{
    *ret_value = (Value){.boolean = truth};
    return true;
}

#define COMPARE(name, sign)                                                                        \
    EXPR_CALL(name)                                                                                \
    {                                                                                              \
        Type type = expr_types(args, args_len)[0];                                                 \
                                                                                                   \
        return return_bool(value_compare(type, &args[0], &args[1]) sign 0, ret_value);             \
    }
COMPARE(array_equal, ==)
COMPARE(array_differ, !=)
COMPARE(array_less, <)
COMPARE(array_less_equal, <=)
COMPARE(array_greater, >)
COMPARE(array_greater_equal, >=)

/* Whether an item that is not NULL is among those of the array. */
static bool has(Type item, const Value *array, const Value *wanted)
{
    for (uint32_t i = 0; i < array->len; i++) {
        if (!array->items[i].is_null && value_compare(item, &array->items[i], wanted) == 0)
            return true;
    }
    return false;
}

/* A NULL equals nothing, and so is in no array. */
static bool has_all(Type type, const Value *array, const Value *part)
{
    for (uint32_t i = 0; i < part->len; i++) {
        if (part->items[i].is_null || !has(type_item(type), array, &part->items[i]))
            return false;
    }
    return true;
}

EXPR_CALL(array_contains)
{
    return return_bool(has_all(expr_types(args, args_len)[0], &args[0], &args[1]), ret_value);
}

EXPR_CALL(array_contained)
{
    return return_bool(has_all(expr_types(args, args_len)[0], &args[1], &args[0]), ret_value);
}

EXPR_CALL(array_overlaps)
{
    Type item = type_item(expr_types(args, args_len)[0]);

    for (uint32_t i = 0; i < args[0].len; i++) {
        if (!args[0].items[i].is_null && has(item, &args[1], &args[0].items[i]))
            return return_bool(true, ret_value);
    }
    return return_bool(false, ret_value);
}

EXPR_CALL(array_cardinality)
{
    *ret_value = value_of_integer(args[0].len);
    return true;
}

/* Of the one dimension, unless it is empty; that is also its upper bound. */
EXPR_CALL(array_length)
{
    *ret_value =
        args[1].integer == 1 && args[0].len > 0 ? value_of_integer(args[0].len) : VALUE_NULL;
    return true;
}

EXPR_CALL(array_lower)
{
    *ret_value = args[1].integer == 1 && args[0].len > 0 ? value_of_integer(1) : VALUE_NULL;
    return true;
}

EXPR_CALL(array_ndims)
{
    *ret_value = args[0].len > 0 ? value_of_integer(1) : VALUE_NULL;
    return true;
}

EXPR_CALL(array_dims)
{
    char text[32];

    *ret_value = VALUE_NULL;
    if (args[0].len == 0)
        return true;
    g_snprintf(text, sizeof(text), "[1:%" G_GUINT32_FORMAT "]", args[0].len);
    return expr_return_text(context, span_of(text), ret_value, error);
}

/* Unlike "=", NULL is NULL here. */
static bool is_same(Type item, const Value *a, const Value *b)
{
    if (a->is_null || b->is_null)
        return a->is_null && b->is_null;
    return value_compare(item, a, b) == 0;
}

static bool has_null(const Value *array)
{
    for (uint32_t i = 0; i < array->len; i++) {
        if (array->items[i].is_null)
            return true;
    }
    return false;
}

EXPR_CALL(array_position)
{
    Type item = expr_types(args, args_len)[1];
    int64_t from = args_len > 2 ? args[2].integer : 1;

    *ret_value = VALUE_NULL;
    if (args[0].is_null || args[0].len == 0 || (args[1].is_null && !has_null(&args[0])))
        return true;
    if (args_len > 2 && args[2].is_null)
        return fail(error, FAIL_DATA, "initial position must not be null");
    for (int64_t i = MAX(from, 1); i <= args[0].len; i++) {
        if (is_same(item, &args[0].items[i - 1], &args[1])) {
            *ret_value = value_of_integer(i);
            break;
        }
    }
    return true;
}

EXPR_CALL(array_positions)
{
    Type item = expr_types(args, args_len)[1];
    Value *positions;
    uint32_t len = 0;

    *ret_value = VALUE_NULL;
    if (args[0].is_null)
        return true;
    positions = expr_alloc_items(context, args[0].len, error);
    if (positions == NULL)
        return false;
    for (uint32_t i = 0; i < args[0].len; i++) {
        if (is_same(item, &args[0].items[i], &args[1]))
            positions[len++] = value_of_integer((int64_t)i + 1);
    }
    *ret_value = (Value){.items = positions, .len = len};
    return true;
}
