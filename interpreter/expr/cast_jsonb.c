/* Conversions of jsonb: from its text, and to what a scalar is. */
#include "base/fail.h"
#include "expr/calls_jsonb.h"
#include "expr/table_rows.h"
#include "row/numeric.h"

CONVERSION_READ(cast_text_jsonb, TYPE_JSONB)

static bool need(const Value *jsonb, DocumentKind kind, Type type, GError **error)
{
    static const char *const names[] = {"null", "string", "numeric", "boolean", "array", "object"};
    DocumentKind is = document_kind(value_span(jsonb));

    return is == kind ||
           fail(error, FAIL_DATA, "cannot cast jsonb %s to type %s", names[is], type_name(type));
}

static EXPR_CALL(cast_jsonb_bool)
{
    if (!need(&args[0], DOCUMENT_BOOLEAN, TYPE_BOOL, error))
        return false;
    *ret_value = (Value){.boolean = document_is_true(value_span(&args[0]))};
    return true;
}

static bool to_integer(const Value *jsonb, Type type, Value *ret_value, GError **error)
{
    Numeric numeric;
    int64_t integer = 0;

    if (!need(jsonb, DOCUMENT_NUMBER, type, error))
        return false;
    if (numeric_read(value_span(jsonb), &numeric) != NUMBER_READ)
        return fail(error, FAIL_DATA, "%s out of range", type_name(type));
    if (!numeric_to_integer(&numeric, type, &integer, error))
        return false;
    *ret_value = value_of_integer(integer);
    return true;
}

static EXPR_CALL(cast_jsonb_int4)
{
    return to_integer(&args[0], TYPE_INT4, ret_value, error);
}

static EXPR_CALL(cast_jsonb_int8)
{
    return to_integer(&args[0], TYPE_INT8, ret_value, error);
}

static EXPR_CALL(cast_jsonb_float8)
{
    return need(&args[0], DOCUMENT_NUMBER, TYPE_FLOAT8, error) &&
           value_read(TYPE_FLOAT8, value_span(&args[0]), NULL, context->arena, ret_value, error);
}

static EXPR_CALL(cast_jsonb_numeric)
{
    return need(&args[0], DOCUMENT_NUMBER, TYPE_NUMERIC, error) &&
           value_read(TYPE_NUMERIC, value_span(&args[0]), NULL, context->arena, ret_value, error);
}

static const Conversion rows[] = {
    {TYPE_TEXT,  TYPE_JSONB,   CONVERT_EXPLICIT, cast_text_jsonb   },
    {TYPE_JSONB, TYPE_BOOL,    CONVERT_EXPLICIT, cast_jsonb_bool   },
    {TYPE_JSONB, TYPE_INT4,    CONVERT_EXPLICIT, cast_jsonb_int4   },
    {TYPE_JSONB, TYPE_INT8,    CONVERT_EXPLICIT, cast_jsonb_int8   },
    {TYPE_JSONB, TYPE_FLOAT8,  CONVERT_EXPLICIT, cast_jsonb_float8 },
    {TYPE_JSONB, TYPE_NUMERIC, CONVERT_EXPLICIT, cast_jsonb_numeric},
};

const ConversionTable conversions_jsonb = {rows, G_N_ELEMENTS(rows)};
