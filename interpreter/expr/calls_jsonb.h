#pragma once
/*
 * What the rows of the tables of jsonb point to, by the file that holds them. What each does is
 * said by its row's help.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"
#include "expr/table_function.h"
#include "row/jsonb_writer.h"

/* jsonb_get.c: parts of a value, borrowed from it */
EXPR_CALL(jsonb_get_member);
EXPR_CALL(jsonb_get_member_text);
EXPR_CALL(jsonb_get_item);
EXPR_CALL(jsonb_get_item_text);
EXPR_CALL(jsonb_get_path);
EXPR_CALL(jsonb_get_path_text);
EXPR_CALL(jsonb_get_steps);
EXPR_CALL(jsonb_get_steps_text);
EXPR_CALL(jsonb_get_type);
EXPR_CALL(jsonb_get_length);
/* A string as the text that it says, null as NULL, anything else as it is written. */
bool jsonb_get_text(ExprContext *context, Span jsonb, Value *ret_value, GError **error);

/* jsonb_match.c */
EXPR_CALL(jsonb_match_contains);
EXPR_CALL(jsonb_match_contained);
EXPR_CALL(jsonb_match_name);
EXPR_CALL(jsonb_match_any_name);
EXPR_CALL(jsonb_match_all_names);

/* jsonb_make.c: from values of other types */
EXPR_CALL(jsonb_make_of);
EXPR_CALL(jsonb_make_object);
EXPR_CALL(jsonb_make_array);
EXPR_CALL(jsonb_make_object_of_texts);
EXPR_CALL(jsonb_make_object_of_pairs);
EXPR_CALL(jsonb_make_pretty);
/* What has been written as a result. */
bool jsonb_make_end(JsonbWriter *writer, Value *ret_value, GError **error);

/* jsonb_change.c, jsonb_set.c: new values of old ones */
EXPR_CALL(jsonb_change_join);
EXPR_CALL(jsonb_change_without_name);
EXPR_CALL(jsonb_change_without_names);
EXPR_CALL(jsonb_change_without_item);
EXPR_CALL(jsonb_change_strip_nulls);
EXPR_CALL(jsonb_set_path);
EXPR_CALL(jsonb_set_insert);
EXPR_CALL(jsonb_set_delete);

/* jsonb_rows.c: table functions; at: bytes read of the value */
#define JSONB_ROWS(function)                                                                       \
    bool function(TableFunctionState *state, ExprContext *context, Value *values, size_t rows_max, \
                  size_t *ret_len, GError **error)
JSONB_ROWS(jsonb_rows_items);
JSONB_ROWS(jsonb_rows_items_text);
JSONB_ROWS(jsonb_rows_names);
JSONB_ROWS(jsonb_rows_members);
JSONB_ROWS(jsonb_rows_members_text);
