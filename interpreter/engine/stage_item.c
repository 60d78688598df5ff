/* What a stage makes of rows: items of the result, which are rows or groups. */
#include "engine/stage_inside.h"

/* ---- items ---- */

static void mark_changed(Stage *stage, Item *item)
{
    item->version = ++stage->version;
    if (item->changed_at > 0)
        return;
    g_ptr_array_add(stage->changed, item);
    item->changed_at = stage->changed->len;
}

static void unmark_changed(Stage *stage, Item *item)
{
    guint at = item->changed_at - 1;

    if (item->changed_at == 0)
        return;
    g_ptr_array_remove_index_fast(stage->changed, at);
    if (at < stage->changed->len)
        ((Item *)stage->changed->pdata[at])->changed_at = at + 1;
    item->changed_at = 0;
}

/* With what its states have on the heap. */
static size_t item_bytes(const Stage *stage, const StageItem *item)
{
    return sizeof(StageItem) + stage->shape.state_bytes + g_bytes_get_size(item->key) +
           ROW_OVERHEAD +
           (stage->shape.has_heap ? shape_states_heap_bytes(&stage->shape, item->states) : 0);
}

static StageItem *new_item(Stage *stage, GBytes *key_take)
{
    StageItem *item = g_malloc0(sizeof(StageItem) + stage->shape.state_bytes);

    item->item.ordinal = ++stage->ordinals;
    item->key = key_take;
    if (stage->plan->is_grouped) {
        shape_states_init(&stage->shape, item->states);
        if (!stage->takes_back)
            item->rows = g_hash_table_new(NULL, NULL);
    }
    stage->items++;
    stage->bytes += item_bytes(stage, item);
    return item;
}

void stage_free_item(StageItem *item, const Stage *stage)
{
    if (stage->plan->is_grouped)
        shape_states_done(&stage->shape, item->states);
    if (item->rows != NULL)
        g_hash_table_unref(item->rows);
    g_bytes_unref(item->key);
    g_free(item);
}

static void drop_item(Stage *stage, StageItem *item)
{
    unmark_changed(stage, &item->item);
    if (stage->options.removed != NULL)
        stage->options.removed(stage->options.user, &item->item);
    stage->items--;
    stage->bytes -= item_bytes(stage, item);
    stage_free_item(item, stage);
}

/* ---- rows without groups ---- */

static bool make_item(Stage *stage, GError **error)
{
    g_autoptr(GByteArray) saved = g_byte_array_new();
    GPtrArray *items = stage->row->items;
    size_t at = stage->made++;
    StageItem *item;

    for (size_t i = 0; i < stage->plan->outputs_len; i++) {
        const Expr *expr = stage->plan->outputs[i].expr;
        Value value;

        if (!expr_eval(expr, &stage->context, stage->slots, &value, error))
            return false;
        value_save(expr_type(expr), &value, saved);
    }
    if (at == items->len) {
        g_ptr_array_add(items,
                        new_item(stage, g_byte_array_free_to_bytes(g_steal_pointer(&saved))));
        item = items->pdata[at];
    } else {
        item = items->pdata[at];
        stage->bytes -= item_bytes(stage, item);
        g_bytes_unref(item->key);
        item->key = g_byte_array_free_to_bytes(g_steal_pointer(&saved));
        stage->bytes += item_bytes(stage, item);
    }
    mark_changed(stage, &item->item);
    return true;
}

/* What the row made before and does not make now. */
void stage_cut_items(Stage *stage, Row *row, size_t len)
{
    while (row->items->len > len) {
        StageItem *item = row->items->pdata[row->items->len - 1];

        g_ptr_array_set_size(row->items, (gint)row->items->len - 1);
        drop_item(stage, item);
    }
}

/* ---- groups ---- */

static GBytes *make_key(Stage *stage, GError **error)
{
    g_autoptr(GByteArray) key = g_byte_array_new();

    for (size_t i = 0; i < stage->plan->keys_len; i++) {
        const Expr *expr = stage->plan->keys[i];
        Value value;

        if (!expr_eval(expr, &stage->context, stage->slots, &value, error))
            return NULL;
        value_encode(expr_type(expr), &value, key);
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&key));
}

static void mark_dirty(Stage *stage, StageItem *group)
{
    if (group->is_dirty)
        return;
    group->is_dirty = true;
    g_ptr_array_add(stage->dirty_groups, group);
}

static StageItem *get_group(Stage *stage, GBytes *key_take)
{
    StageItem *group = g_hash_table_lookup(stage->groups, key_take);

    if (group != NULL) {
        g_bytes_unref(key_take);
        return group;
    }
    group = new_item(stage, key_take);
    g_hash_table_insert(stage->groups, group->key, group);
    return group;
}

static void set_place(Stage *stage)
{
    stage->context.place = (RowPlace){.event_us = ROW_PLACE_NO_TIME,
                                      .timestamp_us = ROW_PLACE_NO_TIME,
                                      .offset = (int64_t)stage->row->id,
                                      .nth = ++stage->made};
}

static bool add_row(Stage *stage, StageItem *group, GError **error)
{
    bool is_good;

    if (!shape_eval_row(&stage->shape, &stage->context, stage->slots, stage->inputs, error))
        return false;
    stage->bytes -= item_bytes(stage, group);
    is_good = shape_add_row(&stage->shape, stage->inputs, &stage->context.place, group->states,
                            stage->mode == MODE_REMOVE, error);
    stage->bytes += item_bytes(stage, group);
    return is_good && (stage->bytes <= (size_t)stage->options.memory_max ||
                       memory_fail(stage->items, stage->options.memory_max, error));
}

static bool count_row(Stage *stage, StageItem *group, GError **error)
{
    set_place(stage);
    if (stage->mode == MODE_FILL)
        return group != stage->group || add_row(stage, group, error);
    group->count += stage->mode == MODE_ADD ? 1 : -1;
    mark_dirty(stage, group);
    if (stage->takes_back)
        return add_row(stage, group, error);
    if (stage->mode == MODE_ADD)
        g_hash_table_add(group->rows, stage->row);
    else
        g_hash_table_remove(group->rows, stage->row);
    return true;
}

bool stage_take_row(void *stage_at, const WindowSpan *span, GError **error)
{
    Stage *stage = stage_at;
    GBytes *key;

    (void)span;
    if (!stage->plan->is_grouped)
        return make_item(stage, error);
    key = make_key(stage, error);
    return key != NULL && count_row(stage, get_group(stage, key), error);
}

/* Add all rows of a group anew. */
static bool fill_group(Stage *stage, StageItem *group, GError **error)
{
    GHashTableIter iter;
    gpointer row;

    stage->bytes -= item_bytes(stage, group);
    shape_states_done(&stage->shape, group->states);
    shape_states_init(&stage->shape, group->states);
    stage->bytes += item_bytes(stage, group);
    stage->group = group;
    g_hash_table_iter_init(&iter, group->rows);
    while (g_hash_table_iter_next(&iter, &row, NULL)) {
        const Row *from = row;

        if (!stage_run_row(stage, row, from->old, from->made_number, MODE_FILL, error))
            return false;
    }
    return true;
}

/* Groups that a query has though no row is in them. */
static bool is_always(const Stage *stage, const StageItem *group)
{
    const PlanSelect *plan = stage->plan;

    for (size_t i = 0; i < plan->always_len; i++) {
        g_autoptr(GByteArray) key = g_byte_array_new();
        gsize len;
        const void *own = g_bytes_get_data(group->key, &len);

        for (size_t k = 0; k < plan->keys_len; k++)
            value_encode(expr_type(plan->keys[k]), &plan->always[i * plan->keys_len + k], key);
        if (key->len == len && (len == 0 || memcmp(key->data, own, len) == 0))
            return true;
    }
    return false;
}

bool stage_settle_groups(Stage *stage, GError **error)
{
    for (guint i = 0; i < stage->dirty_groups->len; i++) {
        StageItem *group = stage->dirty_groups->pdata[i];

        group->is_dirty = false;
        if (group->count == 0 && !is_always(stage, group)) {
            g_hash_table_remove(stage->groups, group->key);
            drop_item(stage, group);
            continue;
        }
        if (!stage->takes_back && !fill_group(stage, group, error))
            return false;
        mark_changed(stage, &group->item);
    }
    g_ptr_array_set_size(stage->dirty_groups, 0);
    return true;
}

void stage_add_always(Stage *stage)
{
    const PlanSelect *plan = stage->plan;

    for (size_t i = 0; plan->is_grouped && i < plan->always_len; i++) {
        GByteArray *key = g_byte_array_new();

        for (size_t k = 0; k < plan->keys_len; k++)
            value_encode(expr_type(plan->keys[k]), &plan->always[i * plan->keys_len + k], key);
        mark_changed(stage, &get_group(stage, g_byte_array_free_to_bytes(key))->item);
    }
}
