#pragma once
/*
 * Tables as other engines' word counts print them, so that both can be compared byte for byte.
 * Pure. A NULL is "null", as Java has it.
 *
 * Thread: any.
 */
#include "event/event.h"
#include "event/table.h"

/* Spark's DStream.print(): the first ten rows of each batch, as tuples under a head with its time.
 * A column window_end is the time of its batch, in ms, and not printed in the row; without one all
 * rows are one batch of @now_ms. */
void output_peers_spark(const EventTable *table, int64_t now_ms, GString *text);

/* A row as Kafka's console consumer prints a key and its value: "word\t3". */
void output_peers_kafka_row(char *const *cells, size_t cells_len, GString *text);
/* A row as Flink prints a tuple: "(word,3)". */
void output_peers_flink_row(char *const *cells, size_t cells_len, GString *text);
