#include "engine/record.h"

#include "base/fail.h"
#include "codec/encode.h"
#include "row/document.h"

enum { RECORD_ARENA_BYTES = 64 * 1024 * 1024 };

struct RecordMaker {
    const PlanTarget *target;
    const Zone *zone;
    GString *key, *value; /* owned: the bytes of a record */
    GArray *headers;      /* owned: SinkHeader */
    Arena *arena;         /* owned: what headers point to */
    bool has_fields;
};

RecordMaker *record_maker_new(const PlanTarget *target, const Zone *zone)
{
    RecordMaker *maker = g_new0(RecordMaker, 1);

    maker->target = target;
    maker->zone = zone;
    maker->key = g_string_new(NULL);
    maker->value = g_string_new(NULL);
    maker->headers = g_array_new(FALSE, FALSE, sizeof(SinkHeader));
    maker->arena = arena_new(RECORD_ARENA_BYTES);
    for (size_t i = 0; i < target->columns_len; i++)
        maker->has_fields |= target->columns[i].place == PLAN_PLACE_FIELD;
    return maker;
}

void record_maker_free(RecordMaker *maker)
{
    if (maker == NULL)
        return;
    g_string_free(maker->key, TRUE);
    g_string_free(maker->value, TRUE);
    g_array_unref(maker->headers);
    arena_free(maker->arena);
    g_free(maker);
}

/* ---- headers ---- */

static bool fail_headers(GError **error)
{
    fail(error, FAIL_DATA, "column headers is no object of names and values");
    return fail_hint(error, "write '{\"name\": \"value\"}', or for a name that is there twice "
                            "'[{\"name\": \"first\"}, {\"name\": \"second\"}]'");
}

/* (borrowed from the arena) NUL-ended, as librdkafka takes names; NULL: beyond its limit. */
static const char *copy_name(RecordMaker *maker, Span written)
{
    char *name = arena_try_alloc(maker->arena, written.len + 1);

    if (name != NULL)
        name[document_unescape_to(written, name)] = '\0';
    return name;
}

/* A string is its text, null is null, anything else its JSON. */
static bool read_header_value(RecordMaker *maker, Span value, Span *ret_value)
{
    *ret_value = value;
    if (document_kind(value) == DOCUMENT_NULL)
        *ret_value = span_make(NULL, 0);
    return document_kind(value) != DOCUMENT_STRING ||
           document_unescape(document_inside(value), maker->arena, ret_value);
}

static bool add_headers(RecordMaker *maker, Span object, GError **error)
{
    DocumentWalk walk = document_walk(object);
    Span name, value;

    if (document_kind(object) != DOCUMENT_OBJECT)
        return fail_headers(error);
    while (document_next(&walk, &name, &value)) {
        SinkHeader header = {.name = copy_name(maker, name)};

        if (header.name == NULL || !read_header_value(maker, value, &header.value))
            return fail(error, FAIL_LIMIT, "the headers of a record have more than %d bytes",
                        RECORD_ARENA_BYTES);
        if (maker->headers->len == PLAN_HEADERS_MAX)
            return fail(error, FAIL_LIMIT, "a record has at most %d headers", PLAN_HEADERS_MAX);
        g_array_append_val(maker->headers, header);
    }
    return true;
}

static bool put_headers(RecordMaker *maker, Span headers, SinkRecord *record, GError **error)
{
    DocumentWalk walk = document_walk(headers);
    Span name, item;

    if (document_kind(headers) == DOCUMENT_ARRAY) {
        while (document_next(&walk, &name, &item)) {
            if (!add_headers(maker, item, error))
                return false;
        }
    } else if (!add_headers(maker, headers, error)) {
        return false;
    }
    record->headers = (const SinkHeader *)(void *)maker->headers->data;
    record->headers_len = maker->headers->len;
    return true;
}

/* ---- the other places ---- */

static bool put_partition(int64_t partition, SinkRecord *record, GError **error)
{
    if (partition < 0)
        return fail(error, FAIL_DATA,
                    "column partition is a number from 0 on, not %" G_GINT64_FORMAT, partition);
    record->partition = (int32_t)partition;
    return true;
}

/* Kafka counts milliseconds from 1970 on; librdkafka takes the first of them for "now". */
static bool put_timestamp(RecordMaker *maker, const Value *value, SinkRecord *record,
                          GError **error)
{
    g_autoptr(GString) text = NULL;

    if (value->integer >= 1000 && value->integer != INT64_MAX) {
        record->timestamp_ms = value->integer / 1000;
        return true;
    }
    text = g_string_new(NULL);
    value_write(TYPE_TIMESTAMPTZ, value, maker->zone, text);
    return fail(error, FAIL_DATA,
                "column \"timestamp\" is a time behind 1970-01-01 00:00:00+00, not %s", text->str);
}

static Span put_bytes(RecordMaker *maker, Type type, const Value *value, GString *bytes)
{
    encode_plain(type, value, maker->zone, bytes);
    return span_make(bytes->str, bytes->len);
}

static void put_field(RecordMaker *maker, const char *name, Type type, const Value *value)
{
    g_string_append(maker->value, maker->value->len == 0 ? "{" : ", ");
    document_write_text(maker->value, span_of(name));
    g_string_append(maker->value, ": ");
    encode_json(type, value, maker->zone, maker->value);
}

static bool put(RecordMaker *maker, const PlanTargetColumn *column, Type type, const Value *value,
                SinkRecord *record, GError **error)
{
    if (value->is_null && (column->place != PLAN_PLACE_FIELD || type == TYPE_UNKNOWN))
        return true;
    switch (column->place) {
    case PLAN_PLACE_VALUE:
        record->value = put_bytes(maker, type, value, maker->value);
        return true;
    case PLAN_PLACE_KEY:
        record->key = put_bytes(maker, type, value, maker->key);
        return true;
    case PLAN_PLACE_HEADERS:
        return put_headers(maker, value_span(value), record, error);
    case PLAN_PLACE_PARTITION:
        return put_partition(value->integer, record, error);
    case PLAN_PLACE_TIMESTAMP:
        return put_timestamp(maker, value, record, error);
    case PLAN_PLACE_FIELD:
        put_field(maker, column->name, type, value);
        return true;
    }
    g_assert_not_reached();
}

bool record_make(RecordMaker *maker, const Type *types, const Value *values, SinkRecord *ret_record,
                 GError **error)
{
    const PlanTarget *target = maker->target;
    SinkRecord record = {.partition = SINK_PARTITION_ANY};

    g_string_truncate(maker->key, 0);
    g_string_truncate(maker->value, 0);
    g_array_set_size(maker->headers, 0);
    arena_clear(maker->arena);
    for (size_t i = 0; i < target->columns_len; i++) {
        if (!put(maker, &target->columns[i], types[i], &values[i], &record, error))
            return false;
    }
    if (maker->has_fields) {
        g_string_append(maker->value, maker->value->len == 0 ? "{}" : "}");
        record.value = span_make(maker->value->str, maker->value->len);
    }
    *ret_record = record;
    return true;
}
