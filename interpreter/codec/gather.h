#pragma once
/*
 * What kinds of values the fields of some records have, and the type that follows.
 *
 * Thread: any; pure.
 */
#include "codec/infer.h"

typedef enum GatherKind {
    GATHER_TRUTH,
    GATHER_WHOLE,   /* a bigint */
    GATHER_DECIMAL, /* a numeric */
    GATHER_REAL,    /* a number beyond numeric */
    GATHER_INSTANT, /* a text that is a time of ISO 8601 with a zone */
    GATHER_TEXT,
    GATHER_ARRAY,
    GATHER_OBJECT,
    GATHER_KINDS_LEN,
} GatherKind;

typedef struct GatherColumn {
    char *name; /* owned */
    uint64_t counts[GATHER_KINDS_LEN];
    unsigned items;  /* bits by kind: of the items of all arrays */
    uint64_t record; /* the last one that had it, from 1 */
    char *example;   /* owned */
} GatherColumn;

typedef struct Gather {
    GHashTable *by_name;  /* owned */
    GPtrArray *columns;   /* owned: GatherColumn, in the order of first sight */
    uint64_t records;     /* begun so far */
    GHashTable *left_out; /* owned: names that are no columns; up to a limit */
} Gather;

void gather_init(Gather *gather);
void gather_done(Gather *gather);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gather, gather_done)

/* The column of that name, made if need be; NULL if it can be none. */
GatherColumn *gather_column(Gather *gather, Span name);
/* A value of the record that was begun last; one a record is counted. @shown: its text */
void gather_add(const Gather *gather, GatherColumn *column, GatherKind kind, Span shown);

GatherKind gather_number(Span number); /* a JSON number */
GatherKind gather_text(Span text);     /* an instant, or any text */
/* The columns; (owned) InferColumn. */
GPtrArray *gather_end(const Gather *gather, const char *const *taken);

/* The members of those records that are JSON objects. */
void gather_json(Gather *gather, const Span *records, size_t len);
/* The fields of those that are rows; (owned) what there is to say of them, or NULL. */
char *gather_csv(Gather *gather, const Format *format, const Span *records, size_t len);
/* (owned) Which format => 'csv' could be tried, if texts look like it; NULL. Prose has commas too:
 * so it is said, not assumed. */
char *gather_csv_hint(const Span *records, size_t len);

InferColumn *gather_new_column(const char *name, Type type, const char *const *taken); /* (owned) */
