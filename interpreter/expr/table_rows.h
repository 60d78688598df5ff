#pragma once
/*
 * Rows of the tables of functions, operators and conversions, by the kind of what they work on.
 *
 * Thread: constant.
 */
#include "expr/resolve.h"

/* ---- functions ---- */

typedef struct Function {
    const char *signature; /* "name(type, type)": what may be called and what help shows */
    ExprRoutine routine;
} Function;

#define ROW(signature, result, call, help)                                                         \
    {                                                                                              \
        signature,                                                                                 \
        {                                                                                          \
            result, call, 0, NULL, help                                                            \
        }                                                                                          \
    }
#define ROW_WITH(flags, signature, result, call, help)                                             \
    {                                                                                              \
        signature,                                                                                 \
        {                                                                                          \
            result, call, flags, NULL, help                                                        \
        }                                                                                          \
    }
#define ROW_PREPARED(prepare, signature, result, call, help)                                       \
    {                                                                                              \
        signature,                                                                                 \
        {                                                                                          \
            result, call, 0, prepare, help                                                         \
        }                                                                                          \
    }

typedef struct FunctionTable {
    const Function *rows;
    size_t len;
} FunctionTable;

extern const FunctionTable functions_text, functions_math, functions_time;
extern const FunctionTable functions_array, functions_bytea, functions_regex, functions_quote;
extern const FunctionTable functions_jsonb, functions_modifier;

/* ---- operators ---- */

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

typedef struct OperatorTable {
    const Operator *rows;
    size_t len;
} OperatorTable;

extern const OperatorTable operators_number, operators_text, operators_time;
extern const OperatorTable operators_array, operators_bytea;
extern const OperatorTable operators_jsonb;

/* ---- conversions ---- */

typedef struct Conversion {
    Type from, to;
    ConvertLevel level;
    ExprCallFn call;
} Conversion;

typedef struct ConversionTable {
    const Conversion *rows;
    size_t len;
} ConversionTable;

extern const ConversionTable conversions_number, conversions_text;
extern const ConversionTable conversions_jsonb, conversions_time;

/* Conversions of arrays are those of their items, and no rows. As resolve_conversion(). */
ExprCallFn conversion_of_array(Type from, Type to, ConvertLevel level);

/* One function a type. */
bool conversion_write(Type type, ExprContext *context, const Value *value, Value *ret_value,
                      GError **error);
#define CONVERSION_WRITE(function, type)                                                           \
    static EXPR_CALL(function)                                                                     \
    {                                                                                              \
        return conversion_write(type, context, &args[0], ret_value, error);                        \
    }
#define CONVERSION_READ(function, type)                                                            \
    static EXPR_CALL(function)                                                                     \
    {                                                                                              \
        return value_read(type, value_span(&args[0]), context->zone, context->arena, ret_value,    \
                          error);                                                                  \
    }
