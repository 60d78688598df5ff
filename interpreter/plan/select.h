#pragma once
/*
 * A SELECT as a plan.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* (borrowed from the plan's arena) */
PlanSelect *select_bind(Binder *binder, const SqlSelect *sql);
