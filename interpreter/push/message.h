#pragma once
/*
 * One websocket message, shared by the viewers that are sent it. libwebsockets writes its header
 * into the room in front, and may read the bytes until the socket is writable again.
 *
 * Thread: whoever made it, until it is put into the mailbox; then `hub`.
 */
#include <glib.h>
#include <libwebsockets.h>
#include <stdint.h>

typedef struct Message {
    unsigned refs;
    size_t len;
    uint64_t seq; /* of the state that it completes; 0: of none */
    unsigned char bytes[];
} Message;

static inline Message *message_new(const char *text, size_t len) /* (owned) @text: copied */
{
    Message *message = g_malloc(sizeof(Message) + LWS_PRE + len);

    message->refs = 1;
    message->len = len;
    message->seq = 0;
    memcpy(message->bytes + LWS_PRE, text, len);
    return message;
}

static inline Message *message_ref(Message *message)
{
    message->refs++;
    return message;
}

static inline void message_unref(Message *message) /* NULL is fine */
{
    if (message != NULL && --message->refs == 0)
        g_free(message);
}
