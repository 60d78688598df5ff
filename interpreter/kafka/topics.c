#include "base/time_ms.h"
#include "kafka/handle.h"
#include "kafka/offsets.h"

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gint compare_topics(gconstpointer a, gconstpointer b)
{
    const ClientTopic *first = *(const ClientTopic *const *)a;
    const ClientTopic *second = *(const ClientTopic *const *)b;

    return strcmp(first->name, second->name);
}

static bool check_count(const rd_kafka_metadata_t *metadata, GError **error)
{
    if (metadata->topic_cnt > CLIENT_TOPICS_MAX)
        return fail(error, FAIL_LIMIT, "the cluster has %d topics, more than %d can be listed",
                    metadata->topic_cnt, CLIENT_TOPICS_MAX);
    return true;
}

bool client_topics(Client *client, int64_t timeout_ms, char ***ret_topics, GError **error)
{
    const rd_kafka_metadata_t *metadata = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (!handle_metadata(client, time_monotonic_ms() + timeout_ms, &metadata, error))
        return false;
    if (!check_count(metadata, error)) {
        rd_kafka_metadata_destroy(metadata);
        return false;
    }
    for (int i = 0; i < metadata->topic_cnt; i++)
        g_ptr_array_add(names, g_strdup(metadata->topics[i].topic));
    rd_kafka_metadata_destroy(metadata);
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    *ret_topics = (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
    return true;
}

void client_topic_free(ClientTopic *topic)
{
    if (topic == NULL)
        return;
    g_free(topic->name);
    g_free(topic);
}

static ClientTopic *topic_new(const rd_kafka_metadata_topic_t *shown)
{
    ClientTopic *topic = g_new0(ClientTopic, 1);

    topic->name = g_strdup(shown->topic);
    topic->partitions = shown->partition_cnt;
    topic->replicas = shown->partition_cnt > 0 ? shown->partitions[0].replica_cnt : 0;
    topic->records = -1;
    topic->newest_ms = -1;
    topic->has_leaders = true;
    for (int i = 0; i < shown->partition_cnt; i++)
        topic->has_leaders = topic->has_leaders && shown->partitions[i].leader >= 0;
    topic->is_internal = g_str_has_prefix(shown->topic, "__");
    return topic;
}

/* What brokers say of all partitions that are asked, those of a topic side by side. */
typedef struct Answers {
    int64_t *first, *end, *newest_ms;
} Answers;

static void add_up(ClientTopic *topic, const Answers *answers, size_t *at)
{
    int64_t records = 0;
    bool is_known = true;

    for (int i = 0; i < topic->partitions; i++, ++*at) {
        is_known = is_known && answers->first[*at] >= 0 && answers->end[*at] >= answers->first[*at];
        records += answers->end[*at] - answers->first[*at];
        topic->newest_ms = MAX(topic->newest_ms, answers->newest_ms[*at]);
    }
    topic->records = is_known ? records : -1;
}

static size_t count_asked(const GPtrArray *topics)
{
    size_t partitions = 0;

    for (guint i = 0; i < topics->len; i++) {
        const ClientTopic *topic = g_ptr_array_index(topics, i);

        partitions += topic->has_leaders ? (size_t)topic->partitions : 0;
    }
    return partitions;
}

static OffsetsAsk *ask_for_all(const GPtrArray *topics, size_t partitions)
{
    OffsetsAsk *ask = offsets_ask_new((int)partitions);

    for (guint i = 0; i < topics->len; i++) {
        const ClientTopic *topic = g_ptr_array_index(topics, i);

        for (int partition = 0; topic->has_leaders && partition < topic->partitions; partition++)
            offsets_ask_add(ask, topic->name, partition);
    }
    return ask;
}

/* Three questions for all partitions together; where one is not answered, it stays unknown. */
static void count_records(Client *client, GPtrArray *topics, int64_t deadline_ms)
{
    size_t partitions = count_asked(topics), at = 0;
    g_autofree int64_t *all = NULL;
    Answers answers;
    OffsetsAsk *ask;

    if (partitions == 0 || partitions > CLIENT_PARTITIONS_MAX)
        return;
    all = g_new(int64_t, 3 * partitions);
    answers = (Answers){all, all + partitions, all + 2 * partitions};
    ask = ask_for_all(topics, partitions);
    if (offsets_ask_each(client, ask, OFFSETS_FIRST, deadline_ms, answers.first, NULL) &&
        offsets_ask_each(client, ask, OFFSETS_END, deadline_ms, answers.end, NULL)) {
        offsets_newest(client, ask, deadline_ms, answers.newest_ms);
        for (guint i = 0; i < topics->len; i++) {
            ClientTopic *topic = g_ptr_array_index(topics, i);

            if (topic->has_leaders)
                add_up(topic, &answers, &at);
        }
    }
    offsets_ask_free(ask);
}

GPtrArray *client_describe_topics(Client *client, int64_t timeout_ms, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;
    const rd_kafka_metadata_t *metadata = NULL;
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func((GDestroyNotify)client_topic_free);

    if (!handle_metadata(client, deadline_ms, &metadata, error))
        return NULL;
    if (!check_count(metadata, error)) {
        rd_kafka_metadata_destroy(metadata);
        return NULL;
    }
    for (int i = 0; i < metadata->topic_cnt; i++)
        g_ptr_array_add(topics, topic_new(&metadata->topics[i]));
    rd_kafka_metadata_destroy(metadata);
    g_ptr_array_sort(topics, compare_topics);
    count_records(client, topics, deadline_ms);
    return g_steal_pointer(&topics);
}
