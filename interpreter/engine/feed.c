#include "engine/feed.h"

#include <assert.h>

#include "base/fail.h"
#include "engine/collect.h"
#include "engine/utf8.h"
#include "expr/build.h"
#include "kafka/source.h"
#include "row/calendar.h"
#include "window/watermark.h"

enum {
    VALUES_MAX = 64,             /* values of a table function that are taken at once */
    ARENA_CUT_BYTES = 32 * 1024, /* what the arena may hold before it is cleared: fits a cache */
    ARENA_BYTES_MAX = 64 * 1024 * 1024, /* what one record may need */
};

/* A step with what it needs while it runs. */
typedef struct Step {
    const PlanStep *plan;
    TableFunctionState expansion; /* of EXPAND */
    int64_t ordinal;              /* of its rows */
    Value *values;                /* owned: VALUES_MAX rows of an expansion, or all of VALUES */
    WindowSpan *spans;            /* owned: of a WINDOW, as many as may cover a time */
    WindowSpan known;             /* the slice that the last time lay in */
    size_t spans_len;             /* windows that cover it */
    bool is_sliced;               /* rows go on once, with their slice for a window */
} Step;

/* The way of a branch's rows: its own steps, then the common ones. */
typedef struct Way {
    const PlanBranch *branch;
    Step *steps; /* owned */
    size_t len;
} Way;

struct Feed {
    FeedOptions options;
    const PlanSelect *plan;
    ExprContext context;
    Arena *arena;        /* owned: values of the records since the last flush */
    Value *slots;        /* owned */
    Way *ways;           /* owned: one a branch */
    bool reads_clock;    /* event times are the records' own */
    WindowSpan window;   /* of the row */
    int64_t event_us;    /* greatest of the record's rows */
    int64_t received_us; /* of the record */
    int64_t ahead;       /* records since the last hand-over whose time is too far ahead */
    int64_t skipped;     /* rows since then */
    char *skipped_text;  /* owned */
    Collect *collect;    /* owned; NULL without groups */
    Rows *rows;          /* owned; NULL with groups */
    Value *outputs;      /* owned: of a row without groups */
    FeedRowFn after_row; /* NULL: nobody wants to know */
    void *after_row_user;
};

/* ---- ways ---- */

static bool prepare_function(Feed *feed, Step *step, GError **error)
{
    const PlanExpand *expand = step->plan->expand;
    TableFunctionState *state = &step->expansion;
    Value constants[TABLE_FUNCTION_ARGUMENTS_MAX];

    step->values = g_new0(Value, VALUES_MAX * expand->columns_len);
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

static bool prepare_values(Feed *feed, Step *step, GError **error)
{
    const PlanValues *values = step->plan->values;
    size_t len = values->rows_len * values->columns_len;

    step->values = g_new0(Value, len);
    for (size_t i = 0; i < len; i++) {
        if (!expr_eval(values->items[i], &feed->context, feed->slots, &step->values[i], error))
            return false;
    }
    return true;
}

/* Groups of the last window are counted by slice, as far as the plan says so. */
static void prepare_window(const Feed *feed, Step *step)
{
    const PlanWindow *window = step->plan->window;

    step->known = (WindowSpan){INT64_MAX, INT64_MIN};
    step->is_sliced = feed->plan->is_sliced && window == feed->plan->window;
    if (!step->is_sliced)
        step->spans = g_new(WindowSpan, window_covering_max(&window->spec));
}

static bool prepare_step(Feed *feed, Step *step, GError **error)
{
    switch (step->plan->kind) {
    case PLAN_STEP_EXPAND:
        return prepare_function(feed, step, error);
    case PLAN_STEP_VALUES:
        return prepare_values(feed, step, error);
    case PLAN_STEP_WINDOW:
        prepare_window(feed, step);
        return true;
    case PLAN_STEP_FILTER:
    case PLAN_STEP_COMPUTE:
        return true;
    }
    return true;
}

static bool prepare_way(Feed *feed, Way *way, const PlanBranch *branch, GError **error)
{
    const PlanSelect *plan = feed->plan;

    way->branch = branch;
    way->steps = g_new0(Step, branch->steps_len + plan->steps_len + 1);
    for (size_t i = 0; i < branch->steps_len + plan->steps_len; i++) {
        Step *step = &way->steps[way->len++];

        step->plan =
            i < branch->steps_len ? &branch->steps[i] : &plan->steps[i - branch->steps_len];
        if (!prepare_step(feed, step, error))
            return false;
    }
    return true;
}

static void release_way(Way *way)
{
    for (size_t i = 0; i < way->len; i++) {
        Step *step = &way->steps[i];

        if (step->expansion.prepared != NULL && step->plan->expand->function->release != NULL)
            step->plan->expand->function->release(step->expansion.prepared);
        g_free(step->values);
        g_free(step->spans);
    }
    g_free(way->steps);
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
    feed->ways = g_new0(Way, plan->branches_len);
    feed->reads_clock = plan->window != NULL && plan->window->time_slot == COLUMN_TIMESTAMP;
    if (plan->is_grouped)
        feed->collect = collect_new(options->shape, options->memory_max);
    else
        feed->rows = rows_new(plan, options->rule, options->keep_max);
    for (size_t i = 0; i < plan->branches_len; i++) {
        if (!prepare_way(feed, &feed->ways[i], &plan->branches[i], error))
            return NULL;
    }
    return g_steal_pointer(&feed);
}

void feed_free(Feed *feed)
{
    if (feed == NULL)
        return;
    for (size_t i = 0; i < feed->plan->branches_len; i++)
        release_way(&feed->ways[i]);
    g_free(feed->ways);
    collect_free(feed->collect);
    rows_free(feed->rows);
    arena_free(feed->arena);
    g_free(feed->slots);
    g_free(feed->outputs);
    g_free(feed->skipped_text);
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

static bool fill_slots(Feed *feed, const SlotSet *used, const Record *record,
                       const FeedPlace *place, GError **error)
{
    Value *slots = feed->slots;

    if (slot_set_has(used, COLUMN_VALUE) &&
        !fill_text(feed, record->value, &slots[COLUMN_VALUE], error))
        return false;
    if (slot_set_has(used, COLUMN_KEY) && !fill_text(feed, record->key, &slots[COLUMN_KEY], error))
        return false;
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

static bool eval(Feed *feed, const Expr *expr, Value *ret_value, GError **error)
{
    int slot = expr_slot(expr);

    if (slot < 0)
        return expr_eval(expr, &feed->context, feed->slots, ret_value, error);
    *ret_value = feed->slots[slot];
    return true;
}

static bool feed_group(Feed *feed, GError **error)
{
    if (!collect_row(feed->collect, &feed->window, &feed->context, feed->slots, error))
        return false;
    if (feed->after_row == NULL)
        return true;
    return collect_flush(feed->collect, error) && feed->after_row(feed->after_row_user, error);
}

/* The end of a row's way. */
static bool feed_row(Feed *feed, GError **error)
{
    if (feed->collect != NULL)
        return feed_group(feed, error);
    for (size_t i = 0; i < feed->plan->outputs_len; i++) {
        if (!eval(feed, feed->plan->outputs[i].expr, &feed->outputs[i], error))
            return false;
    }
    rows_add(feed->rows, feed->outputs);
    return true;
}

static bool run(Feed *feed, Way *way, size_t i, GError **error);

/* A row that fails ends here, if rows that fail are to be skipped. */
static bool skip(Feed *feed, GError **error)
{
    GError *failure = error == NULL ? NULL : *error;

    if (!feed->options.skips || failure == NULL || !g_error_matches(failure, FAIL, FAIL_DATA))
        return false;
    if (feed->skipped++ == 0)
        feed->skipped_text = g_strdup(failure->message);
    g_clear_error(error);
    return true;
}

static bool run_or_skip(Feed *feed, Way *way, size_t i, GError **error)
{
    return run(feed, way, i, error) || skip(feed, error);
}

static bool run_values(Feed *feed, Way *way, size_t i, size_t len, GError **error)
{
    Step *step = &way->steps[i];
    const PlanExpand *expand = step->plan->expand;
    Value *slots = feed->slots + step->plan->slot;

    if (i + 1 == way->len && feed->collect != NULL && !feed->options.skips &&
        expand->columns_len == 1 && !expand->has_ordinality && feed->after_row == NULL)
        return collect_values(feed->collect, &feed->window, &feed->context, feed->slots,
                              step->plan->slot, step->values, len, error);
    for (size_t k = 0; k < len; k++) {
        memcpy(slots, step->values + k * expand->columns_len, expand->columns_len * sizeof(Value));
        if (expand->has_ordinality)
            slots[expand->columns_len] = value_of_integer(++step->ordinal);
        if (!run_or_skip(feed, way, i + 1, error))
            return false;
    }
    return true;
}

/* One row for every value of the table function. */
static bool expand(Feed *feed, Way *way, size_t i, GError **error)
{
    Step *step = &way->steps[i];
    TableFunctionState *state = &step->expansion;
    size_t len;

    state->at = 0;
    step->ordinal = 0;
    for (size_t k = 0; k < step->plan->expand->arguments_len; k++) {
        if (!eval(feed, step->plan->expand->arguments[k], &state->arguments[k], error))
            return false;
    }
    for (;;) {
        if (!table_function_next(step->plan->expand->function, state, &feed->context, step->values,
                                 VALUES_MAX, &len, error))
            return false;
        if (len == 0)
            return true;
        if (!run_values(feed, way, i, len, error))
            return false;
    }
}

static bool run_constants(Feed *feed, Way *way, size_t i, GError **error)
{
    const Step *step = &way->steps[i];
    size_t columns_len = step->plan->values->columns_len;

    for (size_t row = 0; row < step->plan->values->rows_len; row++) {
        for (size_t k = 0; k < columns_len; k++)
            feed->slots[step->plan->slot + (int)k] = step->values[row * columns_len + k];
        if (!run_or_skip(feed, way, i + 1, error))
            return false;
    }
    return true;
}

/* ---- windows ---- */

/* Times that are too far ahead of the wall are counted, and do not move the watermark: one wrong
 * clock would close every window. */
static void note_event(Feed *feed, int64_t event_us)
{
    if (event_us > feed->received_us && event_us - feed->received_us > feed->options.future_max_us)
        feed->ahead++;
    else
        feed->event_us = MAX(feed->event_us, event_us);
}

/* False: the row has no time, and so lies in no window. */
static bool find_time(Feed *feed, const PlanWindow *window, int64_t *ret_time_us, bool *ret_found,
                      GError **error)
{
    Value time;

    *ret_found = false;
    if (!eval(feed, window->time, &time, error))
        return false;
    if (time.is_null || time.integer == INT64_MAX || time.integer == INT64_MIN)
        return true;
    if (window->type == TYPE_DATE &&
        __builtin_mul_overflow(time.integer, CALENDAR_DAY_US, &time.integer))
        return true;
    *ret_time_us = time.integer;
    *ret_found = true;
    return true;
}

static void set_window(Feed *feed, const PlanWindow *window, const WindowSpan *span)
{
    int64_t unit_us = window->type == TYPE_DATE ? CALENDAR_DAY_US : 1;

    feed->slots[window->start_slot] = value_of_integer(span->start_us / unit_us);
    feed->slots[window->end_slot] = value_of_integer(span->end_us / unit_us);
    if (window == feed->options.shape->window)
        feed->window = *span;
}

/* A row for each window that its time lies in; or one, with its slice, where groups are spread over
 * windows later. */
static bool run_window(Feed *feed, Way *way, size_t i, GError **error)
{
    Step *step = &way->steps[i];
    const PlanWindow *window = step->plan->window;
    int64_t time_us = 0;
    bool found;

    if (!find_time(feed, window, &time_us, &found, error))
        return false;
    if (!found)
        return true;
    if (window == feed->plan->window && !feed->reads_clock)
        note_event(feed, time_us);
    if (time_us < step->known.start_us || time_us >= step->known.end_us) {
        step->known = window_slice(&window->spec, time_us);
        step->spans_len =
            step->is_sliced ? 0 : window_covering(&window->spec, time_us, step->spans);
    }
    if (step->is_sliced) {
        set_window(feed, window, &step->known);
        return run(feed, way, i + 1, error);
    }
    for (size_t k = 0; k < step->spans_len; k++) {
        set_window(feed, window, &step->spans[k]);
        if (!run_or_skip(feed, way, i + 1, error))
            return false;
    }
    return true;
}

/* ---- the way ---- */

static bool holds(Feed *feed, const Expr *condition, bool *ret_holds, GError **error)
{
    Value value;

    if (!expr_eval(condition, &feed->context, feed->slots, &value, error))
        return false;
    *ret_holds = !value.is_null && value.boolean;
    return true;
}

/* The row in `slots` from step @i on. */
static bool run(Feed *feed, Way *way, size_t i, GError **error)
{
    bool is_wanted;

    for (; i < way->len; i++) {
        const PlanStep *plan = way->steps[i].plan;

        switch (plan->kind) {
        case PLAN_STEP_FILTER:
            if (!holds(feed, plan->expr, &is_wanted, error))
                return false;
            if (!is_wanted)
                return true;
            break;
        case PLAN_STEP_COMPUTE:
            if (!expr_eval(plan->expr, &feed->context, feed->slots, &feed->slots[plan->slot],
                           error))
                return false;
            break;
        case PLAN_STEP_EXPAND:
            return expand(feed, way, i, error);
        case PLAN_STEP_VALUES:
            return run_constants(feed, way, i, error);
        case PLAN_STEP_WINDOW:
            return run_window(feed, way, i, error);
        }
    }
    return feed_row(feed, error);
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

bool feed_record(Feed *feed, const Record *record, const FeedPlace *place, int64_t *ret_event_us,
                 GError **error)
{
    if (arena_bytes(feed->arena) > ARENA_CUT_BYTES && !feed_flush(feed, error))
        return false;
    feed->event_us = WATERMARK_NONE;
    feed->received_us = place->received_ms * 1000;
    if (feed->reads_clock && record->timestamp_ms >= 0 && record->timestamp_ms < INT64_MAX / 1000)
        note_event(feed, record->timestamp_ms * 1000);
    for (size_t i = 0; i < place->branches_len; i++) {
        Way *way = &feed->ways[place->branches[i]];

        if (!is_in_time(way->branch->source, record->timestamp_ms))
            continue;
        if (!fill_slots(feed, &way->branch->record_slots, record, place, error) ||
            !run_or_skip(feed, way, 0, error))
            return false;
    }
    *ret_event_us = feed->event_us;
    return true;
}

bool feed_nothing(Feed *feed, GError **error)
{
    for (size_t i = 0; i < feed->plan->branches_len; i++) {
        if (feed->ways[i].branch->source == NULL && !run_or_skip(feed, &feed->ways[i], 0, error))
            return false;
    }
    return true;
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

void feed_hand_over(Feed *feed, Delta *delta)
{
    Rows *empty;

    delta->ahead = feed->ahead;
    delta->skipped = feed->skipped;
    delta->skipped_text = g_steal_pointer(&feed->skipped_text);
    feed->ahead = feed->skipped = 0;
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
