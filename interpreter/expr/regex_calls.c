/* ~ and its kin, and substring by a pattern. A constant pattern is compiled once, in its tree. */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"
#include "expr/regex.h"

static bool prepare(Arena *arena, const Value *const *constants, const char *flags,
                    const void **ret_prepared, GError **error)
{
    GRegex *regex;

    *ret_prepared = NULL;
    if (constants[1] == NULL || constants[1]->is_null)
        return true;
    regex = regex_new(value_span(constants[1]), span_of(flags), error);
    if (regex == NULL)
        return false;
    arena_adopt(arena, regex, (GDestroyNotify)g_regex_unref);
    *ret_prepared = regex;
    return true;
}

bool regex_prepare(Arena *arena, const Value *const *constants, size_t len,
                   const void **ret_prepared, GError **error)
{
    (void)len;
    return prepare(arena, constants, "", ret_prepared, error);
}

bool regex_prepare_any_case(Arena *arena, const Value *const *constants, size_t len,
                            const void **ret_prepared, GError **error)
{
    (void)len;
    return prepare(arena, constants, FAULT(regex_any_case) ? "" : "i", ret_prepared, error);
}

/* By what was prepared, or by the pattern of this row. */
static bool find(const Value *args, const char *flags, bool *ret_found, size_t *ret_start,
                 size_t *ret_end, GError **error)
{
    const GRegex *regex = (const void *)args[2].text;
    g_autoptr(GRegex) own = NULL;

    if (regex == NULL)
        regex = own = regex_new(value_span(&args[1]), span_of(flags), error);
    return regex != NULL &&
           regex_find(regex, value_span(&args[0]), 0, ret_found, ret_start, ret_end, error);
}

static bool return_match(const Value *args, const char *flags, bool wanted, Value *ret_value,
                         GError **error)
{
    size_t start, end;
    bool found;

    if (!find(args, flags, &found, &start, &end, error))
        return false;
    *ret_value = (Value){.boolean = found == wanted};
    return true;
}

EXPR_CALL(regex_matches)
{
    return return_match(args, "", true, ret_value, error);
}

EXPR_CALL(regex_differs)
{
    return return_match(args, "", false, ret_value, error);
}

EXPR_CALL(regex_matches_any_case)
{
    return return_match(args, "i", true, ret_value, error);
}

EXPR_CALL(regex_differs_any_case)
{
    return return_match(args, "i", false, ret_value, error);
}

/* The first group where the pattern has one, else the whole match; NULL without a match. */
EXPR_CALL(regex_substring)
{
    const GRegex *regex = (const void *)args[2].text;
    g_autoptr(GRegex) own = NULL;
    Span text = value_span(&args[0]);
    size_t start = 0, end = 0;
    bool found;

    if (regex == NULL)
        regex = own = regex_new(value_span(&args[1]), span_make("", 0), error);
    if (regex == NULL || !regex_find_group(regex, text, &found, &start, &end, error))
        return false;
    *ret_value = found ? value_of_text(text.at + start, end - start) : VALUE_NULL;
    return true;
}
