#pragma once
/*
 * The sentence for a query that needs more memory than it may have.
 *
 * Thread: any.
 */
#include "base/fail.h"

/* FAIL_LIMIT with advice. @groups: how many it keeps now; -1 for rows that are no groups. */
bool memory_fail(int64_t groups, int64_t memory_max, GError **error);
/* FAIL_LIMIT: values that are kept as bytes need more memory to be looked at than there is. */
bool memory_fail_values(GError **error);
/* (owned) A number for people: "1,234,567". */
char *memory_number(int64_t number);
