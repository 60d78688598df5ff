#pragma once
/*
 * Asks brokers for offsets of many partitions at once, one request a leader: rd_kafka's watermark
 * query asks for one partition, and its admin ListOffsets is not on the mock broker.
 *
 * Thread: any.
 */
#include "kafka/client.h"

typedef struct OffsetsAsk OffsetsAsk; /* a list of partitions */

/* Times that Kafka's protocol gives a meaning; others are ms since the epoch. */
enum { OFFSETS_END = -1, OFFSETS_FIRST = -2 };

OffsetsAsk *offsets_ask_new(int partitions_len); /* (owned) */
void offsets_ask_free(OffsetsAsk *ask);          /* NULL is fine */
void offsets_ask_add(OffsetsAsk *ask, const char *topic, int partition);

/**
 * offsets_ask() - for each partition, in the order they were added
 * @time_ms:      OFFSETS_FIRST, OFFSETS_END (the last stable one, with isolation.level
 *                read_committed), or a time: the first record at or after it
 * @ret_offsets:  -1 where no record is so late, -2 where the partition did not answer
 * @error:        FAIL_NET, FAIL_KAFKA with the real cause
 */
bool offsets_ask(Client *client, OffsetsAsk *ask, int64_t time_ms, int64_t deadline_ms,
                 int64_t *ret_offsets, GError **error);

/* The same of OFFSETS_FIRST or OFFSETS_END, where a partition whose leader is not ready keeps
 * nobody else's answer back: it has -1 itself. */
bool offsets_ask_each(Client *client, OffsetsAsk *ask, int64_t time_ms, int64_t deadline_ms,
                      int64_t *ret_offsets, GError **error);

/**
 * offsets_newest() - the greatest time of a record of each partition, in ms
 * @ret_times_ms:  -1 where there is no record, or the brokers can't tell in time: Kafka before 3.0
 *                 and the mock broker can't
 */
void offsets_newest(Client *client, const OffsetsAsk *ask, int64_t deadline_ms,
                    int64_t *ret_times_ms);
