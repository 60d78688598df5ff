/*
 * Groups on disk: an entry each, by its ordinal, which it keeps. An entry is a head, the key and
 * the states. That a window is closed is part of each of its groups.
 */
#include "base/fail.h"
#include "engine/merge_inside.h"

typedef struct EntryHead {
    WindowSpan window;
    int64_t rows;
    uint32_t key_len; /* bytes, or GROUPS_KEY_NULL */
    bool is_closed;
    bool passes; /* as the item */
} EntryHead;

void merge_mark_unsaved(Merge *merge, Group *group)
{
    if (!merge->options.is_kept || head_of(group)->item.unsaved_at > 0)
        return;
    g_ptr_array_add(merge->unsaved, group);
    head_of(group)->item.unsaved_at = merge->unsaved->len;
}

void merge_mark_gone(Merge *merge, const Group *group)
{
    guint at = head_of(group)->item.unsaved_at;

    if (!merge->options.is_kept)
        return;
    g_array_append_val(merge->gone, head_of(group)->item.ordinal);
    if (at == 0)
        return;
    g_ptr_array_remove_index_fast(merge->unsaved, at - 1);
    if (at - 1 < merge->unsaved->len)
        head_of(merge->unsaved->pdata[at - 1])->item.unsaved_at = at;
}

static void write_entry(const Merge *merge, const Group *group, GByteArray *bytes)
{
    const Shape *shape = merge->shape;
    const MergeHead *of = head_of(group);
    EntryHead head;

    memset(&head, 0, sizeof(head)); /* its padding too */
    head.window = of->window->span;
    head.rows = group->rows;
    head.key_len = group->key_len;
    head.is_closed = of->window->is_closed;
    head.passes = of->item.passes;
    g_byte_array_set_size(bytes, 0);
    g_byte_array_append(bytes, (const guint8 *)&head, sizeof(head));
    g_byte_array_append(bytes, (const guint8 *)group_key(group), group_key_bytes(group));
    for (size_t i = 0; i < shape->states_len; i++)
        aggregate_save((const char *)states_of(group) + shape->states[i].offset,
                       &shape->states[i].plan->call, bytes);
}

bool merge_save(Merge *merge, State *state, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    for (guint i = 0; i < merge->gone->len; i++) {
        if (!state_remove(state, g_array_index(merge->gone, uint64_t, i), error))
            return false;
    }
    for (guint i = 0; i < merge->unsaved->len; i++) {
        const Group *group = merge->unsaved->pdata[i];

        write_entry(merge, group, bytes);
        if (!state_put(state, head_of(group)->item.ordinal,
                       span_make((const char *)bytes->data, bytes->len), error))
            return false;
        head_of(group)->item.unsaved_at = 0;
    }
    g_array_set_size(merge->gone, 0);
    g_ptr_array_set_size(merge->unsaved, 0);
    return true;
}

static void load_states(Merge *merge, Group *group, const uint8_t *at)
{
    const Shape *shape = merge->shape;

    for (size_t i = 0; i < shape->states_len; i++)
        aggregate_load((char *)states_of(group) + shape->states[i].offset,
                       &shape->states[i].plan->call, &at);
    if (shape->has_heap)
        merge->bytes += shape_states_heap_bytes(shape, states_of(group));
}

static bool read_entry(void *merge_at, uint64_t ordinal, Span bytes, GError **error)
{
    Merge *merge = merge_at;
    EntryHead head;
    GroupsKey key = {.at = bytes.at + sizeof(head)};
    MergeWindow *window;
    Group *group;

    memcpy(&head, bytes.at, sizeof(head));
    key.len = head.key_len;
    key.hash = groups_hash(key.at, key.len);
    window = merge_restore_window(merge, &head.window);
    window->is_closed |= head.is_closed;
    group = merge_get_group(merge, window, &key, error);
    if (group == NULL)
        return false;
    group->rows = head.rows;
    head_of(group)->item.ordinal = ordinal;
    head_of(group)->item.passes = head.passes;
    merge->ordinals = MAX(merge->ordinals, ordinal);
    load_states(merge, group, (const uint8_t *)key.at + group_key_bytes(group));
    return true;
}

bool merge_restore(Merge *merge, State *state, GError **error)
{
    return state_each(state, read_entry, merge, error);
}
