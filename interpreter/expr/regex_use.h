#pragma once
/*
 * A regular expression as a call uses it: compiled once for its tree where pattern and flags are
 * constant, else for the call; and its matches, one after the other.
 *
 * Thread: one at a time.
 */
#include "expr/node.h"
#include "expr/regex.h"

typedef struct RegexUse {
    const Regex *regex; /* borrowed */
    Regex *own;         /* owned; NULL if it was prepared */
    bool is_global;     /* the flag g */
} RegexUse;

/**
 * regex_use_init() - the expression of a call
 * @args:      its pattern is the second
 * @flags_at:  which is its flags, if it has so many arguments
 * @function:  whose flags may not be global, for the error; NULL: they may
 * @error:     FAIL_DATA, FAIL_LIMIT
 */
bool regex_use_init(RegexUse *use, const Value *args, size_t args_len, size_t flags_at,
                    const char *function, GError **error);
/* The same for a pattern and flags. */
bool regex_use_compile(RegexUse *use, Span pattern, Span flags, const char *function,
                       GError **error);
void regex_use_done(RegexUse *use);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RegexUse, regex_use_done)

typedef struct RegexWalk {
    const Regex *regex;
    Span text;
    size_t from; /* where the next match is looked for */
    size_t groups;
    RegexPlace places[REGEX_GROUPS_MAX + 1]; /* of the last match and its groups */
} RegexWalk;

/* The next match; *ret_found false: there is none. */
bool regex_walk_next(RegexWalk *walk, bool *ret_found, GError **error);
/* From the @start-th character on, to the @n-th match. FAIL_DATA: either is too small. */
bool regex_walk_to(RegexWalk *walk, int64_t start, int64_t n, bool *ret_found, GError **error);
/* Which group of the matches is wanted: 0 is all, as is the first of a pattern without groups.
 * *ret_exists: there are so many. FAIL_DATA: a negative one. */
bool regex_walk_want(RegexWalk *walk, int64_t group, bool *ret_exists, GError **error);
/* The text at a place; NULL where a group took no part. */
Value regex_walk_value(const RegexWalk *walk, size_t group);
