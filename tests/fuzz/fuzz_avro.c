/*
 * Any bytes as a record of Avro, by a schema that the first byte chooses; or, after '@', as a
 * schema and a record with a zero byte between them. What is a record to us is one to the library
 * too, of as many bytes.
 */
#include <assert.h>
#include <avro.h>

#include "codec/decoder.h"
#include "codec/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, FIELDS = 5 };

#define FIELD(name, type) "{\"name\":\"" name "\",\"type\":" type "}"
#define LOGICAL(type, logical) "{\"type\":\"" type "\",\"logicalType\":\"" logical "\"}"

/* None has an array of values without bytes, which the library would read 2^62 times. */
static const char *const schemas[] = {
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD("a", "\"long\"") "," FIELD(
        "b", "[\"null\",\"string\"]") "," FIELD("c", "{\"type\":\"array\",\"items\":\"int\"}") "]}",
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD("a", "\"string\"") "," FIELD(
        "b", "[\"null\",\"R\",{\"type\":\"map\",\"values\":\"R\"}]") "]}",
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD("a", LOGICAL("long", "timestamp-"
                                                                                  "millis")) "," FIELD(
        "b", LOGICAL("int", "time-millis")) "," FIELD("c", "{\"type\":\"bytes\",\"logicalType\":"
                                                           "\"decimal\",\"precision\":38,\"scale\":"
                                                           "5}") "," FIELD("d",
                                                                           "{\"type\":\"fixed\","
                                                                           "\"name\":\"D\","
                                                                           "\"size\":12,"
                                                                           "\"logicalType\":"
                                                                           "\"duration\"}") "]}",
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD("a", "{\"type\":\"enum\",\"name\":"
                                                                  "\"E\",\"symbols\":[\"x\",\"y\"]"
                                                                  "}") "," FIELD(
        "b",
        "\"double\"") "," FIELD("c",
                                "\"float\"") "," FIELD("d",
                                                       "\"boolean\"") "," FIELD("e",
                                                                                "\"bytes\"") "]}",
    "{\"type\":\"array\",\"items\":{\"type\":\"map\",\"values\":[\"long\",\"string\"]}}",
    "[\"null\",{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD(
        "a", LOGICAL("int", "date")) "," FIELD("b", LOGICAL("long", "time-micros")) "]}]",
};

static void decode(const char *schema, Span record)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    static const Type types[] = {TYPE_TEXT, TYPE_INT4, TYPE_JSONB, TYPE_FLOAT8};
    FormatOption option = {"schema", schema, -1};
    g_autoptr(Format) format = format_new("avro", -1, &option, 1, NULL);
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(Decoder) decoder = NULL;
    g_autoptr(GError) error = NULL;
    DecoderField fields[FIELDS] = {
        {NULL, 0, TYPE_JSONB}
    };
    Value values[FIELDS];
    bool is_row, is_good;

    if (format == NULL)
        return;
    for (size_t i = 1; i < FIELDS; i++)
        fields[i] = (DecoderField){&names[i - 1], 1, types[i - 1]};
    decoder =
        decoder_new(&(DecoderSpec){.format = format, .fields = fields, .fields_len = FIELDS}, NULL);
    is_good = decoder_record(decoder, record, arena, values, &is_row, &error);
    assert(is_good || g_error_matches(error, FAIL, FAIL_LIMIT));
    for (size_t i = 0; is_good && i < 2; i++)
        assert(values[i].is_null || values[i].len == 0 ||
               g_utf8_validate_len(values[i].text, values[i].len, NULL));
}

static bool is_record(const char *text, Span record)
{
    g_autoptr(Schema) schema = schema_new(span_of(text), NULL);
    const char *why = NULL;

    return schema != NULL && wire_find(schema_root(schema), NULL, 0, record, NULL, &why);
}

/* The library's memory is its own: only whether it reads all of it is looked at. */
static void read_by_library(const char *text, Span record)
{
    avro_schema_t schema;
    avro_value_iface_t *class;
    avro_value_t value;
    avro_reader_t reader = avro_reader_memory(record.at, (int64_t)record.len);
    int outcome;

    outcome = avro_schema_from_json_length(text, strlen(text), &schema);
    assert(outcome == 0);
    class = avro_generic_class_from_schema(schema);
    avro_generic_value_new(class, &value);
    outcome = avro_value_read(reader, &value);
    assert(outcome == 0);
    assert(avro_reader_is_eof(reader));
    avro_value_decref(&value);
    avro_value_iface_decref(class);
    avro_schema_decref(schema);
    avro_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Span record = size == 0 ? span_make("", 0) : span_make((const char *)data + 1, size - 1);
    const char *schema;

    if (size > 0 && data[0] == '@') {
        const char *zero = memchr(record.at, 0, record.len);
        size_t len = zero == NULL ? record.len : (size_t)(zero - record.at);
        g_autofree char *text = g_strndup(record.at, len);

        decode(text, zero == NULL ? span_make("", 0) : span_make(zero + 1, record.len - len - 1));
        return 0;
    }
    schema = schemas[size == 0 ? 0 : data[0] % G_N_ELEMENTS(schemas)];
    decode(schema, record);
    if (is_record(schema, record))
        read_by_library(schema, record);
    return 0;
}
