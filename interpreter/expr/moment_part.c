/* extract and date_part: the numbers that a point in time or an interval is made of. */
#include "base/fail.h"
#include "expr/calls_time.h"
#include "expr/decimal.h"
#include "expr/moment.h"
#include "expr/unit.h"

enum { DAY_S = 86400, MONTH_DAYS = 30 };

typedef enum PartKind {
    PART_NUMBER,
    PART_JULIAN,   /* of so many days and microseconds */
    PART_INFINITE, /* of what is infinite; the sign is that of `digits` */
    PART_NULL,     /* of what is infinite and has no such part */
} PartKind;

typedef struct Part {
    PartKind kind;
    Int128 digits; /* the number is digits / 10^scale */
    int scale;
    double real; /* the same, by PostgreSQL's order of rounding */
    int64_t day_us;
} Part;

static bool set_whole(Part *part, int64_t number)
{
    *part = (Part){.digits = number, .real = (double)number};
    return true;
}

static bool set_decimal(Part *part, Int128 digits, int scale, double real)
{
    *part = (Part){.digits = digits, .scale = scale, .real = real};
    return true;
}

/* ---- points in time ---- */

/* As people count: there is no year 0, and 1 BC is -1. */
static int64_t shown_year(int64_t year)
{
    return year > 0 ? year : year - 1;
}

static int64_t shown_century(int64_t year, int64_t years)
{
    return year > 0 ? (year + years - 1) / years : -((years - year) / years);
}

/* A week belongs to the year that has its Thursday. */
static int64_t thursday_of_week(int64_t days)
{
    return days - (calendar_weekday(days) + 6) % 7 + 3;
}

/* Of a minute, for points and intervals. */
static bool find_second_part(Unit unit, int64_t second, int64_t us, Part *part)
{
    int64_t second_us = second * CALENDAR_SECOND_US + us;

    switch (unit) {
    case UNIT_MICROSECOND:
        return set_whole(part, second_us);
    case UNIT_MILLISECOND:
        return set_decimal(part, second_us, 3, (double)second * 1000.0 + (double)us / 1000.0);
    case UNIT_SECOND:
        return set_decimal(part, second_us, 6, (double)second + (double)us / 1000000.0);
    default:
        return false;
    }
}

static bool find_clock_part(Unit unit, const CalendarTime *time, Part *part)
{
    switch (unit) {
    case UNIT_MINUTE:
        return set_whole(part, time->minute);
    case UNIT_HOUR:
        return set_whole(part, time->hour);
    default:
        return find_second_part(unit, time->second, time->us, part);
    }
}

/* Parts of the year. */
static bool find_date_part(Unit unit, const CalendarTime *time, int64_t days, Part *part)
{
    int64_t thursday = thursday_of_week(days);

    switch (unit) {
    case UNIT_DAY:
        return set_whole(part, time->day);
    case UNIT_DOW:
        return set_whole(part, calendar_weekday(days));
    case UNIT_ISODOW:
        return set_whole(part, (calendar_weekday(days) + 6) % 7 + 1);
    case UNIT_DOY:
        return set_whole(part, days - calendar_days(time->year, 1, 1) + 1);
    case UNIT_WEEK:
        return set_whole(
            part, (thursday - calendar_days(calendar_split_day(thursday).year, 1, 1)) / 7 + 1);
    case UNIT_MONTH:
        return set_whole(part, time->month);
    case UNIT_QUARTER:
        return set_whole(part, (time->month - 1) / 3 + 1);
    default:
        return false;
    }
}

/* Years and more. */
static bool find_year_part(Unit unit, int64_t year, int64_t days, Part *part)
{
    switch (unit) {
    case UNIT_YEAR:
        return set_whole(part, shown_year(year));
    case UNIT_ISOYEAR:
        return set_whole(part, shown_year(calendar_split_day(thursday_of_week(days)).year));
    case UNIT_DECADE:
        return set_whole(part, calendar_floor(year, 10));
    case UNIT_CENTURY:
        return set_whole(part, shown_century(year, 100));
    case UNIT_MILLENNIUM:
        return set_whole(part, shown_century(year, 1000));
    default:
        return false;
    }
}

static bool find_zone_part(Unit unit, int32_t east_s, Part *part)
{
    switch (unit) {
    case UNIT_ZONE:
        return set_whole(part, east_s);
    case UNIT_ZONE_HOUR:
        return set_whole(part, east_s / 3600);
    case UNIT_ZONE_MINUTE:
        return set_whole(part, east_s / 60 % 60);
    default:
        return false;
    }
}

static bool find_julian(Type type, int64_t days, int64_t day_us, Part *part)
{
    if (type == TYPE_DATE)
        return set_whole(part, days + CALENDAR_JULIAN_OF_1970);
    set_whole(part, days + CALENDAR_JULIAN_OF_1970);
    part->kind = PART_JULIAN;
    part->day_us = day_us;
    part->real += ((double)(day_us / CALENDAR_SECOND_US) +
                   (double)(day_us % CALENDAR_SECOND_US) / 1000000.0) /
                  (double)DAY_S;
    return true;
}

/* Of a finite point whose local time is @local_us; false if its type has no such part. */
static bool find_part(Type type, Unit unit, int64_t point, int64_t local_us, Part *part)
{
    int64_t days = calendar_floor(local_us, CALENDAR_DAY_US);
    CalendarTime time = type == TYPE_DATE ? calendar_split_day(point) : calendar_split(local_us);

    if (type == TYPE_DATE)
        days = point;
    if (unit == UNIT_EPOCH && type == TYPE_DATE)
        return set_whole(part, point * DAY_S);
    if (unit == UNIT_EPOCH)
        return set_decimal(part, point, 6, (double)point / 1000000.0);
    if (unit == UNIT_JULIAN)
        return find_julian(type, days, local_us - days * CALENDAR_DAY_US, part);
    return find_date_part(unit, &time, days, part) || find_year_part(unit, time.year, days, part) ||
           (type != TYPE_DATE && find_clock_part(unit, &time, part)) ||
           (type == TYPE_TIMESTAMPTZ &&
            find_zone_part(unit, (int32_t)((local_us - point) / CALENDAR_SECOND_US), part));
}

/* What grows with time is infinite, what turns round is unknown. */
static bool find_infinite_part(Type type, Unit unit, int64_t point, Part *part)
{
    static const int64_t noon_us = CALENDAR_DAY_US / 2;

    switch (unit) {
    case UNIT_EPOCH:
    case UNIT_YEAR:
    case UNIT_ISOYEAR:
    case UNIT_DECADE:
    case UNIT_CENTURY:
    case UNIT_MILLENNIUM:
    case UNIT_JULIAN:
        *part = (Part){.kind = PART_INFINITE, .digits = point < 0 ? -1 : 1};
        return true;
    default: /* if any finite one has it */
        if (!find_part(type, unit, type == TYPE_DATE ? 0 : noon_us, noon_us, part))
            return false;
        part->kind = PART_NULL;
        return true;
    }
}

static bool part_of_moment(const ExprContext *context, Type type, Unit unit, Span name,
                           int64_t point, Part *part, GError **error)
{
    int64_t local_us = 0;
    bool is_found;

    if (!timestamp_is_finite(point)) {
        is_found = find_infinite_part(type, unit, point, part);
    } else {
        if (type != TYPE_DATE && !moment_to_local(context, type, point, &local_us, error))
            return false;
        is_found = find_part(type, unit, point, local_us, part);
    }
    return is_found || unit_fail(name, UNIT_TO_EXTRACT, type, error);
}

/* ---- intervals ---- */

/* A year of an interval is 365.25 days of its epoch, a month of the rest 30. */
static bool find_interval_epoch(const Interval *interval, Part *part)
{
    int years = interval->months / 12, months = interval->months % 12;
    Int128 quarter_days = (Int128)years * 1461 + ((Int128)months * MONTH_DAYS + interval->days) * 4;
    double real = (double)interval->us / 1000000.0;

    real += 365.25 * DAY_S * years;
    real += (double)MONTH_DAYS * DAY_S * months;
    real += (double)DAY_S * interval->days;
    return set_decimal(part, quarter_days * (CALENDAR_DAY_US / 4) + interval->us, 6, real);
}

static bool find_interval_part(Unit unit, const Interval *interval, Part *part)
{
    int64_t minute_us = interval->us % CALENDAR_MINUTE_US;
    int years = interval->months / 12;

    switch (unit) {
    case UNIT_EPOCH:
        return find_interval_epoch(interval, part);
    case UNIT_MINUTE:
        return set_whole(part, interval->us / CALENDAR_MINUTE_US % 60);
    case UNIT_HOUR:
        return set_whole(part, interval->us / CALENDAR_HOUR_US);
    case UNIT_DAY:
        return set_whole(part, interval->days);
    case UNIT_MONTH:
        return set_whole(part, interval->months % 12);
    case UNIT_QUARTER:
        return set_whole(part, interval->months % 12 / 3 + 1);
    case UNIT_YEAR:
        return set_whole(part, years);
    case UNIT_DECADE:
        return set_whole(part, years / 10);
    case UNIT_CENTURY:
        return set_whole(part, years / 100);
    case UNIT_MILLENNIUM:
        return set_whole(part, years / 1000);
    default:
        return find_second_part(unit, minute_us / CALENDAR_SECOND_US,
                                minute_us % CALENDAR_SECOND_US, part);
    }
}

/* ---- calls ---- */

static bool prepare_for(Type type, Arena *arena, const Value *constant, const void **ret_prepared,
                        GError **error)
{
    Unit *unit = arena_alloc(arena, sizeof(*unit));

    *ret_prepared = unit;
    return unit_of_constant(constant, UNIT_TO_EXTRACT, type, unit, error);
}

static bool find(const ExprContext *context, Type type, const Value *args, const Unit *prepared,
                 Part *part, GError **error)
{
    Span name = value_span(&args[0]);
    Unit unit = *prepared != UNIT_NONE ? *prepared : unit_find(name, UNIT_TO_EXTRACT);

    if (type != TYPE_INTERVAL)
        return part_of_moment(context, type, unit, name, args[1].integer, part, error);
    return find_interval_part(unit, args[1].interval, part) ||
           unit_fail(name, UNIT_TO_EXTRACT, type, error);
}

static bool return_real(const Part *part, Value *ret_value)
{
    *ret_value = (Value){.real = part->real};
    if (part->kind == PART_NULL)
        *ret_value = VALUE_NULL;
    else if (part->kind == PART_INFINITE)
        ret_value->real = part->digits < 0 ? -__builtin_inf() : __builtin_inf();
    return true;
}

static bool return_numeric(ExprContext *context, const Part *part, Value *ret_value, GError **error)
{
    Numeric number = {.coefficient = part->digits, .scale = (uint16_t)part->scale};
    Numeric us = numeric_of_integer(part->day_us), day = numeric_of_integer(CALENDAR_DAY_US);

    switch (part->kind) {
    case PART_NULL:
        *ret_value = VALUE_NULL;
        return true;
    case PART_INFINITE:
        number = numeric_of_kind(part->digits < 0 ? NUMERIC_MINUS_INFINITY : NUMERIC_INFINITY);
        break;
    case PART_JULIAN:
        if (!numeric_divide(&us, &day, &us, error) || !numeric_add(&number, &us, &number, error))
            return false;
        break;
    case PART_NUMBER:
        break;
    }
    return decimal_return(context, &number, ret_value, error);
}

#define PREPARE_CALL(kind, type)                                                                   \
    EXPR_PREPARE(kind##_part_prepare)                                                              \
    {                                                                                              \
        return prepare_for(type, arena, constants[0], ret_prepared, error);                        \
    }
#define REAL_CALL(kind, type)                                                                      \
    EXPR_CALL(kind##_part_real)                                                                    \
    {                                                                                              \
        Part part;                                                                                 \
                                                                                                   \
        return find(context, type, args, expr_prepared(args, args_len), &part, error) &&           \
               return_real(&part, ret_value);                                                      \
    }
#define NUMERIC_CALL(kind, type)                                                                   \
    EXPR_CALL(kind##_part_numeric)                                                                 \
    {                                                                                              \
        Part part;                                                                                 \
                                                                                                   \
        return find(context, type, args, expr_prepared(args, args_len), &part, error) &&           \
               return_numeric(context, &part, ret_value, error);                                   \
    }
#define PART_CALLS(kind, type)                                                                     \
    PREPARE_CALL(kind, type) REAL_CALL(kind, type) NUMERIC_CALL(kind, type)

PART_CALLS(moment, TYPE_TIMESTAMPTZ)
PART_CALLS(local, TYPE_TIMESTAMP)
PART_CALLS(interval, TYPE_INTERVAL)
PREPARE_CALL(date, TYPE_DATE)
NUMERIC_CALL(date, TYPE_DATE)

/* As of the timestamp at which it begins. */
EXPR_CALL(date_part_real)
{
    Value start[3] = {args[0], args[1], args[2]};
    int64_t point = args[1].integer;

    if (timestamp_is_finite(point)) {
        if (!moment_return((Int128)point * CALENDAR_DAY_US, &start[1], NULL))
            return fail(error, FAIL_DATA, "date out of range for timestamp");
    }
    return local_part_real(context, start, args_len, ret_value, error);
}
