#pragma once
/*
 * A threaded Thrift server: one thread a connection, named rpc-1, rpc-2 and so on, because Zeppelin
 * holds many connections open at once and a call may last as long as a query. It listens, limits
 * how many connections there are, and closes one whose peer is not allowed or whose message is
 * broken, without a reply.
 *
 * Thread: new, start, stop and free belong to one; the others may be called from any.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rpc/wire_interpreter_service.h>

#include "base/fail.h"
#include "rpc/address.h"

enum {
    SERVER_CONNECTIONS_MAX = 500,
    /* Bursts of opened connections overflow a shorter queue, and a client then waits a second. */
    SERVER_BACKLOG = 1024,
    /* A connection's thread decodes nested input (PROTOCOL_DEPTH_MAX) and calls the session. */
    SERVER_STACK_BYTES = 1024 * 1024,
};

typedef struct ServerOptions {
    bool is_loopback; /* listen on 127.0.0.1, else on every address */
    int port_min,
        port_max; /* the first free one of these; 0 and 0 leave the choice to the kernel */
    size_t connections_max; /* > 0 */
    Peers *peers;           /* (borrowed) for the life of the server; NULL allows everybody */
    WireInterpreterServiceProcessor *processor; /* (borrowed) for the life of the server */
} ServerOptions;

typedef struct Server Server;

/**
 * server_new() - a listening server that accepts nothing yet
 * @options:  copied
 * @error:    FAIL_CONFIG if every port of the range is in use, FAIL_NET else
 */
Server *server_new(const ServerOptions *options, GError **error);
int server_port(const Server *server);
bool server_start(Server *server, GError **error); /* from here on connections are served */

/* Connections whose peer is still there: one that sits in a call notices its end only here. */
size_t server_connections(Server *server);
uint64_t server_connections_ever(Server *server);
/* The socket of the connection that the calling thread serves; -1 on other threads. */
int server_thread_fd(void);

/* Accept no more, end the connections after the reply they are at; false if some call did not
 * return in @timeout_ms: the server can't be freed then. */
bool server_stop(Server *server, int timeout_ms);
void server_free(Server *server); /* stopped before, or never started; NULL is fine */
