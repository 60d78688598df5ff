/* Operators of numbers and truth values. One that exists for several types has a row for each. */
#include "expr/calls.h"
#include "expr/calls_number.h"
#include "expr/table_rows.h"

#define INTEGER_BITS(type, kind)                                                                   \
    INFIX("&", type, type, type, kind##_and), INFIX("|", type, type, type, kind##_or),             \
        INFIX("#", type, type, type, kind##_differ_bits),                                          \
        INFIX("<<", type, TYPE_INT4, type, kind##_shift_left),                                     \
        INFIX(">>", type, TYPE_INT4, type, kind##_shift_right), PREFIX("~", type, kind##_invert)

static const Operator rows[] = {
    COMPARISONS(TYPE_BOOL, boolean),
    COMPARISONS(TYPE_INT4, integer),
    COMPARISONS(TYPE_INT8, integer),
    COMPARISONS(TYPE_FLOAT8, float8),
    COMPARISONS(TYPE_NUMERIC, numeric),
    INTEGER_ARITHMETIC(TYPE_INT4, int4),
    INTEGER_ARITHMETIC(TYPE_INT8, int8),
    INTEGER_BITS(TYPE_INT4, int4),
    INTEGER_BITS(TYPE_INT8, int8),
    INFIX("+", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_add),
    INFIX("-", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_subtract),
    INFIX("*", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_multiply),
    INFIX("/", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_divide),
    INFIX("^", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, math_power),
    PREFIX("-", TYPE_FLOAT8, float8_negate),
    PREFIX("+", TYPE_FLOAT8, number_same),
    PREFIX("@", TYPE_FLOAT8, math_abs),
    PREFIX("|/", TYPE_FLOAT8, math_sqrt),
    PREFIX("||/", TYPE_FLOAT8, math_cbrt),
    INFIX("+", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, decimal_add),
    INFIX("-", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, decimal_subtract),
    INFIX("*", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, decimal_multiply),
    INFIX("/", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, decimal_divide),
    INFIX("%", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, decimal_modulo),
    INFIX("^", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, decimal_power),
    PREFIX("-", TYPE_NUMERIC, decimal_negate),
    PREFIX("+", TYPE_NUMERIC, number_same),
    PREFIX("@", TYPE_NUMERIC, decimal_abs),
};

const OperatorTable operators_number = {rows, G_N_ELEMENTS(rows)};
