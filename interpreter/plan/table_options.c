#include "plan/table_options.h"

static bool fail_value(Binder *binder, const SqlOption *option, const char *allowed)
{
    return fail_at(binder->error, FAIL_QUERY, option->position, "%s is %s, not '%s'", option->name,
                   allowed, option->value);
}

static bool read_count(Binder *binder, const SqlOption *option, int max, int *ret_count)
{
    g_autofree char *allowed = g_strdup_printf("a whole number from 1 to %d", max);
    guint64 count;

    if (!g_ascii_string_to_unsigned(option->value, 10, 1, (guint64)max, &count, NULL))
        return fail_value(binder, option, allowed);
    *ret_count = (int)count;
    return true;
}

static bool read_partitions(Binder *binder, const SqlOption *option, TableOptions *options)
{
    return read_count(binder, option, PLAN_PARTITIONS_MAX, &options->partitions);
}

static bool read_replication(Binder *binder, const SqlOption *option, TableOptions *options)
{
    return read_count(binder, option, INT16_MAX, &options->replicas);
}

static bool add_property(Binder *binder, const SqlOption *option, const char *name,
                         const char *value, TableOptions *options)
{
    for (size_t i = 0; i < options->properties_len; i++) {
        if (strcmp(options->properties[i].name, name) == 0)
            return fail_at(binder->error, FAIL_QUERY, option->position,
                           "the topic's property %s is given twice", name);
    }
    options->properties[options->properties_len++] =
        (PlanProperty){bind_copy(binder, name), bind_copy(binder, value)};
    return true;
}

static bool read_retention(Binder *binder, const SqlOption *option, TableOptions *options)
{
    g_autofree char *text = NULL;
    int64_t ms = -1;

    if (g_ascii_strcasecmp(option->value, "forever") != 0 && !config_parse_ms(option->value, &ms))
        return fail_value(binder, option, "a time such as '7 days' or '12 hours', or 'forever'");
    text = g_strdup_printf("%" G_GINT64_FORMAT, ms);
    return add_property(binder, option, "retention.ms", text, options);
}

static bool read_cleanup(Binder *binder, const SqlOption *option, TableOptions *options)
{
    static const char *const words[] = {"delete", "compact", "compact,delete", NULL};

    if (!g_strv_contains(words, option->value))
        return fail_value(binder, option, "delete, compact, or 'compact,delete'");
    return add_property(binder, option, "cleanup.policy", option->value, options);
}

static bool read_format(Binder *binder, const SqlOption *option, TableOptions *options)
{
    if (strcmp(option->value, "bytes") == 0) {
        fail_value(binder, option, "json, csv, text or avro");
        return fail_hint(binder->error, "topic('t', format => 'bytes') reads records raw");
    }
    options->format = (FormatOption){"format", bind_copy(binder, option->value), option->position};
    return true;
}

/* To add an option of ours: a row here. */
static const struct {
    const char *name;
    bool (*read)(Binder *binder, const SqlOption *option, TableOptions *options);
} known[] = {
    {"partitions",  read_partitions },
    {"replication", read_replication},
    {"retention",   read_retention  },
    {"cleanup",     read_cleanup    },
    {"format",      read_format     },
};

static bool read_option(Binder *binder, const SqlOption *option, TableOptions *options)
{
    if (option->value == NULL)
        return fail_at(binder->error, FAIL_QUERY, option->position, "option %s needs a value",
                       option->name);
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(known[i].name, option->name) == 0)
            return known[i].read(binder, option, options);
    }
    if (strchr(option->name, '.') != NULL)
        return add_property(binder, option, option->name, option->value, options);
    options->others[options->others_len++] = (FormatOption){
        bind_copy(binder, option->name), bind_copy(binder, option->value), option->position};
    return true;
}

static bool check_twice(Binder *binder, const SqlTable *sql, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(sql->options[i].name, sql->options[k].name) == 0)
            return fail_at(binder->error, FAIL_QUERY, sql->options[i].position,
                           "option %s is given twice", sql->options[i].name);
    }
    return true;
}

/* Flink's way to name a topic. */
static const char *hint_of(const char *name)
{
    static const char *const flink[] = {"connector", "topic", "properties", "scan", NULL};

    return g_strv_contains(flink, name)
               ? "the table's name is the topic's, and the brokers are a setting: CREATE TABLE IF "
                 "NOT EXISTS lines (id bigint) WITH (format = 'json')"
               : "the options are partitions, replication, retention, cleanup, format with its own "
                 "(such as delimiter), and Kafka's properties of topics in quotes: "
                 "\"max.message.bytes\" = 2000000";
}

bool table_options_read(Binder *binder, const SqlTable *sql, TableOptions *ret_options)
{
    TableOptions options = {.partitions = -1, .replicas = -1};

    options.properties = bind_alloc(binder, (sql->options_len + 1) * sizeof(PlanProperty));
    options.others = bind_alloc(binder, (sql->options_len + 1) * sizeof(FormatOption));
    for (size_t i = 0; i < sql->options_len; i++) {
        if (!check_twice(binder, sql, i) || !read_option(binder, &sql->options[i], &options))
            return false;
    }
    if (options.others_len > 0 && options.format.name == NULL) {
        fail_at(binder->error, FAIL_QUERY, options.others[0].position,
                "CREATE TABLE has no option \"%s\"", options.others[0].name);
        return fail_hint(binder->error, "%s", hint_of(options.others[0].name));
    }
    *ret_options = options;
    return true;
}
