/* Words that look like names and are values: current_timestamp, current_date, user. */
#include "sql/read.h"

/* As calls; with a precision, current_timestamp(3), of another function over the first. */
static const struct {
    const char *kind; /* the parser's, without "SVFOP_" and "_N" */
    const char *call, *rounded;
} words[] = {
    {"CURRENT_TIMESTAMP", "now",            "timestamptz"},
    {"CURRENT_DATE",      "current_date",   NULL         },
    {"LOCALTIMESTAMP",    "localtimestamp", "timestamp"  },
};

static void *fail_word(Reader *reader, const Node *node, const char *kind)
{
    g_autofree char *word = g_ascii_strdown(kind, -1);

    if (strstr(word, "time") != NULL) {
        fail_at(reader->error, FAIL_QUERY, node->position,
                "%s is a time of day, and no type holds one", word);
        fail_hint(reader->error, "write current_timestamp or localtimestamp");
        return NULL;
    }
    fail_at(reader->error, FAIL_QUERY, node->position,
            "%s is a value of the session in SQL, and is not supported yet", word);
    fail_hint(reader->error, "if a column is meant, write its name in double quotes: \"%s\"", word);
    return NULL;
}

static SqlExpr *new_call(const Reader *reader, const char *name, int position)
{
    SqlExpr *call = read_new(reader, SQL_CALL, position);

    call->name = name;
    return call;
}

static const SqlExpr *rounded(const Reader *reader, const Node *node, const char *name,
                              const SqlExpr *what)
{
    SqlExpr *call = new_call(reader, name, node->position);
    const SqlExpr **items = read_new_items(reader, call, 2);
    SqlExpr *precision = read_new(reader, SQL_INTEGER, node->position);

    precision->integer = json_integer_value(node_field(node, "typmod")); /* 0 is left out */
    items[0] = what;
    items[1] = precision;
    return call;
}

const SqlExpr *read_word(Reader *reader, const Node *node)
{
    const char *op = node_text(node, "op");
    g_autofree char *kind = g_strdup(g_str_has_prefix(op, "SVFOP_") ? op + strlen("SVFOP_") : op);
    bool has_precision = g_str_has_suffix(kind, "_N");

    if (has_precision)
        kind[strlen(kind) - strlen("_N")] = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        const SqlExpr *call;

        if (strcmp(words[i].kind, kind) != 0)
            continue;
        call = new_call(reader, words[i].call, node->position);
        return has_precision ? rounded(reader, node, words[i].rounded, call) : call;
    }
    return fail_word(reader, node, kind);
}
