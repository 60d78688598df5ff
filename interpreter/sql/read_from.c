/*
 * FROM. An item that is not read here is a row with a refusal.
 */
#include "sql/read.h"
#include "sql/scan.h"

static const NodeField range_fields[] = {
    NODE_READ("catalogname"), NODE_READ("schemaname"),
    NODE_READ("relname"),     NODE_READ("alias"),
    NODE_READ("inh"),         NODE_ONLY("relpersistence", "p|t", "an unlogged table"),
};

/* PostgreSQL cuts names there, and topics may have longer ones. */
enum { NAME_BYTES_MAX = 63, CHARACTER_BYTES_MAX = 4 };

/* A part as its token has it: folded, or without its quotes. */
static void append_token(GString *name, const ScanToken *token)
{
    bool is_quoted = token->kind == SCAN_QUOTED;
    Span text = token->text;

    if (is_quoted)
        text = span_make(text.at + 1, text.len - 2);
    for (size_t i = 0; i < text.len; i++) {
        g_string_append_c(name, is_quoted ? text.at[i] : g_ascii_tolower(text.at[i]));
        i += is_quoted && text.at[i] == '"' ? 1 : 0; /* it is doubled */
    }
}

const char *read_written_name(const Reader *reader, int position, const char *cut)
{
    g_autoptr(GString) name = g_string_new(NULL);
    Scan scan = scan_make(reader->text);
    ScanToken token;

    if (strlen(cut) + CHARACTER_BYTES_MAX <= NAME_BYTES_MAX || position < 0)
        return cut;
    scan.at = (size_t)position;
    for (;;) {
        token = scan_next(&scan);
        if (token.kind != SCAN_WORD && token.kind != SCAN_QUOTED)
            return cut;
        append_token(name, &token);
        token = scan_next(&scan);
        if (!span_equals(token.text, span_of(".")))
            return node_copy(reader, name->str);
        g_string_append_c(name, '.');
    }
}

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
    *ret_name = read_written_name(reader, node->position, node_copy(reader, name->str));
    return true;
}

static bool read_alias(Reader *reader, const Node *node, SqlFrom *from)
{
    static const NodeField fields[] = {NODE_READ("aliasname"), NODE_READ("colnames")};
    Node alias = {"Alias", node_field(node, "alias"), node->position};

    if (alias.fields == NULL)
        return true;
    if (!node_check(reader, &alias, fields, G_N_ELEMENTS(fields)))
        return false;
    from->alias = node_copy(reader, node_text(&alias, "aliasname"));
    return read_names(reader, node_field(&alias, "colnames"), node->position, &from->columns,
                      &from->columns_len);
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
        NODE_READ("ordinality"),
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
    from->has_ordinality = node_flag(node, "ordinality");
    return from->call != NULL && read_alias(reader, node, from);
}

/* An item may use those before it with and without LATERAL where that has a meaning. */
static bool read_from_select(Reader *reader, const Node *node, SqlFrom *from)
{
    static const NodeField fields[] = {NODE_READ("subquery"), NODE_READ("alias"),
                                       NODE_REFUSED_AT("lateral", "lateral", "LATERAL")};

    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)))
        return false;
    from->select = read_subselect(reader, node_field(node, "subquery"), node->position);
    return from->select != NULL && read_alias(reader, node, from);
}

static const struct {
    const char *type;
    bool (*read)(Reader *reader, const Node *node, SqlFrom *from);
    const char *refusal;
    const char *keyword;
    const char *hint;
} ranges[] = {
    {"RangeVar",         read_from_name,   NULL,          NULL,          NULL},
    {"RangeFunction",    read_from_call,   NULL,          NULL,          NULL},
    {"RangeSubselect",   read_from_select, NULL,          NULL,          NULL},
    {"JoinExpr",         NULL,             "JOIN",        "join",
     "UNION ALL puts rows of two topics together; a function stands behind a comma: FROM lines, "
     "words(value) AS word"                                                  },
    {"RangeTableSample", NULL,             "TABLESAMPLE", "tablesample",
     "some rows of a topic are those WHERE \"offset\" % 10 = 0"              },
    {"RangeTableFunc",   NULL,             "XMLTABLE",    "xmltable",    NULL},
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
        node_refuse(reader, keyword < 0 ? node.position : keyword, ranges[i].refusal);
        return ranges[i].hint != NULL && fail_hint(reader->error, "%s", ranges[i].hint);
    }
    return node_refuse(reader, node.position, node.type);
}

bool read_from(Reader *reader, json_t *list, SqlSelect *select)
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
