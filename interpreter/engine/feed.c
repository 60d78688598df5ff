#include "engine/feed.h"

#include "base/fail.h"
#include "base/utf8.h"
#include "engine/collect.h"
#include "engine/memory.h"
#include "engine/way.h"
#include "expr/build.h"
#include "kafka/source.h"
#include "row/jsonb.h"
#include "window/watermark.h"

enum {
    ARENA_CUT_BYTES = 32 * 1024, /* what the arena may hold before it is cleared: fits a cache */
    ARENA_BYTES_MAX = 64 * 1024 * 1024, /* what one record may need */
};

/* The fields of its records that a branch reads. */
typedef struct Fields {
    Decoder *decoder; /* owned; NULL: none */
    const PlanField **fields;
    size_t len;
    Value *values;  /* owned */
    uint64_t *told; /* owned: misfits handed over, of each field, and then of whole records */
} Fields;

/* Places of the meter. */
typedef struct FeedPlaces {
    size_t read, decode;
} FeedPlaces;

struct Feed {
    FeedOptions options;
    const PlanSelect *plan;
    ExprContext context;
    Arena *arena;        /* owned: values of the records since the last flush */
    Value *slots;        /* owned */
    Way **ways;          /* owned: one a branch */
    Fields *fields;      /* owned: one a branch */
    bool reads_clock;    /* event times are the records' own */
    int64_t event_us;    /* greatest of the record's rows */
    int64_t received_us; /* of the record */
    int64_t ahead;       /* records since the last hand-over whose time is too far ahead */
    int64_t skipped;     /* rows since then */
    char *skipped_text;  /* owned */
    Collect *collect;    /* owned; NULL without groups */
    int64_t rows_taken;  /* into groups, ever */
    Rows *rows;          /* owned; NULL with groups */
    Value *outputs;      /* owned: of a row without groups */
    FeedRowFn after_row; /* NULL: nobody wants to know */
    void *after_row_user;
    Meter *meter;       /* owned; NULL: nothing is measured */
    FeedPlaces *places; /* owned: one a branch, of the meter */
};

/* ---- fields ---- */

static bool prepare_fields(Feed *feed, const PlanBranch *branch, Fields *fields, GError **error)
{
    const PlanSource *source = branch->source;
    g_autofree DecoderField *wanted = NULL;
    DecoderSpec spec = {.registry = feed->options.registry, .zone = feed->options.zone};

    if (source == NULL || source->format == NULL)
        return true;
    wanted = g_new0(DecoderField, source->fields_len + 1);
    fields->fields = g_new0(const PlanField *, source->fields_len + 1);
    for (size_t i = 0; i < source->fields_len; i++) {
        const PlanField *field = &source->fields[i];

        if (!slot_set_has(&branch->record_slots, (size_t)field->slot))
            continue;
        wanted[fields->len] = (DecoderField){field->path, field->path_len, field->type};
        fields->fields[fields->len++] = field;
    }
    if (fields->len == 0)
        return true;
    spec.format = source->format;
    spec.fields = wanted;
    spec.fields_len = fields->len;
    fields->values = g_new0(Value, fields->len);
    fields->told = g_new0(uint64_t, fields->len + 1);
    fields->decoder = decoder_new(&spec, error);
    return fields->decoder != NULL;
}

static void release_fields(Fields *fields)
{
    decoder_free(fields->decoder);
    g_free(fields->fields);
    g_free(fields->values);
    g_free(fields->told);
}

/* @ret_is_row: false for a record that only names columns */
static bool decode(Feed *feed, Fields *fields, const Record *record, bool *ret_is_row,
                   GError **error)
{
    *ret_is_row = true;
    if (fields->decoder == NULL)
        return true;
    if (!decoder_record(fields->decoder, record->value, feed->arena, fields->values, ret_is_row,
                        error))
        return false;
    for (size_t i = 0; i < fields->len; i++)
        feed->slots[fields->fields[i]->slot] = fields->values[i];
    return true;
}

static void tell_misfits(const PlanSource *source, const PlanField *field,
                         const DecoderCount *counted, uint64_t *told, Delta *delta)
{
    DeltaMisfit misfit = {source, field, counted->count - *told, NULL};

    if (misfit.count == 0)
        return;
    misfit.example = g_strdup(counted->example);
    *told = counted->count;
    g_array_append_val(delta->misfits, misfit);
}

/* What did not fit since the last hand-over. */
static void hand_over_misfits(const Feed *feed, Delta *delta)
{
    for (size_t i = 0; i < feed->plan->branches_len; i++) {
        const PlanSource *source = feed->plan->branches[i].source;
        Fields *fields = &feed->fields[i];

        if (fields->decoder == NULL)
            continue;
        tell_misfits(source, NULL, decoder_broken(fields->decoder), &fields->told[fields->len],
                     delta);
        for (size_t k = 0; k < fields->len; k++)
            tell_misfits(source, fields->fields[k], decoder_misfits(fields->decoder, k),
                         &fields->told[k], delta);
    }
}

void feed_free(Feed *feed)
{
    if (feed == NULL)
        return;
    for (size_t i = 0; i < feed->plan->branches_len; i++) {
        way_free(feed->ways[i]);
        release_fields(&feed->fields[i]);
    }
    g_free(feed->ways);
    g_free(feed->fields);
    collect_free(feed->collect);
    rows_free(feed->rows);
    arena_free(feed->arena);
    g_free(feed->slots);
    g_free(feed->outputs);
    g_free(feed->skipped_text);
    meter_free(feed->meter);
    g_free(feed->places);
    g_free(feed);
}

/* ---- the record's own columns ---- */

static bool fill_text(Feed *feed, Span bytes, Value *slot, GError **error)
{
    if (bytes.at == NULL) {
        *slot = VALUE_NULL;
        return true;
    }
    if (G_LIKELY(utf8_is_text(bytes))) {
        *slot = value_of_text(bytes.at, bytes.len);
        return true;
    }
    bytes = utf8_repair(bytes, feed->arena);
    if (bytes.at == NULL)
        return fail(error, FAIL_LIMIT, "a record with invalid UTF-8 is too large to be mended");
    *slot = value_of_text(bytes.at, bytes.len);
    return true;
}

static bool fill_headers(Feed *feed, const Record *record, GError **error)
{
    g_autoptr(GString) json = g_string_new(NULL);
    Span headers;

    source_headers(record, json);
    if (!jsonb_read(span_make(json->str, json->len), feed->arena, &headers, error))
        return false;
    feed->slots[COLUMN_HEADERS] = value_of_text(headers.at, headers.len);
    return true;
}

static Value timestamp_value(int64_t ms)
{
    if (ms < 0 || ms > INT64_MAX / 1000)
        return VALUE_NULL;
    return value_of_integer(ms * 1000);
}

static bool fill_slots(Feed *feed, const PlanBranch *branch, const Record *record,
                       const FeedPlace *place, GError **error)
{
    const SlotSet *used = &branch->record_slots;
    int key_slot = branch->source->key_slot;
    Value *slots = feed->slots;

    if (slot_set_has(used, COLUMN_VALUE) &&
        !fill_text(feed, record->value, &slots[COLUMN_VALUE], error))
        return false;
    if (slot_set_has(used, COLUMN_KEY) && !fill_text(feed, record->key, &slots[COLUMN_KEY], error))
        return false;
    if (key_slot > 0)
        slots[key_slot] =
            record->key.at == NULL ? VALUE_NULL : value_of_text(record->key.at, record->key.len);
    if (slot_set_has(used, COLUMN_HEADERS) && !fill_headers(feed, record, error))
        return false;
    slots[COLUMN_TIMESTAMP] = timestamp_value(record->timestamp_ms);
    slots[COLUMN_PARTITION] = value_of_integer(place->partition);
    slots[COLUMN_OFFSET] = value_of_integer(record->offset);
    if (slot_set_has(used, COLUMN_TOPIC))
        slots[COLUMN_TOPIC] = value_of_text(place->topic, strlen(place->topic));
    slots[COLUMN_RECEIVED_AT] = timestamp_value(place->received_ms);
    return true;
}

/* ---- rows ---- */

static bool feed_group(Feed *feed, const WindowSpan *span, GError **error)
{
    if (feed->plan->rows_max > 0 && feed->rows_taken >= feed->plan->rows_max)
        return true;
    if (!collect_row(feed->collect, span, &feed->context, feed->slots, error))
        return false;
    feed->rows_taken++;
    if (feed->after_row == NULL)
        return true;
    return collect_flush(feed->collect, error) && feed->after_row(feed->after_row_user, error);
}

static bool output(Feed *feed, const Expr *expr, Value *ret_value, GError **error)
{
    int slot = expr_slot(expr);

    if (slot < 0)
        return expr_eval(expr, &feed->context, feed->slots, ret_value, error);
    *ret_value = feed->slots[slot];
    return true;
}

static bool feed_row(void *feed_at, const WindowSpan *span, GError **error)
{
    Feed *feed = feed_at;

    if (feed->collect != NULL)
        return feed_group(feed, span, error);
    for (size_t i = 0; i < feed->plan->outputs_len; i++) {
        if (!output(feed, feed->plan->outputs[i].expr, &feed->outputs[i], error))
            return false;
    }
    rows_add(feed->rows, feed->outputs);
    return rows_bytes(feed->rows) <= (size_t)feed->options.memory_max ||
           memory_fail(-1, feed->options.memory_max, error);
}

static bool feed_values(void *feed_at, const WindowSpan *span, int slot, const Value *values,
                        size_t len, GError **error)
{
    Feed *feed = feed_at;

    if (feed->after_row == NULL)
        return collect_values(feed->collect, span, &feed->context, feed->slots, slot, values, len,
                              error);
    for (size_t i = 0; i < len; i++) {
        feed->slots[slot] = values[i];
        if (!feed_group(feed, span, error))
            return false;
    }
    return true;
}

static bool feed_session(void *feed_at, const WindowSpan *slice, int64_t time_us, GError **error)
{
    Feed *feed = feed_at;

    return collect_session(feed->collect, slice, &feed->context, feed->slots, time_us, error);
}

/* A row that fails ends here, if rows that fail are to be skipped. */
static bool skip(void *feed_at, GError **error)
{
    Feed *feed = feed_at;
    GError *failure = error == NULL ? NULL : *error;

    if (!feed->options.skips || failure == NULL || !g_error_matches(failure, FAIL, FAIL_DATA))
        return false;
    if (feed->skipped++ == 0)
        feed->skipped_text = g_strdup(failure->message);
    meter_skip(feed->meter);
    g_clear_error(error);
    return true;
}

/* A table function may give more rows of one record than anybody waits for. */
static bool has_enough(void *feed_at)
{
    const Feed *feed = feed_at;
    const FeedOptions *options = &feed->options;

    return (options->stop != NULL && atomic_load_explicit(options->stop, memory_order_relaxed)) ||
           (feed->plan->rows_max > 0 && feed->rows_taken >= feed->plan->rows_max) ||
           (feed->rows != NULL && options->rule == ROWS_FIRST &&
            rows_seen(feed->rows) >= options->keep_max);
}

/* Times that are too far ahead of the wall are counted, and do not move the watermark: one wrong
 * clock would close every window. */
static void note_event(void *feed_at, int64_t event_us)
{
    Feed *feed = feed_at;

    if (event_us > feed->received_us && event_us - feed->received_us > feed->options.future_max_us)
        feed->ahead++;
    else
        feed->event_us = MAX(feed->event_us, event_us);
}

static Way *new_way(Feed *feed, const PlanBranch *branch, GError **error)
{
    bool takes_values = feed->collect != NULL && !feed->options.skips;
    WayOptions options = {
        .branch = branch,
        .plan = feed->plan,
        .window = feed->options.shape->window,
        .by_slice = feed->plan->is_sliced,
        .slots = feed->slots,
        .context = &feed->context,
        .row = feed_row,
        .values = takes_values ? feed_values : NULL,
        .time = feed->reads_clock ? NULL : note_event,
        .session = feed_session,
        .skip = skip,
        .enough = has_enough,
        .user = feed,
        .meter = feed->meter,
        .sink = feed->plan->is_grouped ? PLAN_PART_GROUP : PLAN_PART_ROWS,
    };

    return way_new(&options, error);
}

static void make_meter(Feed *feed)
{
    const PlanSelect *plan = feed->plan;

    if (feed->options.analysis == NULL)
        return;
    feed->meter = meter_new(feed->options.analysis);
    feed->places = g_new(FeedPlaces, plan->branches_len);
    for (size_t i = 0; i < plan->branches_len; i++)
        feed->places[i] =
            (FeedPlaces){meter_place(feed->meter, PLAN_PART_READ, &plan->branches[i]),
                         meter_place(feed->meter, PLAN_PART_DECODE, &plan->branches[i])};
}

Feed *feed_new(const FeedOptions *options, GError **error)
{
    g_autoptr(Feed) feed = g_new0(Feed, 1);
    const PlanSelect *plan = options->shape->plan;

    feed->options = *options;
    feed->plan = plan;
    feed->arena = arena_new(ARENA_BYTES_MAX);
    feed->context =
        (ExprContext){.arena = feed->arena, .now_us = options->now_us, .zone = options->zone};
    feed->slots = g_new0(Value, plan->slots_len + 1);
    feed->outputs = g_new0(Value, plan->outputs_len + 1);
    feed->ways = g_new0(Way *, plan->branches_len);
    feed->fields = g_new0(Fields, plan->branches_len);
    feed->reads_clock = plan->window != NULL && plan->window->time_slot == COLUMN_TIMESTAMP;
    if (plan->is_grouped)
        feed->collect = collect_new(options->shape, options->memory_max);
    else
        feed->rows = rows_new(plan, options->rule, options->keep_max);
    make_meter(feed);
    for (size_t i = 0; i < plan->branches_len; i++) {
        feed->ways[i] = new_way(feed, &plan->branches[i], error);
        if (feed->ways[i] == NULL ||
            !prepare_fields(feed, &plan->branches[i], &feed->fields[i], error))
            return NULL;
    }
    return g_steal_pointer(&feed);
}

/* A bound by time chooses offsets, and also the records: their times need not grow. */
static bool is_in_time(const PlanSource *source, int64_t timestamp_ms)
{
    if (source->since.kind == PLAN_BOUND_TIME &&
        (timestamp_ms < 0 || timestamp_ms < source->since.time_ms))
        return false;
    return source->until.kind != PLAN_BOUND_TIME ||
           (timestamp_ms >= 0 && timestamp_ms < source->until.time_ms);
}

static RowPlace row_place(const Record *record, const FeedPlace *place)
{
    bool has_time = record->timestamp_ms >= 0 && record->timestamp_ms < INT64_MAX / 1000;
    int64_t timestamp_us = has_time ? record->timestamp_ms * 1000 : ROW_PLACE_NO_TIME;

    return (RowPlace){.event_us = timestamp_us,
                      .timestamp_us = timestamp_us,
                      .topic = (uint32_t)place->topic_place,
                      .partition = place->partition,
                      .offset = record->offset};
}

static bool feed_branch(Feed *feed, size_t branch, const Record *record, const FeedPlace *place,
                        GError **error)
{
    bool is_row;

    way_begin(feed->ways[branch]);
    return fill_slots(feed, &feed->plan->branches[branch], record, place, error) &&
           decode(feed, &feed->fields[branch], record, &is_row, error) &&
           (!is_row || way_run(feed->ways[branch], error));
}

/* The same, step by step. */
static bool feed_branch_metered(Feed *feed, size_t branch, const Record *record,
                                const FeedPlace *place, GError **error)
{
    bool has_fields = feed->fields[branch].decoder != NULL, is_row = false, is_good;
    size_t before = 0;

    way_begin(feed->ways[branch]);
    if (!fill_slots(feed, &feed->plan->branches[branch], record, place, error))
        return false;
    if (has_fields)
        before = meter_enter(feed->meter, feed->places[branch].decode, 1);
    is_good = decode(feed, &feed->fields[branch], record, &is_row, error) &&
              (!is_row || way_run(feed->ways[branch], error));
    if (has_fields)
        meter_leave(feed->meter, before, is_good);
    return is_good;
}

static bool begin_record(Feed *feed, const Record *record, const FeedPlace *place, GError **error)
{
    if (arena_bytes(feed->arena) > ARENA_CUT_BYTES && !feed_flush(feed, error))
        return false;
    feed->event_us = WATERMARK_NONE;
    feed->received_us = place->received_ms * 1000;
    feed->context.place = row_place(record, place);
    if (feed->reads_clock && record->timestamp_ms >= 0 && record->timestamp_ms < INT64_MAX / 1000)
        note_event(feed, record->timestamp_ms * 1000);
    return true;
}

bool feed_record(Feed *feed, const Record *record, const FeedPlace *place, int64_t *ret_event_us,
                 GError **error)
{
    if (!begin_record(feed, record, place, error))
        return false;
    for (size_t i = 0; i < place->branches_len; i++) {
        size_t branch = place->branches[i];

        if (is_in_time(feed->plan->branches[branch].source, record->timestamp_ms) &&
            !feed_branch(feed, branch, record, place, error))
            return false;
    }
    *ret_event_us = feed->event_us;
    return true;
}

static bool feed_record_metered(Feed *feed, const Record *record, const FeedPlace *place,
                                int64_t *ret_event_us, GError **error)
{
    bool is_good;

    meter_begin_record(feed->meter);
    is_good = begin_record(feed, record, place, error);
    for (size_t i = 0; i < place->branches_len && is_good; i++) {
        size_t branch = place->branches[i];
        size_t before = meter_enter(feed->meter, feed->places[branch].read, 1);

        is_good = !is_in_time(feed->plan->branches[branch].source, record->timestamp_ms) ||
                  feed_branch_metered(feed, branch, record, place, error);
        meter_leave(feed->meter, before, is_good);
    }
    meter_end(feed->meter);
    *ret_event_us = feed->event_us;
    return is_good;
}

FeedRecordFn feed_record_fn(const Feed *feed)
{
    return feed->meter == NULL ? feed_record : feed_record_metered;
}

bool feed_nothing(Feed *feed, GError **error)
{
    bool is_good = true;

    meter_begin(feed->meter, PLAN_PART_WORDS, NULL);
    for (size_t i = 0; i < feed->plan->branches_len && is_good; i++) {
        if (feed->plan->branches[i].source == NULL)
            is_good = way_run(feed->ways[i], error);
    }
    meter_end(feed->meter);
    return is_good;
}

void feed_set_after_row(Feed *feed, FeedRowFn after_row, void *user)
{
    feed->after_row = after_row;
    feed->after_row_user = user;
}

bool feed_flush(Feed *feed, GError **error)
{
    if (feed->collect != NULL && !collect_flush(feed->collect, error))
        return false;
    arena_clear(feed->arena);
    return true;
}

bool feed_has_changes(const Feed *feed)
{
    return feed->collect != NULL ? collect_has_changes(feed->collect) : rows_seen(feed->rows) > 0;
}

size_t feed_waiting_bytes(const Feed *feed)
{
    return feed->rows != NULL && feed->options.rule != ROWS_NEWEST ? rows_bytes(feed->rows) : 0;
}

static void hand_over_rows(Feed *feed, Delta *delta)
{
    Rows *empty = delta->rows;

    delta->rows = feed->rows;
    delta->lane_bytes = rows_bytes(feed->rows);
    feed->rows = empty;
}

void feed_hand_over(Feed *feed, Delta *delta)
{
    meter_begin(feed->meter, PLAN_PART_HAND_OVER, feed->plan);
    delta->ahead = feed->ahead;
    delta->skipped = feed->skipped;
    delta->skipped_text = g_steal_pointer(&feed->skipped_text);
    hand_over_misfits(feed, delta);
    feed->ahead = feed->skipped = 0;
    if (feed->collect != NULL)
        collect_hand_over(feed->collect, delta);
    else
        hand_over_rows(feed, delta);
    meter_end(feed->meter);
    meter_move(feed->meter, delta->counts);
}

Delta *feed_new_delta(const Feed *feed, int lane)
{
    Rows *rows = feed->collect != NULL
                     ? NULL
                     : rows_new(feed->plan, feed->options.rule, feed->options.keep_max);
    Delta *delta = delta_new(lane, feed->collect != NULL ? feed->options.shape : NULL, rows);

    delta->counts = meter_new_counts(feed->meter);
    return delta;
}
