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
/* @value, @key: copied; at == NULL is null. Waits while librdkafka's queue is full. */
bool sink_write(Sink *sink, Span key, Span value, GError **error);
/* Wait until every record is delivered; the first delivery failure is the error. */
bool sink_flush(Sink *sink, int64_t timeout_ms, GError **error);
/* Records that the broker has confirmed so far. */
size_t sink_delivered(const Sink *sink);
