#pragma once
/*
 * What the text of a date or a point in time says, in any of the forms that PostgreSQL reads:
 * ISO 8601, '2 Jan 2026 3:04 PM CET', '1/2/2026' (the month first), 'J2451187', 'epoch'.
 *
 * Thread: any; pure.
 */
#include "row/calendar.h"
#include "row/zone.h"

typedef enum TimeTextRead {
    TIME_TEXT_READ,
    TIME_TEXT_SYNTAX,
    TIME_TEXT_RANGE,      /* a month 13, a day 31 of a short month */
    TIME_TEXT_ZONE_RANGE, /* a zone 16 hours or more from UTC */
    TIME_TEXT_NO_ZONE,    /* a name that no zone has */
    TIME_TEXT_MOVING,     /* now, today: depends on when it is asked */
} TimeTextRead;

typedef enum TimeTextKind {
    TIME_TEXT_DATED,
    TIME_TEXT_EPOCH,
    TIME_TEXT_EARLY, /* -infinity */
    TIME_TEXT_LATE,  /* infinity */
} TimeTextKind;

typedef struct TimeText {
    TimeTextKind kind;
    CalendarTime time; /* the clock up to 24:00 or a leap second, and .us up to 1000000 */
    bool has_zone;
    int32_t east_s;   /* of the zone at that time, if it has one */
    char no_zone[64]; /* TIME_TEXT_NO_ZONE: the name, cut where it is long */
} TimeText;

TimeTextRead time_text_read(Span text, TimeText *ret_text);
/* "+01", "-0830", "+05:30:15", less than 16 hours; *ret_east_s may be set though it fails. */
TimeTextRead time_text_read_distance(const char *text, int32_t *ret_east_s);
