#pragma once
/*
 * A text of statements, cut at its semicolons without understanding it: quotes, E'' strings,
 * dollar quotes, quoted names, line comments and nested block comments are respected. And the first
 * words: commands that are not PostgreSQL's grammar are rows of the command table.
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
    STATEMENT_SQL,   /* PostgreSQL's grammar, or what shall be refused by its parser */
    STATEMENT_SET,   /* SET name = value: for whoever splits, not for a worker */
    STATEMENT_SHOW,  /* SHOW TOPICS ... */
    STATEMENT_LATER, /* a command that is planned and not there: refused by the parser */
} StatementKind;

typedef struct Statement {
    StatementKind kind;
    char *text;      /* owned; without its semicolon, comments and blanks around it */
    size_t at_bytes; /* where text begins in the whole */
} Statement;

StatementKind statement_kind(const char *text); /* by the first word of one statement */
void statement_free(Statement *statement);      /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, statement_free)

/**
 * statement_split() - the statements of a text, in order
 *
 * Return: (owned) Statement*, freed with the array; empty statements are left out. NULL with
 * FAIL_QUERY (a quote or comment that does not end, with its position) or FAIL_LIMIT.
 */
GPtrArray *statement_split(const char *text, GError **error);

/**
 * statement_parse_set() - the parts of `SET name = value` or `SET name TO value`
 * @ret_name, @ret_value:  (owned), set on success only; the value without its quotes
 */
bool statement_parse_set(const Statement *statement, char **ret_name, char **ret_value,
                         GError **error);
