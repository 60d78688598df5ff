#pragma once
/*
 * row_number() OVER (...): a number for each row of a query's result, as a query over that one.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

bool rank_is_call(const SqlExpr *sql); /* NULL is fine */
/* Remembers what the call's OVER names; stands for its number until rank_bind(). */
const Expr *rank_take_call(Binder *binder, const SqlExpr *sql);
/* @select: what is numbered, with its order and limit, which then are of the numbered rows. NULL:
 * FAIL_LIMIT. */
PlanSelect *rank_bind(Binder *binder, PlanSelect *select);
/* A query with a limit as one without, that leaves out the rows beyond it. NULL: FAIL_LIMIT. */
PlanSelect *rank_cut(Binder *binder, PlanSelect *select, int position);
