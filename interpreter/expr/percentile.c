/* percentile_cont, percentile_disc and mode: of rows in the order of WITHIN GROUP. */
#include <math.h>

#include "base/fail.h"
#include "expr/aggregate_state.h"
#include "expr/calls_time.h"

bool percentile_check(const Value *constant, GError **error)
{
    return (constant->real >= 0 && constant->real <= 1) ||
           fail(error, FAIL_QUERY, "percentile value %g is not between 0 and 1", constant->real);
}

bool percentile_check_array(const Value *constant, GError **error)
{
    for (uint32_t i = 0; i < constant->len; i++) {
        if (!constant->items[i].is_null && !percentile_check(&constant->items[i], error))
            return false;
    }
    return true;
}

/* The value at one fraction of rows, of which there are some. */
typedef bool (*PickFn)(double fraction, const AggregateCall *call, const GatherRow *const *rows,
                       size_t rows_len, Arena *arena, Value *ret_value, GError **error);

/* One result, or an array of them by an array of fractions. */
static bool pick(PickFn pick_one, const AggregateCall *call, const GatherRow *const *rows,
                 size_t rows_len, Arena *arena, Value *ret_value, GError **error)
{
    const Value *constant = &call->constant;
    ExprContext context = {.arena = arena};
    Value *items;

    *ret_value = VALUE_NULL;
    if (rows_len == 0 || constant->is_null)
        return true;
    if (!type_is_array(call->aggregate->constant))
        return pick_one(constant->real, call, rows, rows_len, arena, ret_value, error);
    items = expr_alloc_items(&context, constant->len, error);
    if (items == NULL)
        return false;
    for (uint32_t i = 0; i < constant->len; i++) {
        items[i] = VALUE_NULL;
        if (!constant->items[i].is_null &&
            !pick_one(constant->items[i].real, call, rows, rows_len, arena, &items[i], error))
            return false;
    }
    *ret_value = (Value){.items = items, .len = constant->len};
    return true;
}

/* The two rows that a fraction lies between, and how far it is from the first. */
static double between(double fraction, const GatherRow *const *rows, size_t rows_len,
                      const Value **ret_low, const Value **ret_high)
{
    double at = fraction * (double)(rows_len - 1);

    *ret_low = &rows[(size_t)floor(at)]->inputs[0];
    *ret_high = &rows[(size_t)ceil(at)]->inputs[0];
    return at - floor(at);
}

static bool pick_real(double fraction, const AggregateCall *call G_GNUC_UNUSED,
                      const GatherRow *const *rows, size_t rows_len, Arena *arena G_GNUC_UNUSED,
                      Value *ret_value, GError **error G_GNUC_UNUSED)
{
    const Value *low, *high;
    double part = between(fraction, rows, rows_len, &low, &high);

    *ret_value = *low;
    if (low != high)
        ret_value->real += part * (high->real - low->real);
    return true;
}

static bool pick_interval(double fraction, const AggregateCall *call G_GNUC_UNUSED,
                          const GatherRow *const *rows, size_t rows_len, Arena *arena,
                          Value *ret_value, GError **error)
{
    ExprContext context = {.arena = arena};
    const Value *low, *high;
    double part = between(fraction, rows, rows_len, &low, &high);
    Value args[3] = {*high, *low, VALUE_NULL}, apart;

    if (low == high)
        return value_copy(TYPE_INTERVAL, low, arena, ret_value) ||
               aggregate_fail_result(call, error);
    if (!interval_subtract(&context, args, 2, &apart, error))
        return false;
    args[0] = apart;
    args[1] = (Value){.real = part};
    if (!interval_multiply(&context, args, 2, &apart, error))
        return false;
    args[0] = apart;
    args[1] = *low;
    return interval_add(&context, args, 2, ret_value, error);
}

static bool pick_item(double fraction, const AggregateCall *call, const GatherRow *const *rows,
                      size_t rows_len, Arena *arena, Value *ret_value, GError **error)
{
    size_t nth = (size_t)ceil(fraction * (double)rows_len);

    return value_copy(call->input_types[0], &rows[MAX(nth, (size_t)1) - 1]->inputs[0], arena,
                      ret_value) ||
           aggregate_fail_result(call, error);
}

AGGREGATE_FOLD(fold_percentile_real)
{
    return pick(pick_real, call, rows, rows_len, arena, ret_value, error);
}

AGGREGATE_FOLD(fold_percentile_interval)
{
    return pick(pick_interval, call, rows, rows_len, arena, ret_value, error);
}

AGGREGATE_FOLD(fold_percentile_item)
{
    return pick(pick_item, call, rows, rows_len, arena, ret_value, error);
}

/* The first of the values that come most often; of equal ones that look different, the one that
 * made it the most frequent. */
AGGREGATE_FOLD(fold_mode)
{
    size_t run = 0, most = 0, mode = 0;
    bool is_mode = false; /* this run */

    *ret_value = VALUE_NULL;
    for (size_t i = 0; i < rows_len; i++) {
        if (i > 0 && value_compare(call->input_types[0], &rows[i - 1]->inputs[0],
                                   &rows[i]->inputs[0]) != 0) {
            run = 0;
            is_mode = false;
        }
        if (++run <= most)
            continue;
        mode = is_mode ? mode : i;
        is_mode = true;
        most = run;
    }
    return rows_len == 0 ||
           value_copy(call->input_types[0], &rows[mode]->inputs[0], arena, ret_value) ||
           aggregate_fail_result(call, error);
}
