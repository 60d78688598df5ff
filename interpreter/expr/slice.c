/*
 * Parts of a text, which borrow from it, and what is counted in it. Positions and lengths count
 * characters from 1; a negative one counts from the end where the function says so.
 */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"
#include "expr/characters.h"

static bool return_slice(const char *at, size_t len, Value *ret_value)
{
    *ret_value = value_of_text(at, len);
    return true;
}

EXPR_CALL(slice_length)
{
    *ret_value = value_of_integer(FAULT(length_in_bytes) ? args[0].len
                                                         : characters_count(value_span(&args[0])));
    return true;
}

EXPR_CALL(slice_octet_length)
{
    *ret_value = value_of_integer(args[0].len);
    return true;
}

static bool holds(Span set, const char *character, size_t len)
{
    for (size_t i = 0; i + len <= set.len; i++) {
        if (memcmp(set.at + i, character, len) == 0)
            return true;
    }
    return false;
}

/* Away with the characters of @set at its ends: of one argument the spaces. */
static bool trim(const Value *args, size_t args_len, bool at_left, bool at_right, Value *ret_value)
{
    Span set = args_len > 1 ? value_span(&args[1]) : span_make(" ", 1);
    const char *at = args[0].text, *end = at + args[0].len;

    while (at_left && at < end) {
        size_t len = (size_t)(g_utf8_next_char(at) - at);

        if (!holds(set, at, len))
            break;
        at += len;
    }
    while (at_right && at < end) {
        const char *last = end - 1;

        while (last > at && !characters_begins(*last))
            last--;
        if (!holds(set, last, (size_t)(end - last)))
            break;
        end = last;
    }
    return return_slice(at, (size_t)(end - at), ret_value);
}

EXPR_CALL(slice_trim)
{
    return trim(args, args_len, true, true, ret_value);
}

EXPR_CALL(slice_trim_left)
{
    return trim(args, args_len, true, false, ret_value);
}

EXPR_CALL(slice_trim_right)
{
    return trim(args, args_len, false, true, ret_value);
}

/* Places before the first character count, so that (text, -1, 3) is the first character. */
EXPR_CALL(slice_substring)
{
    Span text = value_span(&args[0]);
    int64_t start = args[1].integer + FAULT(substring_from_zero), end = G_MAXINT64;
    size_t from;

    if (args_len > 2) {
        if (args[2].integer < 0)
            return fail(error, FAIL_DATA, "negative substring length not allowed");
        end = start + args[2].integer; /* both are int4 */
    }
    start = MAX(start, 1);
    if (end <= start)
        return return_slice(text.at, 0, ret_value);
    from = characters_bytes(text, start - 1);
    text = span_make(text.at + from, text.len - from);
    return return_slice(text.at, end == G_MAXINT64 ? text.len : characters_bytes(text, end - start),
                        ret_value);
}

/* A negative number takes all but so many at the other end. */
static int64_t wanted_characters(Span text, int64_t n)
{
    return n >= 0 ? n : MAX(characters_count(text) + n, 0);
}

EXPR_CALL(slice_left)
{
    Span text = value_span(&args[0]);

    return return_slice(text.at, characters_bytes(text, wanted_characters(text, args[1].integer)),
                        ret_value);
}

EXPR_CALL(slice_right)
{
    Span text = value_span(&args[0]);
    int64_t characters = characters_count(text);
    int64_t wanted = MIN(wanted_characters(text, args[1].integer), characters);
    size_t from = characters_bytes(text, characters - wanted);

    return return_slice(text.at + from, text.len - from, ret_value);
}

EXPR_CALL(slice_position)
{
    Span text = value_span(&args[0]);
    const char *found = span_find(text, 0, value_span(&args[1]));

    *ret_value = value_of_integer(
        found == NULL ? 0 : characters_count(span_make(text.at, (size_t)(found - text.at))) + 1);
    return true;
}

EXPR_CALL(slice_starts_with)
{
    *ret_value = (Value){
        .boolean = args[0].len >= args[1].len &&
                   (args[1].len == 0 || memcmp(args[0].text, args[1].text, args[1].len) == 0)};
    return true;
}

/* The field of that number, from 1; "" if there are not so many. */
static Span field_at(Span text, Span delimiter, int64_t number)
{
    size_t from = 0;

    for (;; number--) {
        const char *found = span_find(text, from, delimiter);
        size_t end = found == NULL ? text.len : (size_t)(found - text.at);

        if (number == 1)
            return span_make(text.at + from, end - from);
        if (found == NULL)
            return span_make(text.at, 0);
        from = end + delimiter.len;
    }
}

static int64_t count_fields(Span text, Span delimiter)
{
    int64_t n = 1;
    size_t from = 0;
    const char *found;

    while ((found = span_find(text, from, delimiter)) != NULL) {
        from = (size_t)(found - text.at) + delimiter.len;
        n++;
    }
    return n;
}

EXPR_CALL(slice_split_part)
{
    Span text = value_span(&args[0]), delimiter = value_span(&args[1]), field;
    int64_t number = args[2].integer;

    if (number == 0)
        return fail(error, FAIL_DATA, "field position must not be zero");
    if (text.len == 0)
        return return_slice(text.at, 0, ret_value);
    if (delimiter.len == 0) /* the whole text is the first field and the last */
        return return_slice(text.at, number == 1 || number == -1 ? text.len : 0, ret_value);
    if (number < 0)
        number += count_fields(text, delimiter) + 1;
    field = number < 1 ? span_make(text.at, 0) : field_at(text, delimiter, number);
    return return_slice(field.at, field.len, ret_value);
}
