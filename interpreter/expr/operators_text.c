/* Operators of texts. One that exists for several types has a row for each. */
#include "expr/calls.h"
#include "expr/calls_regex.h"
#include "expr/polymorphic.h"
#include "expr/table_rows.h"

static const Operator rows[] = {
    COMPARISONS(TYPE_TEXT, text),
    INFIX("||", TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, compose_append),
    INFIX("||", TYPE_TEXT, TYPE_AS_TEXT, TYPE_TEXT, compose_append),
    INFIX("||", TYPE_AS_TEXT, TYPE_TEXT, TYPE_TEXT, compose_append),
    INFIX("^@", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, slice_starts_with),
    INFIX("~~", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_matches),
    INFIX("!~~", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_differs),
    INFIX("~~*", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_matches_any_case),
    INFIX("!~~*", TYPE_TEXT, TYPE_TEXT, TYPE_BOOL, like_differs_any_case),
    PATTERN("~", regex_is_match, regex_prepare),
    PATTERN("!~", regex_is_no_match, regex_prepare),
    PATTERN("~*", regex_is_match_any_case, regex_prepare_any_case),
    PATTERN("!~*", regex_is_no_match_any_case, regex_prepare_any_case),
};

const OperatorTable operators_text = {rows, G_N_ELEMENTS(rows)};
