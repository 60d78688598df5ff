/* Bytes: their parts, which borrow from them, and what is counted in them. */
#include "base/fail.h"
#include "expr/calls_bytea.h"

EXPR_CALL(bytea_bit_length)
{
    int64_t bits = (int64_t)args[0].len * 8;

    if (bits > G_MAXINT32)
        return fail(error, FAIL_DATA, "integer out of range");
    *ret_value = value_of_integer(bits);
    return true;
}

/* Places before the first byte count, as of texts. */
EXPR_CALL(bytea_substring)
{
    int64_t start = args[1].integer, end = (int64_t)args[0].len + 1;

    if (args_len > 2) {
        if (args[2].integer < 0)
            return fail(error, FAIL_DATA, "negative substring length not allowed");
        end = MIN(end, start + args[2].integer); /* both are int4 */
    }
    start = MAX(start, 1);
    *ret_value = end <= start ? value_of_text(args[0].text, 0)
                              : value_of_text(args[0].text + start - 1, (size_t)(end - start));
    return true;
}

EXPR_CALL(bytea_position)
{
    const char *found = span_find(value_span(&args[0]), 0, value_span(&args[1]));

    *ret_value = value_of_integer(found == NULL ? 0 : found - args[0].text + 1);
    return true;
}

static bool trim(const Value *args, bool at_left, bool at_right, Value *ret_value)
{
    Span bytes = value_span(&args[0]), set = value_span(&args[1]);

    while (at_left && bytes.len > 0 && set.len > 0 && memchr(set.at, bytes.at[0], set.len)) {
        bytes.at++;
        bytes.len--;
    }
    while (at_right && bytes.len > 0 && set.len > 0 &&
           memchr(set.at, bytes.at[bytes.len - 1], set.len))
        bytes.len--;
    *ret_value = value_of_text(bytes.at, bytes.len);
    return true;
}

EXPR_CALL(bytea_trim)
{
    return trim(args, true, true, ret_value);
}

EXPR_CALL(bytea_trim_left)
{
    return trim(args, true, false, ret_value);
}

EXPR_CALL(bytea_trim_right)
{
    return trim(args, false, true, ret_value);
}

/* @at counts from 0, up to @len - 1. */
static bool check_index(int64_t at, int64_t len, GError **error)
{
    if (at >= 0 && at < len)
        return true;
    return fail(error, FAIL_DATA,
                "index %" G_GINT64_FORMAT " out of valid range, 0..%" G_GINT64_FORMAT, at, len - 1);
}

EXPR_CALL(bytea_get_byte)
{
    if (!check_index(args[1].integer, args[0].len, error))
        return false;
    *ret_value = value_of_integer((uint8_t)args[0].text[args[1].integer]);
    return true;
}

/* A copy with another byte at that place. */
static bool return_changed(ExprContext *context, const Value *bytes, int64_t at, uint8_t byte,
                           Value *ret_value, GError **error)
{
    char *copy = expr_alloc(context, bytes->len, error);

    if (copy == NULL)
        return false;
    memcpy(copy, bytes->text, bytes->len);
    copy[at] = (char)byte;
    *ret_value = value_of_text(copy, bytes->len);
    return true;
}

EXPR_CALL(bytea_set_byte)
{
    if (!check_index(args[1].integer, args[0].len, error))
        return false;
    return return_changed(context, &args[0], args[1].integer, (uint8_t)args[2].integer, ret_value,
                          error);
}

/* Bits count from the least of the first byte. */
EXPR_CALL(bytea_get_bit)
{
    int64_t at = args[1].integer;

    if (!check_index(at, (int64_t)args[0].len * 8, error))
        return false;
    *ret_value = value_of_integer((uint8_t)args[0].text[at / 8] >> (at % 8) & 1);
    return true;
}

EXPR_CALL(bytea_set_bit)
{
    int64_t at = args[1].integer;
    int byte, bit;

    if (!check_index(at, (int64_t)args[0].len * 8, error))
        return false;
    if (args[2].integer != 0 && args[2].integer != 1)
        return fail(error, FAIL_DATA, "new bit must be 0 or 1");
    byte = (uint8_t)args[0].text[at / 8];
    bit = 1 << (at % 8);
    byte = args[2].integer == 1 ? byte | bit : byte & ~bit;
    return return_changed(context, &args[0], at / 8, (uint8_t)byte, ret_value, error);
}

EXPR_CALL(bytea_bit_count)
{
    int64_t n = 0;

    for (uint32_t i = 0; i < args[0].len; i++)
        n += __builtin_popcount((uint8_t)args[0].text[i]);
    *ret_value = value_of_integer(n);
    return true;
}

/* (bytes, by, from [, count]): what is before, the new part, and what is behind. */
EXPR_CALL(bytea_overlay)
{
    int64_t from = args[2].integer, count = args_len > 3 ? args[3].integer : args[1].len;
    int64_t len = args[0].len, before = MIN(from - 1, len), behind = MIN(from + count - 1, len);
    size_t total;
    char *copy;

    if (from <= 0)
        return fail(error, FAIL_DATA, "negative substring length not allowed");
    if (from + count > G_MAXINT32)
        return fail(error, FAIL_DATA, "integer out of range");
    behind = MAX(behind, 0);
    total = (size_t)before + args[1].len + (size_t)(len - behind);
    copy = expr_alloc(context, total, error);
    if (copy == NULL)
        return false;
    if (before > 0)
        memcpy(copy, args[0].text, (size_t)before);
    if (args[1].len > 0)
        memcpy(copy + before, args[1].text, args[1].len);
    if (behind < len)
        memcpy(copy + before + args[1].len, args[0].text + behind, (size_t)(len - behind));
    *ret_value = value_of_text(copy, total);
    return true;
}
