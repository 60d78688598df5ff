#include "plan/relation.h"

#include "catalog/catalog.h"
#include "expr/build.h"
#include "plan/bound.h"
#include "plan/fields.h"
#include "plan/newest.h"
#include "plan/query.h"
#include "plan/rank.h"
#include "plan/topic.h"
#include "plan/view.h"
#include "sql/typo.h"

/* ---- columns ---- */

const char *relation_written(Binder *binder, const char *name)
{
    bool is_plain = g_ascii_islower(*name) || *name == '_';
    g_autofree char *quoted = g_strdup_printf("\"%s\"", name);

    for (const char *at = name; *at != '\0'; at++)
        is_plain &= g_ascii_islower(*at) || g_ascii_isdigit(*at) || *at == '_';
    return is_plain ? name : bind_copy(binder, quoted);
}

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

bool relation_begin(Binder *binder, RelationItem *item)
{
    const char *name = item->sql->alias != NULL ? item->sql->alias : item->name;

    if (!check_unused(binder, name, item->position))
        return false;
    item->added = 0;
    return scope_add_relation(&binder->scope, bind_copy(binder, name),
                              item->sql->alias != NULL ? NULL : item->function, item->position,
                              &item->relation, binder->error);
}

static bool add_column(Binder *binder, RelationItem *item, const char *name, const char *written,
                       const Expr *expr)
{
    const SqlFrom *sql = item->sql;
    ScopeColumn column = {name, written, expr, item->relation};

    if (item->added < sql->columns_len) {
        column.name = bind_copy(binder, sql->columns[item->added]);
        column.written = relation_written(binder, column.name);
    }
    if (strcmp(name, "timestamp") == 0)
        item->timestamp = expr;
    item->added++;
    return scope_add_column(&binder->scope, &column, item->position, binder->error);
}

bool relation_add(Binder *binder, RelationItem *item, const char *name, const Expr *expr)
{
    const char *copy = bind_copy(binder, name);

    return add_column(binder, item, copy, relation_written(binder, copy), expr);
}

bool relation_check_names(Binder *binder, const RelationItem *item)
{
    if (item->sql->columns_len <= item->added)
        return true;
    return fail_at(binder->error, FAIL_QUERY, item->position,
                   "table \"%s\" has %zu columns available but %zu columns specified",
                   item->sql->alias == NULL ? item->name : item->sql->alias, item->added,
                   item->sql->columns_len);
}

/* ---- topics ---- */

/* The record's own time only: rows before `since` or not before `until` end at once. */
static bool add_time_filter(Binder *binder, const Bound *bound, const char *name, int position)
{
    Value time = value_of_integer(bound->time_us);
    const Expr *filter;

    if (bound->plan.kind != PLAN_BOUND_TIME)
        return true;
    filter = expr_new_operator(
        binder->arena, name, expr_new_slot(binder->arena, COLUMN_TIMESTAMP, TYPE_TIMESTAMPTZ),
        expr_new_constant(binder->arena, TYPE_TIMESTAMPTZ, &time), -1, binder->error);
    return filter != NULL && route_add_filter(binder, filter, position);
}

/* What topic(...) and its like say besides the name. */
typedef struct Reading {
    Bound since, until;
    const CatalogPattern *pattern; /* or NULL */
    const Format *format;          /* or NULL */
    bool key_is_bytes;
} Reading;

static bool read_bounds(Binder *binder, const SqlExpr *call, Reading *reading)
{
    const SqlExpr *since = call == NULL ? NULL : relation_argument(call, "since");
    const SqlExpr *until = call == NULL ? NULL : relation_argument(call, "until");

    return (since == NULL ? bound_of_setting(binder, "since", &reading->since)
                          : bound_of_option(binder, "since", since, &reading->since)) &&
           (until == NULL ? bound_of_setting(binder, "until", &reading->until)
                          : bound_of_option(binder, "until", until, &reading->until));
}

static const Expr *take_key(Binder *binder, PlanSource *source, int position)
{
    source->key_slot = route_take_slots(binder, 1, position);
    return source->key_slot < 0 ? NULL : expr_new_slot(binder->arena, source->key_slot, TYPE_BYTEA);
}

/* Columns of every record; as bytes, `value` is what the format makes of it. */
static bool add_record_columns(Binder *binder, RelationItem *item, PlanSource *source,
                               bool key_is_bytes)
{
    bool is_raw = source->format != NULL && source->format->kind == FORMAT_BYTES;
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);

    for (size_t i = 0; i < len; i++) {
        const Expr *slot;

        if (is_raw && columns[i].slot == COLUMN_VALUE)
            slot = fields_take_bytes(binder, source, columns[i].name, item->position);
        else if (key_is_bytes && columns[i].slot == COLUMN_KEY)
            slot = take_key(binder, source, item->position);
        else
            slot = expr_new_slot(binder->arena, columns[i].slot, columns[i].type);

        if (slot == NULL || !add_column(binder, item, columns[i].name, columns[i].written, slot))
            return false;
    }
    if (!is_raw)
        fields_expect(binder, source, source->format, item);
    return true;
}

/* Rows of a topic, as the broker spells it: the item's columns are those of records. */
static bool add_topic(Binder *binder, RelationItem *item, const char *topic, const Reading *reading)
{
    PlanSource *source = bind_alloc(binder, sizeof(PlanSource));

    source->topic = topic;
    source->pattern = reading->pattern;
    source->since = reading->since.plan;
    source->until = reading->until.plan;
    source->format = reading->format;
    item->name = source->topic;
    if (!route_set_source(binder, source, item->position) || !relation_begin(binder, item))
        return false;
    binder->route.base = binder->route.steps->len;
    return add_time_filter(binder, &reading->since, ">=", item->position) &&
           add_time_filter(binder, &reading->until, "<", item->position) &&
           add_record_columns(binder, item, source, reading->key_is_bytes);
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

/* @first: what stands there instead, or NULL */
static bool fail_no_topic(Binder *binder, const SqlExpr *call, const SqlExpr *first,
                          const char *what, const char *example)
{
    fail_at(binder->error, FAIL_QUERY, first == NULL ? call->position : first->position,
            "the first argument of %s is %s", call->name, what);
    if (first != NULL && first->kind == SQL_OPERATOR && strcmp(first->name, "-") == 0)
        return fail_hint(binder->error,
                         "a name with a dash is written in double quotes: %s(\"my-topic\")",
                         call->name);
    return fail_hint(binder->error, "write %s", example);
}

const SqlExpr *relation_argument(const SqlExpr *call, const char *name)
{
    for (size_t i = 0; i < call->items_len; i++) {
        if (call->items[i]->kind == SQL_ARGUMENT && strcmp(call->items[i]->name, name) == 0)
            return call->items[i]->items[0];
    }
    return NULL;
}

/* since = '1 hour', of another language, compares. */
static bool is_option(const SqlExpr *sql, const char *const *names)
{
    static const char *const of_topics[] = {"since", "until", "format", "key_format", NULL};

    return sql->kind == SQL_COLUMN && sql->names_len == 1 && !sql->is_star &&
           g_strv_contains(names == NULL ? of_topics : names, sql->names[0]);
}

bool relation_check_arguments(Binder *binder, const SqlExpr *call, size_t positional_max,
                              const char *const *names, const char *hint)
{
    size_t positional = 0;

    for (size_t i = 0; i < call->items_len; i++) {
        const SqlExpr *item = call->items[i];

        if (item->kind == SQL_OPERATOR && strcmp(item->name, "=") == 0 && item->items_len == 2 &&
            is_option(item->items[0], names)) {
            fail_at(binder->error, FAIL_QUERY, item->items[0]->position,
                    "an option of %s is given by =>", call->name);
            return fail_hint(binder->error, "write %s => ...", item->items[0]->names[0]);
        }
        if (item->kind != SQL_ARGUMENT) {
            if (positional != i)
                return fail_at(binder->error, FAIL_QUERY, item->position,
                               "positional argument cannot follow named argument");
            if (++positional > positional_max)
                return fail_at(binder->error, FAIL_QUERY, item->position,
                               "%s has too many arguments", call->name) ||
                       fail_hint(binder->error, "%s", hint);
        } else if (names != NULL && !g_strv_contains(names, item->name)) {
            return fail_at(binder->error, FAIL_QUERY, item->position, "%s has no option \"%s\"",
                           call->name, item->name) ||
                   fail_hint(binder->error, "%s", hint);
        } else if (relation_argument(call, item->name) != item->items[0]) {
            return fail_at(binder->error, FAIL_QUERY, item->position,
                           "argument name \"%s\" used more than once", item->name);
        }
    }
    return true;
}

size_t relation_positional(const SqlExpr *call)
{
    size_t len = 0;

    while (len < call->items_len && call->items[len]->kind != SQL_ARGUMENT)
        len++;
    return len;
}

/* ---- queries ---- */

/* The rows of a query that groups, or cuts: the next query reads its outputs. */
static bool read_results(Binder *binder, const PlanSelect *select, int position)
{
    Route *route = &binder->route;

    if (route->input != NULL || route->branches->len > 0)
        return route_fail_join(binder, position);
    if (route->steps->len > 0)
        return fail_at(binder->error, FAIL_QUERY, position,
                       "a query with groups or LIMIT stands first in FROM");
    route->input = select;
    route->slots_len = (int)select->outputs_len;
    route->base = 0;
    return true;
}

static bool add_outputs(Binder *binder, RelationItem *item, const PlanSelect *select, bool is_open)
{
    for (size_t i = 0; i < select->outputs_len; i++) {
        const PlanOutput *output = &select->outputs[i];
        const Expr *expr = is_open ? route_compute(binder, output->expr, item->position)
                                   : expr_new_slot(binder->arena, (int)i, expr_type(output->expr));

        if (!output->is_visible)
            continue;
        if (expr == NULL || !relation_add(binder, item, output->name, expr))
            return false;
    }
    binder->route.base = binder->route.steps->len;
    return true;
}

/* @inner: begun by the caller */
static PlanSelect *bind_inner(const Binder *binder, Binder *inner, const SqlSelect *sql,
                              int position)
{
    inner->route.slots_len = binder->route.slots_len;
    if (inner->depth > PLAN_NESTING_MAX)
        return fail_null_at(binder->error, FAIL_LIMIT, position,
                            "queries are nested more than %d levels deep", PLAN_NESTING_MAX);
    return query_bind(inner, sql);
}

/* The rows of a query become the item. */
static bool add_rows(Binder *binder, RelationItem *item, PlanSelect *select)
{
    bool is_open;

    if (select->limit >= 0 || select->offset > 0)
        select = rank_cut(binder, select, item->position);
    if (select == NULL)
        return false;
    is_open = route_is_open(select);
    return (is_open ? route_adopt(binder, select, item->position)
                    : read_results(binder, select, item->position)) &&
           relation_begin(binder, item) && add_outputs(binder, item, select, is_open);
}

static bool add_query(Binder *binder, Binder *inner, RelationItem *item, const SqlSelect *sql)
{
    PlanSelect *select = bind_inner(binder, inner, sql, item->position);

    return select != NULL && add_rows(binder, item, select);
}

static bool bind_subquery(Binder *binder, RelationItem *item, const SqlSelect *sql)
{
    Binder inner;
    bool done;

    bind_begin(&inner, binder, binder->input, binder->arena, binder->error);
    done = add_query(binder, &inner, item, sql);
    bind_end(&inner);
    return done;
}

/* ---- names ---- */

/* The query that WITH gives that name, and the binder in whose sight it stands. */
static const SqlCte *find_cte(const Binder *binder, const char *name, const Binder **ret_binder,
                              size_t *ret_place)
{
    for (; binder != NULL; binder = binder->outer) {
        for (size_t i = binder->ctes_len; i > 0; i--) {
            if (strcmp(binder->ctes[i - 1].name, name) == 0) {
                *ret_binder = binder;
                *ret_place = i - 1;
                return &binder->ctes[i - 1];
            }
        }
    }
    return NULL;
}

/* The names that the item gives its columns, and behind them those of WITH, or of a view. */
static const SqlFrom *add_names(Binder *binder, const SqlFrom *sql, const char *const *columns,
                                size_t columns_len)
{
    SqlFrom *named = bind_alloc(binder, sizeof(SqlFrom));
    const char **names;

    if (columns_len <= sql->columns_len)
        return sql;
    names = bind_alloc(binder, columns_len * sizeof(char *));
    for (size_t i = 0; i < columns_len; i++)
        names[i] = i < sql->columns_len ? sql->columns[i] : columns[i];
    *named = *sql;
    named->columns = names;
    named->columns_len = columns_len;
    return named;
}

/* A query of WITH sees those before it only. */
static bool bind_cte(Binder *binder, RelationItem *item, const SqlCte *cte, const Binder *home,
                     size_t place)
{
    Binder sight = *home, inner;
    bool done;

    sight.ctes_len = place;
    sight.ctes_hidden_len += home->ctes_len - place;
    sight.depth = binder->depth;
    bind_begin(&inner, &sight, binder->input, binder->arena, binder->error);
    item->sql = add_names(binder, item->sql, cte->columns, cte->columns_len);
    done = add_query(binder, &inner, item, cte->select);
    bind_end(&inner);
    return done && (cte->columns_len <= item->added ||
                    fail_at(binder->error, FAIL_QUERY, cte->position,
                            "WITH query \"%s\" has %zu columns available but %zu columns specified",
                            cte->name, item->added, cte->columns_len));
}

/* A topic was meant to be the query of WITH that is of that name, but stands behind this place. */
static bool hint_hidden(Binder *binder, const char *name)
{
    for (const Binder *at = binder; at != NULL; at = at->outer) {
        for (size_t i = at->ctes_len; i < at->ctes_len + at->ctes_hidden_len; i++) {
            if (strcmp(at->ctes[i].name, name) == 0)
                return fail_hint(binder->error,
                                 "a query of WITH is seen by what stands behind it only");
        }
    }
    return false;
}

/* A topic that does not exist may be a mistyped name of WITH. */
static bool hint_cte(Binder *binder, const char *name)
{
    for (const Binder *at = binder; at != NULL && at->error != NULL; at = at->outer) {
        for (size_t i = 0; i < at->ctes_len; i++) {
            if (typo_is(name, at->ctes[i].name))
                return fail_hint(binder->error, "did you mean \"%s\"?", at->ctes[i].name);
        }
    }
    return false;
}

/* Its query sees no WITH of the statement, and its positions are those of its own text. */
static PlanSelect *bind_view_query(Binder *binder, View *view, int position)
{
    Binder sight = {.text = view->text, .shared = binder->shared, .depth = binder->depth}, inner;
    PlanSelect *select;

    bind_begin(&inner, &sight, binder->input, binder->arena, binder->error);
    view->is_open = true;
    select = bind_inner(binder, &inner, &view->sql->select, position);
    view->is_open = false;
    bind_end(&inner);
    return select;
}

static bool bind_view(Binder *binder, RelationItem *item, View *view)
{
    const SqlView *sql;
    PlanSelect *select;

    if (!view_open(binder, view, item->position))
        return false;
    sql = &view->sql->view;
    select = bind_view_query(binder, view, item->position);
    if (select == NULL)
        return view_blame(binder, view, item->position);
    item->name = view->name;
    item->sql = add_names(binder, item->sql, sql->columns, sql->columns_len);
    if (!add_rows(binder, item, select))
        return false;
    if (sql->columns_len <= item->added)
        return true;
    fail_at(binder->error, FAIL_QUERY, sql->position,
            "CREATE VIEW specifies more column names than columns");
    return view_blame(binder, view, item->position);
}

static bool bind_topic_name(Binder *binder, RelationItem *item, const char *topic)
{
    Reading reading = {.pattern = NULL};

    return read_bounds(binder, NULL, &reading) && add_topic(binder, item, topic, &reading);
}

static bool bind_name(Binder *binder, RelationItem *item, const char *name)
{
    const Binder *home = NULL;
    size_t place = 0;
    const SqlCte *cte = find_cte(binder, name, &home, &place);
    const char *topic = NULL;
    View *view = NULL;

    item->name = name;
    if (cte != NULL)
        return bind_cte(binder, item, cte, home, place);
    if (!topic_find_relation(binder, name, item->position, &view, &topic))
        return hint_cte(binder, name) || hint_hidden(binder, name);
    return view != NULL ? bind_view(binder, item, view) : bind_topic_name(binder, item, topic);
}

static void free_pattern(void *pattern)
{
    catalog_pattern_free(pattern);
}

static bool read_pattern(Binder *binder, const char *pattern, int position,
                         const CatalogPattern **ret_pattern)
{
    CatalogPattern *made = catalog_pattern_new(pattern, position, binder->error);

    if (made == NULL)
        return false;
    arena_adopt(binder->arena, made, free_pattern);
    *ret_pattern = made;
    return true;
}

/* topic('t', since => ..., until => ...), or topics('pattern', ...) */
static bool bind_topic_call(Binder *binder, RelationItem *item, const SqlExpr *call)
{
    const SqlExpr *first = relation_positional(call) == 0 ? NULL : call->items[0];
    g_autofree char *name = first == NULL ? NULL : name_of_argument(first);
    bool is_pattern = strcmp(call->name, "topics") == 0;
    Reading reading = {.pattern = NULL};
    const char *topic = NULL;

    if (!relation_check_arguments(binder, call, 1, NULL,
                                  "write topic('lines', since => '1 hour', until => 'now')"))
        return false;
    if (name == NULL)
        return is_pattern ? fail_no_topic(binder, call, first, "a pattern of names",
                                          "topics('logs-.*', since => '1 hour')")
                          : fail_no_topic(binder, call, first, "a topic",
                                          "topic('lines', since => '1 hour')");
    if (is_pattern && !read_pattern(binder, name, first->position, &reading.pattern))
        return false;
    if (!fields_read_format(binder, call, &reading.format) ||
        !fields_read_key_format(binder, call, &reading.key_is_bytes))
        return false;
    item->position = first->position;
    if (!read_bounds(binder, call, &reading))
        return false;
    if (is_pattern)
        topic = bind_copy(binder, name);
    else if (!topic_find(binder, name, item->position, false, &topic))
        return false;
    return add_topic(binder, item, topic, &reading);
}

bool relation_bind_name(Binder *binder, const SqlFrom *sql)
{
    RelationItem item = {.sql = sql, .position = sql->position};

    return bind_name(binder, &item, sql->name) && relation_check_names(binder, &item);
}

bool relation_bind_query(Binder *binder, const SqlFrom *sql)
{
    RelationItem item = {.sql = sql, .name = "subquery", .position = sql->position};

    return bind_subquery(binder, &item, sql->select) && relation_check_names(binder, &item);
}

/* latest(topic): a query over the topic. */
static bool bind_latest(Binder *binder, RelationItem *item, const SqlExpr *call)
{
    static const char *const names[] = {"since", "until", NULL};
    SqlFrom *topic = bind_alloc(binder, sizeof(SqlFrom));
    SqlExpr *read = bind_alloc(binder, sizeof(SqlExpr));
    const SqlExpr *first = relation_positional(call) == 0 ? NULL : call->items[0];
    g_autofree char *name = first == NULL ? NULL : name_of_argument(first);

    if (!relation_check_arguments(binder, call, 1, names,
                                  "write latest(lines), or latest(lines, since => '1 hour')"))
        return false;
    if (name == NULL)
        return fail_no_topic(binder, call, first, "a topic", "latest(lines)");
    *read = *call;
    read->name = "topic";
    *topic = (SqlFrom){.position = call->position, .call = read, .alias = "latest"};
    return bind_subquery(binder, item, newest_of_keys(binder, topic));
}

bool relation_bind_latest(Binder *binder, const SqlFrom *sql)
{
    RelationItem item = {.sql = sql, .name = "latest", .position = sql->position};

    return bind_latest(binder, &item, sql->call) && relation_check_names(binder, &item);
}

bool relation_bind_topic(Binder *binder, const SqlFrom *sql)
{
    RelationItem item = {.sql = sql, .function = sql->call->name, .position = sql->position};

    return bind_topic_call(binder, &item, sql->call) && relation_check_names(binder, &item);
}

bool relation_bind_argument(Binder *binder, const SqlFrom *sql, const SqlExpr *call,
                            const char *example, RelationItem *ret_item)
{
    const SqlExpr *first = relation_positional(call) == 0 ? NULL : call->items[0];
    g_autofree char *name = first == NULL ? NULL : name_of_argument(first);

    *ret_item = (RelationItem){.sql = sql, .name = call->name, .function = call->name};
    ret_item->position = first == NULL ? call->position : first->position;
    if (first != NULL && first->kind == SQL_SUBQUERY)
        return bind_subquery(binder, ret_item, first->select);
    if (first != NULL && first->kind == SQL_CALL && strcmp(first->name, "latest") == 0)
        return bind_latest(binder, ret_item, first);
    if (first != NULL && first->kind == SQL_CALL &&
        (strcmp(first->name, "topic") == 0 || strcmp(first->name, "topics") == 0))
        return bind_topic_call(binder, ret_item, first);
    if (name == NULL)
        return fail_no_topic(binder, call, first, "a topic or a query", example);
    return bind_name(binder, ret_item, name);
}
