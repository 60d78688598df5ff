#include "plan/explain.h"

#include "catalog/catalog.h"
#include "expr/build.h"
#include "plan/query.h"
#include "plan/view.h"
#include "row/interval.h"

typedef struct Explainer {
    Binder *binder;
    bool is_analysis; /* lines of what is measured only; else those of what a plan says */
    GArray *lines;    /* owned PlanLine */
    int depth;
    const PlanSelect *select; /* whose steps are told */
    const PlanBranch *branch; /* that rows come from; NULL: from several, or from a query */
} Explainer;

/* Parts that an engine has, and that say nothing of a query that was not run. */
static bool is_measured_only(PlanPart part)
{
    return part == PLAN_PART_FETCH || part == PLAN_PART_ROWS || part == PLAN_PART_HAND_OVER ||
           part == PLAN_PART_SHOW;
}

static void say(Explainer *explainer, PlanPart part, const void *subject, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static void say(Explainer *explainer, PlanPart part, const void *subject, const char *format, ...)
{
    g_autoptr(GString) text = g_string_new(NULL);
    PlanLine line = {part, subject, NULL};
    va_list args;

    if (explainer->is_analysis ? part == PLAN_PART_WORDS : is_measured_only(part))
        return;
    for (int i = 0; i < explainer->depth; i++)
        g_string_append(text, "  ");
    va_start(args, format);
    g_string_append_vprintf(text, format, args);
    va_end(args);
    line.text = bind_copy(explainer->binder, text->str);
    g_array_append_val(explainer->lines, line);
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
    case PLAN_BOUND_LAST:
        return g_strdup_printf("the last %" G_GINT64_FORMAT " of each partition", bound->offset);
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
        const PlanField *field = &source->fields[i];

        if (!slot_set_has(&branch->record_slots, (size_t)field->slot))
            continue;
        g_string_append_printf(names, "%s%s %s", names->len > 0 ? ", " : "", field->name,
                               type_name(field->type));
        if (field->nulls_share > 0)
            g_string_append_printf(names, " (NULL in %.3g %%)", field->nulls_share * 100);
    }
    if (names->len > 0)
        say(explainer, PLAN_PART_DECODE, branch, "decodes of each record, as %s: %s",
            format_name(source->format->kind), names->str);
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
    say(explainer, PLAN_PART_READ, branch, "reads %s %s from %s%s%s",
        source->pattern != NULL ? "all topics that match" : "topic", source->topic, since,
        source->until.kind == PLAN_BOUND_NONE ? ", " : " to ", until);
    say_fields(explainer, branch);
}

/* Of the row's columns, as far as they have names; or NULL. */
static const char *slot_name(const Explainer *explainer, size_t slot)
{
    const PlanSource *source = explainer->branch == NULL ? NULL : explainer->branch->source;
    const PlanSelect *input = explainer->select->input;
    size_t columns_len;
    const CatalogColumn *columns = catalog_record_columns(&columns_len);

    if (explainer->select->rank != NULL && slot == (size_t)explainer->select->rank->slot)
        return "its number";
    if (input != NULL)
        return slot < input->outputs_len ? input->outputs[slot].name : NULL;
    for (size_t i = 0; source != NULL && i < source->fields_len; i++) {
        if ((size_t)source->fields[i].slot == slot)
            return source->fields[i].name;
    }
    if (source != NULL && source->key_slot > 0 && (size_t)source->key_slot == slot)
        return columns[COLUMN_KEY].name;
    return source != NULL && slot < columns_len ? columns[slot].name : NULL;
}

/* (owned) " from a, b": what an expression reads; nothing if it reads what has no name. */
static char *reads_text(const Explainer *explainer, const char *word, const Expr *expr)
{
    g_autoptr(GString) text = g_string_new(NULL);
    SlotSet used = {{0}};

    expr_slots_used(expr, &used);
    for (size_t slot = 0; slot < (size_t)explainer->select->slots_len; slot++) {
        const char *name = slot_name(explainer, slot);

        if (!slot_set_has(&used, slot))
            continue;
        if (name == NULL)
            return g_strdup("");
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : word, name);
    }
    return g_strdup(text->str);
}

static void say_expr(Explainer *explainer, const PlanStep *step)
{
    bool is_filter = step->kind == PLAN_STEP_FILTER;
    g_autofree char *reads = reads_text(explainer, is_filter ? " on " : " from ", step->expr);

    if (is_filter)
        say(explainer, PLAN_PART_STEP, step, "leaves out rows that do not pass a condition%s",
            reads);
    else
        say(explainer, PLAN_PART_STEP, step, "computes a column of type %s%s",
            type_name(expr_type(step->expr)), reads);
}

static void say_window(Explainer *explainer, const PlanStep *said)
{
    const PlanWindow *window = said->window;
    g_autofree char *size = length_text(window->spec.size_us);
    g_autofree char *step = length_text(window->spec.step_us);

    switch (window->spec.kind) {
    case WINDOW_TUMBLE:
        say(explainer, PLAN_PART_STEP, said, "puts each row into a window of %s", size);
        break;
    case WINDOW_HOP:
        say(explainer, PLAN_PART_STEP, said, "puts each row into windows of %s that begin every %s",
            size, step);
        break;
    case WINDOW_CUMULATE:
        say(explainer, PLAN_PART_STEP, said, "puts each row into windows that grow by %s up to %s",
            step, size);
        break;
    case WINDOW_SESSION:
        say(explainer, PLAN_PART_STEP, said,
            "puts each row into a session, which ends %s after its last row%s", size,
            window->by == NULL ? "" : ", one for each value of its by");
        break;
    }
}

/* No rows come to it. */
static bool is_first(const Explainer *explainer, const PlanStep *step)
{
    const PlanBranch *branch = explainer->branch;

    return branch != NULL && branch->source == NULL &&
           step == (branch->steps_len > 0 ? branch->steps : explainer->select->steps);
}

static void say_step(Explainer *explainer, const PlanStep *step)
{
    switch (step->kind) {
    case PLAN_STEP_FILTER:
    case PLAN_STEP_COMPUTE:
        say_expr(explainer, step);
        break;
    case PLAN_STEP_EXPAND:
        say(explainer, PLAN_PART_STEP, step, "makes a row of each that %s gives",
            step->expand->function->signature);
        break;
    case PLAN_STEP_VALUES:
        say(explainer, PLAN_PART_STEP, step, "%s %zu constant row%s",
            is_first(explainer, step) ? "gives" : "repeats each row for", step->values->rows_len,
            step->values->rows_len == 1 ? "" : "s");
        break;
    case PLAN_STEP_WINDOW:
        say_window(explainer, step);
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
    explainer->select = select;
    if (plan_has_topic(select))
        say(explainer, PLAN_PART_FETCH, select,
            "fetches records from the brokers, and unpacks them");
    for (size_t i = 0; i < select->branches_len; i++) {
        explainer->branch = &select->branches[i];
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

    if (!select->is_grouped) {
        say(explainer, PLAN_PART_ROWS, select, "computes %zu column%s of each row",
            select->outputs_len, select->outputs_len == 1 ? "" : "s");
        return;
    }
    for (size_t i = 0; i < select->aggregates_len; i++) {
        if (!select->aggregates[i].is_unused)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   select->aggregates[i].call.aggregate->name);
    }
    say(explainer, PLAN_PART_GROUP, select, "groups rows by %zu key%s and keeps of each group: %s",
        select->keys_len, select->keys_len == 1 ? "" : "s",
        names->len == 0 ? "nothing but its key" : names->str);
    say(explainer, PLAN_PART_WORDS, NULL,
        "state: about %zu bytes a group besides its key, and what its values need",
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
        say(explainer, PLAN_PART_WORDS, NULL, "groups are kept as long as the query runs");
        return;
    }
    grace_ms = window->grace_ms >= 0 ? window->grace_ms : config_get_int(settings, "grace");
    idle_ms = window->idle_ms >= 0 ? window->idle_ms : config_get_int(settings, "idle");
    say(explainer, PLAN_PART_WORDS, NULL,
        "a window closes %" G_GINT64_FORMAT
        " ms (grace) behind its end in all partitions but those silent for %" G_GINT64_FORMAT
        " ms (idle)",
        grace_ms, idle_ms);
    if (whole->is_bounded)
        say(explainer, PLAN_PART_WORDS, NULL, "all windows are kept: the query ends by itself");
    else
        say(explainer, PLAN_PART_WORDS, NULL,
            "the newest %" G_GINT64_FORMAT " closed windows are kept (retain)",
            config_get_int(settings, "retain"));
    say(explainer, PLAN_PART_WORDS, NULL,
        whole->is_final ? "a window is shown once, when it closes; later rows are dropped "
                          "and counted"
                        : "a window is shown as it changes; later rows still count, and "
                          "are told as late");
}

static void say_end(Explainer *explainer, const PlanSelect *select)
{
    if (select->having != NULL)
        say(explainer, PLAN_PART_HAVING, select, "leaves out groups that do not pass HAVING");
    if (select->orders_len > 0)
        say(explainer, PLAN_PART_ORDER, select, "orders by %zu column%s", select->orders_len,
            select->orders_len == 1 ? "" : "s");
    if (select->offset > 0)
        say(explainer, PLAN_PART_OFFSET, select, "skips the first %" G_GINT64_FORMAT " rows",
            select->offset);
    if (select->limit >= 0)
        say(explainer, PLAN_PART_LIMIT, select, "shows at most %" G_GINT64_FORMAT " rows",
            select->limit);
}

static void say_rank(Explainer *explainer, const PlanSelect *select)
{
    const PlanRank *rank = select->rank;
    const char *of = rank->partitions_len > 0 ? " of each partition" : "";

    if (rank->max < INT64_MAX)
        say(explainer, PLAN_PART_RANK, select, "numbers the first %" G_GINT64_FORMAT " rows%s",
            rank->max, of);
    else
        say(explainer, PLAN_PART_RANK, select, "numbers the rows%s", of);
}

static void say_query(Explainer *explainer, const PlanSelect *select, const PlanSelect *whole)
{
    if (select->input != NULL) {
        say(explainer, PLAN_PART_LINK, select,
            "over the rows of a query, as they come, change and go:");
        explainer->depth++;
        say_query(explainer, select->input, whole);
        explainer->depth--;
    } else {
        say_branches(explainer, select);
    }
    if (select->rank != NULL)
        say_rank(explainer, select);
    explainer->select = select;
    explainer->branch = select->branches_len == 1 ? &select->branches[0] : NULL;
    say_steps(explainer, select->steps, select->steps_len);
    say_groups(explainer, select);
    if (select->input == NULL)
        say(explainer, PLAN_PART_HAND_OVER, select, "hands over what changed, and adds it up");
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
        say(explainer, PLAN_PART_WORDS, NULL,
            "with the queries of views in place of their names: %s", names->str);
}

/* ---- the lines as rows ---- */

/* (owned) Lines of PlanLine, whose texts are in the plan's arena. */
static GArray *find_lines(Binder *binder, const PlanSelect *select, bool is_analysis)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(PlanLine));
    Explainer explainer = {.binder = binder, .is_analysis = is_analysis, .lines = lines};

    say_views(&explainer);
    say_query(&explainer, select, select);
    say(&explainer, PLAN_PART_SHOW, select, "brings the visible table up to date");
    say(&explainer, PLAN_PART_WORDS, NULL,
        select->is_bounded ? "ends by itself" : "goes on until it is stopped");
    return lines;
}

PlanSelect *explain_bind(Binder *binder, const PlanSelect *select)
{
    g_autoptr(GArray) lines = find_lines(binder, select, false);
    PlanValues *values = bind_alloc(binder, sizeof(PlanValues));
    PlanStep step = {.kind = PLAN_STEP_VALUES, .values = values, .slot = COLUMN_RECORD_LEN};
    const Expr **items = bind_alloc(binder, lines->len * sizeof(Expr *));

    for (guint i = 0; i < lines->len; i++) {
        const char *text = g_array_index(lines, PlanLine, i).text;
        Value line = value_of_text(text, strlen(text));

        items[i] = expr_new_constant(binder->arena, TYPE_TEXT, &line);
    }
    *values = (PlanValues){items, lines->len, 1};
    return query_of_step(binder, &step, "plan", TYPE_TEXT);
}

static const struct {
    const char *name;
    Type type;
} analysis_columns[PLAN_ANALYSIS_COLUMNS] = {
    [PLAN_ANALYSIS_PLAN] = {"plan",     TYPE_TEXT   },
    [PLAN_ANALYSIS_SHARE] = {"cpu %",    TYPE_NUMERIC},
    [PLAN_ANALYSIS_ROWS_IN] = {"rows in",  TYPE_INT8   },
    [PLAN_ANALYSIS_ROWS_OUT] = {"rows out", TYPE_INT8   },
    [PLAN_ANALYSIS_RATE] = {"rows/s",   TYPE_INT8   },
    [PLAN_ANALYSIS_COST] = {"ns/row",   TYPE_INT8   },
    [PLAN_ANALYSIS_DETAILS] = {"details",  TYPE_TEXT   },
};

const PlanAnalysis *explain_analysis(Binder *binder, const PlanSelect *select)
{
    g_autoptr(GArray) lines = find_lines(binder, select, true);
    PlanAnalysis *analysis = bind_alloc(binder, sizeof(PlanAnalysis));
    PlanOutput *outputs = bind_alloc(binder, PLAN_ANALYSIS_COLUMNS * sizeof(PlanOutput));

    for (size_t i = 0; i < PLAN_ANALYSIS_COLUMNS; i++)
        outputs[i] =
            (PlanOutput){analysis_columns[i].name,
                         expr_new_slot(binder->arena, (int)i, analysis_columns[i].type), true};
    analysis->lines = bind_copy_array(binder, lines, sizeof(PlanLine));
    analysis->lines_len = lines->len;
    analysis->table = (PlanSelect){.outputs = outputs,
                                   .outputs_len = PLAN_ANALYSIS_COLUMNS,
                                   .limit = -1,
                                   .is_bounded = select->is_bounded,
                                   .may_last = select->may_last,
                                   .for_ms = -1};
    return analysis;
}
