#pragma once
/*
 * COPY ... FROM STDIN as a plan.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

bool copy_bind(Binder *binder, const SqlCopy *sql, PlanCopy *ret_copy);
