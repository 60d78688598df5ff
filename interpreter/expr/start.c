/* What is the same for all rows, computed once: before a statement starts, and when its time and
 * its zone are known. */
#include "expr/start.h"

#include "expr/build.h"
#include "expr/node.h"

enum { FOLD_BYTES_MAX = 64 * 1024 };

/*
 * It is tried in a small arena of its own: what fails or does not fit there stays a call, because
 * it may stand where it is never evaluated.
 */
const Expr *start_folded(Arena *arena, const Expr *expr, const ExprContext *start)
{
    g_autoptr(Arena) own = arena_new(FOLD_BYTES_MAX);
    ExprContext context = start == NULL ? (ExprContext){.now_us = 0} : *start;
    Value value, copy;
    Expr *folded;

    if ((expr->flags & EXPR_STABLE) != 0 && start == NULL)
        return expr;
    for (size_t i = 0; i < expr->args_len; i++) {
        if (expr->args[i]->kind != EXPR_CONSTANT)
            return expr;
    }
    context.arena = own;
    if (!expr_eval(expr, &context, NULL, &value, NULL) ||
        !value_copy(expr->type, &value, arena, &copy))
        return expr;
    folded = arena_try_alloc(arena, sizeof(*folded));
    if (folded == NULL)
        return expr;
    *folded = (Expr){.kind = EXPR_CONSTANT, .type = expr->type, .depth = 1, .constant = copy};
    return folded;
}

const Expr *expr_at_start(Arena *arena, const Expr *expr, const ExprContext *start)
{
    bool is_call = expr->kind == EXPR_CALLED || expr->kind == EXPR_ARRAY;
    const Expr **args;
    Expr *copy;

    if (expr->args_len == 0)
        return is_call ? start_folded(arena, expr, start) : expr;
    copy = arena_try_alloc(arena, sizeof(*copy));
    args = arena_try_alloc(arena, expr->args_len * sizeof(*args));
    if (copy == NULL || args == NULL)
        return expr;
    for (size_t i = 0; i < expr->args_len; i++)
        args[i] = expr_at_start(arena, expr->args[i], start);
    *copy = *expr;
    copy->args = args;
    return is_call ? start_folded(arena, copy, start) : copy;
}
