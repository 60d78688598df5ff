#include "main/connect.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"

struct Connection {
    GHashTable *properties; /* char* -> char*, librdkafka's names */
    BrokerUse *embedded;    /* NULL while brokers are named or nothing has asked */
    Client *consumer;
    Client *producer;
};

static bool split_assignment(const char *text, const char *option, char **ret_name,
                             const char **ret_value, GError **error)
{
    const char *equals = strchr(text, '=');

    if (equals == NULL || equals == text)
        return fail(error, FAIL_CONFIG, "%s takes name=value, not '%s'", option, text);
    *ret_name = g_strndup(text, (gsize)(equals - text));
    *ret_value = equals + 1;
    return true;
}

static bool put_kafka(ConfigSet *settings, const char *text, GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *full = NULL;
    const char *value;

    if (!split_assignment(text, "-X", &name, &value, error))
        return false;
    full = g_strconcat("kafka.", g_strstrip(name), NULL);
    return config_set_put(settings, full, value, CONFIG_OPERATOR, error);
}

static bool put_file(ConfigSet *settings, const char *path, GError **error)
{
    g_autofree char *content = NULL;
    g_autoptr(GError) why = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(path, &content, NULL, &why))
        return fail(error, FAIL_CONFIG, "-X @%s: %s", path, why->message);
    lines = g_strsplit(content, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        const char *line = g_strstrip(lines[i]);

        if (*line == '\0' || *line == '#')
            continue;
        /* The line may hold a secret: its number is said, not its text. */
        if (*line == '=' || strchr(line, '=') == NULL)
            return fail(error, FAIL_CONFIG, "%s, line %zu: not name=value", path, i + 1);
        if (!put_kafka(settings, line, error))
            return fail_prefix(error, "%s, line %zu: ", path, i + 1);
    }
    return true;
}

bool connect_put_property(ConfigSet *settings, const char *text, GError **error)
{
    return *text == '@' ? put_file(settings, text + 1, error) : put_kafka(settings, text, error);
}

bool connect_put_setting(ConfigSet *settings, const char *text, GError **error)
{
    g_autofree char *name = NULL;
    const char *value;

    return split_assignment(text, "--set", &name, &value, error) &&
           config_set_put(settings, name, value, CONFIG_OPERATOR, error);
}

bool connect_put_options(ConfigSet *settings, const ConnectOptions *options, GError **error)
{
    if (options->brokers != NULL && !config_set_put(settings, "kafka.bootstrap.servers",
                                                    options->brokers, CONFIG_OPERATOR, error))
        return false;
    for (size_t i = 0; options->properties != NULL && options->properties[i] != NULL; i++) {
        if (!connect_put_property(settings, options->properties[i], error))
            return false;
    }
    return true;
}

void connect_options_clear(ConnectOptions *options)
{
    g_clear_pointer(&options->brokers, g_free);
    g_clear_pointer(&options->properties, g_strfreev);
}

Connection *connection_new(const ConfigSet *settings)
{
    Connection *connection = g_new0(Connection, 1);
    GHashTableIter iter;
    void *name, *value;

    connection->properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_iter_init(&iter, config_kafka(settings));
    while (g_hash_table_iter_next(&iter, &name, &value))
        g_hash_table_insert(connection->properties, g_strdup(name), g_strdup(value));
    return connection;
}

void connection_free(Connection *connection)
{
    if (connection == NULL)
        return;
    client_free(connection->consumer);
    client_free(connection->producer);
    broker_use_end(connection->embedded);
    g_hash_table_unref(connection->properties);
    g_free(connection);
}

static bool find_brokers(Connection *connection, GError **error)
{
    if (g_hash_table_contains(connection->properties, "bootstrap.servers") ||
        g_hash_table_contains(connection->properties, "metadata.broker.list"))
        return true;
    connection->embedded = broker_use(connect_binary(), error);
    if (connection->embedded == NULL)
        return false;
    g_hash_table_insert(connection->properties, g_strdup("bootstrap.servers"),
                        g_strdup(broker_use_bootstrap(connection->embedded)));
    return true;
}

static Client *get_client(Connection *connection, ClientKind kind, Client **client, GError **error)
{
    if (*client == NULL && find_brokers(connection, error))
        *client = client_new(kind, connection->properties, error);
    return *client;
}

Client *connection_consumer(Connection *connection, GError **error)
{
    return get_client(connection, CLIENT_CONSUMER, &connection->consumer, error);
}

Client *connection_producer(Connection *connection, GError **error)
{
    return get_client(connection, CLIENT_PRODUCER, &connection->producer, error);
}

Client *connection_stream(Connection *connection, const char *stream, GError **error)
{
    g_autoptr(GHashTable) properties = NULL;
    GHashTableIter iter;
    void *name, *value;

    if (!find_brokers(connection, error))
        return NULL;
    properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_iter_init(&iter, connection->properties);
    while (g_hash_table_iter_next(&iter, &name, &value))
        g_hash_table_insert(properties, g_strdup(name), g_strdup(value));
    g_hash_table_insert(properties, g_strdup("transactional.id"), g_strdup(stream));
    return client_new(CLIENT_PRODUCER, properties, error);
}

const char *connect_binary(void)
{
    static char path[PATH_MAX];
    ssize_t len = path[0] != '\0' ? 1 : readlink("/proc/self/exe", path, sizeof path - 1);

    return len > 0 ? path : "zeppelin-kafka";
}
