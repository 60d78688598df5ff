/* runtime: the folder of one user alone, and locks that go with their holder. */
#include "base/runtime.h"

#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "lib/unit.h"

/* (owned) A temporary folder, and in it what is to be the runtime folder, not made yet. */
static char *place_new(char **ret_outer)
{
    char *path;

    *ret_outer = g_dir_make_tmp("runtime-XXXXXX", NULL);
    path = g_build_filename(*ret_outer, "folder", NULL);
    g_setenv("ZEPPELIN_KAFKA_RUNTIME_DIR", path, TRUE);
    return path;
}

static void the_folder_is_made_for_its_user_alone(void)
{
    g_autofree char *outer = NULL, *path = place_new(&outer);
    g_autoptr(GError) error = NULL;
    struct stat found;
    int folder = runtime_open(&error);

    UNIT_CHECK(folder >= 0 && error == NULL, "made");
    UNIT_CHECK(stat(path, &found) == 0 && (found.st_mode & 0777) == 0700, "closed to others");
    close(folder);
    folder = runtime_open(&error);
    UNIT_CHECK(folder >= 0 && error == NULL, "and found again");
    close(folder);
    g_rmdir(path);
    g_rmdir(outer);
}

static void a_folder_that_others_can_enter_is_refused(void)
{
    g_autofree char *outer = NULL, *path = place_new(&outer);
    g_autoptr(GError) error = NULL;

    g_mkdir(path, 0700);
    g_chmod(path, 0755);
    UNIT_CHECK(runtime_open(&error) == -1, "refused");
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "is not this user's alone");
    g_rmdir(path);
    g_rmdir(outer);
}

static void a_link_and_a_file_are_no_folder(void)
{
    g_autofree char *outer = NULL, *path = place_new(&outer);
    g_autoptr(GError) linked = NULL, filed = NULL;

    UNIT_REQUIRE(symlink(outer, path) == 0);
    UNIT_CHECK(runtime_open(&linked) == -1, "a link to a folder");
    UNIT_FAILED_WITH(linked, FAIL_CONFIG, "it is no folder");
    g_unlink(path);
    UNIT_REQUIRE(g_file_set_contents(path, "x", 1, NULL));
    UNIT_CHECK(runtime_open(&filed) == -1, "a file");
    UNIT_FAILED_WITH(filed, FAIL_CONFIG, "it is no folder");
    g_unlink(path);
    g_rmdir(outer);
}

static void a_folder_in_a_place_that_is_not_there_is_an_error(void)
{
    g_autoptr(GError) error = NULL;

    g_setenv("ZEPPELIN_KAFKA_RUNTIME_DIR", "/nowhere/at/all", TRUE);
    UNIT_CHECK(runtime_open(&error) == -1, "refused");
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "/nowhere/at/all can't be made");
}

static void a_lock_is_one_holders_until_it_is_closed(void)
{
    g_autofree char *outer = NULL, *path = place_new(&outer);
    g_autofree char *file = g_build_filename(path, "name", NULL);
    g_autoptr(GError) error = NULL;
    int folder = runtime_open(&error);
    int first = runtime_lock(folder, "name", LOCK_EX | LOCK_NB, &error);
    int second = runtime_lock(folder, "name", LOCK_EX | LOCK_NB, &error);

    UNIT_CHECK(first >= 0 && error == NULL, "taken");
    UNIT_CHECK(second == -1 && error == NULL, "held by another, which is no error");
    close(first);
    second = runtime_lock(folder, "name", LOCK_EX | LOCK_NB, &error);
    UNIT_CHECK(second >= 0, "free again");
    close(second);
    g_unlink(file);
    UNIT_REQUIRE(symlink("/etc/hostname", file) == 0);
    UNIT_CHECK(runtime_lock(folder, "name", LOCK_EX | LOCK_NB, &error) == -1, "not by a link");
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "the lock name");
    g_unlink(file);
    close(folder);
    g_rmdir(path);
    g_rmdir(outer);
}

UNIT_MAIN("base/runtime", UNIT(the_folder_is_made_for_its_user_alone),
          UNIT(a_folder_that_others_can_enter_is_refused), UNIT(a_link_and_a_file_are_no_folder),
          UNIT(a_folder_in_a_place_that_is_not_there_is_an_error),
          UNIT(a_lock_is_one_holders_until_it_is_closed))
