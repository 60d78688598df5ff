/*
 * Counters lie in a heap, the least count first, and a hash table tells where an item's is. Both
 * hold numbers of counters, which do not move.
 */
#include "expr/space_saving.h"

#include "base/hash.h"

enum { TABLE_FREE = -1, COUNTERS_MIN = 8 };

typedef struct Counter {
    char *at; /* owned */
    size_t len;
    uint64_t hash;
    int64_t count;
    size_t place; /* in the heap */
} Counter;

struct SpaceSaving {
    size_t counters_max;
    size_t len, capacity; /* of counters and heap */
    Counter *counters;    /* owned */
    uint32_t *heap;       /* owned */
    int32_t *table;       /* owned; a power of two, at most half full */
    size_t table_len;
    size_t item_bytes;
};

static void make_table(SpaceSaving *sketch);

SpaceSaving *space_saving_new(size_t counters)
{
    SpaceSaving *sketch = g_new0(SpaceSaving, 1);

    sketch->counters_max = counters;
    return sketch;
}

void space_saving_free(SpaceSaving *sketch)
{
    if (sketch == NULL)
        return;
    for (size_t i = 0; i < sketch->len; i++)
        g_free(sketch->counters[i].at);
    g_free(sketch->counters);
    g_free(sketch->heap);
    g_free(sketch->table);
    g_free(sketch);
}

size_t space_saving_heap_bytes(const SpaceSaving *sketch)
{
    return sizeof(*sketch) + sketch->capacity * (sizeof(Counter) + sizeof(uint32_t)) +
           sketch->table_len * sizeof(int32_t) + sketch->item_bytes;
}

/* ---- the hash table ---- */

static size_t find_slot(const SpaceSaving *sketch, Span item, uint64_t hash)
{
    size_t i = hash & (sketch->table_len - 1);

    for (; sketch->table[i] != TABLE_FREE; i = (i + 1) & (sketch->table_len - 1)) {
        const Counter *counter = &sketch->counters[sketch->table[i]];

        if (counter->hash == hash && span_equals(span_make(counter->at, counter->len), item))
            break;
    }
    return i;
}

/* What a later probe would have found behind the slot moves into it. */
static void free_slot(SpaceSaving *sketch, size_t slot)
{
    size_t mask = sketch->table_len - 1;

    for (size_t i = (slot + 1) & mask; sketch->table[i] != TABLE_FREE; i = (i + 1) & mask) {
        size_t home = sketch->counters[sketch->table[i]].hash & mask;

        if (((i - home) & mask) >= ((i - slot) & mask)) {
            sketch->table[slot] = sketch->table[i];
            slot = i;
        }
    }
    sketch->table[slot] = TABLE_FREE;
}

static void make_table(SpaceSaving *sketch)
{
    g_free(sketch->table);
    sketch->table_len = sketch->capacity * 2;
    sketch->table = g_new(int32_t, sketch->table_len);
    memset(sketch->table, 0xff, sketch->table_len * sizeof(int32_t));
    for (size_t i = 0; i < sketch->len; i++) {
        const Counter *counter = &sketch->counters[i];

        sketch->table[find_slot(sketch, span_make(counter->at, counter->len), counter->hash)] =
            (int32_t)i;
    }
}

/* ---- the heap ---- */

static int64_t count_at(const SpaceSaving *sketch, size_t place)
{
    return sketch->counters[sketch->heap[place]].count;
}

static void put(SpaceSaving *sketch, size_t place, uint32_t counter)
{
    sketch->heap[place] = counter;
    sketch->counters[counter].place = place;
}

static void swap(SpaceSaving *sketch, size_t a, size_t b)
{
    uint32_t counter = sketch->heap[a];

    put(sketch, a, sketch->heap[b]);
    put(sketch, b, counter);
}

static void sink(SpaceSaving *sketch, size_t place)
{
    for (;;) {
        size_t least = place, left = 2 * place + 1;

        for (size_t i = left; i <= left + 1 && i < sketch->len; i++) {
            if (count_at(sketch, i) < count_at(sketch, least))
                least = i;
        }
        if (least == place)
            return;
        swap(sketch, place, least);
        place = least;
    }
}

static void rise(SpaceSaving *sketch, size_t place)
{
    while (place > 0 && count_at(sketch, place) < count_at(sketch, (place - 1) / 2)) {
        swap(sketch, place, (place - 1) / 2);
        place = (place - 1) / 2;
    }
}

/* ---- adding ---- */

static void set_item(SpaceSaving *sketch, Counter *counter, Span item, uint64_t hash)
{
    sketch->item_bytes += item.len;
    sketch->item_bytes -= counter->len;
    g_free(counter->at);
    counter->at = g_memdup2(item.at, item.len);
    counter->len = item.len;
    counter->hash = hash;
}

static void add_counter(SpaceSaving *sketch, Span item, uint64_t hash, int64_t count)
{
    Counter *counter = &sketch->counters[sketch->len];

    *counter = (Counter){.count = count};
    set_item(sketch, counter, item, hash);
    put(sketch, sketch->len, (uint32_t)sketch->len);
    sketch->table[find_slot(sketch, item, hash)] = (int32_t)sketch->len;
    sketch->len++;
    rise(sketch, sketch->len - 1);
}

static void grow(SpaceSaving *sketch)
{
    sketch->capacity = MAX(sketch->capacity * 2, (size_t)COUNTERS_MIN);
    sketch->counters = g_renew(Counter, sketch->counters, sketch->capacity);
    sketch->heap = g_renew(uint32_t, sketch->heap, sketch->capacity);
    make_table(sketch);
}

void space_saving_add(SpaceSaving *sketch, Span item, int64_t count)
{
    uint64_t hash = hash_bytes(item.at, item.len);
    Counter *counter;
    size_t slot;

    if (sketch->len == sketch->capacity && sketch->len < sketch->counters_max)
        grow(sketch);
    slot = find_slot(sketch, item, hash);
    if (sketch->table[slot] == TABLE_FREE && sketch->len < sketch->counters_max) {
        add_counter(sketch, item, hash, count);
        return;
    }
    if (sketch->table[slot] == TABLE_FREE) { /* the least one's counter is taken over */
        counter = &sketch->counters[sketch->heap[0]];
        free_slot(sketch, find_slot(sketch, span_make(counter->at, counter->len), counter->hash));
        set_item(sketch, counter, item, hash);
        sketch->table[find_slot(sketch, item, hash)] = (int32_t)sketch->heap[0];
    } else {
        counter = &sketch->counters[sketch->table[slot]];
    }
    counter->count += count;
    sink(sketch, counter->place);
}

/* ---- putting two together ---- */

/* How often an item without a counter may have come. */
static int64_t least_count(const SpaceSaving *sketch)
{
    return sketch->len < sketch->counters_max ? 0 : count_at(sketch, 0);
}

static int64_t count_of(const SpaceSaving *sketch, const Counter *counter, bool *ret_found)
{
    size_t slot = 0;

    *ret_found = false;
    if (sketch->len == 0)
        return 0;
    slot = find_slot(sketch, span_make(counter->at, counter->len), counter->hash);
    *ret_found = sketch->table[slot] != TABLE_FREE;
    return *ret_found ? sketch->counters[sketch->table[slot]].count : least_count(sketch);
}

static int compare_counts(gconstpointer a, gconstpointer b)
{
    const SpaceSavingItem *x = a, *y = b;
    int order = (x->count < y->count) - (x->count > y->count);

    if (order == 0)
        order = memcmp(x->bytes.at, y->bytes.at, MIN(x->bytes.len, y->bytes.len));
    return order != 0 ? order : (x->bytes.len > y->bytes.len) - (x->bytes.len < y->bytes.len);
}

/* The items of one with what the other knows of them; @skip_common: but those that it has. */
static void append_counts(GArray *items, const SpaceSaving *sketch, const SpaceSaving *other,
                          bool skip_common)
{
    for (size_t i = 0; i < sketch->len; i++) {
        const Counter *counter = &sketch->counters[i];
        bool is_common;
        int64_t more = count_of(other, counter, &is_common);
        SpaceSavingItem item = {span_make(counter->at, counter->len), counter->count + more};

        if (!is_common || !skip_common)
            g_array_append_val(items, item);
    }
}

void space_saving_merge(SpaceSaving *into, const SpaceSaving *from)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(SpaceSavingItem));
    SpaceSaving *merged = space_saving_new(into->counters_max);
    SpaceSaving old;

    append_counts(items, into, from, false);
    append_counts(items, from, into, true);
    g_array_sort(items, compare_counts);
    for (guint i = 0; i < items->len && i < into->counters_max; i++) {
        const SpaceSavingItem *item = &g_array_index(items, SpaceSavingItem, i);

        space_saving_add(merged, item->bytes, item->count);
    }
    old = *into;
    *into = *merged;
    *merged = old;
    space_saving_free(merged);
}

GArray *space_saving_items(const SpaceSaving *sketch)
{
    GArray *items = g_array_sized_new(FALSE, FALSE, sizeof(SpaceSavingItem), (guint)sketch->len);

    for (size_t i = 0; i < sketch->len; i++) {
        const Counter *counter = &sketch->counters[i];
        SpaceSavingItem item = {span_make(counter->at, counter->len), counter->count};

        g_array_append_val(items, item);
    }
    return items;
}

/* ---- checkpoints ---- */

static void save_number(uint64_t number, GByteArray *bytes)
{
    g_byte_array_append(bytes, (const guint8 *)&number, sizeof(number));
}

static uint64_t load_number(const uint8_t **at)
{
    uint64_t number;

    memcpy(&number, *at, sizeof(number));
    *at += sizeof(number);
    return number;
}

void space_saving_save(const SpaceSaving *sketch, GByteArray *bytes)
{
    save_number(sketch->counters_max, bytes);
    save_number(sketch->len, bytes);
    for (size_t i = 0; i < sketch->len; i++) {
        save_number((uint64_t)sketch->counters[i].count, bytes);
        save_number(sketch->counters[i].len, bytes);
        g_byte_array_append(bytes, (const guint8 *)sketch->counters[i].at,
                            (guint)sketch->counters[i].len);
    }
}

SpaceSaving *space_saving_load(const uint8_t **at)
{
    SpaceSaving *sketch = space_saving_new(load_number(at));
    uint64_t len = load_number(at);

    for (uint64_t i = 0; i < len; i++) {
        int64_t count = (int64_t)load_number(at);
        Span item = {.len = load_number(at)};

        item.at = (const char *)*at;
        *at += item.len;
        space_saving_add(sketch, item, count);
    }
    return sketch;
}
