#pragma once
/*
 * The scanner's steps, for the files document_*.c of this room. Each takes the place where it
 * begins and that where the bytes end, and gives the place after what it has passed, or NULL where
 * the bytes are not what they should be.
 *
 * Thread: any; pure.
 */
#include "row/document.h"

static inline const char *scan_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

/* A whole value that is @depth containers deep; no space before it. */
const char *scan_value(const char *at, const char *end, size_t depth);
/* Space, a name in quotes, a colon, space. @ret_name: between the quotes */
const char *scan_name(const char *at, const char *end, Span *ret_name);
/* The four digits of \uXXXX, from its backslash on. */
bool scan_unit(const char *at, const char *end, uint32_t *ret_unit);
/* The escape from its backslash on: \uXXXX, or the two of a pair. */
const char *scan_unicode(const char *at, const char *end, uint32_t *ret_character);
/* What \@letter stands for; '\0' if it is none of the escapes of one letter. */
char scan_escape(char letter);
