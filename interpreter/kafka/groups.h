#pragma once
/*
 * Consumer groups: who reads what, and how far behind.
 *
 * Thread: one at a time, which waits for the brokers.
 */
#include "kafka/client.h"

enum { GROUPS_ASKED_MAX = 500 }; /* groups that are asked for members and offsets */

typedef struct Group {
    char *name;
    const char *state;  /* static: "Stable", "Empty", ... */
    int members;        /* -1 unknown */
    GHashTable *topics; /* owned: char * as a set: committed offsets of them, or partitions */
    int64_t lag;        /* records behind, of all partitions with a committed offset; -1 unknown */
    char *doubt;        /* owned: why something is not known; or NULL */
} Group;

/**
 * groups_list() - the consumer groups, by name
 * @topic:  only those that read it, with their lag there; NULL: all of them
 * @error:  FAIL_NET, FAIL_KAFKA: the mock broker can't tell
 *
 * Return: (owned) Group*; of those beyond GROUPS_ASKED_MAX only name and state are known, and with
 * a @topic they are left out.
 */
GPtrArray *groups_list(Client *client, const char *topic, int64_t timeout_ms, GError **error);
