#pragma once
/*
 * An expression of a plan as text: its type and the slots that it reads, as `(value, f0):text`; a
 * slot alone as `value:text`; a constant as its value. Group slots are k0.. (keys) and a0..
 */
#include "plan/plan.h"
#include "row/batch.h"

static const char *const dump_columns[] = {
    "value",       "key",          "timestamp",  "partition", "offset", "headers", "topic",
    "received_at", "window_start", "window_end", "f0",        "f1",     "f2",      "f3",
};

static inline void dump_slot(GString *text, const PlanSelect *select, bool is_group, int slot)
{
    if (!is_group)
        g_string_append(text, slot < COLUMN_LEN_MAX ? dump_columns[slot] : "?");
    else if (slot < (int)select->keys_len)
        g_string_append_printf(text, "k%d", slot);
    else
        g_string_append_printf(text, "a%d", slot - (int)select->keys_len);
}

static inline void dump_constant(GString *text, const Expr *expr)
{
    g_autoptr(Arena) arena = arena_new(1024 * 1024);
    ExprContext context = {.arena = arena, .now_us = 0};
    Value value;

    if (!expr_eval(expr, &context, NULL, &value, NULL))
        g_string_append(text, "fails");
    else if (value.is_null)
        g_string_append(text, "NULL");
    else
        value_write(expr_type(expr), &value, NULL, text);
}

/* slot:type, constant:type, or (slot, slot):type */
static inline void dump_expr(GString *text, const PlanSelect *select, bool is_group,
                             const Expr *expr)
{
    uint64_t bits = 0;

    if (expr_slot(expr) >= 0) {
        dump_slot(text, select, is_group, expr_slot(expr));
    } else {
        expr_slots_used(expr, &bits);
        if (bits == 0) {
            dump_constant(text, expr);
        } else {
            const char *before = "(";

            for (int slot = 0; slot < 64; slot++) {
                if ((bits >> slot & 1) == 0)
                    continue;
                g_string_append(text, before);
                dump_slot(text, select, is_group, slot);
                before = ", ";
            }
            g_string_append_c(text, ')');
        }
    }
    g_string_append_printf(text, ":%s", type_name(expr_type(expr)));
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
