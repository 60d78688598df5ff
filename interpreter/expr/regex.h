#pragma once
/*
 * PostgreSQL's regular expressions on PCRE2. A pattern is translated (regex_pattern.h); where a
 * match begins is found by backtracking, and where the pattern has a choice, an automaton finds
 * where the longest match from there ends, or the shortest, as PostgreSQL's rules say. Groups are
 * those of the first way to that end which backtracking finds.
 *
 * What backtracks without end is stopped after REGEX_STEPS_MAX steps, as FAIL_DATA.
 *
 * Thread: any; a compiled pattern may be used by several.
 */
#include <glib.h>
#include <stdbool.h>

#include "base/span.h"

enum { REGEX_STEPS_MAX = 1000000, REGEX_GROUPS_MAX = 100 };

typedef struct Regex Regex;

typedef struct RegexPlace {
    size_t start, end; /* bytes of the text; REGEX_NOWHERE: a group that took no part */
} RegexPlace;

#define REGEX_NOWHERE ((size_t)-1)

/**
 * regex_new() - compile a pattern
 * @flags:  letters as regexp functions take them: i c n m s p w x; may be empty
 * @error:  FAIL_DATA: what is wrong with the pattern or the flags; FAIL_LIMIT: too long, or more
 *          than REGEX_GROUPS_MAX groups
 *
 * Return: (owned) regex_free() frees it.
 */
Regex *regex_new(Span pattern, Span flags, GError **error);
void regex_free(Regex *regex); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Regex, regex_free)
/* Worth its time for a pattern that many texts are matched with. */
void regex_hasten(Regex *regex);
size_t regex_groups(const Regex *regex);

/* Whether the text matches anywhere. @error: FAIL_DATA: too many steps; of those below too. */
bool regex_matches(const Regex *regex, Span text, bool *ret_found, GError **error);
/**
 * regex_find() - the first match at or after a place
 * @from:        bytes from the start of @text, at a whole character
 * @ret_found:   whether there is one
 * @ret_places:  of the match, and with @groups > 0 of that many groups; set if it is found
 */
bool regex_find(const Regex *regex, Span text, size_t from, size_t groups, bool *ret_found,
                RegexPlace *ret_places, GError **error);
/* Where the search for another match goes on: behind @place, or one character on if it is empty;
 * beyond the text at its end. */
size_t regex_next(Span text, RegexPlace place);
