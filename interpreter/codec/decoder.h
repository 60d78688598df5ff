#pragma once
/*
 * Records as rows: only the wanted fields of a record are filled in, each as a value of its type.
 * A field that the record does not have, or has as null, is NULL; so is one that does not fit its
 * type, which is counted. A record that is none of its format has all fields NULL, and is counted;
 * so the columns of the record itself (value, offset, ...) can still be read.
 *
 * Thread: the lane's; each lane has its own. Its format and its registry are shared.
 */
#include "codec/format.h"
#include "codec/schema_registry.h"

enum {
    DECODER_STEPS_MAX = 16,     /* names in a path */
    DECODER_FIELDS_MAX = 1000,  /* wanted ones */
    DECODER_SCHEMAS_MAX = 1000, /* of writers, in one lane */
};

/* A wanted field: a path of names into objects and records; of CSV one name. An empty path is the
 * whole record, and all that formats 'text' and 'bytes' have. */
typedef struct DecoderField {
    const char *const *path; /* (borrowed for the call that makes the decoder) */
    size_t path_len;
    Type type;
} DecoderField;

typedef struct DecoderSpec {
    const Format *format;     /* borrowed for the life of the decoder */
    SchemaRegistry *registry; /* the same; of Avro without a schema, else NULL */
    const Zone *zone;         /* the same; of times without one; NULL is UTC */
    const DecoderField *fields;
    size_t fields_len;
} DecoderSpec;

typedef struct DecoderCount {
    uint64_t count;
    char *example; /* (owned by the decoder) of the first, as text, cut; NULL while there is none */
} DecoderCount;

typedef struct Decoder Decoder;

/**
 * decoder_new() - be ready to decode records
 * @error:  FAIL_QUERY: a field that the format can't have; FAIL_LIMIT
 *
 * Return: (owned) the decoder.
 */
Decoder *decoder_new(const DecoderSpec *spec, GError **error);
void decoder_free(Decoder *decoder); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decoder, decoder_free)

/**
 * decoder_record() - the fields of one record
 * @value:       of the record; at == NULL (a tombstone): all fields are NULL, and nothing is wrong
 * @arena:       holds what is not in @value itself; values borrow both
 * @ret_values:  one for each field; set on success
 * @ret_is_row:  false: it is a header of CSV, with the names of the columns
 * @error:       FAIL_LIMIT: the arena's; FAIL_NET, FAIL_CONFIG: the registry does not answer
 *
 * An unknown schema is fetched: that takes up to the registry's timeout.
 */
bool decoder_record(Decoder *decoder, Span value, Arena *arena, Value *ret_values, bool *ret_is_row,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

const DecoderCount *decoder_misfits(const Decoder *decoder, size_t field); /* (borrowed) */
/* (borrowed) Records that are none of the format; the example says why. */
const DecoderCount *decoder_broken(const Decoder *decoder);

/* (owned) `field price: 3 values are no numeric, such as "n/a"`: of counts, maybe of several
 * decoders. @name: the column's */
char *decoder_misfit_sentence(const char *name, Type type, uint64_t count, const char *example);
/* (owned) `2 records are no JSON, such as the first: ...` */
char *decoder_broken_sentence(const Format *format, uint64_t count, const char *example);
