#pragma once
/*
 * One row of CSV as RFC 4180 has it, over somebody's bytes: fields are spans of them. One record
 * is one row: a line end after it is part of it, a second row is an error, as are a quote that is
 * not closed and text behind one that is. A quote within a field that does not begin with one is
 * a byte as any other.
 *
 * Thread: any; pure.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/span.h"

typedef struct CsvDialect {
    char delimiter; /* no line end, none of the others */
    char quote;     /* '\0': nothing is quoted */
    char escape;    /* within quotes, before a quote or itself; mostly the quote */
} CsvDialect;

typedef struct CsvField {
    Span text; /* what is between the quotes, if there are any */
    bool is_quoted;
    bool is_escaped; /* csv_unescape() has something to do */
} CsvField;

typedef struct CsvWalk {
    const char *at, *end;
    bool is_done;
    const char *wrong; /* why this is no row; NULL while it is one */
} CsvWalk;

CsvWalk csv_walk(Span record);
/* The next field; false at the end, and where walk->wrong says why there is none. */
bool csv_next(CsvWalk *walk, const CsvDialect *dialect, CsvField *ret_field);
/* A field's text, borrowed from it where nothing is escaped, else in @arena; false beyond the
 * arena's limit. */
bool csv_unescape(const CsvField *field, const CsvDialect *dialect, Arena *arena, Span *ret_text);
