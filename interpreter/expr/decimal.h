#pragma once
/*
 * Numerics as results of calls.
 *
 * Thread: any; pure.
 */
#include "expr/node.h"
#include "row/numeric.h"

/* A copy of @numeric in the context's arena; FAIL_LIMIT. */
bool decimal_return(ExprContext *context, const Numeric *numeric, Value *ret_value, GError **error);
