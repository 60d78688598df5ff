#pragma once
/*
 * JSON documents as they are written: a scanner over somebody's bytes, without a tree and without
 * memory of its own. Strict RFC 8259: one value, white space around it, UTF-8, nothing else. As in
 * PostgreSQL's jsonb a lone surrogate and the character \u0000 are refused too, because no text
 * can hold them. Numbers stay as they are written.
 *
 * A *value* is the span of one value without white space around it: from its first byte to its
 * last, quotes and brackets included. document_check() gives that of a whole document; all others
 * lie within it and borrow the same bytes. What walks through a value also checks what it passes:
 * in bytes that are no document it finds nothing more, and it never leaves the span.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

enum {
    DOCUMENT_DEPTH_MAX = 1000, /* arrays and objects within each other */
    DOCUMENT_PATHS_MAX = 64,   /* paths that one pass looks up */
    DOCUMENT_STEPS_MAX = 16,   /* names and indexes of one of these paths */
};

typedef enum DocumentKind {
    DOCUMENT_NULL,
    DOCUMENT_STRING,
    DOCUMENT_NUMBER,
    DOCUMENT_BOOLEAN,
    DOCUMENT_ARRAY,
    DOCUMENT_OBJECT,
} DocumentKind;

/* ---- whole documents ---- */

/* Whether @text is one document, and the value in it. */
bool document_read(Span text, Span *ret_value);
/**
 * document_check() - the same, with the reason
 * @error:  FAIL_DATA: invalid input syntax for type json, with PostgreSQL's detail as its hint;
 *          FAIL_LIMIT beyond DOCUMENT_DEPTH_MAX
 */
bool document_check(Span text, Span *ret_value, GError **error);

/* ---- values ---- */

DocumentKind document_kind(Span value); /* of a value that is not empty */
bool document_is_true(Span value);      /* of a boolean */

/* Where one goes through the members of an object, or the items of an array. */
typedef struct DocumentWalk {
    const char *at, *end;
    bool is_object, is_first;
} DocumentWalk;

DocumentWalk document_walk(Span container); /* ends at once if @container is a scalar */
/* The next member or item; false at the end. @ret_name: as written, between its quotes; of an item
 * nothing. Members come as they are written, those of the same name too. */
bool document_next(DocumentWalk *walk, Span *ret_name, Span *ret_value);

size_t document_len(Span container); /* how many members or items; 0 of a scalar */

/* The last member of that name; false if there is none, or @value is no object. @name: plain text,
 * which matches however the member's is escaped. */
bool document_member(Span value, Span name, Span *ret_value);
/* The item of that index, counted from 0, or of a negative one from the end. */
bool document_item(Span value, int64_t index, Span *ret_value);
/* The whole number of 32 bits that a step is, as PostgreSQL reads one: with space before and a
 * sign. */
bool document_index(Span step, int64_t *ret_index);
/* Step by step into objects by name, and into arrays by a name that is a whole number. */
bool document_path(Span value, const Span *steps, size_t steps_len, Span *ret_value);

/* Whether a string or a name as written between its quotes is that text. */
bool document_name_equals(Span written, Span text);
/* The order of the texts of two strings as written, by bytes: < 0, 0, > 0. */
int document_name_compare(Span a, Span b);
static inline bool document_is_escaped(Span written)
{
    return written.len > 0 && memchr(written.at, '\\', written.len) != NULL;
}
/* The text of a string, or of a name, as written between its quotes: borrowed from it where
 * nothing is escaped, else in @arena. False beyond the arena's limit. */
bool document_unescape(Span written, Arena *arena, Span *ret_text);
/* A string without its quotes. */
static inline Span document_inside(Span string)
{
    return span_make(string.at + 1, string.len - 2);
}
/* @to: room for @written.len bytes; the bytes that were written. */
size_t document_unescape_to(Span written, char *to);
/* A text as a string, with its quotes, appended. @text: UTF-8 */
void document_write_text(GString *json, Span text);

/* ---- several paths in one pass ---- */

/* What a plan makes once of the paths that it reads. */
typedef struct DocumentPaths DocumentPaths;

typedef struct DocumentPath {
    Span steps[DOCUMENT_STEPS_MAX]; /* names, or indexes from 0 on where the value is an array */
    size_t steps_len;               /* 0: the whole document */
} DocumentPath;

/* (owned by @arena) @paths are copied; NULL beyond the arena's limit. */
const DocumentPaths *document_paths_new(Arena *arena, const DocumentPath *paths, size_t len);
/**
 * document_read_paths() - check a document and find the values at several places of it
 * @ret_values:  one for each path; at == NULL where the document has none
 *
 * Return: false if @text is no document; document_check() says why.
 */
bool document_read_paths(Span text, const DocumentPaths *paths, Span *ret_values);
