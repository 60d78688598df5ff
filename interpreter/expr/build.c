/* Calls: functions, operators, casts. */
#include "expr/build.h"

#include "base/fail.h"
#include "expr/make.h"
#include "expr/table.h"

/* The output of a value as text, which for bool is t, not true. */
static EXPR_CALL(call_output_bool)
{
    *ret_value = value_of_text(args[0].boolean ? "t" : "f", 1);
    return true;
}

static const Expr *make_output(const Maker *maker, const Expr *expr)
{
    static const ExprRoutine output_bool = {TYPE_TEXT, call_output_bool, 0, NULL, ""};

    if (expr->type == TYPE_BOOL)
        return make_call(maker, &output_bool, &expr, 1);
    return make_converted(maker, expr, TYPE_TEXT, CONVERT_EXPLICIT);
}

bool make_arguments(const Maker *maker, const Candidate *candidate, const Expr *const *args,
                    size_t len, const Expr **ret_converted, Polymorphic *ret_settled)
{
    Type given[EXPR_ARGUMENTS_MAX] = {TYPE_BOOL};

    for (size_t i = 0; i < len; i++)
        given[i] = args[i]->type;
    if (polymorphic_settle(candidate->types, candidate->types_len, given, len, ret_settled) !=
        POLYMORPHIC_SETTLED) {
        fail_at(maker->error, FAIL_QUERY, maker->position,
                "could not determine polymorphic type because input has type unknown");
        return fail_hint(maker->error, "add a type: '{1,2}'::integer[]");
    }
    for (size_t i = 0; i < len; i++) {
        Type wanted = candidate->types[MIN(i, candidate->types_len - 1)];
        Type type = polymorphic_type(ret_settled, wanted);
        ConvertLevel level = wanted == TYPE_AS_TEXT ? CONVERT_EXPLICIT : CONVERT_IMPLICIT;

        if (type == TYPE_AS_IS)
            ret_converted[i] = expr_settle(maker->arena, args[i]);
        else
            ret_converted[i] = type == TYPE_UNKNOWN ? make_output(maker, args[i])
                                                    : make_converted(maker, args[i], type, level);
        if (ret_converted[i] == NULL)
            return false;
    }
    return true;
}

static const Expr *call_candidate(const Maker *maker, const Candidate *candidate,
                                  const Expr *const *args, size_t len)
{
    const Expr *converted[EXPR_ARGUMENTS_MAX] = {NULL};
    ExprRoutine routine = *candidate->routine;
    Polymorphic settled;

    if (routine.call == NULL)
        return fail_null_at(maker->error, FAIL_QUERY, maker->position, "%s", routine.help);
    if (!make_arguments(maker, candidate, args, len, converted, &settled))
        return NULL;
    routine.result = polymorphic_type(&settled, routine.result);
    return make_call(maker, &routine, converted, len);
}

static void *fail_function(const Maker *maker, const char *name, const char *signature,
                           const Expr *const *args, size_t len, bool is_ambiguous)
{
    g_autofree char *types = make_type_list(args, len);
    char near[64];
    const char *ours;

    fail_at(maker->error, FAIL_QUERY, maker->position, "function %s(%s) %s", name, types,
            is_ambiguous ? "is not unique" : "does not exist");
    if (is_ambiguous)
        fail_hint(maker->error, "add explicit type casts to its arguments");
    else if (signature != NULL)
        fail_hint(maker->error, "there is %s", signature);
    else if ((ours = table_near_function(name, near, sizeof(near))) != NULL)
        fail_hint(maker->error, "did you mean %s?", ours);
    return NULL;
}

/* Functions whose arguments decide their type, and which build_logic.c makes. */
static const Expr *new_special(const Maker *maker, const char *name, const Expr *const *args,
                               size_t len, bool *ret_is_special)
{
    *ret_is_special = true;
    if (strcmp(name, "coalesce") == 0 && len > 0)
        return expr_new_coalesce(maker->arena, args, len, maker->position, maker->error);
    if ((strcmp(name, "greatest") == 0 || strcmp(name, "least") == 0) && len > 0)
        return expr_new_greatest(maker->arena, args, len, name[0] == 'l', maker->position,
                                 maker->error);
    if (strcmp(name, "nullif") == 0 && len == 2)
        return expr_new_nullif(maker->arena, args[0], args[1], maker->position, maker->error);
    *ret_is_special = false;
    return NULL;
}

const Expr *expr_new_function(Arena *arena, const char *name, const Expr *const *arguments,
                              size_t arguments_len, int position, GError **error)
{
    Maker maker = {arena, position, error};
    Type types[EXPR_ARGUMENTS_MAX] = {TYPE_BOOL};
    TableMatches matches;
    const Expr *expr;
    bool is_special, is_ambiguous;
    int best;

    if (arguments_len > EXPR_ARGUMENTS_MAX)
        return fail_null_at(error, FAIL_LIMIT, position,
                            "cannot pass more than %d arguments to a function", EXPR_ARGUMENTS_MAX);
    expr = new_special(&maker, name, arguments, arguments_len, &is_special);
    if (is_special)
        return expr;
    for (size_t i = 0; i < arguments_len; i++)
        types[i] = arguments[i]->type;
    table_find_functions(name, arguments_len, &matches);
    best = resolve_candidates(matches.candidates, matches.len, types, arguments_len, &is_ambiguous);
    if (best < 0)
        return fail_function(&maker, name, matches.signature, arguments, arguments_len,
                             is_ambiguous);
    return call_candidate(&maker, &matches.candidates[best], arguments, arguments_len);
}

static void *fail_operator(const Maker *maker, const char *name, const Expr *const *args,
                           size_t len, bool is_ambiguous)
{
    const char *left = len == 2 ? type_name(args[0]->type) : "";

    fail_at(maker->error, FAIL_QUERY, maker->position, "operator %s: %s%s%s %s",
            is_ambiguous ? "is not unique" : "does not exist", left, len == 2 ? " " : "", name,
            type_name(args[len - 1]->type));
    fail_hint(maker->error, is_ambiguous
                                ? "Could not choose a best candidate operator. You might need to "
                                  "add explicit type casts."
                                : "No operator matches the given name and argument types. You "
                                  "might need to add explicit type casts.");
    return NULL;
}

/* An untyped literal beside a type is of that type, where the operator exists for it. */
static int find_same(const TableMatches *matches, const Type *types)
{
    Type type = types[0] == TYPE_UNKNOWN ? types[1] : types[0];

    if ((types[0] == TYPE_UNKNOWN) == (types[1] == TYPE_UNKNOWN))
        return -1;
    for (size_t i = 0; i < matches->len; i++) {
        if (matches->candidates[i].types[0] == type && matches->candidates[i].types[1] == type)
            return (int)i;
    }
    return -1;
}

const Expr *expr_new_operator(Arena *arena, const char *name, const Expr *left, const Expr *right,
                              int position, GError **error)
{
    Maker maker = {arena, position, error};
    const Expr *args[2] = {left, right};
    const Expr *const *from = left == NULL ? args + 1 : args;
    size_t len = left == NULL ? 1 : 2;
    Type types[2];
    TableMatches matches;
    bool is_ambiguous = false;
    int best = -1;

    for (size_t i = 0; i < len; i++)
        types[i] = from[i]->type;
    table_find_operators(name, len, &matches);
    if (len == 2)
        best = find_same(&matches, types);
    if (best < 0)
        best = resolve_candidates(matches.candidates, matches.len, types, len, &is_ambiguous);
    if (best < 0)
        return fail_operator(&maker, name, from, len, is_ambiguous);
    return call_candidate(&maker, &matches.candidates[best], from, len);
}

const Expr *expr_new_cast(Arena *arena, const Expr *expr, Type type, int position, GError **error)
{
    return make_converted(&(Maker){arena, position, error}, expr, type, CONVERT_EXPLICIT);
}

const Expr *expr_convert(Arena *arena, const Expr *expr, Type type, int position, GError **error)
{
    return make_converted(&(Maker){arena, position, error}, expr, type, CONVERT_ASSIGNMENT);
}

const Expr *expr_settle(Arena *arena, const Expr *expr)
{
    Expr *settled;

    if (expr->type != TYPE_UNKNOWN)
        return expr;
    settled = arena_alloc(arena, sizeof(*settled));
    *settled = *expr;
    settled->type = TYPE_TEXT;
    return settled;
}
