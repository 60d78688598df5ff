/*
 * Of each row of the input its values are kept. When it changes, what it made is taken back by
 * running the old values once more, and what it makes now is added. Aggregates that can take a
 * value back do so; of a group with others all its rows are added anew when it is next looked at.
 *
 * With row_number() rows are put into partitions; those that changed are put in order anew, and a
 * row whose number changed has changed.
 */
#include "engine/stage.h"

#include <assert.h>

#include "engine/memory.h"
#include "engine/order.h"
#include "engine/shape.h"
#include "engine/way.h"
#include "expr/build.h"

enum { SCRATCH_BYTES = 256 * 1024, ROW_OVERHEAD = 160 };

typedef struct Partition {
    GBytes *key;     /* owned */
    GPtrArray *rows; /* Row, borrowed */
    bool is_dirty;
} Partition;

/* A row of the input. */
typedef struct Row {
    uint64_t id;        /* its key */
    GByteArray *inputs; /* owned: as they were last put */
    GByteArray *old;    /* owned: as what it made was made; NULL: it has made nothing yet */
    int64_t number, made_number; /* row_number(): now, and when it made what it made; 0: none */
    Partition *partition;
    GPtrArray *items; /* owned: StageItem, one for each row made of it; NULL with groups */
    bool is_dirty, is_gone;
} Row;

/* A row of the result. */
typedef struct StageItem {
    Item item;
    GBytes *key;      /* owned: of a group; or the saved outputs */
    int64_t count;    /* rows of a group */
    GHashTable *rows; /* owned: Row that are in a group, if some aggregate can't take values back */
    bool is_dirty;
    char states[] __attribute__((aligned(16)));
} StageItem;

typedef enum Mode { MODE_ADD, MODE_REMOVE, MODE_FILL } Mode;

struct Stage {
    StageOptions options;
    const PlanSelect *plan;
    PlanSelect result; /* the plan over the items' slots */
    PlanOutput *result_outputs;
    Shape shape;       /* of groups */
    bool takes_back;   /* every aggregate can remove */
    Type *input_types; /* owned */
    size_t inputs_len;
    Arena *arena, *scratch;
    ExprContext context;
    Value *slots;
    Way *way;
    Mode mode;
    Row *row;               /* that is running */
    StageItem *group;       /* that is being filled */
    size_t made;            /* rows made of the row so far */
    GHashTable *rows;       /* id -> owned Row */
    GHashTable *partitions; /* GBytes -> owned Partition */
    GHashTable *groups;     /* GBytes -> owned StageItem */
    GPtrArray *dirty_rows, *dirty_partitions, *dirty_groups;
    GPtrArray *changed; /* Item */
    uint64_t ordinals, version;
    int64_t items;
    size_t bytes;
};

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

static size_t item_bytes(const Stage *stage, const StageItem *item)
{
    return sizeof(StageItem) + stage->shape.state_bytes + g_bytes_get_size(item->key) +
           ROW_OVERHEAD;
}

static StageItem *new_item(Stage *stage, GBytes *key_take)
{
    StageItem *item = g_malloc0(sizeof(StageItem) + stage->shape.state_bytes);

    item->item.ordinal = ++stage->ordinals;
    item->key = key_take;
    stage->items++;
    stage->bytes += item_bytes(stage, item);
    if (stage->plan->is_grouped) {
        shape_states_init(&stage->shape, item->states);
        if (!stage->takes_back)
            item->rows = g_hash_table_new(NULL, NULL);
    }
    return item;
}

static void free_item(StageItem *item, const Stage *stage)
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
    free_item(item, stage);
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
static void cut_items(Stage *stage, Row *row, size_t len)
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
    return shape_add_row(&stage->shape, &stage->context, stage->slots, group->states,
                         stage->mode == MODE_REMOVE, error);
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

static bool take_row(void *stage_at, const WindowSpan *span, GError **error)
{
    Stage *stage = stage_at;
    GBytes *key;

    (void)span;
    if (!stage->plan->is_grouped)
        return make_item(stage, error);
    key = make_key(stage, error);
    return key != NULL && count_row(stage, get_group(stage, key), error);
}

static bool fill_group(Stage *stage, StageItem *group, GError **error);
static bool run_row(Stage *stage, Row *row, const GByteArray *inputs, int64_t number, Mode mode,
                    GError **error);

/* Add all rows of a group anew. */
static bool fill_group(Stage *stage, StageItem *group, GError **error)
{
    GHashTableIter iter;
    gpointer row;

    shape_states_done(&stage->shape, group->states);
    shape_states_init(&stage->shape, group->states);
    stage->group = group;
    g_hash_table_iter_init(&iter, group->rows);
    while (g_hash_table_iter_next(&iter, &row, NULL)) {
        const Row *from = row;

        if (!run_row(stage, row, from->old, from->made_number, MODE_FILL, error))
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

static bool settle_groups(Stage *stage, GError **error)
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

static void add_always(Stage *stage)
{
    const PlanSelect *plan = stage->plan;

    for (size_t i = 0; plan->is_grouped && i < plan->always_len; i++) {
        GByteArray *key = g_byte_array_new();

        for (size_t k = 0; k < plan->keys_len; k++)
            value_encode(expr_type(plan->keys[k]), &plan->always[i * plan->keys_len + k], key);
        mark_changed(stage, &get_group(stage, g_byte_array_free_to_bytes(key))->item);
    }
}

/* ---- rows ---- */

static void load_inputs(Stage *stage, const GByteArray *inputs)
{
    const uint8_t *at = inputs->data;

    if (arena_bytes(stage->arena) > SCRATCH_BYTES)
        arena_clear(stage->arena);
    for (size_t i = 0; i < stage->inputs_len; i++)
        stage->slots[i] = value_load(stage->input_types[i], &at, stage->arena);
}

static bool run_row(Stage *stage, Row *row, const GByteArray *inputs, int64_t number, Mode mode,
                    GError **error)
{
    load_inputs(stage, inputs);
    if (stage->plan->rank != NULL)
        stage->slots[stage->plan->rank->slot] = value_of_integer(number);
    stage->row = row;
    stage->mode = mode;
    stage->made = 0;
    way_begin(stage->way);
    return way_run(stage->way, error);
}

/* Take back what a row made, and make it anew. */
static bool settle_row(Stage *stage, Row *row, GError **error)
{
    bool has_number = stage->plan->rank == NULL || row->number > 0;

    row->is_dirty = false;
    if (stage->plan->is_grouped && row->old != NULL &&
        !run_row(stage, row, row->old, row->made_number, MODE_REMOVE, error))
        return false;
    g_clear_pointer(&row->old, g_byte_array_unref);
    stage->made = 0;
    if (!row->is_gone && has_number) {
        row->old = g_byte_array_ref(row->inputs);
        row->made_number = row->number;
        if (!run_row(stage, row, row->old, row->number, MODE_ADD, error))
            return false;
    }
    if (!stage->plan->is_grouped)
        cut_items(stage, row, stage->made);
    return true;
}

static void free_row(Row *row)
{
    g_byte_array_unref(row->inputs);
    g_clear_pointer(&row->old, g_byte_array_unref);
    if (row->items != NULL)
        g_ptr_array_unref(row->items);
    g_free(row);
}

static bool settle_rows(Stage *stage, GError **error)
{
    for (guint i = 0; i < stage->dirty_rows->len; i++) {
        Row *row = stage->dirty_rows->pdata[i];

        if (!settle_row(stage, row, error))
            return false;
        if (!row->is_gone)
            continue;
        stage->bytes -= row->inputs->len + ROW_OVERHEAD;
        g_hash_table_remove(stage->rows, &row->id);
        free_row(row);
    }
    g_ptr_array_set_size(stage->dirty_rows, 0);
    return true;
}

static void mark_row(Stage *stage, Row *row)
{
    if (row->is_dirty)
        return;
    row->is_dirty = true;
    g_ptr_array_add(stage->dirty_rows, row);
}

/* ---- row_number() ---- */

static void mark_partition(Stage *stage, Partition *partition)
{
    if (partition == NULL || partition->is_dirty)
        return;
    partition->is_dirty = true;
    g_ptr_array_add(stage->dirty_partitions, partition);
}

static void leave_partition(Stage *stage, Row *row)
{
    if (row->partition == NULL)
        return;
    mark_partition(stage, row->partition);
    g_ptr_array_remove_fast(row->partition->rows, row);
    row->partition = NULL;
}

static bool enter_partition(Stage *stage, Row *row, GError **error)
{
    const PlanRank *rank = stage->plan->rank;
    GByteArray *bytes = g_byte_array_new();
    g_autoptr(GBytes) key = NULL;

    load_inputs(stage, row->inputs);
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
        load_inputs(stage, row->inputs);
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
            mark_row(stage, row);
        row->number = number;
    }
    return true;
}

static void free_partition(void *at)
{
    Partition *partition = at;

    g_bytes_unref(partition->key);
    g_ptr_array_unref(partition->rows);
    g_free(partition);
}

static bool settle_partitions(Stage *stage, GError **error)
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

/* ---- the stage ---- */

static bool never_skip(void *stage_at, GError **error)
{
    (void)stage_at;
    (void)error;
    return false;
}

/* Rows without groups keep their outputs: for whoever reads them, those are slots. */
static void make_result(Stage *stage)
{
    const PlanSelect *plan = stage->plan;

    stage->result = *plan;
    if (plan->is_grouped)
        return;
    stage->result_outputs = g_memdup2(plan->outputs, plan->outputs_len * sizeof(PlanOutput));
    for (size_t i = 0; i < plan->outputs_len; i++)
        stage->result_outputs[i].expr =
            expr_new_slot(stage->scratch, (int)i, expr_type(plan->outputs[i].expr));
    stage->result.outputs = stage->result_outputs;
}

static void find_types(Stage *stage)
{
    const PlanSelect *input = stage->plan->input;

    stage->inputs_len = input->outputs_len;
    stage->input_types = g_new(Type, input->outputs_len + 1);
    for (size_t i = 0; i < input->outputs_len; i++)
        stage->input_types[i] = expr_type(input->outputs[i].expr);
}

Stage *stage_new(const StageOptions *options, GError **error)
{
    Stage *stage = g_new0(Stage, 1);
    const PlanSelect *plan = options->plan;
    WayOptions way = {.plan = plan,
                      .context = &stage->context,
                      .row = take_row,
                      .skip = never_skip,
                      .user = stage};

    stage->options = *options;
    stage->plan = plan;
    stage->arena = arena_new((size_t)options->memory_max);
    stage->scratch = arena_new((size_t)options->memory_max);
    stage->context =
        (ExprContext){.arena = stage->arena, .now_us = options->now_us, .zone = options->zone};
    stage->slots = g_new0(Value, plan->slots_len + 1);
    stage->rows = g_hash_table_new(g_int64_hash, g_int64_equal);
    stage->partitions = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, free_partition);
    stage->groups = g_hash_table_new(g_bytes_hash, g_bytes_equal);
    stage->dirty_rows = g_ptr_array_new();
    stage->dirty_partitions = g_ptr_array_new();
    stage->dirty_groups = g_ptr_array_new();
    stage->changed = g_ptr_array_new();
    if (plan->is_grouped)
        shape_init(&stage->shape, plan, false);
    stage->takes_back = shape_can_remove(&stage->shape);
    find_types(stage);
    make_result(stage);
    way.slots = stage->slots;
    stage->way = way_new(&way, error);
    if (stage->way == NULL) {
        stage_free(stage);
        return NULL;
    }
    add_always(stage);
    return stage;
}

static void free_rows(Stage *stage)
{
    GHashTableIter iter;
    gpointer at;

    g_hash_table_iter_init(&iter, stage->rows);
    while (g_hash_table_iter_next(&iter, NULL, &at)) {
        Row *row = at;

        for (guint i = 0; row->items != NULL && i < row->items->len; i++)
            free_item(row->items->pdata[i], stage);
        free_row(row);
    }
    g_hash_table_iter_init(&iter, stage->groups);
    while (g_hash_table_iter_next(&iter, NULL, &at))
        free_item(at, stage);
}

void stage_free(Stage *stage)
{
    if (stage == NULL)
        return;
    free_rows(stage);
    g_hash_table_unref(stage->rows);
    g_hash_table_unref(stage->partitions);
    g_hash_table_unref(stage->groups);
    g_ptr_array_unref(stage->dirty_rows);
    g_ptr_array_unref(stage->dirty_partitions);
    g_ptr_array_unref(stage->dirty_groups);
    g_ptr_array_unref(stage->changed);
    way_free(stage->way);
    arena_free(stage->arena);
    arena_free(stage->scratch);
    g_free(stage->slots);
    g_free(stage->input_types);
    g_free(stage->result_outputs);
    g_free(stage);
}

static Row *new_row(Stage *stage, uint64_t id)
{
    Row *row = g_new0(Row, 1);

    row->id = id;
    row->inputs = g_byte_array_new();
    if (!stage->plan->is_grouped)
        row->items = g_ptr_array_new();
    g_hash_table_insert(stage->rows, &row->id, row);
    stage->bytes += ROW_OVERHEAD;
    return row;
}

bool stage_put(Stage *stage, uint64_t id, const Value *inputs, GError **error)
{
    Row *row = g_hash_table_lookup(stage->rows, &id);

    if (row == NULL)
        row = new_row(stage, id);
    stage->bytes -= row->inputs->len;
    g_byte_array_unref(row->inputs);
    row->inputs = g_byte_array_new();
    for (size_t i = 0; i < stage->inputs_len; i++)
        value_save(stage->input_types[i], &inputs[i], row->inputs);
    stage->bytes += row->inputs->len;
    row->is_gone = false;
    mark_row(stage, row);
    if (stage->bytes > (size_t)stage->options.memory_max)
        return memory_fail(stage->items, stage->options.memory_max, error);
    if (stage->plan->rank == NULL)
        return true;
    leave_partition(stage, row);
    return enter_partition(stage, row, error);
}

void stage_drop(Stage *stage, uint64_t id)
{
    Row *row = g_hash_table_lookup(stage->rows, &id);

    if (row == NULL)
        return;
    row->is_gone = true;
    leave_partition(stage, row);
    mark_row(stage, row);
}

bool stage_settle(Stage *stage, GError **error)
{
    return settle_partitions(stage, error) && settle_rows(stage, error) &&
           settle_groups(stage, error);
}

const PlanSelect *stage_result(const Stage *stage)
{
    return &stage->result;
}

size_t stage_slots_len(const Stage *stage)
{
    return stage->plan->is_grouped ? stage->shape.slots_len : stage->plan->outputs_len;
}

static bool load_item(void *stage_at, const Item *at, const SlotSet *wanted, Arena *arena,
                      Value *ret_slots, GError **error)
{
    const Stage *stage = stage_at;
    const StageItem *item = (const StageItem *)(const void *)at;
    const uint8_t *bytes = g_bytes_get_data(item->key, NULL);
    const PlanSelect *plan = stage->plan;

    for (size_t i = 0; !plan->is_grouped && i < plan->outputs_len; i++)
        ret_slots[i] = value_load(expr_type(plan->outputs[i].expr), &bytes, arena);
    if (!plan->is_grouped)
        return true;
    for (size_t i = 0; i < plan->keys_len; i++)
        ret_slots[i] = value_load(expr_type(plan->keys[i]), &bytes, arena);
    return shape_results(&stage->shape, item->count, item->states, wanted, arena, ret_slots, error);
}

static int compare_stage_items(void *stage_at, const Item *a_at, const Item *b_at)
{
    const StageItem *a = (const StageItem *)(const void *)a_at;
    const StageItem *b = (const StageItem *)(const void *)b_at;
    int order = g_bytes_compare(a->key, b->key);

    (void)stage_at;
    return order != 0 ? order : (a_at->ordinal > b_at->ordinal) - (a_at->ordinal < b_at->ordinal);
}

static bool each_item(void *stage_at, bool (*fn)(Item *item, void *fn_user, GError **error),
                      void *fn_user, GError **error)
{
    const Stage *stage = stage_at;
    GHashTableIter iter;
    gpointer at;

    g_hash_table_iter_init(&iter, stage->groups);
    while (g_hash_table_iter_next(&iter, NULL, &at)) {
        if (!fn(at, fn_user, error))
            return false;
    }
    g_hash_table_iter_init(&iter, stage->rows);
    while (!stage->plan->is_grouped && g_hash_table_iter_next(&iter, NULL, &at)) {
        const Row *row = at;

        for (guint i = 0; i < row->items->len; i++) {
            if (!fn(row->items->pdata[i], fn_user, error))
                return false;
        }
    }
    return true;
}

TopItems stage_items(Stage *stage)
{
    return (TopItems){load_item, compare_stage_items, each_item, stage};
}

Item *const *stage_changed(const Stage *stage, size_t *ret_len)
{
    *ret_len = stage->changed->len;
    return (Item *const *)(gpointer)stage->changed->pdata;
}

void stage_forget_changed(Stage *stage)
{
    for (guint i = 0; i < stage->changed->len; i++)
        ((Item *)stage->changed->pdata[i])->changed_at = 0;
    g_ptr_array_set_size(stage->changed, 0);
}

size_t stage_bytes(const Stage *stage)
{
    return stage->bytes;
}
