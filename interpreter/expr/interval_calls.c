/* Intervals: arithmetic and extract. */
#include <math.h>

#include "base/fail.h"
#include "expr/calls_time.h"
#include "expr/moment.h"
#include "row/calendar.h"

enum { MONTH_DAYS = 30, DAY_SECONDS = 86400 };

static bool fail_range(GError **error)
{
    return fail(error, FAIL_DATA, "interval out of range");
}

bool interval_return(ExprContext *context, Int128 us, Int128 days, Int128 months, Value *ret_value,
                     GError **error)
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
    return interval_return(context, a->us + sign * (Int128)b->us, a->days + sign * (Int128)b->days,
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
    return interval_return(context, (int64_t)total_us, whole_days, (int64_t)months, ret_value,
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

/* ---- justify ---- */

/* Parts wide enough for what is carried between them. */
typedef struct Parts {
    Int128 us;
    int64_t days, months;
} Parts;

static Parts parts_of(const Interval *interval)
{
    return (Parts){interval->us, interval->days, interval->months};
}

static void carry_hours(Parts *parts)
{
    parts->days += (int64_t)(parts->us / CALENDAR_DAY_US);
    parts->us %= CALENDAR_DAY_US;
}

static void carry_days(Parts *parts)
{
    parts->months += parts->days / MONTH_DAYS;
    parts->days %= MONTH_DAYS;
}

/* Days and time of one sign. */
static void even_hours(Parts *parts)
{
    if (parts->days > 0 && parts->us < 0) {
        parts->us += CALENDAR_DAY_US;
        parts->days--;
    } else if (parts->days < 0 && parts->us > 0) {
        parts->us -= CALENDAR_DAY_US;
        parts->days++;
    }
}

/* Months and days of one sign; a time counts where there are no days, if @with_time. */
static void even_days(Parts *parts, bool with_time)
{
    Int128 rest = parts->days != 0 || !with_time ? parts->days : parts->us;

    if (parts->months > 0 && rest < 0) {
        parts->days += MONTH_DAYS;
        parts->months--;
    } else if (parts->months < 0 && rest > 0) {
        parts->days -= MONTH_DAYS;
        parts->months++;
    }
}

static bool return_parts(ExprContext *context, const Parts *parts, Value *ret_value, GError **error)
{
    return interval_return(context, parts->us, parts->days, parts->months, ret_value, error);
}

EXPR_CALL(interval_justify_hours)
{
    Parts parts = parts_of(args[0].interval);

    carry_hours(&parts);
    even_hours(&parts);
    return return_parts(context, &parts, ret_value, error);
}

EXPR_CALL(interval_justify_days)
{
    Parts parts = parts_of(args[0].interval);

    carry_days(&parts);
    even_days(&parts, false);
    return return_parts(context, &parts, ret_value, error);
}

EXPR_CALL(interval_justify)
{
    Parts parts = parts_of(args[0].interval);

    carry_hours(&parts);
    carry_days(&parts);
    even_days(&parts, true);
    even_hours(&parts);
    return return_parts(context, &parts, ret_value, error);
}

/* Years, months, weeks, days, hours, minutes, seconds; those beyond @args_len are 0. */
EXPR_CALL(interval_make)
{
    int64_t parts[6] = {0};
    double second_us = args_len > 6 ? rint(args[6].real * CALENDAR_SECOND_US) : 0;

    for (size_t i = 0; i < MIN(args_len, G_N_ELEMENTS(parts)); i++)
        parts[i] = args[i].integer;
    if (!(second_us >= -0x1p63 && second_us < 0x1p63))
        return fail_range(error);
    return interval_return(context,
                           (Int128)parts[4] * CALENDAR_HOUR_US +
                               (Int128)parts[5] * CALENDAR_MINUTE_US + (int64_t)second_us,
                           (Int128)parts[2] * 7 + parts[3], (Int128)parts[0] * 12 + parts[1],
                           ret_value, error);
}
