#pragma once
/*
 * Reads topics: partitions are assigned, not subscribed; each lane has a queue that some of the
 * partitions are forwarded to. Records are borrowed spans of librdkafka's buffers.
 *
 * Thread: source_open(), source_close() and the functions over partitions: the main thread.
 * source_poll() and source_give_back(): the lane's own thread, each lane one.
 */
#include "kafka/client.h"
#include "row/batch.h"

typedef struct Source Source;

typedef enum SourceBoundKind {
    SOURCE_EARLIEST,
    SOURCE_LATEST, /* as since: the end at opening. As until: the last stable offset at opening */
    SOURCE_TIME,   /* the broker's lookup by time; on a broker that can't, the beginning/no end */
    SOURCE_OFFSET,
    SOURCE_LAST, /* as since: the newest `offset` records of each partition, as offsets count */
    SOURCE_NONE, /* as until: no end */
} SourceBoundKind;

typedef struct SourceBound {
    SourceBoundKind kind;
    int64_t time_ms;
    int64_t offset;
} SourceBound;

typedef struct SourceTopic {
    const char *topic;
    SourceBound since, until;
} SourceTopic;

typedef struct SourceSpec {
    const SourceTopic *topics; /* no topic twice */
    size_t topics_len;         /* 1..SOURCE_TOPICS_MAX */
    int lanes;
    int64_t timeout_ms; /* for metadata and offsets, together */
} SourceSpec;

enum { SOURCE_TOPICS_MAX = 1000 };

typedef struct SourcePartition {
    const char *topic; /* borrowed */
    size_t place;      /* of the topic in the spec */
    int partition;
    int64_t begin; /* first offset that is read */
    int64_t end;   /* of bounded reading: the first that is not read; -1 without */
    int64_t size;  /* records from begin to the end of the log at opening */
    int lane;
} SourcePartition;

/**
 * source_open() - find partitions and offsets, and be ready to read
 * @client:  (borrowed) a consumer; must outlive the source
 * @error:   FAIL_QUERY (the topic does not exist; the message names near ones), FAIL_NET,
 *           FAIL_KAFKA: with the real cause, within spec.timeout_ms
 */
Source *source_open(Client *client, const SourceSpec *spec, GError **error);
/* Read a partition from @offset on, not from where its topic's `since` says. Before source_start().
 * Return: records between the two that the broker has removed meanwhile. */
int64_t source_resume(Source *source, size_t i, int64_t offset);
/* Begin to fetch. Before it, no record is read. */
bool source_start(Source *source, GError **error);
/**
 * source_grow() - read more partitions, from their `begin` on, which have no end
 * @found:  (borrowed) in the order of their numbers in a topic; the place of a topic's that is not
 *          read yet follows the last one's. Their lanes are set here
 * @error:  FAIL_KAFKA
 *
 * Only after source_start(), and while no lane polls. What was there before keeps its places.
 */
bool source_grow(Source *source, const SourcePartition *found, size_t found_len, GError **error);
void source_close(Source *source); /* NULL is fine; no lane may poll any more */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_close)

size_t source_topics_len(const Source *source);
size_t source_partitions_len(const Source *source);
const SourcePartition *source_partition(const Source *source, size_t i);
/* End of the partition's log as last told by the broker without asking; -1 unknown. */
int64_t source_log_end(Source *source, size_t i);
/**
 * source_heard() - whether an end that was confirmed still is the end
 * @ret_since_us, @ret_until_us:  of g_get_monotonic_time(): from when to when the partition's
 * leader has answered without a break, and its lane read what came
 *
 * Return: false if that is not known.
 */
bool source_heard(Source *source, size_t i, int64_t *ret_since_us, int64_t *ret_until_us);
/* Records that retention removed before they were read, in all partitions. Thread: any. */
int64_t source_lost(const Source *source);
/* The partition needs no more records: its fetching is paused. A bounded partition whose end is
 * confirmed is paused already. Thread: any. */
void source_partition_done(Source *source, size_t i);

/* What a poll of the first lane does besides, while no lane polls for long: the client's own
 * questions, such as for a new token, are answered. Thread: main, and no lane polls. */
void source_serve(Source *source);
/**
 * source_poll() - some records of a lane
 * @timeout_ms:  waits at most so long for the first
 * @ret_batch:   filled; its buffers belong to the source until source_give_back() or the next
 *               poll. Records past a partition's end are left out and count as its confirmed end:
 *               a bounded partition is done at a BatchEnd whose offset is at or past its end. Of
 *               an unbounded one, a BatchEnd says that all its records until now were read.
 * @error:       FAIL_KAFKA, FAIL_NET: a failure that does not mend itself (the topic is gone,
 *               not authorised); others are retried by librdkafka and told by client_cause()
 */
bool source_poll(Source *source, int lane, int timeout_ms, Batch *ret_batch, GError **error);
void source_give_back(Source *source, int lane);
/* A record's headers as the text of a JSON object, appended; "{}" if it has none. A name that comes
 * more than once has an array of its values. */
void source_headers(const Record *record, GString *json);
