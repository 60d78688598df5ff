#include "row/value.h"

#include <assert.h>
#include <math.h>

#include "base/fault.h"
#include "row/calendar.h"
#include "row/interval.h"
#include "row/jsonb.h"
#include "row/numeric.h"
#include "row/timestamp.h"

typedef struct TypeRow {
    const char *name;
    const char *array_name;
    const char *aliases[4]; /* what a statement may call it besides */
    bool is_number;
} TypeRow;

/* In Type's order. */
static const TypeRow types[] = {
    {"boolean",                     "boolean[]",                     {"bool"},                         false},
    {"integer",                     "integer[]",                     {"int4", "int"},                  true },
    {"bigint",                      "bigint[]",                      {"int8"},                         true },
    {"double precision",            "double precision[]",            {"float8", "float"},              true },
    {"numeric",                     "numeric[]",                     {"decimal", "dec"},               true },
    {"text",                        "text[]",                        {"varchar", "character varying"}, false},
    {"bytea",                       "bytea[]",                       {NULL},                           false},
    {"timestamp with time zone",    "timestamp with time zone[]",    {"timestamptz"},                  false},
    {"timestamp without time zone", "timestamp without time zone[]", {"timestamp"},                    false},
    {"date",                        "date[]",                        {NULL},                           false},
    {"interval",                    "interval[]",                    {NULL},                           false},
    {"jsonb",                       "jsonb[]",                       {"json"},                         false},
    {"unknown",                     "unknown[]",                     {NULL},                           false},
};

G_STATIC_ASSERT(G_N_ELEMENTS(types) == TYPE_UNKNOWN + 1);

const char *type_name(Type type)
{
    return type_is_array(type) ? types[type_item(type)].array_name : types[type].name;
}

bool type_is_number(Type type)
{
    return !type_is_array(type) && types[type].is_number;
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

static bool find_item(const char *name, Type *ret_type)
{
    for (size_t i = 0; i < TYPE_UNKNOWN; i++) { /* nobody may write "unknown" */
        if (row_is_called(&types[i], name)) {
            *ret_type = (Type)i;
            return true;
        }
    }
    return false;
}

bool type_find(const char *name, Type *ret_type)
{
    g_autofree char *item_name = NULL;
    Type item;

    if (g_str_has_suffix(name, "[]"))
        item_name = g_strndup(name, strlen(name) - 2);
    else if (name[0] == '_')
        item_name = g_strdup(name + 1);
    if (item_name == NULL)
        return find_item(name, ret_type);
    if (!find_item(item_name, &item))
        return false;
    *ret_type = type_array_of(item);
    return true;
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

    if (FAULT(text_order_by_length) && a.len != b.len)
        return a.len > b.len ? 1 : -1;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_lengths(Int128 a, Int128 b)
{
    return (a > b) - (a < b);
}

/* Item by item, NULLs last; then the shorter comes first. */
static int compare_items(Type item, const Value *a, const Value *b)
{
    for (uint32_t i = 0; i < MIN(a->len, b->len); i++) {
        const Value *x = &a->items[i], *y = &b->items[i];
        int order = x->is_null || y->is_null ? (int)x->is_null - (int)y->is_null
                                             : value_compare(item, x, y);

        if (order != 0)
            return order;
    }
    return (a->len > b->len) - (a->len < b->len);
}

int value_compare(Type type, const Value *a, const Value *b)
{
    if (type_is_array(type))
        return compare_items(type_item(type), a, b);
    switch (type) {
    case TYPE_BOOL:
        return (int)a->boolean - (int)b->boolean;
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_TIMESTAMPTZ:
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
        return compare_integers(a->integer, b->integer);
    case TYPE_FLOAT8:
        return compare_reals(a->real, b->real);
    case TYPE_NUMERIC:
        return numeric_compare(a->numeric, b->numeric);
    case TYPE_INTERVAL:
        return compare_lengths(interval_length(a->interval), interval_length(b->interval));
    case TYPE_TEXT:
    case TYPE_BYTEA:
    case TYPE_UNKNOWN:
        return compare_texts(value_span(a), value_span(b));
    case TYPE_JSONB:
        return jsonb_compare(value_span(a), value_span(b));
    case TYPE_ARRAY:
        break;
    }
    g_assert_not_reached(); /* no Type is left */
}

/* The bytes that a value of that type points to; 0: it is all in the value, or has a length. */
static size_t pointed_bytes(Type type)
{
    return type == TYPE_NUMERIC ? sizeof(Numeric) : type == TYPE_INTERVAL ? sizeof(Interval) : 0;
}

static bool is_text_like(Type type)
{
    return type == TYPE_TEXT || type == TYPE_BYTEA || type == TYPE_JSONB || type == TYPE_UNKNOWN;
}

static bool copy_items(Type item, const Value *value, Arena *arena, Value *ret_value)
{
    Value *items = arena_try_alloc(arena, value->len * sizeof(Value));

    if (items == NULL)
        return false;
    for (uint32_t i = 0; i < value->len; i++) {
        if (!value_copy(item, &value->items[i], arena, &items[i]))
            return false;
    }
    *ret_value = (Value){.items = items, .len = value->len};
    return true;
}

bool value_copy(Type type, const Value *value, Arena *arena, Value *ret_value)
{
    size_t bytes = is_text_like(type) ? value->len : pointed_bytes(type);
    void *copy;

    *ret_value = *value;
    if (value->is_null)
        return true;
    if (type_is_array(type))
        return copy_items(type_item(type), value, arena, ret_value);
    if (bytes == 0)
        return true;
    copy = arena_try_alloc(arena, bytes);
    if (copy == NULL)
        return false;
    ret_value->text = memcpy(copy, value->text, bytes);
    return true;
}

/*
 * Saved values. A byte says whether a value follows; then come 1, 8, 16 or 19 bytes, or a length
 * and its bytes, or a length and its items. In keys, of values that compare as equal one stands for
 * all: 0 for -0, one NaN, the numeric without needless zeros, and of intervals that in days and
 * hours ('1 month' becomes '30 days'); so have jsonb's numbers.
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
    uint8_t saved[1 + sizeof(Numeric)]; /* the longest */

    saved[0] = 1;
    memcpy(saved + 1, at, len);
    append(bytes, saved, len + 1);
}

static void append_len(GByteArray *bytes, uint32_t len)
{
    append_fixed(bytes, &len, sizeof(len));
}

typedef void (*SaveFn)(Type type, const Value *value, GByteArray *bytes);

static void save_items(Type item, const Value *value, GByteArray *bytes, SaveFn save_item)
{
    append_len(bytes, value->len);
    for (uint32_t i = 0; i < value->len; i++)
        save_item(item, &value->items[i], bytes);
}

void value_save(Type type, const Value *value, GByteArray *bytes)
{
    if (value->is_null) {
        append(bytes, "", 1);
    } else if (type_is_array(type)) {
        save_items(type_item(type), value, bytes, value_save);
    } else if (is_text_like(type)) {
        append_len(bytes, value->len);
        append(bytes, value->text, value->len);
    } else if (type == TYPE_BOOL) {
        append_fixed(bytes, &value->boolean, 1);
    } else if (pointed_bytes(type) > 0) {
        append_fixed(bytes, value->text, pointed_bytes(type));
    } else {
        append_fixed(bytes, &value->integer, sizeof(value->integer));
    }
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

static void encode_jsonb(const Value *value, GByteArray *bytes)
{
    guint start = bytes->len;
    uint32_t len;

    append_len(bytes, 0); /* known below */
    jsonb_encode(value_span(value), bytes);
    len = bytes->len - start - 1 - (guint)sizeof(len);
    memcpy(bytes->data + start + 1, &len, sizeof(len));
}

static Value faulty_key(Type type, const Value *value)
{
    return FAULT(null_key_is_empty) && value->is_null && is_text_like(type) ? value_of_text("", 0)
                                                                            : *value;
}

void value_encode(Type type, const Value *value, GByteArray *bytes)
{
    Value one = faulty_key(type, value);
    Interval interval;
    Numeric numeric;

    if (type_is_array(type) && !value->is_null) {
        save_items(type_item(type), value, bytes, value_encode);
        return;
    }
    if (type == TYPE_JSONB && !value->is_null) {
        encode_jsonb(value, bytes);
        return;
    }
    if (type == TYPE_FLOAT8 && !value->is_null) {
        one.real = isnan(value->real) ? (double)NAN : value->real == 0 ? 0.0 : value->real;
    } else if (type == TYPE_INTERVAL && !value->is_null) {
        interval = one_of_equals(value->interval);
        one.interval = &interval;
    } else if (type == TYPE_NUMERIC && !value->is_null) {
        numeric = numeric_trim(value->numeric);
        one.numeric = &numeric;
    }
    value_save(type, &one, bytes);
}

static void take(const uint8_t **at, void *copy, size_t len)
{
    memcpy(copy, *at, len);
    *at += len;
}

static bool load_items(Type item, const uint8_t **at, uint32_t len, Arena *arena, Value *ret_value)
{
    Value *items = arena_try_alloc(arena, MAX(len, 1u) * sizeof(Value));

    for (uint32_t i = 0; items != NULL && i < len; i++) {
        if (!value_try_load(item, at, arena, &items[i]))
            return false;
    }
    *ret_value = (Value){.items = items, .len = len};
    return items != NULL;
}

bool value_try_load(Type type, const uint8_t **at, Arena *arena, Value *ret_value)
{
    Value value = {.integer = 0};

    *ret_value = VALUE_NULL;
    if (*(*at)++ == 0)
        return true;
    if (type_is_array(type)) {
        take(at, &value.len, sizeof(value.len));
        return load_items(type_item(type), at, value.len, arena, ret_value);
    }
    if (is_text_like(type)) {
        take(at, &value.len, sizeof(value.len));
        value.text = (const char *)*at;
        *at += value.len;
    } else if (type == TYPE_BOOL) {
        take(at, &value.boolean, 1);
    } else if (pointed_bytes(type) > 0) {
        value.text = (const char *)*at;
        *at += pointed_bytes(type);
    } else {
        take(at, &value.integer, sizeof(value.integer));
    }
    *ret_value = value;
    return true;
}

Value value_load(Type type, const uint8_t **at, Arena *arena)
{
    Value value;
    bool has_room = value_try_load(type, at, arena, &value);

    assert(has_room);
    return value;
}

size_t value_saved_bytes(Type type, const uint8_t *at)
{
    const uint8_t *end = at;
    g_autoptr(Arena) arena = arena_new(SIZE_MAX);

    value_load(type, &end, arena);
    return (size_t)(end - at);
}

bool value_parse_timestamp(Span text, const Zone *zone, int64_t *ret_us)
{
    int64_t us;

    if (!timestamp_read(TYPE_TIMESTAMPTZ, text, zone, &us, NULL) || !timestamp_is_finite(us))
        return false;
    *ret_us = us;
    return true;
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
