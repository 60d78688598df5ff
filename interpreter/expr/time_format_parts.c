#include "expr/time_format_parts.h"

#include <errno.h>

#include "base/fail.h"
#include "row/number.h"
#include "row/shown.h"

enum { THOUSANDS_MAX = 2000000 }; /* of years */

typedef struct Reader {
    const char *at, *end;
    const FormatItem *item, *items_end;
    bool is_exact; /* after FX */
    int extra;     /* characters that were skipped beyond what the pattern has */
    FormatParts *parts;
    GError **error;
} Reader;

static char peek(const Reader *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

static void skip_character(Reader *reader)
{
    reader->at = MIN(g_utf8_next_char(reader->at), reader->end);
}

/* ---- numbers ---- */

/* Whether no digit can follow the field, so that it takes all digits that are there. */
static bool is_before_other(const Reader *reader)
{
    const FormatItem *next = reader->item + 1;

    if ((reader->item->flags & FORMAT_ORDINAL) != 0 || next == reader->items_end)
        return true;
    if (next->kind == FORMAT_FIELD)
        return !next->is_digits;
    return next->text.len != 1 || !g_ascii_isdigit(next->text.at[0]);
}

static bool set(const Reader *reader, int *part, int value)
{
    if (*part != 0 && *part != value)
        return fail(reader->error, FAIL_DATA,
                    "conflicting values for \"%.*s\" field in formatting string",
                    (int)reader->item->text.len, reader->item->text.at);
    *part = value;
    return true;
}

static bool fail_value(const Reader *reader, const char *start, size_t len)
{
    size_t rest = (size_t)(reader->end - start);
    Span part;

    while (len < rest && len > 0 && ((unsigned char)start[len] & 0xC0) == 0x80)
        len--; /* whole characters */
    part = shown(span_make(start, MIN(len, rest)));
    return fail(reader->error, FAIL_DATA, "invalid value \"%.*s\" for \"%.*s\"", (int)part.len,
                part.at, (int)reader->item->text.len, reader->item->text.at);
}

/* A whole number with a sign; its first byte and the one after its last are the same without one.
 * Wide, so that what is too long is seen. */
static const char *scan_number(const char *at, const char *end, int64_t *ret_number)
{
    const char *start = at;
    bool is_negative;
    int64_t number = 0;

    while (at < end && number_is_space(*at))
        at++;
    is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end || !g_ascii_isdigit(*at))
        return start;
    for (; at < end && g_ascii_isdigit(*at); at++)
        number = MIN(number * 10 + (*at - '0'), (int64_t)G_MAXUINT32);
    *ret_number = is_negative ? -number : number;
    return at;
}

/* A number of @digits, or of as many as there are. @part: NULL to forget it. The bytes taken are
 * in *ret_len. */
static bool read_digits(Reader *reader, size_t digits, int *part, size_t *ret_len)
{
    const char *start = reader->at, *from, *to;
    bool takes_all = (reader->item->flags & FORMAT_FILL) != 0 || is_before_other(reader);
    int64_t number = 0;

    for (from = start; from < reader->end && number_is_space(*from);)
        from++;
    if (takes_all) {
        to = scan_number(start, reader->end, &number);
    } else {
        if ((size_t)(reader->end - from) < digits)
            return fail(reader->error, FAIL_DATA,
                        "source string too short for \"%.*s\" formatting field",
                        (int)reader->item->text.len, reader->item->text.at);
        to = scan_number(from, from + digits, &number);
        if (to > from && to < from + digits)
            return fail_value(reader, from, digits);
    }
    if (to == start)
        return fail_value(reader, from, digits);
    if (number < G_MININT32 || number > G_MAXINT32)
        return fail(reader->error, FAIL_DATA, "value for \"%.*s\" in source string is out of range",
                    (int)reader->item->text.len, reader->item->text.at);
    reader->at = to;
    *ret_len = (size_t)(to - start);
    return part == NULL || set(reader, part, (int)number);
}

/* Passes over "th". */
static void skip_ordinal(Reader *reader)
{
    if ((reader->item->flags & FORMAT_ORDINAL) == 0)
        return;
    for (int i = 0; i < 2 && reader->at < reader->end; i++)
        skip_character(reader);
}

static bool read_number(Reader *reader, size_t digits, int *part)
{
    size_t len;

    if (!read_digits(reader, digits, part, &len))
        return false;
    skip_ordinal(reader);
    return true;
}

/* ".25" is a quarter of a second in MS as in US. */
static bool read_fraction(Reader *reader, size_t digits, int *part)
{
    size_t len;

    if (!read_digits(reader, digits, part, &len))
        return false;
    for (size_t max = reader->item->field == FORMAT_MS ? 3 : 6; len < max; len++)
        *part = (int)CLAMP((int64_t)*part * 10, G_MININT32, G_MAXINT32);
    skip_ordinal(reader);
    return true;
}

/* Nearest to 2020, if it has less than four digits. */
static int whole_year(int year)
{
    if (year < 70)
        return year + 2000;
    if (year < 100)
        return year + 1900;
    if (year < 520)
        return year + 2000;
    return year < 1000 ? year + 1000 : year;
}

static bool read_year(Reader *reader)
{
    FormatParts *parts = reader->parts;
    size_t len;

    parts->year_digits = reader->item->width;
    if (!read_digits(reader, (size_t)parts->year_digits, &parts->year, &len))
        return false;
    if (parts->year_digits < 4 && len < 4)
        parts->year = whole_year(parts->year);
    skip_ordinal(reader);
    return true;
}

/* "2,026"; after the comma at most three digits, whatever spaces are before them. */
static bool read_year_with_comma(Reader *reader)
{
    int64_t thousands = 0, year = 0;
    const char *at = scan_number(reader->at, reader->end, &thousands), *from, *to;

    if (at == reader->at || at == reader->end || *at != ',' || ABS(thousands) > THOUSANDS_MAX)
        return fail(reader->error, FAIL_DATA, "invalid input string for \"Y,YYY\"");
    for (from = at + 1; from < reader->end && number_is_space(*from);)
        from++;
    to = scan_number(from, MIN(from + 3, reader->end), &year);
    if (to == from)
        return fail(reader->error, FAIL_DATA, "invalid input string for \"Y,YYY\"");
    reader->at = to;
    reader->parts->year_digits = 4;
    if (!set(reader, &reader->parts->year, (int)(thousands * 1000 + year)))
        return false;
    skip_ordinal(reader);
    return true;
}

/* ---- words ---- */

/* Which of @names the text begins with, in any case; @len_max: of each no more is looked at. */
static bool read_name(Reader *reader, const char *const *names, int names_len, size_t len_max,
                      int *ret_index)
{
    size_t word = 0, rest = (size_t)(reader->end - reader->at);

    for (int i = 0; i < names_len; i++) {
        size_t len = MIN(strlen(names[i]), len_max);

        if (rest >= len && g_ascii_strncasecmp(reader->at, names[i], len) == 0) {
            reader->at += len;
            *ret_index = i;
            return true;
        }
    }
    while (word < rest && !number_is_space(reader->at[word]))
        word++;
    return fail_value(reader, reader->at, word);
}

/* The second of each pair is 1. */
static bool read_pair(Reader *reader, const char *const *names, int *part)
{
    int index;

    return read_name(reader, names + (reader->item->has_dots ? 2 : 0), 2, SIZE_MAX, &index) &&
           set(reader, part, index);
}

static bool read_month(Reader *reader, size_t len_max)
{
    int index;

    return read_name(reader, format_months, 12, len_max, &index) &&
           set(reader, &reader->parts->month, index + 1);
}

static bool read_day_name(Reader *reader, size_t len_max)
{
    int index;

    /* PostgreSQL compares with what was before one is added to it. */
    if (!read_name(reader, format_days, 7, len_max, &index) ||
        !set(reader, &reader->parts->weekday, index))
        return false;
    reader->parts->weekday++;
    return true;
}

/* ---- fields ---- */

static bool read_zone_hour(Reader *reader)
{
    FormatParts *parts = reader->parts;
    char sign = peek(reader);
    size_t len;

    if (sign == '+' || sign == '-' || sign == ' ')
        reader->at++;
    else if (reader->extra > 0) /* it was taken for a separator */
        sign = reader->at[-1];
    parts->zone_sign = sign == '-' ? -1 : 1;
    return read_digits(reader, 2, &parts->zone_hour, &len);
}

static bool read_zone_minute(Reader *reader)
{
    size_t len;

    if (reader->parts->zone_sign == 0)
        reader->parts->zone_sign = 1;
    return read_digits(reader, 2, &reader->parts->zone_minute, &len);
}

static bool read_clock_field(Reader *reader)
{
    static const char *const halves[] = {"am", "pm", "a.m.", "p.m."};
    FormatParts *parts = reader->parts;

    switch (reader->item->field) {
    case FORMAT_HALF:
        parts->has_half_days = true;
        return read_pair(reader, halves, &parts->is_pm);
    case FORMAT_HH12:
        parts->has_half_days = true;
        return read_number(reader, 2, &parts->hour);
    case FORMAT_HH24:
        return read_number(reader, 2, &parts->hour);
    case FORMAT_MI:
        return read_number(reader, 2, &parts->minute);
    case FORMAT_SS:
        return read_number(reader, 2, &parts->second);
    case FORMAT_MS:
        return read_fraction(reader, 3, &parts->ms);
    case FORMAT_FRACTION:
        parts->fraction_digits = reader->item->width;
        return read_fraction(reader, (size_t)reader->item->width, &parts->us);
    case FORMAT_US:
        return read_fraction(reader, 6, &parts->us);
    case FORMAT_SSSS:
        return read_number(reader, reader->item->text.len, &parts->day_second);
    case FORMAT_TZH:
        return read_zone_hour(reader);
    case FORMAT_TZM:
        return read_zone_minute(reader);
    default:
        return fail(reader->error, FAIL_DATA,
                    "formatting field \"%.*s\" is only supported in to_char",
                    (int)reader->item->text.len, reader->item->text.at);
    }
}

static bool read_weekday(Reader *reader)
{
    FormatParts *parts = reader->parts;
    bool is_iso = reader->item->field == FORMAT_ID;

    if (!read_number(reader, 1, &parts->weekday))
        return false;
    if (is_iso && ++parts->weekday > 7) /* from Sunday, 1 */
        parts->weekday = 1;
    return true;
}

static bool read_roman(Reader *reader)
{
    int index;

    return read_name(reader, format_romans, 12, SIZE_MAX, &index) &&
           set(reader, &reader->parts->month, 12 - index);
}

static bool read_date_field(Reader *reader)
{
    static const char *const eras[] = {"ad", "bc", "a.d.", "b.c."};
    FormatParts *parts = reader->parts;

    switch (reader->item->field) {
    case FORMAT_ERA:
        return read_pair(reader, eras, &parts->is_bc);
    case FORMAT_MONTH:
        return read_month(reader, SIZE_MAX);
    case FORMAT_MON:
        return read_month(reader, 3);
    case FORMAT_MM:
        return read_number(reader, 2, &parts->month);
    case FORMAT_DAY:
        return read_day_name(reader, SIZE_MAX);
    case FORMAT_DY:
        return read_day_name(reader, 3);
    case FORMAT_D:
    case FORMAT_ID:
        return read_weekday(reader);
    case FORMAT_DDD:
    case FORMAT_IDDD:
        return read_number(reader, 3, &parts->day_of_year);
    case FORMAT_DD:
        return read_number(reader, 2, &parts->day);
    case FORMAT_WW:
    case FORMAT_IW:
        return read_number(reader, 2, &parts->week);
    case FORMAT_W:
        return read_number(reader, 1, &parts->week_of_month);
    case FORMAT_QUARTER: /* of which day nobody knows */
        return read_number(reader, 1, NULL);
    case FORMAT_CENTURY:
        return read_number(reader, 2, &parts->century);
    case FORMAT_JULIAN:
        return read_number(reader, 1, &parts->julian);
    case FORMAT_Y_YYY:
        return read_year_with_comma(reader);
    case FORMAT_YEAR:
    case FORMAT_IYEAR:
        return read_year(reader);
    case FORMAT_ROMAN:
        return read_roman(reader);
    case FORMAT_FX:
        reader->is_exact = true;
        return true;
    default:
        return read_clock_field(reader);
    }
}

static bool read_field(Reader *reader)
{
    FormatCalendar calendar = reader->item->calendar;

    if (calendar != FORMAT_ANY && reader->parts->calendar != FORMAT_ANY &&
        reader->parts->calendar != calendar) {
        fail(reader->error, FAIL_DATA, "invalid combination of date conventions");
        return fail_hint(reader->error, "do not mix Gregorian and ISO week date conventions in a "
                                        "formatting template");
    }
    if (calendar != FORMAT_ANY)
        reader->parts->calendar = calendar;
    return read_date_field(reader);
}

/* ---- the pattern ---- */

static void skip_spaces(Reader *reader)
{
    while (number_is_space(peek(reader))) {
        reader->at++;
        reader->extra++;
    }
}

static void skip_between(Reader *reader)
{
    if (reader->is_exact) {
        skip_character(reader);
        return;
    }
    reader->extra--;
    if (number_is_space(peek(reader)) || format_is_separator(peek(reader))) {
        reader->at++;
        reader->extra++;
    }
}

static void skip_literal(Reader *reader)
{
    if (!reader->is_exact && reader->extra > 0)
        reader->extra--; /* it may have been skipped already */
    else
        skip_character(reader);
}

bool format_read_parts(const Format *format, FormatParts *parts, GError **error)
{
    Span source = parts->source;
    Reader reader = {.at = source.at,
                     .end = source.at + source.len,
                     .items_end = format->items + format->len,
                     .parts = parts,
                     .error = error};

    for (reader.item = format->items; reader.item < reader.items_end && reader.at < reader.end;
         reader.item++) {
        bool is_field = reader.item->kind == FORMAT_FIELD;

        if (!reader.is_exact && !(is_field && reader.item->field == FORMAT_FX) &&
            (is_field || reader.item == format->items))
            skip_spaces(&reader);
        if (reader.item->kind == FORMAT_SPACE || reader.item->kind == FORMAT_SEPARATOR) {
            skip_between(&reader);
        } else if (reader.item->kind == FORMAT_LITERAL) {
            skip_literal(&reader);
        } else {
            if (!read_field(&reader))
                return false;
            if (!reader.is_exact) {
                reader.extra = 0;
                skip_spaces(&reader);
            }
        }
    }
    return true;
}
