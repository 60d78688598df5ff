/*
 * Queries. A clause that is not read here is a row with a refusal.
 */
#include "sql/read.h"

#include "sql/sql.h"

/* interval '10' MINUTES: the grammar has MINUTE only, and takes the plural for a column's name. */
static bool check_unit_alias(const Reader *reader, const SqlTarget *target)
{
    static const char *const units[] = {"seconds", "minutes", "hours", "days",
                                        "weeks",   "months",  "years", NULL};
    const SqlExpr *expr = target->expr;

    if (target->name == NULL || expr->kind != SQL_CAST || !expr->is_literal ||
        strcmp(expr->name, "interval") != 0 || !g_strv_contains(units, target->name) ||
        expr->items[0]->text == NULL ||
        strspn(expr->items[0]->text, "0123456789.") != strlen(expr->items[0]->text))
        return true;
    fail_at(reader->error, FAIL_QUERY, target->position,
            "the unit of an interval stands inside its quotes");
    return fail_hint(reader->error, "write interval '%s %s'", expr->items[0]->text, target->name);
}

static bool read_target(Reader *reader, json_t *json, SqlTarget *target)
{
    static const NodeField fields[] = {NODE_READ("name"), NODE_READ("val"),
                                       NODE_REFUSED("indirection", "a field of a column")};
    Node node;

    if (!node_open(json, -1, &node) || strcmp(node.type, "ResTarget") != 0)
        return node_refuse(reader, -1, "this column");
    if (!node_check(reader, &node, fields, G_N_ELEMENTS(fields)))
        return false;
    target->position = node.position;
    if (node_field(&node, "name") != NULL)
        target->name = node_copy(reader, node_text(&node, "name"));
    if (node_field(&node, "val") == NULL)
        return true; /* a column of INSERT is a name only */
    target->expr = read_expr(reader, node_field(&node, "val"), node.position);
    return target->expr != NULL && check_unit_alias(reader, target);
}

bool read_targets(Reader *reader, json_t *list, const SqlTarget **ret_targets, size_t *ret_len)
{
    size_t len = node_list_len(list);
    SqlTarget *targets = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlTarget));

    for (size_t i = 0; i < len; i++) {
        if (!read_target(reader, json_array_get(list, i), &targets[i]))
            return false;
    }
    *ret_targets = targets;
    *ret_len = len;
    return true;
}

static bool read_order(Reader *reader, json_t *json, SqlOrder *order)
{
    static const NodeField fields[] = {
        NODE_READ("node"),
        NODE_ONLY("sortby_dir", "SORTBY_DEFAULT|SORTBY_ASC|SORTBY_DESC", "ORDER BY ... USING"),
        NODE_READ("sortby_nulls"),
        NODE_REFUSED_AT("useOp", "using", "ORDER BY ... USING"),
    };
    Node node;
    const char *nulls;

    if (!node_open(json, -1, &node))
        return node_refuse(reader, -1, "this ORDER BY");
    if (!node_check(reader, &node, fields, G_N_ELEMENTS(fields)))
        return false;
    nulls = node_text(&node, "sortby_nulls");
    order->is_descending = strcmp(node_text(&node, "sortby_dir"), "SORTBY_DESC") == 0;
    if (strcmp(nulls, "SORTBY_NULLS_FIRST") == 0)
        order->nulls = SQL_NULLS_FIRST;
    else if (strcmp(nulls, "SORTBY_NULLS_LAST") == 0)
        order->nulls = SQL_NULLS_LAST;
    order->expr = read_expr(reader, node_field(&node, "node"), node.position);
    return order->expr != NULL;
}

bool read_orders(Reader *reader, json_t *list, const SqlOrder **ret_orders, size_t *ret_len)
{
    size_t len = node_list_len(list);
    SqlOrder *orders = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlOrder));

    for (size_t i = 0; i < len; i++) {
        if (!read_order(reader, json_array_get(list, i), &orders[i]))
            return false;
    }
    *ret_orders = orders;
    *ret_len = len;
    return true;
}

/* DISTINCT is a list of one nothing, DISTINCT ON one of expressions. */
static bool read_distinct(Reader *reader, json_t *list, SqlSelect *select)
{
    Node first;

    if (node_list_len(list) == 0)
        return true;
    select->is_distinct = !node_open(json_array_get(list, 0), -1, &first);
    return select->is_distinct ||
           read_exprs(reader, list, -1, &select->distinct_on, &select->distinct_on_len);
}

bool read_rows(Reader *reader, json_t *lists, int position, const SqlRow **ret_rows,
               size_t *ret_len)
{
    size_t len = node_list_len(lists);
    SqlRow *rows = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlRow));

    for (size_t i = 0; i < len; i++) {
        Node list;

        if (!node_open(json_array_get(lists, i), position, &list))
            return node_refuse(reader, position, "this row of VALUES");
        if (!read_exprs(reader, node_field(&list, "items"), list.position, &rows[i].items,
                        &rows[i].items_len))
            return false;
    }
    *ret_rows = rows;
    *ret_len = len;
    return true;
}

bool read_names(Reader *reader, json_t *list, int position, const char *const **ret_names,
                size_t *ret_len)
{
    size_t len = node_list_len(list);
    const char **names = node_alloc(reader, (len + 1) * sizeof(char *));

    for (size_t i = 0; i < len; i++) {
        const char *name = node_list_text(list, i);

        if (name == NULL)
            return node_refuse(reader, position, "this column alias");
        names[i] = node_copy(reader, name);
    }
    *ret_names = names;
    *ret_len = len;
    return true;
}

static bool read_optional(Reader *reader, const Node *node, const char *key,
                          const SqlExpr **ret_expr)
{
    if (node_field(node, key) == NULL)
        return true;
    *ret_expr = read_expr(reader, node_field(node, key), node->position);
    return *ret_expr != NULL;
}

/* ---- WITH ---- */

static bool read_cte(Reader *reader, json_t *json, SqlCte *cte)
{
    static const NodeField fields[] = {
        NODE_READ("ctename"),
        NODE_READ("aliascolnames"),
        NODE_READ("ctematerialized"), /* how it is carried out makes no difference here */
        NODE_READ("ctequery"),
        NODE_REFUSED("search_clause", "SEARCH"),
        NODE_REFUSED("cycle_clause", "CYCLE"),
    };
    Node node;

    if (!node_open(json, -1, &node) || !node_check(reader, &node, fields, G_N_ELEMENTS(fields)))
        return false;
    cte->name = node_copy(reader, node_text(&node, "ctename"));
    cte->position = node.position;
    cte->select = read_subselect(reader, node_field(&node, "ctequery"), node.position);
    return cte->select != NULL && read_names(reader, node_field(&node, "aliascolnames"),
                                             node.position, &cte->columns, &cte->columns_len);
}

static bool read_with(Reader *reader, const Node *select_node, SqlSelect *select)
{
    static const NodeField fields[] = {NODE_READ("ctes"),
                                       NODE_REFUSED_AT("recursive", "recursive", "WITH RECURSIVE")};
    Node node = {"WithClause", node_field(select_node, "withClause"), select_node->position};
    SqlCte *ctes;

    if (node.fields == NULL)
        return true;
    if (!node_check(reader, &node, fields, G_N_ELEMENTS(fields)))
        return node_flag(&node, "recursive") &&
               fail_hint(reader->error, "numbers come from generate_series(1, 10)");
    select->ctes_len = node_list_len(node_field(&node, "ctes"));
    select->ctes = ctes = node_alloc(reader, MAX(select->ctes_len, (size_t)1) * sizeof(SqlCte));
    for (size_t i = 0; i < select->ctes_len; i++) {
        if (!read_cte(reader, json_array_get(node_field(&node, "ctes"), i), &ctes[i]))
            return false;
    }
    return true;
}

/* ---- SELECT ---- */

static const NodeField select_fields[] = {
    NODE_ONLY("op", "SETOP_NONE|SETOP_UNION", "INTERSECT or EXCEPT"),
    NODE_ONLY_AT("limitOption", "LIMIT_OPTION_DEFAULT|LIMIT_OPTION_COUNT", "ties", "WITH TIES"),
    NODE_READ("targetList"),
    NODE_READ("distinctClause"),
    NODE_READ("fromClause"),
    NODE_READ("whereClause"),
    NODE_READ("groupClause"),
    NODE_READ("havingClause"),
    NODE_READ("sortClause"),
    NODE_READ("limitCount"),
    NODE_READ("limitOffset"),
    NODE_READ("valuesLists"),
    NODE_READ("withClause"),
    NODE_READ("larg"),
    NODE_READ("rarg"),
    NODE_READ("all"),
    NODE_REFUSED_AT("windowClause", "window", "a WINDOW clause"),
    NODE_REFUSED_AT("groupDistinct", "group", "GROUP BY DISTINCT"),
    NODE_REFUSED_AT("intoClause", "into", "SELECT INTO"),
    NODE_REFUSED_AT("lockingClause", "for", "FOR UPDATE or FOR SHARE"),
};

/* The word that joins two queries stands in the text only. */
static bool refuse_set_operation(const Reader *reader, const Node *node)
{
    static const struct {
        const char *kind;
        const char *word;
    } words[] = {
        {"SETOP_INTERSECT", "INTERSECT"},
        {"SETOP_EXCEPT",    "EXCEPT"   }
    };

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(node_text(node, "op"), words[i].kind) == 0)
            return node_refuse(reader, node_find_word(reader, words[i].word), words[i].word);
    }
    return true;
}

static const SqlSelect *read_side(Reader *reader, const Node *node, const char *key)
{
    SqlSelect *select = node_alloc(reader, sizeof(SqlSelect));
    Node side = {"SelectStmt", node_field(node, key), node_place(node_field(node, key))};

    return read_select(reader, &side, select) ? select : NULL;
}

static bool read_union(Reader *reader, const Node *node, SqlSelect *select)
{
    if (strcmp(node_text(node, "op"), "SETOP_UNION") != 0)
        return true;
    select->is_union_all = node_flag(node, "all");
    select->left = read_side(reader, node, "larg");
    select->right = select->left == NULL ? NULL : read_side(reader, node, "rarg");
    return select->right != NULL;
}

static bool read_clauses(Reader *reader, const Node *node, SqlSelect *select)
{
    select->position = node->position;
    select->is_grouped = node_list_len(node_field(node, "groupClause")) > 0;
    return refuse_set_operation(reader, node) &&
           node_check(reader, node, select_fields, G_N_ELEMENTS(select_fields)) &&
           read_with(reader, node, select) && read_union(reader, node, select) &&
           read_rows(reader, node_field(node, "valuesLists"), node->position, &select->rows,
                     &select->rows_len) &&
           read_targets(reader, node_field(node, "targetList"), &select->targets,
                        &select->targets_len) &&
           read_distinct(reader, node_field(node, "distinctClause"), select) &&
           read_from(reader, node_field(node, "fromClause"), select) &&
           read_optional(reader, node, "whereClause", &select->where) &&
           read_groups(reader, node_field(node, "groupClause"), &select->groups,
                       &select->groups_len) &&
           read_optional(reader, node, "havingClause", &select->having) &&
           read_orders(reader, node_field(node, "sortClause"), &select->orders,
                       &select->orders_len) &&
           read_optional(reader, node, "limitCount", &select->limit) &&
           read_optional(reader, node, "limitOffset", &select->offset);
}

bool read_select(Reader *reader, const Node *node, SqlSelect *ret_select)
{
    bool is_read;

    if (reader->depth >= SQL_DEPTH_MAX)
        return fail_at(reader->error, FAIL_LIMIT, node->position,
                       "the query is nested more than %d levels deep", SQL_DEPTH_MAX);
    reader->depth++;
    is_read = read_clauses(reader, node, ret_select);
    reader->depth--;
    return is_read;
}

const SqlSelect *read_subselect(Reader *reader, json_t *json, int around)
{
    SqlSelect *select = node_alloc(reader, sizeof(SqlSelect));
    Node node;

    if (!node_open(json, around, &node) || strcmp(node.type, "SelectStmt") != 0) {
        node_refuse(reader, around, "a statement in parentheses that is no query");
        return NULL;
    }
    return read_select(reader, &node, select) ? select : NULL;
}
