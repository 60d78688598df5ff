/*
 * Two readings of the topic: from the beginning until each partition has given its share of old
 * records, then from a bit before the end, for the newest. What the first reading has passed
 * already is left out of the second.
 */
#include "kafka/sample.h"

#include "base/fail.h"
#include "base/time_ms.h"

enum { POLL_MS = 50 };

typedef struct Sampling {
    Client *client;
    const char *topic;
    size_t records_max;
    int64_t deadline_ms;
    SampleFn fn;
    void *user;
    size_t given;
    size_t bytes, bytes_max; /* of the values that were given; for this reading and those before */
    bool is_full;            /* no more records, or bytes, are to come of this reading */
    size_t partitions_len;   /* known by the first reading */
    int64_t *next;           /* owned: of each partition, the offset after what was given */
    size_t *wanted; /* owned: of each partition, records that this reading is to give yet */
    size_t open;    /* partitions that are to give more */
    int64_t share;  /* records of one partition */
    bool has_more;  /* some partition has more than its share, or than there was room for */
    bool has_records;
} Sampling;

static void sampling_done(Sampling *sampling)
{
    g_free(sampling->next);
    g_free(sampling->wanted);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sampling, sampling_done)

/* The oldest half, or all that there is. */
static void plan_oldest(Sampling *sampling, const Source *source)
{
    size_t filled = 0;

    sampling->bytes_max = SAMPLE_BYTES_MAX / 2;
    sampling->partitions_len = source_partitions_len(source);
    sampling->next = g_new0(int64_t, sampling->partitions_len);
    sampling->wanted = g_new0(size_t, sampling->partitions_len);
    for (size_t i = 0; i < sampling->partitions_len; i++)
        filled += source_partition(source, i)->size > 0 ? 1 : 0;
    sampling->has_records = filled > 0;
    sampling->share = (int64_t)MAX(sampling->records_max / MAX(filled, (size_t)1), (size_t)1);
    for (size_t i = 0; i < sampling->partitions_len; i++) {
        int64_t size = source_partition(source, i)->size;
        bool is_all = size <= sampling->share;

        sampling->wanted[i] = (size_t)(is_all ? size : (sampling->share + 1) / 2);
        sampling->has_more = sampling->has_more || !is_all;
        sampling->open += size > 0 ? 1 : 0;
    }
}

/* The other half; of partitions that have given all, nothing is left. */
static void plan_newest(Sampling *sampling, const Source *source)
{
    sampling->bytes_max = SAMPLE_BYTES_MAX;
    sampling->is_full = sampling->given == sampling->records_max;
    sampling->open = 0;
    for (size_t i = 0; i < sampling->partitions_len && i < source_partitions_len(source); i++) {
        const SourcePartition *partition = source_partition(source, i);
        bool is_left = partition->end > sampling->next[i] && partition->size > 0;

        sampling->wanted[i] = is_left ? (size_t)(sampling->share / 2) : 0;
        sampling->open += sampling->wanted[i] > 0 ? 1 : 0;
    }
}

static void close_partition(Sampling *sampling, Source *source, size_t i)
{
    if (i >= sampling->partitions_len || sampling->wanted[i] == 0)
        return;
    sampling->wanted[i] = 0;
    sampling->open--;
    source_partition_done(source, i);
}

/* Records may be large, and whoever looks at them keeps them all. */
static bool fits(const Sampling *sampling, const Record *record)
{
    return sampling->given == 0 || sampling->bytes + record->value.len <= sampling->bytes_max;
}

static void take_record(Sampling *sampling, Source *source, const Record *record)
{
    size_t i = record->source;

    if (i >= sampling->partitions_len || sampling->wanted[i] == 0 ||
        record->offset < sampling->next[i] || sampling->is_full)
        return;
    sampling->is_full = !fits(sampling, record);
    if (sampling->is_full)
        return;
    sampling->next[i] = record->offset + 1;
    sampling->given++;
    sampling->bytes += record->value.len;
    sampling->is_full = sampling->given == sampling->records_max;
    sampling->fn(record, sampling->user);
    if (sampling->wanted[i] == 1)
        close_partition(sampling, source, i);
    else
        sampling->wanted[i]--;
}

static bool read_some(Sampling *sampling, Source *source, GError **error)
{
    while (sampling->open > 0 && !sampling->is_full) {
        int64_t left_ms = sampling->deadline_ms - time_monotonic_ms();
        Batch batch;

        if (left_ms <= 0)
            return true;
        if (!source_poll(source, 0, (int)MIN(left_ms, (int64_t)POLL_MS), &batch, error))
            return false;
        for (size_t i = 0; i < batch.records_len; i++)
            take_record(sampling, source, &batch.records[i]);
        for (size_t i = 0; i < batch.ends_len; i++)
            close_partition(sampling, source, batch.ends[i].source);
        source_give_back(source, 0);
    }
    return true;
}

static bool read_from(Sampling *sampling, SourceBound since,
                      void (*plan)(Sampling *sampling, const Source *source), GError **error)
{
    SourceTopic topic = {sampling->topic, since, {.kind = SOURCE_LATEST}};
    SourceSpec spec = {.topics = &topic,
                       .topics_len = 1,
                       .lanes = 1,
                       .timeout_ms = MAX(sampling->deadline_ms - time_monotonic_ms(), 1)};
    g_autoptr(Source) source = source_open(sampling->client, &spec, error);

    if (source == NULL)
        return false;
    plan(sampling, source);
    if (sampling->open == 0)
        return true;
    return source_start(source, error) && read_some(sampling, source, error);
}

static bool fail_silent(const Sampling *sampling, int64_t timeout_ms, GError **error)
{
    g_autofree char *cause = client_cause(sampling->client);

    return fail(error, FAIL_NET,
                "no record of topic \"%s\" came within %" G_GINT64_FORMAT " ms%s%s",
                sampling->topic, timeout_ms, cause == NULL ? "" : ": ", cause == NULL ? "" : cause);
}

bool sample_read(Client *client, const char *topic, size_t records_max, int64_t timeout_ms,
                 SampleFn fn, void *user, GError **error)
{
    g_auto(Sampling) sampling = {.client = client,
                                 .topic = topic,
                                 .records_max = records_max,
                                 .deadline_ms = time_monotonic_ms() + timeout_ms,
                                 .fn = fn,
                                 .user = user};
    SourceBound oldest = {.kind = SOURCE_EARLIEST};
    bool is_in_time;

    if (!read_from(&sampling, oldest, plan_oldest, error))
        return false;
    is_in_time = time_monotonic_ms() < sampling.deadline_ms;
    sampling.has_more |= sampling.is_full && sampling.given < records_max;
    if (sampling.has_more && is_in_time && sampling.share > 1) {
        SourceBound newest = {.kind = SOURCE_LAST, .offset = sampling.share / 2};

        if (!read_from(&sampling, newest, plan_newest, error))
            return false;
    }
    return sampling.given > 0 || !sampling.has_records || fail_silent(&sampling, timeout_ms, error);
}
