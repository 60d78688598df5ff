/* What is in jsonb: operators @> <@ ? ?| ?&. */
#include "expr/calls_jsonb.h"

static bool is_scalar(Span jsonb)
{
    return document_kind(jsonb) < DOCUMENT_ARRAY;
}

static bool contains(Span jsonb, Span part);

/* Whether some item of the array equals the scalar, or contains the container. */
static bool any_item_contains(Span array, Span part)
{
    DocumentWalk walk = document_walk(array);
    Span name, item;

    while (document_next(&walk, &name, &item)) {
        if (is_scalar(part) ? is_scalar(item) && jsonb_compare(item, part) == 0
                            : contains(item, part))
            return true;
    }
    return false;
}

/* Of two of the same kind. */
static bool contains(Span jsonb, Span part)
{
    DocumentKind kind = document_kind(part);
    DocumentWalk walk = document_walk(part);
    Span name, value;

    if (kind != document_kind(jsonb))
        return false;
    if (kind < DOCUMENT_ARRAY)
        return jsonb_compare(jsonb, part) == 0;
    while (document_next(&walk, &name, &value)) {
        Span mine;

        if (kind == DOCUMENT_ARRAY
                ? !any_item_contains(jsonb, value)
                : !jsonb_written_member(jsonb, name, &mine) || !contains(mine, value))
            return false;
    }
    return true;
}

/* An array contains a scalar too, but only when both are whole values. */
static bool contains_whole(const Value *jsonb, const Value *part)
{
    Span whole = value_span(jsonb), scalar = value_span(part);

    if (document_kind(whole) == DOCUMENT_ARRAY && is_scalar(scalar))
        return any_item_contains(whole, scalar);
    return contains(whole, scalar);
}

EXPR_CALL(jsonb_match_contains)
{
    *ret_value = (Value){.boolean = contains_whole(&args[0], &args[1])};
    return true;
}

EXPR_CALL(jsonb_match_contained)
{
    *ret_value = (Value){.boolean = contains_whole(&args[1], &args[0])};
    return true;
}

static bool is_string_of(Span jsonb, Span text)
{
    return document_kind(jsonb) == DOCUMENT_STRING &&
           document_name_equals(document_inside(jsonb), text);
}

/* A member's name, an item that is that string, or a string that is it. */
static bool has_name(Span jsonb, Span text)
{
    DocumentWalk walk = document_walk(jsonb);
    Span name, item;

    if (walk.is_object)
        return jsonb_member(jsonb, text, &item);
    while (document_next(&walk, &name, &item)) {
        if (is_string_of(item, text))
            return true;
    }
    return is_string_of(jsonb, text);
}

EXPR_CALL(jsonb_match_name)
{
    *ret_value = (Value){.boolean = has_name(value_span(&args[0]), value_span(&args[1]))};
    return true;
}

/* How many of the texts, which are not NULL, it has. */
static uint32_t count_names(const Value *args, uint32_t *ret_len)
{
    uint32_t found = 0;

    *ret_len = 0;
    for (uint32_t i = 0; i < args[1].len; i++) {
        if (args[1].items[i].is_null)
            continue;
        *ret_len += 1;
        found += has_name(value_span(&args[0]), value_span(&args[1].items[i])) ? 1 : 0;
    }
    return found;
}

EXPR_CALL(jsonb_match_any_name)
{
    uint32_t len;

    *ret_value = (Value){.boolean = count_names(args, &len) > 0};
    return true;
}

EXPR_CALL(jsonb_match_all_names)
{
    uint32_t len, found = count_names(args, &len);

    *ret_value = (Value){.boolean = found == len};
    return true;
}
