#pragma once
/*
 * A hash table of groups: the bytes of a key -> rows counted and some memory of the owner's
 * (aggregate states). Groups are numbered from 0 in the order they were first seen, never move and
 * are never removed alone: the whole table goes when its window does.
 *
 * Thread: one at a time; no locks.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GROUPS_KEY_INLINE = 16,       /* bytes of a key that lie in the group itself */
    GROUPS_LEN_MAX = 1 << 30,     /* groups in one table */
    GROUPS_KEY_NULL = UINT32_MAX, /* as key_len: the one key that is SQL's null */
};

typedef struct Group {
    uint32_t key_len; /* bytes, or GROUPS_KEY_NULL */
    uint32_t mark;    /* the owner's; 0 at first */
    union {
        char bytes[GROUPS_KEY_INLINE];
        const char *at; /* of a longer key; the table's */
    } key;
    int64_t rows;                                /* the owner's; 0 at first */
    char payload[] __attribute__((aligned(16))); /* the owner's; not initialised */
} Group;

typedef struct GroupsKey {
    const char *at; /* borrowed for the call */
    uint32_t len;
    uint32_t hash; /* of groups_hash() */
} GroupsKey;

typedef struct Groups Groups;

/* @payload_bytes: a multiple of 16 */
Groups *groups_new(size_t payload_bytes); /* (owned) */
void groups_free(Groups *groups);         /* NULL is fine; payloads are the owner's to end before */

uint32_t groups_hash(const char *at, uint32_t len); /* len may be GROUPS_KEY_NULL */
/* The group of a key, made if there is none; *ret_is_new tells. NULL only beyond GROUPS_LEN_MAX.
 * (borrowed) for the life of the table. */
Group *groups_get(Groups *groups, const GroupsKey *key, uint32_t *ret_id, bool *ret_is_new);
Group *groups_find(const Groups *groups, const GroupsKey *key); /* NULL if there is none */
/* Ask for the memory that groups_get() of these keys will touch; changes nothing. */
void groups_prefetch(const Groups *groups, const GroupsKey *keys, size_t len);

Group *groups_at(const Groups *groups, uint32_t id);
size_t groups_len(const Groups *groups);
size_t groups_bytes(const Groups *groups); /* memory in use, without what payloads point to */

static inline const char *group_key(const Group *group)
{
    return group->key_len <= GROUPS_KEY_INLINE ? group->key.bytes : group->key.at;
}

/* Bytes at group_key(): none of a null. */
static inline uint32_t group_key_bytes(const Group *group)
{
    return group->key_len == GROUPS_KEY_NULL ? 0 : group->key_len;
}
/* By the bytes of the keys, null last: a total order of a table's groups. */
int group_compare_keys(const Group *a, const Group *b);
