#include "plan/window_item.h"

#include "expr/build.h"
#include "plan/relation.h"
#include "row/calendar.h"

/* Ten years of days; a longer window is a mistake. */
#define SIZE_US_MAX (INT64_C(3660) * CALENDAR_DAY_US)

/* To add a window function: a row here, and its arithmetic in window/. */
static const struct WindowFunction {
    const char *name;
    WindowKind kind;
    bool has_step;    /* a step stands before the size */
    const char *step; /* what it is called */
    const char *size; /* what the size is called */
    const char *example;
} functions[] = {
    {"tumble",   WINDOW_TUMBLE,   false, NULL,    "size",
     "tumble(lines, interval '10 seconds', shift => interval '1 second')"                      },
    {"hop",      WINDOW_HOP,      true,  "slide", "size",
     "hop(lines, interval '10 seconds', interval '1 minute'): every 10 seconds the last minute"},
    {"cumulate", WINDOW_CUMULATE, true,  "step",  "size",
     "cumulate(lines, interval '1 hour', interval '1 day'): every hour what the day has so far"},
    {"session",  WINDOW_SESSION,  false, NULL,    "gap",
     "session(clicks, interval '30 minutes', by => key)"                                       },
};

typedef struct WindowFunction WindowFunction;

static const WindowFunction *find_function(const char *name)
{
    size_t i = 0;

    while (strcmp(functions[i].name, name) != 0)
        i++;
    return &functions[i];
}

static bool bind_interval(Binder *binder, const SqlExpr *sql, const char *what, int64_t *ret_us)
{
    Interval interval;
    Value value;
    Type type;
    bool is_interval;

    if (!bind_constant(binder, sql, what, &type, &value))
        return false;
    is_interval = !value.is_null &&
                  (type == TYPE_INTERVAL || ((type == TYPE_UNKNOWN || type == TYPE_TEXT) &&
                                             value_parse_interval(value_span(&value), &interval)));
    if (!is_interval)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window is an interval", what) ||
               fail_hint(binder->error, "write interval '10 seconds'");
    if (type == TYPE_INTERVAL)
        interval = *value.interval;
    if (!value_interval_us(&interval, ret_us))
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window can't have months or years: they have no fixed length",
                       what) ||
               fail_hint(binder->error, "write days: interval '30 days'");
    return true;
}

/* A length: of whole days where the time column is a date. */
static bool bind_length(Binder *binder, const SqlExpr *sql, const char *what,
                        const PlanWindow *window, int64_t *ret_us)
{
    if (!bind_interval(binder, sql, what, ret_us))
        return false;
    if (*ret_us <= 0 || *ret_us > SIZE_US_MAX)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window is more than 0 and at most 3660 days", what);
    if (window->type == TYPE_DATE && *ret_us % CALENDAR_DAY_US != 0)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window over a date is of whole days", what) ||
               fail_hint(binder->error, "convert the column: day::timestamp");
    return true;
}

static bool set_time(Binder *binder, const Expr *time, int position, PlanWindow *window)
{
    Type type = expr_type(time);

    if (type != TYPE_TIMESTAMPTZ && type != TYPE_TIMESTAMP && type != TYPE_DATE)
        return fail_at(binder->error, FAIL_QUERY, position,
                       "the time column of a window is of type timestamp with time zone, timestamp "
                       "without time zone or date, not %s",
                       type_name(type)) ||
               fail_hint(binder->error, "convert it: value::timestamptz, or to_timestamp(seconds)");
    window->time = time;
    window->time_slot = expr_slot(time);
    window->type = type;
    return true;
}

/* The arguments behind the rows, as they stand or by their names. */
typedef struct Arguments {
    const SqlExpr *time, *step, *size, *shift, *by;
} Arguments;

/* An expression of columns is the time; what is no interval can only be meant as one. */
static bool is_time(Binder *binder, const SqlExpr *sql, const Expr **ret_time)
{
    const Expr *expr = bind_expr(binder, sql, "functions in FROM");
    SlotSet slots = {{0}};

    *ret_time = NULL;
    if (expr == NULL)
        return bind_fail_here(binder, sql->position);
    expr_slots_used(expr, &slots);
    if (!slot_set_is_empty(&slots))
        *ret_time = expr;
    return true;
}

/* The default: the record's timestamp, if the rows have that column. */
static bool default_time(Binder *binder, const SqlExpr *call, const RelationItem *item,
                         PlanWindow *window)
{
    const Scope *scope = &binder->scope;

    if (item->timestamp != NULL)
        return set_time(binder, item->timestamp, item->position, window);
    for (guint i = 0; i < scope->columns->len; i++) {
        const ScopeColumn *column = scope_column(scope, i);

        if (column->relation == item->relation && strcmp(column->name, "timestamp") == 0)
            return set_time(binder, column->expr, item->position, window);
    }
    return fail_at(binder->error, FAIL_QUERY, call->position,
                   "%s needs a time column: its rows have no column \"timestamp\"", call->name) ||
           fail_hint(binder->error, "name it behind the rows: %s((SELECT ...), ts, ...)",
                     call->name);
}

static bool read_arguments(Binder *binder, const SqlExpr *call, const RelationItem *item,
                           const WindowFunction *function, Arguments *arguments, PlanWindow *window)
{
    const SqlExpr **places[] = {&arguments->step, &arguments->size, &arguments->shift};
    size_t len = relation_positional(call), at = 1, place = function->has_step ? 0 : 1;
    const Expr *time = NULL;

    *arguments = (Arguments){.time = relation_argument(call, "time"),
                             .size = relation_argument(call, function->size),
                             .shift = relation_argument(call, "shift"),
                             .by = relation_argument(call, "by")};
    if (function->has_step)
        arguments->step = relation_argument(call, function->step);
    if (arguments->time == NULL && at < len) {
        if (!is_time(binder, call->items[at], &time))
            return false;
        if (time != NULL)
            arguments->time = call->items[at++];
    } else if (arguments->time != NULL && !is_time(binder, arguments->time, &time)) {
        return false;
    }
    for (; at < len && place < G_N_ELEMENTS(places); place++) {
        if (*places[place] == NULL)
            *places[place] = call->items[at++];
    }
    if (at < len)
        return fail_at(binder->error, FAIL_QUERY, call->items[at]->position,
                       "%s has too many arguments", call->name) ||
               fail_hint(binder->error, "write %s", function->example);
    return time == NULL ? default_time(binder, call, item, window)
                        : set_time(binder, time, arguments->time->position, window);
}

static bool check_step(Binder *binder, const SqlExpr *sql, const WindowFunction *function,
                       const WindowSpec *spec)
{
    if (spec->step_us > spec->size_us)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window is at most its %s", function->step, function->size) ||
               fail_hint(binder->error, "the %s comes first: write %s", function->step,
                         function->example);
    if (spec->kind == WINDOW_CUMULATE && spec->size_us % spec->step_us != 0)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the size of cumulate is a whole number of steps") ||
               fail_hint(binder->error, "write %s", function->example);
    if (window_covering_max(spec) > WINDOW_COVERING_MAX)
        return fail_at(binder->error, FAIL_LIMIT, sql->position,
                       "a row would lie in %zu windows; at most %d are allowed",
                       window_covering_max(spec), WINDOW_COVERING_MAX) ||
               fail_hint(binder->error, "a longer %s makes fewer: interval '1 minute'",
                         function->step);
    return true;
}

static bool bind_shift(Binder *binder, const SqlExpr *sql, const WindowFunction *function,
                       PlanWindow *window)
{
    WindowSpec *spec = &window->spec;
    int64_t distance_us = spec->kind == WINDOW_HOP ? spec->step_us : spec->size_us;

    if (sql == NULL)
        return true;
    if (!bind_interval(binder, sql, "shift", &spec->shift_us))
        return false;
    if (spec->shift_us < 0 || spec->shift_us >= distance_us)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the shift of a window is at least 0 and less than its %s",
                       spec->kind == WINDOW_HOP ? function->step : function->size);
    return window->type != TYPE_DATE || spec->shift_us % CALENDAR_DAY_US == 0 ||
           fail_at(binder->error, FAIL_QUERY, sql->position,
                   "the shift of a window over a date is of whole days");
}

static bool fail_missing(Binder *binder, const SqlExpr *call, const WindowFunction *function,
                         const char *argument)
{
    fail_at(binder->error, FAIL_QUERY, call->position, "%s has no %s", call->name, argument);
    return fail_hint(binder->error, "write %s", function->example);
}

static bool bind_lengths(Binder *binder, const SqlExpr *call, const WindowFunction *function,
                         const Arguments *arguments, PlanWindow *window)
{
    WindowSpec *spec = &window->spec;

    spec->kind = function->kind;
    if (arguments->size == NULL)
        return fail_missing(binder, call, function, function->size);
    if (function->has_step && arguments->step == NULL)
        return fail_missing(binder, call, function, function->step);
    if (!bind_length(binder, arguments->size, function->size, window, &spec->size_us))
        return false;
    spec->step_us = spec->size_us;
    if (function->has_step &&
        (!bind_length(binder, arguments->step, function->step, window, &spec->step_us) ||
         !check_step(binder, arguments->step, function, spec)))
        return false;
    return bind_shift(binder, arguments->shift, function, window);
}

/* grace => and idle =>, in milliseconds */
static bool bind_patience(Binder *binder, const SqlExpr *call, const char *name, int64_t *ret_ms)
{
    const SqlExpr *sql = relation_argument(call, name);
    int64_t us = 0;

    *ret_ms = -1;
    if (sql == NULL)
        return true;
    if (!bind_interval(binder, sql, name, &us))
        return false;
    if (us < 0 || us > SIZE_US_MAX)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window is at least 0 and at most 3660 days", name);
    *ret_ms = (us + 999) / 1000;
    return true;
}

static bool bind_by(Binder *binder, const SqlExpr *sql, PlanWindow *window)
{
    if (sql == NULL)
        return true;
    window->by = bind_value(binder, sql, "functions in FROM");
    return window->by != NULL;
}

static bool add_columns(Binder *binder, RelationItem *item, PlanWindow *window, int position)
{
    PlanStep step = {.kind = PLAN_STEP_WINDOW, .window = window};

    window->start_slot = route_take_slots(binder, 2, position);
    window->end_slot = window->start_slot + 1;
    if (window->start_slot < 0 || !route_add_step(binder, &step, position))
        return false;
    binder->route.window = window;
    return relation_add(binder, item, "window_start",
                        expr_new_slot(binder->arena, window->start_slot, window->type)) &&
           relation_add(binder, item, "window_end",
                        expr_new_slot(binder->arena, window->end_slot, window->type)) &&
           relation_check_names(binder, item);
}

bool window_item_bind(Binder *binder, const SqlFrom *sql)
{
    const SqlExpr *call = sql->call;
    const WindowFunction *function = find_function(call->name);
    const char *names[] = {"time",
                           "grace",
                           "idle",
                           function->size,
                           function->kind == WINDOW_SESSION ? "by" : "shift",
                           function->step,
                           NULL};
    g_autofree char *hint = g_strdup_printf("write %s", function->example);
    PlanWindow *window = bind_alloc(binder, sizeof(PlanWindow));
    RelationItem item;
    Arguments arguments;

    if (!relation_check_arguments(binder, call, function->has_step ? 5 : 4, names, hint) ||
        !relation_bind_argument(binder, sql, call, function->example, &item) ||
        !read_arguments(binder, call, &item, function, &arguments, window) ||
        !bind_lengths(binder, call, function, &arguments, window) ||
        !bind_patience(binder, call, "grace", &window->grace_ms) ||
        !bind_patience(binder, call, "idle", &window->idle_ms) ||
        !bind_by(binder, arguments.by, window))
        return false;
    return add_columns(binder, &item, window, call->position);
}
