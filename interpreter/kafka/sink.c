#include "kafka/sink.h"

#include "base/time_ms.h"
#include "kafka/handle.h"
#include "kafka/near.h"
#include "kafka/sink_report.h"
#include "kafka/topic_name.h"

/* How long one wait for librdkafka's queue lasts, and for its callbacks. */
enum { SINK_POLL_MS = 100 };
/* A broker that creates topics by itself has done so by then. */
enum { SINK_CREATION_MS = 2000 };
/* At closing: what was purged is reported at once. */
enum { SINK_PURGE_MS = 1000 };

struct Sink {
    Client *client;          /* borrowed */
    rd_kafka_topic_t *topic; /* owned */
    int partitions;
    size_t waiting;              /* records whose report has not come */
    rd_kafka_resp_err_t failure; /* of the first record that was not delivered */
    size_t failed;
    size_t delivered;
};

void sink_report(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque)
{
    Sink *sink = message->_private;

    (void)handle;
    (void)opaque;
    sink->waiting--;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        sink->delivered++;
        return;
    }
    sink->failed++;
    if (sink->failure == RD_KAFKA_RESP_ERR_NO_ERROR)
        sink->failure = message->err;
}

static bool fail_no_topic(Client *client, const char *topic, int64_t deadline_ms, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_auto(GStrv) topics = NULL;
    g_autofree char *near = NULL;

    if (client_topics(client, handle_left_ms(deadline_ms), &topics, NULL)) {
        for (char **name = topics; *name != NULL; name++)
            if (!g_str_has_prefix(*name, "__") && strcmp(*name, topic) != 0)
                g_ptr_array_add(names, *name);
        near = near_names(topic, names);
    }
    return fail(error, FAIL_QUERY,
                "there is no topic \"%s\", and the broker does not create it%s%s", topic,
                near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
}

static rd_kafka_resp_err_t topic_state(Sink *sink, int wait_ms)
{
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_resp_err_t code =
        rd_kafka_metadata(handle_of(sink->client), 0, sink->topic, &metadata, wait_ms);

    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return code;
    code = metadata->topic_cnt == 1 ? metadata->topics[0].err
                                    : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        sink->partitions = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    return code;
}

/* Asking for a topic by name lets a broker create it that does so; it says "unknown" or "no leader"
 * until it has. */
static bool wait_for_topic(Sink *sink, const char *topic, int64_t deadline_ms, GError **error)
{
    rd_kafka_t *handle = handle_of(sink->client);
    int64_t created_ms = time_monotonic_ms() + SINK_CREATION_MS;

    for (;;) {
        rd_kafka_resp_err_t code = topic_state(sink, handle_left_ms(deadline_ms));

        switch ((int)code) {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            return true;
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            if (handle_left_ms(created_ms) == 0 || handle_left_ms(deadline_ms) == 0)
                return fail_no_topic(sink->client, topic, deadline_ms, error);
            break;
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
            if (handle_left_ms(deadline_ms) == 0)
                return fail(error, FAIL_KAFKA, "topic \"%s\" has no leader", topic);
            break;
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            return topic_name_check(topic, error) ||
                   fail(error, FAIL_QUERY, "\"%s\" can't be a topic's name", topic);
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            return fail(error, FAIL_KAFKA, "not allowed to see topic \"%s\"", topic);
        default:
            return handle_fail(sink->client, error, code, "find the topic");
        }
        rd_kafka_poll(handle, SINK_POLL_MS); /* also the pause before the next question */
    }
}

Sink *sink_open(Client *client, const char *topic, int64_t timeout_ms, GError **error)
{
    const rd_kafka_metadata_t *metadata = NULL;
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;
    Sink *sink;

    if (!topic_name_check(topic, error))
        return NULL;
    /* A broker that does not answer is told with its cause by this, and early. */
    if (!handle_metadata(client, deadline_ms, &metadata, error))
        return NULL;
    rd_kafka_metadata_destroy(metadata);

    sink = g_new0(Sink, 1);
    sink->client = client;
    sink->topic = rd_kafka_topic_new(handle_of(client), topic, NULL);
    if (sink->topic == NULL)
        fail(error, FAIL_QUERY, "\"%s\" can't be a topic's name", topic);
    else if (wait_for_topic(sink, topic, deadline_ms, error))
        return sink;
    sink_close(sink);
    return NULL;
}

void sink_close(Sink *sink)
{
    rd_kafka_t *handle;

    if (sink == NULL)
        return;
    handle = handle_of(sink->client);
    if (sink->waiting > 0)
        rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    /* The reports point here, so all of them must have come. */
    while (sink->waiting > 0)
        rd_kafka_flush(handle, SINK_PURGE_MS);
    if (sink->topic != NULL)
        rd_kafka_topic_destroy(sink->topic);
    g_free(sink);
}

/* A property of the client as it is; for limits that a message names. */
static char *property_of(Client *client, const char *name)
{
    char value[64] = "";
    size_t value_len = sizeof(value);

    if (rd_kafka_conf_get(rd_kafka_conf(handle_of(client)), name, value, &value_len) !=
        RD_KAFKA_CONF_OK)
        return g_strdup("?");
    return g_strdup(value);
}

static bool fail_write(Sink *sink, rd_kafka_resp_err_t code, size_t bytes, GError **error)
{
    const char *topic = rd_kafka_topic_name(sink->topic);
    g_autofree char *limit = NULL;

    switch ((int)code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        limit = property_of(sink->client, "message.max.bytes");
        return fail(error, FAIL_LIMIT,
                    "a record of %zu bytes is more than message.max.bytes (%s) allows", bytes,
                    limit);
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        return fail(error, FAIL_QUERY, "there is no topic \"%s\"", topic);
    default:
        break;
    }
    fail(error, FAIL_KAFKA, "can't write to topic \"%s\": %s", topic, rd_kafka_err2str(code));
    return false;
}

static bool fail_delivery(Sink *sink, GError **error)
{
    const char *topic = rd_kafka_topic_name(sink->topic);

    switch ((int)sink->failure) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        return fail(error, FAIL_LIMIT,
                    "%zu records were not delivered: the broker refuses one as larger than "
                    "max.message.bytes of topic \"%s\"",
                    sink->failed, topic);
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
        return fail(error, FAIL_QUERY,
                    "%zu records were not delivered: the broker refuses one, as it does without a "
                    "key where topic \"%s\" is compacted",
                    sink->failed, topic);
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
        return fail(error, FAIL_QUERY,
                    "%zu records were not delivered: the broker refuses a time that is too far "
                    "from its own (message.timestamp.before.max.ms and after.max.ms of topic "
                    "\"%s\")",
                    sink->failed, topic);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        return fail(error, FAIL_KAFKA,
                    "%zu records were not delivered: not allowed to write to topic \"%s\"",
                    sink->failed, topic);
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
        handle_fail(sink->client, error, sink->failure, "deliver the records");
        return fail_prefix(error, "%zu records for topic \"%s\" were not delivered: ", sink->failed,
                           topic);
    default:
        return fail(error, FAIL_KAFKA, "%zu records for topic \"%s\" were not delivered: %s",
                    sink->failed, topic, rd_kafka_err2str(sink->failure));
    }
}

/* A topic may have got partitions since it was asked. */
static bool has_partition(Sink *sink, int32_t partition, GError **error)
{
    const char *topic = rd_kafka_topic_name(sink->topic);

    if (partition == SINK_PARTITION_ANY || (partition >= 0 && partition < sink->partitions))
        return true;
    if (partition >= 0)
        topic_state(sink, SINK_CREATION_MS);
    if (partition >= 0 && partition < sink->partitions)
        return true;
    if (sink->partitions == 1)
        return fail(error, FAIL_QUERY,
                    "topic \"%s\" has no partition %d: it has one, whose number is 0", topic,
                    partition);
    return fail(error, FAIL_QUERY, "topic \"%s\" has no partition %d: it has %d, 0 to %d", topic,
                partition, sink->partitions, sink->partitions - 1);
}

/* (owned) NULL without any; rd_kafka_produceva() takes them when it succeeds. */
static rd_kafka_headers_t *copy_headers(const SinkRecord *record)
{
    rd_kafka_headers_t *headers =
        record->headers_len == 0 ? NULL : rd_kafka_headers_new(record->headers_len);

    for (size_t i = 0; i < record->headers_len; i++) {
        const SinkHeader *header = &record->headers[i];

        rd_kafka_header_add(headers, header->name, -1, header->value.at,
                            (ssize_t)header->value.len);
    }
    return headers;
}

static rd_kafka_resp_err_t produce(Sink *sink, const SinkRecord *record)
{
    rd_kafka_headers_t *headers = copy_headers(record);
    rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT,       .u.rkt = sink->topic                                  },
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = record->partition                            },
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS,  .u.i = RD_KAFKA_MSG_F_COPY                            },
        {.vtype = RD_KAFKA_VTYPE_KEY,       .u.mem = {(void *)record->key.at, record->key.len}    },
        {.vtype = RD_KAFKA_VTYPE_VALUE,     .u.mem = {(void *)record->value.at, record->value.len}},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = record->timestamp_ms                         },
        {.vtype = RD_KAFKA_VTYPE_OPAQUE,    .u.ptr = sink                                         },
        {.vtype = RD_KAFKA_VTYPE_HEADERS,   .u.headers = headers                                  },
    };
    size_t parts_len = G_N_ELEMENTS(parts) - (headers == NULL ? 1 : 0);
    rd_kafka_error_t *failure = rd_kafka_produceva(handle_of(sink->client), parts, parts_len);
    rd_kafka_resp_err_t code = rd_kafka_error_code(failure);

    if (failure != NULL && headers != NULL)
        rd_kafka_headers_destroy(headers);
    rd_kafka_error_destroy(failure);
    return code;
}

bool sink_write(Sink *sink, const SinkRecord *record, GError **error)
{
    rd_kafka_t *handle = handle_of(sink->client);

    if (!has_partition(sink, record->partition, error))
        return false;
    for (;;) {
        rd_kafka_resp_err_t code;

        if (sink->failed > 0)
            return fail_delivery(sink, error);
        code = produce(sink, record);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
        if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            return fail_write(sink, code, record->key.len + record->value.len, error);
        /* It ends: after message.timeout.ms what fills the queue fails. */
        rd_kafka_poll(handle, SINK_POLL_MS);
    }
    sink->waiting++;
    rd_kafka_poll(handle, 0); /* the reports that have come */
    return true;
}

bool sink_put(Sink *sink, Span key, Span value, GError **error)
{
    SinkRecord record = {.key = key, .value = value, .partition = SINK_PARTITION_ANY};

    return sink_write(sink, &record, error);
}

bool sink_flush(Sink *sink, int64_t timeout_ms, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;

    rd_kafka_flush(handle_of(sink->client), handle_left_ms(deadline_ms));
    if (sink->failed > 0)
        return fail_delivery(sink, error);
    if (sink->waiting == 0)
        return true;
    handle_fail(sink->client, error, RD_KAFKA_RESP_ERR__TIMED_OUT, "deliver the records");
    return fail_prefix(error, "%zu records for topic \"%s\" wait still: ", sink->waiting,
                       rd_kafka_topic_name(sink->topic));
}

int sink_partitions(const Sink *sink)
{
    return sink->partitions;
}

size_t sink_delivered(const Sink *sink)
{
    return sink->delivered;
}
