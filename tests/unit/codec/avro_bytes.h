#pragma once
/*
 * Bytes of Avro by hand: numbers, texts, and what stands between them.
 */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/span.h"

static inline void bytes_long(GString *bytes, int64_t number)
{
    uint64_t bits = ((uint64_t)number << 1) ^ (uint64_t)(number >> 63);

    for (; bits >= 0x80; bits >>= 7)
        g_string_append_c(bytes, (char)(bits | 0x80));
    g_string_append_c(bytes, (char)bits);
}

/* "0a ff": as written, in hexadecimal digits. (owned) */
static inline GString *bytes_of(const char *digits)
{
    GString *bytes = g_string_new(NULL);

    for (; *digits != '\0'; digits++) {
        if (*digits == ' ')
            continue;
        g_string_append_c(
            bytes, (char)(g_ascii_xdigit_value(digits[0]) * 16 + g_ascii_xdigit_value(digits[1])));
        digits++;
    }
    return bytes;
}

static inline Span bytes_span(const GString *bytes)
{
    return span_make(bytes->str, bytes->len);
}
