#pragma once
/*
 * PostgreSQL's regular expressions in PCRE2's words: what regex.c compiles, and what it has to know
 * besides.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum { REGEX_PATTERN_BYTES_MAX = 32 * 1024, REGEX_REPEAT_MAX = 255 };

/* What a part of a pattern matches where it has the choice. */
typedef enum RegexPrefers { REGEX_NO_CHOICE, REGEX_LONGEST, REGEX_SHORTEST } RegexPrefers;

typedef struct RegexPattern {
    GString *text; /* borrowed */
    bool is_caseless;
    bool is_by_lines;  /* "^" and "$" match at each line's ends */
    bool stops_at_end; /* "." and brackets with "^" do not match a line's end */
    bool is_expanded;  /* spaces and comments do not count */
    bool is_literal;
    RegexPrefers prefers;
    bool has_choice;        /* PCRE's match need not be the longest or shortest */
    bool has_backreference; /* and so no automaton */
    bool looks_ahead;       /* what is behind a match matters */
} RegexPattern;

/**
 * regex_pattern_read() - translate a pattern
 * @flags:       letters as regexp functions take them: i c n m s p w x t q
 * @ret_pattern: its text is appended to
 * @error:       FAIL_DATA: what is wrong, in PostgreSQL's words
 */
bool regex_pattern_read(Span pattern, Span flags, RegexPattern *ret_pattern, GError **error);

/* ---- between its files ---- */

typedef struct RegexReading {
    Span pattern;
    size_t at;
    RegexPattern *to;
    GArray *groups;   /* of RegexGroup: those that are open, the outermost first */
    GArray *captures; /* of bool: whether each capturing group so far is closed */
    int looking;      /* open groups that look ahead or behind: inside of them nothing captures */
    GError **error;
} RegexReading;

/* At a bracket; ends behind its end. *ret_is_constraint: it is a place and no character, as \y. */
bool regex_brackets_read(RegexReading *reading, bool *ret_is_constraint);
/* "\" and what follows, as part of brackets or outside of them. */
bool regex_escape_read(RegexReading *reading, bool is_inside, bool *ret_is_constraint);

bool regex_pattern_fail(RegexReading *reading, const char *why);
char regex_pattern_peek(const RegexReading *reading, size_t ahead); /* NUL beyond the end */
/* One character as itself, and on. */
void regex_pattern_copy(RegexReading *reading);
void regex_pattern_put(RegexReading *reading, uint32_t character);
