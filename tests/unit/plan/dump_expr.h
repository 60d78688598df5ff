#pragma once
/*
 * An expression of a plan as text: its type and the slots that it reads, as `(value, $8):text`; a
 * slot alone as `value:text`; a constant as its value. Slots of a record have its columns' names,
 * all others are `$8`. Group slots are k0.. (keys) and a0..
 */
#include "plan/plan.h"
#include "row/batch.h"

static const char *const dump_columns[] = {
    "value", "key", "timestamp", "partition", "offset", "headers", "topic", "received_at",
};
G_STATIC_ASSERT(G_N_ELEMENTS(dump_columns) == COLUMN_RECORD_LEN);

static inline void dump_slot(GString *text, const PlanSelect *select, bool is_group, size_t slot)
{
    if (is_group && slot < select->keys_len)
        g_string_append_printf(text, "k%zu", slot);
    else if (is_group)
        g_string_append_printf(text, "a%zu", slot - select->keys_len);
    else if (select->input == NULL && slot < COLUMN_RECORD_LEN)
        g_string_append(text, dump_columns[slot]);
    else
        g_string_append_printf(text, "$%zu", slot);
}

static inline void dump_slots(GString *text, const PlanSelect *select, bool is_group,
                              const SlotSet *slots)
{
    const char *before = "";

    for (size_t slot = 0; slot < EXPR_SLOTS_MAX; slot++) {
        if (!slot_set_has(slots, slot))
            continue;
        g_string_append(text, before);
        dump_slot(text, select, is_group, slot);
        before = ", ";
    }
}

static inline void dump_value(GString *text, Type type, const Value *value)
{
    if (value->is_null)
        g_string_append(text, "NULL");
    else
        value_write(type, value, NULL, text);
}

static inline void dump_constant(GString *text, const Expr *expr)
{
    g_autoptr(Arena) arena = arena_new(1024 * 1024);
    ExprContext context = {.arena = arena, .now_us = 0};
    Value value;

    if (expr_eval(expr, &context, NULL, &value, NULL))
        dump_value(text, expr_type(expr), &value);
    else
        g_string_append(text, "fails");
}

/* slot:type, constant:type, or (slot, slot):type */
static inline void dump_expr(GString *text, const PlanSelect *select, bool is_group,
                             const Expr *expr)
{
    SlotSet used = {{0}};

    expr_slots_used(expr, &used);
    if (expr_slot(expr) >= 0) {
        dump_slot(text, select, is_group, (size_t)expr_slot(expr));
    } else if (slot_set_is_empty(&used)) {
        dump_constant(text, expr);
    } else {
        g_string_append_c(text, '(');
        dump_slots(text, select, is_group, &used);
        g_string_append_c(text, ')');
    }
    g_string_append_printf(text, ":%s", type_name(expr_type(expr)));
}

static inline void dump_exprs(GString *text, const PlanSelect *select, const Expr *const *exprs,
                              size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_string_append(text, i > 0 ? ", " : "");
        dump_expr(text, select, false, exprs[i]);
    }
}

static inline void dump_line(GString *text, const PlanSelect *select, bool is_group,
                             const char *name, const Expr *expr)
{
    if (expr == NULL)
        return;
    g_string_append_printf(text, "%s ", name);
    dump_expr(text, select, is_group, expr);
    g_string_append_c(text, '\n');
}

static inline void dump_aggregate(GString *text, const PlanSelect *select,
                                  const PlanAggregate *aggregate)
{
    const AggregateCall *call = &aggregate->call;

    g_string_append_printf(text, "aggregate %s%s:%s%s\n", call->is_distinct ? "distinct " : "",
                           call->aggregate->name, type_name(call->result_type),
                           aggregate->is_unused ? ", unused" : "");
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
