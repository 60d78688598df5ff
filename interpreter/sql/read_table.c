/*
 * Statements about tables, which are topics: CREATE TABLE, DROP TABLE. A clause that is not read
 * here is a row with a refusal.
 */
#include "sql/read.h"

static const NodeField table_fields[] = {
    NODE_READ("relation"),
    NODE_READ("tableElts"),
    NODE_READ("options"),
    NODE_READ("if_not_exists"),
    NODE_REFUSED_AT("inhRelations", "inherits", "INHERITS"),
    NODE_REFUSED_AT("partbound", "partition", "PARTITION OF"),
    NODE_REFUSED_AT("partspec", "partition", "PARTITION BY"),
    NODE_REFUSED_AT("ofTypename", "of", "OF (a type)"),
    NODE_REFUSED("constraints", "a constraint"),
    NODE_ONLY_AT("oncommit", "ONCOMMIT_NOOP", "commit", "ON COMMIT"),
    NODE_REFUSED_AT("tablespacename", "tablespace", "TABLESPACE"),
    NODE_REFUSED_AT("accessMethod", "using", "USING"),
};

static const NodeField column_fields[] = {
    NODE_READ("colname"),
    NODE_READ("typeName"),
    NODE_READ("is_local"),
    NODE_REFUSED("constraints", "a constraint of a column"),
    NODE_REFUSED_AT("collClause", "collate", "COLLATE"),
    NODE_REFUSED_AT("compression", "compression", "COMPRESSION"),
    NODE_REFUSED_AT("fdwoptions", "options", "OPTIONS"),
};

static bool hint_records(Reader *reader)
{
    return fail_hint(reader->error, "a topic's records are as they were written: columns have a "
                                    "name and a type, and nothing is checked or indexed");
}

static bool refuse_modifier(Reader *reader, const Node *type)
{
    fail_at(reader->error, FAIL_QUERY, type->position,
            "a length or precision of a column's type is not supported");
    return fail_hint(reader->error, "records are as they were written, so it would say nothing: "
                                    "write text, numeric, timestamptz");
}

static bool read_column(Reader *reader, json_t *json, int around, SqlColumn *column)
{
    Node node, type;

    if (!node_open(json, around, &node))
        return node_refuse(reader, around, "this part of CREATE TABLE");
    if (strcmp(node.type, "ColumnDef") != 0)
        return node_refuse(reader, node.position,
                           strcmp(node.type, "TableLikeClause") == 0 ? "LIKE" : "a constraint") ||
               hint_records(reader);
    if (!node_check(reader, &node, column_fields, G_N_ELEMENTS(column_fields)))
        return node_field(&node, "constraints") == NULL ? false : hint_records(reader);
    type = (Node){"TypeName", node_field(&node, "typeName"),
                  node_place(node_field(&node, "typeName"))};
    column->position = node.position;
    column->type_position = type.position;
    column->name = node_copy(reader, node_text(&node, "colname"));
    if (node_field(&type, "typmods") != NULL)
        return refuse_modifier(reader, &type);
    column->type = read_type_name(reader, &type);
    return column->type != NULL;
}

static bool read_columns(Reader *reader, json_t *list, int around, SqlTable *table)
{
    size_t len = node_list_len(list);
    SqlColumn *columns = node_alloc(reader, (len + 1) * sizeof(SqlColumn));

    for (size_t i = 0; i < len; i++) {
        if (!read_column(reader, json_array_get(list, i), around, &columns[i]))
            return false;
    }
    table->columns = columns;
    table->columns_len = len;
    return true;
}

/* 4, 1.5, 'text', true, or a bare word, which the grammar takes for a type. */
static const char *option_value(const Reader *reader, const Node *option)
{
    g_autofree char *number = NULL;
    Node value;

    if (!node_open(node_field(option, "arg"), option->position, &value))
        return NULL;
    if (strcmp(value.type, "Integer") == 0) {
        number = g_strdup_printf("%lld", (long long)json_integer_value(node_field(&value, "ival")));
        return node_copy(reader, number);
    }
    if (strcmp(value.type, "Boolean") == 0)
        return node_flag(&value, "boolval") ? "true" : "false";
    if (strcmp(value.type, "Float") == 0)
        return node_copy(reader, node_text(&value, "fval"));
    if (strcmp(value.type, "String") == 0)
        return node_copy(reader, node_text(&value, "sval"));
    if (strcmp(value.type, "TypeName") == 0) {
        json_t *names = node_field(&value, "names");
        const char *last = node_list_text(names, node_list_len(names) - 1);

        return last == NULL ? NULL : node_copy(reader, last);
    }
    return NULL;
}

/* "max.message.bytes" in quotes is one name, without them a name in a namespace. */
bool read_with_options(Reader *reader, json_t *list, const SqlOption **ret_options, size_t *ret_len)
{
    static const NodeField fields[] = {NODE_READ("defnamespace"), NODE_READ("defname"),
                                       NODE_READ("defaction"), NODE_READ("arg")};
    size_t len = node_list_len(list);
    SqlOption *options = node_alloc(reader, (len + 1) * sizeof(SqlOption));

    for (size_t i = 0; i < len; i++) {
        const char *space;
        g_autofree char *full = NULL;
        Node node;

        if (!node_open(json_array_get(list, i), -1, &node) ||
            !node_check(reader, &node, fields, G_N_ELEMENTS(fields)))
            return false;
        space = node_text(&node, "defnamespace");
        full = g_strdup_printf("%s%s%s", space, *space == '\0' ? "" : ".",
                               node_text(&node, "defname"));
        options[i] = (SqlOption){.name = node_copy(reader, full),
                                 .value = option_value(reader, &node),
                                 .position = node.position};
    }
    *ret_options = options;
    *ret_len = len;
    return true;
}

bool read_create_table(Reader *reader, const Node *node, SqlStatement *statement)
{
    Node name = {"RangeVar", node_field(node, "relation"),
                 node_place(node_field(node, "relation"))};
    SqlTable *table = &statement->table;

    statement->kind = SQL_CREATE_TABLE;
    if (!node_check(reader, node, table_fields, G_N_ELEMENTS(table_fields)) ||
        !read_topic_name(reader, &name, &table->name))
        return false;
    if (strcmp(node_text(&name, "relpersistence"), "t") == 0)
        return node_refuse(reader, node_find_word(reader, "temp"), "a temporary table") ||
               fail_hint(reader->error, "CREATE TABLE makes a topic, which stays; CREATE VIEW name "
                                        "AS SELECT ... names a query for this session");
    table->position = name.position;
    table->may_exist = node_flag(node, "if_not_exists");
    return read_columns(reader, node_field(node, "tableElts"), name.position, table) &&
           read_with_options(reader, node_field(node, "options"), &table->options,
                             &table->options_len);
}

bool read_drop_table(Reader *reader, const Node *node, SqlStatement *statement)
{
    SqlTable *table = &statement->table;

    statement->kind = SQL_DROP_TABLE;
    return read_dropped(reader, node, "DROP TABLE of several tables", &table->name,
                        &table->position, &table->may_exist);
}
