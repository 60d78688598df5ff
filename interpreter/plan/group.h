#pragma once
/*
 * Grouping: keys and aggregates of a query, and expressions over rows made expressions over groups.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* A column of the result, before it is bound: as written, or one that a star stands for. */
typedef struct Target {
    const char *name;
    const SqlExpr *sql;        /* NULL: `column` */
    const ScopeColumn *column; /* borrowed from the binder's scope */
    int position;
} Target;

enum { GROUP_SETS_MAX = 256 };

typedef struct Group {
    bool is_grouped;
    const Expr
        *keys[PLAN_KEYS_MAX]; /* over row slots, as expressions that repeat them are written */
    const Expr *values[PLAN_KEYS_MAX]; /* what rows are grouped by: NULL outside of their sets */
    size_t keys_len;
    uint64_t *sets; /* of grouping sets: a bit for each key that is in it; else none */
    size_t sets_len;
    int set_slot; /* the number of a row's set; -1 without sets */
} Group;

/* The index of the target that a name in GROUP BY or ORDER BY means; -1: none. */
bool group_find_target(Binder *binder, const Target *targets, size_t targets_len,
                       const SqlExpr *sql, const char *clause, int *ret_index);
/* The index that a bare number in GROUP BY or ORDER BY means; -1 if @sql is none. */
bool group_position(Binder *binder, size_t targets_len, const SqlExpr *sql, const char *clause,
                    int *ret_index);

/* Bind a target over row slots (and aggregates' own). */
const Expr *group_bind_target(Binder *binder, const Target *target, const char *clause);
/* A key of GROUP BY: a position, a column of the input, a name of the output, or an expression. */
const Expr *group_bind_key(Binder *binder, const SqlExpr *sql, const Target *targets,
                           size_t targets_len);
/* Bind the keys of GROUP BY, and its sets. */
bool group_bind_keys(Binder *binder, const SqlSelect *sql, const Target *targets,
                     size_t targets_len, Group *group);
/* GROUPING(columns), as binder->grouping. */
const Expr *group_grouping(Binder *binder, const SqlExpr *sql);
/* After the last key: rows of grouping sets are made, a row for each set, and keys that a set lacks
 * become NULL. */
bool group_finish(Binder *binder, const SqlSelect *sql, Group *group);
/* The keys of groups that are there without any row. */
void group_always(Binder *binder, const Group *group, PlanSelect *select);
/* Another key, for DISTINCT; equal ones are one. */
bool group_add_key(Binder *binder, Group *group, const Expr *key, int position);
/**
 * group_over() - an expression over group slots, if the query groups, else as it is
 * @sql:       as it was written, to point to a column that is no key; or NULL
 * @position:  where to point to without @sql
 */
const Expr *group_over(Binder *binder, const Group *group, const Expr *expr, const SqlExpr *sql,
                       int position);
