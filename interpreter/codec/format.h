#pragma once
/*
 * What a topic's records are, as a statement says it: a format by its name, and options. Formats
 * and options are rows of tables, which help and messages read too.
 *
 * Thread: any; constant once made, and so shared by all lanes.
 */
#include "base/fail.h"
#include "codec/csv.h"
#include "codec/schema.h"

typedef enum FormatKind {
    FORMAT_TEXT,
    FORMAT_BYTES,
    FORMAT_JSON,
    FORMAT_CSV,
    FORMAT_AVRO,
} FormatKind;

/* What a number means where a time is wanted. */
typedef enum FormatEpoch {
    FORMAT_EPOCH_NONE, /* nothing: it is no time */
    FORMAT_EPOCH_S,
    FORMAT_EPOCH_MS,
    FORMAT_EPOCH_US,
    FORMAT_EPOCH_NS,
    FORMAT_EPOCH_AUTO, /* by its size: seconds below 10^11, ms below 10^14, us below 10^17, ns */
} FormatEpoch;

enum { FORMAT_COLUMNS_MAX = 1000 };

typedef struct Format {
    FormatKind kind;
    FormatEpoch epoch; /* of JSON, CSV and Avro */
    /* CSV */
    CsvDialect dialect;
    bool has_header; /* a record that is the columns' names is no row, wherever it stands */
    char *null_text; /* owned; a field that is this, without quotes, is NULL */
    char **columns;  /* owned, NULL-ended: names by position; NULL: column1, column2, ... */
    /* Avro */
    Schema *schema;       /* owned; NULL: of a Schema Registry, by the id in the wire header */
    bool has_wire_header; /* each record begins with a zero byte and the four of a schema's id */
} Format;

typedef struct FormatOption {
    const char *name;  /* borrowed; lower case */
    const char *value; /* borrowed: the literal's text */
    int position;      /* of the option in the statement, for messages; < 0 unknown */
} FormatOption;

/**
 * format_new() - a format with its options
 * @name:      'json', 'csv', ...
 * @position:  the name's, for messages; < 0 unknown
 * @options:   borrowed for the call
 * @error:     FAIL_QUERY naming what is allowed; FAIL_DATA: a schema that is none
 *
 * Return: (owned) the format; NULL with @error set.
 */
Format *format_new(const char *name, int position, const FormatOption *options, size_t options_len,
                   GError **error);
void format_free(Format *format); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Format, format_free)
/* The columns of a CSV format, if it has none: what inference found, or a table declares. @names:
 * copied, NULL-ended */
void format_set_columns(Format *format, const char *const *names);

const char *format_name(FormatKind kind); /* "json" */

/* A row of help: format_help(0), format_help(1), ... until NULL. */
typedef struct FormatHelp {
    const char *format;
    const char *option; /* NULL: the format itself */
    const char *help;
} FormatHelp;
const FormatHelp *format_help(size_t i);
