#pragma once
/*
 * librdkafka's delivery reports, on the thread that serves the producer's handle.
 */
#include <librdkafka/rdkafka.h>

/* Each message's _private is its Sink; @opaque, the client, is not used. */
void sink_report(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque);
