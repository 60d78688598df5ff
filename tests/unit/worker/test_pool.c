/*
 * The worker pool with real child processes, scripted in shell (scripted.h). A Watch collects what
 * the callbacks say; tests wait on it with a deadline, never by time alone.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/time_ms.h"
#include "lib/unit.h"
#include "unit/worker/scripted.h"
#include "worker/worker.h"

enum { DEADLINE_MS = 10000 };

typedef struct Watch {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int events[EVENT_END + 1]; /* how many of each kind */
    char *error;
    bool is_gone;
    int signal, status;
    bool was_killed_by_us;
    char *last_words;
    int after_gone; /* callbacks that came too late */
} Watch;

static Watch *watch_new(void)
{
    Watch *watch = g_new0(Watch, 1);
    pthread_condattr_t attributes;

    pthread_mutex_init(&watch->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return watch;
}

static void watch_free(Watch *watch)
{
    pthread_cond_destroy(&watch->changed);
    pthread_mutex_destroy(&watch->lock);
    g_free(watch->error);
    g_free(watch->last_words);
    g_free(watch);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watch, watch_free)

static void on_event(Worker *worker, Event *event, void *user)
{
    Watch *watch = user;

    (void)worker;
    pthread_mutex_lock(&watch->lock);
    watch->events[event->kind]++;
    watch->after_gone += watch->is_gone ? 1 : 0;
    if (event->kind == EVENT_ERROR) {
        g_free(watch->error);
        watch->error = g_strdup(event->error.text);
    }
    pthread_cond_broadcast(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
    event_free(event);
}

static void on_gone(Worker *worker, const WorkerExit *exit, void *user)
{
    Watch *watch = user;

    (void)worker;
    pthread_mutex_lock(&watch->lock);
    watch->after_gone += watch->is_gone ? 1 : 0;
    watch->is_gone = true;
    watch->signal = exit->signal;
    watch->status = exit->status;
    watch->was_killed_by_us = exit->was_killed_by_us;
    watch->last_words = g_strdup(exit->last_words);
    pthread_cond_broadcast(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
}

static const WorkerFns fns = {on_event, on_gone};

/* @kind: an event of it has come; or -1: gone. False at the deadline. */
static bool wait_for(Watch *watch, int kind)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    struct timespec at = {deadline_ms / 1000, deadline_ms % 1000 * 1000000};
    bool is_there, is_late = false;

    pthread_mutex_lock(&watch->lock);
    do {
        is_there = kind < 0 ? watch->is_gone : watch->events[kind] > 0;
        if (!is_there)
            is_late = pthread_cond_timedwait(&watch->changed, &watch->lock, &at) == ETIMEDOUT;
    } while (!is_there && !is_late);
    pthread_mutex_unlock(&watch->lock);
    return is_there;
}

static Worker *start(WorkerPool *pool, const char *script, Watch *watch, GError **error)
{
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    CommandJob job = {1, (char *)script, none, none, NULL};

    return worker_start(pool, &job, &fns, watch, error);
}

static void a_worker_gets_its_job_and_its_events_come_in_order(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker = start(pool, "say bounded, say rows1, say done", watch, NULL);
    g_autofree char *argv = NULL;

    UNIT_REQUIRE(worker != NULL);
    UNIT_CHECK(wait_for(watch, -1), "it goes");
    UNIT_CHECK(watch->events[EVENT_SCHEMA] == 1 && watch->events[EVENT_ROWS] == 1, "its events");
    UNIT_CHECK(watch->events[EVENT_END] == 1 && watch->events[EVENT_ERROR] == 0, "its end");
    UNIT_CHECK(watch->status == 0 && watch->signal == 0, "its exit");
    argv = scripted_read(scripted, "argv");
    UNIT_EQUALS_TEXT(argv, "run --control\n");
}

static void an_endless_one_waits_for_begin_and_obeys_stop(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker =
        start(pool, "say endless, await start, say rows1, await stop, say stopped", watch, NULL);
    int64_t stopped_ms;

    UNIT_REQUIRE(worker != NULL);
    UNIT_CHECK(wait_for(watch, EVENT_SCHEMA), "schema");
    UNIT_CHECK(watch->events[EVENT_ROWS] == 0, "no rows before begin");
    worker_begin(worker);
    UNIT_CHECK(wait_for(watch, EVENT_ROWS), "rows");
    stopped_ms = time_monotonic_ms();
    worker_stop(worker);
    worker_stop(worker);
    UNIT_CHECK(wait_for(watch, -1), "gone");
    UNIT_CHECK(time_monotonic_ms() - stopped_ms < 1000, "soon");
    UNIT_CHECK(!watch->was_killed_by_us && watch->events[EVENT_END] == 1, "by its own will");
}

static void one_that_does_not_stop_is_killed_after_two_seconds(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker = start(pool, "say endless, hang", watch, NULL);
    int64_t stopped_ms;

    UNIT_REQUIRE(worker != NULL && wait_for(watch, EVENT_SCHEMA));
    stopped_ms = time_monotonic_ms();
    worker_stop(worker);
    UNIT_CHECK(wait_for(watch, -1), "gone");
    UNIT_CHECK(time_monotonic_ms() - stopped_ms >= WORKER_STOP_MS, "not before");
    UNIT_CHECK(watch->was_killed_by_us && watch->signal == SIGKILL, "killed");
}

static void one_that_is_killed_by_hand_is_noticed_at_once(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new(), other = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker = start(pool, "say endless, hang", watch, NULL);
    g_autoptr(Worker) second = start(pool, "say endless, await stop", other, NULL);
    int64_t killed_ms;

    UNIT_REQUIRE(worker != NULL && second != NULL);
    UNIT_REQUIRE(wait_for(watch, EVENT_SCHEMA) && wait_for(other, EVENT_SCHEMA));
    killed_ms = time_monotonic_ms();
    kill(worker_pid(worker), SIGKILL);
    UNIT_CHECK(wait_for(watch, -1), "noticed");
    UNIT_CHECK(time_monotonic_ms() - killed_ms < 1000, "at once");
    UNIT_CHECK(watch->signal == SIGKILL && !watch->was_killed_by_us, "not by us");
    UNIT_CHECK(!other->is_gone, "nothing else stops");
}

static void what_is_not_the_protocol_ends_it_with_one_sentence(void)
{
    static const struct {
        const char *why, *script, *says;
    } cases[] = {
        {"not JSON",              "say endless, garbage, hang",    "not its protocol"       },
        {"another version",       "say future, hang",              "not its protocol"       },
        {"a line too long",       "say endless, flood, hang",      "a line longer than 4 MB"},
        {"another query's event", "say endless, say second, hang", "an event of query 2"    },
    };
    Event second = {.kind = EVENT_NOTICE, .query = 2, .notice = (char *)"hello"};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Scripted) scripted = scripted_new();
        g_autoptr(Watch) watch = watch_new();
        g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
        g_autoptr(Worker) worker = NULL;

        scripted_event(scripted, "second", &second);
        scripted_write(scripted, "future", "{\"v\":99,\"query\":1,\"event\":\"notice\"}\n");
        worker = start(pool, cases[i].script, watch, NULL);
        UNIT_CHECK(wait_for(watch, -1), cases[i].why);
        UNIT_CHECK(watch->events[EVENT_ERROR] == 1, cases[i].why);
        UNIT_CHECK(watch->error != NULL && strstr(watch->error, cases[i].says) != NULL,
                   cases[i].why);
        UNIT_CHECK(watch->signal == SIGKILL && watch->after_gone == 0, cases[i].why);
    }
}

static void after_its_end_nothing_is_heard_of_it(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker =
        start(pool, "say bounded, say done, say rows1, garbage", watch, NULL);

    UNIT_REQUIRE(worker != NULL && wait_for(watch, -1));
    UNIT_CHECK(watch->events[EVENT_ROWS] == 0 && watch->events[EVENT_ERROR] == 0, "silent");
}

static void its_last_words_and_its_status_are_told(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker = start(pool, "complain out of luck, leave 3", watch, NULL);

    UNIT_REQUIRE(worker != NULL && wait_for(watch, -1));
    UNIT_CHECK(watch->status == 3 && watch->signal == 0, "status");
    UNIT_EQUALS_TEXT(watch->last_words, "out of luck");
}

static void an_unended_last_line_is_heard(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autofree char *line = scripted_read(scripted, "done");
    g_autoptr(Worker) worker = NULL;

    scripted_write(scripted, "cut", g_strchomp(line));
    worker = start(pool, "say bounded, say cut", watch, NULL);
    UNIT_REQUIRE(worker != NULL && wait_for(watch, -1));
    UNIT_CHECK(watch->events[EVENT_END] == 1, "the end was heard");
}

static void a_grandchild_that_holds_the_pipes_delays_nothing(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    int64_t started_ms = time_monotonic_ms();
    g_autoptr(Worker) worker = start(pool, "say bounded, beget, say done, leave 0", watch, NULL);

    UNIT_REQUIRE(worker != NULL && wait_for(watch, -1));
    UNIT_CHECK(watch->events[EVENT_END] == 1, "all was heard");
    UNIT_CHECK(time_monotonic_ms() - started_ms < 5000, "not the grandchild's minute");
}

static void one_that_closes_its_output_and_stays_is_killed(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) worker = start(pool, "say endless, mute, hang", watch, NULL);

    UNIT_REQUIRE(worker != NULL && wait_for(watch, -1));
    UNIT_CHECK(watch->was_killed_by_us && watch->signal == SIGKILL, "killed");
}

static void a_job_larger_than_a_pipe_arrives_whole(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(GHashTable) settings = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *large = g_strnfill(300 * 1000, 'v');
    CommandJob job = {1, (char *)"say bounded, say done", settings, none, NULL};
    g_autofree char *got = NULL;
    g_autoptr(Worker) worker = NULL;

    g_hash_table_insert(settings, (char *)"since", large);
    worker = worker_start(pool, &job, &fns, watch, NULL);
    UNIT_REQUIRE(worker != NULL && wait_for(watch, -1));
    UNIT_CHECK(watch->events[EVENT_END] == 1, "it could read its job");
    got = scripted_read(scripted, "job");
    UNIT_CHECK(got != NULL && strlen(got) > 300 * 1000, "all of it");
}

static void a_job_beyond_the_limit_is_refused(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autofree char *large = g_strnfill(COMMAND_LINE_BYTES_MAX, 'x');
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(start(pool, large, watch, &error) == NULL, "refused");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "longer than");
}

static void workers_beyond_the_limit_are_refused_until_one_is_stopped(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) first = watch_new(), second = watch_new(), third = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 1, 0, NULL);
    g_autoptr(Worker) stubborn = start(pool, "say endless, hang", first, NULL);
    g_autoptr(Worker) next = NULL;
    g_autoptr(GError) error = NULL, second_error = NULL;

    UNIT_REQUIRE(stubborn != NULL && wait_for(first, EVENT_SCHEMA));
    UNIT_CHECK(start(pool, "hang", second, &error) == NULL, "one is the limit");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "streams_max");
    worker_stop(stubborn);
    next = start(pool, "say endless, hang", second, NULL);
    UNIT_REQUIRE(next != NULL);
    UNIT_CHECK(worker_pool_len(pool) == 2, "the stubborn one is still there");
    worker_stop(next);
    UNIT_CHECK(start(pool, "hang", third, &second_error) == NULL, "no pile of stubborn ones");
    UNIT_FAILED_WITH(second_error, FAIL_LIMIT, "being stopped");
}

static void a_binary_that_cannot_run_is_named(void)
{
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new("/nowhere/zeppelin-kafka", 4, 0, NULL);
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(start(pool, "hang", watch, &error) == NULL, "refused");
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "/nowhere/zeppelin-kafka");
}

/* (owned) Its status once the shell has become `head`: a shell has a mask of its own for moments.
 */
static char *status_of_hang(int pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;

    while (time_monotonic_ms() < deadline_ms) {
        g_autofree char *status = NULL;

        if (g_file_get_contents(path, &status, NULL, NULL) &&
            strstr(status, "Name:\thead\n") != NULL)
            return g_steal_pointer(&status);
        g_thread_yield();
    }
    return NULL;
}

static void a_worker_has_limits_no_mask_and_no_descriptor_of_ours(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 4, 1u << 30, NULL);
    g_autoptr(Worker) worker = start(pool, "say endless, hang", watch, NULL);
    struct rlimit data = {0}, core = {1, 1};
    g_autofree char *fds = NULL, *status = NULL, *score = NULL, *score_path = NULL;
    GDir *dir;
    int open_fds = 0;

    UNIT_REQUIRE(worker != NULL && wait_for(watch, EVENT_SCHEMA));
    prlimit(worker_pid(worker), RLIMIT_DATA, NULL, &data);
    prlimit(worker_pid(worker), RLIMIT_CORE, NULL, &core);
    UNIT_CHECK(data.rlim_cur == 1u << 30 && core.rlim_cur == 0, "limits");
    score_path = g_strdup_printf("/proc/%d/oom_score_adj", worker_pid(worker));
    UNIT_CHECK(g_file_get_contents(score_path, &score, NULL, NULL), "score");
    UNIT_EQUALS_TEXT(score, "500\n");
    status = status_of_hang(worker_pid(worker));
    UNIT_REQUIRE(status != NULL);
    UNIT_CHECK(strstr(status, "SigBlk:\t0000000000000000") != NULL, "no signal is blocked");
    /* Beyond 31 there are two that belong to the C library and may have been inherited. */
    UNIT_CHECK((g_ascii_strtoull(strstr(status, "SigIgn:") + strlen("SigIgn:"), NULL, 16) &
                0x7fffffff) == 0,
               "no signal is ignored");
    fds = g_strdup_printf("/proc/%d/fd", worker_pid(worker));
    dir = g_dir_open(fds, 0, NULL);
    while (dir != NULL && g_dir_read_name(dir) != NULL)
        open_fds++;
    g_dir_close(dir);
    UNIT_CHECK(open_fds <= 4, "its three pipes, and at most the shell's own script");
}

static Worker *start_catalog(WorkerPool *pool, Scripted *scripted, const char *script, Watch *watch)
{
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    CommandJob job = {1, NULL, none, none, NULL};

    scripted_write(scripted, "catalog", script);
    return worker_start_catalog(pool, &job, &fns, watch, NULL);
}

static void a_catalog_worker_answers_and_is_not_counted(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new(), other = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 1, 0, NULL);
    g_autoptr(Worker) catalog = NULL, statement = NULL;
    const CommandAsk ask = {.id = 3, .text = (char *)"SELECT "};
    Event answer = {
        .kind = EVENT_ANSWER, .query = 1, .answer = {3, event_candidates_new()}
    };

    scripted_event(scripted, "answer", &answer);
    event_clear(&answer);
    catalog = start_catalog(pool, scripted, "await ask, say answer, await stop\n", watch);
    UNIT_REQUIRE(catalog != NULL);
    statement = start(pool, "say bounded, say done", other, NULL);
    UNIT_CHECK(statement != NULL, "the one that may run has room");
    UNIT_CHECK(worker_ask(catalog, &ask), "asked");
    UNIT_CHECK(wait_for(watch, EVENT_ANSWER), "answered");
    worker_stop(catalog);
    UNIT_CHECK(wait_for(watch, -1) && !watch->was_killed_by_us, "it obeys");
    UNIT_CHECK(wait_for(other, -1), "the other ends by itself");
}

static void questions_that_nobody_reads_are_bounded(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) watch = watch_new();
    g_autoptr(WorkerPool) pool = worker_pool_new(scripted->binary, 1, 0, NULL);
    g_autoptr(Worker) catalog = NULL;
    g_autofree char *text = g_strnfill(EVENT_QUESTION_BYTES_MAX, 'x');
    const CommandAsk ask = {.id = 1, .text = text};

    catalog = start_catalog(pool, scripted, "hang\n", watch);
    UNIT_REQUIRE(catalog != NULL);
    for (int i = 0; i < 100; i++)
        worker_ask(catalog, &ask);
    worker_kill(catalog);
    UNIT_CHECK(wait_for(watch, -1), "it is gone, and we are not full");
    UNIT_CHECK(watch->signal == SIGKILL, "by the kill");
}

static void freeing_the_pool_ends_all_and_tells_each(void)
{
    g_autoptr(Scripted) scripted = scripted_new();
    g_autoptr(Watch) first = watch_new(), second = watch_new();
    WorkerPool *pool = worker_pool_new(scripted->binary, 4, 0, NULL);
    g_autoptr(Worker) one = start(pool, "say endless, hang", first, NULL);
    g_autoptr(Worker) two = start(pool, "say endless, await start", second, NULL);
    int pid = one != NULL ? worker_pid(one) : 0;

    UNIT_CHECK(one != NULL && two != NULL, "both run");
    worker_pool_free(pool);
    UNIT_CHECK(first->is_gone && second->is_gone, "both are told");
    UNIT_CHECK(pid > 0 && kill(pid, 0) < 0 && errno == ESRCH, "and reaped");
}

UNIT_MAIN("worker/pool", UNIT(a_worker_gets_its_job_and_its_events_come_in_order),
          UNIT(an_endless_one_waits_for_begin_and_obeys_stop),
          UNIT(one_that_does_not_stop_is_killed_after_two_seconds),
          UNIT(one_that_is_killed_by_hand_is_noticed_at_once),
          UNIT(what_is_not_the_protocol_ends_it_with_one_sentence),
          UNIT(after_its_end_nothing_is_heard_of_it), UNIT(its_last_words_and_its_status_are_told),
          UNIT(an_unended_last_line_is_heard),
          UNIT(a_grandchild_that_holds_the_pipes_delays_nothing),
          UNIT(one_that_closes_its_output_and_stays_is_killed),
          UNIT(a_job_larger_than_a_pipe_arrives_whole), UNIT(a_job_beyond_the_limit_is_refused),
          UNIT(workers_beyond_the_limit_are_refused_until_one_is_stopped),
          UNIT(a_binary_that_cannot_run_is_named),
          UNIT(a_worker_has_limits_no_mask_and_no_descriptor_of_ours),
          UNIT(a_catalog_worker_answers_and_is_not_counted),
          UNIT(questions_that_nobody_reads_are_bounded),
          UNIT(freeing_the_pool_ends_all_and_tells_each))
