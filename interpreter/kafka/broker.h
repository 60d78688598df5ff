#pragma once
/*
 * The embedded broker: librdkafka's mock cluster in a process of its own, for development. Other
 * processes of the same user find it by a port file, start it when there is none, and hold a
 * shared lock while they use it; ten minutes after the last it goes.
 *
 * Thread: one.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Broker Broker; /* the mock cluster in this process */

enum { BROKER_PARTITIONS_MAX = 1000 };

Broker *broker_new(GError **error); /* (owned) */
void broker_free(Broker *broker);   /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Broker, broker_free)
const char *broker_bootstrap(const Broker *broker); /* (borrowed) "127.0.0.1:port" */
/* @error: FAIL_QUERY if it exists, FAIL_LIMIT beyond BROKER_PARTITIONS_MAX */
bool broker_create_topic(Broker *broker, const char *topic, int partitions, GError **error);

/* A use of the user's embedded broker; while it lives the broker stays. */
typedef struct BrokerUse BrokerUse;
/**
 * broker_use() - find the user's embedded broker, or start it
 * @binary:  our own executable: `<binary> broker --found`
 * @error:   FAIL_NET: it does not start, with what it said
 */
BrokerUse *broker_use(const char *binary, GError **error);
void broker_use_end(BrokerUse *use); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BrokerUse, broker_use_end)
const char *broker_use_bootstrap(const BrokerUse *use); /* (borrowed) */

/**
 * broker_publish() - for the broker process started by broker_use(): write the port file, and know
 * when nobody uses it
 *
 * Return: (owned) the handle, or NULL with FAIL_CONFIG: another one serves this user already.
 */
typedef struct BrokerPort BrokerPort;
BrokerPort *broker_publish(const char *bootstrap, GError **error);
bool broker_is_used(BrokerPort *port); /* somebody holds the lock now */
/* Take the port file away if nobody uses the broker or looks for one: true means that nobody can
 * find it any more, and it should end; false that it must stay. */
bool broker_leave(BrokerPort *port);
void broker_unpublish(BrokerPort *port); /* NULL is fine */
