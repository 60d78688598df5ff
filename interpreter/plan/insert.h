#pragma once
/*
 * INSERT as a plan: of VALUES, and of a query.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

bool insert_bind(Binder *binder, const SqlInsert *sql, PlanInsert *ret_insert);
/**
 * insert_bind_query() - INSERT ... SELECT
 * @ret_select:  the query, whose visible outputs are of the types that the target's columns take
 * @ret_insert:  without rows, with the identity of the statement
 */
bool insert_bind_query(Binder *binder, const SqlInsert *sql, PlanSelect *ret_select,
                       PlanInsert *ret_insert);
