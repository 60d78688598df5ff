/*
 * unnest(), generate_series() and the parts of jsonb as rows, and how a table function is found by
 * the types of its arguments. Method: tables of arguments in the tests' notation and PostgreSQL's
 * rows, asked for one row a call and many a call.
 */
#include "notation.h"

#include "expr/table_function.h"

enum { ARENA_BYTES = 1 << 20, ROWS_SHOWN_MAX = 12 };

typedef struct SeriesCase {
    const char *function;
    const char *arguments;
    const char *rows; /* "type: row row", or "ERROR ..." */
} SeriesCase;

static bool append_rows(const TableFunctionCall *call, Notation *n, size_t rows_max, GString *rows)
{
    ExprContext context = {.arena = n->arena, .now_us = NOTATION_NOW_US};
    TableFunctionState state = {.arguments_len = call->arguments_len};
    size_t columns_len = call->columns_len;
    g_autofree Value *values = g_new(Value, rows_max * columns_len);
    size_t len = 1, shown = 0;

    for (size_t i = 0; i < call->arguments_len; i++) {
        if (!expr_eval(call->arguments[i], &context, n->slots, &state.arguments[i], n->error))
            return false;
    }
    while (len > 0 && shown < ROWS_SHOWN_MAX) {
        if (!table_function_next(call->function, &state, &context, values, rows_max, &len,
                                 n->error))
            return false;
        for (size_t i = 0; i < len && shown < ROWS_SHOWN_MAX; i++, shown++) {
            for (size_t c = 0; c < columns_len; c++) {
                const Value *value = &values[i * columns_len + c];

                g_string_append_c(rows, c == 0 ? ' ' : '=');
                if (value->is_null)
                    g_string_append(rows, "NULL");
                else
                    value_write(call->columns[c].type, value, NULL, rows);
            }
        }
    }
    return true;
}

static char *rows_of(const SeriesCase *one, size_t rows_max, bool as_slots)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    g_autoptr(GError) error = NULL;
    Notation n = {.arena = arena,
                  .at = one->arguments,
                  .mode = as_slots ? NOTATION_SLOTS : NOTATION_FOLDED,
                  .error = &error};
    const Expr *arguments[8];
    GString *rows = g_string_new(NULL);
    TableFunctionCall call;
    size_t len = 0;

    for (; *n.at != '\0'; len++)
        arguments[len] = notation_read(&n);
    if (!table_function_bind(arena, one->function, arguments, len, NOTATION_POSITION, &call,
                             &error)) {
        g_string_printf(rows, "ERROR %s", error->message);
        return g_string_free(rows, FALSE);
    }
    g_string_printf(rows, "%s:", type_name(call.columns[0].type));
    if (!append_rows(&call, &n, rows_max, rows))
        g_string_printf(rows, "ERROR %s", error->message);
    return g_string_free(rows, FALSE);
}

static void check(const SeriesCase *cases, size_t len)
{
    static const size_t sizes[] = {1, 2, 1000};

    for (size_t i = 0; i < len; i++) {
        for (size_t s = 0; s < 2 * G_N_ELEMENTS(sizes); s++) {
            g_autofree char *rows = rows_of(&cases[i], sizes[s / 2], s % 2 == 0);

            UNIT_EQUALS_TEXT(rows, cases[i].rows);
        }
    }
}

static void a_series_of_whole_numbers_ends_where_it_should(void)
{
    static const SeriesCase cases[] = {
        {"generate_series", "1 5",                                                              "integer: 1 2 3 4 5"                                    },
        {"generate_series", "1 1",                                                              "integer: 1"                                            },
        {"generate_series", "2 1",                                                              "integer:"                                              },
        {"generate_series", "5 1 -2",                                                           "integer: 5 3 1"                                        },
        {"generate_series", "1 5 3",                                                            "integer: 1 4"                                          },
        {"generate_series", "1 5 0",                                                            "ERROR step size cannot equal zero"                     },
        {"generate_series", "1 int4:NULL",                                                      "integer:"                                              },
        {"generate_series", "1 5 int4:NULL",                                                    "integer:"                                              },
        {"generate_series", "2147483646 2147483647",                                            "integer: 2147483646 2147483647"                        },
        {"generate_series", "-2147483647 -2147483648 -1",                                       "integer: -2147483647 -2147483648"                      },
        {"generate_series", "1 int8:'3'",                                                       "bigint: 1 2 3"                                         },
        {"generate_series", "int8:'9223372036854775806' int8:'9223372036854775807'",
         "bigint: 9223372036854775806 9223372036854775807"                                                                                              },
        {"generate_series", "int8:'9223372036854775800' int8:'9223372036854775807' 5",
         "bigint: 9223372036854775800 9223372036854775805"                                                                                              },
        {"generate_series",
         "int8:'-9223372036854775800' int8:'-9223372036854775808' int8:'-9223372036854775808'", "bigint: -9223372036854775800"                          },
        {"generate_series", "1 2000000000",                                                     "integer: 1 2 3 4 5 6 7 8 9 10 11 12"                   },
        {"generate_series", "'1' 3",                                                            "integer: 1 2 3"                                        },
        {"generate_series", "1",                                                                "ERROR function generate_series(integer) does not exist"},
        {"generate_series", "bool:'t' 2",
         "ERROR function generate_series(boolean, integer) does not "
         "exist"                                                                                                                                        },
        {"generate_series", "1 2 3 4 5",
         "ERROR function generate_series(integer, integer, integer, "
         "integer, integer) does not exist"                                                                                                             },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void a_series_of_decimals_keeps_their_decimals(void)
{
    static const SeriesCase cases[] = {
        {"generate_series", "1 numeric:'2' numeric:'0.50'",            "numeric: 1 1.50 2.00"           },
        {"generate_series", "numeric:'1.5' 3",                         "numeric: 1.5 2.5"               },
        {"generate_series", "numeric:'3' numeric:'1' numeric:'-0.75'", "numeric: 3 2.25 1.50"           },
        {"generate_series", "numeric:'1' numeric:'2' numeric:'0.0'",
         "ERROR step size cannot equal zero"                                                            },
        {"generate_series", "numeric:'NaN' numeric:'2'",               "ERROR start value cannot be NaN"},
        {"generate_series", "numeric:'1' numeric:'infinity'",
         "ERROR stop value cannot be infinity"                                                          },
        {"generate_series", "1 2 numeric:'NaN'",                       "ERROR step size cannot be NaN"  },
        {"generate_series", "numeric:'5' numeric:'1'",                 "numeric:"                       },
        {"generate_series", "numeric:NULL numeric:'1'",                "numeric:"                       },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void a_series_of_times_goes_by_an_interval(void)
{
    static const SeriesCase cases[] = {
        {"generate_series", "timestamp:'2024-01-31' '2024-04-30' '1 month'",
         "timestamp without time zone: 2024-01-31 00:00:00 2024-02-29 00:00:00 2024-03-29 00:00:00 "
         "2024-04-29 00:00:00"                                                                },
        {"generate_series", "timestamp:'2024-01-02' '2024-01-01' '-12 hours'",
         "timestamp without time zone: 2024-01-02 00:00:00 2024-01-01 12:00:00 2024-01-01 "
         "00:00:00"                                                                           },
        {"generate_series", "date:'2024-01-01' date:'2024-01-02' interval:'1 day'",
         "timestamp with time zone: 2024-01-01 00:00:00+00 2024-01-02 00:00:00+00"            },
        {"generate_series", "timestamp:'2024-01-01' '2024-01-01' '1 day -24 hours'",
         "ERROR step size cannot equal zero"                                                  },
        {"generate_series", "timestamp:'2024-01-02' '2024-01-01' '1 day'",
         "timestamp without time zone:"                                                       },
        {"generate_series", "timestamp:'2024-01-02' '2024-01-01'",
         "ERROR function generate_series(timestamp without time zone, unknown) does not exist"},
        {"generate_series", "timestamp:'-infinity' '2024-01-01' '1 day'",
         "ERROR start value cannot be infinity"                                               },
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void an_array_gives_its_items_in_their_type(void)
{
    static const SeriesCase cases[] = {
        {"unnest", "int4[]:'{1,NULL,3}'",       "integer: 1 NULL 3"                            },
        {"unnest", "text[]:'{a,\"b c\",null}'", "text: a b c NULL"                             },
        {"unnest", "text[]:'{}'",               "text:"                                        },
        {"unnest", "text[]:NULL",               "text:"                                        },
        {"unnest", "bool[]:'{t,f}'",            "boolean: t f"                                 },
        {"unnest", "'{1,2}'",
         "ERROR could not determine polymorphic type because input has type unknown"           },
        {"unnest", "1",                         "ERROR function unnest(integer) does not exist"},
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void jsonb_gives_its_items_and_members(void)
{
    static const SeriesCase cases[] = {
        {"jsonb_array_elements",      "jsonb:'[1, \"a b\", null, [2, 3], {}]'",
         "jsonb: 1 \"a b\" null [2, 3] {}"                                                                                                  },
        {"jsonb_array_elements",      "jsonb:'[]'",                                      "jsonb:"                                           },
        {"jsonb_array_elements",      "jsonb:NULL",                                      "jsonb:"                                           },
        {"jsonb_array_elements",      "'[1, 2.50]'",                                     "jsonb: 1 2.50"                                    },
        {"jsonb_array_elements",      "jsonb:'{}'",                                      "ERROR cannot extract elements from an object"     },
        {"jsonb_array_elements",      "jsonb:'1'",                                       "ERROR cannot extract elements from a scalar"      },
        {"jsonb_array_elements_text", "jsonb:'[1, \"a\\u00e9\", null, [2]]'",
         "text: 1 aé NULL [2]"                                                                                                             },
        {"jsonb_object_keys",         "jsonb:'{\"b\":1,\"a\":2,\"cc\":3,\"\\\"\":1}'",   "text: \" a b cc"                                  },
        {"jsonb_object_keys",         "jsonb:'{}'",                                      "text:"                                            },
        {"jsonb_object_keys",         "jsonb:'[]'",                                      "ERROR cannot call jsonb_object_keys on an array"  },
        {"jsonb_object_keys",         "jsonb:'1'",                                       "ERROR cannot call jsonb_object_keys on a scalar"  },
        {"jsonb_each",                "jsonb:'{\"a\": \"x\", \"b\": null, \"c\": [1]}'",
         "text: a=\"x\" b=null c=[1]"                                                                                                       },
        {"jsonb_each",                "jsonb:'[]'",                                      "ERROR cannot call jsonb_each on a non-object"     },
        {"jsonb_each_text",           "jsonb:'{\"a\": \"x\", \"b\": null, \"c\": [1]}'",
         "text: a=x b=NULL c=[1]"                                                                                                           },
        {"jsonb_each_text",           "jsonb:'1'",                                       "ERROR cannot call jsonb_each_text on a non-object"},
        {"json_array_elements",       "jsonb:'[7]'",                                     "jsonb: 7"                                         },
        {"jsonb_each",                "1",                                               "ERROR function jsonb_each(integer) does not exist"},
    };

    check(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/series", UNIT(a_series_of_whole_numbers_ends_where_it_should),
          UNIT(a_series_of_decimals_keeps_their_decimals),
          UNIT(a_series_of_times_goes_by_an_interval), UNIT(an_array_gives_its_items_in_their_type),
          UNIT(jsonb_gives_its_items_and_members))
