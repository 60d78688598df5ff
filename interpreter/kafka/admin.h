#pragma once
/*
 * For this room: a question of Kafka's admin protocol, which librdkafka answers on a queue.
 *
 * Thread: one, which waits.
 */
#include "kafka/handle.h"

typedef struct AdminCall {
    Client *client;    /* borrowed */
    const char *doing; /* static, for errors: "list the consumer groups" */
    int64_t deadline_ms;
    rd_kafka_queue_t *queue;          /* owned */
    rd_kafka_AdminOptions_t *options; /* owned; have the timeout */
} AdminCall;

/**
 * admin_begin() - a question may be asked, with the call's options and queue
 * @error:  FAIL_KAFKA: the mock broker has no admin protocol
 */
bool admin_begin(AdminCall *call, Client *client, rd_kafka_admin_op_t kind, int64_t deadline_ms,
                 const char *doing, GError **error);
void admin_end(AdminCall *call); /* of one that was not begun too */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AdminCall, admin_end)

/* (owned) The next answer; NULL with FAIL_NET or FAIL_KAFKA, and the real cause. */
rd_kafka_event_t *admin_wait(AdminCall *call, GError **error);
/* The same answer, also if it is a failure; NULL: none came in time. */
rd_kafka_event_t *admin_next(AdminCall *call);
