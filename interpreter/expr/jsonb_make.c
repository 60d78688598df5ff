/* jsonb of other values: to_jsonb() and those that build objects and arrays; and its pretty text.
 */
#include "expr/calls_jsonb.h"

#include "base/fail.h"
#include "row/number.h"
#include "row/timestamp.h"

bool jsonb_make_end(JsonbWriter *writer, Value *ret_value, GError **error)
{
    Span jsonb;

    if (!jsonb_writer_end(writer, &jsonb, error))
        return false;
    *ret_value = value_of_text(jsonb.at, jsonb.len);
    return true;
}

/* The text of a value that is neither array nor jsonb, as a name or a string has it. */
static void write_plain(Type type, const Value *value, const Zone *zone, GString *text)
{
    if (type == TYPE_BOOL)
        g_string_append(text, value->boolean ? "true" : "false");
    else if (type == TYPE_TIMESTAMPTZ || type == TYPE_TIMESTAMP)
        timestamp_write(type, value->integer, zone, TIMESTAMP_XML, text);
    else
        value_write(type, value, zone, text);
}

static void write_value(JsonbWriter *writer, Type type, const Value *value, const Zone *zone);

static void write_items(JsonbWriter *writer, Type item, const Value *array, const Zone *zone)
{
    JsonbLevel level;

    jsonb_writer_open(writer, &level, '[');
    for (uint32_t i = 0; i < array->len; i++) {
        jsonb_writer_item(writer, &level);
        write_value(writer, item, &array->items[i], zone);
    }
    jsonb_writer_close(writer, &level);
}

static void write_by_text(JsonbWriter *writer, Type type, const Value *value, const Zone *zone)
{
    g_autoptr(GString) text = g_string_sized_new(48);
    Span span;

    write_plain(type, value, zone, text);
    span = span_make(text->str, text->len);
    if (type == TYPE_BOOL)
        jsonb_writer_value(writer, span);
    else if (type_is_number(type) && strpbrk(text->str, "NI") == NULL) /* NaN, Infinity */
        jsonb_writer_number(writer, span);
    else
        jsonb_writer_text(writer, span);
}

/* A value of any type as the next of what is written; NULL is null. */
static void write_value(JsonbWriter *writer, Type type, const Value *value, const Zone *zone)
{
    if (value->is_null)
        jsonb_writer_value(writer, span_of("null"));
    else if (type_is_array(type))
        write_items(writer, type_item(type), value, zone);
    else if (type == TYPE_JSONB)
        jsonb_writer_value(writer, value_span(value));
    else if (type == TYPE_TEXT)
        jsonb_writer_text(writer, value_span(value));
    else
        write_by_text(writer, type, value, zone);
}

EXPR_CALL(jsonb_make_of)
{
    JsonbWriter writer = jsonb_writer_begin(context->arena, 0);

    write_value(&writer, expr_types(args, args_len)[0], &args[0], context->zone);
    return jsonb_make_end(&writer, ret_value, error);
}

EXPR_CALL(jsonb_make_array)
{
    JsonbWriter writer = jsonb_writer_begin(context->arena, 0);
    JsonbLevel level;

    jsonb_writer_open(&writer, &level, '[');
    for (size_t i = 0; i < args_len; i++) {
        jsonb_writer_item(&writer, &level);
        write_value(&writer, expr_types(args, args_len)[i], &args[i], context->zone);
    }
    jsonb_writer_close(&writer, &level);
    return jsonb_make_end(&writer, ret_value, error);
}

/* The argument at @i as a name, in the context's arena. */
static bool make_name(ExprContext *context, const Value *args, size_t args_len, size_t i,
                      Value *ret_name, GError **error)
{
    Type type = expr_types(args, args_len)[i];
    g_autoptr(GString) text = NULL;

    if (args[i].is_null)
        return fail(error, FAIL_DATA, "argument %zu: key must not be null", i + 1);
    if (type_is_array(type) || type == TYPE_JSONB)
        return fail(error, FAIL_DATA, "key value must be scalar, not array, composite, or json");
    *ret_name = args[i];
    if (type == TYPE_TEXT)
        return true;
    text = g_string_sized_new(48);
    write_plain(type, &args[i], context->zone, text);
    return expr_return_text(context, span_make(text->str, text->len), ret_name, error);
}

EXPR_CALL(jsonb_make_object)
{
    JsonbWriter writer = jsonb_writer_begin(context->arena, 0);
    JsonbLevel level;

    if (args_len % 2 == 1) {
        fail(error, FAIL_DATA, "argument list must have even number of elements");
        return fail_hint(error, "The arguments of jsonb_build_object() must consist of alternating "
                                "keys and values.");
    }
    jsonb_writer_open(&writer, &level, '{');
    for (size_t i = 0; i < args_len; i += 2) {
        Value name;

        if (!make_name(context, args, args_len, i, &name, error))
            return false;
        jsonb_writer_name(&writer, &level, value_span(&name));
        write_value(&writer, expr_types(args, args_len)[i + 1], &args[i + 1], context->zone);
    }
    jsonb_writer_close(&writer, &level);
    return jsonb_make_end(&writer, ret_value, error);
}

/* Names and values that are @step apart. */
static bool make_of_texts(ExprContext *context, const Value *names, const Value *values, size_t len,
                          size_t step, Value *ret_value, GError **error)
{
    JsonbWriter writer = jsonb_writer_begin(context->arena, 0);
    JsonbLevel level;

    jsonb_writer_open(&writer, &level, '{');
    for (size_t i = 0; i < len; i += step) {
        if (names[i].is_null)
            return fail(error, FAIL_DATA, "null value not allowed for object key");
        jsonb_writer_name(&writer, &level, value_span(&names[i]));
        write_value(&writer, TYPE_TEXT, &values[i], NULL);
    }
    jsonb_writer_close(&writer, &level);
    return jsonb_make_end(&writer, ret_value, error);
}

EXPR_CALL(jsonb_make_object_of_texts)
{
    if (args[0].len % 2 == 1)
        return fail(error, FAIL_DATA, "array must have even number of elements");
    return make_of_texts(context, args[0].items, args[0].items + 1, args[0].len, 2, ret_value,
                         error);
}

EXPR_CALL(jsonb_make_object_of_pairs)
{
    if ((args[0].len == 0) != (args[1].len == 0)) /* one of no dimension */
        return fail(error, FAIL_DATA, "wrong number of array subscripts");
    if (args[0].len != args[1].len)
        return fail(error, FAIL_DATA, "mismatched array dimensions");
    return make_of_texts(context, args[0].items, args[1].items, args[0].len, 1, ret_value, error);
}

static void new_line(JsonbWriter *writer, size_t depth)
{
    jsonb_writer_value(writer, span_of("\n"));
    for (; depth > 0 && !writer->is_full; depth--)
        jsonb_writer_value(writer, span_of("    "));
}

/* Past the string that begins at @at. */
static const char *string_end(const char *at)
{
    for (at++; *at != '"'; at++)
        at += *at == '\\' ? 1 : 0;
    return at + 1;
}

/* One mark of canonical text, or one byte of a scalar; past it. */
static const char *write_pretty(JsonbWriter *writer, const char *at, size_t *depth)
{
    const char *next = *at == '"' ? string_end(at) : at + 1;

    if (*at == '}' || *at == ']')
        new_line(writer, --*depth);
    jsonb_writer_value(writer, span_make(at, (size_t)(next - at)));
    if (*at == ',')
        next++; /* the space */
    if (*at == '{' || *at == '[')
        ++*depth;
    if (*at == ',' || ((*at == '{' || *at == '[') && *next != '}' && *next != ']'))
        new_line(writer, *depth);
    return next;
}

EXPR_CALL(jsonb_make_pretty)
{
    const char *at = args[0].text, *end = at + args[0].len;
    JsonbWriter writer = jsonb_writer_begin(context->arena, (size_t)args[0].len * 2);
    size_t depth = 0;

    while (at < end)
        at = write_pretty(&writer, at, &depth);
    return jsonb_make_end(&writer, ret_value, error);
}
