#pragma once
/*
 * A plan as lines of text, for the case folders: short, stable, and with every field that differs
 * from the usual.
 */
#include "dump_change.h"
#include "dump_step.h"

static inline void dump_end(GString *text, const PlanSelect *select)
{
    if (select->for_ms >= 0)
        g_string_append_printf(text, "for %" G_GINT64_FORMAT " ms\n", select->for_ms);
    g_string_append_printf(text, "%s%s%s%s\n", select->is_bounded ? "bounded" : "endless",
                           select->may_last ? ", may last" : "",
                           select->ends_by_offsets ? ", ends by offsets" : "",
                           select->is_final ? ", final" : "");
}

static inline void dump_order(GString *text, const PlanOrder *order)
{
    g_string_append_printf(text, "%s%s", order->is_descending ? " desc" : "",
                           order->nulls_first ? " nulls first" : "");
}

static inline void dump_rank(GString *text, const PlanSelect *select, const PlanRank *rank)
{
    if (rank == NULL)
        return;
    g_string_append_printf(text, "row number $%d", rank->slot);
    if (rank->max < INT64_MAX)
        g_string_append_printf(text, " up to %" G_GINT64_FORMAT, rank->max);
    g_string_append(text, rank->partitions_len > 0 ? " in each " : "");
    dump_exprs(text, select, rank->partitions, rank->partitions_len);
    for (size_t i = 0; i < rank->orders_len; i++) {
        g_string_append(text, i == 0 ? " by " : ", ");
        dump_expr(text, select, false, rank->order_exprs[rank->orders[i].output]);
        dump_order(text, &rank->orders[i]);
    }
    g_string_append_c(text, '\n');
}

static inline void dump_always(GString *text, const PlanSelect *select)
{
    for (size_t i = 0; i < select->always_len; i++) {
        g_string_append(text, "always (");
        for (size_t k = 0; k < select->keys_len; k++) {
            g_string_append(text, k > 0 ? ", " : "");
            dump_value(text, expr_type(select->keys[k]), &select->always[i * select->keys_len + k]);
        }
        g_string_append(text, ")\n");
    }
}

static inline void dump_groups(GString *text, const PlanSelect *select)
{
    if (select->window != NULL)
        g_string_append_printf(text, "lies in $%d, $%d\n", select->window->start_slot,
                               select->window->end_slot);
    if (!select->is_grouped)
        return;
    g_string_append(text, "grouped");
    if (select->window_key >= 0)
        g_string_append_printf(text, ", window start is k%d", select->window_key);
    if (select->window_end_key >= 0)
        g_string_append_printf(text, ", window end is k%d", select->window_end_key);
    g_string_append(text, select->is_sliced ? ", sliced\n" : "\n");
    for (size_t i = 0; i < select->keys_len; i++)
        dump_line(text, select, false, "key", select->keys[i]);
    for (size_t i = 0; i < select->aggregates_len; i++)
        dump_aggregate(text, select, &select->aggregates[i]);
    dump_always(text, select);
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
    for (size_t i = 0; i < select->orders_len; i++) {
        g_string_append_printf(text, "order by %zu", select->orders[i].output);
        dump_order(text, &select->orders[i]);
        g_string_append_c(text, '\n');
    }
    if (select->limit >= 0)
        g_string_append_printf(text, "limit %" G_GINT64_FORMAT "\n", select->limit);
    if (select->offset != 0)
        g_string_append_printf(text, "offset %" G_GINT64_FORMAT "\n", select->offset);
}

static inline void dump_select(GString *text, const PlanSelect *select);

/* The query whose results are this one's rows, two spaces in. */
static inline void dump_input(GString *text, const PlanSelect *input)
{
    g_autoptr(GString) inner = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    dump_select(inner, input);
    lines = g_strsplit(inner->str, "\n", -1);
    g_string_append(text, "from rows of\n");
    for (size_t i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
        g_string_append_printf(text, "  %s\n", lines[i]);
}

static inline void dump_select(GString *text, const PlanSelect *select)
{
    if (select->input != NULL)
        dump_input(text, select->input);
    for (size_t i = 0; select->input == NULL && i < select->branches_len; i++)
        dump_branch(text, select, &select->branches[i]);
    dump_rank(text, select, select->rank);
    if (select->branches_len > 1 && select->steps_len > 0)
        g_string_append(text, "then\n");
    dump_steps(text, select, select->steps, select->steps_len);
    dump_groups(text, select);
    dump_outputs(text, select);
}

/* The lines of EXPLAIN ANALYZE. */
static inline void dump_analysis(GString *text, const PlanAnalysis *analysis)
{
    static const char *const parts[] = {"words",  "fetch", "read",   "decode", "step",
                                        "link",   "rank",  "group",  "rows",   "hand over",
                                        "having", "order", "offset", "limit",  "show"};

    for (size_t i = 0; analysis != NULL && i < analysis->lines_len; i++)
        g_string_append_printf(text, "measured %s: %s\n", parts[analysis->lines[i].part],
                               analysis->lines[i].text);
}

/* (owned) */
static inline char *dump_plan(const Plan *plan)
{
    g_autoptr(GString) text = g_string_new(NULL);

    switch (plan->kind) {
    case PLAN_SELECT:
        dump_select(text, &plan->select);
        dump_end(text, &plan->select);
        dump_analysis(text, plan->analysis);
        break;
    case PLAN_INSERT:
        dump_insert(text, &plan->insert);
        break;
    case PLAN_VIEW:
        dump_view(text, &plan->view);
        break;
    case PLAN_COPY:
        dump_copy(text, &plan->copy);
        break;
    case PLAN_TABLE:
        dump_table(text, &plan->table);
        break;
    }
    return g_strdup(text->str);
}
