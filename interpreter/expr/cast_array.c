/* Conversions of arrays: to other arrays item by item, and through their text. */
#include "base/fail.h"
#include "expr/table_rows.h"

static EXPR_CALL(cast_items)
{
    const Type *types = expr_types(args, args_len);
    const Type of_item[] = {type_item(types[0]), type_item(types[1])};
    ExprCallFn convert = resolve_conversion(of_item[0], of_item[1], CONVERT_EXPLICIT);
    Value *items = expr_alloc_items(context, args[0].len, error);

    if (items == NULL)
        return false;
    for (uint32_t i = 0; i < args[0].len; i++) {
        const Value item[] = {args[0].items[i], {.text = (const void *)of_item}};

        items[i] = VALUE_NULL;
        if (!item[0].is_null && !convert(context, item, 1, &items[i], error))
            return false;
    }
    *ret_value = (Value){.items = items, .len = args[0].len};
    return true;
}

static EXPR_CALL(cast_array_text)
{
    return conversion_write(expr_types(args, args_len)[0], context, &args[0], ret_value, error);
}

static EXPR_CALL(cast_text_array)
{
    return value_read(expr_types(args, args_len)[1], value_span(&args[0]), context->zone,
                      context->arena, ret_value, error);
}

ExprCallFn conversion_of_array(Type from, Type to, ConvertLevel level)
{
    if (to == TYPE_TEXT)
        return level >= CONVERT_ASSIGNMENT ? cast_array_text : NULL;
    if (from == TYPE_TEXT)
        return level == CONVERT_EXPLICIT ? cast_text_array : NULL;
    if (!type_is_array(from) || !type_is_array(to) ||
        resolve_conversion(type_item(from), type_item(to), level) == NULL)
        return NULL;
    return cast_items;
}
