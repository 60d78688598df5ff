#pragma once
/*
 * Topics are made and deleted.
 *
 * Thread: one.
 */
#include "base/fail.h"
#include "kafka/client.h"

typedef struct ChangeProperty {
    const char *name, *value; /* Kafka's own: "retention.ms" */
} ChangeProperty;

typedef struct ChangeTopic {
    const char *name;
    int partitions; /* -1: as many as the brokers give */
    int replicas;   /* the same */
    const ChangeProperty *properties;
    size_t properties_len;
} ChangeTopic;

/**
 * change_create() - make a topic, and wait until the brokers show it
 * @client:          (borrowed) a producer
 * @ret_partitions:  how many it has
 * @ret_left_out:    (owned) what was asked and is not done, in a sentence; NULL: nothing. Only the
 *                   embedded broker leaves something out.
 * @error:           FAIL_QUERY: it exists, or something can't be so; FAIL_KAFKA: not allowed;
 *                   FAIL_NET
 */
bool change_create(Client *client, const ChangeTopic *topic, int64_t timeout_ms,
                   int *ret_partitions, char **ret_left_out, GError **error);
/* Delete a topic and wait until it has gone. FAIL_QUERY: there is none; FAIL_KAFKA: not allowed,
 * or the brokers can't; FAIL_NET. */
bool change_delete(Client *client, const char *topic, int64_t timeout_ms, GError **error);
