#include "kafka/bounds.h"

#include <poll.h>

#include "base/time_ms.h"
#include "kafka/handle.h"
#include "kafka/offsets.h"

enum { ASK_PAUSE_MS = 50 }; /* between two questions to a partition without a leader */

/* Who is asked for what, and what came back: an offset for each partition. */
typedef struct Bounds {
    Client *client;            /* borrowed */
    const SourceTopic *topics; /* borrowed */
    LanePartition *partitions; /* borrowed */
    size_t len;
    OffsetsAsk *asked; /* owned */
    int64_t deadline_ms;
    int64_t *first, *end;   /* owned: of the log */
    int64_t *since, *until; /* owned: looked up by time; NULL where no time was asked for */
} Bounds;

static void bounds_clear(Bounds *bounds)
{
    offsets_ask_free(bounds->asked);
    g_free(bounds->first);
    g_free(bounds->end);
    g_free(bounds->since);
    g_free(bounds->until);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bounds, bounds_clear)

/* The first partition without an answer; bounds->len if there is none. */
static size_t find_silent(const Bounds *bounds, const int64_t *offsets)
{
    size_t i = 0;

    while (i < bounds->len && offsets[i] >= -1)
        i++;
    return i;
}

/* A partition whose leader moves, or is not there yet after its creation, is asked again. */
static bool ask(const Bounds *bounds, int64_t time_ms, int64_t **ret_offsets, GError **error)
{
    size_t silent;

    *ret_offsets = g_new(int64_t, bounds->len);
    for (;;) {
        if (!offsets_ask(bounds->client, bounds->asked, time_ms, bounds->deadline_ms, *ret_offsets,
                         error))
            return fail_prefix(error, "topic \"%s\": ", bounds->topics[0].topic);
        silent = find_silent(bounds, *ret_offsets);
        if (silent == bounds->len)
            return true;
        if (handle_left_ms(bounds->deadline_ms) <= ASK_PAUSE_MS)
            return fail(error, FAIL_KAFKA,
                        "topic \"%s\": the leader of its partition %d does not tell its offsets",
                        bounds->partitions[silent].shown.topic,
                        bounds->partitions[silent].shown.partition);
        poll(NULL, 0, ASK_PAUSE_MS);
    }
}

static const SourceBound *bound_of(const Bounds *bounds, size_t partition, bool is_since)
{
    const SourceTopic *topic = &bounds->topics[bounds->partitions[partition].shown.place];

    return is_since ? &topic->since : &topic->until;
}

/* A time is asked of all partitions at once, though each topic may have its own: for each time that
 * some topic has, the answers of its partitions are kept. Partitions of a topic lie together. */
static bool ask_times(const Bounds *bounds, bool is_since, int64_t **ret_offsets, GError **error)
{
    g_autofree int64_t *kept = NULL;
    size_t to;

    for (size_t from = 0; from < bounds->len; from = to) {
        const SourceBound *bound = bound_of(bounds, from, is_since);
        g_autofree int64_t *answers = NULL;

        for (to = from + 1; to < bounds->len && bound_of(bounds, to, is_since) == bound;)
            to++;
        if (bound->kind != SOURCE_TIME)
            continue;
        if (!ask(bounds, MAX(bound->time_ms, 0), &answers, error))
            return false;
        if (kept == NULL)
            kept = g_new(int64_t, bounds->len);
        memcpy(kept + from, answers + from, (to - from) * sizeof(*kept));
    }
    *ret_offsets = g_steal_pointer(&kept);
    return true;
}

/* The mock broker answers every time with "no record is so late", so it is not asked. */
static bool ask_all(Bounds *bounds, GError **error)
{
    bounds->asked = offsets_ask_new((int)bounds->len);
    for (size_t i = 0; i < bounds->len; i++)
        offsets_ask_add(bounds->asked, bounds->partitions[i].shown.topic,
                        bounds->partitions[i].shown.partition);
    if (!ask(bounds, OFFSETS_FIRST, &bounds->first, error) ||
        !ask(bounds, OFFSETS_END, &bounds->end, error))
        return false;
    return handle_is_mock(bounds->client) || (ask_times(bounds, true, &bounds->since, error) &&
                                              ask_times(bounds, false, &bounds->until, error));
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

static void set_partition(const Bounds *bounds, size_t i, int64_t now_ms)
{
    LanePartition *partition = &bounds->partitions[i];
    int64_t begin = begin_of(bound_of(bounds, i, true), bounds, i);
    int64_t end = end_of(bound_of(bounds, i, false), bounds, i, now_ms);

    partition->shown.begin = begin;
    partition->shown.end = end;
    partition->shown.size = MAX(bounds->end[i] - begin, 0);
    partition->first = bounds->first[i];
    partition->next = begin;
    partition->stop = end < 0 ? G_MAXINT64 : end;
}

bool bounds_find(Client *client, const SourceTopic *topics, LanePartition *partitions,
                 size_t partitions_len, int64_t deadline_ms, GError **error)
{
    g_auto(Bounds) bounds = {.client = client,
                             .topics = topics,
                             .partitions = partitions,
                             .len = partitions_len,
                             .deadline_ms = deadline_ms};
    int64_t now_ms;

    if (!ask_all(&bounds, error))
        return false;
    now_ms = time_wall_ms();
    for (size_t i = 0; i < partitions_len; i++)
        set_partition(&bounds, i, now_ms);
    return true;
}
