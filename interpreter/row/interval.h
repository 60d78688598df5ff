#pragma once
/*
 * Intervals as text: PostgreSQL's verbose form ('1 day 02:00:00', '10 seconds', '1h 30m',
 * '2 weeks ago', '1-2 3 4:05') and ISO 8601's ('P1DT2H', 'P0001-02-03').
 *
 * Thread: any; pure.
 */
#include "row/value.h"

typedef enum IntervalRead {
    INTERVAL_READ,
    INTERVAL_SYNTAX,
    INTERVAL_RANGE, /* a field that does not fit */
    INTERVAL_LONG,  /* more months in all than an interval holds */
} IntervalRead;

IntervalRead interval_read(Span text, Interval *ret_interval);
void interval_write(const Interval *interval, GString *text);
/* The length by which intervals compare, in us: a month is 30 days, a day 24 hours. */
Int128 interval_length(const Interval *interval);
