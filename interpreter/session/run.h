#pragma once
/*
 * One interpret() of one paragraph: its parts, and what is to become of it. It outlives the call
 * as long as one of its panels lives.
 *
 * Lock: the registry's, for every field that is not set once at the start. Reference counted.
 */
#include "session/part.h"
#include "session/session.h"

enum {
    RUN_NONCE_LEN = 16,
    RUN_CANCEL_GRACE_MS = 250, /* the server notes an abort only if the answer comes after it */
    RUN_SETTLE_MS = 500, /* after the answer, until the outputs may change: it replaces them */
};

typedef struct Run {
    gint refs;
    char *key; /* note '\n' paragraph */
    char *session_id;
    char *note_id;
    char *paragraph_id;
    char *user;
    char nonce[RUN_NONCE_LEN + 1]; /* what the buttons of this run, and no other, carry */
    bool is_anonymous;             /* who runs it has not logged in */
    Live *live;                    /* borrowed; NULL without a live view */
    int panels_before;             /* of the run that this one replaces: its objects */

    GPtrArray *parts; /* Part*, in the order of the statements */
    int panels;
    size_t statements_len;
    size_t statements_done;
    bool has_failed;

    bool is_in_interpret;
    bool is_cancelled;
    int64_t cancelled_at_ms;
    bool is_replaced;      /* another run of the paragraph took its place */
    bool is_gone;          /* the paragraph is not there any more: nothing is published */
    bool has_lost_outputs; /* the server has them in the note only: not sent, or started anew */
    int sending;           /* threads that publish for it at this moment */
    int64_t settled_at_ms; /* monotonic */
    int64_t written_at_ms; /* monotonic; the last call that makes the server write the note */
    int joined;            /* callers that wait for its result */
    SessionResult *result; /* owned; for those that joined */
} Run;

Run *run_new(const SessionRequest *request); /* (owned) */
Run *run_ref(Run *run);
void run_unref(Run *run);                                     /* NULL is fine */
char *run_key(const char *note_id, const char *paragraph_id); /* (owned) */

Place run_where(const Run *run); /* borrows from it */
Part *run_add_part(Run *run);    /* (borrowed) */
/* It is to end without going through the rest of its statements. */
static inline bool run_is_interrupted(const Run *run)
{
    return run->is_cancelled || run->is_replaced || run->is_gone;
}
/* Nothing of it lives and nothing is left to publish. */
bool run_is_finished(const Run *run);
/* True if something of it was published, and its paragraph is there. */
bool run_is_placed(const Run *run);
/* True if a panel's stream goes on. */
bool run_has_live(const Run *run);
/**
 * run_place() - calls for the decided parts that are not seen as they are, in order
 * @with_outputs:  false right before an answer that has them all: of outputs that come just when a
 *                 run is seen to begin, the classic UI may lose the first and keep the others
 *
 * Return: (owned) NULL if there are none. To be sent, then run_set_placed().
 */
Outbox *run_place(Run *run, bool with_outputs);
void run_set_placed(Run *run);
/* The server was started anew. It has forgotten outputs and objects; these are added again. And it
 * passes on no sign of a viewer until something is run: so this counts as one. */
void run_lose_server(Run *run, int64_t now_ms);
/* Calls for all outputs, as they are now, if the server does not have them: before a checkpoint,
 * which would save the lack of them. False if it has them. */
bool run_restore_outputs(Run *run, Outbox *outbox);
/* Where the messages of its last part will be, if that is not decided yet. */
int run_next_slot(const Run *run);
/* (owned) Calls for all parts that were placed and are not closed, once more. */
Outbox *run_place_again(Run *run);
/* (owned) The endings of the panels that are shown and whose streams are over. */
Outbox *run_end_shown(const Run *run);
/* Nothing more is published for those that are not shown, or for any of them. */
void run_close_parts(Run *run, bool all);
SessionResult *run_result(const Run *run, bool is_final); /* (owned) of this moment */
int run_progress(const Run *run);                         /* 0-100 */
/* Mark its streams as stopping. Returns (owned) those whose workers are to be told. */
GPtrArray *run_stop(Run *run, const char *by);
