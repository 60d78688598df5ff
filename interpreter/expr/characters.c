#include "expr/characters.h"

int64_t characters_count(Span text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += characters_begins(text.at[i]) ? 1 : 0;
    return (int64_t)n;
}

size_t characters_bytes(Span text, int64_t characters)
{
    size_t i = 0;

    if ((uint64_t)characters >= text.len && characters >= 0)
        return text.len; /* no character is shorter than a byte */
    for (; i < text.len && characters > 0; characters--) {
        i++;
        while (i < text.len && !characters_begins(text.at[i]))
            i++;
    }
    return i;
}
