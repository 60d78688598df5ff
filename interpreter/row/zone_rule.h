#pragma once
/*
 * POSIX's form of a zone, "CET-1CEST,M3.5.0,M10.5.0/3": two periods, and on which days of each year
 * clocks change between them. A zone of the database ends with one.
 *
 * Thread: any; pure.
 */
#include "row/zone.h"

typedef enum ZoneDayKind {
    ZONE_DAY_OF_YEAR,   /* 0..365 */
    ZONE_DAY_OF_COMMON, /* 1..365: February 29th is not counted */
    ZONE_DAY_OF_WEEK,   /* the week-th (5: last) weekday of a month, 0 is Sunday */
} ZoneDayKind;

typedef struct ZoneDay {
    ZoneDayKind kind;
    int month, week, day;
    int32_t time_s; /* after midnight, on the clocks of before the change; may be below zero */
} ZoneDay;

typedef struct ZoneRule {
    ZonePeriod standard, summer;
    bool has_summer;
    ZoneDay begin, end; /* of summer */
} ZoneRule;

/* A moment at which clocks change. */
typedef struct ZoneChange {
    int64_t at_s; /* seconds after 1970 began */
    const ZonePeriod *before, *after;
} ZoneChange;

bool zone_rule_read(Span text, ZoneRule *ret_rule);
const ZonePeriod *zone_rule_period(const ZoneRule *rule, int64_t at_s);
/* The first change after @at_s; false if there is none. */
bool zone_rule_next(const ZoneRule *rule, int64_t at_s, ZoneChange *ret_change);
