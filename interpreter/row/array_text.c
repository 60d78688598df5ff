#include "row/array_text.h"

#include "base/fail.h"
#include "row/shown.h"

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* ---- writing ---- */

static bool needs_quotes(const GString *item)
{
    if (item->len == 0 || (item->len == 4 && g_ascii_strcasecmp(item->str, "null") == 0))
        return true;
    for (size_t i = 0; i < item->len; i++) {
        if (is_space(item->str[i]) || (item->str[i] != '\0' && strchr("\"\\{},", item->str[i])))
            return true;
    }
    return false;
}

static void append_item(const GString *item, GString *text)
{
    if (!needs_quotes(item)) {
        g_string_append_len(text, item->str, (gssize)item->len);
        return;
    }
    g_string_append_c(text, '"');
    for (size_t i = 0; i < item->len; i++) {
        if (item->str[i] == '"' || item->str[i] == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, item->str[i]);
    }
    g_string_append_c(text, '"');
}

void array_write(Type type, const Value *array, const Zone *zone, GString *text)
{
    g_autoptr(GString) item = g_string_new(NULL);

    g_string_append_c(text, '{');
    for (uint32_t i = 0; i < array->len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        if (array->items[i].is_null) {
            g_string_append(text, "NULL");
            continue;
        }
        g_string_truncate(item, 0);
        value_write(type_item(type), &array->items[i], zone, item);
        append_item(item, text);
    }
    g_string_append_c(text, '}');
}

/* ---- reading ---- */

typedef struct Reading {
    Span text;
    const char *at, *end;
    GString *item; /* the present one, unescaped */
    GError **error;
} Reading;

static bool fail_malformed(const Reading *reading)
{
    Span part = shown(reading->text);

    return fail(reading->error, FAIL_DATA, "malformed array literal: \"%.*s\"", (int)part.len,
                part.at);
}

static void skip_spaces(Reading *reading)
{
    while (reading->at < reading->end && is_space(*reading->at))
        reading->at++;
}

/* At the opening quote; ends behind the closing one. */
static bool read_quoted(Reading *reading)
{
    for (reading->at++; reading->at < reading->end && *reading->at != '"'; reading->at++) {
        if (*reading->at == '\\' && ++reading->at == reading->end)
            break;
        g_string_append_c(reading->item, *reading->at);
    }
    if (reading->at == reading->end)
        return fail_malformed(reading);
    reading->at++;
    return true;
}

/* Up to the next comma or brace, without the spaces at its end; *ret_is_null: the word NULL. */
static bool read_plain(Reading *reading, bool *ret_is_null)
{
    bool has_escape = false;
    size_t len = 0; /* up to the last byte that is no space */

    for (; reading->at < reading->end && *reading->at != ',' && *reading->at != '}';
         reading->at++) {
        bool is_escape = *reading->at == '\\';

        if (*reading->at == '"' || *reading->at == '{' ||
            (is_escape && ++reading->at == reading->end))
            return fail_malformed(reading);
        has_escape |= is_escape;
        g_string_append_c(reading->item, *reading->at);
        if (is_escape || !is_space(*reading->at))
            len = reading->item->len;
    }
    g_string_truncate(reading->item, len);
    *ret_is_null = !has_escape && len == 4 && g_ascii_strcasecmp(reading->item->str, "null") == 0;
    return len > 0 || fail_malformed(reading);
}

static bool read_item(Reading *reading, bool *ret_is_null)
{
    *ret_is_null = false;
    g_string_truncate(reading->item, 0);
    skip_spaces(reading);
    if (reading->at < reading->end && *reading->at == '{')
        return fail(reading->error, FAIL_DATA,
                    "arrays of more than one dimension are not supported");
    if (reading->at == reading->end || *reading->at != '"')
        return read_plain(reading, ret_is_null);
    if (!read_quoted(reading))
        return false;
    skip_spaces(reading);
    return true;
}

/* Room for all items that there can be: one more than there are commas. */
static Value *alloc_items(const Reading *reading, Arena *arena)
{
    size_t len = 1;
    Value *items;

    for (const char *at = reading->at; at < reading->end; at++)
        len += *at == ',' ? 1 : 0;
    if (len > VALUE_ITEMS_MAX)
        return fail_null(reading->error, FAIL_LIMIT,
                         "an array of %zu items is beyond the limit of %d", len, VALUE_ITEMS_MAX);
    items = arena_try_alloc(arena, len * sizeof(Value));
    if (items == NULL)
        fail(reading->error, FAIL_LIMIT,
             "an array of %zu items does not fit into the memory of a row", len);
    return items;
}

/* Behind the opening brace, up to and with the closing one. */
static bool read_items(Reading *reading, Type item, const Zone *zone, Arena *arena, Value *items,
                       uint32_t *ret_len)
{
    uint32_t len = 0;

    skip_spaces(reading);
    if (reading->at < reading->end && *reading->at == '}') {
        reading->at++;
        *ret_len = 0;
        return true;
    }
    for (;;) {
        bool is_null;

        if (!read_item(reading, &is_null))
            return false;
        if (reading->at == reading->end || (*reading->at != ',' && *reading->at != '}'))
            return fail_malformed(reading);
        items[len] = VALUE_NULL;
        if (!is_null && !value_read(item, span_make(reading->item->str, reading->item->len), zone,
                                    arena, &items[len], reading->error))
            return false;
        len++;
        if (*reading->at++ == '}')
            break;
    }
    *ret_len = len;
    return true;
}

bool array_read(Type type, Span text, const Zone *zone, Arena *arena, Value *ret_value,
                GError **error)
{
    g_autoptr(GString) item = g_string_new(NULL);
    Reading reading = {text, text.at, text.at + text.len, item, error};
    Value *items;
    uint32_t len = 0;

    skip_spaces(&reading);
    if (reading.at < reading.end && *reading.at == '[')
        return fail(error, FAIL_DATA, "bounds of an array ([1:2]={...}) are not supported");
    if (reading.at == reading.end || *reading.at++ != '{')
        return fail_malformed(&reading);
    reading.text.at = reading.at - 1; /* errors show it from the brace on */
    reading.text.len = (size_t)(reading.end - reading.text.at);
    items = alloc_items(&reading, arena);
    if (items == NULL || !read_items(&reading, type_item(type), zone, arena, items, &len))
        return false;
    skip_spaces(&reading);
    if (reading.at < reading.end)
        return fail_malformed(&reading);
    *ret_value = (Value){.items = items, .len = len};
    return true;
}
