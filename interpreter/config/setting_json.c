/* zeppelin-conf/interpreter-setting.json and the README's table, out of the property table. */
#include "config/config.h"

#include <jansson.h>
#include <string.h>

/* librdkafka's properties that the settings page offers; any other can be added there by hand. */
static const struct {
    const char *name;
    const char *type; /* of the page: "string", "password" */
    const char *default_text;
    const char *help;
} kafka_properties[] = {
    {"bootstrap.servers", "string",   "",
     "Kafka's brokers, host:port[,host:port]; empty uses the embedded development broker."     },
    {"security.protocol", "string",   "",
     "plaintext, ssl, sasl_plaintext or sasl_ssl; empty is plaintext."                         },
    {"sasl.mechanism",    "string",   "", "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER."},
    {"sasl.username",     "string",   "", "The user for PLAIN and SCRAM."                      },
    {"sasl.password",     "password", "", "The password for PLAIN and SCRAM."                  },
    {"ssl.ca.location",   "string",   "",
     "The file of the certificates that brokers are checked against."                          },
};

bool config_is_secret(const char *name)
{
    static const char *const parts[] = {
        "password", "secret", "ssl.key.pem", "token", "jaas", "oauthbearer.config", "private"};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (strstr(name, parts[i]) != NULL)
            return true;
    }
    return false;
}

static const char *page_type(const ConfigProperty *property)
{
    if (config_is_secret(property->name))
        return "password";
    switch (property->type) {
    case CONFIG_BOOL:
        return "checkbox";
    case CONFIG_INT:
        return "number";
    case CONFIG_MS:
    case CONFIG_BYTES:
    case CONFIG_TEXT:
    case CONFIG_CHOICE:
    case CONFIG_ALLOW:
        break;
    }
    return "string";
}

static void put_property(json_t *properties, const char *prefix, const char *name, const char *type,
                         const char *default_text, const char *help)
{
    g_autofree char *full = g_strconcat(prefix, name, NULL);
    json_t *property = json_pack("{s:n, s:s, s:s, s:s, s:s}", "envName", "propertyName", full,
                                 "defaultValue", default_text, "description", help, "type", type);

    if (property == NULL || json_object_set_new(properties, full, property) != 0)
        g_error("out of memory in jansson");
}

char *config_setting_json(void)
{
    size_t len;
    const ConfigProperty *table = config_properties(&len);
    json_t *properties = json_object();
    json_t *setting;
    char *json, *text;

    for (size_t i = 0; i < G_N_ELEMENTS(kafka_properties); i++)
        put_property(properties, "kafka.", kafka_properties[i].name, kafka_properties[i].type,
                     kafka_properties[i].default_text, kafka_properties[i].help);
    for (size_t i = 0; i < len; i++)
        put_property(properties, "zeppelin.kafka.", table[i].name, page_type(&table[i]),
                     table[i].default_text, table[i].help);
    setting =
        json_pack("[{s:s, s:s, s:s, s:b, s:o, s:{s:s, s:b, s:s, s:b}, s:{s:b},"
                  " s:{s:b, s:s, s:s}, s:{s:s}}]",
                  "group", "kafka", "name", "kafka", "className", "zeppelin.kafka.Interpreter",
                  "defaultInterpreter", 1, "properties", properties, "editor", "language", "sql",
                  "editOnDblClick", 0, "completionKey", "TAB", "completionSupport", 1, "config",
                  "runOnSelectionChange", 0, "option", "remote", 1, "perNote", "scoped", "perUser",
                  "shared", "runner", "linux", "@RUNNER@");
    if (setting == NULL)
        g_error("out of memory in jansson");
    json = json_dumps(setting, JSON_INDENT(2));
    json_decref(setting);
    text = g_strconcat(json, "\n", NULL);
    free(json);
    return text;
}

char *config_readme_table(void)
{
    size_t len;
    const ConfigProperty *table = config_properties(&len);
    GString *text = g_string_new("| setting | default | who | what it does |\n|---|---|---|---|\n");

    for (size_t i = 0; i < len; i++)
        g_string_append_printf(text, "| `%s` | %s%s%s | %s | %s |\n", table[i].name,
                               *table[i].default_text == '\0' ? "" : "`", table[i].default_text,
                               *table[i].default_text == '\0' ? "" : "`",
                               table[i].who == CONFIG_NOTE ? "note" : "operator", table[i].help);
    return g_string_free(text, FALSE);
}
