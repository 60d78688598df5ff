#pragma once
/*
 * The one door to xxHash. Hashes of hash_bytes() live in memory only: they are never stored or
 * sent, so the function may change with the library.
 *
 * Thread: any.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stddef.h>
#include <stdint.h>

static inline uint64_t hash_bytes(const void *at, size_t len)
{
    return XXH3_64bits(at, len);
}

/* The same for ever: may be stored. */
static inline uint64_t hash_stable(const void *at, size_t len)
{
    return XXH64(at, len, 0);
}
