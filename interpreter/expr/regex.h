#pragma once
/*
 * PostgreSQL's regular expressions on GLib's GRegex (PCRE2). A pattern is translated: escapes that
 * the two read differently become the equivalent, and what only PCRE knows is refused, so that a
 * pattern means here what it means there. One difference stays: of several alternatives that match
 * PCRE takes the first, PostgreSQL the longest.
 *
 * A pattern that backtracks without end is stopped after REGEX_STEPS_MAX steps, as FAIL_DATA.
 *
 * Thread: any; a compiled pattern may be used by several.
 */
#include <glib.h>

#include "base/span.h"

enum { REGEX_STEPS_MAX = 1000000, REGEX_PATTERN_BYTES_MAX = 32 * 1024 };

/**
 * regex_new() - compile a pattern
 * @flags:  letters as regexp functions take them: i c n m s p w x; may be empty
 * @error:  FAIL_DATA: what is wrong with the pattern or the flags; FAIL_LIMIT: too long
 *
 * Return: (owned) g_regex_unref() frees it.
 */
GRegex *regex_new(Span pattern, Span flags, GError **error);
/**
 * regex_find() - the first match at or after a place
 * @from:       bytes from the start of @text, at a whole character
 * @ret_found:  whether there is one; only then are the others set
 * @error:      FAIL_DATA: too many steps
 */
bool regex_find(const GRegex *regex, Span text, size_t from, bool *ret_found, size_t *ret_start,
                size_t *ret_end, GError **error);
/* The same from the start of @text, but the place of the pattern's first group if it has one; a
 * group that took no part in the match is as no match. */
bool regex_find_group(const GRegex *regex, Span text, bool *ret_found, size_t *ret_start,
                      size_t *ret_end, GError **error);
