/* unnest() and generate_series(). */
#include "base/fail.h"
#include "expr/splitters.h"

bool unnest_next(TableFunctionState *state, ExprContext *context, Value *values, size_t rows_max,
                 size_t *ret_len, GError **error)
{
    const Value *array = &state->arguments[0];
    size_t len = MIN(rows_max, array->len - state->at);

    (void)context;
    (void)error;
    for (size_t i = 0; i < len; i++)
        values[i] = array->items[state->at + i];
    state->at += len;
    *ret_len = len;
    return true;
}

/* at: how many were given. */
bool generate_series_next(TableFunctionState *state, ExprContext *context, Value *values,
                          size_t rows_max, size_t *ret_len, GError **error)
{
    int64_t first = state->arguments[0].integer, last = state->arguments[1].integer;
    int64_t step = state->arguments_len > 2 ? state->arguments[2].integer : 1;
    Int128 next = first + (Int128)step * (Int128)state->at;
    size_t len = 0;

    (void)context;
    if (step == 0)
        return fail(error, FAIL_DATA, "step size cannot equal zero");
    for (; len < rows_max && (step > 0 ? next <= last : next >= last); next += step)
        values[len++] = value_of_integer((int64_t)next);
    state->at += len;
    *ret_len = len;
    return true;
}
