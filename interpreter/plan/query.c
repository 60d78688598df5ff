#include "plan/query.h"

#include "expr/build.h"
#include "plan/select.h"

/* ---- VALUES ---- */

/* All of a column's items to one type. */
static bool convert_column(Binder *binder, const Expr **items, size_t rows_len, size_t columns_len,
                           size_t column, int position)
{
    const Expr **own = bind_alloc(binder, rows_len * sizeof(Expr *));
    const Expr *common;

    for (size_t i = 0; i < rows_len; i++)
        own[i] = items[i * columns_len + column];
    common = expr_common(binder->arena, "VALUES", own, rows_len, position, binder->error);
    for (size_t i = 0; i < rows_len && common != NULL; i++) {
        own[i] = expr_convert(binder->arena, own[i], expr_type(common), position, binder->error);
        if (own[i] == NULL)
            return bind_fail_here(binder, position);
        items[i * columns_len + column] = own[i];
    }
    return common != NULL;
}

static PlanValues *bind_rows(Binder *binder, const SqlSelect *sql)
{
    size_t columns_len = sql->rows[0].items_len;
    const Expr **items = bind_alloc(binder, sql->rows_len * columns_len * sizeof(Expr *));
    PlanValues *values = bind_alloc(binder, sizeof(PlanValues));

    for (size_t i = 0; i < sql->rows_len; i++) {
        const SqlRow *row = &sql->rows[i];

        if (row->items_len != columns_len)
            return fail_null_at(binder->error, FAIL_QUERY, row->items[0]->position,
                                "VALUES lists must all be the same length");
        for (size_t j = 0; j < columns_len; j++) {
            items[i * columns_len + j] = bind_expr(binder, row->items[j], "VALUES");
            if (items[i * columns_len + j] == NULL)
                return NULL;
        }
    }
    for (size_t j = 0; j < columns_len; j++) {
        if (!convert_column(binder, items, sql->rows_len, columns_len, j,
                            sql->rows[0].items[j]->position))
            return NULL;
    }
    *values = (PlanValues){items, sql->rows_len, columns_len};
    return values;
}

static PlanSelect *new_select(Binder *binder, PlanOutput *outputs, size_t outputs_len)
{
    PlanSelect *select = bind_alloc(binder, sizeof(PlanSelect));

    select->outputs = outputs;
    select->outputs_len = outputs_len;
    select->limit = -1;
    select->window_key = select->window_end_key = -1;
    route_close(binder, select);
    return select;
}

PlanSelect *query_of_step(Binder *binder, const PlanStep *step, const char *name, Type type)
{
    PlanOutput *output = bind_alloc(binder, sizeof(PlanOutput));
    PlanBranch *branch = bind_alloc(binder, sizeof(PlanBranch));
    PlanStep *copy = bind_alloc(binder, sizeof(PlanStep));
    PlanSelect *select = bind_alloc(binder, sizeof(PlanSelect));

    *copy = *step;
    *output = (PlanOutput){name, expr_new_slot(binder->arena, step->slot, type), true};
    *select = (PlanSelect){.branches = branch,
                           .branches_len = 1,
                           .steps = copy,
                           .steps_len = 1,
                           .slots_len = step->slot + 1,
                           .window_key = -1,
                           .window_end_key = -1,
                           .outputs = output,
                           .outputs_len = 1,
                           .limit = -1,
                           .is_bounded = true,
                           .for_ms = -1};
    return select;
}

static PlanSelect *bind_values(Binder *binder, const SqlSelect *sql)
{
    PlanValues *values = bind_rows(binder, sql);
    PlanStep step = {.kind = PLAN_STEP_VALUES, .values = values};
    PlanOutput *outputs;

    if (values == NULL)
        return NULL;
    step.slot = route_take_slots(binder, (int)values->columns_len, sql->position);
    if (step.slot < 0 || !route_add_step(binder, &step, sql->position))
        return NULL;
    outputs = bind_alloc(binder, values->columns_len * sizeof(PlanOutput));
    for (size_t i = 0; i < values->columns_len; i++) {
        g_autofree char *name = g_strdup_printf("column%zu", i + 1);

        outputs[i] = (PlanOutput){
            bind_copy(binder, name),
            expr_new_slot(binder->arena, step.slot + (int)i, expr_type(values->items[i])), true};
    }
    return new_select(binder, outputs, values->columns_len);
}

/* ---- UNION ---- */

static size_t count_visible(const PlanSelect *select)
{
    size_t len = 0;

    for (size_t i = 0; i < select->outputs_len; i++)
        len += select->outputs[i].is_visible;
    return len;
}

static PlanSelect *bind_side(Binder *binder, const SqlSelect *sql)
{
    PlanSelect *select;
    Binder inner;

    bind_begin(&inner, binder, binder->input, binder->arena, binder->error);
    inner.is_side = true;
    select = inner.depth > PLAN_NESTING_MAX + PLAN_BRANCHES_MAX
                 ? fail_null_at(binder->error, FAIL_LIMIT, sql->position,
                                "UNION joins at most %d queries", PLAN_BRANCHES_MAX)
                 : query_bind(&inner, sql);
    bind_end(&inner);
    if (select == NULL || (route_is_open(select) && select->input == NULL))
        return select;
    fail_at(binder->error, FAIL_QUERY, sql->position,
            "UNION of queries with groups, DISTINCT, LIMIT, or another UNION without ALL is not "
            "supported yet");
    fail_hint(binder->error, "group what it gives: SELECT ... FROM (SELECT ... UNION ALL SELECT "
                             "...) AS all_of_them GROUP BY ...");
    return NULL;
}

/* The steps of one branch of a side: its own, the side's, and the side's outputs as common slots.
 */
static bool add_branch(Binder *binder, const PlanSelect *side, const PlanBranch *from, int slot,
                       const Type *types, int position)
{
    PlanStep *steps = bind_alloc(binder, (from->steps_len + side->steps_len + side->outputs_len) *
                                             sizeof(PlanStep));
    PlanBranch branch = {.source = from->source, .steps = steps};
    size_t column = 0;

    for (size_t i = 0; i < from->steps_len; i++)
        steps[branch.steps_len++] = from->steps[i];
    for (size_t i = 0; i < side->steps_len; i++)
        steps[branch.steps_len++] = side->steps[i];
    for (size_t i = 0; i < side->outputs_len; i++) {
        const Expr *expr = side->outputs[i].expr;

        if (!side->outputs[i].is_visible)
            continue;
        expr = expr_convert(binder->arena, expr, types[column], position, binder->error);
        if (expr == NULL)
            return false;
        steps[branch.steps_len++] =
            (PlanStep){.kind = PLAN_STEP_COMPUTE, .slot = slot + (int)column++, .expr = expr};
    }
    if (binder->route.branches->len == PLAN_BRANCHES_MAX)
        return fail_at(binder->error, FAIL_LIMIT, position, "UNION joins at most %d queries",
                       PLAN_BRANCHES_MAX);
    g_array_append_val(binder->route.branches, branch);
    return true;
}

static bool add_side(Binder *binder, const PlanSelect *side, int slot, const Type *types,
                     int position)
{
    for (size_t i = 0; i < side->branches_len; i++) {
        if (!add_branch(binder, side, &side->branches[i], slot, types, position))
            return false;
    }
    return true;
}

static const PlanOutput *visible_output(const PlanSelect *select, size_t i)
{
    const PlanOutput *output = select->outputs;

    for (;; output++) {
        if (output->is_visible && i-- == 0)
            return output;
    }
}

static bool find_types(Binder *binder, const PlanSelect *left, const PlanSelect *right, size_t len,
                       int position, Type *types)
{
    for (size_t i = 0; i < len; i++) {
        const Expr *both[] = {visible_output(left, i)->expr, visible_output(right, i)->expr};
        const Expr *common = expr_common(binder->arena, "UNION", both, 2, position, binder->error);

        if (common == NULL)
            return false;
        types[i] = expr_type(common);
    }
    return true;
}

static PlanSelect *join_sides(Binder *binder, const SqlSelect *sql, const PlanSelect *left,
                              const PlanSelect *right)
{
    size_t len = count_visible(left);
    Type *types = bind_alloc(binder, len * sizeof(Type));
    PlanOutput *outputs = bind_alloc(binder, len * sizeof(PlanOutput));
    int position = sql->right->position, slot;

    if (count_visible(right) != len)
        return fail_null_at(binder->error, FAIL_QUERY, position,
                            "each UNION query must have the same number of columns");
    binder->route.slots_len = MAX(left->slots_len, right->slots_len);
    slot = route_take_slots(binder, (int)len, position);
    if (slot < 0 || !find_types(binder, left, right, len, position, types) ||
        !add_side(binder, left, slot, types, position) ||
        !add_side(binder, right, slot, types, position))
        return NULL;
    for (size_t i = 0; i < len; i++)
        outputs[i] = (PlanOutput){visible_output(left, i)->name,
                                  expr_new_slot(binder->arena, slot + (int)i, types[i]), true};
    return new_select(binder, outputs, len);
}

static PlanSelect *bind_union(Binder *binder, const SqlSelect *sql)
{
    PlanSelect *left = bind_side(binder, sql->left);
    PlanSelect *right = left == NULL ? NULL : bind_side(binder, sql->right);

    return right == NULL ? NULL : join_sides(binder, sql, left, right);
}

/* ---- queries ---- */

static bool is_bare(const SqlSelect *sql)
{
    return sql->orders_len == 0 && sql->limit == NULL && sql->offset == NULL;
}

/* Rows of which equal ones are one in the end need not be so before. */
static const SqlSelect *as_union_all(Binder *binder, const SqlSelect *sql)
{
    SqlSelect *all;

    if (sql->left == NULL || sql->ctes_len > 0 || !is_bare(sql))
        return sql;
    all = bind_alloc(binder, sizeof(SqlSelect));
    *all = *sql;
    all->is_union_all = true;
    all->left = as_union_all(binder, sql->left);
    all->right = as_union_all(binder, sql->right);
    return all;
}

/* UNION without ALL, and an order or a limit behind it: SELECT [DISTINCT] * FROM (it) ORDER BY ...
 */
static PlanSelect *bind_around(Binder *binder, const SqlSelect *sql)
{
    bool is_distinct = sql->left != NULL && !sql->is_union_all;
    SqlSelect bare = select_bare(sql);

    return select_bind_around(binder, is_distinct ? as_union_all(binder, &bare) : &bare, sql,
                              is_distinct, "union");
}

static bool take_with(Binder *binder, const SqlSelect *sql)
{
    if (sql->ctes_len == 0)
        return true;
    for (size_t i = 1; i < sql->ctes_len; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(sql->ctes[i].name, sql->ctes[k].name) == 0)
                return fail_at(binder->error, FAIL_QUERY, sql->ctes[i].position,
                               "WITH query name \"%s\" specified more than once",
                               sql->ctes[i].name);
        }
    }
    binder->ctes = sql->ctes;
    binder->ctes_len = sql->ctes_len;
    return true;
}

PlanSelect *query_bind(Binder *binder, const SqlSelect *sql)
{
    if (++binder->shared->queries > PLAN_QUERIES_MAX)
        return fail_null_at(binder->error, FAIL_LIMIT, sql->position,
                            "a statement has at most %d queries; one of WITH counts whenever it is "
                            "used",
                            PLAN_QUERIES_MAX);
    if (!take_with(binder, sql))
        return NULL;
    if (sql->left == NULL && sql->rows_len == 0)
        return select_bind(binder, sql);
    if (!is_bare(sql) || (sql->left != NULL && !sql->is_union_all))
        return bind_around(binder, sql);
    return sql->left != NULL ? bind_union(binder, sql) : bind_values(binder, sql);
}

/* ---- the statement ---- */

static bool is_past(const PlanBound *until, int64_t now_us)
{
    return until->kind == PLAN_BOUND_LATEST ||
           (until->kind == PLAN_BOUND_TIME && until->time_ms <= now_us / 1000);
}

/* Whether all topics are read to an end, and whether that is one that has come already. */
static bool ends_by_bounds(const PlanSelect *leaf, int64_t now_us, bool *ret_is_past)
{
    bool ends = true;

    *ret_is_past = true;
    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanSource *source = leaf->branches[i].source;

        if (source == NULL)
            continue;
        ends &= source->until.kind != PLAN_BOUND_NONE;
        *ret_is_past &= source->demo != NULL || is_past(&source->until, now_us);
    }
    return ends;
}

/* What is made comes by a source of its own. */
static bool check_demo(const Binder *binder, const PlanSelect *select, int position)
{
    const PlanSelect *leaf = plan_leaf(select);
    size_t sources = 0;

    for (size_t i = 0; i < leaf->branches_len; i++)
        sources += leaf->branches[i].source != NULL ? 1 : 0;
    if (sources < 2 || plan_demo(select) == NULL)
        return true;
    fail_at(binder->error, FAIL_QUERY, position, "%s() beside another source is not supported yet",
            plan_demo(select)->topic);
    return fail_hint(binder->error, "it is the only source of its query");
}

static void find_end(const Binder *binder, PlanSelect *select)
{
    int64_t for_ms = config_get_int(binder->input->settings, "for");
    bool is_past = true;
    bool ends = ends_by_bounds(plan_leaf(select), binder->input->now_us, &is_past);
    bool is_tail_of_rows = select->limit >= 0 && select->orders_len == 0 && !select->is_grouped &&
                           select->input == NULL;

    select->for_ms = for_ms > 0 ? for_ms : -1;
    select->ends_by_offsets = ends && plan_has_topic(select);
    select->is_bounded = ends || select->for_ms >= 0 || is_tail_of_rows;
    select->may_last = select->is_bounded && plan_has_topic(select) && !(ends && is_past);
}

static bool groups_by_window(const PlanSelect *select)
{
    for (; select != NULL; select = select->input) {
        if (select->is_grouped && (select->window_key >= 0 || select->window_end_key >= 0))
            return true;
    }
    return false;
}

bool query_finish(Binder *binder, const SqlSelect *sql, PlanSelect *select)
{
    if (!check_demo(binder, select, sql->position))
        return false;
    find_end(binder, select);
    select->is_final = strcmp(config_get_text(binder->input->settings, "emit"), "final") == 0;
    if (!select->is_final || select->is_bounded || groups_by_window(select))
        return true;
    return fail_at(binder->error, FAIL_QUERY, sql->position,
                   "emit=final shows windows when they close, and this query has none") ||
           fail_hint(binder->error, "group by window_start of a window such as tumble(lines, "
                                    "interval '10 seconds'), or leave emit=final out");
}
