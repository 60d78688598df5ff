#include "expr/gather.h"

#include "base/hash.h"
#include "expr/aggregate_state.h"

enum { GATHER_SLOTS_MIN = 8 };

/* In front of each row. Behind it: its place, if the call keeps places; of DISTINCT the inputs as
 * value_encode() has them; then as value_save() has them, unless these are the same bytes. */
typedef struct RowHead {
    uint32_t bytes;   /* of all, this included */
    uint32_t encoded; /* bytes of the encoded inputs; ROW_IS_DEAD: another took its place */
} RowHead;

#define ROW_IS_DEAD UINT32_MAX

struct Gather {
    GByteArray *bytes; /* owned */
    size_t capacity;   /* of bytes, about */
    size_t len;        /* rows that are not dead */
    size_t read_bytes; /* what reading all rows needs besides */
    size_t place_bytes;
    uint64_t *slots;  /* owned; DISTINCT's: hash << 32 | place in bytes + 1, 0: free; or NULL */
    size_t slots_len; /* a power of two; 0 without */
};

static Gather *gather_new(const AggregateCall *call)
{
    Gather *gather = g_new0(Gather, 1);

    gather->place_bytes = call->keeps_places ? sizeof(RowPlace) : 0;
    gather->bytes = g_byte_array_new();
    return gather;
}

void gather_free(Gather *gather)
{
    if (gather == NULL)
        return;
    g_byte_array_unref(gather->bytes);
    g_free(gather->slots);
    g_free(gather);
}

size_t gather_len(const Gather *gather)
{
    return gather == NULL ? 0 : gather->len;
}

size_t gather_heap_bytes(const Gather *gather)
{
    if (gather == NULL)
        return 0;
    return sizeof(*gather) + gather->capacity + gather->slots_len * sizeof(*gather->slots);
}

/* ---- bytes of rows ---- */

static RowHead head_at(const Gather *gather, size_t at)
{
    RowHead head;

    memcpy(&head, gather->bytes->data + at, sizeof(head));
    return head;
}

static void set_head(Gather *gather, size_t at, const RowHead *head)
{
    memcpy(gather->bytes->data + at, head, sizeof(*head));
}

/* Memory that value_load() needs for what it can't borrow. */
static size_t read_bytes_of(Type type, const Value *value)
{
    size_t bytes = 0;

    if (value->is_null || !type_is_array(type))
        return 0;
    for (uint32_t i = 0; i < value->len; i++)
        bytes += sizeof(Value) + read_bytes_of(type_item(type), &value->items[i]);
    return bytes + sizeof(Value);
}

/* What a row needs when all of them are read; where the state of an aggregate goes on beside them,
 * they are read one by one. */
static size_t row_read_bytes(const AggregateCall *call, const Value *inputs)
{
    size_t bytes = sizeof(GatherRow) + sizeof(GatherRow *) + call->inputs_len * sizeof(Value);

    if (call->functions == &distinct_functions)
        return 0;
    for (size_t i = 0; i < call->inputs_len; i++)
        bytes += read_bytes_of(call->input_types[i], &inputs[i]);
    return bytes;
}

typedef void (*SaveFn)(Type type, const Value *value, GByteArray *bytes);

static void append_inputs(Gather *gather, const AggregateCall *call, const Value *inputs,
                          SaveFn save)
{
    for (size_t i = 0; i < call->inputs_len; i++)
        save(call->input_types[i], &inputs[i], gather->bytes);
}

/* The inputs as they compare; once more as they are, where that differs. */
static size_t append_distinct(Gather *gather, const AggregateCall *call, const Value *inputs)
{
    size_t start = gather->bytes->len, saved, len;

    append_inputs(gather, call, inputs, value_encode);
    saved = gather->bytes->len;
    len = saved - start;
    append_inputs(gather, call, inputs, value_save);
    if (gather->bytes->len - saved == len &&
        memcmp(gather->bytes->data + saved, gather->bytes->data + start, len) == 0)
        g_byte_array_set_size(gather->bytes, (guint)saved);
    return len;
}

/* The row at the end of the bytes; it is kept by counting it. */
static size_t append_row(Gather *gather, const AggregateCall *call, const Value *inputs,
                         const RowPlace *place)
{
    size_t start = gather->bytes->len;
    RowHead head = {0, 0};

    g_byte_array_append(gather->bytes, (const guint8 *)&head, sizeof(head));
    if (call->keeps_places)
        g_byte_array_append(gather->bytes, (const guint8 *)place, sizeof(*place));
    if (call->is_distinct)
        head.encoded = (uint32_t)append_distinct(gather, call, inputs);
    else
        append_inputs(gather, call, inputs, value_save);
    head.bytes = (uint32_t)(gather->bytes->len - start);
    set_head(gather, start, &head);
    gather->capacity = MAX(gather->capacity, aggregate_buffer_bytes(gather->bytes->len));
    return start;
}

/* ---- DISTINCT: the hash table ---- */

static Span encoded_at(const Gather *gather, size_t at)
{
    return span_make((const char *)gather->bytes->data + at + sizeof(RowHead) + gather->place_bytes,
                     head_at(gather, at).encoded);
}

static Span saved_at(const Gather *gather, size_t at)
{
    RowHead head = head_at(gather, at);
    Span encoded = encoded_at(gather, at);
    size_t bytes = head.bytes - sizeof(head) - gather->place_bytes - encoded.len;

    return bytes == 0 ? encoded : span_make(encoded.at + encoded.len, bytes);
}

/* The slot that holds an equal row, or would. */
static uint64_t *find_slot(const Gather *gather, Span encoded, uint32_t hash)
{
    size_t i = hash & (gather->slots_len - 1);

    while (gather->slots[i] != 0 &&
           (gather->slots[i] >> 32 != hash ||
            !span_equals(encoded_at(gather, (uint32_t)gather->slots[i] - 1), encoded)))
        i = (i + 1) & (gather->slots_len - 1);
    return &gather->slots[i];
}

static void put_slot(Gather *gather, size_t at)
{
    Span encoded = encoded_at(gather, at);
    uint32_t hash = (uint32_t)hash_bytes(encoded.at, encoded.len);

    *find_slot(gather, encoded, hash) = (uint64_t)hash << 32 | (at + 1);
}

static void make_slots(Gather *gather, size_t len)
{
    g_free(gather->slots);
    gather->slots = g_new0(uint64_t, len);
    gather->slots_len = len;
    for (size_t at = 0; at < gather->bytes->len; at += head_at(gather, at).bytes) {
        if (head_at(gather, at).encoded != ROW_IS_DEAD)
            put_slot(gather, at);
    }
}

static RowPlace place_at(const Gather *gather, size_t at)
{
    RowPlace place;

    memcpy(&place, gather->bytes->data + at + sizeof(RowHead), sizeof(place));
    return place;
}

/* Of two equal rows the earlier one stays, at the place of either; *slot tells where. */
static void keep_earlier(Gather *gather, uint64_t *slot, size_t at)
{
    size_t old = (uint32_t)*slot - 1;
    RowHead old_head = head_at(gather, old), head = head_at(gather, at);
    RowPlace place = place_at(gather, at), old_place = place_at(gather, old);

    if (row_place_compare(&place, &old_place) < 0 && head.bytes == old_head.bytes) {
        memcpy(gather->bytes->data + old, gather->bytes->data + at, head.bytes);
    } else if (row_place_compare(&place, &old_place) < 0) {
        old_head.encoded = ROW_IS_DEAD;
        set_head(gather, old, &old_head);
        *slot = (*slot >> 32 << 32) | (at + 1);
        return;
    }
    g_byte_array_set_size(gather->bytes, (guint)at);
}

/* The last row of the bytes enters the table; or an equal one is there, and one of the two goes. */
static bool enter(Gather *gather, size_t at)
{
    Span encoded = encoded_at(gather, at);
    uint32_t hash = (uint32_t)hash_bytes(encoded.at, encoded.len);
    uint64_t *slot = find_slot(gather, encoded, hash);

    if (*slot == 0) {
        *slot = (uint64_t)hash << 32 | (at + 1);
        return true;
    }
    if (gather->place_bytes > 0)
        keep_earlier(gather, slot, at);
    else
        g_byte_array_set_size(gather->bytes, (guint)at);
    return false;
}

/* ---- adding ---- */

static bool has_room(Gather *gather, size_t start, const AggregateCall *call, GError **error)
{
    if (gather->bytes->len + gather->slots_len * sizeof(uint64_t) + gather->read_bytes <=
        AGGREGATE_STATE_BYTES_MAX)
        return true;
    g_byte_array_set_size(gather->bytes, (guint)start);
    return aggregate_fail_limit(call->aggregate->name, error);
}

bool gather_add(Gather **gather, const AggregateCall *call, const Value *inputs,
                const RowPlace *place, bool *ret_is_new, GError **error)
{
    Gather *to = *gather;
    size_t start, read_bytes;

    if (to == NULL)
        to = *gather = gather_new(call);
    read_bytes = row_read_bytes(call, inputs);
    start = append_row(to, call, inputs, place);
    if (!has_room(to, start, call, error))
        return false;
    if (call->is_distinct && (to->len + 1) * 4 > to->slots_len * 3) {
        g_byte_array_set_size(to->bytes, (guint)start);
        make_slots(to, MAX(to->slots_len * 2, (size_t)GATHER_SLOTS_MIN));
        start = append_row(to, call, inputs, place);
    }
    *ret_is_new = !call->is_distinct || enter(to, start);
    if (*ret_is_new) {
        to->len++;
        to->read_bytes += read_bytes;
    }
    return true;
}

/* ---- reading ---- */

GatherRow *gather_next(GatherWalk *walk, const AggregateCall *call, Arena *arena)
{
    const Gather *gather = walk->gather;

    while (gather != NULL && walk->at < gather->bytes->len) {
        const uint8_t *at;
        RowHead head = head_at(gather, walk->at);
        GatherRow *row;

        if (head.encoded == ROW_IS_DEAD) {
            walk->at += head.bytes;
            continue;
        }
        row = arena_alloc(arena, sizeof(*row) + call->inputs_len * sizeof(Value));
        if (call->keeps_places)
            row->place = place_at(gather, walk->at);
        at = (const uint8_t *)saved_at(gather, walk->at).at;
        for (size_t i = 0; i < call->inputs_len; i++)
            row->inputs[i] = value_load(call->input_types[i], &at, arena);
        walk->at += head.bytes;
        return row;
    }
    return NULL;
}

static int compare_inputs(const GatherRow *a, const GatherRow *b, const AggregateCall *call,
                          const AggregateOrder *by)
{
    const Value *x = &a->inputs[by->input], *y = &b->inputs[by->input];
    int order;

    if (x->is_null || y->is_null)
        return by->nulls_first ? (int)y->is_null - (int)x->is_null
                               : (int)x->is_null - (int)y->is_null;
    order = value_compare(call->input_types[by->input], x, y);
    return by->is_descending ? (order < 0) - (order > 0) : order;
}

static int compare_rows(gconstpointer a, gconstpointer b, gpointer user)
{
    const GatherRow *x = *(GatherRow *const *)a, *y = *(GatherRow *const *)b;
    const AggregateCall *call = user;
    int order = 0;

    for (size_t i = 0; i < call->orders_len && order == 0; i++)
        order = compare_inputs(x, y, call, &call->orders[i]);
    if (!call->is_distinct)
        return order != 0 ? order : row_place_compare(&x->place, &y->place);
    for (size_t i = 0; i < call->arguments_len && order == 0; i++)
        order = compare_inputs(x, y, call, &(AggregateOrder){.input = i});
    return order;
}

const GatherRow *const *gather_sorted(const Gather *gather, const AggregateCall *call, Arena *arena)
{
    size_t len = gather_len(gather), n = 0;
    const GatherRow **rows = arena_alloc(arena, (len + 1) * sizeof(*rows));
    GatherWalk walk = {gather, 0};
    bool is_sorted = true;

    while (n < len) {
        rows[n] = gather_next(&walk, call, arena);
        if (n > 0)
            is_sorted = is_sorted && compare_rows(&rows[n - 1], &rows[n], (gpointer)call) <= 0;
        n++;
    }
    if (!is_sorted)
        g_qsort_with_data(rows, (gint)len, sizeof(*rows), compare_rows, (gpointer)call);
    return rows;
}

/* ---- checkpoints ---- */

void gather_save(const Gather *gather, GByteArray *bytes)
{
    size_t read_bytes = gather == NULL ? 0 : gather->read_bytes;

    aggregate_save_bytes(gather == NULL ? NULL : gather->bytes->data,
                         gather == NULL ? 0 : gather->bytes->len, bytes);
    g_byte_array_append(bytes, (const guint8 *)&read_bytes, sizeof(read_bytes));
}

Gather *gather_load(const AggregateCall *call, const uint8_t **at)
{
    Span saved = aggregate_load_bytes(at);
    Gather *gather = gather_new(call);
    size_t slots = GATHER_SLOTS_MIN;

    g_byte_array_append(gather->bytes, (const guint8 *)saved.at, (guint)saved.len);
    gather->capacity = aggregate_buffer_bytes(saved.len);
    memcpy(&gather->read_bytes, *at, sizeof(gather->read_bytes));
    *at += sizeof(gather->read_bytes);
    for (size_t row = 0; row < saved.len; row += head_at(gather, row).bytes)
        gather->len += head_at(gather, row).encoded != ROW_IS_DEAD;
    while (gather->len * 4 > slots * 3)
        slots *= 2;
    if (call->is_distinct)
        make_slots(gather, slots);
    return gather;
}
