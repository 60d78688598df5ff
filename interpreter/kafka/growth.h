#pragma once
/*
 * What a source that goes on does not read yet: partitions that its topics got, and topics that a
 * pattern matches now. A thread of its own, `topics`, asks the brokers for them again and again, by
 * a second connection; that nobody answers is no failure: it asks again later. What it has found is
 * ready to be read: all that must be asked for it was asked.
 *
 * A partition that is found is read from its first record on, also where reading began at the end:
 * what is in it was written since; a bound by time or offset holds for it as for others.
 *
 * Thread: main, but where said otherwise.
 */
#include "kafka/source.h"

typedef struct Growth Growth;

/* @ret_bounds: between which the topic is read, without its name
 * @error:      it is matched, but can't be read
 * Return:      false if it is not to be read
 * Thread:      `topics` */
typedef bool (*GrowthMatchFn)(const void *user, const char *topic, SourceTopic *ret_bounds,
                              GError **error);

typedef struct GrowthOptions {
    Client *client;            /* borrowed: the source's */
    const Source *source;      /* borrowed for the call */
    const SourceTopic *topics; /* borrowed for the call: the source's, of which those grow that have
                                * no `until` */
    size_t topics_max;         /* of all that are read, >= those */
    int64_t every_ms;          /* from one question to the next, > 0 */
    GrowthMatchFn match;       /* NULL: nothing but these topics is asked for */
    const void *match_user;    /* borrowed */
    void (*wake)(void *user);  /* there is something for growth_take(). Thread: `topics` */
    void *wake_user;
} GrowthOptions;

typedef struct GrownTopic {
    char *topic;       /* owned */
    int before, after; /* partitions; none before: the topic is new */
    char *refused;     /* owned: why nothing of it is read; NULL: it is */
} GrownTopic;

typedef struct Grown {
    GArray *topics;     /* owned: GrownTopic */
    GArray *partitions; /* owned: SourcePartition, for source_grow() */
} Grown;

/**
 * growth_start() - ask from now on
 * @ret_growth:  (owned) NULL if none of the topics can grow; set on success
 * @error:       FAIL_LIMIT: no thread
 */
bool growth_start(const GrowthOptions *options, Growth **ret_growth, GError **error);
/* What was found, once; the next is told as if the source had grown by it. (owned) NULL: nothing.
 * A NULL @growth finds nothing. */
Grown *growth_take(Growth *growth);
void grown_free(Grown *grown); /* NULL is fine */
/* Ask no more; growth_free() has hardly anything to wait for then. NULL is fine. */
void growth_stop(Growth *growth);
void growth_free(Growth *growth); /* NULL is fine */
