/* copy_row: lines as cells, and cells and members of JSON as values. */
#include "engine/copy_row.h"

#include "base/fail.h"
#include "lib/unit.h"

static const PlanTargetColumn columns[] = {
    {"key", PLAN_PLACE_KEY,   TYPE_UNKNOWN},
    {"n",   PLAN_PLACE_FIELD, TYPE_INT4   },
    {"any", PLAN_PLACE_FIELD, TYPE_UNKNOWN},
};

static PlanCopy plan_of(PlanCopyFormat format)
{
    PlanCopy plan = {
        .target = {"lines", columns, 3},
          .format = format, .is_named = true
    };

    plan.dialect = (CsvDialect){format == PLAN_COPY_CSV ? ',' : '\t', '"', '"'};
    plan.null = format == PLAN_COPY_CSV ? "" : "\\N";
    return plan;
}

/* (owned) The values of a line, or what is wrong with it. */
static char *values_of(PlanCopyFormat format, const char *line)
{
    PlanCopy plan = plan_of(format);
    g_autoptr(GError) error = NULL;
    GString *text = g_string_new(NULL);
    CopyRow row;
    bool is_read;

    copy_row_init(&row, &plan, NULL);
    is_read = format == PLAN_COPY_JSON
                  ? copy_row_read_json(&row, span_of(line), &error)
                  : copy_row_cut(&row, span_of(line), &error) && copy_row_read_cells(&row, &error);
    for (size_t i = 0; is_read && i < 3; i++) {
        g_string_append(text, i > 0 ? "|" : "");
        if (row.values[i].is_null)
            g_string_append(text, row.types[i] == TYPE_UNKNOWN ? "default" : "null");
        else
            value_write(row.types[i], &row.values[i], NULL, text);
    }
    if (!is_read)
        g_string_append_printf(text, "! %s", error->message);
    copy_row_done(&row);
    return g_string_free(text, FALSE);
}

static void a_line_is_read_as_its_format_has_it(void)
{
    static const struct {
        PlanCopyFormat format;
        const char *line, *values;
    } cases[] = {
        {PLAN_COPY_TEXT, "a\t1\tb c",                                               "a|1|b c"                                                     },
        {PLAN_COPY_TEXT, "\\N\t\\N\t\\\\N",                                         "null|null|\\N"                                               },
        {PLAN_COPY_TEXT, "a\\tb\\n\\x41\\101\\q\t-7\t",                             "a\tb\nAAq|-7|"                                               },
        {PLAN_COPY_TEXT, "a\t1\t\\",                                                "a|1|\\"                                                      },
        {PLAN_COPY_TEXT, "a\t1",                                                    "! missing data for column \"any\""                           },
        {PLAN_COPY_TEXT, "a\t1\tb\tc",                                              "! extra data after last expected column"                     },
        {PLAN_COPY_TEXT, "a\tx\tb",                                                 "! column \"n\": invalid input syntax for type integer: \"x\""},
        {PLAN_COPY_TEXT, "\\xff\t1\tb",                                             "! column \"key\": no UTF-8: byte 0xff"                       },
        {PLAN_COPY_CSV,  "a,1,b",                                                   "a|1|b"                                                       },
        {PLAN_COPY_CSV,  ",\"2\",\"\"",                                             "null|2|"                                                     },
        {PLAN_COPY_CSV,  "\"a,\"\"b\"\"\nc\",3,",                                   "a,\"b\"\nc|3|null"                                           },
        {PLAN_COPY_CSV,  "\"a\"x,1,2",                                              "! text follows a closing quote"                              },
        {PLAN_COPY_CSV,  "\"a,1,2",                                                 "! a quote is not closed"                                     },
        {PLAN_COPY_JSON, "{\"key\": \"a\\u00e9\", \"n\": 1.0, \"any\": [1, 2.50]}",
         "a\xc3\xa9|1|[1, 2.50]"                                                                                                                  },
        {PLAN_COPY_JSON, "{\"any\": null}",                                         "default|default|null"                                        },
        {PLAN_COPY_JSON, "{\"key\": 7, \"n\": \"7\"}",                              "7|7|default"                                                 },
        {PLAN_COPY_JSON, "{\"n\": true}",                                           "! column \"n\": true is no integer"                          },
        {PLAN_COPY_JSON, "{\"m\": 1}",                                              "! \"m\" is none of the columns"                              },
        {PLAN_COPY_JSON, "[1]",                                                     "! no JSON object: a line is one, with the columns' names"    },
        {PLAN_COPY_JSON, "{",                                                       "! invalid input syntax for type json"                        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *values = values_of(cases[i].format, cases[i].line);

        UNIT_EQUALS_TEXT(values, cases[i].values);
    }
}

static void a_quote_that_is_open_takes_the_next_line(void)
{
    static const struct {
        const char *line;
        char escape;
        bool is_open;
    } cases[] = {
        {"a,b",           '"',  false},
        {"a,\"b",         '"',  true },
        {"a,\"b\"",       '"',  false},
        {"a,\"b\"\"",     '"',  true },
        {"a,\"b\"\"c\"",  '"',  false},
        {"5\" pipe,b",    '"',  false},
        {"\"a\\\"",       '\\', true },
        {"\"a\\\"b\",\"", '\\', true },
        {"",              '"',  false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        PlanCopy plan = plan_of(PLAN_COPY_CSV);
        int state = 0;

        plan.dialect.escape = cases[i].escape;
        UNIT_CHECK(copy_row_is_open(&plan, span_of(cases[i].line), &state) == cases[i].is_open,
                   cases[i].line);
    }
}

static void a_row_has_a_limit_of_columns(void)
{
    g_autofree char *at = g_strnfill(PLAN_OUTPUTS_MAX - 1, ',');
    g_autofree char *beyond = g_strnfill(PLAN_OUTPUTS_MAX, ',');
    g_autoptr(GError) error = NULL;
    PlanCopy plan = plan_of(PLAN_COPY_CSV);
    CopyRow row;

    copy_row_init(&row, &plan, NULL);
    CU_ASSERT_TRUE(copy_row_cut(&row, span_of(at), NULL));
    CU_ASSERT_FALSE(copy_row_cut(&row, span_of(beyond), &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "a row has at most 256 columns");
    copy_row_done(&row);
}

UNIT_MAIN("engine/copy_row", UNIT(a_line_is_read_as_its_format_has_it),
          UNIT(a_quote_that_is_open_takes_the_next_line), UNIT(a_row_has_a_limit_of_columns))
