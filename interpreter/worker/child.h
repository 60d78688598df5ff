#pragma once
/*
 * One running worker as the `workers` thread sees it: its pipes, what is still to be written to it,
 * the events that it prints, and the time at which it is killed. Never blocks; whoever owns it
 * polls and tells the time.
 *
 * Thread: one, `workers`.
 */
#include <poll.h>

#include "event/command.h"
#include "event/event.h"
#include "worker/worker.h"

typedef struct Child Child;
typedef void (*ChildEventFn)(Event *event, void *user); /* @event: (taken) */

enum {
    CHILD_POLLS_MAX = 4,   /* descriptors of one child */
    CHILD_LINES_MAX = 64,  /* events handed out in one go, so that a loud child starves no other */
    CHILD_DRAIN_MS = 1000, /* a dead child's pipe that a grandchild holds open is read so long */
};

/**
 * child_start() - spawn one
 * @job_line:   (taken) the job as a line; written as the pipe takes it
 * @query:      the id that each of its events must carry
 * @error:      as spawn_child()
 */
Child *child_start(const char *binary, size_t memory_bytes_max, GString *job_line, int query,
                   ChildEventFn event_fn, void *user, GError **error);
void child_free(Child *child); /* only when gone; NULL is fine */

int child_pid(const Child *child);
void child_send(Child *child, CommandKind kind); /* but JOB */
/* Lines of ASK, copied; those that WORKER_QUESTIONS_BYTES_MAX bytes before them are not written of
 * are dropped: nobody waits so long for an answer. */
void child_send_questions(Child *child, const GString *lines);
/* STOP, and kill at @now_ms + WORKER_STOP_MS. */
void child_stop(Child *child, int64_t now_ms);
void child_kill(Child *child);

/* What to poll: at most CHILD_POLLS_MAX entries are set; returns how many. */
size_t child_polls(const Child *child, struct pollfd *ret_polls);
/* When child_work() must be called at the latest, whatever is readable; INT64_MAX for never. */
int64_t child_due_ms(const Child *child, int64_t now_ms);
/* Read, write, reap and kill whatever is due; hands out events. */
void child_work(Child *child, int64_t now_ms);
/* True when it is reaped and its pipes are read to their end. @ret_exit: last_words (owned by
 * @child) until child_free() */
bool child_is_gone(Child *child, WorkerExit *ret_exit);
