/*
 * infer: which format and which columns some records seem to have, and what is said of doubts.
 * Method: records as lines; columns as "name type values/nulls".
 */
#include "avro_bytes.h"
#include "codec/infer.h"
#include "lib/unit.h"

enum { RECORDS_MAX = 400 };

static const char *const taken[] = {"value", "key", "timestamp", "offset", NULL};

/* One record a line; "NULL" is a tombstone. */
static Inferred *infer_lines(const char *lines, const Format *format)
{
    g_auto(GStrv) split = g_strsplit(lines, "\n", -1);
    Span records[RECORDS_MAX];
    size_t len = 0;

    for (; split[len] != NULL; len++)
        records[len] = strcmp(split[len], "NULL") == 0 ? span_make(NULL, 0) : span_of(split[len]);
    return infer_records(records, len, format, taken);
}

static char *columns_of(const GPtrArray *columns)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < columns->len; i++) {
        const InferColumn *column = g_ptr_array_index(columns, i);

        g_string_append_printf(text, "%s%s %s %d/%d", i > 0 ? ", " : "", column->name,
                               type_name(column->type), (int)column->values, (int)column->nulls);
    }
    return g_string_free(text, FALSE);
}

static void the_format_is_what_most_records_are(void)
{
    static const struct {
        const char *lines;
        FormatKind format;
        double confidence;
        const char *why;
    } cases[] = {
        {"{\"a\":1}\n{}\n{\"b\":2}",   FORMAT_JSON,  1,       "3 of 3 records are JSON objects"  },
        {"{\"a\":1}\nNULL\n{}\nx\n{}", FORMAT_JSON,  0.75,    "3 of 4 records are JSON objects"  },
        {"{\"a\":1}\nx",               FORMAT_TEXT,  1,       "2 of 2 records are text"          },
        {"[1]\n2\n\"x\"",              FORMAT_TEXT,  1,       "3 of 3 records are text"          },
        {"to be\nor not",              FORMAT_TEXT,  1,       "2 of 2 records are text"          },
        {"\xFF\n\xFE\nx",              FORMAT_BYTES, 2 / 3.0, "2 of 3 records are no text"       },
        {"NULL\nNULL",                 FORMAT_TEXT,  0,       "there are no records with a value"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Inferred) inferred = infer_lines(cases[i].lines, NULL);

        UNIT_CHECK(inferred->format == cases[i].format, cases[i].lines);
        UNIT_CHECK(inferred->confidence == cases[i].confidence, cases[i].lines);
        UNIT_EQUALS_TEXT(inferred->why, cases[i].why);
    }
}

static void a_wire_header_is_avro_with_an_id(void)
{
    g_autoptr(GString) first = bytes_of("00 00000007 54");
    g_autoptr(GString) second = bytes_of("00 00000102 54 00");
    g_autoptr(GString) negative = bytes_of("00 80000102 54 00");
    Span records[] = {bytes_span(first), bytes_span(second), span_make(NULL, 0),
                      bytes_span(negative), span_of("x")};
    g_autoptr(Inferred) two = infer_records(records, 3, NULL, taken);
    g_autoptr(Inferred) none = infer_records(records + 3, 2, NULL, taken);

    CU_ASSERT_EQUAL(two->format, FORMAT_AVRO);
    CU_ASSERT_TRUE(two->has_schema_id);
    CU_ASSERT_EQUAL(two->schema_id, 258);
    CU_ASSERT_EQUAL(two->columns->len, 0);
    CU_ASSERT_EQUAL(none->format, FORMAT_BYTES);
    CU_ASSERT_FALSE(none->has_schema_id);
}

static void json_members_are_columns(void)
{
    static const struct {
        const char *lines, *columns;
    } cases[] = {
        {"{\"b\":1,\"a\":\"x\"}\n{\"a\":null,\"c\":true}",
         "b bigint 1/1, a text 1/1, c boolean 1/1"                                                                     },
        {"{\"n\":1}\n{\"n\":1.5}\nNULL",                                                   "n numeric 2/0"             },
        {"{\"n\":12345678901234567890}",                                                   "n numeric 1/0"             },
        {"{\"n\":1}\n{\"n\":1e400}",                                                       "n double precision 2/0"    },
        {"{\"n\":null}\n{}",                                                               "n text 0/2"                },
        {"{\"o\":{\"x\":1}}",                                                              "o jsonb 1/0"               },
        {"{\"l\":[1,2]}\n{\"l\":[]}\n{\"l\":[null,3]}",                                    "l bigint[] 3/0"            },
        {"{\"l\":[1,2.5]}",                                                                "l numeric[] 1/0"           },
        {"{\"l\":[true]}",                                                                 "l boolean[] 1/0"           },
        {"{\"l\":[\"a\"]}\n{\"l\":[\"2026-11-25T10:00:00Z\"]}",                            "l text[] 2/0"              },
        {"{\"l\":[]}",                                                                     "l jsonb 1/0"               },
        {"{\"l\":[1,\"a\"]}",                                                              "l jsonb 1/0"               },
        {"{\"l\":[[1]]}\n{\"l\":[{}]}",                                                    "l jsonb 2/0"               },
        {"{\"t\":\"2026-11-25T10:00:00Z\"}\n{\"t\":\"2026-11-25 10:00:00.123456+01:00\"}",
         "t timestamp with time zone 2/0"                                                                              },
        {"{\"t\":\"2026-11-25T10:00:00Z\"}\n{\"t\":\"soon\"}",                             "t text 2/0"                },
        {"{\"t\":\"2026-11-25T10:00:00\"}",                                                "t text 1/0"                },
        {"{\"t\":\"2026-11-25\"}",                                                         "t text 1/0"                },
        {"{\"t\":\"2026-13-25T10:00:00Z\"}",                                               "t text 1/0"                },
        {"{\"t\":\"2026-11-25T10:00:00.123456789Z\"}",                                     "t text 1/0"                },
        {"{\"\\u0061\\n\":1,\"a\\n\":2}",                                                  "a\n bigint 1/0"            },
        {"{\"a\":1,\"A\":2}",                                                              "a bigint 1/0, A bigint 1/0"},
        {"{\"a\":1}\nx\n{\"a\":2}",                                                        "a bigint 2/0"              },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Inferred) inferred = infer_lines(cases[i].lines, NULL);
        g_autofree char *columns = columns_of(inferred->columns);

        UNIT_EQUALS_TEXT(columns, cases[i].columns);
    }
}

static void kinds_that_do_not_go_together_are_said_aloud(void)
{
    static const struct {
        const char *lines, *mixed; /* NULL: nothing is to be said */
    } cases[] = {
        {"{\"id\":1}\n{\"id\":\"x\"}\n{\"id\":2.5}",
         "field id is a number in 2 records and a text in 1: read as text"                   },
        {"{\"id\":\"x\"}\n{\"id\":true}\n{\"id\":3}",
         "field id is true or false in 1 record, a number in 1 and a text in 1: read as text"},
        {"{\"id\":1}\n{\"id\":{}}\n{\"id\":[]}\n{\"id\":{}}",
         "field id is an object in 2 records, a number in 1 and an array in 1: read as jsonb"},
        {"{\"id\":1}\n{\"id\":2.5}\n{\"id\":null}",           NULL                           },
        {"{\"id\":\"x\"}\n{\"id\":\"2026-11-25T10:00:00Z\"}", NULL                           },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Inferred) inferred = infer_lines(cases[i].lines, NULL);
        const InferColumn *column = g_ptr_array_index(inferred->columns, 0);

        UNIT_EQUALS_TEXT(column->mixed == NULL ? "" : column->mixed,
                         cases[i].mixed == NULL ? "" : cases[i].mixed);
    }
}

static void names_that_clash_and_examples_are_told(void)
{
    g_autoptr(Inferred) inferred = infer_lines(
        "{\"timestamp\":null,\"user\":\"\"}\n{\"timestamp\":17,\"user\":\"a\\tb\"}", NULL);
    const InferColumn *timestamp, *user;

    UNIT_REQUIRE(inferred->columns->len == 2);
    timestamp = g_ptr_array_index(inferred->columns, 0);
    user = g_ptr_array_index(inferred->columns, 1);
    CU_ASSERT_TRUE(timestamp->is_taken);
    CU_ASSERT_FALSE(user->is_taken);
    UNIT_EQUALS_TEXT(timestamp->example, "17");
    UNIT_EQUALS_TEXT(user->example, "");
}

static void csv_columns_have_types_of_their_texts(void)
{
    static const struct {
        const char *options[2]; /* a name and its value; NULL */
        const char *more[2];
        const char *lines, *columns;
    } cases[] = {
        {{NULL},
         {NULL},
         "1,a,2.5\n2,,3",                                      "column1 bigint 2/0, column2 text 1/1, column3 numeric 2/0"},
        {{"header", "true"},
         {NULL},
         "id,name\n1,Ann\n2,\"Bob\"\nid,name",                 "id bigint 2/0, name text 2/0"                             },
        {{"columns", "id,zip"}, {NULL}, "1,01234\n2,99999\n3", "id bigint 3/0, zip text 2/1"                              },
        {{"columns", "a,b,c"},
         {"null", "-"},
         "true,-\nfalse,-",                                    "a boolean 2/0, b text 0/2, c text 0/2"                    },
        {{"delimiter", ";"},
         {NULL},
         "2026-11-25T10:00:00Z;+49\n2026-11-25 11:00:00+01;1", "column1 timestamp with time zone 2/0, column2 text 2/0"   },
        {{"columns", "a"},      {NULL}, "1,2,3\n\"\"\n\"x",    "a text 2/0"                                               },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        FormatOption options[] = {
            {cases[i].options[0], cases[i].options[1], -1},
            {cases[i].more[0],    cases[i].more[1],    -1}
        };
        size_t len = cases[i].options[0] == NULL ? 0 : cases[i].more[0] == NULL ? 1 : 2;
        g_autoptr(Format) format = format_new("csv", -1, options, len, NULL);
        g_autoptr(Inferred) inferred = NULL;
        g_autofree char *columns = NULL;

        UNIT_REQUIRE(format != NULL);
        inferred = infer_lines(cases[i].lines, format);
        columns = columns_of(inferred->columns);
        UNIT_EQUALS_TEXT(columns, cases[i].columns);
    }
}

static void texts_that_look_like_csv_are_hinted_at(void)
{
    static const struct {
        const char *lines, *hint;
    } cases[] = {
        {"1,a\n2,b",               "the records look like CSV of 2 columns: try format => 'csv'"},
        {"1;a,b\n2;b,c",           "the records look like CSV of 2 columns: try format => 'csv'"},
        {"1;2;a,b\n2;3;c,d",
         "the records look like CSV of 3 columns: try format => 'csv', delimiter => ';'"        },
        {"1\ta\n2\tb",
         "the records look like CSV of 2 columns: try format => 'csv', delimiter => '\\t'"      },
        {"1,a",                    ""                                                           },
        {"well, well\nno, or, so", ""                                                           },
        {"a\nb",                   ""                                                           },
        {"a\n{\"b\": 1}",          "1 of 2 records are JSON objects: try format => 'json'"      },
    };
    g_autoptr(Format) format = NULL;
    FormatOption header = {"header", "true", -1};
    g_autoptr(Inferred) headless = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Inferred) inferred = infer_lines(cases[i].lines, NULL);

        CU_ASSERT_EQUAL(inferred->format, FORMAT_TEXT);
        UNIT_EQUALS_TEXT(inferred->hint == NULL ? "" : inferred->hint, cases[i].hint);
    }
    format = format_new("csv", -1, &header, 1, NULL);
    headless = infer_lines("1,2\n3,4", format);
    UNIT_CHECK(headless->hint != NULL && strstr(headless->hint, "no record is a header") != NULL,
               "hint");
}

static void limits_leave_fields_out(void)
{
    g_autoptr(GString) lines = g_string_new("{\"\":0");
    g_autofree char *name = g_strnfill(INFER_NAME_BYTES_MAX, 'n');
    g_autoptr(Inferred) inferred = NULL;

    g_string_append_printf(lines, ",\"%s\":1,\"%sx\":2", name, name);
    for (int i = 0; i < INFER_COLUMNS_MAX + 3; i++)
        g_string_append_printf(lines, ",\"f%d\":%d", i, i);
    g_string_append_c(lines, '}');
    inferred = infer_lines(lines->str, NULL);
    CU_ASSERT_EQUAL(inferred->columns->len, INFER_COLUMNS_MAX);
    CU_ASSERT_EQUAL(inferred->left_out, 6);
    UNIT_EQUALS_TEXT(((InferColumn *)g_ptr_array_index(inferred->columns, 0))->name, name);
}

static void a_schema_gives_its_columns(void)
{
    static const char text[] =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},"
        "{\"name\":\"key\",\"type\":[\"null\",\"string\"]}]}";
    g_autoptr(Schema) schema = schema_new(span_of(text), NULL);
    g_autoptr(Schema) scalar = schema_new(span_of("\"int\""), NULL);
    g_autoptr(GPtrArray) columns = NULL, none = NULL;
    g_autofree char *shown = NULL;

    UNIT_REQUIRE(schema != NULL && scalar != NULL);
    columns = infer_schema(schema, taken);
    none = infer_schema(scalar, taken);
    shown = columns_of(columns);
    UNIT_EQUALS_TEXT(shown, "id bigint 0/0, key text 0/0");
    CU_ASSERT_TRUE(((InferColumn *)g_ptr_array_index(columns, 1))->is_taken);
    CU_ASSERT_EQUAL(none->len, 0);
}

/* Records without a header, and one that could be taken for one with a header. */
static void a_schema_of_the_statement_needs_no_registry(void)
{
    FormatOption schema = {"schema",
                           "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"id\","
                           "\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"}]}",
                           -1};
    g_autoptr(Format) format = format_new("avro", -1, &schema, 1, NULL);
    g_autoptr(GString) first = bytes_of("02 02 61");
    g_autoptr(GString) second = bytes_of("00 00 00 00 07 54");
    Span records[] = {bytes_span(first), bytes_span(second)};
    g_autoptr(Inferred) inferred = NULL;
    g_autofree char *shown = NULL;

    UNIT_REQUIRE(format != NULL);
    inferred = infer_records(records, G_N_ELEMENTS(records), format, taken);
    shown = columns_of(inferred->columns);
    UNIT_EQUALS_TEXT(shown, "id bigint 0/0, name text 0/0");
    CU_ASSERT_FALSE(inferred->has_schema_id);
}

UNIT_MAIN("codec/infer", UNIT(the_format_is_what_most_records_are),
          UNIT(a_wire_header_is_avro_with_an_id), UNIT(json_members_are_columns),
          UNIT(kinds_that_do_not_go_together_are_said_aloud),
          UNIT(names_that_clash_and_examples_are_told), UNIT(csv_columns_have_types_of_their_texts),
          UNIT(texts_that_look_like_csv_are_hinted_at), UNIT(limits_leave_fields_out),
          UNIT(a_schema_gives_its_columns), UNIT(a_schema_of_the_statement_needs_no_registry))
