/* Values of a record that has been checked: as text, and as JSON. */
#include <math.h>

#include "base/utf8.h"
#include "codec/wire_write.h"
#include "row/calendar.h"
#include "row/interval.h"

enum { DECIMAL_BYTES_MAX = 16, DAY_S = 86400 };

/* ---- scalars ---- */

bool wire_take_real(WireCursor *cursor, const SchemaNode *node, double *ret_real)
{
    Span bytes;
    float single;

    if (!wire_take_bytes(cursor, node->kind == SCHEMA_FLOAT ? sizeof(float) : sizeof(double),
                         &bytes))
        return false;
    if (node->kind == SCHEMA_FLOAT) {
        memcpy(&single, bytes.at, sizeof(single));
        *ret_real = (double)single;
    } else {
        memcpy(ret_real, bytes.at, sizeof(*ret_real));
    }
    return true;
}

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN); /* as Avro's numbers of fixed size are */

bool wire_take_duration(WireCursor *cursor, Interval *ret_interval)
{
    uint32_t parts[3]; /* months, days, milliseconds */
    Span bytes;

    if (!wire_take_bytes(cursor, sizeof(parts), &bytes))
        return false;
    memcpy(parts, bytes.at, sizeof(parts));
    if (parts[0] > G_MAXINT32 || parts[1] > G_MAXINT32)
        return false;
    *ret_interval = (Interval){
        .months = (int32_t)parts[0], .days = (int32_t)parts[1], .us = (int64_t)parts[2] * 1000};
    return true;
}

static bool write_epoch(const SchemaNode *node, int64_t count, GString *text)
{
    Type type = schema_type(node);
    Value value;

    if (fit_epoch(type, count, node->per_second, &value) != FIT_FITS)
        return false;
    value_write(type, &value, NULL, text);
    return true;
}

static bool write_time(const SchemaNode *node, int64_t count, GString *text)
{
    int64_t second = count / node->per_second, part = count % node->per_second;
    int digits = node->per_second == 1000 ? 3 : 6;

    if (count < 0 || second >= DAY_S)
        return false;
    g_string_append_printf(text, "%02d:%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60),
                           (int)(second % 60));
    if (part != 0) {
        g_string_append_printf(text, ".%0*d", digits, (int)part);
        while (text->str[text->len - 1] == '0')
            g_string_truncate(text, text->len - 1);
    }
    return true;
}

static bool write_integer(WireCursor *cursor, const SchemaNode *node, GString *text)
{
    int64_t integer;
    Value value;

    if (!wire_take_long(cursor, &integer))
        return false;
    switch (node->logical) {
    case SCHEMA_TIMESTAMP:
    case SCHEMA_LOCAL_TIMESTAMP:
        return write_epoch(node, integer, text);
    case SCHEMA_TIME:
        return write_time(node, integer, text);
    default:
        value = value_of_integer(integer);
        value_write(node->logical == SCHEMA_DATE ? TYPE_DATE : TYPE_INT8, &value, NULL, text);
        return true;
    }
}

/* Digits, with a point before the last @scale of them. */
static void write_scaled(unsigned __int128 units, uint32_t scale, GString *text)
{
    char digits[64]; /* from the last to the first */
    size_t len = 0;

    for (; units > 0; units /= 10)
        digits[len++] = (char)('0' + (int)(units % 10));
    if (len <= scale)
        g_string_append_c(text, '0');
    for (size_t i = MAX(len, (size_t)scale); i > 0; i--) {
        if (i == scale)
            g_string_append_c(text, '.');
        g_string_append_c(text, i > len ? '0' : digits[i - 1]);
    }
}

/* Two's complement, the highest byte first; not one that 128 bits don't hold. */
static bool write_decimal(Span bytes, uint32_t scale, GString *text)
{
    const uint8_t *at = (const uint8_t *)bytes.at, *end = at + bytes.len;
    bool is_negative = bytes.len > 0 && (at[0] & 0x80) != 0;
    unsigned __int128 units = 0;

    while (end - at > 1 && at[0] == (is_negative ? 0xFF : 0) &&
           ((at[1] & 0x80) != 0) == is_negative)
        at++;
    if (end - at > DECIMAL_BYTES_MAX)
        return false;
    for (; at < end; at++)
        units = units << 8 | (uint8_t)(is_negative ? ~*at : *at);
    if (is_negative)
        g_string_append_c(text, '-');
    write_scaled(units + (is_negative ? 1 : 0), scale, text);
    return true;
}

static bool write_bytes(WireCursor *cursor, const SchemaNode *node, GString *text)
{
    Interval interval;
    Span bytes;

    if (node->logical == SCHEMA_DURATION) {
        if (!wire_take_duration(cursor, &interval))
            return false;
        interval_write(&interval, text);
        return true;
    }
    if (!(node->kind == SCHEMA_FIXED ? wire_take_bytes(cursor, node->size, &bytes)
                                     : wire_take_text(cursor, &bytes)))
        return false;
    if (node->logical == SCHEMA_DECIMAL)
        return write_decimal(bytes, node->scale, text);
    if (bytes.len > WIRE_DOCUMENT_BYTES_MAX / 2)
        return false;
    g_string_append(text, "\\x");
    for (size_t i = 0; i < bytes.len; i++)
        g_string_append_printf(text, "%02x", (uint8_t)bytes.at[i]);
    return true;
}

bool wire_write_scalar(WireCursor *cursor, const SchemaNode *node, GString *text)
{
    int64_t symbol;
    Value value;
    Span bytes;

    switch (node->kind) {
    case SCHEMA_BOOLEAN:
        if (!wire_take_bytes(cursor, 1, &bytes))
            return false;
        g_string_append(text, bytes.at[0] != 0 ? "true" : "false");
        return true;
    case SCHEMA_INT:
    case SCHEMA_LONG:
        return write_integer(cursor, node, text);
    case SCHEMA_FLOAT:
    case SCHEMA_DOUBLE:
        if (!wire_take_real(cursor, node, &value.real))
            return false;
        value_write(TYPE_FLOAT8, &value, NULL, text);
        return true;
    case SCHEMA_BYTES:
    case SCHEMA_FIXED:
        return write_bytes(cursor, node, text);
    case SCHEMA_ENUM:
        if (!wire_take_long(cursor, &symbol))
            return false;
        g_string_append_len(text, node->names[symbol].at, (gssize)node->names[symbol].len);
        return true;
    case SCHEMA_STRING:
        if (!wire_take_text(cursor, &bytes))
            return false;
        g_string_append_len(text, bytes.at, (gssize)bytes.len);
        return true;
    default:
        return false; /* no scalar */
    }
}

/* ---- JSON ---- */

/* @bytes: any; borrowed by the writer until its object is closed, and so repaired in its arena. */
static bool to_text(Span *bytes, Arena *arena)
{
    if (!utf8_is_text(*bytes))
        *bytes = utf8_repair(*bytes, arena);
    return bytes->at != NULL;
}

/* Numbers and truths stand without quotes; but not NaN. */
static bool is_bare(const SchemaNode *node, const char *text)
{
    switch (node->kind) {
    case SCHEMA_BOOLEAN:
        return true;
    case SCHEMA_INT:
    case SCHEMA_LONG:
        return node->logical == SCHEMA_PLAIN;
    case SCHEMA_FLOAT:
    case SCHEMA_DOUBLE:
        return strpbrk(text, "Ia") == NULL; /* "Infinity", "NaN" */
    default:
        return node->logical == SCHEMA_DECIMAL;
    }
}

/* What can't be told as text (a time out of range) is null. */
static bool write_scalar(WireCursor *cursor, const SchemaNode *node, JsonbWriter *writer)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const uint8_t *start = cursor->at;
    Span written;

    if (!wire_write_scalar(cursor, node, text)) {
        cursor->at = start;
        jsonb_writer_value(writer, span_of("null"));
        return wire_skip(cursor, node);
    }
    written = span_make(text->str, text->len);
    if (!is_bare(node, text->str)) {
        if (!to_text(&written, writer->arena))
            return false;
        jsonb_writer_text(writer, written);
    } else if (node->kind == SCHEMA_BOOLEAN) {
        jsonb_writer_value(writer, written);
    } else {
        jsonb_writer_number(writer, written);
    }
    return true;
}

static bool write_record(WireCursor *cursor, const SchemaNode *node, JsonbWriter *writer)
{
    JsonbLevel level;

    jsonb_writer_open(writer, &level, '{');
    for (size_t i = 0; i < node->len; i++) {
        jsonb_writer_name(writer, &level, node->names[i]);
        if (!wire_document(cursor, node->children[i], writer))
            return false;
    }
    jsonb_writer_close(writer, &level);
    return true;
}

static bool write_item(WireCursor *cursor, const SchemaNode *node, JsonbWriter *writer,
                       JsonbLevel *level)
{
    Span name;

    if (node->kind == SCHEMA_ARRAY) {
        jsonb_writer_item(writer, level);
    } else {
        if (!wire_take_text(cursor, &name) || !to_text(&name, writer->arena))
            return false;
        jsonb_writer_name(writer, level, name);
    }
    return wire_document(cursor, node->children[0], writer);
}

static bool write_blocks(WireCursor *cursor, const SchemaNode *node, JsonbWriter *writer)
{
    JsonbLevel level;
    uint64_t items;

    jsonb_writer_open(writer, &level, node->kind == SCHEMA_MAP ? '{' : '[');
    for (;;) {
        if (!wire_take_block(cursor, &items))
            return false;
        if (items == 0)
            break;
        for (; items > 0; items--) {
            if (!write_item(cursor, node, writer, &level))
                return false;
        }
    }
    jsonb_writer_close(writer, &level);
    return true;
}

bool wire_document(WireCursor *cursor, const SchemaNode *node, JsonbWriter *writer)
{
    size_t branch;

    if (writer->len > WIRE_DOCUMENT_BYTES_MAX || writer->is_full)
        return false;
    switch (node->kind) {
    case SCHEMA_NULL:
        jsonb_writer_value(writer, span_of("null"));
        return true;
    case SCHEMA_RECORD:
        return write_record(cursor, node, writer);
    case SCHEMA_ARRAY:
    case SCHEMA_MAP:
        return write_blocks(cursor, node, writer);
    case SCHEMA_UNION:
        return wire_take_branch(cursor, node, &branch) &&
               wire_document(cursor, node->children[branch], writer);
    default:
        return write_scalar(cursor, node, writer);
    }
}
