#include "event/table.h"

#include <assert.h>

#include "base/fail.h"

typedef struct Row {
    uint64_t id; /* the key in `rows` */
    size_t cells_len;
    char **cells; /* owned */
} Row;

struct EventTable {
    EventSchema schema; /* owned, once has_schema */
    bool has_schema;
    GHashTable *rows; /* &Row.id -> Row, owned */
    GPtrArray *order; /* Row*, borrowed from rows: what readers see */
    GPtrArray *parts; /* Row*, owned: of lines that had `more`, held back */
    GArray *removed;  /* uint64_t, of such lines */
    uint64_t seq;     /* of the last whole state */
    int64_t total;
    size_t rows_max; /* set at once */
};

static void row_free(void *data)
{
    Row *row = data;

    for (size_t i = 0; i < row->cells_len; i++)
        g_free(row->cells[i]);
    g_free(row->cells);
    g_free(row);
}

static void schema_free(EventTable *table)
{
    Event holder = {.kind = EVENT_SCHEMA, .schema = table->schema};

    if (table->has_schema)
        event_clear(&holder);
}

EventTable *event_table_new(void)
{
    EventTable *table = g_new0(EventTable, 1);

    table->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, row_free);
    table->order = g_ptr_array_new();
    table->parts = g_ptr_array_new_with_free_func(row_free);
    table->removed = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    table->rows_max = EVENT_ROWS_MAX;
    return table;
}

EventTable *event_table_new_unlimited(void)
{
    EventTable *table = event_table_new();

    table->rows_max = SIZE_MAX;
    return table;
}

void event_table_free(EventTable *table)
{
    if (table == NULL)
        return;
    schema_free(table);
    g_array_unref(table->removed);
    g_ptr_array_unref(table->parts);
    g_ptr_array_unref(table->order);
    g_hash_table_unref(table->rows);
    g_free(table);
}

static bool take_schema(EventTable *table, const EventSchema *schema, GError **error)
{
    if (table->has_schema)
        return fail(error, FAIL_DATA, "a second schema of the same statement");
    table->has_schema = true;
    table->schema = *schema;
    table->schema.columns = g_new0(EventColumn, schema->columns_len);
    for (size_t i = 0; i < schema->columns_len; i++) {
        table->schema.columns[i] = schema->columns[i];
        table->schema.columns[i].name = g_strdup(schema->columns[i].name);
        table->schema.columns[i].type = g_strdup(schema->columns[i].type);
    }
    return true;
}

static Row *row_copy(const EventRow *from, size_t cells_len)
{
    Row *row = g_new0(Row, 1);

    row->id = from->id;
    row->cells_len = cells_len;
    row->cells = g_new0(char *, cells_len);
    for (size_t i = 0; i < cells_len; i++)
        row->cells[i] = g_strdup(from->cells[i]);
    return row;
}

static bool check_rows(const EventTable *table, const EventRows *rows, GError **error)
{
    if (!table->has_schema)
        return fail(error, FAIL_DATA, "rows came before their schema");
    if (rows->seq != table->seq + 1)
        return fail(error, FAIL_DATA,
                    "rows with seq %" G_GUINT64_FORMAT " came after %" G_GUINT64_FORMAT, rows->seq,
                    table->seq);
    if (rows->columns_len != table->schema.columns_len)
        return fail(error, FAIL_DATA, "rows of %zu cells, but there are %zu columns",
                    rows->columns_len, table->schema.columns_len);
    if (table->parts->len + rows->set_len > table->rows_max)
        return fail(error, FAIL_DATA, "more than %zu rows at once", table->rows_max);
    return true;
}

/* All lines of a state are here: make it the one that is seen. */
static bool show(EventTable *table, const EventRows *rows, GError **error)
{
    for (guint i = 0; i < table->parts->len; i++) {
        Row *row = table->parts->pdata[i];

        table->parts->pdata[i] = NULL;
        g_hash_table_replace(table->rows, &row->id, row);
    }
    g_ptr_array_set_free_func(table->parts, NULL);
    g_ptr_array_set_size(table->parts, 0);
    g_ptr_array_set_free_func(table->parts, row_free);
    for (guint i = 0; i < table->removed->len; i++)
        g_hash_table_remove(table->rows, &g_array_index(table->removed, uint64_t, i));
    g_array_set_size(table->removed, 0);
    if (g_hash_table_size(table->rows) > table->rows_max)
        return fail(error, FAIL_DATA, "more than %zu rows are kept", table->rows_max);
    g_ptr_array_set_size(table->order, 0);
    for (size_t i = 0; i < rows->order_len; i++) {
        Row *row = g_hash_table_lookup(table->rows, &rows->order[i]);

        if (row == NULL)
            return fail(error, FAIL_DATA,
                        "the order names row %" G_GUINT64_FORMAT ", which is not there",
                        rows->order[i]);
        g_ptr_array_add(table->order, row);
    }
    table->seq = rows->seq;
    table->total = rows->total;
    return true;
}

static bool apply_rows(EventTable *table, const EventRows *rows, EventTableChange *ret_change,
                       GError **error)
{
    if (!check_rows(table, rows, error))
        return false;
    for (size_t i = 0; i < rows->set_len; i++)
        g_ptr_array_add(table->parts, row_copy(&rows->set[i], rows->columns_len));
    g_array_append_vals(table->removed, rows->removed, (guint)rows->removed_len);
    if (!rows->more && !show(table, rows, error))
        return false;
    *ret_change = rows->more ? EVENT_TABLE_SAME : EVENT_TABLE_CHANGED;
    return true;
}

bool event_table_apply(EventTable *table, const Event *event, EventTableChange *ret_change,
                       GError **error)
{
    if (event->kind == EVENT_ROWS)
        return apply_rows(table, &event->rows, ret_change, error);
    if (event->kind == EVENT_SCHEMA && !take_schema(table, &event->schema, error))
        return false;
    *ret_change = EVENT_TABLE_SAME;
    return true;
}

const EventSchema *event_table_schema(const EventTable *table)
{
    return table->has_schema ? &table->schema : NULL;
}

size_t event_table_len(const EventTable *table)
{
    return table->order->len;
}

char *const *event_table_row(const EventTable *table, size_t i)
{
    const Row *row;

    assert(i < table->order->len);
    row = table->order->pdata[i];
    return row->cells;
}

char *const *event_table_find(const EventTable *table, uint64_t id)
{
    const Row *row = g_hash_table_lookup(table->rows, &id);

    return row != NULL ? row->cells : NULL;
}

int64_t event_table_total(const EventTable *table)
{
    return table->total;
}
