#include "codec/decode.h"
#include "row/document.h"
#include "row/shown.h"

static const DecodeKind *const kinds[] = {
    [FORMAT_TEXT] = &decode_text, [FORMAT_BYTES] = &decode_bytes, [FORMAT_JSON] = &decode_json,
    [FORMAT_CSV] = &decode_csv,   [FORMAT_AVRO] = &decode_avro,
};

static void copy_path(const DecoderField *field, DecodeField *ret_field)
{
    ret_field->type = field->type;
    ret_field->steps_len = field->path_len;
    ret_field->steps = g_new0(Span, field->path_len);
    for (size_t i = 0; i < field->path_len; i++)
        ret_field->steps[i] = span_of(g_strdup(field->path[i]));
}

Decoder *decoder_new(const DecoderSpec *spec, GError **error)
{
    g_autoptr(Decoder) decoder = g_new0(Decoder, 1);

    decoder->kind = kinds[spec->format->kind];
    decoder->format = spec->format;
    decoder->registry = spec->registry;
    decoder->zone = spec->zone;
    if (spec->fields_len > DECODER_FIELDS_MAX)
        return fail_null(error, FAIL_LIMIT, "%zu fields of a record are read, more than %d",
                         spec->fields_len, DECODER_FIELDS_MAX);
    decoder->fields = g_new0(DecodeField, spec->fields_len);
    decoder->misfits = g_new0(DecoderCount, spec->fields_len);
    for (; decoder->fields_len < spec->fields_len; decoder->fields_len++) {
        const DecoderField *field = &spec->fields[decoder->fields_len];

        if (field->path_len > DECODER_STEPS_MAX)
            return fail_null(error, FAIL_LIMIT,
                             "a path to a field has %zu names, more than the %d that it can have",
                             field->path_len, DECODER_STEPS_MAX);
        copy_path(field, &decoder->fields[decoder->fields_len]);
    }
    if (decoder->fields_len > 0 && !decoder->kind->open(decoder, error))
        return NULL;
    return g_steal_pointer(&decoder);
}

void decoder_free(Decoder *decoder)
{
    if (decoder == NULL)
        return;
    if (decoder->kind->close != NULL)
        decoder->kind->close(decoder->state);
    for (size_t i = 0; i < decoder->fields_len; i++) {
        for (size_t step = 0; step < decoder->fields[i].steps_len; step++)
            g_free((char *)decoder->fields[i].steps[step].at);
        g_free(decoder->fields[i].steps);
        g_free(decoder->misfits[i].example);
    }
    g_free(decoder->broken.example);
    g_free(decoder->fields);
    g_free(decoder->misfits);
    g_free(decoder);
}

static void set_null(const Decoder *decoder, Value *ret_values)
{
    for (size_t i = 0; i < decoder->fields_len; i++)
        ret_values[i] = VALUE_NULL;
}

bool decoder_record(Decoder *decoder, Span value, Arena *arena, Value *ret_values, bool *ret_is_row,
                    GError **error)
{
    Fit fit = {decoder->format->epoch, decoder->zone, arena};
    DecodeOutcome outcome;

    set_null(decoder, ret_values);
    *ret_is_row = true;
    if (value.at == NULL || decoder->fields_len == 0)
        return true;
    outcome = decoder->kind->record(decoder, value, &fit, ret_values, error);
    if (outcome == DECODE_ROW)
        return true;
    set_null(decoder, ret_values);
    *ret_is_row = outcome != DECODE_NO_ROW;
    return outcome != DECODE_FAILED;
}

/* ---- counts ---- */

static void count(DecoderCount *counted, Span text)
{
    Span part = shown(text);

    if (counted->count++ == 0)
        counted->example = g_utf8_make_valid(part.len == 0 ? "" : part.at, (gssize)part.len);
}

static void count_misfit(const Decoder *decoder, size_t field, Span text)
{
    count(&decoder->misfits[field], text);
}

/* In a sentence it stands between quotes: a string needs none of its own. */
void decode_misfit_document(Decoder *decoder, size_t field, Span value)
{
    bool is_string = value.len > 0 && document_kind(value) == DOCUMENT_STRING;

    count_misfit(decoder, field, is_string ? document_inside(value) : value);
}

DecodeOutcome decode_broken(Decoder *decoder, const char *why)
{
    count(&decoder->broken, span_of(why));
    return DECODE_BROKEN;
}

bool decode_text_field(Decoder *decoder, size_t field, const Fit *fit, Span text, Value *ret_value,
                       GError **error)
{
    switch (fit_text(fit, decoder->fields[field].type, text, ret_value, error)) {
    case FIT_FITS:
        return true;
    case FIT_NOT:
        count_misfit(decoder, field, text);
        *ret_value = VALUE_NULL;
        return true;
    case FIT_FAILED:
        break;
    }
    return false;
}

const DecoderCount *decoder_misfits(const Decoder *decoder, size_t field)
{
    return &decoder->misfits[field];
}

const DecoderCount *decoder_broken(const Decoder *decoder)
{
    return &decoder->broken;
}

char *decoder_misfit_sentence(const char *name, Type type, uint64_t count, const char *example)
{
    return g_strdup_printf("field %s: %" G_GUINT64_FORMAT " %s no %s, such as \"%s\"", name, count,
                           count == 1 ? "value is" : "values are", type_name(type), example);
}

char *decoder_broken_sentence(const Format *format, uint64_t count, const char *example)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT " %s no %s, such as the first: %s", count,
                           count == 1 ? "record is" : "records are", kinds[format->kind]->name,
                           example);
}
