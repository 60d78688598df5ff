#pragma once
/*
 * A slice of somebody's buffer: not ended by NUL, never owned. Its life is that of the buffer.
 *
 * Thread: as the buffer.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct Span {
    const char *at; /* borrowed; may be NULL only with len 0 */
    size_t len;     /* bytes */
} Span;

static inline Span span_make(const char *at, size_t len)
{
    return (Span){at, len};
}

static inline Span span_of(const char *text)
{
    return (Span){text, strlen(text)};
}

static inline bool span_equals(Span a, Span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* (borrowed) The first place of @part in @text from @from (<= text.len) on; NULL if there is none.
 * An empty part is everywhere. */
static inline const char *span_find(Span text, size_t from, Span part)
{
    if (part.len == 0)
        return text.at + from;
    if (from == text.len)
        return NULL;
    /* Thread sanitizer's memmem() looks at all of the text, wherever the part is found. */
    return part.len == 1 ? memchr(text.at + from, part.at[0], text.len - from)
                         : memmem(text.at + from, text.len - from, part.at, part.len);
}
