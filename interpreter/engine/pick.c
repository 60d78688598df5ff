/*
 * With a limit of n rows, a heap keeps the n best so far with the last of them on top: most groups
 * are refused after one comparison. If ORDER BY begins with the window, windows are walked in that
 * order and the walk ends when there are enough rows, so that the cost does not grow with what is
 * remembered. Only HAVING makes it necessary to look at every group for the total; a window that
 * did not change since it was last counted is not looked at again.
 */
#include "engine/pick.h"

#include <assert.h>

#include "engine/memory.h"
#include "engine/order.h"

enum { SCRATCH_BYTES = 32 * 1024, KEPT_SLACK_BYTES = 1024 * 1024 };

typedef struct Candidate {
    const Group *group;
    int64_t window_us;
    Value *orders; /* owned by the heap's place: orders_len of them */
} Candidate;

struct Pick {
    const Shape *shape;
    const PlanSelect *plan;
    Merge *merge;
    int64_t memory_max;
    uint64_t judged;  /* slots that HAVING and ORDER BY read */
    uint64_t written; /* slots that the visible outputs read */
    int window_item;  /* 1: ORDER BY begins with the window, ascending; -1: descending; 0: not */
    ExprContext context;
    Arena *scratch;  /* owned: for the group that is looked at */
    Arena *kept;     /* owned: what the order values of candidates point to */
    size_t kept_cut; /* bytes of `kept` at which it is worth to copy what is still needed */
    Value *slots;
    Value *orders; /* of the group that is looked at */
    Candidate *heap;
    Value *heap_orders; /* owned memory of the candidates' order values */
    size_t heap_len, heap_room;
    int64_t heap_max;
};

static int find_window_item(const Shape *shape)
{
    const PlanSelect *plan = shape->plan;
    int slot;

    if (!shape->is_windowed || plan->orders_len == 0)
        return 0;
    slot = expr_slot(plan->outputs[plan->orders[0].output].expr);
    if (slot < 0 || slot >= (int)plan->keys_len || shape->keys[slot] == SHAPE_KEY_OWN)
        return 0;
    return plan->orders[0].is_descending ? -1 : 1;
}

Pick *pick_new(const Shape *shape, Merge *merge, int64_t memory_max, int64_t now_us)
{
    Pick *pick = g_new0(Pick, 1);
    const PlanSelect *plan = shape->plan;

    pick->shape = shape;
    pick->plan = plan;
    pick->merge = merge;
    pick->memory_max = memory_max;
    pick->window_item = find_window_item(shape);
    if (plan->having != NULL)
        expr_slots_used(plan->having, &pick->judged);
    for (size_t i = 0; i < plan->orders_len; i++)
        expr_slots_used(plan->outputs[plan->orders[i].output].expr, &pick->judged);
    for (size_t i = 0; i < plan->outputs_len; i++) {
        if (plan->outputs[i].is_visible)
            expr_slots_used(plan->outputs[i].expr, &pick->written);
    }
    pick->scratch = arena_new((size_t)memory_max);
    pick->kept = arena_new((size_t)memory_max);
    pick->context = (ExprContext){.arena = pick->scratch, .now_us = now_us};
    pick->slots = g_new0(Value, shape->slots_len + 1);
    pick->orders = g_new0(Value, plan->orders_len + 1);
    return pick;
}

void pick_free(Pick *pick)
{
    if (pick == NULL)
        return;
    arena_free(pick->scratch);
    arena_free(pick->kept);
    g_free(pick->slots);
    g_free(pick->orders);
    g_free(pick->heap);
    g_free(pick->heap_orders);
    g_free(pick);
}

static bool load_group(Pick *pick, const Group *group, int64_t window_us, uint64_t wanted,
                       GError **error)
{
    if (arena_bytes(pick->scratch) > SCRATCH_BYTES)
        arena_clear(pick->scratch);
    return shape_slots(pick->shape, group, merge_states(group), window_us, wanted, pick->scratch,
                       pick->slots, error);
}

/* HAVING of the group in `slots`. */
static bool passes(Pick *pick, bool *ret_passes, GError **error)
{
    Value value;

    *ret_passes = true;
    if (pick->plan->having == NULL)
        return true;
    if (!expr_eval(pick->plan->having, &pick->context, pick->slots, &value, error))
        return false;
    *ret_passes = !value.is_null && value.boolean;
    return true;
}

static int compare_candidates(const Pick *pick, const Candidate *a, const Candidate *b)
{
    int order = order_compare(pick->plan, a->orders, b->orders);

    if (order != 0)
        return order;
    if (a->window_us != b->window_us)
        return a->window_us > b->window_us ? -1 : 1;
    return group_compare_keys(a->group, b->group);
}

static int compare_for_sort(const void *a, const void *b, void *pick)
{
    return compare_candidates(pick, a, b);
}

/* Let the candidate at @i move down until none below it comes later in the order. */
static void sift_down(Pick *pick, size_t i)
{
    Candidate *heap = pick->heap;

    for (;;) {
        size_t last = i, left = 2 * i + 1;
        Candidate moved;

        for (size_t child = left; child < left + 2 && child < pick->heap_len; child++) {
            if (compare_candidates(pick, &heap[child], &heap[last]) > 0)
                last = child;
        }
        if (last == i)
            return;
        moved = heap[i];
        heap[i] = heap[last];
        heap[last] = moved;
        i = last;
    }
}

static void make_heap(Pick *pick)
{
    for (size_t i = pick->heap_len / 2; i > 0; i--)
        sift_down(pick, i - 1);
}

static bool keep_orders(Pick *pick, Value *orders, GError **error)
{
    for (size_t i = 0; i < pick->plan->orders_len; i++) {
        Type type = expr_type(pick->plan->outputs[pick->plan->orders[i].output].expr);

        if (!value_copy(type, &orders[i], pick->kept, &orders[i]))
            return memory_fail(merge_groups(pick->merge), pick->memory_max, error);
    }
    return true;
}

/* Values of candidates that were pushed out are still in `kept`: copy the others to a new one. */
static bool cut_kept(Pick *pick, GError **error)
{
    Arena *old = pick->kept;
    bool done = true;

    pick->kept = arena_new((size_t)pick->memory_max);
    for (size_t i = 0; i < pick->heap_len && done; i++)
        done = keep_orders(pick, pick->heap[i].orders, error);
    pick->kept_cut = 2 * arena_bytes(pick->kept) + KEPT_SLACK_BYTES;
    arena_free(old);
    return done;
}

static bool more_room(Pick *pick, GError **error)
{
    size_t orders_len = pick->plan->orders_len;
    size_t room = MAX(pick->heap_room * 2, (size_t)64);
    size_t bytes = room * (sizeof(Candidate) + orders_len * sizeof(Value));

    if (bytes > (size_t)pick->memory_max)
        return memory_fail(merge_groups(pick->merge), pick->memory_max, error);
    pick->heap = g_renew(Candidate, pick->heap, room);
    if (orders_len > 0) {
        Value *moved = g_new(Value, room * orders_len);

        for (size_t i = 0; i < pick->heap_len; i++) {
            memcpy(moved + i * orders_len, pick->heap[i].orders, orders_len * sizeof(Value));
            pick->heap[i].orders = moved + i * orders_len;
        }
        g_free(pick->heap_orders);
        pick->heap_orders = moved;
    }
    pick->heap_room = room;
    return true;
}

static bool add_candidate(Pick *pick, const Candidate *found, GError **error)
{
    size_t orders_bytes = pick->plan->orders_len * sizeof(Value);
    Candidate *place;

    if ((int64_t)pick->heap_len < pick->heap_max) {
        if (pick->heap_len == pick->heap_room && !more_room(pick, error))
            return false;
        place = &pick->heap[pick->heap_len];
        place->orders = pick->heap_orders + pick->heap_len * pick->plan->orders_len;
        pick->heap_len++;
    } else {
        place = &pick->heap[0]; /* the last one is pushed out */
    }
    place->group = found->group;
    place->window_us = found->window_us;
    if (orders_bytes > 0)
        memcpy(place->orders, found->orders, orders_bytes);
    if (!keep_orders(pick, place->orders, error))
        return false;
    if ((int64_t)pick->heap_len == pick->heap_max) {
        if (place == &pick->heap[0])
            sift_down(pick, 0);
        else
            make_heap(pick); /* it has just become full: only now the order matters */
    }
    return arena_bytes(pick->kept) < pick->kept_cut || cut_kept(pick, error);
}

/* The order values of the group in `slots`; stops early, *ret_is_out, where it can't be visible. */
static bool judge(Pick *pick, bool *ret_is_out, GError **error)
{
    const PlanSelect *plan = pick->plan;
    bool is_full = (int64_t)pick->heap_len >= pick->heap_max;
    int order = 0;

    *ret_is_out = false;
    for (size_t i = 0; i < plan->orders_len; i++) {
        const Expr *expr = plan->outputs[plan->orders[i].output].expr;

        if (!expr_eval(expr, &pick->context, pick->slots, &pick->orders[i], error))
            return false;
        if (!is_full || order < 0)
            continue;
        order = order_compare_item(plan, i, &pick->orders[i], &pick->heap[0].orders[i]);
        if (order > 0) {
            *ret_is_out = true;
            return true;
        }
    }
    return true;
}

static bool look_at(Pick *pick, const Group *group, int64_t window_us, int64_t *passing,
                    GError **error)
{
    Candidate found = {.group = group, .window_us = window_us, .orders = pick->orders};
    bool is_in, is_out;

    if (!load_group(pick, group, window_us, pick->judged, error) || !passes(pick, &is_in, error))
        return false;
    if (!is_in)
        return true;
    (*passing)++;
    if (pick->heap_max == 0)
        return true;
    if (!judge(pick, &is_out, error))
        return false;
    if (is_out || ((int64_t)pick->heap_len == pick->heap_max &&
                   compare_candidates(pick, &found, &pick->heap[0]) >= 0))
        return true;
    return add_candidate(pick, &found, error);
}

/* Put all groups of a window before the heap. */
static bool look_at_window(Pick *pick, MergeWindow *window, GError **error)
{
    int64_t passing = 0;

    for (size_t i = 0; i < groups_len(window->groups); i++) {
        if (!look_at(pick, groups_at(window->groups, (uint32_t)i), window->start_us, &passing,
                     error))
            return false;
    }
    window->passing = passing;
    window->is_stale = false;
    return true;
}

static void append_row(const Group *group, int64_t window_us, GArray *rows)
{
    const MergeHead *head = merge_head(group);
    ShownRow row = {
        .id = head->ordinal, .version = head->version, .row = group, .place = window_us};

    g_array_append_val(rows, row);
}

/* Empty the heap to the end of @rows, in order. */
static void take_heap(Pick *pick, GArray *rows)
{
    g_qsort_with_data(pick->heap, (gint)pick->heap_len, sizeof(Candidate), compare_for_sort, pick);
    for (size_t i = 0; i < pick->heap_len; i++)
        append_row(pick->heap[i].group, pick->heap[i].window_us, rows);
    pick->heap_len = 0;
}

static void begin_heap(Pick *pick, int64_t max)
{
    pick->heap_len = 0;
    pick->heap_max = max;
    pick->kept_cut = KEPT_SLACK_BYTES;
    arena_clear(pick->kept);
}

/* Window @i in the order in which they are walked. */
static MergeWindow *walked_window(const Pick *pick, size_t i)
{
    size_t len = merge_windows_len(pick->merge);

    return merge_window(pick->merge, pick->window_item > 0 ? i : len - 1 - i);
}

/* ORDER BY begins with something else than the window: every group of every window is looked at. */
static bool pick_among_all(Pick *pick, int64_t wanted, GArray *rows, GError **error)
{
    begin_heap(pick, wanted);
    for (size_t i = 0; i < merge_windows_len(pick->merge); i++) {
        if (!look_at_window(pick, merge_window(pick->merge, i), error))
            return false;
    }
    take_heap(pick, rows);
    return true;
}

static bool pick_by_window(Pick *pick, int64_t wanted, GArray *rows, GError **error)
{
    for (size_t i = 0; i < merge_windows_len(pick->merge) && (int64_t)rows->len < wanted; i++) {
        begin_heap(pick, wanted - (int64_t)rows->len);
        if (!look_at_window(pick, walked_window(pick, i), error))
            return false;
        take_heap(pick, rows);
    }
    return true;
}

/* The groups of a window as they were first seen, until there are enough. */
static bool append_seen(Pick *pick, const MergeWindow *window, int64_t wanted, GArray *rows,
                        GError **error)
{
    for (size_t i = 0; i < groups_len(window->groups) && (int64_t)rows->len < wanted; i++) {
        const Group *group = groups_at(window->groups, (uint32_t)i);
        bool is_in = true;

        if (pick->plan->having != NULL &&
            (!load_group(pick, group, window->start_us, pick->judged, error) ||
             !passes(pick, &is_in, error)))
            return false;
        if (is_in)
            append_row(group, window->start_us, rows);
    }
    return true;
}

static bool pick_as_seen(Pick *pick, int64_t wanted, GArray *rows, GError **error)
{
    for (size_t i = 0; i < merge_windows_len(pick->merge) && (int64_t)rows->len < wanted; i++) {
        if (!append_seen(pick, walked_window(pick, i), wanted, rows, error))
            return false;
    }
    return true;
}

static bool count_passing(Pick *pick, int64_t *ret_passing, GError **error)
{
    if (pick->plan->having == NULL) {
        *ret_passing = merge_groups(pick->merge);
        return true;
    }
    *ret_passing = 0;
    for (size_t i = 0; i < merge_windows_len(pick->merge); i++) {
        MergeWindow *window = merge_window(pick->merge, i);

        if (window->is_stale) {
            begin_heap(pick, 0);
            if (!look_at_window(pick, window, error))
                return false;
        }
        *ret_passing += window->passing;
    }
    return true;
}

bool pick_rows(Pick *pick, int64_t rows_max, GArray *ret_rows, int64_t *ret_total, GError **error)
{
    const PlanSelect *plan = pick->plan;
    int64_t visible = plan->limit >= 0 ? plan->limit : INT64_MAX;
    int64_t wanted, total;
    bool done;

    if (rows_max > 0)
        visible = MIN(visible, rows_max);
    wanted = visible > INT64_MAX - plan->offset ? INT64_MAX : visible + plan->offset;
    g_array_set_size(ret_rows, 0);
    if (plan->orders_len == 0)
        done = pick_as_seen(pick, wanted, ret_rows, error);
    else if (pick->window_item != 0)
        done = pick_by_window(pick, wanted, ret_rows, error);
    else
        done = pick_among_all(pick, wanted, ret_rows, error);
    if (!done || !count_passing(pick, &total, error))
        return false;
    g_array_remove_range(ret_rows, 0, (guint)MIN(plan->offset, (int64_t)ret_rows->len));
    total = MAX(total - plan->offset, 0);
    *ret_total = plan->limit >= 0 ? MIN(total, plan->limit) : total;
    return true;
}

bool pick_cells(const ShownRow *row, ShownCells *cells, void *pick_at, GError **error)
{
    Pick *pick = pick_at;

    if (!load_group(pick, row->row, row->place, pick->written, error))
        return false;
    for (size_t i = 0; i < pick->plan->outputs_len; i++) {
        const PlanOutput *output = &pick->plan->outputs[i];
        Value value;

        if (!output->is_visible)
            continue;
        if (!expr_eval(output->expr, &pick->context, pick->slots, &value, error))
            return false;
        shown_cell(cells, expr_type(output->expr), &value);
    }
    return true;
}
