/* record: where the columns of a row go, and what can't go there. */
#include "engine/record.h"

#include "base/fail.h"
#include "lib/unit.h"

static const PlanTargetColumn columns[] = {
    {"key",       PLAN_PLACE_KEY,       TYPE_UNKNOWN    },
    {"headers",   PLAN_PLACE_HEADERS,   TYPE_JSONB      },
    {"partition", PLAN_PLACE_PARTITION, TYPE_INT4       },
    {"timestamp", PLAN_PLACE_TIMESTAMP, TYPE_TIMESTAMPTZ},
    {"a \"b\"",   PLAN_PLACE_FIELD,     TYPE_UNKNOWN    },
    {"n",         PLAN_PLACE_FIELD,     TYPE_INT4       },
};

enum { COLUMNS = 6 };

static const PlanTarget target = {"lines", columns, COLUMNS};

typedef struct Row {
    RecordMaker *maker;
    Type types[COLUMNS];
    Value values[COLUMNS];
    SinkRecord record;
} Row;

/* Every column is DEFAULT. */
static Row row_begin(void)
{
    Row row = {.maker = record_maker_new(&target, NULL)};

    for (size_t i = 0; i < COLUMNS; i++) {
        row.types[i] = TYPE_UNKNOWN;
        row.values[i] = VALUE_NULL;
    }
    return row;
}

static void row_set(Row *row, size_t column, Type type, Value value)
{
    row->types[column] = type;
    row->values[column] = value;
}

static void row_set_text(Row *row, size_t column, Type type, const char *text)
{
    row_set(row, column, type, value_of_text(text, strlen(text)));
}

static bool row_make(Row *row, GError **error)
{
    return record_make(row->maker, row->types, row->values, &row->record, error);
}

static void each_column_has_its_place(void)
{
    Row row = row_begin();

    row_set_text(&row, 0, TYPE_TEXT, "k");
    row_set_text(&row, 1, TYPE_JSONB, "{\"x\": \"1\", \"y\": null, \"z\": [2]}");
    row_set(&row, 2, TYPE_INT4, value_of_integer(3));
    row_set(&row, 3, TYPE_TIMESTAMPTZ, value_of_integer(1500999));
    row_set_text(&row, 4, TYPE_TEXT, "v");
    row_set(&row, 5, TYPE_INT4, VALUE_NULL);
    CU_ASSERT_TRUE(row_make(&row, NULL));
    CU_ASSERT_TRUE(span_equals(row.record.key, span_of("k")));
    CU_ASSERT_TRUE(span_equals(row.record.value, span_of("{\"a \\\"b\\\"\": \"v\", \"n\": null}")));
    CU_ASSERT_EQUAL(row.record.partition, 3);
    CU_ASSERT_EQUAL(row.record.timestamp_ms, 1500);
    UNIT_REQUIRE(row.record.headers_len == 3);
    UNIT_EQUALS_TEXT(row.record.headers[0].name, "x");
    CU_ASSERT_TRUE(span_equals(row.record.headers[0].value, span_of("1")));
    CU_ASSERT_PTR_NULL(row.record.headers[1].value.at);
    CU_ASSERT_TRUE(span_equals(row.record.headers[2].value, span_of("[2]")));
    record_maker_free(row.maker);
}

static void a_default_is_left_out(void)
{
    Row row = row_begin();

    CU_ASSERT_TRUE(row_make(&row, NULL));
    CU_ASSERT_PTR_NULL(row.record.key.at);
    CU_ASSERT_TRUE(span_equals(row.record.value, span_of("{}")));
    CU_ASSERT_EQUAL(row.record.headers_len, 0);
    CU_ASSERT_EQUAL(row.record.partition, SINK_PARTITION_ANY);
    CU_ASSERT_EQUAL(row.record.timestamp_ms, SINK_TIMESTAMP_NOW);
    record_maker_free(row.maker);
}

static void an_array_has_headers_of_the_same_name(void)
{
    Row row = row_begin();

    row_set_text(&row, 1, TYPE_JSONB, "[{\"a\": \"1\"}, {\"a\": \"2\", \"\\u00e9\": \"\"}]");
    CU_ASSERT_TRUE(row_make(&row, NULL));
    UNIT_REQUIRE(row.record.headers_len == 3);
    UNIT_EQUALS_TEXT(row.record.headers[1].name, "a");
    CU_ASSERT_TRUE(span_equals(row.record.headers[1].value, span_of("2")));
    UNIT_EQUALS_TEXT(row.record.headers[2].name, "\xc3\xa9");
    CU_ASSERT_EQUAL(row.record.headers[2].value.len, 0);
    record_maker_free(row.maker);
}

static void what_can_t_be_there_is_named(void)
{
    static const struct {
        size_t column;
        Type type;
        const char *text; /* NULL: the number */
        int64_t number;
        const char *said;
    } cases[] = {
        {1, TYPE_JSONB,       "\"x\"", 0,         "column headers is no object of names and values" },
        {1, TYPE_JSONB,       "[1]",   0,         "column headers is no object of names and values" },
        {2, TYPE_INT4,        NULL,    -1,        "column partition is a number from 0 on, not -1"  },
        {3, TYPE_TIMESTAMPTZ, NULL,    0,         "is a time behind 1970-01-01 00:00:00+00, not 19" },
        {3, TYPE_TIMESTAMPTZ, NULL,    INT64_MAX, "is a time behind 1970-01-01 00:00:00+00, not inf"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        Row row = row_begin();

        if (cases[i].text != NULL)
            row_set_text(&row, cases[i].column, cases[i].type, cases[i].text);
        else
            row_set(&row, cases[i].column, cases[i].type, value_of_integer(cases[i].number));
        CU_ASSERT_FALSE(row_make(&row, &error));
        UNIT_FAILED_WITH(error, FAIL_DATA, cases[i].said);
        record_maker_free(row.maker);
    }
}

static void a_record_has_a_limit_of_headers(void)
{
    g_autoptr(GString) json = g_string_new("[");
    g_autoptr(GError) error = NULL;
    Row row = row_begin();

    for (int i = 0; i < PLAN_HEADERS_MAX; i++)
        g_string_append(json, i > 0 ? ", {\"a\": null}" : "{\"a\": null}");
    g_string_append_c(json, ']');
    row_set_text(&row, 1, TYPE_JSONB, json->str);
    CU_ASSERT_TRUE(row_make(&row, NULL));
    g_string_truncate(json, json->len - 1);
    g_string_append(json, ", {\"a\": null}]");
    row_set_text(&row, 1, TYPE_JSONB, json->str);
    CU_ASSERT_FALSE(row_make(&row, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "a record has at most 1000 headers");
    record_maker_free(row.maker);
}

UNIT_MAIN("engine/record", UNIT(each_column_has_its_place), UNIT(a_default_is_left_out),
          UNIT(an_array_has_headers_of_the_same_name), UNIT(what_can_t_be_there_is_named),
          UNIT(a_record_has_a_limit_of_headers))
