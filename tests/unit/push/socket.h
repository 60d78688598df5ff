#pragma once
/*
 * A plain socket to a hub on this machine, and one HTTP exchange over it. All waits have an end.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time_ms.h"

enum { SOCKET_PATIENCE_MS = 15 * 1000 }; /* nothing takes so long unless it is broken */

/* The descriptor, or -1. @receive_bytes: of the kernel's buffer; 0: as it comes */
static inline int socket_connect_to(const char *address, int port, int receive_bytes)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int yes = 1;

    inet_pton(AF_INET, address, &to.sin_addr);
    if (receive_bytes > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        return fd;
    }
    close(fd);
    return -1;
}

/* False if the other side has gone, or takes nothing. */
static inline bool socket_send(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && errno != EAGAIN)
            return false;
        if (n < 0 && poll(&ready, 1, SOCKET_PATIENCE_MS) <= 0)
            return false;
        at += MAX(n, 0);
        len -= (size_t)MAX(n, 0);
    }
    return true;
}

static inline int socket_connect(int port, int receive_bytes)
{
    return socket_connect_to("127.0.0.1", port, receive_bytes);
}

typedef enum SocketRead {
    SOCKET_MORE,
    SOCKET_LATE, /* nothing came until the deadline */
    SOCKET_END,  /* closed or reset */
} SocketRead;

static inline SocketRead socket_read(int fd, GByteArray *to, int64_t deadline_ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    guint8 buffer[16 * 1024];
    ssize_t n;

    if (poll(&ready, 1, (int)MAX(0, deadline_ms - time_monotonic_ms())) <= 0)
        return SOCKET_LATE;
    n = recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0)
        return SOCKET_END;
    g_byte_array_append(to, buffer, (guint)n);
    return SOCKET_MORE;
}

/* Whether it is closed by the other side in time; what it says before is dropped. */
static inline bool socket_ends_in(int fd, int64_t patience_ms)
{
    int64_t deadline_ms = time_monotonic_ms() + patience_ms;
    g_autoptr(GByteArray) said = g_byte_array_new();
    SocketRead outcome;

    do {
        outcome = socket_read(fd, said, deadline_ms);
    } while (outcome == SOCKET_MORE);
    return outcome == SOCKET_END;
}

static inline bool socket_ends(int fd)
{
    return socket_ends_in(fd, SOCKET_PATIENCE_MS);
}

/* Where the body begins, 0 while the headers are not whole. */
static inline size_t http_body_at(const GByteArray *answer)
{
    const char *end = memmem(answer->data, answer->len, "\r\n\r\n", 4);

    return end != NULL ? (size_t)(end + 4 - (const char *)answer->data) : 0;
}

/* (owned) A header's value in what answered, in lower case name; NULL without. */
static inline char *http_header(const char *answer, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(answer, "\r\n", -1);
    size_t len = strlen(name);

    for (size_t i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        if (g_ascii_strncasecmp(lines[i], name, len) == 0 && lines[i][len] == ':')
            return g_strdup(g_strstrip(lines[i] + len + 1));
    }
    return NULL;
}

/* (owned) A whole answer, NUL-ended; "" if none came. @has_body: not to HEAD and the like. */
static inline char *http_read(int fd, bool has_body)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;
    GByteArray *answer = g_byte_array_new();
    size_t wanted = SIZE_MAX;

    while (answer->len < wanted && socket_read(fd, answer, deadline_ms) == SOCKET_MORE) {
        size_t body_at = http_body_at(answer);

        if (wanted == SIZE_MAX && body_at > 0) {
            g_autofree char *head = g_strndup((char *)answer->data, body_at);
            g_autofree char *len = http_header(head, "content-length");

            wanted = body_at;
            if (has_body && len != NULL)
                wanted += (size_t)g_ascii_strtoull(len, NULL, 10);
        }
    }
    g_byte_array_append(answer, (const guint8 *)"", 1);
    return (char *)g_byte_array_free(answer, FALSE);
}

/* (owned) The same on a connection of its own. */
static inline char *http_ask(int port, const char *request)
{
    int fd = socket_connect(port, 0);
    char *answer = NULL;

    if (fd >= 0 && socket_send(fd, request, strlen(request)))
        answer = http_read(fd, !g_str_has_prefix(request, "HEAD"));
    close(fd);
    return answer != NULL ? answer : g_strdup("");
}

/* The status of an answer, 0 without one. */
static inline int http_status(const char *answer)
{
    return g_str_has_prefix(answer, "HTTP/1.")
               ? (int)g_ascii_strtoll(answer + strlen("HTTP/1.1 "), NULL, 10)
               : 0;
}
