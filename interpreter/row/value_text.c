/* Values as text and back: PostgreSQL's input and output functions. */
#include "base/fail.h"
#include "row/array_text.h"
#include "row/bytea_text.h"
#include "row/interval.h"
#include "row/jsonb.h"
#include "row/number.h"
#include "row/numeric.h"
#include "row/shown.h"
#include "row/timestamp.h"

void value_write(Type type, const Value *value, const Zone *zone, GString *text)
{
    char number[NUMBER_TEXT_MAX];

    if (type_is_array(type)) {
        array_write(type, value, zone, text);
        return;
    }
    switch (type) {
    case TYPE_BOOL:
        g_string_append_c(text, value->boolean ? 't' : 'f');
        return;
    case TYPE_INT4:
    case TYPE_INT8:
        g_string_append_len(text, number, (gssize)number_write_integer(value->integer, number));
        return;
    case TYPE_FLOAT8:
        g_string_append_len(text, number, (gssize)number_write_real(value->real, number));
        return;
    case TYPE_NUMERIC:
        numeric_write(value->numeric, text);
        return;
    case TYPE_TIMESTAMPTZ:
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
        timestamp_write(type, value->integer, zone, TIMESTAMP_SQL, text);
        return;
    case TYPE_INTERVAL:
        interval_write(value->interval, text);
        return;
    case TYPE_BYTEA:
        bytea_write(value_span(value), text);
        return;
    case TYPE_TEXT:
    case TYPE_JSONB:
    case TYPE_UNKNOWN:
        if (value->len > 0)
            g_string_append_len(text, value->text, (gssize)value->len);
        return;
    case TYPE_ARRAY:
        return;
    }
}

static bool fail_syntax(Type type, Span text, GError **error)
{
    Span part = shown(text);

    return fail(error, FAIL_DATA, "invalid input syntax for type %s: \"%.*s\"", type_name(type),
                (int)part.len, part.at);
}

static bool fail_integer_range(Type type, Span text, GError **error)
{
    Span part = shown(text);

    return fail(error, FAIL_DATA, "value \"%.*s\" is out of range for type %s", (int)part.len,
                part.at, type_name(type));
}

static bool fail_number(NumberRead outcome, Type type, Span text, GError **error)
{
    Span part = shown(text);

    if (outcome == NUMBER_SYNTAX)
        return fail_syntax(type, text, error);
    if (type == TYPE_NUMERIC)
        return numeric_fail_overflow(error);
    if (type == TYPE_FLOAT8)
        return fail(error, FAIL_DATA, "\"%.*s\" is out of range for type double precision",
                    (int)part.len, part.at);
    return fail_integer_range(type, text, error);
}

static const void *store(const void *what, size_t bytes, Arena *arena, GError **error)
{
    void *copy = arena_try_alloc(arena, bytes);

    if (copy == NULL)
        return fail_null(error, FAIL_LIMIT,
                         "a value of %zu bytes does not fit into the memory of a row", bytes);
    if (bytes > 0)
        memcpy(copy, what, bytes);
    return copy;
}

/* Any beginning of these words that only one truth has, in any case. */
static bool read_bool(Span text, Value *ret_value, GError **error)
{
    static const struct {
        const char *word;
        size_t len_min;
        bool truth;
    } words[] = {
        {"true",  1, true },
        {"yes",   1, true },
        {"on",    2, true },
        {"1",     1, true },
        {"false", 1, false},
        {"no",    1, false},
        {"off",   2, false},
        {"0",     1, false},
    };
    Span word = number_trim(text);

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (word.len >= words[i].len_min && word.len <= strlen(words[i].word) &&
            g_ascii_strncasecmp(word.at, words[i].word, word.len) == 0) {
            *ret_value = (Value){.boolean = words[i].truth};
            return true;
        }
    }
    return fail_syntax(TYPE_BOOL, text, error);
}

static bool read_integer(Type type, Span text, Value *ret_value, GError **error)
{
    int64_t min = type == TYPE_INT4 ? G_MININT32 : G_MININT64;
    int64_t max = type == TYPE_INT4 ? G_MAXINT32 : G_MAXINT64;
    int64_t integer = 0;
    NumberRead outcome = number_read_integer(text, min, max, &integer);

    if (outcome != NUMBER_READ)
        return fail_number(outcome, type, text, error);
    *ret_value = value_of_integer(integer);
    return true;
}

static bool read_real(Span text, Value *ret_value, GError **error)
{
    double real = 0;
    NumberRead outcome = number_read_real(text, &real);

    if (outcome != NUMBER_READ)
        return fail_number(outcome, TYPE_FLOAT8, text, error);
    *ret_value = (Value){.real = real};
    return true;
}

static bool read_numeric(Span text, Arena *arena, Value *ret_value, GError **error)
{
    Numeric numeric;
    NumberRead outcome = numeric_read(text, &numeric);
    const void *copy;

    if (outcome != NUMBER_READ)
        return fail_number(outcome, TYPE_NUMERIC, text, error);
    copy = store(&numeric, sizeof(numeric), arena, error);
    if (copy == NULL)
        return false;
    *ret_value = (Value){.numeric = copy};
    return true;
}

static bool read_timestamp(Type type, Span text, const Zone *zone, Value *ret_value, GError **error)
{
    int64_t point = 0;

    if (!timestamp_read(type, text, zone, &point, error))
        return false;
    *ret_value = value_of_integer(point);
    return true;
}

static bool read_interval(Span text, Arena *arena, Value *ret_value, GError **error)
{
    Span part = shown(text);
    Interval interval;
    const void *copy;

    switch (interval_read(text, &interval)) {
    case INTERVAL_READ:
        copy = store(&interval, sizeof(interval), arena, error);
        if (copy == NULL)
            return false;
        *ret_value = (Value){.interval = copy};
        return true;
    case INTERVAL_RANGE:
        return fail(error, FAIL_DATA, "interval field value out of range: \"%.*s\"", (int)part.len,
                    part.at);
    case INTERVAL_LONG:
        return fail(error, FAIL_DATA, "interval out of range");
    case INTERVAL_SYNTAX:
        break;
    }
    return fail_syntax(TYPE_INTERVAL, text, error);
}

static bool read_text(Span text, Arena *arena, Value *ret_value, GError **error)
{
    const void *copy;

    if (text.len > VALUE_TEXT_BYTES_MAX)
        return fail(error, FAIL_LIMIT, "a text of %zu bytes is beyond the limit of %d", text.len,
                    VALUE_TEXT_BYTES_MAX);
    copy = store(text.at, text.len, arena, error);
    if (copy == NULL)
        return false;
    *ret_value = value_of_text(copy, text.len);
    return true;
}

static bool read_jsonb(Span text, Arena *arena, Value *ret_value, GError **error)
{
    Span jsonb;

    if (!jsonb_read(text, arena, &jsonb, error))
        return false;
    *ret_value = value_of_text(jsonb.at, jsonb.len);
    return true;
}

bool value_read(Type type, Span text, const Zone *zone, Arena *arena, Value *ret_value,
                GError **error)
{
    if (type_is_array(type))
        return array_read(type, text, zone, arena, ret_value, error);
    switch (type) {
    case TYPE_BOOL:
        return read_bool(text, ret_value, error);
    case TYPE_INT4:
    case TYPE_INT8:
        return read_integer(type, text, ret_value, error);
    case TYPE_FLOAT8:
        return read_real(text, ret_value, error);
    case TYPE_NUMERIC:
        return read_numeric(text, arena, ret_value, error);
    case TYPE_TIMESTAMPTZ:
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
        return read_timestamp(type, text, zone, ret_value, error);
    case TYPE_INTERVAL:
        return read_interval(text, arena, ret_value, error);
    case TYPE_BYTEA:
        return bytea_read(text, arena, ret_value, error);
    case TYPE_JSONB:
        return read_jsonb(text, arena, ret_value, error);
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
    case TYPE_ARRAY:
        break;
    }
    return read_text(text, arena, ret_value, error);
}
