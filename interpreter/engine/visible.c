#include "engine/visible.h"

#include "engine/link.h"
#include "engine/merge.h"
#include "engine/shown.h"
#include "engine/top.h"
#include "engine/upsert.h"

struct Visible {
    VisibleOptions options;
    const PlanSelect *plan;
    Shown *shown;
    GArray *found; /* ShownRow */
    bool was_shown;
    Merge *merge;      /* with groups */
    GPtrArray *links;  /* Link: from the groups to the first query over them, and on */
    GPtrArray *places; /* StagePlace */
    GPtrArray *stages; /* Stage: the queries over the groups, the outermost last */
    Top *top;          /* of the groups, or of the last stage's items */
    bool has_removed;  /* some group or item went since the last refresh */
    Rows *rows;        /* without groups */
    int64_t seen;      /* rows at the last refresh */
    int64_t put;       /* changes that went to the outlet */
    Value *outputs;
};

/* Rows without groups and order can go out as they come. */
static bool can_stream(const VisibleOptions *options)
{
    return options->streams_rows && plan_is_stateless(options->plan);
}

/* Groups go to an outlet without an end: those that changed, whenever it asks. */
static bool puts_changes(const VisibleOptions *options)
{
    return options->outlet != NULL && !options->plan->is_bounded && options->plan->is_grouped;
}

RowsRule visible_rule(const VisibleOptions *options, int64_t *ret_keep_max)
{
    const PlanSelect *plan = options->plan;
    int64_t wanted = plan->limit >= 0 ? plan->limit : INT64_MAX;

    if (options->rows_max > 0 && !can_stream(options))
        wanted = MIN(wanted, options->rows_max);
    *ret_keep_max = wanted > INT64_MAX - plan->offset ? INT64_MAX : wanted + plan->offset;
    if (plan->orders_len > 0)
        return ROWS_TOP;
    if (plan->limit >= 0 || !plan_has_topic(plan))
        return ROWS_FIRST;
    if (wanted == INT64_MAX)
        return ROWS_ALL;
    *ret_keep_max = wanted;
    return ROWS_NEWEST;
}

static bool load_group(void *visible_at, const Item *item, const SlotSet *wanted, Arena *arena,
                       Value *ret_slots, GError **error)
{
    const Visible *visible = visible_at;

    return merge_load(visible->merge, item, wanted, arena, ret_slots, error);
}

static int compare_groups(void *visible_at, const Item *a, const Item *b)
{
    (void)visible_at;
    return merge_compare(a, b);
}

static bool each_group(void *visible_at, bool (*fn)(Item *item, void *fn_user, GError **error),
                       void *fn_user, GError **error)
{
    const Visible *visible = visible_at;

    return merge_each(visible->merge, fn, fn_user, error);
}

/* An item of the groups (stage -1) or of a stage goes: whoever reads it hears of it. */
static void item_removed(Visible *visible, int stage, Item *item)
{
    visible->has_removed = true;
    if ((size_t)(stage + 1) < visible->links->len)
        link_drop(visible->links->pdata[stage + 1], item);
    else
        top_remove(visible->top, item);
}

static void group_removed(void *visible_at, Item *item)
{
    item_removed(visible_at, -1, item);
}

/* Where a stage stands among all. */
typedef struct StagePlace {
    Visible *visible;
    int stage;
} StagePlace;

static void stage_item_removed(void *place_at, Item *item)
{
    const StagePlace *place = place_at;

    item_removed(place->visible, place->stage, item);
}

static void make_merge(Visible *visible)
{
    const VisibleOptions *options = &visible->options;
    const PlanSelect *plan = visible->plan;
    MergeOptions merge = {.shape = options->shape,
                          .windows_retain = plan->is_bounded ? -1 : options->windows_retain,
                          .is_kept = puts_changes(options),
                          .is_final = plan->is_final,
                          .removed = group_removed,
                          .removed_user = visible};

    visible->merge = merge_new(&merge);
}

/* The stage of @plan, and the link to it from what is there so far. */
static bool add_stage(Visible *visible, const PlanSelect *plan, LinkOptions *from, GError **error)
{
    const VisibleOptions *options = &visible->options;
    StagePlace *place = g_new(StagePlace, 1);
    StageOptions stage_options = {.plan = plan,
                                  .memory_max = options->memory_max,
                                  .now_us = options->now_us,
                                  .zone = options->zone,
                                  .meter = options->meter,
                                  .removed = stage_item_removed,
                                  .user = place};
    Stage *stage;

    *place = (StagePlace){visible, (int)visible->stages->len};
    g_ptr_array_add(visible->places, place);
    stage = stage_new(&stage_options, error);
    if (stage == NULL)
        return false;
    g_ptr_array_add(visible->stages, stage);
    from->to = stage;
    from->over = plan;
    g_ptr_array_add(visible->links, link_new(from));
    from->from = stage_result(stage);
    from->slots_len = stage_slots_len(stage);
    from->items = stage_items(stage);
    return true;
}

/* Stages from the innermost query outwards. */
static bool add_stages(Visible *visible, const PlanSelect *plan, LinkOptions *from, GError **error)
{
    return plan->input == NULL ||
           (add_stages(visible, plan->input, from, error) && add_stage(visible, plan, from, error));
}

static void free_stage(void *stage)
{
    stage_free(stage);
}

static void free_link(void *link)
{
    link_free(link);
}

static bool make_groups(Visible *visible, GError **error)
{
    const VisibleOptions *options = &visible->options;
    LinkOptions from = {
        .from = options->shape->plan,
        .slots_len = options->shape->slots_len,
        .items = {load_group, compare_groups, each_group, visible},
        .memory_max = options->memory_max,
        .now_us = options->now_us,
        .zone = options->zone,
        .meter = options->meter,
    };
    TopOptions top;

    visible->links = g_ptr_array_new_with_free_func(free_link);
    visible->stages = g_ptr_array_new_with_free_func(free_stage);
    visible->places = g_ptr_array_new_with_free_func(g_free);
    if (!add_stages(visible, visible->plan, &from, error))
        return false;
    top = (TopOptions){.plan = from.from,
                       .slots_len = from.slots_len,
                       .items = from.items,
                       .rows_max = options->rows_max,
                       .memory_max = options->memory_max,
                       .now_us = options->now_us,
                       .zone = options->zone};
    visible->top = top_new(&top);
    make_merge(visible);
    return true;
}

Visible *visible_new(const VisibleOptions *options, GError **error)
{
    g_autoptr(Visible) visible = g_new0(Visible, 1);
    const PlanSelect *plan = options->plan;
    int64_t keep_max;
    RowsRule rule;

    visible->options = *options;
    visible->plan = plan;
    visible->shown =
        shown_new(plan, options->query, options->zone, options->emit, options->emit_user);
    if (options->outlet != NULL)
        shown_set_outlet(visible->shown, options->outlet);
    visible->found = g_array_new(FALSE, FALSE, sizeof(ShownRow));
    if (options->shape->plan->is_grouped)
        return make_groups(visible, error) ? g_steal_pointer(&visible) : NULL;
    rule = visible_rule(options, &keep_max);
    visible->rows = rows_new(plan, rule, keep_max);
    visible->outputs = g_new0(Value, plan->outputs_len + 1);
    return g_steal_pointer(&visible);
}

void visible_free(Visible *visible)
{
    if (visible == NULL)
        return;
    merge_free(visible->merge);
    top_free(visible->top);
    g_clear_pointer(&visible->links, g_ptr_array_unref);
    g_clear_pointer(&visible->stages, g_ptr_array_unref);
    g_clear_pointer(&visible->places, g_ptr_array_unref);
    rows_free(visible->rows);
    shown_free(visible->shown);
    g_array_unref(visible->found);
    g_free(visible->outputs);
    g_free(visible);
}

void visible_emit_schema(Visible *visible, bool waits)
{
    shown_emit_schema(visible->shown, waits, visible_streams(visible));
}

bool visible_add(Visible *visible, Delta *delta, int64_t watermark_us, GError **error)
{
    if (visible->merge != NULL)
        return merge_delta(visible->merge, delta, watermark_us, error);
    rows_absorb(visible->rows, delta->rows);
    return true;
}

void visible_advance(Visible *visible, int64_t watermark_us)
{
    if (visible->merge != NULL)
        merge_advance(visible->merge, watermark_us);
}

bool visible_has_news(const Visible *visible)
{
    size_t changed = 0;

    if (visible->merge != NULL) {
        merge_changed(visible->merge, &changed);
        return changed > 0 || visible->has_removed;
    }
    return rows_seen(visible->rows) != visible->seen;
}

bool visible_streams(const Visible *visible)
{
    return can_stream(&visible->options);
}

bool visible_save(Visible *visible, State *state, GError **error)
{
    return merge_save(visible->merge, state, error);
}

bool visible_restore(Visible *visible, State *state, GError **error)
{
    return merge_restore(visible->merge, state, error);
}

bool visible_waits_for_end(const Visible *visible)
{
    if (puts_changes(&visible->options))
        return true;
    return visible->options.final_only && !visible_streams(visible);
}

bool visible_is_complete(const Visible *visible)
{
    const PlanSelect *plan = visible->plan;

    if (plan->limit == 0)
        return true;
    return visible->rows != NULL && plan->limit > 0 && plan->orders_len == 0 &&
           rows_seen(visible->rows) - plan->offset >= plan->limit;
}

static bool tail_cells(const ShownRow *row, ShownCells *cells, void *visible_at, GError **error)
{
    Visible *visible = visible_at;

    (void)error;
    rows_values(visible->rows, (size_t)row->place, visible->outputs);
    for (size_t i = 0; i < visible->plan->outputs_len; i++) {
        const PlanOutput *output = &visible->plan->outputs[i];

        if (output->is_visible)
            shown_cell(cells, expr_type(output->expr), &visible->outputs[i]);
    }
    return true;
}

/* Rows that OFFSET and LIMIT leave of so many. */
static int64_t left_of(const PlanSelect *plan, int64_t rows)
{
    int64_t left = MAX(rows - plan->offset, 0);

    return plan->limit >= 0 ? MIN(left, plan->limit) : left;
}

/* Rows that a query without groups has, of which `found` are visible. */
static int64_t tail_total(const Visible *visible)
{
    return left_of(visible->plan, rows_seen(visible->rows));
}

static void find_row(Visible *visible, size_t i)
{
    ShownRow row = {.id = rows_id(visible->rows, i), .place = (int64_t)i};

    g_array_append_val(visible->found, row);
}

/* Of the rows kept, in their order, which is already that of ORDER BY if there is one. */
static void find_in_order(Visible *visible)
{
    int64_t visible_max = visible->plan->limit >= 0 ? visible->plan->limit : INT64_MAX;

    if (visible->options.rows_max > 0 && !visible_streams(visible))
        visible_max = MIN(visible_max, visible->options.rows_max);
    for (size_t i = (size_t)visible->plan->offset; i < rows_len(visible->rows); i++) {
        if ((int64_t)visible->found->len == visible_max)
            break;
        find_row(visible, i);
    }
}

static void find_newest_first(Visible *visible)
{
    for (size_t i = rows_len(visible->rows); i > 0; i--) {
        if (rows_id(visible->rows, i - 1) <= (uint64_t)visible->plan->offset)
            break;
        find_row(visible, i - 1);
    }
}

static bool refresh_tail(Visible *visible, GError **error)
{
    int64_t total = tail_total(visible);

    g_array_set_size(visible->found, 0);
    rows_settle(visible->rows);
    if (visible->plan->orders_len > 0 || visible->plan->limit >= 0 ||
        !plan_has_topic(visible->plan))
        find_in_order(visible);
    else
        find_newest_first(visible);
    return shown_update(visible->shown, (const ShownRow *)(void *)visible->found->data,
                        visible->found->len, total, tail_cells, visible, error);
}

/* All rows since the last time, as they came; then they are gone. */
static bool stream_tail(Visible *visible, GError **error)
{
    uint64_t first = (uint64_t)visible->plan->offset + 1;
    uint64_t last = visible->plan->limit >= 0
                        ? (uint64_t)(visible->plan->offset + visible->plan->limit)
                        : UINT64_MAX;
    bool done;

    g_array_set_size(visible->found, 0);
    for (size_t i = 0; i < rows_len(visible->rows); i++) {
        uint64_t id = rows_id(visible->rows, i);

        if (id >= first && id <= last)
            find_row(visible, i);
    }
    done = shown_stream(visible->shown, (const ShownRow *)(void *)visible->found->data,
                        visible->found->len, tail_total(visible), tail_cells, visible, error);
    rows_clear(visible->rows);
    return done;
}

/* From now on time is spent on what comes first of these: HAVING, ORDER BY, the visible table. */
static void go_to_top(const Visible *visible, bool with_having)
{
    Meter *meter = visible->options.meter;

    meter_go(meter, PLAN_PART_SHOW, visible->plan);
    meter_go(meter, PLAN_PART_ORDER, visible->plan);
    if (with_having)
        meter_go(meter, PLAN_PART_HAVING, visible->plan);
}

/* Of a query without groups: it had rows, and has more now. Each counts once. */
static void count_tail(const Visible *visible, int64_t before, int64_t now)
{
    Meter *meter = visible->options.meter;
    const PlanSelect *plan = visible->plan;
    int64_t behind_offset = MAX(now - plan->offset, 0) - MAX(before - plan->offset, 0);

    meter_count(meter, PLAN_PART_ORDER, plan, now - before, now - before);
    meter_count(meter, PLAN_PART_OFFSET, plan, now - before, behind_offset);
    meter_count(meter, PLAN_PART_LIMIT, plan, behind_offset,
                left_of(plan, now) - left_of(plan, before));
    meter_count(meter, PLAN_PART_SHOW, plan, visible->found->len, 0);
}

/* @news: rows that changed; @passed: of these, HAVING; of @rows there are now. */
static void count_top(const Visible *visible, int64_t news, int64_t passed, int64_t rows)
{
    Meter *meter = visible->options.meter;
    const PlanSelect *plan = visible->plan;
    int64_t behind_offset = MAX(rows - plan->offset, 0);

    meter_count(meter, PLAN_PART_HAVING, plan, news, passed);
    meter_count(meter, PLAN_PART_ORDER, plan, passed, passed);
    meter_set(meter, PLAN_PART_OFFSET, plan, rows, behind_offset);
    meter_set(meter, PLAN_PART_LIMIT, plan, behind_offset, left_of(plan, rows));
    meter_count(meter, PLAN_PART_SHOW, plan, visible->found->len, 0);
}

/* What changed among the groups goes from stage to stage, and at last to the top. */
static bool refresh_stages(Visible *visible, Item *const **ret_changed, size_t *ret_len,
                           GError **error)
{
    *ret_changed = merge_changed(visible->merge, ret_len);
    meter_count(visible->options.meter, PLAN_PART_HAND_OVER, visible->options.shape->plan, 0,
                (int64_t)*ret_len);
    for (guint i = 0; i < visible->stages->len; i++) {
        Stage *stage = visible->stages->pdata[i];

        if (!link_push(visible->links->pdata[i], *ret_changed, *ret_len, error) ||
            !stage_settle(stage, error))
            return false;
        *ret_changed = stage_changed(stage, ret_len);
        meter_count(visible->options.meter, PLAN_PART_GROUP, stage_plan(stage), 0,
                    (int64_t)*ret_len);
        meter_count(visible->options.meter, PLAN_PART_ROWS, stage_plan(stage), 0,
                    (int64_t)*ret_len);
    }
    return true;
}

static bool change_top(Visible *visible, Item *const *changed, size_t len, int64_t *ret_passed,
                       GError **error)
{
    *ret_passed = 0;
    go_to_top(visible, true);
    for (size_t i = 0; i < len; i++) {
        if (!top_change(visible->top, changed[i], error))
            return false;
        *ret_passed += changed[i]->passes;
    }
    return true;
}

static bool refresh_groups(Visible *visible, GError **error)
{
    Item *const *changed;
    int64_t total, passed;
    size_t len;

    if (puts_changes(&visible->options)) {
        visible->has_removed = false;
        return upsert_put(visible->merge, visible->top, visible->shown, &visible->put, error);
    }
    if (!refresh_stages(visible, &changed, &len, error) ||
        !change_top(visible, changed, len, &passed, error))
        return false;
    merge_forget_changed(visible->merge);
    for (guint i = 0; i < visible->stages->len; i++)
        stage_forget_changed(visible->stages->pdata[i]);
    visible->has_removed = false;
    go_to_top(visible, false);
    if (!top_rows(visible->top, visible->found, &total, error))
        return false;
    count_top(visible, (int64_t)len, passed, top_passing(visible->top));
    meter_go(visible->options.meter, PLAN_PART_SHOW, visible->plan);
    return shown_update(visible->shown, (const ShownRow *)(void *)visible->found->data,
                        visible->found->len, total, top_cells, visible->top, error);
}

static bool refresh_rows(Visible *visible, GError **error)
{
    int64_t before = visible->seen, now = rows_seen(visible->rows);
    bool done;

    visible->seen = now;
    done = visible_streams(visible) ? stream_tail(visible, error) : refresh_tail(visible, error);
    count_tail(visible, before, now);
    return done;
}

bool visible_refresh(Visible *visible, GError **error)
{
    bool done;

    if (visible->was_shown && !visible_has_news(visible))
        return true;
    visible->was_shown = true;
    meter_begin(visible->options.meter, PLAN_PART_SHOW, visible->plan);
    done = visible->merge != NULL ? refresh_groups(visible, error) : refresh_rows(visible, error);
    meter_end(visible->options.meter);
    return done;
}

VisibleStats visible_stats(const Visible *visible)
{
    VisibleStats stats = {.groups = -1, .open_windows = -1};

    stats.bytes = shown_bytes(visible->shown);
    stats.rows = visible_streams(visible) ? visible->seen : (int64_t)shown_len(visible->shown);
    stats.rows += visible->put;
    if (visible->merge == NULL) {
        stats.bytes += rows_bytes(visible->rows);
        stats.reached = tail_total(visible);
        return stats;
    }
    stats.bytes += merge_bytes(visible->merge) + top_bytes(visible->top);
    for (guint i = 0; i < visible->stages->len; i++)
        stats.bytes += stage_bytes(visible->stages->pdata[i]);
    stats.groups = merge_groups(visible->merge);
    stats.late = merge_late(visible->merge);
    stats.dropped = merge_dropped(visible->merge);
    if (visible->options.shape->is_windowed)
        stats.open_windows = merge_open_windows(visible->merge);
    return stats;
}

/* ---- for EXPLAIN ANALYZE ---- */

static void measure_groups(const Visible *visible, size_t lanes_bytes)
{
    const Shape *shape = visible->options.shape;
    MeterKept kept = {.what = "group",
                      .len = merge_groups(visible->merge),
                      .bytes = (int64_t)(merge_bytes(visible->merge) + lanes_bytes),
                      .windows = -1,
                      .late = merge_late(visible->merge),
                      .dropped = merge_dropped(visible->merge)};

    if (shape->is_windowed) {
        kept.windows = merge_windows(visible->merge);
        kept.windows_what = shape->is_session ? "session" : "window";
        kept.windows_open = merge_open_windows(visible->merge);
    }
    meter_keep(visible->options.meter, PLAN_PART_GROUP, shape->plan, &kept);
}

static void measure_stage(const Visible *visible, const Stage *stage)
{
    const PlanSelect *plan = stage_plan(stage);
    MeterKept rows = {.what = "row",
                      .len = stage_rows(stage),
                      .bytes = (int64_t)stage_bytes(stage),
                      .windows = -1};
    MeterKept groups = {.what = "group", .len = stage_len(stage), .bytes = -1, .windows = -1};

    meter_keep(visible->options.meter, PLAN_PART_LINK, plan, &rows);
    if (plan->is_grouped)
        meter_keep(visible->options.meter, PLAN_PART_GROUP, plan, &groups);
}

void visible_measure(const Visible *visible, size_t lanes_bytes)
{
    MeterKept table = {.what = "row",
                       .len = (int64_t)shown_len(visible->shown),
                       .bytes = (int64_t)shown_bytes(visible->shown),
                       .windows = -1};
    MeterKept rows = {.what = "row", .windows = -1};

    if (visible->merge == NULL) {
        rows.len = (int64_t)rows_len(visible->rows);
        rows.bytes = (int64_t)(rows_bytes(visible->rows) + lanes_bytes);
        meter_keep(visible->options.meter, PLAN_PART_HAND_OVER, visible->plan, &rows);
    } else {
        measure_groups(visible, lanes_bytes);
        table.bytes += (int64_t)top_bytes(visible->top);
    }
    for (guint i = 0; visible->stages != NULL && i < visible->stages->len; i++)
        measure_stage(visible, visible->stages->pdata[i]);
    meter_keep(visible->options.meter, PLAN_PART_SHOW, visible->plan, &table);
}
