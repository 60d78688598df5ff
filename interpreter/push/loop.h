#pragma once
/*
 * The hub from inside: its one loop, and what its callbacks share.
 *
 * Thread: `hub`, but for what is atomic, set once, or a mailbox.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "base/mailbox.h"
#include "push/channel.h"
#include "push/hub.h"

#define HUB_PROTOCOL "zeppelin-kafka.v1"

/* HubCounts with atomic members, in the same order. */
typedef struct LoopCounts {
    atomic_uint_fast64_t pages, probes, viewers, messages, bytes;
    atomic_uint_fast64_t refused_path, refused_probe, refused_origin, refused_protocol,
        refused_token, refused_message, refused_full, silent;
} LoopCounts;

struct Hub {
    struct lws_context *context;
    struct lws_vhost *vhost;
    pthread_t thread;
    Mailbox *mailbox; /* HubItem */
    atomic_size_t queued_bytes;
    atomic_bool is_stopping;
    atomic_int channels_len;
    LoopCounts counts;

    int port;
    bool has_tls;
    bool is_started;
    char **origins; /* owned */
    size_t viewers_max;
    int64_t channel_age_ms;
    lws_retry_bo_t idle; /* pings; libwebsockets borrows it */

    GHashTable *by_token, *by_challenge; /* -> HubChannel, borrowed */
    GPtrArray *channels;                 /* HubChannel, a reference each */
    size_t viewers_len;
};

static inline void loop_count(atomic_uint_fast64_t *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* The context's hub. */
static inline Hub *loop_hub(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

/* The protocols' callbacks. */
int http_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t len);
int viewer_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len);
/* What a connection of these two protocols may need. */
extern const size_t http_session_bytes, viewer_session_bytes;

/* In viewer.c: the viewers of that channel may lack something. */
void viewer_channel_moved(HubChannel *channel);
/* In hub.c: nobody can look at it from now on; when the last viewer has gone, it goes. */
void loop_end_channel(HubChannel *channel, ChannelEnd end);
void loop_drop_if_done(HubChannel *channel);
/* In listen.c: the context, listening; FAIL_CONFIG, FAIL_LIMIT. */
bool loop_listen(Hub *hub, const HubOptions *options, GError **error);
/* In hub.c: what came by the mailbox. */
void loop_drain(Hub *hub);
