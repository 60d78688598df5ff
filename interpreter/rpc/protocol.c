#include "rpc/protocol.h"

#include <stdbool.h>

enum { PROTOCOL_STRICT_VERSION = 0x8001 }; /* the upper half of a strict header */

struct Protocol {
    ThriftBinaryProtocol parent;
    Transport *transport; /* borrowed from the parent, which holds a reference */
    int depth;            /* structs and containers that are open */
};

struct ProtocolClass {
    ThriftBinaryProtocolClass parent;
};

G_DEFINE_TYPE(Protocol, protocol, THRIFT_TYPE_BINARY_PROTOCOL)

static Protocol *of(ThriftProtocol *base)
{
    return (Protocol *)base;
}

static gint32 refuse(GError **error, ThriftProtocolError code, const char *what, gint64 value)
{
    g_set_error(error, THRIFT_PROTOCOL_ERROR, (gint)code, "%s: %" G_GINT64_FORMAT, what, value);
    return -1;
}

/* A length of at most @max items of at least @item_bytes each; bytes read, or -1 with @error. */
static gint32 read_length(ThriftProtocol *base, gint32 max, gint64 item_bytes, gint32 *ret_len,
                          GError **error)
{
    gint32 len = 0;
    gint32 n = thrift_protocol_read_i32(base, &len, error);

    if (n < 0)
        return -1;
    if (len < 0)
        return refuse(error, THRIFT_PROTOCOL_ERROR_NEGATIVE_SIZE, "a negative length", len);
    if (len > max)
        return refuse(error, THRIFT_PROTOCOL_ERROR_SIZE_LIMIT, "a length beyond the limit", len);
    if ((gint64)len * item_bytes > (gint64)transport_bytes_left(of(base)->transport))
        return refuse(error, THRIFT_PROTOCOL_ERROR_SIZE_LIMIT, "a length beyond the message", len);
    *ret_len = len;
    return n;
}

/* Text of at most @max bytes: UTF-8 without a NUL inside, so that a C string holds all of it. */
static gint32 read_text(ThriftProtocol *base, gint32 max, gchar **ret_text, GError **error)
{
    gint32 len = 0;
    gint32 head;
    char *text;

    *ret_text = NULL;
    head = read_length(base, max, 1, &len, error);
    if (head < 0)
        return -1;
    text = g_try_malloc((gsize)len + 1);
    if (text == NULL)
        return refuse(error, THRIFT_PROTOCOL_ERROR_SIZE_LIMIT, "no memory for a text of bytes",
                      len);
    text[len] = '\0';
    if (len > 0 && thrift_transport_read_all(base->transport, text, (guint32)len, error) < 0) {
        g_free(text);
        return -1;
    }
    if (!g_utf8_validate(text, len, NULL)) {
        g_free(text);
        return refuse(error, THRIFT_PROTOCOL_ERROR_INVALID_DATA, "not UTF-8, a text of bytes", len);
    }
    *ret_text = text;
    return head + len;
}

static gint32 enter(ThriftProtocol *base, GError **error)
{
    Protocol *self = of(base);

    if (++self->depth > PROTOCOL_DEPTH_MAX)
        return refuse(error, THRIFT_PROTOCOL_ERROR_DEPTH_LIMIT, "nested deeper than allowed",
                      self->depth);
    return 0;
}

static gint32 leave(ThriftProtocol *base, GError **error)
{
    (void)error;
    of(base)->depth--;
    return 0;
}

static gint32 read_message_begin(ThriftProtocol *base, gchar **name, ThriftMessageType *type,
                                 gint32 *seqid, GError **error)
{
    Protocol *self = of(base);
    gint32 header = 0;
    gint32 name_bytes;

    *name = NULL;
    *type = 0;
    *seqid = 0;
    self->depth = 0;
    transport_begin_message(self->transport, PROTOCOL_MESSAGE_BYTES_MAX);

    if (thrift_protocol_read_i32(base, &header, error) < 0)
        return -1;
    if ((guint32)header >> 16 != PROTOCOL_STRICT_VERSION)
        return refuse(error, THRIFT_PROTOCOL_ERROR_BAD_VERSION, "not a Thrift message, it begins",
                      (guint32)header);
    name_bytes = read_text(base, PROTOCOL_NAME_BYTES_MAX, name, error);
    if (name_bytes < 0)
        return -1;
    if (thrift_protocol_read_i32(base, seqid, error) < 0) {
        g_clear_pointer(name, g_free);
        return -1;
    }
    *type = (ThriftMessageType)(header & 0xff);
    return 8 + name_bytes;
}

static gint32 read_struct_begin(ThriftProtocol *base, gchar **name, GError **error)
{
    *name = NULL;
    return enter(base, error);
}

/* The types that an element can have. VOID ones would cost no bytes, however many there are. */
static bool is_element_type(gint8 type)
{
    static const bool known[] = {
        [T_BOOL] = true, [T_BYTE] = true, [T_DOUBLE] = true, [T_I16] = true,
        [T_I32] = true,  [T_I64] = true,  [T_STRING] = true, [T_STRUCT] = true,
        [T_MAP] = true,  [T_SET] = true,  [T_LIST] = true,
    };

    return type >= 0 && (size_t)type < G_N_ELEMENTS(known) && known[type];
}

/* @types: one of a list or set, two of a map */
static gint32 read_container(ThriftProtocol *base, ThriftType **types, int types_len, guint32 *size,
                             GError **error)
{
    gint8 raw[2] = {0, 0};
    gint32 len = 0;
    gint32 n;

    *size = 0;
    for (int i = 0; i < types_len; i++) {
        if (thrift_protocol_read_byte(base, &raw[i], error) < 0)
            return -1;
        *types[i] = (ThriftType)raw[i];
    }
    n = read_length(base, PROTOCOL_CONTAINER_MAX, types_len, &len, error);
    if (n < 0)
        return -1;
    for (int i = 0; i < types_len; i++) {
        if (len > 0 && !is_element_type(raw[i]))
            return refuse(error, THRIFT_PROTOCOL_ERROR_INVALID_DATA, "no type of an element",
                          raw[i]);
    }
    if (enter(base, error) < 0)
        return -1;
    *size = (guint32)len;
    return n + types_len;
}

static gint32 read_map_begin(ThriftProtocol *base, ThriftType *key_type, ThriftType *value_type,
                             guint32 *size, GError **error)
{
    ThriftType *types[] = {key_type, value_type};

    return read_container(base, types, 2, size, error);
}

/* For sets too: the library's set would come here through the table and count twice. */
static gint32 read_list_begin(ThriftProtocol *base, ThriftType *element_type, guint32 *size,
                              GError **error)
{
    return read_container(base, &element_type, 1, size, error);
}

static gint32 read_string(ThriftProtocol *base, gchar **text, GError **error)
{
    return read_text(base, PROTOCOL_MESSAGE_BYTES_MAX, text, error);
}

static gint32 read_binary(ThriftProtocol *base, gpointer *bytes, guint32 *len, GError **error)
{
    gint32 size = 0;
    gint32 head;

    *bytes = NULL;
    *len = 0;
    head = read_length(base, PROTOCOL_MESSAGE_BYTES_MAX, 1, &size, error);
    if (head < 0)
        return -1;
    if (size == 0)
        return head;
    *bytes = g_try_malloc((gsize)size);
    if (*bytes == NULL)
        return refuse(error, THRIFT_PROTOCOL_ERROR_SIZE_LIMIT, "no memory for bytes", size);
    if (thrift_transport_read_all(base->transport, *bytes, (guint32)size, error) < 0) {
        g_clear_pointer(bytes, g_free);
        return -1;
    }
    *len = (guint32)size;
    return head + size;
}

static void protocol_class_init(ProtocolClass *class)
{
    ThriftProtocolClass *base = THRIFT_PROTOCOL_CLASS(class);

    base->read_message_begin = read_message_begin;
    base->read_struct_begin = read_struct_begin;
    base->read_struct_end = leave;
    base->read_map_begin = read_map_begin;
    base->read_map_end = leave;
    base->read_list_begin = read_list_begin;
    base->read_list_end = leave;
    base->read_set_begin = read_list_begin;
    base->read_set_end = leave;
    base->read_string = read_string;
    base->read_binary = read_binary;
}

static void protocol_init(Protocol *self)
{
    self->depth = 0;
}

ThriftProtocol *protocol_new(Transport *transport)
{
    Protocol *self = g_object_new(protocol_get_type(), "transport", transport, NULL);

    self->transport = transport;
    return THRIFT_PROTOCOL(self);
}
