/* What strings say: their escapes undone, and made. */
#include "row/document_scan.h"

/* The character at @at of a string's inside, as UTF-8; past it. What is no escape is one byte. */
static inline const char *read_character(const char *at, const char *end, char *text,
                                         size_t *ret_len)
{
    uint32_t character;
    const char *next;

    *ret_len = 1;
    text[0] = *at;
    if (*at != '\\' || end - at < 2)
        return at + 1;
    if (at[1] != 'u') {
        text[0] = scan_escape(at[1]);
        return at + 2;
    }
    next = scan_unicode(at, end, &character);
    if (next == NULL)
        return end; /* no document has it */
    *ret_len = (size_t)g_unichar_to_utf8(character, text);
    return next;
}

size_t document_unescape_to(Span written, char *to)
{
    const char *at = written.at, *end = at + written.len;
    size_t len = 0;

    while (at < end) {
        char text[6];
        size_t text_len;

        at = read_character(at, end, text, &text_len);
        memcpy(to + len, text, text_len);
        len += text_len;
    }
    return len;
}

bool document_unescape(Span written, Arena *arena, Span *ret_text)
{
    char *copy;

    *ret_text = written;
    if (!document_is_escaped(written))
        return true;
    copy = arena_try_alloc(arena, written.len); /* an escape is longer than what it stands for */
    if (copy == NULL)
        return false;
    *ret_text = span_make(copy, document_unescape_to(written, copy));
    return true;
}

bool document_name_equals(Span written, Span text)
{
    const char *at = written.at, *end = at + written.len;
    size_t compared = 0;

    if (!document_is_escaped(written))
        return span_equals(written, text);
    while (at < end) {
        char part[6];
        size_t len;

        at = read_character(at, end, part, &len);
        if (text.len - compared < len || memcmp(text.at + compared, part, len) != 0)
            return false;
        compared += len;
    }
    return compared == text.len;
}

/* The text of a string, byte by byte. */
typedef struct Bytes {
    const char *at, *end;
    char character[6];
    size_t i, len;
} Bytes;

/* The next byte, -1 at the end. */
static int next_byte(Bytes *bytes)
{
    if (bytes->i == bytes->len) {
        if (bytes->at == bytes->end)
            return -1;
        bytes->at = read_character(bytes->at, bytes->end, bytes->character, &bytes->len);
        bytes->i = 0;
    }
    return (uint8_t)bytes->character[bytes->i++];
}

int document_name_compare(Span a, Span b)
{
    Bytes x = {.at = a.at, .end = a.at + a.len}, y = {.at = b.at, .end = b.at + b.len};
    size_t len = MIN(a.len, b.len);
    int x_byte, y_byte;

    if (!document_is_escaped(a) && !document_is_escaped(b)) {
        int order = len == 0 ? 0 : memcmp(a.at, b.at, len);

        return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
    }
    do {
        x_byte = next_byte(&x);
        y_byte = next_byte(&y);
    } while (x_byte == y_byte && x_byte >= 0);
    return x_byte - y_byte;
}

void document_write_text(GString *json, Span text)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    g_string_append_c(json, '"');
    for (size_t i = 0; i < text.len; i++) {
        const char *letter = text.at[i] == '\0' ? NULL : strchr(letters, text.at[i]);
        bool is_special = (uint8_t)text.at[i] < 0x20 || text.at[i] == '"' || text.at[i] == '\\';

        if (!is_special)
            g_string_append_c(json, text.at[i]);
        else if (letter != NULL)
            g_string_append_printf(json, "\\%c", letter[1]);
        else
            g_string_append_printf(json, "\\u%04x", (unsigned)text.at[i]);
    }
    g_string_append_c(json, '"');
}
