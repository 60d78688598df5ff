/* + - * / % over numbers. Whole numbers never wrap: beyond their range is an error of the row. */
#include <math.h>

#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"

static bool fail_division(GError **error)
{
    return fail(error, FAIL_DATA, "division by zero");
}

/* @overflowed: of the 64-bit operation that gave @integer */
static bool return_int4(bool overflowed, int64_t integer, Value *ret_value, GError **error)
{
    if (overflowed || integer < G_MININT32 || integer > G_MAXINT32)
        return fail(error, FAIL_DATA, "integer out of range");
    *ret_value = value_of_integer(integer);
    return true;
}

static bool return_int8(bool overflowed, int64_t integer, Value *ret_value, GError **error)
{
    if (overflowed)
        return fail(error, FAIL_DATA, "bigint out of range");
    *ret_value = value_of_integer(integer);
    return true;
}

/* The operations of a whole type, which differ in what they return by. */
#define INTEGER_CALLS(type)                                                                        \
    EXPR_CALL(type##_add)                                                                          \
    {                                                                                              \
        int64_t to;                                                                                \
        bool overflowed = __builtin_add_overflow(args[0].integer, args[1].integer, &to);           \
                                                                                                   \
        return return_##type(overflowed, to, ret_value, error);                                    \
    }                                                                                              \
    EXPR_CALL(type##_subtract)                                                                     \
    {                                                                                              \
        int64_t to;                                                                                \
        bool overflowed = __builtin_sub_overflow(args[0].integer, args[1].integer, &to);           \
                                                                                                   \
        return return_##type(overflowed, to, ret_value, error);                                    \
    }                                                                                              \
    EXPR_CALL(type##_multiply)                                                                     \
    {                                                                                              \
        int64_t to;                                                                                \
        bool overflowed = __builtin_mul_overflow(args[0].integer, args[1].integer, &to);           \
                                                                                                   \
        return return_##type(overflowed, to, ret_value, error);                                    \
    }                                                                                              \
    EXPR_CALL(type##_divide)                                                                       \
    {                                                                                              \
        if (args[1].integer == 0)                                                                  \
            return fail_division(error);                                                           \
        if (args[1].integer == -1) /* the least number has no positive */                          \
            return type##_negate(context, args, 1, ret_value, error);                              \
        *ret_value = value_of_integer(args[0].integer / args[1].integer -                          \
                                      (FAULT(division_rounds_down) && args[0].integer < 0 &&       \
                                       args[0].integer % args[1].integer != 0));                   \
        return true;                                                                               \
    }                                                                                              \
    EXPR_CALL(type##_modulo)                                                                       \
    {                                                                                              \
        if (args[1].integer == 0)                                                                  \
            return fail_division(error);                                                           \
        *ret_value =                                                                               \
            value_of_integer(args[1].integer == -1 ? 0 : args[0].integer % args[1].integer);       \
        return true;                                                                               \
    }                                                                                              \
    EXPR_CALL(type##_negate)                                                                       \
    {                                                                                              \
        int64_t to;                                                                                \
        bool overflowed = __builtin_sub_overflow((int64_t)0, args[0].integer, &to);                \
                                                                                                   \
        return return_##type(overflowed, to, ret_value, error);                                    \
    }                                                                                              \
    EXPR_CALL(type##_abs)                                                                          \
    {                                                                                              \
        if (args[0].integer < 0)                                                                   \
            return type##_negate(context, args, 1, ret_value, error);                              \
        *ret_value = args[0];                                                                      \
        return true;                                                                               \
    }

INTEGER_CALLS(int4)
INTEGER_CALLS(int8)

/* Infinity may come in, but finite numbers do not make it; nor does a product vanish. */
static bool return_real(double real, bool may_be_infinite, bool may_be_zero, Value *ret_value,
                        GError **error)
{
    if (isinf(real) && !may_be_infinite)
        return fail(error, FAIL_DATA, "value out of range: overflow");
    if (real == 0 && !may_be_zero)
        return fail(error, FAIL_DATA, "value out of range: underflow");
    *ret_value = (Value){.real = real};
    return true;
}

EXPR_CALL(float8_add)
{
    double a = args[0].real, b = args[1].real;

    return return_real(a + b, isinf(a) || isinf(b), true, ret_value, error);
}

EXPR_CALL(float8_subtract)
{
    double a = args[0].real, b = args[1].real;

    return return_real(a - b, isinf(a) || isinf(b), true, ret_value, error);
}

EXPR_CALL(float8_multiply)
{
    double a = args[0].real, b = args[1].real;

    return return_real(a * b, isinf(a) || isinf(b), a == 0 || b == 0, ret_value, error);
}

EXPR_CALL(float8_divide)
{
    double a = args[0].real, b = args[1].real;

    if (b == 0 && !isnan(a))
        return fail_division(error);
    return return_real(a / b, isinf(a) || isnan(a), a == 0 || isinf(b), ret_value, error);
}

EXPR_CALL(float8_negate)
{
    *ret_value = (Value){.real = -args[0].real};
    return true;
}

EXPR_CALL(number_same)
{
    *ret_value = args[0];
    return true;
}
