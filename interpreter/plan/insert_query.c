/* INSERT ... SELECT: the columns of a query, each to its place in a record. */
#include "expr/build.h"
#include "plan/finish.h"
#include "plan/identity.h"
#include "plan/insert.h"
#include "plan/query.h"
#include "plan/target.h"

static size_t visible_len(const PlanSelect *select)
{
    size_t len = 0;

    for (size_t i = 0; i < select->outputs_len; i++)
        len += select->outputs[i].is_visible;
    return len;
}

/* Where the query's column @i is written, as far as that is known: a * stands for several. */
static int position_of(const SqlInsert *sql, size_t i, size_t columns_len)
{
    const SqlSelect *select = sql->select;

    if (select->targets_len == columns_len)
        return select->targets[i].position;
    return select->targets_len > 0 ? select->targets[0].position : sql->topic_position;
}

/* Without a list, columns go where their names say. */
static const SqlTarget *columns_of(Binder *binder, const SqlInsert *sql, const PlanSelect *select)
{
    size_t len = visible_len(select), at = 0;
    SqlTarget *columns;

    if (sql->columns_len > 0)
        return sql->columns;
    columns = bind_alloc(binder, (len + 1) * sizeof(SqlTarget));
    for (size_t i = 0; i < select->outputs_len; i++) {
        if (!select->outputs[i].is_visible)
            continue;
        columns[at] =
            (SqlTarget){.name = select->outputs[i].name, .position = position_of(sql, at, len)};
        at++;
    }
    return columns;
}

static bool check_count(Binder *binder, const SqlInsert *sql, size_t len, size_t columns_len)
{
    if (len > columns_len)
        return fail_at(binder->error, FAIL_QUERY, position_of(sql, columns_len, len),
                       "INSERT has more expressions than target columns");
    return len == columns_len || fail_at(binder->error, FAIL_QUERY, sql->columns[len].position,
                                         "INSERT has more target columns than expressions");
}

/* Each column to the type that its place takes, as PostgreSQL converts by assignment. */
static bool convert(Binder *binder, const SqlInsert *sql, const PlanTarget *target,
                    PlanSelect *select)
{
    PlanOutput *outputs = bind_alloc(binder, (select->outputs_len + 1) * sizeof(PlanOutput));
    size_t at = 0;

    memcpy(outputs, select->outputs, select->outputs_len * sizeof(PlanOutput));
    for (size_t i = 0; i < select->outputs_len; i++) {
        const PlanTargetColumn *column = &target->columns[at];
        int position = position_of(sql, at, target->columns_len);

        if (!outputs[i].is_visible)
            continue;
        at++;
        if (column->type == TYPE_UNKNOWN || expr_type(outputs[i].expr) == column->type)
            continue;
        outputs[i].expr =
            expr_convert(binder->arena, outputs[i].expr, column->type, position, binder->error);
        if (outputs[i].expr == NULL)
            return bind_fail_here(binder, position) ||
                   fail_prefix(binder->error, "column \"%s\": ", column->name);
    }
    select->outputs = outputs;
    return true;
}

/* ---- what can't run on ---- */

static bool reads(const PlanSelect *select, const char *topic)
{
    const PlanSelect *leaf = plan_leaf(select);

    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanSource *source = leaf->branches[i].source;

        if (source != NULL && strcmp(source->topic, topic) == 0)
            return true;
    }
    return false;
}

static bool has_key(const PlanTarget *target)
{
    for (size_t i = 0; i < target->columns_len; i++) {
        if (target->columns[i].place == PLAN_PLACE_KEY)
            return true;
    }
    return false;
}

static bool check_endless(Binder *binder, const SqlInsert *sql, const PlanInsert *insert,
                          const PlanSelect *select)
{
    if (select->is_bounded)
        return true;
    if (reads(select, insert->target.topic)) {
        fail_at(binder->error, FAIL_QUERY, sql->topic_position,
                "INSERT would read what it writes to \"%s\", without an end", insert->target.topic);
        return fail_hint(binder->error,
                         "with an end it reads what is there now: SET until = 'now'");
    }
    if (plan_has_constants(select)) {
        fail_at(binder->error, FAIL_QUERY, sql->topic_position,
                "INSERT without an end can't have rows that come of no topic");
        return fail_hint(binder->error, "INSERT INTO topic VALUES writes them, once");
    }
    if (plan_is_stateless(select))
        return true;
    if (select->input != NULL || select->orders_len > 0 || select->limit >= 0 ||
        select->offset > 0 ||
        (select->window != NULL && select->window->spec.kind == WINDOW_SESSION)) {
        fail_at(binder->error, FAIL_QUERY, sql->topic_position,
                "INSERT of a query with ORDER BY, LIMIT, sessions or a query inside needs an end");
        return fail_hint(binder->error, "SET until = 'now' writes the result of what is there now");
    }
    if (select->is_final || has_key(&insert->target))
        return true;
    fail_at(binder->error, FAIL_QUERY, sql->topic_position,
            "INSERT of groups without an end needs a column \"key\", whose newest record is the "
            "group as it is");
    return fail_hint(binder->error,
                     "name it in the query: SELECT word AS key, count(*) AS n ...; or "
                     "write windows once, when they close: SET emit = 'final'");
}

bool insert_bind_query(Binder *binder, const SqlInsert *sql, PlanSelect *ret_select,
                       PlanInsert *ret_insert)
{
    PlanSelect *select = query_bind(binder, sql->select);
    PlanInsert insert = {.rows = NULL};
    size_t len;

    if (select == NULL)
        return false;
    len = visible_len(select);
    if ((sql->columns_len > 0 && !check_count(binder, sql, len, sql->columns_len)) ||
        !target_bind(binder, sql->topic, sql->topic_position, columns_of(binder, sql, select), len,
                     &insert.target) ||
        !convert(binder, sql, &insert.target, select) || !query_finish(binder, sql->select, select))
        return false;
    finish_plan(binder, select);
    insert.identity = identity_of(binder, select);
    *ret_select = *select;
    *ret_insert = insert;
    return check_endless(binder, sql, &insert, select);
}
