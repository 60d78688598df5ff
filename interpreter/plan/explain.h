#pragma once
/*
 * A plan in words: what is read, what is done with each row, what is kept and for how long.
 *
 * Thread: one at a time.
 */
#include "plan/analysis.h"
#include "plan/bind.h"

/* A query whose rows are the lines of what @select does. (borrowed from the plan's arena) */
PlanSelect *explain_bind(Binder *binder, const PlanSelect *select);
/* The lines of what can be measured of @select, which must be where it stays: it is the subject of
 * some. (borrowed from the plan's arena) */
const PlanAnalysis *explain_analysis(Binder *binder, const PlanSelect *select);
