/* The beginning of the hour, the day, the year that a point in time is in. */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls_time.h"
#include "expr/moment.h"
#include "expr/unit.h"
#include "expr/zone_use.h"

/* The first year of the @years that @year is in; years without a 0 begin theirs at 1. */
static int64_t first_year(int64_t year, int64_t years, int64_t first)
{
    return calendar_floor(year - first, years) * years + first;
}

/* The microseconds that a unit below a day counts in; 0 for others. */
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
    default:
        return 0;
    }
}

/* The first day of the unit that a local time is in; false for units that have none. */
static bool find_first_day(Unit unit, int64_t local_us, CalendarTime *ret_day)
{
    int64_t days = calendar_floor(local_us, CALENDAR_DAY_US);
    CalendarTime day = calendar_split_day(days);

    if (unit == UNIT_DAY) {
        *ret_day = day;
        return true;
    }
    if (unit == UNIT_WEEK) {
        *ret_day =
            calendar_split_day(days - (calendar_weekday(days) + 6 + FAULT(week_on_sunday)) % 7);
        return true;
    }
    day.day = 1;
    if (unit == UNIT_QUARTER)
        day.month = (day.month - 1) / 3 * 3 + 1;
    else if (unit != UNIT_MONTH)
        day.month = 1;
    switch (unit) {
    case UNIT_MONTH:
    case UNIT_QUARTER:
    case UNIT_YEAR:
        break;
    case UNIT_DECADE:
        day.year = first_year(day.year, 10, 0);
        break;
    case UNIT_CENTURY:
        day.year = first_year(day.year, 100, 1);
        break;
    case UNIT_MILLENNIUM:
        day.year = first_year(day.year, 1000, 1);
        break;
    default:
        return false;
    }
    *ret_day = day;
    return true;
}

/* What is made once of constant arguments. */
typedef struct Prepared {
    Unit unit; /* UNIT_NONE: not constant */
    bool has_zone;
    ZoneUse zone;
} Prepared;

static bool find_zone(const Value *name, ZoneUse *zone, GError **error)
{
    if (!zone_use_find(value_span(name), zone, error))
        return false;
    if (zone->has_word && zone->word.zone != NULL) /* a short name that moves: its zone */
        *zone = (ZoneUse){.zone = zone->word.zone};
    return true;
}

static bool prepare_for(Type type, Arena *arena, const Value *const *constants, size_t len,
                        const void **ret_prepared, GError **error)
{
    Prepared *prepared = arena_alloc(arena, sizeof(*prepared));

    *prepared = (Prepared){.has_zone = len == 3 && constants[2] != NULL && !constants[2]->is_null};
    *ret_prepared = prepared;
    return unit_of_constant(constants[0], UNIT_TO_TRUNC, type, &prepared->unit, error) &&
           (!prepared->has_zone || find_zone(constants[2], &prepared->zone, error));
}

EXPR_PREPARE(moment_trunc_prepare)
{
    return prepare_for(TYPE_TIMESTAMPTZ, arena, constants, len, ret_prepared, error);
}

EXPR_PREPARE(moment_trunc_local_prepare)
{
    return prepare_for(TYPE_TIMESTAMP, arena, constants, len, ret_prepared, error);
}

EXPR_PREPARE(interval_trunc_prepare)
{
    return prepare_for(TYPE_INTERVAL, arena, constants, len, ret_prepared, error);
}

static Unit unit_of(const Value *args, const Prepared *prepared)
{
    return prepared->unit != UNIT_NONE ? prepared->unit
                                       : unit_find(value_span(&args[0]), UNIT_TO_TRUNC);
}

/* Below a day the zone's distance from UTC stays; the beginning of a day has its own. */
static bool trunc_in(Type type, const ZoneUse *zone, const Value *args, Unit unit, Value *ret_value,
                     GError **error)
{
    int64_t us = args[1].integer, step_us = unit_us(unit), east_us;
    CalendarTime day;

    if (!timestamp_is_finite(us)) {
        *ret_value = args[1];
        return true;
    }
    east_us = zone_use_east_s(zone, us) * CALENDAR_SECOND_US;
    if (step_us > 0)
        return moment_return((Int128)calendar_floor(us + east_us, step_us) * step_us - east_us,
                             ret_value, error);
    if (!find_first_day(unit, us + east_us, &day))
        return unit_fail(value_span(&args[0]), UNIT_TO_TRUNC, type, error);
    if (day.year < -4713)
        return moment_fail_range(error);
    return moment_return(zone_use_us(zone, calendar_us(&day)), ret_value, error);
}

EXPR_CALL(moment_trunc)
{
    const ZoneUse zone = {.zone = context->zone};

    return trunc_in(TYPE_TIMESTAMPTZ, &zone, args, unit_of(args, expr_prepared(args, args_len)),
                    ret_value, error);
}

EXPR_CALL(moment_trunc_local)
{
    static const ZoneUse utc;

    return trunc_in(TYPE_TIMESTAMP, &utc, args, unit_of(args, expr_prepared(args, args_len)),
                    ret_value, error);
}

EXPR_CALL(moment_trunc_in_zone)
{
    const Prepared *prepared = expr_prepared(args, args_len);
    ZoneUse zone = prepared->zone;

    if (!prepared->has_zone && !find_zone(&args[2], &zone, error))
        return false;
    return trunc_in(TYPE_TIMESTAMPTZ, &zone, args, unit_of(args, prepared), ret_value, error);
}

/* ---- intervals ---- */

/* @number without what is beyond a multiple of @step, toward zero. */
static int64_t cut(int64_t number, int64_t step)
{
    return number - number % step;
}

/* The months that a unit above a day counts in; 0 for others. */
static int unit_months(Unit unit)
{
    switch (unit) {
    case UNIT_MONTH:
        return 1;
    case UNIT_QUARTER:
        return 3;
    case UNIT_YEAR:
        return 12;
    case UNIT_DECADE:
        return 120;
    case UNIT_CENTURY:
        return 1200;
    case UNIT_MILLENNIUM:
        return 12000;
    default:
        return 0;
    }
}

EXPR_CALL(interval_trunc)
{
    const Interval *interval = args[1].interval;
    Unit unit = unit_of(args, expr_prepared(args, args_len));

    if (unit_us(unit) > 0)
        return interval_return(context, cut(interval->us, unit_us(unit)), interval->days,
                               interval->months, ret_value, error);
    if (unit == UNIT_DAY)
        return interval_return(context, 0, interval->days, interval->months, ret_value, error);
    if (unit_months(unit) > 0)
        return interval_return(context, 0, 0, cut(interval->months, unit_months(unit)), ret_value,
                               error);
    return unit_fail(value_span(&args[0]), UNIT_TO_TRUNC, TYPE_INTERVAL, error);
}

/* ---- steps of any length ---- */

EXPR_CALL(moment_bin)
{
    const Interval *step = args[0].interval;
    int64_t us = args[1].integer, origin_us = args[2].integer;
    Int128 step_us = (Int128)step->days * CALENDAR_DAY_US + step->us, from_us;

    if (!timestamp_is_finite(us)) {
        *ret_value = args[1];
        return true;
    }
    if (!timestamp_is_finite(origin_us))
        return fail(error, FAIL_DATA, "origin out of range");
    if (step->months != 0)
        return fail(error, FAIL_DATA,
                    "timestamps cannot be binned into intervals containing months or years");
    if (step_us != (int64_t)step_us)
        return fail(error, FAIL_DATA, "interval out of range");
    if (step_us <= 0)
        return fail(error, FAIL_DATA, "stride must be greater than zero");
    from_us = (Int128)us - origin_us;
    if (from_us != (int64_t)from_us)
        return fail(error, FAIL_DATA, "interval out of range");
    return moment_return(origin_us +
                             (Int128)calendar_floor((int64_t)from_us, (int64_t)step_us) * step_us,
                         ret_value, error);
}
