/* to_char of points in time and intervals. */
#include <inttypes.h>

#include "base/fail.h"
#include "expr/calls_time.h"
#include "expr/moment.h"
#include "expr/time_format.h"

enum { MONTH_DAYS = 30 };

/* What is written: a point's local time, or an interval's parts. */
typedef struct Shown {
    bool is_interval;
    int64_t year; /* of a point astronomical, so that 0 is 1 BC */
    int month, day;
    int64_t hour;
    int minute, second, us;
    int64_t days; /* since 1970 */
    int64_t day_of_year;
    const char *zone; /* its short name; "" without one */
    int32_t east_s;
} Shown;

typedef struct Writer {
    const Shown *shown;
    const FormatItem *item;
    GString *text;
    size_t start; /* of the item in the text */
} Writer;

/* ---- pieces ---- */

/* "th" after the digits that the text ends with. */
static void write_ordinal(const Writer *writer)
{
    static const char *const suffixes[] = {"th", "st", "nd", "rd"};
    const char *end = writer->text->str + writer->text->len;
    int last = end[-1] - '0';
    bool is_teen = writer->text->len > writer->start + 1 && end[-2] == '1';
    const char *suffix = suffixes[is_teen || last > 3 ? 0 : last];

    if ((writer->item->flags & FORMAT_ORDINAL) == 0)
        return;
    for (const char *at = suffix; *at != '\0'; at++)
        g_string_append_c(writer->text, (writer->item->flags & FORMAT_ORDINAL_UP) != 0
                                            ? g_ascii_toupper(*at)
                                            : *at);
}

/* Padded with zeros to so many bytes, its sign included; FM leaves the zeros out. */
static void write_padded(const Writer *writer, int64_t number, int width)
{
    g_string_append_printf(writer->text, "%0*" PRId64,
                           (writer->item->flags & FORMAT_FILL) != 0 ? 0 : width, number);
    write_ordinal(writer);
}

/* Of so many digits, and a sign besides. */
static void write_number(const Writer *writer, int64_t number, int digits)
{
    write_padded(writer, number, digits + (number < 0 ? 1 : 0));
}

/* Of so many digits whatever the flags say. */
static void write_fixed(const Writer *writer, int number, int digits)
{
    g_string_append_printf(writer->text, "%0*d", digits, number);
    write_ordinal(writer);
}

/* In the letters that the pattern shows, padded to @width bytes unless FM or TM says otherwise. */
static void write_name(const Writer *writer, const char *name, int len, int width)
{
    FormatLetters letters = writer->item->letters;
    unsigned unpadded = FORMAT_FILL | (writer->item->field == FORMAT_ROMAN ? 0 : FORMAT_LOCAL);
    bool is_padded = (writer->item->flags & unpadded) == 0;

    for (int i = 0; i < len; i++) {
        bool is_upper = letters == FORMAT_UPPER || (letters == FORMAT_TITLE && i == 0);

        g_string_append_c(writer->text,
                          is_upper ? g_ascii_toupper(name[i]) : g_ascii_tolower(name[i]));
    }
    for (int i = len; i < width && is_padded; i++)
        g_string_append_c(writer->text, ' ');
}

/* "AD", "A.D." */
static void write_pair(const Writer *writer, char first, char second)
{
    char name[] = {first, '.', second, '.'}, plain[] = {first, second};
    bool has_dots = writer->item->has_dots;

    write_name(writer, has_dots ? name : plain, has_dots ? 4 : 2, 0);
}

/* ---- years ---- */

/* As people count: there is no year 0, and 1 BC is 1. */
static int64_t counted_year(const Shown *shown, int64_t year)
{
    return shown->is_interval || year > 0 ? year : 1 - year;
}

/* The year that the week belongs to: this, or one beside it. */
static int64_t iso_year(const Shown *shown)
{
    if (shown->days < calendar_first_monday(shown->year))
        return shown->year - 1;
    return shown->year + (shown->days >= calendar_first_monday(shown->year + 1) ? 1 : 0);
}

/* Its last digits. */
static void write_year(const Writer *writer, int64_t year)
{
    static const int64_t powers[] = {1, 10, 100, 1000};
    int64_t counted = counted_year(writer->shown, year);
    bool is_negative = counted_year(writer->shown, writer->shown->year) < 0;
    int digits = writer->item->width;

    if (digits < 4)
        counted %= powers[digits];
    if (digits == 1) {
        write_fixed(writer, (int)counted, 1);
        return;
    }
    write_padded(writer, counted, digits + (is_negative ? 1 : 0));
}

static void write_year_with_comma(const Writer *writer)
{
    int64_t year = counted_year(writer->shown, writer->shown->year);

    g_string_append_printf(writer->text, "%" PRId64 ",%03" PRId64, year / 1000, year % 1000);
    write_ordinal(writer);
}

static void write_century(const Writer *writer)
{
    int64_t year = writer->shown->year, century = year / 100;

    if (!writer->shown->is_interval)
        century = year > 0 ? (year - 1) / 100 + 1 : year / 100 - 1;
    if (century > 99 || century < -99) {
        g_string_append_printf(writer->text, "%" PRId64, century);
        write_ordinal(writer);
        return;
    }
    write_number(writer, century, 2);
}

/* Of an interval years without months are a twelfth one. */
static void write_roman(const Writer *writer)
{
    int month = writer->shown->month, at = 12 - month;

    if (month == 0 && writer->shown->year == 0)
        return;
    if (month == 0)
        at = writer->shown->year >= 0 ? 0 : 11;
    else if (month < 0)
        at = -1 - month;
    write_name(writer, format_romans[at], (int)strlen(format_romans[at]), 4);
}

/* ---- fields ---- */

static void write_distance(const Writer *writer)
{
    int length_s = ABS(writer->shown->east_s);
    int width = (writer->item->flags & FORMAT_FILL) != 0 ? 0 : 2;

    g_string_append_printf(writer->text, "%c%0*d", writer->shown->east_s < 0 ? '-' : '+', width,
                           length_s / 3600);
    if (length_s % 3600 != 0)
        g_string_append_printf(writer->text, ":%02d", length_s % 3600 / 60);
}

static void write_zone_field(const Writer *writer)
{
    const Shown *shown = writer->shown;

    switch (writer->item->field) {
    case FORMAT_TZ:
        if (writer->item->letters == FORMAT_LOWER)
            write_name(writer, shown->zone, (int)strlen(shown->zone), 0);
        else
            g_string_append(writer->text, shown->zone);
        return;
    case FORMAT_TZH:
        g_string_append_printf(writer->text, "%c%02d", shown->east_s < 0 ? '-' : '+',
                               ABS(shown->east_s) / 3600);
        return;
    case FORMAT_TZM:
        g_string_append_printf(writer->text, "%02d", ABS(shown->east_s) % 3600 / 60);
        return;
    default:
        write_distance(writer);
        return;
    }
}

/* What only a point in time has. */
static void write_point_field(const Writer *writer)
{
    const Shown *shown = writer->shown;
    const char *name;
    int weekday = calendar_weekday(shown->days);

    switch (writer->item->field) {
    case FORMAT_ERA:
        write_pair(writer, shown->year > 0 ? 'A' : 'B', shown->year > 0 ? 'D' : 'C');
        return;
    case FORMAT_MONTH:
        name = format_months[shown->month - 1];
        write_name(writer, name, (int)strlen(name), 9);
        return;
    case FORMAT_MON:
        write_name(writer, format_months[shown->month - 1], 3, 3);
        return;
    case FORMAT_DAY:
        name = format_days[weekday];
        write_name(writer, name, (int)strlen(name), 9);
        return;
    case FORMAT_DY:
        write_name(writer, format_days[weekday], 3, 3);
        return;
    case FORMAT_D:
        write_fixed(writer, weekday + 1, 1);
        return;
    case FORMAT_ID:
        write_fixed(writer, weekday == 0 ? 7 : weekday, 1);
        return;
    default:
        write_zone_field(writer);
        return;
    }
}

static void write_day_field(const Writer *writer)
{
    const Shown *shown = writer->shown;

    switch (writer->item->field) {
    case FORMAT_MM:
        write_number(writer, shown->month, 2);
        return;
    case FORMAT_DDD:
        g_string_append_printf(writer->text, "%0*" PRId64,
                               (writer->item->flags & FORMAT_FILL) != 0 ? 0 : 3,
                               shown->day_of_year);
        write_ordinal(writer);
        return;
    case FORMAT_IDDD:
        write_padded(writer, shown->days - calendar_first_monday(iso_year(shown)) + 1, 3);
        return;
    case FORMAT_DD:
        write_padded(writer, shown->day, 2);
        return;
    case FORMAT_WW:
        write_padded(writer, (shown->day_of_year - 1) / 7 + 1, 2);
        return;
    case FORMAT_IW:
        write_padded(writer, (shown->days - calendar_first_monday(iso_year(shown))) / 7 + 1, 2);
        return;
    case FORMAT_W:
        write_fixed(writer, (shown->day - 1) / 7 + 1, 1);
        return;
    case FORMAT_QUARTER:
        if (shown->month != 0)
            write_fixed(writer, (shown->month - 1) / 3 + 1, 1);
        return;
    case FORMAT_JULIAN:
        g_string_append_printf(writer->text, "%" PRId64, shown->days + CALENDAR_JULIAN_OF_1970);
        write_ordinal(writer);
        return;
    default:
        write_roman(writer);
        return;
    }
}

static void write_clock_field(const Writer *writer)
{
    static const int steps[] = {100000, 10000, 1000, 100, 10, 1};
    const Shown *shown = writer->shown;

    switch (writer->item->field) {
    case FORMAT_HALF:
        write_pair(writer, shown->hour % 24 >= 12 ? 'P' : 'A', 'M');
        return;
    case FORMAT_HH12:
        write_padded(writer, shown->hour % 12 == 0 ? 12 : shown->hour % 12,
                     shown->hour >= 0 ? 2 : 3);
        return;
    case FORMAT_HH24:
        write_number(writer, shown->hour, 2);
        return;
    case FORMAT_MI:
        write_number(writer, shown->minute, 2);
        return;
    case FORMAT_SS:
        write_number(writer, shown->second, 2);
        return;
    case FORMAT_SSSS:
        g_string_append_printf(writer->text, "%" PRId64,
                               shown->hour * 3600 + shown->minute * 60 + shown->second);
        write_ordinal(writer);
        return;
    case FORMAT_MS:
        write_fixed(writer, shown->us / steps[2], 3);
        return;
    case FORMAT_FRACTION:
        write_fixed(writer, shown->us / steps[writer->item->width - 1], writer->item->width);
        return;
    default:
        write_fixed(writer, shown->us, 6);
        return;
    }
}

static bool is_of_points(FormatField field)
{
    switch (field) {
    case FORMAT_ERA:
    case FORMAT_MONTH:
    case FORMAT_MON:
    case FORMAT_DAY:
    case FORMAT_DY:
    case FORMAT_D:
    case FORMAT_ID:
    case FORMAT_OF:
    case FORMAT_TZ:
    case FORMAT_TZH:
    case FORMAT_TZM:
        return true;
    default:
        return false;
    }
}

static void write_field(const Writer *writer)
{
    switch (writer->item->field) {
    case FORMAT_FX:
        return;
    case FORMAT_CENTURY:
        write_century(writer);
        return;
    case FORMAT_Y_YYY:
        write_year_with_comma(writer);
        return;
    case FORMAT_YEAR:
        write_year(writer, writer->shown->year);
        return;
    case FORMAT_IYEAR:
        write_year(writer, iso_year(writer->shown));
        return;
    case FORMAT_HALF:
    case FORMAT_HH12:
    case FORMAT_HH24:
    case FORMAT_MI:
    case FORMAT_SS:
    case FORMAT_SSSS:
    case FORMAT_MS:
    case FORMAT_FRACTION:
    case FORMAT_US:
        write_clock_field(writer);
        return;
    default:
        write_day_field(writer);
        return;
    }
}

static bool return_shown(ExprContext *context, const Shown *shown, const Value *args,
                         size_t args_len, Value *ret_value, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Format format;

    *ret_value = VALUE_NULL;
    if (args[1].len == 0)
        return true;
    if (!format_of_call(context, args, args_len, &format, error))
        return false;
    for (size_t i = 0; i < format.len; i++) {
        const FormatItem *item = &format.items[i];
        const Writer writer = {shown, item, text, text->len};

        if (item->kind != FORMAT_FIELD) {
            g_string_append_len(text, item->text.at, (gssize)item->text.len);
        } else if (!is_of_points(item->field)) {
            write_field(&writer);
        } else if (!shown->is_interval) {
            write_point_field(&writer);
        } else {
            fail(error, FAIL_DATA, "invalid format specification for an interval value");
            return fail_hint(error, "intervals are not tied to specific calendar dates");
        }
    }
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

static bool return_point(ExprContext *context, const Value *args, size_t args_len,
                         const ZonePeriod *period, Value *ret_value, GError **error)
{
    int64_t local_us = args[0].integer + (period->east_s * CALENDAR_SECOND_US);
    CalendarTime time = calendar_split(local_us);
    Shown shown = {
        .year = time.year,
        .month = time.month,
        .day = time.day,
        .hour = time.hour,
        .minute = time.minute,
        .second = time.second,
        .us = time.us,
        .days = calendar_floor(local_us, CALENDAR_DAY_US),
        .zone = period->name,
        .east_s = period->east_s,
    };

    shown.day_of_year = shown.days - calendar_days(time.year, 1, 1) + 1;
    return return_shown(context, &shown, args, args_len, ret_value, error);
}

EXPR_CALL(format_write_timestamptz)
{
    *ret_value = VALUE_NULL;
    return !timestamp_is_finite(args[0].integer) ||
           return_point(context, args, args_len, zone_period(context->zone, args[0].integer),
                        ret_value, error);
}

EXPR_CALL(format_write_timestamp)
{
    static const ZonePeriod none;

    *ret_value = VALUE_NULL;
    return !timestamp_is_finite(args[0].integer) ||
           return_point(context, args, args_len, &none, ret_value, error);
}

EXPR_CALL(format_write_interval)
{
    const Interval *interval = args[0].interval;
    int64_t us = interval->us;
    Shown shown = {
        .is_interval = true,
        .year = interval->months / 12,
        .month = interval->months % 12,
        .day = interval->days,
        .hour = us / CALENDAR_HOUR_US,
        .minute = (int)(us / CALENDAR_MINUTE_US % 60),
        .second = (int)(us / CALENDAR_SECOND_US % 60),
        .us = (int)(us % CALENDAR_SECOND_US),
        .day_of_year = (int64_t)interval->months * MONTH_DAYS + interval->days,
        .zone = "",
    };

    shown.days = calendar_days(shown.year, shown.month, shown.day);
    return return_shown(context, &shown, args, args_len, ret_value, error);
}
