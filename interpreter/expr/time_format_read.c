/*
 * to_timestamp and to_date. The pattern is followed item by item: a field takes what it can, a
 * space or a separator one of either kind or nothing, any other character one, whichever it is.
 * Then what the fields have said is put together.
 */
#include "base/fail.h"
#include "expr/calls_time.h"
#include "expr/moment.h"
#include "expr/time_format_parts.h"
#include "row/shown.h"

/* ---- putting together ---- */

static bool fail_parts(const FormatParts *parts, GError **error)
{
    Span part = shown(parts->source);

    return fail(error, FAIL_DATA, "date/time field value out of range: \"%.*s\"", (int)part.len,
                part.at);
}

/* The year out of the year's digits, the century and the era; false if none was said. */
static bool settle_year(const FormatParts *parts, CalendarTime *time)
{
    int64_t century = parts->is_bc ? -(int64_t)parts->century : parts->century;
    int64_t year = parts->year;

    if (year == 0 && century == 0)
        return false;
    if (year == 0) { /* the first of the century */
        time->year = century >= 0 ? (century - 1) * 100 + 1 : century * 100 + 1;
    } else if (century != 0 && parts->year_digits <= 2) {
        year %= 100;
        if (year == 0)
            time->year = century * 100 + (century >= 0 ? 0 : 1);
        else
            time->year = century >= 0 ? year + (century - 1) * 100 : (century + 1) * 100 - year + 1;
    } else {
        time->year = parts->is_bc ? -year : year;
        if (time->year < 0) /* there is no year 0 */
            time->year++;
    }
    return true;
}

static void set_day(CalendarTime *time, int64_t days)
{
    CalendarTime day = calendar_split_day(days);

    time->year = day.year;
    time->month = day.month;
    time->day = day.day;
}

/* The weekday is counted from Sunday, 1; without one it is Monday. */
static void settle_iso_week(const FormatParts *parts, CalendarTime *time)
{
    int64_t days = calendar_first_monday(time->year) + ((int64_t)parts->week - 1) * 7;

    if (parts->weekday > 1)
        days += parts->weekday - 2;
    else if (parts->weekday != 0)
        days += 6;
    set_day(time, days);
}

/* What the day of the year says where month and day are at their beginning. */
static bool settle_day_of_year(const FormatParts *parts, int day_of_year, CalendarTime *time,
                               GError **error)
{
    int days = day_of_year, month = 1;

    if (time->year == 0 && !parts->is_bc)
        return fail(error, FAIL_DATA, "cannot calculate day of year without year information");
    if (parts->calendar == FORMAT_ISO_WEEKS) {
        set_day(time, calendar_first_monday(time->year) + day_of_year - 1);
        return true;
    }
    for (; month <= 12 && days > calendar_month_days(time->year, month); month++)
        days -= calendar_month_days(time->year, month);
    if (time->month <= 1)
        time->month = month;
    if (time->day <= 1)
        time->day = days;
    return true;
}

/* Julian days and the weeks of ISO years say all; false if neither was said. */
static bool settle_whole_date(const FormatParts *parts, CalendarTime *time)
{
    if (parts->julian != 0)
        set_day(time, (int64_t)parts->julian - CALENDAR_JULIAN_OF_1970);
    if (parts->week != 0 && parts->calendar == FORMAT_ISO_WEEKS)
        settle_iso_week(parts, time);
    return parts->julian != 0 || (parts->week != 0 && parts->calendar == FORMAT_ISO_WEEKS);
}

/* A number of weeks as the first of their days. */
static int first_of_week(int week)
{
    return (int)CLAMP(((int64_t)week - 1) * 7 + 1, G_MININT32, G_MAXINT32);
}

/* A day of a month is only checked where the year is known. */
static bool is_day(const CalendarTime *time, bool has_year, bool has_month, bool has_day)
{
    return (!has_month || (time->month >= 1 && time->month <= 12)) &&
           (!has_day || (time->day >= 1 && time->day <= 31)) &&
           (!has_year || !has_month || !has_day ||
            time->day <= calendar_month_days(time->year, time->month));
}

static bool settle_date(const FormatParts *parts, CalendarTime *time, GError **error)
{
    bool is_iso = parts->calendar == FORMAT_ISO_WEEKS;
    int day_of_year = parts->week != 0 && !is_iso ? first_of_week(parts->week) : parts->day_of_year;
    int day = parts->week_of_month != 0 ? first_of_week(parts->week_of_month) : parts->day;
    bool has_year = settle_year(parts, time), is_whole = settle_whole_date(parts, time);
    bool has_month = parts->month != 0, has_day = day != 0;

    if (has_day)
        time->day = day;
    if (has_month)
        time->month = parts->month;
    if (day_of_year != 0 && (time->month <= 1 || time->day <= 1)) {
        if (!settle_day_of_year(parts, day_of_year, time, error))
            return false;
        has_month = has_day = true;
        is_whole |= is_iso;
    }
    return is_day(time, has_year || is_whole, has_month || is_whole, has_day || is_whole) ||
           fail_parts(parts, error);
}

static bool settle_clock(const FormatParts *parts, CalendarTime *time, GError **error)
{
    time->hour = parts->hour != 0 ? parts->hour : parts->day_second / 3600;
    time->minute = parts->minute != 0 ? parts->minute : parts->day_second % 3600 / 60;
    time->second = parts->second != 0 ? parts->second : parts->day_second % 60;
    if (!parts->has_half_days)
        return true;
    if (time->hour < 1 || time->hour > 12) {
        fail(error, FAIL_DATA, "hour \"%d\" is invalid for the 12-hour clock", time->hour);
        return fail_hint(error, "use the 24-hour clock, or give an hour between 1 and 12");
    }
    time->hour = time->hour % 12 + (parts->is_pm ? 12 : 0);
    return true;
}

static bool check_clock(const FormatParts *parts, CalendarTime *time, GError **error)
{
    int64_t us = (int64_t)parts->ms * 1000 + parts->us;

    if (time->hour < 0 || time->hour > 23 || time->minute < 0 || time->minute > 59 ||
        time->second < 0 || time->second > 59 || us < 0 || us >= CALENDAR_SECOND_US)
        return fail_parts(parts, error);
    time->us = (int)us;
    return true;
}

/* Seconds east of UTC, if the text has a zone. */
static bool settle_zone(const FormatParts *parts, int32_t *ret_east_s, GError **error)
{
    Span part = shown(parts->source);

    if (parts->zone_sign != 0 && (parts->zone_hour < 0 || parts->zone_hour > 15 ||
                                  parts->zone_minute < 0 || parts->zone_minute > 59))
        return fail(error, FAIL_DATA, "time zone displacement out of range: \"%.*s\"",
                    (int)part.len, part.at);
    *ret_east_s = parts->zone_sign * (parts->zone_hour * 3600 + parts->zone_minute * 60);
    return true;
}

static bool read_time(ExprContext *context, const Value *args, size_t args_len, FormatParts *parts,
                      CalendarTime *time, int32_t *ret_east_s, GError **error)
{
    Format format;

    *parts = (FormatParts){.source = value_span(&args[0])};
    *time = (CalendarTime){.month = 1, .day = 1};
    return format_of_call(context, args, args_len, &format, error) &&
           format_read_parts(&format, parts, error) && settle_clock(parts, time, error) &&
           settle_date(parts, time, error) && check_clock(parts, time, error) &&
           settle_zone(parts, ret_east_s, error);
}

EXPR_CALL(format_read_timestamptz)
{
    FormatParts parts;
    CalendarTime time;
    int32_t east_s = 0;
    Value rounded[2];

    if (!read_time(context, args, args_len, &parts, &time, &east_s, error))
        return false;
    if (parts.zone_sign == 0) {
        if (!moment_return_fields(context, TYPE_TIMESTAMPTZ, &time, ret_value, error))
            return false;
    } else if (!moment_return_fields(context, TYPE_TIMESTAMP, &time, ret_value, error) ||
               !moment_return(ret_value->integer - east_s * CALENDAR_SECOND_US, ret_value, error)) {
        return false;
    }
    if (parts.fraction_digits == 0)
        return true;
    rounded[0] = *ret_value;
    rounded[1] = value_of_integer(parts.fraction_digits);
    return moment_round(context, rounded, 2, ret_value, error);
}

EXPR_CALL(format_read_date)
{
    Span part = shown(value_span(&args[0]));
    FormatParts parts;
    CalendarTime time;
    int32_t east_s;

    if (!read_time(context, args, args_len, &parts, &time, &east_s, error))
        return false;
    return moment_return_date(calendar_days(time.year, time.month, time.day), ret_value, NULL) ||
           fail(error, FAIL_DATA, "date out of range: \"%.*s\"", (int)part.len, part.at);
}
