/* Trees compared, and seen from the other side of a GROUP BY. */
#include "expr/build.h"
#include "expr/node.h"

/* Whether anything below depends on the statement's start. */
static bool depends_on_start(const Expr *expr)
{
    if ((expr->flags & EXPR_STABLE) != 0)
        return true;
    for (size_t i = 0; i < expr->args_len; i++) {
        if (depends_on_start(expr->args[i]))
            return true;
    }
    return false;
}

bool expr_is_constant(const Expr *expr)
{
    if (expr->kind == EXPR_SLOT || (expr->flags & EXPR_STABLE) != 0)
        return false;
    for (size_t i = 0; i < expr->args_len; i++) {
        if (!expr_is_constant(expr->args[i]))
            return false;
    }
    for (size_t i = 0; i < expr->inner_len; i++) {
        if (depends_on_start(expr->inner[i])) /* its slots are its own */
            return false;
    }
    return true;
}

size_t expr_size(const Expr *expr, size_t max)
{
    size_t size = 1;

    for (size_t i = 0; i < expr->args_len && size < max; i++)
        size += expr_size(expr->args[i], max - size);
    for (size_t i = 0; i < expr->inner_len && size < max; i++)
        size += expr_size(expr->inner[i], max - size);
    return size;
}

static bool constants_equal(Type type, const Value *a, const Value *b)
{
    if (a->is_null || b->is_null)
        return a->is_null == b->is_null;
    return value_compare(type, a, b) == 0;
}

bool expr_equals(const Expr *a, const Expr *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->type != b->type || a->slot != b->slot || a->call != b->call ||
        a->is_negated != b->is_negated || a->test != b->test || a->args_len != b->args_len ||
        a->inner_len != b->inner_len)
        return false;
    if (a->kind == EXPR_CONSTANT)
        return constants_equal(a->type, &a->constant, &b->constant);
    for (size_t i = 0; i < a->args_len; i++) {
        if (!expr_equals(a->args[i], b->args[i]))
            return false;
    }
    for (size_t i = 0; i < a->inner_len; i++) {
        if (!expr_equals(a->inner[i], b->inner[i]))
            return false;
    }
    return true;
}

const Expr *expr_over_keys(Arena *arena, const Expr *expr, const Expr *const *keys, size_t keys_len,
                           int *ret_left_slot)
{
    const Expr **args;
    Expr *copy;

    *ret_left_slot = -1;
    for (size_t i = 0; i < keys_len; i++) {
        if (expr_equals(expr, keys[i]))
            return expr_new_slot(arena, (int)i, expr->type);
    }
    if (expr->kind == EXPR_SLOT)
        *ret_left_slot = expr->slot;
    if (expr->args_len == 0)
        return expr;
    copy = arena_alloc(arena, sizeof(*copy));
    args = arena_alloc(arena, expr->args_len * sizeof(*args));
    *copy = *expr;
    copy->args = args;
    for (size_t i = 0; i < expr->args_len; i++) {
        int left_slot;

        args[i] = expr_over_keys(arena, expr->args[i], keys, keys_len, &left_slot);
        if (left_slot >= 0 && *ret_left_slot < 0)
            *ret_left_slot = left_slot;
    }
    return copy;
}
