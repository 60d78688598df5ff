#pragma once
/*
 * The lanes of a query: a Reader each, as many as have partitions, and the inbox of what they hand
 * over. They run, stop for good, or rest while the source grows and then run again; what a lane has
 * told main of its groups stays true over a rest.
 *
 * Thread: main.
 */
#include "engine/reader.h"

typedef struct Lanes Lanes;

typedef struct LanesOptions {
    int len;                 /* >= 1 */
    const Inputs *inputs;    /* borrowed */
    Source *source;          /* borrowed: of so many lanes */
    const FeedOptions *feed; /* borrowed for the call */
    bool each_row;
    MailboxWakeFn wake; /* there is something for lanes_take(). Thread: the lanes' */
    void *wake_user;
} LanesOptions;

Lanes *lanes_new(const LanesOptions *options, GError **error); /* (owned) @error: as feed_new() */
/* NULL is fine. None runs, and all was taken, or they were never started. */
void lanes_free(Lanes *lanes);

/* All run, for the first time or after a rest. */
bool lanes_start(Lanes *lanes, GError **error);
void lanes_stop(Lanes *lanes); /* soon, also in the middle of what was polled */
void lanes_rest(Lanes *lanes); /* soon, with all that was polled handed over */
/* Since lanes_start(), every lane has once read all that waited for it, and handed it over. */
bool lanes_have_caught_up(const Lanes *lanes);
bool lanes_run(const Lanes *lanes); /* some lane has not handed over its last */
/* The source has grown while none runs: lanes that had no partitions may have some. */
bool lanes_grow(Lanes *lanes, GError **error);

/* The next hand-over; NULL if there is none now. (borrowed) until it is given back, empty. */
Delta *lanes_take(Lanes *lanes);
void lanes_give_back(Lanes *lanes, Delta *delta);
size_t lanes_bytes(const Lanes *lanes); /* memory of their groups, as they told last */
