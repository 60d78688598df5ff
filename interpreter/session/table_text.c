#include "session/table_text.h"

#include "session/cell.h"

#define NULL_TEXT "null"

static void append_row(GString *out, char *const *cells, size_t columns_len)
{
    for (size_t i = 0; i < columns_len; i++) {
        if (i > 0)
            g_string_append_c(out, '\t');
        cell_append_table(out, cells[i] != NULL ? cells[i] : NULL_TEXT, columns_len == 1);
    }
    g_string_append_c(out, '\n');
}

char *table_text(const EventTable *table, size_t bytes_max, size_t *ret_left_out)
{
    const EventSchema *schema = event_table_schema(table);
    GString *out = g_string_new(NULL);
    size_t left_out = 0;

    for (size_t i = 0; schema != NULL && i < schema->columns_len; i++) {
        g_string_append(out, i > 0 ? "\t" : "");
        cell_append_table(out, schema->columns[i].name, schema->columns_len == 1);
    }
    if (schema != NULL)
        g_string_append_c(out, '\n');
    for (size_t i = 0; schema != NULL && i < event_table_len(table); i++) {
        gsize before = out->len;

        append_row(out, event_table_row(table, i), schema->columns_len);
        if (out->len > bytes_max) {
            g_string_truncate(out, before);
            left_out = event_table_len(table) - i;
            break;
        }
    }
    if (ret_left_out != NULL)
        *ret_left_out = left_out;
    return g_string_free(out, FALSE);
}

/* (owned) One cell of the plain form, at most TABLE_PLAIN_CELL_CHARS_MAX characters. */
static char *plain_cell(const char *cell)
{
    g_autoptr(GString) out = g_string_new(NULL);

    cell_append_plain(out, cell != NULL ? cell : NULL_TEXT);
    if (g_utf8_strlen(out->str, (gssize)out->len) > TABLE_PLAIN_CELL_CHARS_MAX) {
        char *end = g_utf8_offset_to_pointer(out->str, TABLE_PLAIN_CELL_CHARS_MAX - 1);

        g_string_truncate(out, (gsize)(end - out->str));
        g_string_append(out, "…");
    }
    return g_strdup(out->str);
}

static void widen(glong *width, const char *cell)
{
    g_autofree char *text = plain_cell(cell);

    *width = MAX(*width, g_utf8_strlen(text, -1));
}

static void append_padded(GString *out, const char *cell, glong width, gboolean to_the_right)
{
    g_autofree char *text = plain_cell(cell);
    glong blanks = MAX(width - g_utf8_strlen(text, -1), 0);

    g_string_append_printf(out, "%*s", to_the_right ? (int)blanks : 0, "");
    g_string_append(out, text);
    g_string_append_printf(out, "%*s", to_the_right ? 0 : (int)blanks, "");
}

/* @cells: NULL for the header */
static void append_plain_row(GString *out, const EventSchema *schema, char *const *cells,
                             const glong *widths)
{
    for (size_t i = 0; i < schema->columns_len; i++) {
        const EventColumn *column = &schema->columns[i];

        g_string_append(out, i > 0 ? " | " : "");
        append_padded(out, cells != NULL ? cells[i] : column->name, widths[i], column->is_number);
    }
    g_string_append_c(out, '\n');
}

static void append_rule(GString *out, const EventSchema *schema, const glong *widths)
{
    for (size_t i = 0; i < schema->columns_len; i++) {
        g_string_append(out, i > 0 ? "-+-" : "");
        for (glong k = 0; k < widths[i]; k++)
            g_string_append_c(out, '-');
    }
    g_string_append_c(out, '\n');
}

char *table_plain(const EventTable *table, size_t bytes_max, size_t *ret_left_out)
{
    const EventSchema *schema = event_table_schema(table);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree glong *widths = NULL;
    size_t rows = MIN(event_table_len(table), TABLE_PLAIN_ROWS_MAX);
    size_t left_out = event_table_len(table) - rows;

    for (size_t i = 0; schema != NULL && i < schema->columns_len; i++) {
        if (widths == NULL)
            widths = g_new0(glong, schema->columns_len);
        widen(&widths[i], schema->columns[i].name);
        for (size_t k = 0; k < rows; k++)
            widen(&widths[i], event_table_row(table, k)[i]);
    }
    if (widths != NULL) {
        append_plain_row(out, schema, NULL, widths);
        append_rule(out, schema, widths);
    }
    for (size_t i = 0; widths != NULL && i < rows; i++) {
        gsize before = out->len;

        append_plain_row(out, schema, event_table_row(table, i), widths);
        if (out->len > bytes_max) {
            g_string_truncate(out, before);
            left_out = event_table_len(table) - i;
            break;
        }
    }
    if (ret_left_out != NULL)
        *ret_left_out = left_out;
    return g_strdup(out->str);
}

char *table_count(int64_t count)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, count);
    size_t len = strlen(digits);
    GString *out = g_string_new(NULL);

    for (size_t i = 0; i < len; i++) {
        size_t left = len - i;

        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-')
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}

char *table_rows_sentence(const EventTable *table, size_t left_out)
{
    int64_t shown = (int64_t)(event_table_len(table) - left_out);
    int64_t total = MAX(event_table_total(table), (int64_t)event_table_len(table));
    g_autofree char *shown_text = table_count(shown);
    g_autofree char *total_text = table_count(total);

    if (left_out > 0)
        return g_strdup_printf("The first %s of %s rows are shown: all of them would be larger "
                               "than a result may be.",
                               shown_text, total_text);
    if (shown < total)
        return g_strdup_printf("%s of %s rows are shown (the setting max_rows).", shown_text,
                               total_text);
    return NULL;
}
