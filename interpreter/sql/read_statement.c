/* Statements about views: CREATE VIEW, DROP VIEW. */
#include "sql/read.h"
#include "sql/scan.h"

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
    return read_select(reader, &query, &statement->select);
}

/* Of the token that stands behind so many others. */
static int position_behind(const Reader *reader, int tokens)
{
    Scan scan = scan_make(reader->text);

    for (int i = 0; i < tokens; i++)
        scan_next(&scan);
    return (int)(scan_next(&scan).text.at - reader->text.at);
}

/* A name with dots, as a topic's. */
static bool read_dotted_name(Reader *reader, json_t *list, const char **ret_name)
{
    g_autofree char *joined = NULL;
    const char *const *names;
    size_t len;

    if (!read_names(reader, list, -1, &names, &len))
        return false;
    joined = g_strjoinv(".", (char **)(gpointer)names);
    *ret_name = node_copy(reader, joined);
    return true;
}

bool read_dropped(Reader *reader, const Node *node, const char *what, const char **ret_name,
                  int *ret_position, bool *ret_may_miss)
{
    static const NodeField fields[] = {
        NODE_READ("objects"),
        NODE_READ("removeType"),
        NODE_ONLY_AT("behavior", "DROP_RESTRICT", "cascade", "CASCADE"),
        NODE_READ("missing_ok"),
        NODE_REFUSED("concurrent", "CONCURRENTLY"),
    };
    json_t *objects = node_field(node, "objects");
    Node list;

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return false;
    if (node_list_len(objects) != 1 || !node_open(json_array_get(objects, 0), -1, &list))
        return node_refuse(reader, node->position, what);
    *ret_may_miss = node_flag(node, "missing_ok");
    *ret_position = position_behind(reader, *ret_may_miss ? 4 : 2); /* DROP VIEW IF EXISTS */
    if (!read_dotted_name(reader, node_field(&list, "items"), ret_name))
        return false;
    *ret_name = read_written_name(reader, *ret_position, *ret_name);
    return true;
}

bool read_drop_view(Reader *reader, const Node *node, SqlStatement *statement)
{
    SqlView *view = &statement->view;

    statement->kind = SQL_DROP_VIEW;
    return read_dropped(reader, node, "DROP VIEW of several views", &view->name, &view->position,
                        &view->may_replace);
}
