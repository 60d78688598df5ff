/* Conversions to text and back: text is read only when asked. */
#include "expr/table_rows.h"
#include "row/number.h"

/* The same bytes as another type: jsonb as text. */
static EXPR_CALL(cast_same)
{
    *ret_value = args[0];
    return true;
}

/* Unlike its output, which is t or f. */
static EXPR_CALL(cast_bool_text)
{
    *ret_value = args[0].boolean ? value_of_text("true", 4) : value_of_text("false", 5);
    return true;
}

static EXPR_CALL(cast_integer_text)
{
    char text[NUMBER_TEXT_MAX];
    size_t len = number_write_integer(args[0].integer, text);

    return expr_return_text(context, span_make(text, len), ret_value, error);
}

CONVERSION_WRITE(cast_float8_text, TYPE_FLOAT8)
CONVERSION_WRITE(cast_numeric_text, TYPE_NUMERIC)
CONVERSION_WRITE(cast_bytea_text, TYPE_BYTEA)
CONVERSION_READ(cast_text_bytea, TYPE_BYTEA)
CONVERSION_READ(cast_text_bool, TYPE_BOOL)
CONVERSION_READ(cast_text_int4, TYPE_INT4)
CONVERSION_READ(cast_text_int8, TYPE_INT8)
CONVERSION_READ(cast_text_float8, TYPE_FLOAT8)
CONVERSION_READ(cast_text_numeric, TYPE_NUMERIC)

static const Conversion rows[] = {
    {TYPE_BOOL,    TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_bool_text   },
    {TYPE_INT4,    TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_integer_text},
    {TYPE_INT8,    TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_integer_text},
    {TYPE_FLOAT8,  TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_float8_text },
    {TYPE_NUMERIC, TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_numeric_text},
    {TYPE_JSONB,   TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_same        },
    {TYPE_BYTEA,   TYPE_TEXT,    CONVERT_ASSIGNMENT, cast_bytea_text  },
    {TYPE_TEXT,    TYPE_BYTEA,   CONVERT_EXPLICIT,   cast_text_bytea  },
    {TYPE_TEXT,    TYPE_BOOL,    CONVERT_EXPLICIT,   cast_text_bool   },
    {TYPE_TEXT,    TYPE_INT4,    CONVERT_EXPLICIT,   cast_text_int4   },
    {TYPE_TEXT,    TYPE_INT8,    CONVERT_EXPLICIT,   cast_text_int8   },
    {TYPE_TEXT,    TYPE_FLOAT8,  CONVERT_EXPLICIT,   cast_text_float8 },
    {TYPE_TEXT,    TYPE_NUMERIC, CONVERT_EXPLICIT,   cast_text_numeric},
};

const ConversionTable conversions_text = {rows, G_N_ELEMENTS(rows)};
