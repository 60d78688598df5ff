#include "kafka/conf.h"

#include "base/fail.h"
#include "config/config.h"
#include "kafka/near.h"

typedef enum ConfUse { CONF_CONSUMER = 1, CONF_PRODUCER = 2, CONF_BOTH = 3 } ConfUse;

typedef struct ConfDefault {
    const char *name, *value;
    ConfUse use;
    const char *needed; /* why no other value works here; NULL for a mere default */
} ConfDefault;

/*
 * Full prefetch queues stop librdkafka's fetching for fetch.queue.backoff.ms, a second by default:
 * with 10 ms small queues read as fast as large ones, and 32 MB of queue keep the memory low.
 * reconnect.backoff.ms is also, halved, how long the first connection of a handle waits.
 */
static const ConfDefault defaults[] = {
    {"client.id",                          "zeppelin-kafka", CONF_BOTH,     NULL                                 },
    {"socket.nagle.disable",               "true",           CONF_BOTH,     NULL                                 },
    {"socket.connection.setup.timeout.ms", "10000",          CONF_BOTH,     NULL                                 },
    {"reconnect.backoff.ms",               "20",             CONF_BOTH,     NULL                                 },
    {"reconnect.backoff.max.ms",           "2000",           CONF_BOTH,     NULL                                 },
    {"enable.metrics.push",                "false",          CONF_BOTH,     NULL                                 },
    {"statistics.interval.ms",             "500",            CONF_CONSUMER, NULL                                 },
    {"log.thread.name",                    "false",          CONF_BOTH,     "causes are read from its log"       },
    {"log.queue",                          "false",          CONF_BOTH,     "causes are read from its log"       },
    {"group.id",                           "zeppelin-kafka", CONF_CONSUMER, NULL                                 },
    {"auto.offset.reset",                  "earliest",       CONF_CONSUMER, NULL                                 },
    {"isolation.level",                    "read_committed", CONF_CONSUMER, NULL                                 },
    {"allow.auto.create.topics",           "false",          CONF_CONSUMER, NULL                                 },
    {"fetch.queue.backoff.ms",             "10",             CONF_CONSUMER, NULL                                 },
    {"fetch.error.backoff.ms",             "100",            CONF_CONSUMER, NULL                                 },
    {"queued.max.messages.kbytes",         "32768",          CONF_CONSUMER, NULL                                 },
    {"topic.metadata.propagation.max.ms",  "5000",           CONF_CONSUMER, NULL                                 },
    {"enable.partition.eof",               "true",           CONF_CONSUMER, "a query must know a partition's end"},
    {"enable.auto.commit",                 "false",          CONF_CONSUMER, "a query keeps its own offsets"      },
    {"enable.auto.offset.store",           "false",          CONF_CONSUMER, "a query keeps its own offsets"      },
    {"linger.ms",                          "5",              CONF_PRODUCER, NULL                                 },
    {"compression.type",                   "lz4",            CONF_PRODUCER, NULL                                 },
    {"partitioner",                        "murmur2_random", CONF_PRODUCER, NULL                                 },
    {"message.timeout.ms",                 "30000",          CONF_PRODUCER, NULL                                 },
    {"queue.buffering.max.kbytes",         "65536",          CONF_PRODUCER, NULL                                 },
};

/* One column of librdkafka's own table of properties, "name | C/P | range | default | ...". */
static char *allowed_values(const char *name)
{
    char *table = NULL;
    size_t table_len = 0;
    FILE *stream = open_memstream(&table, &table_len);
    g_auto(GStrv) lines = NULL;
    char *allowed = NULL;

    if (stream == NULL)
        return NULL;
    rd_kafka_conf_properties_show(stream);
    fclose(stream);
    lines = g_strsplit(table, "\n", -1);
    free(table);

    for (size_t i = 0; lines[i] != NULL && allowed == NULL; i++) {
        g_auto(GStrv) columns = g_strsplit(lines[i], "|", 4);

        if (g_strv_length(columns) == 4 && strcmp(g_strstrip(columns[0]), name) == 0)
            allowed = g_strdup(g_strstrip(columns[2]));
    }
    if (allowed != NULL && allowed[0] == '\0')
        g_clear_pointer(&allowed, g_free);
    return allowed;
}

static bool fail_unknown(rd_kafka_conf_t *conf, const char *name, const char *said, GError **error)
{
    size_t pairs_len = 0;
    const char **pairs = rd_kafka_conf_dump(conf, &pairs_len);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *near = NULL;

    for (size_t i = 0; i + 1 < pairs_len; i += 2)
        g_ptr_array_add(names, (char *)pairs[i]);
    near = near_names(name, names);
    rd_kafka_conf_dump_free(pairs, pairs_len);

    return fail(error, FAIL_CONFIG, "librdkafka has no property %s%s%s: %s", name,
                near == NULL ? "" : "; did you mean ", near == NULL ? "" : near, said);
}

static bool put(rd_kafka_conf_t *conf, const char *name, const char *value, GError **error)
{
    char said[512] = "";
    const char *shown = config_is_secret(name) ? "(hidden)" : value;
    g_autofree char *allowed = NULL;

    switch (rd_kafka_conf_set(conf, name, value, said, sizeof(said))) {
    case RD_KAFKA_CONF_OK:
        return true;
    case RD_KAFKA_CONF_UNKNOWN:
        return fail_unknown(conf, name, said, error);
    case RD_KAFKA_CONF_INVALID:
        break;
    }
    if (config_is_secret(name))
        return fail(error, FAIL_CONFIG, "librdkafka refuses the value of its property %s", name);
    allowed = allowed_values(name);
    if (allowed == NULL)
        return fail(error, FAIL_CONFIG, "librdkafka's property %s can't be '%s': %s", name, shown,
                    said);
    return fail(error, FAIL_CONFIG, "librdkafka's property %s can't be '%s'; allowed: %s", name,
                shown, allowed);
}

static bool put_ours(rd_kafka_conf_t *conf, ClientKind kind, GHashTable *properties, GError **error)
{
    ConfUse use = kind == CLIENT_CONSUMER ? CONF_CONSUMER : CONF_PRODUCER;

    for (size_t i = 0; i < G_N_ELEMENTS(defaults); i++) {
        const ConfDefault *ours = &defaults[i];
        const char *theirs = g_hash_table_lookup(properties, ours->name);

        if ((ours->use & use) == 0)
            continue;
        if (ours->needed != NULL && theirs != NULL && strcmp(theirs, ours->value) != 0)
            return fail(error, FAIL_CONFIG,
                        "librdkafka's property %s can't be '%s'; allowed: %s (%s)", ours->name,
                        theirs, ours->value, ours->needed);
        if (!put(conf, ours->name, ours->value, error))
            return false;
    }
    return true;
}

/* bootstrap.servers has an older name, and tests may ask for a cluster inside the handle. */
static const char *const bootstrap_names[] = {"bootstrap.servers", "metadata.broker.list"};

char *conf_bootstrap(GHashTable *properties)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bootstrap_names); i++) {
        const char *servers = g_hash_table_lookup(properties, bootstrap_names[i]);

        if (servers != NULL && servers[0] != '\0')
            return g_strdup(servers);
    }
    return NULL;
}

rd_kafka_conf_t *conf_new(ClientKind kind, GHashTable *properties, GError **error)
{
    g_autofree char *bootstrap = conf_bootstrap(properties);
    rd_kafka_conf_t *conf;
    GHashTableIter at;
    gpointer name, value;

    if (bootstrap == NULL)
        return fail_null(error, FAIL_CONFIG,
                         "bootstrap.servers is not set: it names the brokers, as host:port,...");
    conf = rd_kafka_conf_new();
    if (!put_ours(conf, kind, properties, error)) {
        rd_kafka_conf_destroy(conf);
        return NULL;
    }
    g_hash_table_iter_init(&at, properties);
    while (g_hash_table_iter_next(&at, &name, &value)) {
        if (!put(conf, name, value, error)) {
            rd_kafka_conf_destroy(conf);
            return NULL;
        }
    }
    return conf;
}
