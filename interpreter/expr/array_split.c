/* string_to_array() and array_to_string(). */
#include "base/fail.h"
#include "expr/calls_array.h"
#include "expr/splitters.h"

EXPR_CALL(array_to_text)
{
    Type item = type_item(expr_types(args, args_len)[0]);
    const Value *null_text = args_len > 2 && !args[2].is_null ? &args[2] : NULL;
    g_autoptr(GString) text = NULL;
    bool any = false;

    *ret_value = VALUE_NULL;
    if (args[0].is_null || args[1].is_null)
        return true;
    text = g_string_new(NULL);
    for (uint32_t i = 0; i < args[0].len; i++) {
        const Value *one = &args[0].items[i];

        if (one->is_null && null_text == NULL)
            continue;
        if (any)
            g_string_append_len(text, args[1].text, args[1].len);
        any = true;
        if (one->is_null)
            g_string_append_len(text, null_text->text, null_text->len);
        else
            value_write(item, one, context->zone, text);
        if (text->len > VALUE_TEXT_BYTES_MAX)
            return fail(error, FAIL_LIMIT, "a text of more than %d bytes is beyond the limit",
                        VALUE_TEXT_BYTES_MAX);
    }
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

bool array_of_rows(ExprContext *context, TableFunctionState *state, TableFunctionNextFn next,
                   Value *ret_value, GError **error)
{
    Value batch[64], *items;
    size_t len = 0, given = 0;

    do {
        if (!next(state, context, batch, G_N_ELEMENTS(batch), &given, error))
            return false;
        len += given;
    } while (given > 0);
    items = expr_alloc_items(context, len, error);
    if (items == NULL)
        return false;
    state->at = 0;
    *ret_value = (Value){.items = items, .len = (uint32_t)len};
    return next(state, context, items, len, &given, error);
}

EXPR_CALL(array_of_fields)
{
    TableFunctionState state = {.arguments_len = args_len};

    *ret_value = VALUE_NULL;
    if (args[0].is_null)
        return true;
    memcpy(state.arguments, args, args_len * sizeof(Value));
    return array_of_rows(context, &state, string_to_table_next, ret_value, error);
}
