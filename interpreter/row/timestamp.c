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

static void write_zone(int32_t east_s, TimestampStyle style, GString *text)
{
    int length_s = ABS(east_s);

    g_string_append_printf(text, "%c%02d", east_s < 0 ? '-' : '+', length_s / 3600);
    if (length_s % 3600 != 0 || style == TIMESTAMP_XML)
        g_string_append_printf(text, ":%02d", length_s / 60 % 60);
    if (length_s % 60 != 0)
        g_string_append_printf(text, ":%02d", length_s % 60);
}

static void write_date(const CalendarTime *time, GString *text)
{
    g_string_append_printf(text, "%04d-%02d-%02d",
                           (int)(time->year <= 0 ? 1 - time->year : time->year), time->month,
                           time->day);
}

static void write_clock(const CalendarTime *time, TimestampStyle style, GString *text)
{
    g_string_append_printf(text, "%c%02d:%02d:%02d", style == TIMESTAMP_XML ? 'T' : ' ', time->hour,
                           time->minute, time->second);
    if (time->us == 0)
        return;
    g_string_append_printf(text, ".%06d", time->us);
    while (text->str[text->len - 1] == '0')
        g_string_truncate(text, text->len - 1);
}

void timestamp_write(Type type, int64_t point, const Zone *zone, TimestampStyle style,
                     GString *text)
{
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
    write_date(&time, text);
    if (type != TYPE_DATE)
        write_clock(&time, style, text);
    if (type == TYPE_TIMESTAMPTZ)
        write_zone(east_s, style, text);
    if (time.year <= 0)
        g_string_append(text, " BC");
}
