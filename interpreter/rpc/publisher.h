#pragma once
/*
 * The Publisher that sessions use (session/publish.h): a backlog and the one thread, `publish`,
 * that sends what is in it, so that a slow server holds up nothing else. After a failure it waits,
 * longer each time, while newer values replace older ones; what the server answers with an
 * undeclared exception means that it no longer knows the paragraph, which the session is told.
 *
 * Thread: any for the Publisher's functions; start, stop and free belong to one.
 */
#include <stdbool.h>

#include "rpc/event_client.h"
#include "rpc/backlog.h"
#include "session/publish.h"

enum {
    PUBLISH_FLUSH_MS = 2 * 1000,
    PUBLISH_PAUSE_MIN_MS = 100,
    PUBLISH_PAUSE_MAX_MS = 5 * 1000,
    PUBLISH_ATTEMPTS_MAX = 3, /* of one item on connections that worked until then */
};

/* Called on the publish thread only. Sets @error with every outcome but EVENT_DONE. */
typedef EventOutcome (*PublishSendFn)(void *user, const BacklogItem *item, GError **error);
/* The server does not know the paragraph any more. Called on the publish thread, without locks. */
typedef void (*PublishLostFn)(void *user, const char *note, const char *paragraph);

typedef struct EventPublisher EventPublisher;

/* @send_user: (borrowed) for the life of the publisher */
EventPublisher *publisher_new(PublishSendFn send, void *send_user); /* (owned) */
Publisher *publisher_base(EventPublisher *publisher);               /* (borrowed) */
bool publisher_start(EventPublisher *publisher, PublishLostFn lost, void *lost_user,
                     GError **error);
/* The server may be there again: send at once, without the rest of the pause. */
void publisher_retry(EventPublisher *publisher);
/* A server that was started anew takes the place of the one before, and has none of its objects. */
void publisher_renew(EventPublisher *publisher);
void publisher_stop(EventPublisher *publisher); /* what still waits is dropped; puts are too */
void publisher_free(EventPublisher *publisher); /* stopped, or never started; NULL is fine */
