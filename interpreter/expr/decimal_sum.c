/* sum and avg of numerics; variance and stddev of numerics and integers, with exact sums. */
#include "expr/aggregate_state.h"
#include "expr/decimal.h"

static AGGREGATE_ADD(add_term)
{
    DecimalSum *sum = state;

    sum->rows++;
    return numeric_sum_add(&sum->sum, inputs[0].numeric, error);
}

static AGGREGATE_MERGE(merge_sums)
{
    DecimalSum *sum = into;
    const DecimalSum *part = from;

    sum->rows += part->rows;
    return numeric_sum_merge(&sum->sum, &part->sum, error);
}

static AGGREGATE_RESULT(sum_of)
{
    const DecimalSum *sum = state;
    Numeric total;

    *ret_value = VALUE_NULL;
    return sum->rows == 0 ||
           (numeric_sum_total(&sum->sum, &total, error) &&
            decimal_return(&(ExprContext){.arena = arena}, &total, ret_value, error));
}

static AGGREGATE_RESULT(avg_of)
{
    const DecimalSum *sum = state;
    Numeric mean;

    *ret_value = VALUE_NULL;
    return sum->rows == 0 ||
           (numeric_sum_average(&sum->sum, sum->rows, &mean, error) &&
            decimal_return(&(ExprContext){.arena = arena}, &mean, ret_value, error));
}

const AggregateFunctions sum_numeric_functions = {
    .add = add_term, .merge = merge_sums, .result = sum_of};
const AggregateFunctions avg_numeric_functions = {
    .add = add_term, .merge = merge_sums, .result = avg_of};

/* ---- the sum and that of the squares ---- */

static bool add_to_spread(DecimalSpread *spread, const Numeric *numeric, GError **error)
{
    spread->rows++;
    return numeric_sum_add(&spread->sum, numeric, error) &&
           numeric_sum_add_square(&spread->squares, numeric, error);
}

static AGGREGATE_ADD(add_numeric)
{
    return add_to_spread(state, inputs[0].numeric, error);
}

static AGGREGATE_ADD(add_integer)
{
    Numeric numeric = numeric_of_integer(inputs[0].integer);

    return add_to_spread(state, &numeric, error);
}

static AGGREGATE_MERGE(merge_spreads)
{
    DecimalSpread *spread = into;
    const DecimalSpread *part = from;

    spread->rows += part->rows;
    return numeric_sum_merge(&spread->sum, &part->sum, error) &&
           numeric_sum_merge(&spread->squares, &part->squares, error);
}

static bool return_spread(const DecimalSpread *spread, bool is_sample, bool is_root, Arena *arena,
                          Value *ret_value, GError **error)
{
    Numeric numeric;

    *ret_value = VALUE_NULL;
    return spread->rows <= (is_sample ? 1 : 0) ||
           (numeric_sum_variance(&spread->sum, &spread->squares, spread->rows, is_sample, is_root,
                                 &numeric, error) &&
            decimal_return(&(ExprContext){.arena = arena}, &numeric, ret_value, error));
}

#define SPREAD(name, is_sample, is_root)                                                           \
    static AGGREGATE_RESULT(name)                                                                  \
    {                                                                                              \
        return return_spread(state, is_sample, is_root, arena, ret_value, error);                  \
    }                                                                                              \
    const AggregateFunctions name##_numeric_functions = {                                          \
        .add = add_numeric, .merge = merge_spreads, .result = name};                               \
    const AggregateFunctions name##_integer_functions = {                                          \
        .add = add_integer, .merge = merge_spreads, .result = name}

SPREAD(var_pop, false, false);
SPREAD(var_samp, true, false);
SPREAD(stddev_pop, false, true);
SPREAD(stddev_samp, true, true);
