/* Operators of jsonb. */
#include "expr/calls.h"
#include "expr/calls_jsonb.h"
#include "expr/table_rows.h"

#define TYPE_TEXTS ((Type)(TYPE_ARRAY + (int)TYPE_TEXT))

static const Operator rows[] = {
    COMPARISONS(TYPE_JSONB, jsonb),
    INFIX("->", TYPE_JSONB, TYPE_TEXT, TYPE_JSONB, jsonb_get_member),
    INFIX("->", TYPE_JSONB, TYPE_INT4, TYPE_JSONB, jsonb_get_item),
    INFIX("->>", TYPE_JSONB, TYPE_TEXT, TYPE_TEXT, jsonb_get_member_text),
    INFIX("->>", TYPE_JSONB, TYPE_INT4, TYPE_TEXT, jsonb_get_item_text),
    INFIX("#>", TYPE_JSONB, TYPE_TEXTS, TYPE_JSONB, jsonb_get_path),
    INFIX("#>>", TYPE_JSONB, TYPE_TEXTS, TYPE_TEXT, jsonb_get_path_text),
    INFIX("@>", TYPE_JSONB, TYPE_JSONB, TYPE_BOOL, jsonb_match_contains),
    INFIX("<@", TYPE_JSONB, TYPE_JSONB, TYPE_BOOL, jsonb_match_contained),
    INFIX("?", TYPE_JSONB, TYPE_TEXT, TYPE_BOOL, jsonb_match_name),
    INFIX("?|", TYPE_JSONB, TYPE_TEXTS, TYPE_BOOL, jsonb_match_any_name),
    INFIX("?&", TYPE_JSONB, TYPE_TEXTS, TYPE_BOOL, jsonb_match_all_names),
    INFIX("||", TYPE_JSONB, TYPE_JSONB, TYPE_JSONB, jsonb_change_join),
    INFIX("-", TYPE_JSONB, TYPE_TEXT, TYPE_JSONB, jsonb_change_without_name),
    INFIX("-", TYPE_JSONB, TYPE_TEXTS, TYPE_JSONB, jsonb_change_without_names),
    INFIX("-", TYPE_JSONB, TYPE_INT4, TYPE_JSONB, jsonb_change_without_item),
    REFUSED("@?", TYPE_JSONB, TYPE_TEXT, "JSONPath is not supported: use #> and IS NOT NULL"),
    REFUSED("@@", TYPE_JSONB, TYPE_TEXT, "JSONPath is not supported: use #>> and a comparison"),
    INFIX("#-", TYPE_JSONB, TYPE_TEXTS, TYPE_JSONB, jsonb_set_delete),
};

const OperatorTable operators_jsonb = {rows, G_N_ELEMENTS(rows)};
