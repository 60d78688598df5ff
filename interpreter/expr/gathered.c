/*
 * The states of calls that keep their rows: of aggregates that are made of all rows in order, and
 * of any aggregate with DISTINCT or ORDER BY. Where order does not show in the result, DISTINCT
 * keeps the rows only to know them again, and the aggregate's own state goes on beside them.
 */
#include "base/fail.h"
#include "expr/aggregate_state.h"

enum { SCRATCH_CLEAR_BYTES = 64 * 1024 };

typedef struct GatheredState {
    Gather *gather; /* owned; NULL: no rows */
    uint64_t unused;
    char own[]; /* the aggregate's, where distinct_functions are used */
} GatheredState;

/* What reading a state's rows needs is bounded with the state, see has_room() in gather.c. */
static Arena *new_scratch(void)
{
    return arena_new(SIZE_MAX);
}

static AGGREGATE_ADD(add_row)
{
    GatheredState *gathered = state;
    bool is_new;

    return gather_add(&gathered->gather, call, inputs, place, &is_new, error);
}

static AGGREGATE_ADD(add_distinct)
{
    GatheredState *gathered = state;
    bool is_new;

    return gather_add(&gathered->gather, call, inputs, place, &is_new, error) &&
           (!is_new || call->aggregate->functions->add(gathered->own, call, inputs, place, error));
}

/* Each row of the one is a row of the other. */
static AGGREGATE_MERGE(merge_rows)
{
    g_autoptr(Arena) scratch = new_scratch();
    GatherWalk walk = {((const GatheredState *)from)->gather, 0};
    const GatherRow *row;

    while ((row = gather_next(&walk, call, scratch)) != NULL) {
        if (!call->functions->add(into, call, row->inputs, &row->place, error))
            return false;
        if (arena_bytes(scratch) > SCRATCH_CLEAR_BYTES)
            arena_clear(scratch);
    }
    return true;
}

/* The result of an aggregate whose own functions are given all rows in order. */
static AGGREGATE_FOLD(fold_states)
{
    const AggregateFunctions *functions = call->aggregate->functions;
    g_autofree void *state = g_malloc0(call->aggregate->state_bytes);
    bool done = true;
    Value value;

    for (size_t i = 0; i < rows_len && done; i++)
        done = functions->add(state, call, rows[i]->inputs, &(RowPlace){.nth = i}, error);
    done = done && functions->result(state, call, arena, &value, error);
    if (done && !value_copy(call->result_type, &value, arena, ret_value))
        done = aggregate_fail_result(call, error);
    if (functions->done != NULL)
        functions->done(state);
    return done;
}

static AGGREGATE_RESULT(fold_rows)
{
    const Gather *gather = ((const GatheredState *)state)->gather;
    AggregateFoldFn fold = call->aggregate->fold != NULL ? call->aggregate->fold : fold_states;
    g_autoptr(Arena) scratch = new_scratch();

    return fold(call, gather_sorted(gather, call, scratch), gather_len(gather), arena, ret_value,
                error);
}

static AGGREGATE_RESULT(result_of_own)
{
    return call->aggregate->functions->result(((const GatheredState *)state)->own, call, arena,
                                              ret_value, error);
}

static void save_rows(const void *state, const AggregateCall *call G_GNUC_UNUSED, GByteArray *bytes)
{
    gather_save(((const GatheredState *)state)->gather, bytes);
}

static void load_rows(void *state, const AggregateCall *call, const uint8_t **at)
{
    ((GatheredState *)state)->gather = gather_load(call, at);
}

/* An own state is what the rows make of it. */
static void load_distinct(void *state, const AggregateCall *call, const uint8_t **at)
{
    GatheredState *gathered = state;
    g_autoptr(Arena) scratch = new_scratch();
    GatherWalk walk = {gathered->gather = gather_load(call, at), 0};
    const GatherRow *row;

    while ((row = gather_next(&walk, call, scratch)) != NULL) {
        call->aggregate->functions->add(gathered->own, call, row->inputs, NULL, NULL);
        if (arena_bytes(scratch) > SCRATCH_CLEAR_BYTES)
            arena_clear(scratch);
    }
}

static size_t heap_bytes(const void *state)
{
    return gather_heap_bytes(((const GatheredState *)state)->gather);
}

static void done(void *state)
{
    GatheredState *gathered = state;

    gather_free(gathered->gather);
    gathered->gather = NULL;
}

const AggregateFunctions gathered_functions = {.add = add_row,
                                               .merge = merge_rows,
                                               .result = fold_rows,
                                               .save = save_rows,
                                               .load = load_rows,
                                               .heap_bytes = heap_bytes,
                                               .done = done};
const AggregateFunctions distinct_functions = {.add = add_distinct,
                                               .merge = merge_rows,
                                               .result = result_of_own,
                                               .save = save_rows,
                                               .load = load_distinct,
                                               .heap_bytes = heap_bytes,
                                               .done = done};
