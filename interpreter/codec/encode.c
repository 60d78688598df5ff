#include "codec/encode.h"

#include "row/document.h"
#include "row/timestamp.h"

static void encode_items(Type item, const Value *array, const Zone *zone, GString *json)
{
    g_string_append_c(json, '[');
    for (uint32_t i = 0; i < array->len; i++) {
        if (i > 0)
            g_string_append(json, ", ");
        encode_json(item, &array->items[i], zone, json);
    }
    g_string_append_c(json, ']');
}

/* NaN and the infinite are no numbers of JSON. */
static void encode_number(Type type, const Value *value, GString *json)
{
    gsize start = json->len;

    value_write(type, value, NULL, json);
    if (strpbrk(json->str + start, "NI") == NULL)
        return;
    g_string_insert_c(json, (gssize)start, '"');
    g_string_append_c(json, '"');
}

static void encode_text(Type type, const Value *value, const Zone *zone, GString *json)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (type == TYPE_TIMESTAMPTZ || type == TYPE_TIMESTAMP)
        timestamp_write(type, value->integer, zone, TIMESTAMP_XML, text);
    else
        value_write(type, value, zone, text);
    document_write_text(json, span_make(text->str, text->len));
}

void encode_json(Type type, const Value *value, const Zone *zone, GString *json)
{
    if (value->is_null)
        g_string_append(json, "null");
    else if (type_is_array(type))
        encode_items(type_item(type), value, zone, json);
    else if (type == TYPE_BOOL)
        g_string_append(json, value->boolean ? "true" : "false");
    else if (type == TYPE_JSONB)
        g_string_append_len(json, value->text, value->len);
    else if (type == TYPE_TEXT || type == TYPE_UNKNOWN)
        document_write_text(json, value_span(value));
    else if (type_is_number(type))
        encode_number(type, value, json);
    else
        encode_text(type, value, zone, json);
}

void encode_plain(Type type, const Value *value, const Zone *zone, GString *bytes)
{
    if (type == TYPE_BYTEA)
        g_string_append_len(bytes, value->text, value->len);
    else if (type == TYPE_BOOL)
        g_string_append(bytes, value->boolean ? "true" : "false");
    else
        value_write(type, value, zone, bytes);
}
