/*
 * decoder: JSON, CSV, text and bytes as values of columns; what does not fit, what is broken.
 * Method: tables of records and the line that their values are.
 */
#include "decoding.h"

#define INSTANT "2026-11-25 10:00:00+00"

static void a_json_value_is_read_as_its_text_would_be(void)
{
    static const struct {
        const char *type, *json, *expected; /* NULL: it does not fit */
    } cases[] = {
        {"bool",        "true",                             "t"                             },
        {"bool",        "false",                            "f"                             },
        {"bool",        "\"yes\"",                          "t"                             },
        {"bool",        "1",                                "t"                             },
        {"bool",        "2",                                NULL                            },
        {"bool",        "[]",                               NULL                            },
        {"int4",        "42",                               "42"                            },
        {"int4",        "-0",                               "0"                             },
        {"int4",        "\" 42 \"",                         "42"                            },
        {"int4",        "1.0",                              "1"                             },
        {"int4",        "1e3",                              "1000"                          },
        {"int4",        "120e-1",                           "12"                            },
        {"int4",        "1.5",                              NULL                            },
        {"int4",        "-0.0001",                          NULL                            },
        {"int4",        "1e-1",                             NULL                            },
        {"int4",        "0e9999",                           "0"                             },
        {"int4",        "2147483648",                       NULL                            },
        {"int4",        "\"1.0\"",                          NULL                            },
        {"int4",        "true",                             NULL                            },
        {"int4",        "{}",                               NULL                            },
        {"int8",        "9223372036854775807",              "9223372036854775807"           },
        {"int8",        "-9223372036854775808",             "-9223372036854775808"          },
        {"int8",        "9223372036854775808",              NULL                            },
        {"int8",        "9223372036854775807.0",            "9223372036854775807"           },
        {"int8",        "1e9999",                           NULL                            },
        {"int8",        "1e99999",                          NULL                            },
        {"int8",        "1234567890123456789012345678901",  NULL                            },
        {"float8",      "19.99",                            "19.99"                         },
        {"float8",      "1e400",                            NULL                            },
        {"float8",      "\"NaN\"",                          "NaN"                           },
        {"numeric",     "12345678901234567890",             "12345678901234567890"          },
        {"numeric",     "19.990",                           "19.990"                        },
        {"numeric",     "1e-3",                             "0.001"                         },
        {"numeric",     "\"-12.50\"",                       "-12.50"                        },
        {"date",        "\"2026-11-25\"",                   "2026-11-25"                    },
        {"date",        "\"2026-11-31\"",                   NULL                            },
        {"timestamp",   "\"2026-11-25T10:00:00\"",          "2026-11-25 10:00:00"           },
        {"interval",    "\"1 day 02:00\"",                  "1 day 02:00:00"                },
        {"bytea",       "\"\\\\x00ff\"",                    "00ff"                          },
        {"jsonb",       "{\"b\":1.50,\"a\":[ ]}",           "{\"a\": [], \"b\": 1.50}"      },
        {"jsonb",       "\"x\"",                            "\"x\""                         },
        {"int8[]",      "\"{1,NULL}\"",                     "{1,\\N}"                       },
        {"numeric[]",   "[1.0,\"2.50\"]",                   "{1.0,2.50}"                    },
        {"jsonb[]",     "[1,{}]",                           "{1,{}}"                        },
        {"numeric",     "\"n/a\"",                          NULL                            },
        {"text",        "\"caf\\u00e9 \\ud83d\\ude00\\n\"", "caf\xC3\xA9 \xF0\x9F\x98\x80\n"},
        {"text",        "\"\"",                             ""                              },
        {"text",        "19.990",                           "19.990"                        },
        {"text",        "true",                             "true"                          },
        {"text",        "[1, {\"a\":2}]",                   "[1, {\"a\":2}]"                },
        {"timestamptz", "\"2026-11-25T11:00:00+01:00\"",    INSTANT                         },
        {"timestamptz", "\"2026-11-25T10:00:00Z\"",         INSTANT                         },
        {"timestamptz", "\"2026-13-25T10:00:00Z\"",         NULL                            },
        {"timestamptz", "1700000000",                       NULL                            },
        {"int8[]",      "[1, null, 3.0]",                   "{1,\\N,3}"                     },
        {"int8[]",      "[]",                               "{}"                            },
        {"int8[]",      "[1, \"x\"]",                       NULL                            },
        {"int8[]",      "[[1]]",                            NULL                            },
        {"int8[]",      "1",                                NULL                            },
        {"text[]",      "[\"a\\tb\", 1, {}]",               "{a\tb,1,{}}"                   },
        {"bool[]",      "[true,false]",                     "{t,f}"                         },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fields = g_strdup_printf("f:%s", cases[i].type);
        g_autofree char *record = g_strdup_printf(" {\"f\" : %s } ", cases[i].json);
        g_autofree char *why = g_strdup_printf("%s of %s", cases[i].type, cases[i].json);
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL;
        bool fits = cases[i].expected != NULL;

        UNIT_REQUIRE(
            decoding_open(&decoding, decoding_format("json", "", NULL), NULL, fields, NULL));
        line = decoding_line(&decoding, span_of(record));
        UNIT_EQUALS_TEXT(line, fits ? cases[i].expected : "\\N");
        UNIT_CHECK(decoder_misfits(decoding.decoder, 0)->count == (fits ? 0 : 1), why);
        if (!fits)
            UNIT_CHECK(strstr(cases[i].json, decoder_misfits(decoding.decoder, 0)->example) != NULL,
                       why);
        UNIT_CHECK(decoder_broken(decoding.decoder)->count == 0, why);
    }
}

static void a_number_is_a_time_if_the_format_says_what_it_counts(void)
{
    static const struct {
        const char *epoch, *type, *json, *expected;
    } cases[] = {
        {"s",    "timestamptz", "1795600800",            INSTANT                    },
        {"s",    "timestamptz", "1795600800.25",         "2026-11-25 10:00:00.25+00"},
        {"s",    "timestamptz", "\"1795600800\"",        INSTANT                    },
        {"s",    "timestamptz", "\"2026-11-25T10:00Z\"", INSTANT                    },
        {"s",    "timestamptz", "-1.5",                  "1969-12-31 23:59:58.5+00" },
        {"ms",   "timestamptz", "1795600800000",         INSTANT                    },
        {"ms",   "timestamptz", "1.7956008e12",          INSTANT                    },
        {"us",   "timestamptz", "1795600800000000",      INSTANT                    },
        {"ns",   "timestamptz", "1795600800000000999",   INSTANT                    },
        {"s",    "timestamptz", "1795600800000000",      "\\N"                      },
        {"auto", "timestamptz", "1795600800",            INSTANT                    },
        {"auto", "timestamptz", "1795600800000",         INSTANT                    },
        {"auto", "timestamptz", "1795600800000000",      INSTANT                    },
        {"auto", "timestamptz", "1795600800000000000",   INSTANT                    },
        {"auto", "timestamptz", "99999999999",           "5138-11-16 09:46:39+00"   },
        {"auto", "timestamptz", "100000000000",          "1973-03-03 09:46:40+00"   },
        {"auto", "timestamptz", "0",                     "1970-01-01 00:00:00+00"   },
        {"auto", "timestamptz", "\"x\"",                 "\\N"                      },
        {"auto", "int8",        "1795600800",            "1795600800"               },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fields = g_strdup_printf("t:%s", cases[i].type);
        g_autofree char *option = g_strdup_printf("epoch=%s", cases[i].epoch);
        g_autofree char *record = g_strdup_printf("{\"t\":%s}", cases[i].json);
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL;

        UNIT_REQUIRE(
            decoding_open(&decoding, decoding_format("json", option, NULL), NULL, fields, NULL));
        line = decoding_line(&decoding, span_of(record));
        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
}

static void a_time_without_a_zone_is_of_the_decoders(void)
{
    static const char *const path[] = {"t"};
    g_autoptr(Format) format = decoding_format("json", "", NULL);
    g_autoptr(Arena) arena = arena_new(1 << 16);
    g_autoptr(Decoder) decoder = NULL;
    DecoderField field = {path, 1, TYPE_TIMESTAMPTZ};
    DecoderSpec spec = {.format = format,
                        .zone = zone_find(span_of("Europe/Berlin")),
                        .fields = &field,
                        .fields_len = 1};
    Value value;
    bool is_row;

    decoder = decoder_new(&spec, NULL);
    UNIT_REQUIRE(decoder != NULL && spec.zone != NULL);
    UNIT_REQUIRE(decoder_record(decoder, span_of("{\"t\":\"2026-11-25 11:00\"}"), arena, &value,
                                &is_row, NULL));
    CU_ASSERT_EQUAL(value.integer, INT64_C(1795600800000000));
}

static void json_fields_are_found_by_path(void)
{
    static const struct {
        const char *record, *expected;
    } cases[] = {
        {"{\"a\":1,\"b\":{\"c\":{\"d\":\"x\"}},\"list\":[7,8]}", "1|x|8|\\N"      },
        {"{\"b\":{\"c\":1},\"a\":null}",                         "\\N|\\N|\\N|\\N"},
        {"{\"a\":1,\"a\":2}",                                    "2|\\N|\\N|\\N"  },
        {"{\"\\u0061\":3}",                                      "3|\\N|\\N|\\N"  },
        {"{\"a.b\":1,\"A\":1}",                                  "\\N|\\N|\\N|\\N"},
        {"[1,2]",                                                "\\N|\\N|\\N|\\N"},
        {"null",                                                 "\\N|\\N|\\N|\\N"},
        {"{\"b\":{\"c\":{\"d\":null}},\"\":5}",                  "\\N|\\N|\\N|\\N"},
    };
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *counts = NULL;

    UNIT_REQUIRE(decoding_open(&decoding, decoding_format("json", "", NULL), NULL,
                               "a:int8, b.c.d:text, list.1:int4, none:text", NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = decoding_line(&decoding, span_of(cases[i].record));

        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
    counts = decoding_counts(&decoding);
    UNIT_EQUALS_TEXT(counts, "0 0 0 0 broken 0");
}

static void what_is_no_json_is_counted_and_says_why(void)
{
    static const char *const records[] = {"{\"a\":1", "{'a':1}", "", "\xFF", "{\"a\":1} x"};
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *counts = NULL, *sentence = NULL, *tombstone = NULL, *whole = NULL;

    UNIT_REQUIRE(
        decoding_open(&decoding, decoding_format("json", "", NULL), NULL, "a:int4, *:text", NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        g_autofree char *line = decoding_line(&decoding, span_of(records[i]));

        UNIT_EQUALS_TEXT(line, "\\N|\\N");
    }
    tombstone = decoding_line(&decoding, span_make(NULL, 0));
    UNIT_EQUALS_TEXT(tombstone, "\\N|\\N");
    whole = decoding_line(&decoding, span_of(" {\"a\": \"1\"} "));
    UNIT_EQUALS_TEXT(whole, "1|{\"a\": \"1\"}");
    counts = decoding_counts(&decoding);
    UNIT_EQUALS_TEXT(counts, "0 0 broken 5");
    sentence =
        decoder_broken_sentence(decoding.format, 5, decoder_broken(decoding.decoder)->example);
    UNIT_EQUALS_TEXT(sentence, "5 records are no JSON, such as the first: invalid input syntax for "
                               "type json: The input string ended unexpectedly.");
}

static void misfits_are_told_with_the_first_example(void)
{
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *one = NULL, *several = NULL, *long_record = NULL, *first = NULL,
                    *second = NULL, *third = NULL, *x = g_strnfill(99, 'x');
    const DecoderCount *misfits;

    UNIT_REQUIRE(decoding_open(&decoding, decoding_format("json", "", NULL), NULL,
                               "price:int4, name:int4", NULL));
    first = decoding_line(&decoding, span_of("{\"price\":\"n/a\"}"));
    misfits = decoder_misfits(decoding.decoder, 0);
    one = decoder_misfit_sentence("price", TYPE_INT4, misfits->count, misfits->example);
    UNIT_EQUALS_TEXT(one, "field price: 1 value is no integer, such as \"n/a\"");
    second = decoding_line(&decoding, span_of("{\"price\":true}"));
    several = decoder_misfit_sentence("price", TYPE_INT4, misfits->count, misfits->example);
    UNIT_EQUALS_TEXT(several, "field price: 2 values are no integer, such as \"n/a\"");
    /* Cut at a whole character: 99 letters, and an e with an accent do not fit. */
    long_record = g_strdup_printf("{\"name\":\"%s\xC3\xA9\"}", x);
    third = decoding_line(&decoding, span_of(long_record));
    CU_ASSERT_EQUAL(strlen(decoder_misfits(decoding.decoder, 1)->example), 99);
}

static void more_fields_than_one_pass_finds_are_all_read(void)
{
    enum { FIELDS = 150 };
    g_autoptr(Format) format = decoding_format("json", "", NULL);
    g_autoptr(Decoder) decoder = NULL;
    g_autoptr(Arena) arena = arena_new(1 << 16);
    g_autoptr(GString) record = g_string_new("{");
    char names[FIELDS][8];
    const char *paths[FIELDS];
    DecoderField fields[FIELDS];
    Value values[FIELDS];
    bool is_row, is_right = true;

    for (int i = 0; i < FIELDS; i++) {
        g_snprintf(names[i], sizeof(names[i]), "f%d", i);
        paths[i] = names[i];
        fields[i] = (DecoderField){&paths[i], 1, TYPE_INT4};
        g_string_append_printf(record, "%s\"f%d\":%d", i > 0 ? "," : "", i, i * 3);
    }
    g_string_append_c(record, '}');
    decoder =
        decoder_new(&(DecoderSpec){.format = format, .fields = fields, .fields_len = FIELDS}, NULL);
    UNIT_REQUIRE(decoder != NULL);
    UNIT_REQUIRE(
        decoder_record(decoder, span_make(record->str, record->len), arena, values, &is_row, NULL));
    for (int i = 0; i < FIELDS; i++)
        is_right = is_right && !values[i].is_null && values[i].integer == i * 3;
    CU_ASSERT_TRUE(is_right);
}

static void csv_columns_are_read_by_name_or_place(void)
{
    static const struct {
        const char *options, *fields, *record, *expected;
    } cases[] = {
        {"columns=id,name,price", "price:float8, id:int4, name:text", "7,Ann,1.5",        "1.5|7|Ann"},
        {"",                      "column2:text, column1:int4",       "7,Ann,1.5\r\n",    "Ann|7"    },
        {"",                      "column1:text, column1:int4",       "7",                "7|7"      },
        {"",                      "column1:text, column2:text",       ",\"\"",            "\\N|"     },
        {"null=NULL",             "column1:text, column2:text",       "NULL,",            "\\N|"     },
        {"null=NULL",             "column1:text",                     "\"NULL\"",         "NULL"     },
        {"",                      "column1:int4, column3:text",       "1,2",              "1|\\N"    },
        {"",                      "column1:int4",                     "\"1\"",            "1"        },
        {"",                      "column1:int4",                     " 1 ",              "1"        },
        {"",                      "column1:text",                     "\"a \"\"b\"\"\"",  "a \"b\""  },
        {"",                      "column1:int4, column2:int4",       "x,2",              "\\N|2"    },
        {"",                      "column1:int4, column2:int4",       "1,\"2",            "\\N|\\N"  },
        {"",                      "column1:text",
         "a\xFF"
         "b",                                                                             "a\xEF\xBF\xBD"
         "b"                                                                            },
        {"delimiter=\\t\nquote=", "column2:text",                     "a\t\"b",           "\"b"      },
        {"columns=a,a",           "a:int4",                           "1,2",              "1"        },
        {"epoch=s",               "column1:timestamptz",              "1795600800",       INSTANT    },
        {"",                      "column1:timestamptz",              "2026-11-25 10:00", INSTANT    },
        {"",                      "*:text, column1:text",             "a,b",              "a,b|a"    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL;
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(decoding_open(&decoding, decoding_format("csv", cases[i].options, NULL), NULL,
                                 cases[i].fields, &error),
                   error == NULL ? "" : error->message);
        UNIT_REQUIRE(decoding.decoder != NULL);
        line = decoding_line(&decoding, span_of(cases[i].record));
        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
}

static void a_csv_header_is_no_row_wherever_it_stands(void)
{
    static const struct {
        const char *record, *expected;
    } cases[] = {
        {"id,name",             "(no row)"},
        {"\"id\",\"name\"\r\n", "(no row)"},
        {"\xEF\xBB\xBFid,name", "(no row)"},
        {"1,name",              "1|name"  },
        {"id",                  "\\N|\\N" },
        {"id,name,id",          "\\N|name"},
        {"2,Bob",               "2|Bob"   },
        {"id,name\n1,Ann",      "\\N|\\N" },
    };
    g_auto(Decoding) decoding = {NULL};
    g_autofree char *counts = NULL, *sentence = NULL;

    UNIT_REQUIRE(decoding_open(&decoding,
                               decoding_format("csv", "header=true\ncolumns=id,name", NULL), NULL,
                               "id:int4, name:text", NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = decoding_line(&decoding, span_of(cases[i].record));

        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
    counts = decoding_counts(&decoding);
    UNIT_EQUALS_TEXT(counts, "2 0 broken 1");
    sentence =
        decoder_broken_sentence(decoding.format, 1, decoder_broken(decoding.decoder)->example);
    UNIT_EQUALS_TEXT(sentence, "1 record is no row of CSV, such as the first: a second row "
                               "follows; one record is one row");
}

static void text_and_bytes_are_one_value(void)
{
    static const struct {
        const char *format, *fields, *record, *expected;
    } cases[] = {
        {"text",  "*:text",         "a, b",    "a, b"   },
        {"text",  "*:int8, *:text", " 12 ",    "12| 12 "},
        {"text",  "*:int8",         "x",       "\\N"    },
        {"text",  "*:text",         "",        ""       },
        {"bytes", "*:bytea",        "a\xFF\n", "61ff0a" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Decoding) decoding = {NULL};
        g_autofree char *line = NULL;

        UNIT_REQUIRE(decoding_open(&decoding, decoding_format(cases[i].format, "", NULL), NULL,
                                   cases[i].fields, NULL));
        line = decoding_line(&decoding, span_of(cases[i].record));
        UNIT_EQUALS_TEXT(line, cases[i].expected);
    }
}

static void a_field_that_a_format_can_not_have_is_refused(void)
{
    static const struct {
        const char *format, *options, *fields, *said;
    } cases[] = {
        {"text",  "",            "a:text",       "records of the format 'text' have no field \"a\"" },
        {"bytes", "",            "*:text",       "records of the format 'bytes' are bytea, not text"},
        {"csv",   "",            "price:text",   "the CSV records have no column \"price\""         },
        {"csv",   "",            "column0:text", "have no column \"column0\""                       },
        {"csv",   "columns=a,b", "c:text",       "the CSV records have no column \"c\""             },
        {"csv",   "columns=a,b", "a.b:text",     "the column \"a\" of CSV records has no fields"    },
        {"csv",   "header=true", "a:text",       "the columns of CSV records with a header are not" },
        {"avro",  "",            "a:text",       "the schema of Avro records is not known"          },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Decoding) decoding = {NULL};
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(!decoding_open(&decoding,
                                  decoding_format(cases[i].format, cases[i].options, NULL), NULL,
                                  cases[i].fields, &error),
                   cases[i].said);
        UNIT_FAILED_WITH(error, FAIL_QUERY, cases[i].said);
    }
}

static void limits_are_named(void)
{
    g_auto(Decoding) decoding = {NULL};
    g_autoptr(Format) format = decoding_format("json", "", NULL);
    g_autoptr(Arena) small = arena_new(8);
    g_autoptr(GError) deep = NULL, many = NULL, full = NULL;
    const char *path[DECODER_STEPS_MAX + 1];
    DecoderField field = {path, G_N_ELEMENTS(path), TYPE_TEXT};
    DecoderSpec spec = {.format = format, .fields = &field, .fields_len = 1};
    Value values[1];
    bool is_row;

    for (size_t i = 0; i < G_N_ELEMENTS(path); i++)
        path[i] = "a";
    CU_ASSERT_PTR_NULL(decoder_new(&spec, &deep));
    UNIT_FAILED_WITH(deep, FAIL_LIMIT, "has 17 names, more than the 16");
    spec.fields_len = DECODER_FIELDS_MAX + 1;
    CU_ASSERT_PTR_NULL(decoder_new(&spec, &many));
    UNIT_FAILED_WITH(many, FAIL_LIMIT, "1001 fields of a record are read, more than 1000");

    UNIT_REQUIRE(decoding_open(&decoding, decoding_format("json", "", NULL), NULL, "a:text", NULL));
    CU_ASSERT_FALSE(decoder_record(decoding.decoder, span_of("{\"a\":\"\\n234567890\"}"), small,
                                   values, &is_row, &full));
    UNIT_FAILED_WITH(full, FAIL_LIMIT, "do not fit into the memory of a row");
}

UNIT_MAIN("codec/decoder", UNIT(a_json_value_is_read_as_its_text_would_be),
          UNIT(a_number_is_a_time_if_the_format_says_what_it_counts),
          UNIT(a_time_without_a_zone_is_of_the_decoders), UNIT(json_fields_are_found_by_path),
          UNIT(what_is_no_json_is_counted_and_says_why),
          UNIT(misfits_are_told_with_the_first_example),
          UNIT(more_fields_than_one_pass_finds_are_all_read),
          UNIT(csv_columns_are_read_by_name_or_place),
          UNIT(a_csv_header_is_no_row_wherever_it_stands), UNIT(text_and_bytes_are_one_value),
          UNIT(a_field_that_a_format_can_not_have_is_refused), UNIT(limits_are_named))
