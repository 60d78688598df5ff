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
#include "row/zone.h"

typedef enum Type {
    TYPE_BOOL,
    TYPE_INT4,
    TYPE_INT8,
    TYPE_FLOAT8,
    TYPE_NUMERIC, /* exact decimals, see numeric.h */
    TYPE_TEXT,
    TYPE_BYTEA,       /* text and len, any bytes */
    TYPE_TIMESTAMPTZ, /* microseconds since the Unix epoch, UTC; infinite: INT64_MAX, MIN */
    TYPE_TIMESTAMP,   /* microseconds since 1970-01-01 00:00 of no zone; infinite likewise */
    TYPE_DATE,        /* days since 1970-01-01; infinite likewise */
    TYPE_INTERVAL,
    TYPE_JSONB,      /* its text, in PostgreSQL's order and spacing */
    TYPE_UNKNOWN,    /* an untyped literal or NULL, before it is bound; text */
    TYPE_ARRAY = 32, /* TYPE_ARRAY + t: an array of t's; see type_array_of() */
} Type;

typedef __int128 Int128;
typedef unsigned __int128 Uint128;

/* Values that are pointed to may lie anywhere in somebody's bytes: they are of alignment 1. */
typedef struct __attribute__((packed, aligned(1))) Interval {
    int64_t us;
    int32_t days;
    int32_t months;
} Interval;

/* In their order. */
typedef enum NumericKind {
    NUMERIC_MINUS_INFINITY = -1,
    NUMERIC_FINITE = 0,
    NUMERIC_INFINITY = 1,
    NUMERIC_NAN = 2,
} NumericKind;

typedef struct __attribute__((packed, aligned(1))) Numeric {
    Int128 coefficient; /* the value is coefficient / 10^scale; below 10^38, 0 unless finite */
    uint16_t scale;     /* decimals that are shown; 0 unless finite */
    int8_t kind;        /* NumericKind */
} Numeric;

typedef struct Value Value;

struct Value {
    union {
        bool boolean;
        int64_t integer; /* int4, int8, timestamptz and timestamp (us), date (days) */
        double real;
        const char *text;         /* borrowed, len bytes, not NUL-ended; text, bytea and jsonb */
        const Numeric *numeric;   /* borrowed */
        const Interval *interval; /* borrowed */
        const Value *items; /* borrowed: of an array, len of them, none of which is an array */
    };
    uint32_t len; /* of text, or items */
    bool is_null;
};

#define VALUE_NULL ((Value){.is_null = true})

enum { VALUE_TEXT_BYTES_MAX = 1 << 30, VALUE_ITEMS_MAX = 1000000 };

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

static inline bool type_is_array(Type type)
{
    return type >= TYPE_ARRAY; /* itself that of TYPE_BOOL, which is 0 */
}

static inline Type type_array_of(Type item)
{
    return (Type)(TYPE_ARRAY + (int)item);
}

static inline Type type_item(Type array)
{
    return (Type)((int)array - TYPE_ARRAY);
}

const char *type_name(Type type); /* PostgreSQL's: "bigint", "timestamp with time zone" */
bool type_is_number(Type type);   /* shown to the right */
/* "int8", "bigint", "text", "bigint[]", "_int8", ...; lower case */
bool type_find(const char *name, Type *ret_type);

/* PostgreSQL's text of a value that is not NULL, appended. @zone: of timestamptz; NULL is UTC */
void value_write(Type type, const Value *value, const Zone *zone, GString *text);
/**
 * value_read() - a text as a value of that type, as PostgreSQL's input functions do
 * @zone:   of a timestamptz without one; NULL is UTC
 * @arena:  holds what the value points to; NULL result space beyond its limit is FAIL_LIMIT
 * @error:  FAIL_DATA: invalid input syntax for type ..., or out of range
 */
bool value_read(Type type, Span text, const Zone *zone, Arena *arena, Value *ret_value,
                GError **error);
/* < 0, 0, > 0; both not NULL, same type. Text by bytes (PostgreSQL's C collation). */
int value_compare(Type type, const Value *a, const Value *b);

/* What the value points to, copied to @arena; false beyond the arena's limit. */
bool value_copy(Type type, const Value *value, Arena *arena, Value *ret_value);

/* A value as bytes, appended; NULL included. */
void value_save(Type type, const Value *value, GByteArray *bytes);
/* The same for equal values only, and the same for all equal ones: group keys. */
void value_encode(Type type, const Value *value, GByteArray *bytes);
/* Reads one value that either has written, moves *at on; the value borrows the bytes (the items
 * of an array are in @arena). */
Value value_load(Type type, const uint8_t **at, Arena *arena);
/* The same where the arena may be too small: false, and *at is somewhere within the value. */
bool value_try_load(Type type, const uint8_t **at, Arena *arena, Value *ret_value);
/* How many bytes value_load() would read. */
size_t value_saved_bytes(Type type, const uint8_t *at);

/* Timestamps for settings: in @zone (NULL: UTC) if the text names none, not infinite. */
bool value_parse_timestamp(Span text, const Zone *zone, int64_t *ret_us);
bool value_parse_interval(Span text, Interval *ret_interval); /* '10 seconds', '1 day 02:00' */
/* Microseconds of an interval without months (days are 24 h); false if it has months. */
bool value_interval_us(const Interval *interval, int64_t *ret_us);
