/* statement: cut at semicolons that are not inside something. */
#include "statement/statement.h"

#include "base/fail.h"
#include "lib/unit.h"

static void a_text_is_cut_where_a_semicolon_counts(void)
{
    static const struct {
        const char *text;
        const char *parts; /* joined by '|' */
    } cases[] = {
        {"",                                              ""                                },
        {" ; ;; ",                                        ""                                },
        {"-- only a comment",                             ""                                },
        {"SELECT 1",                                      "SELECT 1"                        },
        {"SELECT 1; SELECT 2 ;",                          "SELECT 1|SELECT 2"               },
        {"SELECT ';' ; SELECT 2",                         "SELECT ';'|SELECT 2"             },
        {"SELECT 'it''s;' ; x",                           "SELECT 'it''s;'|x"               },
        {"SELECT E'\\';' ; x",                            "SELECT E'\\';'|x"                },
        {"SELECT '\\' ; x",                               "SELECT '\\'|x"                   },
        {"SELECT \"a;b\"; x",                             "SELECT \"a;b\"|x"                },
        {"SELECT $$;$$; x",                               "SELECT $$;$$|x"                  },
        {"SELECT $a$ $$;$$ $a$; x",                       "SELECT $a$ $$;$$ $a$|x"          },
        {"SELECT a$b; x",                                 "SELECT a$b|x"                    },
        {"SELECT $1; x",                                  "SELECT $1|x"                     },
        {"SELECT 1 -- a; b\n+ 1; x",                      "SELECT 1 -- a; b\n+ 1|x"         },
        {"/* a; /* b; */ */ SELECT /* ; */ 1; x",         "SELECT /* ; */ 1|x"              },
        {"  SELECT 1 /* after */ -- too\n ; x",           "SELECT 1|x"                      },
        {"SELECT 'é;' ; ü",                             "SELECT 'é;'|ü"                 },
        {"SELECT 4 - 2 / 1; x",                           "SELECT 4 - 2 / 1|x"              },
        {"COPY t FROM STDIN; x",                          "COPY t FROM STDIN|x"             },
        {"COPY t FROM STDIN ;\n \n",                      "COPY t FROM STDIN"               },
        {"copy t from  stdin with (null ';'); \na;b\n'c",
         "copy t from  stdin with (null ';'); \na;b\n'c"                                    },
        {"COPY t FROM STDIN;\na\n\\.\nx; y",              "COPY t FROM STDIN;\na\n|x|y"     },
        {"COPY t FROM STDIN;\r\n\\.x\r\n\\.\r\nx",        "COPY t FROM STDIN;\r\n\\.x\r\n|x"},
        {"COPY t FROM STDIN;\n\\.",                       "COPY t FROM STDIN;\n"            },
        {"COPY \"from stdin\" TO STDOUT;\nx",             "COPY \"from stdin\" TO STDOUT|x" },
        {"COPY t FROM stdin2;\nx",                        "COPY t FROM stdin2|x"            },
        {"COPYRIGHT FROM STDIN;\nx",                      "COPYRIGHT FROM STDIN|x"          },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) statements = statement_split(cases[i].text, &error);
        g_autoptr(GString) parts = g_string_new(NULL);

        UNIT_CHECK(error == NULL, cases[i].text);
        for (guint k = 0; statements != NULL && k < statements->len; k++) {
            Statement *statement = statements->pdata[k];

            g_string_append_printf(parts, "%s%s", k > 0 ? "|" : "", statement->text);
            UNIT_CHECK(strncmp(cases[i].text + statement->at_bytes, statement->text,
                               strlen(statement->text)) == 0,
                       "at_bytes is where it begins");
        }
        UNIT_EQUALS_TEXT(parts->str, cases[i].parts);
    }
}

static void what_does_not_end_is_refused_where_it_begins(void)
{
    static const struct {
        const char *text, *part;
        int position;
    } cases[] = {
        {"SELECT 'abc",     "this quote does not end",        7 },
        {"SELECT \"abc",    "this quoted name does not end",  7 },
        {"x; SELECT $t$ $", "this dollar quote does not end", 10},
        {"/* /* */",        "this comment does not end",      0 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(statement_split(cases[i].text, &error) == NULL, cases[i].text);
        UNIT_FAILED_WITH(error, FAIL_QUERY, cases[i].part);
        UNIT_CHECK(fail_position(error) == cases[i].position, cases[i].text);
    }
}

static void a_statement_a_text_and_their_number_have_limits(void)
{
    g_autofree char *at_limit = g_strnfill(STATEMENT_TEXT_BYTES_MAX, 'x');
    g_autofree char *beyond = g_strnfill(STATEMENT_TEXT_BYTES_MAX + 1, 'x');
    g_autofree char *huge = g_strnfill(1 << 20, ' ');
    g_autoptr(GString) many = g_string_new(NULL);
    g_autoptr(GPtrArray) statements = statement_split(at_limit, NULL);
    g_autoptr(GError) error = NULL;

    for (int i = 0; i <= STATEMENT_COUNT_MAX; i++)
        g_string_append(many, "x;");
    UNIT_CHECK(statements != NULL && statements->len == 1, "at the limit");
    UNIT_CHECK(statement_split(beyond, &error) == NULL, "beyond");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "the statement has 65537 bytes; at most 65536");
    g_clear_error(&error);
    UNIT_CHECK(statement_split(huge, &error) == NULL, "the whole text");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "the text has 1048576 bytes");
    g_clear_error(&error);
    UNIT_CHECK(statement_split(many->str, &error) == NULL, "the number");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "more than 100 statements");
}

static void the_first_word_tells_the_kind(void)
{
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(statement_kind("set x = 1") == STATEMENT_SET, "set");
    UNIT_CHECK(statement_kind("SHOW TOPICS") == STATEMENT_WORK, "show");
    UNIT_CHECK(statement_kind("show \n streams") == STATEMENT_STREAMS, "two words");
    UNIT_CHECK(statement_kind("SELECT 1") == STATEMENT_WORK, "select");
    UNIT_CHECK(statement_kind("SETTLE") == STATEMENT_WORK, "a longer word");
    UNIT_CHECK(statement_check("SELECT 1", NULL), "there");
    UNIT_CHECK(!statement_check("stop t", &error), "nothing to stop here");
    UNIT_FAILED_WITH(error, FAIL_QUERY, "STOP is for the streams of a notebook's interpreter");
}

static void a_stream_is_named_by_a_number_or_a_name(void)
{
    static const struct {
        const char *text, *name, *failure;
    } cases[] = {
        {"STOP",                 NULL,         NULL                                        },
        {"stop 17",              "17",         NULL                                        },
        {"Pause Word_Count",     "word_count", NULL                                        },
        {"RESUME \"A \"\" b\" ", "A \" b",     NULL                                        },
        {"stop 1 2",             NULL,         "STOP takes one name or number of a stream" },
        {"stop \"a",             NULL,         "STOP takes one name or number of a stream" },
        {"pause 'a'",            NULL,         "PAUSE takes one name or number of a stream"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Statement statement = {statement_kind(cases[i].text), (char *)cases[i].text, 0};
        g_autofree char *name = NULL;
        g_autoptr(GError) error = NULL;
        bool done = statement_parse_stream(&statement, &name, &error);

        UNIT_CHECK(done == (cases[i].failure == NULL), cases[i].text);
        UNIT_CHECK(g_strcmp0(name, cases[i].name) == 0, cases[i].text);
        if (!done)
            UNIT_FAILED_WITH(error, FAIL_QUERY, cases[i].failure);
    }
}

static void set_has_a_name_and_a_value(void)
{
    static const struct {
        const char *text, *name, *value;
    } cases[] = {
        {"SET refresh = 100",               "refresh",                 "100"       },
        {"set Refresh=100",                 "refresh",                 "100"       },
        {"SET since TO '1 hour'",           "since",                   "1 hour"    },
        {"SET since = 'it''s'",             "since",                   "it's"      },
        {"SET kafka.fetch.wait.max.ms = 5", "kafka.fetch.wait.max.ms", "5"         },
        {"SET since = ''",                  "since",                   ""          },
        {"SET TIME ZONE 'Asia/Tokyo'",      "timezone",                "Asia/Tokyo"},
        {"set time  zone utc",              "timezone",                "utc"       },
        {"SET time = 5",                    "time",                    "5"         },
        {"SET",                             NULL,                      NULL        },
        {"SET refresh",                     NULL,                      NULL        },
        {"SET refresh =",                   NULL,                      NULL        },
        {"SET = 5",                         NULL,                      NULL        },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Statement statement = {STATEMENT_SET, (char *)cases[i].text, 0};
        g_autofree char *name = NULL;
        g_autofree char *value = NULL;
        g_autoptr(GError) error = NULL;
        bool done = statement_parse_set(&statement, &name, &value, &error);

        UNIT_CHECK(done == (cases[i].name != NULL), cases[i].text);
        if (done) {
            UNIT_EQUALS_TEXT(name, cases[i].name);
            UNIT_EQUALS_TEXT(value, cases[i].value);
        } else {
            UNIT_FAILED_WITH(error, FAIL_QUERY, "SET needs a name");
        }
    }
}

static void nothing_stands_behind_a_quoted_value(void)
{
    static const char *const texts[] = {"SET since = '1 hour', until = 'now'", "SET since = 'a' b",
                                        "SET TIME ZONE 'a' 'b'"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Statement statement = {STATEMENT_SET, (char *)texts[i], 0};
        g_autofree char *name = NULL;
        g_autofree char *value = NULL;
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(!statement_parse_set(&statement, &name, &value, &error), texts[i]);
        UNIT_FAILED_WITH(error, FAIL_QUERY, "behind the value of SET stands something else");
    }
}

static void the_lines_behind_copy_are_its_data(void)
{
    static const struct {
        const char *text, *data; /* NULL: none */
    } cases[] = {
        {"COPY t FROM STDIN",                        NULL    },
        {"COPY t FROM STDIN;\n",                     NULL    },
        {"COPY t FROM STDIN; x",                     NULL    },
        {"COPY t FROM STDIN (NULL ';');  \n;a\n b",  ";a\n b"},
        {"COPY t -- ; from\nFROM /* ; */ STDIN;\nx", NULL    },
        {"SELECT 1;\nx",                             NULL    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *data = statement_data(cases[i].text);

        UNIT_CHECK(g_strcmp0(data, cases[i].data) == 0, cases[i].text);
    }
}

static void a_copy_has_a_limit_of_its_own_beside_its_data(void)
{
    g_autoptr(GString) text = g_string_new("COPY t FROM STDIN;\n");
    g_autoptr(GPtrArray) statements = NULL;

    while (text->len < 2 * STATEMENT_TEXT_BYTES_MAX)
        g_string_append(text, "a line\n");
    statements = statement_split(text->str, NULL);
    UNIT_REQUIRE(statements != NULL && statements->len == 1);
    UNIT_EQUALS_TEXT(((Statement *)statements->pdata[0])->text, text->str);
}

UNIT_MAIN("statement", UNIT(a_text_is_cut_where_a_semicolon_counts),
          UNIT(the_lines_behind_copy_are_its_data),
          UNIT(a_copy_has_a_limit_of_its_own_beside_its_data),
          UNIT(what_does_not_end_is_refused_where_it_begins),
          UNIT(a_statement_a_text_and_their_number_have_limits),
          UNIT(the_first_word_tells_the_kind), UNIT(a_stream_is_named_by_a_number_or_a_name),
          UNIT(set_has_a_name_and_a_value), UNIT(nothing_stands_behind_a_quoted_value))
