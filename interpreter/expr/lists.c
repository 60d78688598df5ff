/* string_agg and array_agg: all rows in order. */
#include "base/fail.h"
#include "expr/aggregate_state.h"
#include "expr/node.h"

/* Values that are not NULL, each but the first behind its own delimiter. */
AGGREGATE_FOLD(fold_text)
{
    ExprContext context = {.arena = arena};
    size_t bytes = 0, values = 0;
    char *text, *at;

    for (size_t i = 0; i < rows_len; i++) {
        const Value *inputs = rows[i]->inputs;

        if (!inputs[0].is_null)
            bytes += inputs[0].len + (values++ > 0 && !inputs[1].is_null ? inputs[1].len : 0);
    }
    *ret_value = VALUE_NULL;
    if (values == 0)
        return true;
    text = at = expr_alloc(&context, bytes, error);
    if (text == NULL)
        return false;
    for (size_t i = 0; i < rows_len; i++) {
        const Value *inputs = rows[i]->inputs;

        if (inputs[0].is_null)
            continue;
        if (at > text || values == 0)
            at = mempcpy(at, inputs[1].text, inputs[1].is_null ? 0 : inputs[1].len);
        at = mempcpy(at, inputs[0].text, inputs[0].len);
        values = 0;
    }
    *ret_value = value_of_text(text, bytes);
    return true;
}

AGGREGATE_FOLD(fold_array)
{
    ExprContext context = {.arena = arena};
    Value *items;

    *ret_value = VALUE_NULL;
    if (rows_len == 0)
        return true;
    items = expr_alloc_items(&context, rows_len, error);
    if (items == NULL)
        return false;
    for (size_t i = 0; i < rows_len; i++) {
        if (!value_copy(call->input_types[0], &rows[i]->inputs[0], arena, &items[i]))
            return aggregate_fail_result(call, error);
    }
    *ret_value = (Value){.items = items, .len = (uint32_t)rows_len};
    return true;
}
