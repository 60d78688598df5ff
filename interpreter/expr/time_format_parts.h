#pragma once
/*
 * What a text says when it is read by a pattern, field by field. What was not said is 0.
 *
 * Thread: any.
 */
#include "expr/time_format.h"

typedef struct FormatParts {
    Span source; /* (borrowed) the text */
    FormatCalendar calendar;
    int year, year_digits, century, month, day, weekday; /* a weekday from Sunday, 1 */
    int day_of_year, week, week_of_month, julian;
    int hour, minute, second, ms, us, day_second, fraction_digits;
    int is_bc, is_pm; /* 1: it is */
    int zone_sign, zone_hour, zone_minute;
    bool has_half_days; /* hours up to 12 */
} FormatParts;

/* @parts: with its source; FAIL_DATA if the pattern does not fit it */
bool format_read_parts(const Format *format, FormatParts *parts, GError **error);
