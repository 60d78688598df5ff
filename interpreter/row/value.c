#include "row/value.h"

#include <math.h>

#include "row/calendar.h"
#include "row/interval.h"
#include "row/timestamp.h"

typedef struct TypeRow {
    const char *name;
    const char *aliases[4]; /* what a statement may call it besides */
    bool is_number;
} TypeRow;

/* In Type's order. */
static const TypeRow types[] = {
    {"boolean",                  {"bool"},                         false},
    {"integer",                  {"int4", "int"},                  true },
    {"bigint",                   {"int8"},                         true },
    {"double precision",         {"float8", "float"},              true },
    {"numeric",                  {"decimal", "dec"},               true },
    {"text",                     {"varchar", "character varying"}, false},
    {"timestamp with time zone", {"timestamptz"},                  false},
    {"interval",                 {NULL},                           false},
    {"jsonb",                    {NULL},                           false},
    {"unknown",                  {NULL},                           false},
};

G_STATIC_ASSERT(G_N_ELEMENTS(types) == TYPE_UNKNOWN + 1);

const char *type_name(Type type)
{
    return types[type].name;
}

bool type_is_number(Type type)
{
    return types[type].is_number;
}

static bool row_is_called(const TypeRow *row, const char *name)
{
    if (strcmp(row->name, name) == 0)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(row->aliases) && row->aliases[i] != NULL; i++) {
        if (strcmp(row->aliases[i], name) == 0)
            return true;
    }
    return false;
}

bool type_find(const char *name, Type *ret_type)
{
    for (size_t i = 0; i < TYPE_UNKNOWN; i++) { /* nobody may write "unknown" */
        if (row_is_called(&types[i], name)) {
            *ret_type = (Type)i;
            return true;
        }
    }
    return false;
}

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* NaN equals itself and is greater than all numbers, so that sorting and grouping work. */
static int compare_reals(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) ? 1 : 0) - (isnan(b) ? 1 : 0);
    return (a > b) - (a < b);
}

static int compare_texts(Span a, Span b)
{
    size_t len = MIN(a.len, b.len);
    int order = len == 0 ? 0 : memcmp(a.at, b.at, len);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_wide(Int128 a, Int128 b)
{
    return (a > b) - (a < b);
}

int value_compare(Type type, const Value *a, const Value *b)
{
    switch (type) {
    case TYPE_BOOL:
        return (int)a->boolean - (int)b->boolean;
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_TIMESTAMPTZ:
        return compare_integers(a->integer, b->integer);
    case TYPE_FLOAT8:
        return compare_reals(a->real, b->real);
    case TYPE_NUMERIC:
        return compare_wide(*a->numeric, *b->numeric);
    case TYPE_INTERVAL:
        return compare_wide(interval_length(a->interval), interval_length(b->interval));
    case TYPE_TEXT:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        return compare_texts(value_span(a), value_span(b));
    }
    g_assert_not_reached(); /* no Type is left */
}

/*
 * Keys. A byte says whether a value follows; then come 1, 8 or 16 bytes, or a length and its
 * bytes. Values that compare as equal are made one before: -0 and 0, all NaNs, and intervals, of
 * which that in days and hours stands for all of its length ('1 month' becomes '30 days').
 */
static void append(GByteArray *bytes, const void *at, size_t len)
{
    size_t start = bytes->len;

    if (len == 0)
        return;
    g_byte_array_set_size(bytes, (guint)(start + len));
    memcpy(bytes->data + start, at, len);
}

static void append_fixed(GByteArray *bytes, const void *at, size_t len)
{
    uint8_t key[17];

    key[0] = 1;
    memcpy(key + 1, at, len);
    append(bytes, key, len + 1);
}

static Interval one_of_equals(const Interval *interval)
{
    Int128 length = interval_length(interval);
    int64_t days = (int64_t)(length / CALENDAR_DAY_US);
    Interval one = {.us = (int64_t)(length % CALENDAR_DAY_US)};

    if (days >= G_MININT32 && days <= G_MAXINT32) {
        one.days = (int32_t)days;
    } else { /* more than a length in days holds: it had months, and those hold it */
        one.months = (int32_t)(days / 30);
        one.days = (int32_t)(days % 30);
    }
    return one;
}

static void encode_text(const Value *value, GByteArray *bytes)
{
    size_t start = bytes->len, head = 1 + sizeof(value->len);

    g_byte_array_set_size(bytes, (guint)(start + head + value->len));
    bytes->data[start] = 1;
    memcpy(bytes->data + start + 1, &value->len, sizeof(value->len));
    if (value->len > 0)
        memcpy(bytes->data + start + head, value->text, value->len);
}

void value_encode(Type type, const Value *value, GByteArray *bytes)
{
    double real;
    Interval interval;

    if (value->is_null) {
        append(bytes, "", 1);
        return;
    }
    switch (type) {
    case TYPE_BOOL:
        append_fixed(bytes, &value->boolean, 1);
        break;
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_TIMESTAMPTZ:
        append_fixed(bytes, &value->integer, sizeof(value->integer));
        break;
    case TYPE_FLOAT8:
        real = isnan(value->real) ? (double)NAN : value->real == 0 ? 0.0 : value->real;
        append_fixed(bytes, &real, sizeof(real));
        break;
    case TYPE_NUMERIC:
        append_fixed(bytes, value->numeric, sizeof(*value->numeric));
        break;
    case TYPE_INTERVAL:
        interval = one_of_equals(value->interval);
        append_fixed(bytes, &interval, sizeof(interval));
        break;
    case TYPE_TEXT:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        encode_text(value, bytes);
        break;
    }
}

static const void *take_fixed(const uint8_t **at, void *copy, size_t len)
{
    memcpy(copy, *at, len);
    *at += len;
    return copy;
}

Value value_decode(Type type, const uint8_t **at, Arena *arena)
{
    Value value = {.integer = 0};

    value.is_null = *(*at)++ == 0;
    if (value.is_null)
        return value;
    switch (type) {
    case TYPE_BOOL:
        take_fixed(at, &value.boolean, 1);
        break;
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_TIMESTAMPTZ:
        take_fixed(at, &value.integer, sizeof(value.integer));
        break;
    case TYPE_FLOAT8:
        take_fixed(at, &value.real, sizeof(value.real));
        break;
    case TYPE_NUMERIC:
        value.numeric = take_fixed(at, arena_alloc(arena, sizeof(Int128)), sizeof(Int128));
        break;
    case TYPE_INTERVAL:
        value.interval = take_fixed(at, arena_alloc(arena, sizeof(Interval)), sizeof(Interval));
        break;
    case TYPE_TEXT:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        take_fixed(at, &value.len, sizeof(value.len));
        value.text = (const char *)*at;
        *at += value.len;
        break;
    }
    return value;
}

bool value_parse_timestamp(Span text, int64_t *ret_us)
{
    return timestamp_read(text, ret_us) == TIMESTAMP_READ;
}

bool value_parse_interval(Span text, Interval *ret_interval)
{
    return interval_read(text, ret_interval) == INTERVAL_READ;
}

bool value_interval_us(const Interval *interval, int64_t *ret_us)
{
    Int128 us = interval_length(interval);

    if (interval->months != 0 || us > G_MAXINT64 || us < G_MININT64)
        return false;
    *ret_us = (int64_t)us;
    return true;
}
