#include "main/output_peers.h"

#include <string.h>

#include "row/timestamp.h"

#define SPARK_RULE "-------------------------------------------\n"

enum { SPARK_ROWS_MAX = 10, COLUMN_NONE = -1 };

/* All cells but that of the column @without, between @separator. */
static void append_cells(char *const *cells, size_t len, int without, char separator, GString *text)
{
    bool is_first = true;

    for (size_t i = 0; i < len; i++) {
        if ((int)i == without)
            continue;
        if (!is_first)
            g_string_append_c(text, separator);
        is_first = false;
        g_string_append(text, cells[i] != NULL ? cells[i] : "null");
    }
}

static void append_tuple(char *const *cells, size_t len, int without, GString *text)
{
    g_string_append_c(text, '(');
    append_cells(cells, len, without, ',', text);
    g_string_append(text, ")\n");
}

void output_peers_kafka_row(char *const *cells, size_t cells_len, GString *text)
{
    append_cells(cells, cells_len, COLUMN_NONE, '\t', text);
    g_string_append_c(text, '\n');
}

void output_peers_flink_row(char *const *cells, size_t cells_len, GString *text)
{
    append_tuple(cells, cells_len, COLUMN_NONE, text);
}

/* ---- Spark ---- */

typedef struct BatchRow {
    int64_t time_ms;
    char *const *cells; /* borrowed */
} BatchRow;

static int find_time_column(const EventSchema *schema)
{
    for (size_t i = 0; i < schema->columns_len; i++) {
        if (strcmp(schema->columns[i].name, "window_end") == 0)
            return (int)i;
    }
    return COLUMN_NONE;
}

static int64_t read_time_ms(const char *cell, int64_t otherwise_ms)
{
    int64_t us;

    if (cell == NULL || !timestamp_read(TYPE_TIMESTAMPTZ, span_of(cell), NULL, &us, NULL))
        return otherwise_ms;
    return us / 1000;
}

static int compare_batches(const void *a, const void *b)
{
    const BatchRow *left = a, *right = b;

    return (left->time_ms > right->time_ms) - (left->time_ms < right->time_ms);
}

/* (owned) BatchRow: batch by batch, each in the table's order. */
static GArray *sort_batches(const EventTable *table, int time_column, int64_t now_ms)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(BatchRow));

    for (size_t i = 0; i < event_table_len(table); i++) {
        BatchRow row = {now_ms, event_table_row(table, i)};

        if (time_column != COLUMN_NONE)
            row.time_ms = read_time_ms(row.cells[time_column], now_ms);
        g_array_append_val(rows, row);
    }
    g_array_sort(rows, compare_batches); /* which is stable */
    return rows;
}

void output_peers_spark(const EventTable *table, int64_t now_ms, GString *text)
{
    const EventSchema *schema = event_table_schema(table);
    int time_column = find_time_column(schema);
    g_autoptr(GArray) rows = sort_batches(table, time_column, now_ms);
    const BatchRow *row = (const BatchRow *)(void *)rows->data;
    const BatchRow *end = row + rows->len;

    while (row < end) {
        int64_t time_ms = row->time_ms;
        int printed = 0;

        g_string_append_printf(text, SPARK_RULE "Time: %" G_GINT64_FORMAT " ms\n" SPARK_RULE,
                               time_ms);
        for (; row < end && row->time_ms == time_ms; row++, printed++) {
            if (printed < SPARK_ROWS_MAX)
                append_tuple(row->cells, schema->columns_len, time_column, text);
        }
        g_string_append(text, printed > SPARK_ROWS_MAX ? "...\n\n" : "\n");
    }
}
