/* Conversions among points in time, and between them and text. */
#include "base/fail.h"
#include "expr/moment.h"
#include "expr/table_rows.h"

/* Of two types of points, both infinite or none; told apart by their types. */
static EXPR_CALL(cast_moment)
{
    const Type *types = expr_types(args, args_len);
    int64_t local_us = 0;

    *ret_value = args[0];
    if (!timestamp_is_finite(args[0].integer))
        return true;
    if (!moment_to_local(context, types[0], args[0].integer, &local_us, error))
        return false;
    if (types[1] == TYPE_DATE)
        return moment_return_date(calendar_floor(local_us, CALENDAR_DAY_US), ret_value, error);
    if (moment_return_local(context, types[1], local_us, ret_value, NULL))
        return true;
    return types[0] == TYPE_DATE ? fail(error, FAIL_DATA, "date out of range for timestamp")
                                 : moment_fail_range(error);
}

static EXPR_CALL(cast_moment_text)
{
    return conversion_write(expr_types(args, args_len)[0], context, &args[0], ret_value, error);
}

static EXPR_CALL(cast_text_moment)
{
    return value_read(expr_types(args, args_len)[1], value_span(&args[0]), context->zone,
                      context->arena, ret_value, error);
}

static const Conversion rows[] = {
    {TYPE_DATE,        TYPE_TIMESTAMP,   CONVERT_IMPLICIT,   cast_moment     },
    {TYPE_DATE,        TYPE_TIMESTAMPTZ, CONVERT_IMPLICIT,   cast_moment     },
    {TYPE_TIMESTAMP,   TYPE_TIMESTAMPTZ, CONVERT_IMPLICIT,   cast_moment     },
    {TYPE_TIMESTAMP,   TYPE_DATE,        CONVERT_ASSIGNMENT, cast_moment     },
    {TYPE_TIMESTAMPTZ, TYPE_DATE,        CONVERT_ASSIGNMENT, cast_moment     },
    {TYPE_TIMESTAMPTZ, TYPE_TIMESTAMP,   CONVERT_ASSIGNMENT, cast_moment     },
    {TYPE_DATE,        TYPE_TEXT,        CONVERT_ASSIGNMENT, cast_moment_text},
    {TYPE_TIMESTAMP,   TYPE_TEXT,        CONVERT_ASSIGNMENT, cast_moment_text},
    {TYPE_TIMESTAMPTZ, TYPE_TEXT,        CONVERT_ASSIGNMENT, cast_moment_text},
    {TYPE_INTERVAL,    TYPE_TEXT,        CONVERT_ASSIGNMENT, cast_moment_text},
    {TYPE_TEXT,        TYPE_DATE,        CONVERT_EXPLICIT,   cast_text_moment},
    {TYPE_TEXT,        TYPE_TIMESTAMP,   CONVERT_EXPLICIT,   cast_text_moment},
    {TYPE_TEXT,        TYPE_TIMESTAMPTZ, CONVERT_EXPLICIT,   cast_text_moment},
    {TYPE_TEXT,        TYPE_INTERVAL,    CONVERT_EXPLICIT,   cast_text_moment},
};

const ConversionTable conversions_time = {rows, G_N_ELEMENTS(rows)};
