#include "row/zone_rule.h"

#include "row/calendar.h"

enum {
    HOUR_S = 3600,
    DAY_S = 24 * HOUR_S,
    CHANGE_S = 2 * HOUR_S, /* where no time is written */
    YEARS_AROUND = 3, /* a change may be some days off its year: those beside it are looked at */
    CHANGES_MAX = 2 * YEARS_AROUND,
};

typedef struct Cursor {
    const char *at, *end;
} Cursor;

static bool take(Cursor *cursor, char byte)
{
    if (cursor->at == cursor->end || *cursor->at != byte)
        return false;
    cursor->at++;
    return true;
}

static bool take_number(Cursor *cursor, int min, int max, int *ret_number)
{
    const char *start = cursor->at;
    int number = 0;

    while (cursor->at < cursor->end && g_ascii_isdigit(*cursor->at) && number <= max)
        number = number * 10 + (*cursor->at++ - '0');
    *ret_number = number;
    return cursor->at > start && number >= min && number <= max;
}

/* "5", "-5:30", "+5:30:15" */
static bool take_seconds(Cursor *cursor, int32_t *ret_seconds)
{
    bool is_negative = take(cursor, '-');
    int hour, minute = 0, second = 0;

    if (!is_negative)
        take(cursor, '+');
    if (!take_number(cursor, 0, 167, &hour) ||
        (take(cursor, ':') && (!take_number(cursor, 0, 59, &minute) ||
                               (take(cursor, ':') && !take_number(cursor, 0, 60, &second)))))
        return false;
    *ret_seconds = (is_negative ? -1 : 1) * (hour * HOUR_S + minute * 60 + second);
    return true;
}

/* "CET" or "<+01>"; it may be empty. */
static bool take_name(Cursor *cursor, char *name)
{
    bool is_quoted = take(cursor, '<');
    const char *start = cursor->at, *stops = is_quoted ? ">" : "0123456789,-+";
    size_t len;

    while (cursor->at < cursor->end && strchr(stops, *cursor->at) == NULL)
        cursor->at++;
    len = (size_t)(cursor->at - start);
    if (len >= ZONE_SHORT_MAX || memchr(start, '\0', len) != NULL ||
        (is_quoted && !take(cursor, '>')))
        return false;
    memcpy(name, start, len);
    name[len] = '\0';
    return true;
}

static bool take_day(Cursor *cursor, ZoneDay *day)
{
    *day = (ZoneDay){.time_s = CHANGE_S};
    if (take(cursor, 'M')) {
        day->kind = ZONE_DAY_OF_WEEK;
        if (!take_number(cursor, 1, 12, &day->month) || !take(cursor, '.') ||
            !take_number(cursor, 1, 5, &day->week) || !take(cursor, '.') ||
            !take_number(cursor, 0, 6, &day->day))
            return false;
    } else {
        day->kind = take(cursor, 'J') ? ZONE_DAY_OF_COMMON : ZONE_DAY_OF_YEAR;
        if (!take_number(cursor, day->kind == ZONE_DAY_OF_COMMON ? 1 : 0, 365, &day->day))
            return false;
    }
    return !take(cursor, '/') || take_seconds(cursor, &day->time_s);
}

/* "CEST,M3.5.0,M10.5.0/3": what comes after the first name and its distance. */
static bool take_summer(Cursor *cursor, int32_t west_s, ZoneRule *rule)
{
    Span usual = span_of(",M3.2.0,M11.1.0"); /* PostgreSQL's, where no days are written */

    if (!take_name(cursor, rule->summer.name) || rule->summer.name[0] == '\0')
        return false;
    west_s -= HOUR_S;
    if (cursor->at < cursor->end && *cursor->at != ',' && !take_seconds(cursor, &west_s))
        return false;
    rule->has_summer = rule->summer.is_summer = true;
    rule->summer.east_s = -west_s;
    if (cursor->at == cursor->end)
        *cursor = (Cursor){usual.at, usual.at + usual.len};
    return take(cursor, ',') && take_day(cursor, &rule->begin) && take(cursor, ',') &&
           take_day(cursor, &rule->end);
}

bool zone_rule_read(Span text, ZoneRule *ret_rule)
{
    Cursor cursor = {text.at, text.at + text.len};
    ZoneRule rule = {.has_summer = false};
    int32_t west_s;

    if (!take_name(&cursor, rule.standard.name) || cursor.at == cursor.end ||
        !take_seconds(&cursor, &west_s))
        return false;
    rule.standard.east_s = -west_s;
    if ((cursor.at < cursor.end && !take_summer(&cursor, west_s, &rule)) || cursor.at < cursor.end)
        return false;
    *ret_rule = rule;
    return true;
}

/* Days since 1970 of that day in a year. */
static int64_t day_in(const ZoneDay *day, int64_t year)
{
    int64_t first, days;

    switch (day->kind) {
    case ZONE_DAY_OF_YEAR:
        return calendar_days(year, 1, 1) + day->day;
    case ZONE_DAY_OF_COMMON: {
        bool is_after_leap = day->day >= 60 && calendar_month_days(year, 2) == 29;

        return calendar_days(year, 1, 1) + day->day - (is_after_leap ? 0 : 1);
    }
    case ZONE_DAY_OF_WEEK:
        break;
    }
    first = calendar_days(year, day->month, 1);
    days = first + (day->day - calendar_weekday(first) + 7) % 7 + 7 * (day->week - 1);
    return days < first + calendar_month_days(year, day->month) ? days : days - 7;
}

/* The changes of the years around @at_s, in order. */
static size_t find_changes(const ZoneRule *rule, int64_t at_s, ZoneChange *changes)
{
    int64_t year = calendar_split_day(calendar_floor(at_s, DAY_S)).year;
    size_t len = 0;

    for (int64_t y = year - 1; y <= year + 1; y++) {
        ZoneChange begin = {day_in(&rule->begin, y) * DAY_S + rule->begin.time_s -
                                rule->standard.east_s,
                            &rule->standard, &rule->summer};
        ZoneChange end = {day_in(&rule->end, y) * DAY_S + rule->end.time_s - rule->summer.east_s,
                          &rule->summer, &rule->standard};

        changes[len++] = begin.at_s < end.at_s ? begin : end;
        changes[len++] = begin.at_s < end.at_s ? end : begin;
    }
    return len;
}

const ZonePeriod *zone_rule_period(const ZoneRule *rule, int64_t at_s)
{
    ZoneChange changes[CHANGES_MAX];
    const ZonePeriod *period = &rule->standard;
    size_t len = rule->has_summer ? find_changes(rule, at_s, changes) : 0;

    for (size_t i = 0; i < len && changes[i].at_s <= at_s; i++)
        period = changes[i].after;
    return period;
}

bool zone_rule_next(const ZoneRule *rule, int64_t at_s, ZoneChange *ret_change)
{
    ZoneChange changes[CHANGES_MAX];
    size_t len = rule->has_summer ? find_changes(rule, at_s, changes) : 0;

    for (size_t i = 0; i < len; i++) {
        if (changes[i].at_s > at_s) {
            *ret_change = changes[i];
            return true;
        }
    }
    return false;
}
