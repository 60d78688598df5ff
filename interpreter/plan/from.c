#include "plan/from.h"

#include "catalog/catalog.h"
#include "expr/build.h"
#include "plan/topic.h"

/* Ten years of days; a longer window is a mistake. */
#define SIZE_US_MAX (INT64_C(3660) * 24 * 3600 * 1000000)

/* ---- names of relations ---- */

/* Qualifiers of two relations differ, as PostgreSQL wants it. */
static bool check_unused(Binder *binder, const char *name, int position)
{
    const Scope *scope = &binder->scope;

    for (size_t i = 0; i < scope->relations_len; i++) {
        if (g_strv_contains(scope->relations[i].qualifiers, name))
            return fail_at(binder->error, FAIL_QUERY, position,
                           "table name \"%s\" specified more than once", name) ||
                   fail_hint(binder->error, "give one of them another alias: %s AS other", name);
    }
    return true;
}

/* ---- topics ---- */

static void add_columns(Binder *binder, size_t relation, const CatalogColumn *columns, size_t len)
{
    for (size_t i = 0; i < len; i++)
        scope_add_column(&binder->scope, relation, columns[i].name, columns[i].written,
                         columns[i].type, columns[i].slot);
}

/* @function: another name that may stand before the columns' dot; NULL */
static bool add_topic(Binder *binder, const SqlFrom *sql, const char *name, int position,
                      const char *function, From *from)
{
    size_t len, relation;
    const CatalogColumn *columns = catalog_record_columns(&len);

    if (sql->columns_len > 0)
        return fail_at(binder->error, FAIL_QUERY, position,
                       "new names for a topic's columns are not supported yet") ||
               fail_hint(binder->error, "rename them in SELECT: SELECT value AS line");
    if (!topic_find(binder, name, position, false, &from->topic))
        return false;
    relation = sql->alias != NULL ? scope_add_relation(&binder->scope, sql->alias, NULL)
                                  : scope_add_relation(&binder->scope, from->topic, function);
    add_columns(binder, relation, columns, len);
    return true;
}

/* A name as it stands in an argument: lines, "a-b", a.b, or 'lines'. (owned); NULL: none. */
static char *name_of_argument(const SqlExpr *sql)
{
    g_autoptr(GString) name = g_string_new(NULL);

    if (sql->kind == SQL_TEXT)
        return g_strdup(sql->text);
    if (sql->kind != SQL_COLUMN || sql->is_star)
        return NULL;
    for (size_t i = 0; i < sql->names_len; i++)
        g_string_append_printf(name, "%s%s", i > 0 ? "." : "", sql->names[i]);
    return g_strdup(name->str);
}

static bool fail_no_topic(Binder *binder, const char *function, const SqlExpr *sql, int position)
{
    fail_at(binder->error, FAIL_QUERY, sql == NULL ? position : sql->position,
            "the first argument of %s is a topic", function);
    if (sql != NULL && sql->kind == SQL_OPERATOR && strcmp(sql->name, "-") == 0)
        return fail_hint(binder->error,
                         "a name with a dash is written in double quotes: %s(\"my-topic\")",
                         function);
    return fail_hint(binder->error, "write %s",
                     strcmp(function, "topic") == 0 ? "topic('lines', since => '1 hour')"
                                                    : "tumble(lines, interval '10 seconds')");
}

static const SqlExpr *find_argument(const SqlExpr *call, const char *name)
{
    for (size_t i = 0; i < call->items_len; i++) {
        if (call->items[i]->kind == SQL_ARGUMENT && strcmp(call->items[i]->name, name) == 0)
            return call->items[i]->items[0];
    }
    return NULL;
}

/* Names that are allowed, once each, and only behind the arguments without names. */
static bool check_arguments(Binder *binder, const SqlExpr *call, size_t positional_max,
                            const char *const *names, const char *hint)
{
    size_t positional = 0;

    for (size_t i = 0; i < call->items_len; i++) {
        const SqlExpr *item = call->items[i];

        if (item->kind != SQL_ARGUMENT) {
            if (positional != i)
                return fail_at(binder->error, FAIL_QUERY, item->position,
                               "positional argument cannot follow named argument");
            if (++positional > positional_max)
                return fail_at(binder->error, FAIL_QUERY, item->position,
                               "%s has too many arguments", call->name) ||
                       fail_hint(binder->error, "%s", hint);
        } else if (!g_strv_contains(names, item->name)) {
            return fail_at(binder->error, FAIL_QUERY, item->position, "%s has no option \"%s\"",
                           call->name, item->name) ||
                   fail_hint(binder->error, "%s", hint);
        } else if (find_argument(call, item->name) != item->items[0]) {
            return fail_at(binder->error, FAIL_QUERY, item->position,
                           "argument name \"%s\" used more than once", item->name);
        }
    }
    return true;
}

static size_t count_positional(const SqlExpr *call)
{
    size_t len = 0;

    while (len < call->items_len && call->items[len]->kind != SQL_ARGUMENT)
        len++;
    return len;
}

/* topic('t', since => ..., until => ...) */
static bool bind_topic_call(Binder *binder, const SqlFrom *sql, const SqlExpr *call,
                            const char *function, From *from)
{
    static const char *const names[] = {"since", "until", NULL};
    const SqlExpr *first = count_positional(call) == 0 ? NULL : call->items[0];
    g_autofree char *name = first == NULL ? NULL : name_of_argument(first);
    const SqlExpr *since = find_argument(call, "since"), *until = find_argument(call, "until");

    if (!check_arguments(binder, call, 1, names,
                         "write topic('lines', since => '1 hour', until => 'now')"))
        return false;
    if (name == NULL)
        return fail_no_topic(binder, "topic", first, call->position);
    if ((since != NULL && !bound_of_option(binder, "since", since, &from->since)) ||
        (until != NULL && !bound_of_option(binder, "until", until, &from->until)))
        return false;
    return add_topic(binder, sql, name, first->position, function, from);
}

static bool bind_topic(Binder *binder, const SqlFrom *sql, From *from)
{
    return bind_topic_call(binder, sql, sql->call, "topic", from);
}

/* ---- windows ---- */

static bool bind_interval(Binder *binder, const SqlExpr *sql, const char *what, int64_t *ret_us)
{
    Interval interval;
    Value value;
    Type type;
    bool is_interval;

    if (!bind_constant(binder, sql, what, &type, &value))
        return false;
    is_interval = !value.is_null &&
                  (type == TYPE_INTERVAL || ((type == TYPE_UNKNOWN || type == TYPE_TEXT) &&
                                             value_parse_interval(value_span(&value), &interval)));
    if (!is_interval)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window is an interval", what) ||
               fail_hint(binder->error, "write interval '10 seconds'");
    if (type == TYPE_INTERVAL)
        interval = *value.interval;
    if (!value_interval_us(&interval, ret_us))
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the %s of a window can't have months or years: they have no fixed length",
                       what) ||
               fail_hint(binder->error, "write days: interval '30 days'");
    return true;
}

static bool bind_size(Binder *binder, const SqlExpr *sql, PlanWindow *window)
{
    if (!bind_interval(binder, sql, "size", &window->size_us))
        return false;
    if (window->size_us <= 0 || window->size_us > SIZE_US_MAX)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the size of a window is more than 0 and at most 3660 days");
    return true;
}

static bool bind_shift(Binder *binder, const SqlExpr *sql, PlanWindow *window)
{
    if (!bind_interval(binder, sql, "shift", &window->shift_us))
        return false;
    if (window->shift_us < 0 || window->shift_us >= window->size_us)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "the shift of a window is at least 0 and less than its size");
    return true;
}

static bool set_time(Binder *binder, const Expr *time, int position, PlanWindow *window)
{
    if (expr_type(time) != TYPE_TIMESTAMPTZ)
        return fail_at(binder->error, FAIL_QUERY, position,
                       "the time column of a window is of type timestamp with time zone, not %s",
                       type_name(expr_type(time))) ||
               fail_hint(binder->error, "convert it: value::timestamptz");
    window->time = time;
    window->time_slot = expr_slot(time);
    return true;
}

/* The arguments behind the topic: [time,] size [, shift]. An expression of columns is the time. */
static bool bind_window_arguments(Binder *binder, const SqlExpr *call, PlanWindow *window)
{
    const SqlExpr *const *items = call->items;
    size_t len = count_positional(call), at = 1;
    const SqlExpr *size = find_argument(call, "size"), *shift = find_argument(call, "shift");
    uint64_t slots = 0;

    window->time = expr_new_slot(binder->arena, COLUMN_TIMESTAMP, TYPE_TIMESTAMPTZ);
    window->time_slot = COLUMN_TIMESTAMP;
    if (at < len) {
        const Expr *first = bind_expr(binder, items[at], "functions in FROM");

        if (first == NULL)
            return bind_fail_here(binder, items[at]->position);
        expr_slots_used(first, &slots);
        if (slots != 0 && !set_time(binder, first, items[at++]->position, window))
            return false;
    }
    if (size == NULL && at < len)
        size = items[at++];
    if (shift == NULL && at < len)
        shift = items[at++];
    if (at < len)
        return fail_at(binder->error, FAIL_QUERY, items[at]->position, "%s has too many arguments",
                       call->name);
    if (size == NULL)
        return fail_at(binder->error, FAIL_QUERY, call->position, "%s has no size", call->name) ||
               fail_hint(binder->error, "write tumble(lines, interval '10 seconds')");
    return bind_size(binder, size, window) && (shift == NULL || bind_shift(binder, shift, window));
}

/* Options of windows that are settings so far. */
static bool check_window_settings(Binder *binder, const SqlExpr *call)
{
    static const char *const settings[] = {"grace", "idle"};

    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
        const SqlExpr *value = find_argument(call, settings[i]);

        if (value != NULL)
            return fail_at(binder->error, FAIL_QUERY, value->position, "%s => is not supported yet",
                           settings[i]) ||
                   fail_hint(binder->error, "set it for the whole query: SET %s = '5 s'",
                             settings[i]);
    }
    return true;
}

static bool bind_tumble(Binder *binder, const SqlFrom *sql, From *from)
{
    static const char *const names[] = {"size", "shift", NULL};
    const SqlExpr *call = sql->call;
    const SqlExpr *first = count_positional(call) == 0 ? NULL : call->items[0];
    g_autofree char *name = first == NULL ? NULL : name_of_argument(first);
    bool is_call = first != NULL && first->kind == SQL_CALL && strcmp(first->name, "topic") == 0;
    size_t len;
    const CatalogColumn *columns = catalog_window_columns(&len);

    if (!check_window_settings(binder, call) ||
        !check_arguments(
            binder, call, 4, names,
            "write tumble(lines, interval '10 seconds', shift => interval '1 second')"))
        return false;
    if (is_call        ? !bind_topic_call(binder, sql, first, "tumble", from)
        : name == NULL ? !fail_no_topic(binder, "tumble", first, call->position)
                       : !add_topic(binder, sql, name, first->position, "tumble", from))
        return false;
    from->window = bind_alloc(binder, sizeof(PlanWindow));
    if (!bind_window_arguments(binder, call, from->window))
        return false;
    add_columns(binder, 0, columns, len);
    return true;
}

static bool refuse_window(Binder *binder, const SqlFrom *sql, From *from)
{
    (void)from;
    fail_at(binder->error, FAIL_QUERY, sql->position, "%s windows are not supported yet",
            sql->call->name);
    return fail_hint(binder->error, "tumble(lines, interval '10 seconds') is");
}

/* ---- table functions ---- */

static bool fail_no_function(Binder *binder, const SqlExpr *call)
{
    g_autofree char *names = table_function_names();

    fail_at(binder->error, FAIL_QUERY, call->position, "there is no table function %s", call->name);
    return fail_hint(binder->error,
                     "in FROM stand a topic's name and the functions topic, tumble, %s", names);
}

static bool bind_expand_arguments(Binder *binder, const SqlExpr *call, PlanExpand *expand,
                                  TableFunctionCall *ret_call)
{
    const Expr **arguments = bind_alloc(binder, call->items_len * sizeof(Expr *));

    if (call->is_star || call->filter != NULL)
        return fail_at(binder->error, FAIL_QUERY, call->position,
                       "function %s in FROM takes neither * nor FILTER", call->name);
    for (size_t i = 0; i < call->items_len; i++) {
        arguments[i] = bind_expr(binder, call->items[i], "functions in FROM");
        if (arguments[i] == NULL)
            return false;
    }
    if (!table_function_bind(binder->arena, call->name, arguments, call->items_len, call->position,
                             ret_call, binder->error))
        return false;
    if (ret_call->columns_len > 1)
        return fail_at(binder->error, FAIL_QUERY, call->position,
                       "%s, which gives %zu columns, is not supported yet", call->name,
                       ret_call->columns_len);
    expand->function = ret_call->function;
    memcpy(expand->arguments, ret_call->arguments, sizeof(expand->arguments));
    expand->arguments_len = ret_call->arguments_len;
    return true;
}

static bool bind_expand(Binder *binder, const SqlFrom *sql, From *from)
{
    PlanExpand *expand = &from->expands[from->expands_len];
    const char *relation_name = sql->alias != NULL ? sql->alias : sql->call->name;
    const char *column_name = sql->columns_len > 0 ? sql->columns[0] : relation_name;
    TableFunctionCall call;
    size_t relation;

    if (!table_function_exists(sql->call->name))
        return fail_no_function(binder, sql->call);
    if (from->expands_len == COLUMN_FUNCTION_MAX)
        return fail_at(binder->error, FAIL_LIMIT, sql->position,
                       "FROM has at most %d table functions", COLUMN_FUNCTION_MAX);
    if (sql->columns_len > 1)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "table \"%s\" has 1 columns available but %zu columns specified",
                       relation_name, sql->columns_len);
    if (!check_unused(binder, relation_name, sql->position) ||
        !bind_expand_arguments(binder, sql->call, expand, &call))
        return false;
    expand->slot = COLUMN_FUNCTION + (int)from->expands_len++;
    relation = scope_add_relation(&binder->scope, bind_copy(binder, relation_name), NULL);
    column_name = bind_copy(binder, column_name);
    scope_add_column(&binder->scope, relation, column_name, column_name, call.columns[0].type,
                     expand->slot);
    return true;
}

/* ---- the clause ---- */

static bool bind_name(Binder *binder, const SqlFrom *sql, From *from)
{
    return add_topic(binder, sql, sql->name, sql->position, NULL, from);
}

/* Functions that bring the topic; all others are table functions of its rows. */
static const struct {
    const char *name;
    bool (*bind)(Binder *binder, const SqlFrom *sql, From *from);
} topic_functions[] = {
    {"topic",    bind_topic   },
    {"tumble",   bind_tumble  },
    {"hop",      refuse_window},
    {"session",  refuse_window},
    {"cumulate", refuse_window},
};

static bool bind_item(Binder *binder, const SqlFrom *sql, From *from)
{
    bool (*bind)(Binder *, const SqlFrom *, From *) = sql->call == NULL ? bind_name : bind_expand;

    for (size_t i = 0; sql->call != NULL && i < G_N_ELEMENTS(topic_functions); i++) {
        if (strcmp(topic_functions[i].name, sql->call->name) == 0)
            bind = topic_functions[i].bind;
    }
    if (bind != bind_expand && from->topic != NULL)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "a second topic in FROM (a join) is not supported yet");
    if (bind != bind_expand && from->expands_len > 0)
        return fail_at(binder->error, FAIL_QUERY, sql->position, "the topic stands first in FROM");
    return bind(binder, sql, from);
}

bool from_bind(Binder *binder, const SqlSelect *sql, From *ret_from)
{
    From from = {.topic = NULL};

    if (!bound_of_setting(binder, "since", &from.since) ||
        !bound_of_setting(binder, "until", &from.until))
        return false;
    from.expands = bind_alloc(binder, (COLUMN_FUNCTION_MAX + 1) * sizeof(PlanExpand));
    for (size_t i = 0; i < sql->from_len; i++) {
        if (!bind_item(binder, &sql->from[i], &from))
            return false;
    }
    *ret_from = from;
    return true;
}
