#pragma once
/*
 * The parser's nodes -> the tree of tree.h. All return NULL or false with the reader's error set.
 *
 * Thread: one at a time.
 */
#include "sql/node.h"
#include "sql/tree.h"

/* @around: the position for nodes that carry none */
const SqlExpr *read_expr(Reader *reader, json_t *json, int around);
/* A list of expressions; NULL or [] is none. @ret_items is in the arena. */
bool read_exprs(Reader *reader, json_t *list, int around, const SqlExpr *const **ret_items,
                size_t *ret_len);
const SqlExpr *read_call(Reader *reader, const Node *node);

bool read_select(Reader *reader, const Node *node, SqlSelect *ret_select);
bool read_insert(Reader *reader, const Node *node, SqlInsert *ret_insert);
/* A qualified name as one: "a.b.c" */
bool read_topic_name(Reader *reader, const Node *node, const char **ret_name);
