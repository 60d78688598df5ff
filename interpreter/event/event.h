#pragma once
/*
 * The worker protocol, worker to supervisor: what a running statement has to say, one JSON object
 * a line, UTF-8. An engine is whatever prints it. Inside the worker an Event is a value that is
 * handed to one function; on the pipe it is a line; the supervisor reads it back.
 *
 * A cell is PostgreSQL's text or NULL, so that the reader needs no types. A row has an id that it
 * keeps while it is visible; `rows` says which rows are set, which are removed and the visible
 * order, and belongs to the state after all lines with the same seq.
 *
 * Thread: any; an Event belongs to one thread at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/answer.h"
#include "event/view.h"

enum {
    EVENT_VERSION = 1,
    EVENT_LINE_BYTES_MAX = 4 * 1024 * 1024, /* a longer line ends the stream */
    EVENT_ROWS_BYTES = 512 * 1024,          /* a `rows` beyond this is cut into several lines */
    EVENT_CELL_BYTES_MAX = 64 * 1024,       /* a longer cell is cut, and ends in "…" */
    EVENT_COLUMNS_MAX = 256,
    EVENT_ROWS_MAX = 10000, /* visible rows that a reader accepts */
};

typedef enum EventKind {
    EVENT_SCHEMA,   /* first of every statement with a result; its topics are opened */
    EVENT_ROWS,     /* the visible table changed */
    EVENT_STATS,    /* how the stream does; about once a second */
    EVENT_PROGRESS, /* of a bounded statement */
    EVENT_NOTICE,   /* a sentence for the user that is no failure */
    EVENT_VIEW,     /* what the statements after this one are to know of a view */
    EVENT_ANSWER,   /* to a question of the command `ask` */
    EVENT_ERROR,    /* the statement failed; `end` follows */
    EVENT_END,      /* the last of a statement */
} EventKind;

typedef struct EventColumn {
    char *name;
    char *type;     /* PostgreSQL's name, for people: "bigint" */
    bool is_number; /* aligned to the right */
} EventColumn;

typedef struct EventSchema {
    EventColumn *columns; /* columns_len of them */
    size_t columns_len;
    bool bounded;  /* ends by itself */
    bool may_last; /* bounded by a LIMIT or by something in the future: no progress to show */
    bool waits;    /* endless: nothing is read before the command `start` */
    bool streams;  /* rows come once and are not kept: `order` is only of the rows set */
    bool has_rows; /* false: a command without a table (INSERT); its `end` says what was done */
} EventSchema;

typedef struct EventRow {
    uint64_t id;
    char **cells; /* columns_len of them; NULL is SQL's null */
} EventRow;

typedef struct EventRows {
    uint64_t seq; /* 1, 2, ...: one more for every change of the table */
    size_t columns_len;
    EventRow *set; /* set_len rows: new ones and changed ones, whole */
    size_t set_len;
    uint64_t *removed; /* removed_len ids */
    size_t removed_len;
    uint64_t *order; /* order_len ids: every visible row, first to last */
    size_t order_len;
    bool order_is_same; /* written without an order: to a viewer, whose order it is already */
    int64_t total;      /* rows there are, of which order_len are visible */
    bool more;          /* the rest of this seq follows; order and total are in its last line */
} EventRows;

typedef struct EventStats {
    int64_t records; /* read so far */
    int64_t bytes;   /* keys and values read so far */
    double records_per_s;
    double bytes_per_s;
    int64_t lag;     /* records behind the end of the topics; -1 unknown */
    int64_t late;    /* rows that came after their window had closed, and counted all the same */
    int64_t dropped; /* rows that came after their window was forgotten */
    int64_t skipped; /* rows left out for an error of their own */
    int64_t open_windows; /* -1 without windows */
    int64_t groups;       /* -1 without groups */
    int64_t state_bytes;  /* accounted memory of the statement */
    char *watermark;      /* PostgreSQL's text, or NULL */
    char *held_by;        /* what holds the watermark: "partition 3 of lines", or NULL */
    char *waiting;        /* in words, why nothing has come out yet, or NULL */
} EventStats;

typedef struct EventProgress {
    double fraction; /* 0 to 1 */
    char *text;      /* "1,200,000 of 5,000,000 records" */
    int64_t left_ms; /* -1 unknown */
} EventProgress;

typedef struct EventError {
    char *code;  /* fail_code_name() */
    char *text;  /* the sentence */
    char *hint;  /* or NULL */
    char *acts;  /* who can mend it: "the author of the statement", "the operator of Kafka", ... */
    int line;    /* 1 ..; 0 if the failure has no place */
    int column;  /* 1 .., in characters */
    char *caret; /* the line of the statement and a caret below, or NULL */
} EventError;

typedef enum EventEndReason {
    EVENT_END_DONE,    /* all was read, or the command did its work */
    EVENT_END_STOPPED, /* somebody stopped it */
    EVENT_END_FAILED,  /* an `error` came before */
} EventEndReason;

typedef struct EventEnd {
    EventEndReason reason;
    char *text; /* what was done: "INSERT 3", or NULL */
} EventEnd;

typedef struct Event {
    EventKind kind;
    int query; /* 1, 2, ...: which statement of the worker */
    union {
        EventSchema schema;
        EventRows rows;
        EventStats stats;
        EventProgress progress;
        char *notice;
        EventView view;
        EventAnswer answer;
        EventError error;
        EventEnd end;
    };
} Event;

/* Whoever an engine talks to. @event: (borrowed) for the call. Thread: the caller's. */
typedef void (*EventFn)(const Event *event, void *user);

/* Free what is behind the pointers of @event, not @event itself; leaves it zero. */
void event_clear(Event *event);
void event_free(Event *event); /* a heap Event and all of it; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/**
 * event_write() - an event as one or more lines
 * @line:  the lines are appended, each ended by '\n'; `rows` is cut at EVENT_ROWS_BYTES,
 *         and cells at EVENT_CELL_BYTES_MAX; what is not UTF-8 becomes U+FFFD
 */
void event_write(const Event *event, GString *line);
/**
 * event_read() - one line back to an event
 * @line, @line_len:  without '\n'
 *
 * Return: (owned) the event, or NULL with FAIL_DATA: not JSON, another version, a kind or a
 * field that is not of this protocol, more columns or rows than the limits. Never guesses.
 */
Event *event_read(const char *line, size_t line_len, GError **error);

/**
 * event_error_fill() - the event of a failure
 * @statement:  the text that positions are of; NULL if there is none
 * @ret_error:  filled with owned strings; clear with event_clear() of its event
 */
void event_error_fill(const GError *failure, const char *statement, EventError *ret_error);
/* The failure as people read it: sentence, caret, hint, who acts; lines ended by '\n'. */
char *event_error_text(const EventError *error); /* (owned) */
