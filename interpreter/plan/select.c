/*
 * A query whose FROM is a query with groups comes in two forms. If it only chooses and computes, it
 * is one with that query: its WHERE is a HAVING, its columns are computed from groups. Else it
 * reads the groups as rows, which come, change and go.
 */
#include "plan/select.h"

#include "expr/build.h"
#include "plan/from.h"
#include "plan/newest.h"
#include "plan/output.h"
#include "plan/rank.h"

/* ---- WHERE ---- */

typedef bool (*ConditionFn)(Binder *binder, const Expr *condition, int position);

/* Each part of an AND on its own, so that what can be decided early is. */
static bool bind_where(Binder *binder, const SqlExpr *sql, ConditionFn add)
{
    const Expr *expr;

    if (sql == NULL)
        return true;
    if (sql->kind == SQL_AND) {
        for (size_t i = 0; i < sql->items_len; i++) {
            if (!bind_where(binder, sql->items[i], add))
                return false;
        }
        return true;
    }
    expr = bind_condition(binder, sql, "WHERE");
    return expr != NULL && add(binder, expr, sql->position);
}

/* ---- groups ---- */

static bool has_aggregates(const SqlSelect *sql)
{
    for (size_t i = 0; i < sql->targets_len; i++) {
        if (bind_has_aggregate(sql->targets[i].expr))
            return true;
    }
    for (size_t i = 0; i < sql->orders_len; i++) {
        if (bind_has_aggregate(sql->orders[i].expr))
            return true;
    }
    return sql->having != NULL;
}

static bool bind_having(Binder *binder, const SqlSelect *sql, const Group *group,
                        PlanSelect *select)
{
    const Expr *having;

    if (sql->having == NULL)
        return true;
    having = bind_condition(binder, sql->having, "HAVING");
    if (having == NULL)
        return false;
    select->having = group_over(binder, group, having, sql->having, sql->having->position);
    return select->having != NULL;
}

static int find_key_of_slot(const PlanSelect *select, int slot)
{
    for (size_t i = 0; i < select->keys_len; i++) {
        if (expr_slot(select->keys[i]) == slot)
            return (int)i;
    }
    return -1;
}

/* Whether anything but the keys themselves reads the columns of the last window. */
static bool is_sliced(const Binder *binder, const PlanSelect *select)
{
    const PlanWindow *window = binder->route.window;
    SlotSet used = {{0}};

    for (size_t i = 0; i < select->keys_len; i++) {
        if ((int)i != select->window_key && (int)i != select->window_end_key)
            expr_slots_used(select->keys[i], &used);
    }
    for (size_t i = 0; i < select->aggregates_len; i++)
        plan_aggregate_slots(&select->aggregates[i], &used);
    for (guint i = 0; i < binder->route.steps->len; i++)
        plan_step_slots(&g_array_index(binder->route.steps, PlanStep, i), &used);
    return !slot_set_has(&used, (size_t)window->start_slot) &&
           !slot_set_has(&used, (size_t)window->end_slot);
}

static void find_window_keys(const Binder *binder, PlanSelect *select)
{
    const PlanWindow *window = binder->route.window;

    select->window_key = select->window_end_key = -1;
    if (window == NULL || !select->is_grouped)
        return;
    select->window_key = find_key_of_slot(select, window->start_slot);
    select->window_end_key = find_key_of_slot(select, window->end_slot);
    /* Windows of cumulate that begin together are told apart by their ends. */
    if (window->spec.kind == WINDOW_CUMULATE && select->window_end_key < 0)
        select->window_key = -1;
    select->is_sliced =
        (select->window_key >= 0 || select->window_end_key >= 0) && is_sliced(binder, select);
}

static bool is_key(const PlanSelect *select, const Expr *expr)
{
    for (size_t i = 0; i < select->keys_len; i++) {
        if (expr_equals(select->keys[i], expr))
            return true;
    }
    return false;
}

/* Sessions grow and merge while rows come: only a group can belong to one. */
static bool check_session(Binder *binder, const SqlSelect *sql, const PlanSelect *select)
{
    static const char *const example =
        "SELECT window_start, window_end, key, count(*) FROM session(clicks, interval '30 "
        "minutes', by => key) GROUP BY window_start, window_end, key";
    const PlanWindow *window = binder->route.window;

    if (window == NULL || window->spec.kind != WINDOW_SESSION)
        return true;
    if (!select->is_sliced)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "a query over session() groups by window_start or window_end, and uses them "
                       "nowhere else but in HAVING and in what it shows") ||
               fail_hint(binder->error, "%s", example);
    /* Else sessions of several would be one group, if they happen to begin at one time. */
    if (window->by != NULL && !is_key(select, window->by))
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "a query over session(..., by => ...) also groups by what sessions are kept "
                       "apart by") ||
               fail_hint(binder->error, "%s", example);
    return true;
}

static void take_keys(Binder *binder, const Group *group, PlanSelect *select)
{
    const Expr **keys = bind_alloc(binder, group->keys_len * sizeof(Expr *));

    for (size_t i = 0; i < group->keys_len; i++)
        keys[i] = group->values[i];
    select->is_grouped = group->is_grouped;
    select->keys = keys;
    select->keys_len = group->keys_len;
    select->aggregates = binder->aggregates;
    select->aggregates_len = binder->aggregates_len;
    if (group->is_grouped)
        group_always(binder, group, select);
}

static bool bind_groups_and_outputs(Binder *binder, const SqlSelect *sql, PlanSelect *select)
{
    Group group = {.is_grouped = sql->is_grouped || has_aggregates(sql)};
    const Target *targets;
    size_t targets_len;

    if (group.is_grouped) {
        binder->grouping = group_grouping;
        binder->group = &group;
    }
    group.is_grouped |= sql->is_distinct;
    if (!output_targets(binder, sql, &targets, &targets_len) ||
        !group_bind_keys(binder, sql, targets, targets_len, &group) ||
        !group_finish(binder, sql, &group) ||
        !output_bind(binder, sql, targets, targets_len, &group, select) ||
        !bind_having(binder, sql, &group, select))
        return false;
    take_keys(binder, &group, select);
    find_window_keys(binder, select);
    return check_session(binder, sql, select);
}

/* ---- LIMIT ---- */

/* @none: what NULL, ALL and no clause at all mean */
static bool bind_count(Binder *binder, const SqlExpr *sql, const char *clause, int64_t none,
                       int64_t *ret_count)
{
    Type type;
    Value value;

    *ret_count = none;
    if (sql == NULL)
        return true;
    if (!bind_constant(binder, sql, clause, &type, &value))
        return false;
    if (value.is_null)
        return true;
    if (type == TYPE_UNKNOWN &&
        !value_read(TYPE_INT8, value_span(&value), NULL, binder->arena, &value, binder->error))
        return bind_fail_here(binder, sql->position);
    if (type != TYPE_INT4 && type != TYPE_INT8 && type != TYPE_UNKNOWN)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "argument of %s must be type bigint, not type %s", clause, type_name(type));
    if (value.integer < 0)
        return fail_at(binder->error, FAIL_QUERY, sql->position, "%s must not be negative", clause);
    *ret_count = value.integer;
    return true;
}

static bool bind_limit(Binder *binder, const SqlSelect *sql, PlanSelect *select)
{
    return bind_count(binder, sql->limit, "LIMIT", -1, &select->limit) &&
           bind_count(binder, sql->offset, "OFFSET", 0, &select->offset);
}

/* ---- over groups ---- */

/* Nothing but WHERE, expressions, an order and a limit. */
static bool is_simple(const SqlSelect *sql)
{
    if (sql->is_grouped || sql->is_distinct || sql->distinct_on_len > 0 || has_aggregates(sql) ||
        sql->from_len != 1 || (sql->from[0].call != NULL))
        return false;
    for (size_t i = 0; i < sql->targets_len; i++) {
        if (sql->targets[i].expr->kind == SQL_CALL && sql->targets[i].expr->over != NULL)
            return false;
    }
    return true;
}

static bool add_having(Binder *binder, const Expr *condition, int position)
{
    const Expr *both[] = {binder->having, condition};

    binder->having = binder->having == NULL
                         ? condition
                         : expr_new_and(binder->arena, both, 2, position, binder->error);
    return binder->having != NULL;
}

/* Columns of the FROM's query as they are over its groups. */
static void see_groups(Binder *binder, const PlanSelect *groups)
{
    for (guint i = 0; i < binder->scope.columns->len; i++) {
        ScopeColumn *column = &g_array_index(binder->scope.columns, ScopeColumn, i);

        column->expr = groups->outputs[expr_slot(column->expr)].expr;
    }
}

static PlanSelect *bind_over_groups(Binder *binder, const SqlSelect *sql)
{
    const PlanSelect *groups = binder->route.input;
    PlanSelect *select = bind_alloc(binder, sizeof(PlanSelect));
    Group none = {.is_grouped = false};
    const Target *targets;
    size_t targets_len;

    *select = *groups;
    binder->having = groups->having;
    see_groups(binder, groups);
    if (!bind_where(binder, sql->where, add_having) ||
        !output_targets(binder, sql, &targets, &targets_len) ||
        !output_bind(binder, sql, targets, targets_len, &none, select) ||
        !bind_limit(binder, sql, select))
        return NULL;
    select->having = binder->having;
    return select;
}

/* ---- queries ---- */

/* Columns of groups stand in place of their names: what grows by that at each query around another
 * would have no end. */
static bool are_small(const PlanSelect *groups)
{
    enum { SIZE_MAX_NODES = 32 };

    for (size_t i = 0; i < groups->outputs_len; i++) {
        if (expr_size(groups->outputs[i].expr, SIZE_MAX_NODES + 1) > SIZE_MAX_NODES)
            return false;
    }
    return true;
}

static bool is_over_groups(const Binder *binder, const SqlSelect *sql)
{
    const PlanSelect *input = binder->route.input;

    return input != NULL && input->is_grouped && input->limit < 0 && input->offset == 0 &&
           binder->route.rank == NULL && binder->route.steps->len == 0 && is_simple(sql) &&
           are_small(input);
}

SqlSelect select_bare(const SqlSelect *sql)
{
    SqlSelect bare = *sql;

    bare.ctes_len = bare.orders_len = 0;
    bare.limit = bare.offset = NULL;
    return bare;
}

PlanSelect *select_bind_around(Binder *binder, const SqlSelect *inner, const SqlSelect *sql,
                               bool is_distinct, const char *name)
{
    SqlSelect outer = {.position = sql->position, .is_distinct = is_distinct};
    SqlExpr star = {.kind = SQL_COLUMN, .position = sql->position, .is_star = true};
    SqlTarget target = {.expr = &star, .position = sql->position};
    SqlFrom from = {.select = inner, .alias = name, .position = sql->position};

    outer.targets = &target;
    outer.targets_len = 1;
    outer.from = &from;
    outer.from_len = 1;
    outer.orders = sql->orders;
    outer.orders_len = sql->orders_len;
    outer.limit = sql->limit;
    outer.offset = sql->offset;
    return select_bind(binder, &outer);
}

static size_t count_visible(const PlanSelect *select, size_t len)
{
    size_t visible = 0;

    for (size_t i = 0; i < len; i++)
        visible += select->outputs[i].is_visible;
    return visible;
}

static bool check_distinct(Binder *binder, const SqlSelect *sql, const PlanSelect *select)
{
    for (size_t i = 0; i < select->orders_len; i++) {
        if (!select->outputs[select->orders[i].output].is_visible)
            return fail_at(binder->error, FAIL_QUERY, sql->orders[i].expr->position,
                           "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
    }
    if (count_visible(select, select->outputs_len) > PLAN_KEYS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, sql->position,
                       "a query groups by at most %d columns", PLAN_KEYS_MAX);
    return true;
}

/* The distinct rows of @rows, whose order and limit become theirs. */
static PlanSelect *new_distinct(Binder *binder, PlanSelect *rows)
{
    size_t len = count_visible(rows, rows->outputs_len);
    PlanSelect *distinct = bind_alloc(binder, sizeof(PlanSelect));
    PlanOutput *outputs = bind_alloc(binder, len * sizeof(PlanOutput));
    PlanOrder *orders = bind_alloc(binder, rows->orders_len * sizeof(PlanOrder));
    const Expr **keys = bind_alloc(binder, len * sizeof(Expr *));

    for (size_t i = 0, key = 0; i < rows->outputs_len; i++) {
        Type type = expr_type(rows->outputs[i].expr);

        if (!rows->outputs[i].is_visible)
            continue;
        keys[key] = expr_new_slot(binder->arena, (int)i, type);
        outputs[key] = rows->outputs[i];
        outputs[key].expr = expr_new_slot(binder->arena, (int)key, type);
        key++;
    }
    for (size_t i = 0; i < rows->orders_len; i++) {
        orders[i] = rows->orders[i];
        orders[i].output = count_visible(rows, rows->orders[i].output);
    }
    *distinct = (PlanSelect){.input = rows,
                             .slots_len = (int)rows->outputs_len,
                             .is_grouped = true,
                             .keys = keys,
                             .keys_len = len,
                             .window_key = -1,
                             .window_end_key = -1,
                             .outputs = outputs,
                             .outputs_len = len,
                             .orders = orders,
                             .orders_len = rows->orders_len,
                             .limit = rows->limit,
                             .offset = rows->offset};
    rows->orders_len = 0;
    rows->limit = -1;
    rows->offset = 0;
    return distinct;
}

/* SELECT DISTINCT of groups: the distinct rows of what the query gives without it. */
static PlanSelect *bind_distinct_of_groups(Binder *binder, const SqlSelect *sql)
{
    SqlSelect *groups = bind_alloc(binder, sizeof(SqlSelect));
    PlanSelect *select;

    *groups = *sql;
    groups->is_distinct = false;
    select = select_bind(binder, groups);
    if (select == NULL || !check_distinct(binder, sql, select))
        return NULL;
    return new_distinct(binder, select);
}

static PlanSelect *bind_rows(Binder *binder, const SqlSelect *sql)
{
    PlanSelect *select = bind_alloc(binder, sizeof(PlanSelect));

    if (!bind_where(binder, sql->where, route_add_filter) ||
        !bind_groups_and_outputs(binder, sql, select) || !bind_limit(binder, sql, select))
        return NULL;
    route_close(binder, select);
    return binder->over == NULL ? select : rank_bind(binder, select);
}

static PlanSelect *bind_distinct_on(Binder *binder, const SqlSelect *sql)
{
    const SqlSelect *grouped;

    if (sql->is_grouped || has_aggregates(sql)) {
        fail_at(binder->error, FAIL_QUERY, sql->distinct_on[0]->position,
                "DISTINCT ON of groups is not supported yet");
        fail_hint(binder->error, "number the groups, and choose the first: SELECT ... FROM (SELECT "
                                 "..., row_number() OVER (PARTITION BY ... ORDER BY ...) AS rn "
                                 "...) AS numbered WHERE rn = 1");
        return NULL;
    }
    grouped = newest_of_distinct_on(binder, sql);
    return grouped == NULL ? NULL : select_bind(binder, grouped);
}

PlanSelect *select_bind(Binder *binder, const SqlSelect *sql)
{
    binder->written = sql;
    if (sql->distinct_on_len > 0)
        return bind_distinct_on(binder, sql);
    if (sql->is_distinct && (sql->is_grouped || has_aggregates(sql)))
        return bind_distinct_of_groups(binder, sql);
    if (!from_bind(binder, sql))
        return NULL;
    return is_over_groups(binder, sql) ? bind_over_groups(binder, sql) : bind_rows(binder, sql);
}
