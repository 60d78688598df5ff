/*
 * 'csv': a record is one row. All of it is looked at before a value is made, so that a row that is
 * broken at its end has no values at all. With a header, a record whose fields are the columns'
 * names is none, wherever it stands: files that were written to a topic line by line have one
 * each.
 */
#include "codec/decode.h"

typedef struct Csv {
    size_t *positions; /* owned: of each field; WHOLE: the record itself */
    size_t *first;     /* owned: of each position up to the last wanted, its first field; NONE */
    size_t *next;      /* owned: of each field, the next one at its position; NONE */
    size_t positions_len;
    size_t columns_len; /* with a header: all columns' */
    CsvField *found;    /* owned, one for each field; text.at == NULL: the row is shorter */
} Csv;

enum { NONE = SIZE_MAX, WHOLE = SIZE_MAX };

static void close_csv(void *state)
{
    Csv *csv = state;

    if (csv == NULL)
        return;
    g_free(csv->positions);
    g_free(csv->first);
    g_free(csv->next);
    g_free(csv->found);
    g_free(csv);
}

/* "column1", "column2", ... where nobody named them. */
static bool find_unnamed(const char *name, size_t *ret_position)
{
    const char *prefix = "column";
    guint64 number;

    if (!g_str_has_prefix(name, prefix) ||
        !g_ascii_string_to_unsigned(name + strlen(prefix), 10, 1, FORMAT_COLUMNS_MAX, &number,
                                    NULL))
        return false;
    *ret_position = (size_t)number - 1;
    return true;
}

static bool find_position(const Format *format, const char *name, size_t *ret_position)
{
    if (format->columns == NULL)
        return find_unnamed(name, ret_position);
    for (size_t i = 0; format->columns[i] != NULL; i++) {
        if (strcmp(format->columns[i], name) == 0) {
            *ret_position = i;
            return true;
        }
    }
    return false;
}

static bool fail_column(const Format *format, const char *name, GError **error)
{
    fail(error, FAIL_QUERY, "the CSV records have no column \"%s\"", name);
    if (format->columns == NULL)
        return fail_hint(error, "their columns have no names: they are column1, column2, ...; "
                                "name them with columns => 'a,b,c'");
    return fail_hint(error, "a record's columns are those that the option columns, its header or "
                            "its table names");
}

static bool place_field(const Decoder *decoder, Csv *csv, size_t i, GError **error)
{
    const DecodeField *field = &decoder->fields[i];

    csv->positions[i] = WHOLE;
    if (field->steps_len == 0)
        return true;
    if (field->steps_len > 1)
        return fail(error, FAIL_QUERY, "the column \"%s\" of CSV records has no fields",
                    field->steps[0].at);
    if (!find_position(decoder->format, field->steps[0].at, &csv->positions[i]))
        return fail_column(decoder->format, field->steps[0].at, error);
    csv->positions_len = MAX(csv->positions_len, csv->positions[i] + 1);
    return true;
}

static bool open_csv(Decoder *decoder, GError **error)
{
    Csv *csv = g_new0(Csv, 1);

    decoder->state = csv;
    csv->positions = g_new(size_t, decoder->fields_len);
    csv->next = g_new(size_t, decoder->fields_len);
    csv->found = g_new(CsvField, decoder->fields_len);
    if (decoder->format->has_header && decoder->format->columns == NULL)
        return fail(error, FAIL_QUERY, "the columns of CSV records with a header are not known");
    csv->columns_len = decoder->format->has_header ? g_strv_length(decoder->format->columns) : 0;
    for (size_t i = 0; i < decoder->fields_len; i++) {
        if (!place_field(decoder, csv, i, error))
            return false;
    }
    csv->first = g_new(size_t, csv->positions_len);
    for (size_t i = 0; i < csv->positions_len; i++)
        csv->first[i] = NONE;
    for (size_t i = 0; i < decoder->fields_len; i++) {
        size_t position = csv->positions[i];

        csv->next[i] = position == WHOLE ? NONE : csv->first[position];
        if (position != WHOLE)
            csv->first[position] = i;
    }
    return true;
}

/* Names have no escapes that matter: one with a quote in it is compared as it is written. */
static bool is_name(const Format *format, size_t columns_len, size_t position,
                    const CsvField *field)
{
    return position < columns_len && span_equals(field->text, span_of(format->columns[position]));
}

/* Finds the wanted fields; *ret_is_header: all fields are names, as many as there are columns. */
static const char *walk_row(const Decoder *decoder, Csv *csv, Span value, bool *ret_is_header)
{
    const Format *format = decoder->format;
    CsvWalk walk = csv_walk(value);
    bool is_header = csv->columns_len > 0;
    size_t position = 0;
    CsvField field;

    for (size_t i = 0; i < decoder->fields_len; i++)
        csv->found[i] = (CsvField){
            .text = {NULL, 0}
        };
    for (; csv_next(&walk, &format->dialect, &field); position++) {
        size_t i = position < csv->positions_len ? csv->first[position] : NONE;

        is_header = is_header && is_name(format, csv->columns_len, position, &field);
        for (; i != NONE; i = csv->next[i])
            csv->found[i] = field;
    }
    *ret_is_header = is_header && position == csv->columns_len;
    return walk.wrong;
}

static bool is_null(const Format *format, const CsvField *field)
{
    return !field->is_quoted && span_equals(field->text, span_of(format->null_text));
}

static DecodeOutcome csv_record(Decoder *decoder, Span value, const Fit *fit, Value *ret_values,
                                GError **error)
{
    const Format *format = decoder->format;
    Csv *csv = decoder->state;
    bool is_header;
    const char *wrong = walk_row(decoder, csv, value, &is_header);

    if (wrong != NULL)
        return decode_broken(decoder, wrong);
    if (is_header)
        return DECODE_NO_ROW;
    for (size_t i = 0; i < decoder->fields_len; i++) {
        const CsvField *field = &csv->found[i];
        Span text = value;

        if (csv->positions[i] != WHOLE) {
            if (field->text.at == NULL || is_null(format, field))
                continue;
            if (!csv_unescape(field, &format->dialect, fit->arena, &text)) {
                fit_no_memory(error);
                return DECODE_FAILED;
            }
        }
        if (!decode_text_field(decoder, i, fit, text, &ret_values[i], error))
            return DECODE_FAILED;
    }
    return DECODE_ROW;
}

const DecodeKind decode_csv = {"row of CSV", open_csv, csv_record, close_csv};
