/* arena: memory that dies together, within a limit. */
#include "base/arena.h"

#include <stdint.h>

#include "lib/unit.h"

static void memory_is_aligned_and_apart(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 20);
    char *last = NULL;

    for (size_t i = 1; i < 300; i++) {
        char *at = arena_alloc(arena, i);

        memset(at, (int)i, i);
        UNIT_CHECK((uintptr_t)at % 16 == 0, "aligned to 16");
        UNIT_CHECK(last == NULL || (unsigned char)last[i - 2] == (unsigned char)(i - 1),
                   "the one before is untouched");
        last = at;
    }
}

static void beyond_the_limit_there_is_nothing(void)
{
    g_autoptr(Arena) arena = arena_new(1024);

    UNIT_CHECK(arena_try_alloc(arena, 1000) != NULL, "within");
    UNIT_CHECK(arena_try_alloc(arena, 100) == NULL, "beyond");
    UNIT_CHECK(arena_try_alloc(arena, SIZE_MAX) == NULL, "far beyond");
    arena_clear(arena);
    UNIT_CHECK(arena_bytes(arena) == 0, "cleared");
    UNIT_CHECK(arena_try_alloc(arena, 1000) != NULL, "free again after a clear");
}

static void a_large_piece_has_a_block_of_its_own(void)
{
    g_autoptr(Arena) arena = arena_new(64 << 20);
    char *small = arena_alloc(arena, 8);
    char *large = arena_alloc(arena, 10 << 20);

    memset(large, 1, 10 << 20);
    small[0] = 2;
    arena_clear(arena);
    UNIT_CHECK(arena_alloc(arena, 8) != NULL, "usable after a clear");
}

UNIT_MAIN("base/arena", UNIT(memory_is_aligned_and_apart), UNIT(beyond_the_limit_there_is_nothing),
          UNIT(a_large_piece_has_a_block_of_its_own))
