/*
 * The front holds the first rows in the order, some more than are visible: `room` of them after it
 * was filled, at most twice as many. The rest is in no order at all; all that is known is that none
 * of it comes before the door, the last row of the front when it was filled. So a change of a row
 * of the rest costs one comparison with the door, unless it comes into the front. When so many rows
 * have left the front that what is visible is no longer in it, it is filled again from all items;
 * that costs time in proportion to all, but only after `room` less the visible ones have left.
 *
 * Without a rest (fewer rows than room) the front is all there is, and has no door.
 */
#include "engine/top.h"

#include <assert.h>

#include "engine/memory.h"
#include "engine/order.h"

enum {
    SCRATCH_BYTES = 32 * 1024,
    KEPT_SLACK_BYTES = 1024 * 1024,
    ROOM_MIN = 4096, /* of the front */
};

typedef struct Place {
    Item *item;
    Value *orders; /* owned: as many as the plan orders by; what they point to is in `kept` */
} Place;

struct Top {
    TopOptions options;
    const PlanSelect *plan;
    SlotSet judged;  /* slots that HAVING and ORDER BY read */
    SlotSet written; /* slots that the visible outputs read */
    ExprContext context;
    Arena *scratch; /* owned: for the item that is looked at */
    Arena *kept;    /* owned: what order values of the front point to */
    size_t kept_cut;
    Value *slots, *orders; /* of the item that is looked at */
    GArray *front;         /* Place */
    size_t wanted, room;
    bool has_rest;
    Place door;     /* if has_rest; its item is NULL when that has gone */
    Item door_item; /* as it was */
    int64_t passing;
    bool is_sorted; /* the first `wanted` of the front are the first in order */
};

static size_t add_sat(size_t a, size_t b)
{
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static size_t wanted_rows(const TopOptions *options)
{
    size_t wanted = options->plan->limit < 0 ? SIZE_MAX : (size_t)options->plan->limit;

    if (options->rows_max > 0)
        wanted = MIN(wanted, (size_t)options->rows_max);
    return add_sat(wanted, (size_t)options->plan->offset);
}

Top *top_new(const TopOptions *options)
{
    Top *top = g_new0(Top, 1);
    const PlanSelect *plan = options->plan;

    top->options = *options;
    top->plan = plan;
    if (plan->having != NULL)
        expr_slots_used(plan->having, &top->judged);
    for (size_t i = 0; i < plan->orders_len; i++)
        expr_slots_used(plan->outputs[plan->orders[i].output].expr, &top->judged);
    for (size_t i = 0; i < plan->outputs_len; i++) {
        if (plan->outputs[i].is_visible)
            expr_slots_used(plan->outputs[i].expr, &top->written);
    }
    top->scratch = arena_new((size_t)options->memory_max);
    top->kept = arena_new((size_t)options->memory_max);
    top->kept_cut = KEPT_SLACK_BYTES;
    top->context =
        (ExprContext){.arena = top->scratch, .now_us = options->now_us, .zone = options->zone};
    top->slots = g_new0(Value, options->slots_len + 1);
    top->orders = g_new0(Value, plan->orders_len + 1);
    top->door.orders = g_new0(Value, plan->orders_len + 1);
    top->front = g_array_new(FALSE, FALSE, sizeof(Place));
    top->wanted = wanted_rows(options);
    top->room = MAX(add_sat(top->wanted, top->wanted), (size_t)ROOM_MIN);
    top->is_sorted = true;
    return top;
}

static Place *place_at(const Top *top, size_t i)
{
    return &g_array_index(top->front, Place, i);
}

void top_free(Top *top)
{
    if (top == NULL)
        return;
    for (guint i = 0; i < top->front->len; i++)
        g_free(place_at(top, i)->orders);
    g_array_unref(top->front);
    arena_free(top->scratch);
    arena_free(top->kept);
    g_free(top->slots);
    g_free(top->orders);
    g_free(top->door.orders);
    g_free(top);
}

/* ---- one item ---- */

static bool load(Top *top, const Item *item, const SlotSet *wanted, GError **error)
{
    const TopItems *items = &top->options.items;

    if (arena_bytes(top->scratch) > SCRATCH_BYTES)
        arena_clear(top->scratch);
    return items->load(items->user, item, wanted, top->scratch, top->slots, error);
}

/* Whether the item is in the result; if so `orders` are its order values. */
static bool judge(Top *top, const Item *item, bool *ret_passes, GError **error)
{
    const PlanSelect *plan = top->plan;
    Value value;

    if (!load(top, item, &top->judged, error))
        return false;
    *ret_passes = true;
    if (plan->having != NULL) {
        if (!expr_eval(plan->having, &top->context, top->slots, &value, error))
            return false;
        *ret_passes = !value.is_null && value.boolean;
    }
    for (size_t i = 0; i < plan->orders_len && *ret_passes; i++) {
        if (!expr_eval(plan->outputs[plan->orders[i].output].expr, &top->context, top->slots,
                       &top->orders[i], error))
            return false;
    }
    return true;
}

/* Without ORDER BY the newest window comes first, then what was seen first. */
static int compare_items(const Top *top, const Item *a, const Value *a_orders, const Item *b,
                         const Value *b_orders)
{
    const TopItems *items = &top->options.items;
    int order = order_compare(top->plan, a_orders, b_orders);

    if (order != 0)
        return order;
    if (a->window_us != b->window_us)
        return a->window_us > b->window_us ? -1 : 1;
    if (top->plan->orders_len == 0)
        return a->ordinal < b->ordinal ? -1 : a->ordinal > b->ordinal;
    return items->compare(items->user, a, b);
}

static int compare_places(const void *a_at, const void *b_at, void *top)
{
    const Place *a = a_at, *b = b_at;

    return compare_items(top, a->item, a->orders, b->item, b->orders);
}

static bool keep_orders(Top *top, const Value *orders, Value *ret_orders, GError **error)
{
    for (size_t i = 0; i < top->plan->orders_len; i++) {
        Type type = expr_type(top->plan->outputs[top->plan->orders[i].output].expr);

        if (!value_copy(type, &orders[i], top->kept, &ret_orders[i]))
            return memory_fail((int64_t)top->front->len, top->options.memory_max, error);
    }
    return true;
}

/* Values of rows that left are still in `kept`: copy the others to a new one. */
static bool cut_kept(Top *top, GError **error)
{
    Arena *old = top->kept;
    bool done;

    top->kept = arena_new((size_t)top->options.memory_max);
    done = keep_orders(top, top->door.orders, top->door.orders, error);
    for (guint i = 0; i < top->front->len && done; i++)
        done = keep_orders(top, place_at(top, i)->orders, place_at(top, i)->orders, error);
    top->kept_cut = 2 * arena_bytes(top->kept) + KEPT_SLACK_BYTES;
    arena_free(old);
    return done;
}

/* ---- the front ---- */

static void leave_front(Top *top, Item *item)
{
    guint at = item->front_at - 1;
    Value *orders = place_at(top, at)->orders;

    g_array_remove_index_fast(top->front, at);
    if (at < top->front->len)
        place_at(top, at)->item->front_at = at + 1;
    item->front_at = 0;
    g_free(orders);
    top->is_sorted = false;
}

static bool enter_front(Top *top, Item *item, GError **error)
{
    Place place = {.item = item, .orders = g_new0(Value, top->plan->orders_len + 1)};

    g_array_append_val(top->front, place);
    item->front_at = top->front->len;
    top->is_sorted = false;
    return keep_orders(top, top->orders, place.orders, error) &&
           (arena_bytes(top->kept) < top->kept_cut || cut_kept(top, error));
}

/* Keep the first `room` of the front: the last of those is the door. */
static bool cut_front(Top *top, GError **error)
{
    const Place *last;

    g_array_sort_with_data(top->front, compare_places, top);
    for (guint i = (guint)top->room; i < top->front->len; i++) {
        place_at(top, i)->item->front_at = 0;
        g_free(place_at(top, i)->orders);
    }
    g_array_set_size(top->front, (guint)top->room);
    for (guint i = 0; i < top->front->len; i++)
        place_at(top, i)->item->front_at = i + 1;
    last = place_at(top, top->room - 1);
    top->is_sorted = true;
    top->has_rest = true;
    top->door_item = *last->item;
    top->door.item = last->item;
    return keep_orders(top, last->orders, top->door.orders, error) && cut_kept(top, error);
}

/* Whether the item in `orders` stands in front of the rest. */
static bool is_before_door(const Top *top, const Item *item)
{
    const TopItems *items = &top->options.items;
    int order;

    if (!top->has_rest)
        return true;
    order = order_compare(top->plan, top->orders, top->door.orders);
    if (order != 0)
        return order < 0;
    if (item->window_us != top->door_item.window_us)
        return item->window_us > top->door_item.window_us;
    if (top->plan->orders_len == 0)
        return item->ordinal < top->door_item.ordinal;
    return top->door.item != NULL && items->compare(items->user, item, top->door.item) < 0;
}

static bool place_item(Top *top, Item *item, GError **error)
{
    if (item->front_at > 0)
        leave_front(top, item);
    if (!item->passes || !is_before_door(top, item))
        return true;
    if (!enter_front(top, item, error))
        return false;
    return top->front->len < add_sat(top->room, top->room) || cut_front(top, error);
}

bool top_change(Top *top, Item *item, GError **error)
{
    bool passed = item->is_counted && item->passes;

    if (!judge(top, item, &item->passes, error))
        return false;
    item->is_counted = true;
    top->passing += (item->passes ? 1 : 0) - (passed ? 1 : 0);
    return place_item(top, item, error);
}

bool top_judge(Top *top, Item *item, bool *ret_passed, GError **error)
{
    *ret_passed = item->passes;
    return judge(top, item, &item->passes, error);
}

void top_remove(Top *top, Item *item)
{
    if (item->front_at > 0)
        leave_front(top, item);
    if (item->is_counted && item->passes)
        top->passing--;
    item->is_counted = false;
    if (top->door.item == item)
        top->door.item = NULL;
}

static bool fill_one(Item *item, void *top_at, GError **error)
{
    Top *top = top_at;
    bool passes;

    if (!item->is_counted || !item->passes || item->front_at > 0)
        return true; /* those that were in the front are still there */
    if (!judge(top, item, &passes, error))
        return false;
    return place_item(top, item, error);
}

static bool fill_front(Top *top, GError **error)
{
    const TopItems *items = &top->options.items;

    top->has_rest = false;
    return items->each(items->user, fill_one, top, error);
}

/* ---- what is visible ---- */

static bool settle(Top *top, GError **error)
{
    size_t visible = (size_t)MIN((uint64_t)top->passing, (uint64_t)top->wanted);

    if (top->has_rest && (top->front->len < visible || top->door.item == NULL) &&
        !fill_front(top, error))
        return false;
    if (top->is_sorted)
        return true;
    g_array_sort_with_data(top->front, compare_places, top);
    for (guint i = 0; i < top->front->len; i++)
        place_at(top, i)->item->front_at = i + 1;
    top->is_sorted = true;
    return true;
}

bool top_rows(Top *top, GArray *rows, int64_t *ret_total, GError **error)
{
    size_t offset = (size_t)top->plan->offset;
    int64_t total = MAX(top->passing - top->plan->offset, 0);

    g_array_set_size(rows, 0);
    if (!settle(top, error))
        return false;
    for (size_t i = offset; i < MIN((size_t)top->front->len, top->wanted); i++) {
        const Item *item = place_at(top, i)->item;
        ShownRow row = {.id = item->ordinal, .version = item->version, .row = item};

        g_array_append_val(rows, row);
    }
    *ret_total = top->plan->limit >= 0 ? MIN(total, top->plan->limit) : total;
    return true;
}

bool top_cells(const ShownRow *row, ShownCells *cells, void *top_at, GError **error)
{
    Top *top = top_at;

    if (!load(top, row->row, &top->written, error))
        return false;
    for (size_t i = 0; i < top->plan->outputs_len; i++) {
        const PlanOutput *output = &top->plan->outputs[i];
        Value value;

        if (!output->is_visible)
            continue;
        if (!expr_eval(output->expr, &top->context, top->slots, &value, error))
            return false;
        shown_cell(cells, expr_type(output->expr), &value);
    }
    return true;
}

int64_t top_passing(const Top *top)
{
    return top->passing;
}

size_t top_bytes(const Top *top)
{
    return top->front->len * (sizeof(Place) + top->plan->orders_len * sizeof(Value)) +
           arena_bytes(top->kept);
}
