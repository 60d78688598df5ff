#pragma once
/*
 * An INSERT of VALUES as a plan.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

bool insert_bind(Binder *binder, const SqlInsert *sql, PlanInsert *ret_insert);
