#include "kafka/detail.h"

#include "base/time_ms.h"
#include "kafka/admin.h"
#include "kafka/offsets.h"

static void free_partition(void *partition_at)
{
    DetailPartition *partition = partition_at;

    g_free(partition->replicas);
    g_free(partition->in_sync);
    g_free(partition);
}

static char *list_brokers(const int32_t *brokers, int len)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < len; i++)
        g_string_append_printf(text, "%s%d", i > 0 ? ", " : "", brokers[i]);
    return g_string_free(text, FALSE);
}

static gint compare_partitions(gconstpointer a, gconstpointer b)
{
    return (*(const DetailPartition *const *)a)->partition -
           (*(const DetailPartition *const *)b)->partition;
}

static GPtrArray *read_partitions(const rd_kafka_metadata_topic_t *topic)
{
    GPtrArray *partitions = g_ptr_array_new_with_free_func(free_partition);

    for (int i = 0; i < topic->partition_cnt; i++) {
        const rd_kafka_metadata_partition_t *told = &topic->partitions[i];
        DetailPartition *partition = g_new(DetailPartition, 1);

        *partition = (DetailPartition){.partition = told->id,
                                       .leader = told->leader,
                                       .replicas = list_brokers(told->replicas, told->replica_cnt),
                                       .in_sync = list_brokers(told->isrs, told->isr_cnt),
                                       .first = -1,
                                       .end = -1,
                                       .newest_ms = -1};
        g_ptr_array_add(partitions, partition);
    }
    g_ptr_array_sort(partitions, compare_partitions);
    return partitions;
}

/* One without a leader would let the question for all of them fail. */
static void ask_offsets(Client *client, const char *topic, GPtrArray *partitions,
                        int64_t deadline_ms)
{
    int len = (int)MIN(partitions->len, (guint)CLIENT_PARTITIONS_MAX), at = 0;
    OffsetsAsk *ask = offsets_ask_new(len);
    g_autofree int64_t *first = g_new(int64_t, len + 1);
    g_autofree int64_t *end = g_new(int64_t, len + 1);
    g_autofree int64_t *newest_ms = g_new(int64_t, len + 1);

    for (int i = 0; i < len; i++) {
        const DetailPartition *partition = partitions->pdata[i];

        if (partition->leader >= 0)
            offsets_ask_add(ask, topic, partition->partition);
    }
    if (offsets_ask_each(client, ask, OFFSETS_FIRST, deadline_ms, first, NULL) &&
        offsets_ask_each(client, ask, OFFSETS_END, deadline_ms, end, NULL)) {
        offsets_newest(client, ask, deadline_ms, newest_ms);
        for (int i = 0; i < len; i++) {
            DetailPartition *partition = partitions->pdata[i];

            if (partition->leader < 0)
                continue;
            partition->first = MAX(first[at], -1);
            partition->end = MAX(end[at], -1);
            partition->newest_ms = newest_ms[at++];
        }
    }
    offsets_ask_free(ask);
}

GPtrArray *detail_partitions(Client *client, const char *topic, int64_t timeout_ms, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;
    const rd_kafka_metadata_t *metadata = NULL;
    g_autoptr(GPtrArray) partitions = NULL;

    if (!handle_metadata(client, deadline_ms, &metadata, error))
        return NULL;
    for (int i = 0; i < metadata->topic_cnt && partitions == NULL; i++) {
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            partitions = read_partitions(&metadata->topics[i]);
    }
    rd_kafka_metadata_destroy(metadata);
    if (partitions == NULL)
        return fail_null(error, FAIL_QUERY, "topic \"%s\" is gone", topic);
    ask_offsets(client, topic, partitions, deadline_ms);
    return g_steal_pointer(&partitions);
}

/* ---- configuration ---- */

static void free_config(void *config_at)
{
    DetailConfig *config = config_at;

    g_free(config->name);
    g_free(config->value);
    g_free(config);
}

static gint compare_configs(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const DetailConfig *const *)a)->name, (*(const DetailConfig *const *)b)->name);
}

static GPtrArray *read_configs(const rd_kafka_ConfigResource_t *resource)
{
    GPtrArray *configs = g_ptr_array_new_with_free_func(free_config);
    size_t len;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &len);

    for (size_t i = 0; i < len; i++) {
        DetailConfig *config = g_new(DetailConfig, 1);
        bool is_hidden = rd_kafka_ConfigEntry_is_sensitive(entries[i]) == 1;

        *config = (DetailConfig){
            .name = g_strdup(rd_kafka_ConfigEntry_name(entries[i])),
            .value = is_hidden ? NULL : g_strdup(rd_kafka_ConfigEntry_value(entries[i])),
            .is_default = rd_kafka_ConfigEntry_is_default(entries[i]) == 1};
        g_ptr_array_add(configs, config);
    }
    g_ptr_array_sort(configs, compare_configs);
    return configs;
}

GPtrArray *detail_configs(Client *client, const char *topic, int64_t timeout_ms, GError **error)
{
    g_auto(AdminCall) call = {.client = NULL};
    const rd_kafka_ConfigResource_t **answers;
    rd_kafka_ConfigResource_t *asked;
    rd_kafka_event_t *event;
    GPtrArray *configs = NULL;
    size_t len;

    if (!admin_begin(&call, client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
                     time_monotonic_ms() + timeout_ms, "tell how a topic is configured", error))
        return NULL;
    asked = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    rd_kafka_DescribeConfigs(handle_of(client), &asked, 1, call.options, call.queue);
    rd_kafka_ConfigResource_destroy(asked);
    event = admin_wait(&call, error);
    if (event == NULL)
        return NULL;
    answers = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event), &len);
    if (len == 1 && rd_kafka_ConfigResource_error(answers[0]) == RD_KAFKA_RESP_ERR_NO_ERROR)
        configs = read_configs(answers[0]);
    else
        fail(error, FAIL_KAFKA, "can't %s: %s", call.doing,
             len == 1 ? rd_kafka_ConfigResource_error_string(answers[0]) : "no answer");
    rd_kafka_event_destroy(event);
    return configs;
}
