#pragma once
/*
 * Points in time as text: timestamptz in a zone, timestamp and date without one.
 *
 * Thread: any; pure.
 */
#include "row/value.h"

/* The first and the last of each type, as PostgreSQL's infinity; calculations keep them. */
#define TIMESTAMP_EARLY INT64_MIN
#define TIMESTAMP_LATE INT64_MAX

/* Days of a date since 1970: 4714-11-24 BC up to, but not with, the year 5874898. */
enum { TIMESTAMP_DAYS_MIN = -2440588, TIMESTAMP_DAYS_END = 2145042541 };

typedef enum TimestampStyle {
    TIMESTAMP_SQL, /* "2026-01-02 03:04:05.5+01" */
    TIMESTAMP_XML, /* "2026-01-02T03:04:05.5+01:00", as PostgreSQL's JSON has it */
} TimestampStyle;

/**
 * timestamp_read() - a text as a timestamptz, timestamp or date
 * @zone:   of a timestamptz whose text names none; NULL is UTC
 * @error:  FAIL_DATA
 */
bool timestamp_read(Type type, Span text, const Zone *zone, int64_t *ret_point, GError **error);
/* Whether a text means another timestamptz in another zone. */
bool timestamp_needs_zone(Span text);
void timestamp_write(Type type, int64_t point, const Zone *zone, TimestampStyle style,
                     GString *text);

static inline bool timestamp_is_finite(int64_t point)
{
    return point != TIMESTAMP_EARLY && point != TIMESTAMP_LATE;
}
