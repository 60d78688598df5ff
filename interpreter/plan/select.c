#include "plan/select.h"

#include "expr/build.h"
#include "plan/from.h"
#include "plan/output.h"

/* Slots that a row has before the table functions. */
#define EARLY_SLOTS ((UINT64_C(1) << COLUMN_FUNCTION) - 1)

/* ---- WHERE ---- */

typedef struct Conditions {
    GPtrArray *record; /* Expr*: read record and window slots only */
    GPtrArray *row;
} Conditions;

/* Each part of an AND on its own, so that what can be decided early is. */
static bool split_where(Binder *binder, const SqlExpr *sql, Conditions *conditions)
{
    const Expr *expr;
    uint64_t slots = 0;

    if (sql->kind == SQL_AND) {
        for (size_t i = 0; i < sql->items_len; i++) {
            if (!split_where(binder, sql->items[i], conditions))
                return false;
        }
        return true;
    }
    expr = bind_condition(binder, sql, "WHERE");
    if (expr == NULL)
        return false;
    expr_slots_used(expr, &slots);
    g_ptr_array_add((slots & ~EARLY_SLOTS) == 0 ? conditions->record : conditions->row,
                    (gpointer)expr);
    return true;
}

/* Rows of the record's own time only: "timestamp" >= since, "timestamp" < until. */
static bool add_time_filter(Binder *binder, const Bound *bound, const char *name,
                            Conditions *conditions)
{
    Value time = value_of_integer(bound->time_us);
    const Expr *filter;

    if (bound->plan.kind != PLAN_BOUND_TIME)
        return true;
    filter = expr_new_operator(
        binder->arena, name, expr_new_slot(binder->arena, COLUMN_TIMESTAMP, TYPE_TIMESTAMPTZ),
        expr_new_constant(binder->arena, TYPE_TIMESTAMPTZ, &time), -1, binder->error);
    if (filter == NULL)
        return false;
    g_ptr_array_add(conditions->record, (gpointer)filter);
    return true;
}

static bool join_conditions(Binder *binder, const GPtrArray *terms, const Expr **ret_expr)
{
    const Expr **copy = bind_alloc(binder, terms->len * sizeof(Expr *));

    if (terms->len == 0)
        return true;
    for (size_t i = 0; i < terms->len; i++)
        copy[i] = g_ptr_array_index(terms, i);
    *ret_expr = terms->len == 1 ? copy[0]
                                : expr_new_and(binder->arena, copy, terms->len, -1, binder->error);
    return *ret_expr != NULL;
}

static bool bind_where(Binder *binder, const SqlSelect *sql, const From *from, PlanSelect *select)
{
    g_autoptr(GPtrArray) record = g_ptr_array_new();
    g_autoptr(GPtrArray) row = g_ptr_array_new();
    Conditions conditions = {record, row};

    if (from->topic != NULL && (!add_time_filter(binder, &from->since, ">=", &conditions) ||
                                !add_time_filter(binder, &from->until, "<", &conditions)))
        return false;
    if (sql->where != NULL && !split_where(binder, sql->where, &conditions))
        return false;
    return join_conditions(binder, record, &select->where_record) &&
           join_conditions(binder, row, &select->where_row);
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

static int find_key_of_slot(const Group *group, int slot)
{
    for (size_t i = 0; i < group->keys_len; i++) {
        if (expr_slot(group->keys[i]) == slot)
            return (int)i;
    }
    return -1;
}

static bool bind_groups_and_outputs(Binder *binder, const SqlSelect *sql, PlanSelect *select)
{
    Group group = {.is_grouped = sql->is_grouped || has_aggregates(sql)};
    const Target *targets;
    size_t targets_len;
    const Expr **keys;

    if (sql->is_distinct && group.is_grouped)
        return fail_at(binder->error, FAIL_QUERY, sql->targets[0].position,
                       "SELECT DISTINCT of groups or aggregates is not supported yet") ||
               fail_hint(binder->error, "leave DISTINCT out: groups by their keys are distinct");
    group.is_grouped |= sql->is_distinct;
    if (!output_targets(binder, sql, &targets, &targets_len) ||
        !group_bind_keys(binder, sql, targets, targets_len, &group) ||
        !output_bind(binder, sql, targets, targets_len, &group, select) ||
        !bind_having(binder, sql, &group, select))
        return false;
    keys = bind_alloc(binder, group.keys_len * sizeof(Expr *));
    for (size_t i = 0; i < group.keys_len; i++)
        keys[i] = group.keys[i];
    select->is_grouped = group.is_grouped;
    select->keys = keys;
    select->keys_len = group.keys_len;
    select->window_key = find_key_of_slot(&group, COLUMN_WINDOW_START);
    select->window_end_key = find_key_of_slot(&group, COLUMN_WINDOW_END);
    select->aggregates = binder->aggregates;
    select->aggregates_len = binder->aggregates_len;
    return true;
}

/* ---- LIMIT and the end ---- */

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

static bool is_past(const PlanBound *until, int64_t now_us)
{
    return until->kind == PLAN_BOUND_LATEST ||
           (until->kind == PLAN_BOUND_TIME && until->time_ms <= now_us / 1000);
}

static void find_end(const Binder *binder, const SqlSelect *sql, PlanSelect *select)
{
    const ConfigSet *settings = binder->input->settings;
    bool is_tail_of_rows = select->limit >= 0 && sql->orders_len == 0 && !select->is_grouped;

    select->for_ms = config_get_int(settings, "for") > 0 ? config_get_int(settings, "for") : -1;
    select->is_bounded = select->topic == NULL || select->until.kind != PLAN_BOUND_NONE ||
                         select->for_ms >= 0 || is_tail_of_rows;
    select->may_last = select->is_bounded && select->topic != NULL &&
                       !is_past(&select->until, binder->input->now_us);
}

/* ---- slots ---- */

static void use(const Expr *expr, uint64_t *bits)
{
    if (expr != NULL)
        expr_slots_used(expr, bits);
}

static uint64_t find_slots(const PlanSelect *select)
{
    uint64_t bits = 0;

    if (select->window != NULL)
        use(select->window->time, &bits);
    use(select->where_record, &bits);
    for (size_t i = 0; i < select->expands_len; i++) {
        for (size_t j = 0; j < select->expands[i].arguments_len; j++)
            use(select->expands[i].arguments[j], &bits);
    }
    use(select->where_row, &bits);
    for (size_t i = 0; i < select->keys_len; i++)
        use(select->keys[i], &bits);
    for (size_t i = 0; i < select->aggregates_len; i++) {
        use(select->aggregates[i].argument, &bits);
        use(select->aggregates[i].filter, &bits);
    }
    for (size_t i = 0; i < select->outputs_len && !select->is_grouped; i++)
        use(select->outputs[i].expr, &bits);
    return bits & EARLY_SLOTS;
}

bool select_bind(Binder *binder, const SqlSelect *sql, PlanSelect *ret_select)
{
    PlanSelect select = {.topic = NULL};
    From from;

    if (!from_bind(binder, sql, &from))
        return false;
    select.topic = from.topic;
    if (from.topic != NULL) {
        select.since = from.since.plan;
        select.until = from.until.plan;
    }
    select.window = from.window;
    select.expands = from.expands;
    select.expands_len = from.expands_len;
    if (!bind_where(binder, sql, &from, &select) ||
        !bind_groups_and_outputs(binder, sql, &select) ||
        !bind_count(binder, sql->limit, "LIMIT", -1, &select.limit) ||
        !bind_count(binder, sql->offset, "OFFSET", 0, &select.offset))
        return false;
    find_end(binder, sql, &select);
    select.slots_used = find_slots(&select);
    *ret_select = select;
    return true;
}
