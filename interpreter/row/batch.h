#pragma once
/*
 * A batch of records as they come from a topic: spans into somebody's buffers, no copies. And the
 * columns that a record has as a row.
 *
 * Thread: the lane that polled it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* The first slots of a row's values: those of its record. What a plan adds comes behind them. */
enum {
    COLUMN_VALUE,       /* text */
    COLUMN_KEY,         /* text */
    COLUMN_TIMESTAMP,   /* timestamptz */
    COLUMN_PARTITION,   /* int4 */
    COLUMN_OFFSET,      /* int8 */
    COLUMN_HEADERS,     /* jsonb */
    COLUMN_TOPIC,       /* text */
    COLUMN_RECEIVED_AT, /* timestamptz */
    COLUMN_RECORD_LEN,
};

typedef struct Record {
    Span value;           /* at == NULL: SQL's null (a tombstone) */
    Span key;             /* at == NULL: SQL's null */
    int64_t timestamp_ms; /* of the record; < 0 if it has none */
    int64_t offset;
    uint32_t source; /* index of its partition in the source's list */
    void *message;   /* what headers are read from; the source's own */
} Record;

typedef struct BatchEnd {
    uint32_t source;
    int64_t offset; /* the broker says that its log ends here */
} BatchEnd;

/* Fixed buffers of a lane, used again for every poll. */
typedef struct Batch {
    Record *records; /* borrowed from the source until the batch is given back */
    size_t records_len;
    BatchEnd *ends; /* partitions whose end the broker has confirmed */
    size_t ends_len;
    int64_t received_ms; /* wall clock of the poll */
} Batch;
