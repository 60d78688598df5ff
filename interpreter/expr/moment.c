/* Points in time: arithmetic. */
#include "expr/moment.h"

#include "base/fail.h"
#include "expr/calls_time.h"

bool moment_fail_range(GError **error)
{
    return fail(error, FAIL_DATA, "timestamp out of range");
}

bool moment_return(Int128 us, Value *ret_value, GError **error)
{
    if (us < CALENDAR_US_MIN || us >= CALENDAR_US_END)
        return moment_fail_range(error);
    *ret_value = value_of_integer((int64_t)us);
    return true;
}

bool moment_to_local(const ExprContext *context, Type type, int64_t point, int64_t *ret_local_us,
                     GError **error)
{
    Int128 us = point;

    if (type == TYPE_DATE)
        us *= CALENDAR_DAY_US;
    else if (type == TYPE_TIMESTAMPTZ)
        us += zone_period(context->zone, point)->east_s * CALENDAR_SECOND_US;
    if (us != (int64_t)us)
        return fail(error, FAIL_DATA, "date out of range for timestamp");
    *ret_local_us = (int64_t)us;
    return true;
}

bool moment_return_local(const ExprContext *context, Type type, Int128 local_us, Value *ret_value,
                         GError **error)
{
    if (!moment_return(local_us, ret_value, error))
        return false;
    if (type != TYPE_TIMESTAMPTZ)
        return true;
    return moment_return(zone_us_of_local(context->zone, (int64_t)local_us), ret_value, error);
}

bool moment_return_fields(const ExprContext *context, Type type, const CalendarTime *time,
                          Value *ret_value, GError **error)
{
    if (time->year < -4713 || time->year > 294246)
        return moment_fail_range(error);
    return moment_return_local(context, type, calendar_us(time), ret_value, error);
}

bool moment_return_date(Int128 days, Value *ret_value, GError **error)
{
    if (days < TIMESTAMP_DAYS_MIN || days >= TIMESTAMP_DAYS_END)
        return fail(error, FAIL_DATA, "date out of range");
    *ret_value = value_of_integer((int64_t)days);
    return true;
}

EXPR_CALL(moment_now)
{
    *ret_value = value_of_integer(context->now_us);
    return true;
}

EXPR_CALL(moment_now_here)
{
    int64_t local_us = 0;

    if (!moment_to_local(context, TYPE_TIMESTAMPTZ, context->now_us, &local_us, error))
        return false;
    *ret_value = value_of_integer(local_us);
    return true;
}

EXPR_CALL(moment_today)
{
    if (!moment_now_here(context, args, args_len, ret_value, error))
        return false;
    ret_value->integer = calendar_floor(ret_value->integer, CALENDAR_DAY_US);
    return true;
}

/* Halves go away from the beginning of the year 2000, where PostgreSQL's time begins. */
EXPR_CALL(moment_round)
{
    static const int64_t steps_us[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
    int64_t places = CLAMP(args[1].integer, 0, (int64_t)G_N_ELEMENTS(steps_us) - 1);
    Int128 us = (Int128)args[0].integer - MOMENT_2000_US, half = steps_us[places] / 2;

    *ret_value = args[0];
    if (!timestamp_is_finite(args[0].integer))
        return true;
    us = (us + (us < 0 ? -half : half)) / steps_us[places] * steps_us[places];
    return moment_return(us + MOMENT_2000_US, ret_value, error);
}

EXPR_CALL(moment_now_rounded)
{
    const Value now[] = {value_of_integer(context->now_us), args[0]};

    return moment_round(context, now, G_N_ELEMENTS(now), ret_value, error);
}

EXPR_CALL(moment_now_here_rounded)
{
    Value now[] = {VALUE_NULL, args[0]};

    return moment_now_here(context, args, args_len, &now[0], error) &&
           moment_round(context, now, G_N_ELEMENTS(now), ret_value, error);
}

EXPR_CALL(moment_date)
{
    int64_t local_us = 0;

    *ret_value = args[0];
    if (!timestamp_is_finite(args[0].integer))
        return true;
    return moment_to_local(context, expr_types(args, args_len)[0], args[0].integer, &local_us,
                           error) &&
           moment_return_date(calendar_floor(local_us, CALENDAR_DAY_US), ret_value, error);
}

/* ---- intervals ---- */

/* A month later than a day that the month does not have is that month's last. */
static bool add_months(int64_t months, int64_t *local_us, GError **error)
{
    CalendarTime time = calendar_split(*local_us);
    int64_t month = time.year * 12 + time.month - 1 + months;

    time.year = calendar_floor(month, 12);
    time.month = (int)(month - time.year * 12) + 1;
    if (time.year < -4713 || time.year > 294246)
        return moment_fail_range(error);
    time.day = MIN(time.day, calendar_month_days(time.year, time.month));
    *local_us = calendar_us(&time);
    return true;
}

/* The point that is so many days and months of local time later. */
static bool move_local(const ExprContext *context, Type type, int64_t point, int64_t days,
                       int64_t months, int64_t *ret_point, GError **error)
{
    int64_t local_us = 0;
    Value moved = {.integer = point};

    if (!moment_to_local(context, type, point, &local_us, error) ||
        (months != 0 && !add_months(months, &local_us, error)) ||
        !moment_return_local(context, type, local_us + (Int128)days * CALENDAR_DAY_US, &moved,
                             error))
        return false;
    *ret_point = moved.integer;
    return true;
}

bool moment_move(const ExprContext *context, Type type, int64_t point, const Interval *interval,
                 int sign, int64_t *ret_point, GError **error)
{
    int64_t days = sign * (int64_t)interval->days, months = sign * (int64_t)interval->months;
    Value moved = {.integer = 0};

    *ret_point = point;
    if (!timestamp_is_finite(point))
        return true;
    /* One after the other: clocks may be put forward in between. */
    if ((months != 0 && !move_local(context, type, point, 0, months, &point, error)) ||
        (days != 0 && !move_local(context, type, point, days, 0, &point, error)) ||
        !moment_return(point + sign * (Int128)interval->us, &moved, error))
        return false;
    *ret_point = moved.integer;
    return true;
}

static bool return_moved(ExprContext *context, Type type, int64_t point, const Interval *interval,
                         int sign, Value *ret_value, GError **error)
{
    int64_t moved = 0;

    if (!moment_move(context, type, point, interval, sign, &moved, error))
        return false;
    *ret_value = value_of_integer(moved);
    return true;
}

EXPR_CALL(moment_add)
{
    return return_moved(context, expr_types(args, args_len)[0], args[0].integer, args[1].interval,
                        1, ret_value, error);
}

EXPR_CALL(moment_add_to)
{
    return return_moved(context, expr_types(args, args_len)[1], args[1].integer, args[0].interval,
                        1, ret_value, error);
}

EXPR_CALL(moment_subtract)
{
    return return_moved(context, expr_types(args, args_len)[0], args[0].integer, args[1].interval,
                        -1, ret_value, error);
}

/* Days and the rest, never months. */
EXPR_CALL(moment_between)
{
    Int128 us = (Int128)args[0].integer - args[1].integer;

    if (!timestamp_is_finite(args[0].integer) || !timestamp_is_finite(args[1].integer))
        return fail(error, FAIL_DATA, "cannot subtract infinite timestamps");
    if (us != (int64_t)us)
        return fail(error, FAIL_DATA, "interval out of range");
    return interval_return(context, us % CALENDAR_DAY_US, us / CALENDAR_DAY_US, 0, ret_value,
                           error);
}

/* ---- dates ---- */

static bool return_date(int64_t date, int64_t days, Value *ret_value, GError **error)
{
    if (timestamp_is_finite(date))
        return moment_return_date((Int128)date + days, ret_value, error);
    *ret_value = value_of_integer(date);
    return true;
}

EXPR_CALL(date_add)
{
    return return_date(args[0].integer, args[1].integer, ret_value, error);
}

EXPR_CALL(date_add_to)
{
    return return_date(args[1].integer, args[0].integer, ret_value, error);
}

EXPR_CALL(date_subtract)
{
    return return_date(args[0].integer, -args[1].integer, ret_value, error);
}

EXPR_CALL(date_between)
{
    if (!timestamp_is_finite(args[0].integer) || !timestamp_is_finite(args[1].integer))
        return fail(error, FAIL_DATA, "cannot subtract infinite dates");
    *ret_value = value_of_integer(args[0].integer - args[1].integer);
    return true;
}

static bool return_moved_date(ExprContext *context, int64_t date, const Interval *interval,
                              int sign, Value *ret_value, GError **error)
{
    int64_t local_us = date;
    Value start = value_of_integer(date);

    if (timestamp_is_finite(date) && (!moment_to_local(context, TYPE_DATE, date, &local_us, NULL) ||
                                      !moment_return(local_us, &start, NULL)))
        return fail(error, FAIL_DATA, "date out of range for timestamp");
    return return_moved(context, TYPE_TIMESTAMP, start.integer, interval, sign, ret_value, error);
}

EXPR_CALL(date_add_interval)
{
    return return_moved_date(context, args[0].integer, args[1].interval, 1, ret_value, error);
}

EXPR_CALL(date_add_to_interval)
{
    return return_moved_date(context, args[1].integer, args[0].interval, 1, ret_value, error);
}

EXPR_CALL(date_subtract_interval)
{
    return return_moved_date(context, args[0].integer, args[1].interval, -1, ret_value, error);
}

EXPR_CALL(moment_is_finite)
{
    *ret_value = (Value){.boolean = timestamp_is_finite(args[0].integer)};
    return true;
}

EXPR_CALL(interval_is_finite)
{
    *ret_value = (Value){.boolean = true};
    return true;
}
