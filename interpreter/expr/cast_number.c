/* Conversions among numbers and truth values. Numbers widen by themselves. */
#include <math.h>

#include "base/fail.h"
#include "expr/decimal.h"
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

static EXPR_CALL(cast_integer_numeric)
{
    Numeric numeric = numeric_of_integer(args[0].integer);

    return decimal_return(context, &numeric, ret_value, error);
}

static EXPR_CALL(cast_numeric_float8)
{
    double real;

    if (!numeric_to_real(args[0].numeric, &real, error))
        return false;
    *ret_value = (Value){.real = real};
    return true;
}

static bool numeric_integer(const Value *value, Type type, Value *ret_value, GError **error)
{
    int64_t integer;

    if (!numeric_to_integer(value->numeric, type, &integer, error))
        return false;
    *ret_value = value_of_integer(integer);
    return true;
}

static EXPR_CALL(cast_numeric_int4)
{
    return numeric_integer(&args[0], TYPE_INT4, ret_value, error);
}

static EXPR_CALL(cast_numeric_int8)
{
    return numeric_integer(&args[0], TYPE_INT8, ret_value, error);
}

static bool return_integer(int64_t integer, Type type, Value *ret_value, GError **error)
{
    int64_t min = type == TYPE_INT4 ? G_MININT32 : G_MININT64;
    int64_t max = type == TYPE_INT4 ? G_MAXINT32 : G_MAXINT64;

    if (integer < min || integer > max)
        return fail(error, FAIL_DATA, "%s out of range", type_name(type));
    *ret_value = value_of_integer(integer);
    return true;
}

static EXPR_CALL(cast_int8_int4)
{
    return return_integer(args[0].integer, TYPE_INT4, ret_value, error);
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

static EXPR_CALL(cast_float8_numeric)
{
    Numeric numeric;

    return numeric_of_real(args[0].real, &numeric, error) &&
           decimal_return(context, &numeric, ret_value, error);
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
