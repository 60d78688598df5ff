#pragma once
/*
 * What to write instead, for texts that PostgreSQL's grammar refuses because they are written for
 * another system, or mistyped.
 *
 * Thread: any; pure.
 */
#include "base/fail.h"
#include "base/span.h"

/* Add a hint to a syntax error in @text, by its position and words, if a row knows one. */
void hint_add(Span text, GError **error);
