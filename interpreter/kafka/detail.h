#pragma once
/*
 * All that brokers tell of one topic: its partitions and what is configured for it.
 *
 * Thread: one at a time, which waits for the brokers.
 */
#include "kafka/client.h"

typedef struct DetailPartition {
    int partition;
    int leader;         /* the broker's number; -1: none */
    char *replicas;     /* owned: "1, 2, 3" */
    char *in_sync;      /* owned: those that are */
    int64_t first, end; /* offsets; -1 unknown */
    int64_t newest_ms;  /* the greatest time of a record; -1 unknown */
} DetailPartition;

/**
 * detail_partitions() - a topic's partitions, by number
 * @topic:  one of client_topics()
 * @error:  FAIL_QUERY: it is gone; FAIL_NET, FAIL_KAFKA
 *
 * Return: (owned) DetailPartition*; offsets and times are missing where they do not come in time.
 */
GPtrArray *detail_partitions(Client *client, const char *topic, int64_t timeout_ms, GError **error);

typedef struct DetailConfig {
    char *name, *value; /* owned; NULL: it is not to be shown */
    bool is_default;
} DetailConfig;

/* (owned) DetailConfig*, by name; NULL with FAIL_NET or FAIL_KAFKA. */
GPtrArray *detail_configs(Client *client, const char *topic, int64_t timeout_ms, GError **error);
