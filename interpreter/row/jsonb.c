/*
 * Documents to canonical text, and what is done with these: comparing, keys. Each goes through a
 * text once, whatever its depth; the recursion is bounded by DOCUMENT_DEPTH_MAX.
 */
#include "row/jsonb.h"

#include <assert.h>

#include "row/document_scan.h"
#include "row/jsonb_writer.h"

static inline Span scalar_at(const char **at, const char *end)
{
    const char *start = *at;

    *at = scan_value(start, end, 0);
    assert(*at != NULL); /* the text has been checked */
    return span_make(start, (size_t)(*at - start));
}

static void write_scalar(JsonbWriter *writer, Span value)
{
    if (value.at[0] == '"')
        jsonb_writer_written_text(writer, document_inside(value));
    else if (document_kind(value) == DOCUMENT_NUMBER)
        jsonb_writer_number(writer, value);
    else
        jsonb_writer_value(writer, value);
}

/* The value at @at of a checked document; past it. */
static const char *write_value(JsonbWriter *writer, const char *at, const char *end)
{
    char opening = *at;
    JsonbLevel level;

    if (opening != '{' && opening != '[') {
        write_scalar(writer, scalar_at(&at, end));
        return at;
    }
    jsonb_writer_open(writer, &level, opening);
    at = scan_space(at + 1, end);
    while (*at != '}' && *at != ']') {
        if (opening == '{') {
            Span name;

            at = scan_name(at, end, &name);
            jsonb_writer_written_name(writer, &level, name);
        } else {
            jsonb_writer_item(writer, &level);
        }
        at = scan_space(write_value(writer, at, end), end);
        if (*at == ',')
            at = scan_space(at + 1, end);
    }
    jsonb_writer_close(writer, &level);
    return at + 1;
}

bool jsonb_read(Span text, Arena *arena, Span *ret_jsonb, GError **error)
{
    JsonbWriter writer;
    Span value;

    if (!document_check(text, &value, error))
        return false;
    writer = jsonb_writer_begin(arena, value.len + value.len / 4);
    write_value(&writer, value.at, value.at + value.len);
    return jsonb_writer_end(&writer, ret_jsonb, error);
}

/* ---- order ---- */

/* A place in a canonical text. */
typedef struct Place {
    const char *at, *end;
} Place;

static Span take_value(Place *place)
{
    return scalar_at(&place->at, place->end);
}

static Span take_name(Place *place)
{
    Span name;

    place->at = scan_name(place->at, place->end, &name);
    return name;
}

/* To the next member or item; false at the bracket that closes. */
static bool has_more(Place *place)
{
    if (*place->at == ',')
        place->at = scan_space(place->at + 1, place->end);
    return *place->at != '}' && *place->at != ']';
}

static size_t skip_rest(Place *place, bool in_object)
{
    size_t len = 0;

    for (; has_more(place); len++) {
        if (in_object)
            take_name(place);
        take_value(place);
    }
    place->at++;
    return len;
}

static int compare_scalars(DocumentKind kind, Span a, Span b)
{
    switch (kind) {
    case DOCUMENT_STRING:
        return document_name_compare(document_inside(a), document_inside(b));
    case DOCUMENT_NUMBER:
        return jsonb_number_compare(a, b);
    case DOCUMENT_BOOLEAN:
        return (int)document_is_true(a) - (int)document_is_true(b);
    default:
        return 0;
    }
}

static int compare_places(Place *a, Place *b);

/* Of arrays or objects. All of both is passed, because the lengths come before what is in them. */
static int compare_containers(Place *a, Place *b)
{
    bool in_objects = *a->at == '{';
    size_t a_rest, b_rest;
    int order = 0;

    a->at++;
    b->at++;
    while (order == 0 && has_more(a) && has_more(b)) {
        if (in_objects)
            order = document_name_compare(take_name(a), take_name(b));
        if (order == 0) {
            order = compare_places(a, b);
        } else {
            take_value(a);
            take_value(b);
        }
    }
    a_rest = skip_rest(a, in_objects);
    b_rest = skip_rest(b, in_objects);
    return a_rest != b_rest ? (a_rest < b_rest ? -1 : 1) : order;
}

static int compare_places(Place *a, Place *b)
{
    DocumentKind a_kind = document_kind(span_make(a->at, 1));
    DocumentKind b_kind = document_kind(span_make(b->at, 1));
    Span a_value, b_value;

    if (a_kind == b_kind && a_kind >= DOCUMENT_ARRAY)
        return compare_containers(a, b);
    a_value = take_value(a);
    b_value = take_value(b);
    if (a_kind != b_kind)
        return a_kind < b_kind ? -1 : 1;
    return compare_scalars(a_kind, a_value, b_value);
}

/* PostgreSQL keeps a scalar as an array of one, and so finds it greater than an empty array: at
 * the top only. */
static int order_at_top(Span a, Span b)
{
    bool is_scalar = document_kind(a) < DOCUMENT_ARRAY;

    return is_scalar && b.len == 2 && document_kind(b) == DOCUMENT_ARRAY ? 1 : 0;
}

int jsonb_compare(Span a, Span b)
{
    Place a_place = {a.at, a.at + a.len}, b_place = {b.at, b.at + b.len};
    int order;

    if (span_equals(a, b))
        return 0;
    order = order_at_top(a, b) - order_at_top(b, a);
    return order != 0 ? order : compare_places(&a_place, &b_place);
}

/* ---- keys ---- */

static void append(GByteArray *bytes, const char *at, size_t len)
{
    g_byte_array_append(bytes, (const guint8 *)at, (guint)len);
}

static void encode_number(Span number, GByteArray *bytes)
{
    guint len = bytes->len;
    size_t written;

    g_byte_array_set_size(bytes, len + (guint)jsonb_number_room(number));
    written = jsonb_number_encode(number, (char *)bytes->data + len);
    g_byte_array_set_size(bytes, len + (guint)written);
}

void jsonb_encode(Span jsonb, GByteArray *bytes)
{
    const char *at = jsonb.at, *end = at + jsonb.len, *from = at;

    while (at < end) {
        const char *start = at;

        if (*at == '"') {
            at = scan_value(at, end, 0);
        } else if (*at == '-' || g_ascii_isdigit(*at)) {
            at = scan_value(at, end, 0);
            append(bytes, from, (size_t)(start - from));
            encode_number(span_make(start, (size_t)(at - start)), bytes);
            from = at;
        } else {
            at++;
        }
    }
    append(bytes, from, (size_t)(end - from));
}

/* Each name is there once, so the first that is found is it. */
static bool find_member(Span object, Span name, bool (*are_equal)(Span, Span), Span *ret_value)
{
    DocumentWalk walk = document_walk(object);
    Span written, value;

    while (walk.is_object && document_next(&walk, &written, &value)) {
        if (are_equal(written, name)) {
            *ret_value = value;
            return true;
        }
    }
    return false;
}

bool jsonb_member(Span object, Span name, Span *ret_value)
{
    return find_member(object, name, document_name_equals, ret_value);
}

/* Names have one way to be written, so equal ones are the same bytes. */
bool jsonb_written_member(Span object, Span written, Span *ret_value)
{
    return find_member(object, written, span_equals, ret_value);
}
