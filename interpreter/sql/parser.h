#pragma once
/*
 * libpg_query and its JSON form of a parsed text.
 *
 * Thread: any, one after the other; the work is done on a thread with a large stack, which stays.
 */
#include <jansson.h>

#include "base/fail.h"
#include "base/span.h"

/**
 * parser_run() - what PostgreSQL's grammar makes of a text
 * @text:      (borrowed) within all limits of sql_parse(), without NUL
 * @ret_root:  (owned) the JSON object {"version", "stmts"}
 * @error:     FAIL_QUERY in PostgreSQL's words with the position in bytes, FAIL_LIMIT (nesting)
 */
bool parser_run(Span text, json_t **ret_root, GError **error);
