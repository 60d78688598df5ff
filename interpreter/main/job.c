#include "main/job.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/time_ms.h"
#include "ask/ask.h"
#include "engine/engine.h"
#include "catalog/catalog.h"
#include "codec/infer.h"
#include "kafka/sample.h"
#include "kafka/sink.h"
#include "main/connect.h"
#include "main/views.h"
#include "plan/plan.h"
#include "statement/statement.h"

enum { FLUSH_MS = 30000 };

struct Job {
    JobOptions options;
    Connection *connection;
    Arena *arena;             /* holds the plan */
    SchemaRegistry *registry; /* owned; NULL: none is named, or none was needed */
    int64_t now_us;           /* the statement's start */
    int64_t planning_us;      /* what it took to make the plan */
    const Zone *zone;         /* its setting's */
    int64_t deadline_ms;      /* monotonic: topics are open by then */
    pthread_mutex_t lock;
    Engine *engine; /* @lock; while one runs */
    bool is_paused; /* @lock */
    Engine *ended;  /* owned: has run; what it waits for when it is freed comes after the end */
};

Job *job_new(const JobOptions *options)
{
    Job *job = g_new0(Job, 1);

    job->options = *options;
    job->connection = connection_new(options->settings);
    job->arena = arena_new(PLAN_ARENA_BYTES);
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
    connection_free(job->connection);
    arena_free(job->arena);
    schema_registry_free(job->registry);
    pthread_mutex_destroy(&job->lock);
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

enum { SAMPLE_RECORDS = 200, SAMPLE_TOPICS = 8, SAMPLE_MS = 2000 };

static void keep_value(const Record *record, void *values)
{
    Span value = record->value;
    char *copy = value.at == NULL ? NULL : g_malloc(value.len + 1);

    if (copy != NULL)
        memcpy(copy, value.at, value.len);
    value.at = copy;
    g_array_append_val((GArray *)values, value);
}

static void free_value(void *value)
{
    g_free((gpointer)((Span *)value)->at);
}

/* The registry of Avro's schemas, where the operator names one. */
static bool open_registry(Job *job, GError **error)
{
    const ConfigSet *settings = job->options.settings;
    SchemaRegistrySpec spec = {.url = config_get_text(settings, "schema_registry"),
                               .user = config_get_text(settings, "schema_registry_user"),
                               .password = config_get_text(settings, "schema_registry_password"),
                               .ca_file = config_get_text(settings, "schema_registry_ca")};

    if (*spec.url == '\0' || job->registry != NULL)
        return true;
    spec.user = *spec.user == '\0' ? NULL : spec.user;
    spec.password = *spec.password == '\0' ? NULL : spec.password;
    spec.ca_file = *spec.ca_file == '\0' ? NULL : spec.ca_file;
    job->registry = schema_registry_new(&spec, error);
    return job->registry != NULL;
}

/* Records of Avro have the columns of their schema, which its registry has. */
static bool ask_registry(Job *job, const char *const *taken, Inferred *inferred, GError **error)
{
    const Schema *schema;

    if (!inferred->has_schema_id)
        return true;
    if (!open_registry(job, error))
        return false;
    if (job->registry == NULL) {
        fail(error, FAIL_CONFIG, "the records are of Avro, and no Schema Registry is named");
        return fail_hint(error, "the operator names one in zeppelin.kafka.schema_registry, or the "
                                "statement has the schema: topic('t', format => 'avro', schema => "
                                "'{...}')");
    }
    if (!schema_registry_get(job->registry, inferred->schema_id, &schema, error))
        return false;
    if (inferred->columns != NULL)
        g_ptr_array_unref(inferred->columns);
    inferred->columns = infer_schema(schema, taken);
    return true;
}

/* Some records of the first few topics. */
static bool read_samples(Job *job, const char *const *topics, GArray *values, GError **error)
{
    Client *client = connection_consumer(job->connection, error);
    size_t len = MIN(g_strv_length((char **)(gpointer)topics), SAMPLE_TOPICS);
    int64_t deadline_ms = time_monotonic_ms() + MIN(SAMPLE_MS, time_left_ms(job));

    for (size_t i = 0; client != NULL && i < len; i++) {
        int64_t left_ms = deadline_ms - time_monotonic_ms();

        if (i > 0 && left_ms <= 0)
            break;
        if (!sample_read(client, topics[i], SAMPLE_RECORDS / len, MAX(1, left_ms), keep_value,
                         values, error))
            return false;
    }
    return client != NULL;
}

/* What some of the topics' records look like. */
static bool look_at_records(void *user, const char *const *topics, const Format *format,
                            Inferred **ret_inferred, GError **error)
{
    Job *job = user;
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(Span));
    size_t len;
    const CatalogColumn *columns = catalog_record_columns(&len);
    g_autofree const char **taken = g_new0(const char *, len + 1);

    g_array_set_clear_func(values, free_value);
    for (size_t i = 0; i < len; i++)
        taken[i] = columns[i].name;
    if (!read_samples(job, topics, values, error))
        return false;
    *ret_inferred = infer_records((const Span *)(void *)values->data, values->len, format, taken);
    return ask_registry(job, taken, *ret_inferred, error);
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

static bool run_select(Job *job, const PlanSelect *plan, const PlanAnalysis *analysis,
                       EventEnd *end, GError **error)
{
    EngineOptions options = engine_options(job, plan, analysis);
    Client *client = NULL;
    g_autoptr(Engine) engine = NULL;
    EngineEnd how = ENGINE_DONE;
    bool done;

    if (plan_has_topic(plan)) {
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
    job->ended = g_steal_pointer(&engine);
    end->reason = how == ENGINE_STOPPED ? EVENT_END_STOPPED : EVENT_END_DONE;
    return done;
}

static bool write_rows(Sink *sink, const PlanInsert *insert, GError **error)
{
    static const Span null = {NULL, 0};

    for (size_t i = 0; i < insert->rows_len; i++) {
        const PlanInsertRow *row = &insert->rows[i];

        if (!sink_write(sink, row->key.is_null ? null : value_span(&row->key),
                        row->value.is_null ? null : value_span(&row->value), error))
            return false;
    }
    return sink_flush(sink, FLUSH_MS, error);
}

static bool run_insert(Job *job, const PlanInsert *insert, EventEnd *end, GError **error)
{
    Client *client = connection_producer(job->connection, error);
    Event schema = {.kind = EVENT_SCHEMA, .query = job->options.query, .schema.bounded = true};
    Sink *sink;
    bool done;

    if (client == NULL)
        return false;
    sink = sink_open(client, insert->topic, time_left_ms(job), error);
    if (sink == NULL)
        return false;
    job->options.emit(&schema, job->options.emit_user);
    done = write_rows(sink, insert, error);
    sink_close(sink);
    end->text = g_strdup_printf("INSERT %zu: %zu record%s written to %s", insert->rows_len,
                                insert->rows_len, insert->rows_len == 1 ? "" : "s", insert->topic);
    return done;
}

static Client *find_client(void *user, ClientKind kind, GError **error)
{
    Job *job = user;

    return kind == CLIENT_PRODUCER ? connection_producer(job->connection, error)
                                   : connection_consumer(job->connection, error);
}

static bool run_ask(Job *job, EventEnd *end, GError **error)
{
    const JobOptions *options = &job->options;
    g_autoptr(Ask) ask = ask_parse(options->statement, error);
    AskSpec spec = {.statement = options->statement,
                    .settings = options->settings,
                    .views = options->views,
                    .zone = job->zone,
                    .timeout_ms = time_left_ms(job),
                    .client = find_client,
                    .client_user = job,
                    .query = options->query,
                    .emit = options->emit,
                    .emit_user = options->emit_user};

    return ask != NULL && ask_run(ask, &spec, &end->text, error);
}

static bool run_view(Job *job, const PlanView *view, EventEnd *end, GError **error)
{
    const JobOptions *options = &job->options;

    return views_change(view, options->views, options->views_life, options->query, options->emit,
                        options->emit_user, &end->text, error);
}

static bool run_plan(Job *job, EventEnd *end, GError **error)
{
    PlanInput input = {.statement = job->options.statement,
                       .settings = job->options.settings,
                       .now_us = job->now_us,
                       .topics = list_topics,
                       .fields = look_at_records,
                       .topics_user = job,
                       .views = job->options.views};
    int64_t begin_us = g_get_monotonic_time();
    const Plan *plan;

    input.zone = job->zone;
    plan = plan_new(&input, job->arena, error);
    if (plan == NULL)
        return false;
    job->planning_us = g_get_monotonic_time() - begin_us;
    switch (plan->kind) {
    case PLAN_SELECT:
        return run_select(job, &plan->select, plan->analysis, end, error);
    case PLAN_INSERT:
        return run_insert(job, &plan->insert, end, error);
    case PLAN_VIEW:
        return run_view(job, &plan->view, end, error);
    }
    g_assert_not_reached();
}

static bool run_statement(Job *job, EventEnd *end, GError **error)
{
    const char *statement = job->options.statement;

    if (!statement_check(statement, error) ||
        !zone_of_setting(config_get_text(job->options.settings, "timezone"), &job->zone, error))
        return false;
    return ask_is(statement) ? run_ask(job, end, error) : run_plan(job, end, error);
}

static void emit_failure(const Job *job, const GError *failure)
{
    Event event = {.kind = EVENT_ERROR, .query = job->options.query};

    event_error_fill(failure, job->options.statement, &event.error);
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
