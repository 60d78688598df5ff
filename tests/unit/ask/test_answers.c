/*
 * Answers that need no broker: settings, functions, help, views.
 * Method: statements, and what their tables hold, a line a row, cells with | between.
 */
#include "lib/unit.h"

#include "ask/ask.h"
#include "unit/plan/input.h"
#include "unit/plan/views.h"

typedef struct Asked {
    GString *table;
    char *done;
    GError *error;
} Asked;

static void asked_clear(Asked *asked)
{
    g_string_free(asked->table, TRUE);
    g_free(asked->done);
    g_clear_error(&asked->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static void keep(const Event *event, void *table)
{
    for (size_t i = 0; event->kind == EVENT_ROWS && i < event->rows.set_len; i++) {
        for (size_t k = 0; k < event->rows.columns_len; k++) {
            const char *cell = event->rows.set[i].cells[k];

            g_string_append_printf(table, "%s%s", k > 0 ? "|" : "", cell == NULL ? "NULL" : cell);
        }
        g_string_append_c(table, '\n');
    }
}

static Client *no_client(void *user, ClientKind kind, GError **error)
{
    (void)user;
    (void)kind;
    return fail_null(error, FAIL_NET, "no broker is needed");
}

static Asked ask_with(const char *statement, const ConfigSet *settings, const EventViews *views)
{
    Asked asked = {g_string_new(NULL), NULL, NULL};
    g_autoptr(Ask) ask = ask_parse(statement, &asked.error);
    PlanInput input = input_make(NULL, settings, NULL);
    AskSpec spec = {
        .plan = &input, .client = no_client, .query = 1, .emit = keep, .emit_user = asked.table};

    input.views = views;
    if (ask != NULL)
        ask_run(ask, &spec, &asked.done, &asked.error);
    return asked;
}

static Asked ask_plainly(const char *statement)
{
    g_autoptr(ConfigSet) settings = config_set_new();

    return ask_with(statement, settings, NULL);
}

static void settings_say_what_is_set_but_no_secret(void)
{
    static const struct {
        const char *name, *value, *row;
    } cases[] = {
        {"refresh",                  "100 ms",                       "refresh|100 ms|16|note|"          },
        {"timezone",                 "Asia/Tokyo",                   "timezone|Asia/Tokyo|UTC|note|"    },
        {"memory_max",               "64 MB",                        "memory_max|64 MB|256 MB|operator|"},
        {"schema_registry",          "https://u:secret@r.example:1",
         "schema_registry|(set by the operator)||operator|"                                             },
        {"schema_registry_password", "secret",
         "schema_registry_password|(set by the operator)||operator|"                                    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ConfigSet) settings = config_set_new();
        g_autofree char *statement = g_strdup_printf("SHOW SETTINGS LIKE '%s'", cases[i].name);
        g_auto(Asked) asked = {NULL, NULL, NULL};

        UNIT_REQUIRE(
            config_set_put(settings, cases[i].name, cases[i].value, CONFIG_OPERATOR, NULL));
        asked = ask_with(statement, settings, NULL);
        UNIT_CHECK(g_str_has_prefix(asked.table->str, cases[i].row), cases[i].name);
        UNIT_CHECK(strstr(asked.table->str, "secret") == NULL, cases[i].name);
    }
}

static void functions_are_picked_by_a_pattern_or_a_part(void)
{
    g_auto(Asked) pattern = ask_plainly("SHOW FUNCTIONS LIKE 'JSONB_ag_'");
    g_auto(Asked) part = ask_plainly("SHOW FUNCTIONS approx_top");
    g_auto(Asked) none = ask_plainly("SHOW FUNCTIONS LIKE 'no_such%'");

    CU_ASSERT_TRUE(g_str_has_prefix(pattern.table->str, "jsonb_agg(any)|aggregate|jsonb|"));
    CU_ASSERT_TRUE(g_str_has_prefix(part.table->str, "approx_top_k("));
    UNIT_EQUALS_TEXT(none.table->str, "");
}

static void help_says_all_of_a_word(void)
{
    static const struct {
        const char *statement, *holds;
    } cases[] = {
        {"HELP",                  "statement|PRINT topic "                 },
        {"HELP",                  "statement|SET name = value|"            },
        {"HELP",                  "statement|EXPLAIN [ANALYZE] SELECT ...|"},
        {"HELP Group   By",       "statement|SELECT ... FROM t"            },
        {"HELP list topics",      "statement|SHOW [ALL] TOPICS|"           },
        {"HELP tumble",           "in FROM|tumble(t"                       },
        {"HELP md5",              "function|md5(bytea) \342\206\222 text|" },
        {"HELP count",            "aggregate|count(*) \342\206\222 bigint|"},
        {"HELP unnest",           "gives rows|unnest("                     },
        {"HELP retain",           "setting|SET retain = '100'|"            },
        {"HELP lanes",            "setting|SET lanes"                      },
        {"HELP memory_max",       "operator's setting|SET memory_max"      },
        {"DESCRIBE FUNCTION md5", "function|md5(text)"                     },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Asked) asked = ask_plainly(cases[i].statement);

        UNIT_CHECK(strstr(asked.table->str, cases[i].holds) != NULL, cases[i].statement);
    }
}

static void a_word_without_help_has_a_near_one(void)
{
    g_auto(Asked) near = ask_plainly("HELP tumbel");
    g_auto(Asked) far = ask_plainly("HELP qwertyuiop");

    UNIT_FAILED_WITH(near.error, FAIL_QUERY, "no help for \"tumbel\"");
    UNIT_EQUALS_TEXT(fail_hint_of(near.error), "did you mean tumble?");
    CU_ASSERT_EQUAL(fail_position(near.error), 5);
    CU_ASSERT_TRUE(g_str_has_prefix(fail_hint_of(far.error), "HELP lists the statements"));
}

static void a_view_is_its_text_and_its_columns(void)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(EventViews) views =
        views_of("CREATE VIEW \"a\"\"b\" AS SELECT key, count(*) AS n FROM "
                 "lines GROUP BY key; CREATE VIEW lost AS SELECT key "
                 "FROM gone");
    g_auto(Asked) asked = ask_with("DESCRIBE \"a\"\"b\"", settings, views);
    g_auto(Asked) lost = ask_with("DESCRIBE lost", settings, views);

    UNIT_EQUALS_TEXT(asked.table->str,
                     "view|a\"b||||CREATE VIEW \"a\"\"b\" AS SELECT key, count(*) "
                     "AS n FROM lines GROUP BY key\ncolumn|key|text|||\n"
                     "column|n|bigint|||\n");
    UNIT_EQUALS_TEXT(lost.table->str, "view|lost||||CREATE VIEW lost AS SELECT key FROM gone\n"
                                      "column|||||view \"lost\": topic \"gone\" does not exist\n");
}

static void a_topic_needs_a_broker(void)
{
    g_auto(Asked) asked = ask_plainly("DESCRIBE lines");

    UNIT_FAILED_WITH(asked.error, FAIL_NET, "no broker is needed");
    UNIT_EQUALS_TEXT(asked.table->str, "");
}

UNIT_MAIN("ask/answers", UNIT(settings_say_what_is_set_but_no_secret),
          UNIT(functions_are_picked_by_a_pattern_or_a_part), UNIT(help_says_all_of_a_word),
          UNIT(a_word_without_help_has_a_near_one), UNIT(a_view_is_its_text_and_its_columns),
          UNIT(a_topic_needs_a_broker))
