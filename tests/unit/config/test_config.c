/* config: every property checks its value, and a note may set query settings only. */
#include "config/config.h"

#include <jansson.h>

#include "base/fail.h"
#include "lib/unit.h"

static void every_default_is_a_value_of_its_own_property(void)
{
    size_t len;
    const ConfigProperty *table = config_properties(&len);

    for (size_t i = 0; i < len; i++) {
        g_autoptr(ConfigSet) set = config_set_new();
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(
            config_set_put(set, table[i].name, table[i].default_text, CONFIG_OPERATOR, &error),
            table[i].name);
        if (table[i].type == CONFIG_INT || table[i].type == CONFIG_MS ||
            table[i].type == CONFIG_BYTES)
            UNIT_CHECK(config_get_int(set, table[i].name) >= table[i].min, table[i].name);
    }
}

static void a_value_is_read_with_its_unit(void)
{
    static const struct {
        const char *name, *text;
        int64_t value;
    } cases[] = {
        {"refresh",                "250",       250     },
        {"zeppelin.kafka.refresh", "2 s",       2000    },
        {"for",                    "2 minutes", 120000  },
        {"memory_max",             "64 MB",     64 << 20},
        {"lanes",                  " 3 ",       3       },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ConfigSet) set = config_set_new();
        const char *bare = strrchr(cases[i].name, '.');

        UNIT_CHECK(config_set_put(set, cases[i].name, cases[i].text, CONFIG_OPERATOR, NULL),
                   cases[i].name);
        UNIT_CHECK(config_get_int(set, bare != NULL ? bare + 1 : cases[i].name) == cases[i].value,
                   cases[i].text);
    }
}

static void a_bad_value_names_the_property_and_what_is_allowed(void)
{
    static const struct {
        const char *name, *text, *part;
        ConfigWho who;
    } cases[] = {
        {"refresh",                 "soon",                "refresh is a whole number of milliseconds", CONFIG_NOTE    },
        {"refresh",                 "1",                   "refresh is from 5 to 3600000 ms, not '1'",  CONFIG_NOTE    },
        {"refresh",                 "-5",                  "not '-5'",                                  CONFIG_NOTE    },
        {"allow",                   "insert,delete",       "allow lists some of insert, create, drop",  CONFIG_OPERATOR},
        {"allow",                   "all",                 "is the operator's to set",                  CONFIG_NOTE    },
        {"lanes",                   "99999",               "lanes is from 0 to 64 threads",             CONFIG_NOTE    },
        {"lanes",                   "2 s",                 "lanes is a whole number, not '2 s'",        CONFIG_NOTE    },
        {"mode",                    "fast",                "mode is one of auto|foreground|background", CONFIG_NOTE    },
        {"memory_max",              "1 GB",                "is the operator's to set, not a note's",    CONFIG_NOTE    },
        {"kafka.bootstrap.servers", "x:1",                 "is the operator's to set, not a note's",    CONFIG_NOTE    },
        {"nonsense",                "1",                   "there is no setting 'nonsense'",            CONFIG_OPERATOR},
        {"refresh",                 "9999999999999999999", "not '9999999999999999999'",                 CONFIG_NOTE    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ConfigSet) set = config_set_new();
        g_autoptr(GError) error = NULL;

        UNIT_CHECK(!config_set_put(set, cases[i].name, cases[i].text, cases[i].who, &error),
                   cases[i].name);
        UNIT_FAILED_WITH(error, FAIL_CONFIG, cases[i].part);
    }
}

static void the_operator_may_allow_a_note_more(void)
{
    g_autoptr(ConfigSet) set = config_set_new();

    UNIT_REQUIRE(config_set_put(set, "zeppelin.kafka.note_allow",
                                "kafka.fetch.wait.max.ms, zeppelin.kafka.memory_max",
                                CONFIG_OPERATOR, NULL));
    UNIT_CHECK(config_set_put(set, "kafka.fetch.wait.max.ms", "5", CONFIG_NOTE, NULL), "listed");
    UNIT_CHECK(config_set_put(set, "memory_max", "32 MB", CONFIG_NOTE, NULL), "listed, ours");
    UNIT_CHECK(!config_set_put(set, "kafka.debug", "all", CONFIG_NOTE, NULL), "not listed");
    UNIT_CHECK(!config_set_put(set, "note_allow", "kafka.debug", CONFIG_NOTE, NULL),
               "the list itself is the operator's");
    UNIT_EQUALS_TEXT(g_hash_table_lookup(config_kafka(set), "fetch.wait.max.ms"), "5");
}

static void an_empty_value_is_the_default_again(void)
{
    g_autoptr(ConfigSet) set = config_set_new();

    config_set_put(set, "refresh", "250", CONFIG_NOTE, NULL);
    UNIT_CHECK(config_is_set(set, "refresh"), "set");
    config_set_put(set, "refresh", "", CONFIG_NOTE, NULL);
    UNIT_CHECK(!config_is_set(set, "refresh"), "back");
    UNIT_CHECK(config_get_int(set, "refresh") == 16, "the default");
}

static void a_copy_is_a_set_of_its_own(void)
{
    g_autoptr(ConfigSet) set = config_set_new();
    g_autoptr(ConfigSet) copy = NULL;

    config_set_put(set, "since", "earliest", CONFIG_NOTE, NULL);
    copy = config_set_copy(set);
    config_set_put(set, "since", "latest", CONFIG_NOTE, NULL);
    UNIT_EQUALS_TEXT(config_get_text(copy, "since"), "earliest");
    UNIT_EQUALS_TEXT(config_get_text(set, "since"), "latest");
}

static void the_settings_page_hides_passwords_and_names_the_runner(void)
{
    g_autofree char *text = config_setting_json();
    json_t *setting = json_loads(text, 0, NULL);
    json_t *element = json_array_get(setting, 0);
    json_t *properties = json_object_get(element, "properties");

    UNIT_EQUALS_TEXT(json_string_value(json_object_get(
                         json_object_get(properties, "kafka.sasl.password"), "type")),
                     "password");
    UNIT_EQUALS_TEXT(
        json_string_value(json_object_get(
            json_object_get(properties, "zeppelin.kafka.schema_registry_password"), "type")),
        "password");
    UNIT_EQUALS_TEXT(json_string_value(json_object_get(
                         json_object_get(properties, "zeppelin.kafka.refresh"), "defaultValue")),
                     "16");
    UNIT_EQUALS_TEXT(
        json_string_value(json_object_get(json_object_get(element, "runner"), "linux")),
        "@RUNNER@");
    UNIT_CHECK(config_is_secret("ssl.key.password") && !config_is_secret("client.id"), "secrets");
    json_decref(setting);
}

UNIT_MAIN("config", UNIT(every_default_is_a_value_of_its_own_property),
          UNIT(a_value_is_read_with_its_unit),
          UNIT(a_bad_value_names_the_property_and_what_is_allowed),
          UNIT(the_operator_may_allow_a_note_more), UNIT(an_empty_value_is_the_default_again),
          UNIT(a_copy_is_a_set_of_its_own),
          UNIT(the_settings_page_hides_passwords_and_names_the_runner))
