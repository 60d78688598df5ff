#pragma once
/*
 * Paragraphs: a text becomes statements, statements become workers, what they say becomes what
 * Zeppelin is shown. One Sessions object serves the process: all notes, users and Zeppelin
 * sessions. A stream's key is (note, paragraph). It neither parses SQL nor knows Kafka: it knows
 * the worker protocol.
 *
 * Thread: any; one lock (the registry's) inside. session_interpret() blocks its caller until the
 * paragraph's result is known; every other function returns at once.
 */
#include <glib.h>
#include <stdbool.h>

#include "config/config.h"
#include "event/answer.h"
#include "session/publish.h"

typedef struct Sessions Sessions;

typedef struct SessionRequest {
    const char *session_id;
    const char *note_id;
    const char *paragraph_id;
    const char *user;
    const char *text;
    const char *written; /* the paragraph as its author wrote it, before values of forms; or NULL */
    const char *gui;     /* Zeppelin's JSON of its forms and their values; with `written` */
    const char *note_gui;   /* of those of the note */
    GHashTable *properties; /* char* -> char*: the paragraph's, as %kafka(a=b) gives them */
    bool is_recovery;       /* join the run that is there, do not start another */
} SessionRequest;

/* What is known of the Zeppelin server; texts are borrowed for the call. */
typedef struct SessionServer {
    const char *host;           /* ours, by which it reaches us */
    int page_port;              /* of its page; 0 unknown */
    bool is_loopback;           /* its page listens on the loopback address only */
    bool has_local_notes;       /* it keeps notes in files of its machine */
    const char *const *origins; /* of its page, where its configuration lists them; or NULL */
} SessionServer;

/* Zeppelin's own words, so that rpc/ only copies them. */
typedef struct SessionMessage {
    const char *type; /* static: "TEXT", "TABLE", "HTML", "ANGULAR" */
    char *data;       /* owned */
} SessionMessage;

typedef struct SessionResult {
    const char *code;    /* static: "SUCCESS", "ERROR", "KEEP_PREVIOUS_RESULT" */
    GPtrArray *messages; /* (owned) SessionMessage* */
} SessionResult;

void session_result_free(SessionResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionResult, session_result_free)

/**
 * sessions_new() - an empty registry
 * @binary:     our own executable, for the workers; copied
 * @publisher:  (borrowed) for the life of the object
 */
Sessions *sessions_new(const char *binary, Publisher *publisher, GError **error);
void sessions_free(Sessions *sessions); /* ends every stream; NULL is fine */

/* Before the first sessions_configure(), and again when more is known. */
void sessions_set_server(Sessions *sessions, const SessionServer *server);
/* The interpreter's properties, as createInterpreter() brings them; a bad one is kept as the
 * answer of every later interpret until good ones come. @properties: (borrowed) char* -> char* */
void sessions_configure(Sessions *sessions, GHashTable *properties);

/* (owned) Never NULL; whatever goes wrong is a message in it. */
SessionResult *session_interpret(Sessions *sessions, const SessionRequest *request);

typedef struct SessionQuestion {
    const char *session_id;
    const char *note_id;
    const char *paragraph_id;
    const char *text;
    size_t cursor_bytes;
    bool is_settings; /* the text is what stands in %kafka(...) */
} SessionQuestion;

/* (owned) What may stand at the cursor of the paragraph's text; no candidates if that can't be said
 * in CATALOG_ANSWER_MS (catalog.h). A newer question of the paragraph ends one that waits. */
EventCandidates *session_complete(Sessions *sessions, const SessionQuestion *question);

/* Stop what runs for the paragraph, foreground or background. Before its interpret() has arrived:
 * remembered for 5 s and applied to it; but in the 5 s after the end of a run it is a second press
 * of the button, which stops nothing. Returns at once. */
void session_cancel(Sessions *sessions, const char *note_id, const char *paragraph_id);
/* "UNKNOWN", "PENDING", "RUNNING" (static) for the paragraph's interpret() of any note of that
 * session. */
const char *session_status(Sessions *sessions, const char *session_id, const char *paragraph_id);
int session_progress(Sessions *sessions, const char *note_id, const char *paragraph_id); /* 0-100 */
/* The session is closed: its streams end, their last tables stay. */
void session_close(Sessions *sessions, const char *session_id);
/* A page of the note sent an Angular object: a button, or only the page's opening. */
void session_object_added(Sessions *sessions, const char *note_id, const char *paragraph_id,
                          const char *name, const char *json);
/* The paragraph is gone: its stream ends and nothing more is published for it. */
void session_paragraph_removed(Sessions *sessions, const char *note_id, const char *paragraph_id);
/* Zeppelin says that it does not know this paragraph any more (an event call failed so). */
void session_paragraph_lost(Sessions *sessions, const char *note_id, const char *paragraph_id);
/* The server was started anew and does not have the objects of our panels. */
void sessions_server_renewed(Sessions *sessions);
/* Once a second or so: what has to be logged now and then. */
void sessions_tick(Sessions *sessions);
/* End every stream and wait, at most 3 s, until their last tables are published. */
void sessions_stop_all(Sessions *sessions);
