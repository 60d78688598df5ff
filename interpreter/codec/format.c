#include "codec/format.h"

#include <assert.h>

/* Sets what @value says; false if it is not allowed, with or without @error. */
typedef bool (*ReadFn)(Format *format, const char *value, GError **error);

static bool read_bool(const char *value, bool *ret_bool)
{
    *ret_bool = g_ascii_strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0 ||
                g_ascii_strcasecmp(value, "on") == 0;
    return *ret_bool || g_ascii_strcasecmp(value, "false") == 0 || strcmp(value, "0") == 0 ||
           g_ascii_strcasecmp(value, "off") == 0;
}

/* One byte of ASCII that is no line end; the two bytes \t are a tab. */
static bool read_byte(const char *value, char *ret_byte)
{
    if (strcmp(value, "\\t") == 0)
        value = "\t";
    if (strlen(value) != 1 || (value[0] & 0x80) != 0 || strchr("\r\n", value[0]) != NULL)
        return false;
    *ret_byte = value[0];
    return true;
}

static bool read_epoch(Format *format, const char *value, GError **error)
{
    static const char *const names[] = {NULL, "s", "ms", "us", "ns", "auto"};

    (void)error;
    for (size_t i = 1; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i], value) == 0) {
            format->epoch = (FormatEpoch)i;
            return true;
        }
    }
    return false;
}

static bool read_header(Format *format, const char *value, GError **error)
{
    (void)error;
    return read_bool(value, &format->has_header);
}

static bool read_delimiter(Format *format, const char *value, GError **error)
{
    (void)error;
    return read_byte(value, &format->dialect.delimiter);
}

static bool read_quote(Format *format, const char *value, GError **error)
{
    (void)error;
    if (value[0] == '\0') {
        format->dialect.quote = '\0';
        return true;
    }
    return read_byte(value, &format->dialect.quote);
}

static bool read_escape(Format *format, const char *value, GError **error)
{
    (void)error;
    return read_byte(value, &format->dialect.escape);
}

static bool read_null(Format *format, const char *value, GError **error)
{
    (void)error;
    g_free(format->null_text);
    format->null_text = g_strdup(value);
    return true;
}

/* The names are themselves a row of CSV, with commas. */
static bool read_columns(Format *format, const char *value, GError **error)
{
    static const CsvDialect dialect = {',', '"', '"'};
    g_autoptr(Arena) arena = arena_new(strlen(value) + 1024);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    CsvWalk walk = csv_walk(span_of(value));
    CsvField field;

    (void)error;
    while (csv_next(&walk, &dialect, &field)) {
        g_autofree char *name = NULL;
        Span text;

        if (!csv_unescape(&field, &dialect, arena, &text) || names->len == FORMAT_COLUMNS_MAX)
            return false;
        name = g_strndup(text.at, text.len);
        if (!field.is_quoted)
            g_strstrip(name);
        if (name[0] == '\0')
            return false;
        g_ptr_array_add(names, g_steal_pointer(&name));
    }
    if (walk.wrong != NULL)
        return false;
    g_ptr_array_add(names, NULL);
    format_set_columns(format, (const char *const *)names->pdata);
    return true;
}

static bool read_schema(Format *format, const char *value, GError **error)
{
    schema_free(format->schema);
    format->schema = schema_new(span_of(value), error);
    return format->schema != NULL;
}

static bool read_wire_header(Format *format, const char *value, GError **error)
{
    (void)error;
    return read_bool(value, &format->has_wire_header);
}

/* To add an option: a row here, and a field of Format. A row without an option is a format. */
static const struct {
    FormatHelp help;
    FormatKind kind;
    ReadFn read;
    const char *allowed; /* after "is" */
} rows[] = {
    {{"text", NULL, "the record's value is one text"},                                        FORMAT_TEXT,  NULL,             NULL},
    {{"bytes", NULL, "the record's value is one bytea"},                                      FORMAT_BYTES, NULL,             NULL},
    {{"json", NULL, "a JSON document; its members are columns"},                              FORMAT_JSON,  NULL,             NULL},
    {{"json", "epoch", "what a number is where a time is wanted"},
     FORMAT_JSON,                                                                                           read_epoch,
     "s, ms, us, ns or auto"                                                                                                      },
    {{"csv", NULL, "one row of separated values"},                                            FORMAT_CSV,   NULL,             NULL},
    {{"csv", "columns", "the names of the columns, in order: 'id,name'"},
     FORMAT_CSV,                                                                                            read_columns,
     "at most 1000 names with commas between them"                                                                                },
    {{"csv", "delimiter", "what separates: a comma, if nothing is said"},
     FORMAT_CSV,                                                                                            read_delimiter,
     "one character, or '\\t'"                                                                                                    },
    {{"csv", "epoch", "what a number is where a time is wanted"},
     FORMAT_CSV,                                                                                            read_epoch,
     "s, ms, us, ns or auto"                                                                                                      },
    {{"csv", "escape", "before a quote within quotes: a second quote, if nothing is said"},
     FORMAT_CSV,                                                                                            read_escape,
     "one character"                                                                                                              },
    {{"csv", "header", "records that are the columns' names are no rows"},
     FORMAT_CSV,                                                                                            read_header,
     "true or false"                                                                                                              },
    {{"csv", "null", "the text of NULL, without quotes: an empty one, if nothing is said"},
     FORMAT_CSV,                                                                                            read_null,
     "a text"                                                                                                                     },
    {{"csv", "quote", "what texts are quoted with: '\"', if nothing is said"},
     FORMAT_CSV,                                                                                            read_quote,
     "one character, or '' for no quotes"                                                                                         },
    {{"avro", NULL, "Avro, with a schema of the registry or a given one"},                    FORMAT_AVRO,  NULL,             NULL},
    {{"avro", "epoch", "what a number is where a time is wanted"},
     FORMAT_AVRO,                                                                                           read_epoch,
     "s, ms, us, ns or auto"                                                                                                      },
    {{"avro", "schema", "the schema as JSON; without it, it comes from the Schema Registry"},
     FORMAT_AVRO,                                                                                           read_schema,
     "a schema"                                                                                                                   },
    {{"avro", "wire_header", "each record begins with a schema's id: true without a schema"},
     FORMAT_AVRO,                                                                                           read_wire_header,
     "true or false"                                                                                                              },
};

const FormatHelp *format_help(size_t i)
{
    return i < G_N_ELEMENTS(rows) ? &rows[i].help : NULL;
}

const char *format_name(FormatKind kind)
{
    size_t i = 0;

    while (rows[i].kind != kind)
        i++;
    return rows[i].help.format;
}

/* The names of all formats, or of one format's options. */
static char *list_names(const char *format)
{
    GString *names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const FormatHelp *help = &rows[i].help;
        const char *name = format == NULL ? help->format : help->option;
        bool is_listed = format == NULL ? help->option == NULL
                                        : name != NULL && strcmp(help->format, format) == 0;

        if (is_listed)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    return g_string_free(names, FALSE);
}

static bool find_kind(const char *name, FormatKind *ret_kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_ascii_strcasecmp(rows[i].help.format, name) == 0) {
            *ret_kind = rows[i].kind;
            return true;
        }
    }
    return false;
}

static bool fail_option(const Format *format, const FormatOption *option, GError **error)
{
    const char *name = format_name(format->kind);
    g_autofree char *names = list_names(name);

    fail_at(error, FAIL_QUERY, option->position, "format '%s' has no option \"%s\"", name,
            option->name);
    if (names[0] == '\0')
        return fail_hint(error, "it has no options");
    return fail_hint(error, "its options are %s", names);
}

static bool read_option(Format *format, const FormatOption *option, GError **error)
{
    GError *said = NULL;
    size_t i = 0;

    while (i < G_N_ELEMENTS(rows) && (rows[i].kind != format->kind || rows[i].help.option == NULL ||
                                      strcmp(rows[i].help.option, option->name) != 0))
        i++;
    if (i == G_N_ELEMENTS(rows))
        return fail_option(format, option, error);
    if (rows[i].read(format, option->value, &said))
        return true;
    if (said == NULL)
        return fail_at(error, FAIL_QUERY, option->position, "option %s is %s, not \"%s\"",
                       option->name, rows[i].allowed, option->value);
    g_propagate_error(error, said);
    return fail_prefix(error, "option %s: ", option->name);
}

/* What only all options together tell. */
static bool check_dialect(const CsvDialect *dialect, int position, GError **error)
{
    if (dialect->delimiter != dialect->quote && dialect->delimiter != dialect->escape)
        return true;
    return fail_at(error, FAIL_QUERY, position,
                   "the delimiter of a CSV format can't be its quote or its escape too");
}

static bool is_given(const char *name, const FormatOption *options, size_t options_len)
{
    for (size_t i = 0; i < options_len; i++) {
        if (strcmp(options[i].name, name) == 0)
            return true;
    }
    return false;
}

Format *format_new(const char *name, int position, const FormatOption *options, size_t options_len,
                   GError **error)
{
    g_autoptr(Format) format = g_new0(Format, 1);

    format->dialect = (CsvDialect){',', '"', '"'};
    format->null_text = g_strdup("");
    if (!find_kind(name, &format->kind)) {
        g_autofree char *names = list_names(NULL);

        fail_at(error, FAIL_QUERY, position, "there is no format \"%s\"", name);
        fail_hint(error, "the formats are %s", names);
        return NULL;
    }
    for (size_t i = 0; i < options_len; i++) {
        if (!read_option(format, &options[i], error))
            return NULL;
    }
    if (!is_given("escape", options, options_len))
        format->dialect.escape = format->dialect.quote;
    if (!is_given("wire_header", options, options_len))
        format->has_wire_header = format->kind == FORMAT_AVRO && format->schema == NULL;
    if (!check_dialect(&format->dialect, position, error))
        return NULL;
    return g_steal_pointer(&format);
}

void format_free(Format *format)
{
    if (format == NULL)
        return;
    g_free(format->null_text);
    g_strfreev(format->columns);
    schema_free(format->schema);
    g_free(format);
}

void format_set_columns(Format *format, const char *const *names)
{
    g_strfreev(format->columns);
    format->columns = g_strdupv((char **)names);
}
