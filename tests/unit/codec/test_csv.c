/*
 * csv: what the fields of a row are, and what is no row.
 */
#include "codec/csv.h"
#include "lib/unit.h"

/* Fields in brackets, quoted ones in braces; then what is wrong. */
static char *fields_of(const char *record, size_t len, const CsvDialect *dialect)
{
    g_autoptr(Arena) arena = arena_new(1 << 16);
    GString *line = g_string_new(NULL);
    CsvWalk walk = csv_walk(span_make(record, len));
    CsvField field;
    Span text;

    while (csv_next(&walk, dialect, &field)) {
        if (!csv_unescape(&field, dialect, arena, &text))
            break;
        g_string_append_printf(line, field.is_quoted ? "{%.*s}" : "[%.*s]", (int)text.len, text.at);
    }
    if (walk.wrong != NULL)
        g_string_append_printf(line, "! %s", walk.wrong);
    return g_string_free(line, FALSE);
}

static void a_row_has_the_fields_of_rfc_4180(void)
{
    static const struct {
        const char *record, *expected;
    } cases[] = {
        {"a,b,c",                     "[a][b][c]"                                       },
        {"",                          "[]"                                              },
        {",",                         "[][]"                                            },
        {"a,b\n",                     "[a][b]"                                          },
        {"a,b\r\n",                   "[a][b]"                                          },
        {"a,b\r",                     "[a][b]"                                          },
        {"\n",                        "[]"                                              },
        {"\"a\",\"\",b",              "{a}{}[b]"                                        },
        {"\"a,b\",\"c\nd\"",          "{a,b}{c\nd}"                                     },
        {"\"a \"\"b\"\" c\",d",       "{a \"b\" c}[d]"                                  },
        {"\"\"\"\"",                  "{\"}"                                            },
        {"a\"b,c\"",                  "[a\"b][c\"]"                                     },
        {" a , \"b\" ",               "[ a ][ \"b\" ]"                                  },
        {"\xEF\xBB\xBFid,name",       "[id][name]"                                      },
        {"\xC3\xA9,\xF0\x9F\x98\x80", "[\xC3\xA9][\xF0\x9F\x98\x80]"                    },
        {"\"a",                       "! a quote is not closed"                         },
        {"a,\"b\"\"",                 "[a]! a quote is not closed"                      },
        {"\"a\"b,c",                  "! text follows a closing quote"                  },
        {"\"a\" ,c",                  "! text follows a closing quote"                  },
        {"a,b\nc,d",                  "[a]! a second row follows; one record is one row"},
        {"a,b\n\n",                   "[a]! a second row follows; one record is one row"},
        {"a\n\rb",                    "! a second row follows; one record is one row"   },
    };
    static const CsvDialect dialect = {',', '"', '"'};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fields = fields_of(cases[i].record, strlen(cases[i].record), &dialect);

        UNIT_EQUALS_TEXT(fields, cases[i].expected);
    }
}

static void a_dialect_has_its_own_bytes(void)
{
    static const struct {
        CsvDialect dialect;
        const char *record, *expected;
    } cases[] = {
        {{';', '"', '"'},    "a,b;\"c;d\"",        "[a,b]{c;d}"                    },
        {{'\t', '\0', '\0'}, "a\t\"b\"\t\"c",      "[a][\"b\"][\"c]"               },
        {{',', '\'', '\''},  "'it''s',\"x\"",      "{it's}[\"x\"]"                 },
        {{',', '"', '\\'},   "\"a\\\"b\\\\c\\n\"", "{a\"b\\c\\n}"                  },
        {{',', '"', '\\'},   "\"a\"\"b\"",         "! text follows a closing quote"},
        {{',', '"', '\\'},   "\"a\\",              "! a quote is not closed"       },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fields =
            fields_of(cases[i].record, strlen(cases[i].record), &cases[i].dialect);

        UNIT_EQUALS_TEXT(fields, cases[i].expected);
    }
}

static void a_nul_is_a_byte_of_a_field(void)
{
    static const CsvDialect dialect = {'|', '\0', '\0'};
    static const char record[] = {'a', '\0', '|', 'b'};
    CsvWalk walk = csv_walk(span_make(record, sizeof(record)));
    CsvField field;

    UNIT_REQUIRE(csv_next(&walk, &dialect, &field));
    CU_ASSERT_EQUAL(field.text.len, 2);
    UNIT_REQUIRE(csv_next(&walk, &dialect, &field));
    CU_ASSERT_EQUAL(field.text.len, 1);
    CU_ASSERT_FALSE(csv_next(&walk, &dialect, &field));
}

static void an_unescaped_text_needs_room(void)
{
    static const CsvDialect dialect = {',', '"', '"'};
    g_autoptr(Arena) arena = arena_new(3);
    CsvWalk walk = csv_walk(span_of("\"a\"\"b\""));
    CsvField field;
    Span text;

    UNIT_REQUIRE(csv_next(&walk, &dialect, &field));
    CU_ASSERT_FALSE(csv_unescape(&field, &dialect, arena, &text));
}

UNIT_MAIN("codec/csv", UNIT(a_row_has_the_fields_of_rfc_4180), UNIT(a_dialect_has_its_own_bytes),
          UNIT(a_nul_is_a_byte_of_a_field), UNIT(an_unescaped_text_needs_room))
