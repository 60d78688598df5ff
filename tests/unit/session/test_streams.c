/*
 * The streams as people see and order them: SHOW STREAMS, STOP, PAUSE, RESUME, the list that a
 * viewer looks at, and who may do what.
 */
#include "session/listing.h"
#include "session/streams.h"
#include "unit/session/calls.h"

#define AUTHOR "Who can mend it: the author of the statement."
#define LIVE                                                                                       \
    "say endless, await start, say rows1, await pause, mark paused, await resume, mark resumed, "  \
    "await stop, say stopped"

static SessionResult *ask(Fake *fake, const char *user, const char *paragraph, const char *text)
{
    SessionRequest request = request_of(paragraph, text);

    request.user = user;
    return session_interpret(fake->sessions, &request);
}

/* (owned) "1 live,2 paused" of that user. */
static char *states(Fake *fake, const char *user)
{
    g_autoptr(EventTable) table = NULL;
    GString *text = g_string_new(NULL);

    registry_lock(fake->sessions);
    table = streams_table(fake->sessions, user, 0);
    registry_unlock(fake->sessions);
    for (size_t i = 0; i < event_table_len(table); i++)
        g_string_append_printf(text, "%s%s %s", i > 0 ? "," : "", event_table_row(table, i)[0],
                               event_table_row(table, i)[2]);
    return g_string_free(text, FALSE);
}

#define STATES_ARE(fake, user, expected)                                                           \
    do {                                                                                           \
        g_autofree char *seen_ = states(fake, user);                                               \
        UNIT_EQUALS_TEXT(seen_, expected);                                                         \
    } while (0)

static void a_stream_is_paused_and_goes_on_by_its_number(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "off", NULL, NULL);
    session_result_free(ask(fake, "anonymous", "p", LIVE));
    STATES_ARE(fake, "anonymous", "1 live");
    RESULT_IS(ask(fake, "anonymous", "q", "PAUSE 1"),
              "SUCCESS TEXT:stream 1 (say endless, await start, say rows1, await pause, mark "
              "paused, await resume, mar) is paused; RESUME 1 goes on where it was");
    UNIT_CHECK(fake_wait_mark(fake, "paused"), "its worker is told");
    STATES_ARE(fake, "anonymous", "1 paused");
    RESULT_IS(ask(fake, "anonymous", "q", "RESUME"),
              "SUCCESS TEXT:stream 1 (say endless, await start, say rows1, await pause, mark "
              "paused, await resume, mar) goes on");
    UNIT_CHECK(fake_wait_mark(fake, "resumed"), "so it is of the end of the pause");
    RESULT_IS(ask(fake, "anonymous", "q", "STOP"),
              "SUCCESS TEXT:stream 1 (say endless, await start, say rows1, await pause, mark "
              "paused, await resume, mar) is being stopped");
    UNIT_CHECK(fake_wait(fake, "update_object n p htm ", "stopped by a STOP statement") >= 0 ||
                   fake_wait(fake, "checkpoint n p", "") >= 0,
               "it ends");
}

static void another_user_neither_sees_nor_orders_it(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "0", NULL, NULL);
    session_result_free(ask(fake, "alice", "p", LIVE));
    STATES_ARE(fake, "bob", "");
    STATES_ARE(fake, "alice", "1 live");
    UNIT_CHECK(fake_wait(fake, "set_page http://127.0.0.1:", "") == 0, "alice works here alone");
    RESULT_IS(ask(fake, "bob", "q", "STOP 1"),
              "ERROR TEXT:ERROR: no stream 1 of yours runs here\nline 1, column 6:\n"
              "STOP 1\n     ^\nHINT: SHOW STREAMS lists those that do.\n" AUTHOR);
    STATES_ARE(fake, "alice", "1 live");
    UNIT_CHECK(fake_wait(fake, "set_page ", "") >= 0 && fake_len(fake) > 0, "no list for both");
    UNIT_CHECK(fake->sessions->page == NULL && fake->sessions->is_shared, "for good");
}

static void a_list_is_of_its_user_and_follows_what_happens(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *link = NULL, *again = NULL, *other = NULL;
    g_autoptr(EventTable) before = NULL;
    g_autoptr(Event) change = NULL;

    fake_configure(fake, "0", NULL, NULL);
    session_result_free(ask(fake, "alice", "p", LIVE));
    registry_lock(fake->sessions);
    before = streams_table(fake->sessions, "alice", 0);
    link = listing_link(fake->sessions, "alice");
    again = listing_link(fake->sessions, "alice");
    other = listing_link(fake->sessions, "bob");
    registry_unlock(fake->sessions);
    UNIT_EQUALS_TEXT(link, again);
    UNIT_CHECK(strcmp(link, other) != 0, "each user has a list");
    session_result_free(ask(fake, "alice", "p", LIVE)); /* it replaces the first */
    registry_lock(fake->sessions);
    change = streams_change(fake->sessions, "alice", 0, before);
    registry_unlock(fake->sessions);
    CU_ASSERT(change->rows.removed_len == 1 && change->rows.removed[0] == 1);
    CU_ASSERT(change->rows.set_len == 1 && change->rows.set[0].id == 2);
    CU_ASSERT_EQUAL(change->rows.seq, 2);
}

static void without_a_number_it_is_the_only_one_of_the_note(void)
{
    g_autoptr(Fake) fake = fake_new();

    fake_configure(fake, "off", NULL, NULL);
    RESULT_IS(ask(fake, "anonymous", "q", "PAUSE"),
              "ERROR TEXT:ERROR: no stream of yours runs in this note\n"
              "HINT: Write PAUSE and the number of one; SHOW STREAMS lists them.\n" AUTHOR);
    session_result_free(ask(fake, "anonymous", "p", LIVE));
    session_result_free(ask(fake, "anonymous", "r", LIVE));
    RESULT_IS(ask(fake, "anonymous", "q", "PAUSE"),
              "ERROR TEXT:ERROR: 2 streams of yours run in this note: 1, 2\n"
              "HINT: Write PAUSE and the number of one; SHOW STREAMS lists them.\n" AUTHOR);
}

static void one_that_has_failed_is_listed_until_its_paragraph_runs_again(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    g_autoptr(EventTable) later = NULL;

    fake_configure(fake, "off", NULL, NULL);
    session_result_free(ask(fake, "alice", "p", "say endless, await start, say rows1, die"));
    registry_lock(fake->sessions);
    while (g_hash_table_size(fake->sessions->runs) > 0 &&
           registry_wait(fake->sessions, deadline_ms))
        ;
    later = streams_table(fake->sessions, "alice", time_wall_ms() + STREAMS_PAST_MS);
    registry_unlock(fake->sessions);
    CU_ASSERT_EQUAL(event_table_len(later), 0); /* not for ever */
    STATES_ARE(fake, "alice", "1 failed");
    STATES_ARE(fake, "bob", "");
    RESULT_HOLDS(ask(fake, "alice", "q", "STOP 1"), "ERROR", "no stream 1 of yours runs here");
    session_result_free(ask(fake, "alice", "p", LIVE));
    STATES_ARE(fake, "alice", "2 live");
}

UNIT_MAIN("session/streams", UNIT(one_that_has_failed_is_listed_until_its_paragraph_runs_again),
          UNIT(a_stream_is_paused_and_goes_on_by_its_number),
          UNIT(another_user_neither_sees_nor_orders_it),
          UNIT(a_list_is_of_its_user_and_follows_what_happens),
          UNIT(without_a_number_it_is_the_only_one_of_the_note))
