/* approx_count_distinct, approx_percentile, approx_top_k: aggregates whose states are sketches. */
#include "base/fail.h"
#include "base/hash.h"
#include "expr/aggregate_state.h"
#include "expr/hyperloglog.h"
#include "expr/space_saving.h"
#include "expr/t_digest.h"
#include "row/jsonb_writer.h"

enum {
    TOP_K_MAX = 1000,
    TOP_K_COUNTERS_EACH = 10, /* for each of the k items, but not fewer than TOP_K_MAX */
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
SKETCH_MEMORY(space_saving)

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

/* ---- approx_top_k: of values as jsonb ---- */

bool approx_top_k_check(const Value *constant, GError **error)
{
    return (constant->integer >= 1 && constant->integer <= TOP_K_MAX) ||
           fail(error, FAIL_QUERY, "k of approx_top_k is between 1 and %d, not %" G_GINT64_FORMAT,
                TOP_K_MAX, constant->integer);
}

static SpaceSaving *get_counters(SketchState *at, const AggregateCall *call)
{
    size_t k = call->constant.is_null ? 1 : (size_t)call->constant.integer;

    if (at->sketch == NULL)
        at->sketch = space_saving_new(MAX(k * TOP_K_COUNTERS_EACH, (size_t)TOP_K_MAX));
    return at->sketch;
}

static bool check_counters(const SketchState *at, const AggregateCall *call, GError **error)
{
    return space_saving_heap_bytes(at->sketch) <= AGGREGATE_STATE_BYTES_MAX ||
           aggregate_fail_limit(call->aggregate->name, error);
}

static AGGREGATE_ADD(space_saving_add_row)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    value_encode(TYPE_JSONB, &inputs[0], bytes);
    space_saving_add(get_counters(state, call), span_make((const char *)bytes->data, bytes->len),
                     1);
    return check_counters(state, call, error);
}

static AGGREGATE_MERGE(space_saving_merge_states)
{
    const SketchState *part = from;

    if (part->sketch == NULL)
        return true;
    space_saving_merge(get_counters(into, call), part->sketch);
    return check_counters(into, call, error);
}

static Value value_of_item(const SpaceSavingItem *item)
{
    const uint8_t *at = (const uint8_t *)item->bytes.at;

    return value_load(TYPE_JSONB, &at, NULL);
}

static int compare_items(gconstpointer a, gconstpointer b)
{
    const SpaceSavingItem *x = a, *y = b;
    Value x_value = value_of_item(x), y_value = value_of_item(y);

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return value_compare(TYPE_JSONB, &x_value, &y_value);
}

static void write_item(JsonbWriter *writer, const SpaceSavingItem *item)
{
    JsonbLevel level;
    char count[24];
    int len = g_snprintf(count, sizeof(count), "%" G_GINT64_FORMAT, item->count);
    Value value = value_of_item(item);

    jsonb_writer_open(writer, &level, '{');
    jsonb_writer_name(writer, &level, span_of("value"));
    jsonb_writer_value(writer, value_span(&value));
    jsonb_writer_name(writer, &level, span_of("count"));
    jsonb_writer_number(writer, span_make(count, (size_t)len));
    jsonb_writer_close(writer, &level);
}

static AGGREGATE_RESULT(space_saving_result)
{
    const SketchState *at = state;
    g_autoptr(GArray) items = NULL;
    JsonbWriter writer;
    JsonbLevel level;
    Span jsonb;

    *ret_value = VALUE_NULL;
    if (at->sketch == NULL || call->constant.is_null)
        return true;
    items = space_saving_items(at->sketch);
    g_array_sort(items, compare_items);
    writer = jsonb_writer_begin(arena, (size_t)call->constant.integer * 32);
    jsonb_writer_open(&writer, &level, '[');
    for (guint i = 0; i < items->len && i < (guint)call->constant.integer; i++) {
        jsonb_writer_item(&writer, &level);
        write_item(&writer, &g_array_index(items, SpaceSavingItem, i));
    }
    jsonb_writer_close(&writer, &level);
    if (!jsonb_writer_end(&writer, &jsonb, error))
        return false;
    *ret_value = value_of_text(jsonb.at, jsonb.len);
    return true;
}

SKETCH_FUNCTIONS(approx_top_k, space_saving);
