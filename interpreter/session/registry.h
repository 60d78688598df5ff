#pragma once
/*
 * The registry behind session.h: which runs there are, by (note, paragraph), and the one lock.
 *
 * The lock is never held while a publisher, the worker pool or a wait is called (waits on
 * `changed` give it up). Whoever needs to tell workers something takes references out of it
 * first: registry_tell_stop().
 *
 * Three kinds of threads meet here: callers of session_interpret(), who walk through the
 * statements; `workers`, whose callbacks put events into streams; and `session`, which publishes
 * what changed at its pace, and every ending, so that the publications of one paragraph that come
 * after its interpret() have one source and one order.
 */
#include <pthread.h>

#include "session/announce.h"
#include "session/catalog.h"
#include "session/run.h"
#include "session/settings.h"

enum {
    REGISTRY_RUNS_MAX = 1000,    /* paragraphs that run or have a live panel */
    REGISTRY_MEMORIES_MAX = 100, /* of early cancels, and of ends */
    REGISTRY_MEMORY_MS = 5000,   /* how long a cancel waits for its interpret() */
    REGISTRY_STOP_ALL_MS = 3000,
    REGISTRY_REFUSALS_MS = 10 * 1000, /* between two log lines about viewers */
    REGISTRY_MEMORY_FACTOR = 2,       /* a worker's RLIMIT_DATA is so often memory_max ... */
    REGISTRY_MEMORY_EXTRA_BYTES = 512 * 1024 * 1024, /* ... and this: stacks, buffers, libraries */
};

typedef struct Listing Listing;
typedef struct StreamsPast StreamsPast;

struct Sessions {
    Publisher *publisher; /* borrowed */
    WorkerPool *pool;     /* owned */
    Catalogs *catalogs;   /* owned */
    pthread_t thread;     /* `session` */

    pthread_mutex_t lock;
    pthread_cond_t changed;     /* for interpret() and others that wait: a stream or a run moved */
    pthread_cond_t pace;        /* for `session`: something may be due earlier than it thinks */
    GHashTable *runs;           /* @lock Run.key -> Run, owned */
    GArray *early_cancels;      /* @lock of paragraphs whose interpret() has not come yet */
    GArray *ends;               /* @lock of paragraphs whose run was just forgotten */
    SettingsBook *settings;     /* @lock */
    ConfigSet *base;            /* @lock the operator's */
    Live *live;                 /* owned; @lock until it is set, once */
    char *host;                 /* owned; @lock of SessionServer, as all that follow */
    char **origins;             /* owned; @lock */
    int page_port;              /* @lock */
    Announcement *announcement; /* owned; @lock until it is set, once; NULL without a live view */
    bool is_loopback;           /* @lock */
    bool has_local_notes;       /* @lock */
    int64_t unwatched_max_ms;   /* @lock */
    GPtrArray *stopping;        /* owned; Worker*, references; of the thread `session` alone */
    HubCounts refusals;         /* of sessions_tick() alone: those that were logged */
    int64_t refusals_at_ms;     /* of sessions_tick() alone: when */
    char *base_failure;         /* @lock what is wrong with them, or NULL */
    uint64_t streams_ever;      /* @lock the last stream's number */
    GPtrArray *past;            /* owned; @lock StreamsPast*: that have failed */
    GPtrArray *listings;        /* owned; @lock Listing*: of SHOW STREAMS, one a user */
    Listing *page;              /* owned; @lock of the interpreter page; NULL without */
    char *page_user;            /* owned; @lock whose list that is; NULL before the first run */
    bool is_shared;             /* @lock several users have run something here */
    int callers;                /* @lock threads in session_interpret() and session_complete() */
    bool is_closing;            /* @lock */
};

void registry_lock(Sessions *sessions);
void registry_unlock(Sessions *sessions);
/* @lock held; given up meanwhile. False when @deadline_ms (monotonic; INT64_MAX: never) passed. */
bool registry_wait(Sessions *sessions, int64_t deadline_ms);
/* @lock held. Something of a run or a stream moved: wake all who wait. */
void registry_moved(Sessions *sessions);

/* @lock held: the run of that paragraph, or NULL. */
Run *registry_find(Sessions *sessions, const char *note_id, const char *paragraph_id);
/* @lock held: forget the run if it is finished, or if the paragraph is gone. */
void registry_drop_if_finished(Sessions *sessions, Run *run);
/* @lock held: true once, if the paragraph was cancelled before it came. */
bool registry_take_early_cancel(Sessions *sessions, const char *key, int64_t now_ms);
/* @lock held. Not kept if the paragraph's run has ended less than REGISTRY_MEMORY_MS ago: then it
 * came too late, not too early, and must not stop the next run. */
void registry_add_early_cancel(Sessions *sessions, const char *key, int64_t now_ms);

/* @lock not held. @streams: (taken) of run_stop() */
void registry_tell_stop(GPtrArray *streams);
/* @lock not held, but run->sending counted by the caller. @outbox: (taken), NULL is fine */
void registry_send(Sessions *sessions, Run *run, Outbox *outbox);

/* @lock held. Something of the stream but its rows is another: tell its live view, which ends with
 * it. */
void registry_stream_moved(Stream *stream);

/* What the hub calls for a Stream as its user. */
extern const HubChannelFns registry_live_fns;
/* What the worker pool calls for a Stream as its user. */
extern const WorkerFns registry_worker_fns;

/* The thread `session`, in pace.c. */
void *pace_main(void *sessions);
