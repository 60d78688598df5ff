#include "engine/collect.h"

#include <assert.h>

#include "engine/memory.h"

enum {
    WAITING_MAX = 64,     /* keys whose memory is asked for together */
    IDLE_HAND_OVERS = 16, /* a window that no row came for in so many is given up */
    MEMORY_CHECK = 4096,  /* new groups between two looks at the memory */
};

typedef struct Table {
    WindowSpan window; /* its key */
    uint32_t number;
    uint32_t idle; /* hand-overs since its last change */
    uint32_t told; /* groups whose key was handed over */
    Groups *groups;
    uint32_t *changed; /* owned: numbers of groups with rows since the last hand-over */
    size_t changed_len, changed_max;
    Groups *extents;       /* owned: of a session's slice, by what it is kept apart by; else NULL */
    GArray *moved_extents; /* owned: uint32_t, those with rows since the last hand-over */
} Table;

/* From when to when rows of a session were seen in a slice since the last hand-over. */
typedef struct Extent {
    int64_t first_us, last_us;
} Extent;

struct Collect {
    const Shape *shape;
    bool only_counts; /* one text key and no state */
    int64_t memory_max;
    GPtrArray *tables;     /* owned Table */
    GHashTable *by_window; /* WindowSpan of the table -> Table, borrowed */
    Table *table;          /* of the last row */
    uint32_t tables_made;
    GArray *ended;     /* uint32_t */
    uint32_t added;    /* new groups since the last look at the memory */
    size_t heap_bytes; /* of the states */
    GByteArray *key;
    ShapeInput *inputs;             /* owned: of the row, one for each state */
    GroupsKey waiting[WAITING_MAX]; /* of `table` */
    size_t waiting_len;
};

static void table_free(void *at)
{
    Table *table = at;

    groups_free(table->groups);
    groups_free(table->extents);
    if (table->moved_extents != NULL)
        g_array_unref(table->moved_extents);
    g_free(table->changed);
    g_free(table);
}

static guint window_hash(const void *at)
{
    const WindowSpan *window = at;

    return g_int64_hash(&window->start_us) * 31 + g_int64_hash(&window->end_us);
}

static gboolean windows_equal(const void *a_at, const void *b_at)
{
    const WindowSpan *a = a_at, *b = b_at;

    return a->start_us == b->start_us && a->end_us == b->end_us;
}

Collect *collect_new(const Shape *shape, int64_t memory_max)
{
    Collect *collect = g_new0(Collect, 1);

    collect->shape = shape;
    collect->only_counts = shape->text_key >= 0 && shape->states_len == 0;
    collect->memory_max = memory_max;
    collect->tables = g_ptr_array_new_with_free_func(table_free);
    collect->by_window = g_hash_table_new(window_hash, windows_equal);
    collect->ended = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    collect->key = g_byte_array_new();
    collect->inputs = g_new(ShapeInput, shape->states_len + 1);
    return collect;
}

static void end_table_states(const Shape *shape, const Table *table)
{
    for (size_t i = 0; shape->has_heap && i < groups_len(table->groups); i++)
        shape_states_done(shape, groups_at(table->groups, (uint32_t)i)->payload);
}

void collect_free(Collect *collect)
{
    if (collect == NULL)
        return;
    for (guint i = 0; i < collect->tables->len; i++)
        end_table_states(collect->shape, collect->tables->pdata[i]);
    g_hash_table_unref(collect->by_window);
    g_ptr_array_unref(collect->tables);
    g_array_unref(collect->ended);
    g_byte_array_unref(collect->key);
    g_free(collect->inputs);
    g_free(collect);
}

static size_t table_bytes(const Table *table)
{
    return sizeof(*table) + groups_bytes(table->groups) +
           (table->extents == NULL ? 0 : groups_bytes(table->extents)) +
           table->changed_max * sizeof(*table->changed);
}

static size_t tables_bytes(const Collect *collect, size_t *ret_groups)
{
    size_t bytes = 0;

    *ret_groups = 0;
    for (guint i = 0; i < collect->tables->len; i++) {
        const Table *table = collect->tables->pdata[i];

        bytes += table_bytes(table);
        *ret_groups += groups_len(table->groups);
    }
    return bytes;
}

static bool check_memory(Collect *collect, GError **error)
{
    size_t groups, bytes;

    collect->added = 0;
    bytes = tables_bytes(collect, &groups) + collect->heap_bytes;
    if (bytes > (size_t)collect->memory_max)
        return memory_fail(collect->shape->plan->rows_max > 0 ? -1 : (int64_t)groups,
                           collect->memory_max, error);
    return true;
}

static Table *table_add(Collect *collect, const WindowSpan *window)
{
    Table *table = g_new0(Table, 1);

    table->window = *window;
    table->number = collect->tables_made++;
    table->groups = groups_new(collect->shape->state_bytes);
    if (collect->shape->is_session) {
        table->extents = groups_new(sizeof(Extent));
        table->moved_extents = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    g_ptr_array_add(collect->tables, table);
    g_hash_table_insert(collect->by_window, &table->window, table);
    collect->added++;
    return table;
}

static void mark_changed(Table *table, Group *group, uint32_t id)
{
    if (table->changed_len == table->changed_max) {
        table->changed_max = MAX(table->changed_max * 2, (size_t)16);
        table->changed = g_renew(uint32_t, table->changed, table->changed_max);
    }
    table->changed[table->changed_len++] = id;
    group->mark = 1;
}

static inline Group *count_key(Collect *collect, Table *table, const GroupsKey *key, GError **error)
{
    uint32_t id;
    bool is_new;
    Group *group = groups_get(table->groups, key, &id, &is_new);

    if (G_UNLIKELY(is_new)) {
        if (group == NULL)
            return fail_null(error, FAIL_LIMIT, "the query keeps more than %d groups",
                             GROUPS_LEN_MAX);
        shape_states_init(collect->shape, group->payload);
        if (++collect->added >= MEMORY_CHECK && !check_memory(collect, error))
            return NULL;
    }
    if (group->mark == 0)
        mark_changed(table, group, id);
    group->rows++;
    return group;
}

bool collect_flush(Collect *collect, GError **error)
{
    Table *table = collect->table;
    size_t len = collect->waiting_len;

    collect->waiting_len = 0;
    if (len > 0)
        groups_prefetch(table->groups, collect->waiting, len);
    for (size_t i = 0; i < len; i++) {
        if (count_key(collect, table, &collect->waiting[i], error) == NULL)
            return false;
    }
    return true;
}

static bool enter_window(Collect *collect, const WindowSpan *window, GError **error)
{
    Table *table;

    if (G_LIKELY(collect->table != NULL && windows_equal(&collect->table->window, window)))
        return true;
    if (!collect_flush(collect, error))
        return false;
    table = g_hash_table_lookup(collect->by_window, window);
    collect->table = table != NULL ? table : table_add(collect, window);
    return collect->added < MEMORY_CHECK || check_memory(collect, error);
}

static inline bool wait_key(Collect *collect, const Value *value, GError **error)
{
    GroupsKey *key = &collect->waiting[collect->waiting_len++];

    key->at = value->text;
    key->len = value->is_null ? GROUPS_KEY_NULL : value->len;
    key->hash = groups_hash(key->at, key->len);
    return collect->waiting_len < WAITING_MAX || collect_flush(collect, error);
}

static bool key_value(const Expr *key, ExprContext *context, const Value *slots, Value *ret_value,
                      GError **error)
{
    int slot = expr_slot(key);

    if (slot < 0)
        return expr_eval(key, context, slots, ret_value, error);
    *ret_value = slots[slot];
    return true;
}

/* The bytes of a row's own keys; @value holds those of a text key. */
static bool own_key(Collect *collect, ExprContext *context, const Value *slots, GroupsKey *ret_key,
                    GError **error)
{
    const Shape *shape = collect->shape;
    GByteArray *bytes = collect->key;
    Value value = VALUE_NULL;

    g_byte_array_set_size(bytes, 0);
    if (shape->is_session && !shape_session_by(shape, context, slots, bytes, error))
        return false;
    for (size_t i = 0; i < shape->plan->keys_len; i++) {
        if (shape->keys[i] != SHAPE_KEY_OWN)
            continue;
        if (!key_value(shape->plan->keys[i], context, slots, &value, error))
            return false;
        if (shape->plan->rows_max > 0)
            value_save(shape->key_types[i], &value, bytes);
        else if (shape->text_key < 0)
            value_encode(shape->key_types[i], &value, bytes);
    }
    if (shape->text_key < 0)
        *ret_key = (GroupsKey){.at = (const char *)bytes->data, .len = bytes->len};
    else
        *ret_key =
            (GroupsKey){.at = value.text, .len = value.is_null ? GROUPS_KEY_NULL : value.len};
    ret_key->hash = groups_hash(ret_key->at, ret_key->len);
    return true;
}

/* States may have memory of their own, which counts, also of one that refuses the row. */
static bool add_to_heap_states(Collect *collect, const RowPlace *place, char *states,
                               GError **error)
{
    bool is_good;

    collect->heap_bytes -= shape_states_heap_bytes(collect->shape, states);
    is_good = shape_add_row(collect->shape, collect->inputs, place, states, false, error);
    collect->heap_bytes += shape_states_heap_bytes(collect->shape, states);
    return is_good &&
           (collect->heap_bytes <= (size_t)collect->memory_max || check_memory(collect, error));
}

bool collect_row(Collect *collect, const WindowSpan *window, ExprContext *context,
                 const Value *slots, GError **error)
{
    const Shape *shape = collect->shape;
    GroupsKey key;
    Group *group;
    Value value;

    if (!enter_window(collect, window, error))
        return false;
    if (collect->only_counts) {
        return key_value(shape->plan->keys[shape->text_key], context, slots, &value, error) &&
               wait_key(collect, &value, error);
    }
    if (!own_key(collect, context, slots, &key, error) ||
        !shape_eval_row(shape, context, slots, collect->inputs, error))
        return false;
    group = count_key(collect, collect->table, &key, error);
    if (group == NULL)
        return false;
    context->place.nth++;
    if (shape->has_heap)
        return add_to_heap_states(collect, &context->place, group->payload, error);
    return shape_add_row(shape, collect->inputs, &context->place, group->payload, false, error);
}

static void grow_extent(Table *table, Group *by, uint32_t id, int64_t time_us)
{
    Extent *extent = (Extent *)(void *)by->payload;

    if (by->mark == 0) {
        *extent = (Extent){time_us, time_us};
        g_array_append_val(table->moved_extents, id);
    }
    by->mark = 1;
    extent->first_us = MIN(extent->first_us, time_us);
    extent->last_us = MAX(extent->last_us, time_us);
}

bool collect_session(Collect *collect, const WindowSpan *slice, ExprContext *context,
                     const Value *slots, int64_t time_us, GError **error)
{
    GByteArray *bytes = collect->key;
    bool is_new;
    GroupsKey key;
    Group *by;
    uint32_t id;

    g_byte_array_set_size(bytes, 0);
    if (!enter_window(collect, slice, error) ||
        !shape_session_by(collect->shape, context, slots, bytes, error))
        return false;
    key = (GroupsKey){.at = (const char *)bytes->data, .len = bytes->len};
    key.hash = groups_hash(key.at, key.len);
    by = groups_get(collect->table->extents, &key, &id, &is_new);
    if (by == NULL)
        return fail(error, FAIL_LIMIT, "the query keeps more than %d sessions", GROUPS_LEN_MAX);
    grow_extent(collect->table, by, id, time_us);
    collect->added += is_new;
    return collect->added < MEMORY_CHECK || check_memory(collect, error);
}

bool collect_values(Collect *collect, const WindowSpan *window, ExprContext *context, Value *slots,
                    int slot, const Value *values, size_t len, GError **error)
{
    const Shape *shape = collect->shape;

    if (collect->only_counts && expr_slot(shape->plan->keys[shape->text_key]) == slot) {
        if (!enter_window(collect, window, error))
            return false;
        for (size_t i = 0; i < len; i++) {
            if (!wait_key(collect, &values[i], error))
                return false;
        }
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        slots[slot] = values[i];
        if (!collect_row(collect, window, context, slots, error))
            return false;
    }
    return true;
}

static bool has_moved(const Table *table)
{
    return table->moved_extents != NULL && table->moved_extents->len > 0;
}

bool collect_has_changes(const Collect *collect)
{
    if (collect->waiting_len > 0)
        return true;
    for (guint i = 0; i < collect->tables->len; i++) {
        const Table *table = collect->tables->pdata[i];

        if (table->changed_len > 0 || has_moved(table))
            return true;
    }
    return false;
}

static void hand_over_extents(Table *table, Delta *delta)
{
    for (guint i = 0; i < table->moved_extents->len; i++) {
        Group *by = groups_at(table->extents, g_array_index(table->moved_extents, uint32_t, i));
        const Extent *extent = (const Extent *)(const void *)by->payload;

        delta_add_extent(delta, by, extent->first_us, extent->last_us);
        by->mark = 0;
    }
    g_array_set_size(table->moved_extents, 0);
}

static void hand_over_table(Table *table, Delta *delta)
{
    DeltaTable head = {
        .window = table->window, .table = table->number, .len = (uint32_t)table->changed_len};

    if (has_moved(table)) {
        head.extents = table->moved_extents->len;
        hand_over_extents(table, delta);
    }
    g_array_append_val(delta->tables, head);
    for (size_t i = 0; i < table->changed_len; i++) {
        uint32_t id = table->changed[i];
        Group *group = groups_at(table->groups, id);
        bool is_new = id >= table->told;

        assert(!is_new || id == table->told); /* new ones change in the order they came */
        table->told += is_new;
        delta_add_group(delta, id, is_new ? group : NULL, group->rows, group->payload);
        group->rows = 0;
        group->mark = 0;
    }
    table->changed_len = 0;
    table->idle = 0;
}

/* A window that nobody writes to any more costs memory twice, here and in the main thread. */
static void end_idle_table(Collect *collect, guint i)
{
    Table *table = collect->tables->pdata[i];

    if (table == collect->table)
        collect->table = NULL;
    g_array_append_val(collect->ended, table->number);
    g_hash_table_remove(collect->by_window, &table->window);
    end_table_states(collect->shape, table);
    g_ptr_array_remove_index_fast(collect->tables, i);
}

void collect_hand_over(Collect *collect, Delta *delta)
{
    size_t groups;

    assert(collect->waiting_len == 0 && delta->groups_len == 0);
    collect->heap_bytes = 0; /* all states with rows are handed over */
    for (guint i = 0; i < collect->tables->len;) {
        Table *table = collect->tables->pdata[i];

        if (table->changed_len > 0 || has_moved(table))
            hand_over_table(table, delta);
        else
            table->idle++;
        if (collect->shape->is_windowed && table->idle >= IDLE_HAND_OVERS)
            end_idle_table(collect, i);
        else
            i++;
    }
    g_array_append_vals(delta->ended, collect->ended->data, collect->ended->len);
    g_array_set_size(collect->ended, 0);
    delta->lane_bytes =
        tables_bytes(collect, &groups) + delta->groups.capacity + delta->keys.capacity;
}
