#include "plan/aggregate.h"

#include "expr/build.h"
#include "expr/polymorphic.h"
#include "plan/relation.h"
#include "sql/typo.h"

enum { WRITTEN_MAX = EXPR_ARGUMENTS_MAX };

/* A call as far as it is bound. */
typedef struct Call {
    Binder *binder;
    const SqlExpr *sql;
    const Expr *written[WRITTEN_MAX]; /* its arguments, those of WITHIN GROUP last */
    size_t written_len;
    PlanAggregate *aggregate;
    const Expr *inputs[AGGREGATE_INPUTS_MAX];
} Call;

/* FAIL_QUERY at the call, whose name is the last argument. */
#define FAIL_HERE(call, sentence)                                                                  \
    fail_at((call)->binder->error, FAIL_QUERY, (call)->sql->position, sentence, (call)->sql->name)

/* ---- where a call may stand, and with which clauses ---- */

static bool check_place(const Call *call)
{
    Binder *binder = call->binder;

    if (binder->clause != NULL)
        return fail_at(binder->error, FAIL_QUERY, call->sql->position,
                       "aggregate functions are not allowed in %s", binder->clause);
    return !binder->in_aggregate || fail_at(binder->error, FAIL_QUERY, call->sql->position,
                                            "aggregate function calls cannot be nested");
}

static bool check_clauses(const Call *call)
{
    const Aggregate *first = aggregate_first(call->sql->name);
    bool is_within = (first->flags & AGGREGATE_WITHIN_GROUP) != 0;

    if (call->sql->is_within_group && !is_within)
        return FAIL_HERE(call,
                         "%s is not an ordered-set aggregate, so it cannot have WITHIN GROUP");
    if (!call->sql->is_within_group && is_within) {
        g_autoptr(GString) signature = g_string_new(NULL);

        aggregate_signature(first, signature);
        return FAIL_HERE(call, "WITHIN GROUP is required for ordered-set aggregate %s") ||
               fail_hint(call->binder->error, "there is %s", signature->str);
    }
    return true;
}

/* A function that is not there may be an aggregate's mistyped name. */
static void hint_near(Binder *binder, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const Aggregate *table;
    const char *near;
    size_t len;

    table = aggregate_table(&len);
    for (size_t i = 0; i < len; i++)
        g_ptr_array_add(names, (char *)(gpointer)table[i].name);
    g_ptr_array_add(names, NULL);
    near = typo_find(name, (const char *const *)names->pdata);
    if (near != NULL)
        fail_hint(binder->error, "did you mean %s?", near);
}

bool aggregate_refuse_clauses(Binder *binder, const SqlExpr *sql)
{
    const char *clause = sql->is_star           ? "(*)"
                         : sql->is_distinct     ? "DISTINCT"
                         : sql->is_within_group ? "WITHIN GROUP"
                         : sql->orders_len > 0  ? "ORDER BY"
                         : sql->filter != NULL  ? "FILTER"
                                                : NULL;

    if (clause == NULL)
        return true;
    fail_at(binder->error, FAIL_QUERY, sql->position,
            "%s%s specified, but %s is not an aggregate function", sql->is_star ? sql->name : "",
            clause, sql->name);
    hint_near(binder, sql->name);
    return false;
}

/* ---- arguments ---- */

static bool bind_written(Call *call, const SqlExpr *sql)
{
    const Expr *expr;

    if (call->written_len == WRITTEN_MAX)
        return fail_at(call->binder->error, FAIL_LIMIT, sql->position,
                       "cannot pass more than %d arguments to a function", WRITTEN_MAX);
    expr = bind_expr(call->binder, sql, NULL);
    call->written[call->written_len++] = expr;
    return expr != NULL;
}

static bool bind_arguments(Call *call)
{
    const SqlExpr *sql = call->sql;

    for (size_t i = 0; i < sql->items_len; i++) {
        if (!bind_written(call, sql->items[i]))
            return false;
    }
    for (size_t i = 0; sql->is_within_group && i < sql->orders_len; i++) {
        if (!bind_written(call, sql->orders[i].expr))
            return false;
    }
    return true;
}

/* ---- the row of the table ---- */

static bool fail_star(const Call *call)
{
    const Aggregate *first = aggregate_first(call->sql->name);

    if (call->sql->is_star)
        return FAIL_HERE(call, "function %s(*) does not exist") ||
               fail_hint(call->binder->error, "only count takes *");
    if ((first->flags & AGGREGATE_STAR) != 0)
        return FAIL_HERE(call, "%s(*) must be used to call a parameterless aggregate function");
    return true;
}

/* "there is a(text)", "there are a(text), a(integer)" */
static bool hint_signatures(const Call *call)
{
    g_autoptr(GString) list = g_string_new(NULL);
    const Aggregate *table;
    size_t len, found = 0;

    table = aggregate_table(&len);
    for (size_t i = 0; i < len; i++) {
        if (strcmp(table[i].name, call->sql->name) != 0)
            continue;
        g_string_append(list, found++ > 0 ? ", " : "");
        aggregate_signature(&table[i], list);
    }
    return fail_hint(call->binder->error, "there %s %s", found > 1 ? "are" : "is", list->str);
}

/* Of one text, where there are rows for numbers. */
static bool hint_cast(const Call *call)
{
    const SqlExpr *written = call->sql->items_len == 0 ? NULL : call->sql->items[0];
    const char *name = "value";

    if (written != NULL && written->kind == SQL_COLUMN)
        name = relation_written(call->binder, written->names[written->names_len - 1]);
    return fail_hint(call->binder->error, "a cast may be missing: %s(%s::numeric)", call->sql->name,
                     name);
}

static bool fail_types(const Call *call, bool is_ambiguous)
{
    g_autoptr(GString) types = g_string_new(NULL);
    GError **error = call->binder->error;
    size_t len = call->written_len;

    for (size_t i = 0; i < len; i++)
        g_string_append_printf(types, "%s%s", i > 0 ? ", " : "",
                               type_name(expr_type(call->written[i])));
    fail_at(error, FAIL_QUERY, call->sql->position, "function %s(%s) %s", call->sql->name,
            types->str, is_ambiguous ? "is not unique" : "does not exist");
    if (is_ambiguous)
        return fail_hint(error, "add explicit type casts to its arguments");
    if (len == 1 && expr_type(call->written[0]) == TYPE_TEXT &&
        aggregate_find(call->sql->name, false, &(Type){TYPE_INT8}, 1, &is_ambiguous) != NULL)
        return hint_cast(call);
    if (len == 1 && expr_type(call->written[0]) == TYPE_BOOL &&
        (strcmp(call->sql->name, "sum") == 0 || strcmp(call->sql->name, "avg") == 0))
        return fail_hint(error, "rows of which something is true are counted by count(*) FILTER "
                                "(WHERE ...)");
    return hint_signatures(call);
}

static bool find_row(const Call *call)
{
    const SqlExpr *sql = call->sql;
    Type types[WRITTEN_MAX];
    bool is_ambiguous = false;

    for (size_t i = 0; i < call->written_len; i++)
        types[i] = expr_type(call->written[i]);
    call->aggregate->call.aggregate =
        aggregate_find(sql->name, sql->is_star, types, call->written_len, &is_ambiguous);
    if (call->aggregate->call.aggregate != NULL)
        return true;
    return (call->written_len > 0 || fail_star(call)) && fail_types(call, is_ambiguous);
}

/* ---- conversions ---- */

/* Any type is its own, but an untyped literal's, which is text where that will do. */
static const Expr *convert_any(const Call *call, Type wanted, const Expr *expr, int position)
{
    Binder *binder = call->binder;
    bool is_item = wanted == TYPE_ANY_ITEM;
    Type result = call->aggregate->call.aggregate->result;

    if (is_item && expr_type(expr) == TYPE_UNKNOWN)
        return fail_null_at(binder->error, FAIL_QUERY, position,
                            "could not determine polymorphic type because input has type unknown");
    if (is_item && type_is_array(result) && type_is_array(expr_type(expr)))
        return fail_null_at(binder->error, FAIL_QUERY, position,
                            "%s of arrays is not supported: arrays have one dimension",
                            call->sql->name);
    return expr_settle(binder->arena, expr);
}

static const Expr *convert(const Call *call, Type wanted, const Expr *expr, int position)
{
    Binder *binder = call->binder;

    if ((call->aggregate->call.aggregate->flags & AGGREGATE_OF_JSONB) != 0 &&
        wanted == TYPE_UNKNOWN) {
        expr = expr_settle(binder->arena, expr);
        return expr_type(expr) == TYPE_JSONB ? expr
                                             : expr_new_function(binder->arena, "to_jsonb", &expr,
                                                                 1, position, binder->error);
    }
    if (wanted == TYPE_UNKNOWN || polymorphic_is(wanted))
        return convert_any(call, wanted, expr, position);
    return expr_convert(binder->arena, expr, wanted, position, binder->error);
}

static bool add_input(Call *call, const Expr *expr)
{
    AggregateCall *made = &call->aggregate->call;

    if (expr == NULL)
        return false;
    made->input_types[made->inputs_len] = expr_type(expr);
    call->inputs[made->inputs_len++] = expr;
    return true;
}

/* The one argument that is the same for all rows. */
static bool take_constant(Call *call, const Expr *expr)
{
    Binder *binder = call->binder;
    AggregateCall *made = &call->aggregate->call;
    ExprContext context = {
        .arena = binder->arena, .now_us = binder->input->now_us, .zone = binder->input->zone};
    bool is_within = call->sql->is_within_group;
    int position = call->sql->items[is_within ? 0 : call->sql->items_len - 1]->position;
    g_autoptr(GError) why = NULL;
    SlotSet slots = {{0}};

    expr_slots_used(expr, &slots);
    if (!slot_set_is_empty(&slots))
        return fail_at(binder->error, FAIL_QUERY, position,
                       "the %s argument of %s must be a "
                       "constant",
                       is_within ? "direct" : "last", call->sql->name);
    expr = expr_convert(binder->arena, expr, made->aggregate->constant, position, binder->error);
    if (expr == NULL || !expr_eval(expr, &context, NULL, &made->constant, binder->error))
        return expr != NULL && bind_fail_here(binder, position);
    return made->constant.is_null || made->aggregate->check == NULL ||
           made->aggregate->check(&made->constant, &why) ||
           fail_at(binder->error, FAIL_QUERY, position, "%s", why->message);
}

static bool convert_arguments(Call *call)
{
    AggregateCall *made = &call->aggregate->call;
    const Aggregate *aggregate = made->aggregate;
    bool is_first = aggregate->has_constant && call->sql->is_within_group;

    made->constant = VALUE_NULL;
    for (size_t i = 0; i < aggregate->arguments_len; i++) {
        const Expr *expr = call->written[i + (is_first ? 1 : 0)];

        if (!add_input(call, convert(call, aggregate->arguments[i], expr, call->sql->position)))
            return false;
    }
    made->arguments_len = aggregate->arguments_len;
    return !aggregate->has_constant ||
           take_constant(call, call->written[is_first ? 0 : call->written_len - 1]);
}

/* ---- DISTINCT, ORDER BY, FILTER ---- */

/* With DISTINCT an argument that became jsonb is still the one that was written. */
static bool is_argument(const Call *call, size_t input, const Expr *expr)
{
    const AggregateCall *made = &call->aggregate->call;

    return made->is_distinct && (made->aggregate->flags & AGGREGATE_OF_JSONB) != 0 &&
           input < made->arguments_len && expr_equals(call->written[input], expr);
}

/* The input that an expression of ORDER BY is; another one if it is none of the arguments. */
static bool find_input(Call *call, const SqlExpr *sql, size_t *ret_input)
{
    Binder *binder = call->binder;
    AggregateCall *made = &call->aggregate->call;
    const Expr *expr = bind_value(binder, sql, NULL);

    if (expr == NULL)
        return false;
    for (size_t i = 0; i < made->inputs_len; i++) {
        if (expr_equals(call->inputs[i], expr) || is_argument(call, i, expr)) {
            *ret_input = i;
            return true;
        }
    }
    if (made->is_distinct)
        return fail_at(binder->error, FAIL_QUERY, sql->position,
                       "in an aggregate with DISTINCT, ORDER BY expressions must appear in "
                       "argument list");
    *ret_input = made->inputs_len;
    return add_input(call, expr);
}

static bool add_order(Call *call, size_t i)
{
    const SqlOrder *sql = &call->sql->orders[i];
    AggregateCall *made = &call->aggregate->call;
    AggregateOrder *order = &made->orders[made->orders_len++];

    order->is_descending = sql->is_descending;
    order->nulls_first =
        sql->nulls == SQL_NULLS_FIRST || (sql->nulls == SQL_NULLS_DEFAULT && sql->is_descending);
    if (call->sql->is_within_group) {
        order->input = i;
        return true;
    }
    return find_input(call, sql->expr, &order->input);
}

static bool bind_orders(Call *call)
{
    const SqlExpr *sql = call->sql;

    call->aggregate->call.is_distinct = sql->is_distinct;
    if (sql->orders_len > AGGREGATE_ORDERS_MAX)
        return fail_at(call->binder->error, FAIL_LIMIT, sql->position,
                       "an aggregate is ordered by at most %d expressions", AGGREGATE_ORDERS_MAX);
    for (size_t i = 0; i < sql->orders_len; i++) {
        if (!add_order(call, i))
            return false;
    }
    return true;
}

static bool bind_filter(Call *call)
{
    Binder *binder = call->binder;
    const SqlExpr *sql = call->sql->filter;

    if (sql != NULL)
        call->aggregate->filter = bind_condition(binder, sql, "FILTER");
    binder->clause = NULL;
    return sql == NULL || call->aggregate->filter != NULL;
}

/* ---- the slot ---- */

static bool is_same(const PlanAggregate *a, const PlanAggregate *b)
{
    if (!aggregate_call_equals(&a->call, &b->call) || (a->filter == NULL) != (b->filter == NULL) ||
        (a->filter != NULL && !expr_equals(a->filter, b->filter)))
        return false;
    for (size_t i = 0; i < a->call.inputs_len; i++) {
        if (!expr_equals(a->inputs[i], b->inputs[i]))
            return false;
    }
    return true;
}

static const Expr *add_aggregate(Call *call)
{
    Binder *binder = call->binder;
    const PlanAggregate *wanted = call->aggregate;
    size_t i = 0;

    while (i < binder->aggregates_len && !is_same(&binder->aggregates[i], wanted))
        i++;
    if (i == PLAN_AGGREGATES_MAX)
        return fail_null_at(binder->error, FAIL_LIMIT, call->sql->position,
                            "a query has at most %d aggregates", PLAN_AGGREGATES_MAX);
    if (i == binder->aggregates_len)
        binder->aggregates[binder->aggregates_len++] = *wanted;
    return expr_new_slot(binder->arena, BIND_AGGREGATE_SLOT + (int)i, wanted->call.result_type);
}

const Expr *aggregate_bind(Binder *binder, const SqlExpr *sql)
{
    PlanAggregate aggregate = {.filter = NULL};
    Call call = {.binder = binder, .sql = sql, .aggregate = &aggregate};
    bool is_bound;

    if (!check_place(&call) || !check_clauses(&call))
        return NULL;
    binder->in_aggregate = true;
    is_bound = bind_arguments(&call) && find_row(&call) && convert_arguments(&call) &&
               bind_orders(&call) && bind_filter(&call);
    binder->in_aggregate = false;
    if (!is_bound)
        return NULL;
    aggregate_call_settle(&aggregate.call);
    aggregate.inputs = bind_alloc(binder, aggregate.call.inputs_len * sizeof(Expr *));
    memcpy((void *)(gpointer)aggregate.inputs, call.inputs,
           aggregate.call.inputs_len * sizeof(Expr *));
    return add_aggregate(&call);
}
