#pragma once
/*
 * What the functions of points in time share. A point is a timestamptz, a timestamp or a date; its
 * local time is what clocks show: those of the statement's zone for a timestamptz.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"
#include "row/calendar.h"
#include "row/timestamp.h"

#define MOMENT_2000_US ((int64_t)946684800 * CALENDAR_SECOND_US) /* 2000-01-01 */

bool moment_fail_range(GError **error); /* "timestamp out of range" */
/* Of a timestamp or timestamptz that is finite; FAIL_DATA if no such one is that far. */
bool moment_return(Int128 us, Value *ret_value, GError **error);
/* The local time of a finite point. */
bool moment_to_local(const ExprContext *context, Type type, int64_t point, int64_t *ret_local_us,
                     GError **error);
/* The timestamp or timestamptz of a local time. */
bool moment_return_local(const ExprContext *context, Type type, Int128 local_us, Value *ret_value,
                         GError **error);
/* Local times like these, of a year that the type may not have. */
bool moment_return_fields(const ExprContext *context, Type type, const CalendarTime *time,
                          Value *ret_value, GError **error);
/* The days since 1970 as a date. */
bool moment_return_date(Int128 days, Value *ret_value, GError **error);
/* A point moved by an interval, or back if @sign is -1. Days and months are those of local time. */
bool moment_move(const ExprContext *context, Type type, int64_t point, const Interval *interval,
                 int sign, int64_t *ret_point, GError **error);

bool interval_return(ExprContext *context, Int128 us, Int128 days, Int128 months, Value *ret_value,
                     GError **error);
