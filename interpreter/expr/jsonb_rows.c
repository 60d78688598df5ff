/* Table functions of jsonb: items, members, names. */
#include "expr/calls_jsonb.h"

#include "base/fail.h"

/* What is next: a member's name and value, or an item; false at the end. */
static bool next_part(TableFunctionState *state, Span *ret_name, Span *ret_value)
{
    Span jsonb = value_span(&state->arguments[0]);
    DocumentWalk walk = document_walk(jsonb);
    bool is_found;

    if (state->at > 0) {
        walk.at = jsonb.at + state->at;
        walk.is_first = false;
    }
    is_found = document_next(&walk, ret_name, ret_value);
    state->at = (size_t)(walk.at - jsonb.at);
    return is_found;
}

static bool need_array(const TableFunctionState *state, GError **error)
{
    DocumentKind kind = document_kind(value_span(&state->arguments[0]));

    return kind == DOCUMENT_ARRAY || fail(error, FAIL_DATA, "cannot extract elements from %s",
                                          kind == DOCUMENT_OBJECT ? "an object" : "a scalar");
}

static bool give_items(TableFunctionState *state, ExprContext *context, bool as_text, Value *values,
                       size_t rows_max, size_t *ret_len, GError **error)
{
    Span name, item;

    *ret_len = 0;
    if (!need_array(state, error))
        return false;
    for (; *ret_len < rows_max && next_part(state, &name, &item); ++*ret_len) {
        values[*ret_len] = value_of_text(item.at, item.len);
        if (as_text && !jsonb_get_text(context, item, &values[*ret_len], error))
            return false;
    }
    return true;
}

JSONB_ROWS(jsonb_rows_items)
{
    return give_items(state, context, false, values, rows_max, ret_len, error);
}

JSONB_ROWS(jsonb_rows_items_text)
{
    return give_items(state, context, true, values, rows_max, ret_len, error);
}

static bool give_name(ExprContext *context, Span written, Value *ret_value, GError **error)
{
    Span name;

    if (!document_unescape(written, context->arena, &name))
        return expr_alloc(context, written.len, error) != NULL;
    *ret_value = value_of_text(name.at, name.len);
    return true;
}

JSONB_ROWS(jsonb_rows_names)
{
    DocumentKind kind = document_kind(value_span(&state->arguments[0]));
    Span name, value;

    *ret_len = 0;
    if (kind != DOCUMENT_OBJECT)
        return fail(error, FAIL_DATA, "cannot call jsonb_object_keys on %s",
                    kind == DOCUMENT_ARRAY ? "an array" : "a scalar");
    for (; *ret_len < rows_max && next_part(state, &name, &value); ++*ret_len) {
        if (!give_name(context, name, &values[*ret_len], error))
            return false;
    }
    return true;
}

static bool give_members(TableFunctionState *state, ExprContext *context, bool as_text,
                         Value *values, size_t rows_max, size_t *ret_len, GError **error)
{
    Span name, value;

    *ret_len = 0;
    if (document_kind(value_span(&state->arguments[0])) != DOCUMENT_OBJECT)
        return fail(error, FAIL_DATA, "cannot call jsonb_each%s on a non-object",
                    as_text ? "_text" : "");
    for (; *ret_len < rows_max && next_part(state, &name, &value); ++*ret_len) {
        Value *row = &values[2 * *ret_len];

        row[1] = value_of_text(value.at, value.len);
        if (!give_name(context, name, &row[0], error) ||
            (as_text && !jsonb_get_text(context, value, &row[1], error)))
            return false;
    }
    return true;
}

JSONB_ROWS(jsonb_rows_members)
{
    return give_members(state, context, false, values, rows_max, ret_len, error);
}

JSONB_ROWS(jsonb_rows_members_text)
{
    return give_members(state, context, true, values, rows_max, ret_len, error);
}
