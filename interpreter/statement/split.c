/*
 * The cut follows PostgreSQL's lexer where a semicolon can hide: in quotes, names, dollar quotes
 * and comments. skip_*() start at the opening mark and return the byte after the closing one, or
 * NULL if it does not end.
 */
#include <string.h>

#include "base/fail.h"
#include "statement/statement.h"

static const char *skip_quoted(const char *at, char quote, bool has_backslashes)
{
    for (at++; *at != '\0'; at++) {
        if (has_backslashes && *at == '\\' && at[1] != '\0') {
            at++;
        } else if (*at == quote) {
            if (at[1] != quote)
                return at + 1;
            at++;
        }
    }
    return NULL;
}

static const char *skip_comment(const char *at)
{
    int depth = 0;

    while (*at != '\0') {
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at += 2;
        } else if (at[0] == '*' && at[1] == '/') {
            depth--;
            at += 2;
            if (depth == 0)
                return at;
        } else {
            at++;
        }
    }
    return NULL;
}

static bool is_name_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* Length of `$tag$` at @at, 0 if there is none. */
static size_t dollar_tag(const char *at)
{
    size_t len = 1;

    if (g_ascii_isdigit(at[1]))
        return 0;
    while (is_name_byte(at[len]))
        len++;
    return at[len] == '$' ? len + 1 : 0;
}

static const char *skip_dollar_quoted(const char *at, size_t tag_len)
{
    g_autofree char *tag = g_strndup(at, tag_len);
    const char *end = strstr(at + tag_len, tag);

    return end != NULL ? end + tag_len : NULL;
}

static bool starts_escape_string(const char *text, const char *at)
{
    return at > text && (at[-1] == 'E' || at[-1] == 'e') &&
           (at - 1 == text || !is_name_byte(at[-2]));
}

typedef enum Piece { PIECE_TEXT, PIECE_BLANK, PIECE_SEMICOLON } Piece;

/* One piece of the text: what it is, and where it ends; NULL if it does not. */
static const char *next_piece(const char *text, const char *at, Piece *piece, const char **what)
{
    size_t tag_len;

    *piece = PIECE_TEXT;
    switch (*at) {
    case '\'':
        *what = "this quote does not end";
        return skip_quoted(at, '\'', starts_escape_string(text, at));
    case '"':
        *what = "this quoted name does not end";
        return skip_quoted(at, '"', false);
    case '$':
        tag_len = at > text && is_name_byte(at[-1]) ? 0 : dollar_tag(at);
        *what = "this dollar quote does not end";
        return tag_len > 0 ? skip_dollar_quoted(at, tag_len) : at + 1;
    case '-':
        if (at[1] != '-')
            return at + 1;
        *piece = PIECE_BLANK;
        return at + strcspn(at, "\n");
    case '/':
        if (at[1] != '*')
            return at + 1;
        *piece = PIECE_BLANK;
        *what = "this comment does not end";
        return skip_comment(at);
    case ';':
        *piece = PIECE_SEMICOLON;
        return at + 1;
    default:
        *piece = g_ascii_isspace(*at) ? PIECE_BLANK : PIECE_TEXT;
        return at + 1;
    }
}

/* ---- COPY ... FROM STDIN ---- */

/* True if the word stands at @at, and nothing before or behind makes it a longer one. */
static bool is_word(const char *text, const char *at, const char *word)
{
    size_t len = strlen(word);

    return g_ascii_strncasecmp(at, word, len) == 0 && !is_name_byte(at[len]) &&
           (at == text || !is_name_byte(at[-1]));
}

static bool is_copy_from_stdin(const char *begin, const char *end)
{
    const char *at = begin;

    if (!is_word(begin, begin, "copy"))
        return false;
    while (at != NULL && at < end) {
        Piece piece;
        const char *what;

        if (is_word(begin, at, "from")) {
            at += strlen("from");
            while (at < end && g_ascii_isspace(*at))
                at++;
            return is_word(begin, at, "stdin");
        }
        at = next_piece(begin, at, &piece, &what);
    }
    return false;
}

/* The line behind the semicolon of a COPY, if it ends its line and lines follow; NULL. */
static const char *find_data(const char *behind)
{
    const char *line = behind + strspn(behind, " \t\r");

    if (*line != '\n' || line[1 + strspn(line + 1, " \t\r\n")] == '\0')
        return NULL;
    return line + 1;
}

/* Where data end: before a line `\.`, or with the text. @ret_next: behind that line */
static const char *find_data_end(const char *data, const char **ret_next)
{
    for (const char *line = data; *line != '\0'; line++) {
        const char *end = line + strcspn(line, "\n");

        if (strncmp(line, "\\.", 2) == 0 && line + 2 + strspn(line + 2, " \t\r") >= end) {
            *ret_next = end;
            return line;
        }
        if (*end == '\0')
            break;
        line = end;
    }
    *ret_next = data + strlen(data);
    return *ret_next;
}

const char *statement_data(const char *text)
{
    const char *at = text;

    while (at != NULL && *at != '\0') {
        Piece piece;
        const char *what;

        at = next_piece(text, at, &piece, &what);
        if (at != NULL && piece == PIECE_SEMICOLON)
            return is_copy_from_stdin(text, at) ? find_data(at) : NULL;
    }
    return NULL;
}

/* ---- the cut ---- */

/* @end: of the statement; @data_end: of lines that belong to it, else @end */
static bool add_statement(GPtrArray *statements, const char *text, const char *begin,
                          const char *end, const char *data_end, GError **error)
{
    size_t len = (size_t)(end - begin);
    Statement *statement;

    if (len > STATEMENT_TEXT_BYTES_MAX)
        return fail_at(error, FAIL_LIMIT, (int)(begin - text),
                       "the statement has %zu bytes; at most %d are allowed", len,
                       STATEMENT_TEXT_BYTES_MAX);
    if (statements->len == STATEMENT_COUNT_MAX)
        return fail_at(error, FAIL_LIMIT, (int)(begin - text),
                       "more than %d statements in one text", STATEMENT_COUNT_MAX);
    statement = g_new0(Statement, 1);
    statement->text = g_strndup(begin, (size_t)(data_end - begin));
    statement->at_bytes = (size_t)(begin - text);
    statement->kind = statement_kind(statement->text);
    g_ptr_array_add(statements, statement);
    return true;
}

/* At a semicolon: the statement before it is whole. @next: behind it; then behind its data */
static bool end_statement(GPtrArray *statements, const char *text, const char *begin,
                          const char *end, const char **next, GError **error)
{
    const char *data = is_copy_from_stdin(begin, end) ? find_data(*next) : NULL;
    const char *data_end = data == NULL ? end : find_data_end(data, next);

    return add_statement(statements, text, begin, end, data_end, error);
}

static void free_item(void *statement)
{
    statement_free(statement);
}

GPtrArray *statement_split(const char *text, GError **error)
{
    g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(free_item);
    const char *begin = NULL; /* of the statement that is being read */
    const char *end = NULL;   /* after its last piece that is not blank */
    const char *at = text;

    if (strlen(text) > STATEMENT_ALL_BYTES_MAX)
        return fail_null(error, FAIL_LIMIT, "the text has %zu bytes; at most %d are allowed",
                         strlen(text), STATEMENT_ALL_BYTES_MAX);
    while (*at != '\0') {
        Piece piece;
        const char *what = NULL;
        const char *next = next_piece(text, at, &piece, &what);

        if (next == NULL)
            return fail_null_at(error, FAIL_QUERY, (int)(at - text), "%s", what);
        if (piece == PIECE_TEXT) {
            begin = begin != NULL ? begin : at;
            end = next;
        } else if (piece == PIECE_SEMICOLON && begin != NULL) {
            if (!end_statement(statements, text, begin, end, &next, error))
                return NULL;
            begin = NULL;
        }
        at = next;
    }
    if (begin != NULL && !add_statement(statements, text, begin, end, end, error))
        return NULL;
    return g_steal_pointer(&statements);
}
