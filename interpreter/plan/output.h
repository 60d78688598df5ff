#pragma once
/*
 * The columns of a result: targets with their names and stars, and ORDER BY over them.
 *
 * Thread: one at a time.
 */
#include "plan/group.h"

/* PostgreSQL's name of a column: that of AS, or what its expression suggests. */
const char *output_name(const SqlTarget *target);
/* What SELECT lists, with stars replaced by their columns. */
bool output_targets(Binder *binder, const SqlSelect *sql, const Target **ret_targets,
                    size_t *ret_len);
/* The targets as outputs, and those that ORDER BY needs besides. */
bool output_bind(Binder *binder, const SqlSelect *sql, const Target *targets, size_t targets_len,
                 Group *group, PlanSelect *select);
