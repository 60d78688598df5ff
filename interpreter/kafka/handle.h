#pragma once
/*
 * What the other files of this room use of a Client: librdkafka's handle, and failures told with
 * their real cause.
 *
 * Thread: as client.h.
 */
#include <librdkafka/rdkafka.h>

#include "base/fail.h"
#include "base/span.h"
#include "kafka/cause.h"
#include "kafka/client.h"
#include "kafka/heard.h"

/* (borrowed) Lives as long as the client. */
rd_kafka_t *handle_of(Client *client);
ClientKind handle_kind(const Client *client);

/**
 * handle_settle() - fit the handle to the cluster that metadata has shown
 *
 * librdkafka's mock broker answers an empty fetch only after fetch.wait.max.ms, also when a record
 * comes meanwhile; and that property is fixed with the handle. So a consumer that finds itself on
 * the mock makes its handle anew, with 10 ms, unless the user has set it. Call it before
 * handle_of() is used to read; later calls do nothing.
 */
bool handle_settle(Client *client, GError **error);
/* True once metadata has shown librdkafka's mock cluster, which cannot look offsets up by time. */
bool handle_is_mock(const Client *client);

/* Which step the heaviest cause is of. */
CauseStep handle_cause_step(Client *client);
/* (borrowed) One of the properties that the client was made with; NULL if it is not set. */
const char *handle_property(const Client *client, const char *name);
const char *handle_bootstrap(const Client *client); /* (borrowed) the addresses, by commas */

/* Let librdkafka's waiting callbacks run, and drop what its own queues hold. Never waits. */
void handle_serve(Client *client);
/* Keep a line of librdkafka about a broker as a cause. */
void handle_note(Client *client, const char *line);

/* Why a topic that is read can't be read any more: it was deleted, or the right to it taken away.
 * Forgotten when the topic is opened anew. */
rd_kafka_resp_err_t handle_topic_failure(Client *client, const char *topic);
void handle_forget_failure(Client *client, const char *topic);

/* As heard_find(). Nothing is heard where statistics.interval.ms is 0. */
bool handle_heard(Client *client, const char *topic, int partition, HeardSpan *ret_span);

/**
 * handle_metadata() - all topics of the cluster; asking for one by name could create it
 * @deadline_ms:   of time_monotonic_ms(); a cause that waiting does not mend ends it earlier
 * @ret_metadata:  rd_kafka_metadata_destroy()
 */
bool handle_metadata(Client *client, int64_t deadline_ms, const rd_kafka_metadata_t **ret_metadata,
                     GError **error);

/* The same of one topic, which is there: if it was deleted, and allow.auto.create.topics is set,
 * that would create it. */
bool handle_topic_metadata(Client *client, const char *topic, int64_t deadline_ms,
                           const rd_kafka_metadata_t **ret_metadata, GError **error);

/* Whether every broker was gone when client_outage() last looked, or since. */
bool handle_is_down(Client *client);
/**
 * handle_twin() - a second handle to the same cluster, on which no fetch is in the way of an answer
 *
 * Made when it is not there; it goes with handle_twin_end(), or with the client. Call it after
 * handle_settle(). Thread: one, for both.
 *
 * Return: (borrowed) NULL with @error set.
 */
Client *handle_twin(Client *client, GError **error);
void handle_twin_end(Client *client);

/* Fail with the real cause where @code only says that nobody answered. @doing: "list the topics" */
bool handle_fail(Client *client, GError **error, rd_kafka_resp_err_t code, const char *doing);
/* What is left until @deadline_ms, 0 at least. */
int handle_left_ms(int64_t deadline_ms);
