#include "plan/group.h"

#include "catalog/catalog.h"
#include "expr/build.h"

const Expr *group_bind_target(Binder *binder, const Target *target, const char *clause)
{
    if (target->sql == NULL)
        return target->column->expr;
    if (binder->is_side && (target->sql->kind == SQL_TEXT || target->sql->kind == SQL_NULL))
        return bind_expr(binder, target->sql, clause);
    return bind_value(binder, target->sql, clause);
}

/* Two targets of one name are the same if they are bound to equal expressions. */
static bool check_same(Binder *binder, const Target *a, const Target *b, const SqlExpr *sql,
                       const char *clause)
{
    const Expr *first = group_bind_target(binder, a, NULL);
    const Expr *second = first == NULL ? NULL : group_bind_target(binder, b, NULL);

    if (second == NULL)
        return false;
    return expr_equals(first, second) || fail_at(binder->error, FAIL_QUERY, sql->position,
                                                 "%s \"%s\" is ambiguous", clause, sql->names[0]);
}

bool group_find_target(Binder *binder, const Target *targets, size_t targets_len,
                       const SqlExpr *sql, const char *clause, int *ret_index)
{
    g_autofree const char **names = NULL;
    size_t index = 0;

    *ret_index = -1;
    if (sql->kind != SQL_COLUMN || sql->is_star || sql->names_len != 1)
        return true;
    names = g_new0(const char *, targets_len + 1);
    for (size_t i = 0; i < targets_len; i++)
        names[i] = targets[i].name;
    if (catalog_match(names, sql->names[0], &index) != CATALOG_FOUND)
        return true;
    for (size_t i = index + 1; i < targets_len; i++) {
        if (strcmp(names[i], names[index]) == 0 &&
            !check_same(binder, &targets[index], &targets[i], sql, clause))
            return false;
    }
    *ret_index = (int)index;
    return true;
}

bool group_position(Binder *binder, size_t targets_len, const SqlExpr *sql, const char *clause,
                    int *ret_index)
{
    *ret_index = -1;
    switch (sql->kind) {
    case SQL_INTEGER:
        if (sql->integer < 1 || sql->integer > (int64_t)targets_len)
            return fail_at(binder->error, FAIL_QUERY, sql->position,
                           "%s position %" G_GINT64_FORMAT " is not in select list", clause,
                           sql->integer);
        *ret_index = (int)sql->integer - 1;
        return true;
    case SQL_TEXT:
        fail_at(binder->error, FAIL_QUERY, sql->position, "non-integer constant in %s", clause);
        return fail_hint(binder->error,
                         "a text is no column; a column's name stands without quotes: %s",
                         sql->text);
    case SQL_DECIMAL:
    case SQL_BOOL:
    case SQL_NULL:
        return fail_at(binder->error, FAIL_QUERY, sql->position, "non-integer constant in %s",
                       clause);
    default:
        return true;
    }
}

bool group_add_key(Binder *binder, Group *group, const Expr *key, int position)
{
    for (size_t i = 0; i < group->keys_len; i++) {
        if (expr_equals(group->keys[i], key))
            return true;
    }
    if (group->keys_len == PLAN_KEYS_MAX)
        return fail_at(binder->error, FAIL_LIMIT, position, "a query groups by at most %d columns",
                       PLAN_KEYS_MAX);
    group->values[group->keys_len] = key;
    group->keys[group->keys_len++] = key;
    return true;
}

static bool has_column(Binder *binder, const SqlExpr *sql)
{
    GError **error = binder->error;
    const ScopeColumn *column;
    bool has;

    binder->error = NULL;
    has = bind_find_column(binder, sql, &column);
    binder->error = error;
    return has;
}

/* PostgreSQL's order: a position, a column of the input, a name of the output, an expression. */
const Expr *group_bind_key(Binder *binder, const SqlExpr *sql, const Target *targets,
                           size_t targets_len)
{
    int index;

    if (!group_position(binder, targets_len, sql, "GROUP BY", &index))
        return NULL;
    if (index < 0 && sql->kind == SQL_COLUMN && sql->names_len == 1 && !has_column(binder, sql) &&
        !group_find_target(binder, targets, targets_len, sql, "GROUP BY", &index))
        return NULL;
    if (index >= 0)
        return group_bind_target(binder, &targets[index], "GROUP BY");
    return bind_value(binder, sql, "GROUP BY");
}

/* The first reference outside of aggregates that means the slot; NULL. */
static const SqlExpr *find_reference(const Binder *binder, const SqlExpr *sql, int slot)
{
    const ScopeColumn *column;
    const SqlExpr *found = NULL;

    if (sql == NULL || (sql->kind == SQL_CALL && aggregate_exists(sql->name)))
        return NULL;
    if (sql->kind == SQL_COLUMN && !sql->is_star &&
        scope_find(&binder->scope, sql, binder->text, &column, NULL) &&
        expr_slot(column->expr) == slot)
        return sql;
    for (size_t i = 0; i < sql->items_len && found == NULL; i++)
        found = find_reference(binder, sql->items[i], slot);
    if (found == NULL)
        found = find_reference(binder, sql->subject, slot);
    return found != NULL ? found : find_reference(binder, sql->otherwise, slot);
}

static const Expr *fail_ungrouped(Binder *binder, int slot, const SqlExpr *sql, int position)
{
    const SqlExpr *reference = find_reference(binder, sql, slot);
    const char *name = "?";

    for (size_t i = 0; i < binder->scope.columns->len; i++) {
        if (expr_slot(scope_column(&binder->scope, i)->expr) == slot)
            name = scope_column(&binder->scope, i)->name;
    }
    fail_at(binder->error, FAIL_QUERY, reference == NULL ? position : reference->position,
            "column \"%s\" must appear in the GROUP BY clause or be used in an aggregate function",
            name);
    fail_hint(binder->error, "add %s to GROUP BY, or take max(%s)", name, name);
    return NULL;
}

/* Aggregates are made keys of the second part: slot keys_len and up. */
const Expr *group_over(Binder *binder, const Group *group, const Expr *expr, const SqlExpr *sql,
                       int position)
{
    const Expr *parts[PLAN_KEYS_MAX + PLAN_AGGREGATES_MAX];
    const Expr *over;
    size_t len = 0;
    int left = -1;

    if (!group->is_grouped)
        return expr;
    for (size_t i = 0; i < group->keys_len; i++)
        parts[len++] = group->keys[i];
    for (size_t i = 0; i < binder->aggregates_len; i++)
        parts[len++] = expr_new_slot(binder->arena, BIND_AGGREGATE_SLOT + (int)i,
                                     binder->aggregates[i].call.result_type);
    over = expr_over_keys(binder->arena, expr, parts, len, &left);
    return left < 0 ? over : fail_ungrouped(binder, left, sql, position);
}
