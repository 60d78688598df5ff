#include "sql/parser.h"

#include <pg_query.h>
#include <pthread.h>
#include <signal.h>

/*
 * The parser's output functions recurse once per level of an expression, and a chain of n operators
 * has n levels. SCAN_TOKENS_MAX levels need less than 4 MB; the rest is reserve, and costs nothing
 * before it is touched. Stacks of this size are not kept by the C library after the thread's end.
 */
enum { PARSER_STACK_BYTES = 64 * 1024 * 1024 };

typedef struct Job {
    const char *text; /* NUL-ended */
    json_t *root;     /* owned; NULL on failure */
    char *message;    /* owned; the parser's sentence, NULL if jansson refused */
    int cursor;       /* characters from 1; 0: unknown */
} Job;

static void *parse_on_this_thread(void *user)
{
    Job *job = user;
    PgQueryParseResult result = pg_query_parse(job->text);

    if (result.error != NULL) {
        job->message = g_strdup(result.error->message);
        job->cursor = result.error->cursorpos;
    } else {
        job->root = json_loads(result.parse_tree, 0, NULL);
    }
    pg_query_free_parse_result(result);
    return NULL;
}

/* Signals stay with the threads that expect them. */
static int run_on_large_stack(Job *job)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int failed;

    pthread_attr_init(&attributes);
    failed = pthread_attr_setstacksize(&attributes, PARSER_STACK_BYTES);
    if (failed == 0) {
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        failed = pthread_create(&thread, &attributes, parse_on_this_thread, job);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    pthread_attr_destroy(&attributes);
    if (failed == 0)
        pthread_join(thread, NULL);
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
