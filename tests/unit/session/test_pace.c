/*
 * The pace of publications: the first rows at once, two updates a second at most, nothing when
 * nothing changed, endings after the answer has settled. Times are those at which the fake
 * publisher was called.
 */
#include "unit/session/calls.h"

static void write_ticks(Fake *fake)
{
    for (int i = 1; i <= 20; i++) {
        g_autofree char *name = g_strdup_printf("tick%d", i);
        g_autofree char *number = g_strdup_printf("%d", i);

        scripted_rows(fake->scripted, name, i, "tick", number);
    }
}

/* Four bursts of five ticks, each as soon as the one before is seen; returns the last's place. */
static int see_bursts(Fake *fake, const char *start)
{
    int place = -1;

    for (int tick = 5; tick <= 20; tick += 5) {
        g_autofree char *cell = g_strdup_printf(">%d</td>", tick);

        place = fake_wait(fake, start, cell);
        scripted_open_gate(fake->scripted);
    }
    return place;
}

static void a_fast_stream_is_shown_twice_a_second_and_its_first_rows_at_once(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree int64_t *times = g_new0(int64_t, 100);
    int64_t begun_ms;
    int first, last, n = 0, place = -1;

    write_ticks(fake);
    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, bursts, await stop"),
              "SUCCESS HTML:|ANGULAR:panel");
    begun_ms = time_monotonic_ms();
    first = fake_wait(fake, "update_object n p htm ", "<td>tick</td>");
    last = see_bursts(fake, "update_object n p htm ");
    UNIT_REQUIRE(first >= 0 && last > first);
    UNIT_CHECK(fake_at_ms(fake, first) - begun_ms < 400, "the first rows do not wait");
    while (n < 100 && place < last) {
        place = fake_wait_from(fake, place + 1, "update_object n p htm ", "");
        times[n++] = fake_at_ms(fake, place);
    }
    UNIT_CHECK(n >= 4 && n <= 8, "twenty changes in four bursts, one or two updates each");
    for (int i = 1; i < n; i++)
        UNIT_CHECK(times[i] - times[i - 1] >= 495, "half a second apart");
}

static void a_new_server_is_given_the_object_again(void)
{
    g_autoptr(Fake) fake = fake_new();
    int shown, added;

    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, await stop"),
              "SUCCESS HTML:|ANGULAR:panel");
    shown = fake_wait(fake, "update_object n p htm ", "<td>first</td>");
    sessions_server_renewed(fake->sessions);
    added = fake_wait_from(fake, shown + 1, "", "_object n p htm ");
    UNIT_CHECK(added >= 0 && fake_wait_from(fake, added, "add_object", "<td>first</td>") == added,
               "added, though nothing changed");
    session_cancel(fake->sessions, "n", "p");
    UNIT_CHECK(fake_wait_from(fake, added, "update_object n p htm ", "stopped") > added, "once");
}

static void nothing_is_published_when_nothing_changed(void)
{
    g_autoptr(Fake) fake = fake_new();
    Event stats = {.kind = EVENT_STATS, .query = 1};
    int before;

    scripted_event(fake->scripted, "stats", &stats);
    RESULT_IS(
        fake_interpret(fake, "p", "say endless, await start, say stats, say rows1, await stop"),
        "SUCCESS HTML:|ANGULAR:panel");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", "<td>first</td>") >= 0, "shown");
    before = fake_len(fake);
    /* Four updates of another panel pass meanwhile. */
    write_ticks(fake);
    RESULT_IS(fake_interpret(fake, "q", "say endless, await start, bursts, await stop"),
              "SUCCESS HTML:|ANGULAR:panel");
    UNIT_CHECK(see_bursts(fake, "update_object n q htm ") >= 0, "the other's");
    pthread_mutex_lock(&fake->lock);
    UNIT_CHECK(fake_find(fake, before, "update_object n p", "") < 0, "not a word of the first");
    pthread_mutex_unlock(&fake->lock);
}

static void an_end_right_after_the_answer_waits_until_it_has_settled(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t returned_ms;
    int table;

    RESULT_IS(fake_interpret(fake, "p", "say endless, await start, say rows1, gate, say done"),
              "SUCCESS HTML:|ANGULAR:panel");
    returned_ms = time_monotonic_ms();
    scripted_open_gate(fake->scripted);
    table = fake_wait(fake, "update_output n p 0 TABLE ", "first\t1");
    UNIT_REQUIRE(table >= 0);
    UNIT_CHECK(fake_at_ms(fake, table) - returned_ms >= RUN_SETTLE_MS - 10,
               "the answer would have replaced it");
}

UNIT_MAIN("session/pace", UNIT(a_fast_stream_is_shown_twice_a_second_and_its_first_rows_at_once),
          UNIT(a_new_server_is_given_the_object_again),
          UNIT(nothing_is_published_when_nothing_changed),
          UNIT(an_end_right_after_the_answer_waits_until_it_has_settled))
