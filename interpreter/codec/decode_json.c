/* 'json': one pass over a record finds up to DOCUMENT_PATHS_MAX fields and checks all of it. */
#include "codec/decode.h"
#include "row/document.h"

enum { PATHS_BYTES_MAX = 16 << 20 };

typedef struct Json {
    Arena *arena; /* owned */
    const DocumentPaths *passes[(DECODER_FIELDS_MAX - 1) / DOCUMENT_PATHS_MAX + 1];
    size_t passes_len;
    Span *found; /* owned, one for each field */
} Json;

G_STATIC_ASSERT((int)DECODER_STEPS_MAX <= (int)DOCUMENT_STEPS_MAX);

static void close_json(void *state)
{
    Json *json = state;

    if (json == NULL)
        return;
    arena_free(json->arena);
    g_free(json->found);
    g_free(json);
}

static const DocumentPaths *make_pass(const Decoder *decoder, size_t first, size_t len,
                                      Arena *arena)
{
    DocumentPath *paths = g_new0(DocumentPath, len);
    const DocumentPaths *pass;

    for (size_t i = 0; i < len; i++) {
        const DecodeField *field = &decoder->fields[first + i];

        paths[i].steps_len = field->steps_len;
        for (size_t step = 0; step < field->steps_len; step++)
            paths[i].steps[step] = field->steps[step];
    }
    pass = document_paths_new(arena, paths, len);
    g_free(paths);
    return pass;
}

static bool open_json(Decoder *decoder, GError **error)
{
    Json *json = g_new0(Json, 1);

    decoder->state = json;
    json->arena = arena_new(PATHS_BYTES_MAX);
    json->found = g_new(Span, decoder->fields_len);
    for (size_t first = 0; first < decoder->fields_len; first += DOCUMENT_PATHS_MAX) {
        size_t len = MIN(decoder->fields_len - first, (size_t)DOCUMENT_PATHS_MAX);
        const DocumentPaths *pass = make_pass(decoder, first, len, json->arena);

        if (pass == NULL)
            return fail(error, FAIL_LIMIT, "the names of all fields take more than %d bytes",
                        PATHS_BYTES_MAX);
        json->passes[json->passes_len++] = pass;
    }
    return true;
}

static DecodeOutcome no_document(Decoder *decoder, Span value)
{
    g_autoptr(GError) said = NULL;
    g_autofree char *why = NULL;
    const char *hint;
    Span document;

    document_check(value, &document, &said);
    hint = fail_hint_of(said);
    why = g_strdup_printf("%s%s%s", said->message, hint == NULL ? "" : ": ",
                          hint == NULL ? "" : hint);
    return decode_broken(decoder, why);
}

static DecodeOutcome json_record(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                                 GError **error)
{
    Json *json = decoder->state;

    for (size_t i = 0; i < json->passes_len; i++) {
        if (!document_read_paths(value, json->passes[i], json->found + i * DOCUMENT_PATHS_MAX))
            return no_document(decoder, value);
    }
    for (size_t i = 0; i < decoder->fields_len; i++) {
        if (json->found[i].at == NULL)
            continue;
        switch (fit_document(fit, decoder->fields[i].type, json->found[i], &ret_values[i], error)) {
        case FIT_FITS:
            break;
        case FIT_NOT:
            decode_misfit_document(decoder, i, json->found[i]);
            ret_values[i] = VALUE_NULL;
            break;
        case FIT_FAILED:
            return DECODE_FAILED;
        }
    }
    return DECODE_ROW;
}

const DecodeKind decode_json = {"JSON", open_json, json_record, close_json};
