#pragma once
/*
 * A state of a test's call: made, given rows, asked for its result.
 */
#include "unit/expr/aggregate_notation.h"

/* Rows of several partitions, in the order of their numbers. */
static inline RowPlace aggregate_test_place(size_t i)
{
    return (RowPlace){.event_us = (int64_t)i / 4 * 1000,
                      .timestamp_us = (int64_t)i / 4 * 1000,
                      .partition = (int)(i % 4) / 2,
                      .offset = 100 - (int64_t)i / 4 + (int64_t)i % 2};
}

static inline void *aggregate_test_state(const AggregateTest *test)
{
    return g_malloc0(test->call.state_bytes);
}

static inline void aggregate_test_end(const AggregateTest *test, void *state)
{
    if (test->call.functions->done != NULL)
        test->call.functions->done(state);
    g_free(state);
}

static inline bool aggregate_test_add(const AggregateTest *test, void *state, size_t row,
                                      GError **error)
{
    RowPlace place = aggregate_test_place(row);
    g_autoptr(Arena) arena = arena_new(AGGREGATE_TEST_ARENA); /* a row's bytes are gone after it */
    Value inputs[AGGREGATE_INPUTS_MAX];

    for (size_t i = 0; i < test->call.inputs_len; i++)
        g_assert(value_copy(test->call.input_types[i], &test->rows[row][i], arena, &inputs[i]));
    return aggregate_add(state, &test->call, inputs, &place, error);
}

/* (owned) The result as text, or @error's sentence. */
static inline char *aggregate_test_said(const AggregateTest *test, const void *state,
                                        const GError *error)
{
    g_autoptr(Arena) arena = arena_new(AGGREGATE_TEST_ARENA);
    g_autoptr(GError) result_error = NULL;
    GString *said;
    Value value;

    if (error == NULL &&
        !test->call.functions->result(state, &test->call, arena, &value, &result_error))
        error = result_error;
    if (error != NULL)
        return g_strdup_printf("ERROR %s", error->message);
    said = g_string_new(type_name(test->call.result_type));
    g_string_append_c(said, '|');
    if (value.is_null)
        g_string_append(said, "NULL");
    else
        value_write(test->call.result_type, &value, NULL, said);
    return g_string_free(said, FALSE);
}

static inline void aggregate_test_check(const AggregateTest *test, const void *state,
                                        const GError *error, const char *way, size_t n)
{
    g_autofree char *said = aggregate_test_said(test, state, error);
    g_autofree char *why =
        g_strdup_printf("%s of %s, %s %zu:\n  wanted %s\n  got    %s", test->one->call,
                        test->one->types, way, n, test->one->result, said);

    UNIT_CHECK(strcmp(said, test->one->result) == 0, why);
}
