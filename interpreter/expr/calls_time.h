#pragma once
/*
 * Calls of points in time and intervals, by the file that holds them.
 *
 * Thread: as in expr.h.
 */
#include "expr/calls.h"

/* moment.c: arithmetic */
EXPR_CALL(moment_now);
EXPR_CALL(moment_now_rounded);
EXPR_CALL(moment_now_here_rounded);
EXPR_CALL(moment_round);
EXPR_CALL(moment_date);
EXPR_CALL(moment_today);
EXPR_CALL(moment_now_here);
EXPR_CALL(moment_add);
EXPR_CALL(moment_add_to);
EXPR_CALL(moment_subtract);
EXPR_CALL(moment_between);
EXPR_CALL(date_add);
EXPR_CALL(date_add_to);
EXPR_CALL(date_subtract);
EXPR_CALL(date_between);
EXPR_CALL(date_add_interval);
EXPR_CALL(date_add_to_interval);
EXPR_CALL(date_subtract_interval);
EXPR_CALL(moment_is_finite);
EXPR_CALL(interval_is_finite);

/* moment_order.c: comparisons, also of two different types */
COMPARE_CALLS(moment);
EXPR_CALL(moment_overlaps);

/* moment_trunc.c: of a timestamptz, a timestamp (local), an interval */
EXPR_CALL(moment_trunc);
EXPR_CALL(moment_trunc_local);
EXPR_CALL(moment_trunc_in_zone);
EXPR_CALL(interval_trunc);
EXPR_CALL(moment_bin);
EXPR_PREPARE(moment_trunc_prepare);
EXPR_PREPARE(moment_trunc_local_prepare);
EXPR_PREPARE(interval_trunc_prepare);

/* moment_part.c: extract, and date_part as a float8 */
#define PART_CALLS_OF(kind)                                                                        \
    EXPR_PREPARE(kind##_part_prepare);                                                             \
    EXPR_CALL(kind##_part_real);                                                                   \
    EXPR_CALL(kind##_part_numeric)
PART_CALLS_OF(moment);
PART_CALLS_OF(local);
PART_CALLS_OF(date);
PART_CALLS_OF(interval);

/* moment_make.c */
EXPR_CALL(moment_from_epoch);
EXPR_CALL(moment_make_date);
EXPR_CALL(moment_make_timestamp);
EXPR_CALL(moment_make_timestamptz);
EXPR_CALL(moment_make_timestamptz_in);
EXPR_CALL(moment_at_zone);
EXPR_CALL(moment_of_zone);
EXPR_CALL(moment_at_distance);
EXPR_CALL(moment_of_distance);
EXPR_PREPARE(zone_prepare);

/* moment_age.c */
EXPR_CALL(moment_age);
EXPR_CALL(moment_age_today);

/* interval_calls.c */
EXPR_CALL(interval_make);
EXPR_CALL(interval_add);
EXPR_CALL(interval_subtract);
EXPR_CALL(interval_negate);
EXPR_CALL(interval_multiply);
EXPR_CALL(interval_multiplied);
EXPR_CALL(interval_divide);
EXPR_CALL(interval_justify_hours);
EXPR_CALL(interval_justify_days);
EXPR_CALL(interval_justify);

/* time_format_write.c, time_format_read.c: by patterns */
EXPR_CALL(format_write_timestamptz);
EXPR_CALL(format_write_timestamp);
EXPR_CALL(format_write_interval);
EXPR_CALL(format_read_timestamptz);
EXPR_CALL(format_read_date);
EXPR_PREPARE(format_prepare);
