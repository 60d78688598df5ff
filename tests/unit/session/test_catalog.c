/*
 * Catalog workers as the sessions use them: scripted ones (unit/worker/scripted.h) answer, are
 * silent, or die.
 */
#include "base/fail.h"
#include "base/time_ms.h"
#include "lib/unit.h"
#include "unit/session/calls.h"
#include "unit/session/fake.h"

static const SessionQuestion question = {"s", "n", "p", "SELECT ", 7, false};

enum { QUESTIONS_MAX = 40 }; /* of a test; a slow machine answers some of them too late */

/* A worker that answers each question, with the id for a name. */
static void script_answers(const Fake *fake)
{
    g_autoptr(GString) script = g_string_new(NULL);

    for (int id = 1; id <= QUESTIONS_MAX; id++) {
        g_autofree char *word = g_strdup_printf("answer%d", id);
        Event answer = {
            .kind = EVENT_ANSWER, .query = 1, .answer = {id, event_candidates_new()}
        };

        event_candidates_add(answer.answer.candidates, word, word, "");
        scripted_event(fake->scripted, word, &answer);
        event_clear(&answer);
        g_string_append_printf(script, "await ask, mark %d, say %s, ", id, word);
    }
    g_string_append(script, "await stop\n");
    scripted_write(fake->scripted, "catalog", script->str);
}

static const char *first_of(const EventCandidates *candidates)
{
    return candidates->list->len == 0 ? "nothing"
                                      : ((const EventCandidate *)candidates->list->pdata[0])->name;
}

/* (owned) The first question that is answered in time, and perhaps questions before it. */
static char *ask_until_answered(const Fake *fake)
{
    for (int i = 0; i < QUESTIONS_MAX / 2; i++) {
        g_autoptr(EventCandidates) candidates = session_complete(fake->sessions, &question);

        if (candidates->list->len > 0)
            return g_strdup(first_of(candidates));
    }
    return g_strdup("nothing");
}

static void a_question_is_answered_by_a_worker_that_stays(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *jobs = NULL, *first = NULL, *second = NULL;

    script_answers(fake);
    first = ask_until_answered(fake);
    second = ask_until_answered(fake);
    UNIT_CHECK(g_str_has_prefix(first, "answer"), first);
    UNIT_CHECK(g_str_has_prefix(second, "answer") && strcmp(first, second) != 0, second);
    jobs = scripted_read(fake->scripted, "jobs");
    UNIT_CHECK(strchr(jobs, '\n') == strrchr(jobs, '\n'), "one worker");
}

static void a_silent_worker_holds_nobody_up(void)
{
    g_autoptr(Fake) fake = fake_new();
    int64_t begin_ms = time_monotonic_ms();
    g_autoptr(EventCandidates) none = NULL;

    scripted_write(fake->scripted, "catalog", "hang\n");
    none = session_complete(fake->sessions, &question);
    UNIT_EQUALS_TEXT(first_of(none), "nothing");
    printf("# given up after %d ms\n", (int)(time_monotonic_ms() - begin_ms));
}

static void a_worker_that_dies_is_not_started_again_at_once(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *jobs = NULL;

    scripted_write(fake->scripted, "catalog", "await ask, crash\n");
    for (int i = 0; i < 20; i++) {
        g_autoptr(EventCandidates) none = session_complete(fake->sessions, &question);

        UNIT_EQUALS_TEXT(first_of(none), "nothing");
    }
    jobs = scripted_read(fake->scripted, "jobs");
    UNIT_CHECK(strchr(jobs, '\n') == strrchr(jobs, '\n'), "it was started once");
}

static void one_that_answers_what_is_no_answer_is_ended(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autoptr(EventCandidates) none = NULL;

    scripted_write(fake->scripted, "catalog", "await ask, garbage, await stop\n");
    none = session_complete(fake->sessions, &question);
    UNIT_EQUALS_TEXT(first_of(none), "nothing");
}

static void a_text_beyond_the_limit_is_not_asked_about(void)
{
    g_autoptr(Fake) fake = fake_new();
    g_autofree char *text = g_strnfill(EVENT_QUESTION_BYTES_MAX + 1, 'x');
    SessionQuestion large = question;
    g_autoptr(EventCandidates) none = NULL;
    g_autofree char *jobs = NULL;

    large.text = text;
    none = session_complete(fake->sessions, &large);
    UNIT_EQUALS_TEXT(first_of(none), "nothing");
    jobs = scripted_read(fake->scripted, "jobs");
    UNIT_CHECK(jobs == NULL, "no worker was started");
}

typedef struct Asking {
    Fake *fake;
    EventCandidates *answer;
    int64_t took_ms;
} Asking;

static void *ask_older(void *user)
{
    Asking *asking = user;
    int64_t begin_ms = time_monotonic_ms();

    asking->answer = session_complete(asking->fake->sessions, &question);
    asking->took_ms = time_monotonic_ms() - begin_ms;
    return NULL;
}

static void a_newer_question_of_the_paragraph_takes_the_older_one_s_place(void)
{
    g_autoptr(Fake) fake = fake_new();
    Asking older = {.fake = fake};
    g_autofree char *newer = NULL;
    pthread_t thread;

    script_answers(fake);
    scripted_write(fake->scripted, "answer1", ""); /* the first one waits */
    UNIT_REQUIRE(pthread_create(&thread, NULL, ask_older, &older) == 0);
    UNIT_CHECK(fake_wait_mark(fake, "1"), "it is asked");
    newer = ask_until_answered(fake);
    pthread_join(thread, NULL);
    UNIT_CHECK(g_str_has_prefix(newer, "answer"), newer);
    UNIT_EQUALS_TEXT(first_of(older.answer), "nothing");
    printf("# the older one was given up after %d ms\n", (int)older.took_ms);
    event_candidates_free(older.answer);
}

static void one_that_nobody_asks_is_stopped(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 1, 0, NULL);
    Catalogs *catalogs = catalogs_new(pool);
    g_autoptr(ConfigSet) set = config_set_new();
    const CommandAsk ask = {.text = (char *)"S"};

    scripted_write(scripted, "catalog", "await stop\n");
    event_candidates_free(catalogs_ask(catalogs, "me", set, &ask));
    catalogs_tick(catalogs, time_monotonic_ms());
    UNIT_CHECK(worker_pool_len(pool) == 1, "it waits for questions");
    catalogs_tick(catalogs, time_monotonic_ms() + CATALOG_IDLE_MS);
    UNIT_CHECK(pool_wait_empty(pool), "it has ended");
    g_clear_pointer(&pool, worker_pool_free);
    catalogs_free(catalogs);
}

static void connections_have_a_limit_and_the_idlest_makes_room(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 1, 0, NULL);
    Catalogs *catalogs = catalogs_new(pool);
    const CommandAsk ask = {.text = (char *)"S"};

    scripted_write(scripted, "catalog", "await stop\n");
    for (int i = 0; i <= CATALOG_CONNECTIONS_MAX; i++) {
        g_autoptr(ConfigSet) set = config_set_new();
        g_autofree char *servers = g_strdup_printf("host%d:9092", i);

        config_set_put(set, "kafka.bootstrap.servers", servers, CONFIG_OPERATOR, NULL);
        event_candidates_free(catalogs_ask(catalogs, "me", set, &ask));
        UNIT_CHECK(worker_pool_len(pool) <= CATALOG_CONNECTIONS_MAX, "never more");
    }
    g_clear_pointer(&pool, worker_pool_free);
    catalogs_free(catalogs);
}

UNIT_MAIN("session/catalog", UNIT(a_question_is_answered_by_a_worker_that_stays),
          UNIT(a_silent_worker_holds_nobody_up),
          UNIT(a_worker_that_dies_is_not_started_again_at_once),
          UNIT(one_that_answers_what_is_no_answer_is_ended),
          UNIT(a_text_beyond_the_limit_is_not_asked_about),
          UNIT(a_newer_question_of_the_paragraph_takes_the_older_one_s_place),
          UNIT(one_that_nobody_asks_is_stopped),
          UNIT(connections_have_a_limit_and_the_idlest_makes_room))
