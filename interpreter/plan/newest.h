#pragma once
/*
 * Queries for one row of each kind, written as queries with groups: DISTINCT ON (keys) is a group a
 * key of which the first row is shown, latest(topic) a group a key of which the last row is.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* (borrowed from the plan's arena) SELECT DISTINCT ON as a query with groups; NULL: FAIL_QUERY. */
const SqlSelect *newest_of_distinct_on(Binder *binder, const SqlSelect *sql);
/* The rows of a topic that are the newest of their keys, as a query over @from, which is that
 * topic. A key whose newest record is a tombstone has none. */
const SqlSelect *newest_of_keys(Binder *binder, const SqlFrom *from);
