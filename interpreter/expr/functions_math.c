/* Functions of numbers. */
#include "expr/calls.h"
#include "expr/table_rows.h"

static const Function rows[] = {
    ROW("abs(integer)", TYPE_INT4, int4_abs, "without its sign"),
    ROW("abs(bigint)", TYPE_INT8, int8_abs, "without its sign"),
    ROW("abs(double precision)", TYPE_FLOAT8, math_abs, "without its sign"),
    ROW("abs(numeric)", TYPE_NUMERIC, decimal_abs, "without its sign"),
    ROW("ceil(double precision)", TYPE_FLOAT8, math_ceil, "the next whole number up"),
    ROW("ceil(numeric)", TYPE_NUMERIC, decimal_ceil, "the next whole number up"),
    ROW("ceiling(double precision)", TYPE_FLOAT8, math_ceil, "the next whole number up"),
    ROW("ceiling(numeric)", TYPE_NUMERIC, decimal_ceil, "the next whole number up"),
    ROW("floor(double precision)", TYPE_FLOAT8, math_floor, "the next whole number down"),
    ROW("floor(numeric)", TYPE_NUMERIC, decimal_floor, "the next whole number down"),
    ROW("round(double precision)", TYPE_FLOAT8, math_round,
        "the nearest whole number, of two the even one"),
    ROW("round(numeric)", TYPE_NUMERIC, decimal_round, "the nearest whole number"),
    ROW("round(double precision, integer)", TYPE_FLOAT8, math_round_to,
        "rounded to so many decimals"),
    ROW("trunc(double precision)", TYPE_FLOAT8, math_trunc, "without its decimals"),
    ROW("trunc(numeric)", TYPE_NUMERIC, decimal_trunc, "without its decimals"),
    ROW("sign(double precision)", TYPE_FLOAT8, math_sign, "-1, 0 or 1"),
    ROW("sign(numeric)", TYPE_NUMERIC, decimal_sign, "-1, 0 or 1"),
    ROW("mod(integer, integer)", TYPE_INT4, int4_modulo, "what a division leaves"),
    ROW("mod(bigint, bigint)", TYPE_INT8, int8_modulo, "what a division leaves"),
    ROW("mod(numeric, numeric)", TYPE_NUMERIC, decimal_modulo, "what a division leaves"),
    ROW("power(double precision, double precision)", TYPE_FLOAT8, math_power,
        "the first raised to the second"),
    ROW("pow(double precision, double precision)", TYPE_FLOAT8, math_power,
        "the first raised to the second"),
    ROW("sqrt(double precision)", TYPE_FLOAT8, math_sqrt, "square root"),
    ROW("exp(double precision)", TYPE_FLOAT8, math_exp, "e raised to it"),
    ROW("ln(double precision)", TYPE_FLOAT8, math_ln, "natural logarithm"),
    ROW("log(double precision)", TYPE_FLOAT8, math_log, "logarithm to the base 10"),
    ROW("log10(double precision)", TYPE_FLOAT8, math_log, "logarithm to the base 10"),
};

const FunctionTable functions_math = {rows, G_N_ELEMENTS(rows)};
