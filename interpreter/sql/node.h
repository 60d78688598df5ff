#pragma once
/*
 * Strict reading of the parser's JSON nodes. A node's keys are declared in a table, and one that
 * the table does not have, or has as refused, is a failure that names it: so nothing that was
 * written can be ignored, whatever the grammar learns.
 *
 * In that JSON a node is {"Type": {fields}}; fields of zero value are left out, and {} is no node.
 *
 * Thread: one at a time.
 */
#include <jansson.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

typedef struct Reader {
    Span text;    /* borrowed; the statement */
    Arena *arena; /* borrowed; the tree's */
    GError **error;
    int depth; /* of the expression that is being read */
} Reader;

typedef struct NodeField {
    const char *key;
    const char
        *refusal;       /* what its presence means, for "... is not supported yet"; NULL: is read */
    const char *unless; /* values of it, separated by '|', that are not refused */
    const char *keyword; /* the word to point to in the text, where nodes carry no place */
} NodeField;

/* Rows of such a table. In that order: key; values that are fine; word to point to; what it is. */
#define NODE_READ(key_)                                                                            \
    {                                                                                              \
        .key = (key_)                                                                              \
    }
#define NODE_REFUSED(key_, refusal_)                                                               \
    {                                                                                              \
        .key = (key_), .refusal = (refusal_)                                                       \
    }
#define NODE_REFUSED_AT(key_, keyword_, refusal_)                                                  \
    {                                                                                              \
        .key = (key_), .refusal = (refusal_), .keyword = (keyword_)                                \
    }
#define NODE_ONLY_AT(key_, unless_, keyword_, refusal_)                                            \
    {                                                                                              \
        .key = (key_), .refusal = (refusal_), .unless = (unless_), .keyword = (keyword_)           \
    }
#define NODE_ONLY(key_, unless_, refusal_)                                                         \
    {                                                                                              \
        .key = (key_), .refusal = (refusal_), .unless = (unless_)                                  \
    }

typedef struct Node {
    const char *type; /* "SelectStmt" */
    json_t *fields;   /* borrowed: an object */
    int position;     /* its own, or that of the node around it */
} Node;

/* @json as {"Type": {...}}; false if it is {} or anything else. @around: its position's default. */
bool node_open(json_t *json, int around, Node *ret_node);
/* The place that a node's fields give: the own "location", else the least one inside, else -1. */
int node_place(json_t *fields);
/* False with FAIL_QUERY for a key of @node that @fields (of @fields_len) refuses or does not have.
 */
bool node_check(const Reader *reader, const Node *node, const NodeField *fields, size_t fields_len);
/* FAIL_QUERY "<what> is not supported yet" */
bool node_refuse(const Reader *reader, int position, const char *what);

/* Values of fields; absent ones are "", 0, false, an empty array. */
const char *node_text(const Node *node, const char *key);
bool node_flag(const Node *node, const char *key);
json_t *node_field(const Node *node, const char *key); /* (borrowed) NULL if absent */
size_t node_list_len(json_t *list);                    /* NULL is fine */
/* [{"String": {"sval": ...}}, ...][i]; NULL if that is something else */
const char *node_list_text(json_t *list, size_t i);

/* Into the tree's arena. */
void *node_alloc(const Reader *reader, size_t bytes); /* cleared */
const char *node_copy(const Reader *reader, const char *text);
/* The position of the first unquoted word @keyword in the statement; -1 */
int node_find_word(const Reader *reader, const char *keyword);
