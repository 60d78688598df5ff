#pragma once
/*
 * A query: SELECT, VALUES, or several by UNION.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* @binder: begun for this query. (borrowed from the plan's arena) */
PlanSelect *query_bind(Binder *binder, const SqlSelect *sql);
/* A query that gives the rows of one step: a column of that name and type. */
PlanSelect *query_of_step(Binder *binder, const PlanStep *step, const char *name, Type type);
/* What only the whole statement has: its end, and what emit means for it. */
bool query_finish(Binder *binder, const SqlSelect *sql, PlanSelect *select);
