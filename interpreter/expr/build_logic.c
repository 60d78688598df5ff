/* Nodes that decide what is evaluated, or whose type is that of their arguments. */
#include "base/fail.h"
#include "expr/make.h"

/* As a condition: "argument of WHERE must be type boolean, not type integer". */
static const Expr *make_bool(const Maker *maker, const Expr *expr, const char *what)
{
    if (expr->type != TYPE_BOOL && expr->type != TYPE_UNKNOWN)
        return fail_null_at(maker->error, FAIL_QUERY, maker->position,
                            "argument of %s must be type boolean, not type %s", what,
                            type_name(expr->type));
    return make_converted(maker, expr, TYPE_BOOL, CONVERT_IMPLICIT);
}

static const Expr *new_logic(const Maker *maker, ExprKind kind, const char *what,
                             const Expr *const *terms, size_t len)
{
    g_autofree const Expr **conditions = g_new(const Expr *, len);

    for (size_t i = 0; i < len; i++) {
        conditions[i] = make_bool(maker, terms[i], what);
        if (conditions[i] == NULL)
            return NULL;
    }
    return len == 1 && kind != EXPR_NOT ? conditions[0]
                                        : make_node(maker, kind, TYPE_BOOL, conditions, len);
}

const Expr *expr_new_and(Arena *arena, const Expr *const *terms, size_t len, int position,
                         GError **error)
{
    return new_logic(&(Maker){arena, position, error}, EXPR_AND, "AND", terms, len);
}

const Expr *expr_new_or(Arena *arena, const Expr *const *terms, size_t len, int position,
                        GError **error)
{
    return new_logic(&(Maker){arena, position, error}, EXPR_OR, "OR", terms, len);
}

const Expr *expr_new_not(Arena *arena, const Expr *term, int position, GError **error)
{
    return new_logic(&(Maker){arena, position, error}, EXPR_NOT, "NOT", &term, 1);
}

const Expr *expr_new_is_null(Arena *arena, const Expr *expr, bool is_negated)
{
    const Expr **args = arena_alloc(arena, sizeof(*args));
    Expr *test = arena_alloc(arena, sizeof(*test));

    args[0] = expr;
    *test = (Expr){.kind = EXPR_IS_NULL,
                   .type = TYPE_BOOL,
                   .depth = expr->depth + 1,
                   .is_negated = is_negated,
                   .args = args,
                   .args_len = 1};
    return test;
}

const Expr *expr_new_is_bool(Arena *arena, const Expr *expr, bool test, bool is_negated,
                             int position, GError **error)
{
    static const char *const names[] = {"IS FALSE", "IS TRUE", "IS NOT FALSE", "IS NOT TRUE"};
    Maker maker = {arena, position, error};
    const Expr *condition = make_bool(&maker, expr, names[(is_negated ? 2 : 0) + (test ? 1 : 0)]);
    Expr *node;

    if (condition == NULL)
        return NULL;
    node = make_node(&maker, EXPR_IS_BOOL, TYPE_BOOL, &condition, 1);
    if (node == NULL)
        return NULL;
    node->test = test;
    node->is_negated = is_negated;
    return node;
}

const Expr *expr_new_case(Arena *arena, const Expr *const *whens, const Expr *const *thens,
                          size_t len, const Expr *otherwise, int position, GError **error)
{
    Maker maker = {arena, position, error};
    g_autofree const Expr **results = g_new(const Expr *, len + 1);
    g_autofree const Expr **args = g_new(const Expr *, 2 * len + 1);
    const Expr **common;
    Type type;

    /* ELSE is the first that a type is asked of. */
    results[0] =
        otherwise != NULL ? otherwise : expr_new_constant(arena, TYPE_UNKNOWN, &VALUE_NULL);
    for (size_t i = 0; i < len; i++)
        results[i + 1] = thens[i];
    common = make_common(&maker, "CASE", results, len + 1, &type);
    if (common == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        args[2 * i] = make_bool(&maker, whens[i], "CASE/WHEN");
        if (args[2 * i] == NULL)
            return NULL;
        args[2 * i + 1] = common[i + 1];
    }
    args[2 * len] = common[0];
    return make_node(&maker, EXPR_CASE, type, args, 2 * len + 1);
}

const Expr *expr_new_in(Arena *arena, const Expr *expr, const Expr *const *list, size_t len,
                        bool is_negated, int position, GError **error)
{
    Maker maker = {arena, position, error};
    g_autofree const Expr **all = g_new(const Expr *, len + 1);
    const Expr **common;
    Expr *node;
    Type type;

    all[0] = expr;
    for (size_t i = 0; i < len; i++)
        all[i + 1] = list[i];
    common = make_common(&maker, "IN", all, len + 1, &type);
    if (common == NULL)
        return NULL;
    node = make_node(&maker, EXPR_IN, TYPE_BOOL, common, len + 1);
    if (node == NULL)
        return NULL;
    node->is_negated = is_negated;
    return node;
}

const Expr *expr_new_coalesce(Arena *arena, const Expr *const *arguments, size_t len, int position,
                              GError **error)
{
    Maker maker = {arena, position, error};
    Type type;
    const Expr **common = make_common(&maker, "COALESCE", arguments, len, &type);

    return common == NULL ? NULL : make_node(&maker, EXPR_COALESCE, type, common, len);
}

const Expr *expr_new_greatest(Arena *arena, const Expr *const *arguments, size_t len, bool least,
                              int position, GError **error)
{
    Maker maker = {arena, position, error};
    Type type;
    const Expr **common = make_common(&maker, least ? "LEAST" : "GREATEST", arguments, len, &type);
    Expr *node;

    if (common == NULL)
        return NULL;
    node = make_node(&maker, EXPR_GREATEST, type, common, len);
    if (node != NULL)
        node->is_negated = least;
    return node;
}

/* CASE WHEN a = b THEN NULL ELSE a END, where a is of the type that the operator compares. */
const Expr *expr_new_nullif(Arena *arena, const Expr *expr, const Expr *other, int position,
                            GError **error)
{
    Maker maker = {arena, position, error};
    const Expr *both[] = {expr, other};
    const Expr *equal = expr_new_operator(arena, "=", expr, other, position, error);
    const Expr *null = expr_new_constant(arena, TYPE_UNKNOWN, &VALUE_NULL);
    bool are_integers = expr->type == TYPE_INT4 && other->type == TYPE_INT8;
    const Expr **common;
    Type type;

    if (equal == NULL)
        return NULL;
    if (are_integers) /* compared without a conversion in PostgreSQL */
        return expr_new_case(arena, &equal, &null, 1, expr, position, error);
    common = make_common(&maker, "NULLIF", both, G_N_ELEMENTS(both), &type);
    return common == NULL ? NULL
                          : expr_new_case(arena, &equal, &null, 1, common[0], position, error);
}

const Expr *expr_common(Arena *arena, const char *what, const Expr *const *exprs, size_t len,
                        int position, GError **error)
{
    Maker maker = {arena, position, error};
    Type type;
    const Expr **common = make_common(&maker, what, exprs, len, &type);

    return common == NULL ? NULL : common[0];
}
