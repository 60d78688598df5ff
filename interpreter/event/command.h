#pragma once
/*
 * The worker protocol, supervisor to worker: commands on the worker's standard input, one JSON
 * object a line. The job comes first, or `catalog`, for a worker that answers questions; secrets
 * travel only here, never in argv.
 *
 * Thread: any; a Command belongs to one thread at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/view.h"

typedef enum CommandKind {
    COMMAND_JOB,     /* what to run */
    COMMAND_CATALOG, /* to answer questions until the end */
    COMMAND_ASK,     /* a question for a catalog worker, which answers with EVENT_ANSWER */
    COMMAND_START,   /* an endless statement that waits begins to read */
    COMMAND_STOP,    /* end cleanly, with the last state */
    COMMAND_PAUSE,   /* read nothing more for now; its place is kept, and no window closes */
    COMMAND_RESUME,
} CommandKind;

typedef struct CommandJob {
    int query;            /* the id that every event of it carries */
    char *statement;      /* one statement, without its semicolon; NULL of a catalog worker */
    GHashTable *settings; /* char* name -> char* value: ours, bare snake_case names */
    GHashTable *kafka;    /* char* name -> char* value: librdkafka's own names */
    EventViews *views;    /* that it may use; NULL is none */
} CommandJob;

typedef enum CommandAskWhat {
    COMMAND_ASK_TEXT,     /* what may stand at the cursor of statements */
    COMMAND_ASK_SETTINGS, /* the same in %kafka(...): names and values of settings */
} CommandAskWhat;

typedef struct CommandAsk {
    int id; /* that the answer carries */
    CommandAskWhat what;
    char *text;
    int64_t cursor_bytes; /* in the text; a worker takes one beyond its end for its end */
    EventViews *views;    /* that the text may use; NULL is none */
    char **streams;       /* names of streams that may be named, NULL-ended; NULL is none */
} CommandAsk;

typedef struct Command {
    CommandKind kind;
    CommandJob job; /* of COMMAND_JOB; of COMMAND_CATALOG: query, settings and kafka */
    CommandAsk ask; /* of COMMAND_ASK */
} Command;

enum { COMMAND_LINE_BYTES_MAX = 2 * 1024 * 1024 };

void command_free(Command *command); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Command, command_free)
void command_write(const Command *command, GString *line); /* appends one line, with '\n' */
/* (owned) The command, or NULL with FAIL_DATA; @line without '\n'. */
Command *command_read(const char *line, size_t line_len, GError **error);
