#pragma once
/*
 * One value of any type, kept on the heap of a state as the bytes that value_save() writes. Its
 * memory is used again while the next value fits, and not by far. Zeroed memory is an empty box.
 *
 * Thread: as the state.
 */
#include "row/value.h"

typedef struct Box {
    GByteArray *bytes; /* owned */
    size_t capacity;   /* what they need on the heap, about */
} Box;

/* FAIL_LIMIT beyond AGGREGATE_STATE_BYTES_MAX, as @name's. */
bool box_put(Box *box, Type type, const Value *value, const char *name, GError **error);
/* Borrows from the box and @arena; the box is not empty. */
Value box_get(const Box *box, Type type, Arena *arena);
void box_done(Box *box); /* leaves an empty one */
void box_save(const Box *box, GByteArray *bytes);
void box_load(Box *box, const uint8_t **at); /* an empty one */
