/* Operators of points in time and intervals. One that exists for several types has a row for each.
 */
#include "expr/calls.h"
#include "expr/table_rows.h"

static const Operator rows[] = {
    COMPARISONS(TYPE_TIMESTAMPTZ, integer),
    COMPARISONS(TYPE_INTERVAL, interval),
    INFIX("+", TYPE_TIMESTAMPTZ, TYPE_INTERVAL, TYPE_TIMESTAMPTZ, moment_add),
    INFIX("+", TYPE_INTERVAL, TYPE_TIMESTAMPTZ, TYPE_TIMESTAMPTZ, moment_add_to),
    INFIX("-", TYPE_TIMESTAMPTZ, TYPE_INTERVAL, TYPE_TIMESTAMPTZ, moment_subtract),
    INFIX("-", TYPE_TIMESTAMPTZ, TYPE_TIMESTAMPTZ, TYPE_INTERVAL, moment_between),
    INFIX("+", TYPE_INTERVAL, TYPE_INTERVAL, TYPE_INTERVAL, interval_add),
    INFIX("-", TYPE_INTERVAL, TYPE_INTERVAL, TYPE_INTERVAL, interval_subtract),
    INFIX("*", TYPE_INTERVAL, TYPE_FLOAT8, TYPE_INTERVAL, interval_multiply),
    INFIX("*", TYPE_FLOAT8, TYPE_INTERVAL, TYPE_INTERVAL, interval_multiplied),
    INFIX("/", TYPE_INTERVAL, TYPE_FLOAT8, TYPE_INTERVAL, interval_divide),
    PREFIX("-", TYPE_INTERVAL, interval_negate),
};

const OperatorTable operators_time = {rows, G_N_ELEMENTS(rows)};
