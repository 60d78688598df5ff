/*
 * 'avro': each writer's schema is bound once to the wanted fields; a field that a schema does not
 * have is NULL in its records. With a wire header, the schema is the registry's, by its id.
 */
#include "codec/decode.h"
#include "codec/wire.h"

enum { WIRE_HEADER_BYTES = 5, BINDS_BYTES_MAX = 64 << 20, EXAMPLE_BYTES_MAX = 32 << 20 };

typedef struct Bound {
    const SchemaNode *root;
    const WireBind *bind;
} Bound;

typedef struct Avro {
    Arena *arena;      /* owned: all binds */
    GHashTable *bound; /* owned: schema id -> Bound, in the arena; 0 for a given schema */
    Bound *last;       /* borrowed: of the record before */
    int32_t last_id;
    WirePath *paths;  /* owned, one for each field */
    WireFound *found; /* owned, the same */
} Avro;

static void close_avro(void *state)
{
    Avro *avro = state;

    if (avro == NULL)
        return;
    arena_free(avro->arena);
    g_hash_table_unref(avro->bound);
    g_free(avro->paths);
    g_free(avro->found);
    g_free(avro);
}

static bool open_avro(Decoder *decoder, GError **error)
{
    Avro *avro = g_new0(Avro, 1);

    decoder->state = avro;
    avro->arena = arena_new(BINDS_BYTES_MAX);
    avro->bound = g_hash_table_new(NULL, NULL);
    avro->paths = g_new(WirePath, decoder->fields_len);
    avro->found = g_new(WireFound, decoder->fields_len);
    for (size_t i = 0; i < decoder->fields_len; i++)
        avro->paths[i] = (WirePath){decoder->fields[i].steps, decoder->fields[i].steps_len};
    if (decoder->format->schema != NULL || decoder->registry != NULL)
        return true;
    fail(error, FAIL_QUERY, "the schema of Avro records is not known");
    return fail_hint(error, "give it as schema => '{...}', or set a Schema Registry");
}

static bool add_bound(Decoder *decoder, int32_t id, const Schema *schema, GError **error)
{
    Avro *avro = decoder->state;
    Bound *bound = arena_try_alloc(avro->arena, sizeof(*bound));

    if (bound != NULL) {
        bound->root = schema_root(schema);
        bound->bind = wire_bind(bound->root, avro->paths, decoder->fields_len, avro->arena);
    }
    if (bound == NULL || bound->bind == NULL ||
        g_hash_table_size(avro->bound) == DECODER_SCHEMAS_MAX)
        return fail(error, FAIL_LIMIT, "the records have more than %d schemas, or too large ones",
                    DECODER_SCHEMAS_MAX);
    g_hash_table_insert(avro->bound, GINT_TO_POINTER(id), bound);
    avro->last = bound;
    avro->last_id = id;
    return true;
}

/* Sets avro->last to what that id says. */
static DecodeOutcome find_bound(Decoder *decoder, int32_t id, GError **error)
{
    Avro *avro = decoder->state;
    const Schema *schema = decoder->format->schema;
    g_autoptr(GError) said = NULL;

    if (avro->last != NULL && avro->last_id == id)
        return DECODE_ROW;
    avro->last = g_hash_table_lookup(avro->bound, GINT_TO_POINTER(id));
    avro->last_id = id;
    if (avro->last != NULL)
        return DECODE_ROW;
    if (schema == NULL && !schema_registry_get(decoder->registry, id, &schema, &said)) {
        if (g_error_matches(said, FAIL, FAIL_DATA))
            return decode_broken(decoder, said->message);
        g_propagate_error(error, g_steal_pointer(&said));
        return DECODE_FAILED;
    }
    return add_bound(decoder, id, schema, error) ? DECODE_ROW : DECODE_FAILED;
}

/* Takes the wire header off; the id is 0 where the schema is given. */
static const char *take_header(const Format *format, Span *value, int32_t *ret_id)
{
    uint32_t id;

    *ret_id = 0;
    if (!format->has_wire_header)
        return NULL;
    if (value->len < WIRE_HEADER_BYTES)
        return "it is shorter than the header with a schema's id";
    if (value->at[0] != 0)
        return "it does not begin with the zero byte and the schema's id of a Schema Registry's "
               "records";
    memcpy(&id, value->at + 1, sizeof(id));
    if (format->schema == NULL)
        *ret_id = (int32_t)GUINT32_FROM_BE(id);
    *value = span_make(value->at + WIRE_HEADER_BYTES, value->len - WIRE_HEADER_BYTES);
    return NULL;
}

static void show_misfit(Decoder *decoder, size_t field, const WireFound *found, const uint8_t *end)
{
    g_autoptr(Arena) arena = NULL;
    Span text = span_make("", 0);

    if (decoder->misfits[field].count == 0) { /* only the first is an example */
        arena = arena_new(EXAMPLE_BYTES_MAX);
        text = wire_show(found, end, arena);
    }
    decode_misfit_document(decoder, field, text);
}

static DecodeOutcome fill(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                          GError **error)
{
    const Avro *avro = decoder->state;
    const uint8_t *end = (const uint8_t *)value.at + value.len;

    for (size_t i = 0; i < decoder->fields_len; i++) {
        const WireFound *found = &avro->found[i];

        if (found->node == NULL)
            continue;
        switch (wire_value(fit, found, end, decoder->fields[i].type, &ret_values[i], error)) {
        case FIT_FITS:
            break;
        case FIT_NOT:
            show_misfit(decoder, i, found, end);
            ret_values[i] = VALUE_NULL;
            break;
        case FIT_FAILED:
            return DECODE_FAILED;
        }
    }
    return DECODE_ROW;
}

static DecodeOutcome avro_record(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                                 GError **error)
{
    Avro *avro = decoder->state;
    int32_t id = 0;
    const char *why = take_header(decoder->format, &value, &id);
    DecodeOutcome outcome = why == NULL ? find_bound(decoder, id, error) : DECODE_BROKEN;

    if (why == NULL && outcome == DECODE_ROW &&
        wire_find(avro->last->root, avro->last->bind, decoder->fields_len, value, avro->found,
                  &why))
        return fill(decoder, value, fit, ret_values, error);
    return why != NULL ? decode_broken(decoder, why) : outcome;
}

const DecodeKind decode_avro = {"Avro", open_avro, avro_record, close_avro};
