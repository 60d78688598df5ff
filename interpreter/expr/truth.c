/* bool_and, bool_or; bit_and, bit_or, bit_xor of integers. */
#include "expr/aggregate_state.h"

/* ---- truth values: how many are true ---- */

static AGGREGATE_ADD(add_truth)
{
    TruthState *truth = state;

    truth->rows++;
    truth->trues += inputs[0].boolean;
    return true;
}

static AGGREGATE_ADD(take_truth)
{
    TruthState *truth = state;

    truth->rows--;
    truth->trues -= inputs[0].boolean;
    return true;
}

static AGGREGATE_MERGE(merge_truths)
{
    TruthState *truth = into;
    const TruthState *part = from;

    truth->rows += part->rows;
    truth->trues += part->trues;
    return true;
}

static AGGREGATE_RESULT(all_are_true)
{
    const TruthState *truth = state;

    *ret_value = truth->rows == 0 ? VALUE_NULL : (Value){.boolean = truth->trues == truth->rows};
    return true;
}

static AGGREGATE_RESULT(some_are_true)
{
    const TruthState *truth = state;

    *ret_value = truth->rows == 0 ? VALUE_NULL : (Value){.boolean = truth->trues > 0};
    return true;
}

const AggregateFunctions bool_and_functions = {
    .add = add_truth, .remove = take_truth, .merge = merge_truths, .result = all_are_true};
const AggregateFunctions bool_or_functions = {
    .add = add_truth, .remove = take_truth, .merge = merge_truths, .result = some_are_true};

/* ---- bits: an int4's as those of an int8, whose sign goes on ---- */

static AGGREGATE_RESULT(bits_of)
{
    const BitState *bits = state;

    *ret_value = bits->rows == 0 ? VALUE_NULL : value_of_integer(bits->bits);
    return true;
}

#define BITS(name, operator)                                                                       \
    static void name(BitState *bits, int64_t more, int64_t rows)                                   \
    {                                                                                              \
        if (rows > 0)                                                                              \
            bits->bits = bits->rows == 0 ? more : bits->bits operator more;                        \
        bits->rows += rows;                                                                        \
    }                                                                                              \
    static AGGREGATE_ADD(name##_add)                                                               \
    {                                                                                              \
        name(state, inputs[0].integer, 1);                                                         \
        return true;                                                                               \
    }                                                                                              \
    static AGGREGATE_MERGE(name##_merge)                                                           \
    {                                                                                              \
        name(into, ((const BitState *)from)->bits, ((const BitState *)from)->rows);                \
        return true;                                                                               \
    }                                                                                              \
    const AggregateFunctions name##_functions = {                                                  \
        .add = name##_add, .merge = name##_merge, .result = bits_of}

BITS(bit_and, &);
BITS(bit_or, |);
BITS(bit_xor, ^);
