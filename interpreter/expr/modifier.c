/* What a type's length or precision does to a value of the type: numeric(10, 2). The binder
 * calls these for casts, and those of times (functions_time.c); their names are the types'. */
#include "expr/decimal.h"
#include "expr/table_rows.h"

static EXPR_CALL(modifier_numeric)
{
    int scale = args_len > 2 ? (int)args[2].integer : 0;
    Numeric fitted;

    return numeric_fit(args[0].numeric, (int)args[1].integer, scale, &fitted, error) &&
           decimal_return(context, &fitted, ret_value, error);
}

static const Function rows[] = {
    ROW("numeric(numeric, integer)", TYPE_NUMERIC, modifier_numeric,
        "a whole number of at most so many digits"),
    ROW("numeric(numeric, integer, integer)", TYPE_NUMERIC, modifier_numeric,
        "at most so many digits, so many of them decimals"),
};

const FunctionTable functions_modifier = {rows, G_N_ELEMENTS(rows)};
