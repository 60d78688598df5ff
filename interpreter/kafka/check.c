#include "kafka/check.h"

#include <assert.h>
#include <string.h>

#include "base/time_ms.h"
#include "kafka/handle.h"
#include "kafka/reach.h"
#include "kafka/sample.h"
#include "kafka/sink.h"

#define PORT_CLOSED                                                                                \
    "is the port right, and may this machine reach it: a security group or firewall of the "       \
    "brokers must let it in"
#define NAMED_OTHERWISE                                                                            \
    "the cluster names this broker so (advertised.listeners): it must be reachable from here by "  \
    "that name and port; a tunnel to another one is not enough"
#define NOT_REACHED "no broker has answered so far"
#define RECORD_KEY "zeppelin-kafka"
#define RECORD_VALUE "written by a check of the connection"

const char *const check_result_names[] = {
    [CHECK_GOOD] = "ok", [CHECK_FAILED] = "failed", [CHECK_SKIPPED] = "skipped"};

/* A broker that is named by whom we ask, or by the cluster. */
typedef struct Named {
    char *name; /* owned: as it was written */
    char *host, *port;
    ReachAddress *addresses; /* owned; NULL: not known */
    size_t addresses_len;
} Named;

typedef struct Checking {
    const CheckSpec *spec;
    GPtrArray *brokers;                  /* owned: Named, by whom we ask */
    const rd_kafka_metadata_t *metadata; /* owned; NULL before it came */
    GError *refused;                     /* owned: why it did not come */
    CauseStep refused_step;
    char *topic; /* owned: to read from; NULL: there is none */
    const char *step;
    int64_t begin_ms;
    bool has_failed;
} Checking;

static void named_free(void *named_at)
{
    Named *named = named_at;

    g_free(named->name);
    g_free(named->host);
    g_free(named->port);
    g_free(named->addresses);
    g_free(named);
}

static void tell(Checking *checking, const char *target, CheckResult result, const char *said,
                 const char *advice)
{
    int64_t now_ms = time_monotonic_ms();
    CheckStep step = {checking->step, target, result, now_ms - checking->begin_ms, said, advice};

    checking->has_failed |= result == CHECK_FAILED;
    checking->begin_ms = now_ms;
    checking->spec->told(&step, checking->spec->told_user);
}

/* ---- the way there ---- */

static char *addresses_text(const Named *broker)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = 0; i < broker->addresses_len; i++) {
        g_autofree char *address = reach_text(&broker->addresses[i]);

        if (strstr(text->str, address) == NULL)
            g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", address);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool resolve(Checking *checking, Named *broker)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!reach_split(broker->name, &broker->host, &broker->port, &error)) {
        tell(checking, broker->name, CHECK_FAILED, error->message,
             "bootstrap.servers is a list of host:port, separated by commas");
        return false;
    }
    broker->addresses = reach_resolve(broker->host, broker->port, checking->spec->timeout_ms,
                                      &broker->addresses_len, &error);
    if (broker->addresses == NULL) {
        tell(checking, broker->name, CHECK_FAILED, error->message,
             "is the name right, and does the network of this machine know it (the VPC's DNS)?");
        return false;
    }
    text = addresses_text(broker);
    tell(checking, broker->name, CHECK_GOOD, text, NULL);
    return true;
}

static bool reach(Checking *checking, const Named *broker, const char *advice)
{
    g_autoptr(GError) error = NULL;

    if (reach_connect(broker->addresses, broker->addresses_len, checking->spec->timeout_ms,
                      &error)) {
        tell(checking, broker->name, CHECK_GOOD, "the port takes connections", NULL);
        return true;
    }
    tell(checking, broker->name, CHECK_FAILED, error->message, advice);
    return false;
}

/* Any of them is enough to go on. */
static bool check_names(Checking *checking)
{
    guint known = 0;

    for (guint i = 0; i < checking->brokers->len; i++)
        known += resolve(checking, checking->brokers->pdata[i]);
    return known > 0;
}

static bool check_ports(Checking *checking)
{
    guint open = 0;

    for (guint i = 0; i < checking->brokers->len; i++) {
        const Named *broker = checking->brokers->pdata[i];

        if (broker->addresses != NULL)
            open += reach(checking, broker, PORT_CLOSED);
    }
    return open > 0;
}

/* ---- what is spoken there ---- */

/* What ports of Amazon MSK are for. */
static const struct {
    const char *ports[2];
    const char *protocol, *mechanism; /* mechanism: NULL where nobody logs in */
} msk_ports[] = {
    {{"9092", NULL},   "plaintext", NULL           },
    {{"9094", "9194"}, "ssl",       NULL           },
    {{"9096", "9196"}, "sasl_ssl",  "SCRAM-SHA-512"},
    {{"9098", "9198"}, "sasl_ssl",  "OAUTHBEARER"  },
};

static const char *protocol_of(const Client *client)
{
    const char *protocol = handle_property(client, "security.protocol");

    return protocol == NULL ? "plaintext" : protocol;
}

static const char *mechanism_of(const Client *client)
{
    const char *mechanism = handle_property(client, "sasl.mechanism");

    return mechanism != NULL ? mechanism : handle_property(client, "sasl.mechanisms");
}

/* (owned) What the first broker's port wants, if it is one of MSK's and other things are set. */
static char *port_advice(const Checking *checking)
{
    const Client *client = checking->spec->client;
    const Named *broker = checking->brokers->pdata[0];
    const char *mechanism = mechanism_of(client);

    for (size_t i = 0; i < G_N_ELEMENTS(msk_ports); i++) {
        const char *wanted = msk_ports[i].mechanism;
        bool is_set = g_ascii_strcasecmp(protocol_of(client), msk_ports[i].protocol) == 0 &&
                      (wanted == NULL || g_strcmp0(mechanism, wanted) == 0);

        if (g_strcmp0(broker->port, msk_ports[i].ports[0]) != 0 &&
            g_strcmp0(broker->port, msk_ports[i].ports[1]) != 0)
            continue;
        if (is_set)
            return NULL;
        return g_strdup_printf(
            "on Amazon MSK, port %s wants security.protocol=%s%s%s", broker->port,
            msk_ports[i].protocol,
            wanted == NULL ? "" : " and sasl.mechanism=", wanted == NULL ? "" : wanted);
    }
    return NULL;
}

/* The first question tells of TLS and of the login too. */
static void ask_cluster(Checking *checking)
{
    Client *client = checking->spec->client;

    if (!handle_metadata(client, time_monotonic_ms() + checking->spec->timeout_ms,
                         &checking->metadata, &checking->refused))
        checking->refused_step = handle_cause_step(client);
}

static bool is_refused_at(const Checking *checking, CauseStep step)
{
    return checking->refused != NULL && checking->refused_step == step;
}

static bool names_ours(const Checking *checking, const char *sentence)
{
    for (guint i = 0; i < checking->brokers->len; i++) {
        const Named *broker = checking->brokers->pdata[i];

        if (broker->host != NULL && strstr(sentence, broker->host) != NULL)
            return true;
    }
    return false;
}

static bool tell_refused(Checking *checking)
{
    const char *said = checking->refused->message;
    g_autofree char *advice = port_advice(checking);

    if (advice == NULL && !names_ours(checking, said))
        advice = g_strdup(NAMED_OTHERWISE);
    if (advice == NULL && checking->refused_step == CAUSE_OTHER)
        advice = g_strdup("the port is open: is it Kafka's, and does it want TLS or a login "
                          "(security.protocol)?");
    tell(checking, NULL, CHECK_FAILED, said, advice);
    return false;
}

static bool check_tls(Checking *checking)
{
    const char *protocol = protocol_of(checking->spec->client);
    bool is_wanted = g_str_has_suffix(protocol, "ssl") || g_str_has_suffix(protocol, "SSL");

    ask_cluster(checking);
    if (is_refused_at(checking, CAUSE_TLS))
        return tell_refused(checking);
    if (!is_wanted)
        tell(checking, NULL, CHECK_SKIPPED, "security.protocol asks for none", NULL);
    else if (checking->refused == NULL || checking->refused_step == CAUSE_LOGIN)
        tell(checking, NULL, CHECK_GOOD, "the certificate is trusted", NULL);
    else
        tell(checking, NULL, CHECK_SKIPPED, NOT_REACHED, NULL);
    return true;
}

static bool check_login(Checking *checking)
{
    const char *protocol = protocol_of(checking->spec->client);
    const char *mechanism = mechanism_of(checking->spec->client);

    if (is_refused_at(checking, CAUSE_LOGIN))
        return tell_refused(checking);
    if (g_ascii_strncasecmp(protocol, "sasl", strlen("sasl")) != 0)
        tell(checking, NULL, CHECK_SKIPPED, "security.protocol asks for none", NULL);
    else if (checking->refused == NULL)
        tell(checking, NULL, CHECK_GOOD, mechanism == NULL ? "GSSAPI" : mechanism, NULL);
    else
        tell(checking, NULL, CHECK_SKIPPED, NOT_REACHED, NULL);
    return true;
}

static bool check_metadata(Checking *checking)
{
    const rd_kafka_metadata_t *metadata = checking->metadata;
    g_autofree char *said = NULL;

    if (metadata == NULL)
        return tell_refused(checking);
    said = g_strdup_printf("%d broker%s, %d topic%s that this user may see", metadata->broker_cnt,
                           metadata->broker_cnt == 1 ? "" : "s", metadata->topic_cnt,
                           metadata->topic_cnt == 1 ? "" : "s");
    tell(checking, NULL, CHECK_GOOD, said, NULL);
    return true;
}

/* ---- the cluster ---- */

static bool check_broker(Checking *checking, const rd_kafka_metadata_broker_t *shown)
{
    g_autofree Named *broker = g_new0(Named, 1);
    g_autofree char *name = g_strdup_printf("%s:%d", shown->host, shown->port);
    g_autofree char *port = g_strdup_printf("%d", shown->port);
    g_autofree ReachAddress *addresses = NULL;
    g_autoptr(GError) error = NULL;

    broker->name = name;
    broker->addresses = addresses = reach_resolve(shown->host, port, checking->spec->timeout_ms,
                                                  &broker->addresses_len, &error);
    if (addresses == NULL) {
        tell(checking, name, CHECK_FAILED, error->message, NAMED_OTHERWISE);
        return false;
    }
    return reach(checking, broker, NAMED_OTHERWISE);
}

/* All of them: a partition may be led by any. */
static bool check_brokers(Checking *checking)
{
    const rd_kafka_metadata_t *metadata = checking->metadata;
    int len = MIN(metadata->broker_cnt, CHECK_BROKERS_MAX);
    bool is_good = true;

    for (int i = 0; i < len; i++)
        is_good &= check_broker(checking, &metadata->brokers[i]);
    return is_good;
}

/* (owned) The topic that is asked for, or the first that is nobody's own. */
static char *choose_topic(const Checking *checking)
{
    const rd_kafka_metadata_t *metadata = checking->metadata;

    if (checking->spec->topic != NULL)
        return g_strdup(checking->spec->topic);
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (!g_str_has_prefix(metadata->topics[i].topic, "__"))
            return g_strdup(metadata->topics[i].topic);
    }
    return NULL;
}

static void describe_record(const Record *record, void *text_at)
{
    g_string_printf(text_at, "a record of partition %u at offset %" G_GINT64_FORMAT ", %zu bytes",
                    record->source, record->offset, record->value.len);
}

static bool check_read(Checking *checking)
{
    const CheckSpec *spec = checking->spec;
    g_autoptr(GString) said = g_string_new("it has no records");
    g_autoptr(GError) error = NULL;

    checking->topic = choose_topic(checking);
    if (checking->topic == NULL) {
        tell(checking, NULL, CHECK_SKIPPED, "there is no topic that this user may see", NULL);
        return true;
    }
    if (sample_read(spec->client, checking->topic, 1, spec->timeout_ms, describe_record, said,
                    &error)) {
        tell(checking, checking->topic, CHECK_GOOD, said->str, NULL);
        return true;
    }
    tell(checking, checking->topic, CHECK_FAILED, error->message,
         fail_hint_of(error) != NULL ? fail_hint_of(error)
                                     : "the user needs the rights Describe and Read of the topic");
    return false;
}

static bool write_one(const CheckSpec *spec, const char *topic, GError **error)
{
    g_autoptr(Sink) sink = sink_open(spec->producer, topic, spec->timeout_ms, error);

    return sink != NULL && sink_put(sink, span_of(RECORD_KEY), span_of(RECORD_VALUE), error) &&
           sink_flush(sink, spec->timeout_ms, error);
}

static bool check_write(Checking *checking)
{
    const CheckSpec *spec = checking->spec;
    g_autoptr(GError) error = NULL;

    if (spec->producer == NULL || checking->topic == NULL) {
        tell(checking, NULL, CHECK_SKIPPED, "it was not asked for", NULL);
        return true;
    }
    if (write_one(spec, checking->topic, &error)) {
        tell(checking, checking->topic, CHECK_GOOD, "a record was written", NULL);
        return true;
    }
    tell(checking, checking->topic, CHECK_FAILED, error->message,
         fail_hint_of(error) != NULL ? fail_hint_of(error)
                                     : "the user needs the right Write of the topic");
    return false;
}

/* ---- all of it ---- */

/* To add a step: a row here; false ends the way. */
static const struct {
    const char *step;
    bool (*check)(Checking *checking);
} steps[] = {
    {"DNS",      check_names   },
    {"TCP",      check_ports   },
    {"TLS",      check_tls     },
    {"login",    check_login   },
    {"metadata", check_metadata},
    {"brokers",  check_brokers },
    {"read",     check_read    },
    {"write",    check_write   },
};

static GPtrArray *brokers_of(const Client *client)
{
    GPtrArray *brokers = g_ptr_array_new_with_free_func(named_free);
    g_auto(GStrv) names = g_strsplit(handle_bootstrap(client), ",", CHECK_BROKERS_MAX);

    for (size_t i = 0; names[i] != NULL; i++) {
        Named *broker = g_new0(Named, 1);

        broker->name = g_strdup(g_strstrip(names[i]));
        g_ptr_array_add(brokers, broker);
    }
    return brokers;
}

bool check_run(const CheckSpec *spec)
{
    Checking checking = {
        .spec = spec, .brokers = brokers_of(spec->client), .begin_ms = time_monotonic_ms()};
    bool goes_on = true;

    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        checking.step = steps[i].step;
        if (goes_on)
            goes_on = steps[i].check(&checking);
        else
            tell(&checking, NULL, CHECK_SKIPPED, "not tried", NULL);
    }
    g_ptr_array_unref(checking.brokers);
    if (checking.metadata != NULL)
        rd_kafka_metadata_destroy(checking.metadata);
    g_clear_error(&checking.refused);
    g_free(checking.topic);
    return !checking.has_failed;
}
