#include "kafka/source.h"

#include <assert.h>
#include "base/time_ms.h"
#include "kafka/bounds.h"
#include "kafka/handle.h"
#include "kafka/made.h"
#include "kafka/near.h"

typedef rd_kafka_topic_partition_list_t PartitionList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartitionList, rd_kafka_topic_partition_list_destroy)

struct Source {
    Client *client;    /* borrowed; NULL: its records are made */
    Made *made;        /* owned; NULL: they are read */
    LaneTopic *topics; /* owned, with their names */
    size_t topics_len;
    LanePartition *partitions; /* owned: all topics' */
    size_t partitions_len;
    Lane *lanes;
    int lanes_len;
    rd_kafka_topic_partition_list_t *assigned; /* owned; NULL before source_start() */
};

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

/* Partition @index of all is the @number-th of that topic. */
static void place_partition(Source *source, size_t place, size_t number, size_t index)
{
    source->topics[place].places[number] = (uint32_t)index;
    source->partitions[index].shown = (SourcePartition){
        .topic = source->topics[place].name, .place = place, .partition = (int)number};
}

static void place_partitions(Source *source)
{
    size_t index = 0;

    source->partitions = g_new0(LanePartition, source->partitions_len + 1);
    for (size_t i = 0; i < source->topics_len; i++) {
        source->topics[i].places = g_new(uint32_t, source->topics[i].partitions_len + 1);
        for (size_t k = 0; k < source->topics[i].partitions_len; k++)
            place_partition(source, i, k, index++);
    }
}

/* Among the lanes, those from @from on. */
static void share_out(Source *source, size_t from)
{
    for (size_t i = from; i < source->partitions_len; i++)
        source->partitions[i].shown.lane = (int)(i % (size_t)source->lanes_len);
}

static void init_lanes(Source *source, int lanes)
{
    source->lanes_len = lanes;
    source->lanes = g_new0(Lane, lanes);
    share_out(source, 0);
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
    g_autoptr(Source) source = g_new0(Source, 1);

    assert(handle_kind(client) == CLIENT_CONSUMER && spec->lanes >= 1);
    assert(spec->topics_len >= 1 && spec->topics_len <= SOURCE_TOPICS_MAX);

    source->client = client;
    source->topics = g_new0(LaneTopic, spec->topics_len);
    source->topics_len = spec->topics_len;
    if (!find_topics(source, spec, deadline_ms, error) || !handle_settle(client, error))
        return NULL;
    place_partitions(source);
    if (!bounds_find(client, spec->topics, source->partitions, source->partitions_len, deadline_ms,
                     error))
        return NULL;
    init_lanes(source, spec->lanes);
    return g_steal_pointer(&source);
}

Source *source_open_made(const SourceMade *made, int lanes)
{
    Source *source = g_new0(Source, 1);

    source->made = made_new(made);
    source->topics = g_new0(LaneTopic, 1);
    source->topics_len = source->partitions_len = 1;
    source->topics[0] = (LaneTopic){.name = g_strdup(made->name), .partitions_len = 1};
    place_partitions(source);
    source->partitions[0].shown.end = made->rows;
    source->partitions[0].shown.size = MAX(0, made->rows);
    source->lanes_len = lanes;
    return source;
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
static void forward_from(Source *source, size_t from, bool is_to_lanes)
{
    for (size_t i = from; i < source->partitions_len; i++) {
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

/* Read partitions from @from on. */
static bool assign_from(Source *source, size_t from, GError **error)
{
    g_autoptr(PartitionList) list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_error_t *said = NULL;

    for (size_t i = from; i < source->partitions_len; i++) {
        const SourcePartition *shown = &source->partitions[i].shown;

        if (is_empty(&source->partitions[i]))
            continue;
        rd_kafka_topic_partition_list_add(list, shown->topic, shown->partition)->offset =
            shown->begin;
        rd_kafka_topic_partition_list_add(source->assigned, shown->topic, shown->partition);
    }
    forward_from(source, from, true);
    if (list->cnt > 0)
        said = rd_kafka_incremental_assign(handle_of(source->client), list);
    forward_from(source, from, true);
    return said == NULL || fail_of(said, source->topics[0].name, error);
}

int64_t source_resume(Source *source, size_t i, int64_t offset)
{
    LanePartition *partition = &source->partitions[i];
    int64_t first = partition->first;
    int64_t begin = MAX(offset, first);

    assert(i < source->partitions_len && source->assigned == NULL);
    partition->shown.size = MAX(partition->shown.begin + partition->shown.size - begin, 0);
    partition->shown.begin = begin;
    partition->next = begin;
    return begin - offset;
}

bool source_start(Source *source, GError **error)
{
    assert(source->assigned == NULL);
    if (source->made != NULL) {
        made_start(source->made);
        return true;
    }
    source->assigned = rd_kafka_topic_partition_list_new((int)source->partitions_len);
    return assign_from(source, 0, error);
}

/* ---- growth ---- */

static void add_topic(Source *source, const char *name)
{
    source->topics = g_renew(LaneTopic, source->topics, source->topics_len + 1);
    source->topics[source->topics_len++] = (LaneTopic){.name = g_strdup(name)};
    handle_forget_failure(source->client, name);
}

static void add_partition(Source *source, const SourcePartition *found)
{
    LaneTopic *topic = &source->topics[found->place];
    LanePartition *partition = &source->partitions[source->partitions_len];

    assert(found->end < 0 && (size_t)found->partition == topic->partitions_len);
    topic->places = g_renew(uint32_t, topic->places, topic->partitions_len + 1);
    place_partition(source, found->place, topic->partitions_len++, source->partitions_len++);
    partition->shown.begin = found->begin;
    partition->shown.end = -1;
    partition->shown.size = found->size;
    partition->next = found->begin;
    partition->stop = G_MAXINT64;
    partition->is_found = true;
}

bool source_grow(Source *source, const SourcePartition *found, size_t found_len, GError **error)
{
    size_t before = source->partitions_len;

    assert(source->assigned != NULL);
    source->partitions = g_renew(LanePartition, source->partitions, before + found_len);
    memset(source->partitions + before, 0, found_len * sizeof(LanePartition));
    for (size_t i = 0; i < found_len; i++) {
        if (found[i].place == source->topics_len)
            add_topic(source, found[i].topic);
        add_partition(source, &found[i]);
    }
    share_out(source, before);
    for (int i = 0; i < source->lanes_len; i++)
        lane_grow(&source->lanes[i], source->partitions, source->partitions_len, source->topics,
                  source->topics_len);
    return assign_from(source, before, error);
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
    forward_from(source, 0, false);
    rd_kafka_topic_partition_list_destroy(list);
}

void source_close(Source *source)
{
    if (source == NULL)
        return;
    for (int i = 0; source->made == NULL && i < source->lanes_len; i++)
        lane_give_back(&source->lanes[i]);
    unassign(source);
    for (int i = 0; source->made == NULL && i < source->lanes_len; i++)
        lane_done(&source->lanes[i]);
    made_free(source->made);
    g_free(source->lanes);
    for (size_t i = 0; i < source->topics_len; i++) {
        g_free(source->topics[i].name);
        g_free(source->topics[i].places);
    }
    g_free(source->topics);
    g_free(source->partitions);
    g_free(source);
}

size_t source_topics_len(const Source *source)
{
    return source->topics_len;
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

    if (source->made != NULL)
        return made_end(source->made);
    if (rd_kafka_get_watermark_offsets(handle_of(source->client), partition->topic,
                                       partition->partition, &first,
                                       &end) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    return MAX(end, -1);
}

bool source_heard(Source *source, size_t i, int64_t *ret_since_us, int64_t *ret_until_us)
{
    const SourcePartition *partition = source_partition(source, i);
    const Lane *lane;
    HeardSpan span;

    if (source->made != NULL) {
        *ret_since_us = 0;
        *ret_until_us = made_polled_us(source->made);
        return true;
    }
    if (!handle_heard(source->client, partition->topic, partition->partition, &span))
        return false;
    lane = &source->lanes[partition->lane];
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
    if (source->made != NULL)
        return;
    lane_pause(source->client, &source->partitions[i]);
}

void source_serve(Source *source)
{
    if (source->client != NULL)
        handle_serve(source->client);
}

bool source_poll(Source *source, int lane, int timeout_ms, Batch *ret_batch, GError **error)
{
    assert(lane >= 0 && lane < source->lanes_len);
    if (source->made != NULL) {
        made_poll(source->made, timeout_ms, ret_batch);
        return true;
    }
    assert(source->assigned != NULL);
    return lane_poll(&source->lanes[lane], timeout_ms, ret_batch, error);
}

void source_give_back(Source *source, int lane)
{
    assert(lane >= 0 && lane < source->lanes_len);
    if (source->made == NULL)
        lane_give_back(&source->lanes[lane]);
}
