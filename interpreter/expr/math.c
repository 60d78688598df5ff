/* Functions of float8. */
#include <math.h>

#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"
#include "expr/calls_number.h"

static bool return_real(double real, Value *ret_value)
{
    *ret_value = (Value){.real = real};
    return true;
}

/* What was finite and became infinite, or was something and became nothing. */
static bool return_checked(double real, bool was_finite, bool was_zero, Value *ret_value,
                           GError **error)
{
    if (isinf(real) && was_finite)
        return fail(error, FAIL_DATA, "value out of range: overflow");
    if (real == 0 && !was_zero)
        return fail(error, FAIL_DATA, "value out of range: underflow");
    return return_real(real, ret_value);
}

EXPR_CALL(math_abs)
{
    return return_real(fabs(args[0].real), ret_value);
}

EXPR_CALL(math_ceil)
{
    return return_real(ceil(args[0].real), ret_value);
}

EXPR_CALL(math_floor)
{
    return return_real(floor(args[0].real), ret_value);
}

EXPR_CALL(math_round)
{
    return return_real(FAULT(round_half_up) ? round(args[0].real) : rint(args[0].real), ret_value);
}

EXPR_CALL(math_trunc)
{
    return return_real(trunc(args[0].real), ret_value);
}

EXPR_CALL(math_sign)
{
    double real = args[0].real;

    return return_real((real > 0) - (real < 0), ret_value); /* 0 of NaN too */
}

EXPR_CALL(math_sqrt)
{
    if (args[0].real < 0)
        return fail(error, FAIL_DATA, "cannot take square root of a negative number");
    return return_real(sqrt(args[0].real), ret_value);
}

EXPR_CALL(math_cbrt)
{
    return return_real(cbrt(args[0].real), ret_value);
}

EXPR_CALL(math_power)
{
    double base = args[0].real, exponent = args[1].real, real;

    if (base == 0 && exponent < 0)
        return fail(error, FAIL_DATA, "zero raised to a negative power is undefined");
    if (base < 0 && !isnan(exponent) && floor(exponent) != exponent)
        return fail(error, FAIL_DATA,
                    "a negative number raised to a non-integer power yields a complex result");
    real = pow(base, exponent);
    return return_checked(real, !isinf(base) && !isinf(exponent),
                          base == 0 || isinf(base) || isinf(exponent), ret_value, error);
}

EXPR_CALL(math_exp)
{
    double x = args[0].real;

    return return_checked(exp(x), !isinf(x), isinf(x), ret_value, error);
}

static bool check_logarithm(double x, GError **error)
{
    if (x == 0)
        return fail(error, FAIL_DATA, "cannot take logarithm of zero");
    if (x < 0)
        return fail(error, FAIL_DATA, "cannot take logarithm of a negative number");
    return true;
}

EXPR_CALL(math_ln)
{
    return check_logarithm(args[0].real, error) && return_real(log(args[0].real), ret_value);
}

EXPR_CALL(math_log)
{
    return check_logarithm(args[0].real, error) && return_real(log10(args[0].real), ret_value);
}

/* count * (value - from) / (to - from), of two ends that are finite and differ. */
static double share_of(double value, double from, double to, double count)
{
    double share = count * (value - from) / (to - from);

    if (isfinite(share))
        return share;
    return count * ((value / 2 - from / 2) / (to / 2 - from / 2)); /* what was too large is not */
}

EXPR_CALL(math_width_bucket)
{
    double value = args[0].real, from = args[1].real, to = args[2].real;
    int64_t count = args[3].integer, bucket;

    if (count <= 0)
        return fail(error, FAIL_DATA, "count must be greater than zero");
    if (isnan(value) || isnan(from) || isnan(to))
        return fail(error, FAIL_DATA, "operand, lower bound, and upper bound cannot be NaN");
    if (isinf(from) || isinf(to))
        return fail(error, FAIL_DATA, "lower and upper bounds must be finite");
    if (from == to)
        return fail(error, FAIL_DATA, "lower bound cannot equal upper bound");
    if (from < to ? value < from : value > from)
        bucket = 0;
    else if (from < to ? value >= to : value <= to)
        bucket = count + 1;
    else
        bucket = (int64_t)share_of(value, from, to, (double)count) + 1;
    if (bucket > G_MAXINT32)
        return fail(error, FAIL_DATA, "integer out of range");
    *ret_value = value_of_integer(bucket);
    return true;
}
