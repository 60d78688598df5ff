/* Points in time made of numbers, and moved to another zone. */
#include <math.h>

#include "base/fail.h"
#include "expr/calls_time.h"
#include "expr/moment.h"
#include "expr/zone_use.h"
#include "row/interval.h"
#include "row/shown.h"
#include "row/time_text.h"

enum { EPOCH_2000_S = 946684800 };

/* PostgreSQL counts from the year 2000, and rounds what is left of the seconds there. */
EXPR_CALL(moment_from_epoch)
{
    double seconds = args[0].real, us;

    if (isnan(seconds))
        return fail(error, FAIL_DATA, "timestamp cannot be NaN");
    if (isinf(seconds)) {
        *ret_value = value_of_integer(seconds < 0 ? TIMESTAMP_EARLY : TIMESTAMP_LATE);
        return true;
    }
    us = rint((seconds - EPOCH_2000_S) * CALENDAR_SECOND_US);
    if (us >= -0x1p63 && us < 0x1p63 && moment_return((Int128)us + MOMENT_2000_US, ret_value, NULL))
        return true;
    return fail(error, FAIL_DATA, "timestamp out of range: \"%g\"", seconds);
}

/* The day of args[0..2]; years below zero are BC. */
static bool find_day(const Value *args, CalendarTime *ret_day, GError **error)
{
    int year = (int)args[0].integer, month = (int)args[1].integer, day = (int)args[2].integer;
    int64_t counted = year < 0 ? (int64_t)year + 1 : year;

    if (year == 0 || year == G_MININT32 || month < 1 || month > 12 || day < 1 ||
        day > calendar_month_days(counted, month))
        return fail(error, FAIL_DATA, "date field value out of range: %d-%02d-%02d",
                    year == G_MININT32 ? year : (int)counted, month, day);
    *ret_day = (CalendarTime){.year = counted, .month = month, .day = day};
    return true;
}

EXPR_CALL(moment_make_date)
{
    CalendarTime day;

    if (!find_day(args, &day, error))
        return false;
    if (moment_return_date(calendar_days(day.year, day.month, day.day), ret_value, NULL))
        return true;
    return fail(error, FAIL_DATA, "date out of range: %d-%02d-%02d", (int)day.year, day.month,
                day.day);
}

/* The local time of args[0..5]. */
static bool find_local(const Value *args, int64_t *ret_local_us, GError **error)
{
    int hour = (int)args[3].integer, minute = (int)args[4].integer;
    double second = args[5].real, second_us = rint(second * CALENDAR_SECOND_US);
    CalendarTime day;
    int64_t clock_us;
    Value local = {.integer = 0};

    if (!find_day(args, &day, error))
        return false;
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || !(second_us >= 0) ||
        second_us > CALENDAR_MINUTE_US)
        return fail(error, FAIL_DATA, "time field value out of range: %d:%02d:%02g", hour, minute,
                    second);
    clock_us = hour * CALENDAR_HOUR_US + minute * CALENDAR_MINUTE_US + (int64_t)second_us;
    if (clock_us > CALENDAR_DAY_US)
        return fail(error, FAIL_DATA, "time field value out of range: %d:%02d:%02g", hour, minute,
                    second);
    if (!moment_return((Int128)calendar_days(day.year, day.month, day.day) * CALENDAR_DAY_US +
                           clock_us,
                       &local, NULL))
        return fail(error, FAIL_DATA, "timestamp out of range: %d-%02d-%02d %d:%02d:%02g",
                    (int)day.year, day.month, day.day, hour, minute, second);
    *ret_local_us = local.integer;
    return true;
}

EXPR_CALL(moment_make_timestamp)
{
    int64_t local_us = 0;

    if (!find_local(args, &local_us, error))
        return false;
    *ret_value = value_of_integer(local_us);
    return true;
}

EXPR_CALL(moment_make_timestamptz)
{
    int64_t local_us = 0;

    return find_local(args, &local_us, error) &&
           moment_return_local(context, TYPE_TIMESTAMPTZ, local_us, ret_value, error);
}

/* ---- zones ---- */

/* A zone by name, or a distance as it stands in the text of a time: here "+02" is to the east. */
static bool find_zone(Span name, int64_t local_us, int64_t *ret_us, GError **error)
{
    g_autofree char *text = g_strndup(name.at, name.len);
    Span part = shown(name);
    int32_t east_s = 0;
    ZoneUse zone;

    if (g_ascii_isdigit(*text)) {
        fail(error, FAIL_DATA, "invalid input syntax for type numeric time zone: \"%.*s\"",
             (int)part.len, part.at);
        return fail_hint(error, "numeric time zones must have \"-\" or \"+\" as first character");
    }
    switch (time_text_read_distance(text, &east_s)) {
    case TIME_TEXT_READ:
        *ret_us = local_us - east_s * CALENDAR_SECOND_US;
        return true;
    case TIME_TEXT_ZONE_RANGE:
        return fail(error, FAIL_DATA, "numeric time zone \"%.*s\" out of range", (int)part.len,
                    part.at);
    default:
        break;
    }
    if (!zone_use_find(name, &zone, error))
        return false;
    *ret_us = zone_use_us(&zone, local_us);
    return true;
}

EXPR_CALL(moment_make_timestamptz_in)
{
    int64_t local_us = 0, us = 0;

    return find_local(args, &local_us, error) &&
           find_zone(value_span(&args[6]), local_us, &us, error) &&
           moment_return(us, ret_value, error);
}

EXPR_PREPARE(zone_prepare)
{
    ZoneUse *zone;

    *ret_prepared = NULL;
    if (constants[0] == NULL || constants[0]->is_null)
        return true;
    zone = arena_alloc(arena, sizeof(*zone));
    *ret_prepared = zone;
    return zone_use_find(value_span(constants[0]), zone, error);
}

static bool find_use(const Value *args, const ZoneUse *prepared, ZoneUse *ret_zone, GError **error)
{
    if (prepared == NULL)
        return zone_use_find(value_span(&args[0]), ret_zone, error);
    *ret_zone = *prepared;
    return true;
}

/* What its clocks show at a time. */
EXPR_CALL(moment_at_zone)
{
    int64_t us = args[1].integer;
    ZoneUse zone;

    *ret_value = args[1];
    if (!timestamp_is_finite(us))
        return true;
    return find_use(args, expr_prepared(args, args_len), &zone, error) &&
           moment_return((Int128)us + zone_use_east_s(&zone, us) * CALENDAR_SECOND_US, ret_value,
                         error);
}

/* When its clocks show a local time. */
EXPR_CALL(moment_of_zone)
{
    ZoneUse zone;

    *ret_value = args[1];
    if (!timestamp_is_finite(args[1].integer))
        return true;
    return find_use(args, expr_prepared(args, args_len), &zone, error) &&
           moment_return(zone_use_us(&zone, args[1].integer), ret_value, error);
}

static bool move_by_zone(const Interval *zone, int64_t us, int sign, Value *ret_value,
                         GError **error)
{
    g_autoptr(GString) text = NULL;

    *ret_value = value_of_integer(us);
    if (!timestamp_is_finite(us))
        return true;
    if (zone->days == 0 && zone->months == 0)
        return moment_return(us + (Int128)sign * (zone->us - zone->us % CALENDAR_SECOND_US),
                             ret_value, error);
    text = g_string_new(NULL);
    interval_write(zone, text);
    return fail(error, FAIL_DATA, "interval time zone \"%s\" must not include months or days",
                text->str);
}

EXPR_CALL(moment_at_distance)
{
    return move_by_zone(args[0].interval, args[1].integer, 1, ret_value, error);
}

EXPR_CALL(moment_of_distance)
{
    return move_by_zone(args[0].interval, args[1].integer, -1, ret_value, error);
}
