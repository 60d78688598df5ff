/* Operators of arrays. */
#include "expr/calls_array.h"
#include "expr/polymorphic.h"
#include "expr/table_rows.h"

#define TYPED_INFIX(name, call)                                                                    \
    {                                                                                              \
        name, TAKES(TYPE_ANY_ARRAY, TYPE_ANY_ARRAY), 2,                                            \
        {                                                                                          \
            TYPE_BOOL, call, EXPR_TYPED, NULL, ""                                                  \
        }                                                                                          \
    }
#define JOIN(left, right, call)                                                                    \
    {                                                                                              \
        "||", TAKES(left, right), 2,                                                               \
        {                                                                                          \
            TYPE_COMMON_ARRAY, call, EXPR_LAX, NULL, ""                                            \
        }                                                                                          \
    }

static const Operator rows[] = {
    TYPED_INFIX("=", array_equal),
    TYPED_INFIX("<>", array_differ),
    TYPED_INFIX("!=", array_differ),
    TYPED_INFIX("<", array_less),
    TYPED_INFIX("<=", array_less_equal),
    TYPED_INFIX(">", array_greater),
    TYPED_INFIX(">=", array_greater_equal),
    TYPED_INFIX("@>", array_contains),
    TYPED_INFIX("<@", array_contained),
    TYPED_INFIX("&&", array_overlaps),
    JOIN(TYPE_COMMON_ARRAY, TYPE_COMMON, array_append),
    JOIN(TYPE_COMMON, TYPE_COMMON_ARRAY, array_prepend),
    JOIN(TYPE_COMMON_ARRAY, TYPE_COMMON_ARRAY, array_cat),
};

const OperatorTable operators_array = {rows, G_N_ELEMENTS(rows)};
