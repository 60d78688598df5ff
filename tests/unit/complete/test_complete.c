/*
 * complete: what is offered at a cursor. A row is a text with | as the cursor, what must be among
 * the values that are offered, and what must not; values are separated by |. "=" before the first
 * means that there is nothing else.
 */
#include "complete/complete.h"

#include "lib/unit.h"

static const char *const topics[] = {"O'Brien", "__offsets", "a.b",   "clicks",
                                     "lines",   "my-topic",  "order", NULL};
static const char *const streams[] = {"daily_totals", NULL};

typedef struct Column {
    const char *relation, *name, *type;
} Column;

static const Column columns[] = {
    {"lines",    "value",     "text"   },
    {"lines",    "key",       "text"   },
    {"lines",    "offset",    "bigint" },
    {"clicks",   "value",     "text"   },
    {"clicks",   "user_id",   "bigint" },
    {"clicks",   "userAgent", "text"   },
    {"clicks",   "price",     "numeric"},
    {"my-topic", "celsius",   "numeric"},
    {"daily",    "day",       "date"   },
    {"daily",    "total",     "bigint" },
};

static void tell_columns(void *user, const char *relation, CompleteColumnFn each, void *each_user)
{
    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        if (strcmp(columns[i].relation, relation) == 0)
            each(each_user, columns[i].name, columns[i].type);
    }
}

static EventCandidates *complete_at(const char *marked)
{
    const EventView view = {.name = (char *)"daily",
                            .statement = (char *)"CREATE VIEW daily AS SELECT 1"};
    g_autoptr(EventViews) views = event_views_new();
    const CompleteKnown known = {topics, views, streams, tell_columns, NULL};
    size_t cursor = strcspn(marked, "|");
    g_autofree char *text = g_strdup_printf("%.*s%s", (int)cursor, marked, marked + cursor + 1);

    event_views_put(views, &view, NULL);
    return complete_text(text, cursor, &known);
}

static const EventCandidate *find(const EventCandidates *candidates, const char *value)
{
    for (guint i = 0; i < candidates->list->len; i++) {
        const EventCandidate *candidate = candidates->list->pdata[i];

        if (strcmp(candidate->value, value) == 0)
            return candidate;
    }
    return NULL;
}

static char *values_of(const EventCandidates *candidates)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < MIN(candidates->list->len, 12); i++)
        g_string_append_printf(all, "|%s",
                               ((const EventCandidate *)candidates->list->pdata[i])->value);
    return g_string_free(all, FALSE);
}

static void check(const char *marked, const EventCandidates *candidates, const char *wanted,
                  const char *unwanted)
{
    bool is_all = *wanted == '=';
    g_auto(GStrv) has = g_strsplit(wanted + (is_all ? 1 : 0), "|", -1);
    g_auto(GStrv) lacks = g_strsplit(unwanted, "|", -1);
    g_autofree char *values = values_of(candidates);

    for (size_t i = 0; has[i] != NULL; i++) {
        g_autofree char *said = g_strdup_printf("%s: lacks %s, has %s", marked, has[i], values);

        UNIT_CHECK(find(candidates, has[i]) != NULL, said);
    }
    for (size_t i = 0; lacks[i] != NULL; i++) {
        g_autofree char *said = g_strdup_printf("%s: has %s", marked, lacks[i]);

        UNIT_CHECK(find(candidates, lacks[i]) == NULL, said);
    }
    if (is_all) {
        g_autofree char *said = g_strdup_printf("%s: has more: %s", marked, values);

        UNIT_CHECK(candidates->list->len == g_strv_length(has), said);
    }
}

typedef struct Case {
    const char *text, *wanted, *unwanted;
} Case;

static void check_all(const Case *cases, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_autoptr(EventCandidates) candidates = complete_at(cases[i].text);

        check(cases[i].text, candidates, cases[i].wanted, cases[i].unwanted);
    }
}

static void a_statement_begins_with_its_first_words(void)
{
    static const Case cases[] = {
        {"|",                     "SELECT|SHOW TOPICS|SET|EXPLAIN|CREATE VIEW|INSERT INTO", "FROM|lines|lower("},
        {"sel|",                  "=select",                                                ""                 },
        {"SEL|",                  "=SELECT",                                                ""                 },
        {"SELECT 1; sh|",         "show topics",                                            "select"           },
        {"sh| ; SELECT 1",        "show topics",                                            "select"           },
        {"SHOW |",                "TOPICS",                                                 "SELECT|lines"     },
        {"SHOW ALL |",            "TOPICS|TABLES",                                          ""                 },
        {"SHOW TO|",              "TOPICS",                                                 "STREAMS"          },
        {"DESCRIBE |",            "lines|daily|\"my-topic\"",                               "SELECT|value"     },
        {"DESCRIBE ALL l|",       "lines",                                                  "SELECT"           },
        {"PRINT |",               "lines|a.b",                                              "LAST|SELECT"      },
        {"PRINT my-|",            "\"my-topic\"",                                           ""                 },
        {"PRINT lines |",         "LAST|FROM|LIMIT",                                        "lines"            },
        {"PRINT lines LAST 5 L|", "=LIMIT",                                                 ""                 },
        {"SHOW FUNCTIONS |",      "=LIKE",                                                  ""                 },
        {"HELP |",                "=",                                                      ""                 },
        {"INSERT INTO my-|",      "=\"my-topic\"",                                          ""                 },
        {"STOP |",                "=daily_totals",                                          ""                 },
        {"INSERT |",              "INTO",                                                   "lines"            },
        {"CREATE |",              "VIEW|OR REPLACE VIEW",                                   ""                 },
        {"DROP VIEW |",           "daily|IF EXISTS",                                        "lines"            },
        {"EXPLAIN |",             "ANALYZE|SELECT",                                         "lines"            },
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void behind_from_are_relations(void)
{
    static const Case cases[] = {
        {"SELECT * FROM |",
         "lines|clicks|daily|a.b|\"my-topic\"|\"order\"|\"O'Brien\"|topic(|tumble(|words(",                    "value|lower(|SELECT"},
        {"select * from lin|",                                   "lines",                                      "LIMIT|clicks"       },
        {"SELECT * FROM lines, |",                               "clicks|words(",                              "WHERE"              },
        {"SELECT * FROM lines, wo|",                             "words(",                                     "lines"              },
        {"SELECT * FROM topic|",                                 "topic(|topics(|\"my-topic\"",                ""                   },
        {"SELECT * FROM my-|",                                   "=\"my-topic\"",                              ""                   },
        {"SELECT * FROM \"my|",                                  "=my-topic\"",                                ""                   },
        {"SELECT * FROM \"my|\"",                                "=my-topic",                                  ""                   },
        {"SELECT * FROM clicks, my-to|",                         "=\"my-topic\"",                              ""                   },
        {"SELECT * FROM a.|",                                    "=b",                                         ""                   },
        {"SELECT * FROM lines |",                                "WHERE|GROUP BY|ORDER BY|LIMIT|AS|UNION ALL", "lines|lower("       },
        {"SELECT * FROM lines w|",                               "where",                                      "lines"              },
        {"SELECT * FROM lines AS |",                             "=",                                          ""                   },
        {"SELECT * FROM tumble(|",                               "lines|clicks|daily",                         "topic(|lower("      },
        {"SELECT * FROM tumble(lines, |",                        "shift => |grace => |INTERVAL",               "by => |lines"       },
        {"SELECT * FROM session(lines, interval '1 minute', b|", "by => ",                                     "shift => "          },
        {"SELECT * FROM (|",                                     "SELECT",                                     "lines"              },
        {"WITH big AS (SELECT 1) SELECT * FROM |",               "big|lines",                                  ""                   },
        {"WITH big AS (|",                                       "SELECT",                                     "lines"              },
        {"SELECT * FROM __|",                                    "=__offsets",                                 ""                   },
        {"SELECT * FROM topic('|",                               "lines'",                                     "__offsets'"         },
        {"SELECT * FROM |",                                      "lines",                                      "__offsets"          },
        {"INSERT INTO |",                                        "lines|\"my-topic\"",                         "SELECT"             },
        {"INSERT INTO lines |",                                  "VALUES|SELECT",                              "lines"              },
        {"INSERT INTO lines (|",                                 "=key|value",                                 ""                   },
        {"INSERT INTO lines SELECT * FROM |",                    "clicks",                                     "VALUES"             },
        {"CREATE VIEW v AS SELECT * FROM |",                     "lines",                                      "SELECT"             },
        {"EXPLAIN ANALYZE SELECT * FROM |",                      "lines",                                      "SELECT"             },
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void expressions_have_the_columns_of_what_is_read(void)
{
    static const Case cases[] = {
        {"SELECT | FROM clicks",                                                 "user_id|\"userAgent\"|price|DISTINCT|CASE WHEN|lower(|count(",
         "celsius|FROM|lines"                                                                                                                                           },
        {"SELECT pr| FROM clicks",                                               "price",                                                        "user_id"              },
        {"SELECT \"u| FROM clicks",                                              "",                                                             ""                     },
        {"SELECT agent| FROM clicks",                                            "\"userAgent\"",                                                ""                     },
        {"SELECT price | FROM clicks",                                           "FROM|AS|AND|IS NULL|OVER (",                                   "user_id|lower(|SELECT"},
        {"SELECT a-pr| FROM clicks",                                             "a-price",                                                      "price"                },
        {"SELECT * FROM clicks WHERE |",                                         "user_id|NOT|lower(",                                           "DISTINCT|WHERE"       },
        {"SELECT * FROM clicks WHERE price > 1 |",                               "AND|GROUP BY|ORDER BY",                                        "HAVING|price"         },
        {"SELECT * FROM clicks WHERE price > 1 AND |",                           "user_id",                                                      "AND"                  },
        {"SELECT * FROM clicks WHERE (|",                                        "price|SELECT",                                                 ""                     },
        {"SELECT page FROM clicks GROUP |",                                      "=BY",                                                          ""                     },
        {"SELECT * FROM clicks GROUP BY |",                                      "user_id|ROLLUP (",                                             "HAVING"               },
        {"SELECT 1 FROM clicks GROUP BY price |",                                "HAVING|ORDER BY",                                              "WHERE"                },
        {"SELECT count(*) AS n FROM clicks ORDER BY |",                          "n|price",                                                      "DESC"                 },
        {"SELECT count(*) AS n FROM clicks ORDER BY n |",                        "DESC|NULLS LAST|LIMIT",                                        "price"                },
        {"SELECT 1 FROM clicks LIMIT |",                                         "=",                                                            ""                     },
        {"SELECT lower(|) FROM lines",                                           "value",                                                        "user_id"              },
        {"SELECT c.| FROM clicks c",                                             "=value|user_id|\"userAgent\"|price",                           ""                     },
        {"SELECT a.b.v| FROM a.b, lines",                                        "=",                                                            ""                     },
        {"SELECT c.pr| FROM clicks AS c, lines",                                 "=price",                                                       ""                     },
        {"SELECT | FROM \"my-topic\"",                                           "celsius",                                                      ""                     },
        {"SELECT | FROM topic('my-topic', since => 'latest') t",                 "celsius",                                                      ""                     },
        {"SELECT | FROM tumble(clicks, interval '1 hour')",                      "window_start|price",                                           ""                     },
        {"SELECT | FROM hop(topic('my-topic'), interval '1 s', interval '1 m')",
         "window_end|celsius",                                                                                                                   ""                     },
        {"SELECT | FROM lines, words(value) AS word",                            "word|value|\"offset\"",                                        ""                     },
        {"SELECT * FROM lines, words(|",                                         "value",                                                        "topic("               },
        {"SELECT | FROM (SELECT price * 2 AS twice FROM clicks) q",              "twice",                                                        "price"                },
        {"SELECT | FROM (SELECT * FROM clicks) q",                               "price",                                                        "celsius"              },
        {"SELECT * FROM (SELECT | FROM clicks) q",                               "price",                                                        ""                     },
        {"WITH big AS (SELECT price FROM clicks) SELECT | FROM big",             "price",                                                        "user_id"              },
        {"SELECT | FROM daily",                                                  "day|total",                                                    ""                     },
        {"SELECT price FROM clicks UNION ALL SELECT | FROM lines",               "key",                                                          "price"                },
        {"SELECT price::|",                                                      "numeric|jsonb",                                                "price"                },
        {"SELECT CAST(price AS |",                                               "numeric|jsonb",                                                "price"                },
        {"SELECT price AS |",                                                    "=",                                                            ""                     },
        {"SELECT CASE WHEN true |",                                              "THEN|AND",                                                     ""                     },
        {"SELECT extract(hour FROM |) FROM lines",                               "value",                                                        "lines"                },
        {"SELECT sum(price) OVER (PARTITION |",                                  "=BY",                                                          ""                     },
        {"SELECT sum(price) OVER (PARTITION BY |) FROM clicks",                  "user_id",                                                      ""                     },
        {"SELECT max(price|) FROM clicks",                                       "price",                                                        ""                     },
        {"SELECT lo|(x) FROM lines",                                             "lower",                                                        "lower("               },
        {"SELECT now|",                                                          "now()",                                                        ""                     },
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void texts_and_comments_have_nothing_but_words_of_their_own(void)
{
    static const Case cases[] = {
        {"SELECT 'li| FROM lines",                      "=",                                 ""              },
        {"SELECT 'li|'",                                "=",                                 ""              },
        {"SELECT 'it''|s'",                             "=",                                 ""              },
        {"SELECT 'x'|",                                 "=",                                 ""              },
        {"SELECT $$li|$$",                              "=",                                 ""              },
        {"SELECT 1 -- fr|",                             "=",                                 ""              },
        {"SELECT /* fr| */ 1",                          "=",                                 ""              },
        {"SELECT /* a */ | FROM lines",                 "value",                             ""              },
        {"SELECT 12|",                                  "=",                                 ""              },
        {"SELECT * FROM topic('|",                      "lines'|my-topic'|order'|O''Brien'", "\"order\""     },
        {"SELECT * FROM topic('my|')",                  "=my-topic",                         ""              },
        {"SELECT * FROM topic(|",                       "'lines'|'my-topic'",                "lower("        },
        {"SELECT * FROM topic('lines', |",              "since => |until => |format => ",    "lower(|'lines'"},
        {"SELECT * FROM topic('lines', since => |",     "'earliest'|'1 hour'",               "lower("        },
        {"SELECT * FROM topic('lines', since => '|",    "earliest'|latest'",                 "now'"          },
        {"SELECT * FROM topic('lines', until => 'n|')", "=now",                              ""              },
        {"SELECT * FROM topic('lines', format => '|')", "json|csv|avro",                     "lines"         },
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void behind_set_are_settings_and_what_they_may_be(void)
{
    static const Case cases[] = {
        {"SET |",              "emit = |refresh = |since = ", "memory_max = |schema_registry_password = "},
        {"SET em|",            "=emit = ",                    ""                                         },
        {"SET emit |",         "== ",                         ""                                         },
        {"SET emit = |",       "=changes|final",              ""                                         },
        {"SET since = |",      "'earliest'|'latest'",         "'now'"                                    },
        {"SET until = 'n|'",   "=now",                        ""                                         },
        {"SET refresh = |",    "=16",                         ""                                         },
        {"SET emit = final |", "=",                           ""                                         },
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void a_paragraph_s_own_settings_are_completed(void)
{
    static const Case cases[] = {
        {"|",                  "emit=|refresh=",  "memory_max="},
        {"refresh=50, em|",    "=emit=",          ""           },
        {"emit=|",             "=changes|final",  ""           },
        {"emit=fi|",           "=final",          ""           },
        {"since=|",            "earliest|latest", ""           },
        {"since=\"a,b\", di|", "=display=",       ""           },
        {"nonsense=|",         "=",               ""           },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t cursor = strcspn(cases[i].text, "|");
        g_autofree char *text = g_strndup(cases[i].text, cursor);
        g_autoptr(EventCandidates) candidates = complete_settings(text, cursor);

        check(cases[i].text, candidates, cases[i].wanted, cases[i].unwanted);
    }
}

static void a_candidate_says_what_it_is(void)
{
    g_autoptr(EventCandidates) all = complete_at("SELECT | FROM clicks");
    const EventCandidate *lower = find(all, "lower("), *price = find(all, "price");

    UNIT_REQUIRE(lower != NULL && price != NULL);
    UNIT_EQUALS_TEXT(lower->name, "lower(text)");
    UNIT_EQUALS_TEXT(lower->help, "in small letters");
    UNIT_EQUALS_TEXT(price->help, "numeric");
    UNIT_CHECK(all->list->pdata[0] != lower, "columns come first");
}

static void any_text_at_any_place_is_answered(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(6);
    static const char *const pieces[] = {
        "SELECT ", "FROM ", "(",      ")",  ",",    "'",     "\"",   "lines", "topic", ".",
        "é",       "--",    "\n",     "/*", "*/",   "$$",    "AS ",  "WITH ", "=>",    "tumble",
        "BY ",     "1",     "GROUP ", ";",  "SET ", "CASE ", "END ", "::",    "CAST(", "VALUES "};

    for (int i = 0; i < 3000; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        int len = g_rand_int_range(rand, 1, 40);

        for (int k = 0; k < len; k++)
            g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
        g_string_insert(text, g_rand_int_range(rand, 0, (gint32)text->len + 1), "|");
        {
            g_autoptr(EventCandidates) candidates = complete_at(text->str);

            UNIT_CHECK(candidates != NULL, text->str);
        }
    }
}

static void deep_and_long_texts_end_soon(void)
{
    g_autoptr(GString) text = g_string_new("SELECT ");
    gint64 begin_us = g_get_monotonic_time();

    for (int i = 0; i < 5000; i++)
        g_string_append(text, "tumble(");
    g_string_append(text, "a FROM ");
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "tumble(");
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "a,");
    g_string_append_c(text, '|');
    {
        g_autoptr(EventCandidates) candidates = complete_at(text->str);

        UNIT_CHECK(candidates->list->len == 0, "nothing is known at that depth");
    }
    printf("# a text of %zu bytes: %.1f ms\n", text->len,
           (double)(g_get_monotonic_time() - begin_us) / 1000);
}

UNIT_MAIN("complete", UNIT(a_statement_begins_with_its_first_words),
          UNIT(behind_from_are_relations), UNIT(expressions_have_the_columns_of_what_is_read),
          UNIT(texts_and_comments_have_nothing_but_words_of_their_own),
          UNIT(behind_set_are_settings_and_what_they_may_be),
          UNIT(a_paragraph_s_own_settings_are_completed), UNIT(a_candidate_says_what_it_is),
          UNIT(any_text_at_any_place_is_answered), UNIT(deep_and_long_texts_end_soon))
