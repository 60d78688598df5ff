#define PCRE2_CODE_UNIT_WIDTH 8
#include "expr/regex.h"

#include <pcre2.h>

#include "base/fail.h"
#include "expr/regex_pattern.h"

enum {
    STEPS_KILOBYTES_MAX = 64 * 1024, /* memory of one match's backtracking */
    WORKSPACE_FIRST = 1024,          /* ints of an automaton */
    WORKSPACE_MAX = 1024 * WORKSPACE_FIRST
};

struct Regex {
    pcre2_code *code;             /* owned */
    pcre2_match_context *context; /* owned: the limits */
    uint32_t groups;
    bool by_automaton; /* where a match ends */
    bool is_shortest;
    bool looks_ahead;
};

typedef pcre2_match_data MatchData;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MatchData, pcre2_match_data_free)

void regex_free(Regex *regex)
{
    if (regex == NULL)
        return;
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
    g_free(regex);
}

static uint32_t options_of(const RegexPattern *pattern)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK;

    if (pattern->is_caseless)
        options |= PCRE2_CASELESS;
    options |= pattern->is_by_lines ? PCRE2_MULTILINE : PCRE2_DOLLAR_ENDONLY;
    if (!pattern->stops_at_end)
        options |= PCRE2_DOTALL;
    if (pattern->prefers == REGEX_SHORTEST) /* else only longer matches may be seen */
        options |= PCRE2_NO_AUTO_POSSESS;
    return options;
}

static pcre2_code *compile(const RegexPattern *pattern, GError **error)
{
    pcre2_code *code;
    PCRE2_UCHAR why[128];
    PCRE2_SIZE at;
    int number;

    code = pcre2_compile((PCRE2_SPTR)pattern->text->str, pattern->text->len, options_of(pattern),
                         &number, &at, NULL);
    if (code == NULL) {
        pcre2_get_error_message(number, why, sizeof(why));
        fail(error, FAIL_DATA, "invalid regular expression: %s", (const char *)why);
    }
    return code;
}

Regex *regex_new(Span pattern, Span flags, GError **error)
{
    g_autoptr(GString) text = g_string_sized_new(pattern.len + 32);
    g_autoptr(Regex) regex = g_new0(Regex, 1);
    RegexPattern read = {.text = text};

    if (pattern.len > REGEX_PATTERN_BYTES_MAX)
        return fail_null(error, FAIL_LIMIT,
                         "a regular expression of %zu bytes is beyond the limit of %d", pattern.len,
                         REGEX_PATTERN_BYTES_MAX);
    if (!regex_pattern_read(pattern, flags, &read, error))
        return NULL;
    regex->code = compile(&read, error);
    if (regex->code == NULL)
        return NULL;
    regex->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(regex->context, REGEX_STEPS_MAX);
    pcre2_set_heap_limit(regex->context, STEPS_KILOBYTES_MAX);
    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
    if (regex->groups > REGEX_GROUPS_MAX)
        return fail_null(error, FAIL_LIMIT,
                         "a regular expression of %u groups is beyond the limit of %d",
                         regex->groups, REGEX_GROUPS_MAX);
    regex->by_automaton = read.has_choice && !read.has_backreference;
    regex->is_shortest = read.prefers == REGEX_SHORTEST;
    regex->looks_ahead = read.looks_ahead;
    return g_steal_pointer(&regex);
}

void regex_hasten(Regex *regex)
{
    pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE); /* what it can't do stays as it is */
}

size_t regex_groups(const Regex *regex)
{
    return regex->groups;
}

static bool fail_steps(GError **error)
{
    return fail(error, FAIL_DATA,
                "matching a regular expression took more than %d steps: it backtracks too much on "
                "this text",
                REGEX_STEPS_MAX);
}

static PCRE2_SPTR bytes_of(Span text)
{
    return (PCRE2_SPTR)(text.len == 0 ? "" : text.at);
}

/* The first match by backtracking, with @options of PCRE2. */
static bool backtrack(const Regex *regex, Span text, size_t from, uint32_t options,
                      MatchData *match, bool *ret_found, GError **error)
{
    int outcome;

    options |= PCRE2_NO_UTF_CHECK;
    outcome =
        pcre2_match(regex->code, bytes_of(text), text.len, from, options, match, regex->context);
    if (outcome == PCRE2_ERROR_JIT_STACKLIMIT) /* the way without has more memory */
        outcome = pcre2_match(regex->code, bytes_of(text), text.len, from, options | PCRE2_NO_JIT,
                              match, regex->context);
    *ret_found = outcome >= 0;
    return outcome >= 0 || outcome == PCRE2_ERROR_NOMATCH || fail_steps(error);
}

/* Where the longest or shortest match ends that begins at a place where one does; *ret_end is
 * that one's end before. */
static bool find_end(const Regex *regex, Span text, size_t from, MatchData *match, size_t *ret_end,
                     GError **error)
{
    uint32_t options = PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK;
    int on_stack[WORKSPACE_FIRST];
    g_autofree int *on_heap = NULL;
    size_t len = WORKSPACE_FIRST;
    int outcome;

    if (regex->is_shortest)
        options |= PCRE2_DFA_SHORTEST;
    outcome = pcre2_dfa_match(regex->code, bytes_of(text), text.len, from, options, match,
                              regex->context, on_stack, len);
    while (outcome == PCRE2_ERROR_DFA_WSSIZE && len < WORKSPACE_MAX) {
        len *= 4;
        on_heap = g_renew(int, on_heap, len);
        outcome = pcre2_dfa_match(regex->code, bytes_of(text), text.len, from, options, match,
                                  regex->context, on_heap, len);
    }
    if (outcome == PCRE2_ERROR_NOMATCH)
        return true; /* the two ways differ: the first one holds */
    if (outcome < 0)
        return fail_steps(error);
    *ret_end = pcre2_get_ovector_pointer(match)[1];
    return true;
}

/*
 * The groups of a match whose place is known. It is matched once more, with the text cut at its
 * end, so that it ends there. Where what is behind it matters, that can't be done, and the groups
 * are those of the match that backtracking finds first.
 */
static bool find_groups(const Regex *regex, Span text, RegexPlace place, MatchData *match,
                        GError **error)
{
    Span cut = span_make(text.at, place.end);
    bool is_found = false;

    if (!regex->looks_ahead &&
        !backtrack(regex, cut, place.start, PCRE2_ANCHORED | PCRE2_ENDANCHORED, match, &is_found,
                   error))
        return false;
    return is_found || backtrack(regex, text, place.start, PCRE2_ANCHORED, match, &is_found, error);
}

bool regex_matches(const Regex *regex, Span text, bool *ret_found, GError **error)
{
    g_autoptr(MatchData) match = pcre2_match_data_create(1, NULL);

    return backtrack(regex, text, 0, 0, match, ret_found, error);
}

bool regex_find(const Regex *regex, Span text, size_t from, size_t groups, bool *ret_found,
                RegexPlace *ret_places, GError **error)
{
    g_autoptr(MatchData) match = NULL;
    const PCRE2_SIZE *places;
    RegexPlace whole;

    *ret_found = false;
    if (from > text.len)
        return true;
    match = pcre2_match_data_create((uint32_t)groups + 1, NULL);
    places = pcre2_get_ovector_pointer(match);
    if (!backtrack(regex, text, from, 0, match, ret_found, error))
        return false;
    if (!*ret_found)
        return true;
    whole = (RegexPlace){places[0], places[1]};
    if (regex->by_automaton && (!find_end(regex, text, whole.start, match, &whole.end, error) ||
                                (groups > 0 && !find_groups(regex, text, whole, match, error))))
        return false;
    ret_places[0] = whole;
    for (size_t i = 1; i <= groups; i++)
        ret_places[i] = (RegexPlace){places[2 * i], places[2 * i + 1]};
    return true;
}

size_t regex_next(Span text, RegexPlace place)
{
    if (place.end > place.start)
        return place.end;
    if (place.end >= text.len)
        return text.len + 1;
    return (size_t)(g_utf8_next_char(text.at + place.end) - text.at);
}
