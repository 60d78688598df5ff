#pragma once
/*
 * Types and values. A Value is 16 bytes and borrows what it points to: record bytes, or an arena.
 * Text is always valid UTF-8 once it is a Value.
 *
 * Thread: any; a Value belongs to the owner of what it borrows.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

typedef enum Type {
    TYPE_BOOL,
    TYPE_INT4,
    TYPE_INT8,
    TYPE_FLOAT8,
    TYPE_NUMERIC, /* whole numbers of 128 bits, until decimals come */
    TYPE_TEXT,
    TYPE_TIMESTAMPTZ, /* microseconds since the Unix epoch, UTC */
    TYPE_INTERVAL,
    TYPE_JSONB,   /* its text */
    TYPE_UNKNOWN, /* an untyped literal or NULL, before it is bound; text */
} Type;

typedef __int128 Int128;

typedef struct Interval {
    int64_t us;
    int32_t days;
    int32_t months;
} Interval;

typedef struct Value {
    union {
        bool boolean;
        int64_t integer; /* int4, int8, timestamptz (us) */
        double real;
        const char *text;         /* borrowed, len bytes, not NUL-ended; text and jsonb */
        const Int128 *numeric;    /* borrowed */
        const Interval *interval; /* borrowed */
    };
    uint32_t len; /* of text */
    bool is_null;
} Value;

#define VALUE_NULL ((Value){.is_null = true})

enum { VALUE_TEXT_BYTES_MAX = 1 << 30 };

static inline Value value_of_integer(int64_t integer)
{
    return (Value){.integer = integer};
}

static inline Value value_of_text(const char *at, size_t len)
{
    return (Value){.text = at, .len = (uint32_t)len};
}

static inline Span value_span(const Value *value)
{
    return span_make(value->text, value->len);
}

const char *type_name(Type type); /* PostgreSQL's: "bigint", "timestamp with time zone" */
bool type_is_number(Type type);   /* shown to the right */
bool type_find(const char *name, Type *ret_type); /* "int8", "bigint", "text", ...; lower case */

/* PostgreSQL's text of a value that is not NULL (UTC), appended. */
void value_write(Type type, const Value *value, GString *text);
/**
 * value_read() - a text as a value of that type, as PostgreSQL's input functions do
 * @arena:  holds what the value points to; NULL result space beyond its limit is FAIL_LIMIT
 * @error:  FAIL_DATA: invalid input syntax for type ..., or out of range
 */
bool value_read(Type type, Span text, Arena *arena, Value *ret_value, GError **error);
/* < 0, 0, > 0; both not NULL, same type. Text by bytes (PostgreSQL's C collation). */
int value_compare(Type type, const Value *a, const Value *b);

/* A value as bytes that are equal exactly if the values are (NULL included), appended: group keys.
 */
void value_encode(Type type, const Value *value, GByteArray *bytes);
/* The reverse, for bytes that value_encode() made: reads one value, moves *at on; the value borrows
 * the bytes. Text, jsonb, numeric and interval point into them (aligned copies go to @arena). */
Value value_decode(Type type, const uint8_t **at, Arena *arena);

/* Timestamps for settings and literals: '2026-11-23', '2026-11-23 10:00', '...T10:00:00.5Z', with
 * or without a zone (UTC then). */
bool value_parse_timestamp(Span text, int64_t *ret_us);
bool value_parse_interval(Span text, Interval *ret_interval); /* '10 seconds', '1 day 02:00' */
/* Microseconds of an interval without months (days are 24 h); false if it has months. */
bool value_interval_us(const Interval *interval, int64_t *ret_us);
