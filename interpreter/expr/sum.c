/* count, sum and avg. Whole numbers are summed exactly, in 128 bits. */
#include <math.h>

#include "base/fail.h"
#include "base/fault.h"
#include "expr/aggregate_state.h"

void count_init(void *state)
{
    *(CountState *)state = (CountState){0};
}

bool count_add(void *state, const Value *value, GError **error)
{
    (void)value;
    (void)error;
    ((CountState *)state)->rows++;
    return true;
}

bool count_merge(void *into, void *from, GError **error)
{
    CountState *count = from;

    (void)error;
    ((CountState *)into)->rows += count->rows;
    count_init(count);
    return true;
}

bool count_result(const void *state, Arena *arena, Value *ret_value, GError **error)
{
    (void)arena;
    (void)error;
    *ret_value = value_of_integer(((const CountState *)state)->rows);
    return true;
}

void sum_init(void *state)
{
    *(SumState *)state = (SumState){0};
}

static bool add_whole(SumState *sum, Int128 whole, GError **error)
{
    if (__builtin_add_overflow(sum->sum, whole, &sum->sum))
        return fail(error, FAIL_DATA, "value out of range: a sum needs more than 128 bits");
    return true;
}

/* Infinity may be among the values, but finite ones that add up to it are too large. */
static bool add_real(SumState *sum, double real, GError **error)
{
    double total = sum->real + real;

    if (isinf(total) && !isinf(sum->real) && !isinf(real))
        return fail(error, FAIL_DATA, "value out of range: overflow");
    sum->real = total;
    return true;
}

bool sum_add_integer(void *state, const Value *value, GError **error)
{
    SumState *sum = state;

    if (!add_whole(sum, value->integer, error))
        return false;
    sum->rows++;
    return true;
}

bool sum_add_numeric(void *state, const Value *value, GError **error)
{
    SumState *sum = state;

    if (!add_whole(sum, *value->numeric, error))
        return false;
    sum->rows++;
    return true;
}

bool sum_add_real(void *state, const Value *value, GError **error)
{
    SumState *sum = state;

    if (!add_real(sum, value->real, error))
        return false;
    sum->rows++;
    return true;
}

bool sum_merge(void *into, void *from, GError **error)
{
    SumState *sum = into, *part = from;

    if (FAULT(sum_forgets_merged))
        part->sum = 0;
    if (!add_whole(sum, part->sum, error) || !add_real(sum, part->real, error))
        return false;
    sum->rows += part->rows;
    sum_init(part);
    return true;
}

bool sum_result_int8(const void *state, Arena *arena, Value *ret_value, GError **error)
{
    const SumState *sum = state;

    (void)arena;
    if (sum->sum < G_MININT64 || sum->sum > G_MAXINT64)
        return fail(error, FAIL_DATA, "bigint out of range");
    *ret_value = sum->rows == 0 ? VALUE_NULL : value_of_integer((int64_t)sum->sum);
    return true;
}

bool sum_result_numeric(const void *state, Arena *arena, Value *ret_value, GError **error)
{
    const SumState *sum = state;
    Int128 *numeric;

    *ret_value = VALUE_NULL;
    if (sum->rows == 0)
        return true;
    numeric = arena_try_alloc(arena, sizeof(*numeric));
    if (numeric == NULL)
        return fail(error, FAIL_LIMIT, "a sum does not fit into the memory of the results");
    *numeric = sum->sum;
    *ret_value = (Value){.numeric = numeric};
    return true;
}

bool sum_result_real(const void *state, Arena *arena, Value *ret_value, GError **error)
{
    const SumState *sum = state;

    (void)arena;
    (void)error;
    *ret_value = sum->rows == 0 ? VALUE_NULL : (Value){.real = sum->real};
    return true;
}

bool avg_result_integer(const void *state, Arena *arena, Value *ret_value, GError **error)
{
    const SumState *sum = state;

    (void)arena;
    (void)error;
    *ret_value = VALUE_NULL;
    if (sum->rows > 0)
        *ret_value = (Value){.real = (double)((long double)sum->sum / (long double)sum->rows)};
    return true;
}

bool avg_result_real(const void *state, Arena *arena, Value *ret_value, GError **error)
{
    const SumState *sum = state;

    (void)arena;
    (void)error;
    *ret_value = sum->rows == 0 ? VALUE_NULL : (Value){.real = sum->real / (double)sum->rows};
    return true;
}
