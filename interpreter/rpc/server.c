#include "rpc/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <thrift/c_glib/thrift_application_exception.h>

#include "base/log.h"
#include "base/time_ms.h"
#include "rpc/protocol.h"

enum {
    ACCEPT_PAUSE_MS = 100,          /* after a failed accept(): descriptors may be used up */
    COMPLAINT_PAUSE_MS = 10 * 1000, /* bad peers are logged no more often than this */
    KEEPALIVE_IDLE_S = 60,
    KEEPALIVE_INTERVAL_S = 10,
    KEEPALIVE_PROBES = 3,
};

typedef struct Connection {
    Server *server; /* borrowed */
    int fd;         /* (borrowed) the transport's, valid while the connection is in the table */
    uint64_t number;
} Connection;

struct Server {
    ServerOptions options;
    int listen_fd; /* owned */
    int port;
    pthread_t acceptor;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t emptied;
    GHashTable *connections;  /* (owned) @lock: Connection*, borrowed from their threads */
    size_t threads;           /* @lock: connection threads that still use the server */
    uint64_t ever;            /* @lock: connections served so far */
    bool stopping;            /* @lock */
    int64_t complained_ms;    /* @lock: when a bad peer was logged last */
    uint64_t complaints_kept; /* @lock: not logged since */
};

static __thread int thread_fd = -1;

int server_thread_fd(void)
{
    return thread_fd;
}

/* Hostile peers must not fill the log: one line, then the count of those in between. */
static void complain(Server *server, const char *what, const char *why)
{
    int64_t now_ms = time_monotonic_ms();
    uint64_t kept = 0;
    bool is_said;

    pthread_mutex_lock(&server->lock);
    is_said = server->complained_ms == 0 || now_ms - server->complained_ms >= COMPLAINT_PAUSE_MS;
    if (is_said) {
        kept = server->complaints_kept;
        server->complaints_kept = 0;
        server->complained_ms = now_ms;
    } else {
        server->complaints_kept++;
    }
    pthread_mutex_unlock(&server->lock);
    if (is_said)
        log_line("rpc: %s reason=\"%s\" others_before=%" G_GUINT64_FORMAT, what, why, kept);
}

static int listen_at(bool is_loopback, int port, int *ret_reason)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(is_loopback ? INADDR_LOOPBACK : INADDR_ANY),
    };
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
        bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0 && listen(fd, SERVER_BACKLOG) == 0)
        return fd;
    *ret_reason = errno;
    if (fd >= 0)
        close(fd);
    return -1;
}

static int port_of(int fd)
{
    struct sockaddr_in at;
    socklen_t len = sizeof(at);

    return getsockname(fd, (struct sockaddr *)&at, &len) == 0 ? ntohs(at.sin_port) : 0;
}

static int listen_in_range(const ServerOptions *options, GError **error)
{
    int reason = 0;
    int fd = -1;

    for (int port = options->port_min; port <= options->port_max && fd < 0; port++) {
        fd = listen_at(options->is_loopback, port, &reason);
        if (fd < 0 && reason != EADDRINUSE && reason != EACCES)
            break;
    }
    if (fd >= 0)
        return fd;
    if (reason == EADDRINUSE || reason == EACCES)
        fail(error, FAIL_CONFIG,
             "no port from %d to %d can be listened on (%s): free one, or give the server a wider "
             "zeppelin.interpreter.rpc.portRange",
             options->port_min, options->port_max, g_strerror(reason));
    else
        fail(error, FAIL_NET, "can't listen on a port: %s", g_strerror(reason));
    return -1;
}

Server *server_new(const ServerOptions *options, GError **error)
{
    int fd = listen_in_range(options, error);
    Server *server;

    if (fd < 0)
        return NULL;
    server = g_new0(Server, 1);
    server->options = *options;
    server->listen_fd = fd;
    server->port = port_of(fd);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->emptied, NULL);
    server->connections = g_hash_table_new(NULL, NULL);
    return server;
}

int server_port(const Server *server)
{
    return server->port;
}

/* Answer a call of a method that we do not know, with the exception that says so. Here, because
 * the library leaks its name and that exception. */
static bool refuse_method(ThriftProtocol *protocol, const char *name, gint32 seqid, GError **error)
{
    g_autofree char *text = g_strdup_printf("Invalid method name: '%s'", name);

    return thrift_protocol_skip(protocol, T_STRUCT, error) >= 0 &&
           thrift_protocol_write_message_begin(protocol, name, T_EXCEPTION, seqid, error) >= 0 &&
           thrift_protocol_write_field_begin(protocol, "message", T_STRING, 1, error) >= 0 &&
           thrift_protocol_write_string(protocol, text, error) >= 0 &&
           thrift_protocol_write_field_begin(protocol, "type", T_I32, 2, error) >= 0 &&
           thrift_protocol_write_i32(protocol, THRIFT_APPLICATION_EXCEPTION_ERROR_UNKNOWN_METHOD,
                                     error) >= 0 &&
           thrift_protocol_write_field_stop(protocol, error) >= 0 &&
           thrift_transport_flush(protocol->transport, error);
}

/* One call. Here and not by the processor's own process(), which warns about each bad header. */
static bool serve_call(WireInterpreterServiceProcessor *processor, ThriftProtocol *protocol,
                       GError **error)
{
    ThriftDispatchProcessor *dispatcher = THRIFT_DISPATCH_PROCESSOR(processor);
    g_autofree char *name = NULL;
    ThriftMessageType type;
    gint32 seqid;

    if (thrift_protocol_read_message_begin(protocol, &name, &type, &seqid, error) < 0)
        return false;
    if (type != T_CALL && type != T_ONEWAY)
        return fail(error, FAIL_DATA, "a message of type %d, which is no call", (int)type);
    if (!g_hash_table_contains(processor->process_map, name))
        return refuse_method(protocol, name, seqid, error);
    return THRIFT_DISPATCH_PROCESSOR_GET_CLASS(dispatcher)
        ->dispatch_call(dispatcher, protocol, protocol, g_steal_pointer(&name), seqid, error);
}

static bool is_stopping(Server *server)
{
    bool stopping;

    pthread_mutex_lock(&server->lock);
    stopping = server->stopping;
    pthread_mutex_unlock(&server->lock);
    return stopping;
}

/* After this nobody else looks at the socket, so that it can be closed. */
static void leave_table(Connection *connection)
{
    Server *server = connection->server;

    pthread_mutex_lock(&server->lock);
    g_hash_table_remove(server->connections, connection);
    pthread_mutex_unlock(&server->lock);
}

static void end_thread(Server *server)
{
    pthread_mutex_lock(&server->lock);
    if (--server->threads == 0)
        pthread_cond_broadcast(&server->emptied);
    pthread_mutex_unlock(&server->lock);
}

static void *serve_connection(void *user)
{
    g_autofree Connection *connection = user;
    Server *server = connection->server;
    Transport *transport = transport_new_take(connection->fd, TRANSPORT_STALL_MS);
    ThriftProtocol *protocol = protocol_new(transport);
    g_autoptr(GError) error = NULL;
    char name[16];

    g_snprintf(name, sizeof(name), "rpc-%" G_GUINT64_FORMAT, connection->number % 100000000);
    pthread_setname_np(pthread_self(), name);
    thread_fd = connection->fd;

    while (!is_stopping(server) && transport_wait(transport)) {
        if (!serve_call(server->options.processor, protocol, &error)) {
            complain(server, "connection closed", error != NULL ? error->message : "unknown");
            break;
        }
    }

    leave_table(connection);
    g_object_unref(protocol);
    g_object_unref(transport);
    end_thread(server);
    return NULL;
}

/* Start @connection's thread; false if the process has no room for one. */
static bool start_thread(Connection *connection)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int reason;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, SERVER_STACK_BYTES);
    reason = pthread_create(&thread, &attributes, serve_connection, connection);
    pthread_attr_destroy(&attributes);
    return reason == 0;
}

/* Put the connection into the table; false when there are too many, or no more are wanted. */
static bool enter_table(Server *server, Connection *connection)
{
    bool has_room;

    pthread_mutex_lock(&server->lock);
    has_room = !server->stopping && server->threads < server->options.connections_max;
    if (has_room) {
        connection->number = ++server->ever;
        server->threads++;
        g_hash_table_add(server->connections, connection);
    }
    pthread_mutex_unlock(&server->lock);
    return has_room;
}

/* Answers at once, and a host that dies without a word is noticed after a minute and a half. */
static void set_socket_options(int fd)
{
    int one = 1;
    int idle_s = KEEPALIVE_IDLE_S;
    int interval_s = KEEPALIVE_INTERVAL_S;
    int probes = KEEPALIVE_PROBES;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof(interval_s));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
}

static void serve_socket(Server *server, int fd, const char *peer)
{
    Connection *connection;

    if (server->options.peers != NULL && !peers_allow(server->options.peers, peer)) {
        complain(server, "peer refused: it is not the server that launched this process", peer);
        close(fd);
        return;
    }
    set_socket_options(fd);
    connection = g_new0(Connection, 1);
    connection->server = server;
    connection->fd = fd;
    if (!enter_table(server, connection)) {
        complain(server, "connection refused: there are as many as allowed", peer);
        close(fd);
        g_free(connection);
    } else if (!start_thread(connection)) {
        complain(server, "connection refused: no room for its thread", peer);
        leave_table(connection);
        close(fd);
        g_free(connection);
        end_thread(server);
    }
}

static void *accept_connections(void *user)
{
    Server *server = user;

    pthread_setname_np(pthread_self(), "rpc-accept");
    while (!is_stopping(server)) {
        struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
        socklen_t len = sizeof(from);
        int fd = accept4(server->listen_fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC);

        if (fd >= 0) {
            g_autofree char *peer = address_text((const struct sockaddr *)&from);

            serve_socket(server, fd, peer);
        } else if (!is_stopping(server) && errno != EINTR && errno != ECONNABORTED) {
            complain(server, "accept failed", g_strerror(errno));
            poll(NULL, 0, ACCEPT_PAUSE_MS);
        }
    }
    return NULL;
}

bool server_start(Server *server, GError **error)
{
    int reason = pthread_create(&server->acceptor, NULL, accept_connections, server);

    if (reason != 0)
        return fail(error, FAIL_LIMIT, "no thread for the Thrift server: %s", g_strerror(reason));
    server->started = true;
    return true;
}

static bool is_alive(int fd)
{
    struct pollfd state = {.fd = fd, .events = POLLRDHUP};

    return poll(&state, 1, 0) == 0;
}

size_t server_connections(Server *server)
{
    GHashTableIter iter;
    void *key;
    size_t alive = 0;

    pthread_mutex_lock(&server->lock);
    g_hash_table_iter_init(&iter, server->connections);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        alive += is_alive(((Connection *)key)->fd) ? 1 : 0;
    pthread_mutex_unlock(&server->lock);
    return alive;
}

uint64_t server_connections_ever(Server *server)
{
    uint64_t ever;

    pthread_mutex_lock(&server->lock);
    ever = server->ever;
    pthread_mutex_unlock(&server->lock);
    return ever;
}

/* Every thread that waits for a message sees its end; one in a call still sends its reply. */
static void end_connections(Server *server)
{
    GHashTableIter iter;
    void *key;

    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    g_hash_table_iter_init(&iter, server->connections);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        shutdown(((Connection *)key)->fd, SHUT_RD);
    pthread_mutex_unlock(&server->lock);
}

bool server_stop(Server *server, int timeout_ms)
{
    struct timespec until;
    bool is_empty;
    int reason = 0;

    end_connections(server);
    shutdown(server->listen_fd, SHUT_RDWR); /* wakes accept4() */
    if (server->started)
        pthread_join(server->acceptor, NULL);
    server->started = false;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;

    pthread_mutex_lock(&server->lock);
    while (server->threads > 0 && reason == 0)
        reason = pthread_cond_timedwait(&server->emptied, &server->lock, &until);
    is_empty = server->threads == 0;
    pthread_mutex_unlock(&server->lock);
    return is_empty;
}

void server_free(Server *server)
{
    if (server == NULL)
        return;
    close(server->listen_fd);
    g_hash_table_unref(server->connections);
    pthread_cond_destroy(&server->emptied);
    pthread_mutex_destroy(&server->lock);
    g_free(server);
}
