/* Statements about views: CREATE VIEW, DROP VIEW. */
#include "sql/read.h"

bool read_view(Reader *reader, const Node *node, SqlStatement *statement)
{
    static const NodeField fields[] = {
        NODE_READ("view"),
        NODE_READ("aliases"),
        NODE_READ("query"),
        NODE_READ("replace"),
        NODE_ONLY_AT("withCheckOption", "NO_CHECK_OPTION", "check", "WITH CHECK OPTION"),
        NODE_REFUSED("options", "WITH (options) of a view"),
    };
    Node name = {"RangeVar", node_field(node, "view"), node_place(node_field(node, "view"))};
    SqlView *view = &statement->view;
    Node query;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)) ||
        !read_topic_name(reader, &name, &view->name) ||
        !read_names(reader, node_field(node, "aliases"), name.position, &view->columns,
                    &view->columns_len) ||
        !node_open(node_field(node, "query"), name.position, &query))
        return false;
    statement->kind = SQL_CREATE_VIEW;
    view->position = name.position;
    view->may_replace = node_flag(node, "replace");
    view->query_position = node_find_word(reader, "as") + (int)strlen("as");
    return read_select(reader, &query, &statement->select);
}

bool read_drop_view(Reader *reader, const Node *node, SqlStatement *statement)
{
    static const NodeField fields[] = {
        NODE_READ("objects"),
        NODE_READ("removeType"),
        NODE_ONLY_AT("behavior", "DROP_RESTRICT", "cascade", "CASCADE"),
        NODE_READ("missing_ok"),
        NODE_REFUSED("concurrent", "CONCURRENTLY"),
    };
    json_t *objects = node_field(node, "objects");
    const char *const *names;
    size_t names_len;
    Node list;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return false;
    if (node_list_len(objects) != 1 || !node_open(json_array_get(objects, 0), -1, &list))
        return node_refuse(reader, node->position, "DROP VIEW of several views");
    if (!read_names(reader, node_field(&list, "items"), -1, &names, &names_len) || names_len != 1)
        return node_refuse(reader, node->position, "a view's name with a schema");
    statement->kind = SQL_DROP_VIEW;
    statement->view.name = names[0];
    statement->view.position = node_find_word(reader, names[0]);
    statement->view.may_replace = node_flag(node, "missing_ok");
    return true;
}
