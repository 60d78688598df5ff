/* What a type's length or precision does to a value of the type: numeric(10, 2), timestamp(3). The
 * binder calls these for casts; their names are the types'. */
#include "expr/decimal.h"
#include "expr/table_rows.h"
#include "row/timestamp.h"

static EXPR_CALL(modifier_numeric)
{
    int scale = args_len > 2 ? (int)args[2].integer : 0;
    Numeric fitted;

    return numeric_fit(args[0].numeric, (int)args[1].integer, scale, &fitted, error) &&
           decimal_return(context, &fitted, ret_value, error);
}

/* Halves go away from the year 2000, as in PostgreSQL, which counts from there. */
static EXPR_CALL(modifier_timestamp)
{
    enum { DECIMALS_MAX = 6 };
    const Int128 from = (Int128)946684800 * 1000000;
    Int128 us = args[0].integer - from, step = 1;

    *ret_value = args[0];
    for (int64_t i = args[1].integer; i < DECIMALS_MAX; i++)
        step *= 10;
    if (timestamp_is_finite(args[0].integer))
        ret_value->integer = (int64_t)((us + (us < 0 ? -step : step) / 2) / step * step + from);
    return true;
}

static const Function rows[] = {
    ROW("numeric(numeric, integer)", TYPE_NUMERIC, modifier_numeric,
        "a whole number of at most so many digits"),
    ROW("numeric(numeric, integer, integer)", TYPE_NUMERIC, modifier_numeric,
        "at most so many digits, so many of them decimals"),
    ROW("timestamptz(timestamp with time zone, integer)", TYPE_TIMESTAMPTZ, modifier_timestamp,
        "to so many decimals of a second"),
    ROW("timestamp(timestamp without time zone, integer)", TYPE_TIMESTAMP, modifier_timestamp,
        "to so many decimals of a second"),
};

const FunctionTable functions_modifier = {rows, G_N_ELEMENTS(rows)};
