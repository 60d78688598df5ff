#pragma once
/*
 * ORDER BY: which of two rows comes first, by the values of the outputs that it names.
 *
 * Thread: any; pure.
 */
#include "plan/plan.h"

/* Two values of that type. < 0: @a comes first. */
int order_compare_values(const PlanOrder *order, Type type, const Value *a, const Value *b);
/* One item of ORDER BY. < 0: @a comes first. */
int order_compare_item(const PlanSelect *plan, size_t item, const Value *a, const Value *b);
/* All items; @a[i], @b[i]: the values of item i. 0 if none tells them apart. */
int order_compare(const PlanSelect *plan, const Value *a, const Value *b);
