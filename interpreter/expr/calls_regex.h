#pragma once
/*
 * The functions that the rows of patterns point to, by the file that holds them. What each does is
 * said by its row's help.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

/* regex_use.c: what a call uses */
#define REGEX_PREPARE(function)                                                                    \
    bool function(Arena *arena, const Value *const *constants, size_t len,                         \
                  const void **ret_prepared, GError **error)
REGEX_PREPARE(regex_prepare);          /* the pattern second */
REGEX_PREPARE(regex_prepare_any_case); /* the same */
REGEX_PREPARE(regex_prepare_flags2);   /* and flags at that place, from 0, if there are so many */
REGEX_PREPARE(regex_prepare_flags3);
REGEX_PREPARE(regex_prepare_flags4);
REGEX_PREPARE(regex_prepare_flags5);
REGEX_PREPARE(regex_prepare_similar); /* of (text, pattern, escape) */

/* regex_calls.c: whether a text matches, and where */
EXPR_CALL(regex_is_match);
EXPR_CALL(regex_is_no_match);
EXPR_CALL(regex_is_match_any_case);
EXPR_CALL(regex_is_no_match_any_case);
EXPR_CALL(regex_like);
EXPR_CALL(regex_count);
EXPR_CALL(regex_instr);

/* regex_parts.c: what matches, and what is put in its place */
EXPR_CALL(regex_substring);
EXPR_CALL(regex_substring_similar);
EXPR_CALL(regex_substr);
EXPR_CALL(regex_match);
EXPR_CALL(regex_split_to_array);
EXPR_CALL(regex_replace);
EXPR_CALL(regex_replace_from);

/* similar.c */
EXPR_CALL(similar_to_escape);
