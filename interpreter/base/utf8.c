#include "base/utf8.h"

#include <stdint.h>

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

static inline uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

/* Not zero if one of the eight bytes is zero or not ASCII; it may also be so by a borrow next to a
 * zero, which changes nothing. */
static inline uint64_t strange(uint64_t word)
{
    return ((word - ONES) | word) & HIGHS;
}

/* True if all are ASCII and none is NUL, which is what most records are. */
static bool is_plain(Span bytes)
{
    const char *at = bytes.at, *end = bytes.at + bytes.len;
    uint64_t found = 0;

    if (bytes.len < sizeof(uint64_t)) {
        for (; at < end; at++) {
            if ((signed char)*at <= 0)
                return false;
        }
        return true;
    }
    for (; end - at >= (ptrdiff_t)(4 * sizeof(uint64_t)); at += 4 * sizeof(uint64_t)) {
        found = strange(load(at)) | strange(load(at + 8)) | strange(load(at + 16)) |
                strange(load(at + 24));
        if (found != 0)
            return false;
    }
    for (; end - at >= (ptrdiff_t)sizeof(uint64_t); at += sizeof(uint64_t))
        found |= strange(load(at));
    return (found | strange(load(end - sizeof(uint64_t)))) == 0;
}

bool utf8_is_text(Span bytes)
{
    return is_plain(bytes) || g_utf8_validate_len(bytes.at, bytes.len, NULL);
}

Span utf8_repair(Span bytes, Arena *arena)
{
    g_autofree char *text = g_utf8_make_valid(bytes.at, (gssize)bytes.len);
    size_t len = strlen(text);
    char *copy = arena_try_alloc(arena, len);

    if (copy == NULL)
        return span_make(NULL, 0);
    memcpy(copy, text, len);
    return span_make(copy, len);
}
