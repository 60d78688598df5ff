#pragma once
/*
 * What one statement gives to its paragraph's result: fixed messages (SET, a bounded query, an
 * error), or a panel, which is two messages that change with its stream: a placeholder or a table,
 * and the Angular template; at its end the table, and a sentence or nothing.
 *
 * Lock: the registry's.
 */
#include "session/outbox.h"
#include "session/stream.h"

enum { PART_PANEL_SLOTS = 2 };

typedef struct Display Display;                /* one row of the table of displays */
const Display *display_find(const char *name); /* of the property `display`; else a bug */

typedef enum PartView {
    PART_UNSEEN,   /* nothing of it was published */
    PART_SKETCHED, /* its slots are taken: the panel's stream waits for its turn */
    PART_SHOWN,    /* as it is; a panel's changes follow */
    PART_CLOSED,   /* nothing more will be published */
} PartView;

typedef struct Part {
    Stream *stream;         /* owned; NULL for fixed messages */
    GPtrArray *messages;    /* owned; fixed ones, NULL as long as there are none */
    const Display *display; /* of a stream */
    int panel;              /* 1, 2, ...: its number in the paragraph; 0: not a panel (yet) */
    bool is_foreground;     /* a panel that keeps the paragraph running */
    PartView view;
    PartView next_view; /* while it is being placed */
    int slot;           /* first index among the paragraph's results, from PART_SKETCHED on */
    /* Of a panel that is shown; for whoever paces it. */
    int64_t shown_at_ms; /* monotonic */
    uint64_t html_hash;  /* of what was sent last */
    bool has_shown_rows;
    bool has_checkpoint;
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

/* Calls that bring it to where its paragraph's result has it now. Its view is for the caller to
 * move on when they are sent. */
void part_place(Part *part, const char *nonce, const char *paragraph, Outbox *outbox);
/* Calls for what changed since the last ones; none if nothing did. */
void part_update(Part *part, int64_t now_ms, Outbox *outbox);
/* The order that works in both UIs: the object, the table, the sentence, the checkpoint. */
void part_close(Part *part, Outbox *outbox);
/* As they are at this moment. @is_final: a stream that was stopped but is not over yet counts as
 * over. */
void part_add_messages(const Part *part, const char *nonce, const char *paragraph, bool is_final,
                       GPtrArray *messages);
bool part_shows_table(const Part *part); /* changes its output too, not only the object */
