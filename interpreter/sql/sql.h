#pragma once
/*
 * The text of one statement -> its tree. The one door to libpg_query: PostgreSQL's grammar, and
 * nothing of it is ever ignored: what the tree has no place for is refused with its name and
 * position.
 *
 * Thread: any; it parses on a thread of its own, whose stack is large enough for the deepest
 * statement that the limits let through (see parser.c).
 */
#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"
#include "sql/statement.h"

enum {
    SQL_DEPTH_MAX = 450,                   /* levels of queries and expressions in each other */
    SQL_TREE_BYTES_MAX = 32 * 1024 * 1024, /* what the tree of a legal statement stays below */
};

/**
 * sql_parse() - parse one statement
 * @text:   borrowed for the call; checked for UTF-8, NUL, bytes (STATEMENT_TEXT_BYTES_MAX), tokens
 *          and nesting first
 * @arena:  (borrowed) holds the tree; it must allow SQL_TREE_BYTES_MAX
 * @error:  FAIL_QUERY with PostgreSQL's sentence, the position, and a hint for what people of other
 *          systems write; FAIL_LIMIT
 *
 * Return: (borrowed from @arena) the tree, or NULL.
 */
const SqlStatement *sql_parse(Span text, Arena *arena, GError **error);
