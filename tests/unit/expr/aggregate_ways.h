#pragma once
/*
 * Each case of aggregates is run in many ways that must not make a difference: rows in other orders
 * (each with the place that it has), split at every row into states that are merged, saved and
 * loaded, rows added and removed.
 */
#include "unit/expr/aggregate_run.h"

/* Beginning with each row, forward and backward. */
static inline void aggregate_test_orders(const AggregateTest *test)
{
    for (size_t i = 0; i < 2 * MAX(test->rows_len, (size_t)1); i++) {
        g_autoptr(GError) error = NULL;
        void *state = aggregate_test_state(test);

        for (size_t j = 0; j < test->rows_len && error == NULL; j++) {
            size_t row = (i / 2 + j) % test->rows_len;

            aggregate_test_add(test, state, i % 2 == 0 ? row : test->rows_len - 1 - row, &error);
        }
        aggregate_test_check(test, state, error, "order", i);
        aggregate_test_end(test, state);
    }
}

static inline void *aggregate_test_part(const AggregateTest *test, size_t from, size_t to,
                                        GError **error)
{
    void *state = aggregate_test_state(test);

    for (size_t i = from; i < to; i++) {
        if (!aggregate_test_add(test, state, i, error))
            break;
    }
    return state;
}

/* Either part into the other, and the part that was merged stays what it was. */
static inline void aggregate_test_merges(const AggregateTest *test)
{
    for (size_t split = 0; split <= test->rows_len; split++) {
        for (int turn = 0; turn < 2; turn++) {
            g_autoptr(GError) error = NULL;
            void *parts[2] = {
                aggregate_test_part(test, 0, split, &error),
                error != NULL ? NULL : aggregate_test_part(test, split, test->rows_len, &error)};
            void *into = parts[turn], *from = parts[1 - turn];
            g_autofree char *before = error == NULL ? aggregate_test_said(test, from, NULL) : NULL,
                            *after = NULL;

            if (error == NULL)
                test->call.functions->merge(into, from, &test->call, &error);
            aggregate_test_check(test, into, error, "split", split);
            if (error == NULL) {
                after = aggregate_test_said(test, from, NULL);
                UNIT_EQUALS_TEXT(after, before);
            }
            aggregate_test_end(test, parts[0]);
            if (parts[1] != NULL)
                aggregate_test_end(test, parts[1]);
        }
    }
}

/* Saved behind each row, loaded, and gone on with. */
static inline void aggregate_test_saves(const AggregateTest *test)
{
    for (size_t split = 0; split <= test->rows_len; split++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        void *state = aggregate_test_part(test, 0, split, &error);
        void *loaded = aggregate_test_state(test);
        const uint8_t *at;

        aggregate_save(state, &test->call, bytes);
        aggregate_test_end(test, state);
        g_byte_array_append(bytes, (const guint8 *)"", 1); /* bytes that are not the state's */
        at = bytes->data;
        aggregate_load(loaded, &test->call, &at);
        CU_ASSERT_PTR_EQUAL(at, bytes->data + bytes->len - 1);
        memset(bytes->data, 0x55, bytes->len);
        for (size_t i = split; i < test->rows_len && error == NULL; i++)
            aggregate_test_add(test, loaded, i, &error);
        aggregate_test_check(test, loaded, error, "saved behind row", split);
        aggregate_test_end(test, loaded);
    }
}

static inline bool aggregate_test_has_null(const AggregateTest *test, size_t row)
{
    for (size_t i = 0; i < test->call.arguments_len; i++) {
        if (test->rows[row][i].is_null)
            return true;
    }
    return false;
}

/* All rows twice, then one of each taken away. */
static inline void aggregate_test_removals(const AggregateTest *test)
{
    const AggregateFunctions *functions = test->call.functions;
    g_autoptr(GError) error = NULL;
    void *state;

    if (functions->remove == NULL || g_str_has_prefix(test->one->result, "ERROR"))
        return;
    state = aggregate_test_part(test, 0, test->rows_len, &error);
    for (size_t i = 0; i < test->rows_len && error == NULL; i++)
        aggregate_test_add(test, state, i, &error);
    for (size_t i = 0; i < test->rows_len && error == NULL; i++) {
        RowPlace place = aggregate_test_place(i);

        if (!aggregate_test_has_null(test, i))
            functions->remove(state, &test->call, test->rows[i], &place, &error);
    }
    aggregate_test_check(test, state, error, "removed", 0);
    aggregate_test_end(test, state);
}

static inline void aggregate_test_heap(const AggregateTest *test)
{
    g_autoptr(GError) error = NULL;
    void *state = aggregate_test_state(test);

    CU_ASSERT_EQUAL(test->call.functions->heap_bytes == NULL, test->call.functions->done == NULL);
    if (test->call.functions->heap_bytes != NULL) {
        CU_ASSERT_EQUAL(test->call.functions->heap_bytes(state), 0);
        aggregate_test_end(test, state);
        state = aggregate_test_part(test, 0, test->rows_len, &error);
        CU_ASSERT_TRUE(test->call.functions->heap_bytes(state) < 64 * 1024);
    }
    aggregate_test_end(test, state);
}

static inline void aggregate_test_all(const AggregateCase *cases, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        AggregateTest test;

        aggregate_test_read(&test, &cases[i]);
        aggregate_test_orders(&test);
        aggregate_test_merges(&test);
        aggregate_test_saves(&test);
        aggregate_test_removals(&test);
        aggregate_test_heap(&test);
        arena_free(test.arena);
    }
}
