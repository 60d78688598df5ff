#include "engine/merge.h"

#include <assert.h>

#include "base/fail.h"
#include "window/window.h"

/* The groups of one table of one lane, by the lane's numbers: so that only the first hand-over of a
 * group looks up its key. */
typedef struct LaneTable {
    int64_t name;        /* lane and number: its key */
    MergeWindow *window; /* NULL: forgotten, its rows are dropped */
    Group **groups;      /* owned array, of borrowed groups */
    uint32_t len, max;
} LaneTable;

struct Merge {
    const Shape *shape;
    int64_t windows_retain;
    GPtrArray *windows;      /* owned MergeWindow, oldest first */
    GHashTable *lane_tables; /* owned LaneTable by their names */
    uint64_t ordinals;
    uint64_t version;
    int64_t groups, late, dropped;
    size_t bytes;
};

static void lane_table_free(void *at)
{
    LaneTable *table = at;

    g_free(table->groups);
    g_free(table);
}

static Group *get_group(Merge *merge, MergeWindow *window, const GroupsKey *key, bool *ret_is_new)
{
    size_t bytes_before = groups_bytes(window->groups);
    uint32_t id;
    Group *group = groups_get(window->groups, key, &id, ret_is_new);

    if (group == NULL || !*ret_is_new)
        return group;
    *(MergeHead *)(void *)group->payload = (MergeHead){.ordinal = ++merge->ordinals};
    merge->groups++;
    merge->bytes += groups_bytes(window->groups) - bytes_before;
    return group;
}

static MergeWindow *add_window(Merge *merge, int64_t start_us, guint place)
{
    MergeWindow *window = g_new0(MergeWindow, 1);

    window->start_us = start_us;
    window->groups = groups_new(sizeof(MergeHead) + merge->shape->state_bytes);
    merge->bytes += sizeof(*window) + groups_bytes(window->groups);
    g_ptr_array_insert(merge->windows, (gint)place, window);
    return window;
}

Merge *merge_new(const Shape *shape, int64_t windows_retain)
{
    Merge *merge = g_new0(Merge, 1);

    merge->shape = shape;
    merge->windows_retain = windows_retain;
    merge->windows = g_ptr_array_new();
    merge->lane_tables = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, lane_table_free);
    if (!shape->is_windowed)
        add_window(merge, 0, 0);
    if (shape->plan->keys_len == 0) { /* an aggregate over no rows at all is one row, too */
        GroupsKey key = {.at = "", .len = 0, .hash = groups_hash("", 0)};
        MergeWindow *window = merge->windows->pdata[0];
        bool is_new;
        Group *group = get_group(merge, window, &key, &is_new);

        shape_states_init(shape, merge_states(group));
        window->is_stale = true;
        merge->version++;
    }
    return merge;
}

static void end_window(Merge *merge, MergeWindow *window)
{
    size_t len = groups_len(window->groups);

    merge->bytes -= sizeof(*window) + groups_bytes(window->groups);
    merge->groups -= (int64_t)len;
    for (size_t i = 0; merge->shape->has_heap && i < len; i++) {
        void *states = merge_states(groups_at(window->groups, (uint32_t)i));

        merge->bytes -= shape_states_heap_bytes(merge->shape, states);
        shape_states_done(merge->shape, states);
    }
    groups_free(window->groups);
    g_free(window);
}

void merge_free(Merge *merge)
{
    if (merge == NULL)
        return;
    for (guint i = 0; i < merge->windows->len; i++)
        end_window(merge, merge->windows->pdata[i]);
    g_ptr_array_unref(merge->windows);
    g_hash_table_unref(merge->lane_tables);
    g_free(merge);
}

static bool is_closed(const Merge *merge, int64_t start_us, int64_t watermark_us)
{
    return merge->shape->is_windowed && watermark_us != WATERMARK_NONE &&
           window_end(start_us, merge->shape->window_size_us) <= watermark_us;
}

/* Where a window of that start is or would be. */
static guint window_place(const Merge *merge, int64_t start_us)
{
    guint low = 0, high = merge->windows->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const MergeWindow *window = merge->windows->pdata[middle];

        if (window->start_us < start_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The window of a lane's table; NULL if it is forgotten, or would be at once. */
static MergeWindow *get_window(Merge *merge, int64_t start_us, int64_t watermark_us)
{
    guint place = window_place(merge, start_us);

    if (place < merge->windows->len) {
        MergeWindow *window = merge->windows->pdata[place];

        if (window->start_us == start_us)
            return window;
    }
    if (merge->windows_retain >= 0 && is_closed(merge, start_us, watermark_us) &&
        (int64_t)(merge->windows->len - place) >= merge->windows_retain)
        return NULL;
    return add_window(merge, start_us, place);
}

static LaneTable *get_lane_table(Merge *merge, int lane, const DeltaTable *head,
                                 int64_t watermark_us)
{
    int64_t name = (int64_t)lane << 32 | head->table;
    LaneTable *table = g_hash_table_lookup(merge->lane_tables, &name);

    if (table != NULL)
        return table;
    table = g_new0(LaneTable, 1);
    table->name = name;
    table->window = get_window(merge, head->window_us, watermark_us);
    g_hash_table_insert(merge->lane_tables, &table->name, table);
    merge->bytes += sizeof(*table);
    return table;
}

static void remember_group(Merge *merge, LaneTable *table, Group *group)
{
    if (table->len == table->max) {
        merge->bytes -= table->max * sizeof(*table->groups);
        table->max = MAX(table->max * 2, 16u);
        table->groups = g_renew(Group *, table->groups, table->max);
        merge->bytes += table->max * sizeof(*table->groups);
    }
    table->groups[table->len++] = group;
}

/* The group that @from speaks of. Its key, if it comes with one, is at *keys, which moves on. */
static Group *find_group(Merge *merge, LaneTable *table, const DeltaGroup *from, const char **keys,
                         bool *ret_is_new)
{
    GroupsKey key;
    Group *group;

    *ret_is_new = false;
    if (from->id < table->len)
        return table->groups[from->id];
    assert(from->id == table->len);
    key.at = *keys;
    key.len = from->key_len;
    key.hash = groups_hash(key.at, key.len);
    *keys += key.len == GROUPS_KEY_NULL ? 0 : key.len;
    group = table->window == NULL ? NULL : get_group(merge, table->window, &key, ret_is_new);
    remember_group(merge, table, group);
    return group;
}

static bool add_states(Merge *merge, Group *group, DeltaGroup *from, bool is_new, GError **error)
{
    const Shape *shape = merge->shape;
    void *into = merge_states(group);
    bool done = true;

    if (shape->states_len == 0)
        return true;
    if (is_new) { /* the states move as they are; what is left behind owns nothing */
        memcpy(into, from->states, shape->state_bytes);
        shape_states_init(shape, from->states);
    } else {
        if (merge->shape->has_heap)
            merge->bytes -= shape_states_heap_bytes(shape, into);
        done = shape_states_merge(shape, into, from->states, error);
    }
    if (merge->shape->has_heap)
        merge->bytes += shape_states_heap_bytes(shape, into);
    return done;
}

/* Add one table's groups, the first of which is at @at; *keys moves over the keys of new ones. */
static bool add_table(Merge *merge, Delta *delta, const DeltaTable *head, char *at,
                      const char **keys, int64_t watermark_us, GError **error)
{
    LaneTable *table = get_lane_table(merge, delta->lane, head, watermark_us);
    bool is_late = is_closed(merge, head->window_us, watermark_us);
    int64_t *unwanted = table->window == NULL ? &merge->dropped : is_late ? &merge->late : NULL;
    size_t stride = delta_stride(delta);

    for (uint32_t i = 0; i < head->len; i++, at += stride) {
        DeltaGroup *from = (void *)at;
        bool is_new;
        Group *group = find_group(merge, table, from, keys, &is_new);

        if (unwanted != NULL)
            *unwanted += from->rows;
        if (table->window == NULL)
            continue;
        if (group == NULL)
            return fail(error, FAIL_LIMIT, "a window keeps more than %d groups", GROUPS_LEN_MAX);
        group->rows += from->rows;
        ((MergeHead *)(void *)group->payload)->version = merge->version;
        if (!add_states(merge, group, from, is_new, error))
            return false;
    }
    if (table->window != NULL)
        table->window->is_stale = true;
    return true;
}

static void end_lane_table(Merge *merge, int lane, uint32_t number)
{
    int64_t name = (int64_t)lane << 32 | number;
    const LaneTable *table = g_hash_table_lookup(merge->lane_tables, &name);

    if (table == NULL)
        return;
    merge->bytes -= sizeof(*table) + table->max * sizeof(*table->groups);
    g_hash_table_remove(merge->lane_tables, &name);
}

bool merge_delta(Merge *merge, Delta *delta, int64_t watermark_us, GError **error)
{
    char *at = delta->groups.at;
    const char *keys = delta->keys.at;

    if (delta->groups_len > 0)
        merge->version++;
    for (guint i = 0; i < delta->tables->len; i++) {
        const DeltaTable *head = &g_array_index(delta->tables, DeltaTable, i);

        if (!add_table(merge, delta, head, at, &keys, watermark_us, error))
            return false;
        at += head->len * delta_stride(delta);
    }
    for (guint i = 0; i < delta->ended->len; i++)
        end_lane_table(merge, delta->lane, g_array_index(delta->ended, uint32_t, i));
    return true;
}

static void forget_in_lanes(Merge *merge, const MergeWindow *window)
{
    GHashTableIter iter;
    void *at;

    g_hash_table_iter_init(&iter, merge->lane_tables);
    while (g_hash_table_iter_next(&iter, NULL, &at)) {
        LaneTable *table = at;

        if (table->window == window)
            table->window = NULL; /* its numbers go on, so that new ones are still known as such */
    }
}

void merge_forget(Merge *merge, int64_t watermark_us)
{
    guint forgotten = 0;

    if (merge->windows_retain < 0 || !merge->shape->is_windowed)
        return;
    while ((int64_t)(merge->windows->len - forgotten) > merge->windows_retain) {
        MergeWindow *window = merge->windows->pdata[forgotten];

        if (!is_closed(merge, window->start_us, watermark_us))
            break;
        forget_in_lanes(merge, window);
        end_window(merge, window);
        forgotten++;
    }
    if (forgotten > 0) {
        g_ptr_array_remove_range(merge->windows, 0, forgotten);
        merge->version++;
    }
}

uint64_t merge_version(const Merge *merge)
{
    return merge->version;
}

size_t merge_windows_len(const Merge *merge)
{
    return merge->windows->len;
}

MergeWindow *merge_window(const Merge *merge, size_t i)
{
    assert(i < merge->windows->len);
    return merge->windows->pdata[i];
}

int64_t merge_open_windows(const Merge *merge, int64_t watermark_us)
{
    int64_t open = 0;

    for (guint i = merge->windows->len; i > 0; i--) {
        const MergeWindow *window = merge->windows->pdata[i - 1];

        if (is_closed(merge, window->start_us, watermark_us))
            break;
        open++;
    }
    return open;
}

int64_t merge_groups(const Merge *merge)
{
    return merge->groups;
}

int64_t merge_late(const Merge *merge)
{
    return merge->late;
}

int64_t merge_dropped(const Merge *merge)
{
    return merge->dropped;
}

size_t merge_bytes(const Merge *merge)
{
    return merge->bytes;
}
