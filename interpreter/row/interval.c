/*
 * PostgreSQL reads the fields of an interval from the last to the first, because a number without
 * a unit takes its meaning from what follows: '1 02:00' is a day and two hours, a last number
 * alone is seconds. What is not of that form may be of ISO 8601's.
 */
#include "row/interval.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>

#include "row/calendar.h"
#include "row/number.h"
#include "row/time_fields.h"

enum { MONTH_DAYS = 30, YEAR_MONTHS = 12 };

typedef enum Scale {
    SCALE_US,     /* factor: microseconds */
    SCALE_DAYS,   /* factor: days */
    SCALE_MONTHS, /* factor: months; 1 keeps its fraction as days, a year rounds it to months */
} Scale;

typedef struct Unit {
    const char *names; /* space before and after each, cut to NAME_BYTES */
    Scale scale;
    int64_t factor;
} Unit;

enum { NAME_BYTES = 10 }; /* of a name no more is looked at */

/* To add a unit: a row here. Each unit may be in an interval once. */
static const Unit units[] = {
    {" microsecon us usec usecs usecond useconds ", SCALE_US,     1                 },
    {" millisecon ms msec msecs msecond mseconds ", SCALE_US,     1000              },
    {" second seconds s sec secs ",                 SCALE_US,     CALENDAR_SECOND_US},
    {" minute minutes m min mins ",                 SCALE_US,     CALENDAR_MINUTE_US},
    {" hour hours h hr hrs ",                       SCALE_US,     CALENDAR_HOUR_US  },
    {" day days d ",                                SCALE_DAYS,   1                 },
    {" week weeks w ",                              SCALE_DAYS,   7                 },
    {" month months mon mons ",                     SCALE_MONTHS, 1                 },
    {" year years y yr yrs ",                       SCALE_MONTHS, YEAR_MONTHS       },
    {" decade decades dec decs ",                   SCALE_MONTHS, YEAR_MONTHS * 10  },
    {" century centuries c cent ",                  SCALE_MONTHS, YEAR_MONTHS * 100 },
    {" millennium millennia mil mils ",             SCALE_MONTHS, YEAR_MONTHS * 1000},
};
enum {
    UNIT_SECOND = 2,
    UNIT_MINUTE = 3,
    UNIT_HOUR = 4,
    UNIT_DAY = 5,
    UNIT_WEEK = 6,
    UNIT_MONTH = 7,
    UNIT_YEAR = 8
};

/* A second with a fraction, and a time, stand for the units below them too. */
enum { SECONDS_SEEN = 0x07, TIME_SEEN = 0x1f };

/* The sum so far. Wide, so that only the end needs a check. */
typedef struct Sum {
    Int128 us, days, months, years;
} Sum;

static const Unit *find_unit(const char *word)
{
    char padded[NAME_BYTES + 3];

    g_snprintf(padded, sizeof(padded), " %.*s ", NAME_BYTES, word);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if (strstr(units[i].names, padded) != NULL)
            return &units[i];
    }
    return NULL;
}

/* ---- summing up ---- */

/* Rounds to the nearest microsecond, and a half towards zero, as PostgreSQL does. */
static void add_fraction_us(Sum *sum, double fraction, int64_t factor)
{
    double us = fraction * (double)factor, rest = us - trunc(us);

    sum->us += (int64_t)us + (rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0);
}

static void add_fraction_days(Sum *sum, double fraction, int64_t factor)
{
    double days = fraction * (double)factor;

    sum->days += (int64_t)days;
    add_fraction_us(sum, days - trunc(days), CALENDAR_DAY_US);
}

static void add_number(Sum *sum, const Unit *unit, int64_t whole, double fraction)
{
    switch (unit->scale) {
    case SCALE_US:
        sum->us += (Int128)whole * unit->factor;
        add_fraction_us(sum, fraction, unit->factor);
        break;
    case SCALE_DAYS:
        sum->days += (Int128)whole * unit->factor;
        add_fraction_days(sum, fraction, unit->factor);
        break;
    case SCALE_MONTHS:
        if (unit->factor == 1) {
            sum->months += whole;
            add_fraction_days(sum, fraction, MONTH_DAYS);
        } else {
            sum->years += (Int128)whole * (unit->factor / YEAR_MONTHS);
            sum->months += (int64_t)rint(fraction * (double)unit->factor);
        }
        break;
    }
}

/* Whether all parts fit, so that no later one hides that a former did not. */
static bool fits(const Sum *sum)
{
    return sum->us == (int64_t)sum->us && sum->days == (int32_t)sum->days &&
           sum->months == (int32_t)sum->months && sum->years == (int32_t)sum->years;
}

/* ---- fields ---- */

typedef struct Decoder {
    Sum sum;
    uint32_t seen;    /* a bit per row of units */
    const Unit *unit; /* what a number would be of; NULL: of none */
    bool is_ago;
} Decoder;

/* A whole number with a sign at *at; 0 if no digits are there. */
static bool take_whole(const char **at, int64_t *ret_whole)
{
    char *end = NULL;

    errno = 0;
    *ret_whole = g_ascii_strtoll(*at, &end, 10);
    *at = end;
    return errno == 0;
}

/* ".25" to its end. */
static bool read_fraction(const char *at, double *ret_fraction)
{
    char *end = NULL;

    *ret_fraction = at[1] == '\0' ? 0 : g_ascii_strtod(at, &end);
    return end == NULL || *end == '\0';
}

typedef struct Clock {
    int64_t hour, minute, second;
    double fraction;
} Clock;

/* The rest of "h:m", "h:m:s.f", "m:s.f" after the first number; with a fraction two are minutes
 * and seconds. */
static IntervalRead take_clock(const char *at, Clock *clock)
{
    if (!take_whole(&at, &clock->minute))
        return INTERVAL_RANGE;
    if (*at == '.') {
        clock->second = clock->minute;
        clock->minute = clock->hour;
        clock->hour = 0;
    } else if (*at == ':') {
        at++;
        if (!take_whole(&at, &clock->second))
            return INTERVAL_RANGE;
    }
    if (*at != '\0' && (*at != '.' || !read_fraction(at, &clock->fraction)))
        return INTERVAL_SYNTAX;
    return INTERVAL_READ;
}

static IntervalRead read_clock(const char *at, int64_t *ret_us)
{
    Clock clock = {0};
    IntervalRead outcome;
    Int128 us;

    if (!take_whole(&at, &clock.hour))
        return INTERVAL_RANGE;
    outcome = *at == ':' ? take_clock(at + 1, &clock) : INTERVAL_SYNTAX;
    if (outcome != INTERVAL_READ)
        return outcome;
    if (clock.hour < 0 || clock.minute < 0 || clock.minute > 59 || clock.second < 0 ||
        clock.second > 60)
        return INTERVAL_RANGE;
    us = (Int128)clock.hour * CALENDAR_HOUR_US + clock.minute * CALENDAR_MINUTE_US +
         clock.second * CALENDAR_SECOND_US + (int64_t)rint(clock.fraction * CALENDAR_SECOND_US);
    *ret_us = (int64_t)us;
    return us == *ret_us ? INTERVAL_READ : INTERVAL_RANGE;
}

static IntervalRead mark_seen(Decoder *decoder, uint32_t bits)
{
    if ((decoder->seen & bits) != 0)
        return INTERVAL_SYNTAX;
    decoder->seen |= bits;
    return INTERVAL_READ;
}

/* Takes the place of what fractions of days after it said, as in PostgreSQL. */
static IntervalRead add_clock(Decoder *decoder, int64_t us)
{
    decoder->sum.us = us;
    decoder->unit = &units[UNIT_DAY];
    return mark_seen(decoder, TIME_SEEN);
}

/* "1-2": years and months. */
static IntervalRead add_years(Decoder *decoder, const char *text, int64_t years, const char *at)
{
    int64_t months;

    at++;
    if (!take_whole(&at, &months) || months < 0 || months >= YEAR_MONTHS)
        return INTERVAL_RANGE;
    if (*at != '\0')
        return INTERVAL_SYNTAX;
    decoder->unit = &units[UNIT_MONTH];
    decoder->sum.months += (Int128)years * YEAR_MONTHS + (*text == '-' ? -months : months);
    return fits(&decoder->sum) ? mark_seen(decoder, 1u << UNIT_MONTH) : INTERVAL_RANGE;
}

static IntervalRead read_number(Decoder *decoder, const char *text)
{
    const char *at = text;
    const Unit *unit = decoder->unit;
    double fraction = 0;
    int64_t whole;

    if (!take_whole(&at, &whole))
        return INTERVAL_RANGE;
    if (*at == '-' && at > text)
        return add_years(decoder, text, whole, at);
    if (*at != '\0' && (*at != '.' || !read_fraction(at, &fraction)))
        return INTERVAL_SYNTAX;
    if (unit == NULL)
        return INTERVAL_SYNTAX;
    add_number(&decoder->sum, unit, whole, *text == '-' ? -fraction : fraction);
    if (!fits(&decoder->sum))
        return INTERVAL_RANGE;
    if (unit == &units[UNIT_HOUR])
        decoder->unit = &units[UNIT_DAY];
    return mark_seen(decoder, unit == &units[UNIT_SECOND] && fraction != 0 ? SECONDS_SEEN
                                                                           : 1u << (unit - units));
}

static IntervalRead read_word(Decoder *decoder, const char *word)
{
    decoder->unit = find_unit(word);
    if (strcmp(word, "ago") == 0)
        decoder->is_ago = true;
    else if (decoder->unit == NULL)
        return INTERVAL_SYNTAX;
    return INTERVAL_READ;
}

static IntervalRead read_field(Decoder *decoder, const TimeField *field)
{
    IntervalRead outcome;
    int64_t us;

    switch (field->kind) {
    case TIME_FIELD_WORD:
        return read_word(decoder, field->text);
    case TIME_FIELD_CLOCK:
        outcome = read_clock(field->text, &us);
        return outcome == INTERVAL_READ ? add_clock(decoder, us) : outcome;
    case TIME_FIELD_OFFSET: /* with a sign */
        if (strchr(field->text + 1, ':') != NULL &&
            read_clock(field->text + 1, &us) == INTERVAL_READ)
            return add_clock(decoder, *field->text == '-' ? -us : us);
        break;
    case TIME_FIELD_DATE:
    case TIME_FIELD_NUMBER:
        break;
    }
    return read_number(decoder, field->text);
}

static IntervalRead read_fields(Span text, Sum *sum)
{
    Decoder decoder = {.unit = &units[UNIT_SECOND]};
    TimeFields fields;

    if (!time_fields_split(text, &fields))
        return INTERVAL_SYNTAX;
    for (size_t i = fields.len; i > 0; i--) {
        IntervalRead outcome = read_field(&decoder, &fields.fields[i - 1]);

        if (outcome != INTERVAL_READ)
            return outcome;
    }
    *sum = decoder.sum;
    if (decoder.is_ago)
        *sum = (Sum){-sum->us, -sum->days, -sum->months, -sum->years};
    return decoder.seen == 0 ? INTERVAL_SYNTAX : INTERVAL_READ;
}

/* ---- ISO 8601: 'P1Y2M3DT4H5M6.5S', 'P0001-02-03T04:05:06', 'P00010203T040506' ---- */

#define ISO_NUMBER_MAX 1e15

typedef struct IsoReader {
    const char *at; /* NUL-ended */
    Sum *sum;
    const char *start; /* of the number */
    int64_t whole;
    double fraction;
} IsoReader;

static IntervalRead take_iso_number(IsoReader *reader)
{
    char *end = NULL;
    double number;

    reader->start = reader->at;
    if (!g_ascii_isdigit(*reader->at) && *reader->at != '-' && *reader->at != '.')
        return INTERVAL_SYNTAX;
    errno = 0;
    number = g_ascii_strtod(reader->at, &end);
    if (end == reader->at || errno != 0)
        return INTERVAL_SYNTAX;
    if (!(fabs(number) <= ISO_NUMBER_MAX))
        return INTERVAL_RANGE;
    reader->at = end;
    reader->whole = (int64_t)trunc(number);
    reader->fraction = number - (double)reader->whole;
    return INTERVAL_READ;
}

/* Its digits before a point. */
static size_t iso_digits(const IsoReader *reader)
{
    return strspn(reader->start + (*reader->start == '-' ? 1 : 0), "0123456789");
}

static void add_iso(const IsoReader *reader, int unit)
{
    add_number(reader->sum, &units[unit], reader->whole, reader->fraction);
}

/* "0001-02-03" or "04:05:06", after its first number; what is left out at its end is 0. */
static IntervalRead read_iso_rest(IsoReader *reader, char delimiter, int second, int third)
{
    const int rest[] = {second, third};

    for (size_t i = 0; i < G_N_ELEMENTS(rest) && *reader->at == delimiter; i++) {
        IntervalRead outcome;

        reader->at++;
        outcome = take_iso_number(reader);
        if (outcome != INTERVAL_READ)
            return outcome;
        add_iso(reader, rest[i]);
    }
    return INTERVAL_READ;
}

/* "00010203": run together, if it has so many digits. */
static bool read_iso_together(IsoReader *reader, size_t digits, int first, int second, int third)
{
    int64_t whole = reader->whole;

    if (iso_digits(reader) != digits)
        return false;
    add_number(reader->sum, &units[first], whole / 10000, 0);
    add_number(reader->sum, &units[second], whole / 100 % 100, 0);
    add_number(reader->sum, &units[third], whole % 100, reader->fraction);
    return true;
}

/* The unit that a letter stands for; -1 if for none. */
static int iso_unit(char letter, bool in_time)
{
    switch (letter) {
    case 'Y':
        return in_time ? -1 : UNIT_YEAR;
    case 'M':
        return in_time ? UNIT_MINUTE : UNIT_MONTH;
    case 'W':
        return in_time ? -1 : UNIT_WEEK;
    case 'D':
        return in_time ? -1 : UNIT_DAY;
    case 'H':
        return in_time ? UNIT_HOUR : -1;
    case 'S':
        return in_time ? UNIT_SECOND : -1;
    default:
        return -1;
    }
}

/* The date or the time without letters, whose first number was read; the last of its part. */
static IntervalRead read_iso_without_letters(IsoReader *reader, bool in_time)
{
    bool ends = *reader->at == '\0' || (!in_time && *reader->at == 'T');
    IntervalRead outcome;

    if (!ends && *reader->at != (in_time ? ':' : '-'))
        return INTERVAL_SYNTAX;
    if (ends && (in_time ? read_iso_together(reader, 6, UNIT_HOUR, UNIT_MINUTE, UNIT_SECOND)
                         : read_iso_together(reader, 8, UNIT_YEAR, UNIT_MONTH, UNIT_DAY)))
        return INTERVAL_READ;
    add_iso(reader, in_time ? UNIT_HOUR : UNIT_YEAR);
    outcome = in_time ? read_iso_rest(reader, ':', UNIT_MINUTE, UNIT_SECOND)
                      : read_iso_rest(reader, '-', UNIT_MONTH, UNIT_DAY);
    if (outcome == INTERVAL_READ && *reader->at != '\0' && (in_time || *reader->at != 'T'))
        return INTERVAL_SYNTAX;
    return outcome;
}

static IntervalRead read_iso(Span text, Sum *sum)
{
    char copy[TIME_TEXT_BYTES_MAX + 1];
    IsoReader reader = {.at = copy, .sum = sum};
    bool in_time = false, has_letters = false;

    *sum = (Sum){0};
    if (text.len < 2 || text.len > TIME_TEXT_BYTES_MAX || text.at[0] != 'P')
        return INTERVAL_SYNTAX;
    memcpy(copy, text.at + 1, text.len - 1);
    copy[text.len - 1] = '\0';
    if (strlen(copy) != text.len - 1)
        return INTERVAL_SYNTAX;
    while (*reader.at != '\0') {
        IntervalRead outcome;
        int unit;

        if (*reader.at == 'T') {
            in_time = true;
            has_letters = false;
            reader.at++;
            continue;
        }
        outcome = take_iso_number(&reader);
        unit = outcome == INTERVAL_READ ? iso_unit(*reader.at, in_time) : -1;
        if (unit >= 0) {
            add_iso(&reader, unit);
            has_letters = true;
            reader.at++;
        } else if (outcome == INTERVAL_READ) {
            outcome = has_letters ? INTERVAL_SYNTAX : read_iso_without_letters(&reader, in_time);
        }
        if (outcome != INTERVAL_READ)
            return outcome;
        if (!fits(sum))
            return INTERVAL_RANGE;
    }
    return INTERVAL_READ;
}

IntervalRead interval_read(Span text, Interval *ret_interval)
{
    Sum sum = {0};
    IntervalRead outcome = read_fields(text, &sum);

    if (outcome == INTERVAL_SYNTAX)
        outcome = read_iso(text, &sum);
    if (outcome != INTERVAL_READ)
        return outcome;
    if (!fits(&sum))
        return INTERVAL_RANGE;
    sum.months += sum.years * YEAR_MONTHS;
    if (sum.months != (int32_t)sum.months)
        return INTERVAL_LONG;
    *ret_interval = (Interval){(int64_t)sum.us, (int32_t)sum.days, (int32_t)sum.months};
    return INTERVAL_READ;
}

/* A sign is written where it differs from that of the part before. */
static void write_part(GString *text, size_t start, int value, const char *unit, bool *is_before)
{
    if (value == 0)
        return;
    g_string_append_printf(text, "%s%s%d %s%s", text->len > start ? " " : "",
                           *is_before && value > 0 ? "+" : "", value, unit, value == 1 ? "" : "s");
    *is_before = value < 0;
}

void interval_write(const Interval *interval, GString *text)
{
    uint64_t us = interval->us < 0 ? 0 - (uint64_t)interval->us : (uint64_t)interval->us;
    size_t start = text->len;
    bool is_before = false;

    write_part(text, start, interval->months / YEAR_MONTHS, "year", &is_before);
    write_part(text, start, interval->months % YEAR_MONTHS, "mon", &is_before);
    write_part(text, start, interval->days, "day", &is_before);
    if (us == 0 && text->len > start)
        return;
    g_string_append_printf(text, "%s%s%02" PRIu64 ":%02d:%02d", text->len > start ? " " : "",
                           interval->us < 0 ? "-"
                           : is_before      ? "+"
                                            : "",
                           us / (uint64_t)CALENDAR_HOUR_US,
                           (int)(us / (uint64_t)CALENDAR_MINUTE_US % 60),
                           (int)(us / (uint64_t)CALENDAR_SECOND_US % 60));
    if (us % (uint64_t)CALENDAR_SECOND_US != 0) {
        g_string_append_printf(text, ".%06d", (int)(us % (uint64_t)CALENDAR_SECOND_US));
        while (text->str[text->len - 1] == '0')
            g_string_truncate(text, text->len - 1);
    }
}

Int128 interval_length(const Interval *interval)
{
    Int128 days = (Int128)interval->months * MONTH_DAYS + interval->days;

    return days * CALENDAR_DAY_US + interval->us;
}
