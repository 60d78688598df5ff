#pragma once
/*
 * Aggregates for tests: a call as SQL writes it over the columns a, b, c, and rows as texts.
 *
 *     {"string_agg(DISTINCT a, b ORDER BY c DESC NULLS LAST)", "text text int4", {"x|,|1"},
 * "text|x"}
 *     {"percentile_cont(0.5) WITHIN GROUP (ORDER BY a)", "float8", {"1", "2"}, ...}
 *
 * aggregate_ways.h runs them.
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
