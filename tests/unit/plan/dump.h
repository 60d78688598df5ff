#pragma once
/*
 * A plan as lines of text, for the case folders: short, stable, and with every field that differs
 * from the usual.
 */
#include "dump_expr.h"

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
    else
        value_write(TYPE_TIMESTAMPTZ, &time, NULL, text);
    g_string_append_c(text, '\n');
}

static inline void dump_source(GString *text, const PlanSelect *select)
{
    g_string_append_printf(text, "from %s\n", select->topic == NULL ? "nothing" : select->topic);
    dump_bound(text, "since", &select->since);
    dump_bound(text, "until", &select->until);
    if (select->for_ms >= 0)
        g_string_append_printf(text, "for %" G_GINT64_FORMAT " ms\n", select->for_ms);
    g_string_append_printf(text, "%s%s\n", select->is_bounded ? "bounded" : "endless",
                           select->may_last ? ", may last" : "");
    g_string_append(text, "slots");
    for (int slot = 0; slot < 64; slot++) {
        if ((select->slots_used >> slot & 1) == 0)
            continue;
        g_string_append_c(text, ' ');
        dump_slot(text, select, false, slot);
    }
    g_string_append_c(text, '\n');
    if (select->window != NULL) {
        g_string_append_printf(
            text, "window %" G_GINT64_FORMAT " us, shift %" G_GINT64_FORMAT " us, time slot %d\n",
            select->window->size_us, select->window->shift_us, select->window->time_slot);
        dump_line(text, select, false, "time", select->window->time);
    }
}

static inline void dump_rows(GString *text, const PlanSelect *select)
{
    dump_line(text, select, false, "where record", select->where_record);
    for (size_t i = 0; i < select->expands_len; i++) {
        const PlanExpand *expand = &select->expands[i];

        g_string_append_printf(text, "expand %s = %.*s(", dump_columns[expand->slot],
                               (int)strcspn(expand->function->signature, "("),
                               expand->function->signature);
        for (size_t j = 0; j < expand->arguments_len; j++) {
            g_string_append(text, j > 0 ? ", " : "");
            dump_expr(text, select, false, expand->arguments[j]);
        }
        g_string_append(text, ")\n");
    }
    dump_line(text, select, false, "where row", select->where_row);
}

static inline void dump_aggregate(GString *text, const PlanSelect *select,
                                  const PlanAggregate *aggregate)
{
    const AggregateCall *call = &aggregate->call;

    g_string_append_printf(text, "aggregate %s%s:%s\n", call->is_distinct ? "distinct " : "",
                           call->aggregate->name, type_name(call->result_type));
    for (size_t i = 0; i < call->inputs_len; i++)
        dump_line(text, select, false, i < call->arguments_len ? "  of" : "  and",
                  aggregate->inputs[i]);
    if (!call->constant.is_null) {
        g_string_append(text, "  constant ");
        value_write(call->aggregate->constant, &call->constant, NULL, text);
        g_string_append_c(text, '\n');
    }
    for (size_t i = 0; i < call->orders_len; i++)
        g_string_append_printf(text, "  order by %zu%s%s\n", call->orders[i].input,
                               call->orders[i].is_descending ? " desc" : "",
                               call->orders[i].nulls_first ? " nulls first" : "");
    dump_line(text, select, false, "  where", aggregate->filter);
}

static inline void dump_groups(GString *text, const PlanSelect *select)
{
    if (!select->is_grouped)
        return;
    g_string_append_printf(text, "grouped, window key %d, window end key %d\n", select->window_key,
                           select->window_end_key);
    for (size_t i = 0; i < select->keys_len; i++)
        dump_line(text, select, false, "key", select->keys[i]);
    for (size_t i = 0; i < select->aggregates_len; i++) {
        dump_aggregate(text, select, &select->aggregates[i]);
    }
    dump_line(text, select, true, "having", select->having);
}

static inline void dump_outputs(GString *text, const PlanSelect *select)
{
    for (size_t i = 0; i < select->outputs_len; i++) {
        const PlanOutput *output = &select->outputs[i];

        g_string_append_printf(text, "%s %s = ", output->is_visible ? "output" : "hidden",
                               output->name);
        dump_expr(text, select, select->is_grouped, output->expr);
        g_string_append_c(text, '\n');
    }
    for (size_t i = 0; i < select->orders_len; i++)
        g_string_append_printf(text, "order by %zu%s%s\n", select->orders[i].output,
                               select->orders[i].is_descending ? " desc" : "",
                               select->orders[i].nulls_first ? " nulls first" : "");
    if (select->limit >= 0)
        g_string_append_printf(text, "limit %" G_GINT64_FORMAT "\n", select->limit);
    if (select->offset != 0)
        g_string_append_printf(text, "offset %" G_GINT64_FORMAT "\n", select->offset);
}

static inline void dump_text(GString *text, const char *name, const Value *value)
{
    if (value->is_null)
        g_string_append_printf(text, " %s NULL", name);
    else
        g_string_append_printf(text, " %s '%.*s'", name, (int)value->len, value->text);
}

static inline void dump_insert(GString *text, const PlanInsert *insert)
{
    g_string_append_printf(text, "insert into %s\n", insert->topic);
    for (size_t i = 0; i < insert->rows_len; i++) {
        g_string_append(text, "row");
        dump_text(text, "key", &insert->rows[i].key);
        dump_text(text, "value", &insert->rows[i].value);
        g_string_append_c(text, '\n');
    }
}

/* (owned) */
static inline char *dump_plan(const Plan *plan)
{
    g_autoptr(GString) text = g_string_new(NULL);

    switch (plan->kind) {
    case PLAN_SELECT:
        dump_source(text, &plan->select);
        dump_rows(text, &plan->select);
        dump_groups(text, &plan->select);
        dump_outputs(text, &plan->select);
        break;
    case PLAN_INSERT:
        dump_insert(text, &plan->insert);
        break;
    case PLAN_SHOW_TOPICS:
        g_string_append(text, "show topics\n");
        break;
    }
    return g_strdup(text->str);
}
