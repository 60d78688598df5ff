#pragma once
/*
 * The parser's nodes -> the tree of tree.h. All return NULL or false with the reader's error set.
 *
 * Thread: one at a time.
 */
#include "sql/node.h"
#include "sql/statement.h"

/* @around: the position for nodes that carry none */
const SqlExpr *read_expr(Reader *reader, json_t *json, int around);
/* A list of expressions; NULL or [] is none. @ret_items is in the arena. */
bool read_exprs(Reader *reader, json_t *list, int around, const SqlExpr *const **ret_items,
                size_t *ret_len);
const SqlExpr *read_call(Reader *reader, const Node *node);

/* read_cast.c, read_array.c, read_row.c, read_word.c: kinds of nodes */
const SqlExpr *read_cast(Reader *reader, const Node *node);
const SqlExpr *read_array(Reader *reader, const Node *node);
const SqlExpr *read_subscripts(Reader *reader, const Node *node);
const SqlExpr *read_collate(Reader *reader, const Node *node);
const SqlExpr *read_word(Reader *reader, const Node *node); /* current_timestamp */
bool read_is_of_rows(const Node *node); /* an operator with (a, b) on its left */
const SqlExpr *read_row_comparison(Reader *reader,
                                   const Node *node); /* as comparisons of their fields */

/* ---- what readers of nodes are made with ---- */

SqlExpr *read_new(const Reader *reader, SqlExprKind kind, int position);
/* Room for @len items, which the caller fills in. */
const SqlExpr **read_new_items(const Reader *reader, SqlExpr *expr, size_t len);
/* One child expression as an item. */
bool read_item(Reader *reader, const Node *node, const char *key, const SqlExpr **ret_item);
/* The items of a field that is either a list or a {"List": {"items": ...}}. */
bool read_items(Reader *reader, const Node *node, const char *key, SqlExpr *expr);
/* The last part of an operator's, function's or type's name; only pg_catalog may stand before it.
 */
const char *read_plain_name(Reader *reader, json_t *list, int position);

bool read_select(Reader *reader, const Node *node, SqlSelect *ret_select);
/* The one that {"SelectStmt": {...}} is. */
const SqlSelect *read_subselect(Reader *reader, json_t *json, int around);
bool read_targets(Reader *reader, json_t *list, const SqlTarget **ret_targets, size_t *ret_len);
bool read_from(Reader *reader, json_t *list, SqlSelect *select);
bool read_orders(Reader *reader, json_t *list, const SqlOrder **ret_orders, size_t *ret_len);
bool read_names(Reader *reader, json_t *list, int position, const char *const **ret_names,
                size_t *ret_len);
/* Rows of VALUES */
bool read_rows(Reader *reader, json_t *lists, int position, const SqlRow **ret_rows,
               size_t *ret_len);
/* The items of GROUP BY; sets are of kind SQL_GROUP_SET. */
bool read_groups(Reader *reader, json_t *list, const SqlExpr *const **ret_items, size_t *ret_len);
/* @json: the fields of a WindowDef */
const SqlOver *read_over(Reader *reader, json_t *json, int around);
bool read_explain(Reader *reader, const Node *node, SqlStatement *statement);
bool read_view(Reader *reader, const Node *node, SqlStatement *statement);
bool read_drop_view(Reader *reader, const Node *node, SqlStatement *statement);
bool read_create_table(Reader *reader, const Node *node, SqlStatement *statement);
bool read_drop_table(Reader *reader, const Node *node, SqlStatement *statement);
/* The one name that DROP takes, with dots as a topic's, its place, and IF EXISTS. @what: "DROP
 * VIEW of several views" */
bool read_dropped(Reader *reader, const Node *node, const char *what, const char **ret_name,
                  int *ret_position, bool *ret_may_miss);
/* "int4", or "int4[]" */
const char *read_type_name(Reader *reader, const Node *type);
bool read_copy(Reader *reader, const Node *node, SqlStatement *statement);
/* WITH (name = value, ...), or (name value, ...) */
bool read_with_options(Reader *reader, json_t *list, const SqlOption **ret_options,
                       size_t *ret_len);
bool read_insert(Reader *reader, const Node *node, SqlInsert *ret_insert);
/* The name at a place as it is written, where the parser's may be a cut one; else @cut. */
const char *read_written_name(const Reader *reader, int position, const char *cut);
/* A qualified name as one: "a.b.c" */
bool read_topic_name(Reader *reader, const Node *node, const char **ret_name);
