/* New texts, made in the context's arena. */
#include "base/fail.h"
#include "expr/calls.h"
#include "expr/characters.h"

EXPR_CALL(compose_append)
{
    size_t len = (size_t)args[0].len + args[1].len;
    char *copy;

    if (args[0].len == 0 || args[1].len == 0) {
        *ret_value = args[args[0].len == 0 ? 1 : 0];
        return true;
    }
    copy = expr_alloc(context, len, error);
    if (copy == NULL)
        return false;
    memcpy(copy, args[0].text, args[0].len);
    memcpy(copy + args[0].len, args[1].text, args[1].len);
    *ret_value = value_of_text(copy, len);
    return true;
}

/* The texts that are not NULL, one after the other. */
static bool join(ExprContext *context, Span between, const Value *texts, size_t texts_len,
                 Value *ret_value, GError **error)
{
    size_t len = 0, n = 0;
    char *copy, *to;

    for (size_t i = 0; i < texts_len; i++) {
        if (!texts[i].is_null)
            len += texts[i].len + (n++ > 0 ? between.len : 0);
    }
    copy = to = expr_alloc(context, len, error);
    if (copy == NULL)
        return false;
    n = 0;
    for (size_t i = 0; i < texts_len; i++) {
        if (texts[i].is_null)
            continue;
        if (n++ > 0 && between.len > 0)
            to = (char *)memcpy(to, between.at, between.len) + between.len;
        if (texts[i].len > 0)
            to = (char *)memcpy(to, texts[i].text, texts[i].len) + texts[i].len;
    }
    *ret_value = value_of_text(copy, len);
    return true;
}

EXPR_CALL(compose_concat)
{
    return join(context, span_make("", 0), args, args_len, ret_value, error);
}

EXPR_CALL(compose_concat_ws)
{
    if (args[0].is_null) {
        *ret_value = VALUE_NULL;
        return true;
    }
    return join(context, value_span(&args[0]), args + 1, args_len - 1, ret_value, error);
}

static char *append(char *to, Span part)
{
    if (part.len > 0)
        memcpy(to, part.at, part.len);
    return to + part.len;
}

EXPR_CALL(compose_replace)
{
    Span text = value_span(&args[0]), part = value_span(&args[1]), by = value_span(&args[2]);
    size_t n = 0, at = 0;
    const char *found;
    char *copy, *to;

    *ret_value = args[0];
    if (part.len == 0)
        return true;
    for (; (found = span_find(text, at, part)) != NULL; n++)
        at = (size_t)(found - text.at) + part.len;
    if (n == 0)
        return true;
    copy = to = expr_alloc(context, args[0].len - n * part.len + n * by.len, error);
    if (copy == NULL)
        return false;
    for (at = 0; (found = span_find(text, at, part)) != NULL;
         at = (size_t)(found - text.at) + part.len) {
        to = append(to, span_make(text.at + at, (size_t)(found - text.at) - at));
        to = append(to, by);
    }
    to = append(to, span_make(text.at + at, text.len - at));
    *ret_value = value_of_text(copy, (size_t)(to - copy));
    return true;
}

/* (text, by, from [, count]): what is before, the new part, and what is behind. */
EXPR_CALL(compose_overlay)
{
    Span text = value_span(&args[0]), part = value_span(&args[1]);
    int64_t from = args[2].integer;
    int64_t count = args_len > 3 ? args[3].integer : characters_count(part);
    size_t before, behind;
    char *copy, *to;

    if (from <= 0)
        return fail(error, FAIL_DATA, "negative substring length not allowed");
    if (from + count > G_MAXINT32)
        return fail(error, FAIL_DATA, "integer out of range");
    before = characters_bytes(text, from - 1);
    behind = characters_bytes(text, MAX(from + count - 1, 0));
    copy = to = expr_alloc(context, before + part.len + text.len - behind, error);
    if (copy == NULL)
        return false;
    to = append(to, span_make(text.at, before));
    to = append(to, part);
    to = append(to, span_make(text.at + behind, text.len - behind));
    *ret_value = value_of_text(copy, (size_t)(to - copy));
    return true;
}

EXPR_CALL(compose_reverse)
{
    const char *at = args[0].text, *end = at + args[0].len;
    char *copy = expr_alloc(context, args[0].len, error);
    char *to;

    if (copy == NULL)
        return false;
    for (to = copy + args[0].len; at < end;) {
        size_t len = (size_t)(g_utf8_next_char(at) - at);

        to -= len;
        memcpy(to, at, len);
        at += len;
    }
    *ret_value = value_of_text(copy, args[0].len);
    return true;
}

EXPR_CALL(compose_repeat)
{
    size_t n = args[1].integer > 0 ? (size_t)args[1].integer : 0; /* an int4 */
    size_t len = n * args[0].len;
    char *copy;

    if (len == 0) {
        *ret_value = value_of_text("", 0);
        return true;
    }
    if (len > VALUE_TEXT_BYTES_MAX)
        return fail(error, FAIL_LIMIT, "requested length too large: %zu bytes, the limit is %d",
                    len, VALUE_TEXT_BYTES_MAX);
    copy = expr_alloc(context, len, error);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        memcpy(copy + i * args[0].len, args[0].text, args[0].len);
    *ret_value = value_of_text(copy, len);
    return true;
}

/* The bytes of the first @characters of @text, and how many there were. */
static size_t take_characters(Span text, int64_t characters, int64_t *ret_taken)
{
    size_t len = 0;
    int64_t taken = 0;

    for (; taken < characters && len < text.len; taken++)
        len = (size_t)(g_utf8_next_char(text.at + len) - text.at);
    *ret_taken = taken;
    return len;
}

/* @missing characters out of @fill, again and again; counts bytes when @to is NULL. */
static size_t write_fill(Span fill, int64_t missing, char *to)
{
    int64_t per_round, taken;
    size_t rest, len;

    take_characters(fill, G_MAXINT64, &per_round);
    rest = take_characters(fill, missing % per_round, &taken);
    len = (size_t)(missing / per_round) * fill.len;
    if (to != NULL) {
        for (size_t i = 0; i < len; i += fill.len)
            memcpy(to + i, fill.at, fill.len);
        memcpy(to + len, fill.at, rest);
    }
    return len + rest;
}

static bool pad(ExprContext *context, const Value *args, size_t args_len, bool at_left,
                Value *ret_value, GError **error)
{
    Span text = value_span(&args[0]);
    Span fill = args_len > 2 ? value_span(&args[2]) : span_make(" ", 1);
    int64_t wanted = MAX(args[1].integer, 0), taken;
    size_t text_len = take_characters(text, wanted, &taken), fill_len;
    char *copy;

    if (taken == wanted || fill.len == 0) {
        *ret_value = value_of_text(text.at, text_len);
        return true;
    }
    fill_len = write_fill(fill, wanted - taken, NULL);
    copy = expr_alloc(context, text_len + fill_len, error);
    if (copy == NULL)
        return false;
    write_fill(fill, wanted - taken, at_left ? copy : copy + text_len);
    if (text_len > 0)
        memcpy(at_left ? copy + fill_len : copy, text.at, text_len);
    *ret_value = value_of_text(copy, text_len + fill_len);
    return true;
}

EXPR_CALL(compose_pad_left)
{
    return pad(context, args, args_len, true, ret_value, error);
}

EXPR_CALL(compose_pad_right)
{
    return pad(context, args, args_len, false, ret_value, error);
}
