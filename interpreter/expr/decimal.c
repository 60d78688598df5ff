/* Calls over numerics. */
#include "expr/decimal.h"

#include "base/fail.h"
#include "expr/calls_number.h"
#include "expr/exponential.h"

bool decimal_return(ExprContext *context, const Numeric *numeric, Value *ret_value, GError **error)
{
    Numeric *copy = (Numeric *)(void *)expr_alloc(context, sizeof(*copy), error);

    if (copy == NULL)
        return false;
    *copy = *numeric;
    *ret_value = (Value){.numeric = copy};
    return true;
}

#define INFIX_CALL(call, function)                                                                 \
    EXPR_CALL(call)                                                                                \
    {                                                                                              \
        Numeric result;                                                                            \
                                                                                                   \
        return function(args[0].numeric, args[1].numeric, &result, error) &&                       \
               decimal_return(context, &result, ret_value, error);                                 \
    }

INFIX_CALL(decimal_add, numeric_add)
INFIX_CALL(decimal_subtract, numeric_subtract)
INFIX_CALL(decimal_multiply, numeric_multiply)
INFIX_CALL(decimal_divide, numeric_divide)
INFIX_CALL(decimal_divide_whole, numeric_divide_whole)
INFIX_CALL(decimal_modulo, numeric_modulo)
INFIX_CALL(decimal_log, exponential_log)
INFIX_CALL(decimal_power, exponential_power)

#define PREFIX_CALL(call, function)                                                                \
    EXPR_CALL(call)                                                                                \
    {                                                                                              \
        Numeric result;                                                                            \
                                                                                                   \
        return function(args[0].numeric, &result, error) &&                                        \
               decimal_return(context, &result, ret_value, error);                                 \
    }

PREFIX_CALL(decimal_sqrt, numeric_root)
PREFIX_CALL(decimal_exp, exponential_exp)
PREFIX_CALL(decimal_ln, exponential_ln)

EXPR_CALL(decimal_log10)
{
    const Numeric ten = numeric_of_integer(10);
    Numeric result;

    return exponential_log(&ten, args[0].numeric, &result, error) &&
           decimal_return(context, &result, ret_value, error);
}

EXPR_CALL(decimal_negate)
{
    Numeric negated = numeric_negate(args[0].numeric);

    return decimal_return(context, &negated, ret_value, error);
}

EXPR_CALL(decimal_abs)
{
    Numeric size = numeric_abs(args[0].numeric);

    return decimal_return(context, &size, ret_value, error);
}

EXPR_CALL(decimal_sign)
{
    Numeric sign = numeric_of_integer(numeric_sign(args[0].numeric));

    if (args[0].numeric->kind == NUMERIC_NAN)
        sign = *args[0].numeric;
    return decimal_return(context, &sign, ret_value, error);
}

static bool return_rounded(ExprContext *context, const Value *args, size_t args_len,
                           NumericRounding rounding, Value *ret_value, GError **error)
{
    int places = args_len > 1 ? (int)args[1].integer : 0;
    Numeric rounded;

    return numeric_round(args[0].numeric, places, rounding, &rounded, error) &&
           decimal_return(context, &rounded, ret_value, error);
}

/* Of a numeric, and of one and the number of decimals. */
#define ROUNDING_CALL(call, rounding)                                                              \
    EXPR_CALL(call)                                                                                \
    {                                                                                              \
        return return_rounded(context, args, args_len, rounding, ret_value, error);                \
    }

ROUNDING_CALL(decimal_ceil, NUMERIC_CEIL)
ROUNDING_CALL(decimal_floor, NUMERIC_FLOOR)
ROUNDING_CALL(decimal_round, NUMERIC_ROUND)
ROUNDING_CALL(decimal_trunc, NUMERIC_TRUNC)

/* ---- decimals ---- */

static bool return_places(const Value *value, int places, Value *ret_value)
{
    *ret_value = numeric_is_finite(value->numeric) ? value_of_integer(places) : VALUE_NULL;
    return true;
}

EXPR_CALL(decimal_scale)
{
    return return_places(&args[0], args[0].numeric->scale, ret_value);
}

EXPR_CALL(decimal_min_scale)
{
    return return_places(&args[0], numeric_trim(args[0].numeric).scale, ret_value);
}

EXPR_CALL(decimal_trim_scale)
{
    Numeric trimmed = numeric_trim(args[0].numeric);

    return decimal_return(context, &trimmed, ret_value, error);
}

/* ---- whole numbers ---- */

static bool greatest_divisor(const Numeric *a, const Numeric *b, Numeric *ret_divisor,
                             GError **error)
{
    Numeric x = *a, y = *b, rest;
    uint16_t scale = MAX(a->scale, b->scale);

    while (y.coefficient != 0) {
        if (!numeric_modulo(&x, &y, &rest, error))
            return false;
        x = y;
        y = rest;
    }
    x = numeric_abs(&x);
    return numeric_round(&x, scale, NUMERIC_ROUND, ret_divisor, error);
}

static bool is_special(const Value *args)
{
    return !numeric_is_finite(args[0].numeric) || !numeric_is_finite(args[1].numeric);
}

EXPR_CALL(decimal_gcd)
{
    Numeric divisor = numeric_of_kind(NUMERIC_NAN);

    return (is_special(args) ||
            greatest_divisor(args[0].numeric, args[1].numeric, &divisor, error)) &&
           decimal_return(context, &divisor, ret_value, error);
}

/* |a * b| / gcd(a, b) */
static bool least_multiple(const Numeric *a, const Numeric *b, Numeric *ret_multiple,
                           GError **error)
{
    int scale = MAX(a->scale, b->scale);
    Wide top = wide_of(numeric_magnitude(a)), other = wide_of(numeric_magnitude(b)), bottom;
    Numeric divisor;

    if (top.len == 0 || other.len == 0) {
        *ret_multiple = (Numeric){.scale = (uint16_t)scale};
        return true;
    }
    if (!greatest_divisor(a, b, &divisor, error))
        return false;
    top = wide_multiply(&top, &other);
    bottom = wide_of(numeric_magnitude(&divisor));
    return numeric_quotient(false, &top, &bottom, scale + divisor.scale - a->scale - b->scale,
                            scale, ret_multiple, error);
}

EXPR_CALL(decimal_lcm)
{
    Numeric multiple = numeric_of_kind(NUMERIC_NAN);

    return (is_special(args) ||
            least_multiple(args[0].numeric, args[1].numeric, &multiple, error)) &&
           decimal_return(context, &multiple, ret_value, error);
}

EXPR_CALL(decimal_factorial)
{
    Numeric product = numeric_of_integer(1);

    if (args[0].integer < 0)
        return fail(error, FAIL_DATA, "factorial of a negative number is undefined");
    for (int64_t i = 2; i <= args[0].integer; i++) { /* overflows soon */
        Numeric factor = numeric_of_integer(i);

        if (!numeric_multiply(&product, &factor, &product, error))
            return false;
    }
    return decimal_return(context, &product, ret_value, error);
}

/* ---- buckets ---- */

static bool check_bounds(const Value *args, GError **error)
{
    bool is_nan = false, is_infinite = false;

    for (size_t i = 0; i < 3; i++)
        is_nan |= args[i].numeric->kind == NUMERIC_NAN;
    for (size_t i = 1; i < 3; i++)
        is_infinite |= !numeric_is_finite(args[i].numeric);
    if (args[3].integer <= 0)
        return fail(error, FAIL_DATA, "count must be greater than zero");
    if (is_nan)
        return fail(error, FAIL_DATA, "operand, lower bound, and upper bound cannot be NaN");
    if (is_infinite)
        return fail(error, FAIL_DATA, "lower and upper bounds must be finite");
    if (numeric_compare(args[1].numeric, args[2].numeric) == 0)
        return fail(error, FAIL_DATA, "lower bound cannot equal upper bound");
    return true;
}

/* |a - b| * 10^scale, whole; false if it has more digits than there is room for. */
static bool distance(const Numeric *a, const Numeric *b, int scale, Wide *ret_distance)
{
    enum { DIGITS_MAX = 100 };
    Wide x = wide_of(numeric_magnitude(a)), y = wide_of(numeric_magnitude(b)), swap;

    if (wide_digits(&x) + scale - a->scale > DIGITS_MAX ||
        wide_digits(&y) + scale - b->scale > DIGITS_MAX)
        return false;
    x = wide_times_ten(&x, scale - a->scale);
    y = wide_times_ten(&y, scale - b->scale);
    if ((a->coefficient < 0) != (b->coefficient < 0)) {
        wide_add(&x, &y);
    } else if (wide_compare(&x, &y) >= 0) {
        wide_subtract(&x, &y);
    } else {
        swap = x;
        x = y;
        wide_subtract(&x, &swap);
    }
    *ret_distance = x;
    return true;
}

/* floor(count * (value - from) / (to - from)) + 1 of what lies between them. PostgreSQL's quotient
 * is rounded to its decimals first, and so may be one too many close to the end. */
static bool bucket_between(const Value *args, int64_t *ret_bucket, GError **error)
{
    const Numeric *value = args[0].numeric, *from = args[1].numeric, *to = args[2].numeric;
    int scale = MAX(MAX(value->scale, from->scale), to->scale), decimals;
    Wide part, whole, count = wide_of((Uint128)args[3].integer);
    Numeric quotient;

    if (!distance(value, from, scale, &part) || !distance(to, from, scale, &whole))
        return numeric_fail_overflow(error);
    part = wide_multiply(&part, &count);
    decimals = numeric_quotient_scale(&part, scale, &whole, scale);
    if (!numeric_quotient(false, &part, &whole, decimals, decimals, &quotient, error) ||
        !numeric_round(&quotient, 0, NUMERIC_FLOOR, &quotient, error))
        return false;
    *ret_bucket = (int64_t)quotient.coefficient + 1;
    return true;
}

EXPR_CALL(decimal_width_bucket)
{
    int64_t bucket;
    int direction, from, to;

    if (!check_bounds(args, error))
        return false;
    direction = numeric_compare(args[2].numeric, args[1].numeric) > 0 ? 1 : -1;
    from = numeric_compare(args[0].numeric, args[1].numeric) * direction;
    to = numeric_compare(args[0].numeric, args[2].numeric) * direction;
    if (from < 0)
        bucket = 0;
    else if (to >= 0)
        bucket = args[3].integer + 1;
    else if (!bucket_between(args, &bucket, error))
        return false;
    if (bucket > G_MAXINT32)
        return fail(error, FAIL_DATA, "integer out of range");
    *ret_value = value_of_integer(bucket);
    return true;
}
