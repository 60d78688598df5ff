#include "kafka/source.h"

#include <assert.h>
#include <poll.h>

#include "base/time_ms.h"
#include "kafka/handle.h"
#include "kafka/lane.h"
#include "kafka/near.h"
#include "kafka/offsets.h"

enum { ASK_PAUSE_MS = 50 }; /* between two questions to a partition without a leader */

struct Source {
    Client *client;    /* borrowed */
    LaneTopic *topics; /* owned, with their names */
    size_t topics_len;
    LanePartition *partitions; /* owned: all topics' */
    size_t partitions_len;
    Lane *lanes;
    int lanes_len;
    rd_kafka_topic_partition_list_t *assigned; /* owned; NULL before source_start() */
};

/* What the brokers told about a topic's partitions at opening. */
typedef struct Bounds {
    int64_t *first, *end;   /* of the log */
    int64_t *since, *until; /* looked up by time; NULL where no time was asked for */
} Bounds;

static void bounds_clear(Bounds *bounds)
{
    g_free(bounds->first);
    g_free(bounds->end);
    g_free(bounds->since);
    g_free(bounds->until);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bounds, bounds_clear)

static bool fail_no_topic(const rd_kafka_metadata_t *metadata, const char *topic, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *near = NULL;

    for (int i = 0; i < metadata->topic_cnt; i++)
        if (!g_str_has_prefix(metadata->topics[i].topic, "__"))
            g_ptr_array_add(names, metadata->topics[i].topic);
    near = near_names(topic, names);
    fail(error, FAIL_QUERY, "there is no topic \"%s\"%s%s", topic,
         near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
    return fail_hint(error, "SHOW TOPICS lists those that this user may see");
}

/* Sets ret_partitions to how many the topic has. */
static bool find_topic(Client *client, const rd_kafka_metadata_t *metadata, const char *topic,
                       size_t *ret_partitions, GError **error)
{
    const rd_kafka_metadata_topic_t *found = NULL;
    bool is_good = false;

    for (int i = 0; i < metadata->topic_cnt && found == NULL; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            found = &metadata->topics[i];

    if (found == NULL)
        fail_no_topic(metadata, topic, error);
    else if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        fail(error, FAIL_KAFKA, "topic \"%s\": %s", topic, rd_kafka_err2str(found->err));
    else if (found->partition_cnt > CLIENT_PARTITIONS_MAX)
        fail(error, FAIL_LIMIT, "topic \"%s\" has %d partitions, more than %d can be read", topic,
             found->partition_cnt, CLIENT_PARTITIONS_MAX);
    else
        is_good = true;
    if (is_good) {
        *ret_partitions = (size_t)found->partition_cnt;
        handle_forget_failure(client, topic);
    }
    return is_good;
}

static bool find_topics(Source *source, const SourceSpec *spec, int64_t deadline_ms, GError **error)
{
    const rd_kafka_metadata_t *metadata = NULL;
    bool is_good = handle_metadata(source->client, deadline_ms, &metadata, error);

    if (!is_good)
        return false;
    for (size_t i = 0; i < spec->topics_len && is_good; i++) {
        LaneTopic *topic = &source->topics[i];

        topic->name = g_strdup(spec->topics[i].topic);
        is_good = find_topic(source->client, metadata, topic->name, &topic->partitions_len, error);
        source->partitions_len += topic->partitions_len;
    }
    rd_kafka_metadata_destroy(metadata);
    return is_good;
}

/* Which partition of which topic each of all is. */
static void place_partitions(Source *source, int lanes)
{
    LanePartition *partition;

    source->partitions = partition = g_new0(LanePartition, source->partitions_len + 1);
    for (size_t i = 0; i < source->topics_len; i++) {
        source->topics[i].partitions = partition;
        for (size_t k = 0; k < source->topics[i].partitions_len; k++, partition++) {
            size_t index = (size_t)(partition - source->partitions);

            partition->shown = (SourcePartition){.topic = source->topics[i].name,
                                                 .place = i,
                                                 .partition = (int)k,
                                                 .lane = (int)(index % (size_t)lanes)};
        }
    }
}

/* The first partition without an answer; partitions_len if there is none. */
static size_t find_silent(const Source *source, const int64_t *offsets)
{
    size_t i = 0;

    while (i < source->partitions_len && offsets[i] >= -1)
        i++;
    return i;
}

/* A partition whose leader moves, or is not there yet after its creation, is asked again. */
static bool ask(Source *source, OffsetsAsk *asked, int64_t time_ms, int64_t deadline_ms,
                int64_t **ret_offsets, GError **error)
{
    size_t silent;

    *ret_offsets = g_new(int64_t, source->partitions_len);
    for (;;) {
        if (!offsets_ask(source->client, asked, time_ms, deadline_ms, *ret_offsets, error))
            return fail_prefix(error, "topic \"%s\": ", source->topics[0].name);
        silent = find_silent(source, *ret_offsets);
        if (silent == source->partitions_len)
            return true;
        if (handle_left_ms(deadline_ms) <= ASK_PAUSE_MS)
            return fail(error, FAIL_KAFKA,
                        "topic \"%s\": the leader of its partition %d does not tell its offsets",
                        source->partitions[silent].shown.topic,
                        source->partitions[silent].shown.partition);
        poll(NULL, 0, ASK_PAUSE_MS);
    }
}

/* A time is asked of all partitions at once, though each topic may have its own: for each time that
 * some topic has, the answers of its partitions are kept. */
static bool ask_times(Source *source, OffsetsAsk *asked, const SourceSpec *spec, bool is_since,
                      int64_t deadline_ms, int64_t **ret_offsets, GError **error)
{
    g_autofree int64_t *kept = g_new(int64_t, source->partitions_len + 1);

    for (size_t i = 0; i < spec->topics_len; i++) {
        const SourceBound *bound = is_since ? &spec->topics[i].since : &spec->topics[i].until;
        size_t first = (size_t)(source->topics[i].partitions - source->partitions);
        g_autofree int64_t *answers = NULL;

        if (bound->kind != SOURCE_TIME)
            continue;
        if (!ask(source, asked, MAX(bound->time_ms, 0), deadline_ms, &answers, error))
            return false;
        memcpy(kept + first, answers + first, source->topics[i].partitions_len * sizeof(*kept));
        *ret_offsets = kept;
    }
    if (*ret_offsets != NULL)
        kept = NULL;
    return true;
}

/* The mock broker answers every time with "no record is so late", so it is not asked. */
static bool ask_all(Source *source, const SourceSpec *spec, int64_t deadline_ms, Bounds *bounds,
                    GError **error)
{
    bool can_times = !handle_is_mock(source->client);
    OffsetsAsk *asked = offsets_ask_new((int)source->partitions_len);
    bool is_good;

    for (size_t i = 0; i < source->partitions_len; i++)
        offsets_ask_add(asked, source->partitions[i].shown.topic,
                        source->partitions[i].shown.partition);
    is_good = ask(source, asked, OFFSETS_FIRST, deadline_ms, &bounds->first, error) &&
              ask(source, asked, OFFSETS_END, deadline_ms, &bounds->end, error);
    if (is_good && can_times)
        is_good = ask_times(source, asked, spec, true, deadline_ms, &bounds->since, error) &&
                  ask_times(source, asked, spec, false, deadline_ms, &bounds->until, error);
    offsets_ask_free(asked);
    return is_good;
}

static int64_t begin_of(const SourceBound *since, const Bounds *bounds, size_t i)
{
    int64_t first = bounds->first[i], end = MAX(bounds->end[i], first);

    switch (since->kind) {
    case SOURCE_LATEST:
        return end;
    case SOURCE_TIME:
        if (bounds->since == NULL)
            return first;
        return bounds->since[i] < 0 ? end : CLAMP(bounds->since[i], first, end);
    case SOURCE_OFFSET: /* outside of the log librdkafka would begin elsewhere by itself */
        return CLAMP(since->offset, first, end);
    case SOURCE_LAST:
        return MAX(end - since->offset, first);
    case SOURCE_EARLIEST:
    case SOURCE_NONE:
        break;
    }
    return first;
}

static int64_t end_of(const SourceBound *until, const Bounds *bounds, size_t i, int64_t now_ms)
{
    switch (until->kind) {
    case SOURCE_EARLIEST:
        return bounds->first[i];
    case SOURCE_LATEST:
        return bounds->end[i];
    case SOURCE_OFFSET:
        return MAX(until->offset, 0);
    case SOURCE_TIME:
        if (bounds->until != NULL && bounds->until[i] >= 0)
            return bounds->until[i];
        /* No record is so late: of a time that has passed, none will be, but for wrong clocks. */
        return until->time_ms <= now_ms ? bounds->end[i] : -1;
    case SOURCE_LAST:
    case SOURCE_NONE:
        break;
    }
    return -1;
}

static void set_partitions(Source *source, const SourceSpec *spec, const Bounds *bounds)
{
    int64_t now_ms = time_wall_ms();

    for (size_t i = 0; i < source->partitions_len; i++) {
        LanePartition *partition = &source->partitions[i];
        const SourceTopic *topic = &spec->topics[partition->shown.place];
        int64_t begin = begin_of(&topic->since, bounds, i);
        int64_t end = end_of(&topic->until, bounds, i, now_ms);

        partition->shown.begin = begin;
        partition->shown.end = end;
        partition->shown.size = MAX(bounds->end[i] - begin, 0);
        partition->next = begin;
        partition->stop = end < 0 ? G_MAXINT64 : end;
        atomic_init(&partition->is_done, false);
        atomic_init(&partition->lost, 0);
    }
}

static void init_lanes(Source *source, int lanes)
{
    source->lanes_len = lanes;
    source->lanes = g_new0(Lane, lanes);
    for (int i = 0; i < lanes; i++) {
        source->lanes[i] = (Lane){.client = source->client,
                                  .partitions = source->partitions,
                                  .partitions_len = source->partitions_len,
                                  .topics = source->topics,
                                  .topics_len = source->topics_len,
                                  .index = i};
        lane_init(&source->lanes[i]);
    }
}

Source *source_open(Client *client, const SourceSpec *spec, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + spec->timeout_ms;
    g_auto(Bounds) bounds = {NULL, NULL, NULL, NULL};
    g_autoptr(Source) source = g_new0(Source, 1);

    assert(handle_kind(client) == CLIENT_CONSUMER && spec->lanes >= 1);
    assert(spec->topics_len >= 1 && spec->topics_len <= SOURCE_TOPICS_MAX);

    source->client = client;
    source->topics = g_new0(LaneTopic, spec->topics_len);
    source->topics_len = spec->topics_len;
    if (!find_topics(source, spec, deadline_ms, error) || !handle_settle(client, error))
        return NULL;
    place_partitions(source, spec->lanes);
    if (!ask_all(source, spec, deadline_ms, &bounds, error))
        return NULL;
    set_partitions(source, spec, &bounds);
    init_lanes(source, spec->lanes);
    return g_steal_pointer(&source);
}

/* Nothing of it is read: its lane tells the end by itself. */
static bool is_empty(const LanePartition *partition)
{
    return partition->shown.begin >= (partition->shown.end < 0 ? G_MAXINT64 : partition->shown.end);
}

/* The partition's messages come to its lane's queue, and nowhere else. */
static void forward(Source *source, const LanePartition *partition, rd_kafka_queue_t *to)
{
    rd_kafka_queue_t *own = rd_kafka_queue_get_partition(
        handle_of(source->client), partition->shown.topic, partition->shown.partition);

    if (own == NULL)
        return;
    rd_kafka_queue_forward(own, to);
    rd_kafka_queue_destroy(own);
}

/*
 * Forwarding comes before the assignment, because a partition that was never forwarded would give
 * its first messages to the consumer's queue. It comes again after it: when the client has read the
 * topic before, the stop of that reading, which librdkafka does later, takes the forwarding away;
 * messages then wait in the partition's own queue and move with the second forwarding.
 */
static void forward_all(Source *source, bool is_to_lanes)
{
    for (size_t i = 0; i < source->partitions_len; i++) {
        const LanePartition *partition = &source->partitions[i];

        if (!is_empty(partition))
            forward(source, partition,
                    is_to_lanes ? source->lanes[partition->shown.lane].queue : NULL);
    }
}

static bool fail_of(rd_kafka_error_t *said, const char *topic, GError **error)
{
    fail(error, FAIL_KAFKA, "can't read topic \"%s\": %s", topic, rd_kafka_error_string(said));
    rd_kafka_error_destroy(said);
    return false;
}

bool source_start(Source *source, GError **error)
{
    rd_kafka_topic_partition_list_t *list;
    rd_kafka_error_t *said = NULL;

    assert(source->assigned == NULL);
    list = rd_kafka_topic_partition_list_new((int)source->partitions_len);
    for (size_t i = 0; i < source->partitions_len; i++) {
        const LanePartition *partition = &source->partitions[i];

        if (is_empty(partition))
            continue;
        rd_kafka_topic_partition_list_add(list, partition->shown.topic, partition->shown.partition)
            ->offset = partition->shown.begin;
    }
    source->assigned = list;
    forward_all(source, true);
    if (list->cnt > 0)
        said = rd_kafka_incremental_assign(handle_of(source->client), list);
    forward_all(source, true);
    return said == NULL || fail_of(said, source->topics[0].name, error);
}

static void unassign(Source *source)
{
    rd_kafka_topic_partition_list_t *list = source->assigned;
    rd_kafka_error_t *said = NULL;

    if (list == NULL)
        return;
    if (list->cnt > 0)
        said = rd_kafka_incremental_unassign(handle_of(source->client), list);
    if (said != NULL) /* it was never assigned: there is nothing to undo */
        rd_kafka_error_destroy(said);
    /* The handle remembers what was paused, also for a later reading of the topic. */
    rd_kafka_resume_partitions(handle_of(source->client), list);
    forward_all(source, false);
    rd_kafka_topic_partition_list_destroy(list);
}

void source_close(Source *source)
{
    if (source == NULL)
        return;
    for (int i = 0; i < source->lanes_len; i++)
        lane_give_back(&source->lanes[i]);
    unassign(source);
    for (int i = 0; i < source->lanes_len; i++)
        lane_done(&source->lanes[i]);
    g_free(source->lanes);
    for (size_t i = 0; i < source->topics_len; i++)
        g_free(source->topics[i].name);
    g_free(source->topics);
    g_free(source->partitions);
    g_free(source);
}

size_t source_partitions_len(const Source *source)
{
    return source->partitions_len;
}

const SourcePartition *source_partition(const Source *source, size_t i)
{
    assert(i < source->partitions_len);
    return &source->partitions[i].shown;
}

int64_t source_log_end(Source *source, size_t i)
{
    const SourcePartition *partition = source_partition(source, i);
    int64_t first = -1, end = -1;

    if (rd_kafka_get_watermark_offsets(handle_of(source->client), partition->topic,
                                       partition->partition, &first,
                                       &end) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    return MAX(end, -1);
}

bool source_heard(Source *source, size_t i, int64_t *ret_since_us, int64_t *ret_until_us)
{
    const SourcePartition *partition = source_partition(source, i);
    const Lane *lane = &source->lanes[partition->lane];
    HeardSpan span;

    if (!handle_heard(source->client, partition->topic, partition->partition, &span))
        return false;
    *ret_since_us = span.since_us;
    *ret_until_us =
        MIN(span.until_us, atomic_load_explicit(&lane->polled_us, memory_order_relaxed));
    return true;
}

int64_t source_lost(const Source *source)
{
    int64_t lost = 0;

    for (size_t i = 0; i < source->partitions_len; i++)
        lost += atomic_load(&source->partitions[i].lost);
    return lost;
}

void source_partition_done(Source *source, size_t i)
{
    assert(i < source->partitions_len);
    lane_pause(source->client, &source->partitions[i]);
}

bool source_poll(Source *source, int lane, int timeout_ms, Batch *ret_batch, GError **error)
{
    assert(lane >= 0 && lane < source->lanes_len && source->assigned != NULL);
    return lane_poll(&source->lanes[lane], timeout_ms, ret_batch, error);
}

void source_give_back(Source *source, int lane)
{
    assert(lane >= 0 && lane < source->lanes_len);
    lane_give_back(&source->lanes[lane]);
}
