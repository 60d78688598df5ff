/* Parts of jsonb: operators -> ->> #> #>>, and what a value is. */
#include "expr/calls_jsonb.h"

#include "base/fail.h"

bool jsonb_get_text(ExprContext *context, Span jsonb, Value *ret_value, GError **error)
{
    Span inside, text = jsonb;

    if (document_kind(jsonb) == DOCUMENT_NULL) {
        *ret_value = VALUE_NULL;
        return true;
    }
    if (document_kind(jsonb) == DOCUMENT_STRING) {
        inside = document_inside(jsonb);
        if (!document_unescape(inside, context->arena, &text))
            return expr_alloc(context, inside.len, error) != NULL;
    }
    *ret_value = value_of_text(text.at, text.len);
    return true;
}

static bool give(bool is_found, Span jsonb, Value *ret_value)
{
    *ret_value = is_found ? value_of_text(jsonb.at, jsonb.len) : VALUE_NULL;
    return true;
}

static bool give_text(ExprContext *context, bool is_found, Span jsonb, Value *ret_value,
                      GError **error)
{
    *ret_value = VALUE_NULL;
    return !is_found || jsonb_get_text(context, jsonb, ret_value, error);
}

static bool find_member(const Value *args, Span *ret_jsonb)
{
    return jsonb_member(value_span(&args[0]), value_span(&args[1]), ret_jsonb);
}

/* To PostgreSQL a scalar is an array of one, when it is the whole value. */
static bool find_item(const Value *args, Span *ret_jsonb)
{
    Span jsonb = value_span(&args[0]);
    int64_t index = args[1].integer;

    if (document_kind(jsonb) < DOCUMENT_ARRAY) {
        *ret_jsonb = jsonb;
        return index == 0 || index == -1;
    }
    return document_item(jsonb, index, ret_jsonb);
}

EXPR_CALL(jsonb_get_member)
{
    Span jsonb;
    bool is_found = find_member(args, &jsonb);

    return give(is_found, jsonb, ret_value);
}

EXPR_CALL(jsonb_get_member_text)
{
    Span jsonb;
    bool is_found = find_member(args, &jsonb);

    return give_text(context, is_found, jsonb, ret_value, error);
}

EXPR_CALL(jsonb_get_item)
{
    Span jsonb;
    bool is_found = find_item(args, &jsonb);

    return give(is_found, jsonb, ret_value);
}

EXPR_CALL(jsonb_get_item_text)
{
    Span jsonb;
    bool is_found = find_item(args, &jsonb);

    return give_text(context, is_found, jsonb, ret_value, error);
}

/* @steps: texts; where one is NULL there is nothing. */
static bool find_path(Span jsonb, const Value *steps, size_t len, Span *ret_jsonb)
{
    for (size_t i = 0; i < len; i++) {
        Span step = value_span(&steps[i]);

        if (steps[i].is_null)
            return false;
        if (document_kind(jsonb) == DOCUMENT_OBJECT ? !jsonb_member(jsonb, step, &jsonb)
                                                    : !document_path(jsonb, &step, 1, &jsonb))
            return false;
    }
    *ret_jsonb = jsonb;
    return true;
}

EXPR_CALL(jsonb_get_path)
{
    Span jsonb;
    bool is_found = find_path(value_span(&args[0]), args[1].items, args[1].len, &jsonb);

    return give(is_found, jsonb, ret_value);
}

EXPR_CALL(jsonb_get_path_text)
{
    Span jsonb;
    bool is_found = find_path(value_span(&args[0]), args[1].items, args[1].len, &jsonb);

    return give_text(context, is_found, jsonb, ret_value, error);
}

EXPR_CALL(jsonb_get_steps)
{
    Span jsonb;
    bool is_found = find_path(value_span(&args[0]), args + 1, args_len - 1, &jsonb);

    return give(is_found, jsonb, ret_value);
}

EXPR_CALL(jsonb_get_steps_text)
{
    Span jsonb;
    bool is_found = find_path(value_span(&args[0]), args + 1, args_len - 1, &jsonb);

    return give_text(context, is_found, jsonb, ret_value, error);
}

EXPR_CALL(jsonb_get_type)
{
    static const char *const names[] = {"null", "string", "number", "boolean", "array", "object"};
    const char *name = names[document_kind(value_span(&args[0]))];

    *ret_value = value_of_text(name, strlen(name));
    return true;
}

EXPR_CALL(jsonb_get_length)
{
    DocumentKind kind = document_kind(value_span(&args[0]));

    if (kind != DOCUMENT_ARRAY)
        return fail(error, FAIL_DATA, "cannot get array length of a %s",
                    kind == DOCUMENT_OBJECT ? "non-array" : "scalar");
    *ret_value = value_of_integer((int64_t)document_len(value_span(&args[0])));
    return true;
}
