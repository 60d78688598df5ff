#include <assert.h>

#include "expr/calls.h"
#include "expr/table.h"

typedef struct Operator {
    const char *name;
    Type types[2]; /* of a prefix operator the first only */
    size_t len;
    ExprRoutine routine;
} Operator;

#define TAKES(left, right)                                                                         \
    {                                                                                              \
        left, right                                                                                \
    }
#define GIVES(type, call)                                                                          \
    {                                                                                              \
        type, call, 0, NULL, ""                                                                    \
    }
#define INFIX(name, left, right, type, call)                                                       \
    {                                                                                              \
        name, TAKES(left, right), 2, GIVES(type, call)                                             \
    }
#define PREFIX(name, right, call)                                                                  \
    {                                                                                              \
        name, TAKES(right, right), 1, GIVES(right, call)                                           \
    }
#define REFUSED(name, left, right, why)                                                            \
    {                                                                                              \
        name, TAKES(left, right), 2,                                                               \
        {                                                                                          \
            left, NULL, 0, NULL, why                                                               \
        }                                                                                          \
    }
#define PATTERN(name, call, prepare)                                                               \
    {                                                                                              \
        name, TAKES(TYPE_TEXT, TYPE_TEXT), 2,                                                      \
        {                                                                                          \
            TYPE_BOOL, call, 0, prepare, ""                                                        \
        }                                                                                          \
    }
#define COMPARISONS(type, kind)                                                                    \
    INFIX("=", type, type, TYPE_BOOL, kind##_equal),                                               \
        INFIX("<>", type, type, TYPE_BOOL, kind##_differ),                                         \
        INFIX("!=", type, type, TYPE_BOOL, kind##_differ),                                         \
        INFIX("<", type, type, TYPE_BOOL, kind##_less),                                            \
        INFIX("<=", type, type, TYPE_BOOL, kind##_less_equal),                                     \
        INFIX(">", type, type, TYPE_BOOL, kind##_greater),                                         \
        INFIX(">=", type, type, TYPE_BOOL, kind##_greater_equal)
#define INTEGER_ARITHMETIC(type, kind)                                                             \
    INFIX("+", type, type, type, kind##_add), INFIX("-", type, type, type, kind##_subtract),       \
        INFIX("*", type, type, type, kind##_multiply),                                             \
        INFIX("/", type, type, type, kind##_divide), INFIX("%", type, type, type, kind##_modulo),  \
        PREFIX("-", type, kind##_negate), PREFIX("+", type, number_same),                          \
        PREFIX("@", type, kind##_abs)

/* To add an operator: a row here. One that exists for several types has a row for each. */
static const Operator operators[] = {
    INTEGER_ARITHMETIC(TYPE_INT4, int4),
    INTEGER_ARITHMETIC(TYPE_INT8, int8),
    INFIX("+", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_add),
    INFIX("-", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_subtract),
    INFIX("*", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_multiply),
    INFIX("/", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, float8_divide),
    INFIX("^", TYPE_FLOAT8, TYPE_FLOAT8, TYPE_FLOAT8, math_power),
    PREFIX("-", TYPE_FLOAT8, float8_negate),
    PREFIX("+", TYPE_FLOAT8, number_same),
    PREFIX("@", TYPE_FLOAT8, math_abs),
    INFIX("+", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, numeric_add),
    INFIX("-", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, numeric_subtract),
    INFIX("*", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, numeric_multiply),
    INFIX("%", TYPE_NUMERIC, TYPE_NUMERIC, TYPE_NUMERIC, numeric_modulo),
    REFUSED("/", TYPE_NUMERIC, TYPE_NUMERIC,
            "numeric division is not supported yet; cast to float8"),
    REFUSED("^", TYPE_NUMERIC, TYPE_NUMERIC,
            "numeric powers are not supported yet; cast to float8"),
    PREFIX("-", TYPE_NUMERIC, numeric_negate),
    PREFIX("+", TYPE_NUMERIC, number_same),
    PREFIX("@", TYPE_NUMERIC, numeric_abs),

    COMPARISONS(TYPE_BOOL, boolean),
    COMPARISONS(TYPE_INT4, integer),
    COMPARISONS(TYPE_INT8, integer),
    COMPARISONS(TYPE_FLOAT8, float8),
    COMPARISONS(TYPE_NUMERIC, numeric),
    COMPARISONS(TYPE_TEXT, text),
    COMPARISONS(TYPE_TIMESTAMPTZ, integer),
    COMPARISONS(TYPE_INTERVAL, interval),

    INFIX("||", TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, compose_append),
    INFIX("^@", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, slice_starts_with),
    INFIX("~~", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_matches),
    INFIX("!~~", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_differs),
    INFIX("~~*", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_matches_any_case),
    INFIX("!~~*", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_differs_any_case),
    PATTERN("~", regex_matches, regex_prepare),
    PATTERN("!~", regex_differs, regex_prepare),
    PATTERN("~*", regex_matches_any_case, regex_prepare_any_case),
    PATTERN("!~*", regex_differs_any_case, regex_prepare_any_case),

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

void table_find_operators(const char *name, size_t len, TableMatches *ret_matches)
{
    *ret_matches = (TableMatches){.len = 0};
    for (size_t i = 0; i < G_N_ELEMENTS(operators); i++) {
        const Operator *row = &operators[i];

        if (row->len != len || strcmp(row->name, name) != 0)
            continue;
        assert(ret_matches->len < RESOLVE_CANDIDATES_MAX);
        ret_matches->candidates[ret_matches->len++] = (Candidate){row->types, len, &row->routine};
    }
}
