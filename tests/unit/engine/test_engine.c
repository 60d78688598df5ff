/*
 * Engine: whole queries against the embedded broker in this process. Method: what a reader of the
 * events has at the end is compared with a count made here. A thread with a timer does what
 * a test wants in the middle, or ends a query that hangs.
 */
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/time_ms.h"
#include "engine/engine.h"
#include "kafka/broker.h"
#include "kafka/sink.h"
#include "unit/engine/query.h"

enum { DEADLINE_MS = 30000, OPEN_MS = 10000 };

typedef struct Run {
    Broker *broker;
    Arena *arena;
    const PlanSelect *plan;
    Client *client;
    Engine *engine;
    EngineOptions options;
    EventTable *table;
    int timer;          /* the thread's: does something when it runs out */
    int over;           /* an eventfd: the query has ended, the thread shall too */
    bool timed_out;     /* the timer stopped the query */
    bool starts;        /* the timer starts the query, and does not stop it */
    int64_t stopped_ms; /* when the timer asked for the stop */
    size_t rows_events, stats_events;
    bool has_schema, waits;
    char *waiting; /* of the newest stats */
    int64_t open_windows;
    double fraction;
    bool goes_back;
    void (*on_event)(struct Run *run, const Event *event);
    int round;
    GHashTable *counts; /* owned char* -> int64_t*: made here */
    Sink *sink;
    Client *producer;
    EngineEnd end;
    GError *error;
} Run;

static GHashTable *properties_of(const Broker *broker)
{
    GHashTable *properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    g_hash_table_insert(properties, g_strdup("bootstrap.servers"),
                        g_strdup(broker_bootstrap(broker)));
    return properties;
}

static Client *client_of(const Broker *broker, ClientKind kind)
{
    g_autoptr(GHashTable) properties = properties_of(broker);

    return client_new(kind, properties, NULL);
}

static void take_event(const Event *event, void *run_at)
{
    Run *run = run_at;
    EventTableChange change;

    UNIT_CHECK(event_table_apply(run->table, event, &change, NULL), "the event can be applied");
    UNIT_CHECK((event->kind == EVENT_SCHEMA) != run->has_schema, "the schema is the first event");
    if (event->kind == EVENT_SCHEMA) {
        run->has_schema = true;
        run->waits = event->schema.waits;
    } else if (event->kind == EVENT_ROWS) {
        run->rows_events++;
    } else if (event->kind == EVENT_STATS) {
        run->stats_events++;
        g_free(run->waiting);
        run->waiting = g_strdup(event->stats.waiting);
        run->open_windows = event->stats.open_windows;
    } else if (event->kind == EVENT_PROGRESS) {
        run->goes_back |= event->progress.fraction < run->fraction;
        run->fraction = event->progress.fraction;
    }
    if (run->on_event != NULL)
        run->on_event(run, event);
}

static void set_timer(Run *run, int64_t ms)
{
    struct itimerspec when = {
        .it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}
    };

    timerfd_settime(run->timer, 0, &when, NULL);
}

static void on_timer(Run *run)
{
    uint64_t times;

    if (read(run->timer, &times, sizeof(times)) < 0)
        return;
    run->stopped_ms = time_monotonic_ms();
    if (run->starts) {
        run->starts = false;
        engine_start(run->engine);
        set_timer(run, DEADLINE_MS);
        return;
    }
    run->timed_out = true;
    engine_stop(run->engine);
}

static void *watch_timer(void *run_at)
{
    Run *run = run_at;
    struct pollfd fds[] = {
        {.fd = run->timer, .events = POLLIN},
        {.fd = run->over,  .events = POLLIN},
    };

    while (poll(fds, G_N_ELEMENTS(fds), -1) > 0 && fds[1].revents == 0)
        on_timer(run);
    return NULL;
}

static Run *run_new(int partitions)
{
    Run *run = g_new0(Run, 1);

    run->broker = broker_new(NULL);
    UNIT_CHECK(run->broker != NULL, "the broker starts");
    UNIT_CHECK(broker_create_topic(run->broker, "lines", partitions, NULL), "the topic is made");
    run->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    run->over = eventfd(0, EFD_CLOEXEC);
    run->arena = arena_new(QUERY_ARENA);
    run->table = event_table_new();
    run->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    run->options = (EngineOptions){.query = 1,
                                   .lanes = 1,
                                   .refresh_ms = 20,
                                   .rows_max = 1000,
                                   .memory_max = QUERY_MEMORY,
                                   .windows_retain = 100,
                                   .grace_ms = 0,
                                   .idle_ms = 100,
                                   .open_timeout_ms = OPEN_MS,
                                   .emit = take_event,
                                   .emit_user = run};
    return run;
}

static void run_free(Run *run)
{
    engine_free(run->engine);
    client_free(run->client);
    sink_close(run->sink);
    client_free(run->producer);
    broker_free(run->broker);
    event_table_free(run->table);
    arena_free(run->arena);
    g_hash_table_unref(run->counts);
    g_free(run->waiting);
    g_clear_error(&run->error);
    close(run->timer);
    close(run->over);
    g_free(run);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

static void count_word(Run *run, const char *word)
{
    int64_t *count = g_hash_table_lookup(run->counts, word);

    if (count == NULL) {
        count = g_new0(int64_t, 1);
        g_hash_table_insert(run->counts, g_strdup(word), count);
    }
    (*count)++;
}

/* Lines of some made-up words, spread over the partitions by their keys, and counted here. */
static void produce(Run *run, int lines)
{
    static uint32_t state = 1;

    if (run->sink == NULL) {
        run->producer = client_of(run->broker, CLIENT_PRODUCER);
        run->sink = sink_open(run->producer, "lines", OPEN_MS, NULL);
        UNIT_REQUIRE(run->sink != NULL);
    }
    for (int i = 0; i < lines; i++) {
        g_autoptr(GString) line = g_string_new(NULL);
        g_autofree char *key = g_strdup_printf("%d", i);

        for (int k = 0; k < 8; k++) {
            char word[32];
            uint32_t most;

            state = state * 1664525u + 1013904223u;
            most = 1 + (state >> 16) % 700; /* small numbers come often */
            state = state * 1664525u + 1013904223u;
            g_snprintf(word, sizeof(word), "%s%u", k % 3 == 0 ? "a-rather-long-word-" : "w",
                       (state >> 16) % most);
            count_word(run, word);
            g_string_append_printf(line, "%s%s", k > 0 ? " " : "", word);
        }
        UNIT_REQUIRE(sink_put(run->sink, span_of(key), span_of(line->str), NULL));
    }
    UNIT_REQUIRE(sink_flush(run->sink, OPEN_MS, NULL));
}

static void produce_value(Run *run, const char *value)
{
    if (run->sink == NULL) {
        run->producer = client_of(run->broker, CLIENT_PRODUCER);
        run->sink = sink_open(run->producer, "lines", OPEN_MS, NULL);
        UNIT_REQUIRE(run->sink != NULL);
    }
    UNIT_REQUIRE(sink_put(run->sink, span_of("k"), span_of(value), NULL));
    UNIT_REQUIRE(sink_flush(run->sink, OPEN_MS, NULL));
}

static bool run_open(Run *run, const char *statement, const char *settings)
{
    run->plan = query_plan(run->arena, statement, settings);
    if (run->plan == NULL)
        return false;
    run->client = client_of(run->broker, CLIENT_CONSUMER);
    run->engine = engine_new(run->plan, run->client, &run->options, &run->error);
    return run->engine != NULL;
}

/* True if it ended without an error; a query that hangs is stopped, and fails the test. */
static bool run_query(Run *run, const char *statement, const char *settings)
{
    pthread_t watcher;
    bool done;

    if (!run_open(run, statement, settings))
        return false;
    if (run->stopped_ms == 0 && !run->starts && run->round >= 0)
        set_timer(run, DEADLINE_MS);
    pthread_create(&watcher, NULL, watch_timer, run);
    done = engine_run(run->engine, &run->end, &run->error);
    eventfd_write(run->over, 1);
    pthread_join(watcher, NULL);
    UNIT_CHECK(!run->timed_out || run->round < 0, "it ended by itself in time");
    return done;
}

#define WORDS "SELECT word, count(*) FROM lines, string_to_table(value, ' ') AS word GROUP BY word "

/* The reader's table holds exactly the counts made here. */
static void counts_are_exact(const Run *run)
{
    int64_t wrong = 0;

    CU_ASSERT_EQUAL(event_table_len(run->table), g_hash_table_size(run->counts));
    for (size_t i = 0; i < event_table_len(run->table); i++) {
        char *const *cells = event_table_row(run->table, i);
        const int64_t *count = g_hash_table_lookup(run->counts, cells[0]);

        wrong += count == NULL || g_ascii_strtoll(cells[1], NULL, 10) != *count;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void words_of_all_partitions_are_counted_by_any_number_of_lanes(void)
{
    for (int lanes = 1; lanes <= 5; lanes++) { /* the fifth has nothing to read */
        g_autoptr(Run) run = run_new(4);

        run->options.lanes = lanes;
        run->options.rows_max = 0;
        run->options.final_only = true;
        produce(run, 5000);
        CU_ASSERT_TRUE(run_query(run, WORDS, "until=now"));
        CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
        counts_are_exact(run);
        CU_ASSERT_EQUAL(run->rows_events, 1);
        CU_ASSERT_EQUAL(run->fraction, 1);
        CU_ASSERT_FALSE(run->goes_back);
    }
}

static void words_are_counted_in_their_windows(void)
{
    g_autoptr(Run) run = run_new(3);
    g_autoptr(GHashTable) counts = NULL;

    run->options.lanes = 2;
    run->options.rows_max = 0;
    produce(run, 3000);
    CU_ASSERT_TRUE(run_query(run,
                             "SELECT word, count(*), window_start FROM tumble(lines, interval '1 "
                             "second'), string_to_table(value, ' ') AS word "
                             "GROUP BY window_start, word ORDER BY window_start DESC, 2 DESC",
                             "until=now"));
    counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (size_t i = 0; i < event_table_len(run->table); i++) { /* the sum over the windows */
        char *const *cells = event_table_row(run->table, i);
        int64_t *left = g_hash_table_lookup(run->counts, cells[0]);

        UNIT_REQUIRE(left != NULL);
        *left -= g_ascii_strtoll(cells[1], NULL, 10);
        if (*left == 0)
            g_hash_table_remove(run->counts, cells[0]);
    }
    CU_ASSERT_EQUAL(g_hash_table_size(run->counts), 0);
}

static void produce_more_and_stop(Run *run, const Event *event)
{
    if (event->kind != EVENT_ROWS)
        return;
    if (run->round < 10) {
        run->round++;
        produce(run, 200);
        set_timer(run, DEADLINE_MS);
    } else if (event->rows.total == (int64_t)g_hash_table_size(run->counts)) {
        int64_t sum = 0, wanted = 0;
        GHashTableIter iter;
        void *count;

        for (size_t i = 0; i < event_table_len(run->table); i++)
            sum += g_ascii_strtoll(event_table_row(run->table, i)[1], NULL, 10);
        g_hash_table_iter_init(&iter, run->counts);
        while (g_hash_table_iter_next(&iter, NULL, &count))
            wanted += *(int64_t *)count;
        if (sum == wanted)
            engine_stop(run->engine);
    }
}

static void changes_lead_to_the_final_table(void)
{
    g_autoptr(Run) run = run_new(4);

    run->options.lanes = 2;
    run->options.rows_max = 10000;
    run->on_event = produce_more_and_stop;
    produce(run, 100);
    CU_ASSERT_TRUE(run_query(run, WORDS "ORDER BY count(*) DESC, word", ""));
    CU_ASSERT_EQUAL(run->end, ENGINE_STOPPED);
    CU_ASSERT_EQUAL(run->round, 10);
    counts_are_exact(run);
    for (size_t i = 1; i < event_table_len(run->table); i++)
        CU_ASSERT_TRUE(g_ascii_strtoll(event_table_row(run->table, i - 1)[1], NULL, 10) >=
                       g_ascii_strtoll(event_table_row(run->table, i)[1], NULL, 10));
}

static void a_stop_while_nothing_comes_takes_less_than_100_ms(void)
{
    g_autoptr(Run) run = run_new(2);

    run->options.lanes = 2;
    run->round = -1; /* the timer is no failure here */
    set_timer(run, 300);
    CU_ASSERT_TRUE(run_query(run, WORDS, ""));
    CU_ASSERT_EQUAL(run->end, ENGINE_STOPPED);
    CU_ASSERT_TRUE(run->stopped_ms > 0 && time_monotonic_ms() - run->stopped_ms < 100);
    CU_ASSERT_EQUAL(run->rows_events, 1); /* the last state, which is empty */
}

static void a_stop_before_the_start_is_kept(void)
{
    g_autoptr(Run) run = run_new(1);

    UNIT_REQUIRE(run_open(run, WORDS, ""));
    engine_stop(run->engine);
    CU_ASSERT_TRUE(engine_run(run->engine, &run->end, &run->error));
    CU_ASSERT_EQUAL(run->end, ENGINE_STOPPED);
    CU_ASSERT_TRUE(run->has_schema);
}

static void stop_at_the_first_rows(Run *run, const Event *event)
{
    if (event->kind == EVENT_ROWS && event->rows.total > 0)
        engine_stop(run->engine);
}

static void an_endless_query_waits_for_its_start(void)
{
    g_autoptr(Run) run = run_new(1);

    run->options.waits = true;
    run->starts = true;
    run->on_event = stop_at_the_first_rows;
    produce(run, 10);
    set_timer(run, 50);
    CU_ASSERT_TRUE(run_query(run, WORDS, ""));
    CU_ASSERT_TRUE(run->waits);
    CU_ASSERT_FALSE(run->starts);
    counts_are_exact(run);
}

static void a_bounded_query_does_not_wait(void)
{
    g_autoptr(Run) run = run_new(1);

    run->options.waits = true;
    CU_ASSERT_TRUE(run_query(run, WORDS, "until=now"));
    CU_ASSERT_FALSE(run->waits);
    CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
    CU_ASSERT_EQUAL(event_table_len(run->table), 0);
}

static void a_limit_without_order_ends_the_query(void)
{
    g_autoptr(Run) run = run_new(2);

    produce(run, 100);
    CU_ASSERT_TRUE(run_query(run, "SELECT value FROM lines LIMIT 7", ""));
    CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
    CU_ASSERT_EQUAL(event_table_len(run->table), 7);
}

static void a_query_with_for_ends_after_that_time(void)
{
    g_autoptr(Run) run = run_new(1);
    int64_t begin_ms = time_monotonic_ms();

    CU_ASSERT_TRUE(run_query(run, WORDS, "for=300"));
    CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
    CU_ASSERT_TRUE(time_monotonic_ms() - begin_ms >= 300);
}

static void a_bound_in_the_future_ends_when_it_has_passed(void)
{
    g_autoptr(Run) run = run_new(2);
    int64_t until_ms = time_wall_ms() + 1200;
    g_autoptr(GDateTime) until = g_date_time_new_from_unix_utc(until_ms / 1000);
    g_autofree char *text = g_date_time_format(until, "until=%Y-%m-%dT%H:%M:%SZ");

    produce(run, 100);
    CU_ASSERT_TRUE(run_query(run, WORDS, text));
    CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
    CU_ASSERT_TRUE(time_wall_ms() >= until_ms / 1000 * 1000);
    counts_are_exact(run);
}

static void records_before_since_are_left_out(void)
{
    g_autoptr(Run) run = run_new(1);
    int64_t tomorrow_ms = time_wall_ms() + 86400 * 1000;
    g_autoptr(GDateTime) since = g_date_time_new_from_unix_utc(tomorrow_ms / 1000);
    g_autofree char *text = g_date_time_format(since, "until=now since=%Y-%m-%dT%H:%M:%SZ");

    produce(run, 100);
    CU_ASSERT_TRUE(run_query(run, "SELECT count(*) FROM lines", text));
    UNIT_EQUALS_TEXT(event_table_row(run->table, 0)[0], "0");
}

static void a_query_beyond_its_memory_says_what_to_do(void)
{
    g_autoptr(Run) run = run_new(1);

    run->options.memory_max = 40 * 1024;
    produce(run, 2000);
    CU_ASSERT_FALSE(run_query(run, WORDS, "until=now"));
    UNIT_FAILED_WITH(run->error, FAIL_LIMIT, "memory_max");
    UNIT_CHECK(strstr(fail_hint_of(run->error), "WHERE") != NULL, "the hint says what to do");
}

static void a_record_that_fails_is_named(void)
{
    g_autoptr(Run) run = run_new(1);

    produce_value(run, "1");
    produce_value(run, "two");
    CU_ASSERT_FALSE(run_query(run, "SELECT sum(value::int) FROM lines", ""));
    UNIT_FAILED_WITH(run->error, FAIL_DATA, "in topic lines, partition 0, offset 1");
}

static void too_large_a_backlog_is_refused(void)
{
    g_autoptr(Run) run = run_new(2);

    run->options.backlog_records_max = 50;
    produce(run, 51);
    CU_ASSERT_FALSE(run_query(run, WORDS, ""));
    UNIT_FAILED_WITH(run->error, FAIL_LIMIT, "51 records");
    UNIT_CHECK(strstr(fail_hint_of(run->error), "since => '1 hour'") != NULL, "it says how");
}

static void as_large_a_backlog_as_allowed_is_read(void)
{
    g_autoptr(Run) run = run_new(2);

    run->options.backlog_records_max = 50;
    run->on_event = stop_at_the_first_rows;
    produce(run, 50);
    CU_ASSERT_TRUE(run_query(run, WORDS, ""));
}

static void stop_at_the_first_stats(Run *run, const Event *event)
{
    if (event->kind == EVENT_STATS)
        engine_stop(run->engine);
}

static void an_empty_topic_is_the_reason_why_nothing_comes(void)
{
    g_autoptr(Run) run = run_new(1);

    run->on_event = stop_at_the_first_stats;
    CU_ASSERT_TRUE(run_query(run, WORDS, ""));
    UNIT_EQUALS_TEXT(run->waiting, "no record has come yet: the topic lines is empty");
}

static void where_is_the_reason_why_nothing_comes(void)
{
    g_autoptr(Run) run = run_new(1);

    run->on_event = stop_at_the_first_stats;
    produce(run, 5);
    CU_ASSERT_TRUE(run_query(run, "SELECT value FROM lines WHERE value = 'x'", ""));
    UNIT_EQUALS_TEXT(run->waiting, "5 records were read, but none passes WHERE yet");
}

static void stop_when_no_window_is_open(Run *run, const Event *event)
{
    if (event->kind == EVENT_STATS && event->stats.open_windows == 0 && event->stats.groups > 0)
        engine_stop(run->engine);
}

static void windows_close_when_nothing_more_comes(void)
{
    g_autoptr(Run) run = run_new(2); /* the other one is empty, and must not hold them open */

    run->on_event = stop_when_no_window_is_open;
    produce_value(run, "a");
    CU_ASSERT_TRUE(run_query(run,
                             "SELECT window_start, count(*) FROM tumble(lines, interval '1 "
                             "second') GROUP BY window_start",
                             ""));
    CU_ASSERT_EQUAL(run->open_windows, 0);
    CU_ASSERT_EQUAL(event_table_len(run->table), 1);
}

static void a_plan_without_a_topic_is_one_row(void)
{
    g_autoptr(Run) run = run_new(1);

    run->plan = query_plan(run->arena, "SELECT 1 + 1 AS two, 'x' AS x", "");
    UNIT_REQUIRE(run->plan != NULL);
    run->engine = engine_new(run->plan, NULL, &run->options, NULL);
    UNIT_REQUIRE(run->engine != NULL);
    CU_ASSERT_TRUE(engine_run(run->engine, &run->end, &run->error));
    CU_ASSERT_EQUAL(run->end, ENGINE_DONE);
    UNIT_REQUIRE(event_table_len(run->table) == 1);
    UNIT_EQUALS_TEXT(event_table_row(run->table, 0)[0], "2");
}

static void a_large_tail_streams_whole(void)
{
    g_autoptr(Run) run = run_new(3);

    run->options.lanes = 2;
    run->options.streams_rows = true;
    produce(run, 4000);
    CU_ASSERT_TRUE(run_query(run, "SELECT value FROM lines", "until=now"));
    CU_ASSERT_EQUAL(event_table_total(run->table), 4000);
}

UNIT_MAIN("engine/engine", UNIT(words_of_all_partitions_are_counted_by_any_number_of_lanes),
          UNIT(words_are_counted_in_their_windows), UNIT(changes_lead_to_the_final_table),
          UNIT(a_stop_while_nothing_comes_takes_less_than_100_ms),
          UNIT(a_stop_before_the_start_is_kept), UNIT(an_endless_query_waits_for_its_start),
          UNIT(a_bounded_query_does_not_wait), UNIT(a_limit_without_order_ends_the_query),
          UNIT(a_query_with_for_ends_after_that_time),
          UNIT(a_bound_in_the_future_ends_when_it_has_passed),
          UNIT(records_before_since_are_left_out), UNIT(a_query_beyond_its_memory_says_what_to_do),
          UNIT(a_record_that_fails_is_named), UNIT(too_large_a_backlog_is_refused),
          UNIT(as_large_a_backlog_as_allowed_is_read),
          UNIT(an_empty_topic_is_the_reason_why_nothing_comes),
          UNIT(where_is_the_reason_why_nothing_comes), UNIT(windows_close_when_nothing_more_comes),
          UNIT(a_plan_without_a_topic_is_one_row), UNIT(a_large_tail_streams_whole))
