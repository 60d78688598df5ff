/* What a condition says about a slot: row_number() <= 10 numbers no more than ten rows. */
#include "expr/build.h"
#include "expr/calls.h"

/* Comparisons that limit their left side, and how far below the right side. */
static const struct {
    ExprCallFn call, swapped; /* and the one that limits its right side */
    int below;
} comparisons[] = {
    {integer_less_equal, integer_greater_equal, 0},
    {integer_less,       integer_greater,       1},
    {integer_equal,      integer_equal,         0},
};

int64_t expr_slot_limit(const Expr *condition, int slot)
{
    const Expr *left, *right;

    if (condition->kind != EXPR_CALLED || condition->args_len != 2)
        return INT64_MAX;
    left = condition->args[0];
    right = condition->args[1];
    for (size_t i = 0; i < G_N_ELEMENTS(comparisons); i++) {
        const Expr *constant =
            condition->call == comparisons[i].call && expr_slot(left) == slot       ? right
            : condition->call == comparisons[i].swapped && expr_slot(right) == slot ? left
                                                                                    : NULL;

        if (constant != NULL && constant->kind == EXPR_CONSTANT && !constant->constant.is_null &&
            constant->constant.integer > INT64_MIN)
            return constant->constant.integer - comparisons[i].below;
    }
    return INT64_MAX;
}
