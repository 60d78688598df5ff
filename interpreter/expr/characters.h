#pragma once
/*
 * Characters of a text, which is valid UTF-8, and the bytes that they take.
 *
 * Thread: any; pure.
 */
#include <stdint.h>

#include "base/span.h"

/* Whether a byte is the first of its character. */
static inline bool characters_begins(char byte)
{
    return ((uint8_t)byte & 0xC0) != 0x80;
}

int64_t characters_count(Span text);
/* The bytes of the first @characters of @text, or all of it. */
size_t characters_bytes(Span text, int64_t characters);
