#pragma once
/*
 * The way of a row as lines of text: where it comes from, and its steps.
 */
#include "dump_expr.h"
#include "row/interval.h"

static inline void dump_expand(GString *text, const PlanSelect *select, int slot,
                               const PlanExpand *expand)
{
    size_t len = expand->columns_len + (expand->has_ordinality ? 1 : 0);

    g_string_append(text, "expand");
    for (size_t i = 0; i < len; i++)
        g_string_append_printf(text, "%s $%zu", i > 0 ? "," : "", (size_t)slot + i);
    g_string_append_printf(text, " = %.*s(", (int)strcspn(expand->function->signature, "("),
                           expand->function->signature);
    dump_exprs(text, select, expand->arguments, expand->arguments_len);
    g_string_append_printf(text, ")%s\n", expand->has_ordinality ? " with ordinality" : "");
}

static inline void dump_values(GString *text, const PlanSelect *select, int slot,
                               const PlanValues *values)
{
    g_string_append_printf(text, "values $%d.. =", slot);
    for (size_t i = 0; i < values->rows_len; i++) {
        g_string_append(text, i > 0 ? ", (" : " (");
        dump_exprs(text, select, values->items + i * values->columns_len, values->columns_len);
        g_string_append_c(text, ')');
    }
    g_string_append_c(text, '\n');
}

static inline void dump_length(GString *text, const char *name, int64_t us)
{
    Interval interval = {.us = us};

    g_string_append_printf(text, " %s ", name);
    interval_write(&interval, text);
}

static inline void dump_window(GString *text, const PlanSelect *select, const PlanWindow *window)
{
    static const char *const kinds[] = {"tumble", "hop", "cumulate", "session"};
    const WindowSpec *spec = &window->spec;

    g_string_append_printf(text, "window $%d, $%d = %s", window->start_slot, window->end_slot,
                           kinds[spec->kind]);
    dump_length(text, "size", spec->size_us);
    if (spec->step_us != spec->size_us)
        dump_length(text, "step", spec->step_us);
    if (spec->shift_us != 0)
        dump_length(text, "shift", spec->shift_us);
    if (window->grace_ms >= 0)
        g_string_append_printf(text, " grace %" G_GINT64_FORMAT " ms", window->grace_ms);
    if (window->idle_ms >= 0)
        g_string_append_printf(text, " idle %" G_GINT64_FORMAT " ms", window->idle_ms);
    g_string_append(text, " of ");
    dump_expr(text, select, false, window->time);
    if (window->time_slot != expr_slot(window->time))
        g_string_append_printf(text, " WRONG SLOT %d", window->time_slot);
    if (window->type != expr_type(window->time))
        g_string_append_printf(text, " WRONG TYPE %s", type_name(window->type));
    if (window->by != NULL)
        g_string_append(text, " by ");
    if (window->by != NULL)
        dump_expr(text, select, false, window->by);
    g_string_append_c(text, '\n');
}

static inline void dump_step(GString *text, const PlanSelect *select, const PlanStep *step)
{
    switch (step->kind) {
    case PLAN_STEP_FILTER:
        dump_line(text, select, false, "where", step->expr);
        break;
    case PLAN_STEP_COMPUTE:
        g_string_append_printf(text, "compute $%d = ", step->slot);
        dump_expr(text, select, false, step->expr);
        g_string_append_c(text, '\n');
        break;
    case PLAN_STEP_EXPAND:
        dump_expand(text, select, step->slot, step->expand);
        break;
    case PLAN_STEP_VALUES:
        dump_values(text, select, step->slot, step->values);
        break;
    case PLAN_STEP_WINDOW:
        dump_window(text, select, step->window);
        break;
    case PLAN_STEP_NUMBER:
        g_string_append_printf(text, "number $%d\n", step->slot);
        break;
    }
}

static inline void dump_steps(GString *text, const PlanSelect *select, const PlanStep *steps,
                              size_t len)
{
    for (size_t i = 0; i < len; i++)
        dump_step(text, select, &steps[i]);
}

static inline void dump_bound(GString *text, const char *name, const PlanBound *bound)
{
    Value time = value_of_integer(bound->time_ms * 1000);

    if (bound->kind == PLAN_BOUND_NONE)
        return;
    g_string_append_printf(text, "%s ", name);
    if (bound->kind == PLAN_BOUND_EARLIEST)
        g_string_append(text, "earliest");
    else if (bound->kind == PLAN_BOUND_LATEST)
        g_string_append(text, "latest");
    else if (bound->kind == PLAN_BOUND_OFFSET)
        g_string_append_printf(text, "offset %" G_GINT64_FORMAT, bound->offset);
    else if (bound->kind == PLAN_BOUND_LAST)
        g_string_append_printf(text, "last %" G_GINT64_FORMAT, bound->offset);
    else
        value_write(TYPE_TIMESTAMPTZ, &time, NULL, text);
    g_string_append_c(text, '\n');
}

/* The fields that something reads; "doubt" if there is something to be said about one. */
static inline void dump_fields(GString *text, const PlanBranch *branch)
{
    const PlanSource *source = branch->source;

    if (source->format != NULL)
        g_string_append_printf(text, "as %s\n", format_name(source->format->kind));
    if (source->key_slot > 0)
        g_string_append_printf(text, "key $%d\n", source->key_slot);
    for (size_t i = 0; i < source->fields_len; i++) {
        const PlanField *field = &source->fields[i];

        if (!slot_set_has(&branch->record_slots, (size_t)field->slot))
            continue;
        g_string_append_printf(text, "field $%d =", field->slot);
        for (size_t k = 0; k < field->path_len; k++)
            g_string_append_printf(text, "%s%s", k > 0 ? "." : " ", field->path[k]);
        g_string_append_printf(text, ":%s%s\n", type_name(field->type),
                               field->doubt == NULL ? "" : ", doubt");
    }
}

static inline void dump_branch(GString *text, const PlanSelect *select, const PlanBranch *branch)
{
    SlotSet record = {{0}};

    if (branch->source == NULL) {
        g_string_append(text, "from nothing\n");
    } else {
        g_string_append_printf(text, "from %s%s\n",
                               branch->source->pattern != NULL ? "all of " : "",
                               branch->source->topic);
        dump_bound(text, "since", &branch->source->since);
        dump_bound(text, "until", &branch->source->until);
        dump_fields(text, branch);
    }
    for (size_t slot = 0; slot < COLUMN_RECORD_LEN; slot++) {
        if (slot_set_has(&branch->record_slots, slot))
            slot_set_add(&record, slot);
    }
    if (!slot_set_is_empty(&record)) {
        g_string_append(text, "reads ");
        dump_slots(text, select, false, &record);
        g_string_append_c(text, '\n');
    }
    dump_steps(text, select, branch->steps, branch->steps_len);
}
