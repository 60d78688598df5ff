#include "kafka/lane.h"

#include <assert.h>

#include "base/time_ms.h"
#include "kafka/handle.h"

void lane_init(Lane *lane)
{
    lane->queue = rd_kafka_queue_new(handle_of(lane->client));
    lane->messages = g_new(rd_kafka_message_t *, LANE_MESSAGES_MAX);
    lane->records = g_new(Record, LANE_MESSAGES_MAX);
    lane->ends = g_new(BatchEnd, LANE_MESSAGES_MAX + lane->partitions_len);
}

/* Messages of a topic come in a row; only a change of topic costs a comparison of names. */
static LanePartition *partition_of(Lane *lane, const rd_kafka_message_t *message)
{
    const char *name;

    if (message->rkt == NULL || message->partition < 0)
        return NULL;
    if (G_UNLIKELY(message->rkt != lane->known_handle)) {
        name = rd_kafka_topic_name(message->rkt);
        lane->known = NULL;
        for (size_t i = 0; i < lane->topics_len; i++) {
            if (strcmp(lane->topics[i].name, name) == 0)
                lane->known = &lane->topics[i];
        }
        lane->known_handle = message->rkt;
    }
    if (lane->known == NULL || (size_t)message->partition >= lane->known->partitions_len)
        return NULL;
    return &lane->partitions[lane->known->places[message->partition]];
}

void lane_grow(Lane *lane, LanePartition *partitions, size_t partitions_len,
               const LaneTopic *topics, size_t topics_len)
{
    lane->partitions = partitions;
    lane->partitions_len = partitions_len;
    lane->topics = topics;
    lane->topics_len = topics_len;
    lane->known_handle = NULL;
    lane->known = NULL;
    lane->ends = g_renew(BatchEnd, lane->ends, LANE_MESSAGES_MAX + partitions_len);
}

void lane_done(Lane *lane)
{
    lane_give_back(lane);
    rd_kafka_queue_destroy(lane->queue);
    g_free(lane->messages);
    g_free(lane->records);
    g_free(lane->ends);
}

void lane_give_back(Lane *lane)
{
    for (size_t i = 0; i < lane->messages_len; i++)
        rd_kafka_message_destroy(lane->messages[i]);
    lane->messages_len = 0;
}

void lane_pause(Client *client, LanePartition *partition)
{
    rd_kafka_topic_partition_list_t *list;

    if (atomic_exchange(&partition->is_done, true))
        return;
    list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, partition->shown.topic, partition->shown.partition);
    rd_kafka_pause_partitions(handle_of(client), list);
    rd_kafka_topic_partition_list_destroy(list);
}

static void add_end(Lane *lane, Batch *batch, const LanePartition *partition, int64_t offset)
{
    lane->ends[batch->ends_len++] =
        (BatchEnd){.source = (uint32_t)(partition - lane->partitions), .offset = offset};
}

/* What a bounded partition was to give has been given. */
static void end_partition(Lane *lane, Batch *batch, LanePartition *partition, int64_t offset)
{
    if (partition->is_ended)
        return;
    partition->is_ended = true;
    add_end(lane, batch, partition, offset);
    lane_pause(lane->client, partition);
}

/* Partitions that are asked for nothing are never fetched, so nobody else tells their end. */
static void end_empty_partitions(Lane *lane, Batch *batch)
{
    for (size_t i = 0; i < lane->partitions_len; i++) {
        LanePartition *partition = &lane->partitions[i];

        if (partition->shown.lane == lane->index && partition->shown.begin >= partition->stop) {
            partition->is_ended = true;
            add_end(lane, batch, partition, partition->shown.begin);
        }
    }
}

/*
 * Offsets are missing before @offset: compaction, the marks of transactions, or records that
 * retention removed before they were read. Only the last kind lies before the log's beginning,
 * which each fetch tells. One look a poll: a compacted log is full of gaps.
 */
static void count_lost(Lane *lane, LanePartition *partition, int64_t offset)
{
    int64_t first = 0, end = 0;

    if (offset <= partition->next || partition->gap_poll == lane->polls)
        return;
    partition->gap_poll = lane->polls;
    if (rd_kafka_get_watermark_offsets(handle_of(lane->client), partition->shown.topic,
                                       partition->shown.partition, &first,
                                       &end) == RD_KAFKA_RESP_ERR_NO_ERROR &&
        first > partition->next)
        atomic_fetch_add(&partition->lost, MIN(first, offset) - partition->next);
}

/* Failures that librdkafka's own retries do not mend. */
static const struct {
    int code;
    const char *text; /* after the topic's name */
} lasting[] = {
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "not allowed to read it"                      },
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,      "it is gone: somebody deleted it meanwhile"   },
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID,           "it is gone: somebody deleted it meanwhile"   },
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,             "it is gone: somebody deleted it meanwhile"   },
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,         "it is gone: somebody deleted it meanwhile"   },
    {RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
     "what comes next was removed by retention, and auto.offset.reset=error"                     },
    {RD_KAFKA_RESP_ERR__BAD_COMPRESSION,           "its records can't be decompressed"           },
    {RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED,           "its records are compressed in an unknown way"},
    {RD_KAFKA_RESP_ERR__FATAL,                     "the client has failed"                       },
};

static const char *lasting_text(rd_kafka_resp_err_t code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lasting); i++)
        if (lasting[i].code == (int)code)
            return lasting[i].text;
    return NULL;
}

/* A broker may not have heard of a partition yet that another one has told us of. */
static bool is_early(const LanePartition *partition, rd_kafka_resp_err_t code)
{
    return partition->is_found && partition->next == partition->shown.begin &&
           code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

static bool take_failure(Lane *lane, const LanePartition *partition,
                         const rd_kafka_message_t *message, GError **error)
{
    const char *text = lasting_text(message->err);

    if (text != NULL && !is_early(partition, message->err))
        return fail(error, FAIL_KAFKA,
                    "topic \"%s\", partition %d, offset %" G_GINT64_FORMAT ": %s (%s)",
                    partition->shown.topic, partition->shown.partition, partition->next, text,
                    rd_kafka_message_errstr(message));
    handle_note(lane->client, rd_kafka_message_errstr(message));
    return true;
}

/* Failures of the whole topic come by callback, during the lane's or another poll. */
static bool check_topics(const Lane *lane, GError **error)
{
    for (size_t i = 0; i < lane->topics_len; i++) {
        const char *topic = lane->topics[i].name;
        rd_kafka_resp_err_t code = handle_topic_failure(lane->client, topic);
        const char *text = lasting_text(code);

        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            return fail(error, FAIL_KAFKA, "topic \"%s\": %s", topic,
                        text == NULL ? rd_kafka_err2str(code) : text);
    }
    return true;
}

/* A message that is no record: the end of a partition, or a failure. */
static bool take_other(Lane *lane, Batch *batch, const rd_kafka_message_t *message, GError **error)
{
    LanePartition *partition = partition_of(lane, message);

    if (partition == NULL) { /* a failure of no partition of ours is the client's */
        handle_note(lane->client, rd_kafka_message_errstr(message));
        return true;
    }
    if (message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF)
        return take_failure(lane, partition, message, error);

    partition->next = MAX(partition->next, message->offset);
    if (message->offset >= partition->stop)
        end_partition(lane, batch, partition, message->offset);
    else
        add_end(lane, batch, partition, message->offset);
    return true;
}

/* An end that records of this very batch have passed is none any more; librdkafka tells the next
 * one. A bounded end stays: what passed it was left out. */
static void drop_passed_ends(const Lane *lane, Batch *batch)
{
    size_t kept = 0;

    for (size_t i = 0; i < batch->ends_len; i++) {
        const LanePartition *partition = &lane->partitions[lane->ends[i].source];

        if (partition->is_ended || partition->next <= lane->ends[i].offset)
            lane->ends[kept++] = lane->ends[i];
    }
    batch->ends_len = kept;
}

static bool take_messages(Lane *lane, Batch *batch, GError **error)
{
    Record *record = lane->records;

    for (size_t i = 0; i < lane->messages_len; i++) {
        rd_kafka_message_t *message = lane->messages[i];
        LanePartition *partition;
        rd_kafka_timestamp_type_t kind;

        if (G_UNLIKELY(message->err != RD_KAFKA_RESP_ERR_NO_ERROR)) {
            if (!take_other(lane, batch, message, error))
                return false;
            continue;
        }
        partition = partition_of(lane, message);
        assert(partition != NULL); /* nothing else was forwarded to this lane */
        if (G_UNLIKELY(message->offset != partition->next))
            count_lost(lane, partition, message->offset);
        partition->next = message->offset + 1;
        /* The record before the end is the end too: the broker confirms it only after
         * fetch.wait.max.ms. */
        if (G_UNLIKELY(partition->next >= partition->stop)) {
            end_partition(lane, batch, partition, partition->next);
            if (message->offset >= partition->stop)
                continue;
        }
        record->value = (Span){message->payload, message->len};
        record->key = (Span){message->key, message->key_len};
        record->timestamp_ms = rd_kafka_message_timestamp(message, &kind);
        record->offset = message->offset;
        record->source = (uint32_t)(partition - lane->partitions);
        record->message = message;
        record++;
    }
    batch->records_len = (size_t)(record - lane->records);
    if (batch->ends_len > 0)
        drop_passed_ends(lane, batch);
    return true;
}

/* librdkafka's batch call waits until the batch is full or the time is over, so it is asked to
 * wait for one message only, and only when none is there. */
static size_t consume(Lane *lane, int timeout_ms)
{
    ssize_t first = rd_kafka_consume_batch_queue(lane->queue, 0, lane->messages, LANE_MESSAGES_MAX);
    ssize_t others = 0;

    if (first == 0 && timeout_ms > 0) {
        first = rd_kafka_consume_batch_queue(lane->queue, timeout_ms, lane->messages, 1);
        if (first == 1)
            others = rd_kafka_consume_batch_queue(lane->queue, 0, lane->messages + 1,
                                                  LANE_MESSAGES_MAX - 1);
    }
    return (size_t)(first < 0 ? 0 : first) + (size_t)(others < 0 ? 0 : others);
}

bool lane_poll(Lane *lane, int timeout_ms, Batch *ret_batch, GError **error)
{
    Batch batch = {.records = lane->records, .ends = lane->ends};

    lane_give_back(lane);
    atomic_store_explicit(&lane->polled_us, g_get_monotonic_time(), memory_order_relaxed);
    if (lane->polls++ == 0)
        end_empty_partitions(lane, &batch);
    if (lane->index == 0)
        handle_serve(lane->client);
    lane->messages_len = consume(lane, batch.ends_len > 0 ? 0 : timeout_ms);
    if (!check_topics(lane, error) || !take_messages(lane, &batch, error))
        return false;
    batch.received_ms = time_wall_ms();
    *ret_batch = batch;
    return true;
}
