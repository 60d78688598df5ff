/* Operators of points in time and intervals. One that exists for several types has a row for each.
 */
#include "expr/calls.h"
#include "expr/calls_time.h"
#include "expr/table_rows.h"

#define TYPED(name, left, right, type, call)                                                       \
    {                                                                                              \
        name, TAKES(left, right), 2,                                                               \
        {                                                                                          \
            type, call, EXPR_TYPED, NULL, ""                                                       \
        }                                                                                          \
    }
#define COMPARISONS_OF(left, right)                                                                \
    TYPED("=", left, right, TYPE_BOOL, moment_equal),                                              \
        TYPED("<>", left, right, TYPE_BOOL, moment_differ),                                        \
        TYPED("!=", left, right, TYPE_BOOL, moment_differ),                                        \
        TYPED("<", left, right, TYPE_BOOL, moment_less),                                           \
        TYPED("<=", left, right, TYPE_BOOL, moment_less_equal),                                    \
        TYPED(">", left, right, TYPE_BOOL, moment_greater),                                        \
        TYPED(">=", left, right, TYPE_BOOL, moment_greater_equal)
#define MOVES_OF(type)                                                                             \
    TYPED("+", type, TYPE_INTERVAL, type, moment_add),                                             \
        TYPED("+", TYPE_INTERVAL, type, type, moment_add_to),                                      \
        TYPED("-", type, TYPE_INTERVAL, type, moment_subtract),                                    \
        INFIX("-", type, type, TYPE_INTERVAL, moment_between)

static const Operator rows[] = {
    COMPARISONS(TYPE_TIMESTAMPTZ, integer),
    COMPARISONS(TYPE_TIMESTAMP, integer),
    COMPARISONS(TYPE_DATE, integer),
    COMPARISONS(TYPE_INTERVAL, interval),
    COMPARISONS_OF(TYPE_DATE, TYPE_TIMESTAMP),
    COMPARISONS_OF(TYPE_DATE, TYPE_TIMESTAMPTZ),
    COMPARISONS_OF(TYPE_TIMESTAMP, TYPE_DATE),
    COMPARISONS_OF(TYPE_TIMESTAMP, TYPE_TIMESTAMPTZ),
    COMPARISONS_OF(TYPE_TIMESTAMPTZ, TYPE_DATE),
    COMPARISONS_OF(TYPE_TIMESTAMPTZ, TYPE_TIMESTAMP),
    MOVES_OF(TYPE_TIMESTAMPTZ),
    MOVES_OF(TYPE_TIMESTAMP),
    INFIX("+", TYPE_DATE, TYPE_INT4, TYPE_DATE, date_add),
    INFIX("+", TYPE_INT4, TYPE_DATE, TYPE_DATE, date_add_to),
    INFIX("-", TYPE_DATE, TYPE_INT4, TYPE_DATE, date_subtract),
    INFIX("-", TYPE_DATE, TYPE_DATE, TYPE_INT4, date_between),
    INFIX("+", TYPE_DATE, TYPE_INTERVAL, TYPE_TIMESTAMP, date_add_interval),
    INFIX("+", TYPE_INTERVAL, TYPE_DATE, TYPE_TIMESTAMP, date_add_to_interval),
    INFIX("-", TYPE_DATE, TYPE_INTERVAL, TYPE_TIMESTAMP, date_subtract_interval),
    INFIX("+", TYPE_INTERVAL, TYPE_INTERVAL, TYPE_INTERVAL, interval_add),
    INFIX("-", TYPE_INTERVAL, TYPE_INTERVAL, TYPE_INTERVAL, interval_subtract),
    INFIX("*", TYPE_INTERVAL, TYPE_FLOAT8, TYPE_INTERVAL, interval_multiply),
    INFIX("*", TYPE_FLOAT8, TYPE_INTERVAL, TYPE_INTERVAL, interval_multiplied),
    INFIX("/", TYPE_INTERVAL, TYPE_FLOAT8, TYPE_INTERVAL, interval_divide),
    PREFIX("-", TYPE_INTERVAL, interval_negate),
};

const OperatorTable operators_time = {rows, G_N_ELEMENTS(rows)};
