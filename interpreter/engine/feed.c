#include "engine/feed.h"

#include <assert.h>

#include "base/fail.h"
#include "base/utf8.h"
#include "engine/collect.h"
#include "expr/build.h"
#include "kafka/source.h"
#include "window/watermark.h"
#include "window/window.h"

enum {
    VALUES_MAX = 64,             /* values of a table function that are taken at once */
    ARENA_CUT_BYTES = 32 * 1024, /* what the arena may hold before it is cleared: fits a cache */
    ARENA_BYTES_MAX = 64 * 1024 * 1024, /* what one record may need */
};

struct Feed {
    FeedOptions options;
    const PlanSelect *plan;
    uint64_t slots_used;
    ExprContext context;
    Arena *arena; /* owned: values of the records since the last flush */
    Value slots[COLUMN_LEN_MAX];
    int64_t window_us;                    /* start of the record's window; 0 without */
    int64_t known_start_us, known_end_us; /* the window of the last record */
    TableFunctionState expansions[COLUMN_FUNCTION_MAX];
    Value values[COLUMN_FUNCTION_MAX][VALUES_MAX];
    Collect *collect; /* owned; NULL without groups */
    Rows *rows;       /* owned; NULL with groups */
    Value *outputs;   /* of a row without groups */
};

static bool prepare_function(Feed *feed, size_t place, GError **error)
{
    const PlanExpand *expand = &feed->plan->expands[place];
    TableFunctionState *state = &feed->expansions[place];
    Value constants[TABLE_FUNCTION_ARGUMENTS_MAX];

    state->arguments_len = expand->arguments_len;
    if (expand->function->prepare == NULL)
        return true;
    for (size_t i = 0; i < expand->arguments_len; i++) {
        constants[i] = VALUE_NULL;
        if (expr_is_constant(expand->arguments[i]) &&
            !expr_eval(expand->arguments[i], &feed->context, feed->slots, &constants[i], error))
            return false;
    }
    return expand->function->prepare(constants, expand->arguments_len, &state->prepared, error);
}

Feed *feed_new(const FeedOptions *options, GError **error)
{
    g_autoptr(Feed) feed = g_new0(Feed, 1);
    const PlanSelect *plan = options->shape->plan;

    assert(plan->expands_len <= COLUMN_FUNCTION_MAX);
    feed->options = *options;
    feed->plan = plan;
    feed->slots_used = plan->slots_used;
    if (plan->window != NULL)
        expr_slots_used(plan->window->time, &feed->slots_used);
    feed->arena = arena_new(ARENA_BYTES_MAX);
    feed->context = (ExprContext){.arena = feed->arena, .now_us = options->now_us};
    feed->outputs = g_new0(Value, plan->outputs_len + 1);
    if (plan->is_grouped)
        feed->collect = collect_new(options->shape, options->memory_max);
    else
        feed->rows = rows_new(plan, options->rule, options->keep_max);
    for (size_t i = 0; i < plan->expands_len; i++) {
        if (!prepare_function(feed, i, error))
            return NULL;
    }
    return g_steal_pointer(&feed);
}

void feed_free(Feed *feed)
{
    if (feed == NULL)
        return;
    for (size_t i = 0; i < feed->plan->expands_len; i++) {
        if (feed->expansions[i].prepared != NULL &&
            feed->plan->expands[i].function->release != NULL)
            feed->plan->expands[i].function->release(feed->expansions[i].prepared);
    }
    collect_free(feed->collect);
    rows_free(feed->rows);
    arena_free(feed->arena);
    g_free(feed->outputs);
    g_free(feed);
}

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
    char *copy;

    source_headers(record, json);
    copy = arena_try_alloc(feed->arena, json->len);
    if (copy == NULL)
        return fail(error, FAIL_LIMIT, "the headers of a record are too large");
    memcpy(copy, json->str, json->len);
    feed->slots[COLUMN_HEADERS] = value_of_text(copy, json->len);
    return true;
}

static Value timestamp_value(int64_t ms)
{
    if (ms < 0 || ms > INT64_MAX / 1000)
        return VALUE_NULL;
    return value_of_integer(ms * 1000);
}

static bool fill_slots(Feed *feed, const Record *record, const char *topic, int partition,
                       int64_t received_ms, GError **error)
{
    Value *slots = feed->slots;
    uint64_t used = feed->slots_used;

    if (used >> COLUMN_VALUE & 1 && !fill_text(feed, record->value, &slots[COLUMN_VALUE], error))
        return false;
    if (used >> COLUMN_KEY & 1 && !fill_text(feed, record->key, &slots[COLUMN_KEY], error))
        return false;
    if (used >> COLUMN_HEADERS & 1 && !fill_headers(feed, record, error))
        return false;
    slots[COLUMN_TIMESTAMP] = timestamp_value(record->timestamp_ms);
    slots[COLUMN_PARTITION] = value_of_integer(partition);
    slots[COLUMN_OFFSET] = value_of_integer(record->offset);
    if (used >> COLUMN_TOPIC & 1)
        slots[COLUMN_TOPIC] = value_of_text(topic, strlen(topic));
    slots[COLUMN_RECEIVED_AT] = timestamp_value(received_ms);
    return true;
}

/* Sets window slots, and *ret_event_us: WATERMARK_NONE if the record lies in no window. */
static bool fill_window(Feed *feed, int64_t *ret_event_us, GError **error)
{
    const PlanWindow *window = feed->plan->window;
    Value time;

    *ret_event_us = WATERMARK_NONE;
    if (window == NULL)
        return true;
    if (window->time_slot >= 0)
        time = feed->slots[window->time_slot];
    else if (!expr_eval(window->time, &feed->context, feed->slots, &time, error))
        return false;
    if (time.is_null)
        return true;
    if (time.integer < feed->known_start_us || time.integer >= feed->known_end_us) {
        feed->known_start_us = window_start(time.integer, window->size_us, window->shift_us);
        feed->known_end_us = window_end(feed->known_start_us, window->size_us);
    }
    feed->slots[COLUMN_WINDOW_START] = value_of_integer(feed->known_start_us);
    feed->slots[COLUMN_WINDOW_END] = value_of_integer(feed->known_end_us);
    feed->window_us = feed->options.shape->is_windowed ? feed->known_start_us : 0;
    *ret_event_us = time.integer;
    return true;
}

static bool holds(Feed *feed, const Expr *condition, bool *ret_holds, GError **error)
{
    Value value;

    *ret_holds = true;
    if (condition == NULL)
        return true;
    if (!expr_eval(condition, &feed->context, feed->slots, &value, error))
        return false;
    *ret_holds = !value.is_null && value.boolean;
    return true;
}

static bool eval(Feed *feed, const Expr *expr, Value *ret_value, GError **error)
{
    int slot = expr_slot(expr);

    if (slot < 0)
        return expr_eval(expr, &feed->context, feed->slots, ret_value, error);
    *ret_value = feed->slots[slot];
    return true;
}

static bool feed_row(Feed *feed, GError **error)
{
    bool is_wanted;

    if (!holds(feed, feed->plan->where_row, &is_wanted, error))
        return false;
    if (!is_wanted)
        return true;
    if (feed->collect != NULL)
        return collect_row(feed->collect, feed->window_us, &feed->context, feed->slots, error);
    for (size_t i = 0; i < feed->plan->outputs_len; i++) {
        if (!eval(feed, feed->plan->outputs[i].expr, &feed->outputs[i], error))
            return false;
    }
    rows_add(feed->rows, feed->outputs);
    return true;
}

static bool expand(Feed *feed, size_t place, GError **error);

static bool feed_values(Feed *feed, size_t place, size_t len, GError **error)
{
    int slot = feed->plan->expands[place].slot;
    const Value *values = feed->values[place];

    if (place + 1 == feed->plan->expands_len && feed->plan->where_row == NULL &&
        feed->collect != NULL)
        return collect_values(feed->collect, feed->window_us, &feed->context, feed->slots, slot,
                              values, len, error);
    for (size_t i = 0; i < len; i++) {
        feed->slots[slot] = values[i];
        if (!expand(feed, place + 1, error))
            return false;
    }
    return true;
}

/* One row for every value of the table function at @place, for each of which the next one runs. */
static bool expand(Feed *feed, size_t place, GError **error)
{
    const PlanExpand *expansion;
    TableFunctionState *state;

    if (place == feed->plan->expands_len)
        return feed_row(feed, error);
    expansion = &feed->plan->expands[place];
    state = &feed->expansions[place];
    state->at = 0;
    for (size_t i = 0; i < expansion->arguments_len; i++) {
        if (!eval(feed, expansion->arguments[i], &state->arguments[i], error))
            return false;
    }
    for (;;) {
        size_t len;

        if (!expansion->function->next(state, feed->arena, feed->values[place], VALUES_MAX, &len,
                                       error))
            return false;
        if (len == 0)
            return true;
        if (!feed_values(feed, place, len, error))
            return false;
    }
}

bool feed_flush(Feed *feed, GError **error)
{
    if (feed->collect != NULL && !collect_flush(feed->collect, error))
        return false;
    arena_clear(feed->arena);
    return true;
}

bool feed_record(Feed *feed, const Record *record, const char *topic, int partition,
                 int64_t received_ms, int64_t *ret_event_us, GError **error)
{
    bool is_wanted;

    if (arena_bytes(feed->arena) > ARENA_CUT_BYTES && !feed_flush(feed, error))
        return false;
    if (!fill_slots(feed, record, topic, partition, received_ms, error) ||
        !fill_window(feed, ret_event_us, error))
        return false;
    if (feed->plan->window != NULL && *ret_event_us == WATERMARK_NONE)
        return true; /* without a time it is in no window */
    if (!holds(feed, feed->plan->where_record, &is_wanted, error))
        return false;
    return !is_wanted || expand(feed, 0, error);
}

bool feed_nothing(Feed *feed, GError **error)
{
    bool is_wanted;

    if (!holds(feed, feed->plan->where_record, &is_wanted, error))
        return false;
    return !is_wanted || expand(feed, 0, error);
}

bool feed_has_changes(const Feed *feed)
{
    return feed->collect != NULL ? collect_has_changes(feed->collect) : rows_seen(feed->rows) > 0;
}

size_t feed_waiting_bytes(const Feed *feed)
{
    return feed->rows != NULL && feed->options.rule != ROWS_NEWEST ? rows_bytes(feed->rows) : 0;
}

void feed_hand_over(Feed *feed, Delta *delta)
{
    Rows *empty;

    if (feed->collect != NULL) {
        collect_hand_over(feed->collect, delta);
        return;
    }
    empty = delta->rows;
    delta->rows = feed->rows;
    delta->lane_bytes = rows_bytes(feed->rows);
    feed->rows = empty;
}

Delta *feed_new_delta(const Feed *feed, int lane)
{
    if (feed->collect != NULL)
        return delta_new(lane, feed->options.shape, NULL);
    return delta_new(lane, NULL, rows_new(feed->plan, feed->options.rule, feed->options.keep_max));
}
