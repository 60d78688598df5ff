#include "main/catalog.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/thread.h"
#include "base/time_ms.h"
#include "catalog/cache.h"
#include "catalog/catalog.h"
#include "catalog/look.h"
#include "complete/complete.h"
#include "main/commands.h"
#include "main/connect.h"
#include "plan/plan.h"

typedef struct Catalog {
    Cache *cache;
    const ConfigSet *settings;
    Connection *connection;   /* `refresh` only, as all that follows */
    SchemaRegistry *registry; /* owned; NULL: not needed yet */
} Catalog;

/* ---- the thread `refresh` ---- */

static int64_t timeout_ms(const Catalog *catalog)
{
    return config_get_int(catalog->settings, "open_timeout");
}

static bool list_topics(void *user, char ***ret_topics, GError **error)
{
    Catalog *catalog = user;
    Client *client = connection_consumer(catalog->connection, error);

    return client != NULL && client_topics(client, timeout_ms(catalog), ret_topics, error);
}

static bool look_at_records(void *user, const char *const *topics, const Format *format,
                            Inferred **ret_inferred, GError **error)
{
    Catalog *catalog = user;
    Client *client = connection_consumer(catalog->connection, error);
    g_autoptr(Look) look =
        client == NULL ? NULL : look_read(client, topics, timeout_ms(catalog), error);

    if (look == NULL)
        return false;
    *ret_inferred = look_values(look, format);
    return look_complete(*ret_inferred, catalog->settings, &catalog->registry, error);
}

/* (owned) The fields that some records of the topic have; NULL with an error. */
static GPtrArray *fetch_fields(Catalog *catalog, const char *topic, GError **error)
{
    const char *const topics[] = {topic, NULL};
    g_autoptr(Inferred) inferred = NULL;
    GPtrArray *columns;

    if (!look_at_records(catalog, topics, NULL, &inferred, error))
        return NULL;
    columns = cache_columns_new();
    for (guint i = 0; inferred->columns != NULL && i < inferred->columns->len; i++) {
        const InferColumn *column = inferred->columns->pdata[i];

        if (!column->is_taken)
            cache_columns_add(columns, column->name, type_name(column->type));
    }
    return columns;
}

/* (owned) What a query of all of the view gives; NULL with an error. */
static GPtrArray *fetch_outputs(Catalog *catalog, const CacheWish *wish, GError **error)
{
    g_autofree char *statement = g_strdup_printf("SELECT * FROM \"%s\"", wish->name);
    PlanInput input = {.statement = statement,
                       .settings = catalog->settings,
                       .now_us = time_wall_ms() * 1000,
                       .topics = list_topics,
                       .fields = look_at_records,
                       .topics_user = catalog,
                       .views = wish->views};
    Arena *arena = arena_new(PLAN_ARENA_BYTES);
    const Plan *plan = plan_new(&input, arena, error);
    GPtrArray *columns = plan == NULL ? NULL : cache_columns_new();

    for (size_t i = 0; plan != NULL && i < plan->select.outputs_len; i++) {
        const PlanOutput *output = &plan->select.outputs[i];

        if (output->is_visible)
            cache_columns_add(columns, output->name, type_name(expr_type(output->expr)));
    }
    arena_free(arena);
    return columns;
}

static void fetch(Catalog *catalog, const CacheWish *wish)
{
    g_autoptr(GError) error = NULL;
    char **topics = NULL;
    GPtrArray *columns;

    if (wish->key == NULL) {
        list_topics(catalog, &topics, &error);
        cache_put_topics(catalog->cache, topics, time_monotonic_ms());
    } else {
        columns = wish->views == NULL ? fetch_fields(catalog, wish->name, &error)
                                      : fetch_outputs(catalog, wish, &error);
        cache_put_columns(catalog->cache, wish->key, columns, time_monotonic_ms());
    }
}

static void *refresh(void *user)
{
    Catalog *catalog = user;

    pthread_setname_np(pthread_self(), "refresh");
    for (;;) {
        g_auto(CacheWish) wish = {0};

        if (!cache_wait_wish(catalog->cache, &wish))
            return NULL;
        fetch(catalog, &wish);
    }
}

/* ---- answers ---- */

typedef struct Question {
    const Catalog *catalog;
    const CommandAsk *ask;
    GPtrArray *topics;
    bool wished; /* something that it needs is fetched because of it */
} Question;

static bool is_view(const EventViews *views, const char *name)
{
    for (size_t i = 0; i < event_views_len(views); i++) {
        if (strcmp(event_views_at(views, i)->name, name) == 0)
            return true;
    }
    return false;
}

/* Of a topic or view, as far as they are known; and of every record. */
static void tell_columns(void *user, const char *relation, CompleteColumnFn each, void *each_user)
{
    Question *question = user;
    const EventViews *views = is_view(question->ask->views, relation) ? question->ask->views : NULL;
    const char *const *topics = (const char *const *)question->topics->pdata;
    g_autoptr(GPtrArray) columns = NULL;
    size_t index = 0, len;
    const CatalogColumn *own = catalog_record_columns(&len);
    bool is_known = views == NULL && catalog_match(topics, relation, &index) == CATALOG_FOUND;

    if (is_known || views != NULL)
        columns = cache_columns(question->catalog->cache, is_known ? topics[index] : relation,
                                views, time_monotonic_ms(), &question->wished);
    for (guint i = 0; columns != NULL && i < columns->len; i++) {
        const CacheColumn *column = columns->pdata[i];

        each(each_user, column->name, column->type);
    }
    for (size_t i = 0; views == NULL && i < len; i++)
        each(each_user, own[i].name, type_name(own[i].type));
}

static EventCandidates *answer_now(Question *question)
{
    const CommandAsk *ask = question->ask;
    size_t cursor = (size_t)ask->cursor_bytes;
    CompleteKnown known = {.views = ask->views,
                           .streams = (const char *const *)ask->streams,
                           .columns = tell_columns,
                           .user = question};

    if (ask->what == COMMAND_ASK_SETTINGS)
        return complete_settings(ask->text, cursor);
    g_clear_pointer(&question->topics, g_ptr_array_unref);
    question->topics =
        cache_topics(question->catalog->cache, time_monotonic_ms(), &question->wished);
    known.topics = (const char *const *)question->topics->pdata;
    return complete_text(ask->text, cursor, &known);
}

/* (owned) What a question makes us fetch is waited for a moment, and what that makes us fetch. */
static EventCandidates *answer(const Catalog *catalog, const CommandAsk *ask, int64_t wait_ms)
{
    Question question = {.catalog = catalog, .ask = ask};
    int64_t deadline_ms = time_monotonic_ms() + wait_ms;
    EventCandidates *candidates = answer_now(&question);

    while (question.wished && time_monotonic_ms() < deadline_ms) {
        cache_wait_fetched(catalog->cache, deadline_ms);
        event_candidates_free(candidates);
        question.wished = false;
        candidates = answer_now(&question);
    }
    g_clear_pointer(&question.topics, g_ptr_array_unref);
    return candidates;
}

static bool catalog_start(Catalog *catalog, const ConfigSet *settings, pthread_t *ret_thread,
                          GError **error)
{
    *catalog = (Catalog){cache_new(), settings, connection_new(settings), NULL};
    return thread_start(refresh, catalog, "the catalog", ret_thread, error);
}

_Noreturn void catalog_run(LineReader *reader, const ConfigSet *settings, int query, Output *output)
{
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    Catalog catalog;
    pthread_t thread;
    const char *line;
    size_t line_len;
    LineRead read;

    if (!catalog_start(&catalog, settings, &thread, NULL))
        _exit(EXIT_STATEMENT);
    while ((read = line_reader_next(reader, &line, &line_len)) == LINE_READ_LINE ||
           read == LINE_READ_LATER) {
        g_autoptr(Command) command =
            read == LINE_READ_LINE ? command_read(line, line_len, NULL) : NULL;

        if (read == LINE_READ_LATER) {
            poll(&input, 1, -1);
        } else if (command == NULL || command->kind != COMMAND_ASK) {
            break;
        } else {
            Event event = {.kind = EVENT_ANSWER, .query = query};

            event.answer.id = command->ask.id;
            event.answer.candidates = answer(&catalog, &command->ask, CATALOG_FIRST_WAIT_MS);
            output_event(&event, output);
            event_clear(&event);
        }
    }
    _exit(EXIT_DONE);
}

EventCandidates *catalog_complete(const ConfigSet *settings, const CommandAsk *ask, int64_t wait_ms,
                                  GError **error)
{
    Catalog catalog;
    pthread_t thread;
    EventCandidates *candidates;

    if (!catalog_start(&catalog, settings, &thread, error))
        return NULL;
    candidates = answer(&catalog, ask, wait_ms);
    cache_close(catalog.cache);
    pthread_join(thread, NULL);
    connection_free(catalog.connection);
    schema_registry_free(catalog.registry);
    cache_free(catalog.cache);
    return candidates;
}
