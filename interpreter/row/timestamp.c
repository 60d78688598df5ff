#include "row/timestamp.h"

#include "base/fail.h"
#include "row/shown.h"
#include "row/time_text.h"

/* As PostgreSQL calls it where it reads one. */
static const char *input_name(Type type)
{
    return type == TYPE_TIMESTAMP ? "timestamp" : type_name(type);
}

static bool fail_read(TimeTextRead outcome, Type type, Span text, const TimeText *read,
                      GError **error)
{
    Span part = shown(text);
    int len = (int)part.len;

    switch (outcome) {
    case TIME_TEXT_RANGE:
        return fail(error, FAIL_DATA, "date/time field value out of range: \"%.*s\"", len, part.at);
    case TIME_TEXT_ZONE_RANGE:
        return fail(error, FAIL_DATA, "time zone displacement out of range: \"%.*s\"", len,
                    part.at);
    case TIME_TEXT_NO_ZONE:
        return fail(error, FAIL_DATA, "time zone \"%s\" not recognized", read->no_zone);
    case TIME_TEXT_MOVING:
        fail(error, FAIL_DATA, "invalid input syntax for type %s: \"%.*s\"", input_name(type), len,
             part.at);
        return fail_hint(error, "write now() or current_date for when the statement started");
    case TIME_TEXT_READ:
    case TIME_TEXT_SYNTAX:
        break;
    }
    return fail(error, FAIL_DATA, "invalid input syntax for type %s: \"%.*s\"", input_name(type),
                len, part.at);
}

static bool find_date(const TimeText *read, int64_t *ret_days)
{
    if (read->time.year < -4713 || read->time.year >= 5874898)
        return false;
    *ret_days = calendar_days(read->time.year, read->time.month, read->time.day);
    return *ret_days >= TIMESTAMP_DAYS_MIN;
}

static bool find_timestamp(const TimeText *read, Type type, const Zone *zone, int64_t *ret_us)
{
    int64_t us;

    if (read->time.year < -4713 || read->time.year > 294246)
        return false;
    us = calendar_us(&read->time);
    if (type == TYPE_TIMESTAMPTZ)
        us = read->has_zone ? us - read->east_s * CALENDAR_SECOND_US : zone_us_of_local(zone, us);
    *ret_us = us;
    return calendar_in_range(us);
}

bool timestamp_read(Type type, Span text, const Zone *zone, int64_t *ret_point, GError **error)
{
    TimeText read;
    TimeTextRead outcome = time_text_read(text, &read);
    Span part = shown(text);

    if (outcome != TIME_TEXT_READ)
        return fail_read(outcome, type, text, &read, error);
    switch (read.kind) {
    case TIME_TEXT_EPOCH:
        *ret_point = 0;
        return true;
    case TIME_TEXT_EARLY:
        *ret_point = TIMESTAMP_EARLY;
        return true;
    case TIME_TEXT_LATE:
        *ret_point = TIMESTAMP_LATE;
        return true;
    case TIME_TEXT_DATED:
        break;
    }
    if (type == TYPE_DATE)
        return find_date(&read, ret_point) ||
               fail(error, FAIL_DATA, "date out of range: \"%.*s\"", (int)part.len, part.at);
    return find_timestamp(&read, type, zone, ret_point) ||
           fail(error, FAIL_DATA, "timestamp out of range: \"%.*s\"", (int)part.len, part.at);
}

bool timestamp_needs_zone(Span text)
{
    TimeText read;

    return time_text_read(text, &read) == TIME_TEXT_READ && read.kind == TIME_TEXT_DATED &&
           !read.has_zone;
}

enum { LINE_BYTES_MAX = 64 };

/* So many digits of a number, at *at: times are written for each row, and printf is slow. */
static void put_digits(char **at, int64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        (*at)[i] = (char)('0' + number % 10);
        number /= 10;
    }
    *at += digits;
}

static void put_after(char **at, char delimiter, int number)
{
    *(*at)++ = delimiter;
    put_digits(at, number, 2);
}

static void put_date(char **at, const CalendarTime *time)
{
    int64_t year = time->year <= 0 ? 1 - time->year : time->year;
    int digits = 4;

    for (int64_t rest = year / 10000; rest > 0; rest /= 10)
        digits++;
    put_digits(at, year, digits);
    put_after(at, '-', time->month);
    put_after(at, '-', time->day);
}

static void put_clock(char **at, const CalendarTime *time, TimestampStyle style)
{
    put_after(at, style == TIMESTAMP_XML ? 'T' : ' ', time->hour);
    put_after(at, ':', time->minute);
    put_after(at, ':', time->second);
    if (time->us == 0)
        return;
    *(*at)++ = '.';
    put_digits(at, time->us, 6);
    while ((*at)[-1] == '0')
        (*at)--;
}

static void put_zone(char **at, int32_t east_s, TimestampStyle style)
{
    int length_s = ABS(east_s);

    *(*at)++ = east_s < 0 ? '-' : '+';
    put_digits(at, length_s / 3600, length_s < 360000 ? 2 : 3);
    if (length_s % 3600 != 0 || style == TIMESTAMP_XML)
        put_after(at, ':', length_s / 60 % 60);
    if (length_s % 60 != 0)
        put_after(at, ':', length_s % 60);
}

void timestamp_write(Type type, int64_t point, const Zone *zone, TimestampStyle style,
                     GString *text)
{
    char line[LINE_BYTES_MAX], *at = line;
    int32_t east_s = 0;
    CalendarTime time;

    if (!timestamp_is_finite(point)) {
        g_string_append(text, point == TIMESTAMP_LATE ? "infinity" : "-infinity");
        return;
    }
    if (type == TYPE_TIMESTAMPTZ)
        east_s = zone_period(zone, point)->east_s;
    time = type == TYPE_DATE ? calendar_split_day(point)
                             : calendar_split(point + east_s * CALENDAR_SECOND_US);
    put_date(&at, &time);
    if (type != TYPE_DATE)
        put_clock(&at, &time, style);
    if (type == TYPE_TIMESTAMPTZ)
        put_zone(&at, east_s, style);
    g_string_append_len(text, line, at - line);
    if (time.year <= 0)
        g_string_append(text, " BC");
}
