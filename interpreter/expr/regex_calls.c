/* Whether a text matches a pattern, how often, and where. */
#include "base/fail.h"
#include "expr/calls_regex.h"
#include "expr/characters.h"
#include "expr/regex_use.h"

static bool return_match(const RegexUse *use, const Value *text, bool wanted, Value *ret_value,
                         GError **error)
{
    bool found;

    if (!regex_matches(use->regex, value_span(text), &found, error))
        return false;
    *ret_value = (Value){.boolean = found == wanted};
    return true;
}

/* Of an operator, whose pattern may be one of this row. */
static bool match_with(const Value *args, const char *flags, bool wanted, Value *ret_value,
                       GError **error)
{
    g_auto(RegexUse) use = {.regex = (const void *)args[2].text};

    if (use.regex == NULL &&
        !regex_use_compile(&use, value_span(&args[1]), span_of(flags), NULL, error))
        return false;
    return return_match(&use, &args[0], wanted, ret_value, error);
}

EXPR_CALL(regex_is_match)
{
    return match_with(args, "", true, ret_value, error);
}

EXPR_CALL(regex_is_no_match)
{
    return match_with(args, "", false, ret_value, error);
}

EXPR_CALL(regex_is_match_any_case)
{
    return match_with(args, "i", true, ret_value, error);
}

EXPR_CALL(regex_is_no_match_any_case)
{
    return match_with(args, "i", false, ret_value, error);
}

EXPR_CALL(regex_like)
{
    g_auto(RegexUse) use = {.regex = NULL};

    return regex_use_init(&use, args, args_len, 2, "regexp_like", error) &&
           return_match(&use, &args[0], true, ret_value, error);
}

/* (text, pattern [, start [, flags]]) */
EXPR_CALL(regex_count)
{
    g_auto(RegexUse) use = {.regex = NULL};
    int64_t n = 0;
    bool found;

    if (!regex_use_init(&use, args, args_len, 3, "regexp_count", error))
        return false;
    RegexWalk walk = {.regex = use.regex, .text = value_span(&args[0])};
    if (!regex_walk_to(&walk, args_len > 2 ? args[2].integer : 1, 1, &found, error))
        return false;
    while (found) {
        n++;
        if (!regex_walk_next(&walk, &found, error))
            return false;
    }
    *ret_value = value_of_integer(n);
    return true;
}

/* (text, pattern [, start [, n [, end [, flags [, group]]]]]) */
EXPR_CALL(regex_instr)
{
    g_auto(RegexUse) use = {.regex = NULL};
    int64_t at_end = args_len > 4 ? args[4].integer : 0;
    bool exists, found;
    RegexPlace place;

    if (at_end != 0 && at_end != 1)
        return fail(error, FAIL_DATA,
                    "invalid value for parameter \"endoption\": %" G_GINT64_FORMAT, at_end);
    if (!regex_use_init(&use, args, args_len, 5, "regexp_instr", error))
        return false;
    RegexWalk walk = {.regex = use.regex, .text = value_span(&args[0])};
    if (!regex_walk_want(&walk, args_len > 6 ? args[6].integer : 0, &exists, error) ||
        !regex_walk_to(&walk, args_len > 2 ? args[2].integer : 1,
                       args_len > 3 ? args[3].integer : 1, &found, error))
        return false;
    *ret_value = value_of_integer(0);
    place = walk.places[walk.groups];
    if (!found || !exists || place.start == REGEX_NOWHERE)
        return true;
    place.end = at_end == 1 ? place.end : place.start;
    *ret_value = value_of_integer(characters_count(span_make(walk.text.at, place.end)) + 1);
    return true;
}
