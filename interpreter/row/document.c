/*
 * The one scanner: it checks as it skips. A value is skipped without recursion: what is open is a
 * stack of bits, array or object. Within strings eight bytes are looked at together: most hold
 * neither the end, nor an escape, nor a byte that has to be looked at alone.
 */
#include "row/document_scan.h"

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* Bits of the bytes that are @byte; those above the first may be wrong. */
static inline uint64_t bytes_equal(uint64_t word, uint8_t byte)
{
    uint64_t rest = word ^ (ONES * byte);

    return (rest - ONES) & ~rest;
}

/* Bits of the bytes that end a run of plain ASCII: quote, backslash, control, beyond ASCII. The
 * lowest is right. */
static inline uint64_t not_plain(uint64_t word)
{
    uint64_t controls = (word - ONES * 0x20) & ~word;

    return (bytes_equal(word, '"') | bytes_equal(word, '\\') | controls | word) & HIGHS;
}

static inline bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

static inline const char *skip_plain(const char *at, const char *end)
{
    while (end - at >= (ptrdiff_t)sizeof(uint64_t)) {
        uint64_t word, found;

        memcpy(&word, at, sizeof(word));
        found = not_plain(GUINT64_FROM_LE(word));
        if (found != 0)
            return at + __builtin_ctzll(found) / 8;
        at += sizeof(word);
    }
    while (at < end && is_plain((uint8_t)*at))
        at++;
    return at;
}

/* The bytes of the character beyond ASCII that begins at @at; 0 if that is not UTF-8. */
static size_t character_len(const char *at, const char *end)
{
    const uint8_t *byte = (const uint8_t *)at;
    size_t len = byte[0] >= 0xF0 ? 4 : byte[0] >= 0xE0 ? 3 : 2;
    uint8_t min = 0x80, max = 0xBF; /* of the second byte: no longer form, surrogate, or too much */

    if (byte[0] < 0xC2 || byte[0] > 0xF4 || (size_t)(end - at) < len)
        return 0;
    if (byte[0] == 0xE0)
        min = 0xA0;
    else if (byte[0] == 0xED)
        max = 0x9F;
    else if (byte[0] == 0xF0)
        min = 0x90;
    else if (byte[0] == 0xF4)
        max = 0x8F;
    if (byte[1] < min || byte[1] > max)
        return 0;
    for (size_t i = 2; i < len; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
    }
    return len;
}

bool scan_unit(const char *at, const char *end, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return false;
    for (int i = 2; i < 6; i++) {
        int digit = g_ascii_xdigit_value(at[i]);

        if (digit < 0)
            return false;
        unit = unit * 16 + (uint32_t)digit;
    }
    *ret_unit = unit;
    return true;
}

const char *scan_unicode(const char *at, const char *end, uint32_t *ret_character)
{
    uint32_t unit, low;

    if (!scan_unit(at, end, &unit) || unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return NULL;
    if (unit < 0xD800 || unit > 0xDFFF) {
        *ret_character = unit;
        return at + 6;
    }
    if (!scan_unit(at + 6, end, &low) || low < 0xDC00 || low > 0xDFFF)
        return NULL;
    *ret_character = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    return at + 12;
}

char scan_escape(char letter)
{
    static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";

    for (size_t i = 0; i + 1 < sizeof(escapes); i += 2) {
        if (escapes[i] == letter)
            return escapes[i + 1];
    }
    return '\0';
}

static const char *skip_escape(const char *at, const char *end)
{
    uint32_t character;

    if (end - at < 2)
        return NULL;
    if (at[1] == 'u')
        return scan_unicode(at, end, &character);
    return scan_escape(at[1]) != '\0' ? at + 2 : NULL;
}

/* Past the closing quote of the string whose first byte after the opening one is at @at. */
static inline const char *skip_string(const char *at, const char *end)
{
    while ((at = skip_plain(at, end)) < end) {
        if (*at == '"')
            return at + 1;
        if (*at == '\\') {
            at = skip_escape(at, end);
        } else {
            size_t len = (uint8_t)*at < 0x80 ? 0 : character_len(at, end);

            at = len == 0 ? NULL : at + len;
        }
        if (at == NULL)
            return NULL;
    }
    return NULL;
}

static inline const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* Past at least one digit, or NULL. */
static inline const char *need_digits(const char *at, const char *end)
{
    const char *past = skip_digits(at, end);

    return past == at ? NULL : past;
}

static const char *skip_exponent(const char *at, const char *end)
{
    if (at < end && (*at == '+' || *at == '-'))
        at++;
    return need_digits(at, end);
}

/* Past the number; NULL where a digit is missing. What may not follow is for the caller to see. */
static const char *skip_number(const char *at, const char *end)
{
    if (at < end && *at == '-')
        at++;
    at = at < end && *at == '0' ? at + 1 : need_digits(at, end);
    if (at != NULL && at < end && *at == '.')
        at = need_digits(at + 1, end);
    if (at != NULL && at < end && (*at == 'e' || *at == 'E'))
        at = skip_exponent(at + 1, end);
    return at;
}

static const char *skip_word(const char *at, const char *end, const char *word, size_t len)
{
    return (size_t)(end - at) >= len && memcmp(at, word, len) == 0 ? at + len : NULL;
}

static inline const char *skip_scalar(const char *at, const char *end)
{
    switch (*at) {
    case '"':
        return skip_string(at + 1, end);
    case 't':
        return skip_word(at, end, "true", 4);
    case 'f':
        return skip_word(at, end, "false", 5);
    case 'n':
        return skip_word(at, end, "null", 4);
    default:
        return skip_number(at, end);
    }
}

const char *scan_name(const char *at, const char *end, Span *ret_name)
{
    const char *name;

    at = scan_space(at, end);
    if (at == end || *at != '"')
        return NULL;
    name = at + 1;
    at = skip_string(name, end);
    if (at == NULL)
        return NULL;
    *ret_name = span_make(name, (size_t)(at - 1 - name));
    at = scan_space(at, end);
    if (at == end || *at != ':')
        return NULL;
    return scan_space(at + 1, end);
}

typedef struct Nesting {
    uint64_t are_objects[(DOCUMENT_DEPTH_MAX + 63) / 64]; /* a bit a level */
    size_t depth;
} Nesting;

static inline bool is_object(const Nesting *nesting)
{
    size_t i = nesting->depth - 1;

    return (nesting->are_objects[i / 64] >> (i % 64) & 1) != 0;
}

static inline void open_level(Nesting *nesting, bool level_is_object)
{
    size_t i = nesting->depth++;
    uint64_t bit = (uint64_t)1 << (i % 64);

    if (level_is_object)
        nesting->are_objects[i / 64] |= bit;
    else
        nesting->are_objects[i / 64] &= ~bit;
}

/* Past a scalar or an empty container, with all that open on the way to it. */
static inline const char *skip_down(Nesting *nesting, size_t depth_max, const char *at,
                                    const char *end)
{
    Span name;

    while (at != NULL && at < end && (*at == '{' || *at == '[')) {
        char closing = (char)(*at + 2); /* in ASCII */

        if (nesting->depth == depth_max)
            return NULL;
        at = scan_space(at + 1, end);
        if (at < end && *at == closing)
            return at + 1;
        open_level(nesting, closing == '}');
        if (closing == '}')
            at = scan_name(at, end, &name);
    }
    return at == NULL || at == end ? NULL : skip_scalar(at, end);
}

/* Past what closes after a value, and the comma, and the name, before the next. */
static inline const char *skip_up(Nesting *nesting, const char *at, const char *end)
{
    Span name;

    while (nesting->depth > 0) {
        bool in_object = is_object(nesting);

        at = scan_space(at, end);
        if (at == end)
            return NULL;
        if (*at == ',')
            return in_object ? scan_name(at + 1, end, &name) : scan_space(at + 1, end);
        if (*at != (in_object ? '}' : ']'))
            return NULL;
        nesting->depth--;
        at++;
    }
    return at;
}

const char *scan_value(const char *at, const char *end, size_t depth)
{
    Nesting nesting;

    nesting.depth = 0; /* its bits are written before they are read */
    do {
        at = skip_down(&nesting, DOCUMENT_DEPTH_MAX - depth, at, end);
        if (at != NULL)
            at = skip_up(&nesting, at, end);
    } while (at != NULL && nesting.depth > 0);
    return at;
}

bool document_read(Span text, Span *ret_value)
{
    const char *end = text.at + text.len;
    const char *start = scan_space(text.at, end);
    const char *at = scan_value(start, end, 0);

    if (at == NULL || scan_space(at, end) != end)
        return false;
    *ret_value = span_make(start, (size_t)(at - start));
    return true;
}
