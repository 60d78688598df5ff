/* COPY. What is not read here is a row with a refusal. */
#include "sql/read.h"

static const NodeField copy_fields[] = {
    NODE_READ("relation"),
    NODE_READ("attlist"),
    NODE_READ("is_from"),
    NODE_READ("options"),
    NODE_REFUSED("query", "COPY of a query"),
    NODE_REFUSED_AT("is_program", "program", "PROGRAM"),
    NODE_READ("filename"),
    NODE_REFUSED_AT("whereClause", "where", "WHERE in COPY"),
};

/* COPY ... TO, or a file of the machine that runs the statement: neither is there. */
static bool check_direction(Reader *reader, const Node *node)
{
    if (!node_flag(node, "is_from") || node_field(node, "query") != NULL) {
        node_refuse(reader, node_find_word(reader, "to"), "COPY ... TO");
        return fail_hint(reader->error, "a query's rows are printed as CSV or JSON: zeppelin-kafka "
                                        "run --set until=now --output csv 'SELECT ...'");
    }
    if (node_field(node, "filename") == NULL || node_flag(node, "is_program"))
        return true;
    fail_at(reader->error, FAIL_QUERY, node_find_word(reader, "from"),
            "COPY reads standard input, and no file");
    return fail_hint(reader->error, "write FROM STDIN, and in a shell < %s behind the command",
                     node_text(node, "filename"));
}

bool read_copy(Reader *reader, const Node *node, SqlStatement *statement)
{
    SqlCopy *copy = &statement->copy;
    Node topic = {"RangeVar", node_field(node, "relation"),
                  node_place(node_field(node, "relation"))};
    const char *const *names = NULL;
    SqlTarget *columns;

    statement->kind = SQL_COPY;
    copy->topic_position = topic.position;
    if (!check_direction(reader, node) ||
        !node_check(reader, node, copy_fields, G_N_ELEMENTS(copy_fields)) ||
        !read_topic_name(reader, &topic, &copy->topic) ||
        !read_names(reader, node_field(node, "attlist"), topic.position, &names,
                    &copy->columns_len) ||
        !read_with_options(reader, node_field(node, "options"), &copy->options, &copy->options_len))
        return false;
    columns = node_alloc(reader, (copy->columns_len + 1) * sizeof(SqlTarget));
    for (size_t i = 0; i < copy->columns_len; i++)
        columns[i] = (SqlTarget){.name = names[i], .position = topic.position};
    copy->columns = columns;
    return true;
}
