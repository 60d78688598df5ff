#include "row/timestamp.h"

#include <math.h>

#include "row/calendar.h"
#include "row/number.h"

typedef struct Cursor {
    Span text;
    size_t at;
} Cursor;

static char peek(const Cursor *cursor)
{
    return cursor->at < cursor->text.len ? cursor->text.at[cursor->at] : '\0';
}

static bool take(Cursor *cursor, char byte)
{
    if (peek(cursor) != byte || cursor->at >= cursor->text.len)
        return false;
    cursor->at++;
    return true;
}

static void skip_spaces(Cursor *cursor)
{
    while (number_is_space(peek(cursor)))
        cursor->at++;
}

static bool take_word(Cursor *cursor, const char *word)
{
    size_t len = strlen(word);

    if (cursor->text.len - cursor->at < len ||
        g_ascii_strncasecmp(cursor->text.at + cursor->at, word, len) != 0)
        return false;
    cursor->at += len;
    return true;
}

/* Digits, at least @min and at most @max of them. */
static bool take_digits(Cursor *cursor, size_t min, size_t max, int64_t *ret_number)
{
    size_t start = cursor->at;
    int64_t number = 0;

    while (cursor->at - start < max && g_ascii_isdigit(peek(cursor)))
        number = number * 10 + (cursor->text.at[cursor->at++] - '0');
    *ret_number = number;
    return cursor->at - start >= min && !g_ascii_isdigit(peek(cursor));
}

static bool take_date(Cursor *cursor, CalendarTime *time)
{
    int64_t year, month, day;
    size_t start = cursor->at;
    char separator;

    if (!take_digits(cursor, 3, 8, &year))
        return false;
    separator = peek(cursor);
    if (separator == '-' || separator == '/') {
        cursor->at++;
        if (!take_digits(cursor, 1, 2, &month) || !take(cursor, separator) ||
            !take_digits(cursor, 1, 2, &day))
            return false;
    } else {
        if (cursor->at - start != 8)
            return false;
        day = year % 100;
        month = year / 100 % 100;
        year /= 10000;
    }
    time->year = year;
    time->month = (int)month;
    time->day = (int)day;
    return true;
}

/* ".123456789": rounded to microseconds as a float8 is. */
static bool take_fraction(Cursor *cursor, int *ret_us)
{
    char text[24] = "0";
    size_t len = 1;

    *ret_us = 0;
    if (peek(cursor) != '.')
        return true;
    do {
        if (len < sizeof(text) - 1)
            text[len++] = peek(cursor);
        cursor->at++;
    } while (g_ascii_isdigit(peek(cursor)));
    text[len] = '\0';
    *ret_us = (int)rint(g_ascii_strtod(text, NULL) * CALENDAR_SECOND_US);
    return true;
}

static bool take_time(Cursor *cursor, CalendarTime *time)
{
    int64_t hour, minute, second = 0;

    if (!take_digits(cursor, 1, 2, &hour) || !take(cursor, ':') ||
        !take_digits(cursor, 1, 2, &minute))
        return false;
    if (take(cursor, ':') &&
        (!take_digits(cursor, 1, 2, &second) || !take_fraction(cursor, &time->us)))
        return false;
    time->hour = (int)hour;
    time->minute = (int)minute;
    time->second = (int)second;
    return true;
}

/* "Z", "UTC", "+01", "-08:30", "+0530": seconds east of UTC. */
static bool take_zone(Cursor *cursor, int64_t *ret_east_s)
{
    static const char *const names[] = {"utc", "gmt", "zulu", "z"};
    char sign = peek(cursor);
    int64_t hours = 0, minutes = 0, seconds = 0;
    size_t start;

    *ret_east_s = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (take_word(cursor, names[i]))
            return true;
    }
    if (!take(cursor, '+') && !take(cursor, '-'))
        return true;
    start = cursor->at;
    if (!take_digits(cursor, 1, 4, &hours))
        return false;
    if (cursor->at - start > 2) {
        minutes = hours % 100;
        hours /= 100;
    } else if (take(cursor, ':') && (!take_digits(cursor, 2, 2, &minutes) ||
                                     (take(cursor, ':') && !take_digits(cursor, 2, 2, &seconds)))) {
        return false;
    }
    *ret_east_s = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
    return true;
}

static bool fields_in_range(const CalendarTime *time, int64_t east_s)
{
    bool is_midnight = time->hour == 24 && time->minute == 0 && time->second == 0 && time->us == 0;

    return time->year <= 294246 && time->year >= -4713 && time->month >= 1 && time->month <= 12 &&
           time->day >= 1 && time->day <= calendar_month_days(time->year, time->month) &&
           (time->hour < 24 || is_midnight) && time->minute < 60 && time->second <= 60 &&
           ABS(east_s) < 16 * 3600;
}

/* PostgreSQL's first and last time, which this type does not have. */
static bool is_infinite(Cursor cursor)
{
    take(&cursor, '-');
    return take_word(&cursor, "infinity") && cursor.at == cursor.text.len;
}

TimestampRead timestamp_read(Span text, int64_t *ret_us)
{
    Cursor cursor = {number_trim(text), 0};
    CalendarTime time = {0};
    int64_t east_s = 0, us;

    if (cursor.text.len == strlen("epoch") && take_word(&cursor, "epoch")) {
        *ret_us = 0;
        return TIMESTAMP_READ;
    }
    if (is_infinite(cursor))
        return TIMESTAMP_RANGE;
    if (!take_date(&cursor, &time))
        return TIMESTAMP_SYNTAX;
    if (!take(&cursor, 'T') && !take(&cursor, 't'))
        skip_spaces(&cursor);
    if (g_ascii_isdigit(peek(&cursor)) && !take_time(&cursor, &time))
        return TIMESTAMP_SYNTAX;
    skip_spaces(&cursor);
    if (!take_zone(&cursor, &east_s))
        return TIMESTAMP_SYNTAX;
    skip_spaces(&cursor);
    if (time.year == 0)
        return TIMESTAMP_RANGE; /* there is no year 0: 1 BC is followed by AD 1 */
    if (take_word(&cursor, "bc"))
        time.year = 1 - time.year;
    if (cursor.at != cursor.text.len)
        return TIMESTAMP_SYNTAX;
    if (!fields_in_range(&time, east_s))
        return TIMESTAMP_RANGE;
    us = calendar_us(&time) - east_s * CALENDAR_SECOND_US;
    if (!calendar_in_range(us))
        return TIMESTAMP_RANGE;
    *ret_us = us;
    return TIMESTAMP_READ;
}

void timestamp_write(int64_t us, GString *text)
{
    CalendarTime time = calendar_split(us);
    bool is_bc = time.year <= 0;
    char line[64];
    int len = g_snprintf(line, sizeof(line), "%04d-%02d-%02d %02d:%02d:%02d",
                         (int)(is_bc ? 1 - time.year : time.year), time.month, time.day, time.hour,
                         time.minute, time.second);

    if (time.us != 0) {
        len += g_snprintf(line + len, 16, ".%06d", time.us);
        while (line[len - 1] == '0')
            len--;
    }
    g_string_append_len(text, line, len);
    g_string_append(text, is_bc ? "+00 BC" : "+00");
}
