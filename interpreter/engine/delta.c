#include "engine/delta.h"

#include <assert.h>

void delta_misfit_clear(void *misfit)
{
    g_free(((DeltaMisfit *)misfit)->example);
}

Delta *delta_new(int lane, const Shape *shape, Rows *rows_take)
{
    Delta *delta = g_new0(Delta, 1);

    delta->lane = lane;
    delta->shape = shape;
    delta->rows = rows_take;
    delta->tables = g_array_new(FALSE, FALSE, sizeof(DeltaTable));
    delta->ended = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    delta->extents = g_array_new(FALSE, FALSE, sizeof(DeltaExtent));
    delta->partitions = g_array_new(FALSE, FALSE, sizeof(DeltaPartition));
    delta->misfits = g_array_new(FALSE, FALSE, sizeof(DeltaMisfit));
    g_array_set_clear_func(delta->misfits, delta_misfit_clear);
    return delta;
}

static void end_states(Delta *delta)
{
    if (delta->shape == NULL || !delta->shape->has_heap)
        return;
    for (size_t i = 0; i < delta->groups_len; i++) {
        DeltaGroup *group = (void *)(delta->groups.at + i * delta_stride(delta));

        shape_states_done(delta->shape, group->states);
    }
}

void delta_clear(Delta *delta)
{
    end_states(delta);
    g_array_set_size(delta->tables, 0);
    g_array_set_size(delta->ended, 0);
    g_array_set_size(delta->partitions, 0);
    delta->groups.used = 0;
    delta->keys.used = 0;
    g_array_set_size(delta->extents, 0);
    delta->by_keys.used = 0;
    delta->groups_len = 0;
    if (delta->rows != NULL)
        rows_clear(delta->rows);
    delta->records = 0;
    delta->bytes = 0;
    delta->ahead = 0;
    delta->skipped = 0;
    g_clear_pointer(&delta->skipped_text, g_free);
    g_array_set_size(delta->misfits, 0);
    g_clear_error(&delta->error);
    delta->is_last = false;
}

void delta_free(Delta *delta)
{
    if (delta == NULL)
        return;
    delta_clear(delta);
    g_array_unref(delta->tables);
    g_array_unref(delta->ended);
    g_array_unref(delta->partitions);
    g_array_unref(delta->misfits);
    g_free(delta->groups.at);
    g_free(delta->keys.at);
    g_array_unref(delta->extents);
    g_free(delta->by_keys.at);
    rows_free(delta->rows);
    g_free(delta->counts);
    g_free(delta);
}

bool delta_is_empty(const Delta *delta)
{
    return delta->groups_len == 0 && delta->extents->len == 0 &&
           (delta->rows == NULL || rows_seen(delta->rows) == 0);
}

static char *room(DeltaBuffer *buffer, size_t bytes)
{
    char *at;

    if (buffer->capacity - buffer->used < bytes) {
        buffer->capacity = MAX(buffer->capacity * 2, buffer->used + bytes + 4096);
        buffer->at = g_realloc(buffer->at, buffer->capacity);
    }
    at = buffer->at + buffer->used;
    buffer->used += bytes;
    return at;
}

void delta_add_extent(Delta *delta, const Group *by, int64_t first_us, int64_t last_us)
{
    DeltaExtent extent = {group_key_bytes(by), first_us, last_us};

    g_array_append_val(delta->extents, extent);
    if (extent.by_len > 0)
        memcpy(room(&delta->by_keys, extent.by_len), group_key(by), extent.by_len);
}

void delta_add_group(Delta *delta, uint32_t id, const Group *key, int64_t rows, void *states)
{
    const Shape *shape = delta->shape;
    DeltaGroup *group = (void *)room(&delta->groups, delta_stride(delta));

    group->id = id;
    group->key_len = key == NULL ? 0 : key->key_len;
    group->rows = rows;
    if (shape->state_bytes > 0) {
        memcpy(group->states, states, shape->state_bytes);
        shape_states_init(shape, states);
    }
    delta->groups_len++;
    if (key != NULL && group_key_bytes(key) > 0)
        memcpy(room(&delta->keys, group_key_bytes(key)), group_key(key), group_key_bytes(key));
}
