#pragma once
/*
 * The live view's server: one page, and what changes of streams, pushed over websockets to whoever
 * looks at them (README.md has the addresses and the protocol). A stream is a channel with an
 * unguessable token that only views, and that dies with the channel, at the latest after a day.
 *
 * Whoever has a stream puts its events into the channel and never waits: the hub keeps a table of
 * its own for each channel. When its mailbox is full, what was put is dropped and the hub asks for
 * the whole, by `resync`.
 *
 * Thread: any. The hub's own thread, `hub`, calls HubChannelFns; it holds no lock then.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "event/table.h"

enum {
    HUB_MAILBOX_MAX = 4096,                  /* what waits for the hub, of all channels */
    HUB_QUEUED_BYTES_MAX = 64 * 1024 * 1024, /* of its events */
    HUB_CHANNELS_MAX = 1000,
    HUB_REQUEST_BYTES_MAX = 1024, /* of what a viewer says at once */
    HUB_HEADER_BYTES_MAX = 8192,  /* of an HTTP request */
    HUB_HANDSHAKE_S = 5,          /* for an HTTP request, and for a viewer's first word */
    HUB_IDLE_CONNECTIONS = 128,   /* beyond viewers_max: those that fetch the page */
    HUB_SECRET_LEN = 32,          /* hexadecimal digits: 128 random bits */
    HUB_CHANNEL_AGE_MS = 24 * 60 * 60 * 1000,
};

typedef struct Hub Hub;
typedef struct HubChannel HubChannel; /* reference counted */

typedef struct HubOptions {
    const char *address;        /* numeric, to listen on; NULL or "": every one of this machine */
    int port_min, port_max;     /* tried in turn, then any free one; 0 and 0: any */
    const char *certificate;    /* path, PEM; with `key`, or both NULL or "" for plain HTTP */
    const char *key;            /* path, PEM */
    const char *const *origins; /* that may embed and ask besides those on our own host; or NULL */
    size_t viewers_max;
    int64_t ping_ms;        /* silence before a ping; after twice that the viewer is let go */
    int64_t channel_age_ms; /* HUB_CHANNEL_AGE_MS, less in tests */
} HubOptions;

/**
 * hub_new() - listen and start the thread
 * @options:  (borrowed) for the call
 * @error:    FAIL_CONFIG (certificate, key, address), FAIL_LIMIT (no port, no thread)
 */
Hub *hub_new(const HubOptions *options, GError **error);
/* Tell the viewers that this ends, and end. No callback comes after that. */
void hub_free(Hub *hub); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hub, hub_free)

int hub_port(const Hub *hub);
bool hub_has_tls(const Hub *hub);

/* Since the start. */
typedef struct HubCounts {
    uint64_t pages;    /* requests for a file */
    uint64_t probes;   /* answered with a proof */
    uint64_t viewers;  /* that were shown a channel */
    uint64_t messages; /* sent to viewers */
    uint64_t bytes;    /* of these, before they are compressed */
    uint64_t refused_path, refused_probe, refused_origin, refused_protocol, refused_token;
    uint64_t refused_message; /* too large, or not of the protocol */
    uint64_t refused_full;    /* viewers_max */
    uint64_t silent;          /* said nothing in time */
} HubCounts;
void hub_get_counts(Hub *hub, HubCounts *ret_counts);

/* What the page is told of the stream beside its table; texts are borrowed, and may be NULL. */
typedef enum HubState {
    HUB_STARTING,
    HUB_LIVE,
    HUB_ENDED,
    HUB_STOPPED,
    HUB_FAILED,
} HubState;

typedef struct HubView {
    HubState state;
    const char *title;
    const char *statement;
    int64_t since_ms, ended_ms;    /* wall clock; 0 unknown */
    const char *text;              /* how it failed, or who stopped it */
    const GPtrArray *notices;      /* char* */
    const EventProgress *progress; /* NULL without */
    int64_t paused_ms; /* wall clock: the stream itself rests since then; 0: it goes on */
    bool may_stop;     /* and pause */
    bool is_list;      /* each row is a stream, and what a viewer orders is for a row's */
} HubView;

/* What a viewer of a channel with `may_stop` may want. */
typedef enum HubOrder {
    HUB_ORDER_STOP,
    HUB_ORDER_PAUSE,
    HUB_ORDER_RESUME,
} HubOrder;

typedef struct HubChannelFns {
    /* Something was dropped: put the table, the view and the stats, all of them, now. */
    void (*resync)(HubChannel *channel, void *user);
    void (*order)(void *user, HubOrder order, uint64_t row); /* row: its id, of a list; else 0 */
} HubChannelFns;

typedef struct HubChannelOptions {
    int64_t refresh_ms; /* the least time between two changes that a viewer is sent */
    bool may_stop;
    const HubChannelFns *fns; /* borrowed for its life */
    void *user;               /* (taken), also where no channel comes of it */
    GDestroyNotify user_free; /* NULL is fine */
} HubChannelOptions;

/* (owned) A reference; NULL if there are HUB_CHANNELS_MAX, or the mailbox is full. */
HubChannel *hub_open(Hub *hub, const HubChannelOptions *options);
/* Nobody can begin to look at it; those that do are sent what they lack, and let go. */
void hub_close(HubChannel *channel);
/* The same, and they are told that the address had its day. */
void hub_replace(HubChannel *channel);
HubChannel *hub_channel_ref(HubChannel *channel);
void hub_channel_unref(HubChannel *channel); /* NULL is fine; not before hub_close() for the last */

void hub_put_rows(HubChannel *channel, Event *rows); /* (taken) the next of the table */
/* @table: (taken) instead of what was there. Not counted in HUB_QUEUED_BYTES_MAX, as a table that
 * is too large would be asked for again for ever: for the begin and for `resync` only. */
void hub_put_table(HubChannel *channel, EventTable *table);
void hub_put_stats(HubChannel *channel, const Event *stats);
void hub_put_view(HubChannel *channel, const HubView *view);

/* Hexadecimal; who knows the token may look, who knows the challenge is told the proof. */
const char *hub_channel_token(const HubChannel *channel);
const char *hub_channel_challenge(const HubChannel *channel);
const char *hub_channel_proof(const HubChannel *channel);
int64_t hub_channel_expires_ms(const HubChannel *channel); /* monotonic */
int hub_channel_viewers(const HubChannel *channel);        /* that look now */
/* Monotonic: when somebody asked for the proof, or came or went, last; 0: never. */
int64_t hub_channel_seen_ms(const HubChannel *channel);
