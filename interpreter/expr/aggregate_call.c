/* Calls: which functions and what state a row of the table has with DISTINCT and ORDER BY. */
#include "base/fail.h"
#include "expr/aggregate_state.h"
#include "expr/polymorphic.h"

/* Types of which equal values are always the same bytes. */
static bool has_one_form(Type type)
{
    return !type_is_array(type) && type != TYPE_NUMERIC && type != TYPE_INTERVAL &&
           type != TYPE_JSONB;
}

static bool have_one_form(const AggregateCall *call)
{
    for (size_t i = 0; i < call->arguments_len; i++) {
        if (!has_one_form(call->input_types[i]))
            return false;
    }
    return true;
}

/* DISTINCT whose own state goes on, as it does not matter which of equal values came. */
static bool goes_on(const AggregateCall *call)
{
    const Aggregate *aggregate = call->aggregate;

    return call->is_distinct && (aggregate->flags & AGGREGATE_ANY_ORDER) != 0 &&
           aggregate->functions->done == NULL &&
           (have_one_form(call) || aggregate->functions == &count_functions);
}

static Type result_of(const AggregateCall *call)
{
    Polymorphic settled = {TYPE_UNKNOWN, TYPE_UNKNOWN};

    polymorphic_settle(call->aggregate->arguments, call->arguments_len, call->input_types,
                       call->arguments_len, &settled);
    return polymorphic_type(&settled, call->aggregate->result);
}

void aggregate_call_settle(AggregateCall *call)
{
    const Aggregate *aggregate = call->aggregate;

    call->skips_nulls = (aggregate->flags & (AGGREGATE_LAX | AGGREGATE_STAR)) == 0;
    call->result_type = result_of(call);
    if ((aggregate->flags & AGGREGATE_ONCE) != 0 && have_one_form(call))
        call->is_distinct = false;
    if ((aggregate->flags & AGGREGATE_ANY_ORDER) != 0)
        call->orders_len = 0;
    if (goes_on(call)) {
        call->functions = &distinct_functions;
        call->state_bytes = GATHERED_BYTES + aggregate->state_bytes;
    } else if (call->is_distinct || call->orders_len > 0 || aggregate->fold != NULL) {
        call->functions = &gathered_functions;
        call->state_bytes = GATHERED_BYTES;
        call->keeps_places = !call->is_distinct || !have_one_form(call);
    } else {
        call->functions = aggregate->functions;
        call->state_bytes = aggregate->state_bytes;
    }
    g_assert(call->state_bytes % 16 == 0);
}

static bool equal_constants(const AggregateCall *a, const AggregateCall *b)
{
    const Value *x = &a->constant, *y = &b->constant;

    if (!a->aggregate->has_constant || x->is_null || y->is_null)
        return !a->aggregate->has_constant || x->is_null == y->is_null;
    return value_compare(a->aggregate->constant, x, y) == 0;
}

bool aggregate_call_equals(const AggregateCall *a, const AggregateCall *b)
{
    if (a->aggregate != b->aggregate || a->is_distinct != b->is_distinct ||
        a->inputs_len != b->inputs_len || a->orders_len != b->orders_len)
        return false;
    for (size_t i = 0; i < a->inputs_len; i++) {
        if (a->input_types[i] != b->input_types[i])
            return false;
    }
    for (size_t i = 0; i < a->orders_len; i++) {
        const AggregateOrder *x = &a->orders[i], *y = &b->orders[i];

        if (x->input != y->input || x->is_descending != y->is_descending ||
            x->nulls_first != y->nulls_first)
            return false;
    }
    return equal_constants(a, b);
}

/* ---- checkpoints ---- */

void aggregate_save(const void *state, const AggregateCall *call, GByteArray *bytes)
{
    if (call->functions->save != NULL)
        call->functions->save(state, call, bytes);
    else
        g_byte_array_append(bytes, state, (guint)call->state_bytes);
}

void aggregate_load(void *state, const AggregateCall *call, const uint8_t **at)
{
    if (call->functions->load != NULL) {
        call->functions->load(state, call, at);
    } else {
        memcpy(state, *at, call->state_bytes);
        *at += call->state_bytes;
    }
}

void aggregate_save_bytes(const void *at, size_t len, GByteArray *bytes)
{
    uint64_t len_saved = len;

    g_byte_array_append(bytes, (const guint8 *)&len_saved, sizeof(len_saved));
    if (len > 0)
        g_byte_array_append(bytes, at, (guint)len);
}

Span aggregate_load_bytes(const uint8_t **at)
{
    uint64_t len;
    Span saved;

    memcpy(&len, *at, sizeof(len));
    saved = span_make((const char *)*at + sizeof(len), len);
    *at += sizeof(len) + len;
    return saved;
}

/* ---- failures ---- */

bool aggregate_fail_limit(const char *name, GError **error)
{
    fail(error, FAIL_LIMIT, "%s keeps more than %d MB of values of one group", name,
         AGGREGATE_STATE_BYTES_MAX >> 20);
    return fail_hint(error, "smaller windows or FILTER (WHERE ...) leave it fewer rows; "
                            "approx_count_distinct, approx_percentile and approx_top_k keep none");
}

bool aggregate_fail_result(const AggregateCall *call, GError **error)
{
    return fail(error, FAIL_LIMIT, "the result of %s does not fit into the memory of the results",
                call->aggregate->name);
}
