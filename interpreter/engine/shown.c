/*
 * Of a row that is shown, a hash of its cells is kept, not the cells: enough to leave out a row
 * whose group changed but whose cells did not.
 */
#include "engine/shown.h"

#include <assert.h>

#include "base/hash.h"

enum { CHUNK_BYTES = 2 * 1024 * 1024 }; /* cells in one event, about */

typedef struct Kept {
    uint64_t id; /* its key */
    uint64_t version;
    uint64_t cells_hash;
    uint64_t pass; /* the update that it was last visible in */
} Kept;

/* The rows of the event that is being made: cells one after the other, each ended by NUL. */
struct ShownCells {
    GString *text;
    GArray *starts; /* size_t, one a cell; CELL_NULL */
    GArray *ids;    /* uint64_t, one a row */
    const Zone *zone;
    const Outlet *outlet; /* NULL: the reader has them, as text */
    Value *values;        /* of the row for the outlet, of which there are values_len so far */
    size_t values_len, columns_len;
    bool is_removal;
    GError *failure; /* of the outlet */
};

#define CELL_NULL SIZE_MAX

struct Shown {
    const PlanSelect *plan;
    int query;
    EventFn emit;
    void *user;
    size_t columns_len;
    GHashTable *kept; /* uint64_t of the row -> owned Kept */
    GArray *order;    /* uint64_t: as last emitted */
    int64_t total;
    uint64_t seq, pass;
    ShownCells cells;
};

Shown *shown_new(const PlanSelect *plan, int query, const Zone *zone, EventFn emit, void *user)
{
    Shown *shown = g_new0(Shown, 1);

    shown->plan = plan;
    shown->query = query;
    shown->emit = emit;
    shown->user = user;
    for (size_t i = 0; i < plan->outputs_len; i++)
        shown->columns_len += plan->outputs[i].is_visible;
    shown->kept = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    shown->order = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    shown->total = -1;
    shown->cells.zone = zone;
    shown->cells.columns_len = shown->columns_len;
    shown->cells.text = g_string_new(NULL);
    shown->cells.starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    shown->cells.ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    return shown;
}

void shown_set_outlet(Shown *shown, const Outlet *outlet)
{
    shown->cells.outlet = outlet;
    shown->cells.values = g_new0(Value, shown->columns_len + 1);
}

void shown_free(Shown *shown)
{
    if (shown == NULL)
        return;
    g_free(shown->cells.values);
    g_clear_error(&shown->cells.failure);
    g_hash_table_unref(shown->kept);
    g_array_unref(shown->order);
    g_string_free(shown->cells.text, TRUE);
    g_array_unref(shown->cells.starts);
    g_array_unref(shown->cells.ids);
    g_free(shown);
}

void shown_emit_schema(Shown *shown, bool waits, bool streams)
{
    g_autofree EventColumn *columns = g_new0(EventColumn, shown->columns_len);
    Event event = {.kind = EVENT_SCHEMA, .query = shown->query};
    size_t len = 0;

    for (size_t i = 0; i < shown->plan->outputs_len; i++) {
        const PlanOutput *output = &shown->plan->outputs[i];
        Type type = expr_type(output->expr);

        if (!output->is_visible)
            continue;
        columns[len++] = (EventColumn){.name = (char *)output->name,
                                       .type = (char *)type_name(type),
                                       .is_number = type_is_number(type)};
    }
    event.schema = (EventSchema){.columns = columns,
                                 .columns_len = len,
                                 .bounded = shown->plan->is_bounded,
                                 .may_last = shown->plan->may_last,
                                 .streams = streams,
                                 .waits = waits,
                                 .has_rows = true};
    shown->emit(&event, shown->user);
}

/* A row is put when its last value comes: as long as its owner has them. */
static void put_value(ShownCells *cells, const Value *value)
{
    cells->values[cells->values_len++] = *value;
    if (cells->values_len < cells->columns_len)
        return;
    cells->values_len = 0;
    if (cells->failure != NULL)
        return;
    if (cells->is_removal)
        cells->outlet->remove(cells->outlet->user, cells->values, &cells->failure);
    else
        cells->outlet->put(cells->outlet->user, cells->values, &cells->failure);
}

void shown_cell(ShownCells *cells, Type type, const Value *value)
{
    size_t start = value->is_null ? CELL_NULL : cells->text->len;

    if (cells->outlet != NULL) {
        put_value(cells, value);
        return;
    }
    g_array_append_val(cells->starts, start);
    if (value->is_null)
        return;
    value_write(type, value, cells->zone, cells->text);
    g_string_append_c(cells->text, '\0');
}

static void clear_cells(ShownCells *cells)
{
    g_string_truncate(cells->text, 0);
    g_array_set_size(cells->starts, 0);
    g_array_set_size(cells->ids, 0);
}

/* Emit the rows whose cells were written; @last says the rest of the event, NULL: more follows. */
static void emit_rows(Shown *shown, const EventRows *last)
{
    ShownCells *cells = &shown->cells;
    size_t len = cells->ids->len;
    g_autofree EventRow *set = g_new(EventRow, len);
    g_autofree char **texts = g_new(char *, cells->starts->len);
    Event event = {.kind = EVENT_ROWS, .query = shown->query};

    for (guint i = 0; i < cells->starts->len; i++) {
        size_t start = g_array_index(cells->starts, size_t, i);

        texts[i] = start == CELL_NULL ? NULL : cells->text->str + start;
    }
    for (size_t i = 0; i < len; i++) {
        set[i].id = g_array_index(cells->ids, uint64_t, i);
        set[i].cells = texts + i * shown->columns_len;
    }
    if (last != NULL)
        event.rows = *last;
    event.rows.seq = shown->seq;
    event.rows.columns_len = shown->columns_len;
    event.rows.set = set;
    event.rows.set_len = len;
    event.rows.more = last == NULL;
    shown->emit(&event, shown->user);
    clear_cells(cells);
}

/* Of the cells from @text_at and @starts_at on. */
static uint64_t cells_hash(const ShownCells *cells, size_t text_at, guint starts_at)
{
    uint64_t hash = hash_bytes(cells->text->str + text_at, cells->text->len - text_at);

    for (guint i = starts_at; i < cells->starts->len; i++) {
        if (g_array_index(cells->starts, size_t, i) == CELL_NULL)
            hash = hash * 31 + i - starts_at + 1; /* a null is not an empty text */
    }
    return hash;
}

/* Write the cells of a row, which goes out unless @kept has the same; emits a full event. */
static bool write_row(Shown *shown, const ShownRow *row, Kept *kept, ShownCellsFn cells_fn,
                      void *user, GError **error)
{
    ShownCells *cells = &shown->cells;
    size_t text_before = cells->text->len;
    guint starts_before = cells->starts->len;

    if (!cells_fn(row, cells, user, error)) {
        clear_cells(cells);
        return false;
    }
    assert(cells->starts->len == starts_before + shown->columns_len);
    if (kept != NULL) {
        uint64_t hash = cells_hash(cells, text_before, starts_before);

        kept->version = row->version;
        if (kept->cells_hash == hash && kept->pass != 0) {
            g_string_truncate(cells->text, text_before);
            g_array_set_size(cells->starts, starts_before);
            return true;
        }
        kept->cells_hash = hash;
    }
    g_array_append_val(cells->ids, row->id);
    if (cells->text->len >= CHUNK_BYTES)
        emit_rows(shown, NULL);
    return true;
}

static bool show_row(Shown *shown, const ShownRow *row, ShownCellsFn cells_fn, void *user,
                     GError **error)
{
    Kept *kept = g_hash_table_lookup(shown->kept, &row->id);

    if (kept == NULL) {
        kept = g_new0(Kept, 1);
        kept->id = row->id;
        g_hash_table_insert(shown->kept, &kept->id, kept);
    } else if (kept->version == row->version) {
        kept->pass = shown->pass;
        return true;
    }
    if (!write_row(shown, row, kept, cells_fn, user, error))
        return false;
    kept->pass = shown->pass;
    return true;
}

static GArray *take_removed(Shown *shown)
{
    GArray *removed = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    GHashTableIter iter;
    void *at;

    g_hash_table_iter_init(&iter, shown->kept);
    while (g_hash_table_iter_next(&iter, NULL, &at)) {
        const Kept *kept = at;

        if (kept->pass == shown->pass)
            continue;
        g_array_append_val(removed, kept->id);
        g_hash_table_iter_remove(&iter);
    }
    return removed;
}

static GArray *order_of(const ShownRow *rows, size_t len)
{
    GArray *order = g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), (guint)len);

    for (size_t i = 0; i < len; i++)
        g_array_append_val(order, rows[i].id);
    return order;
}

static bool same_order(const GArray *a, const GArray *b)
{
    return a->len == b->len &&
           (a->len == 0 || memcmp(a->data, b->data, a->len * sizeof(uint64_t)) == 0);
}

static bool put_rows(Shown *shown, const ShownRow *rows, size_t len, ShownCellsFn cells_fn,
                     void *user, GError **error)
{
    ShownCells *cells = &shown->cells;

    for (size_t i = 0; i < len; i++) {
        cells->values_len = 0;
        if (!cells_fn(&rows[i], cells, user, error))
            return false;
        if (cells->failure == NULL)
            continue;
        g_propagate_error(error, g_steal_pointer(&cells->failure));
        return false;
    }
    return true;
}

static bool emit_changes(Shown *shown, const ShownRow *rows, size_t len, int64_t total,
                         ShownCellsFn cells_fn, void *user, GError **error)
{
    g_autoptr(GArray) removed = NULL;
    g_autoptr(GArray) order = order_of(rows, len);
    uint64_t seq_before = shown->seq++;
    EventRows last;

    shown->pass++;
    for (size_t i = 0; i < len; i++) {
        if (!show_row(shown, &rows[i], cells_fn, user, error))
            return false;
    }
    removed = take_removed(shown);
    if (shown->cells.ids->len == 0 && removed->len == 0 && shown->total == total &&
        same_order(order, shown->order)) {
        shown->seq = seq_before;
        return true;
    }
    last = (EventRows){.removed = (uint64_t *)(void *)removed->data,
                       .removed_len = removed->len,
                       .order = (uint64_t *)(void *)order->data,
                       .order_len = order->len,
                       .total = total};
    emit_rows(shown, &last);
    shown->total = total;
    g_array_unref(shown->order);
    shown->order = g_steal_pointer(&order);
    return true;
}

bool shown_update(Shown *shown, const ShownRow *rows, size_t len, int64_t total,
                  ShownCellsFn cells_fn, void *user, GError **error)
{
    return shown->cells.outlet != NULL
               ? put_rows(shown, rows, len, cells_fn, user, error)
               : emit_changes(shown, rows, len, total, cells_fn, user, error);
}

bool shown_stream(Shown *shown, const ShownRow *rows, size_t len, int64_t total,
                  ShownCellsFn cells_fn, void *user, GError **error)
{
    if (shown->cells.outlet != NULL)
        return put_rows(shown, rows, len, cells_fn, user, error);
    for (size_t i = 0; i < len;) {
        g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(uint64_t));
        EventRows last;

        shown->seq++;
        for (; i < len && shown->cells.text->len < CHUNK_BYTES / 2; i++) {
            if (!write_row(shown, &rows[i], NULL, cells_fn, user, error))
                return false;
            g_array_append_val(order, rows[i].id);
        }
        last = (EventRows){
            .order = (uint64_t *)(void *)order->data, .order_len = order->len, .total = total};
        emit_rows(shown, &last);
    }
    shown->total = total;
    return true;
}

bool shown_remove(Shown *shown, const ShownRow *rows, size_t len, ShownCellsFn cells_fn, void *user,
                  GError **error)
{
    bool is_done;

    shown->cells.is_removal = true;
    is_done = put_rows(shown, rows, len, cells_fn, user, error);
    shown->cells.is_removal = false;
    return is_done;
}

size_t shown_len(const Shown *shown)
{
    return shown->order->len;
}

size_t shown_bytes(const Shown *shown)
{
    return g_hash_table_size(shown->kept) * (sizeof(Kept) + 3 * sizeof(void *)) +
           shown->order->len * sizeof(uint64_t) + shown->cells.text->allocated_len;
}
