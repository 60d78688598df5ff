/* New values of jsonb without something, or of two together: operators || and -. */
#include "expr/calls_jsonb.h"

#include "base/fail.h"

static JsonbWriter writer_of(ExprContext *context, size_t bytes)
{
    return jsonb_writer_begin(context->arena, bytes + 2);
}

static void write_members(JsonbWriter *writer, JsonbLevel *level, Span object)
{
    DocumentWalk walk = document_walk(object);
    Span name, value;

    while (document_next(&walk, &name, &value)) {
        jsonb_writer_written_name(writer, level, name);
        jsonb_writer_value(writer, value);
    }
}

/* The items of an array; anything else as one. */
static void write_items(JsonbWriter *writer, JsonbLevel *level, Span jsonb)
{
    DocumentWalk walk = document_walk(jsonb);
    Span name, item;

    if (document_kind(jsonb) != DOCUMENT_ARRAY) {
        jsonb_writer_item(writer, level);
        jsonb_writer_value(writer, jsonb);
        return;
    }
    while (document_next(&walk, &name, &item)) {
        jsonb_writer_item(writer, level);
        jsonb_writer_value(writer, item);
    }
}

EXPR_CALL(jsonb_change_join)
{
    Span a = value_span(&args[0]), b = value_span(&args[1]);
    bool are_objects = document_kind(a) == DOCUMENT_OBJECT && document_kind(b) == DOCUMENT_OBJECT;
    JsonbWriter writer = writer_of(context, a.len + b.len);
    JsonbLevel level;

    jsonb_writer_open(&writer, &level, are_objects ? '{' : '[');
    (are_objects ? write_members : write_items)(&writer, &level, a);
    (are_objects ? write_members : write_items)(&writer, &level, b);
    jsonb_writer_close(&writer, &level);
    return jsonb_make_end(&writer, ret_value, error);
}

static bool fail_scalar(GError **error)
{
    return fail(error, FAIL_DATA, "cannot delete from scalar");
}

/* Whether a name, or an item that is a string, is one of these texts. */
static bool is_one_of(Span written, const Value *texts, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++) {
        if (!texts[i].is_null && document_name_equals(written, value_span(&texts[i])))
            return true;
    }
    return false;
}

static bool without(ExprContext *context, Span jsonb, const Value *texts, uint32_t len,
                    Value *ret_value, GError **error)
{
    JsonbWriter writer = writer_of(context, jsonb.len);
    DocumentWalk walk = document_walk(jsonb);
    JsonbLevel level;
    Span name, value;

    if (document_kind(jsonb) < DOCUMENT_ARRAY)
        return fail_scalar(error);
    jsonb_writer_open(&writer, &level, jsonb.at[0]);
    while (document_next(&walk, &name, &value)) {
        bool is_text = walk.is_object || document_kind(value) == DOCUMENT_STRING;

        if (is_text && is_one_of(walk.is_object ? name : document_inside(value), texts, len))
            continue;
        if (walk.is_object)
            jsonb_writer_written_name(&writer, &level, name);
        else
            jsonb_writer_item(&writer, &level);
        jsonb_writer_value(&writer, value);
    }
    jsonb_writer_close(&writer, &level);
    return jsonb_make_end(&writer, ret_value, error);
}

EXPR_CALL(jsonb_change_without_name)
{
    return without(context, value_span(&args[0]), &args[1], 1, ret_value, error);
}

EXPR_CALL(jsonb_change_without_names)
{
    return without(context, value_span(&args[0]), args[1].items, args[1].len, ret_value, error);
}

EXPR_CALL(jsonb_change_without_item)
{
    Span jsonb = value_span(&args[0]), left_out, name, item;
    JsonbWriter writer = writer_of(context, jsonb.len);
    DocumentWalk walk = document_walk(jsonb);
    JsonbLevel level;

    if (document_kind(jsonb) == DOCUMENT_OBJECT)
        return fail(error, FAIL_DATA, "cannot delete from object using integer index");
    if (document_kind(jsonb) != DOCUMENT_ARRAY)
        return fail_scalar(error);
    *ret_value = args[0];
    if (!document_item(jsonb, args[1].integer, &left_out))
        return true;
    jsonb_writer_open(&writer, &level, '[');
    while (document_next(&walk, &name, &item)) {
        if (item.at == left_out.at)
            continue;
        jsonb_writer_item(&writer, &level);
        jsonb_writer_value(&writer, item);
    }
    jsonb_writer_close(&writer, &level);
    return jsonb_make_end(&writer, ret_value, error);
}

/* All objects without their members that are null, at any depth. */
static void write_stripped(JsonbWriter *writer, Span jsonb)
{
    DocumentWalk walk = document_walk(jsonb);
    JsonbLevel level;
    Span name, value;

    if (document_kind(jsonb) < DOCUMENT_ARRAY) {
        jsonb_writer_value(writer, jsonb);
        return;
    }
    jsonb_writer_open(writer, &level, jsonb.at[0]);
    while (document_next(&walk, &name, &value)) {
        if (walk.is_object && document_kind(value) == DOCUMENT_NULL)
            continue;
        if (walk.is_object)
            jsonb_writer_written_name(writer, &level, name);
        else
            jsonb_writer_item(writer, &level);
        write_stripped(writer, value);
    }
    jsonb_writer_close(writer, &level);
}

EXPR_CALL(jsonb_change_strip_nulls)
{
    JsonbWriter writer = writer_of(context, args[0].len);

    write_stripped(&writer, value_span(&args[0]));
    return jsonb_make_end(&writer, ret_value, error);
}
