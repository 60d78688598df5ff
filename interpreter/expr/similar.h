#pragma once
/*
 * SIMILAR TO's patterns, which are between LIKE's and regular expressions.
 *
 * Thread: any; pure.
 */
#include "expr/regex.h"

/**
 * similar_regex() - (owned) what substring(text SIMILAR pattern ESCAPE escape) matches with
 *
 * Its first group is what the pattern has between two escape-double-quotes, if it has them.
 * @error:  FAIL_DATA
 */
Regex *similar_regex(Span pattern, Span escape, GError **error);
