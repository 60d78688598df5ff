/*
 * ARRAY[...], subscripts and slices, and COLLATE.
 */
#include "sql/read.h"

#include "sql/sql.h"

const SqlExpr *read_array(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("elements")};
    SqlExpr *expr = read_new(reader, SQL_ARRAY, node->position);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    return read_items(reader, node, "elements", expr) ? expr : NULL;
}

/* One [i] or [lower:upper] of @base. */
static const SqlExpr *read_subscript(Reader *reader, const SqlExpr *base, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("is_slice"), NODE_READ("lidx"), NODE_READ("uidx")};
    bool is_slice = node_flag(node, "is_slice");
    SqlExpr *expr = read_new(reader, is_slice ? SQL_SLICE : SQL_SUBSCRIPT, base->position);
    const SqlExpr **items = read_new_items(reader, expr, 3);

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    expr->items_len = 1;
    items[0] = base;
    expr->has_lower = node_field(node, "lidx") != NULL;
    expr->has_upper = node_field(node, "uidx") != NULL;
    if ((expr->has_lower && !read_item(reader, node, "lidx", &items[expr->items_len++])) ||
        (expr->has_upper && !read_item(reader, node, "uidx", &items[expr->items_len++])))
        return NULL;
    return expr;
}

const SqlExpr *read_subscripts(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("indirection")};
    json_t *list = node_field(node, "indirection");
    const SqlExpr *expr;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)) ||
        !read_item(reader, node, "arg", &expr))
        return NULL;
    if (node_list_len(list) + (size_t)reader->depth >= SQL_DEPTH_MAX)
        return fail_null_at(reader->error, FAIL_LIMIT, node->position,
                            "the expression is nested more than %d levels deep", SQL_DEPTH_MAX);
    for (size_t i = 0; i < node_list_len(list); i++) {
        Node subscript;

        if (!node_open(json_array_get(list, i), node->position, &subscript) ||
            strcmp(subscript.type, "A_Indices") != 0) {
            node_refuse(reader, node->position, "a field of a value");
            return NULL;
        }
        expr = read_subscript(reader, expr, &subscript);
        if (expr == NULL)
            return NULL;
    }
    return expr;
}

/* Texts are compared by their bytes anyway; whatever else a collation asks for is refused. */
const SqlExpr *read_collate(Reader *reader, const Node *node)
{
    static const NodeField fields[] = {NODE_READ("arg"), NODE_READ("collname")};
    static const char *const by_bytes[] = {"C", "POSIX", "ucs_basic", NULL};
    const char *name;
    const SqlExpr *expr;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return NULL;
    name = read_plain_name(reader, node_field(node, "collname"), node->position);
    if (name == NULL)
        return NULL;
    if (!g_strv_contains(by_bytes, name)) {
        fail_at(reader->error, FAIL_QUERY, node->position, "collation \"%s\" is not supported",
                name);
        fail_hint(reader->error,
                  "texts are compared by their bytes, as COLLATE \"C\" says; leave it out");
        return NULL;
    }
    return read_item(reader, node, "arg", &expr) ? expr : NULL;
}
