/*
 * The main thread sleeps in poll() until a lane hands over, the supervisor says something, or a
 * time comes: the next `rows` if something changed, the next `stats`, the end of `for`. Nothing
 * else has a timer, so a query whose topic is silent costs one wake a second.
 *
 * Ending is always the same: the lanes are told to stop, each hands over a last time, the last
 * rows go out. That is so for the end of the data, for a stop, and for a failure, before which what
 * was handed over until then is shown.
 */
#include "engine/engine_inside.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/time_ms.h"
#include "engine/backlog.h"
#include "engine/memory.h"
#include "engine/opening.h"
#include "window/watermark.h"

enum { REST = 4 }; /* after making rows for some time, rest so many times as long */

void engine_wake(void *engine_at)
{
    const Engine *engine = engine_at;
    uint64_t one = 1;
    int errno_before = errno; /* of whoever a signal handler has interrupted */
    ssize_t written = write(engine->wake_fd, &one, sizeof(one));

    (void)written; /* it fails only when the counter is full, and then the thread is awake */
    errno = errno_before;
}

static bool open_source(Engine *engine, GError **error)
{
    OpeningSpec spec = {engine->plan, engine->client, &engine->options};

    return opening_inputs(&spec, &engine->inputs, error) &&
           opening_source(&spec, engine->inputs, &engine->source, error) &&
           writing_resume(engine->writing, engine->source, error);
}

static FeedOptions feed_options(const Engine *engine, const VisibleOptions *visible)
{
    FeedOptions options = {.shape = &engine->shape,
                           .memory_max = engine->options.memory_max,
                           .now_us = visible->now_us,
                           .zone = visible->zone,
                           .registry = engine->options.registry,
                           .future_max_us = engine->options.future_max_ms * 1000,
                           .skips = engine->options.skips_errors,
                           .analysis = engine->options.analysis,
                           .stop = &engine->asked_stop};

    options.rule = visible_rule(visible, &options.keep_max);
    return options;
}

static bool make_lanes(Engine *engine, const VisibleOptions *visible, GError **error)
{
    FeedOptions feed = feed_options(engine, visible);
    LanesOptions options = {.len = engine->options.lanes,
                            .inputs = engine->inputs,
                            .source = engine->source,
                            .feed = &feed,
                            .each_row = engine->options.each_row,
                            .wake = engine_wake,
                            .wake_user = engine};

    engine->lanes = lanes_new(&options, error);
    return engine->lanes != NULL;
}

/* grace or idle: as the window says, else as the settings. */
static int64_t patience(const Engine *engine, bool is_grace)
{
    const PlanWindow *window = engine->leaf->window;
    int64_t own_ms = window == NULL ? -1 : is_grace ? window->grace_ms : window->idle_ms;

    if (own_ms >= 0)
        return own_ms;
    return is_grace ? engine->options.grace_ms : engine->options.idle_ms;
}

static void make_report(Engine *engine)
{
    ReadingOptions reading = {.shape = &engine->shape,
                              .inputs = engine->inputs,
                              .source = engine->source,
                              .grace_ms = patience(engine, true),
                              .idle_ms = patience(engine, false)};
    ReportOptions report = {.plan = engine->plan,
                            .query = engine->options.query,
                            .client = engine->client,
                            .source = engine->source,
                            .visible = engine->visible,
                            .zone = engine->options.zone,
                            .emit = engine->options.emit,
                            .emit_user = engine->options.emit_user};

    engine->reading = reading_new(&reading);
    report.reading = engine->reading;
    engine->report = report_new(&report);
}

static VisibleOptions visible_options(const Engine *engine)
{
    const EngineOptions *options = &engine->options;

    return (VisibleOptions){.plan = engine->plan,
                            .shape = &engine->shape,
                            .query = options->query,
                            .rows_max = options->rows_max,
                            .memory_max = options->memory_max,
                            .windows_retain = options->windows_retain,
                            .now_us = options->now_us,
                            .zone = options->zone,
                            .final_only = options->final_only,
                            .streams_rows = options->streams_rows,
                            .emit = options->emit,
                            .emit_user = options->emit_user};
}

static bool prepare(Engine *engine, GError **error)
{
    VisibleOptions visible = visible_options(engine);
    FeedOptions feed;

    engine->analyze = analyze_new(engine->plan, &engine->options);
    analyze_hide_rows(engine->analyze, &visible);
    engine->writing = writing_new(engine->plan, &engine->options);
    visible.outlet = writing_outlet(engine->writing);
    if (plan_has_topic(engine->plan) && !open_source(engine, error))
        return false;
    engine->visible = visible_new(&visible, error);
    if (engine->visible == NULL)
        return false;
    if (plan_has_constants(engine->plan)) {
        feed = feed_options(engine, &visible);
        engine->feed = feed_new(&feed, error);
        if (engine->feed == NULL)
            return false;
    }
    analyze_look_at(engine->analyze, engine->visible, NULL);
    if (engine->source == NULL)
        return true;
    make_report(engine);
    analyze_look_at(engine->analyze, engine->visible, engine->reading);
    return make_lanes(engine, &visible, error);
}

Engine *engine_new(const PlanSelect *plan, Client *client, const EngineOptions *options,
                   GError **error)
{
    g_autoptr(Engine) engine = g_new0(Engine, 1);

    assert(options->lanes >= 1 && options->memory_max > 0);
    assert(options->lanes == 1 || !options->each_row);
    assert(options->analysis == NULL || !options->each_row);
    assert(!plan_has_topic(plan) || plan_demo(plan) != NULL || client != NULL);
    engine->options = *options;
    engine->plan = plan;
    engine->leaf = plan_leaf(plan);
    engine->client = client;
    atomic_init(&engine->asked_start, false);
    atomic_init(&engine->asked_stop, false);
    atomic_init(&engine->asked_pause, false);
    engine->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (engine->wake_fd < 0)
        return fail_null(error, FAIL_LIMIT, "the system gives no more file descriptors: %s",
                         g_strerror(errno));
    shape_init(&engine->shape, engine->leaf, true);
    return prepare(engine, error) ? g_steal_pointer(&engine) : NULL;
}

void engine_free(Engine *engine)
{
    if (engine == NULL)
        return;
    growth_free(engine->growth);
    grown_free(engine->grown);
    lanes_free(engine->lanes);
    report_free(engine->report);
    reading_free(engine->reading);
    visible_free(engine->visible);
    analyze_free(engine->analyze);
    writing_free(engine->writing);
    feed_free(engine->feed);
    source_close(engine->source);
    inputs_free(engine->inputs);
    if (engine->wake_fd >= 0)
        close(engine->wake_fd);
    g_free(engine);
}

void engine_start(Engine *engine)
{
    atomic_store(&engine->asked_start, true);
    engine_wake(engine);
}

void engine_pause(Engine *engine, bool is_paused)
{
    atomic_store(&engine->asked_pause, is_paused);
    engine_wake(engine);
}

void engine_stop(Engine *engine)
{
    atomic_store(&engine->asked_stop, true);
    engine_wake(engine);
}

/* Sleep until something happens, at most until @until_us. */
static void sleep_until(Engine *engine, int64_t until_us)
{
    struct pollfd woken = {.fd = engine->wake_fd, .events = POLLIN};
    int64_t wait_us = until_us - g_get_monotonic_time();
    int64_t wait_ms = until_us == INT64_MAX ? -1 : MAX((wait_us + 999) / 1000, 0);
    uint64_t count;

    if (poll(&woken, 1, (int)MIN(wait_ms, 60 * 1000)) > 0 &&
        read(engine->wake_fd, &count, sizeof(count)) < 0)
        return; /* the wake was read already */
}

static bool wait_for_start(Engine *engine)
{
    while (!atomic_load(&engine->asked_start) && !atomic_load(&engine->asked_stop))
        sleep_until(engine, INT64_MAX);
    return !atomic_load(&engine->asked_stop);
}

static size_t state_bytes(const Engine *engine)
{
    return visible_stats(engine->visible).bytes + lanes_bytes(engine->lanes);
}

static bool check_memory(const Engine *engine, GError **error)
{
    if (state_bytes(engine) <= (size_t)engine->options.memory_max)
        return true;
    return memory_fail(engine->leaf->rows_max > 0 ? -1 : visible_stats(engine->visible).groups,
                       engine->options.memory_max, error);
}

/* One consistent cut of one lane. */
static bool take_delta(Engine *engine, Delta *delta, GError **error)
{
    int64_t wall_ms = time_wall_ms();
    int64_t watermark_us = reading_watermark(engine->reading, wall_ms);

    if (delta->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&delta->error));
        return false;
    }
    if (!analyze_add(engine->analyze, engine->visible, delta, watermark_us, error))
        return false;
    reading_add(engine->reading, delta, wall_ms);
    visible_advance(engine->visible, reading_watermark(engine->reading, wall_ms));
    return check_memory(engine, error);
}

/* After a failure hand-overs are only emptied, so that the lanes can end. */
static void take_deltas(Engine *engine, GError **failure)
{
    Delta *delta;

    while ((delta = lanes_take(engine->lanes)) != NULL) {
        int64_t begin_us = g_get_monotonic_time();

        if (*failure == NULL && !take_delta(engine, delta, failure))
            assert(*failure != NULL); /* else its records would be waited for */
        else if (*failure == NULL && engine->options.each_row)
            visible_refresh(engine->visible, failure);
        delta_clear(delta);
        delta->merged_us = g_get_monotonic_time() - begin_us;
        lanes_give_back(engine->lanes, delta);
    }
}

typedef enum Ending {
    GOES_ON,
    ENDS_DONE,
    ENDS_STOPPED,
    ENDS_FAILED,
} Ending;

static Ending find_ending(Engine *engine, int64_t for_until_us, const GError *failure)
{
    if (failure != NULL)
        return ENDS_FAILED;
    if (atomic_load(&engine->asked_stop))
        return ENDS_STOPPED;
    if (g_get_monotonic_time() >= for_until_us || visible_is_complete(engine->visible) ||
        reading_is_done(engine->reading, time_wall_ms()))
        return ENDS_DONE;
    return GOES_ON;
}

static bool refresh(Engine *engine, GError **error)
{
    int64_t begin_us = g_get_monotonic_time(), end_us;
    bool done = visible_refresh(engine->visible, error);

    end_us = g_get_monotonic_time();
    engine->next_rows_us =
        MAX(begin_us + engine->options.refresh_ms * 1000, end_us + (end_us - begin_us) * REST);
    return done;
}

static bool wants_refresh(const Engine *engine)
{
    return visible_has_news(engine->visible) && !visible_waits_for_end(engine->visible);
}

static bool refresh_if_due(Engine *engine, GError **error)
{
    if (!wants_refresh(engine) ||
        (!visible_streams(engine->visible) && g_get_monotonic_time() < engine->next_rows_us))
        return true;
    return refresh(engine, error);
}

/* When something is to be done although nothing happens. */
static int64_t next_us(const Engine *engine, int64_t for_until_us)
{
    int64_t next = MIN(report_next_ms(engine->report) * 1000, for_until_us);
    int64_t done_ms = reading_next_ms(engine->reading);

    next = MIN(next, analyze_next_us(engine->analyze));
    next = MIN(next, writing_next_us(engine->writing));
    if (wants_refresh(engine))
        next = MIN(next, engine->next_rows_us);
    if (done_ms != INT64_MAX) { /* of the wall's clock */
        int64_t wait_ms = done_ms - time_wall_ms();

        if (wait_ms > 0)
            next = MIN(next, g_get_monotonic_time() + wait_ms * 1000);
    }
    return next;
}

static void report_now(Engine *engine)
{
    int64_t wall_ms = time_wall_ms(), watermark_us;

    if (engine->is_paused && !lanes_run(engine->lanes))
        source_serve(engine->source);
    reading_listen(engine->reading, g_get_monotonic_time(), wall_ms);
    watermark_us = reading_watermark(engine->reading, wall_ms);
    visible_advance(engine->visible, watermark_us);
    report_due(engine->report, time_monotonic_ms(), watermark_us, (int64_t)state_bytes(engine));
    if (g_get_monotonic_time() >= analyze_next_us(engine->analyze))
        analyze_show(engine->analyze, lanes_bytes(engine->lanes), false);
}

static bool start_reading(Engine *engine, GError **error)
{
    return source_start(engine->source, error) && lanes_start(engine->lanes, error) &&
           rest_start_growth(engine, error);
}

/* A lane that waits for a schema finds, when its question is cancelled, that it is to stop. */
static void stop_reading(Engine *engine)
{
    growth_stop(engine->growth);
    lanes_stop(engine->lanes);
    if (engine->options.registry != NULL)
        schema_registry_cancel(engine->options.registry);
}

static void catch_up(Engine *engine, GError **failure)
{
    /* Asked first: what a lane had read before it said so is among the hand-overs then. */
    bool has_caught_up = engine->catches_up && lanes_have_caught_up(engine->lanes);

    take_deltas(engine, failure);
    if (!has_caught_up)
        return;
    engine->catches_up = false;
    reading_release(engine->reading);
}

/* Read until there is a reason to end, which is returned; all lanes have ended then. */
static Ending read_topic(Engine *engine, GError **failure)
{
    int64_t for_ms = engine->plan->for_ms;
    int64_t for_until_us = for_ms >= 0 ? g_get_monotonic_time() + for_ms * 1000 : INT64_MAX;
    Ending ending = GOES_ON;

    if (!start_reading(engine, failure))
        ending = ENDS_FAILED;
    for (;;) {
        catch_up(engine, failure);
        if (ending == GOES_ON || (*failure != NULL && ending != ENDS_FAILED))
            ending = find_ending(engine, for_until_us, *failure);
        if (ending != GOES_ON)
            stop_reading(engine);
        else if (!rest_if_due(engine, failure))
            continue; /* which finds the failure */
        if (ending != GOES_ON && !lanes_run(engine->lanes))
            return ending;
        if (ending != ENDS_FAILED &&
            (!refresh_if_due(engine, failure) || !writing_go_on(engine->writing, failure)))
            continue; /* the same */
        report_now(engine);
        sleep_until(engine, ending == GOES_ON ? next_us(engine, for_until_us) : INT64_MAX);
    }
}

/* Rows that were fed on this thread, as one change. */
static bool show_fed(void *engine_at, GError **error)
{
    Engine *engine = engine_at;
    Delta *delta = feed_new_delta(engine->feed, engine->options.lanes);
    bool done;

    feed_hand_over(engine->feed, delta);
    done = analyze_add(engine->analyze, engine->visible, delta, WATERMARK_NONE, error) &&
           visible_refresh(engine->visible, error);
    delta_free(delta);
    return done;
}

/* The rows of branches without a topic, which come before all others. */
static bool feed_constants(Engine *engine, GError **error)
{
    if (engine->feed == NULL)
        return true;
    if (engine->options.each_row)
        feed_set_after_row(engine->feed, show_fed, engine);
    return feed_nothing(engine->feed, error) && feed_flush(engine->feed, error) &&
           show_fed(engine, error);
}

static bool run_topic(Engine *engine, EngineEnd *ret_end, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GError) refused = NULL;
    Ending ending;

    report_start(engine->report, time_monotonic_ms());
    analyze_begin(engine->analyze);
    if (!feed_constants(engine, error) ||
        !writing_begin(engine->writing, engine->reading, engine->visible, error))
        return false;
    ending = read_topic(engine, &failure);
    visible_advance(engine->visible, ending == ENDS_DONE
                                         ? WATERMARK_END
                                         : reading_watermark(engine->reading, time_wall_ms()));
    if (!visible_refresh(engine->visible, failure == NULL ? &failure : &refused) ||
        (failure == NULL && !writing_checkpoint(engine->writing, &failure)))
        ending = ENDS_FAILED;
    if (ending != ENDS_FAILED) {
        int64_t watermark_us = reading_watermark(engine->reading, time_wall_ms());

        analyze_show(engine->analyze, lanes_bytes(engine->lanes), true);
        report_end(engine->report, time_monotonic_ms(), watermark_us, (int64_t)state_bytes(engine),
                   ending == ENDS_DONE);
        *ret_end = ending == ENDS_DONE ? ENGINE_DONE : ENGINE_STOPPED;
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* A plan without a topic reads nothing: its one row, or what its table functions make of it. */
static bool run_single(Engine *engine, EngineEnd *ret_end, GError **error)
{
    analyze_begin(engine->analyze);
    if (!feed_constants(engine, error))
        return false;
    visible_advance(engine->visible, WATERMARK_END);
    if (!visible_refresh(engine->visible, error) || !writing_checkpoint(engine->writing, error))
        return false;
    analyze_show(engine->analyze, 0, true);
    *ret_end = ENGINE_DONE;
    return true;
}

bool engine_run(Engine *engine, EngineEnd *ret_end, GError **error)
{
    bool waits = engine->options.waits && !engine->plan->is_bounded && engine->source != NULL;

    if (engine->writing != NULL)
        writing_emit_schema(engine->writing, waits);
    else
        analyze_emit_schema(engine->analyze, engine->visible, waits);
    if (engine->source == NULL)
        return run_single(engine, ret_end, error);
    if (waits && !wait_for_start(engine)) {
        if (!visible_refresh(engine->visible, error))
            return false;
        analyze_begin(engine->analyze);
        analyze_show(engine->analyze, lanes_bytes(engine->lanes), true);
        *ret_end = ENGINE_STOPPED;
        return true;
    }
    return run_topic(engine, ret_end, error);
}

int64_t engine_written(const Engine *engine)
{
    return writing_rows(engine->writing);
}
