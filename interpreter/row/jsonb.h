#pragma once
/*
 * Values of jsonb: their canonical text, which is what PostgreSQL prints. Members are in the order
 * of their names' lengths, then bytes, each name once (the last that was written wins), with ", "
 * and ": " between; strings are escaped only where they must be; numbers are without exponent and
 * keep the zeros at their end. A number that would need more than JSONB_DIGITS_MAX digits because
 * of its exponent stays as it was written.
 *
 * A canonical text is a document too: document.h's functions go through it.
 *
 * Thread: any; pure.
 */
#include "row/document.h"

enum { JSONB_DIGITS_MAX = 400 };

/**
 * jsonb_read() - a document as jsonb
 * @ret_jsonb:  in @arena
 * @error:      FAIL_DATA: as document_check(); FAIL_LIMIT: too deep, or beyond the arena's limit
 */
bool jsonb_read(Span text, Arena *arena, Span *ret_jsonb, GError **error);

/* PostgreSQL's order: Object > Array > Boolean > Number > String > Null; of two arrays or objects
 * first by their length. Numbers by what they are: 1.0 equals 1. < 0, 0, > 0. */
int jsonb_compare(Span a, Span b);
/* A text that is the same for all that are equal, and for no others; appended. It is jsonb's, but
 * for the zeros at the end of numbers. */
void jsonb_encode(Span jsonb, GByteArray *bytes);

/* The member of that name; false if there is none, or @object is none. */
bool jsonb_member(Span object, Span name, Span *ret_value);
/* The same of a name as written in jsonb, between its quotes. */
bool jsonb_written_member(Span object, Span written, Span *ret_value);

/* ---- numbers, as written in a document ---- */

int jsonb_number_compare(Span a, Span b);
size_t jsonb_number_room(Span number); /* for any of the forms below */
/* As PostgreSQL prints it; the length. */
size_t jsonb_number_write(Span number, char *text);
/* One text for all equal numbers. */
size_t jsonb_number_encode(Span number, char *text);
