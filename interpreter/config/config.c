#include "config/config.h"

#include <assert.h>
#include <string.h>

#include "base/fail.h"
#include "config/allow.h"

#define PAGE_PREFIX "zeppelin.kafka."
#define KAFKA_PREFIX "kafka."
enum { KAFKA_PROPERTIES_MAX = 500 };

struct ConfigSet {
    GHashTable *ours;  /* char* bare name -> char* text, owned: those that were put */
    GHashTable *kafka; /* char* librdkafka's name -> char* text, owned */
};

const ConfigProperty *config_find(const char *name, size_t name_len)
{
    size_t len;
    const ConfigProperty *table = config_properties(&len);

    for (size_t i = 0; i < len; i++) {
        if (strlen(table[i].name) == name_len && memcmp(table[i].name, name, name_len) == 0)
            return &table[i];
    }
    return NULL;
}

ConfigSet *config_set_new(void)
{
    ConfigSet *set = g_new0(ConfigSet, 1);

    set->ours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    set->kafka = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return set;
}

static GHashTable *copy_table(GHashTable *from)
{
    GHashTable *to = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    void *key, *value;

    g_hash_table_iter_init(&iter, from);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_hash_table_insert(to, g_strdup(key), g_strdup(value));
    return to;
}

ConfigSet *config_set_copy(const ConfigSet *set)
{
    ConfigSet *copy = g_new0(ConfigSet, 1);

    copy->ours = copy_table(set->ours);
    copy->kafka = copy_table(set->kafka);
    return copy;
}

void config_set_free(ConfigSet *set)
{
    if (set == NULL)
        return;
    g_hash_table_unref(set->ours);
    g_hash_table_unref(set->kafka);
    g_free(set);
}

/* ---- values ---- */

typedef struct Unit {
    const char *name;
    int64_t factor;
} Unit;

static const Unit ms_units[] = {
    {"",        1       },
    {"ms",      1       },
    {"s",       1000    },
    {"sec",     1000    },
    {"second",  1000    },
    {"seconds", 1000    },
    {"m",       60000   },
    {"min",     60000   },
    {"minute",  60000   },
    {"minutes", 60000   },
    {"h",       3600000 },
    {"hour",    3600000 },
    {"hours",   3600000 },
    {"d",       86400000},
    {"day",     86400000},
    {"days",    86400000},
};

static const Unit bytes_units[] = {
    {"",   1         },
    {"b",  1         },
    {"kb", 1024      },
    {"mb", 1048576   },
    {"gb", 1073741824},
    {"k",  1024      },
    {"m",  1048576   },
    {"g",  1073741824},
};

static bool parse_with_unit(const char *text, const Unit *units, size_t units_len, int64_t *ret)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    const char *at = g_strstrip(lower);
    char *end;
    gint64 number = g_ascii_strtoll(at, &end, 10);

    if (end == at || number < 0)
        return false;
    g_strchug(end);
    for (size_t i = 0; i < units_len; i++) {
        if (strcmp(end, units[i].name) == 0)
            return !__builtin_mul_overflow(number, units[i].factor, ret);
    }
    return false;
}

bool config_parse_ms(const char *text, int64_t *ret_ms)
{
    return parse_with_unit(text, ms_units, G_N_ELEMENTS(ms_units), ret_ms);
}

bool config_parse_bytes(const char *text, int64_t *ret_bytes)
{
    return parse_with_unit(text, bytes_units, G_N_ELEMENTS(bytes_units), ret_bytes);
}

static bool parse_bool(const char *text, int64_t *ret)
{
    static const char *const words[] = {"false", "true", "off", "on", "no", "yes", "0", "1"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(text, words[i]) == 0) {
            *ret = (int64_t)(i % 2);
            return true;
        }
    }
    return false;
}

static bool is_choice(const ConfigProperty *property, const char *text)
{
    g_auto(GStrv) choices = g_strsplit(property->choices, "|", -1);

    return g_strv_contains((const char *const *)choices, text);
}

static bool parse_number(const ConfigProperty *property, const char *text, int64_t *ret)
{
    switch (property->type) {
    case CONFIG_BOOL:
        return parse_bool(text, ret);
    case CONFIG_INT:
        return parse_with_unit(text, ms_units, 1, ret);
    case CONFIG_MS:
        return config_parse_ms(text, ret);
    case CONFIG_BYTES:
        return config_parse_bytes(text, ret);
    case CONFIG_TEXT:
    case CONFIG_CHOICE:
    case CONFIG_ALLOW:
        break;
    }
    return false;
}

static bool check(const ConfigProperty *property, const char *name, const char *text,
                  GError **error)
{
    int64_t number = 0;

    switch (property->type) {
    case CONFIG_TEXT:
        return true;
    case CONFIG_CHOICE:
        return is_choice(property, text) ||
               fail(error, FAIL_CONFIG, "%s is one of %s, not '%s'", name, property->choices, text);
    case CONFIG_ALLOW:
        return allow_check_list(name, text, error);
    case CONFIG_BOOL:
        return parse_bool(text, &number) ||
               fail(error, FAIL_CONFIG, "%s is true or false, not '%s'", name, text);
    case CONFIG_INT:
    case CONFIG_MS:
    case CONFIG_BYTES:
        break;
    }
    if (!parse_number(property, text, &number))
        return fail(error, FAIL_CONFIG, "%s is a whole number%s, not '%s'", name,
                    property->type == CONFIG_MS      ? " of milliseconds or a time such as '10 s'"
                    : property->type == CONFIG_BYTES ? " of bytes or a size such as '64 MB'"
                                                     : "",
                    text);
    if (number < property->min || number > property->max)
        return fail(error, FAIL_CONFIG,
                    "%s is from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " %s, not '%s'", name,
                    property->min, property->max, property->unit, text);
    return true;
}

/* ---- sets ---- */

static bool note_may_set(const ConfigSet *set, const char *name)
{
    g_auto(GStrv) allowed = g_strsplit(config_get_text(set, "note_allow"), ",", -1);

    for (size_t i = 0; allowed[i] != NULL; i++) {
        const char *item = g_strstrip(allowed[i]);

        if (g_str_has_prefix(item, PAGE_PREFIX))
            item += strlen(PAGE_PREFIX);
        if (strcmp(item, name) == 0)
            return true;
    }
    return false;
}

static bool refuse_note(const char *name, GError **error)
{
    fail(error, FAIL_CONFIG, "%s is the operator's to set, not a note's", name);
    return fail_hint(error, "The operator sets it on the interpreter settings page, or lists it in "
                            "zeppelin.kafka.note_allow.");
}

static bool put_kafka(ConfigSet *set, const char *name, const char *text, ConfigWho who,
                      GError **error)
{
    const char *own = name + strlen(KAFKA_PREFIX);

    if (who == CONFIG_NOTE && !note_may_set(set, name))
        return refuse_note(name, error);
    if (*text == '\0')
        g_hash_table_remove(set->kafka, own);
    else if (g_hash_table_size(set->kafka) >= KAFKA_PROPERTIES_MAX)
        return fail(error, FAIL_CONFIG, "more than %d properties of librdkafka",
                    KAFKA_PROPERTIES_MAX);
    else
        g_hash_table_insert(set->kafka, g_strdup(own), g_strdup(text));
    return true;
}

bool config_set_put(ConfigSet *set, const char *name, const char *text, ConfigWho who,
                    GError **error)
{
    const char *bare = g_str_has_prefix(name, PAGE_PREFIX) ? name + strlen(PAGE_PREFIX) : name;
    const ConfigProperty *property = config_find(bare, strlen(bare));

    if (property == NULL && g_str_has_prefix(name, KAFKA_PREFIX))
        return put_kafka(set, name, text, who, error);
    if (property == NULL) {
        fail(error, FAIL_CONFIG, "there is no setting '%s'", name);
        return fail_hint(error, "librdkafka's properties are written kafka.<name>; ours are in the "
                                "README's table.");
    }
    if (who == CONFIG_NOTE && property->who == CONFIG_OPERATOR && !note_may_set(set, bare))
        return refuse_note(name, error);
    if (*text == '\0') {
        g_hash_table_remove(set->ours, bare);
        return true;
    }
    if (!check(property, name, text, error))
        return false;
    g_hash_table_insert(set->ours, g_strdup(bare), g_strdup(text));
    return true;
}

static const ConfigProperty *get_property(const char *name)
{
    const ConfigProperty *property = config_find(name, strlen(name));

    assert(property != NULL);
    return property;
}

const char *config_get_text(const ConfigSet *set, const char *name)
{
    const ConfigProperty *property = get_property(name);
    const char *text = g_hash_table_lookup(set->ours, name);

    return text != NULL ? text : property->default_text;
}

int64_t config_get_int(const ConfigSet *set, const char *name)
{
    int64_t number = 0;
    bool is_number = parse_number(get_property(name), config_get_text(set, name), &number);

    assert(is_number); /* put() has checked it, and a test every default */
    return number;
}

bool config_get_bool(const ConfigSet *set, const char *name)
{
    return config_get_int(set, name) != 0;
}

bool config_is_set(const ConfigSet *set, const char *name)
{
    get_property(name);
    return g_hash_table_contains(set->ours, name);
}

GHashTable *config_kafka(const ConfigSet *set)
{
    return set->kafka;
}

GHashTable *config_settings(const ConfigSet *set)
{
    return copy_table(set->ours);
}
