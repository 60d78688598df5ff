#include "engine/merge_inside.h"

#include <assert.h>

#include "base/fail.h"
#include "window/window.h"

static void lane_table_free(void *at)
{
    LaneTable *table = at;

    if (table->keys != NULL)
        g_ptr_array_unref(table->keys);
    g_free(table->windows);
    g_free(table->groups);
    g_free(table);
}

/* ---- changes ---- */

void merge_mark_changed(Merge *merge, Item *item)
{
    if (item->changed_at > 0)
        return;
    g_ptr_array_add(merge->changed, item);
    item->changed_at = merge->changed->len;
}

static void unmark_changed(Merge *merge, Item *item)
{
    guint at = item->changed_at - 1;

    if (item->changed_at == 0)
        return;
    g_ptr_array_remove_index_fast(merge->changed, at);
    if (at < merge->changed->len)
        ((Item *)merge->changed->pdata[at])->changed_at = at + 1;
    item->changed_at = 0;
}

/* Whether groups of the window are to be seen. */
bool merge_is_told(const Merge *merge, const MergeWindow *window)
{
    return !merge->options.is_final || window->is_closed;
}

Item *const *merge_changed(const Merge *merge, size_t *ret_len)
{
    *ret_len = merge->changed->len;
    return (Item *const *)(gpointer)merge->changed->pdata;
}

void merge_forget_changed(Merge *merge)
{
    for (guint i = 0; i < merge->changed->len; i++)
        ((Item *)merge->changed->pdata[i])->changed_at = 0;
    g_ptr_array_set_size(merge->changed, 0);
}

bool merge_each(const Merge *merge, bool (*fn)(Item *item, void *user, GError **error), void *user,
                GError **error)
{
    for (guint i = 0; i < merge->windows->len; i++) {
        const MergeWindow *window = merge->windows->pdata[i];

        for (size_t k = 0; merge_is_told(merge, window) && k < groups_len(window->groups); k++) {
            if (!fn(&head_of(groups_at(window->groups, (uint32_t)k))->item, user, error))
                return false;
        }
    }
    return true;
}

/* ---- windows ---- */

static Group *get_group(Merge *merge, MergeWindow *window, const GroupsKey *key, bool *ret_is_new)
{
    size_t bytes_before = groups_bytes(window->groups);
    uint32_t id;
    Group *group = groups_get(window->groups, key, &id, ret_is_new);

    if (group == NULL || !*ret_is_new)
        return group;
    *head_of(group) = (MergeHead){
        .item = {.ordinal = ++merge->ordinals, .window_us = window->span.end_us},
          .window = window
    };
    merge->groups++;
    merge->bytes += groups_bytes(window->groups) - bytes_before;
    return group;
}

Group *merge_get_group(Merge *merge, MergeWindow *window, const GroupsKey *key, GError **error)
{
    bool is_new = false;
    Group *group = get_group(merge, window, key, &is_new);

    if (group == NULL)
        return fail_null(error, FAIL_LIMIT, "a window keeps more than %d groups", GROUPS_LEN_MAX);
    if (is_new)
        shape_states_init(merge->shape, states_of(group));
    return group;
}

MergeWindow *merge_add_window(Merge *merge, const WindowSpan *span, guint place)
{
    MergeWindow *window = g_new0(MergeWindow, 1);

    window->span = *span;
    window->groups = groups_new(sizeof(MergeHead) + merge->shape->state_bytes);
    merge->bytes += sizeof(*window) + groups_bytes(window->groups);
    g_ptr_array_insert(merge->windows, (gint)place, window);
    return window;
}

/* Groups that are there though no row has come: an aggregate over nothing is a row, too. */
static void add_always(Merge *merge)
{
    const Shape *shape = merge->shape;
    static const WindowSpan none = {0, 0};

    if (!shape->is_windowed)
        merge_add_window(merge, &none, 0);
    for (size_t i = 0; i < shape->plan->always_len; i++) {
        GroupsKey key;
        g_autofree char *bytes =
            shape_key(shape, shape->plan->always + i * shape->plan->keys_len, &key.len);
        bool is_new;
        Group *group;

        key.at = bytes == NULL ? "" : bytes;
        key.hash = groups_hash(key.at, key.len);
        group = get_group(merge, merge->windows->pdata[0], &key, &is_new);
        shape_states_init(shape, states_of(group));
        if (!merge->options.is_final)
            merge_mark_changed(merge, &head_of(group)->item);
    }
}

Merge *merge_new(const MergeOptions *options)
{
    Merge *merge = g_new0(Merge, 1);
    const Shape *shape = options->shape;

    merge->options = *options;
    merge->shape = shape;
    merge->windows = g_ptr_array_new();
    merge->lane_tables = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, lane_table_free);
    merge->changed = g_ptr_array_new();
    if (shape->is_session)
        merge->sessions =
            g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref,
                                  (GDestroyNotify)g_ptr_array_unref);
    if (shape->is_spread)
        merge->spans = g_new(WindowSpan, window_covering_max(&shape->window->spec));
    add_always(merge);
    return merge;
}

void merge_end_window(Merge *merge, MergeWindow *window)
{
    size_t len = groups_len(window->groups);

    merge->bytes -= sizeof(*window) + groups_bytes(window->groups);
    merge->groups -= (int64_t)len;
    for (size_t i = 0; i < len; i++) {
        Group *group = groups_at(window->groups, (uint32_t)i);

        unmark_changed(merge, &head_of(group)->item);
        if (merge->options.removed != NULL)
            merge->options.removed(merge->options.removed_user, &head_of(group)->item);
        if (!merge->shape->has_heap)
            continue;
        merge->bytes -= shape_states_heap_bytes(merge->shape, states_of(group));
        shape_states_done(merge->shape, states_of(group));
    }
    groups_free(window->groups);
    if (window->by != NULL)
        g_bytes_unref(window->by);
    g_free(window);
}

void merge_free(Merge *merge)
{
    if (merge == NULL)
        return;
    merge->options.removed = NULL;
    for (guint i = 0; i < merge->windows->len; i++)
        merge_end_window(merge, merge->windows->pdata[i]);
    g_ptr_array_unref(merge->windows);
    g_hash_table_unref(merge->lane_tables);
    g_ptr_array_unref(merge->changed);
    if (merge->sessions != NULL)
        g_hash_table_unref(merge->sessions);
    g_free(merge->spans);
    g_free(merge);
}

bool merge_is_past(const Merge *merge, const WindowSpan *span, int64_t watermark_us)
{
    return merge->shape->is_windowed && watermark_us != WATERMARK_NONE &&
           span->end_us <= watermark_us;
}

static int compare_spans(const WindowSpan *a, const WindowSpan *b)
{
    if (a->start_us != b->start_us)
        return a->start_us < b->start_us ? -1 : 1;
    return (a->end_us > b->end_us) - (a->end_us < b->end_us);
}

/* Where such a window is or would be. */
static guint window_place(const Merge *merge, const WindowSpan *span)
{
    guint low = 0, high = merge->windows->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const MergeWindow *window = merge->windows->pdata[middle];

        if (compare_spans(&window->span, span) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The window; NULL if it is forgotten, or would be at once, or was shown for the only time. */
static MergeWindow *get_window(Merge *merge, const WindowSpan *span, int64_t watermark_us)
{
    guint place = window_place(merge, span);
    bool has_passed = merge_is_past(merge, span, watermark_us);
    int64_t retain = merge->options.windows_retain;

    if (has_passed && merge->options.is_final)
        return NULL;
    if (place < merge->windows->len) {
        MergeWindow *window = merge->windows->pdata[place];

        if (compare_spans(&window->span, span) == 0)
            return window;
    }
    if (retain >= 0 && has_passed && (int64_t)(merge->windows->len - place) >= retain)
        return NULL;
    return merge_add_window(merge, span, place);
}

/* ---- hand-overs ---- */

static void find_windows(Merge *merge, LaneTable *table, const WindowSpan *window,
                         int64_t watermark_us)
{
    const WindowSpan *spans = window;

    if (merge->shape->is_session) {
        table->keys = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        return;
    }
    table->windows_len = 1;
    if (merge->shape->is_spread) {
        table->windows_len =
            window_covering(&merge->shape->window->spec, window->start_us, merge->spans);
        spans = merge->spans;
    }
    table->windows = g_new0(MergeWindow *, table->windows_len);
    for (size_t i = 0; i < table->windows_len; i++)
        table->windows[i] = get_window(merge, &spans[i], watermark_us);
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
    find_windows(merge, table, &head->window, watermark_us);
    g_hash_table_insert(merge->lane_tables, &table->name, table);
    merge->bytes += sizeof(*table) + table->windows_len * sizeof(*table->windows);
    return table;
}

/* Room for the groups of one number more. */
static Group **add_number(Merge *merge, LaneTable *table)
{
    if (table->len == table->max) {
        size_t bytes = table->windows_len * sizeof(*table->groups);

        merge->bytes -= table->max * bytes;
        table->max = MAX(table->max * 2, 16u);
        table->groups = g_realloc(table->groups, table->max * bytes);
        merge->bytes += table->max * bytes;
    }
    return table->groups + table->len++ * table->windows_len;
}

/* The groups that @from speaks of, a window each. Its key, if it comes with one, is at *keys, which
 * moves on. */
static bool find_groups(Merge *merge, LaneTable *table, const DeltaGroup *from, const char **keys,
                        Group *const **ret_groups, GError **error)
{
    GroupsKey key;
    Group **groups = table->groups + from->id * table->windows_len;

    *ret_groups = groups;
    if (from->id < table->len)
        return true;
    assert(from->id == table->len);
    key.at = *keys;
    key.len = from->key_len;
    key.hash = groups_hash(key.at, key.len);
    *keys += key.len == GROUPS_KEY_NULL ? 0 : key.len;
    *ret_groups = groups = add_number(merge, table);
    for (size_t i = 0; i < table->windows_len; i++) {
        groups[i] = NULL;
        if (table->windows[i] == NULL)
            continue;
        groups[i] = merge_get_group(merge, table->windows[i], &key, error);
        if (groups[i] == NULL)
            return false;
    }
    return true;
}

bool merge_add_states(Merge *merge, Group *group, void *from, bool is_last, GError **error)
{
    const Shape *shape = merge->shape;
    void *into = states_of(group);
    bool done;

    if (shape->states_len == 0)
        return true;
    if (shape->has_heap)
        merge->bytes -= shape_states_heap_bytes(shape, into);
    done = is_last ? shape_states_merge(shape, into, from, error)
                   : shape_states_add(shape, into, from, error);
    if (shape->has_heap)
        merge->bytes += shape_states_heap_bytes(shape, into);
    return done;
}

static bool add_group(Merge *merge, const LaneTable *table, Group *const *groups, DeltaGroup *from,
                      int64_t watermark_us, GError **error)
{
    for (size_t i = 0; i < table->windows_len; i++) {
        const MergeWindow *window = table->windows[i];
        bool has_passed = window != NULL && merge_is_past(merge, &window->span, watermark_us);

        if (window == NULL || (has_passed && merge->options.is_final)) {
            merge->dropped += from->rows;
            continue;
        }
        if (has_passed)
            merge->late += from->rows;
        groups[i]->rows += from->rows;
        head_of(groups[i])->item.version = merge->version;
        if (merge_is_told(merge, window))
            merge_mark_changed(merge, &head_of(groups[i])->item);
        if (merge->shape->states_len > 0 &&
            !merge_add_states(merge, groups[i], from->states, i + 1 == table->windows_len, error))
            return false;
    }
    return true;
}

/* Add one table's groups, the first of which is at @at; *keys moves over the keys of new ones. */
static bool add_table(Merge *merge, Delta *delta, const DeltaTable *head, char *at,
                      const char **keys, int64_t watermark_us, GError **error)
{
    LaneTable *table = get_lane_table(merge, delta->lane, head, watermark_us);
    size_t stride = delta_stride(delta);

    for (uint32_t i = 0; i < head->len; i++, at += stride) {
        DeltaGroup *from = (void *)at;
        Group *const *groups;

        if (!find_groups(merge, table, from, keys, &groups, error) ||
            !add_group(merge, table, groups, from, watermark_us, error))
            return false;
    }
    return true;
}

static void end_lane_table(Merge *merge, int lane, uint32_t number)
{
    int64_t name = (int64_t)lane << 32 | number;
    const LaneTable *table = g_hash_table_lookup(merge->lane_tables, &name);

    if (table == NULL)
        return;
    merge->bytes -= sizeof(*table) + table->windows_len * sizeof(*table->windows) +
                    table->max * table->windows_len * sizeof(*table->groups) + table->keys_bytes;
    g_hash_table_remove(merge->lane_tables, &name);
}

bool merge_delta(Merge *merge, Delta *delta, int64_t watermark_us, GError **error)
{
    char *at = delta->groups.at;
    const char *keys = delta->keys.at;
    const char *by_keys = delta->by_keys.at;
    const DeltaExtent *extents = (const DeltaExtent *)(const void *)delta->extents->data;

    if (delta->groups_len > 0)
        merge->version++;
    for (guint i = 0; i < delta->tables->len; i++) {
        const DeltaTable *head = &g_array_index(delta->tables, DeltaTable, i);

        if (merge->sessions != NULL
                ? !merge_session_table(
                      merge, get_lane_table(merge, delta->lane, head, watermark_us), head, at,
                      &keys, &extents, &by_keys, delta_stride(delta), watermark_us, error)
                : !add_table(merge, delta, head, at, &keys, watermark_us, error))
            return false;
        at += head->len * delta_stride(delta);
    }
    for (guint i = 0; i < delta->ended->len; i++)
        end_lane_table(merge, delta->lane, g_array_index(delta->ended, uint32_t, i));
    return true;
}

/* ---- closing and forgetting ---- */

static void forget_in_lanes(Merge *merge, const MergeWindow *window)
{
    GHashTableIter iter;
    void *at;

    g_hash_table_iter_init(&iter, merge->lane_tables);
    while (g_hash_table_iter_next(&iter, NULL, &at)) {
        LaneTable *table = at;

        for (size_t i = 0; i < table->windows_len; i++) {
            if (table->windows[i] == window)
                table->windows[i] = NULL; /* its numbers go on: new ones are still known as such */
        }
    }
}

static void forget_windows(Merge *merge)
{
    int64_t retain = merge->options.windows_retain;
    guint forgotten = 0;

    while (retain >= 0 && (int64_t)(merge->windows->len - forgotten) > retain) {
        MergeWindow *window = merge->windows->pdata[forgotten];

        if (!window->is_closed)
            break;
        forget_in_lanes(merge, window);
        merge_end_window(merge, window);
        forgotten++;
    }
    if (forgotten > 0)
        g_ptr_array_remove_range(merge->windows, 0, forgotten);
}

static void close_window(Merge *merge, MergeWindow *window)
{
    window->is_closed = true;
    for (size_t i = 0; merge->options.is_final && i < groups_len(window->groups); i++)
        merge_mark_changed(merge, &head_of(groups_at(window->groups, (uint32_t)i))->item);
}

/* Without windows all is one, which closes when nothing comes any more. */
void merge_advance(Merge *merge, int64_t watermark_us)
{
    for (guint i = 0; i < merge->windows->len; i++) {
        MergeWindow *window = merge->windows->pdata[i];
        bool has_passed = merge_is_past(merge, &window->span, watermark_us) ||
                          (!merge->shape->is_windowed && watermark_us == WATERMARK_END);

        if (has_passed && !window->is_closed)
            close_window(merge, window);
    }
    if (merge->sessions != NULL)
        merge_session_forget(merge);
    else if (merge->shape->is_windowed)
        forget_windows(merge);
}

int64_t merge_open_windows(const Merge *merge)
{
    int64_t open = 0;

    for (guint i = 0; i < merge->windows->len; i++)
        open += !((const MergeWindow *)merge->windows->pdata[i])->is_closed;
    return open;
}

int64_t merge_windows(const Merge *merge)
{
    return merge->windows->len;
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

bool merge_load(const Merge *merge, const Item *item, const SlotSet *wanted, Arena *arena,
                Value *ret_slots, GError **error)
{
    const Group *group = group_of(item);

    return shape_slots(merge->shape, group, states_of(group), &head_of(group)->window->span, wanted,
                       arena, ret_slots, error);
}

int merge_compare(const Item *a, const Item *b)
{
    return group_compare_keys(group_of(a), group_of(b));
}
