/*
 * PostgreSQL reads the fields of an interval from the last to the first, because a number without
 * a unit takes its meaning from what follows: '1 02:00' is a day and two hours, a last number
 * alone is seconds. So the text becomes fields first.
 */
#include "row/interval.h"

#include <inttypes.h>
#include <math.h>

#include "row/calendar.h"
#include "row/number.h"

enum { MONTH_DAYS = 30, YEAR_MONTHS = 12 };

typedef enum Scale {
    SCALE_US,     /* factor: microseconds */
    SCALE_DAYS,   /* factor: days */
    SCALE_MONTHS, /* factor: months; 1 keeps its fraction as days, a year rounds it to months */
} Scale;

typedef struct Unit {
    const char *names; /* space before and after each */
    char iso;          /* ISO 8601's letter, '\0' if none */
    Scale scale;
    int64_t factor;
} Unit;

/* To add a unit: a row here. Each unit may be in an interval once. */
static const Unit units[] = {
    {" microsecond microseconds us usec usecs usecond useconds ", '\0', SCALE_US,     1                 },
    {" millisecond milliseconds ms msec msecs msecond mseconds ", '\0', SCALE_US,     1000              },
    {" second seconds s sec secs ",                               'S',  SCALE_US,     CALENDAR_SECOND_US},
    {" minute minutes m min mins ",                               'M',  SCALE_US,     CALENDAR_MINUTE_US},
    {" hour hours h hr hrs ",                                     'H',  SCALE_US,     CALENDAR_HOUR_US  },
    {" day days d ",                                              'D',  SCALE_DAYS,   1                 },
    {" week weeks w ",                                            'W',  SCALE_DAYS,   7                 },
    {" month months mon mons ",                                   'M',  SCALE_MONTHS, 1                 },
    {" year years y yr yrs ",                                     'Y',  SCALE_MONTHS, YEAR_MONTHS       },
    {" decade decades dec decs ",                                 '\0', SCALE_MONTHS, YEAR_MONTHS * 10  },
    {" century centuries c cent ",                                '\0', SCALE_MONTHS, YEAR_MONTHS * 100 },
    {" millennium millennia mil mils ",                           '\0', SCALE_MONTHS, YEAR_MONTHS * 1000},
};
enum { UNIT_SECOND = 2, UNIT_HOUR = 4, UNIT_DAY = 5, UNIT_MONTH = 7 };

/* A second with a fraction, and a time, stand for the units below them too. */
enum { SECONDS_SEEN = 0x07, TIME_SEEN = 0x1f };

typedef enum FieldKind {
    FIELD_NUMBER,     /* whole and fraction, of the unit that follows */
    FIELD_TIME,       /* h:m[:s] */
    FIELD_YEAR_MONTH, /* y-m */
    FIELD_UNIT,
} FieldKind;

typedef struct Field {
    FieldKind kind;
    const Unit *unit; /* of FIELD_UNIT */
    int64_t whole;    /* a number; the months or the microseconds of the other kinds */
    double fraction;  /* of the number, with its sign */
} Field;

typedef struct Fields {
    Field fields[INTERVAL_FIELDS_MAX];
    size_t len;
    bool is_ago;
} Fields;

/* The sum so far. Wide, so that only the end needs a check. */
typedef struct Sum {
    Int128 us, days, months;
    uint32_t seen; /* a bit per row of units: each may come once */
} Sum;

static const Unit *find_unit(const char *word, size_t word_len)
{
    char padded[16];

    if (word_len > sizeof(padded) - 3)
        return NULL;
    g_snprintf(padded, sizeof(padded), " %.*s ", (int)word_len, word);
    for (char *at = padded; *at != '\0'; at++)
        *at = g_ascii_tolower(*at);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if (strstr(units[i].names, padded) != NULL)
            return &units[i];
    }
    return NULL;
}

/* ".25" at *@at; 0 if there is no point. */
static double read_fraction(const char **at, const char *end)
{
    char text[24] = "0";
    size_t len = 1;

    if (*at == end || **at != '.')
        return 0;
    do {
        if (len < sizeof(text) - 1)
            text[len++] = **at;
        (*at)++;
    } while (*at < end && g_ascii_isdigit(**at));
    text[len] = '\0';
    return g_ascii_strtod(text, NULL);
}

static bool read_whole(const char **at, const char *end, int64_t *ret_whole)
{
    const char *start = *at;

    while (*at < end && g_ascii_isdigit(**at))
        (*at)++;
    if (*at == start) { /* ".5" has no whole part */
        *ret_whole = 0;
        return true;
    }
    return number_read_integer(span_make(start, (size_t)(*at - start)), 0, G_MAXINT64, ret_whole) ==
           NUMBER_READ;
}

/* The rest of "h:m", "h:m:s.f", "m:s.f" after its first number. */
static IntervalRead read_time(const char **at, const char *end, int64_t first, int64_t *ret_us)
{
    int64_t parts[3] = {first, 0, 0};
    double fraction = 0;
    size_t len = 1;
    Int128 us;

    while (len < 3 && *at < end && **at == ':') {
        (*at)++;
        if (*at == end || !g_ascii_isdigit(**at) || !read_whole(at, end, &parts[len]))
            return INTERVAL_SYNTAX;
        len++;
    }
    fraction = read_fraction(at, end);
    if (len == 2 && fraction != 0) { /* minutes and seconds */
        parts[2] = parts[1];
        parts[1] = parts[0];
        parts[0] = 0;
    }
    if (parts[1] > 59 || parts[2] > 60)
        return INTERVAL_RANGE;
    us = (Int128)parts[0] * CALENDAR_HOUR_US + parts[1] * CALENDAR_MINUTE_US +
         parts[2] * CALENDAR_SECOND_US + (int64_t)rint(fraction * CALENDAR_SECOND_US);
    if (us > G_MAXINT64)
        return INTERVAL_RANGE;
    *ret_us = (int64_t)us;
    return INTERVAL_READ;
}

static IntervalRead read_year_month(const char **at, const char *end, int64_t years,
                                    int64_t *ret_months)
{
    int64_t months = 0;

    (*at)++;
    if (*at == end || !g_ascii_isdigit(**at) || !read_whole(at, end, &months))
        return INTERVAL_SYNTAX;
    if (years > G_MAXINT32 / YEAR_MONTHS || months >= YEAR_MONTHS)
        return INTERVAL_RANGE;
    *ret_months = years * YEAR_MONTHS + months;
    return INTERVAL_READ;
}

/* What a field is that begins with a number, at what follows it. */
static IntervalRead read_kind(const char **at, const char *end, bool has_digits, Field *field)
{
    if (has_digits && *at < end && **at == ':') {
        field->kind = FIELD_TIME;
        return read_time(at, end, field->whole, &field->whole);
    }
    if (has_digits && *at < end && **at == '-') {
        field->kind = FIELD_YEAR_MONTH;
        return read_year_month(at, end, field->whole, &field->whole);
    }
    field->kind = FIELD_NUMBER;
    field->fraction = read_fraction(at, end);
    return INTERVAL_READ;
}

/* A field that begins with a sign, a digit or a point. */
static IntervalRead read_number(const char **at, const char *end, Field *field)
{
    bool is_negative = **at == '-', has_sign = is_negative || **at == '+';
    IntervalRead outcome;
    const char *start;

    if (has_sign)
        (*at)++;
    start = *at;
    if (*at == end || (!g_ascii_isdigit(**at) && (**at != '.' || has_sign)))
        return INTERVAL_SYNTAX;
    if (!read_whole(at, end, &field->whole))
        return INTERVAL_RANGE;
    outcome = read_kind(at, end, *at > start, field);
    if (is_negative) {
        field->whole = -field->whole;
        field->fraction = -field->fraction;
    }
    return outcome;
}

static IntervalRead read_word(const char **at, const char *end, Fields *fields, Field *field)
{
    const char *start = *at;

    while (*at < end && g_ascii_isalpha(**at))
        (*at)++;
    if (*at - start == 3 && g_ascii_strncasecmp(start, "ago", 3) == 0) {
        fields->is_ago = true;
        return INTERVAL_READ;
    }
    field->kind = FIELD_UNIT;
    field->unit = find_unit(start, (size_t)(*at - start));
    return field->unit == NULL ? INTERVAL_SYNTAX : INTERVAL_READ;
}

static IntervalRead split_fields(Span text, Fields *fields)
{
    const char *at = text.at, *end = text.at + text.len;

    for (;;) {
        Field field = {0};
        IntervalRead outcome;

        while (at < end && number_is_space(*at))
            at++;
        if (at == end)
            return fields->len == 0 ? INTERVAL_SYNTAX : INTERVAL_READ; /* "ago" alone */
        if (fields->is_ago || fields->len == INTERVAL_FIELDS_MAX)
            return INTERVAL_SYNTAX; /* "ago" is the last */
        if (at > text.at && !number_is_space(at[-1]) && !g_ascii_isalpha(at[-1]) &&
            !g_ascii_isalpha(*at))
            return INTERVAL_SYNTAX; /* a number right after a number, as in a date */
        outcome = g_ascii_isalpha(*at) ? read_word(&at, end, fields, &field)
                                       : read_number(&at, end, &field);
        if (outcome != INTERVAL_READ)
            return outcome;
        if (!fields->is_ago)
            fields->fields[fields->len++] = field;
    }
}

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

static IntervalRead add_number(Sum *sum, const Unit *unit, int64_t whole, double fraction)
{
    uint32_t bits = 1u << (unit - units);

    if (unit == &units[UNIT_SECOND] && fraction != 0)
        bits = SECONDS_SEEN;
    if ((sum->seen & bits) != 0)
        return INTERVAL_SYNTAX;
    sum->seen |= bits;
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
        sum->months += (Int128)whole * unit->factor;
        if (unit->factor == 1)
            add_fraction_days(sum, fraction, MONTH_DAYS);
        else
            sum->months += (int64_t)rint(fraction * (double)unit->factor);
        break;
    }
    return INTERVAL_READ;
}

/* Takes the place of what fractions of days before it said, as in PostgreSQL. */
static IntervalRead add_time(Sum *sum, int64_t us)
{
    if ((sum->seen & TIME_SEEN) != 0)
        return INTERVAL_SYNTAX;
    sum->seen |= TIME_SEEN;
    sum->us = us;
    return INTERVAL_READ;
}

/* One field before those that were added; *unit is what a number alone would mean here. */
static IntervalRead add_field(const Field *field, Sum *sum, const Unit **unit, bool has_unit)
{
    IntervalRead outcome;

    switch (field->kind) {
    case FIELD_NUMBER:
        outcome = add_number(sum, *unit, field->whole, field->fraction);
        if (*unit == &units[UNIT_HOUR])
            *unit = &units[UNIT_DAY];
        return outcome;
    case FIELD_TIME:
        *unit = &units[UNIT_DAY];
        return has_unit ? INTERVAL_SYNTAX : add_time(sum, field->whole);
    case FIELD_YEAR_MONTH:
        *unit = &units[UNIT_MONTH];
        return has_unit ? INTERVAL_SYNTAX : add_number(sum, &units[UNIT_MONTH], field->whole, 0);
    case FIELD_UNIT:
        break;
    }
    *unit = field->unit;
    return has_unit ? INTERVAL_SYNTAX : INTERVAL_READ; /* two units after one number */
}

static IntervalRead add_fields(const Fields *fields, Sum *sum)
{
    const Unit *unit = &units[UNIT_SECOND];
    bool has_unit = false;

    if (fields->is_ago && fields->fields[fields->len - 1].kind == FIELD_NUMBER)
        return INTERVAL_SYNTAX; /* "52 ago" of what? */
    for (size_t i = fields->len; i > 0; i--) {
        const Field *field = &fields->fields[i - 1];
        IntervalRead outcome = add_field(field, sum, &unit, has_unit);

        if (outcome != INTERVAL_READ)
            return outcome;
        has_unit = field->kind == FIELD_UNIT;
    }
    return has_unit ? INTERVAL_SYNTAX : INTERVAL_READ;
}

/* 'P1Y2M3DT4H5M6.5S', after its P. */
static IntervalRead add_iso(Span text, Sum *sum)
{
    const char *at = text.at, *end = text.at + text.len;
    bool in_time = false;

    if (at == end)
        return INTERVAL_SYNTAX;
    while (at < end) {
        Field field = {0};
        const Unit *unit = NULL;
        IntervalRead outcome;

        if (*at == 'T' && !in_time) {
            in_time = true;
            at++;
            continue;
        }
        outcome = read_number(&at, end, &field);
        if (outcome != INTERVAL_READ)
            return outcome;
        for (size_t i = 0; i < G_N_ELEMENTS(units) && at < end && unit == NULL; i++) {
            if (units[i].iso == *at && (units[i].scale == SCALE_US) == in_time)
                unit = &units[i];
        }
        if (unit == NULL || field.kind != FIELD_NUMBER)
            return INTERVAL_SYNTAX;
        at++;
        outcome = add_number(sum, unit, field.whole, field.fraction);
        if (outcome != INTERVAL_READ)
            return outcome;
    }
    return INTERVAL_READ;
}

IntervalRead interval_read(Span text, Interval *ret_interval)
{
    Fields fields = {.len = 0};
    Sum sum = {0};
    IntervalRead outcome;
    int sign;

    text = number_trim(text);
    if (text.len > 1 && text.at[0] == 'P') {
        outcome = add_iso(span_make(text.at + 1, text.len - 1), &sum);
    } else {
        if (text.len > 0 && text.at[0] == '@')
            text = span_make(text.at + 1, text.len - 1);
        outcome = split_fields(text, &fields);
        if (outcome == INTERVAL_READ)
            outcome = add_fields(&fields, &sum);
    }
    if (outcome != INTERVAL_READ)
        return outcome;
    sign = fields.is_ago ? -1 : 1;
    sum = (Sum){.us = sign * sum.us, .days = sign * sum.days, .months = sign * sum.months};
    if (sum.us != (int64_t)sum.us || sum.days != (int32_t)sum.days ||
        sum.months != (int32_t)sum.months)
        return INTERVAL_RANGE;
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
