/* The fields of CSV rows; and whether texts look like them. */
#include "codec/survey.h"
#include "row/document.h"

/* As JSON would: a number with a zero in front of it (a postal code) is none. */
static SurveyKind csv_kind(Span text)
{
    Span document;

    if (text.len == 0 || !document_read(text, &document) || document.len != text.len)
        return survey_text(text);
    switch (document_kind(document)) {
    case DOCUMENT_BOOLEAN:
        return SURVEY_TRUTH;
    case DOCUMENT_NUMBER:
        return survey_number(document);
    default:
        return survey_text(text);
    }
}

/* (owned) The fields of a row; NULL if it is none. */
static GPtrArray *read_row(Span record, const CsvDialect *dialect)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    CsvWalk walk = csv_walk(record);
    CsvField field;

    while (csv_next(&walk, dialect, &field))
        g_ptr_array_add(fields, g_memdup2(&field, sizeof(field)));
    return walk.wrong != NULL || fields->len > FORMAT_COLUMNS_MAX ? NULL : g_steal_pointer(&fields);
}

static char *field_text(const CsvField *field, const CsvDialect *dialect)
{
    g_autoptr(Arena) arena = arena_new(field->text.len + 64);
    Span text = field->text;

    csv_unescape(field, dialect, arena, &text);
    return g_strndup(text.at, text.len);
}

/* Names, each once, none of them empty or a number. */
static bool is_header(const GPtrArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        const CsvField *field = g_ptr_array_index(row, i);

        if (field->text.len == 0 || csv_kind(field->text) != SURVEY_TEXT)
            return false;
        for (guint before = 0; before < i; before++) {
            if (span_equals(((CsvField *)g_ptr_array_index(row, before))->text, field->text))
                return false;
        }
    }
    return true;
}

/* (owned) The names in the first record that may be a header; NULL if there is none. */
static char **find_header(const Format *format, const Span *records, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_autoptr(GPtrArray) row =
            records[i].at == NULL ? NULL : read_row(records[i], &format->dialect);
        char **names;

        if (row == NULL || !is_header(row))
            continue;
        names = g_new0(char *, row->len + 1);
        for (guint at = 0; at < row->len; at++)
            names[at] = field_text(g_ptr_array_index(row, at), &format->dialect);
        return names;
    }
    return NULL;
}

static bool is_row_of_names(const GPtrArray *row, char **names)
{
    if (row->len != g_strv_length(names))
        return false;
    for (guint i = 0; i < row->len; i++) {
        if (!span_equals(((CsvField *)g_ptr_array_index(row, i))->text, span_of(names[i])))
            return false;
    }
    return true;
}

static void survey_field(Survey *survey, const Format *format, const CsvField *field,
                         const char *name)
{
    SurveyColumn *column = survey_column(survey, span_of(name));
    g_autofree char *text = NULL;

    if (column == NULL ||
        (!field->is_quoted && span_equals(field->text, span_of(format->null_text))))
        return;
    text = field_text(field, &format->dialect);
    survey_add(survey, column, csv_kind(span_of(text)), span_of(text));
}

static void survey_rows(Survey *survey, const Format *format, char **names, const Span *records,
                        size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_autoptr(GPtrArray) row =
            records[i].at == NULL ? NULL : read_row(records[i], &format->dialect);
        guint columns = names == NULL ? G_MAXUINT : g_strv_length(names);

        if (row == NULL || (format->has_header && names != NULL && is_row_of_names(row, names)))
            continue;
        survey->records++;
        for (guint at = 0; at < row->len && at < columns; at++) {
            g_autofree char *unnamed = g_strdup_printf("column%u", at + 1);

            survey_field(survey, format, g_ptr_array_index(row, at),
                         names == NULL ? unnamed : names[at]);
        }
    }
}

char *survey_csv(Survey *survey, const Format *format, const Span *records, size_t len)
{
    g_auto(GStrv) names = NULL;

    if (format->columns != NULL)
        names = g_strdupv(format->columns);
    else if (format->has_header)
        names = find_header(format, records, len);
    for (char **name = names; name != NULL && *name != NULL; name++)
        survey_column(survey, span_of(*name)); /* in their order, also where all are NULL */
    survey_rows(survey, format, names, records, len);
    if (names != NULL || !format->has_header)
        return NULL;
    return g_strdup("no record is a header, with names only: name the columns with "
                    "columns => 'a,b,c'");
}

/* How many fields all rows have, if it is the same number and more than one; else 0. */
static guint common_width(const Span *records, size_t len, const CsvDialect *dialect)
{
    guint width = 0;
    size_t rows = 0;

    for (size_t i = 0; i < len; i++) {
        g_autoptr(GPtrArray) row = NULL;

        if (records[i].at == NULL)
            continue;
        row = read_row(records[i], dialect);
        if (row == NULL || row->len < 2 || (rows > 0 && row->len != width))
            return 0;
        width = row->len;
        rows++;
    }
    return rows < 2 ? 0 : width;
}

char *survey_csv_hint(const Span *records, size_t len)
{
    static const struct {
        char delimiter;
        const char *option;
    } delimiters[] = {
        {',',  ""                    },
        {';',  ", delimiter => ';'"  },
        {'\t', ", delimiter => '\\t'"},
        {'|',  ", delimiter => '|'"  }
    };
    const char *option = NULL;
    guint most = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(delimiters); i++) {
        CsvDialect dialect = {delimiters[i].delimiter, '"', '"'};
        guint width = common_width(records, len, &dialect);

        if (width > most) {
            most = width;
            option = delimiters[i].option;
        }
    }
    return most == 0 ? NULL
                     : g_strdup_printf("the records look like CSV of %u columns: try format => "
                                       "'csv'%s",
                                       most, option);
}
