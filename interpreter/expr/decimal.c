/* Calls over numerics. */
#include "expr/decimal.h"

#include "base/fail.h"
#include "expr/calls.h"

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

EXPR_CALL(decimal_sqrt)
{
    Numeric root;

    return numeric_root(args[0].numeric, &root, error) &&
           decimal_return(context, &root, ret_value, error);
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
