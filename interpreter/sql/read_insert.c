/*
 * INSERT. A clause that is not read here is a row with a refusal.
 */
#include "sql/read.h"

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

static bool read_query(Reader *reader, const Node *node, const SqlSelect **ret_select)
{
    SqlSelect *select = arena_alloc(reader->arena, sizeof(*select));

    *select = (SqlSelect){0};
    *ret_select = select;
    return read_select(reader, node, select);
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
        return read_query(reader, &values, &ret_insert->select);
    if (!node_check(reader, &values, values_fields, G_N_ELEMENTS(values_fields)))
        return false;
    return read_rows(reader, node_field(&values, "valuesLists"), values.position, &ret_insert->rows,
                     &ret_insert->rows_len);
}
