/*
 * Every descriptor is non-blocking, so child_work() simply tries all of them: it costs three
 * system calls that say "nothing", and no bookkeeping of which one was ready.
 *
 * The end has four steps, in whichever order the kernel shows them: the process ends (pid_fd, or
 * asking waitpid() now and then where there is none), its events are read to the end of the file,
 * its standard error too, and only then it is gone. A process that ended while something it
 * started holds the pipes open is gone when the pipes are empty.
 */
#include "worker/child.h"

#include <assert.h>
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "event/line_reader.h"
#include "worker/last_words.h"
#include "worker/spawn.h"

enum {
    CHILD_ERRORS_READ_BYTES = 4096,
    CHILD_ERRORS_READS_MAX = 17, /* one go empties a full pipe and sees that it is empty */
    CHILD_LATERS_MAX = 4,   /* reads that end no line, until a dead child's pipe counts as empty */
    CHILD_REAP_FAST_MS = 5, /* between looks at a process whose output has ended */
    CHILD_REAP_SLOW_MS = 250, /* between looks where the kernel has no pidfd_open() */
};

struct Child {
    SpawnChild process;
    int query;
    ChildEventFn event_fn;
    void *user;
    LineReader *lines;
    GString *pending; /* bytes for the control pipe: the job, some commands, questions */
    size_t pending_at;
    LastWords *words;
    char *last_words; /* made when it is gone */
    bool has_more;    /* lines may be left without the descriptor being readable */
    bool is_silenced; /* its end was said, or it broke the protocol: nothing more is handed out */
    bool was_killed_late;
    int64_t kill_at_ms; /* INT64_MAX for never */
    bool is_reaped;
    int64_t reaped_at_ms;
    int laters; /* since it was reaped */
    int wait_status;
};

static void log_words(const char *line, void *user)
{
    const Child *child = user;

    log_line("worker: says pid=%d text=%s", (int)child->process.pid, line);
}

Child *child_start(const char *binary, size_t memory_bytes_max, GString *job_line, int query,
                   ChildEventFn event_fn, void *user, GError **error)
{
    Child *child = g_new0(Child, 1);

    if (!spawn_child(binary, memory_bytes_max, &child->process, error)) {
        g_string_free(job_line, TRUE);
        g_free(child);
        return NULL;
    }
    child->query = query;
    child->event_fn = event_fn;
    child->user = user;
    child->lines = line_reader_new(child->process.events_fd, EVENT_LINE_BYTES_MAX);
    child->pending = job_line;
    child->words =
        last_words_new(WORKER_STDERR_BYTES_MAX, WORKER_STDERR_LINES_MAX, log_words, child);
    child->kill_at_ms = INT64_MAX;
    return child;
}

static void close_all(Child *child)
{
    spawn_close(&child->process.control_fd);
    spawn_close(&child->process.events_fd);
    spawn_close(&child->process.errors_fd);
    spawn_close(&child->process.pid_fd);
}

void child_free(Child *child)
{
    if (child == NULL)
        return;
    assert(child->is_reaped);
    close_all(child);
    line_reader_free(child->lines);
    g_string_free(child->pending, TRUE);
    last_words_free(child->words);
    g_free(child->last_words);
    g_free(child);
}

int child_pid(const Child *child)
{
    return (int)child->process.pid;
}

static void write_pending(Child *child)
{
    while (child->process.control_fd >= 0 && child->pending_at < child->pending->len) {
        ssize_t done = write(child->process.control_fd, child->pending->str + child->pending_at,
                             child->pending->len - child->pending_at);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && errno == EAGAIN)
            return;
        if (done < 0) { /* it closed its end: there is nobody to tell, and its exit will say why */
            spawn_close(&child->process.control_fd);
            break;
        }
        child->pending_at += (size_t)done;
    }
    child->pending_at = 0;
    if (child->pending->len > 0) { /* the job may be large and holds secrets: don't keep it */
        explicit_bzero(child->pending->str, child->pending->len);
        g_string_free(child->pending, TRUE);
        child->pending = g_string_new(NULL);
    }
}

void child_send(Child *child, CommandKind kind)
{
    const Command command = {.kind = kind};

    if (kind != COMMAND_STOP && child->pending->len > COMMAND_LINE_BYTES_MAX)
        return; /* it does not even read what it was told before */
    command_write(&command, child->pending);
    write_pending(child);
}

void child_send_questions(Child *child, const GString *lines)
{
    if (child->pending->len + lines->len <= WORKER_QUESTIONS_BYTES_MAX)
        g_string_append_len(child->pending, lines->str, (gssize)lines->len);
    write_pending(child);
}

static void kill_by(Child *child, int64_t at_ms)
{
    child->kill_at_ms = MIN(child->kill_at_ms, at_ms);
}

void child_stop(Child *child, int64_t now_ms)
{
    child_send(child, COMMAND_STOP);
    kill_by(child, now_ms + WORKER_STOP_MS);
}

void child_kill(Child *child)
{
    if (!child->is_reaped)
        spawn_kill(child->process.pid);
}

size_t child_polls(const Child *child, struct pollfd *ret_polls)
{
    const SpawnChild *process = &child->process;
    bool writes = child->pending_at < child->pending->len;
    size_t n = 0;

    if (process->control_fd >= 0 && writes)
        ret_polls[n++] = (struct pollfd){.fd = process->control_fd, .events = POLLOUT};
    if (process->events_fd >= 0)
        ret_polls[n++] = (struct pollfd){.fd = process->events_fd, .events = POLLIN};
    if (process->errors_fd >= 0)
        ret_polls[n++] = (struct pollfd){.fd = process->errors_fd, .events = POLLIN};
    if (process->pid_fd >= 0 && !child->is_reaped)
        ret_polls[n++] = (struct pollfd){.fd = process->pid_fd, .events = POLLIN};
    return n;
}

int64_t child_due_ms(const Child *child, int64_t now_ms)
{
    int64_t due_ms = child->is_reaped ? INT64_MAX : child->kill_at_ms;

    if (child->has_more)
        return now_ms;
    if (child->is_reaped)
        return MIN(due_ms, child->reaped_at_ms + CHILD_DRAIN_MS);
    if (child->process.pid_fd < 0) {
        bool is_silent = child->process.events_fd < 0;

        due_ms = MIN(due_ms, now_ms + (is_silent ? CHILD_REAP_FAST_MS : CHILD_REAP_SLOW_MS));
    }
    return due_ms;
}

/* What it printed can't be trusted any more: say so once, hear nothing else, and end it. */
static void break_off(Child *child, const char *what)
{
    Event *event = g_new0(Event, 1);

    event->kind = EVENT_ERROR;
    event->query = child->query;
    event->error.code = g_strdup(fail_code_name(FAIL_DATA));
    event->error.text = g_strdup_printf("the worker printed what is not its protocol (%s), so it "
                                        "was ended; run the paragraph again",
                                        what);
    event->error.acts = g_strdup("whoever installed this version of zeppelin-kafka");
    log_line("worker: not the protocol pid=%d what=%s", child_pid(child), what);
    child->is_silenced = true;
    child_kill(child);
    child->event_fn(event, child->user);
}

static void take_line(Child *child, const char *line, size_t line_len, int64_t now_ms)
{
    g_autoptr(GError) error = NULL;
    Event *event;

    if (child->is_silenced)
        return;
    event = event_read(line, line_len, &error);
    if (event == NULL) {
        break_off(child, error->message);
        return;
    }
    if (event->query != child->query) {
        g_autofree char *what = g_strdup_printf("an event of query %d", event->query);

        event_free(event);
        break_off(child, what);
        return;
    }
    if (event->kind == EVENT_END) {
        child->is_silenced = true;
        kill_by(child, now_ms + WORKER_STOP_MS);
    }
    child->event_fn(event, child->user);
}

static void end_of_events(Child *child, int64_t now_ms)
{
    spawn_close(&child->process.events_fd);
    child->has_more = false;
    kill_by(child, now_ms + WORKER_STOP_MS); /* it has nothing to say any more */
}

static void read_events(Child *child, int64_t now_ms)
{
    child->has_more = child->process.events_fd >= 0;
    for (size_t i = 0; i < CHILD_LINES_MAX && child->process.events_fd >= 0; i++) {
        const char *line = NULL;
        size_t line_len = 0;

        switch (line_reader_next(child->lines, &line, &line_len)) {
        case LINE_READ_LINE:
            take_line(child, line, line_len, now_ms);
            break;
        case LINE_READ_LATER:
            /* Nothing to read, or a part of a line: the reader does not tell which. */
            child->has_more = child->is_reaped && ++child->laters < CHILD_LATERS_MAX;
            return;
        case LINE_READ_LONG:
            if (!child->is_silenced)
                break_off(child, "a line longer than 4 MB");
            end_of_events(child, now_ms);
            break;
        case LINE_READ_END:
            end_of_events(child, now_ms);
            break;
        }
    }
}

static void read_errors(Child *child, int64_t now_ms)
{
    char bytes[CHILD_ERRORS_READ_BYTES];

    for (size_t i = 0; i < CHILD_ERRORS_READS_MAX && child->process.errors_fd >= 0; i++) {
        ssize_t done = read(child->process.errors_fd, bytes, sizeof bytes);

        if (done > 0) {
            last_words_add(child->words, bytes, (size_t)done, now_ms);
        } else if (done == 0 || errno != EAGAIN) {
            spawn_close(&child->process.errors_fd);
        } else {
            if (child->is_reaped) /* a grandchild holds it; the child has said all */
                spawn_close(&child->process.errors_fd);
            return;
        }
    }
}

/* A dead child's pipe that is empty, but held open by what the child had started. */
static void leave_to_grandchildren(Child *child, int64_t now_ms)
{
    bool is_late = now_ms >= child->reaped_at_ms + CHILD_DRAIN_MS;

    if (child->process.events_fd >= 0 && (!child->has_more || is_late)) {
        spawn_close(&child->process.events_fd);
        child->has_more = false;
    }
    if (is_late)
        spawn_close(&child->process.errors_fd);
}

void child_work(Child *child, int64_t now_ms)
{
    /* Asked before the reading: what a process wrote before it ended is in the pipe by then. */
    if (!child->is_reaped && spawn_try_reap(child->process.pid, &child->wait_status)) {
        child->is_reaped = true;
        child->reaped_at_ms = now_ms;
        spawn_close(&child->process.control_fd);
        spawn_close(&child->process.pid_fd);
    }
    write_pending(child);
    read_events(child, now_ms);
    read_errors(child, now_ms);
    if (child->is_reaped) {
        leave_to_grandchildren(child, now_ms);
    } else if (now_ms >= child->kill_at_ms) {
        child->was_killed_late = true;
        child->kill_at_ms = INT64_MAX;
        log_line("worker: does not end, killed pid=%d", child_pid(child));
        child_kill(child);
    }
}

bool child_is_gone(Child *child, WorkerExit *ret_exit)
{
    int status = child->wait_status;

    if (!child->is_reaped || child->process.events_fd >= 0 || child->process.errors_fd >= 0)
        return false;
    if (child->last_words == NULL) {
        last_words_end(child->words);
        child->last_words = last_words_text(child->words);
    }
    *ret_exit = (WorkerExit){
        .was_killed_by_us = child->was_killed_late,
        .status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
        .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
        .last_words = child->last_words,
    };
    return true;
}
