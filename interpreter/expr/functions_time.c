/* Functions of points in time and intervals. */
#include "expr/calls.h"
#include "expr/table_rows.h"

static const Function rows[] = {
    ROW_WITH(EXPR_STABLE, "now()", TYPE_TIMESTAMPTZ, moment_now, "when the statement started"),
    ROW("to_timestamp(double precision)", TYPE_TIMESTAMPTZ, moment_from_epoch,
        "the time so many seconds after 1970 began"),
    ROW_PREPARED(moment_prepare, "date_trunc(text, timestamp with time zone)", TYPE_TIMESTAMPTZ,
                 moment_trunc, "the beginning of the hour, day, week, ... that it is in, UTC"),
    ROW_PREPARED(moment_prepare, "date_part(text, timestamp with time zone)", TYPE_FLOAT8,
                 moment_part, "its year, month, hour, epoch, ..., UTC"),
    ROW("date_part(text, interval)", TYPE_FLOAT8, interval_part, "its hours, days, epoch, ..."),
    ROW_PREPARED(moment_prepare, "extract(text, timestamp with time zone)", TYPE_FLOAT8,
                 moment_part, "its year, month, hour, epoch, ..., UTC"),
    ROW("extract(text, interval)", TYPE_FLOAT8, interval_part, "its hours, days, epoch, ..."),
};

const FunctionTable functions_time = {rows, G_N_ELEMENTS(rows)};
