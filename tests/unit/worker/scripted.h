#pragma once
/*
 * Workers for tests: a shell script in a folder of its own, run as `<script> run --control`. The
 * job's statement is the script's part, steps separated by commas: "say endless, await start, say
 * rows1, await stop, say stopped". What `say` prints are files of event lines that the test writes
 * with scripted_event(); the usual ones are there from the start. The part of a catalog worker is
 * the file `catalog`.
 */
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "event/event.h"

typedef struct Scripted {
    char *folder;
    char *binary;
    int gate; /* a FIFO: the steps `gate` and `bursts` wait there for scripted_open_gate() */
} Scripted;

static const char scripted_text[] =
    "#!/bin/sh\n"
    "cd \"${0%/*}\" || exit 9\n"
    "echo \"$1 $2\" > argv\n"
    "IFS= read -r job || exit 0\n"
    "printf '%s\\n' \"$job\" > job\n"
    "printf '%s\\n' \"$job\" >> jobs\n"
    "text=${job#*\\\"statement\\\":}\n"
    "text=${text#*\\\"}\n"
    "text=${text%%\\\"*}\n"
    "case $job in '{\"do\":\"catalog\"'*) read -r text < catalog ;; esac\n"
    "step() {\n"
    "  case $1 in\n"
    "    say) cat \"$2\" ;;\n"
    "    await) while IFS= read -r line; do case $line in *\\\"$2\\\"*) return ;; esac; done; exit "
    "0 ;;\n"
    "    complain) shift; echo \"$*\" >&2 ;;\n"
    "    leave) exit \"$2\" ;;\n"
    "    die) kill -9 $$ ;;\n"
    "    crash) kill -6 $$ ;;\n"
    "    hang) exec head -c 1 gate ;;\n"
    "    beget) head -c 1 gate & ;;\n"
    "    gate) read -r pass < gate ;;\n"
    "    mute) exec >&- ;;\n"
    "    garbage) echo 'Segmentation fault, said in words' ;;\n"
    "    flood) head -c 5000000 /dev/zero | tr '\\0' x; echo ;;\n"
    "    bursts) for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n"
    "              cat tick$i; [ $((i % 5)) -ne 0 ] || read -r pass < gate; done ;;\n"
    "    mark) echo > \"mark-$2\" ;;\n"
    "    *) echo \"no step $1\" >&2; exit 8 ;;\n"
    "  esac\n"
    "}\n"
    "IFS=,\n"
    "for words in $text; do IFS=' '; step $words; IFS=,; done\n";

static inline void scripted_write(const Scripted *scripted, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(scripted->folder, name, NULL);

    if (!g_file_set_contents(path, text, -1, NULL))
        g_error("can't write %s", path);
}

/* (owned) NULL if there is no such file. */
static inline char *scripted_read(const Scripted *scripted, const char *name)
{
    g_autofree char *path = g_build_filename(scripted->folder, name, NULL);
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

/* @event: (borrowed); appended to the file if it is there. */
static inline void scripted_event(const Scripted *scripted, const char *name, const Event *event)
{
    g_autofree char *before = scripted_read(scripted, name);
    g_autoptr(GString) lines = g_string_new(before);

    event_write(event, lines);
    scripted_write(scripted, name, lines->str);
}

static inline void scripted_schema(const Scripted *scripted, const char *name, EventSchema schema)
{
    EventColumn columns[] = {
        {(char *)"word", (char *)"text",   false},
        {(char *)"n",    (char *)"bigint", true }
    };
    Event event = {.kind = EVENT_SCHEMA, .query = 1};

    schema.columns = columns;
    schema.columns_len = schema.has_rows ? 2 : 0;
    event.schema = schema;
    scripted_event(scripted, name, &event);
}

/* The table is one row, of that word and number. */
static inline void scripted_rows(const Scripted *scripted, const char *name, int seq,
                                 const char *word, const char *number)
{
    char *cells[] = {(char *)word, (char *)number};
    EventRow row = {1, cells};
    uint64_t order[] = {1};
    Event event = {.kind = EVENT_ROWS, .query = 1};

    event.rows = (EventRows){.seq = (uint64_t)seq,
                             .columns_len = 2,
                             .set = &row,
                             .set_len = 1,
                             .order = order,
                             .order_len = 1,
                             .total = 1};
    scripted_event(scripted, name, &event);
}

static inline void scripted_end(const Scripted *scripted, const char *name, EventEndReason reason,
                                const char *text)
{
    Event event = {.kind = EVENT_END, .query = 1};

    event.end = (EventEnd){reason, (char *)text};
    scripted_event(scripted, name, &event);
}

static inline void scripted_error(const Scripted *scripted, const char *name, const char *text)
{
    Event event = {.kind = EVENT_ERROR, .query = 1};

    event.error = (EventError){.code = (char *)"query", .text = (char *)text};
    scripted_event(scripted, name, &event);
    scripted_end(scripted, name, EVENT_END_FAILED, NULL);
}

static inline void scripted_make_gate(Scripted *scripted)
{
    g_autofree char *path = g_build_filename(scripted->folder, "gate", NULL);

    /* Open for both, so that what is written stays there until the script reads it. */
    if (mkfifo(path, 0600) != 0 || (scripted->gate = open(path, O_RDWR | O_CLOEXEC)) < 0)
        g_error("no FIFO at %s", path);
}

/* Let the script pass its next gate, or the one at which it waits. */
static inline void scripted_open_gate(const Scripted *scripted)
{
    if (write(scripted->gate, "\n", 1) != 1)
        g_error("the gate can't be opened");
}

static inline Scripted *scripted_new(void)
{
    Scripted *scripted = g_new0(Scripted, 1);

    scripted->folder = g_dir_make_tmp("scripted-XXXXXX", NULL);
    scripted->binary = g_build_filename(scripted->folder, "worker", NULL);
    scripted_make_gate(scripted);
    scripted_write(scripted, "worker", scripted_text);
    g_chmod(scripted->binary, 0700);
    scripted_schema(scripted, "endless", (EventSchema){.waits = true, .has_rows = true});
    scripted_schema(scripted, "bounded", (EventSchema){.bounded = true, .has_rows = true});
    scripted_schema(scripted, "lasting",
                    (EventSchema){.bounded = true, .may_last = true, .has_rows = true});
    scripted_schema(scripted, "command", (EventSchema){.bounded = true});
    scripted_rows(scripted, "rows1", 1, "first", "1");
    scripted_rows(scripted, "rows2", 2, "second", "2");
    scripted_end(scripted, "done", EVENT_END_DONE, NULL);
    scripted_end(scripted, "inserted", EVENT_END_DONE, "INSERT 3");
    scripted_end(scripted, "stopped", EVENT_END_STOPPED, NULL);
    scripted_error(scripted, "error", "no topic is named linse");
    return scripted;
}

static inline void scripted_free(Scripted *scripted)
{
    GDir *dir = g_dir_open(scripted->folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(scripted->folder, name, NULL);

        g_unlink(path);
    }
    if (dir != NULL)
        g_dir_close(dir);
    g_rmdir(scripted->folder);
    close(scripted->gate);
    g_free(scripted->folder);
    g_free(scripted->binary);
    g_free(scripted);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scripted, scripted_free)
