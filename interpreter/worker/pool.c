/*
 * The `workers` thread owns every Child. Other threads leave what they want in fields under the
 * pool's lock and write to an eventfd: a start request is a slot in a list, whose owner waits for
 * its answer; begin, stop and kill are flags of the worker, so that asking twice needs no room.
 *
 * All signals are blocked on the thread: a worker that closes its standard input must not kill us
 * by SIGPIPE, and who handles signals is main/'s to say.
 */
#include "worker/worker.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/time_ms.h"
#include "worker/child.h"

struct Worker {
    gint refs;
    WorkerPool *pool; /* borrowed */
    WorkerFns fns;
    void *user;
    int pid;
    Child *child;    /* `workers` only */
    bool is_ending;  /* `workers` only: told to stop, so it has left the count of live ones */
    bool is_catalog; /* never counted */
    GString *asks;   /* @lock owned; lines that `workers` is to send; NULL: none */
    /* @lock; taken by `workers` */
    bool wants_begin, wants_pause, wants_resume, wants_stop, wants_kill;
};

/* Somebody waits in worker_start(); it lives on its stack. */
typedef struct StartRequest {
    GString *job_line; /* taken by the spawn */
    bool is_catalog;
    int query;
    const WorkerFns *fns;
    void *user;
    Worker *worker; /* the answer, or NULL with error */
    GError *error;
    bool is_done;
} StartRequest;

struct WorkerPool {
    char *binary;
    int wake_fd;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    GPtrArray *requests;     /* @lock StartRequest*, borrowed */
    size_t workers_max;      /* @lock */
    size_t memory_bytes_max; /* @lock */
    size_t len;              /* @lock of workers, for other threads */
    bool is_closing;         /* @lock */
    GPtrArray *workers;      /* `workers` only: one reference each */
    GArray *polls;           /* `workers` only: struct pollfd */
};

static void wake(WorkerPool *pool)
{
    const uint64_t one = 1;

    /* Full means that it is awake already. */
    if (write(pool->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
        log_line("worker: no wake error=%s", g_strerror(errno));
}

Worker *worker_ref(Worker *worker)
{
    g_atomic_int_inc(&worker->refs);
    return worker;
}

void worker_unref(Worker *worker)
{
    if (worker == NULL || !g_atomic_int_dec_and_test(&worker->refs))
        return;
    assert(worker->child == NULL);
    if (worker->asks != NULL)
        g_string_free(worker->asks, TRUE);
    g_free(worker);
}

static void hand_out(Event *event, void *user)
{
    Worker *worker = user;

    worker->fns.event(worker, event, worker->user);
}

/* Thread: workers. Those that end have 2 seconds at most, and are not counted as live. */
static bool has_room(WorkerPool *pool, size_t workers_max, GError **error)
{
    size_t live = 0, ending = 0;

    pthread_mutex_lock(&pool->lock);
    for (guint i = 0; i < pool->workers->len; i++) {
        const Worker *worker = g_ptr_array_index(pool->workers, i);

        if (worker->is_catalog)
            continue;
        if (worker->is_ending || worker->wants_stop || worker->wants_kill)
            ending++;
        else
            live++;
    }
    pthread_mutex_unlock(&pool->lock);
    if (live >= workers_max)
        return fail(error, FAIL_LIMIT,
                    "%zu statements run in this interpreter already, which is its limit "
                    "(streams_max); stop one of them first",
                    live);
    if (ending > workers_max)
        return fail(error, FAIL_LIMIT,
                    "%zu statements are just being stopped; run the paragraph again in a moment",
                    ending);
    return true;
}

/* Thread: workers. */
static Worker *start_one(WorkerPool *pool, StartRequest *request, GError **error)
{
    Worker *worker;
    size_t workers_max, memory_bytes_max;

    pthread_mutex_lock(&pool->lock);
    workers_max = pool->workers_max;
    memory_bytes_max = pool->memory_bytes_max;
    pthread_mutex_unlock(&pool->lock);
    if (!request->is_catalog && !has_room(pool, workers_max, error))
        return NULL;

    worker = g_new0(Worker, 1);
    worker->refs = 1;
    worker->pool = pool;
    worker->fns = *request->fns;
    worker->user = request->user;
    worker->is_catalog = request->is_catalog;
    worker->child = child_start(pool->binary, memory_bytes_max, g_steal_pointer(&request->job_line),
                                request->query, hand_out, worker, error);
    if (worker->child == NULL) {
        worker_unref(worker);
        return NULL;
    }
    worker->pid = child_pid(worker->child);
    g_ptr_array_add(pool->workers, worker_ref(worker));
    pthread_mutex_lock(&pool->lock);
    pool->len++;
    pthread_mutex_unlock(&pool->lock);
    log_line("worker: started pid=%d", worker->pid);
    return worker;
}

/* Thread: workers. */
static void answer_requests(WorkerPool *pool)
{
    for (;;) {
        StartRequest *request = NULL;
        GError *error = NULL;
        Worker *worker = NULL;
        bool is_closing;

        pthread_mutex_lock(&pool->lock);
        is_closing = pool->is_closing;
        if (pool->requests->len > 0)
            request = g_ptr_array_steal_index(pool->requests, 0);
        pthread_mutex_unlock(&pool->lock);
        if (request == NULL)
            return;

        if (is_closing)
            fail(&error, FAIL_LIMIT, "the interpreter is ending; start it again");
        else
            worker = start_one(pool, request, &error);
        pthread_mutex_lock(&pool->lock);
        request->worker = worker;
        request->error = error;
        request->is_done = true;
        pthread_cond_broadcast(&pool->answered);
        pthread_mutex_unlock(&pool->lock);
    }
}

typedef struct Wants {
    bool begin, pause, resume, stop, kill;
    GString *asks; /* owned; NULL: none */
} Wants;

static Wants take_wants(WorkerPool *pool, Worker *worker)
{
    Wants wants;

    pthread_mutex_lock(&pool->lock);
    wants = (Wants){worker->wants_begin,
                    worker->wants_pause,
                    worker->wants_resume,
                    worker->wants_stop,
                    worker->wants_kill || pool->is_closing,
                    g_steal_pointer(&worker->asks)};
    worker->wants_begin = worker->wants_pause = worker->wants_resume = false;
    worker->wants_stop = worker->wants_kill = false;
    pthread_mutex_unlock(&pool->lock);
    return wants;
}

/* Thread: workers. Do what was asked, read and write what can be; true if the worker is gone. */
static bool work_on(WorkerPool *pool, Worker *worker)
{
    Wants wants = take_wants(pool, worker);
    int64_t now_ms = time_monotonic_ms();
    WorkerExit exit;
    Child *child;

    if (wants.begin && !worker->is_ending)
        child_send(worker->child, COMMAND_START);
    if ((wants.pause || wants.resume) && !worker->is_ending)
        child_send(worker->child, wants.pause ? COMMAND_PAUSE : COMMAND_RESUME);
    if (wants.asks != NULL) {
        child_send_questions(worker->child, wants.asks);
        g_string_free(wants.asks, TRUE);
    }
    if (wants.stop && !worker->is_ending) {
        worker->is_ending = true;
        child_stop(worker->child, now_ms);
    }
    if (wants.kill) {
        worker->is_ending = true;
        child_kill(worker->child);
    }
    child_work(worker->child, now_ms);
    if (!child_is_gone(worker->child, &exit))
        return false;

    log_line("worker: gone pid=%d status=%d signal=%d", worker->pid, exit.status, exit.signal);
    child = g_steal_pointer(&worker->child);
    worker->fns.gone(worker, &exit, worker->user);
    child_free(child);
    return true;
}

/* Thread: workers. */
static void work_on_all(WorkerPool *pool)
{
    guint i = 0;

    while (i < pool->workers->len) {
        Worker *worker = g_ptr_array_index(pool->workers, i);

        if (!work_on(pool, worker)) {
            i++;
            continue;
        }
        pthread_mutex_lock(&pool->lock);
        pool->len--;
        pthread_mutex_unlock(&pool->lock);
        g_ptr_array_remove_index(pool->workers, i); /* unreferences it */
    }
}

/* Thread: workers. */
static void wait_for_work(WorkerPool *pool)
{
    int64_t now_ms = time_monotonic_ms();
    int64_t due_ms = INT64_MAX;
    const struct pollfd wake_poll = {.fd = pool->wake_fd, .events = POLLIN};
    uint64_t count;

    g_array_set_size(pool->polls, 0);
    g_array_append_val(pool->polls, wake_poll);
    for (guint i = 0; i < pool->workers->len; i++) {
        const Worker *worker = g_ptr_array_index(pool->workers, i);
        struct pollfd polls[CHILD_POLLS_MAX];
        size_t n = child_polls(worker->child, polls);

        g_array_append_vals(pool->polls, polls, (guint)n);
        due_ms = MIN(due_ms, child_due_ms(worker->child, now_ms));
    }
    due_ms = due_ms == INT64_MAX ? -1 : CLAMP(due_ms - now_ms, 0, WORKER_STOP_MS);
    if (poll((struct pollfd *)(void *)pool->polls->data, pool->polls->len, (int)due_ms) < 0 &&
        errno != EINTR)
        log_line("worker: no poll error=%s", g_strerror(errno));
    if (read(pool->wake_fd, &count, sizeof count) < 0 && errno != EAGAIN && errno != EINTR)
        log_line("worker: no wake error=%s", g_strerror(errno));
}

static void *workers_main(void *user)
{
    WorkerPool *pool = user;
    bool is_closing = false;

    pthread_setname_np(pthread_self(), "workers");
    while (!is_closing || pool->workers->len > 0) {
        wait_for_work(pool);
        answer_requests(pool);
        work_on_all(pool);
        pthread_mutex_lock(&pool->lock);
        is_closing = pool->is_closing;
        pthread_mutex_unlock(&pool->lock);
    }
    return NULL;
}

static void free_parts(WorkerPool *pool)
{
    if (pool->wake_fd >= 0)
        close(pool->wake_fd);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->answered);
    g_ptr_array_unref(pool->requests);
    g_ptr_array_unref(pool->workers);
    g_array_unref(pool->polls);
    g_free(pool->binary);
    g_free(pool);
}

static void unref_worker(void *worker)
{
    worker_unref(worker);
}

WorkerPool *worker_pool_new(const char *binary, size_t workers_max, size_t memory_bytes_max,
                            GError **error)
{
    WorkerPool *pool = g_new0(WorkerPool, 1);

    assert(workers_max > 0);
    pool->binary = g_strdup(binary);
    pool->workers_max = workers_max;
    pool->memory_bytes_max = memory_bytes_max;
    pool->requests = g_ptr_array_new();
    pool->workers = g_ptr_array_new_with_free_func(unref_worker);
    pool->polls = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->answered, NULL);
    pool->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (pool->wake_fd < 0)
        fail(error, FAIL_LIMIT, "no descriptor for the workers: %s", g_strerror(errno));
    if (pool->wake_fd < 0 ||
        !thread_start(workers_main, pool, "the workers", &pool->thread, error)) {
        free_parts(pool);
        return NULL;
    }
    return pool;
}

void worker_pool_free(WorkerPool *pool)
{
    if (pool == NULL)
        return;
    assert(!pthread_equal(pthread_self(), pool->thread));
    pthread_mutex_lock(&pool->lock);
    pool->is_closing = true;
    pthread_mutex_unlock(&pool->lock);
    wake(pool);
    pthread_join(pool->thread, NULL);
    free_parts(pool);
}

void worker_pool_set_limits(WorkerPool *pool, size_t workers_max, size_t memory_bytes_max)
{
    assert(workers_max > 0);
    pthread_mutex_lock(&pool->lock);
    pool->workers_max = workers_max;
    pool->memory_bytes_max = memory_bytes_max;
    pthread_mutex_unlock(&pool->lock);
}

size_t worker_pool_len(WorkerPool *pool)
{
    size_t len;

    pthread_mutex_lock(&pool->lock);
    len = pool->len;
    pthread_mutex_unlock(&pool->lock);
    return len;
}

static Worker *start(WorkerPool *pool, const Command *command, const WorkerFns *fns, void *user,
                     GError **error)
{
    StartRequest request = {.query = command->job.query,
                            .is_catalog = command->kind == COMMAND_CATALOG,
                            .fns = fns,
                            .user = user};

    assert(!pthread_equal(pthread_self(), pool->thread)); /* it would wait for itself */
    request.job_line = g_string_new(NULL);
    command_write(command, request.job_line);
    if (request.job_line->len > COMMAND_LINE_BYTES_MAX) {
        g_string_free(request.job_line, TRUE);
        return fail_null(error, FAIL_LIMIT,
                         "the statement and its settings are longer than %d bytes together",
                         COMMAND_LINE_BYTES_MAX);
    }

    pthread_mutex_lock(&pool->lock);
    g_ptr_array_add(pool->requests, &request);
    pthread_mutex_unlock(&pool->lock);
    wake(pool);
    pthread_mutex_lock(&pool->lock);
    while (!request.is_done)
        pthread_cond_wait(&pool->answered, &pool->lock);
    pthread_mutex_unlock(&pool->lock);

    if (request.job_line != NULL)
        g_string_free(request.job_line, TRUE);
    if (request.error != NULL)
        g_propagate_error(error, request.error);
    return request.worker;
}

Worker *worker_start(WorkerPool *pool, const CommandJob *job, const WorkerFns *fns, void *user,
                     GError **error)
{
    return start(pool, &(Command){.kind = COMMAND_JOB, .job = *job}, fns, user, error);
}

Worker *worker_start_catalog(WorkerPool *pool, const CommandJob *job, const WorkerFns *fns,
                             void *user, GError **error)
{
    return start(pool, &(Command){.kind = COMMAND_CATALOG, .job = *job}, fns, user, error);
}

bool worker_ask(Worker *worker, const CommandAsk *ask)
{
    const Command command = {.kind = COMMAND_ASK, .ask = *ask};
    WorkerPool *pool = worker->pool;
    g_autoptr(GString) line = g_string_new(NULL);
    bool fits;

    command_write(&command, line);
    pthread_mutex_lock(&pool->lock);
    if (worker->asks == NULL)
        worker->asks = g_string_new(NULL);
    fits = line->len <= COMMAND_LINE_BYTES_MAX &&
           worker->asks->len + line->len <= WORKER_QUESTIONS_BYTES_MAX;
    if (fits)
        g_string_append_len(worker->asks, line->str, (gssize)line->len);
    pthread_mutex_unlock(&pool->lock);
    if (fits)
        wake(pool);
    return fits;
}

static void want(Worker *worker, size_t field_offset)
{
    WorkerPool *pool = worker->pool;

    pthread_mutex_lock(&pool->lock);
    *(bool *)((char *)worker + field_offset) = true;
    pthread_mutex_unlock(&pool->lock);
    wake(pool);
}

void worker_begin(Worker *worker)
{
    want(worker, offsetof(Worker, wants_begin));
}

void worker_hold(Worker *worker, bool is_paused)
{
    WorkerPool *pool = worker->pool;

    pthread_mutex_lock(&pool->lock);
    worker->wants_pause = is_paused;
    worker->wants_resume = !is_paused;
    pthread_mutex_unlock(&pool->lock);
    wake(pool);
}

void worker_stop(Worker *worker)
{
    want(worker, offsetof(Worker, wants_stop));
}

void worker_kill(Worker *worker)
{
    want(worker, offsetof(Worker, wants_kill));
}

int worker_pid(const Worker *worker)
{
    return worker->pid;
}
