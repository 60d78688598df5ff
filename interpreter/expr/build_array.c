/* ARRAY[...], subscripts and slices, ANY and ALL. */
#include "base/fail.h"
#include "expr/make.h"

const Expr *expr_new_array(Arena *arena, const Expr *const *items, size_t len, int position,
                           GError **error)
{
    Maker maker = {arena, position, error};
    const Expr **common;
    Expr *node;
    Type type;

    common = make_common(&maker, "ARRAY", items, len, &type);
    if (common == NULL)
        return NULL;
    if (type_is_array(type))
        return fail_null_at(error, FAIL_QUERY, position,
                            "arrays of more than one dimension are not supported");
    node = make_node(&maker, EXPR_ARRAY, type_array_of(type), common, len);
    return node == NULL ? NULL : make_folded(&maker, node);
}

/* As an array, or FAIL_QUERY. */
static bool check_array(const Maker *maker, const Expr *expr)
{
    if (type_is_array(expr->type))
        return true;
    fail_at(maker->error, FAIL_QUERY, maker->position,
            "cannot subscript type %s because it does not support subscripting",
            type_name(expr->type));
    if (expr->type == TYPE_UNKNOWN)
        return fail_hint(maker->error, "add a type: ('{1,2}'::integer[])[1]");
    return false;
}

static const Expr *make_subscript(const Maker *maker, const Expr *subscript)
{
    if (!resolve_converts(subscript->type, TYPE_INT4) &&
        resolve_conversion(subscript->type, TYPE_INT4, CONVERT_ASSIGNMENT) == NULL)
        return fail_null_at(maker->error, FAIL_QUERY, maker->position,
                            "array subscript must have type integer");
    return make_converted(maker, subscript, TYPE_INT4, CONVERT_ASSIGNMENT);
}

/* Of jsonb: a name, or an index from 0, as in a path. */
static const Expr *make_step(const Maker *maker, const Expr *jsonb, const Expr *subscript)
{
    const Expr *args[2] = {jsonb};

    if (subscript->type != TYPE_UNKNOWN && subscript->type != TYPE_TEXT &&
        subscript->type != TYPE_INT4) {
        fail_at(maker->error, FAIL_QUERY, maker->position, "subscript type %s is not supported",
                type_name(subscript->type));
        fail_hint(maker->error, "jsonb subscript must be coercible to either integer or text.");
        return NULL;
    }
    args[1] = make_converted(maker, subscript, TYPE_TEXT, CONVERT_ASSIGNMENT);
    if (args[1] == NULL)
        return NULL;
    return expr_new_function(maker->arena, "jsonb_extract_path", args, G_N_ELEMENTS(args),
                             maker->position, maker->error);
}

static EXPR_CALL(array_item_at)
{
    int64_t at = args[1].integer;

    *ret_value = at >= 1 && at <= args[0].len ? args[0].items[at - 1] : VALUE_NULL;
    return true;
}

const Expr *expr_new_subscript(Arena *arena, const Expr *array, const Expr *subscript, int position,
                               GError **error)
{
    Maker maker = {arena, position, error};
    ExprRoutine routine = {TYPE_UNKNOWN, array_item_at, 0, NULL, ""};
    const Expr *args[2] = {array};

    if (array->type == TYPE_JSONB)
        return make_step(&maker, array, subscript);
    if (!check_array(&maker, array))
        return NULL;
    args[1] = make_subscript(&maker, subscript);
    if (args[1] == NULL)
        return NULL;
    routine.result = type_item(array->type);
    return make_call(&maker, &routine, args, G_N_ELEMENTS(args));
}

static EXPR_CALL(array_part)
{
    int64_t from = MAX(args[1].integer, 1), to = MIN(args[2].integer, args[0].len);

    *ret_value = (Value){.items = NULL};
    if (from <= to)
        *ret_value = (Value){.items = args[0].items + from - 1, .len = (uint32_t)(to - from + 1)};
    return true;
}

const Expr *expr_new_slice(Arena *arena, const Expr *array, const Expr *lower, const Expr *upper,
                           int position, GError **error)
{
    static const Value first = {.integer = 1}, last = {.integer = G_MAXINT32};
    Maker maker = {arena, position, error};
    const ExprRoutine routine = {array->type, array_part, 0, NULL, ""};
    const Expr *args[3] = {array};

    if (array->type == TYPE_JSONB)
        return fail_null_at(error, FAIL_QUERY, position, "jsonb subscript does not support slices");
    if (!check_array(&maker, array))
        return NULL;
    args[1] =
        lower == NULL ? expr_new_constant(arena, TYPE_INT4, &first) : make_subscript(&maker, lower);
    args[2] =
        upper == NULL ? expr_new_constant(arena, TYPE_INT4, &last) : make_subscript(&maker, upper);
    if (args[1] == NULL || args[2] == NULL)
        return NULL;
    return make_call(&maker, &routine, args, G_N_ELEMENTS(args));
}

/* ---- ANY and ALL ---- */

/* An untyped literal on the right is an array of the left side's type. */
static const Expr *make_right(const Maker *maker, const Expr *left, const Expr *right)
{
    Type item = left->type == TYPE_UNKNOWN ? TYPE_TEXT : left->type;

    if (right->type == TYPE_UNKNOWN && !type_is_array(item))
        right = make_converted(maker, right, type_array_of(item), CONVERT_EXPLICIT);
    if (right != NULL && !type_is_array(right->type))
        return fail_null_at(maker->error, FAIL_QUERY, maker->position,
                            "op ANY/ALL (array) requires array on right side");
    return right;
}

/* The comparison of two slots of its own, with the conversions that the operator wants. */
static const Expr *make_comparison(const Maker *maker, const char *name, const Expr *left,
                                   const Expr *item)
{
    const Expr *comparison =
        expr_new_operator(maker->arena, name, left, item, maker->position, maker->error);

    if (comparison != NULL && comparison->type != TYPE_BOOL)
        return fail_null_at(maker->error, FAIL_QUERY, maker->position,
                            "op ANY/ALL (array) requires operator to yield boolean");
    return comparison;
}

/* Items that are constant have a comparison each, so that patterns are compiled once. */
static bool make_comparisons(const Maker *maker, const char *name, Expr *node, const Expr *left)
{
    const Expr *array = node->args[1];
    bool are_constant = array->kind == EXPR_CONSTANT && !array->constant.is_null &&
                        array->constant.len <= EXPR_ARGUMENTS_MAX;
    size_t len = are_constant ? array->constant.len : 1;
    const Expr **inner = arena_try_alloc(maker->arena, MAX(len, (size_t)1) * sizeof(*inner));

    if (inner == NULL)
        return fail_at(maker->error, FAIL_LIMIT, maker->position,
                       "the statement's expressions need too much memory");
    inner[0] =
        make_comparison(maker, name, left, expr_new_slot(maker->arena, 1, type_item(array->type)));
    if (inner[0] == NULL) /* also of no items, it has to be there */
        return false;
    for (size_t i = 0; are_constant && i < len; i++) {
        inner[i] = make_comparison(
            maker, name, left,
            expr_new_constant(maker->arena, type_item(array->type), &array->constant.items[i]));
        if (inner[i] == NULL)
            return false;
    }
    node->inner = inner;
    node->inner_len = len;
    if (are_constant)
        node->args_len = 1;
    return true;
}

const Expr *expr_new_any(Arena *arena, const char *name, const Expr *left, const Expr *array,
                         bool is_all, int position, GError **error)
{
    Maker maker = {arena, position, error};
    const Expr *args[2] = {left, make_right(&maker, left, array)};
    Expr *node;

    if (args[1] == NULL)
        return NULL;
    if (left->type == TYPE_UNKNOWN)
        args[0] = make_converted(&maker, left, type_item(args[1]->type), CONVERT_EXPLICIT);
    if (args[0] == NULL)
        return NULL;
    node = make_node(&maker, EXPR_ANY, TYPE_BOOL, args, G_N_ELEMENTS(args));
    if (node == NULL)
        return NULL;
    node->is_negated = is_all;
    return make_comparisons(&maker, name, node, expr_new_slot(arena, 0, args[0]->type)) ? node
                                                                                        : NULL;
}
