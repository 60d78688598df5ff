#pragma once
/*
 * Items of FROM that have rows of their own: topics, names of WITH, views, queries.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* An item whose columns are being added to the scope. */
typedef struct RelationItem {
    const SqlFrom *sql;
    const char *name;     /* what stands before its columns, if there is no alias */
    const char *function; /* another such name, or NULL */
    int position;
    size_t relation;
    size_t added;          /* columns so far: a list of new names goes by it */
    const Expr *timestamp; /* the column that was of that name before it got another; or NULL */
} RelationItem;

/* As a column must be written in a statement. */
const char *relation_written(Binder *binder, const char *name);
bool relation_begin(Binder *binder, RelationItem *item);
/* A column; @name is copied, and gives way to the item's list of new names. */
bool relation_add(Binder *binder, RelationItem *item, const char *name, const Expr *expr);
/* The columns of every record; as bytes, `value` is what the format makes of it. */
bool relation_add_record(Binder *binder, RelationItem *item, PlanSource *source);
/* A list of new names is not longer than the columns that were added. */
bool relation_check_names(Binder *binder, const RelationItem *item);

bool relation_bind_name(Binder *binder, const SqlFrom *sql);
bool relation_bind_query(Binder *binder, const SqlFrom *sql);
bool relation_bind_latest(Binder *binder, const SqlFrom *sql);
bool relation_bind_topic(Binder *binder, const SqlFrom *sql);
/* The first argument of a function in FROM as such an item: a name, a query, topic(...). @example:
 * of the call, for the hint. relation_check_names() is the caller's, behind the last column. */
bool relation_bind_argument(Binder *binder, const SqlFrom *sql, const SqlExpr *call,
                            const char *example, RelationItem *ret_item);

/* ---- arguments of functions in FROM ---- */

const SqlExpr *relation_argument(const SqlExpr *call, const char *name); /* name => it; NULL */
size_t relation_positional(const SqlExpr *call); /* how many come before named ones */
/* Names that are allowed (NULL: any), once each, and only behind the arguments without names. */
bool relation_check_arguments(Binder *binder, const SqlExpr *call, size_t positional_max,
                              const char *const *names, const char *hint);
