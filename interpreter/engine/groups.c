/*
 * Open addressing over 8-byte slots (32 bits of hash, number of the group + 1), at most half full,
 * so that a probe mostly costs one line of the slots and one of the group itself, which holds its
 * key up to 16 bytes. Both the place and the tag come from the stored 32 bits, so growing the slots
 * touches no group.
 *
 * Groups lie in chunks that double: chunk k holds FIRST << k groups, so that a number becomes an
 * address by one count of leading zeros, a table of one group stays small, and nothing ever moves.
 */
#include "engine/groups.h"

#include <assert.h>

#include "base/hash.h"

enum {
    FIRST_BITS = 3,
    FIRST = 1 << FIRST_BITS,
    CHUNKS_MAX = 28,
    SLOTS_MIN = 16,
    KEY_BLOCK_BYTES = 32 * 1024,
};

struct Groups {
    uint64_t *slots; /* hash << 32 | id + 1; 0 is empty */
    size_t slots_mask;
    uint32_t len;
    size_t stride;
    char *chunks[CHUNKS_MAX];
    GPtrArray *key_blocks; /* owned memory of keys beyond GROUPS_KEY_INLINE */
    char *key_at;
    size_t key_left;
    size_t key_bytes;
};

Groups *groups_new(size_t payload_bytes)
{
    Groups *groups = g_new0(Groups, 1);

    assert(payload_bytes % 16 == 0);
    groups->stride = sizeof(Group) + payload_bytes;
    groups->slots = g_new0(uint64_t, SLOTS_MIN);
    groups->slots_mask = SLOTS_MIN - 1;
    groups->key_blocks = g_ptr_array_new_with_free_func(g_free);
    return groups;
}

void groups_free(Groups *groups)
{
    if (groups == NULL)
        return;
    for (size_t i = 0; i < CHUNKS_MAX; i++)
        g_free(groups->chunks[i]);
    g_ptr_array_unref(groups->key_blocks);
    g_free(groups->slots);
    g_free(groups);
}

uint32_t groups_hash(const char *at, uint32_t len)
{
    uint64_t hash = len == GROUPS_KEY_NULL ? 0x9e3779b97f4a7c15u : hash_bytes(at, len);

    return (uint32_t)(hash ^ hash >> 32);
}

static inline Group *group_at(const Groups *groups, uint32_t id)
{
    uint32_t place = id + FIRST;
    int chunk = 31 - __builtin_clz(place) - FIRST_BITS;

    return (Group *)(void *)(groups->chunks[chunk] +
                             (size_t)(place - ((uint32_t)FIRST << chunk)) * groups->stride);
}

Group *groups_at(const Groups *groups, uint32_t id)
{
    assert(id < groups->len);
    return group_at(groups, id);
}

static inline uint64_t load_8(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

static inline uint32_t load_4(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

/* Two keys of the same length: words of two overlapping halves, which is all that short ones need.
 */
static inline bool bytes_equal(const char *a, const char *b, uint32_t len)
{
    if (len > GROUPS_KEY_INLINE)
        return memcmp(a, b, len) == 0;
    if (len >= 8)
        return load_8(a) == load_8(b) && load_8(a + len - 8) == load_8(b + len - 8);
    if (len >= 4)
        return load_4(a) == load_4(b) && load_4(a + len - 4) == load_4(b + len - 4);
    for (uint32_t i = 0; i < len; i++) {
        if (a[i] != b[i])
            return false;
    }
    return true;
}

static inline bool has_key(const Group *group, const GroupsKey *key)
{
    if (group->key_len != key->len)
        return false;
    return key->len == GROUPS_KEY_NULL || bytes_equal(group_key(group), key->at, key->len);
}

static void grow_slots(Groups *groups)
{
    size_t old_len = groups->slots_mask + 1;
    size_t mask = old_len * 2 - 1;
    uint64_t *slots = g_new0(uint64_t, old_len * 2);

    for (size_t i = 0; i < old_len; i++) {
        size_t at;

        if (groups->slots[i] == 0)
            continue;
        at = (groups->slots[i] >> 32) & mask;
        while (slots[at] != 0)
            at = (at + 1) & mask;
        slots[at] = groups->slots[i];
    }
    g_free(groups->slots);
    groups->slots = slots;
    groups->slots_mask = mask;
}

static char *key_room(Groups *groups, uint32_t len)
{
    char *at;

    if (len > KEY_BLOCK_BYTES / 4) { /* a block of its own wastes nothing of the common one */
        at = g_malloc(len);
        g_ptr_array_add(groups->key_blocks, at);
    } else {
        if (len > groups->key_left) {
            groups->key_at = g_malloc(KEY_BLOCK_BYTES);
            groups->key_left = KEY_BLOCK_BYTES;
            g_ptr_array_add(groups->key_blocks, groups->key_at);
        }
        at = groups->key_at;
        groups->key_at += len;
        groups->key_left -= len;
    }
    groups->key_bytes += len;
    return at;
}

static Group *add_group(Groups *groups, const GroupsKey *key)
{
    uint32_t id = groups->len, place = id + FIRST;
    int chunk = 31 - __builtin_clz(place) - FIRST_BITS;
    Group *group;

    if (groups->chunks[chunk] == NULL)
        groups->chunks[chunk] = g_malloc(((size_t)FIRST << chunk) * groups->stride);
    groups->len++;
    group = group_at(groups, id);
    group->key_len = key->len;
    group->mark = 0;
    group->rows = 0;
    memset(&group->key, 0, sizeof(group->key));
    if (key->len == GROUPS_KEY_NULL)
        return group;
    if (key->len > GROUPS_KEY_INLINE) {
        char *at = key_room(groups, key->len);

        memcpy(at, key->at, key->len);
        group->key.at = at;
    } else if (key->len > 0) {
        memcpy(group->key.bytes, key->at, key->len);
    }
    return group;
}

Group *groups_get(Groups *groups, const GroupsKey *key, uint32_t *ret_id, bool *ret_is_new)
{
    size_t at = key->hash & groups->slots_mask;
    uint64_t slot;

    while ((slot = groups->slots[at]) != 0) {
        if (slot >> 32 == key->hash) {
            Group *group = group_at(groups, (uint32_t)slot - 1);

            if (has_key(group, key)) {
                *ret_id = (uint32_t)slot - 1;
                *ret_is_new = false;
                return group;
            }
        }
        at = (at + 1) & groups->slots_mask;
    }
    if (groups->len >= GROUPS_LEN_MAX)
        return NULL;
    groups->slots[at] = (uint64_t)key->hash << 32 | (groups->len + 1);
    *ret_id = groups->len;
    *ret_is_new = true;
    if (((size_t)groups->len + 1) * 2 > groups->slots_mask)
        grow_slots(groups);
    return add_group(groups, key);
}

Group *groups_find(const Groups *groups, const GroupsKey *key)
{
    size_t at = key->hash & groups->slots_mask;
    uint64_t slot;

    for (; (slot = groups->slots[at]) != 0; at = (at + 1) & groups->slots_mask) {
        Group *group = group_at(groups, (uint32_t)slot - 1);

        if (slot >> 32 == key->hash && has_key(group, key))
            return group;
    }
    return NULL;
}

void groups_prefetch(const Groups *groups, const GroupsKey *keys, size_t len)
{
    for (size_t i = 0; i < len; i++)
        __builtin_prefetch(&groups->slots[keys[i].hash & groups->slots_mask]);
    for (size_t i = 0; i < len; i++) {
        uint64_t slot = groups->slots[keys[i].hash & groups->slots_mask];

        if (slot >> 32 == keys[i].hash && slot != 0)
            __builtin_prefetch(group_at(groups, (uint32_t)slot - 1));
    }
}

size_t groups_len(const Groups *groups)
{
    return groups->len;
}

size_t groups_bytes(const Groups *groups)
{
    return sizeof(*groups) + (groups->slots_mask + 1) * sizeof(uint64_t) +
           (size_t)groups->len * groups->stride + groups->key_bytes;
}

int group_compare_keys(const Group *a, const Group *b)
{
    uint32_t a_len = group_key_bytes(a), b_len = group_key_bytes(b);
    int order;

    if (a->key_len == GROUPS_KEY_NULL || b->key_len == GROUPS_KEY_NULL)
        return (a->key_len == GROUPS_KEY_NULL) - (b->key_len == GROUPS_KEY_NULL);
    order = memcmp(group_key(a), group_key(b), MIN(a_len, b_len));
    if (order != 0)
        return order;
    return a_len < b_len ? -1 : a_len > b_len;
}
