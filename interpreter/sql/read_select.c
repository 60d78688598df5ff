/*
 * SELECT and INSERT. A clause that is not read here is a row with a refusal.
 */
#include "sql/read.h"

/* ---- FROM ---- */

static const NodeField range_fields[] = {
    NODE_READ("catalogname"), NODE_READ("schemaname"),
    NODE_READ("relname"),     NODE_READ("alias"),
    NODE_READ("inh"),         NODE_ONLY("relpersistence", "p", "a temporary or unlogged table"),
};

bool read_topic_name(Reader *reader, const Node *node, const char **ret_name)
{
    static const char *const parts[] = {"catalogname", "schemaname", "relname"};
    g_autoptr(GString) name = g_string_new(NULL);

    if (!node_check(reader, node, range_fields, G_N_ELEMENTS(range_fields)))
        return false;
    if (!node_flag(node, "inh"))
        return node_refuse(reader, node->position, "ONLY");
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (node_field(node, parts[i]) != NULL)
            g_string_append_printf(name, "%s%s", name->len > 0 ? "." : "",
                                   node_text(node, parts[i]));
    }
    *ret_name = node_copy(reader, name->str);
    return true;
}

static bool read_alias(Reader *reader, const Node *node, SqlFrom *from)
{
    static const NodeField fields[] = {NODE_READ("aliasname"), NODE_READ("colnames")};
    Node alias = {"Alias", node_field(node, "alias"), node->position};
    json_t *columns;
    const char **names;

    if (alias.fields == NULL)
        return true;
    if (!node_check(reader, &alias, fields, G_N_ELEMENTS(fields)))
        return false;
    columns = node_field(&alias, "colnames");
    names = node_alloc(reader, (node_list_len(columns) + 1) * sizeof(char *));
    for (size_t i = 0; i < node_list_len(columns); i++) {
        const char *name = node_list_text(columns, i);

        if (name == NULL)
            return node_refuse(reader, node->position, "this column alias");
        names[from->columns_len++] = node_copy(reader, name);
    }
    from->alias = node_copy(reader, node_text(&alias, "aliasname"));
    from->columns = names;
    return true;
}

static bool read_from_name(Reader *reader, const Node *node, SqlFrom *from)
{
    return read_topic_name(reader, node, &from->name) && read_alias(reader, node, from);
}

/* {"functions": [{"List": {"items": [call, column definitions or {}]}}]} */
static bool read_from_call(Reader *reader, const Node *node, SqlFrom *from)
{
    static const NodeField fields[] = {
        NODE_READ("functions"),
        NODE_READ("alias"),
        NODE_READ("lateral"), /* functions may use earlier columns with and without the word */
        NODE_REFUSED_AT("is_rowsfrom", "rows", "ROWS FROM"),
        NODE_REFUSED_AT("ordinality", "ordinality", "WITH ORDINALITY"),
        NODE_REFUSED("coldeflist", "a list of columns with types"),
    };
    json_t *functions = node_field(node, "functions");
    Node list, call;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return false;
    if (!node_open(json_array_get(functions, 0), node->position, &list) ||
        !node_open(json_array_get(node_field(&list, "items"), 0), node->position, &call))
        return node_refuse(reader, node->position, "this function in FROM");
    if (strcmp(call.type, "FuncCall") != 0) {
        from->call =
            read_expr(reader, json_array_get(node_field(&list, "items"), 0), node->position);
        return from->call != NULL && node_refuse(reader, call.position, "an expression in FROM");
    }
    from->call = read_call(reader, &call);
    from->position = call.position;
    return from->call != NULL && read_alias(reader, node, from);
}

static const struct {
    const char *type;
    bool (*read)(Reader *reader, const Node *node, SqlFrom *from);
    const char *refusal;
    const char *keyword;
} ranges[] = {
    {"RangeVar",         read_from_name, NULL,                 NULL         },
    {"RangeFunction",    read_from_call, NULL,                 NULL         },
    {"JoinExpr",         NULL,           "JOIN",               "join"       },
    {"RangeSubselect",   NULL,           "a subquery in FROM", NULL         },
    {"RangeTableSample", NULL,           "TABLESAMPLE",        "tablesample"},
    {"RangeTableFunc",   NULL,           "XMLTABLE",           "xmltable"   },
};

static bool read_range(Reader *reader, json_t *json, SqlFrom *from)
{
    Node node;

    if (!node_open(json, -1, &node))
        return node_refuse(reader, -1, "this FROM");
    from->position = node.position;
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        int keyword;

        if (strcmp(ranges[i].type, node.type) != 0)
            continue;
        if (ranges[i].read != NULL)
            return ranges[i].read(reader, &node, from);
        keyword = ranges[i].keyword == NULL ? -1 : node_find_word(reader, ranges[i].keyword);
        return node_refuse(reader, keyword < 0 ? node.position : keyword, ranges[i].refusal);
    }
    return node_refuse(reader, node.position, node.type);
}

static bool read_from(Reader *reader, json_t *list, SqlSelect *select)
{
    size_t len = node_list_len(list);
    SqlFrom *from = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlFrom));

    for (size_t i = 0; i < len; i++) {
        if (!read_range(reader, json_array_get(list, i), &from[i]))
            return false;
    }
    select->from = from;
    select->from_len = len;
    return true;
}

/* ---- the other clauses ---- */

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

static bool read_targets(Reader *reader, json_t *list, const SqlTarget **ret_targets,
                         size_t *ret_len)
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

static bool read_orders(Reader *reader, json_t *list, SqlSelect *select)
{
    size_t len = node_list_len(list);
    SqlOrder *orders = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlOrder));

    for (size_t i = 0; i < len; i++) {
        if (!read_order(reader, json_array_get(list, i), &orders[i]))
            return false;
    }
    select->orders = orders;
    select->orders_len = len;
    return true;
}

/* GROUP BY () is one group; other grouping sets are refused by read_expr(). */
static bool read_groups(Reader *reader, json_t *list, SqlSelect *select)
{
    Node only;

    select->is_grouped = node_list_len(list) > 0;
    if (node_list_len(list) == 1 && node_open(json_array_get(list, 0), -1, &only) &&
        strcmp(node_text(&only, "kind"), "GROUPING_SET_EMPTY") == 0)
        return true;
    return read_exprs(reader, list, -1, &select->groups, &select->groups_len);
}

/* DISTINCT is a list of one nothing, DISTINCT ON one of expressions. */
static bool read_distinct(Reader *reader, json_t *list, SqlSelect *select)
{
    Node first;

    select->is_distinct = node_list_len(list) > 0;
    if (select->is_distinct && node_open(json_array_get(list, 0), -1, &first))
        return node_refuse(reader, node_find_word(reader, "distinct"), "DISTINCT ON");
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

static const NodeField select_fields[] = {
    NODE_ONLY("op", "SETOP_NONE", "UNION, INTERSECT or EXCEPT"),
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
    NODE_REFUSED_AT("valuesLists", "values", "VALUES outside of INSERT"),
    NODE_REFUSED_AT("withClause", "with", "WITH (a common table expression)"),
    NODE_REFUSED_AT("windowClause", "window", "a WINDOW clause"),
    NODE_REFUSED_AT("groupDistinct", "group", "GROUP BY DISTINCT"),
    NODE_REFUSED_AT("intoClause", "into", "SELECT INTO"),
    NODE_REFUSED_AT("lockingClause", "for", "FOR UPDATE or FOR SHARE"),
    NODE_REFUSED("larg", "UNION, INTERSECT or EXCEPT"),
    NODE_REFUSED("rarg", "UNION, INTERSECT or EXCEPT"),
};

/* The word that joins two queries stands in the text only. */
static bool refuse_set_operation(const Reader *reader, const Node *node)
{
    static const struct {
        const char *kind;
        const char *word;
    } words[] = {
        {"SETOP_UNION",     "UNION"    },
        {"SETOP_INTERSECT", "INTERSECT"},
        {"SETOP_EXCEPT",    "EXCEPT"   }
    };

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(node_text(node, "op"), words[i].kind) == 0)
            return node_refuse(reader, node_find_word(reader, words[i].word), words[i].word);
    }
    return true;
}

bool read_select(Reader *reader, const Node *node, SqlSelect *ret_select)
{
    if (!refuse_set_operation(reader, node) ||
        !node_check(reader, node, select_fields, G_N_ELEMENTS(select_fields)))
        return false;
    return read_targets(reader, node_field(node, "targetList"), &ret_select->targets,
                        &ret_select->targets_len) &&
           read_distinct(reader, node_field(node, "distinctClause"), ret_select) &&
           read_from(reader, node_field(node, "fromClause"), ret_select) &&
           read_optional(reader, node, "whereClause", &ret_select->where) &&
           read_groups(reader, node_field(node, "groupClause"), ret_select) &&
           read_optional(reader, node, "havingClause", &ret_select->having) &&
           read_orders(reader, node_field(node, "sortClause"), ret_select) &&
           read_optional(reader, node, "limitCount", &ret_select->limit) &&
           read_optional(reader, node, "limitOffset", &ret_select->offset);
}

/* ---- INSERT ---- */

static const NodeField insert_fields[] = {
    NODE_READ("relation"),
    NODE_READ("cols"),
    NODE_READ("selectStmt"),
    NODE_ONLY("override", "OVERRIDING_NOT_SET", "OVERRIDING"),
    NODE_REFUSED("onConflictClause", "ON CONFLICT"),
    NODE_REFUSED_AT("returningList", "returning", "RETURNING"),
    NODE_REFUSED_AT("withClause", "with", "WITH (a common table expression)"),
};

static const NodeField values_fields[] = {
    NODE_READ("valuesLists"),
    NODE_ONLY("op", "SETOP_NONE", "a query in INSERT"),
    NODE_ONLY("limitOption", "LIMIT_OPTION_DEFAULT", "LIMIT in INSERT"),
    NODE_REFUSED_AT("limitCount", "limit", "LIMIT in INSERT"),
    NODE_REFUSED_AT("limitOffset", "offset", "OFFSET in INSERT"),
    NODE_REFUSED_AT("sortClause", "order", "ORDER BY in INSERT"),
    NODE_REFUSED_AT("withClause", "with", "WITH (a common table expression)"),
    NODE_REFUSED_AT("lockingClause", "for", "FOR UPDATE or FOR SHARE"),
};

static bool read_rows(Reader *reader, const Node *values, SqlInsert *insert)
{
    json_t *lists = node_field(values, "valuesLists");
    size_t len = node_list_len(lists);
    SqlRow *rows = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlRow));

    for (size_t i = 0; i < len; i++) {
        Node list;

        if (!node_open(json_array_get(lists, i), values->position, &list))
            return node_refuse(reader, values->position, "this row of VALUES");
        if (!read_exprs(reader, node_field(&list, "items"), list.position, &rows[i].items,
                        &rows[i].items_len))
            return false;
    }
    insert->rows = rows;
    insert->rows_len = len;
    return true;
}

bool read_insert(Reader *reader, const Node *node, SqlInsert *ret_insert)
{
    Node topic = {"RangeVar", node_field(node, "relation"),
                  node_place(node_field(node, "relation"))};
    Node values;

    if (!node_check(reader, node, insert_fields, G_N_ELEMENTS(insert_fields)))
        return false;
    ret_insert->topic_position = topic.position;
    if (node_field(&topic, "alias") != NULL)
        return node_refuse(reader, topic.position, "an alias in INSERT");
    if (!read_topic_name(reader, &topic, &ret_insert->topic) ||
        !read_targets(reader, node_field(node, "cols"), &ret_insert->columns,
                      &ret_insert->columns_len))
        return false;
    if (!node_open(node_field(node, "selectStmt"), node->position, &values))
        return node_refuse(reader, node_find_word(reader, "default"), "DEFAULT VALUES");
    if (node_field(&values, "valuesLists") == NULL)
        return node_refuse(reader, node_find_word(reader, "select"), "INSERT ... SELECT");
    if (!node_check(reader, &values, values_fields, G_N_ELEMENTS(values_fields)))
        return false;
    return read_rows(reader, &values, ret_insert);
}
