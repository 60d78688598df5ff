#pragma once
/*
 * Memory for things that die together: the tree of a query, the values of a batch. Blocks grow up
 * to the arena's limit; arena_clear() makes all of it free again and keeps the first block.
 *
 * Thread: one at a time; no locks.
 */
#include <glib.h>
#include <stddef.h>

typedef struct Arena Arena;

/* @bytes_max: what all allocations together may reach; a larger one makes arena_try_alloc() NULL */
Arena *arena_new(size_t bytes_max); /* (owned) */
void arena_free(Arena *arena);      /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arena, arena_free)

/* Memory aligned to 16 bytes, not cleared, valid until clear or free; NULL beyond the limit. */
void *arena_try_alloc(Arena *arena, size_t bytes);
/* The same, for what the caller has bounded already: beyond the limit is a bug. */
void *arena_alloc(Arena *arena, size_t bytes);
/* @object: (taken) @object_free is called with it at the next clear, or the end of the arena. */
void arena_adopt(Arena *arena, void *object, GDestroyNotify object_free);
void arena_clear(Arena *arena);
size_t arena_bytes(const Arena *arena); /* allocated since the last clear */
