/* New arrays out of arrays. */
#include "base/fail.h"
#include "expr/calls_array.h"

static Value *copy_items(Value *to, const Value *array)
{
    if (array->len > 0)
        memcpy(to, array->items, array->len * sizeof(Value));
    return to + array->len;
}

/* A NULL array is as an empty one where an item is added. */
static bool add_item(ExprContext *context, const Value *array, const Value *item, bool at_front,
                     Value *ret_value, GError **error)
{
    static const Value empty = {.items = NULL};
    const Value *rest = array->is_null ? &empty : array;
    Value *items = expr_alloc_items(context, (size_t)rest->len + 1, error);
    Value *to = items;

    if (items == NULL)
        return false;
    if (at_front)
        *to++ = *item;
    to = copy_items(to, rest);
    if (!at_front)
        *to = *item;
    *ret_value = (Value){.items = items, .len = rest->len + 1};
    return true;
}

EXPR_CALL(array_append)
{
    return add_item(context, &args[0], &args[1], false, ret_value, error);
}

EXPR_CALL(array_prepend)
{
    return add_item(context, &args[1], &args[0], true, ret_value, error);
}

EXPR_CALL(array_cat)
{
    Value *items;

    if (args[0].is_null || args[1].is_null) {
        *ret_value = args[args[0].is_null ? 1 : 0];
        return true;
    }
    items = expr_alloc_items(context, (size_t)args[0].len + args[1].len, error);
    if (items == NULL)
        return false;
    copy_items(copy_items(items, &args[0]), &args[1]);
    *ret_value = (Value){.items = items, .len = args[0].len + args[1].len};
    return true;
}

/* Each item that is @wanted, NULL too, left out or replaced. */
static bool change(ExprContext *context, Type item, const Value *array, const Value *wanted,
                   const Value *by, Value *ret_value, GError **error)
{
    Value *items;
    uint32_t len = 0;

    *ret_value = VALUE_NULL;
    if (array->is_null)
        return true;
    items = expr_alloc_items(context, array->len, error);
    if (items == NULL)
        return false;
    for (uint32_t i = 0; i < array->len; i++) {
        const Value *one = &array->items[i];
        bool is_wanted = one->is_null || wanted->is_null ? one->is_null && wanted->is_null
                                                         : value_compare(item, one, wanted) == 0;

        if (!is_wanted)
            items[len++] = *one;
        else if (by != NULL)
            items[len++] = *by;
    }
    *ret_value = (Value){.items = items, .len = len};
    return true;
}

EXPR_CALL(array_remove)
{
    return change(context, expr_types(args, args_len)[1], &args[0], &args[1], NULL, ret_value,
                  error);
}

EXPR_CALL(array_replace)
{
    return change(context, expr_types(args, args_len)[1], &args[0], &args[1], &args[2], ret_value,
                  error);
}

EXPR_CALL(array_trim)
{
    int64_t n = args[1].integer;

    if (n < 0 || n > args[0].len)
        return fail(error, FAIL_DATA, "number of elements to trim must be between 0 and %u",
                    args[0].len);
    *ret_value = (Value){.items = args[0].items, .len = args[0].len - (uint32_t)n};
    return true;
}

/* (item, {length}) */
EXPR_CALL(array_fill)
{
    const Value *dimensions = &args[1];
    int64_t len;
    Value *items;

    if (dimensions->is_null)
        return fail(error, FAIL_DATA, "dimension array or low bound array cannot be null");
    if (dimensions->len == 0) {
        *ret_value = (Value){.items = NULL};
        return true;
    }
    if (dimensions->len > 1)
        return fail(error, FAIL_DATA, "arrays of more than one dimension are not supported");
    if (dimensions->items[0].is_null)
        return fail(error, FAIL_DATA, "dimension values cannot be null");
    len = dimensions->items[0].integer;
    if (len < 0)
        return fail(error, FAIL_DATA, "array size exceeds the maximum allowed (134217727)");
    items = expr_alloc_items(context, (size_t)len, error);
    if (items == NULL)
        return false;
    for (int64_t i = 0; i < len; i++)
        items[i] = args[0];
    *ret_value = (Value){.items = items, .len = (uint32_t)len};
    return true;
}
