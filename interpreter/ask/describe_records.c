#include <string.h>

#include "ask/describe.h"
#include "catalog/catalog.h"
#include "catalog/look.h"

static char *share_text(uint64_t part, uint64_t all)
{
    return all == 0 ? NULL : g_strdup_printf("%.3g %%", 100.0 * (double)part / (double)all);
}

static uint64_t count_missing(const GArray *spans)
{
    uint64_t missing = 0;

    for (guint i = 0; i < spans->len; i++)
        missing += g_array_index(spans, Span, i).at == NULL ? 1 : 0;
    return missing;
}

/* (owned) What must be said about a format; @failure: why it is not known better, or NULL */
static char *format_note(const Inferred *inferred, const GError *failure)
{
    GString *note = g_string_new(inferred->why);

    if (inferred->confidence > 0 && inferred->confidence < 1)
        g_string_append_printf(note, " (%.3g %%)", inferred->confidence * 100);
    if (inferred->hint != NULL)
        g_string_append_printf(note, "; %s", inferred->hint);
    if (inferred->left_out > 0)
        g_string_append_printf(note,
                               "; %" G_GUINT64_FORMAT " more fields are no columns: read them by "
                               "value::jsonb->'name'",
                               inferred->left_out);
    if (failure != NULL)
        g_string_append_printf(note, "; %s", failure->message);
    return g_string_free(note, FALSE);
}

static void add_format(Describe *describe, const char *name, const Inferred *inferred,
                       const GArray *spans, const GError *failure)
{
    bool is_known = inferred->records > 0;
    uint64_t missing = count_missing(spans);

    describe_add(describe, "format", g_strdup(name),
                 g_strdup(is_known ? format_name(inferred->format) : NULL),
                 share_text(missing, spans->len), NULL,
                 is_known ? format_note(inferred, failure)
                          : g_strdup_printf("of %u records none has a %s", spans->len, name));
}

static void add_record_columns(Describe *describe)
{
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);

    for (size_t i = 0; i < len; i++)
        describe_add(describe, "column", g_strdup(columns[i].written),
                     g_strdup(type_name(columns[i].type)), NULL, NULL, NULL);
}

/* Names in another case are found too. */
static bool needs_quotes(const char *name)
{
    bool is_plain = g_ascii_isalpha(*name) || *name == '_';

    for (const char *at = name; *at != '\0'; at++)
        is_plain &= g_ascii_isalnum(*at) || *at == '_';
    return !is_plain;
}

static char *quoted(const char *name, char quote)
{
    GString *text = g_string_new(NULL);

    g_string_append_c(text, quote);
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == quote)
            g_string_append_c(text, quote);
        g_string_append_c(text, *at);
    }
    g_string_append_c(text, quote);
    return g_string_free(text, FALSE);
}

/* (owned) NULL: nothing is to be said. */
static char *field_note(const InferColumn *column, FormatKind format)
{
    if (column->is_taken) {
        g_autofree char *name = quoted(column->name, '\'');

        return g_strdup_printf("the record's column keeps the name%s%s",
                               format == FORMAT_JSON ? "; the field is value::jsonb->>" : "",
                               format == FORMAT_JSON ? name : "");
    }
    if (needs_quotes(column->name)) {
        g_autofree char *name = quoted(column->name, '"');

        return g_strdup_printf("is written %s%s%s", name, column->mixed == NULL ? "" : "; ",
                               column->mixed == NULL ? "" : column->mixed);
    }
    return g_strdup(column->mixed);
}

static void add_fields(Describe *describe, const Inferred *inferred)
{
    for (guint i = 0; inferred->columns != NULL && i < inferred->columns->len; i++) {
        const InferColumn *column = inferred->columns->pdata[i];

        describe_add(describe, "field", g_strdup(column->name), g_strdup(type_name(column->type)),
                     share_text(column->nulls, column->nulls + column->values),
                     g_strdup(column->example), field_note(column, inferred->format));
    }
}

void describe_add_records(Describe *describe)
{
    const char *topics[] = {describe->topic, NULL};
    g_autoptr(GError) failure = NULL, schema_failure = NULL;
    g_autoptr(Look) look =
        look_read(describe->client, topics, describe_left_ms(describe), &failure);
    g_autoptr(Inferred) values = NULL, keys = NULL;

    if (look == NULL) {
        describe_add(describe, "format", g_strdup("value"), NULL, NULL, NULL,
                     g_strdup(failure->message));
        add_record_columns(describe);
        return;
    }
    values = look_values(look, NULL);
    keys = look_keys(look);
    look_complete(values, describe->spec->plan->settings, describe->spec->registry,
                  &schema_failure);
    add_format(describe, "value", values, look->values, schema_failure);
    add_format(describe, "key", keys, look->keys, NULL);
    add_record_columns(describe);
    add_fields(describe, values);
}
