#include "plan/explain.h"

#include "expr/build.h"
#include "plan/query.h"
#include "plan/view.h"
#include "row/interval.h"

typedef struct Explainer {
    Binder *binder;
    GPtrArray *lines; /* owned texts */
    int depth;
} Explainer;

static void say(Explainer *explainer, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(Explainer *explainer, const char *format, ...)
{
    GString *line = g_string_new(NULL);
    va_list args;

    for (int i = 0; i < explainer->depth; i++)
        g_string_append(line, "  ");
    va_start(args, format);
    g_string_append_vprintf(line, format, args);
    va_end(args);
    g_ptr_array_add(explainer->lines, g_string_free(line, FALSE));
}

/* (owned) */
static char *length_text(int64_t us)
{
    Interval interval = {.us = us};
    GString *text = g_string_new(NULL);

    interval_write(&interval, text);
    return g_string_free(text, FALSE);
}

/* (owned) */
static char *bound_text(const PlanBound *bound, const char *none)
{
    Value time = value_of_integer(bound->time_ms * 1000);
    GString *text;

    switch (bound->kind) {
    case PLAN_BOUND_NONE:
        return g_strdup(none);
    case PLAN_BOUND_EARLIEST:
        return g_strdup("the beginning");
    case PLAN_BOUND_LATEST:
        return g_strdup("the end as it is now");
    case PLAN_BOUND_OFFSET:
        return g_strdup_printf("offset %" G_GINT64_FORMAT, bound->offset);
    case PLAN_BOUND_TIME:
        break;
    }
    text = g_string_new(NULL);
    value_write(TYPE_TIMESTAMPTZ, &time, NULL, text);
    return g_string_free(text, FALSE);
}

/* ---- rows ---- */

static void say_fields(Explainer *explainer, const PlanBranch *branch)
{
    const PlanSource *source = branch->source;
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < source->fields_len; i++) {
        if (slot_set_has(&branch->record_slots, (size_t)source->fields[i].slot))
            g_string_append_printf(names, "%s%s %s", names->len > 0 ? ", " : "",
                                   source->fields[i].name, type_name(source->fields[i].type));
    }
    if (names->len > 0)
        say(explainer, "decodes of each record, as %s: %s", format_name(source->format->kind),
            names->str);
}

static void say_source(Explainer *explainer, const PlanBranch *branch)
{
    const PlanSource *source = branch->source;
    g_autofree char *since = NULL;
    g_autofree char *until = NULL;

    if (source == NULL)
        return;
    since = bound_text(&source->since, "the beginning");
    until = bound_text(&source->until, "on and on");
    say(explainer, "reads %s %s from %s%s%s",
        source->is_pattern ? "all topics that match" : "topic", source->topic, since,
        source->until.kind == PLAN_BOUND_NONE ? ", " : " to ", until);
    say_fields(explainer, branch);
}

static void say_window(Explainer *explainer, const PlanWindow *window)
{
    g_autofree char *size = length_text(window->spec.size_us);
    g_autofree char *step = length_text(window->spec.step_us);

    switch (window->spec.kind) {
    case WINDOW_TUMBLE:
        say(explainer, "puts each row into a window of %s", size);
        break;
    case WINDOW_HOP:
        say(explainer, "puts each row into windows of %s that begin every %s", size, step);
        break;
    case WINDOW_CUMULATE:
        say(explainer, "puts each row into windows that grow by %s up to %s", step, size);
        break;
    case WINDOW_SESSION:
        say(explainer, "puts each row into a session, which ends %s after its last row%s", size,
            window->by == NULL ? "" : ", one for each value of its by");
        break;
    }
}

static void say_step(Explainer *explainer, const PlanStep *step)
{
    switch (step->kind) {
    case PLAN_STEP_FILTER:
        say(explainer, "leaves out rows that do not pass a condition");
        break;
    case PLAN_STEP_COMPUTE:
        say(explainer, "computes a column of type %s", type_name(expr_type(step->expr)));
        break;
    case PLAN_STEP_EXPAND:
        say(explainer, "makes a row of each that %s gives", step->expand->function->signature);
        break;
    case PLAN_STEP_VALUES:
        say(explainer, "repeats each row for %zu constant rows", step->values->rows_len);
        break;
    case PLAN_STEP_WINDOW:
        say_window(explainer, step->window);
        break;
    case PLAN_STEP_NUMBER:
        break;
    }
}

static void say_steps(Explainer *explainer, const PlanStep *steps, size_t len)
{
    for (size_t i = 0; i < len; i++)
        say_step(explainer, &steps[i]);
}

static void say_branches(Explainer *explainer, const PlanSelect *select)
{
    for (size_t i = 0; i < select->branches_len; i++) {
        say_source(explainer, &select->branches[i]);
        say_steps(explainer, select->branches[i].steps, select->branches[i].steps_len);
    }
}

/* ---- what is kept ---- */

static size_t state_bytes(const PlanSelect *select)
{
    size_t bytes = 0;

    for (size_t i = 0; i < select->aggregates_len; i++) {
        if (!select->aggregates[i].is_unused)
            bytes += select->aggregates[i].call.state_bytes;
    }
    return bytes;
}

static void say_groups(Explainer *explainer, const PlanSelect *select)
{
    g_autoptr(GString) names = g_string_new(NULL);

    if (!select->is_grouped)
        return;
    for (size_t i = 0; i < select->aggregates_len; i++) {
        if (!select->aggregates[i].is_unused)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   select->aggregates[i].call.aggregate->name);
    }
    say(explainer, "groups rows by %zu key%s and keeps of each group: %s", select->keys_len,
        select->keys_len == 1 ? "" : "s", names->len == 0 ? "nothing but its key" : names->str);
    say(explainer, "state: about %zu bytes a group besides its key, and what its values need",
        64 + state_bytes(select));
}

static void say_life(Explainer *explainer, const PlanSelect *select, const PlanSelect *whole)
{
    const ConfigSet *settings = explainer->binder->input->settings;
    bool by_window = select->window_key >= 0 || select->window_end_key >= 0;
    const PlanWindow *window = select->window;
    int64_t grace_ms, idle_ms;

    if (!select->is_grouped)
        return;
    if (!by_window) {
        say(explainer, "groups are kept as long as the query runs");
        return;
    }
    grace_ms = window->grace_ms >= 0 ? window->grace_ms : config_get_int(settings, "grace");
    idle_ms = window->idle_ms >= 0 ? window->idle_ms : config_get_int(settings, "idle");
    say(explainer,
        "a window closes when all partitions have passed its end by %" G_GINT64_FORMAT
        " ms (grace), or are read to their ends and silent for %" G_GINT64_FORMAT " ms (idle)",
        grace_ms, idle_ms);
    if (whole->is_bounded)
        say(explainer, "all windows are kept: the query ends by itself");
    else
        say(explainer, "the newest %" G_GINT64_FORMAT " closed windows are kept (retain)",
            config_get_int(settings, "retain"));
    say(explainer, whole->is_final
                       ? "a window is shown once, when it closes; later rows are dropped "
                         "and counted"
                       : "a window is shown as it changes; later rows still count, and "
                         "are told as late");
}

static void say_end(Explainer *explainer, const PlanSelect *select)
{
    if (select->having != NULL)
        say(explainer, "leaves out groups that do not pass HAVING");
    if (select->orders_len > 0)
        say(explainer, "orders by %zu column%s", select->orders_len,
            select->orders_len == 1 ? "" : "s");
    if (select->offset > 0)
        say(explainer, "skips the first %" G_GINT64_FORMAT " rows", select->offset);
    if (select->limit >= 0)
        say(explainer, "shows at most %" G_GINT64_FORMAT " rows", select->limit);
}

static void say_rank(Explainer *explainer, const PlanRank *rank)
{
    const char *of = rank->partitions_len > 0 ? " of each partition" : "";

    if (rank->max < INT64_MAX)
        say(explainer, "numbers the first %" G_GINT64_FORMAT " rows%s", rank->max, of);
    else
        say(explainer, "numbers the rows%s", of);
}

static void say_query(Explainer *explainer, const PlanSelect *select, const PlanSelect *whole)
{
    if (select->input != NULL) {
        say(explainer, "over the rows of a query, as they come, change and go:");
        explainer->depth++;
        say_query(explainer, select->input, whole);
        explainer->depth--;
    } else {
        say_branches(explainer, select);
    }
    if (select->rank != NULL)
        say_rank(explainer, select->rank);
    say_steps(explainer, select->steps, select->steps_len);
    say_groups(explainer, select);
    say_life(explainer, select, whole);
    say_end(explainer, select);
}

static void say_views(Explainer *explainer)
{
    const BindShared *shared = explainer->binder->shared;
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < shared->views_len; i++) {
        if (shared->views[i].is_used)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   shared->views[i].name);
    }
    if (names->len > 0)
        say(explainer, "with the queries of views in place of their names: %s", names->str);
}

/* ---- the lines as rows ---- */

PlanSelect *explain_bind(Binder *binder, const PlanSelect *select)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    Explainer explainer = {binder, lines, 0};
    PlanValues *values = bind_alloc(binder, sizeof(PlanValues));
    PlanStep step = {.kind = PLAN_STEP_VALUES, .values = values, .slot = COLUMN_RECORD_LEN};
    const Expr **items;

    say_views(&explainer);
    say_query(&explainer, select, select);
    say(&explainer, select->is_bounded ? "ends by itself" : "goes on until it is stopped");
    items = bind_alloc(binder, lines->len * sizeof(Expr *));
    for (guint i = 0; i < lines->len; i++) {
        Value line = value_of_text(lines->pdata[i], strlen(lines->pdata[i]));

        items[i] = expr_new_constant(binder->arena, TYPE_TEXT, &line);
    }
    *values = (PlanValues){items, lines->len, 1};
    return query_of_step(binder, &step, "plan", TYPE_TEXT);
}
