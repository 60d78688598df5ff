#pragma once
/*
 * Makes a canonical text of jsonb piece by piece, in an arena. Members may come in any order and
 * more than once: an object is put in order when it is closed.
 *
 *     jsonb_writer_open(&writer, &level, '{');
 *     jsonb_writer_name(&writer, &level, name);
 *     jsonb_writer_text(&writer, text);
 *     jsonb_writer_close(&writer, &level);
 *
 * Beyond the limit of the arena nothing more is written, and jsonb_writer_end() says so.
 *
 * Thread: one at a time.
 */
#include "row/jsonb.h"

typedef struct JsonbMember JsonbMember;

typedef struct JsonbWriter {
    Arena *arena; /* borrowed */
    char *text;
    size_t len, room;
    JsonbMember *members; /* of all objects that are open */
    size_t members_len, members_room;
    bool is_full;   /* beyond the limit */
    bool is_nested; /* whole objects or arrays have been put in, of any depth */
} JsonbWriter;

/* An object or array that is open; on the stack of who writes it. */
typedef struct JsonbLevel {
    size_t members_start; /* where its own begin */
    size_t len;           /* members or items so far */
    char opening;         /* { or [ */
} JsonbLevel;

/* @bytes: about what it will be. */
JsonbWriter jsonb_writer_begin(Arena *arena, size_t bytes);
/* The text, in the arena; FAIL_LIMIT if it does not fit, or is too deep. */
bool jsonb_writer_end(JsonbWriter *writer, Span *ret_jsonb, GError **error);

void jsonb_writer_open(JsonbWriter *writer, JsonbLevel *level, char opening);
void jsonb_writer_close(JsonbWriter *writer, JsonbLevel *level);
/* Before the value of a member. @name: plain text, borrowed until its object is closed */
void jsonb_writer_name(JsonbWriter *writer, JsonbLevel *level, Span name);
/* The same of a name as written in a document, between its quotes. */
void jsonb_writer_written_name(JsonbWriter *writer, JsonbLevel *level, Span written);
void jsonb_writer_item(JsonbWriter *writer, JsonbLevel *level); /* before an item */

void jsonb_writer_text(JsonbWriter *writer, Span text);   /* as a string */
void jsonb_writer_value(JsonbWriter *writer, Span jsonb); /* canonical already: also true, null */
void jsonb_writer_number(JsonbWriter *writer, Span number);
/* A string as written in a document, between its quotes. */
void jsonb_writer_written_text(JsonbWriter *writer, Span written);
