/* GROUP BY: expressions, and sets of them. */
#include "sql/read.h"

#include "sql/sql.h"

static const struct {
    const char *kind;
    const char *name;
} sets[] = {
    {"GROUPING_SET_EMPTY",  NULL           },
    {"GROUPING_SET_ROLLUP", "rollup"       },
    {"GROUPING_SET_CUBE",   "cube"         },
    {"GROUPING_SET_SETS",   "grouping sets"},
};

static bool read_content(Reader *reader, const Node *node, const char *key, SqlExpr *set)
{
    bool is_read;

    if (reader->depth >= SQL_DEPTH_MAX)
        return fail_at(reader->error, FAIL_LIMIT, node->position,
                       "GROUP BY is nested more than %d levels deep", SQL_DEPTH_MAX);
    reader->depth++;
    is_read = read_groups(reader, node_field(node, key), &set->items, &set->items_len);
    reader->depth--;
    return is_read;
}

static const SqlExpr *read_set(Reader *reader, const Node *node)
{
    static const NodeField set_fields[] = {NODE_READ("kind"), NODE_READ("content")};
    static const NodeField list_fields[] = {NODE_READ("args"), NODE_READ("row_format")};
    bool is_list = strcmp(node->type, "RowExpr") == 0;
    SqlExpr *set = node_alloc(reader, sizeof(SqlExpr));

    set->kind = SQL_GROUP_SET;
    set->position = node->position;
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        if (strcmp(sets[i].kind, node_text(node, "kind")) == 0)
            set->name = sets[i].name;
    }
    if (!node_check(reader, node, is_list ? list_fields : set_fields, 2))
        return NULL;
    return read_content(reader, node, is_list ? "args" : "content", set) ? set : NULL;
}

bool read_groups(Reader *reader, json_t *list, const SqlExpr *const **ret_items, size_t *ret_len)
{
    size_t len = node_list_len(list);
    const SqlExpr **items = node_alloc(reader, MAX(len, (size_t)1) * sizeof(SqlExpr *));

    for (size_t i = 0; i < len; i++) {
        json_t *json = json_array_get(list, i);
        Node node;

        if (node_open(json, -1, &node) &&
            (strcmp(node.type, "GroupingSet") == 0 || strcmp(node.type, "RowExpr") == 0))
            items[i] = read_set(reader, &node);
        else
            items[i] = read_expr(reader, json, -1);
        if (items[i] == NULL)
            return false;
    }
    *ret_items = items;
    *ret_len = len;
    return true;
}
