/* unnest() and generate_series(). */
#include "base/fail.h"
#include "expr/decimal.h"
#include "expr/moment.h"
#include "expr/splitters.h"
#include "row/interval.h"

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

/* A part of numerics that has to be a number. */
static bool check_finite(const Value *value, const char *what, GError **error)
{
    if (numeric_is_finite(value->numeric))
        return true;
    return fail(error, FAIL_DATA, "%s cannot be %s", what,
                value->numeric->kind == NUMERIC_NAN ? "NaN" : "infinity");
}

/* at: 1 behind the first; current: the next. */
bool generate_series_numeric_next(TableFunctionState *state, ExprContext *context, Value *values,
                                  size_t rows_max, size_t *ret_len, GError **error)
{
    static const Numeric one = {.coefficient = 1};
    const Value *arguments = state->arguments;
    const Numeric *step = state->arguments_len > 2 ? arguments[2].numeric : &one;
    const Numeric *last = arguments[1].numeric;
    size_t len = 0;

    if (!check_finite(&arguments[0], "start value", error) ||
        !check_finite(&arguments[1], "stop value", error) ||
        (state->arguments_len > 2 && !check_finite(&arguments[2], "step size", error)))
        return false;
    if (numeric_sign(step) == 0)
        return fail(error, FAIL_DATA, "step size cannot equal zero");
    if (state->at++ == 0)
        state->current = arguments[0];
    while (len < rows_max &&
           numeric_compare(state->current.numeric, last) * numeric_sign(step) <= 0) {
        Numeric next;

        values[len++] = state->current;
        if (!numeric_add(state->current.numeric, step, &next, error) ||
            !decimal_return(context, &next, &state->current, error))
            return false;
    }
    *ret_len = len;
    return true;
}

static bool next_points(Type type, TableFunctionState *state, ExprContext *context, Value *values,
                        size_t rows_max, size_t *ret_len, GError **error)
{
    int64_t last = state->arguments[1].integer;
    const Interval *step = state->arguments[2].interval;
    Int128 length = interval_length(step);
    size_t len = 0;

    if (length == 0)
        return fail(error, FAIL_DATA, "step size cannot equal zero");
    if (!timestamp_is_finite(state->arguments[0].integer)) /* it would go on without end */
        return fail(error, FAIL_DATA, "start value cannot be infinity");
    if (state->at++ == 0)
        state->current = state->arguments[0];
    while (len < rows_max &&
           (length > 0 ? state->current.integer <= last : state->current.integer >= last)) {
        values[len++] = state->current;
        if (!moment_move(context, type, state->current.integer, step, 1, &state->current.integer,
                         error))
            return false;
    }
    *ret_len = len;
    return true;
}

bool generate_series_timestamptz_next(TableFunctionState *state, ExprContext *context,
                                      Value *values, size_t rows_max, size_t *ret_len,
                                      GError **error)
{
    return next_points(TYPE_TIMESTAMPTZ, state, context, values, rows_max, ret_len, error);
}

bool generate_series_timestamp_next(TableFunctionState *state, ExprContext *context, Value *values,
                                    size_t rows_max, size_t *ret_len, GError **error)
{
    return next_points(TYPE_TIMESTAMP, state, context, values, rows_max, ret_len, error);
}
