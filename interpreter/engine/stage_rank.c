/* row_number(): partitions that changed are put in order anew. */
#include "engine/order.h"
#include "engine/stage_inside.h"

static void mark_partition(Stage *stage, Partition *partition)
{
    if (partition == NULL || partition->is_dirty)
        return;
    partition->is_dirty = true;
    g_ptr_array_add(stage->dirty_partitions, partition);
}

void stage_leave_partition(Stage *stage, Row *row)
{
    if (row->partition == NULL)
        return;
    mark_partition(stage, row->partition);
    g_ptr_array_remove_fast(row->partition->rows, row);
    row->partition = NULL;
}

bool stage_enter_partition(Stage *stage, Row *row, GError **error)
{
    const PlanRank *rank = stage->plan->rank;
    GByteArray *bytes = g_byte_array_new();
    g_autoptr(GBytes) key = NULL;

    stage_load_inputs(stage, row->inputs);
    for (size_t i = 0; i < rank->partitions_len; i++) {
        Value value;

        if (!expr_eval(rank->partitions[i], &stage->context, stage->slots, &value, error)) {
            g_byte_array_unref(bytes);
            return false;
        }
        value_encode(expr_type(rank->partitions[i]), &value, bytes);
    }
    key = g_byte_array_free_to_bytes(bytes);
    row->partition = g_hash_table_lookup(stage->partitions, key);
    if (row->partition == NULL) {
        row->partition = g_new0(Partition, 1);
        row->partition->key = g_steal_pointer(&key);
        row->partition->rows = g_ptr_array_new();
        g_hash_table_insert(stage->partitions, row->partition->key, row->partition);
    }
    g_ptr_array_add(row->partition->rows, row);
    mark_partition(stage, row->partition);
    return true;
}

/* A row while its partition is put in order. */
typedef struct Ranked {
    Row *row;
    Value *orders;
} Ranked;

static int compare_ranked(const void *a_at, const void *b_at, void *rank_at)
{
    const Ranked *a = a_at, *b = b_at;
    const PlanRank *rank = rank_at;
    size_t len;
    int order;

    for (size_t i = 0; i < rank->orders_len; i++) {
        order = order_compare_values(&rank->orders[i], expr_type(rank->order_exprs[i]),
                                     &a->orders[i], &b->orders[i]);
        if (order != 0)
            return order;
    }
    len = MIN(a->row->inputs->len, b->row->inputs->len);
    order = memcmp(a->row->inputs->data, b->row->inputs->data, len);
    if (order != 0)
        return order;
    if (a->row->inputs->len != b->row->inputs->len)
        return a->row->inputs->len < b->row->inputs->len ? -1 : 1;
    return a->row->id < b->row->id ? -1 : a->row->id > b->row->id;
}

static bool load_ranked(Stage *stage, const Partition *partition, Ranked *ranked, Arena *arena,
                        GError **error)
{
    const PlanRank *rank = stage->plan->rank;

    for (guint i = 0; i < partition->rows->len; i++) {
        Row *row = partition->rows->pdata[i];
        Value *orders = arena_try_alloc(arena, (rank->orders_len + 1) * sizeof(Value));

        if (orders == NULL)
            return memory_fail(stage->items, stage->options.memory_max, error);
        stage_load_inputs(stage, row->inputs);
        for (size_t k = 0; k < rank->orders_len; k++) {
            if (!expr_eval(rank->order_exprs[k], &stage->context, stage->slots, &orders[k], error))
                return false;
            if (!value_copy(expr_type(rank->order_exprs[k]), &orders[k], arena, &orders[k]))
                return memory_fail(stage->items, stage->options.memory_max, error);
        }
        ranked[i] = (Ranked){row, orders};
    }
    return true;
}

static bool number_partition(Stage *stage, Partition *partition, GError **error)
{
    g_autofree Ranked *ranked = g_new(Ranked, partition->rows->len + 1);
    g_autoptr(Arena) arena = arena_new((size_t)stage->options.memory_max);

    partition->is_dirty = false;
    if (!load_ranked(stage, partition, ranked, arena, error))
        return false;
    g_qsort_with_data(ranked, (gint)partition->rows->len, sizeof(Ranked), compare_ranked,
                      (gpointer)stage->plan->rank);
    for (guint i = 0; i < partition->rows->len; i++) {
        Row *row = ranked[i].row;
        int64_t number = (int64_t)i < stage->plan->rank->max ? (int64_t)i + 1 : 0;

        if (row->number != number)
            stage_mark_row(stage, row);
        row->number = number;
    }
    return true;
}

void stage_free_partition(void *at)
{
    Partition *partition = at;

    g_bytes_unref(partition->key);
    g_ptr_array_unref(partition->rows);
    g_free(partition);
}

bool stage_settle_partitions(Stage *stage, GError **error)
{
    for (guint i = 0; i < stage->dirty_partitions->len; i++) {
        Partition *partition = stage->dirty_partitions->pdata[i];

        if (!number_partition(stage, partition, error))
            return false;
        if (partition->rows->len == 0)
            g_hash_table_remove(stage->partitions, partition->key);
    }
    g_ptr_array_set_size(stage->dirty_partitions, 0);
    return true;
}
