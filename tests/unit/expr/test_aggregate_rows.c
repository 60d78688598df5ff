/*
 * Aggregates whose rows are kept: DISTINCT and ORDER BY inside, lists, WITHIN GROUP; against what
 * PostgreSQL answers. Method: as test_aggregate.c.
 */
#include "unit/expr/aggregate_ways.h"

static const AggregateCase cases[] = {
    {"count(DISTINCT a)",                                                       "text",        {"b", "a", "NULL", "b", "", "a"},                    "bigint|3"                  },
    {"count(DISTINCT a)",                                                       "int4",        {NULL},                                              "bigint|0"                  },
    {"count(DISTINCT a)",                                                       "numeric",     {"1.0", "1.00", "1", "2"},                           "bigint|2"                  },
    {"count(DISTINCT a)",                                                       "float8",      {"0", "-0", "NaN", "NaN"},                           "bigint|2"                  },
    {"count(DISTINCT a)",                                                       "interval",    {"1 month", "30 days", "31 days"},                   "bigint|2"                  },
    {"count(DISTINCT a)",
     "int4[]",                                                                                 {"{1,2}", "{1,2}", "{2,1}", "{1,NULL}", "{1,NULL}"},
     "bigint|3"                                                                                                                                                                 },
    {"sum(DISTINCT a)",                                                         "int4",        {"1", "1", "2", "NULL", "2"},                        "bigint|3"                  },
    {"sum(DISTINCT a)",                                                         "numeric",     {"1.5", "1.5", "2.25", "NULL"},                      "numeric|3.75"              },
    {"sum(DISTINCT a)",                                                         "float8",      {"0.5", "0.5", "2", "-1"},                           "double precision|1.5"      },
    {"avg(DISTINCT a)",                                                         "int8",        {"1", "1", "2"},                                     "numeric|1.5000000000000000"},
    {"avg(DISTINCT a)",                                                         "int4",        {NULL},                                              "numeric|NULL"              },
    {"stddev(DISTINCT a)",                                                      "int4",        {"1", "1", "2", "4"},                                "numeric|1.5275252316519467"},
    {"min(DISTINCT a)",                                                         "int4",        {"3", "1", "1"},                                     "integer|1"                 },
    {"max(DISTINCT a)",                                                         "text",        {"b", "a", "b"},                                     "text|b"                    },
    {"bool_and(DISTINCT a)",                                                    "bool",        {"t", "t"},                                          "boolean|t"                 },
    {"bit_xor(DISTINCT a)",                                                     "int4",        {"7", "7", "2"},                                     "integer|5"                 },
    {"corr(DISTINCT a, b)",
     "float8 float8",                                                                          {"1|2", "1|2", "2|4", "3|7"},
     "double precision|0.9933992677987828"                                                                                                                                      },
    {"string_agg(a, b)",                                                        "text text",   {"x|,", "y|;", "z|+"},                               "text|x;y+z"                },
    {"string_agg(a, b)",                                                        "text text",   {"x|,", "NULL|;", "z|+"},                            "text|x+z"                  },
    {"string_agg(a, b)",                                                        "text text",   {"NULL|,", "y|;", "z|NULL", "w|-"},                  "text|yz-w"                 },
    {"string_agg(a, b)",                                                        "text text",   {"NULL|,", "NULL|;"},                                "text|NULL"                 },
    {"string_agg(a, b)",                                                        "text text",   {"|,", "|;"},                                        "text|;"                    },
    {"string_agg(a, b)",                                                        "text text",   {NULL},                                              "text|NULL"                 },
    {"string_agg(a, b)",                                                        "bytea bytea", {"\\x00ff|\\x2c", "\\x01|\\x2d"},                    "bytea|\\x00ff2d01"         },
    {"string_agg(a, b ORDER BY c DESC)",
     "text text int4",                                                                         {"x|,|1", "y|,|3", "z|,|NULL", "w|,|2"},
     "text|z,y,w,x"                                                                                                                                                             },
    {"string_agg(a, b ORDER BY c DESC NULLS LAST)",
     "text text int4",                                                                         {"x|,|1", "y|,|3", "z|,|NULL", "w|,|2"},
     "text|y,w,x,z"                                                                                                                                                             },
    {"string_agg(a, b ORDER BY c NULLS FIRST, a DESC)",
     "text text int4",                                                                         {"x|,|1", "y|,|1", "z|,|NULL", "w|,|2"},
     "text|z,y,x,w"                                                                                                                                                             },
    {"string_agg(DISTINCT a, b)",                                               "text text",   {"b|,", "a|,", "b|,", "NULL|,"},                     "text|a,b"                  },
    {"string_agg(DISTINCT a, b ORDER BY a DESC)",
     "text text",                                                                              {"b|,", "a|,", "b|,", "c|,"},
     "text|c,b,a"                                                                                                                                                               },
    {"string_agg(DISTINCT a, b ORDER BY b, a)",
     "text text",                                                                              {"b|,", "a|;", "b|;", "b|,"},
     "text|b;a;b"                                                                                                                                                               },
    {"array_agg(a)",                                                            "int4",        {"3", "NULL", "1", "3"},                             "integer[]|{3,NULL,1,3}"    },
    {"array_agg(a)",                                                            "text",        {"a b", "", "NULL"},                                 "text[]|{\"a b\",\"\",NULL}"},
    {"array_agg(a)",                                                            "int4",        {NULL},                                              "integer[]|NULL"            },
    {"array_agg(a ORDER BY a)",                                                 "int4",        {"3", "NULL", "1", "3"},                             "integer[]|{1,3,3,NULL}"    },
    {"array_agg(a ORDER BY a DESC)",                                            "int4",        {"3", "NULL", "1", "3"},                             "integer[]|{NULL,3,3,1}"    },
    {"array_agg(a ORDER BY b DESC, a)",
     "text int4",                                                                              {"x|1", "y|2", "w|2", "z|3"},
     "text[]|{z,w,y,x}"                                                                                                                                                         },
    {"array_agg(a ORDER BY b)",
     "numeric float8",                                                                         {"1.50|NaN", "2|-Infinity", "3.0|0"},
     "numeric[]|{2,3.0,1.50}"                                                                                                                                                   },
    {"array_agg(a ORDER BY b)",
     "int4 interval",                                                                          {"1|1 month", "2|29 days", "3|31 days"},
     "integer[]|{2,1,3}"                                                                                                                                                        },
    {"array_agg(DISTINCT a)",                                                   "int4",        {"3", "NULL", "1", "3", "NULL"},                     "integer[]|{1,3,NULL}"      },
    {"array_agg(DISTINCT a ORDER BY a DESC)",                                   "text",        {"b", "a", "b"},                                     "text[]|{b,a}"              },
    {"array_agg(DISTINCT a ORDER BY a DESC NULLS LAST)",
     "date",                                                                                   {"2026-01-01", "NULL", "2026-01-02", "2026-01-01"},
     "date[]|{2026-01-02,2026-01-01,NULL}"                                                                                                                                      },
    {"array_agg(a)",
     "timestamptz",                                                                            {"2026-01-01 00:00:00.5+00"},
     "timestamp with time zone[]|{\"2026-01-01 00:00:00.5+00\"}"                                                                                                                },
    {"sum(a ORDER BY b)",                                                       "int4 int4",   {"1|2", "2|1"},                                      "bigint|3"                  },
    {"percentile_cont(0.5) WITHIN GROUP (ORDER BY a)",
     "float8",                                                                                 {"1", "4", "2", "3"},
     "double precision|2.5"                                                                                                                                                     },
    {"percentile_cont(0.25) WITHIN GROUP (ORDER BY a)",
     "int4",                                                                                   {"1", "4", "2", "NULL"},
     "double precision|1.5"                                                                                                                                                     },
    {"percentile_cont(0.9) WITHIN GROUP (ORDER BY a DESC)",
     "float8",                                                                                 {"1", "4", "2", "3"},
     "double precision|1.2999999999999998"                                                                                                                                      },
    {"percentile_cont(0.0) WITHIN GROUP (ORDER BY a)",
     "float8",                                                                                 {"7", "3", "5"},
     "double precision|3"                                                                                                                                                       },
    {"percentile_cont(1.0) WITHIN GROUP (ORDER BY a)",
     "float8",                                                                                 {"7", "3", "NaN"},
     "double precision|NaN"                                                                                                                                                     },
    {"percentile_cont(0.5) WITHIN GROUP (ORDER BY a)",                          "float8",      {NULL},                                              "double precision|NULL"     },
    {"percentile_cont(NULL) WITHIN GROUP (ORDER BY a)",                         "float8",      {"1"},                                               "double precision|NULL"     },
    {"percentile_cont(0.3) WITHIN GROUP (ORDER BY a)",
     "interval",                                                                               {"1 day", "2 days", "1 month", "4 hours"},
     "interval|22:00:00"                                                                                                                                                        },
    {"percentile_cont('{0.5,NULL,0.9,0}'::float8[]) WITHIN GROUP (ORDER BY a)",
     "float8",                                                                                 {"1", "4", "2", "3"},
     "double precision[]|{2.5,NULL,3.7,1}"                                                                                                                                      },
    {"percentile_cont('{0.5,1}'::float8[]) WITHIN GROUP (ORDER BY a)",
     "interval",                                                                               {"1 day", "2 days"},
     "interval[]|{\"1 day 12:00:00\",\"2 days\"}"                                                                                                                               },
    {"percentile_cont('{0.5}'::float8[]) WITHIN GROUP (ORDER BY a)",
     "float8",                                                                                 {NULL},
     "double precision[]|NULL"                                                                                                                                                  },
    {"percentile_disc(0.5) WITHIN GROUP (ORDER BY a)",                          "int4",        {"1", "4", "2", "3"},                                "integer|2"                 },
    {"percentile_disc(0.51) WITHIN GROUP (ORDER BY a)",                         "int4",        {"1", "4", "2", "3"},                                "integer|3"                 },
    {"percentile_disc(0.0) WITHIN GROUP (ORDER BY a DESC)",                     "text",        {"a", "c", "b"},                                     "text|c"                    },
    {"percentile_disc(1.0) WITHIN GROUP (ORDER BY a)",                          "text",        {"a", "c", "b", "NULL"},                             "text|c"                    },
    {"percentile_disc(0.5) WITHIN GROUP (ORDER BY a)",                          "numeric",     {"1.50", "2.5"},                                     "numeric|1.50"              },
    {"percentile_disc('{0.25,0.75,NULL}'::float8[]) WITHIN GROUP (ORDER BY a)",
     "text",                                                                                   {"a", "c", "b", "d"},
     "text[]|{a,c,NULL}"                                                                                                                                                        },
    {"percentile_disc(0.5) WITHIN GROUP (ORDER BY a)",                          "bool",        {"t", "f", "f"},                                     "boolean|f"                 },
    {"mode() WITHIN GROUP (ORDER BY a)",                                        "text",        {"b", "a", "b", "a", "c"},                           "text|a"                    },
    {"mode() WITHIN GROUP (ORDER BY a DESC)",                                   "text",        {"b", "a", "b", "a", "c"},                           "text|b"                    },
    {"mode() WITHIN GROUP (ORDER BY a)",
     "int4",                                                                                   {"3", "1", "3", "NULL", "NULL", "NULL"},
     "integer|3"                                                                                                                                                                },
    {"mode() WITHIN GROUP (ORDER BY a)",                                        "int4",        {NULL},                                              "integer|NULL"              },
    {"jsonb_agg(a)",
     "jsonb",                                                                                  {"1", "NULL", "{\"b\": 1, \"a\": [2]}", "\"x\""},
     "jsonb|[1, null, {\"a\": [2], \"b\": 1}, \"x\"]"                                                                                                                           },
    {"jsonb_agg(a ORDER BY b DESC)",
     "jsonb int4",                                                                             {"1|1", "[]|3", "null|2"},
     "jsonb|[[], null, 1]"                                                                                                                                                      },
    {"jsonb_agg(DISTINCT a)",                                                   "jsonb",       {"2", "1.0", "1", "2", "NULL"},                      "jsonb|[1.0, 2, null]"      },
    {"jsonb_agg(a)",                                                            "jsonb",       {NULL},                                              "jsonb|NULL"                },
    {"count(DISTINCT a)",                                                       "jsonb",       {"{\"a\": 1}", "{\"a\": 1.0}", "{\"a\": 2}"},        "bigint|2"                  },
    {"array_agg(a ORDER BY a)",
     "jsonb",                                                                                  {"[1]", "{\"a\": 1}", "\"z\"", "null", "7"},
     "jsonb[]|{\"null\",\"\\\"z\\\"\",7,[1],\"{\\\"a\\\": 1}\"}"                                                                                                                },
    {"mode() WITHIN GROUP (ORDER BY a)",                                        "jsonb",       {"[1]", "7", "[1]"},                                 "jsonb|[1]"                 },
};

static void calls_that_keep_their_rows_answer_as_postgresql(void)
{
    aggregate_test_all(cases, G_N_ELEMENTS(cases));
}

/* What PostgreSQL does not have as aggregates; names of objects, which are jsonb by then. */
static const AggregateCase own_cases[] = {
    {"first_value(a)",                         "text",        {"x", "y", "z"},                                    "text|x"                           },
    {"first_value(a)",                         "text",        {"NULL", "y"},                                      "text|NULL"                        },
    {"first_value(a)",                         "text",        {NULL},                                             "text|NULL"                        },
    {"last_value(a)",                          "text",        {"x", "a longer text", "z", "y", "w"},              "text|w"                           },
    {"last_value(a)",                          "numeric",     {"1.5", "2.50"},                                    "numeric|2.50"                     },
    {"last_value(a)",                          "int4[]",      {"{1}", "{1,NULL}"},                                "integer[]|{1,NULL}"               },
    {"first(a)",                               "int4",        {"3", "1"},                                         "integer|3"                        },
    {"last(a)",                                "interval",    {"1 day", "24:00"},                                 "interval|24:00:00"                },
    {"any_value(a)",                           "int8",        {"NULL", "2", "3"},                                 "bigint|2"                         },
    {"first_value(a ORDER BY b)",              "text int4",   {"x|3", "y|1", "z|2"},                              "text|y"                           },
    {"last_value(a ORDER BY b DESC, a)",       "text int4",   {"x|3", "y|1", "z|1"},                              "text|z"                           },
    {"max(a)",                                 "bytea",       {"\\x01", "\\xff00", "\\xff"},                      "bytea|\\xff00"                    },
    {"jsonb_object_agg(a, b)",
     "jsonb jsonb",                                           {"\"bb\"|1", "\"a\"|NULL", "7|{}", "\"bb\"|\"x\""},
     "jsonb|{\"7\": {}, \"a\": null, \"bb\": \"x\"}"                                                                                                 },
    {"jsonb_object_agg(a, b ORDER BY c DESC)",
     "jsonb jsonb int4",                                      {"\"a\"|1|1", "\"a\"|2|2"},
     "jsonb|{\"a\": 1}"                                                                                                                              },
    {"jsonb_object_agg(a, b)",                 "jsonb jsonb", {"NULL|1"},                                         "ERROR field name must not be null"},
    {"jsonb_object_agg(a, b)",
     "jsonb jsonb",                                           {"[]|1"},
     "ERROR key value must be scalar, not array, composite, or json"                                                                                 },
};

static void calls_of_our_own_go_by_event_time(void)
{
    aggregate_test_all(own_cases, G_N_ELEMENTS(own_cases));
}

/* An event time beside the record's: the row that is last by the one is first by the other. */
static void the_time_column_of_a_window_decides_what_is_last(void)
{
    static const AggregateCase one = {
        "last_value(a)", "int4", {"1", "2"},
          ""
    };
    AggregateTest test;
    void *state;
    g_autofree char *said = NULL;

    aggregate_test_read(&test, &one);
    state = aggregate_test_state(&test);
    for (size_t i = 0; i < 2; i++) {
        RowPlace place = {.event_us = i == 0 ? 9 : 5, .timestamp_us = (int64_t)i};

        CU_ASSERT_TRUE(aggregate_add(state, &test.call, test.rows[i], &place, NULL));
    }
    said = aggregate_test_said(&test, state, NULL);
    UNIT_EQUALS_TEXT(said, "integer|1");
    aggregate_test_end(&test, state);
    arena_free(test.arena);
}

/* ---- limits ---- */

enum { BIG_BYTES = 1 << 20 };

/* How many texts of 1 MB it takes to fail; what came before is still there. */
static void check_limit(const char *call_text, const char *name, bool is_kept)
{
    AggregateCase one = {call_text, "text text", {NULL}, ""};
    g_autofree char *text = g_strnfill(BIG_BYTES, 'x');
    g_autofree char *wanted = g_strdup_printf("%s keeps more than 128 MB", name);
    g_autoptr(GError) error = NULL;
    AggregateTest test;
    size_t rows = 0;
    void *state;

    aggregate_test_read(&test, &one);
    state = aggregate_test_state(&test);
    for (; rows < 200; rows++) {
        RowPlace place = {.offset = (int64_t)rows};
        Value inputs[2] = {value_of_text(text, BIG_BYTES), value_of_text(",", 1)};

        g_snprintf(text, 8, "%zu", rows);
        if (!aggregate_add(state, &test.call, inputs, &place, &error))
            break;
    }
    if (is_kept) {
        CU_ASSERT_TRUE(rows > 60 && rows <= 128);
        UNIT_FAILED_WITH(error, FAIL_LIMIT, wanted);
    } else {
        CU_ASSERT_EQUAL(rows, 200);
    }
    if (test.call.functions->heap_bytes != NULL)
        CU_ASSERT_TRUE(test.call.functions->heap_bytes(state) <
                       2 * AGGREGATE_STATE_BYTES_MAX + BIG_BYTES); /* a buffer doubles */
    aggregate_test_end(&test, state);
    arena_free(test.arena);
}

static void a_state_keeps_as_much_as_named(void)
{
    check_limit("string_agg(a, b)", "string_agg", true);
    check_limit("array_agg(a)", "array_agg", true);
    check_limit("count(DISTINCT a)", "count", true);
    check_limit("string_agg(DISTINCT a, b)", "string_agg", true);
    check_limit("mode() WITHIN GROUP (ORDER BY a)", "mode", true);
    check_limit("max(a)", "max", false);
    check_limit("last_value(a)", "last_value", false);
    check_limit("approx_count_distinct(a)", "approx_count_distinct", false);
}

static void memory_of_a_long_text_is_not_kept_for_short_ones(void)
{
    static const char *const calls[] = {"max(a)", "last_value(a)"};

    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        AggregateCase one = {calls[i], "text", {"y"}, "text|y"};
        g_autofree char *text = g_strnfill(1000, 'x');
        Value value = value_of_text(text, 1000);
        AggregateTest test;
        void *state;

        aggregate_test_read(&test, &one);
        state = aggregate_test_state(&test);
        CU_ASSERT_TRUE(aggregate_add(state, &test.call, &value, &(RowPlace){.event_us = -1}, NULL));
        CU_ASSERT_TRUE(test.call.functions->heap_bytes(state) >= 1000);
        memset(text, 'z', 1000); /* the state has its own copy */
        CU_ASSERT_TRUE(aggregate_test_add(&test, state, 0, NULL));
        CU_ASSERT_TRUE(test.call.functions->heap_bytes(state) < 200);
        aggregate_test_check(&test, state, NULL, "after a long text", 0);
        aggregate_test_end(&test, state);
        arena_free(test.arena);
    }
}

/* ---- which of equal values stays ---- */

static void of_equal_values_the_earliest_row_is_shown(void)
{
    static const AggregateCase equal_cases[] = {
        {"array_agg(DISTINCT a)",
         "numeric",                           {"1.00", "1.0", "2", "1", "1.00"},
         "numeric[]|{1.00,2}"                                                                            },
        {"array_agg(DISTINCT a)", "interval", {"1 mon", "30 days"},              "interval[]|{\"1 mon\"}"},
        {"sum(DISTINCT a)",       "numeric",  {"1.0", "1.000", "2"},             "numeric|3.0"           },
    };

    aggregate_test_all(equal_cases, G_N_ELEMENTS(equal_cases));
}

UNIT_MAIN("expr/aggregate_rows", UNIT(calls_that_keep_their_rows_answer_as_postgresql),
          UNIT(calls_of_our_own_go_by_event_time),
          UNIT(the_time_column_of_a_window_decides_what_is_last),
          UNIT(a_state_keeps_as_much_as_named),
          UNIT(memory_of_a_long_text_is_not_kept_for_short_ones),
          UNIT(of_equal_values_the_earliest_row_is_shown))
