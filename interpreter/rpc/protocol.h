#pragma once
/*
 * Thrift's binary protocol for input that is hostile until decoded. The library's own crashes on
 * a negative length and on deep nesting, allocates what a peer claims, and leaves its results unset
 * on an odd header. Here every length is compared with a limit and with what is left of the
 * message before anything is allocated, and a message that breaks a rule is an error: its
 * connection is closed, without a reply. Writing is the library's.
 *
 * Thread: as its transport.
 */
#include <thrift/c_glib/protocol/thrift_binary_protocol.h>

#include "rpc/transport.h"

enum {
    /* A statement of 1 MB must get through to a clear sentence, with its context beside it. */
    PROTOCOL_MESSAGE_BYTES_MAX = 16 * 1024 * 1024,
    PROTOCOL_NAME_BYTES_MAX = 64,
    PROTOCOL_CONTAINER_MAX = 100 * 1000,
    PROTOCOL_DEPTH_MAX = 64,
};

typedef struct Protocol Protocol;
typedef struct ProtocolClass ProtocolClass;

GType protocol_get_type(void);

/* (owned) g_object_unref() it. @transport: (borrowed), referenced by the protocol */
ThriftProtocol *protocol_new(Transport *transport);
