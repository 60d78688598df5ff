#pragma once
/*
 * A plan in words: what is read, what is done with each row, what is kept and for how long.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* A query whose rows are the lines of what @select does. (borrowed from the plan's arena) */
PlanSelect *explain_bind(Binder *binder, const PlanSelect *select);
