/* Functions of float8. */
#include <math.h>

#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"

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

/* By the 15 digits that a float8 surely has, so that 1.005 is a half and goes up. */
static double round_half_up(double real)
{
    char text[32];

    g_ascii_formatd(text, sizeof(text), "%.15g", real);
    return round(g_ascii_strtod(text, NULL));
}

EXPR_CALL(math_round_to)
{
    int64_t places = CLAMP(args[1].integer, -400, 400);
    double real = args[0].real, scale = pow(10, (double)ABS(places));

    if (isnan(real) || isinf(real))
        return return_real(real, ret_value);
    if (places < 0)
        return return_real(isinf(scale) ? 0 : round_half_up(real / scale) * scale, ret_value);
    if (places > 17 || fabs(real) * scale >= 0x1p53) /* no decimals that far are left */
        return return_real(real, ret_value);
    return return_real(round_half_up(real * scale) / scale, ret_value);
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
