#include "base/fail.h"
#include "base/fault.h"
#include "expr/node.h"

enum { FEW_ARGUMENTS = 4, MANY_ARGUMENTS = 100 };

char *expr_alloc(ExprContext *context, size_t bytes, GError **error)
{
    char *at = bytes > VALUE_TEXT_BYTES_MAX ? NULL : arena_try_alloc(context->arena, bytes);

    if (at == NULL)
        fail(error, FAIL_LIMIT, "a value of %zu bytes does not fit into the memory of a row",
             bytes);
    return at;
}

Value *expr_alloc_items(ExprContext *context, size_t len, GError **error)
{
    if (len > VALUE_ITEMS_MAX)
        return fail_null(error, FAIL_LIMIT, "an array of %zu items is beyond the limit of %d", len,
                         VALUE_ITEMS_MAX);
    return (Value *)expr_alloc(context, MAX(len, (size_t)1) * sizeof(Value), error);
}

bool expr_return_text(ExprContext *context, Span text, Value *ret_value, GError **error)
{
    char *copy = expr_alloc(context, text.len, error);

    if (copy == NULL)
        return false;
    if (text.len > 0)
        memcpy(copy, text.at, text.len);
    *ret_value = value_of_text(copy, text.len);
    return true;
}

bool expr_eval(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
               GError **error)
{
    switch (expr->kind) {
    case EXPR_SLOT:
        *ret_value = slots[expr->slot];
        return true;
    case EXPR_CONSTANT:
        *ret_value = expr->constant;
        return true;
    default:
        return expr_eval_node(expr, context, slots, ret_value, error);
    }
}

/* All arguments are evaluated before any NULL decides, so that an error in one is always seen. */
static bool call_with(const Expr *expr, ExprContext *context, const Value *slots, Value *args,
                      Value *ret_value, GError **error)
{
    bool any_null = false;

    for (size_t i = 0; i < expr->args_len; i++) {
        if (!expr_eval(expr->args[i], context, slots, &args[i], error))
            return false;
        any_null |= args[i].is_null;
    }
    if (any_null && (expr->flags & EXPR_LAX) == 0) {
        *ret_value = VALUE_NULL;
        return true;
    }
    args[expr->args_len] = (Value){.text = expr->prepared};
    return expr->call(context, args, expr->args_len, ret_value, error);
}

static bool eval_call(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                      GError **error)
{
    Value args[FEW_ARGUMENTS + 1];

    return call_with(expr, context, slots, args, ret_value, error);
}

/* Apart, so that only those with many arguments take the stack for them. */
static __attribute__((noinline)) bool eval_call_of_many(const Expr *expr, ExprContext *context,
                                                        const Value *slots, Value *ret_value,
                                                        GError **error)
{
    Value args[MANY_ARGUMENTS + 1];

    return call_with(expr, context, slots, args, ret_value, error);
}

/* AND ends at the first false, OR (@decides) at the first true; else a NULL makes it NULL. */
static bool eval_logic(const Expr *expr, bool decides, ExprContext *context, const Value *slots,
                       Value *ret_value, GError **error)
{
    bool any_null = false;

    for (size_t i = 0; i < expr->args_len; i++) {
        Value term;

        if (!expr_eval(expr->args[i], context, slots, &term, error))
            return false;
        if (!term.is_null && term.boolean == decides) {
            *ret_value = (Value){.boolean = decides};
            return true;
        }
        any_null |= term.is_null;
    }
    if (FAULT(and_null_is_false) && any_null)
        *ret_value = (Value){.boolean = false};
    else
        *ret_value = any_null ? VALUE_NULL : (Value){.boolean = !decides};
    return true;
}

static bool eval_case(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                      GError **error)
{
    size_t i = 0;

    for (; i + 1 < expr->args_len; i += 2) {
        Value when;

        if (!expr_eval(expr->args[i], context, slots, &when, error))
            return false;
        if (when.is_null ? FAULT(case_null_is_true) : when.boolean)
            return expr_eval(expr->args[i + 1], context, slots, ret_value, error);
    }
    return expr_eval(expr->args[i], context, slots, ret_value, error);
}

static bool eval_in(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                    GError **error)
{
    Type type = expr->args[0]->type;
    bool any_null = false;
    Value what;

    if (!expr_eval(expr->args[0], context, slots, &what, error))
        return false;
    for (size_t i = 1; i < expr->args_len; i++) {
        Value one;

        if (!expr_eval(expr->args[i], context, slots, &one, error))
            return false;
        if (what.is_null || one.is_null) {
            any_null = true;
        } else if (value_compare(type, &what, &one) == 0) {
            *ret_value = (Value){.boolean = !expr->is_negated};
            return true;
        }
    }
    if (FAULT(in_null_is_false))
        any_null = false;
    *ret_value = any_null ? VALUE_NULL : (Value){.boolean = expr->is_negated};
    return true;
}

static bool eval_coalesce(const Expr *expr, ExprContext *context, const Value *slots,
                          Value *ret_value, GError **error)
{
    for (size_t i = 0; i < expr->args_len; i++) {
        if (!expr_eval(expr->args[i], context, slots, ret_value, error))
            return false;
        if (!ret_value->is_null || FAULT(coalesce_first))
            break;
    }
    return true;
}

static bool eval_greatest(const Expr *expr, ExprContext *context, const Value *slots,
                          Value *ret_value, GError **error)
{
    Value best = VALUE_NULL;

    for (size_t i = 0; i < expr->args_len; i++) {
        Value one;
        int order;

        if (!expr_eval(expr->args[i], context, slots, &one, error))
            return false;
        if (one.is_null && FAULT(greatest_null)) {
            *ret_value = one;
            return true;
        }
        if (one.is_null)
            continue;
        order = best.is_null ? 0 : value_compare(expr->type, &one, &best);
        if (best.is_null || (expr->is_negated ? order < 0 : order > 0))
            best = one;
    }
    *ret_value = best;
    return true;
}

/* NOT, IS NULL, IS TRUE. */
static bool eval_test(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                      GError **error)
{
    bool truth;
    Value value;

    if (!expr_eval(expr->args[0], context, slots, &value, error))
        return false;
    if (expr->kind == EXPR_NOT) {
        *ret_value = value.is_null && !FAULT(not_null_is_true)
                         ? VALUE_NULL
                         : (Value){.boolean = value.is_null || !value.boolean};
        return true;
    }
    truth =
        expr->kind == EXPR_IS_NULL ? value.is_null : !value.is_null && value.boolean == expr->test;
    if (FAULT(is_true_of_null) && expr->kind == EXPR_IS_BOOL && value.is_null)
        truth = true;
    *ret_value = (Value){.boolean = truth != expr->is_negated};
    return true;
}

bool expr_eval_node(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                    GError **error)
{
    switch (expr->kind) {
    case EXPR_CALLED:
        if (expr->args_len > FEW_ARGUMENTS)
            return eval_call_of_many(expr, context, slots, ret_value, error);
        return eval_call(expr, context, slots, ret_value, error);
    case EXPR_AND:
        return eval_logic(expr, false, context, slots, ret_value, error);
    case EXPR_OR:
        return eval_logic(expr, true, context, slots, ret_value, error);
    case EXPR_NOT:
    case EXPR_IS_NULL:
    case EXPR_IS_BOOL:
        return eval_test(expr, context, slots, ret_value, error);
    case EXPR_CASE:
        return eval_case(expr, context, slots, ret_value, error);
    case EXPR_IN:
        return eval_in(expr, context, slots, ret_value, error);
    case EXPR_COALESCE:
        return eval_coalesce(expr, context, slots, ret_value, error);
    case EXPR_GREATEST:
        return eval_greatest(expr, context, slots, ret_value, error);
    case EXPR_ARRAY:
        return expr_eval_array(expr, context, slots, ret_value, error);
    case EXPR_ANY:
        return expr_eval_any(expr, context, slots, ret_value, error);
    case EXPR_SLOT:
    case EXPR_CONSTANT:
        break;
    }
    return expr_eval(expr, context, slots, ret_value, error);
}

Type expr_type(const Expr *expr)
{
    return expr->type;
}

int expr_slot(const Expr *expr)
{
    return expr->kind == EXPR_SLOT ? expr->slot : -1;
}

void expr_slots_used(const Expr *expr, SlotSet *set)
{
    if (expr->kind == EXPR_SLOT && expr->slot < EXPR_SLOTS_MAX)
        slot_set_add(set, (size_t)expr->slot);
    for (size_t i = 0; i < expr->args_len; i++)
        expr_slots_used(expr->args[i], set);
}
