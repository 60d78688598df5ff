#pragma once
/*
 * A websocket client that can also do what none should: RFC 6455's handshake and frames, and
 * RFC 7692's compression by zlib.
 */
#include <glib.h>
#include <zlib.h>

#include "unit/push/socket.h"

typedef struct Client {
    int fd;
    char *extensions; /* that were negotiated; NULL without */
    bool is_deflating;
    bool ignores_pings;    /* as one that is dead */
    int pings;             /* that came */
    int close_code;        /* 0: open; 1006: closed without a word */
    size_t compressed_len; /* bytes of the frames of its messages */
    GByteArray *in;        /* not looked at yet */
    GByteArray *message;   /* the fragments so far */
    bool is_compressed;    /* that message */
    z_stream inflate, deflate;
} Client;

/* What is asked for; a NULL is left out. */
typedef struct Upgrade {
    const char *path, *protocol, *origin, *extensions, *host;
    int receive_bytes;
} Upgrade;

#define CLIENT_PROTOCOL "zeppelin-kafka.v1"
#define CLIENT_DEFLATE "permessage-deflate; client_max_window_bits"

static inline char *client_request(const Upgrade *how) /* (owned) */
{
    const char *const lines[][2] = {
        {"Sec-WebSocket-Protocol",   how->protocol  },
        {"Origin",                   how->origin    },
        {"Sec-WebSocket-Extensions", how->extensions},
    };
    GString *request = g_string_new(NULL);

    g_string_printf(request,
                    "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
                    how->path != NULL ? how->path : "/ws",
                    how->host != NULL ? how->host : "127.0.0.1");
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (lines[i][1] != NULL)
            g_string_append_printf(request, "%s: %s\r\n", lines[i][0], lines[i][1]);
    }
    g_string_append(request, "\r\n");
    return g_string_free(request, FALSE);
}

static inline void client_take_answer(Client *client, const char *head)
{
    client->extensions = http_header(head, "sec-websocket-extensions");
    client->is_deflating = client->extensions != NULL;
}

/* Connected, and nothing said; client_close() in any case. */
static inline void client_begin(Client *client, int port, int receive_bytes)
{
    *client = (Client){.fd = socket_connect(port, receive_bytes),
                       .in = g_byte_array_new(),
                       .message = g_byte_array_new()};
    inflateInit2(&client->inflate, -15);
    deflateInit2(&client->deflate, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

/* The status of the answer; 101: it is open. client_close() in any case. */
static inline int client_open_as(Client *client, int port, const Upgrade *how)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;
    g_autofree char *request = client_request(how);
    g_autofree char *head = NULL;
    size_t head_len = 0;

    client_begin(client, port, how->receive_bytes);
    if (client->fd < 0 || !socket_send(client->fd, request, strlen(request)))
        return 0;
    while (head_len == 0 && socket_read(client->fd, client->in, deadline_ms) == SOCKET_MORE)
        head_len = http_body_at(client->in);
    head = g_strndup((char *)client->in->data, head_len);
    client_take_answer(client, head != NULL ? head : "");
    if (head_len == 0)
        return 0;
    g_byte_array_remove_range(client->in, 0, (guint)head_len);
    return http_status(head);
}

static inline bool client_open(Client *client, int port, bool deflates)
{
    const Upgrade how = {.protocol = CLIENT_PROTOCOL,
                         .extensions = deflates ? CLIENT_DEFLATE : NULL};

    return client_open_as(client, port, &how) == 101 && client->is_deflating == deflates;
}

static inline void client_close(Client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    g_free(client->extensions);
    g_byte_array_unref(client->in);
    g_byte_array_unref(client->message);
    inflateEnd(&client->inflate);
    deflateEnd(&client->deflate);
}

/* A frame's header for so many bytes, masked with zeros unless @mask is 0. */
static inline void client_put_header(GByteArray *frame, int first, uint64_t len, bool is_masked)
{
    guint8 header[14] = {(guint8)first};
    guint used = 2;
    int more = len < 126 ? 0 : len < 65536 ? 2 : 8;

    header[1] = (guint8)(more == 0 ? len : more == 2 ? 126 : 127);
    for (int i = more; i-- > 0;)
        header[used++] = (guint8)(len >> (8 * i));
    if (is_masked) {
        header[1] |= 0x80;
        used += 4;
    }
    g_byte_array_append(frame, header, used);
}

/* @first: FIN and the like, and the opcode. The mask is a fixed one. */
static inline bool client_send_frame(Client *client, int first, const void *bytes, size_t len)
{
    static const guint8 mask[4] = {0x12, 0x34, 0x56, 0x78};
    g_autoptr(GByteArray) frame = g_byte_array_new();
    guint at;

    client_put_header(frame, first, len, true);
    at = frame->len;
    g_byte_array_append(frame, bytes, (guint)len);
    memcpy(frame->data + at - 4, mask, 4);
    for (size_t i = 0; i < len; i++)
        frame->data[at + i] ^= mask[i % 4];
    return socket_send(client->fd, frame->data, frame->len);
}

/* (owned) As RFC 7692 wants it: without the last four bytes. */
static inline GByteArray *client_deflate(Client *client, const void *bytes, size_t len)
{
    GByteArray *out = g_byte_array_new();

    g_byte_array_set_size(out, (guint)deflateBound(&client->deflate, len) + 64);
    client->deflate.next_in = (Bytef *)(uintptr_t)bytes;
    client->deflate.avail_in = (uInt)len;
    client->deflate.next_out = out->data;
    client->deflate.avail_out = out->len;
    deflate(&client->deflate, Z_SYNC_FLUSH);
    g_byte_array_set_size(out, out->len - client->deflate.avail_out - 4);
    return out;
}

static inline bool client_send(Client *client, const char *text)
{
    g_autoptr(GByteArray) deflated = NULL;

    if (!client->is_deflating)
        return client_send_frame(client, 0x81, text, strlen(text));
    deflated = client_deflate(client, text, strlen(text));
    return client_send_frame(client, 0xc1, deflated->data, deflated->len);
}

static inline bool client_send_f(Client *client, const char *format, ...) G_GNUC_PRINTF(2, 3);
static inline bool client_send_f(Client *client, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    return client_send(client, text);
}
