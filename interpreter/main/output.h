#pragma once
/*
 * What `run` prints of a statement's events, in one of the formats of the table in output.c.
 * Results go to standard output; notices and errors to standard error.
 *
 * Thread: one; a format that can't be written any more (a closed pipe, a full disk) calls
 * `gone` once.
 */
#include <stdbool.h>

#include "event/event.h"
#include "main/job.h"

typedef struct Output Output;

typedef struct OutputFormat {
    const char *name; /* "csv" */
    JobRows rows;
    bool streams_rows; /* can print rows as they come, where nothing else is asked for */
    void (*event)(Output *output, const Event *event);
    const char *help;
} OutputFormat;

const OutputFormat *output_format_find(const char *name); /* NULL if unknown */
char *output_format_names(void);                          /* (owned) "table, csv, ... or flink" */
char *output_format_help(void);                           /* (owned) a line for each */

/* What a job shall emit for this format, on this standard output. */
JobRows output_rows(const OutputFormat *format);

/* Standard output can't be written: @error_number is EPIPE where its reader has gone. */
typedef void (*OutputGoneFn)(int error_number, void *user);

/* @gone: called once; may be NULL */
Output *output_new(const OutputFormat *format, OutputGoneFn gone, void *user); /* (owned) */
void output_free(Output *output);                                              /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Output, output_free)
/* One event of a statement; a statement ends with its `end`, then the next may begin. */
void output_event(const Event *event, void *output);
