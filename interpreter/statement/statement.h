#pragma once
/*
 * A text of statements, cut at its semicolons without understanding it: quotes, E'' strings,
 * dollar quotes, quoted names, line comments and nested block comments are respected. And the first
 * words: what is not for a worker is a row of the command table.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    STATEMENT_TEXT_BYTES_MAX = 64 * 1024, /* of one statement */
    STATEMENT_COUNT_MAX = 100,            /* of one text */
    STATEMENT_ALL_BYTES_MAX = 512 * 1024, /* of one text */
};

typedef enum StatementKind {
    STATEMENT_WORK,    /* a worker's: a query, or what it asks of the topics */
    STATEMENT_SET,     /* SET name = value: for whoever splits */
    STATEMENT_STREAMS, /* SHOW STREAMS; as all that follow: for a notebook's interpreter, which has
                        * streams */
    STATEMENT_STOP,
    STATEMENT_PAUSE,
    STATEMENT_RESUME,
} StatementKind;

typedef struct Statement {
    StatementKind kind;
    char *text;      /* owned; without its semicolon, comments and blanks around it; of COPY with
                      * lines behind it: with its semicolon and them, see statement_data() */
    size_t at_bytes; /* where text begins in the whole */
} Statement;

StatementKind statement_kind(const char *text); /* by the first words of one statement */
/* FAIL_QUERY for one that is about the streams of a notebook, where there are none. */
bool statement_check(const char *text, GError **error);
void statement_free(Statement *statement); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, statement_free)

/**
 * statement_split() - the statements of a text, in order
 *
 * Return: (owned) Statement*, freed with the array; empty statements are left out. NULL with
 * FAIL_QUERY (a quote or comment that does not end, with its position) or FAIL_LIMIT.
 */
GPtrArray *statement_split(const char *text, GError **error);

/**
 * statement_data() - the lines behind COPY ... FROM STDIN
 *
 * They begin with the line behind the statement's semicolon, and end before a line `\.` or with the
 * text; in a text of several statements, so do they for statement_split().
 *
 * Return: (borrowed from @text) where they begin; NULL: it has none.
 */
const char *statement_data(const char *text);

/**
 * statement_parse_set() - the parts of `SET name = value` or `SET name TO value`
 * @ret_name, @ret_value:  (owned), set on success only; the value without its quotes
 */
bool statement_parse_set(const Statement *statement, char **ret_name, char **ret_value,
                         GError **error);

/**
 * statement_parse_stream() - what STOP, PAUSE or RESUME names
 * @ret_name:  (owned) a name, folded as PostgreSQL's or in double quotes, or a number as it is;
 *             NULL if there is none
 */
bool statement_parse_stream(const Statement *statement, char **ret_name, GError **error);

typedef struct StatementCommand {
    const char *words; /* in upper case, one blank between */
    StatementKind kind;
    const char *help;
} StatementCommand;
const StatementCommand *statement_commands(size_t *ret_len);
