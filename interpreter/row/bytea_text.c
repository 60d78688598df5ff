#include "row/bytea_text.h"

#include "base/fail.h"

void bytea_write_hex(Span bytes, char *to)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = (uint8_t)bytes.at[i];

        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
}

void bytea_write(Span bytes, GString *text)
{
    size_t at = text->len;

    g_string_set_size(text, at + 2 + 2 * bytes.len);
    memcpy(text->str + at, "\\x", 2);
    bytea_write_hex(bytes, text->str + at + 2);
}

static bool fail_digit(const char *at, const char *end, GError **error)
{
    size_t len = (size_t)(g_utf8_next_char(at) - at);

    return fail(error, FAIL_DATA, "invalid hexadecimal digit: \"%.*s\"",
                (int)MIN(len, (size_t)(end - at)), at);
}

bool bytea_read_hex(Span digits, char *to, size_t *ret_len, GError **error)
{
    const char *at = digits.at, *end = at + digits.len;
    size_t len = 0;

    while (at < end) {
        int high, low;

        if (strchr(" \n\t\r", *at) != NULL && *at != '\0') {
            at++;
            continue;
        }
        high = g_ascii_xdigit_value(*at);
        if (high < 0)
            return fail_digit(at, end, error);
        if (++at == end)
            return fail(error, FAIL_DATA, "invalid hexadecimal data: odd number of digits");
        low = g_ascii_xdigit_value(*at);
        if (low < 0)
            return fail_digit(at, end, error);
        at++;
        to[len++] = (char)(high * 16 + low);
    }
    *ret_len = len;
    return true;
}

static bool is_octal(const char *at, const char *end)
{
    return end - at >= 3 && at[0] >= '0' && at[0] <= '3' && at[1] >= '0' && at[1] <= '7' &&
           at[2] >= '0' && at[2] <= '7';
}

bool bytea_read_escaped(Span text, char *to, size_t *ret_len, GError **error)
{
    const char *at = text.at, *end = at + text.len;
    size_t len = 0;

    while (at < end) {
        if (*at != '\\') {
            to[len++] = *at++;
        } else if (is_octal(at + 1, end)) {
            to[len++] = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0'));
            at += 4;
        } else if (end - at > 1 && at[1] == '\\') {
            to[len++] = '\\';
            at += 2;
        } else {
            return fail(error, FAIL_DATA, "invalid input syntax for type bytea");
        }
    }
    *ret_len = len;
    return true;
}

bool bytea_read(Span text, Arena *arena, Value *ret_value, GError **error)
{
    bool is_hex = text.len >= 2 && memcmp(text.at, "\\x", 2) == 0;
    char *bytes = text.len > VALUE_TEXT_BYTES_MAX ? NULL : arena_try_alloc(arena, text.len);
    size_t len = 0;
    bool is_read;

    if (bytes == NULL)
        return fail(error, FAIL_LIMIT, "a value of %zu bytes does not fit into the memory of a row",
                    text.len);
    is_read = is_hex ? bytea_read_hex(span_make(text.at + 2, text.len - 2), bytes, &len, error)
                     : bytea_read_escaped(text, bytes, &len, error);
    if (!is_read)
        return false;
    *ret_value = value_of_text(bytes, len);
    return true;
}
