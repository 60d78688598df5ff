#pragma once
/*
 * A lane: a thread that polls its partitions, feeds their records, and hands over what changed when
 * its queue is empty or some milliseconds have passed. It owns one Delta; while that is with the
 * main thread it goes on gathering, so a slow main thread makes hand-overs larger, not more.
 *
 * When it is to stop or to rest, or after a failure, it hands over a last time (Delta.is_last) and
 * ends. After a rest it can be started again: nothing was read that is not handed over.
 *
 * Thread: main, but where said otherwise.
 */
#include <stdatomic.h>

#include "base/mailbox.h"
#include "engine/feed.h"
#include "engine/inputs.h"
#include "kafka/source.h"

typedef struct Reader Reader;

typedef struct ReaderOptions {
    int lane;
    const Inputs *inputs;    /* borrowed: the source's topics, in their order */
    Source *source;          /* borrowed */
    Mailbox *inbox;          /* borrowed: of the main thread, with room for every lane's Delta */
    const atomic_bool *stop; /* borrowed: set, all lanes end soon */
    const atomic_bool *rest; /* borrowed: set, they end when they are done with what they polled */
    bool each_row;           /* every row of a query with groups is handed over by itself */
} ReaderOptions;

/* @feed_take: (taken) */
Reader *reader_new(const ReaderOptions *options, Feed *feed_take); /* (owned) */
/* NULL is fine. A started one was told to stop, and its last Delta was taken. */
void reader_free(Reader *reader);
/* For the first time, or after a rest whose last Delta was taken. FAIL_LIMIT: no more threads */
bool reader_start(Reader *reader, GError **error);
/* Since then it has once read all that waited for it, and put that into the inbox. */
bool reader_has_caught_up(const Reader *reader);
/* Its last Delta was taken, or it was never started; the source may have grown meanwhile. */
void reader_grow(Reader *reader);
/* The Delta of this lane that was taken from the inbox goes back. @delta: (taken) */
void reader_give_back(Reader *reader, Delta *delta_take);
