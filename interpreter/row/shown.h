#pragma once
/*
 * A bad input within a sentence: cut where it is long, at a whole character.
 *
 * Thread: any; pure.
 */
#include "base/span.h"

enum { SHOWN_BYTES_MAX = 100 };

static inline Span shown(Span text)
{
    if (text.len <= SHOWN_BYTES_MAX)
        return text;
    text.len = SHOWN_BYTES_MAX;
    while (text.len > 0 && ((unsigned char)text.at[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}
