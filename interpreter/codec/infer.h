#pragma once
/*
 * What some records of a topic seem to be: their format, and the columns of it. A guess that is
 * made once and then kept, with the doubts said aloud.
 *
 * A column's type is bool, bigint, numeric (or double precision, where a number is beyond numeric)
 * or text if all its values are; timestamptz if all are times of ISO 8601 with a zone; an array
 * where all are arrays of one of these; else jsonb, if some are objects or arrays, or text.
 *
 * Thread: any; pure.
 */
#include "codec/format.h"

enum {
    INFER_COLUMNS_MAX = 256,
    INFER_NAME_BYTES_MAX = 63, /* PostgreSQL's: longer names can't be written in a statement */
};

typedef struct InferColumn {
    char *name;
    Type type;
    uint64_t values; /* records that have it, not as null */
    uint64_t nulls;  /* records that have it as null, or not at all */
    char *example;   /* the first value as text, cut; NULL without one */
    char *mixed;     /* "field id is a number in 97 records and a text in 3: read as text"; NULL */
    bool is_taken;   /* a record's own column has that name, and keeps it */
} InferColumn;

typedef struct Inferred {
    FormatKind format;
    double confidence;  /* the share of the records that are of it; 0 without records */
    char *why;          /* "97 of 100 records are JSON objects" */
    char *hint;         /* what could be tried besides; NULL */
    uint64_t records;   /* with a value: tombstones left out */
    GPtrArray *columns; /* InferColumn, in the order of first sight; none of text and bytes */
    uint64_t left_out;  /* fields that are no columns: beyond the limits, or without a name */
    bool has_schema_id; /* Avro: its columns are those of the schema */
    int32_t schema_id;  /* of the last record */
} Inferred;

/**
 * infer_records() - look at some records
 * @records:  borrowed for the call; at == NULL: a tombstone
 * @format:   what the records are said to be; NULL: to be found out
 * @taken:    NULL-ended: names of the record's own columns
 *
 * Return: (owned) what they seem to be.
 */
Inferred *infer_records(const Span *records, size_t records_len, const Format *format,
                        const char *const *taken);
void infer_free(Inferred *inferred); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inferred, infer_free)

/* (owned) InferColumn: the columns that a schema of Avro gives, by name and type. */
GPtrArray *infer_schema(const Schema *schema, const char *const *taken);
