#pragma once
/*
 * What a session can have the Zeppelin server do. rpc/ implements it with the event client; tests
 * with a list. Every call returns at once: the publisher queues, and what is newer replaces what
 * still waits for the same place (the same Angular object, the same output index). Calls about one
 * paragraph take effect in order.
 *
 * Thread: any.
 */
#include <stdbool.h>

typedef struct Publisher Publisher;

typedef struct PublisherFns {
    void (*add_object)(Publisher *publisher, const char *note, const char *paragraph,
                       const char *name, const char *text);
    void (*update_object)(Publisher *publisher, const char *note, const char *paragraph,
                          const char *name, const char *text);
    void (*remove_object)(Publisher *publisher, const char *note, const char *paragraph,
                          const char *name);
    void (*update_output)(Publisher *publisher, const char *note, const char *paragraph, int index,
                          const char *type, const char *data);
    void (*checkpoint)(Publisher *publisher, const char *note, const char *paragraph);
    /* The paragraph's link to the live view, beside its status. */
    void (*set_link)(Publisher *publisher, const char *note, const char *paragraph,
                     const char *url);
    /* The interpreter page's link to the list of streams; "": none. */
    void (*set_page)(Publisher *publisher, const char *url);
    /* Return when all that was queued for the paragraph before has been sent, or 2 s passed. */
    void (*flush)(Publisher *publisher, const char *note, const char *paragraph);
    /* Updates and checkpoints of the paragraph that still wait are not sent any more: a new run
     * begins, and its answer must not be replaced by what came before it. Objects that were added
     * or removed still are, so that the server has those that its caller thinks it has. */
    void (*forget)(Publisher *publisher, const char *note, const char *paragraph);
} PublisherFns;

/* The first member of every publisher. */
struct Publisher {
    const PublisherFns *fns;
};
