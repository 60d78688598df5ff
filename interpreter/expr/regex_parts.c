/* What matches a pattern, what is between matches, and what is put in their place. */
#include "base/fail.h"
#include "expr/calls_regex.h"
#include "expr/regex_use.h"
#include "expr/similar.h"
#include "expr/splitters.h"

/* The first group where the pattern has one, else the whole match; NULL without a match. */
static bool return_part(const Regex *regex, Span text, Value *ret_value, GError **error)
{
    RegexWalk walk = {.regex = regex, .text = text, .groups = regex_groups(regex) > 0 ? 1 : 0};
    bool found;

    if (!regex_walk_next(&walk, &found, error))
        return false;
    *ret_value = found ? regex_walk_value(&walk, walk.groups) : VALUE_NULL;
    return true;
}

EXPR_CALL(regex_substring)
{
    g_auto(RegexUse) use = {.regex = NULL};

    return regex_use_init(&use, args, args_len, args_len, NULL, error) &&
           return_part(use.regex, value_span(&args[0]), ret_value, error);
}

EXPR_CALL(regex_substring_similar)
{
    const Regex *regex = (const void *)args[3].text;
    g_autoptr(Regex) own = NULL;

    if (regex == NULL)
        regex = own = similar_regex(value_span(&args[1]), value_span(&args[2]), error);
    return regex != NULL && return_part(regex, value_span(&args[0]), ret_value, error);
}

/* (text, pattern [, start [, n [, flags [, group]]]]) */
EXPR_CALL(regex_substr)
{
    g_auto(RegexUse) use = {.regex = NULL};
    bool exists, found;

    if (!regex_use_init(&use, args, args_len, 4, "regexp_substr", error))
        return false;
    RegexWalk walk = {.regex = use.regex, .text = value_span(&args[0])};
    if (!regex_walk_want(&walk, args_len > 5 ? args[5].integer : 0, &exists, error) ||
        !regex_walk_to(&walk, args_len > 2 ? args[2].integer : 1,
                       args_len > 3 ? args[3].integer : 1, &found, error))
        return false;
    *ret_value = found && exists ? regex_walk_value(&walk, walk.groups) : VALUE_NULL;
    return true;
}

/* The groups of a match, or all of it, as an array. */
static bool return_groups(ExprContext *context, const RegexWalk *walk, Value *ret_value,
                          GError **error)
{
    size_t len = MAX(walk->groups, (size_t)1);
    Value *items = expr_alloc_items(context, len, error);

    if (items == NULL)
        return false;
    for (size_t i = 0; i < len; i++)
        items[i] = regex_walk_value(walk, walk->groups == 0 ? 0 : i + 1);
    *ret_value = (Value){.items = items, .len = (uint32_t)len};
    return true;
}

EXPR_CALL(regex_match)
{
    g_auto(RegexUse) use = {.regex = NULL};
    bool found;

    if (!regex_use_init(&use, args, args_len, 2, "regexp_match", error))
        return false;
    RegexWalk walk = {
        .regex = use.regex, .text = value_span(&args[0]), .groups = regex_groups(use.regex)};
    if (!regex_walk_next(&walk, &found, error))
        return false;
    *ret_value = VALUE_NULL;
    return !found || return_groups(context, &walk, ret_value, error);
}

/* ---- table functions ---- */

static bool prepare_table(const Value *arguments, size_t arguments_len, const char *function,
                          void **ret_prepared, GError **error)
{
    Span flags = arguments_len > 2 ? value_span(&arguments[2]) : span_make("", 0);
    RegexUse use;

    *ret_prepared = NULL;
    if (arguments[1].is_null || (arguments_len > 2 && arguments[2].is_null))
        return true;
    if (!regex_use_compile(&use, value_span(&arguments[1]), flags, function, error)) {
        if (error != NULL && (*error)->code == FAIL_DATA)
            (*error)->code = FAIL_QUERY; /* the pattern stands in the statement */
        return false;
    }
    regex_hasten(use.own);
    *ret_prepared = use.own;
    return true;
}

bool regexp_split_prepare(const Value *arguments, size_t arguments_len, void **ret_prepared,
                          GError **error)
{
    return prepare_table(arguments, arguments_len, "regexp_split_to_table", ret_prepared, error);
}

bool regexp_matches_prepare(const Value *arguments, size_t arguments_len, void **ret_prepared,
                            GError **error)
{
    return prepare_table(arguments, arguments_len, NULL, ret_prepared, error);
}

void regexp_release(void *prepared)
{
    regex_free(prepared);
}

/* The arguments as those of a call, whose last is what was prepared. */
static bool use_of_state(RegexUse *use, const TableFunctionState *state, const char *function,
                         GError **error)
{
    Value args[TABLE_FUNCTION_ARGUMENTS_MAX + 1];

    memcpy(args, state->arguments, sizeof(state->arguments));
    args[state->arguments_len] = (Value){.text = state->prepared};
    return regex_use_init(use, args, state->arguments_len, 2, function, error);
}

bool regexp_matches_next(TableFunctionState *state, ExprContext *context, Value *values,
                         size_t rows_max, size_t *ret_len, GError **error)
{
    g_auto(RegexUse) use = {.regex = NULL};
    size_t len = 0;

    *ret_len = 0;
    if (state->at > state->arguments[0].len)
        return true;
    if (!use_of_state(&use, state, NULL, error))
        return false;
    RegexWalk walk = {.regex = use.regex,
                      .text = value_span(&state->arguments[0]),
                      .from = state->at,
                      .groups = regex_groups(use.regex)};
    while (len < rows_max) {
        bool found;

        if (!regex_walk_next(&walk, &found, error))
            return false;
        if (!found || !use.is_global)
            walk.from = walk.text.len + 1;
        if (!found)
            break;
        if (!return_groups(context, &walk, &values[len++], error))
            return false;
        if (!use.is_global)
            break;
    }
    state->at = walk.from;
    *ret_len = len;
    return true;
}

/*
 * The next match that splits: an empty one at the start, at the end, or just after the last match
 * does not. *ret_found false: the rest is one field.
 */
static bool find_split(RegexWalk *walk, bool *ret_found, GError **error)
{
    size_t last_end = walk->from;

    for (;;) {
        RegexPlace *place = &walk->places[0];

        if (!regex_walk_next(walk, ret_found, error))
            return false;
        if (!*ret_found || (place->start < walk->text.len && place->end > last_end))
            return true;
        last_end = place->end;
    }
}

/* Fields from state->at on, which is beyond the text at its end. */
bool regexp_split_next(TableFunctionState *state, ExprContext *context, Value *values,
                       size_t rows_max, size_t *ret_len, GError **error)
{
    g_auto(RegexUse) use = {.regex = NULL};
    Span text = value_span(&state->arguments[0]);
    size_t len = 0;

    (void)context;
    *ret_len = 0;
    if (state->at > text.len)
        return true;
    if (!use_of_state(&use, state, "regexp_split_to_table", error))
        return false;
    for (; len < rows_max && state->at <= text.len; len++) {
        RegexWalk walk = {.regex = use.regex, .text = text, .from = state->at};
        RegexPlace rest = {text.len, text.len + 1};
        bool found;

        if (!find_split(&walk, &found, error))
            return false;
        if (found)
            rest = walk.places[0];
        values[len] = value_of_text(text.at + state->at, rest.start - state->at);
        state->at = rest.end;
    }
    *ret_len = len;
    return true;
}

EXPR_CALL(regex_split_to_array)
{
    g_auto(RegexUse) use = {.regex = NULL};
    TableFunctionState state = {.arguments_len = args_len};

    if (!regex_use_init(&use, args, args_len, 2, "regexp_split_to_array", error))
        return false;
    memcpy(state.arguments, args, args_len * sizeof(Value));
    state.prepared = (void *)use.regex;
    return array_of_rows(context, &state, regexp_split_next, ret_value, error);
}

/* ---- replacing ---- */

/* "\1" is a group, "\&" the match, "\\" a backslash. */
static void append_replacement(GString *text, Span replacement, const RegexWalk *walk)
{
    for (size_t i = 0; i < replacement.len; i++) {
        char next = i + 1 < replacement.len ? replacement.at[i + 1] : '\0';
        size_t group = next == '&' ? 0 : (size_t)(next - '0');
        Value part = VALUE_NULL;

        if (replacement.at[i] != '\\' || (next != '&' && next != '\\' && !g_ascii_isdigit(next)) ||
            next == '0') {
            g_string_append_c(text, replacement.at[i]);
            continue;
        }
        i++;
        if (next == '\\')
            g_string_append_c(text, '\\');
        else if (group <= walk->groups)
            part = regex_walk_value(walk, group);
        if (!part.is_null && part.len > 0)
            g_string_append_len(text, part.text, part.len);
    }
}

/* The @n-th match from the @start-th character on; all if @n is 0. */
static bool replace(ExprContext *context, const RegexUse *use, const Value *args, int64_t start,
                    int64_t n, Value *ret_value, GError **error)
{
    Span text = value_span(&args[0]), replacement = value_span(&args[2]);
    bool has_groups = replacement.len > 0 && memchr(replacement.at, '\\', replacement.len) != NULL;
    RegexWalk walk = {.regex = use->regex,
                      .text = text,
                      .groups = has_groups ? MIN(regex_groups(use->regex), (size_t)9) : 0};
    g_autoptr(GString) replaced = NULL;
    size_t copied = 0;
    bool found;

    if (!regex_walk_to(&walk, start, MAX(n, 1), &found, error))
        return false;
    *ret_value = args[0];
    if (!found)
        return true;
    replaced = g_string_sized_new(text.len);
    while (found) {
        g_string_append_len(replaced, text.at + copied, (gssize)(walk.places[0].start - copied));
        append_replacement(replaced, replacement, &walk);
        copied = walk.places[0].end;
        if (replaced->len > VALUE_TEXT_BYTES_MAX)
            break; /* the copy says so */
        found = false;
        if (n == 0 && !regex_walk_next(&walk, &found, error))
            return false;
    }
    g_string_append_len(replaced, text.at + copied, (gssize)(text.len - copied));
    return expr_return_text(context, span_make(replaced->str, replaced->len), ret_value, error);
}

/* (text, pattern, replacement [, flags]) */
EXPR_CALL(regex_replace)
{
    g_auto(RegexUse) use = {.regex = NULL};

    return regex_use_init(&use, args, args_len, 3, NULL, error) &&
           replace(context, &use, args, 1, use.is_global ? 0 : 1, ret_value, error);
}

/* (text, pattern, replacement, start [, n [, flags]]) */
EXPR_CALL(regex_replace_from)
{
    g_auto(RegexUse) use = {.regex = NULL};
    int64_t n = args_len > 4 ? args[4].integer : 1;

    if (n < 0)
        return fail(error, FAIL_DATA, "invalid value for parameter \"n\": %" G_GINT64_FORMAT, n);
    return regex_use_init(&use, args, args_len, 5, NULL, error) &&
           replace(context, &use, args, args[3].integer, n, ret_value, error);
}
