#pragma once
/*
 * Records through a decoder, as lines of text: values with a bar between them, NULL as \N.
 */
#include "codec/decoder.h"
#include "lib/unit.h"

enum { DECODING_FIELDS_MAX = 24, DECODING_ARENA_BYTES = 1 << 20 };

/* "a.b:bigint, c:text": fields by path and type; "*:jsonb" is the whole record. */
typedef struct Decoding {
    Format *format;
    Decoder *decoder;
    Arena *arena;
    Type types[DECODING_FIELDS_MAX];
    size_t len;
} Decoding;

static inline void decoding_done(Decoding *decoding)
{
    decoder_free(decoding->decoder);
    format_free(decoding->format);
    arena_free(decoding->arena);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Decoding, decoding_done)

/* @options: "name=value" separated by line ends. NULL with @error set. */
static inline Format *decoding_format(const char *name, const char *options, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(options, "\n", -1);
    FormatOption read[8];
    size_t len = 0;

    for (; lines[len] != NULL && lines[len][0] != '\0'; len++) {
        char *equals = strchr(lines[len], '=');

        *equals = '\0';
        read[len] = (FormatOption){lines[len], equals + 1, -1};
    }
    return format_new(name, -1, read, len, error);
}

static inline Type decoding_type(const char *name)
{
    Type type = TYPE_TEXT;
    g_autofree char *item = g_str_has_suffix(name, "[]") ? g_strndup(name, strlen(name) - 2) : NULL;

    if (!type_find(item != NULL ? item : name, &type))
        UNIT_CHECK(false, name);
    return item != NULL ? type_array_of(type) : type;
}

/* @format: (taken) */
static inline bool decoding_open(Decoding *decoding, Format *format, SchemaRegistry *registry,
                                 const char *fields, GError **error)
{
    g_auto(GStrv) written = g_strsplit(fields, ", ", -1);
    GStrv paths[DECODING_FIELDS_MAX];
    DecoderField wanted[DECODING_FIELDS_MAX];
    DecoderSpec spec = {.format = format, .registry = registry, .fields = wanted};

    *decoding = (Decoding){.format = format, .arena = arena_new(DECODING_ARENA_BYTES)};
    if (format == NULL)
        return false;
    for (; written[decoding->len] != NULL; decoding->len++) {
        size_t i = decoding->len;
        char *colon = strrchr(written[i], ':');

        *colon = '\0';
        paths[i] = g_strsplit(strcmp(written[i], "*") == 0 ? "" : written[i], ".", -1);
        decoding->types[i] = decoding_type(colon + 1);
        wanted[i] = (DecoderField){(const char *const *)paths[i], g_strv_length(paths[i]),
                                   decoding->types[i]};
    }
    spec.fields_len = decoding->len;
    decoding->decoder = decoder_new(&spec, error);
    for (size_t i = 0; i < decoding->len; i++)
        g_strfreev(paths[i]);
    return decoding->decoder != NULL;
}

static inline void decoding_write(Type type, const Value *value, GString *line)
{
    if (value->is_null) {
        g_string_append(line, "\\N");
    } else if (type_is_array(type)) {
        g_string_append_c(line, '{');
        for (uint32_t i = 0; i < value->len; i++) {
            g_string_append(line, i > 0 ? "," : "");
            decoding_write(type_item(type), &value->items[i], line);
        }
        g_string_append_c(line, '}');
    } else if (type == TYPE_BYTEA) {
        for (uint32_t i = 0; i < value->len; i++)
            g_string_append_printf(line, "%02x", (unsigned)(uint8_t)value->text[i]);
    } else {
        value_write(type, value, NULL, line);
    }
}

/* (owned) "1|\N|x"; "(no row)"; or the error's message */
static inline char *decoding_line(Decoding *decoding, Span record)
{
    g_autoptr(GError) error = NULL;
    GString *line = g_string_new(NULL);
    Value values[DECODING_FIELDS_MAX];
    bool is_row = false;

    arena_clear(decoding->arena);
    if (!decoder_record(decoding->decoder, record, decoding->arena, values, &is_row, &error)) {
        g_string_append_printf(line, "%s: %s", fail_code_name((FailCode)error->code),
                               error->message);
        return g_string_free(line, FALSE);
    }
    if (!is_row)
        g_string_append(line, "(no row)");
    for (size_t i = 0; is_row && i < decoding->len; i++) {
        if (i > 0)
            g_string_append_c(line, '|');
        decoding_write(decoding->types[i], &values[i], line);
    }
    return g_string_free(line, FALSE);
}

/* Counted so far: of field 0, 1, ... and records: "0 2; 1 broken" */
static inline char *decoding_counts(const Decoding *decoding)
{
    GString *counts = g_string_new(NULL);

    for (size_t i = 0; i < decoding->len; i++)
        g_string_append_printf(counts, "%d ", (int)decoder_misfits(decoding->decoder, i)->count);
    g_string_append_printf(counts, "broken %d", (int)decoder_broken(decoding->decoder)->count);
    return g_string_free(counts, FALSE);
}
