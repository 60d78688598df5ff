/*
 * row_number(): a partition's rows stand in order, each found by a few comparisons. When some came
 * or left, the numbers from the first of those places on are given again, up to the last that
 * matters.
 */
#include "engine/order.h"
#include "engine/stage_inside.h"

static void mark_partition(Stage *stage, Partition *partition, GSequenceIter *place)
{
    partition->changed_from =
        MIN(partition->changed_from, (size_t)g_sequence_iter_get_position(place));
    if (partition->is_dirty)
        return;
    partition->is_dirty = true;
    g_ptr_array_add(stage->dirty_partitions, partition);
}

void stage_leave_partition(Stage *stage, Row *row)
{
    if (row->partition == NULL)
        return;
    mark_partition(stage, row->partition, row->at);
    g_sequence_remove(row->at);
    row->at = NULL;
    row->partition = NULL;
    row->number = row->number_before = 0;
}

static int compare_bytes(const GByteArray *a, const GByteArray *b)
{
    int order = memcmp(a->data, b->data, MIN(a->len, b->len));

    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static int compare_rows(const void *a_at, const void *b_at, void *stage_at)
{
    const Row *a = a_at, *b = b_at;
    Stage *stage = stage_at;
    const PlanRank *rank = stage->plan->rank;
    const uint8_t *a_orders = a->orders->data, *b_orders = b->orders->data;
    int order = 0;

    if (arena_bytes(stage->compared) > SCRATCH_BYTES)
        arena_clear(stage->compared);
    for (size_t i = 0; i < rank->orders_len && order == 0; i++) {
        Type type = expr_type(rank->order_exprs[i]);
        Value a_value = value_load(type, &a_orders, stage->compared);
        Value b_value = value_load(type, &b_orders, stage->compared);

        order = order_compare_values(&rank->orders[i], type, &a_value, &b_value);
    }
    if (order == 0)
        order = compare_bytes(a->inputs, b->inputs);
    return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

static Partition *get_partition(Stage *stage, GByteArray *key_bytes)
{
    g_autoptr(GBytes) key = g_byte_array_free_to_bytes(key_bytes);
    Partition *partition = g_hash_table_lookup(stage->partitions, key);

    if (partition != NULL)
        return partition;
    partition = g_new0(Partition, 1);
    partition->key = g_steal_pointer(&key);
    partition->rows = g_sequence_new(NULL);
    partition->numbered = g_ptr_array_new();
    partition->changed_from = SIZE_MAX;
    g_hash_table_insert(stage->partitions, partition->key, partition);
    return partition;
}

/* The values of those expressions over the input's row that is in the slots. */
static bool append_values(Stage *stage, const Expr *const *exprs, size_t len,
                          void (*append)(Type type, const Value *value, GByteArray *bytes),
                          GByteArray *bytes, GError **error)
{
    for (size_t i = 0; i < len; i++) {
        Value value;

        if (!expr_eval(exprs[i], &stage->context, stage->slots, &value, error))
            return false;
        append(expr_type(exprs[i]), &value, bytes);
    }
    return true;
}

bool stage_enter_partition(Stage *stage, Row *row, GError **error)
{
    const PlanRank *rank = stage->plan->rank;
    g_autoptr(GByteArray) key = g_byte_array_new();

    if (!stage_load_inputs(stage, row->inputs, error))
        return false;
    g_clear_pointer(&row->orders, g_byte_array_unref);
    row->orders = g_byte_array_new();
    if (!append_values(stage, rank->order_exprs, rank->orders_len, value_save, row->orders,
                       error) ||
        !append_values(stage, rank->partitions, rank->partitions_len, value_encode, key, error))
        return false;
    row->partition = get_partition(stage, g_steal_pointer(&key));
    row->at = g_sequence_insert_sorted(row->partition->rows, row, compare_rows, stage);
    mark_partition(stage, row->partition, row->at);
    return true;
}

static void settle_number(Stage *stage, Row *row)
{
    if (row->number != row->number_before)
        stage_mark_row(stage, row);
    row->number_before = row->number;
}

static void number_partition(Stage *stage, Partition *partition)
{
    size_t from = partition->changed_from, max = (size_t)stage->plan->rank->max;
    size_t len = MIN((size_t)g_sequence_get_length(partition->rows), max);
    GSequenceIter *at = g_sequence_get_iter_at_pos(partition->rows, (gint)from);
    g_autoptr(GPtrArray) old = NULL;

    partition->changed_from = SIZE_MAX;
    partition->is_dirty = false;
    if (from >= max)
        return;
    old = g_ptr_array_new();
    for (guint i = (guint)from; i < partition->numbered->len; i++) {
        Row *row = partition->numbered->pdata[i];

        if (row->partition != partition)
            continue;
        row->number = 0;
        g_ptr_array_add(old, row);
    }
    g_ptr_array_set_size(partition->numbered, (gint)from);
    for (size_t i = from; i < len; i++, at = g_sequence_iter_next(at)) {
        Row *row = g_sequence_get(at);

        row->number = (int64_t)i + 1;
        g_ptr_array_add(partition->numbered, row);
        settle_number(stage, row);
    }
    for (guint i = 0; i < old->len; i++)
        settle_number(stage, old->pdata[i]);
}

void stage_free_partition(void *at)
{
    Partition *partition = at;

    g_bytes_unref(partition->key);
    g_sequence_free(partition->rows);
    g_ptr_array_unref(partition->numbered);
    g_free(partition);
}

void stage_settle_partitions(Stage *stage)
{
    for (guint i = 0; i < stage->dirty_partitions->len; i++) {
        Partition *partition = stage->dirty_partitions->pdata[i];

        number_partition(stage, partition);
        if (g_sequence_is_empty(partition->rows))
            g_hash_table_remove(stage->partitions, partition->key);
    }
    g_ptr_array_set_size(stage->dirty_partitions, 0);
}
