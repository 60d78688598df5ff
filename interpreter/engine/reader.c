/*
 * A hand-over costs the lane and the main thread time that grows with the groups that changed. So
 * that it stays a small share while a long backlog is read, the next one comes at least SHARE times
 * as long after the last as that took both of them, but not later than LONGEST_US. A lane that has
 * read all there is has nothing better to do, and waits hardly at all: for a few changed groups
 * that is nothing, and rows are seen within milliseconds.
 */
#include "engine/reader.h"

#include <assert.h>
#include <pthread.h>

#include "base/fail.h"
#include "base/thread.h"
#include "window/watermark.h"

enum {
    SLICE = 128,         /* records between two looks at the clock */
    HAND_OVER_US = 5000, /* a busy lane hands over about so often */
    SHARE = 20,
    SHARE_AT_END = 1,
    LONGEST_US = 250 * 1000,
    POLL_IDLE_MS = 30,                   /* how late a stop may be seen */
    EMPTIED_RECORDS = 1000,              /* a poll that gives less has found no long queue */
    WAITING_BYTES_MAX = 4 * 1024 * 1024, /* of rows: then the lane waits for the main thread */
};

/* What a partition of this lane has to tell at the next hand-over. */
typedef struct Partition {
    DeltaPartition told;
    bool is_changed;
} Partition;

struct Reader {
    ReaderOptions options;
    Feed *feed; /* owned */
    FeedRecordFn feed_record;
    Mailbox *returned; /* owned: our Delta, when the main thread is done with it */
    Delta *delta;      /* owned; NULL while it is in the inbox, with the main thread or returned */
    Partition *partitions; /* owned: all of the source's, of which the lane's are used */
    size_t partitions_len;
    GArray *changed; /* uint32_t: sources */
    int64_t records, bytes;
    int64_t spent_us; /* what the last hand-over took the lane and the main thread */
    int64_t cost_us;  /* of the last hand-over to the lane */
    int64_t handed_us;
    bool has_emptied;          /* since its start a poll has found less than it had room for */
    atomic_bool has_caught_up; /* and what that gave is handed over */
    pthread_t thread;
    bool is_started;
};

static void delta_free_item(void *delta)
{
    delta_free(delta);
}

static void join(Reader *reader)
{
    if (reader->is_started)
        pthread_join(reader->thread, NULL);
    reader->is_started = false;
}

void reader_free(Reader *reader)
{
    if (reader == NULL)
        return;
    join(reader);
    mailbox_free(reader->returned);
    delta_free(reader->delta);
    feed_free(reader->feed);
    g_free(reader->partitions);
    g_array_unref(reader->changed);
    g_free(reader);
}

static bool must_stop(const Reader *reader)
{
    return atomic_load_explicit(reader->options.stop, memory_order_relaxed);
}

static bool must_rest(const Reader *reader)
{
    return atomic_load_explicit(reader->options.rest, memory_order_relaxed);
}

static Partition *change_partition(Reader *reader, uint32_t source)
{
    Partition *partition = &reader->partitions[source];

    if (!partition->is_changed) {
        partition->is_changed = true;
        partition->told.has_records = false;
        partition->told.time_us = WATERMARK_NONE;
        partition->told.timestamp_ms = INT64_MIN;
        g_array_append_val(reader->changed, source);
    }
    return partition;
}

static bool say_where(const Reader *reader, const Record *record, GError **error)
{
    const SourcePartition *partition = source_partition(reader->options.source, record->source);
    g_autofree char *hint = NULL;
    GError *placed = NULL;

    if (error == NULL || *error == NULL || !g_error_matches(*error, FAIL, FAIL_DATA))
        return false;
    hint = g_strdup(fail_hint_of(*error));
    fail(&placed, FAIL_DATA, "%s in topic %s, partition %d, offset %" G_GINT64_FORMAT,
         (*error)->message, partition->topic, partition->partition, record->offset);
    if (hint != NULL)
        fail_hint(&placed, "%s", hint);
    g_clear_error(error);
    g_propagate_error(error, placed);
    return false;
}

static bool read_record(Reader *reader, const Record *record, int64_t received_ms, GError **error)
{
    const SourcePartition *place = source_partition(reader->options.source, record->source);
    const Input *input = &reader->options.inputs->inputs[place->place];
    FeedPlace from = {.topic = place->topic,
                      .topic_place = place->place,
                      .partition = place->partition,
                      .received_ms = received_ms,
                      .branches = input->branches,
                      .branches_len = input->branches_len};
    DeltaPartition *told;
    int64_t event_us = WATERMARK_NONE;

    if (!reader->feed_record(reader->feed, record, &from, &event_us, error))
        return say_where(reader, record, error);
    told = &change_partition(reader, record->source)->told;
    told->has_records = true;
    told->is_at_end = false;
    told->next_offset = record->offset + 1;
    told->time_us = MAX(told->time_us, event_us);
    told->timestamp_ms = MAX(told->timestamp_ms, record->timestamp_ms);
    reader->records++;
    reader->bytes += (int64_t)(record->value.len + record->key.len);
    return true;
}

/* An end that records have passed since is none any more. */
static void read_end(Reader *reader, const BatchEnd *end)
{
    DeltaPartition *told = &reader->partitions[end->source].told;

    if (end->offset < told->next_offset || (told->is_at_end && end->offset == told->next_offset))
        return;
    told = &change_partition(reader, end->source)->told;
    told->next_offset = end->offset;
    told->is_at_end = true;
}

static bool has_changes(const Reader *reader)
{
    return reader->changed->len > 0 || feed_has_changes(reader->feed);
}

static void fill_delta(Reader *reader, Delta *delta)
{
    feed_hand_over(reader->feed, delta);
    for (guint i = 0; i < reader->changed->len; i++) {
        uint32_t source = g_array_index(reader->changed, uint32_t, i);

        g_array_append_val(delta->partitions, reader->partitions[source].told);
        reader->partitions[source].is_changed = false;
    }
    g_array_set_size(reader->changed, 0);
    delta->records = reader->records;
    delta->bytes = reader->bytes;
    reader->records = 0;
    reader->bytes = 0;
}

static void send(Reader *reader, Delta *delta_take)
{
    MailboxPut outcome = mailbox_put(reader->options.inbox, delta_take);

    assert(outcome == MAILBOX_TAKEN); /* there is room for one of each lane */
}

static bool has_delta(Reader *reader, int64_t wait_ms)
{
    if (reader->delta != NULL)
        return true;
    reader->delta =
        wait_ms == 0 ? mailbox_take(reader->returned) : mailbox_wait(reader->returned, wait_ms);
    if (reader->delta == NULL)
        return false;
    reader->spent_us = reader->cost_us + reader->delta->merged_us;
    return true;
}

/* Nothing of what it read before this is left here. */
static void tell_caught_up(Reader *reader)
{
    if (reader->has_emptied)
        atomic_store(&reader->has_caught_up, true);
}

/* No hand-over before, but for the last. */
static int64_t next_us(const Reader *reader, int64_t share)
{
    return reader->handed_us + MIN(share * reader->spent_us, LONGEST_US);
}

static bool hand_over_now(Reader *reader, int64_t now_us, GError **error)
{
    if (!feed_flush(reader->feed, error))
        return false;
    fill_delta(reader, reader->delta);
    send(reader, g_steal_pointer(&reader->delta));
    tell_caught_up(reader);
    reader->handed_us = now_us;
    reader->cost_us = g_get_monotonic_time() - now_us;
    return true;
}

/* A row by itself: wait until the main thread has shown the one before. */
static bool hand_over_row(void *reader_at, GError **error)
{
    Reader *reader = reader_at;

    (void)error;
    while (!has_delta(reader, POLL_IDLE_MS)) {
        if (must_stop(reader))
            return true; /* the last hand-over has it */
    }
    fill_delta(reader, reader->delta);
    send(reader, g_steal_pointer(&reader->delta));
    return true;
}

/* Hand over if it is time to and the main thread has given back the last one. */
static bool hand_over(Reader *reader, int64_t now_us, int64_t share, GError **error)
{
    if (!has_changes(reader) || !has_delta(reader, 0) || now_us < next_us(reader, share))
        return true;
    return hand_over_now(reader, now_us, error);
}

static bool read_slice(Reader *reader, const Batch *batch, size_t from, GError **error)
{
    size_t to = MIN(from + SLICE, batch->records_len);

    for (size_t i = from; i < to; i++) {
        if (!read_record(reader, &batch->records[i], batch->received_ms, error))
            return false;
    }
    return true;
}

static bool read_batch(Reader *reader, const Batch *batch, GError **error)
{
    for (size_t i = 0; i < batch->records_len && !must_stop(reader); i += SLICE) {
        int64_t now_us;

        if (!read_slice(reader, batch, i, error))
            return false;
        now_us = g_get_monotonic_time();
        if (now_us >= reader->handed_us + HAND_OVER_US && !hand_over(reader, now_us, SHARE, error))
            return false;
    }
    for (size_t i = 0; i < batch->ends_len && !must_stop(reader); i++)
        read_end(reader, &batch->ends[i]);
    return feed_flush(reader->feed, error); /* what the records' bytes are needed for */
}

/* Rows that nobody may drop wait in the lane: not too many of them. */
static bool wait_for_main(Reader *reader, GError **error)
{
    while (feed_waiting_bytes(reader->feed) > WAITING_BYTES_MAX && !must_stop(reader)) {
        if (has_delta(reader, POLL_IDLE_MS))
            return hand_over_now(reader, g_get_monotonic_time(), error);
    }
    return true;
}

static int poll_ms(Reader *reader)
{
    int64_t wait_us;

    if (!has_changes(reader))
        return POLL_IDLE_MS;
    if (!has_delta(reader, 0))
        return 1; /* the main thread is at work, and gives it back soon */
    wait_us = next_us(reader, SHARE_AT_END) - g_get_monotonic_time();
    return (int)CLAMP((wait_us + 999) / 1000, 0, POLL_IDLE_MS);
}

static bool read_on(Reader *reader, GError **error)
{
    Batch batch = {.records_len = 0};
    bool done;

    if (!source_poll(reader->options.source, reader->options.lane, poll_ms(reader), &batch, error))
        return false;
    done = read_batch(reader, &batch, error);
    source_give_back(reader->options.source, reader->options.lane);
    if (!done)
        return false;
    reader->has_emptied = reader->has_emptied || batch.records_len < EMPTIED_RECORDS;
    if (!has_changes(reader))
        tell_caught_up(reader);
    if (batch.records_len == 0 && !hand_over(reader, g_get_monotonic_time(), SHARE_AT_END, error))
        return false;
    return wait_for_main(reader, error);
}

static void *reader_main(void *reader_at)
{
    Reader *reader = reader_at;
    g_autoptr(GError) error = NULL;
    Delta *last;

    while (!must_stop(reader) && !must_rest(reader) && read_on(reader, &error))
        ;
    while (!has_delta(reader, POLL_IDLE_MS))
        ;
    last = g_steal_pointer(&reader->delta);
    if (error != NULL && must_stop(reader)) {
        /* Nobody waits for what has failed, such as a question that was cancelled: what was handed
         * over before is whole. */
        g_clear_error(&error);
    } else if (error != NULL) {
        last->error = g_steal_pointer(&error);
    } else if (feed_flush(reader->feed, &last->error)) {
        fill_delta(reader, last);
    }
    last->is_last = true;
    send(reader, last);
    return NULL;
}

void reader_grow(Reader *reader)
{
    size_t len = source_partitions_len(reader->options.source);

    join(reader);
    reader->partitions = g_renew(Partition, reader->partitions, len);
    for (size_t i = reader->partitions_len; i < len; i++)
        reader->partitions[i] = (Partition){.told = {.source = (uint32_t)i}};
    reader->partitions_len = len;
}

Reader *reader_new(const ReaderOptions *options, Feed *feed_take)
{
    Reader *reader = g_new0(Reader, 1);

    reader->options = *options;
    reader->feed = feed_take;
    reader->feed_record = feed_record_fn(feed_take);
    reader->returned = mailbox_new(1, delta_free_item);
    reader->delta = feed_new_delta(feed_take, options->lane);
    reader_grow(reader);
    reader->changed = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    if (options->each_row)
        feed_set_after_row(feed_take, hand_over_row, reader);
    return reader;
}

bool reader_start(Reader *reader, GError **error)
{
    g_autofree char *name = g_strdup_printf("lane-%d", reader->options.lane);

    join(reader);
    reader->has_emptied = false;
    atomic_store(&reader->has_caught_up, false);
    if (!thread_start(reader_main, reader, name, &reader->thread, error))
        return false;
    pthread_setname_np(reader->thread, name);
    reader->is_started = true;
    return true;
}

bool reader_has_caught_up(const Reader *reader)
{
    return atomic_load(&reader->has_caught_up);
}

void reader_give_back(Reader *reader, Delta *delta_take)
{
    MailboxPut outcome = mailbox_put(reader->returned, delta_take);

    assert(outcome == MAILBOX_TAKEN);
}
