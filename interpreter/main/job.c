#include "main/job.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/time_ms.h"
#include "ask/ask.h"
#include "config/allow.h"
#include "engine/engine.h"
#include "catalog/look.h"
#include "kafka/sink.h"
#include "main/connect.h"
#include "main/tables.h"
#include "main/stream.h"
#include "main/views.h"
#include "main/write.h"
#include "plan/plan.h"
#include "statement/statement.h"

struct Job {
    JobOptions options;
    char *text;       /* owned: the statement, without the lines behind it */
    const char *data; /* borrowed from its options: those lines, or NULL */
    Connection *connection;
    Arena *arena;             /* holds the plan, of a stream that goes on two */
    SchemaRegistry *registry; /* owned; NULL: none is named, or none was needed */
    int64_t now_us;           /* the statement's start */
    int64_t planning_us;      /* what it took to make the plan */
    const Zone *zone;         /* its setting's */
    int64_t deadline_ms;      /* monotonic: topics are open by then */
    pthread_mutex_t lock;
    Engine *engine; /* @lock; while one runs */
    bool is_paused; /* @lock */
    Stream *stream; /* owned; of INSERT ... SELECT */
    Engine *ended;  /* owned: has run; what it waits for when it is freed comes after the end */
};

Job *job_new(const JobOptions *options)
{
    Job *job = g_new0(Job, 1);

    job->options = *options;
    job->data = statement_data(options->statement);
    job->text = job->data == NULL
                    ? g_strdup(options->statement)
                    : g_strndup(options->statement, (gsize)(job->data - options->statement));
    job->connection = connection_new(options->settings);
    job->arena = arena_new(2 * PLAN_ARENA_BYTES);
    job->now_us = time_wall_ms() * 1000;
    job->deadline_ms = time_monotonic_ms() + config_get_int(options->settings, "open_timeout");
    pthread_mutex_init(&job->lock, NULL);
    return job;
}

void job_free(Job *job)
{
    if (job == NULL)
        return;
    engine_free(job->ended);
    stream_close(job->stream);
    connection_free(job->connection);
    arena_free(job->arena);
    schema_registry_free(job->registry);
    pthread_mutex_destroy(&job->lock);
    g_free(job->text);
    g_free(job);
}

static void set_engine(Job *job, Engine *engine)
{
    pthread_mutex_lock(&job->lock);
    job->engine = engine;
    if (engine != NULL)
        engine_pause(engine, job->is_paused);
    pthread_mutex_unlock(&job->lock);
}

void job_start(Job *job)
{
    pthread_mutex_lock(&job->lock);
    if (job->engine != NULL)
        engine_start(job->engine);
    pthread_mutex_unlock(&job->lock);
}

void job_pause(Job *job, bool is_paused)
{
    pthread_mutex_lock(&job->lock);
    job->is_paused = is_paused;
    if (job->engine != NULL)
        engine_pause(job->engine, is_paused);
    pthread_mutex_unlock(&job->lock);
}

bool job_stop(Job *job)
{
    bool running;

    pthread_mutex_lock(&job->lock);
    running = job->engine != NULL;
    if (running)
        engine_stop(job->engine);
    pthread_mutex_unlock(&job->lock);
    return running;
}

static int64_t time_left_ms(const Job *job)
{
    return MAX(1, job->deadline_ms - time_monotonic_ms());
}

static bool list_topics(void *user, char ***ret_topics, GError **error)
{
    Job *job = user;
    Client *client = connection_consumer(job->connection, error);

    return client != NULL && client_topics(client, time_left_ms(job), ret_topics, error);
}

/* ---- fields ---- */

/* What some of the topics' records look like. */
static bool look_at_records(void *user, const char *const *topics, const Format *format,
                            Inferred **ret_inferred, GError **error)
{
    Job *job = user;
    Client *client = connection_consumer(job->connection, error);
    g_autoptr(Look) look =
        client == NULL ? NULL : look_read(client, topics, time_left_ms(job), error);

    if (look == NULL)
        return false;
    *ret_inferred = look_values(look, format);
    return look_complete(*ret_inferred, job->options.settings, &job->registry, error);
}

/* What is not sure about the columns that the statement reads. */
static void tell_doubts(const Job *job, const PlanSelect *select)
{
    const PlanSelect *leaf = plan_leaf(select);

    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanBranch *branch = &leaf->branches[i];

        for (size_t k = 0; branch->source != NULL && k < branch->source->fields_len; k++) {
            const PlanField *field = &branch->source->fields[k];
            Event event = {.kind = EVENT_NOTICE,
                           .query = job->options.query,
                           .notice = (char *)(gpointer)field->doubt};

            if (field->doubt != NULL && slot_set_has(&branch->record_slots, (size_t)field->slot))
                job->options.emit(&event, job->options.emit_user);
        }
    }
}

static int lanes(const ConfigSet *settings)
{
    int64_t set = config_get_int(settings, "lanes");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    return set > 0 ? (int)set : (int)MAX(1, cores - 1);
}

/* Some topic is read from where somebody said. */
static bool reads_from_somewhere(const PlanSelect *plan)
{
    const PlanSelect *leaf = plan_leaf(plan);

    for (size_t i = 0; i < leaf->branches_len; i++) {
        const PlanSource *source = leaf->branches[i].source;

        if (source != NULL && source->since.kind != PLAN_BOUND_NONE)
            return true;
    }
    return false;
}

static EngineOptions engine_options(const Job *job, const PlanSelect *plan,
                                    const PlanAnalysis *analysis)
{
    const ConfigSet *settings = job->options.settings;
    bool says_since = reads_from_somewhere(plan);
    JobRows rows = job->options.rows;
    bool by_row = rows == JOB_ROWS_EACH && analysis == NULL;
    bool is_tail = !plan->is_grouped && !plan->is_bounded;
    bool is_limited =
        is_tail || rows == JOB_ROWS_VISIBLE || (rows == JOB_ROWS_TERMINAL && !plan->is_bounded);

    return (EngineOptions){
        .query = job->options.query,
        .lanes = by_row ? 1 : lanes(settings),
        .refresh_ms = config_get_int(settings, "refresh"),
        .rows_max = is_limited ? config_get_int(settings, "max_rows") : 0,
        .final_only = rows == JOB_ROWS_FINAL || (rows == JOB_ROWS_TERMINAL && plan->is_bounded),
        .memory_max = config_get_int(settings, "memory_max"),
        .windows_retain = config_get_int(settings, "retain"),
        .grace_ms = config_get_int(settings, "grace"),
        .idle_ms = config_get_int(settings, "idle"),
        .future_max_ms = config_get_int(settings, "future_max"),
        .skips_errors = strcmp(config_get_text(settings, "on_error"), "skip") == 0,
        .now_us = job->now_us,
        .zone = job->zone,
        .registry = job->registry,
        .open_timeout_ms = time_left_ms(job),
        .metadata_refresh_ms = config_get_int(settings, "metadata_refresh"),
        .backlog_records_max = says_since ? 0 : config_get_int(settings, "backlog_max"),
        .waits = job->options.waits && !plan->is_bounded,
        .each_row = by_row,
        .analysis = analysis,
        .planning_us = job->planning_us,
        .streams_rows = job->options.streams_rows,
        .emit = job->options.emit,
        .emit_user = job->options.emit_user,
    };
}

/* Rows are not for somebody who looks: all of them go, and none is waited for. */
static void write_rows_of(const Stream *stream, EngineOptions *options)
{
    options->insert = stream_insert(stream);
    options->rows_max = 0;
    options->final_only = true;
    options->streams_rows = true;
    options->each_row = false;
    options->backlog_records_max = 0;
}

static bool run_select(Job *job, const PlanSelect *plan, const PlanAnalysis *analysis,
                       EventEnd *end, GError **error)
{
    EngineOptions options = engine_options(job, plan, analysis);
    Client *client = NULL;
    g_autoptr(Engine) engine = NULL;
    EngineEnd how = ENGINE_DONE;
    bool done;

    if (job->stream != NULL)
        write_rows_of(job->stream, &options);
    if (plan_has_topic(plan) && plan_demo(plan) == NULL) {
        client = connection_consumer(job->connection, error);
        if (client == NULL)
            return false;
    }
    tell_doubts(job, plan);
    engine = engine_new(plan, client, &options, error);
    if (engine == NULL)
        return false;
    set_engine(job, engine);
    done = engine_run(engine, &how, error);
    set_engine(job, NULL);
    if (done && job->stream != NULL)
        end->text = stream_end_text(job->stream, engine_written(engine));
    job->ended = g_steal_pointer(&engine);
    end->reason = how == ENGINE_STOPPED ? EVENT_END_STOPPED : EVENT_END_DONE;
    return done;
}

/* (owned) Ready to write to the topic, if that is allowed. */
static Sink *open_sink(Job *job, const char *topic, GError **error)
{
    Event schema = {.kind = EVENT_SCHEMA, .query = job->options.query, .schema.bounded = true};
    Client *client;
    Sink *sink;

    if (!allow_check(job->options.settings, ALLOW_INSERT, error))
        return NULL;
    client = connection_producer(job->connection, error);
    if (client == NULL)
        return NULL;
    sink = sink_open(client, topic, time_left_ms(job), error);
    if (sink != NULL)
        job->options.emit(&schema, job->options.emit_user);
    return sink;
}

static bool run_insert(Job *job, const PlanInsert *insert, EventEnd *end, GError **error)
{
    g_autoptr(Sink) sink = open_sink(job, insert->target.topic, error);

    return sink != NULL && write_rows(sink, insert, job->zone, &end->text, error);
}

/* The lines behind the statement, or standard input; NULL with an error. */
static FILE *open_input(const Job *job, GError **error)
{
    FILE *input = job->data == NULL ? job->options.input
                                    : fmemopen((void *)(gpointer)job->data, strlen(job->data), "r");

    if (input != NULL)
        return input;
    fail(error, FAIL_QUERY, "COPY has no lines to read");
    fail_hint(error, "they stand behind the statement: COPY lines FROM STDIN; and then one line "
                     "for each record, up to a line \\. or the end");
    return NULL;
}

static bool run_copy(Job *job, const PlanCopy *copy, EventEnd *end, GError **error)
{
    FILE *input = open_input(job, error);
    g_autoptr(Sink) sink = input == NULL ? NULL : open_sink(job, copy->target.topic, error);
    bool done = sink != NULL && write_lines(sink, copy, job->zone, input, &end->text, error);

    if (job->data != NULL && input != NULL)
        fclose(input);
    return done;
}

static PlanInput plan_input(Job *job, const char *statement)
{
    return (PlanInput){.statement = statement,
                       .settings = job->options.settings,
                       .now_us = job->now_us,
                       .zone = job->zone,
                       .topics = list_topics,
                       .fields = look_at_records,
                       .topics_user = job,
                       .views = job->options.views};
}

static Client *find_client(void *user, ClientKind kind, GError **error)
{
    Job *job = user;

    return kind == CLIENT_PRODUCER ? connection_producer(job->connection, error)
                                   : connection_consumer(job->connection, error);
}

static bool answer_ask(Job *job, const Ask *ask, EventEnd *end, GError **error)
{
    const JobOptions *options = &job->options;
    PlanInput input = plan_input(job, NULL);
    AskSpec spec = {.plan = &input,
                    .registry = &job->registry,
                    .timeout_ms = time_left_ms(job),
                    .client = find_client,
                    .client_user = job,
                    .query = options->query,
                    .emit = options->emit,
                    .emit_user = options->emit_user};

    return ask_run(ask, &spec, &end->text, error);
}

static bool run_view(Job *job, const PlanView *view, EventEnd *end, GError **error)
{
    const JobOptions *options = &job->options;

    return views_change(view, options->views, options->views_life, options->query, options->emit,
                        options->emit_user, &end->text, error);
}

static bool run_table(Job *job, const PlanTable *table, EventEnd *end, GError **error)
{
    const JobOptions *options = &job->options;
    TablesSpec spec = {.settings = options->settings,
                       .views = options->views,
                       .lifetime = options->views_life,
                       .query = options->query,
                       .emit = options->emit,
                       .emit_user = options->emit_user};

    if (!tables_check(table, options->settings, error))
        return false;
    if (tables_need_client(table)) {
        spec.client = connection_producer(job->connection, error);
        if (spec.client == NULL)
            return false;
    }
    spec.timeout_ms = time_left_ms(job);
    return tables_change(table, &spec, &end->text, error);
}

static const Plan *make_plan(Job *job, const char *statement, GError **error)
{
    PlanInput input = plan_input(job, statement);
    int64_t begin_us = g_get_monotonic_time();
    const Plan *plan;

    plan = plan_new(&input, job->arena, error);
    job->planning_us = g_get_monotonic_time() - begin_us;
    return plan;
}

/* A stream that goes on is what it was at its start: times back from now are of then. */
static bool run_stream(Job *job, const Plan *plan, EventEnd *end, GError **error)
{
    Event notice = {.kind = EVENT_NOTICE, .query = job->options.query};
    const Plan *again = plan;

    if (!allow_check(job->options.settings, ALLOW_INSERT, error))
        return false;
    job->stream = stream_open(plan, job->options.settings, job->connection, job->now_us,
                              time_left_ms(job), error);
    if (job->stream == NULL)
        return false;
    if (stream_start_us(job->stream) != job->now_us) {
        job->now_us = stream_start_us(job->stream);
        again = make_plan(job, job->text, error);
    }
    notice.notice = stream_doubt(job->stream);
    if (notice.notice != NULL)
        job->options.emit(&notice, job->options.emit_user);
    event_clear(&notice);
    return again != NULL && run_select(job, &again->select, NULL, end, error);
}

static bool run_plan(Job *job, const char *statement, EventEnd *end, GError **error)
{
    const Plan *plan = make_plan(job, statement, error);

    if (plan == NULL)
        return false;
    switch (plan->kind) {
    case PLAN_SELECT:
        return run_select(job, &plan->select, plan->analysis, end, error);
    case PLAN_INSERT_SELECT:
        return run_stream(job, plan, end, error);
    case PLAN_INSERT:
        return run_insert(job, &plan->insert, end, error);
    case PLAN_VIEW:
        return run_view(job, &plan->view, end, error);
    case PLAN_COPY:
        return run_copy(job, &plan->copy, end, error);
    case PLAN_TABLE:
        return run_table(job, &plan->table, end, error);
    }
    g_assert_not_reached();
}

static bool run_ask(Job *job, EventEnd *end, GError **error)
{
    g_autoptr(Ask) ask = ask_parse(job->text, error);
    g_autoptr(GError) failure = NULL;

    if (ask == NULL)
        return false;
    if (ask->query == NULL)
        return answer_ask(job, ask, end, error);
    if (run_plan(job, ask->query, end, &failure))
        return true;
    if (failure != NULL) {
        ask_blame(ask, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    return false;
}

static bool run_statement(Job *job, EventEnd *end, GError **error)
{
    const char *statement = job->text;

    if (!statement_check(statement, error) ||
        !zone_of_setting(config_get_text(job->options.settings, "timezone"), &job->zone, error))
        return false;
    return ask_is(statement) ? run_ask(job, end, error) : run_plan(job, statement, end, error);
}

static void emit_failure(const Job *job, const GError *failure)
{
    Event event = {.kind = EVENT_ERROR, .query = job->options.query};

    event_error_fill(failure, job->text, &event.error);
    job->options.emit(&event, job->options.emit_user);
    event_clear(&event);
}

bool job_run(Job *job, GError **error)
{
    Event end = {.kind = EVENT_END, .query = job->options.query};
    GError *failure = NULL;
    bool done = run_statement(job, &end.end, &failure);

    if (!done) {
        emit_failure(job, failure);
        g_clear_pointer(&end.end.text, g_free);
        end.end.reason = EVENT_END_FAILED;
        g_propagate_error(error, failure);
    }
    job->options.emit(&end, job->options.emit_user);
    event_clear(&end);
    return done;
}
