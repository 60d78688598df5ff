#pragma once
/*
 * What one statement gives to its paragraph's result: fixed messages (SET, a bounded query, an
 * error), or a panel, which is several messages, its slots, that change with its stream: the stub
 * of our own live view, the Angular template, a table, and a saved table for when nobody updates
 * the others any more. At the end of the stream they become the table, a sentence, and nothing.
 *
 * Lock: the registry's.
 */
#include "session/lease.h"
#include "session/live.h"
#include "session/outbox.h"

typedef struct Display Display;                /* one row of the table of displays */
const Display *display_find(const char *name); /* of the property `display`; else a bug */

typedef enum PartView {
    PART_UNSEEN,   /* nothing of it was published */
    PART_SKETCHED, /* its slots are taken: the panel's stream waits for its turn */
    PART_SHOWN,    /* as it is; a panel's changes follow */
    PART_CLOSED,   /* nothing more will be published */
} PartView;

/* Where it is shown; borrowed for the call. */
typedef struct Place {
    const char *note, *paragraph;
    const char *nonce; /* of the run */
    Live *live;        /* NULL without a live view */
} Place;

typedef struct Part {
    Stream *stream;         /* owned; NULL for fixed messages */
    GPtrArray *messages;    /* owned; fixed ones, NULL as long as there are none */
    const Display *display; /* of a stream */
    int panel;              /* 1, 2, ...: its number in the paragraph; 0: not a panel (yet) */
    bool is_foreground;     /* a panel that keeps the paragraph running */
    PartView view;
    PartView next_view; /* while it is being placed */
    int slot;           /* first index among the paragraph's results, from PART_SKETCHED on */
    /* Of a panel that is shown; for whoever paces it. Times are monotonic. */
    Lease lease;
    int64_t began_ms;    /* when it was placed */
    int64_t shown_at_ms; /* the object */
    int64_t saved_at_ms; /* 0: not yet */
    uint64_t saved_seq;  /* of the table that was saved */
    uint64_t html_hash;  /* of the object that was sent last */
    bool embeds_live;    /* its stub finds our live view */
    bool is_stale;       /* a viewer came who has not been sent the object */
    bool has_shown_rows; /* in the object */
    bool is_object_lost; /* the server may not have the panel's object any more: add it again */
} Part;

Part *part_new(void); /* (owned) */
void part_free(Part *part);

static inline bool part_is_decided(const Part *part)
{
    return part->messages != NULL || part->panel > 0;
}
size_t part_slots(const Part *part); /* of a decided one */

/* Turn what a bounded statement left behind, at its end or when it was stopped, into messages. */
void part_fix(Part *part);

/* Calls that bring it to where its paragraph's result has it now; a running stream gets its live
 * view. Its view is for the caller to move on when they are sent.
 * @with_outputs: false for what must be there when the answer is shown, the object, alone */
void part_place(Part *part, const Place *place, bool with_outputs, int64_t now_ms, Outbox *outbox);
/* Calls for what changed of the object, and of a table that Zeppelin shows; none if nothing did. */
void part_update(Part *part, int64_t now_ms, Outbox *outbox);
/* Calls that give a server that does not have them all its outputs, as they are now. */
void part_restore(const Part *part, const Place *place, Outbox *outbox);
/* What is there now is about to be saved. */
void part_set_saved(Part *part, int64_t now_ms);
/* Calls for the outputs of a panel that a save brings up to date. */
void part_refresh_saved(const Part *part, const Place *place, Outbox *outbox);
/* The live view's address has had its time: another one. Its stub is then another. */
void part_renew_live(Part *part, const Place *place, int64_t now_ms, Outbox *outbox);
void part_refresh_stub(const Part *part, const Place *place, Outbox *outbox);
/* Of a stream that is over: the order that works in both UIs is the object, the outputs, and a
 * checkpoint. */
void part_end_object(Part *part, Outbox *outbox);
void part_end_outputs(const Part *part, Outbox *outbox);
/* As they are at this moment. @is_final: a stream that was stopped but is not over yet counts as
 * over. */
void part_add_messages(const Part *part, const Place *place, bool is_final, GPtrArray *messages);
bool part_shows_table(const Part *part); /* changes its output too, not only the object */
/* When somebody looked last, as far as is known; the present while somebody does. */
int64_t part_watched_ms(const Part *part, int64_t now_ms);
/* When our live view was asked for last; INT64_MAX while somebody looks at it, INT64_MIN if this
 * panel does not embed it, or shows a table of Zeppelin's beside it. */
int64_t part_seen_ms(const Part *part);
