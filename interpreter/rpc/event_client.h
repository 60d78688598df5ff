#pragma once
/*
 * One connection to the server's event service, and the calls we make on it. It connects when it
 * must, keeps the connection after an answer of any kind, and drops it after everything else.
 *
 * Thread: one at a time; event_client_set_address() any. A client that two threads share would
 * hang: each has its own.
 */
#include <stdbool.h>

#include "base/fail.h"

enum {
    EVENT_CONNECT_MS = 5 * 1000,
    EVENT_ANSWER_MS = 30 * 1000, /* a server may save a large note before it answers */
};

typedef enum EventOutcome {
    EVENT_DONE,
    EVENT_REFUSED, /* the declared exception: the server understood and says no */
    EVENT_UNKNOWN, /* an undeclared one: it no longer knows the paragraph, the note or the call */
    EVENT_BROKEN,  /* the connection broke in the call: perhaps by the call's own fault */
    EVENT_UNREACHABLE, /* nobody there to connect to: the same may succeed later */
} EventOutcome;

typedef struct EventClient EventClient;

EventClient *event_client_new(const char *host, int port); /* (owned) not connected yet */
void event_client_free(EventClient *client);               /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventClient, event_client_free)

/* The server is somewhere else now: the connection is dropped before the next call. */
void event_client_set_address(EventClient *client, const char *host, int port);
bool event_client_connect(EventClient *client, GError **error);
char *event_client_local_host(EventClient *client); /* (owned) our address; connected before */

/* Each of these sets @error with every outcome but EVENT_DONE. NULL texts count as empty. */
EventOutcome event_client_register(EventClient *client, const char *host, int port,
                                   const char *group, GError **error);
EventOutcome event_client_unregister(EventClient *client, const char *group, GError **error);
EventOutcome event_client_add_object(EventClient *client, const char *group, const char *json,
                                     GError **error);
EventOutcome event_client_update_object(EventClient *client, const char *group, const char *json,
                                        GError **error);
EventOutcome event_client_remove_object(EventClient *client, const char *group, const char *note,
                                        const char *paragraph, const char *name, GError **error);
EventOutcome event_client_update_output(EventClient *client, const char *note,
                                        const char *paragraph, int index, const char *type,
                                        const char *data, GError **error);
EventOutcome event_client_checkpoint(EventClient *client, const char *note, const char *paragraph,
                                     GError **error);
EventOutcome event_client_set_link(EventClient *client, const char *group, const char *json,
                                   GError **error);

/* The link on the interpreter page. */
EventOutcome event_client_set_page(EventClient *client, const char *group, const char *url,
                                   GError **error);

/* (owned) A paragraph's link as the call takes it. */
char *event_link_json(const char *note, const char *paragraph, const char *url);
/* (owned) An Angular object as the two calls take it. Text that is not UTF-8 is made so. */
char *event_object_json(const char *note, const char *paragraph, const char *name,
                        const char *text);
