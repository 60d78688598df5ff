#pragma once
/*
 * The proleptic Gregorian calendar in UTC, over microseconds since the Unix epoch. Years are
 * astronomical: 0 is 1 BC. No leap seconds, no time zones: days have 24 hours.
 *
 * Thread: any; pure.
 */
#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_SECOND_US ((int64_t)1000000)
#define CALENDAR_MINUTE_US (60 * CALENDAR_SECOND_US)
#define CALENDAR_HOUR_US (60 * CALENDAR_MINUTE_US)
#define CALENDAR_DAY_US (24 * CALENDAR_HOUR_US)

/* What timestamptz holds: 4714-11-24 BC up to, but not with, the year 294247 (PostgreSQL counts
 * from the year 2000, and so comes 30 years further). */
#define CALENDAR_US_MIN ((int64_t)-210866803200000000)
#define CALENDAR_US_END ((int64_t)9223371244800000000)

enum { CALENDAR_JULIAN_OF_1970 = 2440588 }; /* the Julian day of 1970-01-01 */

typedef struct CalendarTime {
    int64_t year;
    int month, day;           /* 1..12, 1..31 */
    int hour, minute, second; /* 0..23, 0..59, 0..59 */
    int us;                   /* 0..999999 */
} CalendarTime;

int64_t calendar_days(int64_t year, int month, int day); /* since 1970-01-01 */
int calendar_month_days(int64_t year, int month);        /* 28..31 */
int64_t calendar_us(const CalendarTime *time);           /* the year within timestamptz's */
CalendarTime calendar_split(int64_t us);
CalendarTime calendar_split_day(int64_t days); /* since 1970-01-01; at midnight */

static inline bool calendar_in_range(int64_t us)
{
    return us >= CALENDAR_US_MIN && us < CALENDAR_US_END;
}

/* @number over @unit, rounded down also below zero. */
static inline int64_t calendar_floor(int64_t number, int64_t unit)
{
    return number / unit - (number % unit < 0 ? 1 : 0);
}

/* Since midnight. */
static inline int64_t calendar_clock_us(const CalendarTime *time)
{
    return time->hour * CALENDAR_HOUR_US + time->minute * CALENDAR_MINUTE_US +
           time->second * CALENDAR_SECOND_US + time->us;
}

/* 0 (Sunday) to 6, of days since 1970-01-01, a Thursday. */
static inline int calendar_weekday(int64_t days)
{
    return (int)(days + 4 - calendar_floor(days + 4, 7) * 7);
}

/* The Monday of the first week of a year, as ISO 8601 counts weeks: that of January 4. */
static inline int64_t calendar_first_monday(int64_t year)
{
    int64_t january_4 = calendar_days(year, 1, 4);

    return january_4 - (calendar_weekday(january_4) + 6) % 7;
}
