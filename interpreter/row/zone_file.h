#pragma once
/*
 * A file of the time zone database (RFC 9636's TZif, of version 2 or later).
 *
 * Thread: any; constant once read.
 */
#include "row/zone_rule.h"

enum {
    ZONE_FILE_BYTES_MAX = 64 * 1024,
    ZONE_PERIODS_MAX = 256,
};

typedef struct ZoneTable {
    ZonePeriod *periods; /* (owned) the first is that of before all changes */
    size_t periods_len;
    int64_t *starts_s; /* (owned) when each period of `started` begins, ascending */
    uint8_t *started;  /* (owned) indices into periods */
    size_t starts_len;
    bool has_rule;
    ZoneRule rule; /* of all times after the last start */
} ZoneTable;

/* False if the bytes are no zone, or one with leap seconds, which no SQL counts. */
bool zone_file_read(Span bytes, ZoneTable *ret_table);
