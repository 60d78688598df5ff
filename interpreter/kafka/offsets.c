#include "kafka/offsets.h"

#include "kafka/admin.h"

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

static guint hash_place(gconstpointer at)
{
    const rd_kafka_topic_partition_t *place = at;

    return g_str_hash(place->topic) * 31 + (guint)place->partition;
}

static gboolean places_equal(gconstpointer a, gconstpointer b)
{
    const rd_kafka_topic_partition_t *first = a, *second = b;

    return first->partition == second->partition && strcmp(first->topic, second->topic) == 0;
}

/* What one answer is about. */
typedef int64_t (*PickFn)(const rd_kafka_ListOffsetsResultInfo_t *told);

static int64_t pick_time(const rd_kafka_ListOffsetsResultInfo_t *told)
{
    return rd_kafka_ListOffsetsResultInfo_timestamp(told);
}

static int64_t pick_offset(const rd_kafka_ListOffsetsResultInfo_t *told)
{
    return rd_kafka_ListOffsetsResultInfo_topic_partition(told)->offset;
}

/* Answers come in another order than the questions. */
static void read_answers(rd_kafka_topic_partition_list_t *asked, rd_kafka_event_t *event,
                         PickFn pick)
{
    g_autoptr(GHashTable) places = g_hash_table_new(hash_place, places_equal);
    const rd_kafka_ListOffsetsResultInfo_t **told;
    size_t len;

    for (int i = 0; i < asked->cnt; i++)
        g_hash_table_add(places, &asked->elems[i]);
    told = rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event), &len);
    for (size_t i = 0; i < len; i++) {
        const rd_kafka_topic_partition_t *at =
            rd_kafka_ListOffsetsResultInfo_topic_partition(told[i]);
        rd_kafka_topic_partition_t *place = g_hash_table_lookup(places, at);

        if (place != NULL && at->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            place->offset = pick(told[i]);
    }
}

/* By the admin protocol, in which each partition has an answer of its own; -1 without one. */
static bool ask_admin(Client *client, const OffsetsAsk *ask, int64_t spec, int64_t deadline_ms,
                      PickFn pick, int64_t *ret_values, GError **error)
{
    g_auto(AdminCall) call = {.client = NULL};
    rd_kafka_topic_partition_list_t *list = ask->partitions;
    rd_kafka_event_t *event;

    if (!admin_begin(&call, client, RD_KAFKA_ADMIN_OP_LISTOFFSETS, deadline_ms, "look offsets up",
                     error))
        return false;
    rd_kafka_error_destroy(rd_kafka_AdminOptions_set_isolation_level(
        call.options, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED));
    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = spec;
    rd_kafka_ListOffsets(handle_of(client), list, call.options, call.queue);
    event = admin_wait(&call, error);
    if (event == NULL)
        return false;
    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = -1;
    read_answers(list, event, pick);
    rd_kafka_event_destroy(event);
    for (int i = 0; i < list->cnt; i++)
        ret_values[i] = MAX(list->elems[i].offset, -1);
    return true;
}

bool offsets_ask_each(Client *client, OffsetsAsk *ask, int64_t time_ms, int64_t deadline_ms,
                      int64_t *ret_offsets, GError **error)
{
    if (ask->partitions->cnt == 0)
        return true;
    return handle_is_mock(client)
               ? offsets_ask(client, ask, time_ms, deadline_ms, ret_offsets, error)
               : ask_admin(client, ask, time_ms, deadline_ms, pick_offset, ret_offsets, error);
}

void offsets_newest(Client *client, const OffsetsAsk *ask, int64_t deadline_ms,
                    int64_t *ret_times_ms)
{
    const rd_kafka_topic_partition_list_t *list = ask->partitions;

    if (list->cnt > 0 && ask_admin(client, ask, RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP, deadline_ms,
                                   pick_time, ret_times_ms, NULL))
        return;
    for (int i = 0; i < list->cnt; i++)
        ret_times_ms[i] = -1;
}
