/*
 * Aggregates: a value at a time, and partial states merged. Method: tables of values and the
 * result, computed in one state and again in two that are merged; states are moved by memcpy.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "expr/aggregate.h"

enum { STATE_BYTES_MAX = 64, VALUES_MAX = 6, HUGE_BYTES = 1 << 16 };

typedef struct State {
    _Alignas(16) char at[STATE_BYTES_MAX];
} State;

typedef struct AggregateCase {
    const char *name;
    Type type;
    const char *values[VALUES_MAX]; /* up to the first NULL */
    const char *result;             /* type|text, type|NULL, or a part of an error */
} AggregateCase;

static const AggregateCase cases[] = {
    {"count", TYPE_TEXT,     {"a", "", "a"},                                                                       "bigint|3"                        },
    {"count", TYPE_JSONB,    {NULL},                                                                               "bigint|0"                        },
    {"sum",   TYPE_INT4,     {"2147483647", "2147483647", "-1"},                                                   "bigint|4294967293"               },
    {"sum",   TYPE_INT4,     {NULL},                                                                               "bigint|NULL"                     },
    {"sum",
     TYPE_INT8,              {"9223372036854775807", "9223372036854775807"},
     "numeric|18446744073709551614"                                                                                                                  },
    {"sum",   TYPE_INT8,     {"-9223372036854775808", "-1"},                                                       "numeric|-9223372036854775809"    },
    {"sum",   TYPE_INT8,     {NULL},                                                                               "numeric|NULL"                    },
    {"sum",   TYPE_NUMERIC,  {"99999999999999999999999", "1"},                                                     "numeric|100000000000000000000000"},
    {"sum",
     TYPE_NUMERIC,           {"99999999999999999999999999999999999999", "1"},
     "value overflows numeric format"                                                                                                                },
    {"sum",   TYPE_NUMERIC,  {"1e37", "0.05", "-1e37", "1.50"},                                                    "numeric|1.55"                    },
    {"sum",
     TYPE_NUMERIC,           {"99999999999999999999999999999999999999", "1", "-1"},
     "numeric|99999999999999999999999999999999999999"                                                                                                },
    {"sum",   TYPE_NUMERIC,  {"Infinity", "1", "-Infinity"},                                                       "numeric|NaN"                     },
    {"avg",
     TYPE_NUMERIC,           {"90000000000000000000000000000000000000", "90000000000000000000000000000000000000"},
     "numeric|90000000000000000000000000000000000000"                                                                                                },
    {"sum",   TYPE_FLOAT8,   {"0.5", "0.25", "-1"},                                                                "double precision|-0.25"          },
    {"sum",   TYPE_FLOAT8,   {"1e308", "1e308"},                                                                   "value out of range: overflow"    },
    {"sum",   TYPE_FLOAT8,   {"Infinity", "1"},                                                                    "double precision|Infinity"       },
    {"sum",   TYPE_FLOAT8,   {"NaN", "1"},                                                                         "double precision|NaN"            },
    {"avg",   TYPE_INT4,     {"1", "2", "2"},                                                                      "numeric|1.6666666666666667"      },
    {"avg",
     TYPE_INT8,              {"9223372036854775807", "9223372036854775805"},
     "numeric|9223372036854775806"                                                                                                                   },
    {"avg",   TYPE_INT8,     {"9007199254740993", "1"},                                                            "numeric|4503599627370497.0000"   },
    {"avg",   TYPE_NUMERIC,  {"10", "15"},                                                                         "numeric|12.5000000000000000"     },
    {"avg",   TYPE_FLOAT8,   {"1.5", "2.5"},                                                                       "double precision|2"              },
    {"avg",   TYPE_FLOAT8,   {NULL},                                                                               "double precision|NULL"           },
    {"min",   TYPE_INT4,     {"3", "-1", "2"},                                                                     "integer|-1"                      },
    {"max",   TYPE_INT4,     {"3", "-1", "2"},                                                                     "integer|3"                       },
    {"max",   TYPE_INT8,     {"-9223372036854775808"},                                                             "bigint|-9223372036854775808"     },
    {"min",   TYPE_FLOAT8,   {"NaN", "1", "Infinity"},                                                             "double precision|1"              },
    {"max",   TYPE_FLOAT8,   {"NaN", "1", "Infinity"},                                                             "double precision|NaN"            },
    {"min",
     TYPE_NUMERIC,           {"99999999999999999999", "-99999999999999999999"},
     "numeric|-99999999999999999999"                                                                                                                 },
    {"max",
     TYPE_NUMERIC,           {"99999999999999999999", "99999999999999999998"},
     "numeric|99999999999999999999"                                                                                                                  },
    {"min",   TYPE_TEXT,     {"b", "ab", "c"},                                                                     "text|ab"                         },
    {"max",   TYPE_TEXT,     {"b", "é", "z"},                                                                     "text|é"                         },
    {"min",   TYPE_TEXT,     {"a", ""},                                                                            "text|"                           },
    {"max",   TYPE_TEXT,     {"a text that is longer than the others", "b", "c"},                                  "text|c"                          },
    {"max",   TYPE_TEXT,     {NULL},                                                                               "text|NULL"                       },
    {"min",
     TYPE_TIMESTAMPTZ,       {"2026-11-23", "2026-11-22 23:59"},
     "timestamp with time zone|2026-11-22 23:59:00+00"                                                                                               },
    {"max",   TYPE_INTERVAL, {"1 day", "25:00", "1 month"},                                                        "interval|1 mon"                  },
    {"min",   TYPE_INTERVAL, {"1 day", "25:00", "1 month"},                                                        "interval|1 day"                  },
};

static size_t values_len(const AggregateCase *one)
{
    size_t len = 0;

    while (len < VALUES_MAX && one->values[len] != NULL)
        len++;
    return len;
}

static bool add_values(const Aggregate *aggregate, const AggregateCase *one, size_t from, size_t to,
                       void *state, GError **error)
{
    g_autoptr(Arena) arena = arena_new(HUGE_BYTES); /* gone before the result is asked for */

    for (size_t i = from; i < to; i++) {
        Value value;

        if (!value_read(one->type, span_of(one->values[i]), NULL, arena, &value, error) ||
            !aggregate->add(state, &value, error))
            return false;
    }
    return true;
}

/* (owned) The result as text, or the error. */
static char *said_of(const Aggregate *aggregate, const void *state, bool was_added, GError *error)
{
    g_autoptr(Arena) arena = arena_new(HUGE_BYTES);
    GString *said = g_string_new(type_name(aggregate->result_type));
    g_autoptr(GError) result_error = NULL;
    Value value;

    if (!was_added || !aggregate->result(state, arena, &value, &result_error)) {
        g_string_assign(said, was_added ? result_error->message : error->message);
        return g_string_free(said, FALSE);
    }
    g_string_append_c(said, '|');
    if (value.is_null)
        g_string_append(said, "NULL");
    else
        value_write(aggregate->result_type, &value, NULL, said);
    return g_string_free(said, FALSE);
}

static void done(const Aggregate *aggregate, State *state)
{
    if (aggregate->done != NULL)
        aggregate->done(state);
}

static void check(const AggregateCase *one, size_t split, bool is_merged)
{
    const Aggregate *aggregate = aggregate_find(one->name, false, one->type);
    State whole, part, moved;
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL, *after = NULL, *why = NULL;
    bool was_added;

    UNIT_REQUIRE(aggregate != NULL && aggregate->state_bytes <= STATE_BYTES_MAX);
    UNIT_CHECK(aggregate->state_bytes % 16 == 0, one->name);
    aggregate->init(&part);
    was_added = add_values(aggregate, one, 0, split, &part, &error);
    memcpy(&whole, &part, sizeof(whole)); /* moved: the old place is not used again */
    if (was_added && is_merged) {
        aggregate->init(&moved);
        was_added = add_values(aggregate, one, split, values_len(one), &moved, &error) &&
                    aggregate->merge(&whole, &moved, &error);
        if (was_added) {
            static const AggregateCase none = {0};

            after =
                said_of(aggregate, &moved, add_values(aggregate, &none, 0, 0, &moved, NULL), NULL);
            UNIT_CHECK(g_str_has_suffix(after, "|NULL") || g_str_has_suffix(after, "|0"), after);
        }
        done(aggregate, &moved);
    }
    said = said_of(aggregate, &whole, was_added, error);
    why = g_strdup_printf("%s of %s, split at %zu: wanted %s, got %s", one->name,
                          type_name(one->type), split, one->result, said);
    UNIT_CHECK(strstr(said, one->result) == said, why);
    done(aggregate, &whole);
}

static void values_are_aggregated_one_by_one(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check(&cases[i], values_len(&cases[i]), false);
}

static void merged_parts_give_what_one_state_gives(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (size_t split = 0; split <= values_len(&cases[i]); split++)
            check(&cases[i], split, true);
    }
}

static void count_star_counts_rows_at_the_beginning_of_its_state(void)
{
    const Aggregate *count = aggregate_find("count", true, TYPE_UNKNOWN);
    g_autoptr(Arena) arena = arena_new(HUGE_BYTES);
    State state;
    Value value;

    UNIT_REQUIRE(count != NULL && count->takes_star && count->counts_rows);
    count->init(&state);
    CU_ASSERT_TRUE(count->add(&state, NULL, NULL));
    *(int64_t *)(void *)state.at += 41;
    UNIT_REQUIRE(count->result(&state, arena, &value, NULL));
    CU_ASSERT_EQUAL(value.integer, 42);
    CU_ASSERT_FALSE(aggregate_find("count", false, TYPE_INT4)->counts_rows);
}

static void a_text_is_owned_and_its_bytes_are_counted(void)
{
    const Aggregate *max = aggregate_find("max", false, TYPE_TEXT);
    g_autofree char *text = g_strnfill(1000, 'x');
    Value value = value_of_text(text, 1000), small = value_of_text("y", 1), result;
    g_autoptr(Arena) arena = arena_new(HUGE_BYTES);
    State state;

    UNIT_REQUIRE(max != NULL && max->heap_bytes != NULL && max->done != NULL);
    max->init(&state);
    CU_ASSERT_EQUAL(max->heap_bytes(&state), 0);
    CU_ASSERT_TRUE(max->add(&state, &value, NULL));
    CU_ASSERT_TRUE(max->heap_bytes(&state) >= 1000);
    memset(text, 'z', 1000); /* the state has its own copy */
    CU_ASSERT_TRUE(max->add(&state, &small, NULL));
    CU_ASSERT_TRUE(max->heap_bytes(&state) < 100);
    UNIT_REQUIRE(max->result(&state, arena, &result, NULL));
    CU_ASSERT_TRUE(span_equals(value_span(&result), span_of("y")));
    max->done(&state);
}

static void names_and_types_that_are_not_there_are_told_apart(void)
{
    size_t len = 0;

    CU_ASSERT_PTR_NULL(aggregate_find("sum", false, TYPE_TEXT));
    CU_ASSERT_PTR_NULL(aggregate_find("sum", true, TYPE_UNKNOWN));
    CU_ASSERT_PTR_NULL(aggregate_find("min", false, TYPE_JSONB));
    CU_ASSERT_TRUE(aggregate_exists("sum"));
    CU_ASSERT_FALSE(aggregate_exists("string_agg"));
    UNIT_REQUIRE(aggregate_find("min", false, TYPE_UNKNOWN) != NULL);
    CU_ASSERT_EQUAL(aggregate_find("min", false, TYPE_UNKNOWN)->argument, TYPE_TEXT);
    CU_ASSERT_PTR_NOT_NULL(aggregate_table(&len));
    CU_ASSERT_TRUE(len > 20);
}

UNIT_MAIN("expr/aggregate", UNIT(values_are_aggregated_one_by_one),
          UNIT(merged_parts_give_what_one_state_gives),
          UNIT(count_star_counts_rows_at_the_beginning_of_its_state),
          UNIT(a_text_is_owned_and_its_bytes_are_counted),
          UNIT(names_and_types_that_are_not_there_are_told_apart))
