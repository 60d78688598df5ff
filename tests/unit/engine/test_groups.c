/*
 * Groups: every key is found again, numbered as it was first seen, at an address that stays.
 * Method: keys of all lengths around the inline limit, beside a GLib hash table.
 */
#include "engine/groups.h"
#include "lib/unit.h"

static GroupsKey key_of(const char *at, uint32_t len)
{
    return (GroupsKey){.at = at, .len = len, .hash = groups_hash(at, len)};
}

static void a_key_is_found_again_with_its_number_and_address(void)
{
    Groups *groups = groups_new(16);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    uint32_t state = 1, made = 0;

    for (int i = 0; i < 200000; i++) {
        g_autofree char *text = NULL;
        GroupsKey key;
        Group *group;
        uint32_t id;
        bool is_new;

        state = state * 1664525u + 1013904223u;
        text = g_strdup_printf("%0*u", (int)(1 + state % 40), (state >> 8) % 30011);
        key = key_of(text, (uint32_t)strlen(text));
        group = groups_get(groups, &key, &id, &is_new);
        if (is_new) {
            CU_ASSERT_PTR_NULL(g_hash_table_lookup(seen, text));
            CU_ASSERT_EQUAL(id, made);
            CU_ASSERT_EQUAL(group->rows, 0);
            made++;
            g_hash_table_insert(seen, g_steal_pointer(&text), group);
        } else {
            CU_ASSERT_PTR_EQUAL(group, g_hash_table_lookup(seen, text));
        }
        CU_ASSERT_PTR_EQUAL(group, groups_at(groups, id));
        group->rows++;
    }
    CU_ASSERT_EQUAL(groups_len(groups), g_hash_table_size(seen));
    CU_ASSERT_TRUE(groups_bytes(groups) > groups_len(groups) * (sizeof(Group) + 16));
    groups_free(groups);
}

static void keys_that_differ_in_one_byte_are_different(void)
{
    for (uint32_t len = 1; len <= 40; len++) {
        Groups *groups = groups_new(0);
        char bytes[40];
        uint32_t id;
        bool is_new;

        memset(bytes, 'a', sizeof(bytes));
        for (uint32_t place = 0; place <= len; place++) {
            GroupsKey key;

            if (place > 0)
                bytes[place - 1] = 'b';
            key = key_of(bytes, len);
            key.hash = 7; /* all in one slot, so that only the bytes tell them apart */
            groups_get(groups, &key, &id, &is_new);
            CU_ASSERT_TRUE(is_new);
            CU_ASSERT_PTR_NOT_NULL(groups_find(groups, &key));
        }
        groups_free(groups);
    }
}

static void null_is_a_key_of_its_own(void)
{
    Groups *groups = groups_new(0);
    GroupsKey empty = key_of("", 0), null = key_of(NULL, GROUPS_KEY_NULL);
    uint32_t id;
    bool is_new;
    const Group *first, *second;

    null.hash = empty.hash;
    first = groups_get(groups, &empty, &id, &is_new);
    second = groups_get(groups, &null, &id, &is_new);
    CU_ASSERT_TRUE(is_new);
    CU_ASSERT_EQUAL(group_key_bytes(second), 0);
    CU_ASSERT_TRUE(group_compare_keys(first, second) < 0);
    CU_ASSERT_TRUE(group_compare_keys(second, first) > 0);
    groups_free(groups);
}

static void keys_compare_by_their_bytes(void)
{
    static const char *const ordered[] = {
        "", "a", "a longer key than sixteen", "aa", "b", "b longer key than sixteen", "c"};
    Groups *groups = groups_new(0);
    const Group *all[G_N_ELEMENTS(ordered)];

    for (size_t i = 0; i < G_N_ELEMENTS(ordered); i++) {
        GroupsKey key = key_of(ordered[i], (uint32_t)strlen(ordered[i]));
        uint32_t id;
        bool is_new;

        all[i] = groups_get(groups, &key, &id, &is_new);
    }
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(ordered); i++)
        UNIT_CHECK(group_compare_keys(all[i], all[i + 1]) < 0, ordered[i]);
    CU_ASSERT_EQUAL(group_compare_keys(all[3], all[3]), 0);
    groups_free(groups);
}

UNIT_MAIN("engine/groups", UNIT(a_key_is_found_again_with_its_number_and_address),
          UNIT(keys_that_differ_in_one_byte_are_different), UNIT(null_is_a_key_of_its_own),
          UNIT(keys_compare_by_their_bytes))
