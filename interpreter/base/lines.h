#pragma once
/*
 * Lines of an open file, of any bytes.
 *
 * Thread: who reads the file.
 */
#include <glib.h>
#include <stdio.h>

typedef enum LinesNext {
    LINES_LINE,
    LINES_END,
    LINES_LONG,   /* the line has more than the most; the file stands within it */
    LINES_FAILED, /* errno says why */
} LinesNext;

/* More than any broker takes: what is longer is no text of lines. */
enum { LINES_BYTES_MAX = 64 * 1024 * 1024 };

/* The next line, without its '\n', appended to @line, which has at most LINES_BYTES_MAX then; a
 * last line needs no '\n'. */
LinesNext lines_next(FILE *file, GString *line);
