#include "kafka/offsets.h"

#include "kafka/handle.h"

struct OffsetsAsk {
    rd_kafka_topic_partition_list_t *partitions; /* owned */
};

OffsetsAsk *offsets_ask_new(int partitions_len)
{
    OffsetsAsk *ask = g_new0(OffsetsAsk, 1);

    ask->partitions = rd_kafka_topic_partition_list_new(partitions_len);
    return ask;
}

void offsets_ask_free(OffsetsAsk *ask)
{
    if (ask == NULL)
        return;
    rd_kafka_topic_partition_list_destroy(ask->partitions);
    g_free(ask);
}

void offsets_ask_add(OffsetsAsk *ask, const char *topic, int partition)
{
    rd_kafka_topic_partition_list_add(ask->partitions, topic, partition);
}

/* A leader moves, or is not there yet: the one question for all partitions then fails as a whole.
 */
static bool is_moving(rd_kafka_resp_err_t code)
{
    static const rd_kafka_resp_err_t moving[] = {
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,  RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,   RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
        RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,  RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(moving); i++)
        if (moving[i] == code)
            return true;
    return false;
}

bool offsets_ask(Client *client, OffsetsAsk *ask, int64_t time_ms, int64_t deadline_ms,
                 int64_t *ret_offsets, GError **error)
{
    rd_kafka_topic_partition_list_t *list = ask->partitions;
    rd_kafka_resp_err_t code;

    if (list->cnt == 0)
        return true;
    for (int i = 0; i < list->cnt; i++) {
        list->elems[i].offset = time_ms;
        list->elems[i].err = RD_KAFKA_RESP_ERR_NO_ERROR;
    }
    code = rd_kafka_offsets_for_times(handle_of(client), list, handle_left_ms(deadline_ms));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && !is_moving(code))
        return handle_fail(client, error, code, "look offsets up");
    for (int i = 0; i < list->cnt; i++)
        ret_offsets[i] =
            code == RD_KAFKA_RESP_ERR_NO_ERROR && list->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR
                ? MAX(list->elems[i].offset, -1)
                : -2;
    return true;
}
