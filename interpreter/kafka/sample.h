#pragma once
/*
 * Some records of a topic, to see what its records are: of each partition some of the oldest and
 * some of the newest, so that what has changed over time is seen too.
 *
 * Thread: one; a call blocks until it has them, or the time is over.
 */
#include "kafka/source.h"

enum { SAMPLE_BYTES_MAX = 8 << 20 }; /* of all values, but that one record is read in any case */

/* @record: (borrowed) until the function returns; record->source is the partition's number. */
typedef void (*SampleFn)(const Record *record, void *user);

/**
 * sample_read() - read some records, the oldest of all partitions first
 * @client:       (borrowed) a consumer that reads nothing of the topic meanwhile
 * @records_max:  of all partitions together; shared among those that have records
 * @timeout_ms:   then what has come is all, as it is beyond SAMPLE_BYTES_MAX
 * @error:        as source_open(); FAIL_NET: there are records, but none came in time
 *
 * Nothing is committed, and no group is joined. An empty topic gives no record, and no error.
 */
bool sample_read(Client *client, const char *topic, size_t records_max, int64_t timeout_ms,
                 SampleFn fn, void *user, GError **error);
