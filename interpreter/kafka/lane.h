#pragma once
/*
 * One lane of a source: a queue that some partitions are forwarded to, and the buffers that a poll
 * fills. A bounded partition that reaches its end is confirmed once and paused.
 *
 * Thread: the lane's; lane_pause() and the atomic fields: any.
 */
#include <librdkafka/rdkafka.h>
#include <stdatomic.h>

#include "kafka/source.h"

enum { LANE_MESSAGES_MAX = 10000 }; /* of one poll */

typedef struct LanePartition {
    SourcePartition shown;
    int64_t first;        /* of the log at opening */
    int64_t next;         /* the offset that follows what was read: the lane's */
    int64_t stop;         /* shown.end, INT64_MAX without: the lane's */
    unsigned gap_poll;    /* the poll that looked at a gap last: the lane's */
    bool is_found;        /* it came while the source was read */
    bool is_ended;        /* its bounded end was told: the lane's */
    atomic_bool is_done;  /* paused */
    _Atomic int64_t lost; /* records that retention removed before they were read */
} LanePartition;

typedef struct LaneTopic {
    char *name;       /* owned by the source */
    uint32_t *places; /* owned by the source: of its partitions among all, by their numbers */
    size_t partitions_len;
} LaneTopic;

typedef struct Lane {
    Client *client;            /* borrowed */
    LanePartition *partitions; /* borrowed: all of the source's */
    size_t partitions_len;
    const LaneTopic *topics; /* borrowed */
    size_t topics_len;
    const void *known_handle; /* librdkafka's of the topic that the last message came from */
    const LaneTopic *known;   /* and that topic */
    int index;
    rd_kafka_queue_t *queue; /* owned */
    unsigned polls;
    _Atomic int64_t polled_us; /* g_get_monotonic_time(): all that came before has been read */

    rd_kafka_message_t **messages; /* owned, LANE_MESSAGES_MAX; the first messages_len are held */
    size_t messages_len;
    Record *records; /* owned, LANE_MESSAGES_MAX */
    BatchEnd *ends;  /* owned, LANE_MESSAGES_MAX and one a partition */
} Lane;

/* @lane: its client, partitions, topics and index are set */
void lane_init(Lane *lane);
void lane_done(Lane *lane);
/* Its client's partitions and topics are others now: more, in the same places. Thread: main, while
 * nobody polls. */
void lane_grow(Lane *lane, LanePartition *partitions, size_t partitions_len,
               const LaneTopic *topics, size_t topics_len);
/* As source_poll(). */
bool lane_poll(Lane *lane, int timeout_ms, Batch *ret_batch, GError **error);
void lane_give_back(Lane *lane);
/* Stop the fetching of a partition, once. */
void lane_pause(Client *client, LanePartition *partition);
