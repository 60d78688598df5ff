#include "main/output_text.h"

#include <jansson.h>
#include <string.h>

enum {
    CELL_WIDTH_MAX = 10000,
    TERMINAL_CELL_WIDTH_MAX = 100, /* of all columns but the last, which the line's end cuts */
};

static size_t char_width(gunichar c)
{
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

static size_t text_width(const char *text)
{
    size_t width = 0;

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        width += char_width(g_utf8_get_char(at));
    return width;
}

/* What moves a terminal's cursor, or turns the direction of all that follows. */
static bool is_control(gunichar c)
{
    return g_unichar_iscntrl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* (owned) The cell as it is shown: one line, and nothing that reaches beyond it. */
static char *shown(const char *cell, size_t width_max)
{
    GString *text = g_string_new(NULL);
    size_t width = 0;

    if (cell == NULL)
        return g_string_free(text, FALSE);
    for (const char *at = cell, *next; *at != '\0'; at = next) {
        gunichar c = g_utf8_get_char(at);

        next = g_utf8_next_char(at);
        if (is_control(c))
            c = 0xB7; /* · */
        if (width + char_width(c) > width_max - 1 && *next != '\0') {
            g_string_append(text, "…");
            break;
        }
        width += char_width(c);
        g_string_append_unichar(text, c);
    }
    return g_string_free(text, FALSE);
}

static void append_padded(GString *line, const char *text, size_t width, bool to_the_right)
{
    size_t used = text_width(text);
    int pad = used < width ? (int)(width - used) : 0;

    if (to_the_right)
        g_string_append_printf(line, "%*s", pad, "");
    g_string_append(line, text);
    if (!to_the_right)
        g_string_append_printf(line, "%*s", pad, "");
}

/* Cut at the terminal's width, and marked so. @width_max: 0 is without an end */
static void cut_line(GString *line, size_t width_max)
{
    size_t width = 0, cut_at = 0;

    for (const char *at = line->str; *at != '\0' && width_max > 0; at = g_utf8_next_char(at)) {
        if (width < width_max)
            cut_at = (size_t)(at - line->str);
        width += char_width(g_utf8_get_char(at));
        if (width > width_max) {
            g_string_truncate(line, cut_at);
            g_string_append(line, "…");
            return;
        }
    }
}

static void append_line(GString *text, const EventSchema *schema, char *const *cells,
                        const size_t *widths, size_t width_max)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (size_t i = 0; i < schema->columns_len; i++) {
        g_string_append(line, i == 0 ? " " : " | ");
        append_padded(line, cells[i], widths[i], schema->columns[i].is_number);
    }
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    cut_line(line, width_max);
    g_string_append(text, line->str);
    g_string_append_c(text, '\n');
}

static void append_rule(GString *text, const size_t *widths, size_t len, size_t width_max)
{
    size_t width = 0;

    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < widths[i] + 2 + (i > 0); k++) {
            if (width_max == 0 || ++width <= width_max)
                g_string_append_c(text, i > 0 && k == 0 ? '+' : '-');
        }
    }
    g_string_append_c(text, '\n');
}

static size_t cell_width_max(const EventSchema *schema, size_t column, size_t width_max)
{
    return width_max > 0 && column + 1 < schema->columns_len ? TERMINAL_CELL_WIDTH_MAX
                                                             : CELL_WIDTH_MAX;
}

static GPtrArray *shown_rows(const EventTable *table, size_t width_max, size_t rows_max,
                             size_t *widths)
{
    const EventSchema *schema = event_table_schema(table);
    size_t len = MIN(event_table_len(table), rows_max);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

    for (size_t i = 0; i < len; i++) {
        char *const *cells = event_table_row(table, i);
        char **row = g_new0(char *, schema->columns_len + 1);

        for (size_t k = 0; k < schema->columns_len; k++) {
            row[k] = shown(cells[k], cell_width_max(schema, k, width_max));
            widths[k] = MAX(widths[k], text_width(row[k]));
        }
        g_ptr_array_add(rows, row);
    }
    return rows;
}

void output_text_table(const EventTable *table, size_t width_max, size_t rows_max, GString *text)
{
    const EventSchema *schema = event_table_schema(table);
    g_autofree size_t *widths = g_new0(size_t, schema->columns_len);
    g_auto(GStrv) names = g_new0(char *, schema->columns_len + 1);
    g_autoptr(GPtrArray) rows = NULL;
    int64_t total = MAX(event_table_total(table), (int64_t)event_table_len(table));

    for (size_t i = 0; i < schema->columns_len; i++) {
        names[i] = shown(schema->columns[i].name, CELL_WIDTH_MAX);
        widths[i] = text_width(names[i]);
    }
    rows = shown_rows(table, width_max, rows_max, widths);
    append_line(text, schema, names, widths, width_max);
    append_rule(text, widths, schema->columns_len, width_max);
    for (guint i = 0; i < rows->len; i++)
        append_line(text, schema, rows->pdata[i], widths, width_max);
    if ((int64_t)rows->len < total)
        g_string_append_printf(text, "(%u of %" G_GINT64_FORMAT " rows)\n", rows->len, total);
    else
        g_string_append_printf(text, "(%u row%s)\n", rows->len, rows->len == 1 ? "" : "s");
}

static void append_csv(GString *text, const char *cell)
{
    if (strpbrk(cell, ",\"\r\n") == NULL && *cell != '\0') {
        g_string_append(text, cell);
        return;
    }
    g_string_append_c(text, '"');
    for (const char *at = cell; *at != '\0'; at++) {
        if (*at == '"')
            g_string_append_c(text, '"');
        g_string_append_c(text, *at);
    }
    g_string_append_c(text, '"');
}

void output_text_csv_head(const EventSchema *schema, GString *text)
{
    for (size_t i = 0; i < schema->columns_len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        append_csv(text, schema->columns[i].name);
    }
    g_string_append_c(text, '\n');
}

/* A null is nothing between the commas, an empty text is "". */
void output_text_csv_row(const EventSchema *schema, char *const *cells, GString *text)
{
    for (size_t i = 0; i < schema->columns_len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        if (cells[i] != NULL)
            append_csv(text, cells[i]);
    }
    g_string_append_c(text, '\n');
}

static int append_bytes(const char *at, size_t len, void *text)
{
    g_string_append_len(text, at, (gssize)len);
    return 0;
}

static void append_json_text(GString *text, const char *cell)
{
    g_autofree char *valid = g_utf8_make_valid(cell, -1);
    json_t *value = json_string(valid);

    if (value == NULL || json_dump_callback(value, append_bytes, text, JSON_ENCODE_ANY) != 0)
        g_error("out of memory in jansson");
    json_decref(value);
}

/* True for what JSON can hold as it is written: not NaN or Infinity, which are texts. */
static bool is_plain_number(const char *cell)
{
    return *cell != '\0' && strspn(cell, "+-.eE0123456789") == strlen(cell);
}

static void append_json_cell(GString *text, const EventColumn *column, const char *cell)
{
    if (cell == NULL)
        g_string_append(text, "null");
    else if (strcmp(column->type, "boolean") == 0)
        g_string_append(text, *cell == 't' ? "true" : "false");
    else if (strcmp(column->type, "jsonb") == 0 || (column->is_number && is_plain_number(cell)))
        g_string_append(text, cell);
    else
        append_json_text(text, cell);
}

void output_text_json_row(const EventSchema *schema, char *const *cells, GString *text)
{
    g_string_append_c(text, '{');
    for (size_t i = 0; i < schema->columns_len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        append_json_text(text, schema->columns[i].name);
        g_string_append_c(text, ':');
        append_json_cell(text, &schema->columns[i], cells[i]);
    }
    g_string_append_c(text, '}');
}
