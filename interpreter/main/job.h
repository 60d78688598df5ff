#pragma once
/*
 * One statement from its text to its end: planned, connected, run, and told as events. The same
 * for a person's `run` and for a notebook's worker.
 *
 * Thread: job_run() on main; job_start() and job_stop() from any.
 */
#include <stdio.h>

#include "config/config.h"
#include "event/event.h"

typedef struct Job Job;

/* Which rows of a result are emitted, and when. */
typedef enum JobRows {
    JOB_ROWS_VISIBLE,  /* at most max_rows, at every change: somebody looks */
    JOB_ROWS_TERMINAL, /* the same, but a bounded query's once, at its end, and all of them */
    JOB_ROWS_FINAL,    /* once, at the end, all of them */
    JOB_ROWS_ALL,      /* all of them, at every change */
    JOB_ROWS_EACH,     /* the same, and no two rows of the input make one change */
} JobRows;

typedef struct JobOptions {
    int query;
    const char *statement;     /* borrowed for the life of the job */
    const ConfigSet *settings; /* borrowed for the life of the job */
    EventViews *views;         /* borrowed for it: CREATE VIEW and DROP VIEW change them */
    const char *views_life;    /* static: how long a view is there, in words */
    FILE *input;               /* borrowed for it: what COPY reads; NULL: lines behind it only */
    JobRows rows;
    bool streams_rows; /* rows without groups and order go out as they come */
    bool waits;        /* an endless query waits for job_start() */
    EventFn emit;
    void *emit_user;
} JobOptions;

Job *job_new(const JobOptions *options); /* (owned) */
void job_free(Job *job);                 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_free)

/**
 * job_run() - everything up to the event `end`, which comes in any case
 *
 * A failure is emitted as `error` with the place in the statement, and returned too.
 */
bool job_run(Job *job, GError **error);
void job_start(Job *job);
void job_pause(Job *job, bool is_paused); /* also before something runs */
/* Return: false if nothing runs that could end in an orderly way (it still looks for the brokers,
 * say): the caller may then end the process. */
bool job_stop(Job *job);
