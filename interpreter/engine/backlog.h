#pragma once
/*
 * A query that nobody told where to begin reads its topic from the beginning. If that is very much,
 * it is refused before it reads anything, with what to write instead.
 *
 * Thread: main.
 */
#include "kafka/source.h"
#include "plan/plan.h"

/* @records_max: 0 for no limit. @error: FAIL_LIMIT with the size, and statements to paste */
bool backlog_check(const PlanSelect *plan, const Source *source, int64_t records_max,
                   GError **error);
