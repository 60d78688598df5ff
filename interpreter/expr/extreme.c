/*
 * min and max. One body for all kinds of values: the kind and the direction are constants of each
 * function that the macro at the end makes, so that the compiler keeps only what it needs.
 */
#include <math.h>

#include "expr/aggregate_state.h"

static size_t text_heap_bytes(const void *state)
{
    return ((const ExtremeState *)state)->text.capacity;
}

static void text_done(void *state)
{
    ExtremeState *extreme = state;

    g_free(extreme->text.at);
    *extreme = (ExtremeState){.is_set = false};
}

/* What the state holds, as a value that borrows from it. */
static inline Value current(Type type, const ExtremeState *extreme)
{
    switch (type) {
    case TYPE_NUMERIC:
        return (Value){.numeric = &extreme->numeric};
    case TYPE_INTERVAL:
        return (Value){.interval = &extreme->interval};
    case TYPE_FLOAT8:
        return (Value){.real = extreme->real};
    case TYPE_TEXT:
        return value_of_text(extreme->text.at, extreme->text.len);
    default:
        return value_of_integer(extreme->integer);
    }
}

/* The heap copy is used again while the next text fits, and not by far. */
static void keep_text(ExtremeState *extreme, const Value *value)
{
    if (value->len > extreme->text.capacity || value->len < extreme->text.capacity / 4) {
        g_free(extreme->text.at);
        extreme->text.capacity = MAX(value->len, 16);
        extreme->text.at = g_malloc(extreme->text.capacity);
    }
    if (value->len > 0)
        memcpy(extreme->text.at, value->text, value->len);
    extreme->text.len = value->len;
}

static inline bool keep(Type type, ExtremeState *extreme, const Value *value, GError **error)
{
    if (type == TYPE_TEXT && value->len > AGGREGATE_STATE_BYTES_MAX)
        return aggregate_fail_limit("min or max", error);
    extreme->is_set = true;
    switch (type) {
    case TYPE_NUMERIC:
        extreme->numeric = *value->numeric;
        break;
    case TYPE_INTERVAL:
        extreme->interval = *value->interval;
        break;
    case TYPE_FLOAT8:
        extreme->real = value->real;
        break;
    case TYPE_TEXT:
        keep_text(extreme, value);
        break;
    default:
        extreme->integer = value->integer;
        break;
    }
    return true;
}

/*
 * Of equal values that look different (1.0 and 1.00) PostgreSQL keeps the last row's, and so does a
 * state that has room for its place. Of 0 and -0 the lesser one is -0.
 */
static inline bool is_placed(Type type)
{
    return type == TYPE_NUMERIC || type == TYPE_INTERVAL;
}

static inline int compare(Type type, const Value *a, const Value *b)
{
    int order = value_compare(type, a, b);

    if (type == TYPE_FLOAT8 && order == 0)
        return (signbit(b->real) != 0) - (signbit(a->real) != 0);
    return order;
}

static inline bool add(Type type, int direction, ExtremeState *extreme, const Value *value,
                       const RowPlace *place, GError **error)
{
    Value now = current(type, extreme);
    int order = extreme->is_set ? compare(type, value, &now) * direction : 1;

    if (is_placed(type) && order == 0)
        order = row_place_compare(place, &((PlacedExtremeState *)extreme)->place);
    if (order <= 0)
        return true;
    if (is_placed(type))
        ((PlacedExtremeState *)extreme)->place = *place;
    return keep(type, extreme, value, error);
}

static inline bool merge(Type type, int direction, void *into, const ExtremeState *part,
                         GError **error)
{
    const RowPlace *place = is_placed(type) ? &((const PlacedExtremeState *)part)->place : NULL;
    Value value = current(type, part);

    return !part->is_set || add(type, direction, into, &value, place, error);
}

static void text_save(const void *state, const AggregateCall *call G_GNUC_UNUSED, GByteArray *bytes)
{
    const ExtremeState *extreme = state;
    Value value = extreme->is_set ? current(TYPE_TEXT, extreme) : VALUE_NULL;

    value_save(TYPE_TEXT, &value, bytes);
}

static void text_load(void *state, const AggregateCall *call G_GNUC_UNUSED, const uint8_t **at)
{
    Value value = value_load(TYPE_TEXT, at, NULL);

    if (!value.is_null)
        keep(TYPE_TEXT, state, &value, NULL);
}

#define EXTREME(name, type, direction, ...)                                                        \
    static AGGREGATE_ADD(name##_add)                                                               \
    {                                                                                              \
        return add(type, direction, state, &inputs[0], place, error);                              \
    }                                                                                              \
    static AGGREGATE_MERGE(name##_merge)                                                           \
    {                                                                                              \
        return merge(type, direction, into, from, error);                                          \
    }                                                                                              \
    static AGGREGATE_RESULT(name##_result)                                                         \
    {                                                                                              \
        const ExtremeState *extreme = state;                                                       \
                                                                                                   \
        *ret_value = extreme->is_set ? current(type, extreme) : VALUE_NULL;                        \
        return true;                                                                               \
    }                                                                                              \
    const AggregateFunctions name##_functions = {                                                  \
        .add = name##_add, .merge = name##_merge, .result = name##_result, ##__VA_ARGS__}

#define TEXT_HEAP                                                                                  \
    .save = text_save, .load = text_load, .heap_bytes = text_heap_bytes, .done = text_done

EXTREME(min_integer, TYPE_INT8, -1);
EXTREME(max_integer, TYPE_INT8, 1);
EXTREME(min_real, TYPE_FLOAT8, -1);
EXTREME(max_real, TYPE_FLOAT8, 1);
EXTREME(min_numeric, TYPE_NUMERIC, -1);
EXTREME(max_numeric, TYPE_NUMERIC, 1);
EXTREME(min_interval, TYPE_INTERVAL, -1);
EXTREME(max_interval, TYPE_INTERVAL, 1);
EXTREME(min_text, TYPE_TEXT, -1, TEXT_HEAP);
EXTREME(max_text, TYPE_TEXT, 1, TEXT_HEAP);
