#pragma once
/*
 * A SELECT as a plan.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* (borrowed from the plan's arena) */
PlanSelect *select_bind(Binder *binder, const SqlSelect *sql);
/* @sql without its WITH, ORDER BY, LIMIT and OFFSET. */
SqlSelect select_bare(const SqlSelect *sql);
/* SELECT [DISTINCT] * FROM (@inner) AS name, with the ORDER BY, LIMIT and OFFSET of @sql. */
PlanSelect *select_bind_around(Binder *binder, const SqlSelect *inner, const SqlSelect *sql,
                               bool is_distinct, const char *name);
