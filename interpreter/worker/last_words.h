#pragma once
/*
 * The end of a worker's standard error: the last bytes are kept for whoever explains its death,
 * and whole lines go to our log at a bounded rate.
 *
 * Thread: one at a time; no clock, time is an argument.
 */
#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef struct LastWords LastWords;
typedef void (*LastWordsFn)(const char *line, void *user); /* @line: UTF-8, without '\n' */

/* @bytes_max: that are kept, > 0. @lines_max: a second that go to @line_fn, > 0 */
LastWords *last_words_new(size_t bytes_max, size_t lines_max, LastWordsFn line_fn, void *user);
void last_words_free(LastWords *words); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LastWords, last_words_free)

void last_words_add(LastWords *words, const char *bytes, size_t len, int64_t now_ms);
/* Nothing more comes: an unended last line and the count of lines left out go to the log. */
void last_words_end(LastWords *words);
/* (owned) What is kept, from the start of a line where there is one, UTF-8, without blanks around.
 */
char *last_words_text(const LastWords *words);
