#include "row/calendar.h"

/*
 * Days are counted in eras of 400 years that begin on March 1st, so that the leap day is the last
 * of its year and the months before it follow one straight line.
 */
enum { ERA_DAYS = 146097, ERA_TO_EPOCH_DAYS = 719468 };

int64_t calendar_days(int64_t year, int month, int day)
{
    int64_t march_year = month <= 2 ? year - 1 : year;
    int64_t era = calendar_floor(march_year, 400);
    int64_t year_of_era = march_year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           ERA_TO_EPOCH_DAYS;
}

int calendar_month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : days[month - 1];
}

int64_t calendar_us(const CalendarTime *time)
{
    return calendar_days(time->year, time->month, time->day) * CALENDAR_DAY_US +
           calendar_clock_us(time);
}

CalendarTime calendar_split_day(int64_t days)
{
    int64_t from_era = days + ERA_TO_EPOCH_DAYS;
    int64_t era = calendar_floor(from_era, ERA_DAYS);
    int64_t day_of_era = from_era - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    CalendarTime time = {
        .day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
        .month = (int)(march_month < 10 ? march_month + 3 : march_month - 9),
    };

    time.year = year_of_era + era * 400 + (time.month <= 2 ? 1 : 0);
    return time;
}

CalendarTime calendar_split(int64_t us)
{
    int64_t days = calendar_floor(us, CALENDAR_DAY_US);
    int64_t rest_us = us - days * CALENDAR_DAY_US;
    CalendarTime time = calendar_split_day(days);

    time.hour = (int)(rest_us / CALENDAR_HOUR_US);
    time.minute = (int)(rest_us / CALENDAR_MINUTE_US % 60);
    time.second = (int)(rest_us / CALENDAR_SECOND_US % 60);
    time.us = (int)(rest_us % CALENDAR_SECOND_US);
    return time;
}
