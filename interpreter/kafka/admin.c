#include "kafka/admin.h"

bool admin_begin(AdminCall *call, Client *client, rd_kafka_admin_op_t kind, int64_t deadline_ms,
                 const char *doing, GError **error)
{
    rd_kafka_t *handle = handle_of(client);
    char said[256];

    *call = (AdminCall){.client = client, .doing = doing, .deadline_ms = deadline_ms};
    if (handle_is_mock(client))
        return fail(error, FAIL_KAFKA, "the embedded broker can't %s: a real Kafka can", doing);
    call->queue = rd_kafka_queue_new(handle);
    call->options = rd_kafka_AdminOptions_new(handle, kind);
    rd_kafka_AdminOptions_set_request_timeout(call->options, MAX(handle_left_ms(deadline_ms), 1),
                                              said, sizeof(said));
    return true;
}

void admin_end(AdminCall *call)
{
    if (call->options != NULL)
        rd_kafka_AdminOptions_destroy(call->options);
    if (call->queue != NULL)
        rd_kafka_queue_destroy(call->queue);
}

rd_kafka_event_t *admin_next(AdminCall *call)
{
    return rd_kafka_queue_poll(call->queue, handle_left_ms(call->deadline_ms));
}

rd_kafka_event_t *admin_wait(AdminCall *call, GError **error)
{
    rd_kafka_event_t *event = admin_next(call);
    rd_kafka_resp_err_t code =
        event == NULL ? RD_KAFKA_RESP_ERR__TIMED_OUT : rd_kafka_event_error(event);

    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return event;
    if (event != NULL)
        rd_kafka_event_destroy(event);
    handle_fail(call->client, error, code, call->doing);
    return NULL;
}
