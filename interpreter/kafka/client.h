#pragma once
/*
 * One handle of librdkafka, with what its callbacks said: the real cause of a failure is in its
 * log and error callbacks, not in the caller's return code ("transport failure").
 *
 * Thread: any may call; the callbacks come on librdkafka's threads and are kept behind a lock.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Client Client;

typedef enum ClientKind { CLIENT_CONSUMER, CLIENT_PRODUCER } ClientKind;

enum {
    CLIENT_TOPICS_MAX = 100000,
    CLIENT_PARTITIONS_MAX = 10000,
    CLIENT_PROBE_MS = 50, /* how long brokers that had gone are asked */
};

/**
 * client_new() - a handle; nothing is connected yet
 * @properties:  (borrowed) char* -> char*, librdkafka's own names; what we need is set over our
 *               defaults and under them
 * @error:       FAIL_CONFIG naming the property, the value and what is allowed
 */
Client *client_new(ClientKind kind, GHashTable *properties, GError **error);
void client_free(Client *client); /* NULL is fine; waits for librdkafka's threads */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Client, client_free)

/* The newest cause that librdkafka told, as a clear sentence with the broker's address; (owned),
 * NULL if it told none. */
char *client_cause(Client *client);

/**
 * client_outage() - whether every broker has gone
 * @ret_since_ms:  wall clock, since when; set only if they have
 *
 * While they are gone, a call asks them again and takes up to CLIENT_PROBE_MS. Thread: one.
 *
 * Return: (owned) the cause as a sentence; NULL while some broker answers.
 */
char *client_outage(Client *client, int64_t *ret_since_ms);

/**
 * client_topics() - the names of all topics, sorted
 * @timeout_ms:  gives up then, with the real cause
 * @ret_topics:  (owned) NULL-ended; g_strfreev()
 * @error:       FAIL_NET or FAIL_KAFKA
 */
bool client_topics(Client *client, int64_t timeout_ms, char ***ret_topics, GError **error);

typedef struct ClientTopic {
    char *name;
    int partitions;
    int replicas;
    int64_t records;   /* last offset minus first, summed; -1 unknown */
    int64_t newest_ms; /* the greatest time of a record; -1 unknown */
    bool is_internal;
    bool has_leaders; /* all of its partitions; else none is asked */
} ClientTopic;
void client_topic_free(ClientTopic *topic);
/* (owned) ClientTopic*, sorted by name, with their counts; for SHOW TOPICS. */
GPtrArray *client_describe_topics(Client *client, int64_t timeout_ms, GError **error);
