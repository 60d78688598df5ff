#pragma once
/*
 * From where to where partitions are read: what the brokers say of their logs, and what a query
 * wants of its topics.
 *
 * Thread: any.
 */
#include "kafka/lane.h"

/**
 * bounds_find() - ask for all partitions at once, and set begin, end, size, next and stop of each
 * @topics:      by the places of the partitions, whose topics and numbers are set
 * @deadline_ms: of time_monotonic_ms()
 * @error:       FAIL_NET, FAIL_KAFKA; nothing is set then
 */
bool bounds_find(Client *client, const SourceTopic *topics, LanePartition *partitions,
                 size_t partitions_len, int64_t deadline_ms, GError **error);
