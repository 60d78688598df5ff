#pragma once
/*
 * Writes records to a topic and knows when all of them are delivered.
 *
 * Thread: one.
 */
#include "base/span.h"
#include "kafka/client.h"

typedef struct Sink Sink;

/**
 * sink_open() - ready to write to a topic
 * @client:  (borrowed) a producer; must outlive the sink
 * @error:   FAIL_QUERY (no such topic, where the broker does not create it), FAIL_NET, FAIL_KAFKA
 */
Sink *sink_open(Client *client, const char *topic, int64_t timeout_ms, GError **error);
/* NULL is fine; what is not flushed is lost, of other sinks of the same client too. */
void sink_close(Sink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sink, sink_close)

enum {
    SINK_PARTITION_ANY = -1, /* that of the key, or of the topic's taking turns */
    SINK_TIMESTAMP_NOW = 0,  /* when it is written; so 1970's first millisecond can't be */
};

typedef struct SinkHeader {
    const char *name;
    Span value; /* at == NULL is null */
} SinkHeader;

typedef struct SinkRecord {
    Span key, value; /* at == NULL is null */
    const SinkHeader *headers;
    size_t headers_len;
    int32_t partition;
    int64_t timestamp_ms;
} SinkRecord;

/**
 * sink_write() - hand a record over; waits while librdkafka's queue is full
 * @record:  copied
 * @error:   FAIL_QUERY: the topic has no such partition; FAIL_LIMIT, FAIL_KAFKA: this record can't
 *           be written, or one before it was not delivered
 */
bool sink_write(Sink *sink, const SinkRecord *record, GError **error);
bool sink_put(Sink *sink, Span key, Span value, GError **error); /* sink_write() of no more */
/* Wait until every record is delivered; the first delivery failure is the error. */
bool sink_flush(Sink *sink, int64_t timeout_ms, GError **error);
/* Partitions that its topic had when it was asked last. */
int sink_partitions(const Sink *sink);
/* Records that the broker has confirmed so far. */
size_t sink_delivered(const Sink *sink);
