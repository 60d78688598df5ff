/* EXPLAIN and its options. */
#include "sql/read.h"

enum { OFF = 1, ON = 2 };

static const struct {
    const char *name;
    int allowed;             /* OFF, ON or both */
    bool is_of_analysis;     /* it says nothing without ANALYZE */
    const char *explanation; /* why the other is refused */
} options[] = {
    {"analyze",  ON | OFF, false, NULL                                                              },
    {"timing",   ON,       true,  "some records are timed only, so that it costs next to nothing"   },
    {"summary",  ON,       true,  "the times of planning and execution are two rows: leave them out"},
    {"verbose",  OFF,      false, "the lines say all that there is to say"                          },
    {"costs",    OFF,      false, "no costs are guessed; EXPLAIN ANALYZE measures them"             },
    {"buffers",  OFF,      false,
     "there is no cache of pages; EXPLAIN ANALYZE tells what each step keeps"                       },
    {"wal",      OFF,      false, "a query writes no log"                                           },
    {"settings", OFF,      false, "the lines name the settings that matter"                         },
};

/* A value as PostgreSQL reads it of such an option; none is true. False: it is no truth value. */
static bool option_flag(const Node *option, bool *ret_is_on)
{
    static const char *const on[] = {"true", "on", NULL}, *const off[] = {"false", "off", NULL};
    g_autofree char *word = NULL;
    json_int_t number;
    Node value;

    *ret_is_on = true;
    if (node_field(option, "arg") == NULL)
        return true;
    if (!node_open(node_field(option, "arg"), -1, &value))
        return false;
    number = json_integer_value(node_field(&value, "ival")); /* a zero is left out */
    word = g_ascii_strdown(node_text(&value, "sval"), -1);
    *ret_is_on = strcmp(value.type, "Integer") == 0 ? number == 1 : g_strv_contains(on, word);
    return *ret_is_on || g_strv_contains(off, word) ||
           (strcmp(value.type, "Integer") == 0 && number == 0);
}

static bool refuse_option(const Reader *reader, const Node *option, bool is_on, const char *why)
{
    g_autofree char *name = g_ascii_strup(node_text(option, "defname"), -1);

    fail_at(reader->error, FAIL_QUERY, option->position, "EXPLAIN (%s%s) is not supported", name,
            is_on ? "" : " OFF");
    return fail_hint(reader->error, "%s", why);
}

static bool read_format(const Reader *reader, const Node *option)
{
    Node value;
    const char *format =
        node_open(node_field(option, "arg"), -1, &value) ? node_text(&value, "sval") : "";

    if (g_ascii_strcasecmp(format, "text") == 0)
        return true;
    fail_at(reader->error, FAIL_QUERY, option->position, "EXPLAIN (FORMAT %s) is not supported",
            format);
    return fail_hint(reader->error, "the lines are rows as those of any query: in a shell, "
                                    "run --output json or csv prints them so");
}

static bool read_option(const Reader *reader, const Node *option, SqlStatement *statement,
                        Node *needs_analysis)
{
    const char *name = node_text(option, "defname");
    bool is_on;

    if (strcmp(name, "format") == 0)
        return read_format(reader, option);
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        if (strcmp(options[i].name, name) != 0)
            continue;
        if (!option_flag(option, &is_on))
            return fail_at(reader->error, FAIL_QUERY, option->position,
                           "the option \"%s\" of EXPLAIN is ON or OFF", name);
        if ((options[i].allowed & (is_on ? ON : OFF)) == 0)
            return refuse_option(reader, option, is_on, options[i].explanation);
        if (options[i].is_of_analysis)
            *needs_analysis = *option;
        if (i == 0)
            statement->is_analyze = is_on;
        return true;
    }
    return fail_at(reader->error, FAIL_QUERY, option->position, "EXPLAIN has no option \"%s\"",
                   name);
}

static bool read_options(const Reader *reader, json_t *list, SqlStatement *statement)
{
    static const NodeField fields[] = {NODE_READ("defname"), NODE_READ("defaction"),
                                       NODE_READ("arg")};
    Node needs_analysis = {NULL, NULL, -1};
    g_autofree char *upper = NULL;
    Node option;

    for (size_t i = 0; i < node_list_len(list); i++) {
        if (!node_open(json_array_get(list, i), -1, &option) ||
            !node_check(reader, &option, fields, G_N_ELEMENTS(fields)) ||
            !read_option(reader, &option, statement, &needs_analysis))
            return false;
    }
    if (needs_analysis.type == NULL || statement->is_analyze)
        return true;
    upper = g_ascii_strup(node_text(&needs_analysis, "defname"), -1);
    fail_at(reader->error, FAIL_QUERY, needs_analysis.position, "EXPLAIN (%s) needs ANALYZE",
            upper);
    return fail_hint(reader->error, "EXPLAIN ANALYZE SELECT ... runs the query, and measures it");
}

/* What is explained would be done by ANALYZE, which only a query takes without leaving a trace. */
static bool refuse_query(const Reader *reader, const Node *query, int position, bool is_analyze)
{
    if (strcmp(query->type, "InsertStmt") == 0)
        position = node_find_word(reader, "insert");
    if (!is_analyze)
        return node_refuse(reader, position, "EXPLAIN of something that is no query");
    fail_at(reader->error, FAIL_QUERY, position,
            "EXPLAIN ANALYZE runs what it explains, and so takes a query only");
    return fail_hint(reader->error,
                     "EXPLAIN ANALYZE SELECT ... runs the query, and shows where its "
                     "rows go and what they cost");
}

bool read_explain(Reader *reader, const Node *node, SqlStatement *statement)
{
    static const NodeField fields[] = {NODE_READ("query"), NODE_READ("options")};
    Node query = {"", NULL, -1};

    statement->kind = SQL_EXPLAIN;
    if (!node_check(reader, node, fields, G_N_ELEMENTS(fields)) ||
        !read_options(reader, node_field(node, "options"), statement))
        return false;
    if (!node_open(node_field(node, "query"), node->position, &query) ||
        strcmp(query.type, "SelectStmt") != 0)
        return refuse_query(reader, &query, node->position, statement->is_analyze);
    return read_select(reader, &query, &statement->select);
}
