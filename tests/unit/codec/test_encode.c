/* encode: values as JSON, and as whole records. */
#include "codec/encode.h"

#include "lib/unit.h"

/* (owned) A text read as a value of a type, then written. */
static char *encoded(const char *type_text, const char *text, bool is_json)
{
    g_autoptr(Arena) arena = arena_new(1 << 16);
    GString *bytes = g_string_new(NULL);
    Value value;
    Type type;

    if (!type_find(type_text, &type) || !value_read(type, span_of(text), NULL, arena, &value, NULL))
        g_string_append(bytes, "(no value)");
    else if (is_json)
        encode_json(type, &value, NULL, bytes);
    else
        encode_plain(type, &value, NULL, bytes);
    return g_string_free(bytes, FALSE);
}

static const struct {
    const char *type, *text, *json, *plain;
} cases[] = {
    {"bool",        "t",                                   "true",                            "true"                               },
    {"int8",        "-7",                                  "-7",                              "-7"                                 },
    {"numeric",     "19.90",                               "19.90",                           "19.90"                              },
    {"numeric",     "NaN",                                 "\"NaN\"",                         "NaN"                                },
    {"float8",      "1e300",                               "1e+300",                          "1e+300"                             },
    {"float8",      "-Infinity",                           "\"-Infinity\"",                   "-Infinity"                          },
    {"text",        "it's \"q\" \\ \n\t\x01\x7f \xc3\xa9",
     "\"it's \\\"q\\\" \\\\ \\n\\t\\u0001\x7f \xc3\xa9\"",                                    "it's \"q\" \\ \n\t\x01\x7f \xc3\xa9"},
    {"timestamptz", "2026-03-01 10:00:00.5",               "\"2026-03-01T10:00:00.5+00:00\"",
     "2026-03-01 10:00:00.5+00"                                                                                                    },
    {"timestamp",   "2026-03-01 10:00",                    "\"2026-03-01T10:00:00\"",         "2026-03-01 10:00:00"                },
    {"date",        "2026-03-01",                          "\"2026-03-01\"",                  "2026-03-01"                         },
    {"interval",    "90 minutes",                          "\"01:30:00\"",                    "01:30:00"                           },
    {"jsonb",       "{\"b\": [1.0, null]}",                "{\"b\": [1.0, null]}",            "{\"b\": [1.0, null]}"               },
    {"text[]",      "{a,NULL,\"c d\"}",                    "[\"a\", null, \"c d\"]",          "{a,NULL,\"c d\"}"                   },
    {"bytea",       "\\x41ff",                             "\"\\\\x41ff\"",                   "A\xff"                              },
};

static void a_value_is_json_as_postgresql_makes_it(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *json = encoded(cases[i].type, cases[i].text, true);

        UNIT_EQUALS_TEXT(json, cases[i].json);
    }
}

static void a_value_is_a_record_by_its_text_or_its_bytes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *plain = encoded(cases[i].type, cases[i].text, false);

        UNIT_EQUALS_TEXT(plain, cases[i].plain);
    }
}

static void null_is_null(void)
{
    g_autoptr(GString) json = g_string_new("x");

    encode_json(TYPE_INT4, &VALUE_NULL, NULL, json);
    UNIT_EQUALS_TEXT(json->str, "xnull");
}

UNIT_MAIN("codec/encode", UNIT(a_value_is_json_as_postgresql_makes_it),
          UNIT(a_value_is_a_record_by_its_text_or_its_bytes), UNIT(null_is_null))
