#include "main/stream.h"

#include <string.h>

#include "base/fail.h"

#define GROUP_PREFIX "zeppelin-kafka-"

enum { STATE_SHARE = 8 }; /* the disk may hold so many times what the memory may */

struct Stream {
    char *name;  /* owned: without the prefix, for people */
    char *group; /* owned: what Kafka knows it by */
    char *note;  /* owned */
    const PlanInsert *plan;
    int64_t start_us;
    Client *client;
    Sink *sink;
    Transaction *transaction;
    State *state;
    EngineInsert insert;
    bool is_stateless;
    bool is_bounded_result; /* written once, at the end */
};

/* Its own name, or one of the target and the statement. */
static bool name_stream(Stream *stream, const ConfigSet *settings, GError **error)
{
    const char *set = config_get_text(settings, "name");

    if (strlen(set) > TRANSACTION_STREAM_MAX - strlen(GROUP_PREFIX) ||
        strspn(set, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") != strlen(set))
        return fail(error, FAIL_CONFIG,
                    "\"%s\" can't be a stream's name: letters, digits, '.', '_' and '-' are "
                    "allowed, %zu at most",
                    set, TRANSACTION_STREAM_MAX - strlen(GROUP_PREFIX));
    stream->name = *set != '\0' ? g_strdup(set)
                                : g_strdup_printf("%.100s-%s", stream->plan->target.topic,
                                                  stream->plan->identity);
    stream->group = g_strconcat(GROUP_PREFIX, stream->name, NULL);
    return true;
}

/* Where streams keep their groups, if the operator does not say. (owned) */
static char *state_folder(const ConfigSet *settings)
{
    const char *set = config_get_text(settings, "state_dir");
    const char *home = g_getenv("XDG_STATE_HOME");

    if (*set != '\0')
        return g_strdup(set);
    return home != NULL && *home == '/'
               ? g_build_filename(home, "zeppelin-kafka", NULL)
               : g_build_filename(g_get_home_dir(), ".local", "state", "zeppelin-kafka", NULL);
}

/* Groups of a query without an end are kept, where the brokers keep how far it has read. */
static bool open_state(Stream *stream, const PlanSelect *select, const ConfigSet *settings,
                       GError **error)
{
    g_autofree char *folder = state_folder(settings);
    int64_t bytes_max = config_get_int(settings, "memory_max") * STATE_SHARE;

    if (!select->is_grouped || select->is_bounded || plan_demo(select) != NULL ||
        !transaction_keeps_offsets(stream->transaction))
        return true;
    stream->state = state_open(folder, stream->name, (size_t)bytes_max, error);
    return stream->state != NULL;
}

/* What an earlier run of the same statement has noted holds on: its start too. */
static bool read_note(Stream *stream, int64_t now_us, int64_t timeout_ms, GError **error)
{
    g_autofree char *noted = NULL;
    g_autofree char *prefix = g_strdup_printf("1 %s ", stream->plan->identity);

    stream->start_us = now_us;
    if (stream->insert.is_durable && stream->insert.resumes &&
        !transaction_committed(stream->transaction, NULL, 0, timeout_ms, &noted, error))
        return false;
    if (noted != NULL && g_str_has_prefix(noted, prefix))
        stream->start_us = g_ascii_strtoll(noted + strlen(prefix), NULL, 10);
    stream->note = g_strdup_printf("%s%" G_GINT64_FORMAT " ", prefix, stream->start_us);
    return true;
}

static bool open_writer(Stream *stream, Connection *connection, int64_t timeout_ms, GError **error)
{
    stream->client = connection_stream(connection, stream->group, error);
    if (stream->client == NULL)
        return false;
    stream->sink = sink_open(stream->client, stream->plan->target.topic, timeout_ms, error);
    if (stream->sink == NULL)
        return false;
    stream->transaction = transaction_open(stream->client, stream->group, timeout_ms, error);
    return stream->transaction != NULL;
}

static bool is_durable(const Stream *stream, const PlanSelect *select)
{
    return (stream->is_stateless || stream->state != NULL) && plan_has_topic(select) &&
           plan_demo(select) == NULL && transaction_keeps_offsets(stream->transaction);
}

Stream *stream_open(const Plan *plan, const ConfigSet *settings, Connection *connection,
                    int64_t now_us, int64_t timeout_ms, GError **error)
{
    g_autoptr(Stream) stream = g_new0(Stream, 1);
    const PlanSelect *select = &plan->select;

    stream->plan = &plan->insert;
    /* A count of rows is kept between records too. */
    stream->is_stateless = plan_is_stateless(select) && select->limit < 0 && select->offset == 0;
    stream->is_bounded_result = select->is_bounded && !stream->is_stateless;
    if (!name_stream(stream, settings, error) ||
        !open_writer(stream, connection, timeout_ms, error) ||
        !open_state(stream, select, settings, error))
        return NULL;
    stream->insert = (EngineInsert){.target = &plan->insert.target,
                                    .sink = stream->sink,
                                    .transaction = stream->transaction,
                                    .stream = stream->name,
                                    .state = stream->state,
                                    .is_durable = is_durable(stream, select),
                                    .resumes = config_get_bool(settings, "resume"),
                                    .checkpoint_ms = config_get_int(settings, "checkpoint")};
    if (!read_note(stream, now_us, timeout_ms, error))
        return NULL;
    stream->insert.note = stream->note;
    return g_steal_pointer(&stream);
}

void stream_close(Stream *stream)
{
    if (stream == NULL)
        return;
    transaction_close(stream->transaction);
    state_close(stream->state);
    sink_close(stream->sink);
    client_free(stream->client);
    g_free(stream->name);
    g_free(stream->group);
    g_free(stream->note);
    g_free(stream);
}

int64_t stream_start_us(const Stream *stream)
{
    return stream->start_us;
}

const EngineInsert *stream_insert(const Stream *stream)
{
    return &stream->insert;
}

char *stream_doubt(const Stream *stream)
{
    if (stream->is_bounded_result || transaction_keeps_offsets(stream->transaction))
        return NULL;
    return g_strdup("the embedded broker keeps no committed offsets: when this statement runs "
                    "again it begins anew, and writes its records once more");
}

char *stream_end_text(const Stream *stream, int64_t written)
{
    return g_strdup_printf("INSERT %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT
                           " record%s written to %s%s%s",
                           written, written, written == 1 ? "" : "s", stream->plan->target.topic,
                           stream->insert.is_durable ? "; it goes on from here when it runs again, "
                                                       "as stream "
                                                     : "",
                           stream->insert.is_durable ? stream->name : "");
}
