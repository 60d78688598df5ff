#pragma once
/*
 * Intervals as text: PostgreSQL's verbose form ('1 day 02:00:00', '10 seconds', '1h 30m',
 * '2 weeks ago') and ISO 8601's ('P1DT2H').
 *
 * Thread: any; pure.
 */
#include "row/value.h"

typedef enum IntervalRead {
    INTERVAL_READ,
    INTERVAL_SYNTAX,
    INTERVAL_RANGE, /* a field that does not fit */
} IntervalRead;

enum { INTERVAL_FIELDS_MAX = 25 };

IntervalRead interval_read(Span text, Interval *ret_interval);
void interval_write(const Interval *interval, GString *text);
/* The length by which intervals compare, in us: a month is 30 days, a day 24 hours. */
Int128 interval_length(const Interval *interval);
