#pragma once
/*
 * The property table and sets of values. A property of ours has one bare snake_case name: on the
 * settings page it is `zeppelin.kafka.<name>`, in SET, in %kafka(...) and in --set the bare one.
 * librdkafka's properties are `kafka.<its name>` in all of these. The table knows who may set what:
 * a note may set query settings only; what the table does not know is the operator's.
 *
 * Thread: any for the table; a ConfigSet belongs to one thread at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ConfigType {
    CONFIG_BOOL,
    CONFIG_INT,
    CONFIG_MS,    /* a duration: "250", "10 s", "2 minutes"; a bare number is milliseconds */
    CONFIG_BYTES, /* a size: "64 KB", "256 MB"; a bare number is bytes */
    CONFIG_TEXT,
    CONFIG_CHOICE, /* one of `choices`, separated by '|' */
    CONFIG_ALLOW,  /* kinds of change, separated by commas: see allow.h */
} ConfigType;

typedef enum ConfigWho {
    CONFIG_NOTE,     /* query settings: anybody who writes a paragraph */
    CONFIG_OPERATOR, /* connection, security, limits: the settings page, or a shell's options */
} ConfigWho;

typedef struct ConfigProperty {
    const char *name;
    ConfigType type;
    ConfigWho who;
    const char *default_text; /* "" is "not set" for a text */
    int64_t min, max;         /* of numbers, durations and sizes, both allowed */
    const char *choices;      /* of CONFIG_CHOICE */
    const char *unit;         /* for people: "ms", "rows", "" */
    const char *help;         /* one sentence */
} ConfigProperty;

const ConfigProperty *config_properties(size_t *ret_len);             /* the whole table */
const ConfigProperty *config_find(const char *name, size_t name_len); /* NULL if unknown */

typedef struct ConfigSet ConfigSet;

ConfigSet *config_set_new(void); /* (owned) every property at its default */
ConfigSet *config_set_copy(const ConfigSet *set);
void config_set_free(ConfigSet *set); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfigSet, config_set_free)

/**
 * config_set_put() - set one property
 * @name:   bare (`refresh`), on the settings page's form (`zeppelin.kafka.refresh`), or
 *          librdkafka's (`kafka.fetch.wait.max.ms`)
 * @text:   copied
 * @who:    who sets it; CONFIG_NOTE is refused for what is the operator's, unless the property
 *          `note_allow` of @set lists it
 * @error:  FAIL_CONFIG naming the property, the value and what is allowed
 */
bool config_set_put(ConfigSet *set, const char *name, const char *text, ConfigWho who,
                    GError **error);

/* Of a property that exists, of that type; else a bug. */
bool config_get_bool(const ConfigSet *set, const char *name);
int64_t config_get_int(const ConfigSet *set, const char *name); /* int, ms and bytes */
const char *config_get_text(const ConfigSet *set,
                            const char *name);              /* (borrowed) text, choice, allow */
bool config_is_set(const ConfigSet *set, const char *name); /* put by somebody, not the default */

/* librdkafka's properties that were put: char* its own name -> char* value. (borrowed) */
GHashTable *config_kafka(const ConfigSet *set);
/* Ours that were put: char* bare name -> char* value as written. (owned) new table */
GHashTable *config_settings(const ConfigSet *set);

/* One duration or size as properties write them; for SQL options of the same form. */
bool config_parse_ms(const char *text, int64_t *ret_ms);
bool config_parse_bytes(const char *text, int64_t *ret_bytes);

/* True if the value of librdkafka's property @name must never be shown. */
bool config_is_secret(const char *name);

/* (owned) zeppelin-conf/interpreter-setting.json, generated; the runner is @RUNNER@. */
char *config_setting_json(void);
/* (owned) The README's table of our settings, generated, as Markdown. */
char *config_readme_table(void);
