#pragma once
/*
 * Avro's binary encoding, read by a schema. One pass checks a whole record and finds the values at
 * several paths; what it found is read then, into values of a row.
 *
 * Bytes are hostile: every length is compared with what is left, every index with what there is;
 * depth and values that take no bytes are counted. (Avro C 1.11 itself can't be given such bytes:
 * it writes before the buffer of a text of length -1, goes back where a length is negative,
 * recurses as deep as the bytes say, and loops 2^62 times over an array of nulls.)
 *
 * Thread: any; pure. A WireBind is constant once made.
 */
#include "codec/fit.h"
#include "codec/schema.h"
#include "row/jsonb_writer.h"

enum {
    WIRE_DEPTH_MAX = 500,
    WIRE_HOLLOW_MAX = 1000000,         /* values of no bytes in one record */
    WIRE_DOCUMENT_BYTES_MAX = 8 << 20, /* the jsonb of one value */
};

typedef struct WireCursor {
    const uint8_t *at, *end;
    size_t depth;
    size_t hollow;   /* values that took no bytes */
    const char *why; /* what is wrong, once something is */
} WireCursor;

/* Which values are wanted, compiled for one schema. */
typedef struct WireBind WireBind;

typedef struct WirePath {
    const Span *steps;
    size_t steps_len; /* 0: the whole record */
} WirePath;

/* (owned by @arena) NULL beyond the arena's limit. A path that the schema does not have is never
 * found. */
const WireBind *wire_bind(const SchemaNode *root, const WirePath *paths, size_t paths_len,
                          Arena *arena);

/* A value in a record: where it begins, and what it is. */
typedef struct WireFound {
    const SchemaNode *node; /* NULL: the record has none */
    const uint8_t *at;
} WireFound;

/**
 * wire_find() - check a record and find its values
 * @ret_found:  one for each path
 * @ret_why:    (borrowed, static) set if it is no such record
 */
bool wire_find(const SchemaNode *root, const WireBind *bind, size_t paths_len, Span record,
               WireFound *ret_found, const char **ret_why);

/* A value of a record that wire_find() has passed, as one of @type, as fit.h says. @end: of the
 * record */
FitOutcome wire_value(const Fit *fit, const WireFound *found, const uint8_t *end, Type type,
                      Value *ret_value, GError **error);
/* What it is, as jsonb, for a message; empty if that does not fit into @arena. */
Span wire_show(const WireFound *found, const uint8_t *end, Arena *arena);

/* ---- for the files wire_*.c of this room ---- */

bool wire_take_long(WireCursor *cursor, int64_t *ret_long);
bool wire_take_bytes(WireCursor *cursor, uint64_t len, Span *ret_bytes);
/* A length, and as many bytes. */
bool wire_take_text(WireCursor *cursor, Span *ret_text);
/* Which of its branches a union has here. */
bool wire_take_branch(WireCursor *cursor, const SchemaNode *node, size_t *ret_branch);
/* The items of the next block of an array or a map; 0 at its end. */
bool wire_take_block(WireCursor *cursor, uint64_t *ret_items);
/* Past a value of any kind. */
bool wire_skip(WireCursor *cursor, const SchemaNode *node);
/* As jsonb; false beyond WIRE_DOCUMENT_BYTES_MAX, or what the writer's arena has. */
bool wire_document(WireCursor *cursor, const SchemaNode *node, JsonbWriter *writer);
