#pragma once
/*
 * A SELECT as a plan.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

bool select_bind(Binder *binder, const SqlSelect *sql, PlanSelect *ret_select);
