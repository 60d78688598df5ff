/*
 * Of each row of the input its values are kept. When it changes, what it made is taken back by
 * running the old values once more, and what it makes now is added. Aggregates that can take a
 * value back do so; of a group with others all its rows are added anew when it is next looked at.
 *
 * With row_number() rows stand in order in their partitions, and a row whose number changed has
 * changed.
 */
#include "engine/stage_inside.h"

#include "expr/build.h"

/* ---- rows ---- */

bool stage_load_inputs(Stage *stage, const GByteArray *inputs, GError **error)
{
    const uint8_t *at = inputs->data;

    if (arena_bytes(stage->arena) > SCRATCH_BYTES)
        arena_clear(stage->arena);
    for (size_t i = 0; i < stage->inputs_len; i++) {
        if (!value_try_load(stage->input_types[i], &at, stage->arena, &stage->slots[i]))
            return memory_fail_values(error);
    }
    return true;
}

bool stage_run_row(Stage *stage, Row *row, const GByteArray *inputs, int64_t number, Mode mode,
                   GError **error)
{
    if (!stage_load_inputs(stage, inputs, error))
        return false;
    if (stage->plan->rank != NULL)
        stage->slots[stage->plan->rank->slot] = value_of_integer(number);
    stage->row = row;
    stage->mode = mode;
    stage->made = 0;
    meter_set_counting(stage->options.meter, mode == MODE_ADD);
    way_begin(stage->way);
    return way_run(stage->way, error);
}

/* Take back what a row made, and make it anew. */
static bool settle_row(Stage *stage, Row *row, GError **error)
{
    bool has_number = stage->plan->rank == NULL || row->number > 0;

    row->is_dirty = false;
    if (stage->plan->is_grouped && row->old != NULL &&
        !stage_run_row(stage, row, row->old, row->made_number, MODE_REMOVE, error))
        return false;
    g_clear_pointer(&row->old, g_byte_array_unref);
    stage->made = 0;
    if (!row->is_gone && has_number) {
        row->old = g_byte_array_ref(row->inputs);
        row->made_number = row->number;
        if (!stage_run_row(stage, row, row->old, row->number, MODE_ADD, error))
            return false;
    }
    if (!stage->plan->is_grouped)
        stage_cut_items(stage, row, stage->made);
    return true;
}

static void free_row(Row *row)
{
    g_byte_array_unref(row->inputs);
    g_clear_pointer(&row->old, g_byte_array_unref);
    g_clear_pointer(&row->orders, g_byte_array_unref);
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

void stage_mark_row(Stage *stage, Row *row)
{
    if (row->is_dirty)
        return;
    row->is_dirty = true;
    g_ptr_array_add(stage->dirty_rows, row);
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
            expr_new_slot(stage->exprs, (int)i, expr_type(plan->outputs[i].expr));
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
                      .row = stage_take_row,
                      .skip = never_skip,
                      .user = stage,
                      .meter = options->meter,
                      .sink = plan->is_grouped ? PLAN_PART_GROUP : PLAN_PART_ROWS};

    stage->options = *options;
    stage->plan = plan;
    stage->arena = arena_new((size_t)options->memory_max);
    stage->exprs = arena_new((size_t)options->memory_max);
    stage->compared = arena_new(SIZE_MAX); /* what two rows that are kept order by */
    stage->context =
        (ExprContext){.arena = stage->arena, .now_us = options->now_us, .zone = options->zone};
    stage->slots = g_new0(Value, plan->slots_len + 1);
    stage->rows = g_hash_table_new(g_int64_hash, g_int64_equal);
    stage->partitions =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, stage_free_partition);
    stage->groups = g_hash_table_new(g_bytes_hash, g_bytes_equal);
    stage->dirty_rows = g_ptr_array_new();
    stage->dirty_partitions = g_ptr_array_new();
    stage->dirty_groups = g_ptr_array_new();
    stage->changed = g_ptr_array_new();
    if (plan->is_grouped)
        shape_init(&stage->shape, plan, false);
    stage->takes_back = shape_can_remove(&stage->shape);
    stage->inputs = g_new(ShapeInput, stage->shape.states_len + 1);
    find_types(stage);
    make_result(stage);
    way.slots = stage->slots;
    stage->way = way_new(&way, error);
    if (stage->way == NULL) {
        stage_free(stage);
        return NULL;
    }
    stage_add_always(stage);
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
            stage_free_item(row->items->pdata[i], stage);
        free_row(row);
    }
    g_hash_table_iter_init(&iter, stage->groups);
    while (g_hash_table_iter_next(&iter, NULL, &at))
        stage_free_item(at, stage);
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
    arena_free(stage->exprs);
    arena_free(stage->compared);
    g_free(stage->slots);
    g_free(stage->inputs);
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
    stage_mark_row(stage, row);
    if (stage->bytes > (size_t)stage->options.memory_max)
        return memory_fail(stage->items, stage->options.memory_max, error);
    if (stage->plan->rank == NULL)
        return true;
    stage_leave_partition(stage, row);
    return stage_enter_partition(stage, row, error);
}

void stage_drop(Stage *stage, uint64_t id)
{
    Row *row = g_hash_table_lookup(stage->rows, &id);

    if (row == NULL)
        return;
    row->is_gone = true;
    stage_leave_partition(stage, row);
    stage_mark_row(stage, row);
}

bool stage_settle(Stage *stage, GError **error)
{
    Meter *meter = stage->options.meter;
    bool done;

    meter_go(meter, PLAN_PART_RANK, stage->plan);
    stage_settle_partitions(stage);
    done = settle_rows(stage, error);
    meter_go(meter, PLAN_PART_GROUP, stage->plan);
    done = done && stage_settle_groups(stage, error);
    meter_set_counting(meter, true);
    return done;
}

const PlanSelect *stage_result(const Stage *stage)
{
    return &stage->result;
}

const PlanSelect *stage_plan(const Stage *stage)
{
    return stage->plan;
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

    size_t len = plan->is_grouped ? plan->keys_len : plan->outputs_len;

    for (size_t i = 0; i < len; i++) {
        const Expr *expr = plan->is_grouped ? plan->keys[i] : plan->outputs[i].expr;

        if (!value_try_load(expr_type(expr), &bytes, arena, &ret_slots[i]))
            return memory_fail_values(error);
    }
    if (!plan->is_grouped)
        return true;
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

int64_t stage_rows(const Stage *stage)
{
    return g_hash_table_size(stage->rows);
}

int64_t stage_len(const Stage *stage)
{
    return stage->items;
}
