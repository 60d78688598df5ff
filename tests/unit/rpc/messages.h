#pragma once
/*
 * Thrift messages made by hand, byte by byte, and sent to a server of the test's own.
 */
#include <glib.h>
#include <string.h>

#include "rpc/protocol.h"
#include "unit/rpc/serving.h"

/* ---- a message, byte by byte ------------------------------------------------------------------
 */

static inline void put8(GByteArray *to, int value)
{
    guint8 byte = (guint8)value;

    g_byte_array_append(to, &byte, 1);
}

static inline void put16(GByteArray *to, int value)
{
    put8(to, value >> 8);
    put8(to, value);
}

static inline void put32(GByteArray *to, gint64 value)
{
    put16(to, (int)(value >> 16) & 0xffff);
    put16(to, (int)value & 0xffff);
}

static inline void put_bytes(GByteArray *to, const char *text, size_t len)
{
    g_byte_array_append(to, (const guint8 *)text, (guint)len);
}

static inline void put_text(GByteArray *to, const char *text)
{
    put32(to, (gint64)strlen(text));
    put_bytes(to, text, strlen(text));
}

static inline void put_field(GByteArray *to, int type, int id)
{
    put8(to, type);
    put16(to, id);
}

static inline void put_call(GByteArray *to, const char *name)
{
    put32(to, 0x80010001);
    put_text(to, name);
    put32(to, 7);
}

static inline void put_text_field(GByteArray *to, int id, const char *text)
{
    put_field(to, T_STRING, id);
    put_text(to, text);
}

static inline void good_status(GByteArray *to)
{
    put_call(to, "getStatus");
    put_text_field(to, 1, "session");
    put_text_field(to, 2, "paragraph");
    put8(to, T_STOP);
}

static inline void good_interpret(GByteArray *to)
{
    put_call(to, "interpret");
    put_text_field(to, 1, "session");
    put_text_field(to, 2, "class");
    put_text_field(to, 3, "SELECT 1");
    put_field(to, T_STRUCT, 4);
    put_text_field(to, 1, "note");
    put_text_field(to, 3, "paragraph");
    put_text_field(to, 9, "{}");
    put_field(to, T_MAP, 11);
    put8(to, T_STRING);
    put8(to, T_STRING);
    put32(to, 1);
    put_text(to, "a");
    put_text(to, "b");
    put8(to, T_STOP);
    put8(to, T_STOP);
}

/* ---- sending ----------------------------------------------------------------------------------
 */

/* Send what the server still takes: it may close in the middle of a long message. */
static void send_most(int fd, const GByteArray *bytes)
{
    size_t sent = 0;

    while (sent < bytes->len) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        ssize_t n;

        if (poll(&ready, 1, 10 * 1000) <= 0)
            return;
        n = send(fd, bytes->data + sent, bytes->len - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        sent += (size_t)n;
    }
}

/* Send a message and no more; true when the server then closed. */
static inline bool exchange(Serving *serving, const GByteArray *message, GByteArray *ret_reply)
{
    int fd = serving_connect(serving);
    bool is_closed;

    if (fd < 0)
        return false;
    send_most(fd, message);
    shutdown(fd, SHUT_WR);
    is_closed = read_to_end(fd, ret_reply);
    close(fd);
    return is_closed;
}

static inline bool answers_status(Serving *serving)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_autoptr(GByteArray) reply = g_byte_array_new();
    g_autoptr(GByteArray) wanted = g_byte_array_new();

    good_status(message);
    put32(wanted, 0x80010002);
    put_text(wanted, "getStatus");
    put32(wanted, 7);
    put_text_field(wanted, 0, "RUNNING");
    put8(wanted, T_STOP);
    return exchange(serving, message, reply) && reply->len == wanted->len &&
           memcmp(reply->data, wanted->data, wanted->len) == 0;
}
