/*
 * What keeps one row's value of any type: first_value, last_value and any_value by event time, and
 * min and max of arrays. Ties are decided by the rows' places.
 */
#include "expr/aggregate_state.h"

static size_t end_heap_bytes(const void *state)
{
    return ((const EndState *)state)->box.capacity;
}

static void end_done(void *state)
{
    EndState *end = state;

    box_done(&end->box);
    *end = (EndState){.is_set = false};
}

static void end_save(const void *state, const AggregateCall *call G_GNUC_UNUSED, GByteArray *bytes)
{
    const EndState *end = state;

    aggregate_save_bytes(end, G_STRUCT_OFFSET(EndState, box), bytes);
    box_save(&end->box, bytes);
}

static void end_load(void *state, const AggregateCall *call G_GNUC_UNUSED, const uint8_t **at)
{
    EndState *end = state;

    memcpy(end, aggregate_load_bytes(at).at, G_STRUCT_OFFSET(EndState, box));
    box_load(&end->box, at);
}

static AGGREGATE_RESULT(end_result)
{
    const EndState *end = state;
    g_autoptr(Arena) scratch = NULL;
    Value value;

    *ret_value = VALUE_NULL;
    if (!end->is_set)
        return true;
    scratch = arena_new(SIZE_MAX); /* the items of one array, which a state could hold */
    value = box_get(&end->box, call->input_types[0], scratch);
    return value_copy(call->input_types[0], &value, arena, ret_value) ||
           aggregate_fail_result(call, error);
}

/* ---- who stays ---- */

/* Whether a row with that value takes the place of the one that is kept. */
typedef bool (*WinsFn)(const EndState *end, Type type, const Value *value, const RowPlace *place);

static int compare_times(const RowPlace *a, const RowPlace *b)
{
    int order = row_place_order(a->event_us, b->event_us);

    return order != 0 ? order : row_place_compare(a, b);
}

static bool is_earlier(const EndState *end, Type type G_GNUC_UNUSED,
                       const Value *value G_GNUC_UNUSED, const RowPlace *place)
{
    return compare_times(place, &end->place) < 0;
}

static bool is_later(const EndState *end, Type type G_GNUC_UNUSED, const Value *value G_GNUC_UNUSED,
                     const RowPlace *place)
{
    return compare_times(place, &end->place) > 0;
}

/* Of equal values the last row's stays. */
static bool wins_by_value(int direction, const EndState *end, Type type, const Value *value,
                          const RowPlace *place)
{
    g_autoptr(Arena) scratch = arena_new(SIZE_MAX); /* as above */
    Value now = box_get(&end->box, type, scratch);
    int order = value_compare(type, value, &now) * direction;

    return order != 0 ? order > 0 : row_place_compare(place, &end->place) > 0;
}

static bool is_less(const EndState *end, Type type, const Value *value, const RowPlace *place)
{
    return wins_by_value(-1, end, type, value, place);
}

static bool is_greater(const EndState *end, Type type, const Value *value, const RowPlace *place)
{
    return wins_by_value(1, end, type, value, place);
}

/* ---- functions ---- */

static inline bool add(EndState *end, const AggregateCall *call, const Value *value,
                       const RowPlace *place, WinsFn wins, GError **error)
{
    if (end->is_set && !wins(end, call->input_types[0], value, place))
        return true;
    end->is_set = true;
    end->place = *place;
    return box_put(&end->box, call->input_types[0], value, call->aggregate->name, error);
}

static inline bool merge(EndState *end, const EndState *part, const AggregateCall *call,
                         WinsFn wins, GError **error)
{
    g_autoptr(Arena) scratch = arena_new(SIZE_MAX); /* as above */
    Value value;

    if (!part->is_set)
        return true;
    value = box_get(&part->box, call->input_types[0], scratch);
    return add(end, call, &value, &part->place, wins, error);
}

#define END(name, wins)                                                                            \
    static AGGREGATE_ADD(name##_add)                                                               \
    {                                                                                              \
        return add(state, call, &inputs[0], place, wins, error);                                   \
    }                                                                                              \
    static AGGREGATE_MERGE(name##_merge)                                                           \
    {                                                                                              \
        return merge(into, from, call, wins, error);                                               \
    }                                                                                              \
    const AggregateFunctions name##_functions = {.add = name##_add,                                \
                                                 .merge = name##_merge,                            \
                                                 .result = end_result,                             \
                                                 .save = end_save,                                 \
                                                 .load = end_load,                                 \
                                                 .heap_bytes = end_heap_bytes,                     \
                                                 .done = end_done}

END(first_value, is_earlier);
END(last_value, is_later);
END(min_array, is_less);
END(max_array, is_greater);
