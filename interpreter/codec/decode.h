#pragma once
/*
 * What formats have in common. A format is a DecodeKind: it keeps a state of its own, and says
 * what of a record is wrong.
 *
 * Thread: as decoder.h.
 */
#include "codec/decoder.h"
#include "codec/fit.h"

typedef struct DecodeField {
    Span *steps; /* owned, and their bytes; NUL-ended */
    size_t steps_len;
    Type type;
} DecodeField;

typedef enum DecodeOutcome {
    DECODE_ROW,
    DECODE_NO_ROW,
    DECODE_BROKEN, /* decode_broken() has been told why */
    DECODE_FAILED, /* error is set */
} DecodeOutcome;

typedef struct DecodeKind {
    /* What it decodes, for sentences: "JSON" */
    const char *name;
    /* Sets decoder->state; false with @error set. */
    bool (*open)(Decoder *decoder, GError **error);
    /* All of @ret_values are NULL before; after anything but a row they are made so again. */
    DecodeOutcome (*record)(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                            GError **error);
    void (*close)(void *state); /* NULL is fine */
} DecodeKind;

struct Decoder {
    const DecodeKind *kind;
    const Format *format;     /* borrowed */
    SchemaRegistry *registry; /* borrowed */
    const Zone *zone;         /* borrowed */
    DecodeField *fields;      /* owned */
    size_t fields_len;
    DecoderCount *misfits; /* owned, one for each field */
    DecoderCount broken;
    void *state; /* the kind's */
};

extern const DecodeKind decode_text, decode_bytes, decode_json, decode_csv, decode_avro;

/* Count a value that is not of its type. @value: of JSON, or nothing; for the example */
void decode_misfit_document(Decoder *decoder, size_t field, Span value);
/* Count a record that is none; returns DECODE_BROKEN. */
DecodeOutcome decode_broken(Decoder *decoder, const char *why);
/* A field from a text, whichever way that goes; false with @error set. */
bool decode_text_field(Decoder *decoder, size_t field, const Fit *fit, Span text, Value *ret_value,
                       GError **error);
