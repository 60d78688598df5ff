/*
 * A row begins at a multiple of 16, and so do numerics and intervals within it: values are read in
 * place. Rules that keep a part let rows gather up to twice that part and then cut back, which
 * costs each row a constant. ROWS_TOP remembers the last row that it kept when it cut back: what
 * comes after that one in the order can be refused at the door.
 */
#include "engine/rows.h"

#include <assert.h>

#include "engine/order.h"
#include "event/event.h"

enum { ALIGN = 16, SLACK = 1024 };

struct Rows {
    const PlanSelect *plan;
    RowsRule rule;
    int64_t keep_max;
    char *bytes; /* owned */
    size_t used, capacity;
    size_t *starts; /* owned: where row i begins; its end is where the next begins */
    uint64_t *ids;  /* owned */
    size_t len, starts_max;
    int64_t seen;
    Arena *items; /* owned: items of arrays that were read since the rows last changed */
    Value *door;  /* owned: the order values of the last one kept; NULL before there is one */
    Arena *door_arena;
};

Rows *rows_new(const PlanSelect *plan, RowsRule rule, int64_t keep_max)
{
    Rows *rows = g_new0(Rows, 1);

    assert(keep_max >= 0);
    rows->plan = plan;
    rows->rule = rule;
    rows->keep_max = keep_max;
    rows->items = arena_new(SIZE_MAX);
    return rows;
}

void rows_free(Rows *rows)
{
    if (rows == NULL)
        return;
    g_free(rows->bytes);
    g_free(rows->starts);
    g_free(rows->ids);
    g_free(rows->door);
    arena_free(rows->door_arena);
    arena_free(rows->items);
    g_free(rows);
}

static void need_bytes(Rows *rows, size_t more)
{
    if (rows->capacity - rows->used >= more)
        return;
    rows->capacity = MAX(rows->capacity * 2, rows->used + more + 4096);
    rows->bytes = g_realloc(rows->bytes, rows->capacity);
}

static void append(Rows *rows, const void *at, size_t len)
{
    need_bytes(rows, len);
    if (len > 0)
        memcpy(rows->bytes + rows->used, at, len);
    rows->used += len;
}

static void align(Rows *rows)
{
    size_t padding = -rows->used & (ALIGN - 1);

    if (padding == 0)
        return;
    need_bytes(rows, padding);
    memset(rows->bytes + rows->used, 0, padding);
    rows->used += padding;
}

/* What is shown of a cell is bounded anyway: cut where it is longer by some bytes than that; of a
 * text at the beginning of a character, so that the cut is still seen as one. */
static uint32_t shown_len(Type type, const Value *value)
{
    uint32_t len = value->len;

    if (len <= EVENT_CELL_BYTES_MAX + 8)
        return len;
    len = EVENT_CELL_BYTES_MAX + 8;
    while (type != TYPE_BYTEA && ((unsigned char)value->text[len] & 0xc0) == 0x80)
        len--;
    return len;
}

static void write_items(Rows *rows, Type type, const Value *value)
{
    g_autoptr(GByteArray) saved = g_byte_array_new();

    value_save(type, value, saved);
    append(rows, saved->data, saved->len);
}

static void write_value(Rows *rows, Type type, const Value *value)
{
    char is_null = (char)value->is_null;
    int64_t fixed;
    uint32_t len;

    if (type_is_array(type)) {
        write_items(rows, type, value);
        return;
    }
    append(rows, &is_null, 1);
    if (value->is_null)
        return;
    switch (type) {
    case TYPE_TEXT:
    case TYPE_BYTEA:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        len = rows->rule == ROWS_NEWEST ? shown_len(type, value) : value->len;
        append(rows, &len, sizeof(len));
        append(rows, value->text, len);
        break;
    case TYPE_NUMERIC:
        align(rows);
        append(rows, value->numeric, sizeof(Numeric));
        break;
    case TYPE_INTERVAL:
        align(rows);
        append(rows, value->interval, sizeof(Interval));
        break;
    case TYPE_BOOL: /* only one byte of the value is set */
        fixed = value->boolean;
        append(rows, &fixed, sizeof(fixed));
        break;
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_FLOAT8:
    case TYPE_TIMESTAMPTZ:
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
        append(rows, &value->integer, sizeof(value->integer));
        break;
    case TYPE_ARRAY:
        break;
    }
}

static Value read_items(const Rows *rows, Type type, size_t *at)
{
    const uint8_t *begin = (const uint8_t *)rows->bytes + *at, *end = begin;
    Value value = value_load(type, &end, rows->items);

    *at += (size_t)(end - begin);
    return value;
}

static Value read_value(const Rows *rows, Type type, size_t *at)
{
    Value value = {.is_null = false};

    if (type_is_array(type))
        return read_items(rows, type, at);
    value.is_null = rows->bytes[(*at)++] != 0;
    if (value.is_null)
        return value;
    switch (type) {
    case TYPE_TEXT:
    case TYPE_BYTEA:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        memcpy(&value.len, rows->bytes + *at, sizeof(value.len));
        value.text = rows->bytes + *at + sizeof(value.len);
        *at += sizeof(value.len) + value.len;
        break;
    case TYPE_NUMERIC:
        *at = (*at + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        value.numeric = (const void *)(rows->bytes + *at);
        *at += sizeof(Numeric);
        break;
    case TYPE_INTERVAL:
        *at = (*at + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        value.interval = (const void *)(rows->bytes + *at);
        *at += sizeof(Interval);
        break;
    case TYPE_BOOL:
        value.boolean = rows->bytes[*at] != 0;
        *at += sizeof(value.integer);
        break;
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_FLOAT8:
    case TYPE_TIMESTAMPTZ:
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
        memcpy(&value.integer, rows->bytes + *at, sizeof(value.integer));
        *at += sizeof(value.integer);
        break;
    case TYPE_ARRAY:
        break;
    }
    return value;
}

static Type output_type(const Rows *rows, size_t i)
{
    return expr_type(rows->plan->outputs[i].expr);
}

void rows_values(const Rows *rows, size_t i, Value *ret_outputs)
{
    size_t at;

    assert(i < rows->len);
    at = rows->starts[i];
    for (size_t k = 0; k < rows->plan->outputs_len; k++)
        ret_outputs[k] = read_value(rows, output_type(rows, k), &at);
}

static void begin_row(Rows *rows)
{
    if (rows->len == rows->starts_max) {
        rows->starts_max = MAX(rows->starts_max * 2, (size_t)64);
        rows->starts = g_renew(size_t, rows->starts, rows->starts_max);
        rows->ids = g_renew(uint64_t, rows->ids, rows->starts_max);
    }
    align(rows);
    rows->starts[rows->len] = rows->used;
    rows->ids[rows->len] = (uint64_t)rows->seen;
    rows->len++;
}

static size_t row_end(const Rows *rows, size_t i)
{
    return i + 1 < rows->len ? rows->starts[i + 1] : rows->used;
}

/* Keep rows first .. len - 1. */
static void drop_before(Rows *rows, size_t first)
{
    size_t shift = rows->starts[first];

    memmove(rows->bytes, rows->bytes + shift, rows->used - shift);
    rows->used -= shift;
    rows->len -= first;
    for (size_t i = 0; i < rows->len; i++) {
        rows->starts[i] = rows->starts[i + first] - shift;
        rows->ids[i] = rows->ids[i + first];
    }
}

/* A row while rows are put in order: its number and the values that decide. */
typedef struct SortRow {
    size_t i;
    uint64_t id;
    const Value *orders;
} SortRow;

static int compare_sort_rows(const void *a_at, const void *b_at, void *plan)
{
    const SortRow *a = a_at, *b = b_at;
    int order = order_compare(plan, a->orders, b->orders);

    if (order != 0)
        return order;
    return a->id < b->id ? -1 : a->id > b->id;
}

static void order_values(const Rows *rows, const Value *outputs, Value *ret_orders)
{
    for (size_t k = 0; k < rows->plan->orders_len; k++)
        ret_orders[k] = outputs[rows->plan->orders[k].output];
}

static SortRow *sorted(const Rows *rows, Value *orders)
{
    SortRow *order = g_new(SortRow, rows->len);
    g_autofree Value *outputs = g_new(Value, rows->plan->outputs_len);

    for (size_t i = 0; i < rows->len; i++) {
        Value *own = orders + i * rows->plan->orders_len;

        rows_values(rows, i, outputs);
        order_values(rows, outputs, own);
        order[i] = (SortRow){.i = i, .id = rows->ids[i], .orders = own};
    }
    g_qsort_with_data(order, (gint)rows->len, sizeof(*order), compare_sort_rows,
                      (void *)rows->plan);
    return order;
}

static void remember_door(Rows *rows, const Value *orders)
{
    size_t len = rows->plan->orders_len;
    Arena *arena = arena_new(SIZE_MAX);

    g_free(rows->door);
    rows->door = g_memdup2(orders, len * sizeof(*orders));
    for (size_t k = 0; k < len; k++)
        value_copy(output_type(rows, rows->plan->orders[k].output), &rows->door[k], arena,
                   &rows->door[k]);
    arena_free(rows->door_arena);
    rows->door_arena = arena;
}

/* Put the rows in order and drop those beyond the limit. */
static void sort_and_cut(Rows *rows)
{
    g_autofree Value *orders = g_new(Value, rows->len * rows->plan->orders_len + 1);
    g_autofree SortRow *order = sorted(rows, orders);
    size_t len = (size_t)MIN((int64_t)rows->len, rows->keep_max);
    g_autofree char *old_bytes = rows->bytes;
    g_autofree size_t *old_starts = rows->starts;
    g_autofree uint64_t *old_ids = rows->ids;
    Rows old = *rows;

    if (len > 0 && (int64_t)len == rows->keep_max)
        remember_door(rows, order[len - 1].orders);
    rows->bytes = NULL;
    rows->used = rows->capacity = 0;
    rows->starts = g_new(size_t, old.len + 1);
    rows->ids = g_new(uint64_t, old.len + 1);
    rows->starts_max = old.len + 1;
    for (size_t i = 0; i < len; i++) {
        size_t from = order[i].i;

        align(rows);
        rows->starts[i] = rows->used;
        rows->ids[i] = old_ids[from];
        append(rows, old_bytes + old_starts[from], row_end(&old, from) - old_starts[from]);
    }
    rows->len = len;
}

/* Rows beyond what the rule keeps that may gather before it is worth to cut back. */
static bool is_crowded(const Rows *rows)
{
    if (rows->rule != ROWS_NEWEST && rows->rule != ROWS_TOP)
        return false;
    return rows->keep_max < INT64_MAX / 2 - SLACK &&
           (int64_t)rows->len >= rows->keep_max * 2 + SLACK;
}

/* False: the rule has no use for this row. */
static bool is_welcome(const Rows *rows, const Value *outputs)
{
    switch (rows->rule) {
    case ROWS_ALL:
    case ROWS_NEWEST:
        return true;
    case ROWS_FIRST:
        return rows->seen <= rows->keep_max;
    case ROWS_TOP:
        if (rows->keep_max == 0)
            return false;
        for (size_t k = 0; rows->door != NULL && k < rows->plan->orders_len; k++) {
            int order = order_compare_item(rows->plan, k, &outputs[rows->plan->orders[k].output],
                                           &rows->door[k]);

            if (order != 0)
                return order < 0;
        }
        return rows->door == NULL; /* of equals the first ones stay */
    }
    return true;
}

void rows_add(Rows *rows, const Value *outputs)
{
    rows->seen++;
    if (!is_welcome(rows, outputs))
        return;
    arena_clear(rows->items);
    begin_row(rows);
    for (size_t k = 0; k < rows->plan->outputs_len; k++)
        write_value(rows, output_type(rows, k), &outputs[k]);
    if (is_crowded(rows))
        rows_settle(rows);
}

void rows_absorb(Rows *rows, Rows *from)
{
    g_autofree Value *outputs = g_new(Value, rows->plan->outputs_len);
    int64_t seen = rows->seen + from->seen;

    for (size_t i = 0; i < from->len; i++) {
        rows_values(from, i, outputs);
        rows_add(rows, outputs);
    }
    rows->seen = seen;
    from->len = 0;
    from->used = 0;
    from->seen = 0;
}

void rows_clear(Rows *rows)
{
    rows->len = 0;
    rows->used = 0;
}

void rows_settle(Rows *rows)
{
    switch (rows->rule) {
    case ROWS_ALL:
    case ROWS_FIRST:
        break;
    case ROWS_NEWEST:
        if (rows->keep_max == 0)
            rows_clear(rows);
        else if ((int64_t)rows->len > rows->keep_max)
            drop_before(rows, rows->len - (size_t)rows->keep_max);
        break;
    case ROWS_TOP:
        if (rows->len > 0)
            sort_and_cut(rows);
        break;
    }
}

size_t rows_len(const Rows *rows)
{
    return rows->len;
}

int64_t rows_seen(const Rows *rows)
{
    return rows->seen;
}

size_t rows_bytes(const Rows *rows)
{
    return rows->used + rows->len * (sizeof(*rows->starts) + sizeof(*rows->ids));
}

uint64_t rows_id(const Rows *rows, size_t i)
{
    assert(i < rows->len);
    return rows->ids[i];
}
