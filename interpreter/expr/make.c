#include "expr/make.h"

#include <assert.h>

#include "base/fail.h"
#include "expr/start.h"
#include "row/timestamp.h"

const Expr *expr_new_slot(Arena *arena, int slot, Type type)
{
    Expr *expr = arena_alloc(arena, sizeof(*expr));

    *expr = (Expr){.kind = EXPR_SLOT, .type = type, .depth = 1, .slot = slot};
    return expr;
}

const Expr *expr_new_constant(Arena *arena, Type type, const Value *value)
{
    Expr *expr = arena_alloc(arena, sizeof(*expr));
    bool has_room;

    *expr = (Expr){.kind = EXPR_CONSTANT, .type = type, .depth = 1};
    has_room = value_copy(type, value, arena, &expr->constant);
    assert(has_room); /* a statement's bytes are bounded, and so are its literals */
    return expr;
}

Expr *make_node(const Maker *maker, ExprKind kind, Type type, const Expr *const *args,
                size_t args_len)
{
    Expr *expr = arena_try_alloc(maker->arena, sizeof(*expr));
    const Expr **copy = arena_try_alloc(maker->arena, (args_len + 1) * sizeof(*copy));
    int depth = 0;

    if (expr == NULL || copy == NULL)
        return fail_null_at(maker->error, FAIL_LIMIT, maker->position,
                            "the statement's expressions need too much memory");
    for (size_t i = 0; i < args_len; i++) {
        depth = MAX(depth, args[i]->depth);
        copy[i] = args[i];
    }
    if (depth >= EXPR_DEPTH_MAX)
        return fail_null_at(maker->error, FAIL_LIMIT, maker->position,
                            "the expression is nested more than %d levels deep", EXPR_DEPTH_MAX);
    *expr =
        (Expr){.kind = kind, .type = type, .depth = depth + 1, .args = copy, .args_len = args_len};
    return expr;
}

bool make_fail_as_query(const Maker *maker, const GError *why)
{
    FailCode code = why->code == FAIL_LIMIT ? FAIL_LIMIT : FAIL_QUERY;

    fail_at(maker->error, code, maker->position, "%s", why->message);
    if (fail_hint_of(why) != NULL)
        fail_hint(maker->error, "%s", fail_hint_of(why));
    return false;
}

char *make_type_list(const Expr *const *args, size_t len)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", type_name(args[i]->type));
    return g_string_free(text, FALSE);
}

const Expr *make_folded(const Maker *maker, const Expr *expr)
{
    return start_folded(maker->arena, expr, NULL);
}

static bool prepare_types(const Maker *maker, Expr *expr)
{
    Type *types = arena_try_alloc(maker->arena, (expr->args_len + 1) * sizeof(*types));

    if (types == NULL)
        return fail_at(maker->error, FAIL_LIMIT, maker->position,
                       "the statement's expressions need too much memory");
    for (size_t i = 0; i < expr->args_len; i++)
        types[i] = expr->args[i]->type;
    types[expr->args_len] = expr->type;
    expr->prepared = types;
    return true;
}

static bool prepare(const Maker *maker, const ExprRoutine *routine, Expr *expr)
{
    const Value *constants[EXPR_SIGNATURE_MAX] = {NULL};
    g_autoptr(GError) why = NULL;

    if ((routine->flags & EXPR_TYPED) != 0)
        return prepare_types(maker, expr);
    if (routine->prepare == NULL)
        return true;
    for (size_t i = 0; i < expr->args_len; i++) {
        if (expr->args[i]->kind == EXPR_CONSTANT)
            constants[i] = &expr->args[i]->constant;
    }
    if (!routine->prepare(maker->arena, constants, expr->args_len, &expr->prepared, &why)) {
        make_fail_as_query(maker, why);
        return false;
    }
    return true;
}

static bool is_timestamptz(Type type)
{
    return type == TYPE_TIMESTAMPTZ || type == type_array_of(TYPE_TIMESTAMPTZ);
}

/* Such a call may depend on the zone, which is known when the statement starts. */
static bool has_timestamptz(const Expr *expr)
{
    for (size_t i = 0; i < expr->args_len; i++) {
        if (is_timestamptz(expr->args[i]->type))
            return true;
    }
    return is_timestamptz(expr->type);
}

const Expr *make_call(const Maker *maker, const ExprRoutine *routine, const Expr *const *args,
                      size_t args_len)
{
    Expr *expr = make_node(maker, EXPR_CALLED, routine->result, args, args_len);

    if (expr == NULL)
        return NULL;
    expr->call = routine->call;
    expr->flags = routine->flags | (has_timestamptz(expr) ? EXPR_STABLE : 0u);
    return prepare(maker, routine, expr) ? make_folded(maker, expr) : NULL;
}

/* The zone that it is in is known when the statement starts: till then it stays a text. */
static bool is_read_at_start(Type type, const Value *value)
{
    return is_timestamptz(type) && !value->is_null &&
           (type_is_array(type) || timestamp_needs_zone(value_span(value)));
}

/* How a value of the type is written, for those that are mistyped most. */
static void hint_literal(const Maker *maker, Type type)
{
    if (type == TYPE_INTERVAL)
        fail_hint(maker->error, "a number and its unit: interval '10 seconds', '1 minute', '2 "
                                "hours', '7 days'");
    else if (type == TYPE_DATE)
        fail_hint(maker->error, "a date is written as '2026-01-31'");
    else if (is_timestamptz(type) || type == TYPE_TIMESTAMP)
        fail_hint(maker->error, "a time is written as '2026-01-31 10:00:00'; one before now is "
                                "now() - interval '10 minutes'");
}

/* An untyped literal as one of @type; NULL keeps to be one. */
static const Expr *read_literal(const Maker *maker, const Expr *expr, Type type)
{
    Value value = expr->constant;
    g_autoptr(GError) why = NULL;
    Expr *read;

    if (type != TYPE_TEXT && !value.is_null &&
        !value_read(type, value_span(&expr->constant), NULL, maker->arena, &value, &why)) {
        make_fail_as_query(maker, why);
        hint_literal(maker, type);
        return NULL;
    }
    if (is_read_at_start(type, &expr->constant))
        return make_converted(maker, expr_settle(maker->arena, expr), type, CONVERT_EXPLICIT);
    read = arena_alloc(maker->arena, sizeof(*read));
    *read = (Expr){.kind = EXPR_CONSTANT, .type = type, .depth = 1, .constant = value};
    return read;
}

const Expr *make_converted(const Maker *maker, const Expr *expr, Type type, ConvertLevel level)
{
    ExprRoutine routine = {.result = type, .flags = EXPR_TYPED};

    if (expr->type == type || type == TYPE_UNKNOWN)
        return expr;
    if (expr->type == TYPE_UNKNOWN)
        return read_literal(maker, expr, type);
    routine.call = resolve_conversion(expr->type, type, level);
    if (routine.call != NULL)
        return make_call(maker, &routine, &expr, 1);
    if (level == CONVERT_EXPLICIT)
        return fail_null_at(maker->error, FAIL_QUERY, maker->position, "cannot cast type %s to %s",
                            type_name(expr->type), type_name(type));
    fail_at(maker->error, FAIL_QUERY, maker->position,
            "expression is of type %s where %s is needed", type_name(expr->type), type_name(type));
    if (resolve_conversion(expr->type, type, CONVERT_EXPLICIT) != NULL)
        fail_hint(maker->error, "cast it: (...)::%s", type_name(type));
    return NULL;
}

const Expr **make_common(const Maker *maker, const char *what, const Expr *const *exprs, size_t len,
                         Type *ret_type)
{
    g_autofree Type *types = g_new(Type, len);
    const Expr **converted = arena_try_alloc(maker->arena, len * sizeof(*converted));
    Type type = TYPE_TEXT, other = TYPE_TEXT;

    if (converted == NULL)
        return fail_null_at(maker->error, FAIL_LIMIT, maker->position,
                            "the statement's expressions need too much memory");
    for (size_t i = 0; i < len; i++)
        types[i] = exprs[i]->type;
    if (!resolve_common(types, len, &type, &other)) {
        if (strcmp(what, "IN") == 0) /* is made of "=" */
            return fail_null_at(maker->error, FAIL_QUERY, maker->position,
                                "operator does not exist: %s = %s", type_name(type),
                                type_name(other));
        fail_at(maker->error, FAIL_QUERY, maker->position, "%s types %s and %s cannot be matched",
                what, type_name(type), type_name(other));
        fail_hint(maker->error, "cast one of them: (...)::text");
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        converted[i] = make_converted(maker, exprs[i], type, CONVERT_IMPLICIT);
        if (converted[i] == NULL)
            return NULL;
    }
    *ret_type = type;
    return converted;
}
