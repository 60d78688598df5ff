#pragma once
/*
 * The worker protocol, supervisor to worker: commands on the worker's standard input, one JSON
 * object a line. The job comes first; secrets travel only here, never in argv.
 *
 * Thread: any; a Command belongs to one thread at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "event/view.h"

typedef enum CommandKind {
    COMMAND_JOB,   /* what to run */
    COMMAND_START, /* an endless statement that waits begins to read */
    COMMAND_STOP,  /* end cleanly, with the last state */
    COMMAND_PAUSE, /* read nothing more for now; its place is kept, and no window closes */
    COMMAND_RESUME,
} CommandKind;

typedef struct CommandJob {
    int query;            /* the id that every event of it carries */
    char *statement;      /* one statement, without its semicolon */
    GHashTable *settings; /* char* name -> char* value: ours, bare snake_case names */
    GHashTable *kafka;    /* char* name -> char* value: librdkafka's own names */
    EventViews *views;    /* that it may use; NULL is none */
} CommandJob;

typedef struct Command {
    CommandKind kind;
    CommandJob job; /* of COMMAND_JOB */
} Command;

enum { COMMAND_LINE_BYTES_MAX = 2 * 1024 * 1024 };

void command_free(Command *command); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Command, command_free)
void command_write(const Command *command, GString *line); /* appends one line, with '\n' */
/* (owned) The command, or NULL with FAIL_DATA; @line without '\n'. */
Command *command_read(const char *line, size_t line_len, GError **error);
