#pragma once
/*
 * Calls of aggregates: which row of the table is meant, and what it is given.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/**
 * aggregate_bind() - a call of a name for which aggregate_exists()
 *
 * Return: the slot of the aggregate, which is added to the binder's, or is that of an equal one.
 * NULL: FAIL_QUERY; FAIL_LIMIT beyond PLAN_AGGREGATES_MAX or AGGREGATE_ORDERS_MAX.
 */
const Expr *aggregate_bind(Binder *binder, const SqlExpr *sql);
/* False with FAIL_QUERY if a call of another function has what only aggregates take. */
bool aggregate_refuse_clauses(Binder *binder, const SqlExpr *sql);
