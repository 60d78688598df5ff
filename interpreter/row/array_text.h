#pragma once
/*
 * Arrays as text, {1,NULL,"a b"}, and back. Of one dimension, from 1: what has others is refused.
 *
 * Thread: pure functions, any thread.
 */
#include "row/value.h"

void array_write(Type type, const Value *array, const Zone *zone, GString *text);
/* FAIL_DATA: malformed, more than one dimension, or a bad item; FAIL_LIMIT: more than
 * VALUE_ITEMS_MAX items, or no room. */
bool array_read(Type type, Span text, const Zone *zone, Arena *arena, Value *ret_value,
                GError **error);
