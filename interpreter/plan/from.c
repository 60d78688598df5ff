#include "plan/from.h"

#include "expr/build.h"
#include "plan/relation.h"
#include "plan/window_item.h"

/* ---- table functions ---- */

static bool fail_no_function(Binder *binder, const SqlExpr *call)
{
    size_t len;
    const TableFunction *table = table_function_table(&len);
    g_autoptr(GString) names = g_string_new("topic, tumble");

    for (size_t i = 0; i < len; i++)
        g_string_append_printf(names, ", %s", table[i].name);
    fail_at(binder->error, FAIL_QUERY, call->position, "there is no table function %s", call->name);
    return fail_hint(binder->error, "in FROM stand a topic's name and the functions %s",
                     names->str);
}

/* What a function prepares from its constant arguments is tried here, where its place is known. */
static bool try_prepare(Binder *binder, const PlanExpand *expand, int position)
{
    ExprContext context = {.arena = binder->arena, .now_us = binder->input->now_us};
    Value values[TABLE_FUNCTION_ARGUMENTS_MAX];
    void *prepared = NULL;

    if (expand->function->prepare == NULL)
        return true;
    for (size_t i = 0; i < expand->arguments_len; i++) {
        values[i] = VALUE_NULL;
        if (expr_is_constant(expand->arguments[i]) &&
            !expr_eval(expand->arguments[i], &context, NULL, &values[i], binder->error))
            return bind_fail_here(binder, position);
    }
    if (!expand->function->prepare(values, expand->arguments_len, &prepared, binder->error)) {
        if (binder->error != NULL && *binder->error != NULL && fail_position(*binder->error) < 0) {
            g_autoptr(GError) nowhere = g_steal_pointer(binder->error);

            fail_at(binder->error, FAIL_QUERY, position, "%s", nowhere->message);
            if (fail_hint_of(nowhere) != NULL)
                fail_hint(binder->error, "%s", fail_hint_of(nowhere));
        }
        return false;
    }
    if (prepared != NULL)
        expand->function->release(prepared);
    return true;
}

/* As for any function, PostgreSQL makes a text of another type only when it is asked. */
static bool check_argument_type(Binder *binder, const SqlExpr *call, size_t i,
                                const TableFunction *function, const Expr *argument)
{
    Type type = expr_type(argument);

    if (type == function->arguments[i] || type == TYPE_UNKNOWN ||
        function->arguments[i] != TYPE_TEXT)
        return true;
    fail_at(binder->error, FAIL_QUERY, call->items[i]->position,
            "argument %zu of %s is of type text, not %s", i + 1, call->name, type_name(type));
    return fail_hint(binder->error, "it is called as %s; a cast makes a text: (...)::text",
                     function->signature);
}

static bool bind_expand_arguments(Binder *binder, const SqlExpr *call, PlanExpand *expand)
{
    const TableFunction *function = expand->function;

    if (call->is_star || call->filter != NULL || call->items_len < function->arguments_min ||
        call->items_len > function->arguments_len)
        return fail_at(binder->error, FAIL_QUERY, call->position,
                       "function %s with these arguments does not exist", call->name) ||
               fail_hint(binder->error, "it is called as %s", function->signature);
    for (size_t i = 0; i < call->items_len; i++) {
        const Expr *argument = bind_expr(binder, call->items[i], "functions in FROM");

        if (argument != NULL && !check_argument_type(binder, call, i, function, argument))
            return false;
        if (argument != NULL)
            argument = expr_convert(binder->arena, argument, function->arguments[i],
                                    call->items[i]->position, binder->error);
        if (argument == NULL)
            return false;
        expand->arguments[i] = argument;
    }
    expand->arguments_len = call->items_len;
    return try_prepare(binder, expand, call->position);
}

static bool bind_expand(Binder *binder, const SqlFrom *sql)
{
    PlanExpand *expand = bind_alloc(binder, sizeof(PlanExpand));
    const char *relation_name = sql->alias != NULL ? sql->alias : sql->call->name;
    const char *column_name = sql->columns_len > 0 ? sql->columns[0] : relation_name;
    PlanStep step = {.kind = PLAN_STEP_EXPAND, .expand = expand};
    RelationItem item = {.sql = sql, .name = relation_name, .position = sql->position};

    expand->function = table_function_find(sql->call->name);
    if (expand->function == NULL)
        return fail_no_function(binder, sql->call);
    if (sql->columns_len > 1)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "table \"%s\" has 1 columns available but %zu columns specified",
                       relation_name, sql->columns_len);
    if (sql->has_ordinality)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "WITH ORDINALITY is not supported yet");
    if (!bind_expand_arguments(binder, sql->call, expand) || !relation_begin(binder, &item))
        return false;
    step.slot = flow_take_slots(binder, 1, sql->position);
    return step.slot >= 0 && flow_add_step(binder, &step, sql->position) &&
           relation_add(binder, &item, column_name,
                        expr_new_slot(binder->arena, step.slot, expand->function->result));
}

/* ---- the clause ---- */

/* Functions whose rows come from a topic; all others make rows of those before them. */
static const struct {
    const char *name;
    bool (*bind)(Binder *binder, const SqlFrom *sql);
} row_functions[] = {
    {"topic",    relation_bind_topic },
    {"topics",   relation_bind_topic },
    {"tumble",   window_item_bind    },
    {"hop",      window_item_bind    },
    {"cumulate", window_item_bind    },
    {"session",  window_item_bind    },
};

static bool bind_item(Binder *binder, const SqlFrom *sql)
{
    if (sql->select != NULL)
        return relation_bind_query(binder, sql);
    if (sql->call == NULL)
        return relation_bind_name(binder, sql);
    for (size_t i = 0; i < G_N_ELEMENTS(row_functions); i++) {
        if (strcmp(row_functions[i].name, sql->call->name) == 0)
            return row_functions[i].bind(binder, sql);
    }
    return bind_expand(binder, sql);
}

bool from_bind(Binder *binder, const SqlSelect *sql)
{
    for (size_t i = 0; i < sql->from_len; i++) {
        if (!bind_item(binder, &sql->from[i]))
            return false;
    }
    return true;
}
