/*
 * The order of things. At the start: become the user, reach the event service (so that we know the
 * address by which the server can reach us), listen, serve, and only then register: the server
 * connects as soon as it knows of us. At the end: streams first, while their last tables can still
 * be sent; then the goodbye; then the connections, whose replies get out; then the threads.
 *
 * The main thread polls signals and requests to end, and looks around once a second.
 */
#include "rpc/interpreter.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time_ms.h"
#include "rpc/event_client.h"
#include "rpc/handler.h"
#include "rpc/identity.h"
#include "rpc/publisher.h"
#include "rpc/server.h"
#include "rpc/watch.h"

#define TOKEN_VARIABLE "ZEPPELIN_INTERPRETER_EVENT_TOKEN"
#define LOCAL_IP_VARIABLE "ZEPPELIN_LOCAL_IP"

enum {
    PROBE_CONNECT_MS = 2 * 1000, /* of the event service's port, on the watching thread */
    CALLS_END_MS = 2 * 1000,     /* for calls under way to return at the end */
};

typedef struct Process {
    const InterpreterOptions *options; /* borrowed */
    char *host;                        /* (owned) what we are registered as */
    Peers *peers;                      /* owned, as all that follow */
    EventClient *client;               /* of the publish thread, once that runs */
    EventPublisher *publisher;
    Sessions *sessions;
    Handler *handler;
    WireInterpreterServiceProcessor *processor;
    Server *server;
    int signal_fd;
    int end_fd; /* readable when somebody wants the process to end */
    pid_t parent;
    Watch watch;
    atomic_bool recovery;
    atomic_bool said_goodbye; /* streams ended and unregistered */
    pthread_mutex_t lock;
    char *event_host; /* (owned) @lock: the server's present address */
    int event_port;   /* @lock */
} Process;

/* ---- events to the server ---------------------------------------------------------------------
 */

static EventOutcome send_object(Process *process, const BacklogItem *item, GError **error)
{
    const char *group = process->options->group_id;
    g_autofree char *json = event_object_json(item->note, item->paragraph, item->name, item->text);

    if (item->kind == BACKLOG_ADD_OBJECT)
        return event_client_add_object(process->client, group, json, error);
    return event_client_update_object(process->client, group, json, error);
}

/* A paragraph is not lost because it has no link. */
static EventOutcome send_link(Process *process, const BacklogItem *item, GError **error)
{
    g_autofree char *json = event_link_json(item->note, item->paragraph, item->text);
    EventOutcome outcome =
        event_client_set_link(process->client, process->options->group_id, json, error);

    return outcome == EVENT_UNKNOWN ? EVENT_REFUSED : outcome;
}

/* A server that knows no such link goes without. */
static EventOutcome send_page(Process *process, const BacklogItem *item, GError **error)
{
    EventOutcome outcome =
        event_client_set_page(process->client, process->options->group_id, item->text, error);

    return outcome == EVENT_UNKNOWN ? EVENT_REFUSED : outcome;
}

static EventOutcome send_item(void *user, const BacklogItem *item, GError **error)
{
    Process *process = user;

    switch (item->kind) {
    case BACKLOG_ADD_OBJECT:
    case BACKLOG_UPDATE_OBJECT:
        return send_object(process, item, error);
    case BACKLOG_REMOVE_OBJECT:
        return event_client_remove_object(process->client, process->options->group_id, item->note,
                                          item->paragraph, item->name, error);
    case BACKLOG_UPDATE_OUTPUT:
        return event_client_update_output(process->client, item->note, item->paragraph, item->index,
                                          item->name, item->text, error);
    case BACKLOG_CHECKPOINT:
        return event_client_checkpoint(process->client, item->note, item->paragraph, error);
    case BACKLOG_SET_LINK:
        return send_link(process, item, error);
    case BACKLOG_SET_PAGE:
        return send_page(process, item, error);
    }
    g_assert_not_reached();
}

static void paragraph_lost(void *user, const char *note, const char *paragraph)
{
    session_paragraph_lost(((Process *)user)->sessions, note, paragraph);
}

/* The event service's address of this moment. */
static char *get_event_address(Process *process, int *ret_port) /* (owned) */
{
    char *host;

    pthread_mutex_lock(&process->lock);
    host = g_strdup(process->event_host);
    *ret_port = process->event_port;
    pthread_mutex_unlock(&process->lock);
    return host;
}

/* ---- what the server asks of the process ------------------------------------------------------
 */

static bool is_on_this_machine(const Process *process)
{
    return address_is_loopback(process->options->event_host) ||
           g_str_equal(process->options->event_host, "localhost") ||
           g_str_equal(process->options->event_host, process->host);
}

static void on_configured(void *user, const Site *site)
{
    Process *process = user;
    const SessionServer server = {
        .host = process->host,
        .page_port = site->page_port,
        .is_loopback = site->is_loopback && is_on_this_machine(process),
        .has_local_notes = site->has_local_notes,
        .origins = (const char *const *)site->origins,
    };

    atomic_store(&process->recovery, site->has_recovery);
    sessions_set_server(process->sessions, &server);
}

static void on_reconnect(void *user, const char *host, int port)
{
    Process *process = user;

    log_line("rpc: reconnect host=%s port=%d", host, port);
    pthread_mutex_lock(&process->lock);
    g_free(process->event_host);
    process->event_host = g_strdup(host);
    process->event_port = port;
    pthread_mutex_unlock(&process->lock);
    peers_set_host(process->peers, host);
    /* Before it can be reached: it would say of each object that it does not know it. */
    sessions_server_renewed(process->sessions);
    publisher_renew(process->publisher);
    event_client_set_address(process->client, host, port);
    publisher_retry(process->publisher);
}

/* End every stream, then tell the server that we go: a client of its own, for any thread. */
static void say_goodbye(Process *process)
{
    g_autoptr(EventClient) client = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *host = NULL;
    int port;

    if (atomic_exchange(&process->said_goodbye, true))
        return;
    sessions_stop_all(process->sessions);
    host = get_event_address(process, &port);
    client = event_client_new(host, port);
    if (event_client_unregister(client, process->options->group_id, &error) != EVENT_DONE)
        log_line("rpc: not unregistered reason=\"%s\"", error->message);
}

static void on_shutdown(void *user)
{
    Process *process = user;
    uint64_t one = 1;

    log_line("rpc: shutdown asked by the server");
    say_goodbye(process);
    if (write(process->end_fd, &one, sizeof(one)) != (ssize_t)sizeof(one))
        log_line("rpc: can't wake the main thread: %s", g_strerror(errno));
}

/* ---- the start --------------------------------------------------------------------------------
 */

/* Before any thread: they inherit the mask, and only the main one reads signals. */
static bool take_signals(Process *process, GError **error)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    process->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    process->end_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (process->signal_fd < 0 || process->end_fd < 0)
        return fail(error, FAIL_LIMIT, "no descriptor for signals: %s", g_strerror(errno));
    return true;
}

static bool check_token(GError **error)
{
    const char *token = g_getenv(TOKEN_VARIABLE);

    if (token == NULL || token[0] == '\0')
        return true;
    return fail(error, FAIL_CONFIG,
                "this Zeppelin server wants a token on its event service (" TOKEN_VARIABLE
                " is set), which this build does not know: install a newer zeppelin-kafka");
}

/* The host by which the server can reach us; the client is connected. */
static char *choose_host(Process *process) /* (owned) */
{
    const char *given = g_getenv(LOCAL_IP_VARIABLE);

    if (given != NULL && given[0] != '\0')
        return g_strdup(given);
    return event_client_local_host(process->client);
}

static bool listen_for_server(Process *process, GError **error)
{
    HandlerHooks hooks = {process, on_configured, on_reconnect, on_shutdown};
    ServerOptions options = {
        .is_loopback =
            address_is_loopback(process->host) || g_str_equal(process->host, "localhost"),
        .port_min = process->options->port_min,
        .port_max = process->options->port_max,
        .connections_max = SERVER_CONNECTIONS_MAX,
        .peers = process->peers,
    };

    process->handler = handler_new(process->sessions, &hooks);
    process->processor = handler_processor_new(process->handler);
    options.processor = process->processor;
    process->server = server_new(&options, error);
    return process->server != NULL;
}

static bool make_sessions(Process *process, GError **error)
{
    g_autofree char *binary = g_file_read_link("/proc/self/exe", error);

    if (binary == NULL)
        return fail_prefix(error, "can't find this program's own file: ");
    process->publisher = publisher_new(send_item, process);
    process->sessions = sessions_new(binary, publisher_base(process->publisher), error);
    return process->sessions != NULL;
}

/* A server that connects to an existing process does not know its group: that is no failure. */
static bool register_process(Process *process, GError **error)
{
    int port = server_port(process->server);
    GError *problem = NULL;
    EventOutcome outcome = event_client_register(process->client, process->host, port,
                                                 process->options->group_id, &problem);

    if (outcome == EVENT_BROKEN || outcome == EVENT_UNREACHABLE) {
        g_propagate_error(error, problem);
        return false;
    }
    if (outcome == EVENT_DONE)
        log_line("rpc: registered host=%s port=%d group=%s", process->host, port,
                 process->options->group_id);
    else
        log_line("rpc: not registered, waiting for the server to connect host=%s port=%d "
                 "group=%s reason=\"%s\"",
                 process->host, port, process->options->group_id, problem->message);
    g_clear_error(&problem);
    return true;
}

static bool start(Process *process, GError **error)
{
    const InterpreterOptions *options = process->options;

    if (!check_token(error) || !identity_become(options->user, error) ||
        !take_signals(process, error))
        return false;
    process->client = event_client_new(options->event_host, options->event_port);
    if (!event_client_connect(process->client, error))
        return false;
    process->host = choose_host(process);
    process->peers = peers_new(options->event_host);
    return make_sessions(process, error) && listen_for_server(process, error) &&
           server_start(process->server, error) && register_process(process, error) &&
           publisher_start(process->publisher, paragraph_lost, process, error);
}

/* ---- the middle -------------------------------------------------------------------------------
 */

static WatchPort probe_event_port(Process *process)
{
    int port;
    g_autofree char *host = get_event_address(process, &port);

    switch (address_probe(host, port, PROBE_CONNECT_MS)) {
    case 0:
        return WATCH_PORT_ANSWERS;
    case ECONNREFUSED:
        return WATCH_PORT_REFUSES;
    default:
        return WATCH_PORT_SILENT;
    }
}

/* Once a second. True when the process must end. */
static bool look_around(Process *process)
{
    WatchFacts facts = {
        .now_ms = time_monotonic_ms(),
        .parent_gone = getppid() != process->parent,
        .connections = server_connections(process->server),
        .was_connected = server_connections_ever(process->server) > 0,
        .recovery = atomic_load(&process->recovery),
    };
    WatchVerdict verdict = watch_judge(&process->watch, &facts);

    sessions_tick(process->sessions);
    if (!facts.recovery)
        handler_cancel_orphans(process->handler);
    if (verdict == WATCH_ASK) {
        facts.port = probe_event_port(process);
        verdict = watch_judge(&process->watch, &facts);
    }
    if (verdict == WATCH_STAY || verdict == WATCH_ASK)
        return false;
    log_line("rpc: ending reason=\"%s\"", watch_verdict_text(verdict));
    return true;
}

static bool is_signalled(Process *process)
{
    struct signalfd_siginfo info;

    if (read(process->signal_fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
        return false;
    log_line("rpc: ending reason=\"signal %s\"", g_strsignal((gint)info.ssi_signo));
    return true;
}

static void serve_until_end(Process *process)
{
    struct pollfd wakes[] = {
        {.fd = process->signal_fd, .events = POLLIN},
        {.fd = process->end_fd,    .events = POLLIN}
    };
    int64_t next_look_ms = time_monotonic_ms() + WATCH_TICK_MS;

    for (;;) {
        int64_t wait_ms = next_look_ms - time_monotonic_ms();

        poll(wakes, G_N_ELEMENTS(wakes), (int)CLAMP(wait_ms, 0, WATCH_TICK_MS));
        if (wakes[1].revents != 0 || is_signalled(process))
            return;
        if (time_monotonic_ms() < next_look_ms)
            continue;
        if (look_around(process))
            return;
        next_look_ms = time_monotonic_ms() + WATCH_TICK_MS;
    }
}

/* ---- the end ----------------------------------------------------------------------------------
 */

static void free_all(Process *process)
{
    g_clear_object(&process->processor);
    g_clear_object(&process->handler);
    if (process->sessions != NULL)
        sessions_free(process->sessions);
    publisher_free(process->publisher);
    event_client_free(process->client);
    server_free(process->server);
    peers_free(process->peers);
    pthread_mutex_destroy(&process->lock);
    g_free(process->event_host);
    g_free(process->host);
    if (process->signal_fd >= 0)
        close(process->signal_fd);
    if (process->end_fd >= 0)
        close(process->end_fd);
}

/* @status: what to exit with if a call never returns: then nothing can be freed under it. */
static void end(Process *process, bool was_served, int status)
{
    alarm(INTERPRETER_END_S); /* SIGALRM is not blocked, and ends a process that hangs here */
    if (was_served)
        say_goodbye(process);
    if (process->server != NULL && !server_stop(process->server, CALLS_END_MS)) {
        log_line("rpc: ending though a call has not returned");
        _exit(status);
    }
    if (process->publisher != NULL)
        publisher_stop(process->publisher);
    free_all(process);
    alarm(0);
}

int interpreter_main(const InterpreterOptions *options)
{
    Process process = {
        .options = options,
        .signal_fd = -1,
        .end_fd = -1,
        .parent = getppid(),
        .event_host = g_strdup(options->event_host),
        .event_port = options->event_port,
    };
    g_autoptr(GError) error = NULL;
    bool has_started;
    int status = 0;

    pthread_mutex_init(&process.lock, NULL);
    watch_init(&process.watch, time_monotonic_ms());

    has_started = start(&process, &error);
    if (has_started) {
        serve_until_end(&process);
    } else {
        status = fail_exit_status(error);
        fprintf(stderr, "zeppelin-kafka interpreter: %s\n", error->message);
    }
    end(&process, has_started, status);
    return status;
}
