#pragma once
/*
 * Expressions of notation.h evaluated, and tables of what they give; it includes this.
 */
/* (owned) "type|value", "type|NULL" or "ERROR sentence". */
static inline char *notation_eval_in(const char *text, NotationMode mode, size_t bytes_max)
{
    g_autoptr(Arena) arena = arena_new(bytes_max), results = arena_new(bytes_max);
    g_autoptr(GError) error = NULL;
    Notation n = {.arena = arena, .at = text, .mode = mode, .error = &error};
    ExprContext context = {.arena = results, .now_us = NOTATION_NOW_US, .zone = notation_zone};
    const Expr *expr = notation_read(&n);
    GString *said;
    Value value;

    if (expr != NULL)
        expr = expr_settle(arena, expr);
    if (expr != NULL && mode == NOTATION_AT_START)
        expr = expr_at_start(arena, expr, &context);
    if (expr == NULL || !expr_eval(expr, &context, n.slots, &value, &error))
        return g_strdup_printf("ERROR %s", error->message);
    said = g_string_new(type_name(expr_type(expr)));
    g_string_append_c(said, '|');
    if (value.is_null)
        g_string_append(said, "NULL");
    else
        value_write(expr_type(expr), &value, notation_zone, said);
    return g_string_free(said, FALSE);
}

static inline char *notation_eval(const char *text, NotationMode mode)
{
    return notation_eval_in(text, mode, 4 << 20);
}

typedef struct NotationCase {
    const char *expr;
    const char *result; /* as notation_eval() says it */
} NotationCase;

static inline void notation_check(const NotationCase *cases, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        for (NotationMode mode = 0; mode < NOTATION_MODES; mode++) {
            g_autofree char *said = notation_eval(cases[i].expr, mode);
            g_autofree char *actual = g_strdup_printf("%s = %s", cases[i].expr, said);
            g_autofree char *wanted = g_strdup_printf("%s = %s", cases[i].expr, cases[i].result);

            UNIT_EQUALS_TEXT(actual, wanted);
        }
    }
}
