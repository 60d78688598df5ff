/*
 * min and max. One body for all kinds of values: the kind and the direction are constants of each
 * function that the macro at the end makes, so that the compiler keeps only what it needs.
 */
#include "base/fail.h"
#include "expr/aggregate_state.h"

void extreme_init(void *state)
{
    *(ExtremeState *)state = (ExtremeState){0};
}

size_t extreme_text_heap_bytes(const void *state)
{
    return ((const ExtremeState *)state)->capacity;
}

void extreme_text_done(void *state)
{
    ExtremeState *extreme = state;

    if (extreme->capacity > 0)
        g_free(extreme->text);
    extreme_init(extreme);
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
        return value_of_text(extreme->text, extreme->len);
    default:
        return value_of_integer(extreme->integer);
    }
}

/* The heap copy is used again while the next text fits, and not by far. */
static void keep_text(ExtremeState *extreme, const Value *value)
{
    if (value->len > extreme->capacity || value->len < extreme->capacity / 4) {
        if (extreme->capacity > 0)
            g_free(extreme->text);
        extreme->capacity = MAX(value->len, 16);
        extreme->text = g_malloc(extreme->capacity);
    }
    if (value->len > 0)
        memcpy(extreme->text, value->text, value->len);
    extreme->len = value->len;
}

static inline void keep(Type type, ExtremeState *extreme, const Value *value)
{
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
}

static inline bool is_better(Type type, int direction, const ExtremeState *extreme,
                             const Value *value)
{
    Value now = current(type, extreme);

    return extreme->rows == 0 || value_compare(type, value, &now) * direction > 0;
}

static inline bool add(Type type, int direction, void *state, const Value *value)
{
    ExtremeState *extreme = state;

    if (is_better(type, direction, extreme, value))
        keep(type, extreme, value);
    extreme->rows++;
    return true;
}

/* The better one moves with what it owns; the other's is freed. */
static inline bool merge(Type type, int direction, void *into, void *from)
{
    ExtremeState *extreme = into, *part = from;
    int64_t rows = extreme->rows + part->rows;
    Value value = current(type, part);

    if (part->rows > 0 && is_better(type, direction, extreme, &value)) {
        if (type == TYPE_TEXT)
            extreme_text_done(extreme);
        *extreme = *part;
        extreme_init(part);
    }
    extreme->rows = rows;
    if (type == TYPE_TEXT)
        extreme_text_done(part);
    else
        extreme_init(part);
    return true;
}

#define EXTREME(name, type, direction)                                                             \
    bool name##_add(void *state, const Value *value, GError **error)                               \
    {                                                                                              \
        (void)error;                                                                               \
        return add(type, direction, state, value);                                                 \
    }                                                                                              \
    bool name##_merge(void *into, void *from, GError **error)                                      \
    {                                                                                              \
        (void)error;                                                                               \
        return merge(type, direction, into, from);                                                 \
    }                                                                                              \
    bool name##_result(const void *state, Arena *arena, Value *ret_value, GError **error)          \
    {                                                                                              \
        const ExtremeState *extreme = state;                                                       \
                                                                                                   \
        (void)arena;                                                                               \
        (void)error;                                                                               \
        *ret_value = extreme->rows == 0 ? VALUE_NULL : current(type, extreme);                     \
        return true;                                                                               \
    }

EXTREME(min_integer, TYPE_INT8, -1)
EXTREME(max_integer, TYPE_INT8, 1)
EXTREME(min_real, TYPE_FLOAT8, -1)
EXTREME(max_real, TYPE_FLOAT8, 1)
EXTREME(min_numeric, TYPE_NUMERIC, -1)
EXTREME(max_numeric, TYPE_NUMERIC, 1)
EXTREME(min_interval, TYPE_INTERVAL, -1)
EXTREME(max_interval, TYPE_INTERVAL, 1)
EXTREME(min_text, TYPE_TEXT, -1)
EXTREME(max_text, TYPE_TEXT, 1)
