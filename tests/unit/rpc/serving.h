#pragma once
/*
 * A server of rpc/ in the test's own process, on a port of the kernel's choice, with sessions that
 * are fakes; and a plain socket to it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/handler.h"
#include "rpc/server.h"
#include "unit/rpc/fake_sessions.h"
#include "unit/rpc/tsan.h"

typedef struct Serving {
    Sessions *sessions;
    Handler *handler;
    WireInterpreterServiceProcessor *processor;
    Server *server;
    GString *said; /* what the hooks were told */
} Serving;

static void hook_configured(void *user, const Site *site)
{
    g_string_append_printf(((Serving *)user)->said, "configured recovery=%d\n", site->has_recovery);
}

static void hook_reconnect(void *user, const char *host, int port)
{
    g_string_append_printf(((Serving *)user)->said, "reconnect %s %d\n", host, port);
}

static void hook_shutdown(void *user)
{
    g_string_append(((Serving *)user)->said, "shutdown\n");
}

static bool serving_start(Serving *serving, size_t connections_max, Peers *peers)
{
    HandlerHooks hooks = {serving, hook_configured, hook_reconnect, hook_shutdown};
    ServerOptions options = {
        .is_loopback = true, .connections_max = connections_max, .peers = peers};

    serving->said = g_string_new(NULL);
    serving->sessions = fake_sessions_new();
    serving->handler = handler_new(serving->sessions, &hooks);
    serving->processor = handler_processor_new(serving->handler);
    options.processor = serving->processor;
    serving->server = server_new(&options, NULL);
    return serving->server != NULL && server_start(serving->server, NULL);
}

static bool serving_stop(Serving *serving)
{
    bool is_empty = server_stop(serving->server, 5000);

    server_free(serving->server);
    g_object_unref(serving->processor);
    g_object_unref(serving->handler);
    sessions_free(serving->sessions);
    g_string_free(serving->said, TRUE);
    return is_empty;
}

static int serving_connect(Serving *serving)
{
    return address_connect("127.0.0.1", server_port(serving->server), 5000, NULL);
}

/* True when the other side closed within 10 s; what it sent before is added to @ret_reply. */
static inline bool read_to_end(int fd, GByteArray *ret_reply)
{
    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        guint8 buffer[4096];
        ssize_t n;

        if (poll(&ready, 1, 10 * 1000) <= 0)
            return false;
        n = recv(fd, buffer, sizeof(buffer), 0);
        if (n <= 0)
            return true; /* closed, or reset because it did not read all we sent */
        g_byte_array_append(ret_reply, buffer, (guint)n);
    }
}
