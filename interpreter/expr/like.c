/*
 * LIKE: "%" is any text, "_" any character, and the character after a backslash is itself.
 *
 * The text is walked once. At a "%" its place is kept; where the rest does not match, the "%" takes
 * one character more and the walk goes on from there. Only the last "%" needs that: what an earlier
 * one could take more would be taken from a later one, which takes anything.
 */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"
#include "expr/letters.h"

typedef enum LikeMatch {
    LIKE_YES,
    LIKE_NO,
    LIKE_BAD, /* the pattern ends in a backslash that something was to be compared with */
} LikeMatch;

static const char *next_character(const char *at, const char *end)
{
    const char *next = g_utf8_next_char(at);

    return next > end ? end : next;
}

/* One step at a pattern that is not at its end nor at a "%". */
static LikeMatch match_one(const char **text, const char *text_end, const char **pattern,
                           const char *pattern_end)
{
    if (**pattern == '_') {
        *text = next_character(*text, text_end);
        (*pattern)++;
        return LIKE_YES;
    }
    if (**pattern == '\\' && !FAULT(like_no_escape)) {
        if (*pattern + 1 == pattern_end)
            return LIKE_BAD;
        if (**text != (*pattern)[1])
            return LIKE_NO;
        *pattern += 2;
    } else {
        if (**text != **pattern)
            return LIKE_NO;
        (*pattern)++;
    }
    (*text)++;
    return LIKE_YES;
}

static LikeMatch match(Span text, Span pattern)
{
    const char *at = text.at, *end = at + text.len;
    const char *wanted = pattern.at, *wanted_end = wanted + pattern.len;
    const char *percent = NULL, *percent_at = NULL;

    while (at < end) {
        LikeMatch step = LIKE_NO;

        if (wanted < wanted_end && *wanted == '%') {
            percent = ++wanted;
            percent_at = at;
            if (percent == wanted_end)
                return LIKE_YES;
            continue;
        }
        if (wanted < wanted_end)
            step = match_one(&at, end, &wanted, wanted_end);
        if (step == LIKE_BAD)
            return LIKE_BAD;
        if (step == LIKE_YES)
            continue;
        if (percent == NULL)
            return LIKE_NO;
        percent_at = next_character(percent_at, end);
        at = percent_at;
        wanted = percent;
    }
    while (wanted < wanted_end && *wanted == '%')
        wanted++;
    return wanted == wanted_end ? LIKE_YES : LIKE_NO;
}

static bool return_match(Span text, Span pattern, bool wanted, Value *ret_value, GError **error)
{
    switch (match(text, pattern)) {
    case LIKE_YES:
        *ret_value = (Value){.boolean = wanted};
        return true;
    case LIKE_NO:
        *ret_value = (Value){.boolean = !wanted};
        return true;
    case LIKE_BAD:
        break;
    }
    return fail(error, FAIL_DATA, "LIKE pattern must not end with escape character");
}

static bool return_match_any_case(ExprContext *context, const Value *args, bool wanted,
                                  Value *ret_value, GError **error)
{
    Value text, pattern;

    return letters_to_lower(context, value_span(&args[0]), &text, error) &&
           letters_to_lower(context, value_span(&args[1]), &pattern, error) &&
           return_match(value_span(&text), value_span(&pattern), wanted, ret_value, error);
}

EXPR_CALL(like_matches)
{
    return return_match(value_span(&args[0]), value_span(&args[1]), true, ret_value, error);
}

EXPR_CALL(like_differs)
{
    return return_match(value_span(&args[0]), value_span(&args[1]), false, ret_value, error);
}

EXPR_CALL(like_matches_any_case)
{
    return return_match_any_case(context, args, true, ret_value, error);
}

EXPR_CALL(like_differs_any_case)
{
    return return_match_any_case(context, args, false, ret_value, error);
}

/* "... ESCAPE '!'": the same pattern with backslashes. An empty escape means that there is none. */
EXPR_CALL(like_escape)
{
    Span pattern = value_span(&args[0]), escape = value_span(&args[1]);
    char *copy, *to;
    bool after_escape = false;

    if (escape.len > 0 &&
        next_character(escape.at, escape.at + escape.len) < escape.at + escape.len) {
        fail(error, FAIL_DATA, "invalid escape string");
        return fail_hint(error, "Escape string must be empty or one character.");
    }
    copy = to = expr_alloc(context, pattern.len * 2, error);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < pattern.len;) {
        bool is_escape = escape.len > 0 && pattern.len - i >= escape.len &&
                         memcmp(pattern.at + i, escape.at, escape.len) == 0;

        if (is_escape && !after_escape) {
            *to++ = '\\';
            i += escape.len;
            after_escape = true;
            continue;
        }
        if (pattern.at[i] == '\\' && !after_escape)
            *to++ = '\\'; /* itself here */
        *to++ = pattern.at[i++];
        while (is_escape && i < pattern.len && ((uint8_t)pattern.at[i] & 0xC0) == 0x80)
            *to++ = pattern.at[i++];
        after_escape = false;
    }
    *ret_value = value_of_text(copy, (size_t)(to - copy));
    return true;
}
