#pragma once
/*
 * Lines out of a descriptor that somebody polls: takes what read() gives, hands out whole lines,
 * never holds more than one line's limit and one read.
 *
 * Thread: one at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct LineReader LineReader;

LineReader *line_reader_new(int fd, size_t line_bytes_max); /* (owned); @fd is borrowed */
void line_reader_free(LineReader *reader);                  /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineReader, line_reader_free)

typedef enum LineRead {
    LINE_READ_LINE,  /* a line was set */
    LINE_READ_LATER, /* nothing whole now: poll, then ask again */
    LINE_READ_END,   /* end of file (an unended last line was handed out before), or an error */
    LINE_READ_LONG,  /* a line exceeds the limit; nothing more comes */
} LineRead;

/* @ret_line, @ret_len: (borrowed) until the next call, NUL-ended, without '\n'. Reads the
 * descriptor at most once a call, so on a blocking one it waits only when no line is left. */
LineRead line_reader_next(LineReader *reader, const char **ret_line, size_t *ret_len);
