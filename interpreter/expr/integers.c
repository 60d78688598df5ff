/* Bits and divisors of whole numbers. */
#include "base/fail.h"
#include "expr/calls_number.h"

static bool return_integer(int64_t integer, Value *ret_value)
{
    *ret_value = value_of_integer(integer);
    return true;
}

static uint64_t size_of(int64_t integer)
{
    return integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
}

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

static bool return_divisor(const Value *args, int64_t max, const char *type, Value *ret_value,
                           GError **error)
{
    uint64_t divisor = greatest_divisor(size_of(args[0].integer), size_of(args[1].integer));

    if (divisor > (uint64_t)max)
        return fail(error, FAIL_DATA, "%s out of range", type);
    return return_integer((int64_t)divisor, ret_value);
}

static bool return_multiple(const Value *args, int64_t max, const char *type, Value *ret_value,
                            GError **error)
{
    uint64_t a = size_of(args[0].integer), b = size_of(args[1].integer), multiple;

    if (a == 0 || b == 0)
        return return_integer(0, ret_value);
    if (__builtin_mul_overflow(a / greatest_divisor(a, b), b, &multiple) ||
        multiple > (uint64_t)max)
        return fail(error, FAIL_DATA, "%s out of range", type);
    return return_integer((int64_t)multiple, ret_value);
}

static bool return_hex(ExprContext *context, uint64_t integer, Value *ret_value, GError **error)
{
    char text[20];
    int len = g_snprintf(text, sizeof(text), "%" G_GINT64_MODIFIER "x", integer);

    return expr_return_text(context, span_make(text, (size_t)len), ret_value, error);
}

/* What a type's bits do; a shift goes by as many as its width at most, and wraps beyond. */
#define BIT_CALLS(type, signed_type, unsigned_type, name, max)                                     \
    EXPR_CALL(type##_and)                                                                          \
    {                                                                                              \
        return return_integer(args[0].integer & args[1].integer, ret_value);                       \
    }                                                                                              \
    EXPR_CALL(type##_or)                                                                           \
    {                                                                                              \
        return return_integer(args[0].integer | args[1].integer, ret_value);                       \
    }                                                                                              \
    EXPR_CALL(type##_differ_bits)                                                                  \
    {                                                                                              \
        return return_integer(args[0].integer ^ args[1].integer, ret_value);                       \
    }                                                                                              \
    EXPR_CALL(type##_invert)                                                                       \
    {                                                                                              \
        return return_integer(~args[0].integer, ret_value);                                        \
    }                                                                                              \
    EXPR_CALL(type##_shift_left)                                                                   \
    {                                                                                              \
        unsigned by = (unsigned)args[1].integer % (8 * sizeof(signed_type));                       \
                                                                                                   \
        return return_integer((signed_type)((unsigned_type)args[0].integer << by), ret_value);     \
    }                                                                                              \
    EXPR_CALL(type##_shift_right)                                                                  \
    {                                                                                              \
        unsigned by = (unsigned)args[1].integer % (8 * sizeof(signed_type));                       \
                                                                                                   \
        return return_integer((signed_type)args[0].integer >> by, ret_value);                      \
    }                                                                                              \
    EXPR_CALL(type##_gcd)                                                                          \
    {                                                                                              \
        return return_divisor(args, max, name, ret_value, error);                                  \
    }                                                                                              \
    EXPR_CALL(type##_lcm)                                                                          \
    {                                                                                              \
        return return_multiple(args, max, name, ret_value, error);                                 \
    }                                                                                              \
    EXPR_CALL(type##_to_hex)                                                                       \
    {                                                                                              \
        return return_hex(context, (unsigned_type)args[0].integer, ret_value, error);              \
    }

BIT_CALLS(int4, int32_t, uint32_t, "integer", G_MAXINT32)
BIT_CALLS(int8, int64_t, uint64_t, "bigint", G_MAXINT64)
