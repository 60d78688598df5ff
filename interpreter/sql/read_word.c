/* Words that look like names and are values: current_timestamp, current_date, user. */
#include "sql/read.h"

/* As calls; the argument is a precision: current_timestamp(3). */
static const struct {
    const char *kind; /* the parser's, without "SVFOP_" and "_N" */
    const char *call;
} words[] = {
    {"CURRENT_TIMESTAMP", "current_timestamp"},
    {"CURRENT_DATE",      "current_date"     },
    {"LOCALTIMESTAMP",    "localtimestamp"   },
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

static const SqlExpr *new_call(const Reader *reader, const Node *node, const char *name,
                               bool has_precision)
{
    SqlExpr *call = read_new(reader, SQL_CALL, node->position), *precision;

    call->name = name;
    if (has_precision) {
        precision = read_new(reader, SQL_INTEGER, node->position);
        precision->integer = json_integer_value(node_field(node, "typmod")); /* 0 is left out */
        read_new_items(reader, call, 1)[0] = precision;
    }
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
        if (strcmp(words[i].kind, kind) == 0)
            return new_call(reader, node, words[i].call, has_precision);
    }
    return fail_word(reader, node, kind);
}
