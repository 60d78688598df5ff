/*
 * watch: when a process must end because its server has.
 * Method: a table of seconds: what can be seen in each, and what is judged. No clock.
 */
#include "lib/unit.h"

#include "rpc/watch.h"

typedef struct World {
    bool parent_gone, recovery;
    size_t connections;
    bool was_connected;
    WatchPort port; /* what a probe finds */
} World;

/* The second in which the verdict came, 0 if it has not within @seconds. */
static int64_t second_of(const World *world, int64_t seconds, WatchVerdict wanted, int *ret_probes)
{
    Watch watch;

    *ret_probes = 0;
    watch_init(&watch, 0);
    for (int64_t second = 1; second <= seconds; second++) {
        WatchFacts facts = {
            .now_ms = second * WATCH_TICK_MS,
            .parent_gone = world->parent_gone,
            .connections = world->connections,
            .was_connected = world->was_connected,
            .recovery = world->recovery,
        };
        WatchVerdict verdict = watch_judge(&watch, &facts);

        if (verdict == WATCH_ASK) {
            (*ret_probes)++;
            facts.port = world->port;
            verdict = watch_judge(&watch, &facts);
        }
        if (verdict == wanted)
            return second;
    }
    return 0;
}

static void a_process_ends_with_its_server(void)
{
    enum { HOUR = 3600, DAY = 24 * HOUR };
    static const struct {
        const char *why;
        World world;
        WatchVerdict verdict;
        int64_t from, to; /* seconds; 0 and 0 for never within two days */
    } cases[] = {
        {"parent gone, no connection: at once",
         {true, false, 0, true, WATCH_PORT_REFUSES},
         WATCH_END_PARENT,                                                                                                         1,
         1                                                                                                                               },
        {"parent gone, its connections still there: not yet",
         {true, false, 3, true, WATCH_PORT_REFUSES},
         WATCH_END_PARENT,                                                                                                         0,
         0                                                                                                                               },
        {"nobody connected, the port refuses: within seconds",
         {false, false, 0, true, WATCH_PORT_REFUSES},
         WATCH_END_SERVER,                                                                                                         1,
         5                                                                                                                               },
        {"nobody connected, the port answers: never",
         {false, false, 0, true, WATCH_PORT_ANSWERS},
         WATCH_END_SERVER,                                                                                                         0,
         0                                                                                                                               },
        {"never connected, the port refuses: after half a minute",
         {false, false, 0, false, WATCH_PORT_REFUSES},
         WATCH_END_SERVER,                                                                                                         30,
         31                                                                                                                              },
        {"never connected, parent gone too: within seconds",
         {true, false, 0, false, WATCH_PORT_REFUSES},
         WATCH_END_SERVER,                                                                                                         1,
         5                                                                                                                               },
        {"nobody connected, the port is silent: after ten minutes",
         {false, false, 0, true, WATCH_PORT_SILENT},
         WATCH_END_SERVER,                                                                                                         600,
         612                                                                                                                             },
        {"recovery, parent gone: not for hours",
         {true, true, 0, true, WATCH_PORT_REFUSES},
         WATCH_END_SERVER,                                                                                                         0,
         0                                                                                                                               },
        {"recovery: after a day",
         {true, true, 0, true, WATCH_PORT_REFUSES},
         WATCH_END_RECOVERY,                                                                                                       DAY,
         DAY + 30                                                                                                                        },
        {"recovery, but the port answers: never",
         {true, true, 0, true, WATCH_PORT_ANSWERS},
         WATCH_END_RECOVERY,                                                                                                       0,
         0                                                                                                                               },
        {"connected: never",                                        {false, false, 1, true, WATCH_PORT_REFUSES}, WATCH_END_SERVER, 0,   0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int probes;
        int64_t at = second_of(&cases[i].world, 2 * DAY, cases[i].verdict, &probes);

        UNIT_CHECK(at >= cases[i].from && at <= cases[i].to, cases[i].why);
    }
}

static void a_port_that_answers_is_asked_every_ten_seconds_only(void)
{
    World world = {.was_connected = true, .port = WATCH_PORT_ANSWERS};
    int probes;

    CU_ASSERT_EQUAL(second_of(&world, 3600, WATCH_END_SERVER, &probes), 0);
    CU_ASSERT_EQUAL(probes, 360);
}

static void a_connection_makes_all_good_again(void)
{
    Watch watch;
    WatchFacts alone = {.was_connected = true, .now_ms = 1000, .port = WATCH_PORT_REFUSES};
    WatchFacts connected = {.was_connected = true, .now_ms = 2000, .connections = 1};
    WatchFacts again = {.was_connected = true, .now_ms = 3000, .port = WATCH_PORT_REFUSES};

    watch_init(&watch, 0);
    CU_ASSERT_NOT_EQUAL(watch_judge(&watch, &alone), WATCH_END_SERVER);
    CU_ASSERT_EQUAL(watch_judge(&watch, &connected), WATCH_STAY);
    CU_ASSERT_NOT_EQUAL(watch_judge(&watch, &again), WATCH_END_SERVER);
    again.now_ms = 4000;
    CU_ASSERT_EQUAL(watch_judge(&watch, &again), WATCH_END_SERVER);
}

static void every_end_says_why(void)
{
    CU_ASSERT_TRUE(strstr(watch_verdict_text(WATCH_END_PARENT), "launched") != NULL);
    CU_ASSERT_TRUE(strstr(watch_verdict_text(WATCH_END_SERVER), "event service") != NULL);
    CU_ASSERT_TRUE(strstr(watch_verdict_text(WATCH_END_RECOVERY), "day") != NULL);
}

UNIT_MAIN("rpc/watch", UNIT(a_process_ends_with_its_server),
          UNIT(a_port_that_answers_is_asked_every_ten_seconds_only),
          UNIT(a_connection_makes_all_good_again), UNIT(every_end_says_why))
