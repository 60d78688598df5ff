#include "event/table.h"

#include <assert.h>

#include "base/fail.h"

typedef struct Row {
    uint64_t id;          /* the key in `rows` */
    uint64_t seq;         /* of the state in which it was set last, or became visible */
    uint64_t visible_seq; /* of the last state in which it was visible */
    size_t cells_len;
    char **cells; /* owned */
} Row;

typedef struct Removal {
    uint64_t id;
    uint64_t seq; /* of the first state without it */
} Removal;

struct EventTable {
    EventSchema schema; /* owned, once has_schema */
    bool has_schema;
    GHashTable *rows; /* &Row.id -> Row, owned */
    GPtrArray *order; /* Row*, borrowed from rows: what readers see */
    GArray *ids;      /* uint64_t: the same order */
    GPtrArray *parts; /* Row*, owned: of lines that had `more`, held back */
    GArray *removed;  /* uint64_t, of such lines */
    GArray *removals; /* Removal, oldest first: all since the state `removals_since` */
    uint64_t removals_since;
    uint64_t order_seq; /* of the state in which the order was another last */
    uint64_t seq;       /* of the last whole state */
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
    table->ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    table->removals = g_array_new(FALSE, FALSE, sizeof(Removal));
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
    g_array_unref(table->removals);
    g_array_unref(table->ids);
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

static void set_parts(EventTable *table, uint64_t seq)
{
    for (guint i = 0; i < table->parts->len; i++) {
        Row *row = table->parts->pdata[i];

        table->parts->pdata[i] = NULL;
        row->seq = seq;
        g_hash_table_replace(table->rows, &row->id, row);
    }
    g_ptr_array_set_free_func(table->parts, NULL);
    g_ptr_array_set_size(table->parts, 0);
    g_ptr_array_set_free_func(table->parts, row_free);
}

static void remove_rows(EventTable *table, uint64_t seq)
{
    guint surplus;

    for (guint i = 0; i < table->removed->len; i++) {
        const Removal removal = {g_array_index(table->removed, uint64_t, i), seq};

        if (g_hash_table_remove(table->rows, &removal.id))
            g_array_append_val(table->removals, removal);
    }
    g_array_set_size(table->removed, 0);
    if (table->removals->len <= EVENT_TABLE_REMOVED_MAX)
        return;
    surplus = table->removals->len - EVENT_TABLE_REMOVED_MAX / 2; /* seldom, and then many */
    table->removals_since = g_array_index(table->removals, Removal, surplus - 1).seq;
    g_array_remove_range(table->removals, 0, surplus);
}

static void set_ids(EventTable *table, const EventRows *rows)
{
    if (table->ids->len == rows->order_len &&
        (rows->order_len == 0 ||
         memcmp(table->ids->data, rows->order, rows->order_len * sizeof(uint64_t)) == 0))
        return;
    g_array_set_size(table->ids, 0);
    g_array_append_vals(table->ids, rows->order, (guint)rows->order_len);
    table->order_seq = rows->seq;
}

/* All lines of a state are here: make it the one that is seen. */
static bool show(EventTable *table, const EventRows *rows, GError **error)
{
    set_parts(table, rows->seq);
    remove_rows(table, rows->seq);
    set_ids(table, rows);
    if (g_hash_table_size(table->rows) > table->rows_max)
        return fail(error, FAIL_DATA, "more than %zu rows are kept", table->rows_max);
    g_ptr_array_set_size(table->order, 0);
    for (size_t i = 0; i < rows->order_len; i++) {
        Row *row = g_hash_table_lookup(table->rows, &rows->order[i]);

        if (row == NULL)
            return fail(error, FAIL_DATA,
                        "the order names row %" G_GUINT64_FORMAT ", which is not there",
                        rows->order[i]);
        if (row->visible_seq != table->seq)
            row->seq = rows->seq;
        row->visible_seq = rows->seq;
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

uint64_t event_table_seq(const EventTable *table)
{
    return table->seq;
}

EventTable *event_table_copy(const EventTable *table)
{
    EventTable *copy = event_table_new();
    GHashTableIter iter;
    void *value;

    copy->rows_max = table->rows_max;
    if (table->has_schema)
        take_schema(copy, &table->schema, NULL);
    g_hash_table_iter_init(&iter, table->rows);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Row *from = value;
        const EventRow row = {from->id, from->cells};
        Row *to = row_copy(&row, from->cells_len);

        to->seq = from->seq;
        to->visible_seq = from->visible_seq;
        g_hash_table_replace(copy->rows, &to->id, to);
    }
    for (guint i = 0; i < table->order->len; i++)
        g_ptr_array_add(copy->order,
                        g_hash_table_lookup(copy->rows, &g_array_index(table->ids, uint64_t, i)));
    g_array_append_vals(copy->ids, table->ids->data, table->ids->len);
    for (guint i = 0; i < table->parts->len; i++) {
        const Row *from = table->parts->pdata[i];
        const EventRow row = {from->id, from->cells};

        g_ptr_array_add(copy->parts, row_copy(&row, from->cells_len));
    }
    g_array_append_vals(copy->removed, table->removed->data, table->removed->len);
    copy->seq = copy->removals_since = copy->order_seq = table->seq;
    copy->total = table->total;
    return copy;
}

/* (owned array of borrowed cells) The rows that were set after the state @since. */
static GArray *changed_rows(const EventTable *table, uint64_t since)
{
    GArray *set = g_array_new(FALSE, FALSE, sizeof(EventRow));

    for (guint i = 0; i < table->order->len; i++) {
        const Row *row = table->order->pdata[i];
        const EventRow changed = {row->id, row->cells};

        if (row->seq > since)
            g_array_append_val(set, changed);
    }
    return set;
}

static GArray *removed_ids(const EventTable *table, uint64_t since)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));

    for (guint i = table->removals->len; since > 0 && i-- > 0;) {
        const Removal *removal = &g_array_index(table->removals, Removal, i);

        if (removal->seq <= since)
            break;
        if (!g_hash_table_contains(table->rows, &removal->id)) /* it may have come back */
            g_array_append_val(ids, removal->id);
    }
    return ids;
}

static void write_schema(const EventTable *table, int query, GString *lines)
{
    const Event event = {.kind = EVENT_SCHEMA, .query = query, .schema = table->schema};

    event_write(&event, lines);
}

void event_table_write(const EventTable *table, int query, uint64_t since, GString *lines)
{
    bool is_whole = since == 0 || since < table->removals_since || since > table->seq;
    g_autoptr(GArray) set = changed_rows(table, is_whole ? 0 : since);
    g_autoptr(GArray) removed = removed_ids(table, is_whole ? 0 : since);
    const EventRows rows = {
        .seq = table->seq,
        .columns_len = table->schema.columns_len,
        .set = (EventRow *)set->data,
        .set_len = set->len,
        .removed = (uint64_t *)removed->data,
        .removed_len = removed->len,
        .order = (uint64_t *)table->ids->data,
        .order_len = table->ids->len,
        .order_is_same = !is_whole && table->order_seq <= since,
        .total = table->total,
    };
    const Event event = {.kind = EVENT_ROWS, .query = query, .rows = rows};

    if (is_whole && table->has_schema)
        write_schema(table, query, lines);
    if (table->seq > 0)
        event_write(&event, lines);
}
