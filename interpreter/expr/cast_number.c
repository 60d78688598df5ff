/* Conversions among numbers and truth values. Numbers widen by themselves. */
#include <math.h>

#include "base/fail.h"
#include "expr/table_rows.h"

/* The same bytes as another type: int4 as int8, jsonb as text. */
static EXPR_CALL(cast_same)
{
    *ret_value = args[0];
    return true;
}

static EXPR_CALL(cast_integer_float8)
{
    *ret_value = (Value){.real = (double)args[0].integer};
    return true;
}

static bool return_numeric(ExprContext *context, Int128 numeric, Value *ret_value, GError **error)
{
    Int128 *copy = (Int128 *)(void *)expr_alloc(context, sizeof(*copy), error);

    if (copy == NULL)
        return false;
    *copy = numeric;
    *ret_value = (Value){.numeric = copy};
    return true;
}

static EXPR_CALL(cast_integer_numeric)
{
    return return_numeric(context, args[0].integer, ret_value, error);
}

static EXPR_CALL(cast_numeric_float8)
{
    *ret_value = (Value){.real = (double)*args[0].numeric};
    return true;
}

static bool return_integer(Int128 integer, Type type, Value *ret_value, GError **error)
{
    Int128 min = type == TYPE_INT4 ? G_MININT32 : G_MININT64;
    Int128 max = type == TYPE_INT4 ? G_MAXINT32 : G_MAXINT64;

    if (integer < min || integer > max)
        return fail(error, FAIL_DATA, "%s out of range", type_name(type));
    *ret_value = value_of_integer((int64_t)integer);
    return true;
}

static EXPR_CALL(cast_int8_int4)
{
    return return_integer(args[0].integer, TYPE_INT4, ret_value, error);
}

static EXPR_CALL(cast_numeric_int4)
{
    return return_integer(*args[0].numeric, TYPE_INT4, ret_value, error);
}

static EXPR_CALL(cast_numeric_int8)
{
    return return_integer(*args[0].numeric, TYPE_INT8, ret_value, error);
}

/* Halves go to the even neighbour. */
static bool return_rounded(double real, Type type, Value *ret_value, GError **error)
{
    double whole = rint(real);

    if (!(whole >= -0x1p63 && whole < 0x1p63)) /* NaN too */
        return fail(error, FAIL_DATA, "%s out of range", type_name(type));
    return return_integer((int64_t)whole, type, ret_value, error);
}

static EXPR_CALL(cast_float8_int4)
{
    return return_rounded(args[0].real, TYPE_INT4, ret_value, error);
}

static EXPR_CALL(cast_float8_int8)
{
    return return_rounded(args[0].real, TYPE_INT8, ret_value, error);
}

/* As PostgreSQL, by the 15 digits that a float8 surely has. */
static EXPR_CALL(cast_float8_numeric)
{
    char text[32];
    Int128 digits = 0;
    int power;

    if (isnan(args[0].real) || isinf(args[0].real)) {
        fail(error, FAIL_DATA, "numeric can't hold NaN or infinity yet");
        return fail_hint(error, "keep it as float8");
    }
    g_ascii_formatd(text, sizeof(text), "%.14e", fabs(args[0].real));
    for (const char *at = text; *at != 'e'; at++)
        digits = *at == '.' ? digits : digits * 10 + (*at - '0');
    power = (int)g_ascii_strtoll(strchr(text, 'e') + 1, NULL, 10) - 14;
    for (; power < 0 && digits % 10 == 0 && digits != 0; power++)
        digits /= 10;
    if (power < 0 && digits != 0) {
        fail(error, FAIL_DATA, "numeric holds whole numbers only, decimals are not supported yet");
        return fail_hint(error, "keep it as float8, or round() it first");
    }
    for (; power > 0 && digits != 0; power--) {
        if (__builtin_mul_overflow(digits, 10, &digits))
            return fail(error, FAIL_DATA, "value out of range: numeric holds 128 bits");
    }
    return return_numeric(context, args[0].real < 0 ? -digits : digits, ret_value, error);
}

static EXPR_CALL(cast_bool_int4)
{
    *ret_value = value_of_integer(args[0].boolean ? 1 : 0);
    return true;
}

static EXPR_CALL(cast_int4_bool)
{
    *ret_value = (Value){.boolean = args[0].integer != 0};
    return true;
}

static const Conversion rows[] = {
    {TYPE_INT4,    TYPE_INT8,    CONVERT_IMPLICIT,   cast_same           },
    {TYPE_INT4,    TYPE_FLOAT8,  CONVERT_IMPLICIT,   cast_integer_float8 },
    {TYPE_INT4,    TYPE_NUMERIC, CONVERT_IMPLICIT,   cast_integer_numeric},
    {TYPE_INT8,    TYPE_FLOAT8,  CONVERT_IMPLICIT,   cast_integer_float8 },
    {TYPE_INT8,    TYPE_NUMERIC, CONVERT_IMPLICIT,   cast_integer_numeric},
    {TYPE_NUMERIC, TYPE_FLOAT8,  CONVERT_IMPLICIT,   cast_numeric_float8 },
    {TYPE_INT8,    TYPE_INT4,    CONVERT_ASSIGNMENT, cast_int8_int4      },
    {TYPE_NUMERIC, TYPE_INT4,    CONVERT_ASSIGNMENT, cast_numeric_int4   },
    {TYPE_NUMERIC, TYPE_INT8,    CONVERT_ASSIGNMENT, cast_numeric_int8   },
    {TYPE_FLOAT8,  TYPE_INT4,    CONVERT_ASSIGNMENT, cast_float8_int4    },
    {TYPE_FLOAT8,  TYPE_INT8,    CONVERT_ASSIGNMENT, cast_float8_int8    },
    {TYPE_FLOAT8,  TYPE_NUMERIC, CONVERT_ASSIGNMENT, cast_float8_numeric },
    {TYPE_BOOL,    TYPE_INT4,    CONVERT_EXPLICIT,   cast_bool_int4      },
    {TYPE_INT4,    TYPE_BOOL,    CONVERT_EXPLICIT,   cast_int4_bool      },
};

const ConversionTable conversions_number = {rows, G_N_ELEMENTS(rows)};
