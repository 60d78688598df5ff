#pragma once
/*
 * Expressions as written -> bound ones. Aggregates are collected on the way: each becomes a slot
 * of its own kind, BIND_AGGREGATE_SLOT and up, until group.h moves all to group slots.
 *
 * All return NULL or false with the binder's error set.
 *
 * Thread: one at a time.
 */
#include "plan/route.h"
#include "plan/plan.h"
#include "plan/scope.h"
#include "sql/statement.h"

enum { BIND_AGGREGATE_SLOT = EXPR_SLOTS_MAX };

typedef struct View View;
typedef struct Table Table;

/* What is found out once for a whole statement. */
typedef struct BindShared {
    int queries;   /* bound so far */
    char **topics; /* the names of the topics there are, in the arena; NULL: nobody has asked yet */
    View *views;   /* views_len of them: see view.h */
    size_t views_len;
    const char **view_names; /* theirs; NULL-ended */
    Table *tables;           /* tables_len of them, that are declared: see table.h */
    size_t tables_len;
    Arena *trees; /* borrowed; owns the trees of views and tables */
} BindShared;

/* One query, or an item of a query's FROM, while it is bound. */
struct Binder {
    const PlanInput *input; /* borrowed */
    const char *text;       /* borrowed; what positions are in: the statement, or a view's query */
    Arena *arena;           /* borrowed; the plan's */
    GError **error;
    BindShared *shared;  /* borrowed; of all binders of a statement */
    const Binder *outer; /* the query around it, whose WITH it sees; or NULL */
    const SqlCte *ctes;  /* its own WITH */
    size_t ctes_len;
    size_t ctes_hidden_len; /* behind those: they are not seen from here */
    int depth;
    bool is_side; /* of a UNION, which gives literals their types */
    Scope scope;
    GArray *topics; /* FieldsTopic: of the scope, whose fields may not be known yet */
    Route route;
    PlanAggregate *aggregates; /* PLAN_AGGREGATES_MAX of them, in the arena */
    size_t aggregates_len;
    const char *clause; /* the one that is being bound, if aggregates may not stand in it */
    bool in_aggregate;
    /* GROUPING(columns) as an expression over rows; NULL without GROUP BY. */
    const Expr *(*grouping)(struct Binder *binder, const SqlExpr *sql);
    const struct Group *group; /* what it looks into */
    const Expr *having;        /* of a query over groups, so far */
    const SqlSelect *written;  /* the query, for hints; or NULL */
    const SqlOver *over;       /* the one that was bound: a query has one row_number(); or NULL */
    struct {
        size_t *partitions; /* outputs */
        const PlanOrder *orders;
    } rank; /* what it names */
};

/* A binder of a query inside of @outer (NULL: the statement's own). */
void bind_begin(Binder *binder, const Binder *outer, const PlanInput *input, Arena *arena,
                GError **error);
void bind_end(Binder *binder);

/* The column that a reference means; see scope_find(). */
bool bind_find_column(Binder *binder, const SqlExpr *reference, const ScopeColumn **ret_column);
void *bind_alloc(Binder *binder, size_t bytes); /* cleared; in the plan's arena */
const char *bind_copy(Binder *binder, const char *text);
void *bind_copy_array(Binder *binder, const GArray *array, size_t item_bytes);

/* @clause: what the expression is part of, where aggregates are refused ("WHERE"); NULL: allowed */
const Expr *bind_expr(Binder *binder, const SqlExpr *sql, const char *clause);
/* The same, settled (no untyped literal is left). */
const Expr *bind_value(Binder *binder, const SqlExpr *sql, const char *clause);
/* The same as a condition. */
const Expr *bind_condition(Binder *binder, const SqlExpr *sql, const char *clause);
/* True if the written expression has an aggregate outside of subqueries. */
bool bind_has_aggregate(const SqlExpr *sql);

/**
 * bind_constant() - the value of an expression that reads no column; now() is allowed
 * @what:  for the error: "LIMIT"
 */
bool bind_constant(Binder *binder, const SqlExpr *sql, const char *what, Type *ret_type,
                   Value *ret_value);
/* The same, converted to a type as PostgreSQL's INSERT does: implicitly or by assignment. */
bool bind_constant_as(Binder *binder, const SqlExpr *sql, const char *what, Type type,
                      Value *ret_value);
/* An error of the expression room, as this statement's own with its place. Returns false. */
bool bind_fail_here(Binder *binder, int position);
