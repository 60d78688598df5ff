/* Points in time: arithmetic, date_trunc, extract. All in UTC. */
#include <math.h>

#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"
#include "expr/unit.h"
#include "row/calendar.h"

static bool return_moment(Int128 us, Value *ret_value, GError **error)
{
    if (us < CALENDAR_US_MIN || us >= CALENDAR_US_END)
        return fail(error, FAIL_DATA, "timestamp out of range");
    *ret_value = value_of_integer((int64_t)us);
    return true;
}

EXPR_CALL(moment_now)
{
    *ret_value = value_of_integer(context->now_us);
    return true;
}

EXPR_CALL(moment_from_epoch)
{
    double us = rint(args[0].real * CALENDAR_SECOND_US);

    if (!(us >= (double)CALENDAR_US_MIN && us < (double)CALENDAR_US_END)) /* NaN too */
        return fail(error, FAIL_DATA, "timestamp out of range");
    return return_moment((int64_t)us, ret_value, error);
}

/* A month later than a day that the month does not have is that month's last. */
static Int128 add_months(int64_t us, int64_t months)
{
    CalendarTime time = calendar_split(us);
    int64_t month = time.year * 12 + time.month - 1 + months;
    int64_t days;

    time.year = calendar_floor(month, 12);
    time.month = (int)(month - time.year * 12) + 1;
    time.day = MIN(time.day, calendar_month_days(time.year, time.month));
    days = calendar_days(time.year, time.month, time.day) - calendar_floor(us, CALENDAR_DAY_US);
    return (Int128)us + (Int128)days * CALENDAR_DAY_US;
}

static bool add_interval(int64_t us, const Interval *interval, int sign, Value *ret_value,
                         GError **error)
{
    Int128 sum = us;

    if (interval->months != 0)
        sum = add_months(us, sign * (int64_t)interval->months);
    if (sum < CALENDAR_US_MIN || sum >= CALENDAR_US_END)
        return fail(error, FAIL_DATA, "timestamp out of range");
    sum += sign * ((Int128)interval->days * CALENDAR_DAY_US);
    sum += sign * (Int128)interval->us;
    return return_moment(sum, ret_value, error);
}

EXPR_CALL(moment_add)
{
    return add_interval(args[0].integer, args[1].interval, 1, ret_value, error);
}

EXPR_CALL(moment_add_to)
{
    return add_interval(args[1].integer, args[0].interval, 1, ret_value, error);
}

EXPR_CALL(moment_subtract)
{
    return add_interval(args[0].integer, args[1].interval, -1, ret_value, error);
}

/* Days and the rest, never months. */
EXPR_CALL(moment_between)
{
    Interval *interval = (Interval *)(void *)expr_alloc(context, sizeof(*interval), error);
    int64_t us;

    if (interval == NULL)
        return false;
    if (__builtin_sub_overflow(args[0].integer, args[1].integer, &us))
        return fail(error, FAIL_DATA, "interval out of range");
    *interval = (Interval){.days = (int32_t)(us / CALENDAR_DAY_US), .us = us % CALENDAR_DAY_US};
    *ret_value = (Value){.interval = interval};
    return true;
}

/* The first year of the @years that @year is in; years without a 0 begin theirs at 1. */
static int64_t first_year(int64_t year, int64_t years, int64_t first)
{
    return calendar_floor(year - first, years) * years + first;
}

static int64_t week_start(int64_t days)
{
    int64_t shifted = days + 3 + FAULT(week_on_sunday); /* 1970-01-01 was a Thursday */

    return days - (shifted - calendar_floor(shifted, 7) * 7);
}

/* The microseconds that a unit below a month counts in; 0 for others. */
static int64_t unit_us(Unit unit)
{
    switch (unit) {
    case UNIT_MICROSECOND:
        return 1;
    case UNIT_MILLISECOND:
        return 1000;
    case UNIT_SECOND:
        return CALENDAR_SECOND_US;
    case UNIT_MINUTE:
        return CALENDAR_MINUTE_US;
    case UNIT_HOUR:
        return CALENDAR_HOUR_US;
    case UNIT_DAY:
        return CALENDAR_DAY_US;
    default:
        return 0;
    }
}

EXPR_CALL(moment_trunc)
{
    Span name = value_span(&args[0]);
    int64_t us = args[1].integer, step;
    CalendarTime time = calendar_split(us), start = {.year = time.year, .month = 1, .day = 1};
    Unit unit = unit_find(name);

    step = unit_us(unit);
    if (step > 0)
        return return_moment((Int128)calendar_floor(us, step) * step, ret_value, error);
    switch (unit) {
    case UNIT_WEEK:
        return return_moment((Int128)week_start(calendar_floor(us, CALENDAR_DAY_US)) *
                                 CALENDAR_DAY_US,
                             ret_value, error);
    case UNIT_MONTH:
        start.month = time.month;
        break;
    case UNIT_QUARTER:
        start.month = (time.month - 1) / 3 * 3 + 1;
        break;
    case UNIT_YEAR:
        break;
    case UNIT_DECADE:
        start.year = first_year(time.year, 10, 0);
        break;
    case UNIT_CENTURY:
        start.year = first_year(time.year, 100, 1);
        break;
    case UNIT_MILLENNIUM:
        start.year = first_year(time.year, 1000, 1);
        break;
    default:
        return unit_fail(name, "timestamp with time zone", error);
    }
    if (start.year < -4713)
        return fail(error, FAIL_DATA, "timestamp out of range");
    return return_moment(calendar_us(&start), ret_value, error);
}

/* A week belongs to the year that has its Thursday. */
static int64_t iso_year(int64_t days)
{
    return calendar_split((week_start(days) + 3) * CALENDAR_DAY_US).year;
}

static int64_t iso_week(int64_t days)
{
    int64_t thursday = week_start(days) + 3;

    return (thursday - calendar_days(iso_year(days), 1, 1)) / 7 + 1;
}

/* As people count: there is no year 0, and 1 BC is -1. */
static int64_t shown_year(int64_t year)
{
    return year > 0 ? year : year - 1;
}

static int64_t shown_century(int64_t year, int64_t years)
{
    return year > 0 ? (year + years - 1) / years : -((years - year) / years);
}

/* Parts of the time of day. */
static bool find_clock_part(Unit unit, const CalendarTime *time, double *ret_part)
{
    int64_t second_us = time->second * CALENDAR_SECOND_US + time->us;

    switch (unit) {
    case UNIT_MICROSECOND:
        *ret_part = (double)second_us;
        return true;
    case UNIT_MILLISECOND:
        *ret_part = (double)second_us / 1000;
        return true;
    case UNIT_SECOND:
        *ret_part = (double)second_us / CALENDAR_SECOND_US;
        return true;
    case UNIT_MINUTE:
        *ret_part = time->minute;
        return true;
    case UNIT_HOUR:
        *ret_part = time->hour;
        return true;
    default:
        return false;
    }
}

/* Parts of the year. */
static bool find_date_part(Unit unit, const CalendarTime *time, int64_t days, double *ret_part)
{
    int64_t weekday = days - week_start(days); /* 0: Monday */

    switch (unit) {
    case UNIT_DAY:
        *ret_part = time->day;
        return true;
    case UNIT_DOW:
        *ret_part = (double)((weekday + 1) % 7);
        return true;
    case UNIT_ISODOW:
        *ret_part = (double)(weekday + 1);
        return true;
    case UNIT_DOY:
        *ret_part = (double)(days - calendar_days(time->year, 1, 1) + 1);
        return true;
    case UNIT_WEEK:
        *ret_part = (double)iso_week(days);
        return true;
    case UNIT_MONTH:
        *ret_part = time->month;
        return true;
    case UNIT_QUARTER:
        *ret_part = (time->month - 1) / 3 + 1;
        return true;
    default:
        return false;
    }
}

/* Years and more. */
static bool find_year_part(Unit unit, int64_t year, int64_t days, double *ret_part)
{
    switch (unit) {
    case UNIT_YEAR:
        *ret_part = (double)shown_year(year);
        return true;
    case UNIT_ISOYEAR:
        *ret_part = (double)shown_year(iso_year(days));
        return true;
    case UNIT_DECADE:
        *ret_part = (double)calendar_floor(year, 10);
        return true;
    case UNIT_CENTURY:
        *ret_part = (double)shown_century(year, 100);
        return true;
    case UNIT_MILLENNIUM:
        *ret_part = (double)shown_century(year, 1000);
        return true;
    default:
        return false;
    }
}

EXPR_CALL(moment_part)
{
    Unit unit = unit_find(value_span(&args[0]));
    int64_t us = args[1].integer, days = calendar_floor(us, CALENDAR_DAY_US);
    CalendarTime time = calendar_split(us);
    double part = 0;

    if (unit == UNIT_EPOCH)
        part = (double)us / CALENDAR_SECOND_US;
    else if (unit != UNIT_ZONE && /* which is 0 in UTC */
             !find_clock_part(unit, &time, &part) && !find_date_part(unit, &time, days, &part) &&
             !find_year_part(unit, time.year, days, &part))
        return unit_fail(value_span(&args[0]), "timestamp with time zone", error);
    *ret_value = (Value){.real = part};
    return true;
}

/* A constant unit that nothing has is the statement's fault, not that of each row. */
bool moment_prepare(Arena *arena, const Value *const *constants, size_t len,
                    const void **ret_prepared, GError **error)
{
    (void)arena;
    (void)len;
    *ret_prepared = NULL;
    if (constants[0] == NULL || constants[0]->is_null ||
        unit_find(value_span(constants[0])) != UNIT_NONE)
        return true;
    return unit_fail(value_span(constants[0]), type_name(TYPE_TIMESTAMPTZ), error);
}
