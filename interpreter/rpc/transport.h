#pragma once
/*
 * A connected socket as a Thrift transport. It reads ahead, so that a message costs one recv() and
 * not one a field, and sends what was written with one send() at the flush. No signal is raised by
 * a peer that has gone.
 *
 * Between messages a peer may be silent for ever. In the middle of one it may not: after the stall
 * time the read fails, and whoever owns the transport closes it. Each message also has a budget of
 * bytes, from which every read is taken.
 *
 * Thread: one at a time; the socket itself may be shut down by another.
 */
#include <stdbool.h>
#include <stddef.h>

#include <thrift/c_glib/transport/thrift_transport.h>

enum {
    TRANSPORT_READ_AHEAD_BYTES = 16 * 1024,
    TRANSPORT_STALL_MS = 30 * 1000,
    /* One reply or event. A table is limited far below that where it is made. */
    TRANSPORT_MESSAGE_OUT_BYTES_MAX = 256 * 1024 * 1024,
};

typedef struct Transport Transport;
typedef struct TransportClass TransportClass;

GType transport_get_type(void);

/**
 * transport_new_take() - a transport over a connected stream socket
 * @fd:        (taken) closed with the transport
 * @stall_ms:  how long a peer may pause inside a message, either way
 *
 * Return: (owned) the transport; g_object_unref() it.
 */
Transport *transport_new_take(int fd, int stall_ms);

/* Wait, for ever if need be, for the first byte of a message; false when the peer has gone. */
bool transport_wait(Transport *transport);
/* From now on at most @bytes_max can be read, until the next begin. */
void transport_begin_message(Transport *transport, size_t bytes_max);
size_t transport_bytes_left(const Transport *transport); /* of this message's budget */
