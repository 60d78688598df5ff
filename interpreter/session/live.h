#pragma once
/*
 * Our own live view: the hub of this process, the addresses by which browsers find it, and what it
 * is told of a stream. A stream has a channel from when its panel is placed until it is over.
 *
 * Lock: the registry's, for everything that has a stream.
 */
#include "config/config.h"
#include "push/hub.h"
#include "session/session.h"
#include "session/stream.h"

typedef struct Live Live;

/**
 * live_new() - start the hub, as the operator's properties say
 * @server:   (borrowed) for the call
 * @fns:      (borrowed) for its life; their user is a Stream
 * @ret_live: (owned) NULL if live_ports is off; only on success
 * @error:    FAIL_CONFIG naming the property, FAIL_LIMIT
 */
bool live_new(const ConfigSet *base, const SessionServer *server, const HubChannelFns *fns,
              Live **ret_live, GError **error);
void live_free(Live *live); /* NULL is fine */
Hub *live_hub(Live *live);

/* A channel for the stream, which has none or one that expires, and all that is known of it.
 * False, and no channel, if there are too many. */
bool live_open(Live *live, Stream *stream);
void live_tell_whole(Stream *stream); /* as all that follow: nothing without a channel */
void live_tell_view(Stream *stream);
void live_tell_stats(Stream *stream);
void live_tell_rows(Stream *stream, Event *rows); /* @rows: (taken) */
void live_close(Stream *stream);

/* (owned) The page's address for people. */
char *live_address(const Live *live, const HubChannel *channel);
char *live_link(const Live *live, const Stream *stream);
/**
 * live_stub() - HTML that looks for the live view, and embeds it where it is found
 * @id:    of the panel: letters, digits, '-'
 * @note:  the note in which it may do so
 *
 * Return: (owned)
 */
char *live_stub(const Live *live, const Stream *stream, const char *id, const char *note);
