#pragma once
/*
 * Expressions for tests, in prefix form:
 *
 *     12  1.5  'text'  NULL        literals; 'text' and NULL are untyped
 *     interval:'1 day'             a constant of a type; int4:NULL one that is null
 *     (+ 1 2)  (lower 'A')         an operator, a function
 *     (:: int4 'x')                a cast
 *     (and a b) (or a b) (not a) (is_null a) (is_not_null a) (is_true a) (is_not_false a)
 *     (case when then ... else)  (in a b c)  (not_in a b c)
 *     (array a b)  (subscript a i)  (slice a lower upper)  (any= x a)  (all~~ x a)
 *
 * The same case runs in several modes: folded when it is made, through the evaluator, where typed
 * constants become slots of a row, and folded when the statement starts.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "expr/build.h"

enum { NOTATION_SLOTS_MAX = 64, NOTATION_ARGUMENTS_MAX = 128, NOTATION_POSITION = 7 };
#define NOTATION_NOW_US ((int64_t)1700000000000000)

typedef enum NotationMode {
    NOTATION_FOLDED,
    NOTATION_SLOTS,
    NOTATION_AT_START,
    NOTATION_MODES,
} NotationMode;

static const Zone *notation_zone; /* of the statements */

typedef struct Notation {
    Arena *arena;
    const char *at;
    NotationMode mode;
    Value slots[NOTATION_SLOTS_MAX];
    int slots_len;
    GError **error;
} Notation;

static inline const Expr *notation_read(Notation *n);
#include "notation_array.h"
#include "notation_literal.h"

static inline const Expr *notation_case(Notation *n, const Expr *const *args, size_t len)
{
    const Expr *whens[NOTATION_ARGUMENTS_MAX], *thens[NOTATION_ARGUMENTS_MAX];

    for (size_t i = 0; i < len / 2; i++) {
        whens[i] = args[2 * i];
        thens[i] = args[2 * i + 1];
    }
    return expr_new_case(n->arena, whens, thens, len / 2, len % 2 == 1 ? args[len - 1] : NULL,
                         NOTATION_POSITION, n->error);
}

static inline const Expr *notation_call(Notation *n, const char *name, const Expr *const *args,
                                        size_t len)
{
    int at = NOTATION_POSITION;

    if (strcmp(name, "and") == 0)
        return expr_new_and(n->arena, args, len, at, n->error);
    if (strcmp(name, "or") == 0)
        return expr_new_or(n->arena, args, len, at, n->error);
    if (strcmp(name, "not") == 0)
        return expr_new_not(n->arena, args[0], at, n->error);
    if (strcmp(name, "is_null") == 0 || strcmp(name, "is_not_null") == 0)
        return expr_new_is_null(n->arena, args[0], name[3] == 'n' && name[4] == 'o');
    if (g_str_has_prefix(name, "is_") && g_str_has_suffix(name, "e"))
        return expr_new_is_bool(n->arena, args[0], strstr(name, "true") != NULL,
                                strstr(name, "not") != NULL, at, n->error);
    if (strcmp(name, "case") == 0)
        return notation_case(n, args, len);
    if (strcmp(name, "in") == 0 || strcmp(name, "not_in") == 0)
        return expr_new_in(n->arena, args[0], args + 1, len - 1, name[0] == 'n', at, n->error);
    if (notation_is_of_array(name))
        return notation_array_call(n, name, args, len);
    if (g_ascii_isalpha(name[0]))
        return expr_new_function(n->arena, name, args, len, at, n->error);
    return expr_new_operator(n->arena, name, len == 2 ? args[0] : NULL, args[len - 1], at,
                             n->error);
}

static inline const Expr *notation_read(Notation *n)
{
    const Expr *args[NOTATION_ARGUMENTS_MAX];
    g_autofree char *name = NULL, *type_text = NULL;
    Type type = TYPE_TEXT;
    size_t len = 0;

    n->at += strspn(n->at, " ");
    if (*n->at != '(')
        return notation_literal(n);
    n->at++;
    name = notation_word(n);
    if (strcmp(name, "::") == 0)
        type_text = notation_word(n);
    for (;; len++) {
        n->at += strspn(n->at, " ");
        if (*n->at == ')')
            break;
        g_assert(len < NOTATION_ARGUMENTS_MAX && *n->at != '\0');
        args[len] = notation_read(n);
        if (args[len] == NULL)
            return NULL;
    }
    n->at++;
    if (type_text == NULL)
        return notation_call(n, name, args, len);
    g_assert(type_find(type_text, &type));
    return expr_new_cast(n->arena, args[0], type, NOTATION_POSITION, n->error);
}

#include "notation_check.h"
