/*
 * schema: which types and columns an Avro schema gives, and what is no schema.
 */
#include "codec/schema.h"
#include "lib/unit.h"

static void each_type_has_its_column(void)
{
    static const struct {
        const char *schema;
        const char *type;
    } cases[] = {
        {"\"null\"",                                                                     "text"                    },
        {"\"boolean\"",                                                                  "boolean"                 },
        {"\"int\"",                                                                      "integer"                 },
        {"\"long\"",                                                                     "bigint"                  },
        {"\"float\"",                                                                    "double precision"        },
        {"\"double\"",                                                                   "double precision"        },
        {"\"bytes\"",                                                                    "bytea"                   },
        {"\"string\"",                                                                   "text"                    },
        {"{\"type\":\"string\",\"avro.java.string\":\"String\"}",                        "text"                    },
        {"{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}",                       "text"                    },
        {"{\"type\":\"fixed\",\"name\":\"F\",\"size\":4}",                               "bytea"                   },
        {"{\"type\":\"array\",\"items\":\"long\"}",                                      "bigint[]"                },
        {"{\"type\":\"array\",\"items\":[\"null\",\"boolean\"]}",                        "boolean[]"               },
        {"{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"int\"}}",        "jsonb"                   },
        {"{\"type\":\"map\",\"values\":\"int\"}",                                        "jsonb"                   },
        {"{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}",                           "jsonb"                   },
        {"[\"null\",\"int\"]",                                                           "integer"                 },
        {"[\"int\",\"null\",\"long\"]",                                                  "bigint"                  },
        {"[\"long\",\"double\"]",                                                        "double precision"        },
        {"[\"string\",\"int\"]",                                                         "text"                    },
        {"[\"string\",{\"type\":\"map\",\"values\":\"int\"}]",                           "jsonb"                   },
        {"{\"type\":\"int\",\"logicalType\":\"date\"}",                                  "date"                    },
        {"{\"type\":\"int\",\"logicalType\":\"time-millis\"}",                           "text"                    },
        {"{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",                     "timestamp with time zone"},
        {"{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",                     "timestamp with time zone"},
        {"{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}",
         "timestamp without time zone"                                                                             },
        {"{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}", "numeric"                 },
        {"{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2,\"scale\":9}", "bytea"                   },
        {"{\"type\":\"bytes\",\"logicalType\":\"decimal\"}",                             "bytea"                   },
        {"{\"type\":\"string\",\"logicalType\":\"uuid\"}",                               "text"                    },
        {"{\"type\":\"string\",\"logicalType\":\"date\"}",                               "text"                    },
        {"{\"type\":\"fixed\",\"name\":\"D\",\"size\":12,\"logicalType\":\"duration\"}",
         "interval"                                                                                                },
        {"{\"type\":\"fixed\",\"name\":\"D\",\"size\":11,\"logicalType\":\"duration\"}", "bytea"                   },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Schema) schema = schema_new(span_of(cases[i].schema), &error);

        UNIT_CHECK(schema != NULL, error == NULL ? "" : error->message);
        UNIT_REQUIRE(schema != NULL);
        UNIT_EQUALS_TEXT(type_name(schema_type(schema_root(schema))), cases[i].type);
    }
}

#define ORDER                                                                                      \
    "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"shop\",\"fields\":["                  \
    "{\"name\":\"id\",\"type\":\"long\",\"doc\":\"its number\"},"                                  \
    "{\"name\":\"buyer\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Person\","             \
    "\"fields\":[{\"name\":\"name\",\"type\":\"string\"},"                                         \
    "{\"name\":\"born\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"}}]}]},"                \
    "{\"name\":\"seller\",\"type\":\"Person\"},"                                                   \
    "{\"name\":\"next\",\"type\":[\"null\",\"shop.Order\"]}]}"

static void a_path_goes_into_records_and_through_unions(void)
{
    static const struct {
        const char *path; /* with points */
        const char *type; /* NULL: there is none */
    } cases[] = {
        {"id",                "bigint"},
        {"buyer",             "jsonb" },
        {"buyer.name",        "text"  },
        {"buyer.born",        "date"  },
        {"seller.born",       "date"  },
        {"next.next.next.id", "bigint"},
        {"seller.age",        NULL    },
        {"id.x",              NULL    },
        {"none",              NULL    },
    };
    g_autoptr(Schema) schema = schema_new(span_of(ORDER), NULL);

    UNIT_REQUIRE(schema != NULL);
    UNIT_REQUIRE(schema_record(schema) == schema_root(schema));
    CU_ASSERT_EQUAL(schema_record(schema)->len, 4);
    CU_ASSERT_TRUE(span_equals(schema_record(schema)->names[2], span_of("seller")));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(GStrv) names = g_strsplit(cases[i].path, ".", -1);
        Span steps[8];
        size_t len = 0;
        const SchemaNode *node;

        for (; names[len] != NULL; len++)
            steps[len] = span_of(names[len]);
        node = schema_find(schema, steps, len);
        UNIT_CHECK((node != NULL) == (cases[i].type != NULL), cases[i].path);
        if (node != NULL && cases[i].type != NULL)
            UNIT_EQUALS_TEXT(type_name(schema_type(node)), cases[i].type);
    }
}

static void the_record_in_a_union_with_null_has_the_columns(void)
{
    static const struct {
        const char *schema;
        int columns; /* -1: none can be */
    } cases[] = {
        {"[\"null\"," ORDER "]",                   4 },
        {"\"long\"",                               -1},
        {"{\"type\":\"array\",\"items\":\"int\"}", -1},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Schema) schema = schema_new(span_of(cases[i].schema), NULL);
        const SchemaNode *record;

        UNIT_REQUIRE(schema != NULL);
        record = schema_record(schema);
        UNIT_CHECK((record == NULL ? -1 : (int)record->len) == cases[i].columns, cases[i].schema);
    }
}

static void what_is_no_schema_says_why(void)
{
    static const struct {
        const char *schema;
        const char *said;
    } cases[] = {
        {"",                                                                                "this is no Avro schema"                  },
        {"{\"type\":",                                                                      "unexpected token near end of file"       },
        {"\"nonsense\"",                                                                    "Unknown Avro \"type\": nonsense"         },
        {"{\"type\":\"record\",\"fields\":[]}",                                             "Record type must have a \"name\""        },
        {"{\"type\":\"record\",\"name\":\"R\"}",                                            "Record type must have \"fields\""        },
        {"{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":7,\"type\":\"int\"}]}",
         "this is no Avro schema"                                                                                                     },
        {"{\"type\":\"record\",\"name\":\"R\",\"fields\":[7]}",                             "this is no Avro schema"                  },
        {"{\"type\":\"fixed\",\"name\":\"F\",\"size\":-4}",                                 "of a fixed size has -4 bytes"            },
        {"[]",                                                                              "Union type must have at least one branch"},
        {"7",                                                                               "must be a string"                        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(schema_new(span_of(cases[i].schema), &error) == NULL, cases[i].schema);
        UNIT_FAILED_WITH(error, FAIL_DATA, cases[i].said);
    }
}

static void limits_are_named(void)
{
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autoptr(GString) wide = g_string_new("[\"null\"");
    g_autofree char *spaces = g_strnfill(SCHEMA_TEXT_BYTES_MAX + 1, ' ');
    g_autoptr(GError) too_deep = NULL, too_wide = NULL, too_long = NULL;
    g_autoptr(Schema) fits = NULL;

    for (int i = 0; i < SCHEMA_DEPTH_MAX; i++)
        g_string_append(deep, "{\"type\":\"array\",\"items\":");
    g_string_append(deep, "\"int\"");
    for (int i = 0; i < SCHEMA_DEPTH_MAX; i++)
        g_string_append_c(deep, '}');
    fits = schema_new(span_make(deep->str, deep->len), NULL);
    CU_ASSERT_PTR_NOT_NULL(fits);
    g_string_prepend(deep, "{\"type\":\"array\",\"items\":");
    g_string_append_c(deep, '}');
    CU_ASSERT_PTR_NULL(schema_new(span_make(deep->str, deep->len), &too_deep));
    UNIT_FAILED_WITH(too_deep, FAIL_LIMIT, "nested more than 400 levels deep");

    for (int i = 0; i < SCHEMA_NODES_MAX; i++)
        g_string_append_printf(wide, ",{\"type\":\"fixed\",\"name\":\"F%d\",\"size\":1}", i);
    g_string_append_c(wide, ']');
    CU_ASSERT_PTR_NULL(schema_new(span_make(wide->str, wide->len), &too_wide));
    UNIT_FAILED_WITH(too_wide, FAIL_LIMIT, "more than 20000 types and fields");

    CU_ASSERT_PTR_NULL(schema_new(span_of(spaces), &too_long));
    UNIT_FAILED_WITH(too_long, FAIL_LIMIT, "1048577 bytes is beyond the limit of 1048576");
}

UNIT_MAIN("codec/schema", UNIT(each_type_has_its_column),
          UNIT(a_path_goes_into_records_and_through_unions),
          UNIT(the_record_in_a_union_with_null_has_the_columns), UNIT(what_is_no_schema_says_why),
          UNIT(limits_are_named))
