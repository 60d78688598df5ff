#include "base/arena.h"

#include <assert.h>
#include <stdint.h>

enum { ARENA_BLOCK_BYTES = 64 * 1024, ARENA_ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t capacity;
    size_t used;
    char at[] __attribute__((aligned(ARENA_ALIGN)));
} Block;

typedef struct Adopted {
    struct Adopted *next;
    void *object; /* owned */
    GDestroyNotify object_free;
} Adopted;

struct Arena {
    Block *first; /* owned chain; the first is what clear keeps */
    Block *last;
    Adopted *adopted; /* owned chain, the latest first */
    size_t bytes;
    size_t bytes_max;
};

Arena *arena_new(size_t bytes_max)
{
    Arena *arena = g_new0(Arena, 1);

    arena->bytes_max = bytes_max;
    return arena;
}

static void free_blocks(Block *block)
{
    while (block != NULL) {
        Block *next = block->next;

        g_free(block);
        block = next;
    }
}

static void free_adopted(Adopted *adopted)
{
    while (adopted != NULL) {
        Adopted *next = adopted->next;

        adopted->object_free(adopted->object);
        g_free(adopted);
        adopted = next;
    }
}

void arena_free(Arena *arena)
{
    if (arena == NULL)
        return;
    free_adopted(arena->adopted);
    free_blocks(arena->first);
    g_free(arena);
}

static void add_block(Arena *arena, size_t bytes)
{
    size_t capacity = MAX(bytes, (size_t)ARENA_BLOCK_BYTES);
    Block *block = g_malloc(sizeof(Block) + capacity);

    block->next = NULL;
    block->capacity = capacity;
    block->used = 0;
    if (arena->last != NULL)
        arena->last->next = block;
    else
        arena->first = block;
    arena->last = block;
}

void *arena_try_alloc(Arena *arena, size_t bytes)
{
    void *at;

    if (bytes > arena->bytes_max || arena->bytes_max - bytes < arena->bytes)
        return NULL;
    bytes = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (arena->last == NULL || arena->last->capacity - arena->last->used < bytes)
        add_block(arena, bytes);
    at = arena->last->at + arena->last->used;
    arena->last->used += bytes;
    arena->bytes += bytes;
    return at;
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    void *at = arena_try_alloc(arena, bytes);

    assert(at != NULL);
    return at;
}

void arena_adopt(Arena *arena, void *object, GDestroyNotify object_free)
{
    Adopted *adopted = g_new(Adopted, 1);

    *adopted = (Adopted){arena->adopted, object, object_free};
    arena->adopted = adopted;
}

void arena_clear(Arena *arena)
{
    free_adopted(arena->adopted);
    arena->adopted = NULL;
    arena->bytes = 0;
    if (arena->first == NULL)
        return;
    free_blocks(arena->first->next);
    arena->first->next = NULL;
    arena->first->used = 0;
    arena->last = arena->first;
}

size_t arena_bytes(const Arena *arena)
{
    return arena->bytes;
}
