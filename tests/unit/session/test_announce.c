/* announce: the ports of interpreters that live, and only of those. */
#include "session/announce.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/fail.h"
#include "lib/unit.h"

/* (owned) The runtime folder, empty. */
static char *folder_new(void)
{
    char *folder = g_dir_make_tmp("announce-XXXXXX", NULL);

    g_setenv("ZEPPELIN_KAFKA_RUNTIME_DIR", folder, TRUE);
    return folder;
}

static void write_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    if (!g_file_set_contents(path, text, -1, NULL))
        g_error("can't write %s", path);
}

static bool has_file(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void remove_file(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    g_unlink(path);
}

static void an_interpreter_that_lives_is_listed_with_its_ports(void)
{
    g_autofree char *folder = folder_new();
    g_autoptr(GError) error = NULL;
    Announcement *announcement = announce_new(8080, 8895, &error);
    g_autoptr(GArray) list = announce_list(&error);
    g_autoptr(GArray) after = NULL;
    const AnnouncedPorts *ports;

    UNIT_REQUIRE(announcement != NULL && list != NULL && list->len == 1);
    ports = &g_array_index(list, AnnouncedPorts, 0);
    UNIT_CHECK(ports->pid == (int)getpid(), "its process");
    UNIT_CHECK(ports->page_port == 8080 && ports->live_port == 8895, "its ports");
    announce_free(announcement);
    after = announce_list(&error);
    UNIT_REQUIRE(after != NULL);
    UNIT_CHECK(after->len == 0, "not any more when it has ended");
    UNIT_CHECK(g_rmdir(folder) == 0, "and nothing is left of it");
}

static void a_file_that_nobody_holds_is_removed(void)
{
    g_autofree char *folder = folder_new();
    g_autoptr(GError) error = NULL;
    Announcement *announcement = announce_new(0, 40000, &error);
    g_autoptr(GArray) list = NULL;

    UNIT_REQUIRE(announcement != NULL);
    write_file(folder, "interpreter-2147483646", "8080 8895\n");
    write_file(folder, "broker.lock", "not ours");
    list = announce_list(&error);
    UNIT_REQUIRE(list != NULL && list->len == 1);
    UNIT_CHECK(g_array_index(list, AnnouncedPorts, 0).live_port == 40000, "who lives");
    UNIT_CHECK(!has_file(folder, "interpreter-2147483646"), "who was killed");
    UNIT_CHECK(has_file(folder, "broker.lock"), "what is not of this kind is left alone");
    announce_free(announcement);
    remove_file(folder, "broker.lock");
    UNIT_CHECK(g_rmdir(folder) == 0, "all is gone");
}

static void what_an_earlier_process_of_the_same_number_left_is_taken_over(void)
{
    g_autofree char *folder = folder_new();
    g_autofree char *name = g_strdup_printf("interpreter-%d", (int)getpid());
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) list = NULL;
    Announcement *announcement;

    write_file(folder, name, "12345 54321 and more\n");
    announcement = announce_new(1, 2, &error);
    list = announce_list(&error);
    UNIT_REQUIRE(announcement != NULL && list != NULL && list->len == 1);
    UNIT_CHECK(g_array_index(list, AnnouncedPorts, 0).page_port == 1 &&
                   g_array_index(list, AnnouncedPorts, 0).live_port == 2,
               "its own ports");
    announce_free(announcement);
    g_rmdir(folder);
}

static void without_a_runtime_folder_both_say_so(void)
{
    g_autoptr(GError) announced = NULL, listed = NULL;

    g_setenv("ZEPPELIN_KAFKA_RUNTIME_DIR", "/nowhere/at/all", TRUE);
    UNIT_CHECK(announce_new(1, 2, &announced) == NULL, "no announcement");
    UNIT_FAILED_WITH(announced, FAIL_CONFIG, "/nowhere/at/all");
    UNIT_CHECK(announce_list(&listed) == NULL, "no list");
    UNIT_FAILED_WITH(listed, FAIL_CONFIG, "/nowhere/at/all");
}

UNIT_MAIN("session/announce", UNIT(an_interpreter_that_lives_is_listed_with_its_ports),
          UNIT(a_file_that_nobody_holds_is_removed),
          UNIT(what_an_earlier_process_of_the_same_number_left_is_taken_over),
          UNIT(without_a_runtime_folder_both_say_so))
