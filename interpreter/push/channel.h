#pragma once
/*
 * One stream as it is looked at: its secrets, its table, and what is said of it. The table's part
 * of what a viewer lacks is made once for all viewers that have the same state.
 *
 * Thread: `hub`, but for what is atomic and for the reference count.
 */
#include <stdatomic.h>

#include "push/hub.h"
#include "push/message.h"

typedef enum ChannelEnd {
    CHANNEL_OPEN = 0,
    CHANNEL_OVER = 4002,    /* the stream is over */
    CHANNEL_EXPIRED = 4004, /* the token is a day old */
} ChannelEnd;

struct HubChannel {
    atomic_int refs;
    Hub *hub; /* borrowed; nobody but the hub uses the channel after its end */
    char token[HUB_SECRET_LEN + 1], challenge[HUB_SECRET_LEN + 1], proof[HUB_SECRET_LEN + 1];
    int64_t refresh_ms;
    int64_t expires_ms; /* monotonic */
    bool may_stop;
    const HubChannelFns *fns;
    void *user; /* owned until channel_release_user() */
    GDestroyNotify user_free;

    atomic_int viewers_len;
    atomic_int_fast64_t seen_ms;
    atomic_bool is_behind; /* something was dropped, or there is nothing yet */
    atomic_int end_asked;  /* a ChannelEnd: hub_close(), hub_replace() */

    ChannelEnd end;
    lws_sorted_usec_list_t expiry;
    GPtrArray *viewers;  /* Viewer*, borrowed */
    EventTable *table;   /* owned; NULL before the schema */
    unsigned generation; /* which table: none of the viewers' states of another is of use */
    Message *view, *stats;
    unsigned view_version, stats_version; /* 0: none yet */

    GPtrArray *change; /* Message*: from change_since to the state change_seq */
    uint64_t change_since, change_seq;
    unsigned change_generation;
};

HubChannel *channel_new(Hub *hub, const HubChannelOptions *options, int64_t age_ms); /* (owned) */
void channel_release_user(HubChannel *channel);

bool channel_take_rows(HubChannel *channel, const Event *rows);  /* true if the table changed */
void channel_take_table(HubChannel *channel, EventTable *table); /* (taken) */
void channel_take_view(HubChannel *channel, Message *view);      /* (taken) */
void channel_take_stats(HubChannel *channel, Message *stats);    /* (taken) */

/* (borrowed) Message*, until the next call: from the state @since (0: none) to the present one. */
const GPtrArray *channel_change(HubChannel *channel, uint64_t since);
