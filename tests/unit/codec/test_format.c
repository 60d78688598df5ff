/*
 * format: names and options as a statement has them, and what is said of wrong ones.
 */
#include "codec/format.h"
#include "lib/unit.h"

static void options_are_read(void)
{
    static const FormatOption options[] = {
        {"header",    "TRUE", 1},
        {"delimiter", "\\t",  2},
        {"quote",     "'",    3},
        {"null",      "NULL", 4},
        {"epoch",     "ms",   5},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(Format) format = format_new("csv", 0, options, G_N_ELEMENTS(options), &error);

    UNIT_REQUIRE(format != NULL);
    CU_ASSERT_EQUAL(format->kind, FORMAT_CSV);
    CU_ASSERT_TRUE(format->has_header);
    CU_ASSERT_EQUAL(format->dialect.delimiter, '\t');
    CU_ASSERT_EQUAL(format->dialect.quote, '\'');
    CU_ASSERT_EQUAL(format->dialect.escape, '\'');
    CU_ASSERT_EQUAL(format->epoch, FORMAT_EPOCH_MS);
    UNIT_EQUALS_TEXT(format->null_text, "NULL");
    CU_ASSERT_PTR_NULL(format->columns);
    CU_ASSERT_FALSE(format->has_wire_header);
}

static void columns_are_a_row_themselves(void)
{
    static const FormatOption option = {"columns", "id, name,\"a,b\",\"c\"\"\"", -1};
    g_autoptr(Format) format = format_new("CSV", -1, &option, 1, NULL);

    UNIT_REQUIRE(format != NULL && format->columns != NULL);
    CU_ASSERT_EQUAL(g_strv_length(format->columns), 4);
    UNIT_EQUALS_TEXT(format->columns[0], "id");
    UNIT_EQUALS_TEXT(format->columns[1], "name");
    UNIT_EQUALS_TEXT(format->columns[2], "a,b");
    UNIT_EQUALS_TEXT(format->columns[3], "c\"");
}

static void avro_has_a_wire_header_unless_its_schema_is_given(void)
{
    static const FormatOption options[] = {
        {"schema",      "\"string\"", -1},
        {"wire_header", "true",       -1}
    };
    g_autoptr(Format) of_registry = format_new("avro", -1, NULL, 0, NULL);
    g_autoptr(Format) plain = format_new("avro", -1, options, 1, NULL);
    g_autoptr(Format) both = format_new("avro", -1, options, 2, NULL);

    UNIT_REQUIRE(of_registry != NULL && plain != NULL && both != NULL);
    CU_ASSERT_TRUE(of_registry->has_wire_header && of_registry->schema == NULL);
    CU_ASSERT_TRUE(!plain->has_wire_header && plain->schema != NULL);
    CU_ASSERT_TRUE(both->has_wire_header && both->schema != NULL);
}

static void what_is_wrong_names_what_is_allowed(void)
{
    static const struct {
        const char *format, *option, *value;
        FailCode code;
        const char *said, *hint;
    } cases[] = {
        {"xml",  NULL,        NULL,    FAIL_QUERY, "there is no format \"xml\"",
         "the formats are text, bytes, json, csv, avro"                                                 },
        {"json", "delimiter", ",",     FAIL_QUERY, "format 'json' has no option \"delimiter\"",
         "its options are epoch"                                                                        },
        {"text", "header",    "true",  FAIL_QUERY, "format 'text' has no option \"header\"",
         "it has no options"                                                                            },
        {"csv",  "header",    "maybe", FAIL_QUERY, "option header is true or false, not \"maybe\"",
         NULL                                                                                           },
        {"csv",  "delimiter", "ab",    FAIL_QUERY, "option delimiter is one character",             NULL},
        {"csv",  "delimiter", "\n",    FAIL_QUERY, "option delimiter is one character",             NULL},
        {"csv",  "delimiter", "\"",    FAIL_QUERY, "can't be its quote or its escape too",          NULL},
        {"csv",  "columns",   "a,,b",  FAIL_QUERY, "option columns is at most 1000 names",          NULL},
        {"csv",  "columns",   "\"a",   FAIL_QUERY, "option columns is at most 1000 names",          NULL},
        {"json", "epoch",     "hours", FAIL_QUERY, "option epoch is s, ms, us, ns or auto",         NULL},
        {"avro", "schema",    "{}",    FAIL_DATA,  "option schema: this is no Avro schema",         NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        FormatOption option = {cases[i].option, cases[i].value, 7};
        g_autoptr(GError) error = NULL;
        size_t len = cases[i].option == NULL ? 0 : 1;

        UNIT_CHECK(format_new(cases[i].format, 7, &option, len, &error) == NULL, cases[i].said);
        UNIT_FAILED_WITH(error, cases[i].code, cases[i].said);
        if (cases[i].hint != NULL)
            UNIT_EQUALS_TEXT(fail_hint_of(error), cases[i].hint);
        if (cases[i].code == FAIL_QUERY)
            CU_ASSERT_EQUAL(fail_position(error), 7);
    }
}

static void the_table_has_help_for_each_row(void)
{
    size_t i = 0;

    for (; format_help(i) != NULL; i++)
        UNIT_CHECK(strlen(format_help(i)->help) > 10, format_help(i)->format);
    UNIT_CHECK(i > 10, "rows");
    for (int kind = FORMAT_TEXT; kind <= FORMAT_AVRO; kind++) {
        g_autoptr(Format) format = format_new(format_name((FormatKind)kind), -1, NULL, 0, NULL);

        UNIT_REQUIRE(format != NULL);
        CU_ASSERT_EQUAL(format->kind, kind);
    }
}

UNIT_MAIN("codec/format", UNIT(options_are_read), UNIT(columns_are_a_row_themselves),
          UNIT(avro_has_a_wire_header_unless_its_schema_is_given),
          UNIT(what_is_wrong_names_what_is_allowed), UNIT(the_table_has_help_for_each_row))
