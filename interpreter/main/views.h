#pragma once
/*
 * CREATE VIEW and DROP VIEW, once they are planned.
 *
 * Thread: any; one at a time for one list.
 */
#include "event/event.h"
#include "plan/plan.h"

/**
 * views_change() - do what the statement says to a list, and say it in an event
 * @views:     (borrowed) the list
 * @lifetime:  in words, how long a view is there
 * @ret_text:  (owned) what was done, for people
 * @error:     FAIL_LIMIT: the list has no room; nothing is said or changed then
 */
bool views_change(const PlanView *plan, EventViews *views, const char *lifetime, int query,
                  EventFn emit, void *emit_user, char **ret_text, GError **error);
