#include "sql/parser.h"

#include <pg_query.h>
#include <pthread.h>
#include <signal.h>

/*
 * The parser's output functions recurse once per level of an expression, and a chain of n operators
 * has n levels. SCAN_TOKENS_MAX levels need less than 4 MB; the rest is reserve, and costs nothing
 * before it is touched.
 *
 * libpg_query takes a pthread key on every thread that it parses on, of which a process has 1,024,
 * and never gives it back. So there is one such thread, from the first statement on, for good:
 * 1. who parses waits for `turn`, puts its job, and waits until it is taken away;
 * 2. the thread waits for a job, does it, and takes it away.
 */
enum { PARSER_STACK_BYTES = 64 * 1024 * 1024 };

typedef struct Job {
    const char *text; /* NUL-ended */
    json_t *root;     /* owned; NULL on failure */
    char *message;    /* owned; the parser's sentence, NULL if jansson refused */
    int cursor;       /* characters from 1; 0: unknown */
} Job;

static struct {
    pthread_mutex_t turn; /* held by who parses */
    pthread_mutex_t lock;
    pthread_cond_t changed; /* whether there is a job */
    Job *job;               /* @lock; borrowed: what is to be done, or NULL */
    bool is_running;        /* @turn */
} parser = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL,
            false};

static void parse(Job *job)
{
    PgQueryParseResult result = pg_query_parse(job->text);

    if (result.error != NULL) {
        job->message = g_strdup(result.error->message);
        job->cursor = result.error->cursorpos;
    } else {
        job->root = json_loads(result.parse_tree, 0, NULL);
    }
    pg_query_free_parse_result(result);
}

static void *run_thread(void *user)
{
    (void)user;
    pthread_mutex_lock(&parser.lock);
    for (;;) {
        while (parser.job == NULL)
            pthread_cond_wait(&parser.changed, &parser.lock);
        parse(parser.job);
        parser.job = NULL;
        pthread_cond_broadcast(&parser.changed);
    }
    return NULL;
}

/* Signals stay with the threads that expect them. */
static int start_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int failed;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    failed = pthread_attr_setstacksize(&attributes, PARSER_STACK_BYTES);
    if (failed == 0) {
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        failed = pthread_create(&thread, &attributes, run_thread, NULL);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    pthread_attr_destroy(&attributes);
    return failed;
}

static int run_on_large_stack(Job *job)
{
    int failed = 0;

    pthread_mutex_lock(&parser.turn);
    if (!parser.is_running)
        failed = start_thread();
    parser.is_running = failed == 0;
    if (failed == 0) {
        pthread_mutex_lock(&parser.lock);
        parser.job = job;
        pthread_cond_broadcast(&parser.changed);
        while (parser.job != NULL)
            pthread_cond_wait(&parser.changed, &parser.lock);
        pthread_mutex_unlock(&parser.lock);
    }
    pthread_mutex_unlock(&parser.turn);
    return failed;
}

/* Characters from 1, as the parser counts, to bytes from 0. */
static int byte_position(const char *text, int cursor)
{
    const char *at = text;

    if (cursor <= 0)
        return -1;
    for (int i = 1; i < cursor && *at != '\0'; i++)
        at = g_utf8_next_char(at);
    return (int)(at - text);
}

static bool fail_parse(const Job *job, GError **error)
{
    int position = byte_position(job->text, job->cursor);
    g_autofree char *sentence = /* what it quotes may end within a character */
        job->message == NULL ? NULL : g_utf8_make_valid(job->message, -1);

    if (job->message == NULL || g_str_has_prefix(job->message, "memory exhausted"))
        return fail_at(error, FAIL_LIMIT, position, "the statement is nested too deeply");
    return fail_at(error, FAIL_QUERY, position, "%s", sentence);
}

bool parser_run(Span text, json_t **ret_root, GError **error)
{
    g_autofree char *copy = g_strndup(text.at, text.len);
    g_autofree char *message = NULL;
    Job job = {.text = copy};
    int failed = run_on_large_stack(&job);

    message = job.message;
    if (failed != 0)
        return fail(error, FAIL_LIMIT, "no thread to parse the statement on: %s",
                    g_strerror(failed));
    if (job.root == NULL)
        return fail_parse(&job, error);
    *ret_root = job.root;
    return true;
}
