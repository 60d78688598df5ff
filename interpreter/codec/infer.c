#include "codec/infer.h"

#include "base/utf8.h"
#include "codec/survey.h"
#include "row/document.h"

enum { WIRE_HEADER_BYTES = 5 };

/* ---- which format ---- */

typedef struct Counts {
    uint64_t records, objects, wired, texts;
} Counts;

/* A zero byte is in no text, and a schema's id follows it. */
static bool is_wired(Span record)
{
    return record.len > WIRE_HEADER_BYTES && record.at[0] == 0 && (record.at[1] & 0x80) == 0;
}

static bool is_object(Span record)
{
    Span document;

    return document_read(record, &document) && document_kind(document) == DOCUMENT_OBJECT;
}

static void count(Span record, Counts *counts)
{
    if (record.at == NULL)
        return;
    counts->records++;
    if (is_wired(record))
        counts->wired++;
    else if (is_object(record))
        counts->objects++;
    else if (utf8_is_text(record))
        counts->texts++;
}

static void say(Inferred *inferred, FormatKind format, uint64_t of, const char *what)
{
    inferred->format = format;
    inferred->confidence = (double)of / (double)inferred->records;
    inferred->why = g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " records %s", of,
                                    inferred->records, what);
}

/* Each record is of one class; what more than half are, all are said to be. */
static void find_format(Inferred *inferred, const Counts *counts)
{
    uint64_t all = counts->records, half = all / 2;

    if (all == 0) {
        inferred->format = FORMAT_TEXT;
        inferred->why = g_strdup("there are no records with a value");
    } else if (counts->objects > half) {
        say(inferred, FORMAT_JSON, counts->objects, "are JSON objects");
    } else if (counts->wired > half) {
        say(inferred, FORMAT_AVRO, counts->wired,
            "begin with a zero byte and a schema's id, as those of a Schema Registry do");
    } else if (counts->texts + counts->objects > half) {
        say(inferred, FORMAT_TEXT, counts->texts + counts->objects, "are text");
        if (counts->objects > 0)
            inferred->hint = g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                                             " records are JSON objects: try format => 'json'",
                                             counts->objects, all);
    } else {
        say(inferred, FORMAT_BYTES, all - counts->texts - counts->objects, "are no text");
    }
}

/* ---- all ---- */

static void find_schema_id(Inferred *inferred, const Span *records, size_t len)
{
    for (size_t i = len; i > 0 && !inferred->has_schema_id; i--) {
        uint32_t id;

        if (records[i - 1].at == NULL || !is_wired(records[i - 1]))
            continue;
        memcpy(&id, records[i - 1].at + 1, sizeof(id));
        inferred->schema_id = (int32_t)GUINT32_FROM_BE(id);
        inferred->has_schema_id = true;
    }
}

/* The one that the statement has, of which the records' columns are then; or NULL. */
static const Schema *given_schema(const Format *format)
{
    return format == NULL ? NULL : format->schema;
}

static void find_columns(Inferred *inferred, Survey *survey, const Span *records, size_t len,
                         const Format *format)
{
    switch (inferred->format) {
    case FORMAT_JSON:
        survey_json(survey, records, len);
        break;
    case FORMAT_CSV:
        inferred->hint = survey_csv(survey, format, records, len);
        break;
    case FORMAT_AVRO:
        if (given_schema(format) == NULL)
            find_schema_id(inferred, records, len);
        if (given_schema(format) == NULL && !inferred->has_schema_id)
            inferred->hint = g_strdup("no record begins with a schema's id, as those of a Schema "
                                      "Registry do: give the schema by schema => '{...}'");
        break;
    case FORMAT_TEXT:
        if (inferred->hint == NULL)
            inferred->hint = survey_csv_hint(records, len);
        break;
    case FORMAT_BYTES:
        break;
    }
}

Inferred *infer_records(const Span *records, size_t records_len, const Format *format,
                        const char *const *taken)
{
    Inferred *inferred = g_new0(Inferred, 1);
    g_auto(Survey) survey = {.columns = NULL};
    Counts counts = {0};

    survey_init(&survey);
    for (size_t i = 0; i < records_len; i++)
        count(records[i], &counts);
    inferred->records = counts.records;
    if (format == NULL) {
        find_format(inferred, &counts);
    } else {
        inferred->format = format->kind;
        inferred->confidence = 1;
        inferred->why = g_strdup("the statement says so");
    }
    find_columns(inferred, &survey, records, records_len, format);
    inferred->columns = given_schema(format) != NULL ? infer_schema(given_schema(format), taken)
                                                     : survey_end(&survey, taken);
    inferred->left_out = g_hash_table_size(survey.left_out);
    return inferred;
}

void infer_free(Inferred *inferred)
{
    if (inferred == NULL)
        return;
    g_ptr_array_unref(inferred->columns);
    g_free(inferred->why);
    g_free(inferred->hint);
    g_free(inferred);
}

GPtrArray *infer_schema(const Schema *schema, const char *const *taken)
{
    const SchemaNode *record = schema_record(schema);
    GPtrArray *columns = survey_end(NULL, taken);

    for (size_t i = 0; record != NULL && i < record->len && i < INFER_COLUMNS_MAX; i++) {
        g_autofree char *name = g_strndup(record->names[i].at, record->names[i].len);

        if (record->names[i].len <= INFER_NAME_BYTES_MAX)
            g_ptr_array_add(columns,
                            survey_new_column(name, schema_type(record->children[i]), taken));
    }
    return columns;
}
