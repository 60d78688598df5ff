/* count. */
#include "expr/aggregate_state.h"

static AGGREGATE_ADD(add)
{
    ((CountState *)state)->rows++;
    return true;
}

static AGGREGATE_ADD(take)
{
    ((CountState *)state)->rows--;
    return true;
}

static AGGREGATE_MERGE(merge)
{
    ((CountState *)into)->rows += ((const CountState *)from)->rows;
    return true;
}

static AGGREGATE_RESULT(result)
{
    *ret_value = value_of_integer(((const CountState *)state)->rows);
    return true;
}

const AggregateFunctions count_functions = {
    .add = add, .remove = take, .merge = merge, .result = result};
