#pragma once
/*
 * Binders of kinds of expressions, by the file that holds them, for the table in bind.c; and what
 * they are made with.
 *
 * Thread: as in bind.h.
 */
#include "plan/bind.h"

/* bind_array.c */
const Expr *bind_array(Binder *binder, const SqlExpr *sql);
const Expr *bind_subscript(Binder *binder, const SqlExpr *sql);
const Expr *bind_slice(Binder *binder, const SqlExpr *sql);
const Expr *bind_any(Binder *binder, const SqlExpr *sql);
/* ARRAY[...], each item as one of that type; what is no array constructor is bound as it is. */
const Expr *bind_items_as(Binder *binder, const SqlExpr *sql, Type item);

/* bind_cast.c */
const Expr *bind_cast(Binder *binder, const SqlExpr *sql);

/* bind_named.c; @argument: one that is named */
const Expr *bind_named_call(Binder *binder, const SqlExpr *sql, const SqlExpr *argument);

/* A part of the expression that is being bound. */
const Expr *bind_node(Binder *binder, const SqlExpr *sql);
const Expr **bind_items(Binder *binder, const SqlExpr *sql);
/* Say how an operator of another language is written; after FAIL_QUERY. */
void bind_hint_operator(Binder *binder, const char *name, bool is_of_truths);
