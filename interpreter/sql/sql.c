#include "sql/sql.h"

#include "sql/hint.h"
#include "sql/parser.h"
#include "sql/read.h"
#include "sql/scan.h"
#include "statement/statement.h"

static const char allowed_statements[] =
    "SELECT, EXPLAIN, INSERT INTO, COPY, CREATE and DROP of tables and views, SHOW and SET "
    "are supported";

/* First words that PostgreSQL's grammar does not have, but people know from elsewhere. */
static const struct {
    const char *word;
    const char *hint;
} foreign_words[] = {
    {"TAIL",   "SELECT * FROM topic shows a topic's records as they come"    },
    {"USE",    "there are no databases: a topic is named alone"              },
    {"UPSERT", "write INSERT INTO topic (key, value) VALUES ('key', 'value')"},
};

static bool check_text(Span text, GError **error)
{
    const char *end = NULL;

    if (text.len > STATEMENT_TEXT_BYTES_MAX)
        return fail(error, FAIL_LIMIT, "the statement has %zu bytes; at most %d are allowed",
                    text.len, STATEMENT_TEXT_BYTES_MAX);
    if (text.len > 0 && memchr(text.at, '\0', text.len) != NULL)
        return fail_at(error, FAIL_QUERY,
                       (int)((const char *)memchr(text.at, '\0', text.len) - text.at),
                       "the statement has a byte of value zero");
    if (!g_utf8_validate(text.at == NULL ? "" : text.at, (gssize)text.len, &end))
        return fail_at(error, FAIL_QUERY, (int)(end - text.at),
                       "the statement is not valid UTF-8: byte 0x%02x", (unsigned char)*end);
    return scan_check(text, error);
}

/* PostgreSQL would read it as some operator; in names it is MySQL's and Spark's quote. */
static bool check_backticks(Span text, GError **error)
{
    Scan scan = scan_make(text);

    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        const char *at =
            token.kind == SCAN_SYMBOL ? memchr(token.text.at, '`', token.text.len) : NULL;
        const char *end =
            at == NULL ? NULL : memchr(at + 1, '`', (size_t)(text.at + text.len - at - 1));

        if (at == NULL)
            continue;
        fail_at(error, FAIL_QUERY, (int)(at - text.at), "syntax error at or near \"`\"");
        if (end != NULL)
            return fail_hint(error, "a name is written in double quotes, or without any: \"%.*s\"",
                             (int)(end - at - 1), at + 1);
        return fail_hint(error, "a name is written in double quotes, or without any");
    }
    return true;
}

/* In an unquoted name they are letters to PostgreSQL, and never meant so. */
static const struct {
    const char *character;
    const char *what, *hint;
} typographic[] = {
    {"\u2018", "quote or blank", NULL                          },
    {"\u2019", "quote or blank", NULL                          },
    {"\u201a", "quote or blank", NULL                          },
    {"\u201c", "quote or blank", NULL                          },
    {"\u201d", "quote or blank", NULL                          },
    {"\u201e", "quote or blank", NULL                          },
    {"\u00ab", "quote or blank", NULL                          },
    {"\u00bb", "quote or blank", NULL                          },
    {"\u00a0", "quote or blank", NULL                          },
    {"\u200b", "quote or blank", NULL                          },
    {"\u202f", "quote or blank", NULL                          },
    {"\u3000", "quote or blank", NULL                          },
    {"\ufeff", "quote or blank", NULL                          },
    {"\u2013", "dash",           "type -"                      },
    {"\u2014", "dash",           "type -"                      },
    {"\u2212", "dash",           "type -"                      },
    {"\u2260", "comparison",     "type <>"                     },
    {"\u2264", "comparison",     "type <="                     },
    {"\u2265", "comparison",     "type >="                     },
    {"\u2026", "ellipsis",       "write out what it stands for"},
    {"\uff08", "parenthesis",    "type ("                      },
    {"\uff09", "parenthesis",    "type )"                      },
    {"\uff0c", "comma",          "type ,"                      },
};

/* The first of them in a word; NULL. */
static const char *find_typographic(const ScanToken *token, size_t *ret_row)
{
    const char *first = NULL;

    for (size_t i = 0; token->kind == SCAN_WORD && i < G_N_ELEMENTS(typographic); i++) {
        const char *at =
            g_strstr_len(token->text.at, (gssize)token->text.len, typographic[i].character);

        if (at == NULL || (first != NULL && at > first))
            continue;
        first = at;
        *ret_row = i;
    }
    return first;
}

static bool check_typographic(Span text, GError **error)
{
    Scan scan = scan_make(text);

    for (ScanToken token = scan_next(&scan); token.kind != SCAN_END; token = scan_next(&scan)) {
        size_t row = 0;
        const char *at = find_typographic(&token, &row), *hint = typographic[row].hint;

        if (at == NULL)
            continue;
        fail_at(error, FAIL_QUERY, (int)(at - text.at),
                "a typographic %s (U+%04X) is no part of SQL", typographic[row].what,
                (unsigned)g_utf8_get_char(at));
        return fail_hint(error, "it may come from a document: %s",
                         hint != NULL ? hint
                                      : "type ' for texts, \" for names, and ordinary blanks");
    }
    return true;
}

static bool check_first_word(Span text, const ScanToken *first, GError **error)
{
    if (first->kind == SCAN_END)
        return fail(error, FAIL_QUERY, "there is no statement");
    for (size_t i = 0; i < G_N_ELEMENTS(foreign_words); i++) {
        if (scan_is_word(first, foreign_words[i].word)) {
            fail_at(error, FAIL_QUERY, (int)(first->text.at - text.at), "%s is not supported yet",
                    foreign_words[i].word);
            return fail_hint(error, "%s", foreign_words[i].hint);
        }
    }
    return true;
}

/* What to write instead of statements that the grammar has, and we do not. */
static const struct {
    const char *words;
    const char *hint;
} refused[] = {
    {"UPDATE",                   "a record stays as it is: INSERT INTO topic (key, value) VALUES ('a', 'b') adds a "
               "newer one, and latest(topic) shows the newest of each key"         },
    {"DELETE",
     "INSERT INTO topic (key, value) VALUES ('a', NULL) removes a key from latest(topic)"        },
    {"TRUNCATE",                 "a query may begin later: topic('lines', since => 'latest')"    },
    {"CREATE TABLE",
     "a topic is filled by INSERT INTO; CREATE VIEW name AS SELECT ... names a query"            },
    {"CREATE MATERIALIZED VIEW",
     "CREATE VIEW name AS SELECT ... names the query; its groups are kept while one runs over it"},
};

/* By its first words: "EXPLAIN", "CREATE TABLE", "CREATE MATERIALIZED VIEW". */
static bool refuse_statement(const Reader *reader)
{
    Scan scan = scan_make(reader->text);
    ScanToken first = scan_next(&scan), last = first, next = scan_next(&scan);
    g_autofree char *words = NULL;

    if (scan_is_word(&first, "create") || scan_is_word(&first, "drop") ||
        scan_is_word(&first, "alter")) {
        last = next;
        if (scan_is_word(&last, "materialized"))
            last = scan_next(&scan);
    }
    words = g_ascii_strup(first.text.at, last.text.at + last.text.len - first.text.at);
    node_refuse(reader, (int)(first.text.at - reader->text.at),
                strcmp(words, "CREATE TABLE") == 0 ? "CREATE TABLE ... AS" : words);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        if (strcmp(refused[i].words, words) == 0)
            return fail_hint(reader->error, "%s", refused[i].hint);
    }
    return fail_hint(reader->error, "%s", allowed_statements);
}

static bool read_statement(Reader *reader, json_t *root, SqlStatement *statement)
{
    json_t *list = json_object_get(root, "stmts");
    Node node;

    if (node_list_len(list) == 0)
        return fail(reader->error, FAIL_QUERY, "there is no statement");
    if (node_list_len(list) > 1)
        return fail_at(
            reader->error, FAIL_QUERY,
            (int)json_integer_value(json_object_get(json_array_get(list, 1), "stmt_location")),
            "one statement is wanted here, not %zu", node_list_len(list));
    if (!node_open(json_object_get(json_array_get(list, 0), "stmt"), 0, &node))
        return refuse_statement(reader);
    if (strcmp(node.type, "SelectStmt") == 0) {
        statement->kind = SQL_SELECT;
        return read_select(reader, &node, &statement->select);
    }
    if (strcmp(node.type, "InsertStmt") == 0) {
        statement->kind = SQL_INSERT;
        return read_insert(reader, &node, &statement->insert);
    }
    if (strcmp(node.type, "CopyStmt") == 0)
        return read_copy(reader, &node, statement);
    if (strcmp(node.type, "ExplainStmt") == 0)
        return read_explain(reader, &node, statement);
    if (strcmp(node.type, "ViewStmt") == 0)
        return read_view(reader, &node, statement);
    if (strcmp(node.type, "DropStmt") == 0 &&
        strcmp(node_text(&node, "removeType"), "OBJECT_VIEW") == 0)
        return read_drop_view(reader, &node, statement);
    if (strcmp(node.type, "CreateStmt") == 0)
        return read_create_table(reader, &node, statement);
    if (strcmp(node.type, "DropStmt") == 0 &&
        strcmp(node_text(&node, "removeType"), "OBJECT_TABLE") == 0)
        return read_drop_table(reader, &node, statement);
    return refuse_statement(reader);
}

/* WITH (max.message.bytes = 1) of CREATE TABLE. Returns false. */
static bool hint_dots(Span text, GError **error)
{
    Scan scan = scan_make(text);
    ScanToken first = scan_next(&scan), second = scan_next(&scan);
    int position = error == NULL ? -1 : fail_position(*error);

    if (position < 0 || (size_t)position >= text.len || text.at[position] != '.' ||
        fail_hint_of(*error) != NULL || !scan_is_word(&first, "create") ||
        !scan_is_word(&second, "table"))
        return false;
    return fail_hint(error, "a name with several dots stands in double quotes: "
                            "\"max.message.bytes\" = 2000000");
}

/* CREATE TABLE [IF NOT EXISTS] name without columns: PostgreSQL's grammar wants () there. The place
 * behind the name; NULL: it is something else, or () is not missing. */
static const char *find_missing_columns(Span text)
{
    static const char *const words[] = {"if", "not", "exists"};
    Scan scan = scan_make(text);
    ScanToken token = scan_next(&scan);
    const char *end;

    if (!scan_is_word(&token, "create"))
        return NULL;
    token = scan_next(&scan);
    if (!scan_is_word(&token, "table"))
        return NULL;
    token = scan_next(&scan);
    for (size_t i = 0; i < G_N_ELEMENTS(words) && scan_is_word(&token, words[i]); i++)
        token = scan_next(&scan);
    do {
        if (token.kind != SCAN_WORD && token.kind != SCAN_QUOTED)
            return NULL;
        end = token.text.at + token.text.len;
        token = scan_next(&scan);
    } while (span_equals(token.text, span_of(".")) && (token = scan_next(&scan), true));
    return token.kind == SCAN_END || scan_is_word(&token, "with") ? end : NULL;
}

static bool parse_grammar(Span text, Arena *arena, SqlStatement *statement, GError **error);

/* The same with the () that is missing: places behind it are those of the text as written. */
static bool parse_with_columns(Span text, const char *end, Arena *arena, SqlStatement *statement,
                               GError **error)
{
    int at = (int)(end - text.at);
    g_autofree char *whole = g_strdup_printf("%.*s()%.*s", at, text.at, (int)text.len - at, end);
    GError *failure = NULL;
    SqlOption *options;

    if (!parse_grammar(span_of(whole), arena, statement, &failure)) {
        if (fail_position(failure) > at)
            fail_shift(failure, -2);
        g_propagate_error(error, failure);
        return false;
    }
    options = (SqlOption *)(gpointer)statement->table.options;
    for (size_t i = 0; i < statement->table.options_len; i++)
        options[i].position -= 2;
    return true;
}

static bool parse_grammar(Span text, Arena *arena, SqlStatement *statement, GError **error)
{
    Reader reader = {text, arena, error, 0};
    json_t *root = NULL;
    bool is_read;
    const char *end = find_missing_columns(text);

    if (end != NULL)
        return parse_with_columns(text, end, arena, statement, error);
    if (!check_backticks(text, error) || !check_typographic(text, error))
        return false;
    if (!parser_run(text, &root, error)) {
        hint_add(text, error);
        return hint_dots(text, error);
    }
    is_read = read_statement(&reader, root, statement);
    json_decref(root);
    return is_read;
}

/* So that the end of the statement is where its last word ends. */
static Span strip_end(Span text)
{
    while (text.len > 0 && g_ascii_isspace(text.at[text.len - 1]))
        text.len--;
    return text;
}

const SqlStatement *sql_parse(Span text, Arena *arena, GError **error)
{
    SqlStatement *statement;
    ScanToken first;
    Scan scan;

    if (!check_text(text, error))
        return NULL;
    text = strip_end(text);
    scan = scan_make(text);
    first = scan_next(&scan);
    if (!check_first_word(text, &first, error))
        return NULL;
    statement = arena_alloc(arena, sizeof(SqlStatement));
    memset(statement, 0, sizeof(*statement));
    return parse_grammar(text, arena, statement, error) ? statement : NULL;
}
