#include "session/catalog.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/time_ms.h"

typedef struct CatalogConnection {
    Catalogs *owner;
    char *key;          /* owned; NULL: not used */
    Worker *worker;     /* owned reference; NULL: none runs */
    bool is_starting;   /* somebody starts it */
    bool has_exited;    /* the one that is being started, already */
    bool is_stopping;   /* we have told it to end */
    int64_t started_ms; /* the last one */
    int64_t asked_ms;   /* the last question */
    int64_t retry_at_ms;
    int64_t pause_ms; /* before the next start after a death; 0: none has died */
} CatalogConnection;

typedef struct Question {
    int id;
    const char *asker;
    const CatalogConnection *connection;
    EventCandidates *answer; /* owned; NULL: none yet */
    bool is_over;            /* answered, replaced, or nobody is there to answer */
} Question;

struct Catalogs {
    WorkerPool *pool;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    CatalogConnection connections[CATALOG_CONNECTIONS_MAX]; /* @lock */
    GPtrArray *questions;                                   /* @lock Question, their askers' */
    int last_id;                                            /* @lock */
    bool is_closed;                                         /* @lock */
};

/* Of our settings, those that say what a connection is. */
static const char *const connection_settings[] = {"schema_registry", "schema_registry_user",
                                                  "schema_registry_password", "schema_registry_ca",
                                                  "open_timeout"};

Catalogs *catalogs_new(WorkerPool *pool)
{
    Catalogs *catalogs = g_new0(Catalogs, 1);
    pthread_condattr_t attributes;

    catalogs->pool = pool;
    catalogs->questions = g_ptr_array_new();
    pthread_mutex_init(&catalogs->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&catalogs->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    for (size_t i = 0; i < CATALOG_CONNECTIONS_MAX; i++)
        catalogs->connections[i].owner = catalogs;
    return catalogs;
}

void catalogs_free(Catalogs *catalogs)
{
    if (catalogs == NULL)
        return;
    for (size_t i = 0; i < CATALOG_CONNECTIONS_MAX; i++)
        g_free(catalogs->connections[i].key);
    g_ptr_array_unref(catalogs->questions);
    pthread_cond_destroy(&catalogs->changed);
    pthread_mutex_destroy(&catalogs->lock);
    g_free(catalogs);
}

/* ---- what a worker says ---- */

/* @lock held */
static void end_questions(Catalogs *catalogs, const CatalogConnection *connection)
{
    for (guint i = 0; i < catalogs->questions->len; i++) {
        Question *question = catalogs->questions->pdata[i];

        if (connection == NULL || question->connection == connection)
            question->is_over = true;
    }
    pthread_cond_broadcast(&catalogs->changed);
}

static void take_event(Worker *worker, Event *event, void *user)
{
    CatalogConnection *connection = user;
    Catalogs *catalogs = connection->owner;

    (void)worker;
    pthread_mutex_lock(&catalogs->lock);
    for (guint i = 0; event->kind == EVENT_ANSWER && i < catalogs->questions->len; i++) {
        Question *question = catalogs->questions->pdata[i];

        if (question->id == event->answer.id && !question->is_over) {
            question->answer = g_steal_pointer(&event->answer.candidates);
            question->is_over = true;
            pthread_cond_broadcast(&catalogs->changed);
            break;
        }
    }
    pthread_mutex_unlock(&catalogs->lock);
    event_free(event);
}

static void take_exit(Worker *worker, const WorkerExit *exit, void *user)
{
    CatalogConnection *connection = user;
    Catalogs *catalogs = connection->owner;
    int64_t now_ms = time_monotonic_ms();

    (void)worker;
    pthread_mutex_lock(&catalogs->lock);
    if (!connection->is_stopping && !catalogs->is_closed) {
        bool is_new =
            connection->pause_ms == 0 || now_ms - connection->started_ms >= CATALOG_LASTING_MS;

        connection->pause_ms =
            is_new ? CATALOG_RETRY_FIRST_MS : MIN(connection->pause_ms * 2, CATALOG_RETRY_MAX_MS);
        connection->retry_at_ms = now_ms + connection->pause_ms;
        log_line("session: catalog worker gone status=%d signal=%d pause=%d ms", exit->status,
                 exit->signal, (int)connection->pause_ms);
    }
    g_clear_pointer(&connection->worker, worker_unref);
    connection->is_stopping = false;
    connection->has_exited = true;
    end_questions(catalogs, connection);
    pthread_mutex_unlock(&catalogs->lock);
}

static const WorkerFns worker_fns = {take_event, take_exit};

/* ---- which worker ---- */

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static void append_sorted(GString *key, GHashTable *values)
{
    GList *names = g_list_sort(g_hash_table_get_keys(values), compare_names);

    for (const GList *at = names; at != NULL; at = at->next)
        g_string_append_printf(key, "%s=%s\n", (const char *)at->data,
                               (const char *)g_hash_table_lookup(values, at->data));
    g_list_free(names);
}

/* (owned) */
static GHashTable *settings_of(const ConfigSet *set)
{
    GHashTable *all = config_settings(set);
    GHashTable *some = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    for (size_t i = 0; i < G_N_ELEMENTS(connection_settings); i++) {
        const char *value = g_hash_table_lookup(all, connection_settings[i]);

        if (value != NULL)
            g_hash_table_insert(some, g_strdup(connection_settings[i]), g_strdup(value));
    }
    g_hash_table_unref(all);
    return some;
}

/* @lock held. The connection of that key, or one that may become it; NULL: all are in use, and the
 * one that was not asked for the longest has been told to end. */
static CatalogConnection *find_connection(Catalogs *catalogs, const char *key)
{
    CatalogConnection *free_one = NULL, *oldest = NULL;

    for (size_t i = 0; i < CATALOG_CONNECTIONS_MAX; i++) {
        CatalogConnection *connection = &catalogs->connections[i];

        if (g_strcmp0(connection->key, key) == 0)
            return connection;
        if (connection->worker == NULL && !connection->is_starting)
            free_one = connection;
        else if (!connection->is_starting && !connection->is_stopping &&
                 (oldest == NULL || connection->asked_ms < oldest->asked_ms))
            oldest = connection;
    }
    if (free_one != NULL) {
        g_free(free_one->key);
        free_one->key = g_strdup(key);
        free_one->pause_ms = free_one->retry_at_ms = 0;
    } else if (oldest != NULL) {
        oldest->is_stopping = true;
        worker_stop(oldest->worker);
    }
    return free_one;
}

/* @lock held, given up meanwhile. */
static void start(Catalogs *catalogs, CatalogConnection *connection, const ConfigSet *set)
{
    g_autoptr(GHashTable) settings = settings_of(set);
    const CommandJob job = {1, NULL, settings, config_kafka(set), NULL};
    g_autoptr(GError) error = NULL;
    Worker *worker;

    connection->is_starting = true;
    connection->has_exited = false;
    connection->started_ms = time_monotonic_ms();
    pthread_mutex_unlock(&catalogs->lock);
    worker = worker_start_catalog(catalogs->pool, &job, &worker_fns, connection, &error);
    pthread_mutex_lock(&catalogs->lock);
    connection->is_starting = false;
    if (worker == NULL) {
        log_line("session: no catalog worker: %s", error->message);
        connection->retry_at_ms = time_monotonic_ms() + CATALOG_RETRY_MAX_MS;
    }
    if (!connection->has_exited)
        connection->worker = g_steal_pointer(&worker);
    worker_unref(worker);
    pthread_cond_broadcast(&catalogs->changed);
}

/* @lock held: false at @deadline_ms. */
static bool wait_until(Catalogs *catalogs, int64_t deadline_ms)
{
    struct timespec at = {deadline_ms / 1000, deadline_ms % 1000 * 1000000};

    return pthread_cond_timedwait(&catalogs->changed, &catalogs->lock, &at) != ETIMEDOUT;
}

/* @lock held, given up meanwhile. (a reference) NULL: none can be had now. */
static Worker *get_worker(Catalogs *catalogs, CatalogConnection *connection, const ConfigSet *set,
                          int64_t deadline_ms)
{
    while (connection->is_starting && wait_until(catalogs, deadline_ms))
        ;
    if (connection->worker == NULL && !connection->is_starting &&
        time_monotonic_ms() >= connection->retry_at_ms)
        start(catalogs, connection, set);
    return connection->worker == NULL || connection->is_stopping ? NULL
                                                                 : worker_ref(connection->worker);
}

/* ---- asking ---- */

/* @lock held: it is over for an older one of the same asker. */
static bool enter(Catalogs *catalogs, Question *question)
{
    for (guint i = 0; i < catalogs->questions->len; i++) {
        Question *other = catalogs->questions->pdata[i];

        if (strcmp(other->asker, question->asker) == 0)
            other->is_over = true;
    }
    pthread_cond_broadcast(&catalogs->changed);
    if (catalogs->is_closed || catalogs->questions->len >= CATALOG_QUESTIONS_MAX)
        return false;
    question->id = ++catalogs->last_id;
    g_ptr_array_add(catalogs->questions, question);
    return true;
}

/* @lock held, given up meanwhile. */
static void ask_and_wait(Catalogs *catalogs, Question *question, const ConfigSet *set,
                         const CommandAsk *ask, int64_t deadline_ms)
{
    g_autoptr(GString) key = g_string_new(NULL);
    g_autoptr(GHashTable) settings = settings_of(set);
    g_autoptr(Worker) worker = NULL;
    CatalogConnection *connection;
    CommandAsk numbered = *ask;
    bool is_asked = false;

    append_sorted(key, config_kafka(set));
    append_sorted(key, settings);
    connection = find_connection(catalogs, key->str);
    if (connection == NULL)
        return;
    connection->asked_ms = time_monotonic_ms();
    question->connection = connection;
    numbered.id = question->id;
    worker = get_worker(catalogs, connection, set, deadline_ms);
    pthread_mutex_unlock(&catalogs->lock);
    if (worker != NULL)
        is_asked = worker_ask(worker, &numbered);
    pthread_mutex_lock(&catalogs->lock);
    while (is_asked && !question->is_over && wait_until(catalogs, deadline_ms))
        ;
}

EventCandidates *catalogs_ask(Catalogs *catalogs, const char *asker, const ConfigSet *set,
                              const CommandAsk *ask)
{
    int64_t deadline_ms = time_monotonic_ms() + CATALOG_ANSWER_MS;
    Question question = {.asker = asker};

    pthread_mutex_lock(&catalogs->lock);
    if (enter(catalogs, &question)) {
        ask_and_wait(catalogs, &question, set, ask, deadline_ms);
        g_ptr_array_remove(catalogs->questions, &question);
    }
    pthread_mutex_unlock(&catalogs->lock);
    return question.answer != NULL ? question.answer : event_candidates_new();
}

void catalogs_tick(Catalogs *catalogs, int64_t now_ms)
{
    pthread_mutex_lock(&catalogs->lock);
    for (size_t i = 0; i < CATALOG_CONNECTIONS_MAX; i++) {
        CatalogConnection *connection = &catalogs->connections[i];

        if (connection->worker != NULL && !connection->is_stopping &&
            now_ms - connection->asked_ms >= CATALOG_IDLE_MS) {
            connection->is_stopping = true;
            worker_stop(connection->worker);
        }
    }
    pthread_mutex_unlock(&catalogs->lock);
}

void catalogs_close(Catalogs *catalogs)
{
    pthread_mutex_lock(&catalogs->lock);
    catalogs->is_closed = true;
    end_questions(catalogs, NULL);
    pthread_mutex_unlock(&catalogs->lock);
}
