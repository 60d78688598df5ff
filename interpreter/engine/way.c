#include "engine/way.h"

#include "expr/build.h"
#include "row/calendar.h"

enum { VALUES_MAX = 64 }; /* rows of a table function that are taken at once */

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
    size_t place;                 /* of the meter */
} Step;

struct Way {
    WayOptions options;
    Step *steps; /* owned */
    size_t len;
    bool (*run)(Way *way, size_t i, GError **error); /* the row in the slots from step i on */
    size_t sink;                                     /* place of the meter */
    WindowSpan span;                                 /* of the row */
    int64_t nth;                                     /* of the record's rows that were numbered */
};

static bool run_plain(Way *way, size_t i, GError **error);
static bool run_metered(Way *way, size_t i, GError **error);

/* ---- making ---- */

static bool prepare_function(Way *way, Step *step, GError **error)
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
            !expr_eval(expand->arguments[i], way->options.context, way->options.slots,
                       &constants[i], error))
            return false;
    }
    return expand->function->prepare(constants, expand->arguments_len, &state->prepared, error);
}

static bool prepare_values(Way *way, Step *step, GError **error)
{
    const PlanValues *values = step->plan->values;
    size_t len = values->rows_len * values->columns_len;

    step->values = g_new0(Value, len);
    for (size_t i = 0; i < len; i++) {
        if (!expr_eval(values->items[i], way->options.context, way->options.slots, &step->values[i],
                       error))
            return false;
    }
    return true;
}

/* Groups of the last window are counted by slice, as far as the plan says so. */
static void prepare_window(const Way *way, Step *step)
{
    const PlanWindow *window = step->plan->window;

    step->known = (WindowSpan){INT64_MAX, INT64_MIN};
    step->is_sliced = way->options.by_slice && window == way->options.window;
    if (!step->is_sliced)
        step->spans = g_new(WindowSpan, window_covering_max(&window->spec));
}

static bool prepare_step(Way *way, Step *step, GError **error)
{
    switch (step->plan->kind) {
    case PLAN_STEP_EXPAND:
        return prepare_function(way, step, error);
    case PLAN_STEP_VALUES:
        return prepare_values(way, step, error);
    case PLAN_STEP_WINDOW:
        prepare_window(way, step);
        return true;
    case PLAN_STEP_FILTER:
    case PLAN_STEP_COMPUTE:
    case PLAN_STEP_NUMBER:
        return true;
    }
    return true;
}

static void prepare_meter(Way *way)
{
    const Meter *meter = way->options.meter;

    way->run = meter == NULL ? run_plain : run_metered;
    if (meter == NULL)
        return;
    way->sink = meter_place(meter, way->options.sink, way->options.plan);
    for (size_t i = 0; i < way->len; i++)
        way->steps[i].place = meter_place(meter, PLAN_PART_STEP, way->steps[i].plan);
}

Way *way_new(const WayOptions *options, GError **error)
{
    g_autoptr(Way) way = g_new0(Way, 1);
    const PlanSelect *plan = options->plan;
    size_t own_len = options->branch == NULL ? 0 : options->branch->steps_len;

    way->options = *options;
    way->steps = g_new0(Step, own_len + plan->steps_len + 1);
    for (size_t i = 0; i < own_len + plan->steps_len; i++) {
        Step *step = &way->steps[way->len++];

        step->plan = i < own_len ? &options->branch->steps[i] : &plan->steps[i - own_len];
        if (!prepare_step(way, step, error))
            return NULL;
    }
    prepare_meter(way);
    return g_steal_pointer(&way);
}

void way_free(Way *way)
{
    if (way == NULL)
        return;
    for (size_t i = 0; i < way->len; i++) {
        Step *step = &way->steps[i];

        if (step->expansion.prepared != NULL && step->plan->expand->function->release != NULL)
            step->plan->expand->function->release(step->expansion.prepared);
        g_free(step->values);
        g_free(step->spans);
    }
    g_free(way->steps);
    g_free(way);
}

/* ---- running ---- */

static bool eval(Way *way, const Expr *expr, Value *ret_value, GError **error)
{
    int slot = expr_slot(expr);

    if (slot < 0)
        return expr_eval(expr, way->options.context, way->options.slots, ret_value, error);
    *ret_value = way->options.slots[slot];
    return true;
}

static bool run_or_skip(Way *way, size_t i, GError **error)
{
    return way->run(way, i, error) || way->options.skip(way->options.user, error);
}

/* Rows at the end of the way that differ in one slot only. */
static bool give_values(Way *way, const Step *step, size_t len, GError **error)
{
    const WayOptions *options = &way->options;
    size_t before = options->meter == NULL ? 0 : meter_enter(options->meter, way->sink, len);
    bool is_good =
        options->values(options->user, &way->span, step->plan->slot, step->values, len, error);

    if (options->meter != NULL)
        meter_leave(options->meter, before, is_good);
    return is_good;
}

static bool run_values(Way *way, size_t i, size_t len, GError **error)
{
    Step *step = &way->steps[i];
    const PlanExpand *expand = step->plan->expand;
    Value *slots = way->options.slots + step->plan->slot;

    if (i + 1 == way->len && way->options.values != NULL && expand->columns_len == 1 &&
        !expand->has_ordinality)
        return give_values(way, step, len, error);
    for (size_t k = 0; k < len; k++) {
        memcpy(slots, step->values + k * expand->columns_len, expand->columns_len * sizeof(Value));
        if (expand->has_ordinality)
            slots[expand->columns_len] = value_of_integer(++step->ordinal);
        if (!run_or_skip(way, i + 1, error))
            return false;
    }
    return true;
}

/* One row for every value of the table function. */
static bool expand(Way *way, size_t i, GError **error)
{
    Step *step = &way->steps[i];
    TableFunctionState *state = &step->expansion;
    size_t len;

    state->at = 0;
    step->ordinal = 0;
    for (size_t k = 0; k < step->plan->expand->arguments_len; k++) {
        if (!eval(way, step->plan->expand->arguments[k], &state->arguments[k], error))
            return false;
    }
    for (;;) {
        if (!table_function_next(step->plan->expand->function, state, way->options.context,
                                 step->values, VALUES_MAX, &len, error))
            return false;
        if (len == 0)
            return true;
        if (!run_values(way, i, len, error))
            return false;
        if (way->options.enough != NULL && way->options.enough(way->options.user))
            return true;
    }
}

static bool run_constants(Way *way, size_t i, GError **error)
{
    const Step *step = &way->steps[i];
    size_t columns_len = step->plan->values->columns_len;

    for (size_t row = 0; row < step->plan->values->rows_len; row++) {
        for (size_t k = 0; k < columns_len; k++)
            way->options.slots[step->plan->slot + (int)k] = step->values[row * columns_len + k];
        if (!run_or_skip(way, i + 1, error))
            return false;
    }
    return true;
}

/* ---- windows ---- */

/* False: the row has no time, and so lies in no window. */
static bool find_time(Way *way, const PlanWindow *window, int64_t *ret_time_us, bool *ret_found,
                      GError **error)
{
    Value time;

    *ret_found = false;
    if (!eval(way, window->time, &time, error))
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

static void set_window(Way *way, const PlanWindow *window, const WindowSpan *span)
{
    int64_t unit_us = window->type == TYPE_DATE ? CALENDAR_DAY_US : 1;

    way->options.slots[window->start_slot] = value_of_integer(span->start_us / unit_us);
    way->options.slots[window->end_slot] = value_of_integer(span->end_us / unit_us);
    if (window == way->options.window)
        way->span = *span;
}

/* A row for each window that its time lies in; or one, with its slice, where groups are spread over
 * windows later. */
static bool run_window(Way *way, size_t i, GError **error)
{
    Step *step = &way->steps[i];
    const PlanWindow *window = step->plan->window;
    int64_t time_us = 0;
    bool found;

    if (!find_time(way, window, &time_us, &found, error))
        return false;
    if (!found)
        return true;
    if (window == way->options.plan->window)
        way->options.context->place.event_us = time_us;
    if (window == way->options.plan->window && way->options.time != NULL)
        way->options.time(way->options.user, time_us);
    if (time_us < step->known.start_us || time_us >= step->known.end_us) {
        step->known = window_slice(&window->spec, time_us);
        step->spans_len =
            step->is_sliced ? 0 : window_covering(&window->spec, time_us, step->spans);
    }
    if (step->is_sliced) {
        if (window->spec.kind == WINDOW_SESSION &&
            !way->options.session(way->options.user, &step->known, time_us, error))
            return false;
        set_window(way, window, &step->known);
        return way->run(way, i + 1, error);
    }
    for (size_t k = 0; k < step->spans_len; k++) {
        set_window(way, window, &step->spans[k]);
        if (!run_or_skip(way, i + 1, error))
            return false;
    }
    return true;
}

/* ---- the way ---- */

static bool holds(Way *way, const Expr *condition, bool *ret_holds, GError **error)
{
    Value value;

    if (!expr_eval(condition, way->options.context, way->options.slots, &value, error))
        return false;
    *ret_holds = !value.is_null && value.boolean;
    return true;
}

/* The row in the slots from step @i on. @is_metered: a constant: each step is by itself. */
static inline bool run_steps(Way *way, size_t i, bool is_metered, GError **error)
{
    bool is_wanted;

    for (; i < way->len; i++) {
        const PlanStep *plan = way->steps[i].plan;

        switch (plan->kind) {
        case PLAN_STEP_FILTER:
            if (!holds(way, plan->expr, &is_wanted, error))
                return false;
            if (!is_wanted)
                return true;
            break;
        case PLAN_STEP_COMPUTE:
            if (!expr_eval(plan->expr, way->options.context, way->options.slots,
                           &way->options.slots[plan->slot], error))
                return false;
            break;
        case PLAN_STEP_NUMBER:
            way->options.slots[plan->slot] = value_of_integer(++way->nth);
            break;
        case PLAN_STEP_EXPAND:
            return expand(way, i, error);
        case PLAN_STEP_VALUES:
            return run_constants(way, i, error);
        case PLAN_STEP_WINDOW:
            return run_window(way, i, error);
        }
        if (is_metered)
            return run_metered(way, i + 1, error);
    }
    return way->options.row(way->options.user, &way->span, error);
}

static bool run_plain(Way *way, size_t i, GError **error)
{
    return run_steps(way, i, false, error);
}

static bool run_metered(Way *way, size_t i, GError **error)
{
    Meter *meter = way->options.meter;
    size_t before = meter_enter(meter, i < way->len ? way->steps[i].place : way->sink, 1);
    bool is_good = run_steps(way, i, true, error);

    meter_leave(meter, before, is_good);
    return is_good;
}

void way_begin(Way *way)
{
    way->nth = 0;
}

bool way_run(Way *way, GError **error)
{
    return run_or_skip(way, 0, error);
}
