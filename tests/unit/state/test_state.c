/*
 * Checkpoints: what is there after each, after the process is gone, and after one is taken back.
 * Method: a folder of its own for each test; a process that is gone is a state that was closed.
 */
#include "state/state.h"

#include <glib/gstdio.h>

#include "lib/unit.h"

enum { BYTES_MAX = 16 * 1024 * 1024 };

static char *folder;

static State *open_state(void)
{
    if (folder == NULL)
        folder = g_dir_make_tmp("state-XXXXXX", NULL);
    return state_open(folder, "sums", BYTES_MAX, NULL);
}

static void put(State *state, uint64_t key, const char *value)
{
    CU_ASSERT_TRUE(state_put(state, key, span_of(value), NULL));
}

static bool write_entry(void *text_at, uint64_t key, Span value, GError **error)
{
    (void)error;
    g_string_append_printf(text_at, "%d=%.*s ", (int)key, (int)value.len, value.at);
    return true;
}

static void check_entries(State *state, const char *wanted)
{
    g_autoptr(GString) text = g_string_new(NULL);

    CU_ASSERT_TRUE(state_each(state, write_entry, text, NULL));
    UNIT_CHECK(strcmp(text->str, wanted) == 0, text->str);
}

/* 1: a, b. 2: a is other, b goes, c comes. */
static State *two_checkpoints(void)
{
    State *state = open_state();

    CU_ASSERT_TRUE(state_settle(state, 0, NULL));
    CU_ASSERT_TRUE(state_begin(state, NULL));
    put(state, 1, "a");
    put(state, 2, "b");
    CU_ASSERT_TRUE(state_commit(state, "first", NULL));
    CU_ASSERT_TRUE(state_begin(state, NULL));
    put(state, 1, "other");
    put(state, 1, "another");
    CU_ASSERT_TRUE(state_remove(state, 2, NULL));
    put(state, 3, "");
    CU_ASSERT_TRUE(state_remove(state, 9, NULL));
    CU_ASSERT_TRUE(state_commit(state, "second", NULL));
    return state;
}

static void a_checkpoint_is_there_after_the_process_is_gone(void)
{
    state_close(two_checkpoints());
    g_autoptr(State) state = open_state();

    CU_ASSERT_EQUAL(state_number(state), 2);
    CU_ASSERT_STRING_EQUAL(state_text(state), "second");
    check_entries(state, "1=another 3= ");
}

static void the_newest_checkpoint_can_be_taken_back_once(void)
{
    state_close(two_checkpoints());
    g_autoptr(State) state = open_state();
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE(state_settle(state, 1, NULL));
    CU_ASSERT_EQUAL(state_number(state), 1);
    CU_ASSERT_STRING_EQUAL(state_text(state), "first");
    check_entries(state, "1=a 2=b ");
    CU_ASSERT_FALSE(state_settle(state, 7, &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "of checkpoint 1");
}

static void a_checkpoint_that_was_not_committed_is_not_there(void)
{
    State *state = two_checkpoints();

    CU_ASSERT_TRUE(state_begin(state, NULL));
    put(state, 1, "lost");
    state_close(state);
    state = open_state();
    check_entries(state, "1=another 3= ");
    CU_ASSERT_TRUE(state_settle(state, 1, NULL)); /* what was before the second is still known */
    check_entries(state, "1=a 2=b ");
    state_close(state);
}

static void everything_goes_where_nothing_was_committed(void)
{
    g_autoptr(State) state = two_checkpoints();

    CU_ASSERT_TRUE(state_settle(state, 0, NULL));
    CU_ASSERT_EQUAL(state_number(state), 0);
    check_entries(state, "");
}

static void a_folder_has_one_process_and_one_reader(void)
{
    g_autoptr(State) state = open_state();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "sums", NULL);
    GStatBuf what;

    CU_ASSERT_PTR_NULL(state_open(folder, "sums", BYTES_MAX, &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "the stream runs already");
    CU_ASSERT_EQUAL(g_stat(path, &what), 0);
    CU_ASSERT_EQUAL(what.st_mode & 0777, 0700);
}

static void a_full_state_says_so(void)
{
    g_autofree char *small = g_dir_make_tmp("state-XXXXXX", NULL);
    g_autoptr(State) state = state_open(small, "small", 256 * 1024, NULL);
    g_autofree char *bytes = g_strnfill(64 * 1024, 'x');
    g_autoptr(GError) error = NULL;
    bool is_full = false;

    CU_ASSERT_TRUE(state_begin(state, NULL));
    for (uint64_t i = 1; i < 10 && !is_full; i++)
        is_full = !state_put(state, i, span_of(bytes), &error);
    CU_ASSERT_TRUE(is_full);
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "is full");
}

UNIT_MAIN("state/state", UNIT(a_checkpoint_is_there_after_the_process_is_gone),
          UNIT(the_newest_checkpoint_can_be_taken_back_once),
          UNIT(a_checkpoint_that_was_not_committed_is_not_there),
          UNIT(everything_goes_where_nothing_was_committed),
          UNIT(a_folder_has_one_process_and_one_reader), UNIT(a_full_state_says_so))
