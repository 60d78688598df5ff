#pragma once
/*
 * Names that look like a mistyped one, for hints.
 *
 * Thread: any; pure.
 */
#include <stdbool.h>
#include <stddef.h>

enum { TYPO_NAME_BYTES_MAX = 255 }; /* longer names are near to nothing */

/* Edits (insert, remove, change, swap neighbours) from @a to @b, whatever the case; at most @max,
 * else @max + 1. */
size_t typo_distance(const char *a, const char *b, size_t max);
/* True if @b may be meant by @a: a third of its letters may differ, three at most, or it begins
 * with @a. */
bool typo_is(const char *a, const char *b);
/* The nearest of @names (NULL-ended) that typo_is() accepts; NULL if there is none. (borrowed) */
const char *typo_find(const char *name, const char *const *names);
