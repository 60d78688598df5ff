/*
 * Avro's bytes as values: each type by hand, all types beside the library, and hostile bytes.
 */
#include <avro.h>

#include "avro_bytes.h"
#include "codec/wire.h"
#include "decoding.h"
#include "row/jsonb.h"

#define LOGICAL(type, logical) "{\"type\":\"" type "\",\"logicalType\":\"" logical "\"}"
#define DECIMAL "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":38,\"scale\":2}"
#define NAMED(kind, more) "{\"type\":\"" kind "\",\"name\":\"N\"," more "}"

#define DURATION "{\"type\":\"fixed\",\"name\":\"D\",\"size\":12,\"logicalType\":\"duration\"}"
#define NESTED "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"null\"}}"
#define ENDLESS NAMED("record", "\"fields\":[{\"name\":\"a\",\"type\":\"N\"}]")
#define MAYBE_INTS "{\"type\":\"array\",\"items\":[\"null\",\"int\"]}"
#define ENORMOUS NAMED("fixed", "\"size\":9223372036854775807")
#define ENUM NAMED("enum", "\"symbols\":[\"A\",\"B\"]")
#define NULLS "{\"type\":\"array\",\"items\":\"null\"}"
#define INTS "{\"type\":\"array\",\"items\":\"int\"}"
#define NULL_MAP "{\"type\":\"map\",\"values\":\"null\"}"
#define MAP "{\"type\":\"map\",\"values\":\"int\"}"
#define ENUM_OF_ONE NAMED("enum", "\"symbols\":[\"A\"]")
#define STAMP_MS LOGICAL("long", "timestamp-millis")
#define STAMP_US LOGICAL("long", "timestamp-micros")
#define STAMP_NS LOGICAL("long", "timestamp-nanos")
#define TIME_US LOGICAL("long", "time-micros")
#define TIME_MS LOGICAL("int", "time-millis")
#define FIXED NAMED("fixed", "\"size\":2")
#define TEXT_OR_INT "[\"string\",\"int\"]"
#define DATE LOGICAL("int", "date")
#define MAYBE_INT "[\"null\",\"int\"]"
#define BOOLEAN "\"boolean\""
#define DOUBLE "\"double\""
#define STRING "\"string\""
#define FLOAT "\"float\""
#define BYTES "\"bytes\""
#define LONG "\"long\""
#define INT "\"int\""

static Format *avro_format(const char *schema)
{
    FormatOption option = {"schema", schema, -1};
    g_autoptr(GError) error = NULL;
    Format *format = format_new("avro", -1, &option, 1, &error);

    UNIT_CHECK(format != NULL, error == NULL ? "" : error->message);
    return format;
}

static void a_value_is_read_by_its_schema(void)
{
    static const struct {
        const char *schema, *bytes, *type, *expected; /* NULL: it does not fit */
    } cases[] = {
        {BOOLEAN,     "01",                                    "bool",        "t"                            },
        {BOOLEAN,     "00",                                    "text",        "false"                        },
        {INT,         "01",                                    "int4",        "-1"                           },
        {INT,         "54",                                    "int8",        "42"                           },
        {INT,         "54",                                    "text",        "42"                           },
        {INT,         "54",                                    "float8",      "42"                           },
        {INT,         "54",                                    "numeric",     "42"                           },
        {INT,         "feffffff0f",                            "int4",        "2147483647"                   },
        {LONG,        "54",                                    "int4",        "42"                           },
        {LONG,        "8080808010",                            "int4",        NULL                           },
        {LONG,        "ffffffffffffffffff01",                  "int8",        "-9223372036854775808"         },
        {LONG,        "54",                                    "bool",        NULL                           },
        {FLOAT,       "0000c03f",                              "float8",      "1.5"                          },
        {DOUBLE,      "3d0ad7a370fd3340",                      "float8",      "19.99"                        },
        {DOUBLE,      "3d0ad7a370fd3340",                      "int4",        NULL                           },
        {DOUBLE,      "3d0ad7a370fd3340",                      "text",        "19.99"                        },
        {STRING,      "06 61c3a9",                             "text",        "a\xC3\xA9"                    },
        {STRING,      "04 61ff",                               "text",        "a\xEF\xBF\xBD"                },
        {STRING,      "00",                                    "text",        ""                             },
        {STRING,      "04 3432",                               "int4",        "42"                           },
        {STRING,      "04 3432",                               "bool",        NULL                           },
        {STRING,      "02 61",                                 "jsonb",       "\"a\""                        },
        {BYTES,       "04 00ff",                               "bytea",       "00ff"                         },
        {BYTES,       "04 00ff",                               "text",        "\\x00ff"                      },
        {FIXED,       "00ff",                                  "bytea",       "00ff"                         },
        {ENUM,        "02",                                    "text",        "B"                            },
        {MAYBE_INT,   "00",                                    "int4",        "\\N"                          },
        {MAYBE_INT,   "02 54",                                 "int4",        "42"                           },
        {TEXT_OR_INT, "02 54",                                 "text",        "42"                           },
        {TEXT_OR_INT, "00 02 61",                              "text",        "a"                            },
        {TEXT_OR_INT, "00 02 61",                              "int4",        NULL                           },
        {INTS,        "04 02 04 00",                           "int4[]",      "{1,2}"                        },
        {INTS,        "03 04 02 04 02 06 00",                  "int4[]",      "{1,2,3}"                      },
        {INTS,        "00",                                    "int4[]",      "{}"                           },
        {INTS,        "04 02 04 00",                           "int8[]",      "{1,2}"                        },
        {INTS,        "04 02 04 00",                           "text",        "[1, 2]"                       },
        {INTS,        "04 02 04 00",                           "jsonb",       "[1, 2]"                       },
        {INTS,        "04 02 04 00",                           "int4",        NULL                           },
        {MAYBE_INTS,  "04 00 02 04 00",                        "int4[]",      "{\\N,2}"                      },
        {MAP,         "04 04 6262 02 02 61 04 00",             "jsonb",       "{\"a\": 2, \"bb\": 1}"        },
        {DATE,        "02",                                    "int4",        NULL                           },
        {TIME_MS,     "80 c4 aa 22",                           "text",        "10:00:00"                     },
        {TIME_MS,     "06",                                    "text",        "00:00:00.003"                 },
        {TIME_MS,     "01",                                    "text",        NULL                           },
        {TIME_US,     "02",                                    "text",        "00:00:00.000001"              },
        {STAMP_MS,    "d0 0f",                                 "timestamptz", "1970-01-01 00:00:01+00"       },
        {STAMP_MS,    "01",                                    "timestamptz", "1969-12-31 23:59:59.999+00"   },
        {STAMP_US,    "02",                                    "timestamptz", "1970-01-01 00:00:00.000001+00"},
        {STAMP_NS,    "d0 0f",                                 "timestamptz", "1970-01-01 00:00:00.000001+00"},
        {STAMP_MS,    "feffffffffffffffff01",                  "timestamptz", NULL                           },
        {STAMP_MS,    "d0 0f",                                 "text",        "1970-01-01 00:00:01+00"       },
        {STAMP_MS,    "d0 0f",                                 "jsonb",       "\"1970-01-01 00:00:01+00\""   },
        {DECIMAL,     "02 00",                                 "numeric",     "0.00"                         },
        {DECIMAL,     "04 04d2",                               "numeric",     "12.34"                        },
        {DECIMAL,     "02 ff",                                 "numeric",     "-0.01"                        },
        {DECIMAL,     "08 ffffff9c",                           "numeric",     "-1.00"                        },
        {DECIMAL,     "00",                                    "numeric",     "0.00"                         },
        {DECIMAL,     "04 04d2",                               "float8",      "12.34"                        },
        {DECIMAL,     "04 04d2",                               "jsonb",       "12.34"                        },
        {DECIMAL,     "22 7f00000000000000000000000000000000", "numeric",     NULL                           },
        {DURATION,    "ffffffff 02000000 e8030000",            "interval",    NULL                           },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fields = g_strdup_printf("*:%s", cases[i].type);
        g_autofree char *why = g_strdup_printf("%s of %s", cases[i].bytes, cases[i].schema);
        g_autoptr(GString) bytes = bytes_of(cases[i].bytes);
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL, *counts = NULL;
        bool fits = cases[i].expected != NULL;

        UNIT_REQUIRE(decoding_open(&decoding, avro_format(cases[i].schema), NULL, fields, NULL));
        line = decoding_line(&decoding, bytes_span(bytes));
        UNIT_EQUALS_TEXT(line, fits ? cases[i].expected : "\\N");
        counts = decoding_counts(&decoding);
        UNIT_CHECK(strcmp(counts, fits ? "0 broken 0" : "1 broken 0") == 0, why);
    }
}

#define ORDER                                                                                      \
    "{\"type\":\"record\",\"name\":\"Order\",\"fields\":["                                         \
    "{\"name\":\"id\",\"type\":\"long\"},"                                                         \
    "{\"name\":\"buyer\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Person\",\"fields\":[" \
    "{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"age\",\"type\":\"int\"}]}]},"             \
    "{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"                      \
    "{\"name\":\"next\",\"type\":[\"null\",\"Order\"]}]}"

static void fields_are_found_by_path_and_in_any_order(void)
{
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"0e 02 06 416e6e 3c 02 02 78 00 00", "30|7|Ann|{x}|\\N|{\"age\": 30, \"name\": \"Ann\"}"},
        {"0e 00 00 02 10 00 00 00",           "\\N|7|\\N|{}|8|\\N"                               },
    };
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *counts = NULL;

    UNIT_REQUIRE(decoding_open(&decoding, avro_format(ORDER), NULL,
                               "buyer.age:int4, id:int8, buyer.name:text, tags:text[], "
                               "next.id:int8, buyer:jsonb",
                               NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) bytes = bytes_of(cases[i].bytes);
        g_autofree char *line = decoding_line(&decoding, bytes_span(bytes));

        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
    counts = decoding_counts(&decoding);
    UNIT_EQUALS_TEXT(counts, "0 0 0 0 0 0 broken 0");
}

static void a_field_that_the_schema_does_not_have_is_null(void)
{
    g_autoptr(GString) bytes = bytes_of("0e 00 00 00");
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *line = NULL, *counts = NULL;

    UNIT_REQUIRE(decoding_open(&decoding, avro_format(ORDER), NULL,
                               "gone:text, id:int8, id.x:text, next.gone:int4", NULL));
    line = decoding_line(&decoding, bytes_span(bytes));
    UNIT_EQUALS_TEXT(line, "\\N|7|\\N|\\N");
    counts = decoding_counts(&decoding);
    UNIT_EQUALS_TEXT(counts, "0 0 0 0 broken 0");
}

static void epochs_of_plain_longs_are_times(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    FormatOption options[] = {
        {"schema", "\"long\"", -1},
        {"epoch",  "ms",       -1}
    };
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *line = NULL;

    bytes_long(bytes, INT64_C(1795600800000));
    UNIT_REQUIRE(decoding_open(&decoding, format_new("avro", -1, options, 2, NULL), NULL,
                               "*:timestamptz", NULL));
    line = decoding_line(&decoding, bytes_span(bytes));
    UNIT_EQUALS_TEXT(line, "2026-11-25 10:00:00+00");
}

static void a_wire_header_is_taken_off(void)
{
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"00 00000007 54", "42" },
        {"01 00000007 54", "\\N"},
        {"00 000000",      "\\N"},
        {"",               "\\N"},
        {"00 00000007",    "\\N"},
    };
    FormatOption options[] = {
        {"schema",      "\"int\"", -1},
        {"wire_header", "true",    -1}
    };
    g_auto(Decoding) decoding = {NULL};

    UNIT_REQUIRE(
        decoding_open(&decoding, format_new("avro", -1, options, 2, NULL), NULL, "*:int4", NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) bytes = bytes_of(cases[i].bytes);
        g_autofree char *line = decoding_line(&decoding, bytes_span(bytes));

        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
    CU_ASSERT_EQUAL(decoder_broken(decoding.decoder)->count, 4);
    UNIT_CHECK(strstr(decoder_broken(decoding.decoder)->example, "zero byte") != NULL,
               decoder_broken(decoding.decoder)->example);
}

static void hostile_bytes_are_no_record(void)
{
    static const struct {
        const char *schema, *bytes, *why;
    } cases[] = {
        {LONG,        "",                        "it ends within a value"                       },
        {LONG,        "80",                      "it ends within a value"                       },
        {LONG,        "ffffffffffffffffff03",    "a number has more than 64 bits"               },
        {LONG,        "ffffffffffffffffffff01",  "a number has more than 64 bits"               },
        {INT,         "8080808010",              "an int has more than 32 bits"                 },
        {INT,         "54 00",                   "bytes are left after it"                      },
        {BOOLEAN,     "02",                      "a boolean is neither 0 nor 1"                 },
        {STRING,      "01",                      "a length is negative"                         },
        {BYTES,       "01",                      "a length is negative"                         },
        {STRING,      "04 61",                   "it ends within a value"                       },
        {STRING,      "feffffffffffffffff01",    "it ends within a value"                       },
        {BYTES,       "ffffffffffffffffff01",    "a length is negative"                         },
        {DOUBLE,      "00000000",                "it ends within a value"                       },
        {ENORMOUS,    "00",                      "it ends within a value"                       },
        {ENUM_OF_ONE, "02",                      "an enum has a symbol that its schema does"    },
        {ENUM_OF_ONE, "01",                      "an enum has a symbol that its schema does"    },
        {MAYBE_INT,   "04",                      "a union has a branch that its schema does not"},
        {MAYBE_INT,   "01",                      "a union has a branch that its schema does not"},
        {NULLS,       "feffffffffffffffff01",    "more than 1000000 values of no bytes"         },
        {NULLS,       "ffffffffffffffffff01 00", "more than 1000000 values of no bytes"         },
        {INTS,        "feffffffffffffffff01 02", "it ends within"                               },
        {INTS,        "01",                      "it ends within a value"                       },
        {NULL_MAP,    "02 01",                   "a length is negative"                         },
        {NESTED,      "02 02 00",                "it ends within a value"                       },
        {ENDLESS,     "",                        "nested more than 500 levels deep"             },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) bytes = bytes_of(cases[i].bytes);
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL;
        const DecoderCount *broken;

        UNIT_REQUIRE(decoding_open(&decoding, avro_format(cases[i].schema), NULL, "*:jsonb", NULL));
        line = decoding_line(&decoding, bytes_span(bytes));
        UNIT_EQUALS_TEXT(line, "\\N");
        broken = decoder_broken(decoding.decoder);
        UNIT_CHECK(broken->count == 1 && strstr(broken->example, cases[i].why) != NULL,
                   broken->example == NULL ? cases[i].why : broken->example);
    }
}

static void a_type_in_itself_goes_as_deep_as_the_limit(void)
{
    static const char *const list =
        NAMED("record", "\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"N\"]}]");
    static const struct {
        int depth;
        bool is_good;
    } cases[] = {
        {WIRE_DEPTH_MAX / 2 - 2, true },
        {WIRE_DEPTH_MAX / 2 - 1, false},
        {1000000,                false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL;

        for (int depth = 0; depth < cases[i].depth; depth++)
            g_string_append_c(bytes, 2);
        g_string_append_c(bytes, 0);
        UNIT_REQUIRE(decoding_open(&decoding, avro_format(list), NULL, "*:jsonb", NULL));
        line = decoding_line(&decoding, bytes_span(bytes));
        UNIT_CHECK((strcmp(line, "\\N") != 0) == cases[i].is_good, line);
    }
}

/* ---- beside the library ---- */

/* Each kind of value, with all logical types left out: the library knows none. */
#define EVERYTHING                                                                                 \
    "{\"type\":\"record\",\"name\":\"All\",\"fields\":["                                           \
    "{\"name\":\"b\",\"type\":\"boolean\"},{\"name\":\"i\",\"type\":\"int\"},"                     \
    "{\"name\":\"l\",\"type\":\"long\"},{\"name\":\"d\",\"type\":\"double\"},"                     \
    "{\"name\":\"s\",\"type\":\"string\"},{\"name\":\"y\",\"type\":\"bytes\"},"                    \
    "{\"name\":\"x\",\"type\":{\"type\":\"fixed\",\"name\":\"X\",\"size\":3}},"                    \
    "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\",\"C\"]}}" \
    ","                                                                                            \
    "{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":[\"null\",\"long\",\"string\"]}},"     \
    "{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"int\"}" \
    "}},"                                                                                          \
    "{\"name\":\"u\",\"type\":[\"null\",\"X\",\"All\"]}]}"

static void fill_blocks(avro_value_t *value, GRand *random, bool is_map, int depth);

static void fill_bytes(avro_value_t *value, GRand *random, avro_type_t type)
{
    uint8_t bytes[8];
    size_t len = (size_t)g_rand_int_range(random, 0, sizeof(bytes));

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)g_rand_int_range(random, type == AVRO_STRING ? 1 : 0,
                                             type == AVRO_STRING ? 128 : 256);
    if (type == AVRO_FIXED) {
        avro_value_set_fixed(value, bytes, 3);
    } else if (type == AVRO_BYTES) {
        avro_value_set_bytes(value, bytes, len);
    } else {
        bytes[len] = '\0';
        avro_value_set_string(value, (const char *)bytes);
    }
}

/* Random values of any schema; numbers of all lengths. */
static void fill(avro_value_t *value, GRand *random, int depth)
{
    int64_t number = (int64_t)((uint64_t)g_rand_int(random) << 32 | g_rand_int(random)) >>
                     g_rand_int_range(random, 0, 64);
    avro_type_t type = avro_value_get_type(value);
    avro_value_t child;
    size_t size = 0;

    switch (type) {
    case AVRO_BOOLEAN:
        avro_value_set_boolean(value, (int)(number & 1));
        break;
    case AVRO_INT32:
        avro_value_set_int(value, (int32_t)number);
        break;
    case AVRO_INT64:
        avro_value_set_long(value, number);
        break;
    case AVRO_DOUBLE:
        avro_value_set_double(value, (double)number / 1000);
        break;
    case AVRO_ENUM:
        avro_value_set_enum(value, g_rand_int_range(random, 0, 3));
        break;
    case AVRO_ARRAY:
    case AVRO_MAP:
        fill_blocks(value, random, type == AVRO_MAP, depth);
        break;
    case AVRO_RECORD:
        avro_value_get_size(value, &size);
        for (size_t i = 0; i < size; i++) {
            avro_value_get_by_index(value, i, &child, NULL);
            fill(&child, random, depth + 1);
        }
        break;
    case AVRO_UNION:
        avro_value_set_branch(value, depth > 3 ? 0 : g_rand_int_range(random, 0, 3), &child);
        fill(&child, random, depth + 1);
        break;
    case AVRO_NULL:
        avro_value_set_null(value);
        break;
    default:
        fill_bytes(value, random, type);
        break;
    }
}

static void fill_blocks(avro_value_t *value, GRand *random, bool is_map, int depth)
{
    int len = g_rand_int_range(random, 0, 4);
    avro_value_t child;
    char name[8];

    for (int i = 0; i < len; i++) {
        g_snprintf(name, sizeof(name), "k%d", i);
        if (is_map)
            avro_value_add(value, name, &child, NULL, NULL);
        else
            avro_value_append(value, &child, NULL);
        fill(&child, random, depth + 1);
    }
}

static void write_quoted(const void *bytes, size_t len, bool is_hex, GString *json)
{
    g_string_append(json, is_hex ? "\"\\\\x" : "\"");
    for (size_t i = 0; i < len; i++)
        g_string_append_printf(json, is_hex ? "%02x" : "\\u%04x", ((const uint8_t *)bytes)[i]);
    g_string_append_c(json, '"');
}

/* What the library has, as JSON in our manner: unions without their branch's name. */
static void write_expected(const avro_value_t *value, GString *json)
{
    avro_type_t type = avro_value_get_type(value);
    avro_value_t child;
    int64_t whole = 0;
    int32_t small = 0;
    int truth = 0;
    double real = 0;
    size_t size = 0;
    const void *bytes = NULL;
    const char *text = NULL;

    switch (type) {
    case AVRO_BOOLEAN:
        avro_value_get_boolean(value, &truth);
        g_string_append(json, truth ? "true" : "false");
        break;
    case AVRO_INT32:
        avro_value_get_int(value, &small);
        g_string_append_printf(json, "%d", small);
        break;
    case AVRO_INT64:
        avro_value_get_long(value, &whole);
        g_string_append_printf(json, "%" G_GINT64_FORMAT, whole);
        break;
    case AVRO_DOUBLE:
        avro_value_get_double(value, &real);
        value_write(TYPE_FLOAT8, &(Value){.real = real}, NULL, json);
        break;
    case AVRO_STRING:
        avro_value_get_string(value, &text, &size);
        write_quoted(text, size - 1, false, json);
        break;
    case AVRO_BYTES:
        avro_value_get_bytes(value, &bytes, &size);
        write_quoted(bytes, size, true, json);
        break;
    case AVRO_FIXED:
        avro_value_get_fixed(value, &bytes, &size);
        write_quoted(bytes, size, true, json);
        break;
    case AVRO_ENUM:
        avro_value_get_enum(value, &truth);
        g_string_append_printf(json, "\"%c\"", 'A' + truth);
        break;
    case AVRO_UNION:
        avro_value_get_current_branch(value, &child);
        write_expected(&child, json);
        break;
    case AVRO_NULL:
        g_string_append(json, "null");
        break;
    default:
        avro_value_get_size(value, &size);
        g_string_append_c(json, type == AVRO_ARRAY ? '[' : '{');
        for (size_t i = 0; i < size; i++) {
            avro_value_get_by_index(value, i, &child, &text);
            g_string_append(json, i > 0 ? "," : "");
            if (type != AVRO_ARRAY)
                g_string_append_printf(json, "\"%s\":", text);
            write_expected(&child, json);
        }
        g_string_append_c(json, type == AVRO_ARRAY ? ']' : '}');
    }
}

static void check_one(Decoding *decoding, avro_value_t *value)
{
    g_autoptr(GString) json = g_string_new(NULL);
    g_autoptr(Arena) arena = arena_new(1 << 20);
    g_autofree char *bytes = g_malloc(1 << 16);
    g_autofree char *line = NULL, *expected = NULL;
    avro_writer_t writer = avro_writer_memory(bytes, 1 << 16);
    Span jsonb = {"", 0};

    UNIT_CHECK(avro_value_write(writer, value) == 0, avro_strerror());
    write_expected(value, json);
    UNIT_CHECK(jsonb_read(span_make(json->str, json->len), arena, &jsonb, NULL), json->str);
    expected = g_strndup(jsonb.at, jsonb.len);
    line = decoding_line(decoding, span_make(bytes, (size_t)avro_writer_tell(writer)));
    UNIT_EQUALS_TEXT(line, expected);
    avro_writer_free(writer);
}

static void what_the_library_writes_is_read_as_it_was(void)
{
    enum { RECORDS = 2000 };
    uint32_t seed = g_random_int();
    GRand *random = g_rand_new_with_seed(seed);
    g_auto(Decoding) decoding = {NULL};
    avro_schema_t schema = NULL;
    avro_value_iface_t *class = NULL;
    avro_value_t value;

    printf("# seed %u\n", seed);
    UNIT_REQUIRE(decoding_open(&decoding, avro_format(EVERYTHING), NULL, "*:jsonb", NULL));
    UNIT_REQUIRE(avro_schema_from_json_length(EVERYTHING, strlen(EVERYTHING), &schema) == 0);
    class = avro_generic_class_from_schema(schema);
    UNIT_REQUIRE(class != NULL && avro_generic_value_new(class, &value) == 0);
    for (int i = 0; i < RECORDS && CU_get_number_of_failures() == 0; i++) {
        avro_value_reset(&value);
        fill(&value, random, 0);
        check_one(&decoding, &value);
    }
    avro_value_decref(&value);
    avro_value_iface_decref(class);
    avro_schema_decref(schema);
    g_rand_free(random);
}

UNIT_MAIN("codec/avro", UNIT(a_value_is_read_by_its_schema),
          UNIT(fields_are_found_by_path_and_in_any_order),
          UNIT(a_field_that_the_schema_does_not_have_is_null),
          UNIT(epochs_of_plain_longs_are_times), UNIT(a_wire_header_is_taken_off),
          UNIT(hostile_bytes_are_no_record), UNIT(a_type_in_itself_goes_as_deep_as_the_limit),
          UNIT(what_the_library_writes_is_read_as_it_was))
