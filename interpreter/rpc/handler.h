#pragma once
/*
 * The methods of the interpreter service: each is translated into a call of the session, and its
 * result into the server's words. Nothing else happens here. A result always has a code that the
 * server knows and gives config, gui and noteGui back, and no method fails with an undeclared
 * exception: for each of those mistakes the server would run the statement three times.
 *
 * Thread: any; the calls come on the server's connection threads.
 */
#include <stdbool.h>

#include <rpc/wire_interpreter_service.h>

#include "rpc/site.h"
#include "session/session.h"

/* What concerns the process and not a session. Called on connection threads. */
typedef struct HandlerHooks {
    void *user;
    void (*configured)(void *user, const Site *site); /* the server's configuration has come */
    void (*reconnect)(void *user, const char *host, int port); /* the event service moved */
    /* Say goodbye to the server before this returns; the process ends after the reply. */
    void (*shutdown)(void *user);
} HandlerHooks;

typedef struct Handler Handler;
typedef struct HandlerClass HandlerClass;

GType handler_get_type(void);

/* (owned) g_object_unref() it. @sessions: (borrowed) for its life; @hooks: copied */
Handler *handler_new(Sessions *sessions, const HandlerHooks *hooks);
/* (owned) What a Server dispatches to; it holds a reference of the handler. */
WireInterpreterServiceProcessor *handler_processor_new(Handler *handler);

/* Cancel what runs for callers whose connection has gone. */
void handler_cancel_orphans(Handler *handler);
