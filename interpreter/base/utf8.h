#pragma once
/*
 * Is it text? Record bytes become text only if they are valid UTF-8 without NUL.
 *
 * Thread: any; pure.
 */
#include "base/arena.h"
#include "base/span.h"

bool utf8_is_text(Span bytes);
/* The text with U+FFFD for what is none, in @arena; at == NULL beyond the arena's limit. */
Span utf8_repair(Span bytes, Arena *arena);
