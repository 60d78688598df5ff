#pragma once
/* Asking the live view for something, as a browser would. */
#include <arpa/inet.h>
#include <glib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/session/said.h"

/* (owned) The whole answer to GET, with its head; "" if there is none in time. */
static inline char *http_get(int port, const char *path)
{
    const struct timeval limit = {.tv_sec = DEADLINE_MS / 1000};
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    g_autofree char *request = g_strdup_printf(
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n", path, port);
    GString *answer = g_string_new(NULL);
    char bytes[4096];
    ssize_t len;
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(peer, (const struct sockaddr *)&address, sizeof address) == 0 &&
        send(peer, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request)) {
        while ((len = recv(peer, bytes, sizeof bytes, 0)) > 0)
            g_string_append_len(answer, bytes, len);
    }
    close(peer);
    return g_string_free(answer, FALSE);
}

/* Until the answer to GET begins so; false at the deadline. */
static inline bool http_wait(int port, const char *path, const char *start)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    bool is_so;

    do {
        g_autofree char *answer = http_get(port, path);

        is_so = g_str_has_prefix(answer, start);
    } while (!is_so && time_monotonic_ms() < deadline_ms);
    return is_so;
}
