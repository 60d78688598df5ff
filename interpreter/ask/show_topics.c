#include "ask/answer.h"
#include "ask/commands.h"

enum { TOPIC, PARTITIONS, REPLICAS, RECORDS, NEWEST, AGE };

static const AnswerColumn columns[] = {
    [TOPIC] = {"topic",         "text",                     false},
    [PARTITIONS] = {"partitions",    "integer",                  true },
    [REPLICAS] = {"replicas",      "integer",                  true },
    [RECORDS] = {"records",       "bigint",                   true },
    [NEWEST] = {"newest record", "timestamp with time zone", false},
    [AGE] = {"its age",       "interval",                 false},
};

static void add_topic(Answer *answer, const ClientTopic *topic, const PlanInput *input)
{
    char **cells = answer_add(answer);

    if (cells == NULL)
        return;
    cells[TOPIC] = g_strdup(topic->name);
    cells[PARTITIONS] = g_strdup_printf("%d", topic->partitions);
    cells[REPLICAS] = g_strdup_printf("%d", topic->replicas);
    if (topic->records >= 0)
        cells[RECORDS] = g_strdup_printf("%" G_GINT64_FORMAT, topic->records);
    cells[NEWEST] = answer_time(topic->newest_ms, input->zone);
    cells[AGE] = answer_age(topic->newest_ms, input->now_us);
}

bool show_topics_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error)
{
    Client *client = spec->client(spec->client_user, CLIENT_CONSUMER, error);
    g_autoptr(GPtrArray) topics =
        client == NULL ? NULL : client_describe_topics(client, spec->timeout_ms, error);
    g_autoptr(Answer) answer = answer_new(columns, G_N_ELEMENTS(columns));
    int64_t partitions = 0;

    if (topics == NULL)
        return false;
    for (guint i = 0; i < topics->len; i++) {
        const ClientTopic *topic = topics->pdata[i];

        partitions += topic->partitions;
        if (ask->is_all || !topic->is_internal)
            add_topic(answer, topic, spec->plan);
    }
    answer_tell(answer, spec);
    if (partitions > CLIENT_PARTITIONS_MAX)
        *ret_done = g_strdup_printf("records are counted of %d partitions at most: here are "
                                    "%" G_GINT64_FORMAT,
                                    CLIENT_PARTITIONS_MAX, partitions);
    return true;
}
