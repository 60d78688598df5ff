#include "kafka/client.h"

#include <assert.h>
#include <pthread.h>

#include "base/time_ms.h"
#include "kafka/cause.h"
#include "kafka/conf.h"
#include "kafka/handle.h"
#include "kafka/heard.h"
#include "kafka/sink_report.h"

#define MOCK_CLUSTER_PREFIX "mockCluster"
#define MOCK_FETCH_WAIT_MS "10"
#define FETCH_WAIT "fetch.wait.max.ms"

enum {
    FETCH_WAIT_MS = 500,   /* librdkafka's default */
    SILENCE_MAX_MS = 2500, /* beyond that wait: a leader that answers later had gone */
};

struct Client {
    ClientKind kind;
    GHashTable *properties; /* owned copies */
    char *bootstrap;        /* owned */

    pthread_mutex_t lock;
    CauseList causes;   /* @lock */
    rd_kafka_t *handle; /* @lock */
    /* The handle before handle_settle(): another thread may be in a call with it, so it stays. */
    rd_kafka_t *former;   /* @lock */
    bool is_settled;      /* @lock */
    GHashTable *failures; /* @lock: char* topic -> rd_kafka_resp_err_t */
    Heard *heard;         /* @lock */

    int64_t down_since_ms; /* @lock: wall clock; 0 while some broker answers */
    Client *probe;         /* owned, of the thread that asks for outages; NULL without one */
    Client *twin;          /* owned, of the thread that asks for it; NULL without one */
    gint has_failures;     /* atomic: spares the lock where there are none */
    gint is_mock;          /* atomic */
};

static void free_handle(rd_kafka_t *handle)
{
    /* There is no group to leave, so there is nothing to wait for. */
    if (handle != NULL)
        rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void handle_note(Client *client, const char *line)
{
    Cause cause;

    cause_read(line, time_monotonic_ms(), &cause);
    pthread_mutex_lock(&client->lock);
    cause_list_add_take(&client->causes, &cause);
    pthread_mutex_unlock(&client->lock);
}

/* On any thread of librdkafka's. Before rd_kafka_new() has returned, @handle is NULL. */
static void on_log(const rd_kafka_t *handle, int level, const char *facility, const char *line)
{
    Client *client = handle == NULL ? NULL : rd_kafka_opaque(handle);

    (void)level;
    if (client != NULL && strcmp(facility, "FAIL") == 0)
        handle_note(client, line);
}

/* librdkafka tells a topic's failure as "topic [partition]: reason", and by no other way. */
static void note_topic(Client *client, int code, const char *reason)
{
    const char *space = strchr(reason, ' ');

    if (space == NULL || space[1] != '[')
        return;
    pthread_mutex_lock(&client->lock);
    g_hash_table_insert(client->failures, g_strndup(reason, (gsize)(space - reason)),
                        GINT_TO_POINTER(code));
    pthread_mutex_unlock(&client->lock);
    g_atomic_int_set(&client->has_failures, 1);
}

static void note_outage(Client *client)
{
    pthread_mutex_lock(&client->lock);
    if (client->down_since_ms == 0)
        client->down_since_ms = time_wall_ms();
    pthread_mutex_unlock(&client->lock);
}

/* On the thread that polls: failures of topics, and those of brokers that the log tells under
 * another name. */
static void on_error(rd_kafka_t *handle, int code, const char *reason, void *opaque)
{
    (void)handle;
    switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__FATAL:
        handle_note(opaque, reason);
        break;
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        note_outage(opaque);
        break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        note_topic(opaque, code, reason);
        break;
    default: /* a broker's failure, which the log tells too */
        break;
    }
}

/* On the thread that polls. */
static int on_statistics(rd_kafka_t *handle, char *json, size_t json_len, void *client_at)
{
    Client *client = client_at;

    (void)handle;
    pthread_mutex_lock(&client->lock);
    heard_read(client->heard, json, json_len);
    pthread_mutex_unlock(&client->lock);
    return 0; /* the text is librdkafka's */
}

bool handle_heard(Client *client, const char *topic, int partition, HeardSpan *ret_span)
{
    bool found;

    pthread_mutex_lock(&client->lock);
    found = heard_find(client->heard, topic, partition, ret_span);
    pthread_mutex_unlock(&client->lock);
    return found;
}

rd_kafka_resp_err_t handle_topic_failure(Client *client, const char *topic)
{
    int code;

    if (g_atomic_int_get(&client->has_failures) == 0)
        return RD_KAFKA_RESP_ERR_NO_ERROR;
    pthread_mutex_lock(&client->lock);
    code = GPOINTER_TO_INT(g_hash_table_lookup(client->failures, topic));
    pthread_mutex_unlock(&client->lock);
    return code;
}

void handle_forget_failure(Client *client, const char *topic)
{
    pthread_mutex_lock(&client->lock);
    g_hash_table_remove(client->failures, topic);
    pthread_mutex_unlock(&client->lock);
}

static rd_kafka_t *new_handle(Client *client, GError **error)
{
    char said[512] = "";
    rd_kafka_conf_t *conf = conf_new(client->kind, client->properties, error);
    rd_kafka_t *handle;

    if (conf == NULL)
        return NULL;
    rd_kafka_conf_set_opaque(conf, client);
    rd_kafka_conf_set_log_cb(conf, on_log);
    rd_kafka_conf_set_error_cb(conf, on_error);
    if (client->kind == CLIENT_PRODUCER)
        rd_kafka_conf_set_dr_msg_cb(conf, sink_report);
    else
        rd_kafka_conf_set_stats_cb(conf, on_statistics);

    handle = rd_kafka_new(client->kind == CLIENT_CONSUMER ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER,
                          conf, said, sizeof(said));
    if (handle == NULL) {
        rd_kafka_conf_destroy(conf);
        return fail_null(error, FAIL_CONFIG, "librdkafka refuses these properties together: %s",
                         said);
    }
    if (client->kind == CLIENT_CONSUMER)
        rd_kafka_poll_set_consumer(handle);
    return handle;
}

/* A leader has gone if it is silent for longer than a fetch without records waits there. */
static int64_t break_us(GHashTable *properties)
{
    const char *set = g_hash_table_lookup(properties, FETCH_WAIT);
    int64_t wait_ms = set == NULL ? FETCH_WAIT_MS : g_ascii_strtoll(set, NULL, 10);

    return (wait_ms + SILENCE_MAX_MS) * 1000;
}

Client *client_new(ClientKind kind, GHashTable *properties, GError **error)
{
    Client *client = g_new0(Client, 1);
    GHashTableIter at;
    gpointer name, value;

    client->kind = kind;
    client->properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_iter_init(&at, properties);
    while (g_hash_table_iter_next(&at, &name, &value))
        g_hash_table_insert(client->properties, g_strdup(name), g_strdup(value));
    client->bootstrap = conf_bootstrap(properties);
    client->heard = heard_new(break_us(client->properties));
    client->failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    pthread_mutex_init(&client->lock, NULL);

    client->handle = new_handle(client, error);
    if (client->handle == NULL) {
        client_free(client);
        return NULL;
    }
    return client;
}

void client_free(Client *client)
{
    if (client == NULL)
        return;
    client_free(client->probe);
    client_free(client->twin);
    free_handle(client->former);
    free_handle(client->handle);
    cause_list_clear(&client->causes);
    pthread_mutex_destroy(&client->lock);
    heard_free(client->heard);
    g_hash_table_unref(client->failures);
    g_hash_table_unref(client->properties);
    g_free(client->bootstrap);
    g_free(client);
}

rd_kafka_t *handle_of(Client *client)
{
    rd_kafka_t *handle;

    pthread_mutex_lock(&client->lock);
    handle = client->handle;
    pthread_mutex_unlock(&client->lock);
    return handle;
}

ClientKind handle_kind(const Client *client)
{
    return client->kind;
}

bool handle_is_mock(const Client *client)
{
    return g_atomic_int_get(&client->is_mock) != 0;
}

bool handle_settle(Client *client, GError **error)
{
    bool was_settled;
    rd_kafka_t *anew;

    pthread_mutex_lock(&client->lock);
    was_settled = client->is_settled;
    client->is_settled = true;
    pthread_mutex_unlock(&client->lock);

    if (was_settled || client->kind != CLIENT_CONSUMER || !handle_is_mock(client) ||
        g_hash_table_contains(client->properties, FETCH_WAIT))
        return true;

    g_hash_table_insert(client->properties, g_strdup(FETCH_WAIT), g_strdup(MOCK_FETCH_WAIT_MS));
    anew = new_handle(client, error);
    if (anew == NULL)
        return false;
    pthread_mutex_lock(&client->lock);
    client->former = client->handle;
    client->handle = anew;
    pthread_mutex_unlock(&client->lock);
    return true;
}

void handle_serve(Client *client)
{
    enum { SERVED_MAX = 64 }; /* at once; what is left waits for the next call */
    rd_kafka_t *handle = handle_of(client);
    rd_kafka_message_t *message;

    if (client->kind == CLIENT_PRODUCER) {
        rd_kafka_poll(handle, 0);
        return;
    }
    /* Partitions have queues of their own; what comes here are errors of the group that we don't
     * have and callbacks. */
    for (int i = 0; i < SERVED_MAX; i++) {
        message = rd_kafka_consumer_poll(handle, 0);
        if (message == NULL)
            return;
        rd_kafka_message_destroy(message);
    }
}

char *client_cause(Client *client)
{
    const Cause *cause;
    char *sentence;

    if (client == NULL)
        return NULL;
    handle_serve(client);
    pthread_mutex_lock(&client->lock);
    cause = cause_list_find(&client->causes, time_monotonic_ms());
    sentence = cause == NULL ? NULL : g_strdup(cause->sentence);
    pthread_mutex_unlock(&client->lock);
    return sentence;
}

CauseStep handle_cause_step(Client *client)
{
    const Cause *cause;
    CauseStep step;

    handle_serve(client);
    pthread_mutex_lock(&client->lock);
    cause = cause_list_find(&client->causes, time_monotonic_ms());
    step = cause == NULL ? CAUSE_OTHER : cause->step;
    pthread_mutex_unlock(&client->lock);
    return step;
}

const char *handle_property(const Client *client, const char *name)
{
    return g_hash_table_lookup(client->properties, name);
}

const char *handle_bootstrap(const Client *client)
{
    return client->bootstrap;
}

/*
 * librdkafka tells that all brokers are gone, but not that one is back, so they are asked. Not by
 * the handle that reads: there the answer would come behind a fetch, which waits for records.
 */
static bool answers(Client *client)
{
    const rd_kafka_metadata_t *metadata;

    if (client->probe == NULL)
        client->probe = client_new(client->kind, client->properties, NULL);
    if (client->probe == NULL || rd_kafka_metadata(handle_of(client->probe), 0, NULL, &metadata,
                                                   CLIENT_PROBE_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return false;
    rd_kafka_metadata_destroy(metadata);
    g_clear_pointer(&client->probe, client_free);
    return true;
}

char *client_outage(Client *client, int64_t *ret_since_ms)
{
    int64_t since_ms;
    char *cause;

    if (client == NULL)
        return NULL;
    handle_serve(client);
    pthread_mutex_lock(&client->lock);
    since_ms = client->down_since_ms;
    pthread_mutex_unlock(&client->lock);
    if (since_ms == 0)
        return NULL;
    if (answers(client)) {
        pthread_mutex_lock(&client->lock);
        client->down_since_ms = 0;
        pthread_mutex_unlock(&client->lock);
        return NULL;
    }
    *ret_since_ms = since_ms;
    cause = client_cause(client->probe != NULL ? client->probe : client);
    return cause != NULL ? cause : g_strdup_printf("no broker answers at %s", client->bootstrap);
}

bool handle_is_down(Client *client)
{
    bool is_down;

    pthread_mutex_lock(&client->lock);
    is_down = client->down_since_ms != 0;
    pthread_mutex_unlock(&client->lock);
    return is_down;
}

Client *handle_twin(Client *client, GError **error)
{
    if (client->twin == NULL)
        client->twin = client_new(client->kind, client->properties, error);
    return client->twin;
}

void handle_twin_end(Client *client)
{
    g_clear_pointer(&client->twin, client_free);
}

/* True where waiting is in vain. */
static bool has_final_cause(Client *client)
{
    const Cause *cause;
    bool is_final;

    handle_serve(client);
    pthread_mutex_lock(&client->lock);
    cause = cause_list_find(&client->causes, time_monotonic_ms());
    is_final = cause != NULL && cause->is_final;
    pthread_mutex_unlock(&client->lock);
    return is_final;
}

static bool is_nobody(rd_kafka_resp_err_t code)
{
    switch ((int)code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        return true;
    default:
        return false;
    }
}

bool handle_fail(Client *client, GError **error, rd_kafka_resp_err_t code, const char *doing)
{
    const Cause *cause;
    bool is_told = false;

    if (!is_nobody(code))
        return fail(error, FAIL_KAFKA, "can't %s: %s", doing, rd_kafka_err2str(code));

    handle_serve(client);
    pthread_mutex_lock(&client->lock);
    cause = cause_list_find(&client->causes, time_monotonic_ms());
    if (cause != NULL) {
        fail(error, cause->code, "%s", cause->sentence);
        is_told = true;
    }
    pthread_mutex_unlock(&client->lock);
    if (is_told)
        return false;
    return fail(error, FAIL_NET,
                "no broker answers at %s: can't %s; nothing came back, as when a firewall or a "
                "security group is in the way, or the login has no token yet",
                client->bootstrap, doing);
}

int handle_left_ms(int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - time_monotonic_ms();

    return (int)CLAMP(left_ms, 0, G_MAXINT);
}

/* Ask once the cluster has answered: it is known from then on. */
static void learn_cluster(Client *client, rd_kafka_t *handle)
{
    char *id = rd_kafka_clusterid(handle, 0);

    if (id != NULL && g_str_has_prefix(id, MOCK_CLUSTER_PREFIX))
        g_atomic_int_set(&client->is_mock, 1);
    rd_kafka_mem_free(handle, id);

    /* What went wrong before it answered is not why something fails later. */
    pthread_mutex_lock(&client->lock);
    cause_list_clear(&client->causes);
    pthread_mutex_unlock(&client->lock);
}

/* Of all topics, or of the one. */
static bool ask_metadata(Client *client, rd_kafka_t *handle, rd_kafka_topic_t *only,
                         int64_t deadline_ms, const rd_kafka_metadata_t **ret_metadata,
                         GError **error)
{
    enum { FIRST_WAIT_MS = 250 };
    rd_kafka_resp_err_t code;
    int wait_ms = FIRST_WAIT_MS;

    /* In growing turns: between them a cause is looked for that waiting does not mend, and the
     * last ones are long enough for a far broker. */
    for (;;) {
        int left_ms = handle_left_ms(deadline_ms);

        /* A rest that is too short for another turn belongs to this one. */
        wait_ms = left_ms < wait_ms * 3 ? left_ms : wait_ms;
        code = rd_kafka_metadata(handle, only == NULL, only, ret_metadata, wait_ms);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
        if (!is_nobody(code) || handle_left_ms(deadline_ms) == 0 || has_final_cause(client))
            return handle_fail(client, error, code, "list the topics");
        wait_ms *= 2;
    }
    learn_cluster(client, handle);
    return true;
}

bool handle_metadata(Client *client, int64_t deadline_ms, const rd_kafka_metadata_t **ret_metadata,
                     GError **error)
{
    return ask_metadata(client, handle_of(client), NULL, deadline_ms, ret_metadata, error);
}

bool handle_topic_metadata(Client *client, const char *topic, int64_t deadline_ms,
                           const rd_kafka_metadata_t **ret_metadata, GError **error)
{
    rd_kafka_t *handle = handle_of(client);
    rd_kafka_topic_t *only = rd_kafka_topic_new(handle, topic, NULL);
    bool is_good;

    if (only == NULL)
        return fail(error, FAIL_KAFKA, "topic \"%s\": %s", topic,
                    rd_kafka_err2str(rd_kafka_last_error()));
    is_good = ask_metadata(client, handle, only, deadline_ms, ret_metadata, error);
    rd_kafka_topic_destroy(only);
    return is_good;
}
