/* The fields of a point in time that are numbers. */
#include "row/time_decoder.h"

#include <math.h>

enum { YEAR_DIGITS_MAX = 10 };

/* A whole number at *at, with a sign if it has one; 0 if no digits are there. */
static bool take_int(const char **at, int *ret_number)
{
    bool is_negative = **at == '-';
    int64_t number = 0;

    if (is_negative)
        (*at)++;
    for (; g_ascii_isdigit(**at); (*at)++) {
        if (number <= G_MAXINT32)
            number = number * 10 + (**at - '0');
    }
    *ret_number = (int)(is_negative ? -number : number);
    return number <= G_MAXINT32;
}

static int64_t digits_at(const char *at, size_t len)
{
    int64_t number = 0;

    for (size_t i = 0; i < len; i++)
        number = number * 10 + (at[i] - '0');
    return number;
}

/* ".25" to its end, of a second, as a float8 rounds it. */
static bool read_fraction(const char *at, int *ret_us)
{
    char *end = NULL;
    double fraction = at[1] == '\0' ? 0 : g_ascii_strtod(at, &end);

    *ret_us = (int)rint(fraction * CALENDAR_SECOND_US);
    return end == NULL || *end == '\0';
}

/* "10:30", "10:30:15.5", or "30:15.5": with a fraction two are minutes and seconds. */
TimeTextRead time_read_clock(TimeDecoder *decoder, const char *at)
{
    CalendarTime *time = &decoder->text.time;
    bool has_hour, fits = true;

    decoder->now = SEEN_CLOCK;
    time->second = time->us = 0;
    has_hour = take_int(&at, &time->hour);
    if (*at++ != ':')
        return TIME_TEXT_SYNTAX;
    fits &= take_int(&at, &time->minute);
    if (*at == '.') {
        time->second = time->minute;
        time->minute = time->hour;
        time->hour = 0;
    } else if (*at == ':') {
        at++;
        fits &= take_int(&at, &time->second);
    }
    if (!fits)
        return TIME_TEXT_RANGE;
    if (*at != '\0' && (*at != '.' || !read_fraction(at, &time->us)))
        return TIME_TEXT_SYNTAX;
    if (!has_hour || time->minute > 59 || time->second > 60 || time->hour > 24)
        return TIME_TEXT_RANGE;
    if (time->hour * TIME_HOUR_S + time->minute * 60 + time->second + (time->us > 0 ? 1 : 0) >
        24 * TIME_HOUR_S)
        return TIME_TEXT_RANGE;
    return TIME_TEXT_READ;
}

/* "20260102", "030405", "0304", with a fraction a time for sure. */
TimeTextRead time_read_run_together(TimeDecoder *decoder, const char *at, size_t len, unsigned seen)
{
    CalendarTime *time = &decoder->text.time;
    const char *point = memchr(at, '.', len);

    if (point != NULL) {
        time->us = (int)rint(g_ascii_strtod(point, NULL) * CALENDAR_SECOND_US);
        len = (size_t)(point - at);
    } else if ((seen & SEEN_DATE) != SEEN_DATE && len >= 6) {
        if (len > 4 + YEAR_DIGITS_MAX || digits_at(at, len - 4) > G_MAXINT32)
            return TIME_TEXT_RANGE;
        decoder->now = SEEN_DATE;
        time->year = digits_at(at, len - 4);
        time->month = (int)digits_at(at + len - 4, 2);
        time->day = (int)digits_at(at + len - 2, 2);
        decoder->has_two_digits |= len == 6;
        return TIME_TEXT_READ;
    }
    if ((seen & SEEN_CLOCK) == SEEN_CLOCK || (len != 6 && len != 4))
        return TIME_TEXT_SYNTAX;
    decoder->now = SEEN_CLOCK;
    time->hour = (int)digits_at(at, 2);
    time->minute = (int)digits_at(at + 2, 2);
    time->second = len == 6 ? (int)digits_at(at + 4, 2) : 0;
    return TIME_TEXT_READ;
}

static bool is_zone_distance(int hour, int minute, int second)
{
    return hour >= 0 && hour <= 15 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
}

TimeTextRead time_text_read_distance(const char *text, int32_t *ret_east_s)
{
    const char *at = text + 1;
    int hour, minute = 0, second = 0;
    bool fits;

    if (*text != '+' && *text != '-')
        return TIME_TEXT_SYNTAX;
    fits = take_int(&at, &hour);
    if (*at == ':') {
        at++;
        fits &= take_int(&at, &minute);
        if (*at == ':') {
            at++;
            fits &= take_int(&at, &second);
        }
    } else if (*at == '\0' && strlen(text) > 3) {
        minute = hour % 100;
        hour /= 100;
    }
    if (!fits || !is_zone_distance(hour, minute, second))
        return TIME_TEXT_ZONE_RANGE;
    *ret_east_s = (hour * TIME_HOUR_S + minute * 60 + second) * (*text == '-' ? -1 : 1);
    return *at == '\0' ? TIME_TEXT_READ : TIME_TEXT_SYNTAX;
}

TimeTextRead time_read_offset(TimeDecoder *decoder, const char *text)
{
    return time_text_read_distance(text, &decoder->text.east_s);
}

static TimeTextRead set_part(TimeDecoder *decoder, unsigned part, int number, size_t len)
{
    CalendarTime *time = &decoder->text.time;

    decoder->now = part;
    if (part == SEEN_YEAR) {
        time->year = number;
        decoder->has_two_digits = len <= 2;
    } else if (part == SEEN_MONTH) {
        time->month = number;
    } else {
        time->day = number;
    }
    return TIME_TEXT_READ;
}

/* Which part of a date a number of @len digits is, after the parts in @seen. 0: none. */
static unsigned next_part(const TimeDecoder *decoder, unsigned seen, size_t len)
{
    bool is_year = len >= 3;

    switch (seen & SEEN_DATE) {
    case 0:
        return is_year ? SEEN_YEAR : SEEN_MONTH;
    case SEEN_YEAR:
    case SEEN_DAY:
        return SEEN_MONTH;
    case SEEN_MONTH:
        return decoder->has_text_month && is_year ? SEEN_YEAR : SEEN_DAY;
    case SEEN_YEAR | SEEN_MONTH:
        return SEEN_DAY;
    case SEEN_MONTH | SEEN_DAY:
        return SEEN_YEAR;
    default:
        return 0;
    }
}

/* 2-Jan-2026: what seemed to be the year was the day. */
static bool is_year_after_day(const TimeDecoder *decoder, unsigned seen, size_t len)
{
    return (seen & SEEN_DATE) == (SEEN_YEAR | SEEN_MONTH) && decoder->has_text_month && len >= 3 &&
           decoder->has_two_digits;
}

static TimeTextRead set_date_number(TimeDecoder *decoder, int number, const char *text,
                                    unsigned seen)
{
    CalendarTime *time = &decoder->text.time;
    size_t len = strlen(text);
    unsigned part;

    if (len == 3 && (seen & SEEN_DATE) == SEEN_YEAR && number >= 1 && number <= 366) {
        decoder->now = SEEN_DAY_OF_YEAR | SEEN_MONTH | SEEN_DAY;
        decoder->day_of_year = number;
        return TIME_TEXT_READ;
    }
    if (is_year_after_day(decoder, seen, len)) {
        time->day = (int)time->year;
        time->year = number;
        decoder->has_two_digits = false;
        decoder->now = SEEN_DAY;
        return TIME_TEXT_READ;
    }
    part = next_part(decoder, seen, len);
    return part == 0 ? time_read_run_together(decoder, text, len, seen)
                     : set_part(decoder, part, number, len);
}

TimeTextRead time_read_date_number(TimeDecoder *decoder, const char *text, unsigned seen)
{
    const char *at = text;
    int number;

    if (!take_int(&at, &number))
        return TIME_TEXT_RANGE;
    if (at == text)
        return TIME_TEXT_SYNTAX;
    if (*at == '.' && at - text > 2)
        return time_read_run_together(decoder, text, strlen(text), seen | SEEN_DATE);
    if (*at != '\0' && (*at != '.' || !read_fraction(at, &decoder->text.time.us)))
        return TIME_TEXT_SYNTAX;
    return set_date_number(decoder, number, text, seen);
}

/* The next run of digits or letters at *at, copied to @part; the byte after it is passed over. */
static bool take_part(const char **at, char *part)
{
    bool is_digits;

    while (**at != '\0' && !g_ascii_isalnum(**at))
        (*at)++;
    if (**at == '\0')
        return false;
    is_digits = g_ascii_isdigit(**at);
    while (is_digits ? g_ascii_isdigit(**at) : g_ascii_isalpha(**at))
        *part++ = *(*at)++;
    *part = '\0';
    if (**at != '\0')
        (*at)++;
    return true;
}

/* "2026-01-02", "2-jan-2026", "2026.123" */
TimeTextRead time_read_date(TimeDecoder *decoder, const char *text)
{
    char part[TIME_TEXT_BYTES_MAX + 1];
    unsigned seen = decoder->seen, all = 0;

    for (const char *at = text;
         *at != '\0';) { /* a month in letters first: it says which is which */
        int month;

        if (!take_part(&at, part))
            return TIME_TEXT_SYNTAX;
        if (g_ascii_isdigit(part[0]))
            continue;
        switch (time_word_find(part, &month)) {
        case TIME_WORD_IGNORED:
            continue;
        case TIME_WORD_MONTH:
            break;
        default:
            return TIME_TEXT_SYNTAX;
        }
        if ((seen & SEEN_MONTH) != 0)
            return TIME_TEXT_SYNTAX;
        decoder->text.time.month = month;
        decoder->has_text_month = true;
        seen |= SEEN_MONTH;
        all |= SEEN_MONTH;
    }
    for (const char *at = text; *at != '\0' && take_part(&at, part);) {
        TimeTextRead outcome;

        if (!g_ascii_isdigit(part[0]))
            continue;
        outcome = time_read_date_number(decoder, part, seen);
        if (outcome != TIME_TEXT_READ)
            return outcome;
        if ((seen & decoder->now) != 0)
            return TIME_TEXT_SYNTAX;
        seen |= decoder->now;
        all |= decoder->now;
    }
    decoder->now = all;
    return (seen & ~(unsigned)(SEEN_DAY_OF_YEAR | SEEN_ZONE)) == SEEN_DATE ? TIME_TEXT_READ
                                                                           : TIME_TEXT_SYNTAX;
}

static void set_julian(TimeDecoder *decoder, int day)
{
    CalendarTime date = calendar_split_day((int64_t)day - CALENDAR_JULIAN_OF_1970);
    CalendarTime *time = &decoder->text.time;

    time->year = date.year;
    time->month = date.month;
    time->day = date.day;
    decoder->is_julian = true;
}

/* A second with its fraction, or a Julian day with its time. */
static TimeTextRead set_with_fraction(TimeDecoder *decoder, TimeLabel label, int number,
                                      const char *fraction)
{
    CalendarTime *time = &decoder->text.time;
    int64_t day_us;

    if (label == TIME_LABEL_SECOND) {
        time->second = number;
        decoder->now = *fraction == '.' ? SEEN_SECOND | SEEN_FRACTION : SEEN_SECOND;
        return *fraction != '.' || read_fraction(fraction, &time->us) ? TIME_TEXT_READ
                                                                      : TIME_TEXT_SYNTAX;
    }
    set_julian(decoder, number);
    decoder->now = *fraction == '.' ? SEEN_DATE | SEEN_CLOCK : SEEN_DATE;
    if (*fraction == '.') {
        day_us = (int64_t)(g_ascii_strtod(fraction, NULL) * (double)CALENDAR_DAY_US);
        time->hour = (int)(day_us / CALENDAR_HOUR_US);
        time->minute = (int)(day_us / CALENDAR_MINUTE_US % 60);
        time->second = (int)(day_us / CALENDAR_SECOND_US % 60);
        time->us = (int)(day_us % CALENDAR_SECOND_US);
    }
    return TIME_TEXT_READ;
}

/* The number after a word such as "y", "j", "t". */
TimeTextRead time_read_labelled(TimeDecoder *decoder, const char *text)
{
    CalendarTime *time = &decoder->text.time;
    TimeLabel label = decoder->label;
    const char *at = text;
    TimeTextRead outcome;
    int number;

    decoder->label = TIME_LABEL_NONE;
    decoder->text.kind = TIME_TEXT_DATED; /* even after 'epoch' */
    if (!take_int(&at, &number))
        return TIME_TEXT_RANGE;
    if (*at != '\0' && (*at != '.' || label < TIME_LABEL_SECOND || label == TIME_LABEL_OTHER))
        return TIME_TEXT_SYNTAX;
    switch (label) {
    case TIME_LABEL_YEAR:
        time->year = number;
        decoder->now = SEEN_YEAR;
        return TIME_TEXT_READ;
    case TIME_LABEL_MONTH:
        if ((decoder->seen & SEEN_MONTH) == 0 || (decoder->seen & SEEN_HOUR) == 0)
            return set_part(decoder, SEEN_MONTH, number, 0);
        time->minute = number; /* after an hour */
        decoder->now = SEEN_MINUTE;
        return TIME_TEXT_READ;
    case TIME_LABEL_DAY:
        return set_part(decoder, SEEN_DAY, number, 0);
    case TIME_LABEL_HOUR:
        time->hour = number;
        decoder->now = SEEN_HOUR;
        return TIME_TEXT_READ;
    case TIME_LABEL_MINUTE:
        time->minute = number;
        decoder->now = SEEN_MINUTE;
        return TIME_TEXT_READ;
    case TIME_LABEL_SECOND:
    case TIME_LABEL_JULIAN:
        return set_with_fraction(decoder, label, number, at);
    case TIME_LABEL_CLOCK:
        outcome = time_read_run_together(decoder, text, strlen(text), decoder->seen | SEEN_DATE);
        return outcome == TIME_TEXT_READ && decoder->now != SEEN_CLOCK ? TIME_TEXT_SYNTAX : outcome;
    case TIME_LABEL_NONE:
    case TIME_LABEL_OTHER:
        break;
    }
    return TIME_TEXT_SYNTAX;
}

TimeTextRead time_read_julian_and_offset(TimeDecoder *decoder, const char *text)
{
    int day;

    if (!take_int(&text, &day))
        return TIME_TEXT_RANGE;
    set_julian(decoder, day);
    decoder->now = SEEN_DATE | SEEN_CLOCK | SEEN_ZONE;
    return time_read_offset(decoder, text);
}
