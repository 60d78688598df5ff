#pragma once
/*
 * Points in time as text: ISO 8601 dates and times, read and written in UTC.
 *
 * Thread: any; pure.
 */
#include "row/value.h"

typedef enum TimestampRead {
    TIMESTAMP_READ,
    TIMESTAMP_SYNTAX,
    TIMESTAMP_RANGE, /* a month 13, a day 31 of a short month, a year that does not fit,
                      * infinity */
} TimestampRead;

/* 'YYYY-MM-DD[( |T)HH:MM[:SS[.ffffff]]][zone][ BC]', 'YYYYMMDD ...', 'epoch'; without a zone UTC.
 */
TimestampRead timestamp_read(Span text, int64_t *ret_us);
void timestamp_write(int64_t us, GString *text);
