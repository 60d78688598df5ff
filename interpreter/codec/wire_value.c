/* Values of a record that has been checked: as values of a row. */
#include "codec/wire.h"
#include "codec/wire_write.h"

/* Past the unions before a value; false if it is null. */
static bool resolve(WireCursor *cursor, const SchemaNode **node)
{
    size_t branch;

    while ((*node)->kind == SCHEMA_UNION) {
        if (!wire_take_branch(cursor, *node, &branch))
            return false;
        *node = (*node)->children[branch];
    }
    return (*node)->kind != SCHEMA_NULL;
}

/* Hostile bytes can be a long document: a symbol of an enum takes one byte. */
static FitOutcome fit_document_of(const Fit *fit, WireCursor *cursor, const SchemaNode *node,
                                  Type type, Value *ret_value, GError **error)
{
    JsonbWriter writer = jsonb_writer_begin(fit->arena, 0);
    bool is_good = wire_document(cursor, node, &writer);
    Span jsonb;

    if (writer.is_full)
        return fit_no_memory(error);
    if (!is_good || !jsonb_writer_end(&writer, &jsonb, NULL))
        return FIT_NOT;
    if (type != TYPE_JSONB)
        return fit_text(fit, type, jsonb, ret_value, error);
    *ret_value = value_of_text(jsonb.at, jsonb.len);
    return FIT_FITS;
}

/* By its text, as PostgreSQL casts what it has no other cast for. */
static FitOutcome fit_written(const Fit *fit, WireCursor *cursor, const SchemaNode *node, Type type,
                              Value *ret_value, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char *copy;

    if (type == TYPE_JSONB || schema_type(node) == TYPE_JSONB || node->kind == SCHEMA_ARRAY)
        return fit_document_of(fit, cursor, node, type, ret_value, error);
    if (!wire_write_scalar(cursor, node, text))
        return FIT_NOT;
    copy = arena_try_alloc(fit->arena, text->len); /* the value may borrow it */
    if (copy == NULL)
        return fit_no_memory(error);
    memcpy(copy, text->str, text->len);
    return fit_text(fit, type, span_make(copy, text->len), ret_value, error);
}

static FitOutcome fit_integer(Type type, int64_t integer, Value *ret_value)
{
    if (type == TYPE_INT4 && (integer < G_MININT32 || integer > G_MAXINT32))
        return FIT_NOT;
    *ret_value = value_of_integer(integer);
    return FIT_FITS;
}

static FitOutcome take_integer(WireCursor *cursor, const SchemaNode *node, Type type,
                               Value *ret_value)
{
    int64_t integer;

    if (!wire_take_long(cursor, &integer))
        return FIT_NOT;
    if (node->logical == SCHEMA_TIMESTAMP || node->logical == SCHEMA_LOCAL_TIMESTAMP)
        return fit_epoch(type, integer, node->per_second, ret_value);
    return fit_integer(type, integer, ret_value);
}

static FitOutcome take_real(WireCursor *cursor, const SchemaNode *node, Value *ret_value)
{
    double real;

    if (!wire_take_real(cursor, node, &real))
        return FIT_NOT;
    *ret_value = (Value){.real = real};
    return FIT_FITS;
}

static FitOutcome take_bytes(WireCursor *cursor, const SchemaNode *node, Value *ret_value)
{
    Span bytes;
    bool is_good = node->kind == SCHEMA_FIXED ? wire_take_bytes(cursor, node->size, &bytes)
                                              : wire_take_text(cursor, &bytes);

    if (!is_good)
        return FIT_NOT;
    *ret_value = value_of_text(bytes.at, bytes.len);
    return FIT_FITS;
}

static FitOutcome take_duration(const Fit *fit, WireCursor *cursor, Value *ret_value,
                                GError **error)
{
    Interval *interval = arena_try_alloc(fit->arena, sizeof(*interval));

    if (interval == NULL)
        return fit_no_memory(error);
    if (!wire_take_duration(cursor, interval))
        return FIT_NOT;
    *ret_value = (Value){.interval = interval};
    return FIT_FITS;
}

static FitOutcome take_boolean(WireCursor *cursor, Value *ret_value)
{
    Span byte;

    if (!wire_take_bytes(cursor, 1, &byte))
        return FIT_NOT;
    *ret_value = (Value){.boolean = byte.at[0] != 0};
    return FIT_FITS;
}

/* The type is the schema's own: it is taken as it is. */
static FitOutcome take_own(const Fit *fit, WireCursor *cursor, const SchemaNode *node, Type type,
                           Value *ret_value, GError **error)
{
    Span text;

    switch (type) {
    case TYPE_BOOL:
        return take_boolean(cursor, ret_value);
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_DATE:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
        return take_integer(cursor, node, type, ret_value);
    case TYPE_FLOAT8:
        return take_real(cursor, node, ret_value);
    case TYPE_BYTEA:
        return take_bytes(cursor, node, ret_value);
    case TYPE_INTERVAL:
        return take_duration(fit, cursor, ret_value, error);
    case TYPE_TEXT:
        if (node->kind == SCHEMA_STRING)
            return wire_take_text(cursor, &text) ? fit_text(fit, type, text, ret_value, error)
                                                 : FIT_NOT;
        break;
    default:
        break;
    }
    return fit_written(fit, cursor, node, type, ret_value, error);
}

static FitOutcome take_value(const Fit *fit, WireCursor *cursor, const SchemaNode *node, Type type,
                             Value *ret_value, GError **error);

/* How many, by a look ahead: blocks come one after the other. */
static bool count_items(WireCursor cursor, const SchemaNode *node, uint64_t *ret_len)
{
    uint64_t len = 0, items;

    for (;;) {
        if (!wire_take_block(&cursor, &items))
            return false;
        if (items == 0)
            break;
        for (len += items; items > 0; items--) {
            if (!wire_skip(&cursor, node->children[0]))
                return false;
        }
    }
    *ret_len = len;
    return len <= G_MAXUINT32;
}

static FitOutcome take_items(const Fit *fit, WireCursor *cursor, const SchemaNode *node, Type item,
                             Value *ret_value, GError **error)
{
    uint64_t len, items;
    size_t at = 0;
    Value *values;

    if (!count_items(*cursor, node, &len))
        return FIT_NOT;
    values = arena_try_alloc(fit->arena, len * sizeof(*values));
    if (values == NULL)
        return fit_no_memory(error);
    while (wire_take_block(cursor, &items) && items > 0) {
        for (; items > 0; items--) {
            FitOutcome outcome =
                take_value(fit, cursor, node->children[0], item, &values[at++], error);

            if (outcome != FIT_FITS)
                return outcome;
        }
    }
    *ret_value = (Value){.items = values, .len = (uint32_t)len};
    return FIT_FITS;
}

static FitOutcome take_value(const Fit *fit, WireCursor *cursor, const SchemaNode *node, Type type,
                             Value *ret_value, GError **error)
{
    *ret_value = VALUE_NULL;
    if (!resolve(cursor, &node))
        return cursor->why == NULL ? FIT_FITS : FIT_NOT;
    if (type_is_array(type) && node->kind == SCHEMA_ARRAY)
        return take_items(fit, cursor, node, type_item(type), ret_value, error);
    if (type == schema_type(node))
        return take_own(fit, cursor, node, type, ret_value, error);
    if (type == TYPE_INT8 && node->kind == SCHEMA_INT && node->logical == SCHEMA_PLAIN)
        return take_integer(cursor, node, type, ret_value);
    return fit_written(fit, cursor, node, type, ret_value, error);
}

FitOutcome wire_value(const Fit *fit, const WireFound *found, const uint8_t *end, Type type,
                      Value *ret_value, GError **error)
{
    WireCursor cursor = {.at = found->at, .end = end};

    return take_value(fit, &cursor, found->node, type, ret_value, error);
}

Span wire_show(const WireFound *found, const uint8_t *end, Arena *arena)
{
    WireCursor cursor = {.at = found->at, .end = end};
    JsonbWriter writer = jsonb_writer_begin(arena, 0);
    Span jsonb = span_make("", 0);

    if (wire_document(&cursor, found->node, &writer))
        jsonb_writer_end(&writer, &jsonb, NULL);
    return jsonb;
}
