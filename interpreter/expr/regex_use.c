#include "expr/regex_use.h"

#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls_regex.h"
#include "expr/characters.h"
#include "expr/similar.h"

bool regex_use_compile(RegexUse *use, Span pattern, Span flags, const char *function,
                       GError **error)
{
    g_autoptr(GString) others = g_string_new(NULL);

    *use = (RegexUse){.regex = NULL};
    for (size_t i = 0; i < flags.len; i++) {
        if (flags.at[i] == 'g')
            use->is_global = true;
        else
            g_string_append_c(others, flags.at[i]);
    }
    if (use->is_global && function != NULL) {
        fail(error, FAIL_DATA, "%s() does not support the \"global\" option", function);
        if (strcmp(function, "regexp_match") == 0)
            fail_hint(error, "Use the regexp_matches function instead.");
        return false;
    }
    use->regex = use->own = regex_new(pattern, span_make(others->str, others->len), error);
    return use->regex != NULL;
}

void regex_use_done(RegexUse *use)
{
    regex_free(use->own);
    use->own = NULL;
}

bool regex_use_init(RegexUse *use, const Value *args, size_t args_len, size_t flags_at,
                    const char *function, GError **error)
{
    const Regex *prepared = (const void *)args[args_len].text;
    Span flags = args_len > flags_at ? value_span(&args[flags_at]) : span_make("", 0);

    if (prepared == NULL)
        return regex_use_compile(use, value_span(&args[1]), flags, function, error);
    *use = (RegexUse){
        .regex = prepared,
        .is_global = flags.len > 0 && memchr(flags.at, 'g', flags.len) != NULL,
    };
    if (use->is_global && function != NULL) /* says the same as above */
        return regex_use_compile(use, span_make("", 0), flags, function, error);
    return true;
}

/* ---- for a whole tree ---- */

static const void *adopt(Arena *arena, Regex *regex)
{
    regex_hasten(regex);
    arena_adopt(arena, regex, (GDestroyNotify)regex_free);
    return regex;
}

static bool prepare(Arena *arena, const Value *const *constants, size_t len, size_t flags_at,
                    const char *flags, const void **ret_prepared, GError **error)
{
    const Value *pattern = constants[1], *more = len > flags_at ? constants[flags_at] : NULL;
    RegexUse use;

    *ret_prepared = NULL;
    if (pattern == NULL || pattern->is_null || (len > flags_at && (more == NULL || more->is_null)))
        return true;
    if (!regex_use_compile(&use, value_span(pattern),
                           more == NULL ? span_of(flags) : value_span(more), NULL, error))
        return false;
    *ret_prepared = adopt(arena, use.own);
    return true;
}

#define PREPARE(function, flags_at, flags)                                                         \
    REGEX_PREPARE(function)                                                                        \
    {                                                                                              \
        return prepare(arena, constants, len, flags_at, flags, ret_prepared, error);               \
    }
PREPARE(regex_prepare, EXPR_SIGNATURE_MAX, "")
PREPARE(regex_prepare_any_case, EXPR_SIGNATURE_MAX, FAULT(regex_any_case) ? "" : "i")
PREPARE(regex_prepare_flags2, 2, "")
PREPARE(regex_prepare_flags3, 3, "")
PREPARE(regex_prepare_flags4, 4, "")
PREPARE(regex_prepare_flags5, 5, "")

REGEX_PREPARE(regex_prepare_similar)
{
    Regex *regex;

    *ret_prepared = NULL;
    for (size_t i = 1; i < len; i++) {
        if (constants[i] == NULL || constants[i]->is_null)
            return true;
    }
    regex = similar_regex(value_span(constants[1]), value_span(constants[2]), error);
    if (regex == NULL)
        return false;
    *ret_prepared = adopt(arena, regex);
    return true;
}

/* ---- matches ---- */

bool regex_walk_next(RegexWalk *walk, bool *ret_found, GError **error)
{
    if (!regex_find(walk->regex, walk->text, walk->from, walk->groups, ret_found, walk->places,
                    error))
        return false;
    if (*ret_found)
        walk->from = regex_next(walk->text, walk->places[0]);
    return true;
}

static bool check_parameter(const char *name, int64_t value, int64_t min, GError **error)
{
    return value >= min ||
           fail(error, FAIL_DATA, "invalid value for parameter \"%s\": %" G_GINT64_FORMAT, name,
                value);
}

bool regex_walk_to(RegexWalk *walk, int64_t start, int64_t n, bool *ret_found, GError **error)
{
    if (!check_parameter("start", start, 1, error) || !check_parameter("n", n, 1, error))
        return false;
    *ret_found = false;
    walk->from = characters_bytes(walk->text, start - 1);
    if (start - 1 > characters_count(span_make(walk->text.at, walk->from)))
        return true; /* it begins beyond the end */
    for (; n > 0; n--) {
        if (!regex_walk_next(walk, ret_found, error))
            return false;
        if (!*ret_found)
            break;
    }
    return true;
}

bool regex_walk_want(RegexWalk *walk, int64_t group, bool *ret_exists, GError **error)
{
    int64_t groups = (int64_t)regex_groups(walk->regex);

    if (!check_parameter("subexpr", group, 0, error))
        return false;
    if (groups == 0 && group == 1)
        group = 0;
    *ret_exists = group <= groups;
    walk->groups = *ret_exists ? (size_t)group : 0;
    return true;
}

Value regex_walk_value(const RegexWalk *walk, size_t group)
{
    RegexPlace place = walk->places[group];

    return place.start == REGEX_NOWHERE
               ? VALUE_NULL
               : value_of_text(walk->text.at + place.start, place.end - place.start);
}
