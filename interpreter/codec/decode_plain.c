/* 'text' and 'bytes': the whole record is the one field that there is. */
#include "codec/decode.h"

static bool check_fields(const Decoder *decoder, const char *what, GError **error)
{
    for (size_t i = 0; i < decoder->fields_len; i++) {
        if (decoder->fields[i].steps_len > 0) {
            fail(error, FAIL_QUERY, "records of the format '%s' have no field \"%s\"", what,
                 decoder->fields[i].steps[0].at);
            return fail_hint(error, "their one column is value; formats with fields are json, csv "
                                    "and avro");
        }
    }
    return true;
}

static bool open_text(Decoder *decoder, GError **error)
{
    return check_fields(decoder, "text", error);
}

static bool open_bytes(Decoder *decoder, GError **error)
{
    for (size_t i = 0; i < decoder->fields_len; i++) {
        if (decoder->fields[i].type != TYPE_BYTEA)
            return fail(error, FAIL_QUERY, "records of the format 'bytes' are bytea, not %s",
                        type_name(decoder->fields[i].type));
    }
    return check_fields(decoder, "bytes", error);
}

static DecodeOutcome text_record(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                                 GError **error)
{
    for (size_t i = 0; i < decoder->fields_len; i++) {
        if (!decode_text_field(decoder, i, fit, value, &ret_values[i], error))
            return DECODE_FAILED;
    }
    return DECODE_ROW;
}

static DecodeOutcome bytes_record(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                                  GError **error)
{
    (void)fit;
    (void)error;
    for (size_t i = 0; i < decoder->fields_len; i++)
        ret_values[i] = value_of_text(value.at, value.len);
    return DECODE_ROW;
}

const DecodeKind decode_text = {"text", open_text, text_record, NULL};
const DecodeKind decode_bytes = {"bytes", open_bytes, bytes_record, NULL};
