#include "engine/reading.h"

#include <assert.h>

#include "codec/decoder.h"
#include "window/watermark.h"

enum { LISTEN_US = 100 * 1000 }; /* it costs a look-up a partition */

typedef struct Partition {
    int64_t begin, end; /* end: -1 without */
    int64_t goal;       /* offsets to read from begin on, where the query is bounded */
    int64_t next;
    int64_t timestamp_ms; /* greatest of its records */
    int64_t late_ms;      /* a record's or the wall's time that is past a bound in the future */
    bool is_at_end;
    bool is_done;
} Partition;

struct Reading {
    ReadingOptions options;
    Watermark *watermark; /* owned; NULL without windows */
    size_t partitions_len;
    Partition *partitions;
    int64_t records, bytes, ahead, skipped;
    int64_t listened_us;
    int64_t floor_us;   /* of the watermark */
    int64_t held_ms;    /* the wall's time goes no further; INT64_MAX: it goes on */
    char *skipped_text; /* owned */
    GArray *misfits;    /* owned DeltaMisfit: of all lanes, in the order of the plan */
};

/* A bound in the future has no offset: records as late as it, or the end of the log after it. */
static int64_t late_ms(const ReadingOptions *options, size_t place)
{
    const SourceBound *until = &options->inputs->inputs[place].topic.until;

    if (until->kind != SOURCE_TIME || until->time_ms > INT64_MAX - options->grace_ms)
        return INT64_MAX;
    return until->time_ms + options->grace_ms;
}

/* Those that are more than there were. */
static void init_partitions(Reading *reading, size_t partitions_len)
{
    const ReadingOptions *options = &reading->options;

    reading->partitions = g_renew(Partition, reading->partitions, partitions_len);
    for (size_t i = reading->partitions_len; i < partitions_len; i++) {
        const SourcePartition *from = source_partition(options->source, i);

        reading->partitions[i] = (Partition){
            .begin = from->begin,
            .end = from->end,
            .goal = from->end >= 0 ? MAX(from->end - from->begin, 0) : from->size,
            .next = from->begin,
            .timestamp_ms = INT64_MIN,
            .late_ms = late_ms(options, from->place),
        };
    }
    reading->partitions_len = partitions_len;
}

Reading *reading_new(const ReadingOptions *options)
{
    Reading *reading = g_new0(Reading, 1);

    reading->options = *options;
    reading->held_ms = INT64_MAX;
    reading->misfits = g_array_new(FALSE, FALSE, sizeof(DeltaMisfit));
    g_array_set_clear_func(reading->misfits, delta_misfit_clear);
    reading->floor_us = WATERMARK_NONE;
    init_partitions(reading, source_partitions_len(options->source));
    if (options->shape->is_windowed)
        reading->watermark = watermark_new(reading->partitions_len, options->grace_ms * 1000,
                                           options->idle_ms * 1000);
    return reading;
}

void reading_grow(Reading *reading)
{
    init_partitions(reading, source_partitions_len(reading->options.source));
    if (reading->watermark != NULL)
        reading->watermark = watermark_grow(reading->watermark, reading->partitions_len);
}

void reading_free(Reading *reading)
{
    if (reading == NULL)
        return;
    watermark_free(reading->watermark);
    g_free(reading->partitions);
    g_free(reading->skipped_text);
    g_array_unref(reading->misfits);
    g_free(reading);
}

void reading_hold(Reading *reading, int64_t wall_ms)
{
    reading->held_ms = MIN(reading->held_ms, wall_ms);
}

void reading_release(Reading *reading)
{
    reading->held_ms = INT64_MAX;
}

static int compare_misfits(const DeltaMisfit *a, const DeltaMisfit *b)
{
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->field > b->field) - (a->field < b->field);
}

/* Lanes count apart. */
static void add_misfit(Reading *reading, const DeltaMisfit *told)
{
    guint place = 0;
    DeltaMisfit fresh = *told;
    int order = -1;

    for (; place < reading->misfits->len; place++) {
        order = compare_misfits(&g_array_index(reading->misfits, DeltaMisfit, place), told);
        if (order >= 0)
            break;
    }
    if (order == 0) {
        g_array_index(reading->misfits, DeltaMisfit, place).count += told->count;
        return;
    }
    fresh.example = g_strdup(told->example);
    g_array_insert_val(reading->misfits, place, fresh);
}

void reading_add(Reading *reading, const Delta *delta, int64_t wall_ms)
{
    wall_ms = MIN(wall_ms, reading->held_ms);
    for (guint i = 0; i < delta->partitions->len; i++) {
        const DeltaPartition *told = &g_array_index(delta->partitions, DeltaPartition, i);
        Partition *partition = &reading->partitions[told->source];

        partition->next = MAX(partition->next, told->next_offset);
        partition->is_at_end = told->is_at_end;
        if (told->has_records)
            partition->timestamp_ms = MAX(partition->timestamp_ms, told->timestamp_ms);
        if (reading->watermark == NULL)
            continue;
        if (told->has_records && told->time_us != WATERMARK_NONE)
            watermark_observe(reading->watermark, told->source, told->time_us, wall_ms * 1000);
        if (told->is_at_end)
            watermark_confirm_end(reading->watermark, told->source, wall_ms * 1000);
    }
    reading->records += delta->records;
    reading->bytes += delta->bytes;
    reading->ahead += delta->ahead;
    if (delta->skipped > 0 && reading->skipped == 0)
        reading->skipped_text = g_strdup(delta->skipped_text);
    reading->skipped += delta->skipped;
    for (guint i = 0; i < delta->misfits->len; i++)
        add_misfit(reading, &g_array_index(delta->misfits, DeltaMisfit, i));
}

static bool is_partition_done(const Partition *partition, int64_t wall_ms)
{
    if (partition->end >= 0)
        return partition->next >= partition->end;
    if (partition->late_ms == INT64_MAX)
        return false;
    return partition->timestamp_ms >= partition->late_ms ||
           (partition->is_at_end && wall_ms >= partition->late_ms);
}

bool reading_is_done(Reading *reading, int64_t wall_ms)
{
    size_t done = 0;

    wall_ms = MIN(wall_ms, reading->held_ms);
    for (size_t i = 0; i < reading->partitions_len; i++) {
        Partition *partition = &reading->partitions[i];

        if (!partition->is_done && is_partition_done(partition, wall_ms)) {
            partition->is_done = true;
            source_partition_done(reading->options.source, i);
            if (reading->watermark != NULL)
                watermark_finish(reading->watermark, i);
        }
        done += partition->is_done;
    }
    return done == reading->partitions_len;
}

int64_t reading_next_ms(const Reading *reading)
{
    int64_t next_ms = INT64_MAX;

    for (size_t i = 0; i < reading->partitions_len; i++) {
        if (reading->partitions[i].end < 0)
            next_ms = MIN(next_ms, reading->partitions[i].late_ms);
    }
    return next_ms;
}

void reading_listen(Reading *reading, int64_t now_us, int64_t wall_ms)
{
    int64_t ahead_us = wall_ms * 1000 - now_us, since_us, until_us;

    if (reading->watermark == NULL || reading->held_ms != INT64_MAX ||
        now_us < reading->listened_us + LISTEN_US)
        return;
    reading->listened_us = now_us;
    for (size_t i = 0; i < reading->partitions_len; i++) {
        if (reading->partitions[i].is_at_end && !reading->partitions[i].is_done &&
            source_heard(reading->options.source, i, &since_us, &until_us))
            watermark_hear(reading->watermark, i, since_us + ahead_us, until_us + ahead_us);
    }
}

int64_t reading_watermark(Reading *reading, int64_t wall_ms)
{
    int64_t wall_us = MIN(wall_ms, reading->held_ms) * 1000;

    if (reading->watermark == NULL)
        return WATERMARK_NONE;
    return MAX(watermark_get(reading->watermark, wall_us), reading->floor_us);
}

void reading_set_floor(Reading *reading, int64_t floor_us)
{
    reading->floor_us = floor_us;
}

char *reading_holder(const Reading *reading)
{
    const ReadingOptions *options = &reading->options;
    const SourcePartition *partition;
    int64_t clearly_us = (options->grace_ms + options->idle_ms) * 1000;
    int holder;

    /* One of several is always the least; only one that is far behind is worth a word. */
    if (reading->watermark == NULL || watermark_held_us(reading->watermark) <= clearly_us)
        return NULL;
    holder = watermark_holder(reading->watermark);
    assert(holder >= 0);
    partition = source_partition(options->source, (size_t)holder);
    return g_strdup_printf("partition %d of %s", partition->partition, partition->topic);
}

int64_t reading_next(const Reading *reading, size_t i)
{
    assert(i < reading->partitions_len);
    return reading->partitions[i].next;
}

int64_t reading_records(const Reading *reading)
{
    return reading->records;
}

int64_t reading_ahead(const Reading *reading)
{
    return reading->ahead;
}

int64_t reading_skipped(const Reading *reading)
{
    return reading->skipped;
}

char *reading_misfit_text(const Reading *reading)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < reading->misfits->len; i++) {
        const DeltaMisfit *misfit = &g_array_index(reading->misfits, DeltaMisfit, i);
        const PlanField *field = misfit->field;
        g_autofree char *said =
            field == NULL
                ? decoder_broken_sentence(misfit->source->format, misfit->count, misfit->example)
                : decoder_misfit_sentence(field->name, field->type, misfit->count, misfit->example);

        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", said);
    }
    return text->len == 0 ? NULL : g_strdup(text->str);
}

const char *reading_skipped_text(const Reading *reading)
{
    return reading->skipped_text;
}

int64_t reading_bytes(const Reading *reading)
{
    return reading->bytes;
}

int64_t reading_goal(const Reading *reading)
{
    int64_t goal = 0;

    for (size_t i = 0; i < reading->partitions_len; i++)
        goal += reading->partitions[i].goal;
    return goal;
}

int64_t reading_done(const Reading *reading)
{
    int64_t done = 0;

    for (size_t i = 0; i < reading->partitions_len; i++) {
        const Partition *partition = &reading->partitions[i];

        done += partition->is_done ? partition->goal
                                   : CLAMP(partition->next - partition->begin, 0, partition->goal);
    }
    return done;
}

int64_t reading_lag(const Reading *reading)
{
    int64_t lag = 0;

    for (size_t i = 0; i < reading->partitions_len; i++) {
        int64_t end = source_log_end(reading->options.source, i);

        if (end < 0) /* not told yet: what it was at opening */
            end = reading->partitions[i].begin + source_partition(reading->options.source, i)->size;
        lag += MAX(end - reading->partitions[i].next, 0);
    }
    return lag;
}

size_t reading_at_end(const Reading *reading)
{
    size_t len = 0;

    for (size_t i = 0; i < reading->partitions_len; i++)
        len += reading->partitions[i].is_at_end || reading->partitions[i].is_done;
    return len;
}
