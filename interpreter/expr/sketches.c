/* approx_count_distinct, approx_percentile, approx_top_k: aggregates whose states are sketches. */
#include "base/fail.h"
#include "base/hash.h"
#include "expr/aggregate_state.h"
#include "expr/hyperloglog.h"
#include "expr/space_saving.h"
#include "expr/t_digest.h"

enum {
    TOP_K_MAX = 1000,
    TOP_K_COUNTERS_MIN = 1000,
    TOP_K_COUNTERS_EACH = 10, /* for each of the k items */
};

/* Checkpoints: whether there is a sketch, and the sketch. */
#define SKETCH_MEMORY(kind)                                                                        \
    static size_t kind##_bytes(const void *state)                                                  \
    {                                                                                              \
        const SketchState *at = state;                                                             \
                                                                                                   \
        return at->sketch == NULL ? 0 : kind##_heap_bytes(at->sketch);                             \
    }                                                                                              \
    static void kind##_done(void *state)                                                           \
    {                                                                                              \
        kind##_free(((SketchState *)state)->sketch);                                               \
    }                                                                                              \
    static void kind##_write(const void *state, const AggregateCall *call G_GNUC_UNUSED,           \
                             GByteArray *bytes)                                                    \
    {                                                                                              \
        const SketchState *at = state;                                                             \
        guint8 is_there = at->sketch != NULL;                                                      \
                                                                                                   \
        g_byte_array_append(bytes, &is_there, 1);                                                  \
        if (at->sketch != NULL)                                                                    \
            kind##_save(at->sketch, bytes);                                                        \
    }                                                                                              \
    static void kind##_read(void *state, const AggregateCall *call G_GNUC_UNUSED,                  \
                            const uint8_t **at)                                                    \
    {                                                                                              \
        if (*(*at)++ != 0)                                                                         \
            ((SketchState *)state)->sketch = kind##_load(at);                                      \
    }
#define SKETCH_FUNCTIONS(name, kind)                                                               \
    const AggregateFunctions name##_functions = {.add = kind##_add_row,                            \
                                                 .merge = kind##_merge_states,                     \
                                                 .result = kind##_result,                          \
                                                 .save = kind##_write,                             \
                                                 .load = kind##_read,                              \
                                                 .heap_bytes = kind##_bytes,                       \
                                                 .done = kind##_done}

SKETCH_MEMORY(hyperloglog)
SKETCH_MEMORY(t_digest)

/* ---- approx_count_distinct ---- */

/* The same for equal values, and in all checkpoints. */
static uint64_t hash_of(Type type, const Value *value)
{
    g_autoptr(GByteArray) bytes = NULL;

    if (type == TYPE_TEXT || type == TYPE_BYTEA)
        return hash_stable(value->text, value->len);
    if (type == TYPE_INT4 || type == TYPE_INT8)
        return hash_stable(&value->integer, sizeof(value->integer));
    bytes = g_byte_array_new();
    value_encode(type, value, bytes);
    return hash_stable(bytes->data, bytes->len);
}

static AGGREGATE_ADD(hyperloglog_add_row)
{
    SketchState *at = state;

    if (at->sketch == NULL)
        at->sketch = hyperloglog_new();
    hyperloglog_add(at->sketch, hash_of(call->input_types[0], &inputs[0]));
    return true;
}

static AGGREGATE_MERGE(hyperloglog_merge_states)
{
    SketchState *at = into;
    const SketchState *part = from;

    if (part->sketch == NULL)
        return true;
    if (at->sketch == NULL)
        at->sketch = hyperloglog_new();
    hyperloglog_merge(at->sketch, part->sketch);
    return true;
}

static AGGREGATE_RESULT(hyperloglog_result)
{
    const SketchState *at = state;

    *ret_value = value_of_integer(at->sketch == NULL ? 0 : hyperloglog_count(at->sketch));
    return true;
}

SKETCH_FUNCTIONS(approx_count_distinct, hyperloglog);

/* ---- approx_percentile ---- */

static AGGREGATE_ADD(t_digest_add_row)
{
    SketchState *at = state;

    if (at->sketch == NULL)
        at->sketch = t_digest_new();
    t_digest_add(at->sketch, inputs[0].real);
    return true;
}

static AGGREGATE_MERGE(t_digest_merge_states)
{
    SketchState *at = into;
    const SketchState *part = from;

    if (part->sketch == NULL)
        return true;
    if (at->sketch == NULL)
        at->sketch = t_digest_new();
    t_digest_merge(at->sketch, part->sketch);
    return true;
}

static AGGREGATE_RESULT(t_digest_result)
{
    const SketchState *at = state;

    *ret_value = VALUE_NULL;
    if (at->sketch != NULL && !call->constant.is_null)
        *ret_value = (Value){.real = t_digest_quantile(at->sketch, call->constant.real)};
    return true;
}

SKETCH_FUNCTIONS(approx_percentile, t_digest);
