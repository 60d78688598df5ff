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
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD(
        "a",
        LOGICAL(
            "long",
            "timestamp-"
            "millis")) "," FIELD("b",
                                 LOGICAL(
                                     "int",
                                     "time-millis")) "," FIELD("c",
                                                               "{\"type\":\"bytes\","
                                                               "\"logicalType\":"
                                                               "\"decimal\",\"precision\":38,"
                                                               "\"scale\":"
                                                               "5}") "," FIELD("d",
                                                                               "{\"type\":"
                                                                               "\"fixed\","
                                                                               "\"name\":\"D\","
                                                                               "\"size\":12,"
                                                                               "\"logicalType\":"
                                                                               "\"duration\"}") "]"
                                                                                                "}",
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD(
        "a",
        "{\"type\":\"enum\",\"name\":"
        "\"E\",\"symbols\":[\"x\",\"y\"]"
        "}") "," FIELD("b",
                       "\"double\"") "," FIELD("c",
                                               "\"float\"") "," FIELD("d",
                                                                      "\"boolean\"") "," FIELD("e",
                                                                                               "\"b"
                                                                                               "yte"
                                                                                               "s"
                                                                                               "\"") "]}",
    "{\"type\":\"array\",\"items\":{\"type\":\"map\",\"values\":[\"long\",\"string\"]}}",
    "[\"null\",{\"type\":\"record\",\"name\":\"R\",\"fields\":[" FIELD(
        "a", LOGICAL("int", "date")) "," FIELD("b", LOGICAL("long", "time-micros")) "]}]",
};

static Format *format_of(const char *schema)
{
    FormatOption option = {"schema", schema, -1};

    return format_new("avro", -1, &option, 1, NULL);
}

static void decode(const Format *format, Span record)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    static const Type types[] = {TYPE_TEXT, TYPE_INT4, TYPE_JSONB, TYPE_FLOAT8};
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(Decoder) decoder = NULL;
    g_autoptr(GError) error = NULL;
    DecoderField fields[FIELDS] = {
        {NULL, 0, TYPE_JSONB}
    };
    Value values[FIELDS];
    bool is_row, is_good;

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

static bool is_record(const Format *format, Span record)
{
    const char *why = NULL;

    return wire_find(schema_root(format->schema), NULL, 0, record, NULL, &why);
}

static avro_value_iface_t *class_of(const char *text)
{
    avro_schema_t schema;
    int outcome = avro_schema_from_json_length(text, strlen(text), &schema);

    assert(outcome == 0);
    return avro_generic_class_from_schema(schema);
}

static void read_by_library(avro_value_iface_t *class, Span record)
{
    avro_reader_t reader = avro_reader_memory(record.at, (int64_t)record.len);
    avro_value_t value;
    char after;
    int outcome;

    avro_generic_value_new(class, &value);
    outcome = avro_value_read(reader, &value);
    assert(outcome == 0);
    assert(avro_read(reader, &after, 1) != 0); /* nothing is left */
    avro_value_decref(&value);
    avro_reader_free(reader);
}

static void check_schema(Span text_and_record)
{
    const char *zero = memchr(text_and_record.at, 0, text_and_record.len);
    size_t len = zero == NULL ? text_and_record.len : (size_t)(zero - text_and_record.at);
    g_autofree char *text = g_strndup(text_and_record.at, len);
    g_autoptr(Format) format = format_of(text);

    if (format != NULL && zero != NULL)
        decode(format, span_make(zero + 1, text_and_record.len - len - 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Format *formats[G_N_ELEMENTS(schemas)]; /* made once, and kept */
    static avro_value_iface_t *classes[G_N_ELEMENTS(schemas)];
    Span record = size == 0 ? span_make("", 0) : span_make((const char *)data + 1, size - 1);
    size_t i = size == 0 ? 0 : data[0] % G_N_ELEMENTS(schemas);

    if (size > 0 && data[0] == '@') {
        check_schema(record);
        return 0;
    }
    if (formats[i] == NULL) {
        formats[i] = format_of(schemas[i]);
        classes[i] = class_of(schemas[i]);
    }
    decode(formats[i], record);
    if (is_record(formats[i], record))
        read_by_library(classes[i], record);
    return 0;
}
