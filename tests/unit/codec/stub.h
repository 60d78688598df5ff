#pragma once
/*
 * A Schema Registry of a few schemas, on a port that the kernel gives, with or without TLS. It
 * answers one connection after the other, on a thread of its own.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/unit.h"
#include "stub_tls.h"

#define STUB_ORDER                                                                                 \
    "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Order\\\",\\\"fields\\\":["                     \
    "{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"int\\\"}]}"
#define STUB_ORDER_2                                                                               \
    "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Order\\\",\\\"fields\\\":["                     \
    "{\\\"name\\\":\\\"price\\\",\\\"type\\\":\\\"double\\\"},"                                    \
    "{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\"}]}"

enum { STUB_LONG_BYTES = 5 << 20 };

typedef struct Stub {
    int listener;
    pthread_t thread;
    SSL_CTX *tls;  /* NULL: plain */
    char *ca_file; /* owned; of TLS */
    char *url;     /* owned */
    atomic_int asked;
    atomic_int busy;       /* so many answers are 503 */
    atomic_bool is_silent; /* reads, and answers nothing until stub_end() */
    const char *login;     /* "Basic ...": else the answer is 401; NULL: nobody has to log in */
    int silent;            /* the connection that is not answered; -1 */
} Stub;

static inline const char *stub_answer(const char *path, int *ret_status)
{
    static const struct {
        const char *path, *answer;
    } answers[] = {
        {"/schemas/ids/1", "{\"schema\":\"" STUB_ORDER "\"}"                               },
        {"/schemas/ids/2", "{\"schemaType\":\"AVRO\",\"schema\":\"" STUB_ORDER_2 "\"}"     },
        {"/schemas/ids/3", "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}"     },
        {"/schemas/ids/4", "{\"schema\":\"nonsense\"}"                                     },
        {"/schemas/ids/5", "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a\"}]}"},
        {"/schemas/ids/6", "<html>"                                                        },
        {"/schemas/ids/7", NULL                                                            },
    };

    *ret_status = 200;
    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        if (strcmp(answers[i].path, path) == 0)
            return answers[i].answer;
    }
    *ret_status = 404;
    return "{\"error_code\":40403,\"message\":\"Schema not found\"}";
}

static inline void stub_send(int fd, SSL *tls, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = tls != NULL ? SSL_write(tls, bytes, (int)MIN(len, (size_t)65536))
                                   : send(fd, bytes, len, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* it has hung up */
        bytes += sent;
        len -= (size_t)sent;
    }
}

static inline void stub_reply(int fd, SSL *tls, int status, const char *body)
{
    g_autofree char *filled = body == NULL ? g_strnfill(STUB_LONG_BYTES, ' ') : NULL;
    const char *sent = body == NULL ? filled : body;
    g_autofree char *head = g_strdup_printf(
        "HTTP/1.1 %d x\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", status, strlen(sent));

    stub_send(fd, tls, head, strlen(head));
    stub_send(fd, tls, sent, strlen(sent));
}

static inline bool stub_receive(int fd, SSL *tls, GString *request)
{
    char bytes[4096];

    while (strstr(request->str, "\r\n\r\n") == NULL) {
        ssize_t got =
            tls != NULL ? SSL_read(tls, bytes, sizeof(bytes)) : recv(fd, bytes, sizeof(bytes), 0);

        if (got <= 0)
            return false;
        g_string_append_len(request, bytes, got);
    }
    return true;
}

static inline void stub_serve(Stub *stub, int fd, SSL *tls)
{
    g_autoptr(GString) request = g_string_new(NULL);
    g_auto(GStrv) words = NULL;
    int status;
    const char *answer;

    if (!stub_receive(fd, tls, request))
        return;
    atomic_fetch_add(&stub->asked, 1);
    words = g_strsplit(request->str, " ", 3);
    answer = stub_answer(words[1], &status);
    if (stub->login != NULL && strstr(request->str, stub->login) == NULL)
        stub_reply(fd, tls, 401, "{\"message\":\"Unauthorized\"}");
    else if (atomic_load(&stub->busy) > 0 && atomic_fetch_sub(&stub->busy, 1) > 0)
        stub_reply(fd, tls, 503, "busy");
    else
        stub_reply(fd, tls, status, answer);
}

static inline void *stub_run(void *user)
{
    Stub *stub = user;
    int fd;

    while ((fd = accept(stub->listener, NULL, NULL)) >= 0) {
        SSL *tls = stub->tls == NULL ? NULL : SSL_new(stub->tls);

        if (atomic_load(&stub->is_silent)) {
            atomic_fetch_add(&stub->asked, 1);
            stub->silent = fd;
            continue;
        }
        if (tls != NULL)
            SSL_set_fd(tls, fd);
        if (tls == NULL || SSL_accept(tls) == 1)
            stub_serve(stub, fd, tls);
        if (tls != NULL)
            SSL_shutdown(tls);
        SSL_free(tls);
        close(fd);
    }
    return NULL;
}

static inline void stub_start(Stub *stub, bool has_tls)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);

    *stub = (Stub){.silent = -1};
    if (has_tls)
        stub->tls = stub_certify(&stub->ca_file);
    stub->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(stub->listener, (struct sockaddr *)&address, len) != 0 ||
        listen(stub->listener, 64) != 0 ||
        getsockname(stub->listener, (struct sockaddr *)&address, &len) != 0)
        g_error("the stub has no port");
    stub->url =
        g_strdup_printf("http%s://127.0.0.1:%d", has_tls ? "s" : "", ntohs(address.sin_port));
    pthread_create(&stub->thread, NULL, stub_run, stub);
}

static inline void stub_end(Stub *stub)
{
    shutdown(stub->listener, SHUT_RDWR);
    pthread_join(stub->thread, NULL);
    close(stub->listener);
    if (stub->silent >= 0)
        close(stub->silent);
    SSL_CTX_free(stub->tls);
    if (stub->ca_file != NULL)
        unlink(stub->ca_file);
    g_free(stub->ca_file);
    g_free(stub->url);
}
