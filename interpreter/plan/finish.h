#pragma once
/*
 * The last look at a plan, from its outermost query to the one that reads topics: what nobody reads
 * is left out, and what the statement alone decides is worked out.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

void finish_plan(Binder *binder, PlanSelect *select);
