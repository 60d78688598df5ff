#pragma once
/*
 * Workers: child processes that each run one statement and print events. One thread, `workers`,
 * spawns them all (posix_spawn, close-on-exec everywhere, signal mask reset), polls their pipes,
 * and ends them: a worker that was told to stop and is not gone in 2 seconds is killed.
 *
 * What a worker prints that is not the protocol (not JSON, another version, a line too long,
 * another query's event) ends it: event() gets one EVENT_ERROR that says what it was, the process
 * is killed, and gone() follows. That the table's own changes fit together (their seq) is for
 * whoever keeps the table. After EVENT_END no event comes, and the process has WORKER_STOP_MS to
 * leave.
 *
 * Thread: any; the callbacks come on the `workers` thread and must not block.
 */
#include "event/command.h"
#include "event/event.h"

typedef struct WorkerPool WorkerPool;
typedef struct Worker Worker; /* reference counted; one reference is the caller's */

enum {
    WORKER_STOP_MS = 2000,                        /* from stop to kill */
    WORKER_QUESTIONS_BYTES_MAX = 4 * 1024 * 1024, /* that wait to be written to one worker */
    WORKER_STDERR_BYTES_MAX = 8192, /* last bytes of its standard error that are kept */
    WORKER_STDERR_LINES_MAX = 20, /* lines of it a second that go to our log; the rest is counted */
};

typedef struct WorkerExit {
    bool was_killed_by_us;  /* it did not obey a stop in time */
    int status;             /* exit status, or -1 */
    int signal;             /* that ended it, or 0 */
    const char *last_words; /* (borrowed) the end of its standard error, UTF-8; maybe "" */
} WorkerExit;

typedef struct WorkerFns {
    /* @event: (taken) */
    void (*event)(Worker *worker, Event *event, void *user);
    /* Once, the last call: the process is gone and reaped, its pipes are read to their end. */
    void (*gone)(Worker *worker, const WorkerExit *exit, void *user);
} WorkerFns;

/**
 * worker_pool_new() - start the `workers` thread
 * @binary:        path of our own executable, run as `<binary> run --control`; copied
 * @workers_max:   processes at once, > 0; those that were told to stop are counted apart
 * @memory_bytes_max:  RLIMIT_DATA of each; 0 for none
 */
WorkerPool *worker_pool_new(const char *binary, size_t workers_max, size_t memory_bytes_max,
                            GError **error);
/* Kill what still runs, reap it (each gets its gone()), end the thread. No callback comes after
 * that; Worker references may live on, but only to be unreferenced. Not from a callback. */
void worker_pool_free(WorkerPool *pool); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerPool, worker_pool_free)
/* For those that start from now on; as in worker_pool_new(). */
void worker_pool_set_limits(WorkerPool *pool, size_t workers_max, size_t memory_bytes_max);
size_t worker_pool_len(WorkerPool *pool); /* processes there are, those that are ending too */

/**
 * worker_start() - spawn one and give it its job
 * @job:   (borrowed) for the call
 * @user:  for the callbacks; must live until gone()
 *
 * Return: (owned) a reference, or NULL with FAIL_LIMIT (workers_max, a job longer than a command
 * may be, no more processes) or FAIL_CONFIG (the binary can't be executed). The spawn happens on
 * the `workers` thread; this waits for it.
 */
Worker *worker_start(WorkerPool *pool, const CommandJob *job, const WorkerFns *fns, void *user,
                     GError **error);
/**
 * worker_start_catalog() - spawn one that answers questions until it is stopped
 * @job:  its settings and kafka, and the query that its answers carry
 *
 * As worker_start(), but it is not counted among the workers_max: the caller has few of them.
 */
Worker *worker_start_catalog(WorkerPool *pool, const CommandJob *job, const WorkerFns *fns,
                             void *user, GError **error);
/* A question for it. Returns at once; false if WORKER_QUESTIONS_BYTES_MAX wait already, as its
 * answer would come too late. */
bool worker_ask(Worker *worker, const CommandAsk *ask);
Worker *worker_ref(Worker *worker);
void worker_unref(Worker *worker); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_unref)
void worker_begin(Worker *worker); /* the command `start` */
/* The command `pause` or `resume`; of several in a row the last counts. */
void worker_hold(Worker *worker, bool is_paused);
/* The command `stop`, once; kill after WORKER_STOP_MS. Returns at once. */
void worker_stop(Worker *worker);
void worker_kill(Worker *worker); /* SIGKILL now; gone() follows */
int worker_pid(const Worker *worker);
