#pragma once
/*
 * Numbers as PostgreSQL reads and writes them: whitespace around them is skipped, nothing else is
 * forgiven; float8 comes out with the fewest digits that read back as the same number.
 *
 * Thread: any; pure.
 */
#include "row/value.h"

typedef enum NumberRead {
    NUMBER_READ,
    NUMBER_SYNTAX, /* not a number */
    NUMBER_RANGE,  /* a number that the type can't hold */
} NumberRead;

enum { NUMBER_TEXT_MAX = 32 }; /* bytes of the longest number that is written, NUL included */

NumberRead number_read_integer(Span text, int64_t min, int64_t max, int64_t *ret_integer);
NumberRead number_read_real(Span text, double *ret_real);

/* Write to @text of NUMBER_TEXT_MAX bytes, NUL-ended; the length. */
size_t number_write_integer(int64_t integer, char *text);
size_t number_write_real(double real, char *text);

static inline bool number_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* @text without the whitespace around it. */
static inline Span number_trim(Span text)
{
    while (text.len > 0 && number_is_space(text.at[0]))
        text = span_make(text.at + 1, text.len - 1);
    while (text.len > 0 && number_is_space(text.at[text.len - 1]))
        text.len--;
    return text;
}
