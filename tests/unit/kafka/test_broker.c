/*
 * broker: finding, starting and keeping the user's embedded broker.
 * Method: a folder of the test's own; the started binary is a shell script that counts its starts
 * and shows the address of a mock cluster in this process.
 */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kafka_fixture.h"

typedef struct Place {
    char *folder; /* owned; not made yet */
    char *above;  /* owned */
    char *binary; /* owned */
    Broker *broker;
} Place;

static const char script[] =
    "#!/bin/sh\n"
    "[ \"$1 $2\" = 'broker --found' ] || exit 9\n"
    "echo start >>\"$FAKE_STARTS\"\n"
    "[ -z \"$FAKE_COMPLAINT\" ] || { echo \"$FAKE_COMPLAINT\" >&2; exit 1; }\n"
    "echo \"$FAKE_BOOTSTRAP $$\" >\"$ZEPPELIN_KAFKA_RUNTIME_DIR/broker.port\"\n"
    "echo \"$FAKE_BOOTSTRAP\"\n";

static bool place_init(Place *place)
{
    g_autofree char *starts = NULL;

    *place = (Place){.above = g_dir_make_tmp("broker-XXXXXX", NULL)};
    if (place->above == NULL)
        return false;
    place->folder = g_build_filename(place->above, "runtime", NULL);
    place->binary = g_build_filename(place->above, "fake", NULL);
    place->broker = fixture_broker(1);
    starts = g_build_filename(place->above, "starts", NULL);
    g_setenv("ZEPPELIN_KAFKA_RUNTIME_DIR", place->folder, TRUE);
    g_setenv("FAKE_STARTS", starts, TRUE);
    g_unsetenv("FAKE_COMPLAINT");
    if (place->broker == NULL ||
        !g_file_set_contents(place->binary, script, (gssize)strlen(script), NULL))
        return false;
    g_setenv("FAKE_BOOTSTRAP", broker_bootstrap(place->broker), TRUE);
    return chmod(place->binary, 0700) == 0;
}

static void remove_all_in(const char *folder)
{
    g_autoptr(GDir) listing = g_dir_open(folder, 0, NULL);
    const char *name;

    while (listing != NULL && (name = g_dir_read_name(listing)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        g_unlink(path);
    }
}

static void place_clear(Place *place)
{
    broker_free(place->broker);
    if (place->folder != NULL)
        remove_all_in(place->folder);
    if (place->above != NULL) {
        g_rmdir(place->folder);
        remove_all_in(place->above);
        g_rmdir(place->above);
    }
    g_free(place->folder);
    g_free(place->above);
    g_free(place->binary);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static int starts(const Place *place)
{
    g_autofree char *path = g_build_filename(place->above, "starts", NULL);
    g_autofree char *text = NULL;
    int count = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    for (const char *c = text; *c != '\0'; c++)
        count += *c == '\n';
    return count;
}

static void the_first_user_starts_it_and_the_second_finds_it(void)
{
    g_auto(Place) place;
    g_autoptr(BrokerUse) first = NULL;
    g_autoptr(BrokerUse) second = NULL;
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(place_init(&place));
    first = broker_use(place.binary, &error);
    UNIT_REQUIRE(first != NULL);
    UNIT_EQUALS_TEXT(broker_use_bootstrap(first), broker_bootstrap(place.broker));
    CU_ASSERT_EQUAL(starts(&place), 1);
    second = broker_use("/no/such/binary", &error);
    UNIT_REQUIRE(second != NULL);
    UNIT_EQUALS_TEXT(broker_use_bootstrap(second), broker_bootstrap(place.broker));
    CU_ASSERT_EQUAL(starts(&place), 1);
}

static void the_port_file_of_a_dead_broker_is_not_believed(void)
{
    g_auto(Place) place;
    g_autoptr(BrokerUse) use = NULL;
    g_autoptr(GError) error = NULL;

    UNIT_REQUIRE(place_init(&place));
    {
        BrokerPort *port = broker_publish("127.0.0.1:1", NULL);

        UNIT_REQUIRE(port != NULL);
        use = broker_use(place.binary, &error);
        broker_unpublish(port);
    }
    UNIT_REQUIRE(use != NULL);
    UNIT_EQUALS_TEXT(broker_use_bootstrap(use), broker_bootstrap(place.broker));
    CU_ASSERT_EQUAL(starts(&place), 1);
}

static void a_broker_that_does_not_start_is_told_with_its_words(void)
{
    g_auto(Place) place;
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) none = NULL;
    g_autoptr(GError) silent = NULL;

    UNIT_REQUIRE(place_init(&place));
    g_setenv("FAKE_COMPLAINT", "no room on this machine", TRUE);
    CU_ASSERT_PTR_NULL(broker_use(place.binary, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "does not start: no room on this machine");
    CU_ASSERT_PTR_NULL(broker_use("/no/such/binary", &none));
    UNIT_FAILED_WITH(none, FAIL_CONFIG, "/no/such/binary can't be started: No such file");
    CU_ASSERT_PTR_NULL(broker_use("/bin/true", &silent));
    UNIT_FAILED_WITH(silent, FAIL_NET, "it said nothing");
}

static void a_broker_is_used_while_a_user_lives(void)
{
    g_auto(Place) place;
    BrokerUse *first, *second;
    BrokerPort *port;

    UNIT_REQUIRE(place_init(&place));
    port = broker_publish(broker_bootstrap(place.broker), NULL);
    UNIT_REQUIRE(port != NULL);
    CU_ASSERT_FALSE(broker_is_used(port));
    first = broker_use(place.binary, NULL);
    second = broker_use(place.binary, NULL);
    UNIT_REQUIRE(first != NULL && second != NULL);
    CU_ASSERT_TRUE(broker_is_used(port));
    CU_ASSERT_FALSE(broker_leave(port));
    broker_use_end(first);
    CU_ASSERT_TRUE(broker_is_used(port));
    broker_use_end(second);
    CU_ASSERT_FALSE(broker_is_used(port));
    CU_ASSERT_EQUAL(starts(&place), 0);

    CU_ASSERT_TRUE(broker_leave(port));
    first = broker_use(place.binary, NULL);
    UNIT_REQUIRE(first != NULL);
    CU_ASSERT_EQUAL(starts(&place), 1);
    broker_use_end(first);
    broker_unpublish(port);
}

static void there_is_one_broker_a_user(void)
{
    g_auto(Place) place;
    g_autoptr(GError) error = NULL;
    BrokerPort *port;

    UNIT_REQUIRE(place_init(&place));
    port = broker_publish("127.0.0.1:7", NULL);
    UNIT_REQUIRE(port != NULL);
    CU_ASSERT_PTR_NULL(broker_publish("127.0.0.1:8", &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "serves this user already, at 127.0.0.1:7");
    broker_unpublish(port);
    port = broker_publish("127.0.0.1:8", NULL);
    CU_ASSERT_PTR_NOT_NULL(port);
    broker_unpublish(port);
}

static void a_folder_that_others_can_enter_is_refused(void)
{
    g_auto(Place) place;
    g_autoptr(GError) open = NULL;
    g_autoptr(GError) link = NULL;

    UNIT_REQUIRE(place_init(&place));
    UNIT_REQUIRE(mkdir(place.folder, 0700) == 0 && chmod(place.folder, 0755) == 0);
    CU_ASSERT_PTR_NULL(broker_use(place.binary, &open));
    UNIT_FAILED_WITH(open, FAIL_CONFIG, "is not this user's alone");

    UNIT_REQUIRE(rmdir(place.folder) == 0 && symlink(place.above, place.folder) == 0);
    CU_ASSERT_PTR_NULL(broker_use(place.binary, &link));
    UNIT_FAILED_WITH(link, FAIL_CONFIG, "it is no folder");
    g_unlink(place.folder);
    CU_ASSERT_EQUAL(starts(&place), 0);
}

static void what_is_no_port_file_is_not_read(void)
{
    static const char *const texts[] = {"",
                                        "\n",
                                        "127.0.0.1:9092",
                                        "127.0.0.1:9092 x\n",
                                        "example.org:9092 1\n",
                                        "127.0.0.1:99999 1\n"};
    g_auto(Place) place;
    g_autofree char *path = NULL;

    UNIT_REQUIRE(place_init(&place));
    UNIT_REQUIRE(mkdir(place.folder, 0700) == 0);
    path = g_build_filename(place.folder, "broker.port", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(BrokerUse) use = NULL;

        UNIT_REQUIRE(g_file_set_contents(path, texts[i], -1, NULL));
        use = broker_use(place.binary, NULL);
        UNIT_CHECK(use != NULL && starts(&place) == (int)i + 1, texts[i]);
    }
}

static void a_topic_has_a_name_of_its_own_and_partitions(void)
{
    g_autoptr(Broker) broker = fixture_broker(1);
    g_autoptr(GError) twice = NULL;
    g_autoptr(GError) none = NULL;
    g_autoptr(GError) many = NULL;

    UNIT_REQUIRE(broker != NULL);
    CU_ASSERT_FALSE(broker_create_topic(broker, "lines", 1, &twice));
    UNIT_FAILED_WITH(twice, FAIL_QUERY, "there is a topic \"lines\" already");
    CU_ASSERT_FALSE(broker_create_topic(broker, "none", 0, &none));
    UNIT_FAILED_WITH(none, FAIL_LIMIT, "1 to 1000 partitions, not 0");
    CU_ASSERT_FALSE(broker_create_topic(broker, "many", BROKER_PARTITIONS_MAX + 1, &many));
    UNIT_FAILED_WITH(many, FAIL_LIMIT, "not 1001");
    CU_ASSERT_TRUE(broker_create_topic(broker, "most", BROKER_PARTITIONS_MAX, NULL));
}

UNIT_MAIN("kafka/broker", UNIT(the_first_user_starts_it_and_the_second_finds_it),
          UNIT(the_port_file_of_a_dead_broker_is_not_believed),
          UNIT(a_broker_that_does_not_start_is_told_with_its_words),
          UNIT(a_broker_is_used_while_a_user_lives), UNIT(there_is_one_broker_a_user),
          UNIT(a_folder_that_others_can_enter_is_refused), UNIT(what_is_no_port_file_is_not_read),
          UNIT(a_topic_has_a_name_of_its_own_and_partitions))
