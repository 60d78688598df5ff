#pragma once
/*
 * What a websocket client is told: frames to messages.
 */
#include "unit/push/client.h"

typedef enum ClientRead {
    CLIENT_TEXT,
    CLIENT_LATE,
    CLIENT_CLOSED, /* close_code says how */
} ClientRead;

typedef struct Frame {
    int first;
    size_t header_len, len;
} Frame;

/* False while it is not whole. */
static inline bool frame_find(const GByteArray *in, Frame *frame)
{
    size_t more;

    if (in->len < 2)
        return false;
    frame->first = in->data[0];
    frame->len = in->data[1] & 0x7f;
    more = frame->len == 126 ? 2 : frame->len == 127 ? 8 : 0;
    frame->header_len = 2 + more;
    if (in->len < frame->header_len)
        return false;
    if (more > 0)
        frame->len = 0;
    for (size_t i = 0; i < more; i++)
        frame->len = frame->len << 8 | in->data[2 + i];
    return in->len >= frame->header_len + frame->len;
}

/* What a message was before it was compressed; false if it was not by RFC 7692. */
static inline bool client_inflate(Client *client, GByteArray *message, GString *text)
{
    static const guint8 trailer[4] = {0, 0, 0xff, 0xff};
    char buffer[16 * 1024];
    int outcome;

    g_byte_array_append(message, trailer, sizeof trailer);
    client->inflate.next_in = message->data;
    client->inflate.avail_in = message->len;
    do {
        client->inflate.next_out = (Bytef *)buffer;
        client->inflate.avail_out = sizeof buffer;
        outcome = inflate(&client->inflate, Z_SYNC_FLUSH);
        g_string_append_len(text, buffer, (gssize)(sizeof buffer - client->inflate.avail_out));
    } while (outcome == Z_OK && client->inflate.avail_out == 0);
    return (outcome == Z_OK || outcome == Z_BUF_ERROR) && client->inflate.avail_in == 0;
}

/* A close or a ping; true if it was a close. */
static inline bool client_take_control(Client *client, int opcode, const guint8 *bytes, size_t len)
{
    if (opcode == 9) {
        client->pings++;
        if (!client->ignores_pings)
            client_send_frame(client, 0x8a, bytes, len);
    }
    if (opcode != 8)
        return false;
    client->close_code = len >= 2 ? bytes[0] << 8 | bytes[1] : 1005;
    client_send_frame(client, 0x88, bytes, MIN(len, 2));
    return true;
}

/* True if a message is whole: *text is it. */
static inline bool client_take_data(Client *client, const Frame *frame, GString *text)
{
    int opcode = frame->first & 0x0f;

    if (opcode != 0) {
        client->is_compressed = (frame->first & 0x40) != 0;
        g_byte_array_set_size(client->message, 0);
    }
    client->compressed_len += frame->header_len + frame->len;
    g_byte_array_append(client->message, client->in->data + frame->header_len, (guint)frame->len);
    if ((frame->first & 0x80) == 0)
        return false;
    g_string_truncate(text, 0);
    if (!client->is_compressed)
        g_string_append_len(text, (char *)client->message->data, client->message->len);
    else if (!client_inflate(client, client->message, text))
        g_string_assign(text, "it does not inflate");
    return true;
}

/* The next message, and its pings answered on the way. */
static inline ClientRead client_read(Client *client, GString *text, int64_t deadline_ms)
{
    for (;;) {
        Frame frame;
        SocketRead outcome;

        while (client->close_code == 0 && frame_find(client->in, &frame)) {
            bool is_control = (frame.first & 0x08) != 0;
            bool is_told = is_control
                               ? client_take_control(client, frame.first & 0x0f,
                                                     client->in->data + frame.header_len, frame.len)
                               : client_take_data(client, &frame, text);

            g_byte_array_remove_range(client->in, 0, (guint)(frame.header_len + frame.len));
            if (is_told && !is_control)
                return CLIENT_TEXT;
        }
        if (client->close_code != 0)
            return CLIENT_CLOSED;
        outcome = socket_read(client->fd, client->in, deadline_ms);
        if (outcome == SOCKET_LATE)
            return CLIENT_LATE;
        if (outcome == SOCKET_END)
            client->close_code = 1006;
    }
}

/* The code with which it is closed in time, what it is told before is dropped; 0 if it is not. */
static inline int client_await_close(Client *client)
{
    int64_t deadline_ms = time_monotonic_ms() + SOCKET_PATIENCE_MS;
    g_autoptr(GString) text = g_string_new(NULL);
    ClientRead outcome;

    do {
        outcome = client_read(client, text, deadline_ms);
    } while (outcome == CLIENT_TEXT);
    return outcome == CLIENT_CLOSED ? client->close_code : 0;
}
