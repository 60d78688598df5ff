#pragma once
/*
 * Aggregates for tests: a call as SQL writes it over the columns a, b, c, and rows as texts.
 *
 *     {"string_agg(DISTINCT a, b ORDER BY c DESC NULLS LAST)", "text text int4", {"x|,|1"},
 * "text|x"}
 *     {"percentile_cont(0.5) WITHIN GROUP (ORDER BY a)", "float8", {"1", "2"}, ...}
 *
 * Each case is run in many ways that must not make a difference: rows in other orders (each with
 * the place that it has), split at every row into states that are merged, saved and loaded, rows
 * added and removed.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "expr/aggregate.h"

enum { AGGREGATE_ROWS_MAX = 10, AGGREGATE_COLUMNS_MAX = 3, AGGREGATE_TEST_ARENA = 1 << 20 };

typedef struct AggregateCase {
    const char *call;
    const char *types;                    /* of a, b and c */
    const char *rows[AGGREGATE_ROWS_MAX]; /* "1|x|NULL", up to the first NULL */
    const char *result;                   /* "type|text", "type|NULL", or "ERROR sentence" */
} AggregateCase;

typedef struct AggregateTest {
    const AggregateCase *one;
    Arena *arena;
    AggregateCall call;
    size_t columns[AGGREGATE_INPUTS_MAX]; /* of each input */
    Type types[AGGREGATE_COLUMNS_MAX];
    size_t rows_len;
    Value rows[AGGREGATE_ROWS_MAX][AGGREGATE_INPUTS_MAX];
} AggregateTest;

/* ---- reading ---- */

static inline bool notation_skip(const char **at, const char *word)
{
    *at += strspn(*at, " ,");
    if (!g_str_has_prefix(*at, word))
        return false;
    *at += strlen(word);
    return true;
}

static inline bool notation_is_column(const char *at)
{
    return *at >= 'a' && *at <= 'c' && !g_ascii_isalnum(at[1]);
}

static inline size_t notation_input(AggregateTest *test, size_t column, bool is_argument)
{
    AggregateCall *call = &test->call;

    for (size_t i = 0; !is_argument && i < call->inputs_len; i++) {
        if (test->columns[i] == column)
            return i;
    }
    test->columns[call->inputs_len] = column;
    call->input_types[call->inputs_len] = test->types[column];
    call->arguments_len += is_argument;
    return call->inputs_len++;
}

static inline void notation_orders(AggregateTest *test, const char **at, bool are_arguments)
{
    AggregateCall *call = &test->call;

    while (notation_is_column(*at + strspn(*at, " ,"))) {
        AggregateOrder *order = &call->orders[call->orders_len++];

        *at += strspn(*at, " ,");
        order->input = notation_input(test, (size_t)(*(*at)++ - 'a'), are_arguments);
        order->is_descending = notation_skip(at, "DESC");
        order->nulls_first = order->is_descending;
        if (notation_skip(at, "NULLS FIRST"))
            order->nulls_first = true;
        else if (notation_skip(at, "NULLS LAST"))
            order->nulls_first = false;
    }
}

static inline void notation_types(AggregateTest *test)
{
    g_auto(GStrv) names = g_strsplit(test->one->types, " ", -1);

    for (size_t i = 0; names[i] != NULL; i++)
        g_assert(type_find(names[i], &test->types[i]));
}

static inline void notation_rows(AggregateTest *test)
{
    for (; test->rows_len < AGGREGATE_ROWS_MAX && test->one->rows[test->rows_len] != NULL;
         test->rows_len++) {
        g_auto(GStrv) fields = g_strsplit(test->one->rows[test->rows_len], "|", -1);

        for (size_t i = 0; i < test->call.inputs_len; i++) {
            const char *field = fields[0] == NULL ? "" : fields[test->columns[i]];
            Value *value = &test->rows[test->rows_len][i];
            GError *error = NULL;

            *value = VALUE_NULL;
            if (strcmp(field, "NULL") != 0 && !value_read(test->call.input_types[i], span_of(field),
                                                          NULL, test->arena, value, &error))
                g_error("%s: %s", field, error->message);
            if (!value->is_null) /* what was read may borrow the text */
                g_assert(value_copy(test->call.input_types[i], value, test->arena, value));
        }
    }
}

/* The row of the table, by the types as they are written. */
static inline const Aggregate *notation_find(AggregateTest *test, const char *name,
                                             const char *constant, bool is_star, bool is_within)
{
    Type types[AGGREGATE_INPUTS_MAX + 1];
    Type constant_type =
        constant != NULL && *constant == '{' ? type_array_of(TYPE_FLOAT8) : TYPE_NUMERIC;
    size_t len = 0;
    bool is_ambiguous;

    if (constant != NULL && strchr(constant, '.') == NULL && *constant != '{')
        constant_type = TYPE_INT4;
    if (constant != NULL && is_within)
        types[len++] = constant_type;
    for (size_t i = 0; i < test->call.arguments_len; i++)
        types[len++] = test->call.input_types[i];
    if (constant != NULL && !is_within)
        types[len++] = constant_type;
    return aggregate_find(name, is_star, types, len, &is_ambiguous);
}

/* What a call's inputs are converted to. */
static inline void notation_convert(AggregateTest *test)
{
    const Aggregate *aggregate = test->call.aggregate;

    for (size_t i = 0; i < test->call.arguments_len; i++) {
        if (aggregate->arguments[i] <= TYPE_JSONB)
            test->call.input_types[i] = aggregate->arguments[i];
    }
}

/* @test: its arena is to be freed */
static inline void aggregate_test_read(AggregateTest *test, const AggregateCase *one)
{
    const char *at = strchr(one->call, '(') + 1;
    g_autofree char *name = g_strndup(one->call, (gsize)(at - 1 - one->call));
    g_autofree char *constant = NULL;
    bool is_star, is_within = strstr(at, "WITHIN GROUP") != NULL;

    *test = (AggregateTest){.one = one, .arena = arena_new(AGGREGATE_TEST_ARENA)};
    notation_types(test);
    is_star = notation_skip(&at, "*");
    test->call.is_distinct = notation_skip(&at, "DISTINCT");
    while (at += strspn(at, " ,"), *at != ')' && !g_str_has_prefix(at, "ORDER BY")) {
        if (notation_is_column(at)) {
            notation_input(test, (size_t)(*at++ - 'a'), true);
        } else {
            size_t len = *at == '\'' ? strcspn(at + 1, "'") + 2 : strcspn(at, ",) ");

            constant = *at == '\'' ? g_strndup(at + 1, len - 2) : g_strndup(at, len);
            at += len;
            notation_skip(&at, "::float8[]");
        }
    }
    if (is_within)
        at += strlen(") WITHIN GROUP (");
    if (notation_skip(&at, "ORDER BY"))
        notation_orders(test, &at, is_within);
    test->call.aggregate = notation_find(test, name, constant, is_star, is_within);
    if (test->call.aggregate == NULL)
        g_error("%s of %s: no such aggregate", one->call, one->types);
    notation_convert(test);
    test->call.constant = VALUE_NULL;
    if (constant != NULL && strcmp(constant, "NULL") != 0)
        g_assert(value_read(test->call.aggregate->constant, span_of(constant), NULL, test->arena,
                            &test->call.constant, NULL));
    aggregate_call_settle(&test->call);
    notation_rows(test);
}

/* ---- running ---- */

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

/* ---- the ways ---- */

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
