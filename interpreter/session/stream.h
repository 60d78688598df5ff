#pragma once
/*
 * One statement that a worker runs: what it said so far, and how it ended. A state machine over
 * the worker protocol: events and the worker's exit go in, a state and sentences come out. It
 * calls nobody.
 *
 * Lock: the registry's; every field but `worker` (set once, before anybody else can see the
 * stream stop) is read and written with it held. Reference counted: one reference is the pool's
 * until gone(), one the paragraph's.
 */
#include "event/table.h"
#include "push/hub.h"
#include "worker/worker.h"

enum {
    STREAM_TITLE_CHARS = 80,
    STREAM_NOTICES_MAX = 10,
    STREAM_TABLE_BYTES_MAX = 64 * 1024 * 1024,  /* of cells; a larger table ends the stream */
    STREAM_TABLE_STEP_BYTES = 16 * 1024 * 1024, /* that may come in between two looks */
};

typedef enum StreamState {
    STREAM_STARTING, /* it has said nothing yet */
    STREAM_WAITING,  /* endless, its topics are opened; it begins when told to */
    STREAM_RUNNING,
    STREAM_DONE, /* from here on it is over */
    STREAM_STOPPED,
    STREAM_FAILED,
} StreamState;

typedef struct Stream {
    gint refs;
    void *owner; /* borrowed; of whoever takes the worker's callbacks */
    Worker *worker;
    uint64_t number; /* 1, 2, ...: by which people name it; 0 without */
    StreamState state;
    EventTable *table;
    Event *stats;           /* owned; the last EVENT_STATS, or NULL */
    Event *progress;        /* owned; the last EVENT_PROGRESS, or NULL */
    GPtrArray *notices;     /* char*; the last STREAM_NOTICES_MAX */
    char *failure;          /* owned; of STREAM_FAILED: lines for people */
    char *end_text;         /* owned; what a command did, or NULL */
    Event *view;            /* owned; the EVENT_VIEW of one that made or dropped a view, or NULL */
    const char *stopped_by; /* static; who asked it to stop, or NULL */
    int64_t since_ms;       /* wall clock; when it began to run */
    int64_t paused_ms;      /* wall clock; it was told to pause then; 0: it goes on */
    int64_t ended_ms;       /* wall clock */
    size_t grown_bytes;     /* came in since the table was last measured */
    bool has_changed;       /* since whoever shows it last looked; theirs to clear */

    /* Of its live view. */
    HubChannel *live; /* owned, a reference; NULL without one */
    char *statement;  /* owned */
    char *title;      /* owned; its first words */
    int64_t refresh_ms;
    bool viewers_may_stop;
} Stream;

Stream *stream_new(void *owner); /* (owned) */
Stream *stream_ref(Stream *stream);
void stream_unref(Stream *stream); /* NULL is fine */

/* What changed for those who wait for the stream; each includes what is above it. */
typedef enum StreamChange {
    STREAM_SAME,
    STREAM_SHOWN, /* something that is shown */
    STREAM_MOVED, /* its state */
} StreamChange;

/* @event: (borrowed), but what the stream keeps of it is moved out of it */
StreamChange stream_take_event(Stream *stream, Event *event, int64_t wall_ms);
StreamChange stream_take_exit(Stream *stream, const WorkerExit *exit, int64_t wall_ms);
/* Our own reason to end it; nothing if it is over. @text: copied */
void stream_fail(Stream *stream, const char *text, int64_t wall_ms);
void stream_note(Stream *stream, const char *text); /* one more notice; @text: copied */
void stream_set_statement(Stream *stream, const char *statement);
/* It was told to stop. @by: static, "the stop button" */
void stream_set_stopping(Stream *stream, const char *by);
/* It was told to pause, or to go on. False: it is over or does so already. */
bool stream_set_paused(Stream *stream, bool is_paused, int64_t wall_ms);
/* (static) What it does or how it ended, in a word: "live". */
const char *stream_state_word(const Stream *stream);
/* An endless one was told to begin. */
void stream_set_running(Stream *stream, int64_t wall_ms);

static inline bool stream_is_over(const Stream *stream)
{
    return stream->state >= STREAM_DONE;
}
bool stream_has_rows(const Stream *stream);   /* its result is a table */
bool stream_writes(const Stream *stream);     /* it writes to a topic: nobody need look */
double stream_fraction(const Stream *stream); /* of its progress, 0 to 1 */
