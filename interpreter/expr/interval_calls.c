/* Intervals: arithmetic and extract. */
#include <math.h>

#include "base/fail.h"
#include "expr/calls.h"
#include "expr/unit.h"
#include "row/calendar.h"

enum { MONTH_DAYS = 30, DAY_SECONDS = 86400 };

static bool fail_range(GError **error)
{
    return fail(error, FAIL_DATA, "interval out of range");
}

static bool return_interval(ExprContext *context, Int128 us, Int128 days, Int128 months,
                            Value *ret_value, GError **error)
{
    Interval *copy;

    if (us != (int64_t)us || days != (int32_t)days || months != (int32_t)months)
        return fail_range(error);
    copy = (Interval *)(void *)expr_alloc(context, sizeof(*copy), error);
    if (copy == NULL)
        return false;
    *copy = (Interval){(int64_t)us, (int32_t)days, (int32_t)months};
    *ret_value = (Value){.interval = copy};
    return true;
}

static bool return_sum(ExprContext *context, const Interval *a, const Interval *b, int sign,
                       Value *ret_value, GError **error)
{
    return return_interval(context, a->us + sign * (Int128)b->us, a->days + sign * (Int128)b->days,
                           a->months + sign * (Int128)b->months, ret_value, error);
}

EXPR_CALL(interval_add)
{
    return return_sum(context, args[0].interval, args[1].interval, 1, ret_value, error);
}

EXPR_CALL(interval_subtract)
{
    return return_sum(context, args[0].interval, args[1].interval, -1, ret_value, error);
}

EXPR_CALL(interval_negate)
{
    static const Interval zero;

    return return_sum(context, &zero, args[0].interval, -1, ret_value, error);
}

static double round_us(double seconds)
{
    return rint(seconds * CALENDAR_SECOND_US) / CALENDAR_SECOND_US;
}

static bool is_int32(double real)
{
    return real >= G_MININT32 && real <= G_MAXINT32; /* not NaN */
}

/*
 * The parts scaled: months, days, and microseconds. What is left of a month cascades to days, of a
 * day to time, each rounded to microseconds, as PostgreSQL does it.
 */
static bool return_scaled(ExprContext *context, double us, double days, double months,
                          Value *ret_value, GError **error)
{
    double month_days, seconds, total_us;
    int64_t whole_days;

    if (!is_int32(days) || !is_int32(months))
        return fail_range(error);
    month_days = round_us((months - trunc(months)) * MONTH_DAYS);
    seconds = round_us((days - trunc(days) + month_days - trunc(month_days)) * DAY_SECONDS);
    whole_days = (int64_t)days + (int64_t)month_days;
    if (fabs(seconds) >= DAY_SECONDS) {
        whole_days += (int64_t)(seconds / DAY_SECONDS);
        seconds -= trunc(seconds / DAY_SECONDS) * DAY_SECONDS;
    }
    total_us = rint(us + seconds * CALENDAR_SECOND_US);
    if (!(total_us >= -0x1p63 && total_us < 0x1p63))
        return fail_range(error);
    return return_interval(context, (int64_t)total_us, whole_days, (int64_t)months, ret_value,
                           error);
}

static bool multiply(ExprContext *context, const Interval *interval, double by, Value *ret_value,
                     GError **error)
{
    return return_scaled(context, (double)interval->us * by, interval->days * by,
                         interval->months * by, ret_value, error);
}

EXPR_CALL(interval_multiply)
{
    return multiply(context, args[0].interval, args[1].real, ret_value, error);
}

EXPR_CALL(interval_multiplied)
{
    return multiply(context, args[1].interval, args[0].real, ret_value, error);
}

EXPR_CALL(interval_divide)
{
    const Interval *interval = args[0].interval;
    double by = args[1].real;

    if (by == 0)
        return fail(error, FAIL_DATA, "division by zero");
    return return_scaled(context, (double)interval->us / by, interval->days / by,
                         interval->months / by, ret_value, error);
}

/* A year of an interval is 365.25 days of its epoch, a month of the rest 30. */
static double epoch_of(const Interval *interval)
{
    Int128 quarter_days = (Int128)(interval->months / 12) * 1461 +
                          (Int128)(interval->months % 12) * MONTH_DAYS * 4 +
                          (Int128)interval->days * 4;

    return (double)(quarter_days * (CALENDAR_DAY_US / 4) + interval->us) / CALENDAR_SECOND_US;
}

EXPR_CALL(interval_part)
{
    Span name = value_span(&args[0]);
    const Interval *interval = args[1].interval;
    int64_t minute_us = interval->us % CALENDAR_MINUTE_US;
    int years = interval->months / 12;
    double part;

    switch (unit_find(name)) {
    case UNIT_EPOCH:
        part = epoch_of(interval);
        break;
    case UNIT_MICROSECOND:
        part = (double)minute_us;
        break;
    case UNIT_MILLISECOND:
        part = (double)minute_us / 1000;
        break;
    case UNIT_SECOND:
        part = (double)minute_us / CALENDAR_SECOND_US;
        break;
    case UNIT_MINUTE:
        part = (double)(interval->us / CALENDAR_MINUTE_US % 60);
        break;
    case UNIT_HOUR:
        part = (double)(interval->us / CALENDAR_HOUR_US);
        break;
    case UNIT_DAY:
        part = interval->days;
        break;
    case UNIT_MONTH:
        part = interval->months % 12;
        break;
    case UNIT_QUARTER:
        part = interval->months % 12 / 3 + 1;
        break;
    case UNIT_YEAR:
        part = years;
        break;
    case UNIT_DECADE:
        part = years / 10;
        break;
    case UNIT_CENTURY:
        part = years / 100;
        break;
    case UNIT_MILLENNIUM:
        part = years / 1000;
        break;
    default:
        return unit_fail(name, "interval", error);
    }
    *ret_value = (Value){.real = part};
    return true;
}
