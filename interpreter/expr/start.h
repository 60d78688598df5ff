#pragma once
/*
 * Folding: calls over constants as their values.
 *
 * Thread: one at a time.
 */
#include "expr/expr.h"

/* A node whose arguments are all constant as its value, else the node itself. @start: NULL before
 * the statement starts; what depends on its time or its zone then stays a call. */
const Expr *start_folded(Arena *arena, const Expr *expr, const ExprContext *start);
