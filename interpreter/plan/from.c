#include "plan/from.h"

#include "expr/build.h"
#include "plan/relation.h"
#include "plan/window_item.h"

/* ---- table functions ---- */

static bool fail_no_function(Binder *binder, const SqlExpr *call)
{
    g_autofree char *names = table_function_names();

    fail_at(binder->error, FAIL_QUERY, call->position, "there is no table function %s", call->name);
    return fail_hint(
        binder->error,
        "in FROM stand a topic's name and the functions topic, topics, latest, tumble, hop, "
        "cumulate, session, %s",
        names);
}

static bool bind_call(Binder *binder, const SqlExpr *call, TableFunctionCall *ret_call)
{
    const Expr **arguments = bind_alloc(binder, call->items_len * sizeof(Expr *));

    if (call->is_star || call->filter != NULL)
        return fail_at(binder->error, FAIL_QUERY, call->position,
                       "function %s in FROM takes neither * nor FILTER", call->name);
    for (size_t i = 0; i < call->items_len; i++) {
        if (call->items[i]->kind == SQL_ARGUMENT)
            return fail_at(binder->error, FAIL_QUERY, call->items[i]->position,
                           "%s takes no named argument %s", call->name, call->items[i]->name);
        arguments[i] = bind_expr(binder, call->items[i], "functions in FROM");
        if (arguments[i] == NULL)
            return false;
    }
    return table_function_bind(binder->arena, call->name, arguments, call->items_len,
                               call->position, ret_call, binder->error);
}

static bool add_columns(Binder *binder, RelationItem *item, const TableFunctionCall *call, int slot)
{
    for (size_t i = 0; i < call->columns_len; i++) {
        const char *name = call->columns[i].name;

        if (name == NULL)
            name = item->sql->alias != NULL ? item->sql->alias : item->name;
        if (!relation_add(binder, item, name,
                          expr_new_slot(binder->arena, slot + (int)i, call->columns[i].type)))
            return false;
    }
    binder->scope.relations[item->relation].is_value =
        call->columns_len == 1 && !item->sql->has_ordinality;
    return !item->sql->has_ordinality ||
           relation_add(binder, item, "ordinality",
                        expr_new_slot(binder->arena, slot + (int)call->columns_len, TYPE_INT8));
}

static bool bind_expand(Binder *binder, const SqlFrom *sql)
{
    PlanExpand *expand = bind_alloc(binder, sizeof(PlanExpand));
    PlanStep step = {.kind = PLAN_STEP_EXPAND, .expand = expand};
    RelationItem item = {.sql = sql, .name = sql->call->name, .position = sql->position};
    TableFunctionCall call;

    if (!table_function_exists(sql->call->name))
        return fail_no_function(binder, sql->call);
    if (!bind_call(binder, sql->call, &call) || !relation_begin(binder, &item))
        return false;
    expand->function = call.function;
    memcpy(expand->arguments, call.arguments, sizeof(expand->arguments));
    expand->arguments_len = call.arguments_len;
    expand->columns_len = call.columns_len;
    expand->has_ordinality = sql->has_ordinality;
    step.slot = route_take_slots(binder, (int)call.columns_len + 1, sql->position);
    return step.slot >= 0 && route_add_step(binder, &step, sql->position) &&
           add_columns(binder, &item, &call, step.slot) && relation_check_names(binder, &item);
}

/* ---- the clause ---- */

/* Functions whose rows come from a topic; all others make rows of those before them. */
static const struct {
    const char *name;
    bool (*bind)(Binder *binder, const SqlFrom *sql);
    FromFunctionHelp help;
} row_functions[] = {
    {"topic",
     relation_bind_topic,  {"topic(t [, since =>] [, until =>] [, format =>] [, key_format =>])",
      "the records of a topic, from where to where, as what"}                         },
    {"topics",
     relation_bind_topic,  {"topics('pattern' [, since =>] [, until =>] [, format =>])",
      "the records of all topics whose names match a regular expression"}             },
    {"latest",
     relation_bind_latest, {"latest(t)", "the newest record of each key, without tombstones"}                  },
    {"tumble",
     window_item_bind,     {"tumble(t [, time], size [, shift =>] [, grace =>] [, idle =>])",
      "each row lies in one window of that length"}                                      },
    {"hop",
     window_item_bind,     {"hop(t [, time], slide, size [, shift =>] [, grace =>] [, idle =>])",
      "each row lies in all windows of that length that begin every slide and hold it"}  },
    {"cumulate",
     window_item_bind,     {"cumulate(t [, time], step, size [, shift =>] [, grace =>] [, idle =>])",
      "each row lies in windows that begin together and grow by steps up to that length"}},
    {"session",
     window_item_bind,     {"session(t [, time], gap [, by =>] [, grace =>] [, idle =>])",
      "windows that end when nothing came for as long as the gap"}                       },
};

size_t from_functions_len(void)
{
    return G_N_ELEMENTS(row_functions);
}

FromFunctionHelp from_function_help(size_t i)
{
    return row_functions[i].help;
}

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
