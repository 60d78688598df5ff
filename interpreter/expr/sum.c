/*
 * sum and avg of integers, real numbers and intervals. Integers are summed exactly, in 128 bits;
 * real numbers with twice their digits, so that lanes and partitions do not show in the result.
 */
#include <math.h>

#include "base/fail.h"
#include "base/fault.h"
#include "expr/aggregate_state.h"
#include "expr/calls_time.h"
#include "expr/decimal.h"

/* ---- integers ---- */

static AGGREGATE_ADD(add_integer)
{
    IntegerSum *sum = state;

    sum->total += inputs[0].integer;
    sum->rows++;
    return true;
}

static AGGREGATE_ADD(take_integer)
{
    IntegerSum *sum = state;

    sum->total -= inputs[0].integer;
    sum->rows--;
    return true;
}

static AGGREGATE_MERGE(merge_integers)
{
    IntegerSum *sum = into;
    const IntegerSum *part = from;

    sum->total += FAULT(sum_forgets_merged) ? 0 : part->total;
    sum->rows += part->rows;
    return true;
}

static AGGREGATE_RESULT(sum_of_int4)
{
    const IntegerSum *sum = state;

    if (sum->total < G_MININT64 || sum->total > G_MAXINT64)
        return fail(error, FAIL_DATA, "bigint out of range");
    *ret_value = sum->rows == 0 ? VALUE_NULL : value_of_integer((int64_t)sum->total);
    return true;
}

static AGGREGATE_RESULT(sum_of_int8)
{
    const IntegerSum *sum = state;
    Numeric total;

    *ret_value = VALUE_NULL;
    return sum->rows == 0 ||
           (numeric_of_wide_integer(sum->total, &total, error) &&
            decimal_return(&(ExprContext){.arena = arena}, &total, ret_value, error));
}

static AGGREGATE_RESULT(avg_of_integers)
{
    const IntegerSum *sum = state;
    Numeric rows = numeric_of_integer(sum->rows), total, mean;

    *ret_value = VALUE_NULL;
    return sum->rows == 0 ||
           (numeric_of_wide_integer(sum->total, &total, error) &&
            numeric_divide(&total, &rows, &mean, error) &&
            decimal_return(&(ExprContext){.arena = arena}, &mean, ret_value, error));
}

const AggregateFunctions sum_int4_functions = {
    .add = add_integer, .remove = take_integer, .merge = merge_integers, .result = sum_of_int4};
const AggregateFunctions sum_int8_functions = {
    .add = add_integer, .remove = take_integer, .merge = merge_integers, .result = sum_of_int8};
const AggregateFunctions avg_integer_functions = {
    .add = add_integer, .remove = take_integer, .merge = merge_integers, .result = avg_of_integers};

/* ---- real numbers ---- */

/* Infinity and NaN may be among the values, but finite ones that add up to it are too large. */
static AGGREGATE_ADD(add_real)
{
    RealSum *sum = state;
    DoubleDouble total;

    if (isfinite(inputs[0].real)) {
        total = double_double_add(sum->total, double_double_of(inputs[0].real));
        if (!isfinite(total.high))
            return fail(error, FAIL_DATA, "value out of range: overflow");
        sum->total = total;
    } else {
        sum->special += inputs[0].real;
    }
    sum->rows++;
    return true;
}

static AGGREGATE_MERGE(merge_reals)
{
    RealSum *sum = into;
    const RealSum *part = from;
    DoubleDouble total = double_double_add(sum->total, part->total);

    if (!isfinite(total.high))
        return fail(error, FAIL_DATA, "value out of range: overflow");
    sum->total = total;
    sum->special += part->special;
    sum->rows += part->rows;
    return true;
}

static AGGREGATE_RESULT(sum_of_reals)
{
    const RealSum *sum = state;

    *ret_value = VALUE_NULL;
    if (sum->rows > 0)
        *ret_value =
            (Value){.real = sum->special != 0 ? sum->special : double_double_round(sum->total)};
    return true;
}

static AGGREGATE_RESULT(avg_of_reals)
{
    const RealSum *sum = state;

    *ret_value = VALUE_NULL;
    if (sum->rows > 0 && sum->special != 0)
        *ret_value = (Value){.real = sum->special};
    else if (sum->rows > 0)
        *ret_value = (Value){.real = double_double_round(double_double_divide(
                                 sum->total, double_double_of((double)sum->rows)))};
    return true;
}

const AggregateFunctions sum_real_functions = {
    .add = add_real, .merge = merge_reals, .result = sum_of_reals};
const AggregateFunctions avg_real_functions = {
    .add = add_real, .merge = merge_reals, .result = avg_of_reals};

/* ---- intervals ---- */

static bool add_interval(IntervalSum *sum, const Interval *interval, int sign, GError **error)
{
    Int128 us = sum->total.us + sign * (Int128)interval->us;
    int64_t days = sum->total.days + sign * (int64_t)interval->days;
    int64_t months = sum->total.months + sign * (int64_t)interval->months;

    if (us != (int64_t)us || days != (int32_t)days || months != (int32_t)months)
        return fail(error, FAIL_DATA, "interval out of range");
    sum->total = (Interval){(int64_t)us, (int32_t)days, (int32_t)months};
    return true;
}

static AGGREGATE_ADD(add_one_interval)
{
    IntervalSum *sum = state;

    sum->rows++;
    return add_interval(sum, inputs[0].interval, 1, error);
}

static AGGREGATE_ADD(take_one_interval)
{
    IntervalSum *sum = state;

    sum->rows--;
    return add_interval(sum, inputs[0].interval, -1, error);
}

static AGGREGATE_MERGE(merge_intervals)
{
    IntervalSum *sum = into;
    const IntervalSum *part = from;

    sum->rows += part->rows;
    return add_interval(sum, &part->total, 1, error);
}

static AGGREGATE_RESULT(sum_of_intervals)
{
    const IntervalSum *sum = state;

    *ret_value = sum->rows == 0 ? VALUE_NULL : (Value){.interval = &sum->total};
    return true;
}

static AGGREGATE_RESULT(avg_of_intervals)
{
    const IntervalSum *sum = state;
    ExprContext context = {.arena = arena};
    Value terms[3] = {{.interval = &sum->total}, {.real = (double)sum->rows}, VALUE_NULL};

    *ret_value = VALUE_NULL;
    return sum->rows == 0 || interval_divide(&context, terms, 2, ret_value, error);
}

const AggregateFunctions sum_interval_functions = {.add = add_one_interval,
                                                   .remove = take_one_interval,
                                                   .merge = merge_intervals,
                                                   .result = sum_of_intervals};
const AggregateFunctions avg_interval_functions = {.add = add_one_interval,
                                                   .remove = take_one_interval,
                                                   .merge = merge_intervals,
                                                   .result = avg_of_intervals};
