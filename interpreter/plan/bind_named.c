/* Calls with named arguments: make_interval(days => 10). */
#include "base/fail.h"
#include "expr/build.h"
#include "plan/bind_kinds.h"

enum { NAMES_MAX = 7 };

/* To add a function: its arguments' names, in their order. */
static const struct {
    const char *function;
    bool has_defaults; /* what is left out is 0 */
    const char *names[NAMES_MAX];
} named[] = {
    {"make_interval",    true,  {"years", "months", "weeks", "days", "hours", "mins", "secs"}},
    {"make_date",        false, {"year", "month", "day"}                                     },
    {"make_timestamp",   false, {"year", "month", "mday", "hour", "min", "sec"}              },
    {"make_timestamptz", false, {"year", "month", "mday", "hour", "min", "sec", "timezone"}  },
};

/* The place of an argument; -1 if the function has none of that name. */
static int find_place(size_t function, const char *name)
{
    for (int i = 0; i < NAMES_MAX && named[function].names[i] != NULL; i++) {
        if (strcmp(named[function].names[i], name) == 0)
            return i;
    }
    return -1;
}

static bool fail_name(Binder *binder, const SqlExpr *sql, const SqlExpr *argument)
{
    return fail_at(binder->error, FAIL_QUERY, argument->position, "%s takes no named argument %s",
                   sql->name, argument->name);
}

static void hint_names(Binder *binder, size_t function)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < NAMES_MAX && named[function].names[i] != NULL; i++)
        g_string_append_printf(names, "%s%s", i == 0 ? "" : ", ", named[function].names[i]);
    fail_hint(binder->error, "its arguments are %s", names->str);
}

/* Which item stands at which place; *ret_len: places up to the last that has one. */
static bool place_items(Binder *binder, const SqlExpr *sql, size_t function, const SqlExpr **placed,
                        size_t *ret_len)
{
    for (size_t i = 0; i < sql->items_len; i++) {
        const SqlExpr *item = sql->items[i];
        bool is_named = item->kind == SQL_ARGUMENT;
        int place = is_named ? find_place(function, item->name) : i < NAMES_MAX ? (int)i : -1;

        if (place < 0) {
            fail_name(binder, sql, is_named ? item : sql->items[sql->items_len - 1]);
            hint_names(binder, function);
            return false;
        }
        if (placed[place] != NULL)
            return fail_at(binder->error, FAIL_QUERY, item->position,
                           "argument name \"%s\" used more than once", item->name);
        placed[place] = is_named ? item->items[0] : item;
        *ret_len = MAX(*ret_len, (size_t)place + 1);
    }
    return true;
}

const Expr *bind_named_call(Binder *binder, const SqlExpr *sql, const SqlExpr *argument)
{
    const SqlExpr *placed[NAMES_MAX] = {NULL};
    const Expr *items[NAMES_MAX];
    const Value zero = value_of_integer(0);
    size_t function = 0, len = 0;

    while (function < G_N_ELEMENTS(named) && strcmp(named[function].function, sql->name) != 0)
        function++;
    if (function == G_N_ELEMENTS(named)) {
        fail_name(binder, sql, argument);
        return NULL;
    }
    if (!place_items(binder, sql, function, placed, &len))
        return NULL;
    for (size_t i = 0; i < len; i++) {
        if (placed[i] == NULL && !named[function].has_defaults)
            return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                                "%s needs an argument %s too", sql->name, named[function].names[i]);
        items[i] = placed[i] != NULL ? bind_node(binder, placed[i])
                                     : expr_new_constant(binder->arena, TYPE_INT4, &zero);
        if (items[i] == NULL)
            return NULL;
    }
    return expr_new_function(binder->arena, sql->name, items, len, sql->position, binder->error);
}
