#include "engine/lanes.h"

struct Lanes {
    LanesOptions options;
    FeedOptions feed;
    Mailbox *inbox;    /* owned: Deltas, at most one of a lane */
    Reader **readers;  /* owned, each; NULL where a lane has no partitions */
    size_t *bytes;     /* owned: as each told last */
    int running;       /* lanes that have not handed over their last */
    atomic_bool stops; /* all are to end */
    atomic_bool rests; /* all are to rest */
};

static bool has_partitions(const Lanes *lanes, int lane)
{
    const Source *source = lanes->options.source;

    for (size_t i = 0; i < source_partitions_len(source); i++) {
        if (source_partition(source, i)->lane == lane)
            return true;
    }
    return false;
}

/* Of lanes that need one and have none. */
static bool make_readers(Lanes *lanes, GError **error)
{
    ReaderOptions options = {.inputs = lanes->options.inputs,
                             .source = lanes->options.source,
                             .inbox = lanes->inbox,
                             .stop = &lanes->stops,
                             .rest = &lanes->rests,
                             .each_row = lanes->options.each_row};

    for (int i = 0; i < lanes->options.len; i++) {
        Feed *feed;

        if (lanes->readers[i] != NULL || !has_partitions(lanes, i))
            continue;
        feed = feed_new(&lanes->feed, error);
        if (feed == NULL)
            return false;
        options.lane = i;
        lanes->readers[i] = reader_new(&options, feed);
    }
    return true;
}

Lanes *lanes_new(const LanesOptions *options, GError **error)
{
    Lanes *lanes = g_new0(Lanes, 1);

    lanes->options = *options;
    lanes->feed = *options->feed;
    lanes->feed.stop = &lanes->stops;
    lanes->inbox = mailbox_new((size_t)options->len, (GDestroyNotify)(void (*)(void))delta_free);
    mailbox_set_wake(lanes->inbox, options->wake, options->wake_user);
    lanes->readers = g_new0(Reader *, options->len);
    lanes->bytes = g_new0(size_t, options->len);
    atomic_init(&lanes->stops, false);
    atomic_init(&lanes->rests, false);
    if (!make_readers(lanes, error)) {
        lanes_free(lanes);
        return NULL;
    }
    return lanes;
}

void lanes_free(Lanes *lanes)
{
    if (lanes == NULL)
        return;
    for (int i = 0; i < lanes->options.len; i++)
        reader_free(lanes->readers[i]);
    mailbox_free(lanes->inbox);
    g_free(lanes->readers);
    g_free(lanes->bytes);
    g_free(lanes);
}

bool lanes_start(Lanes *lanes, GError **error)
{
    atomic_store(&lanes->rests, false);
    for (int i = 0; i < lanes->options.len; i++) {
        if (lanes->readers[i] == NULL)
            continue;
        if (!reader_start(lanes->readers[i], error))
            return false;
        lanes->running++;
    }
    return true;
}

void lanes_stop(Lanes *lanes)
{
    atomic_store(&lanes->stops, true);
}

void lanes_rest(Lanes *lanes)
{
    atomic_store(&lanes->rests, true);
}

bool lanes_have_caught_up(const Lanes *lanes)
{
    for (int i = 0; i < lanes->options.len; i++) {
        if (lanes->readers[i] != NULL && !reader_has_caught_up(lanes->readers[i]))
            return false;
    }
    return true;
}

bool lanes_run(const Lanes *lanes)
{
    return lanes->running > 0;
}

bool lanes_grow(Lanes *lanes, GError **error)
{
    for (int i = 0; i < lanes->options.len; i++) {
        if (lanes->readers[i] != NULL)
            reader_grow(lanes->readers[i]);
    }
    return make_readers(lanes, error);
}

Delta *lanes_take(Lanes *lanes)
{
    Delta *delta = mailbox_take(lanes->inbox);

    if (delta != NULL) {
        lanes->bytes[delta->lane] = delta->lane_bytes;
        lanes->running -= delta->is_last ? 1 : 0;
    }
    return delta;
}

void lanes_give_back(Lanes *lanes, Delta *delta)
{
    reader_give_back(lanes->readers[delta->lane], delta);
}

size_t lanes_bytes(const Lanes *lanes)
{
    size_t bytes = 0;

    for (int i = 0; i < lanes->options.len; i++)
        bytes += lanes->bytes[i];
    return bytes;
}
