#include "rpc/transport.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

/* A buffer for writing that a large result has grown beyond this is given back after the flush. */
enum { TRANSPORT_KEEP_BYTES = 64 * 1024 };

struct Transport {
    ThriftTransport parent;
    int fd; /* owned; -1 when closed */
    int stall_ms;
    size_t bytes_left;
    size_t ahead_at;  /* next byte of `ahead` to give out */
    size_t ahead_len; /* bytes in `ahead` */
    GByteArray *out;  /* (owned) written, not yet sent */
    char ahead[TRANSPORT_READ_AHEAD_BYTES];
};

struct TransportClass {
    ThriftTransportClass parent;
};

G_DEFINE_TYPE(Transport, transport, THRIFT_TYPE_TRANSPORT)

static Transport *of(ThriftTransport *base)
{
    return (Transport *)base;
}

static bool refuse(GError **error, ThriftTransportError code, const char *what)
{
    g_set_error(error, THRIFT_TRANSPORT_ERROR, (gint)code, "%s", what);
    return false;
}

/* True when @fd is ready for @events; false, with @error, when that took longer than @timeout_ms.
 */
static bool wait_ready(int fd, short events, int timeout_ms, GError **error)
{
    struct pollfd ready = {.fd = fd, .events = events};
    int n;

    do {
        n = poll(&ready, 1, timeout_ms);
    } while (n < 0 && errno == EINTR);
    if (n > 0)
        return true;
    return refuse(error, THRIFT_TRANSPORT_ERROR_RECEIVE,
                  n == 0 ? "the peer stalled inside a message" : g_strerror(errno));
}

/* Bytes received, 0 at the peer's end, -1 with @error. @stall_ms < 0 waits for ever. */
static ssize_t receive(Transport *self, void *buffer, size_t len, int stall_ms, GError **error)
{
    for (;;) {
        ssize_t n = recv(self->fd, buffer, len, MSG_DONTWAIT);

        if (n >= 0)
            return n;
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!wait_ready(self->fd, POLLIN, stall_ms, error))
                return -1;
        } else if (errno != EINTR) {
            refuse(error, THRIFT_TRANSPORT_ERROR_RECEIVE, g_strerror(errno));
            return -1;
        }
    }
}

static bool fill_ahead(Transport *self, int stall_ms, GError **error)
{
    ssize_t n = receive(self, self->ahead, sizeof(self->ahead), stall_ms, error);

    if (n == 0)
        return refuse(error, THRIFT_TRANSPORT_ERROR_RECEIVE, "the peer closed the connection");
    if (n < 0)
        return false;
    self->ahead_at = 0;
    self->ahead_len = (size_t)n;
    return true;
}

static size_t take_ahead(Transport *self, char *to, size_t len)
{
    size_t n = MIN(len, self->ahead_len - self->ahead_at);

    memcpy(to, self->ahead + self->ahead_at, n);
    self->ahead_at += n;
    return n;
}

static gint32 transport_read_all_bytes(ThriftTransport *base, gpointer buffer, guint32 len,
                                       GError **error)
{
    Transport *self = of(base);
    char *to = buffer;
    size_t missing = len;

    if (self->fd < 0 || len > INT32_MAX || len > self->bytes_left) {
        refuse(error, THRIFT_TRANSPORT_ERROR_MAX_MESSAGE_SIZE_REACHED,
               self->fd < 0 ? "the connection is closed" : "the message is longer than allowed");
        return -1;
    }
    self->bytes_left -= len;
    while (missing > 0) {
        size_t n = take_ahead(self, to, missing);

        if (n == 0 && missing >= sizeof(self->ahead)) {
            ssize_t got = receive(self, to, missing, self->stall_ms, error);

            if (got == 0)
                refuse(error, THRIFT_TRANSPORT_ERROR_RECEIVE, "the peer closed the connection");
            if (got <= 0)
                return -1;
            n = (size_t)got;
        } else if (n == 0 && !fill_ahead(self, self->stall_ms, error)) {
            return -1;
        }
        to += n;
        missing -= n;
    }
    return (gint32)len;
}

/* A Thrift read may return less than asked; ours never does, which no caller minds. */
static gint32 transport_read_bytes(ThriftTransport *base, gpointer buffer, guint32 len,
                                   GError **error)
{
    return transport_read_all_bytes(base, buffer, len, error);
}

static gboolean transport_write_bytes(ThriftTransport *base, const gpointer buffer,
                                      const guint32 len, GError **error)
{
    Transport *self = of(base);

    if (len > TRANSPORT_MESSAGE_OUT_BYTES_MAX - self->out->len)
        return refuse(error, THRIFT_TRANSPORT_ERROR_SEND, "the message to send is too long");
    g_byte_array_append(self->out, buffer, len);
    return TRUE;
}

static bool send_all(Transport *self, GError **error)
{
    size_t sent = 0;

    while (sent < self->out->len) {
        ssize_t n = send(self->fd, self->out->data + sent, self->out->len - sent,
                         MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n >= 0) {
            sent += (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!wait_ready(self->fd, POLLOUT, self->stall_ms, error))
                return false;
        } else if (errno != EINTR) {
            return refuse(error, THRIFT_TRANSPORT_ERROR_SEND, g_strerror(errno));
        }
    }
    return true;
}

static gboolean transport_flush_bytes(ThriftTransport *base, GError **error)
{
    Transport *self = of(base);
    bool ok = self->fd >= 0
                  ? send_all(self, error)
                  : refuse(error, THRIFT_TRANSPORT_ERROR_SEND, "the connection is closed");

    if (self->out->len > TRANSPORT_KEEP_BYTES) {
        g_byte_array_unref(self->out);
        self->out = g_byte_array_new();
    } else {
        g_byte_array_set_size(self->out, 0);
    }
    return ok;
}

static gboolean transport_is_open(ThriftTransport *base)
{
    return of(base)->fd >= 0;
}

static gboolean transport_peek(ThriftTransport *base, GError **error)
{
    Transport *self = of(base);

    if (self->fd < 0)
        return FALSE;
    return self->ahead_at < self->ahead_len || fill_ahead(self, -1, error);
}

/* It is made connected and is never opened again. */
static gboolean transport_open(ThriftTransport *base, GError **error)
{
    return transport_is_open(base) ||
           refuse(error, THRIFT_TRANSPORT_ERROR_CONNECT, "a closed connection stays closed");
}

static gboolean transport_close(ThriftTransport *base, GError **error)
{
    Transport *self = of(base);

    (void)error;
    if (self->fd >= 0)
        close(self->fd);
    self->fd = -1;
    return TRUE;
}

static gboolean transport_end(ThriftTransport *base, GError **error)
{
    (void)base;
    (void)error;
    return TRUE;
}

static void transport_finalize(GObject *object)
{
    Transport *self = (Transport *)object;

    transport_close(&self->parent, NULL);
    g_byte_array_unref(self->out);
    G_OBJECT_CLASS(transport_parent_class)->finalize(object);
}

static void transport_class_init(TransportClass *class)
{
    ThriftTransportClass *base = THRIFT_TRANSPORT_CLASS(class);

    G_OBJECT_CLASS(class)->finalize = transport_finalize;
    base->is_open = transport_is_open;
    base->peek = transport_peek;
    base->open = transport_open;
    base->close = transport_close;
    base->read = transport_read_bytes;
    base->read_all = transport_read_all_bytes;
    base->read_end = transport_end;
    base->write = transport_write_bytes;
    base->write_end = transport_end;
    base->flush = transport_flush_bytes;
}

static void transport_init(Transport *self)
{
    self->fd = -1;
    self->out = g_byte_array_new();
}

Transport *transport_new_take(int fd, int stall_ms)
{
    Transport *self = g_object_new(transport_get_type(), NULL);

    self->fd = fd;
    self->stall_ms = stall_ms;
    return self;
}

bool transport_wait(Transport *self)
{
    return transport_peek(&self->parent, NULL);
}

void transport_begin_message(Transport *self, size_t bytes_max)
{
    self->bytes_left = bytes_max;
}

size_t transport_bytes_left(const Transport *self)
{
    return self->bytes_left;
}
