/*
 * To bind another kind of expression: a row in `binders`.
 */
#include "plan/bind.h"

#include "expr/build.h"
#include "plan/fields.h"
#include "plan/aggregate.h"
#include "plan/bind_kinds.h"

void *bind_alloc(Binder *binder, size_t bytes)
{
    void *at = arena_alloc(binder->arena, MAX(bytes, (size_t)1));

    memset(at, 0, bytes);
    return at;
}

const char *bind_copy(Binder *binder, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = bind_alloc(binder, bytes);

    memcpy(copy, text, bytes);
    return copy;
}

void *bind_copy_array(Binder *binder, const GArray *array, size_t item_bytes)
{
    void *copy = bind_alloc(binder, array->len * item_bytes);

    if (array->len > 0)
        memcpy(copy, array->data, array->len * item_bytes);
    return copy;
}

/* Values that are wrong as such are the author's, if they stand in the statement. */
bool bind_fail_here(Binder *binder, int position)
{
    GError **error = binder->error;

    if (error != NULL && *error != NULL && (*error)->domain == FAIL &&
        (*error)->code == FAIL_DATA) {
        g_autoptr(GError) data = g_steal_pointer(error);

        fail_at(error, FAIL_QUERY, position, "%s", data->message);
        if (fail_hint_of(data) != NULL)
            fail_hint(error, "%s", fail_hint_of(data));
    }
    return false;
}

void bind_begin(Binder *binder, const Binder *outer, const PlanInput *input, Arena *arena,
                GError **error)
{
    *binder = (Binder){.input = input, .arena = arena, .error = error, .outer = outer};
    binder->text = outer == NULL ? input->statement : outer->text;
    binder->depth = outer == NULL ? 0 : outer->depth + 1;
    binder->shared = outer == NULL ? bind_alloc(binder, sizeof(BindShared)) : outer->shared;
    scope_init(&binder->scope);
    binder->topics = g_array_new(FALSE, FALSE, sizeof(FieldsTopic));
    route_init(&binder->route, COLUMN_RECORD_LEN);
    binder->aggregates = bind_alloc(binder, PLAN_AGGREGATES_MAX * sizeof(PlanAggregate));
}

void bind_end(Binder *binder)
{
    scope_done(&binder->scope);
    g_array_unref(binder->topics);
    route_done(&binder->route);
}

/* ---- columns and constants ---- */

/* A name that no column has may be a field's: then they are looked for. The name of a table
 * function comes last, as a row's does in PostgreSQL. */
bool bind_find_column(Binder *binder, const SqlExpr *reference, const ScopeColumn **ret_column)
{
    const ScopeColumn *value;
    bool any = false;

    if (scope_find(&binder->scope, reference, binder->text, ret_column, NULL))
        return true;
    if (!fields_find(binder, &any))
        return false;
    value = scope_find_value(&binder->scope, reference);
    if (value != NULL) {
        *ret_column = value;
        return true;
    }
    return scope_find(&binder->scope, reference, binder->text, ret_column, binder->error);
}

/* A name that no column has may be one that SELECT gives. */
static void hint_output(Binder *binder, const SqlExpr *sql)
{
    const SqlSelect *written = binder->written;

    for (size_t i = 0; written != NULL && sql->names_len == 1 && i < written->targets_len; i++) {
        if (written->targets[i].name != NULL &&
            strcmp(written->targets[i].name, sql->names[0]) == 0)
            fail_hint(binder->error,
                      "%s is a name that SELECT gives, and stands alone in GROUP BY or ORDER BY: "
                      "elsewhere its expression is repeated",
                      sql->names[0]);
    }
}

static const Expr *bind_column(Binder *binder, const SqlExpr *sql)
{
    const ScopeColumn *column;

    if (sql->is_star)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "* is not allowed in this place");
    if (!bind_find_column(binder, sql, &column)) {
        hint_output(binder, sql);
        return NULL;
    }
    return column->expr;
}

static const Expr *new_constant(Binder *binder, Type type, Value value)
{
    return expr_new_constant(binder->arena, type, &value);
}

/* What the grammar has no integer for: a whole number is of the first type that holds it (int4 has
 * -2147483648), with a point or an exponent it is numeric. */
static const Expr *bind_decimal(Binder *binder, const SqlExpr *sql)
{
    static const Type types[] = {TYPE_INT4, TYPE_INT8, TYPE_NUMERIC};
    Value value;

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        bool is_last = i + 1 == G_N_ELEMENTS(types);

        if (value_read(types[i], span_of(sql->text), NULL, binder->arena, &value,
                       is_last ? binder->error : NULL))
            return new_constant(binder, types[i], value);
    }
    bind_fail_here(binder, sql->position);
    return NULL;
}

static const Expr *bind_constant_node(Binder *binder, const SqlExpr *sql)
{
    switch (sql->kind) {
    case SQL_BOOL:
        return new_constant(binder, TYPE_BOOL, (Value){.boolean = sql->truth});
    case SQL_INTEGER:
        return new_constant(binder, TYPE_INT4, value_of_integer(sql->integer));
    case SQL_TEXT:
        return new_constant(binder, TYPE_UNKNOWN, value_of_text(sql->text, strlen(sql->text)));
    default:
        return new_constant(binder, TYPE_UNKNOWN, VALUE_NULL);
    }
}

/* ---- calls ---- */

static const SqlExpr *find_named(const SqlExpr *sql)
{
    for (size_t i = 0; i < sql->items_len; i++) {
        if (sql->items[i]->kind == SQL_ARGUMENT)
            return sql->items[i];
    }
    return NULL;
}

const Expr **bind_items(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_alloc(binder, sql->items_len * sizeof(Expr *));

    for (size_t i = 0; i < sql->items_len; i++) {
        items[i] = bind_node(binder, sql->items[i]);
        if (items[i] == NULL)
            return NULL;
    }
    return items;
}

/* Functions that make tables stand in FROM only. */
static bool is_table_call(const char *name)
{
    static const char *const windows[] = {"tumble", "hop",    "session", "cumulate",
                                          "topic",  "topics", "latest",  NULL};

    return g_strv_contains(windows, name) || table_function_exists(name);
}

static const Expr *fail_over(Binder *binder, const SqlExpr *sql)
{
    fail_at(binder->error, FAIL_QUERY, sql->over->position,
            "%s() OVER (...) is a column of its own: within an expression, and outside of SELECT, "
            "it is not supported yet",
            sql->name);
    fail_hint(binder->error,
              "number in a subquery, and choose around it: SELECT * FROM (SELECT *, row_number() "
              "OVER (ORDER BY key) AS rn FROM lines) AS numbered WHERE rn <= 3");
    return NULL;
}

static const Expr *bind_call(Binder *binder, const SqlExpr *sql)
{
    const SqlExpr *named = find_named(sql);
    const Expr **items;

    if (named != NULL)
        return bind_named_call(binder, sql, named);
    if (sql->over != NULL)
        return fail_over(binder, sql);
    if (aggregate_exists(sql->name))
        return aggregate_bind(binder, sql);
    if (is_table_call(sql->name)) {
        fail_at(binder->error, FAIL_QUERY, sql->position, "%s makes a table, and stands in FROM",
                sql->name);
        fail_hint(binder->error,
                  table_function_exists(sql->name)
                      ? "write FROM topic, %s(...) AS word"
                      : "write FROM %s(topic, ...), and GROUP BY window_start",
                  sql->name);
        return NULL;
    }
    if (!aggregate_refuse_clauses(binder, sql))
        return NULL;
    items = bind_items(binder, sql);
    if (items == NULL)
        return NULL;
    if (strcmp(sql->name, "row_number") == 0) {
        fail_at(binder->error, FAIL_QUERY, sql->position,
                "window function row_number requires an OVER clause");
        fail_hint(binder->error,
                  "write row_number() OVER (PARTITION BY window_start ORDER BY n DESC)");
        return NULL;
    }
    return expr_new_function(binder->arena, sql->name, items, sql->items_len, sql->position,
                             binder->error);
}

/* ---- operators ---- */

/* Operators of other languages, which PostgreSQL's grammar lets through. */
static const struct {
    const char *name;
    const char *hint;
} foreign_operators[] = {
    {"==",  "write = to compare"                       },
    {"===", "write = to compare"                       },
    {"=<",  "write <="                                 },
    {"<=>", "write IS NOT DISTINCT FROM"               },
    {"&&",  "write AND"                                },
    {"||",  "|| joins texts; for truth values write OR"},
    {"!",   "write NOT"                                },
    {"=~",  "write ~, or LIKE"                         },
};

void bind_hint_operator(Binder *binder, const char *name, bool is_of_truths)
{
    for (size_t i = 0; i < G_N_ELEMENTS(foreign_operators); i++) {
        if (strcmp(foreign_operators[i].name, name) == 0 &&
            (is_of_truths || strcmp(name, "||") != 0))
            fail_hint(binder->error, "%s", foreign_operators[i].hint);
    }
}

static bool is_time(Type type)
{
    return type == TYPE_TIMESTAMPTZ || type == TYPE_TIMESTAMP || type == TYPE_DATE;
}

/* What may be meant by an operator that is not there for its types. */
static const char *meant_by(const char *name, Type left, Type right)
{
    bool is_sum = strcmp(name, "+") == 0 || strcmp(name, "-") == 0;
    bool has_text = left == TYPE_TEXT || right == TYPE_TEXT;
    bool has_number = type_is_number(left) || type_is_number(right);

    if (has_number && (is_time(left) || is_time(right)))
        return is_sum ? "to a time an interval is added: interval '1 day'"
                      : "a number of seconds becomes a time by to_timestamp(...)";
    if (has_text && has_number)
        return strchr("+-*/%", name[0]) != NULL
                   ? "cast the text: (...)::numeric"
                   : "write the number as a text, '1', or cast the text: (...)::bigint";
    return has_text && strcmp(name, "+") == 0 ? "|| joins texts" : NULL;
}

static void hint_types(Binder *binder, const char *name, Type left, Type right)
{
    const char *hint = meant_by(name, left, right);

    if (hint != NULL)
        fail_hint(binder->error, "%s", hint);
    else if (left == TYPE_TEXT && (g_str_has_prefix(name, "->") || g_str_has_prefix(name, "#>")))
        fail_hint(binder->error, "a text is read as JSON by ::jsonb: (...)::jsonb %s 'name'", name);
}

static const Expr *new_operator(Binder *binder, const char *name, const Expr *left,
                                const Expr *right, int position)
{
    const Expr *expr = expr_new_operator(binder->arena, name, left, right, position, binder->error);

    if (expr != NULL)
        return expr;
    hint_types(binder, name, left == NULL ? TYPE_UNKNOWN : expr_type(left), expr_type(right));
    bind_hint_operator(binder, name,
                       (left != NULL && expr_type(left) == TYPE_BOOL) ||
                           expr_type(right) == TYPE_BOOL);
    return expr;
}

static const Expr *bind_operator(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    if (sql->items_len == 1)
        return new_operator(binder, sql->name, NULL, items[0], sql->position);
    return new_operator(binder, sql->name, items[0], items[1], sql->position);
}

static const Expr *bind_and_or(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    if (sql->kind == SQL_NOT)
        return expr_new_not(binder->arena, items[0], sql->position, binder->error);
    return (sql->kind == SQL_AND ? expr_new_and : expr_new_or)(binder->arena, items, sql->items_len,
                                                               sql->position, binder->error);
}

static const Expr *bind_is(Binder *binder, const SqlExpr *sql)
{
    const Expr *item = bind_node(binder, sql->items[0]);

    if (item == NULL)
        return NULL;
    if (sql->kind == SQL_IS_NULL && sql->truth && expr_type(item) != TYPE_BOOL &&
        expr_type(item) != TYPE_UNKNOWN)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "argument of %s must be type boolean, not type %s",
                            sql->is_negated ? "IS NOT UNKNOWN" : "IS UNKNOWN",
                            type_name(expr_type(item)));
    if (sql->kind == SQL_IS_NULL)
        return expr_new_is_null(binder->arena, item, sql->is_negated);
    return expr_new_is_bool(binder->arena, item, sql->truth, sql->is_negated, sql->position,
                            binder->error);
}

static const Expr *bind_in(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    return expr_new_in(binder->arena, items[0], items + 1, sql->items_len - 1, sql->is_negated,
                       sql->position, binder->error);
}

/* a >= b AND a <= c */
static const Expr *bind_between(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);
    const Expr *ends[2], *both;

    if (items == NULL)
        return NULL;
    ends[0] = new_operator(binder, ">=", items[0], items[1], sql->position);
    ends[1] =
        ends[0] == NULL ? NULL : new_operator(binder, "<=", items[0], items[2], sql->position);
    if (ends[1] == NULL)
        return NULL;
    both = expr_new_and(binder->arena, ends, 2, sql->position, binder->error);
    if (both == NULL || !sql->is_negated)
        return both;
    return expr_new_not(binder->arena, both, sql->position, binder->error);
}

/* CASE WHEN a IS NULL THEN b IS NOT NULL WHEN b IS NULL THEN true ELSE a <> b END */
static const Expr *bind_distinct_from(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);
    const Expr *whens[2], *thens[2], *differs, *expr;

    if (items == NULL)
        return NULL;
    differs = new_operator(binder, "<>", items[0], items[1], sql->position);
    if (differs == NULL)
        return NULL;
    whens[0] = expr_new_is_null(binder->arena, items[0], false);
    thens[0] = expr_new_is_null(binder->arena, items[1], true);
    whens[1] = expr_new_is_null(binder->arena, items[1], false);
    thens[1] = new_constant(binder, TYPE_BOOL, (Value){.boolean = true});
    expr = expr_new_case(binder->arena, whens, thens, 2, differs, sql->position, binder->error);
    if (expr == NULL || !sql->is_negated)
        return expr;
    return expr_new_not(binder->arena, expr, sql->position, binder->error);
}

static const Expr *bind_nullif(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    return expr_new_nullif(binder->arena, items[0], items[1], sql->position, binder->error);
}

static const Expr *bind_coalesce(Binder *binder, const SqlExpr *sql)
{
    const Expr **items = bind_items(binder, sql);

    if (items == NULL)
        return NULL;
    return expr_new_coalesce(binder->arena, items, sql->items_len, sql->position, binder->error);
}

/* CASE x WHEN y is CASE WHEN x = y. */
static const Expr *bind_case(Binder *binder, const SqlExpr *sql)
{
    size_t len = sql->items_len / 2;
    const Expr **items = bind_items(binder, sql);
    const Expr **whens = bind_alloc(binder, len * sizeof(Expr *));
    const Expr **thens = bind_alloc(binder, len * sizeof(Expr *));
    const Expr *subject = NULL, *otherwise = NULL;

    if (items == NULL ||
        (sql->subject != NULL && (subject = bind_node(binder, sql->subject)) == NULL))
        return NULL;
    if (sql->otherwise != NULL && (otherwise = bind_node(binder, sql->otherwise)) == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        whens[i] = items[2 * i];
        thens[i] = items[2 * i + 1];
        if (subject != NULL)
            whens[i] = new_operator(binder, "=", subject, whens[i], sql->items[2 * i]->position);
        if (whens[i] == NULL)
            return NULL;
    }
    return expr_new_case(binder->arena, whens, thens, len, otherwise, sql->position, binder->error);
}

/* Which columns a row of grouping sets is not grouped by: group.h knows, behind the keys. */
static const Expr *bind_grouping(Binder *binder, const SqlExpr *sql)
{
    if (binder->clause != NULL)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "grouping operations are not allowed in %s", binder->clause);
    if (binder->grouping == NULL)
        return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                            "GROUPING stands in a query with GROUP BY");
    return binder->grouping(binder, sql);
}

static const Expr *bind_subquery(Binder *binder, const SqlExpr *sql)
{
    fail_at(binder->error, FAIL_QUERY, sql->position, "a subquery as a value is not supported yet");
    fail_hint(binder->error,
              "a subquery stands in FROM, or in a window: tumble((SELECT ...), ...)");
    return NULL;
}

static const Expr *bind_argument(Binder *binder, const SqlExpr *sql)
{
    return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                        "a named argument %s => stands in a call only", sql->name);
}

static const Expr *bind_default(Binder *binder, const SqlExpr *sql)
{
    return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                        "DEFAULT is not allowed in this context");
}

/* ---- the table ---- */

typedef const Expr *(*BindFn)(Binder *binder, const SqlExpr *sql);

static const BindFn binders[] = {
    [SQL_COLUMN] = bind_column,
    [SQL_NULL] = bind_constant_node,
    [SQL_BOOL] = bind_constant_node,
    [SQL_INTEGER] = bind_constant_node,
    [SQL_DECIMAL] = bind_decimal,
    [SQL_TEXT] = bind_constant_node,
    [SQL_CALL] = bind_call,
    [SQL_OPERATOR] = bind_operator,
    [SQL_CAST] = bind_cast,
    [SQL_AND] = bind_and_or,
    [SQL_OR] = bind_and_or,
    [SQL_NOT] = bind_and_or,
    [SQL_IS_NULL] = bind_is,
    [SQL_IS_BOOL] = bind_is,
    [SQL_CASE] = bind_case,
    [SQL_IN] = bind_in,
    [SQL_BETWEEN] = bind_between,
    [SQL_DISTINCT_FROM] = bind_distinct_from,
    [SQL_NULLIF] = bind_nullif,
    [SQL_COALESCE] = bind_coalesce,
    [SQL_ARGUMENT] = bind_argument,
    [SQL_ARRAY] = bind_array,
    [SQL_SUBSCRIPT] = bind_subscript,
    [SQL_SLICE] = bind_slice,
    [SQL_ANY] = bind_any,
    [SQL_SUBQUERY] = bind_subquery,
    [SQL_DEFAULT] = bind_default,
    [SQL_GROUPING] = bind_grouping,
};

const Expr *bind_node(Binder *binder, const SqlExpr *sql)
{
    return binders[sql->kind](binder, sql);
}

const Expr *bind_expr(Binder *binder, const SqlExpr *sql, const char *clause)
{
    binder->clause = clause;
    return bind_node(binder, sql);
}

const Expr *bind_value(Binder *binder, const SqlExpr *sql, const char *clause)
{
    const Expr *expr = bind_expr(binder, sql, clause);

    return expr == NULL ? NULL : expr_settle(binder->arena, expr);
}

const Expr *bind_condition(Binder *binder, const SqlExpr *sql, const char *clause)
{
    const Expr *expr = bind_expr(binder, sql, strcmp(clause, "HAVING") == 0 ? NULL : clause);

    if (expr != NULL && expr_type(expr) == TYPE_UNKNOWN)
        expr = expr_convert(binder->arena, expr, TYPE_BOOL, sql->position, binder->error);
    if (expr == NULL || expr_type(expr) == TYPE_BOOL)
        return expr;
    return fail_null_at(binder->error, FAIL_QUERY, sql->position,
                        "argument of %s must be type boolean, not type %s", clause,
                        type_name(expr_type(expr)));
}

bool bind_has_aggregate(const SqlExpr *sql)
{
    if (sql == NULL)
        return false;
    if (sql->kind == SQL_CALL && aggregate_exists(sql->name))
        return true;
    for (size_t i = 0; i < sql->items_len; i++) {
        if (bind_has_aggregate(sql->items[i]))
            return true;
    }
    return bind_has_aggregate(sql->subject) || bind_has_aggregate(sql->otherwise);
}
