#pragma once
/*
 * The pieces that all nodes are made with.
 *
 * Thread: one at a time.
 */
#include "expr/build.h"
#include "expr/polymorphic.h"
#include "expr/resolve.h"

/* The room's own form of build.h's functions: where the nodes go, and where an error points. */
typedef struct Maker {
    Arena *arena;
    int position;
    GError **error;
} Maker;

/* A node of that kind over copies of the pointers; NULL if it would be too deep (FAIL_LIMIT). */
Expr *make_node(const Maker *maker, ExprKind kind, Type type, const Expr *const *args,
                size_t args_len);
/* A call of a row; folded to a constant where it is one. FAIL_QUERY for a bad constant pattern. */
const Expr *make_call(const Maker *maker, const ExprRoutine *routine, const Expr *const *args,
                      size_t args_len);
/* The value of a node whose arguments are all constant as a constant; else the node itself. */
const Expr *make_folded(const Maker *maker, const Expr *expr);
/* To that type, or NULL with FAIL_QUERY. An untyped literal is read as one of that type. */
const Expr *make_converted(const Maker *maker, const Expr *expr, Type type, ConvertLevel level);
/* The arguments (at most EXPR_ARGUMENTS_MAX) as the candidate wants them; what takes any takes its
 * output. @ret_settled: what the signature's types for several stand for. */
bool make_arguments(const Maker *maker, const Candidate *candidate, const Expr *const *args,
                    size_t len, const Expr **ret_converted, Polymorphic *ret_settled);
/* An error of a value as one of the statement, at its place; returns false. */
bool make_fail_as_query(const Maker *maker, const GError *why);
char *make_type_list(const Expr *const *args, size_t len); /* (owned) "integer, text" */
/* All to the type that they have in common; @what ("CASE") is for the error. */
const Expr **make_common(const Maker *maker, const char *what, const Expr *const *exprs, size_t len,
                         Type *ret_type);
