/*
 * Bytes as people read them. What is text stays as it is, but for the blanks between the parts of
 * a JSON document: members and numbers are as they were written. Only the beginning of what is long
 * is looked at, so that a record of many megabytes costs no more than its beginning.
 */
#include <string.h>

#include "base/utf8.h"
#include "expr/calls_bytea.h"
#include "row/document.h"

enum { SHOWN_BYTES_MAX = 32 * 1024 };

/* Valid UTF-8 with no control characters but those that texts have. */
static bool is_text(Span bytes)
{
    static const char allowed[] = "\t\n\v\f\r\x1b";

    if (!utf8_is_text(bytes))
        return false;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];

        if ((byte < 0x20 || byte == 0x7f) && strchr(allowed, byte) == NULL)
            return false;
    }
    return true;
}

/* Without half a character at its end, which cutting may have left. */
static Span whole_characters(Span bytes)
{
    for (int i = 0; i < 3 && bytes.len > 0 && !utf8_is_text(bytes); i++)
        bytes.len--;
    return bytes;
}

static bool is_container(Span text)
{
    size_t at = 0;

    while (at < text.len && g_ascii_isspace(text.at[at]))
        at++;
    return at < text.len && (text.at[at] == '{' || text.at[at] == '[');
}

static size_t write_string(Span json, size_t at, char *to)
{
    size_t end = at + 1;

    while (json.at[end] != '"')
        end += json.at[end] == '\\' ? 2 : 1;
    memcpy(to, json.at + at, end + 1 - at);
    return end + 1 - at;
}

/* The document with one blank behind each comma and colon, and no others. @to: twice its bytes */
static size_t write_json(Span json, char *to)
{
    size_t len = 0;

    for (size_t at = 0; at < json.len;) {
        char byte = json.at[at];

        if (byte == '"') {
            size_t string_len = write_string(json, at, to + len);

            at += string_len;
            len += string_len;
            continue;
        }
        at++;
        if (g_ascii_isspace(byte))
            continue;
        to[len++] = byte;
        if (byte == ',' || byte == ':')
            to[len++] = ' ';
    }
    return len;
}

static size_t write_hex(Span bytes, char *to)
{
    static const char digits[] = "0123456789abcdef";
    size_t len = 0;

    to[len++] = '\\';
    to[len++] = 'x';
    for (size_t i = 0; i < bytes.len; i++) {
        to[len++] = digits[(unsigned char)bytes.at[i] >> 4];
        to[len++] = digits[bytes.at[i] & 0xf];
    }
    return len;
}

EXPR_CALL(readable_bytes)
{
    enum { CUT_BYTES_MAX = 64 }; /* what is said of a value that is cut */
    Span whole = value_span(&args[0]);
    bool is_cut = whole.len > SHOWN_BYTES_MAX;
    Span bytes = span_make(whole.at, MIN(whole.len, (size_t)SHOWN_BYTES_MAX)), document;
    Span text = is_cut ? whole_characters(bytes) : bytes;
    char *to = expr_alloc(context, 2 * bytes.len + 2 + CUT_BYTES_MAX, error);
    size_t len;

    if (to == NULL)
        return false;
    if (!is_text(text)) {
        len = write_hex(bytes, to);
    } else if (!is_cut && is_container(text) && document_read(text, &document)) {
        len = write_json(document, to);
    } else {
        memcpy(to, text.at, text.len);
        len = text.len;
    }
    if (is_cut)
        len += (size_t)g_snprintf(to + len, CUT_BYTES_MAX, "… (%zu bytes)", whole.len);
    *ret_value = value_of_text(to, len);
    return true;
}
