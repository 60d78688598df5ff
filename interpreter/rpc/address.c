#include "rpc/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

char *address_text(const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "?";

    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;

        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)address;

        /* An IPv4 peer of a socket for both families; it has one name, not two. */
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
            inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, sizeof(text));
        else
            inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
    }
    return g_strdup(text);
}

bool address_is_loopback(const char *text)
{
    return g_str_has_prefix(text, "127.") || g_str_equal(text, "::1");
}

static struct addrinfo *resolve(const char *host, int port, int *ret_reason)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[16];

    g_snprintf(service, sizeof(service), "%d", port);
    *ret_reason = getaddrinfo(host, service, &hints, &found);
    return *ret_reason == 0 ? found : NULL;
}

GPtrArray *address_lookup(const char *host)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    int reason;
    struct addrinfo *found = resolve(host, 0, &reason);

    for (const struct addrinfo *at = found; at != NULL; at = at->ai_next)
        g_ptr_array_add(texts, address_text(at->ai_addr));
    if (found != NULL)
        freeaddrinfo(found);
    return texts;
}

/* Wait for a connect() under way; errno's value, 0 when it is connected. */
static int finish_connect(int fd, int timeout_ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    int reason = 0;
    socklen_t len = sizeof(reason);
    int n;

    do {
        n = poll(&ready, 1, timeout_ms);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno;
    if (n == 0)
        return ETIMEDOUT;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &len) == 0 ? reason : errno;
}

/* A connected socket, or -1 with errno's value in @ret_reason. */
static int connect_one(const struct addrinfo *to, int timeout_ms, int *ret_reason)
{
    int one = 1;
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0) {
        *ret_reason = errno;
        return -1;
    }
    *ret_reason = connect(fd, to->ai_addr, to->ai_addrlen) == 0 ? 0 : errno;
    if (*ret_reason == EINPROGRESS || *ret_reason == EINTR)
        *ret_reason = finish_connect(fd, timeout_ms);
    if (*ret_reason != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return fd;
}

/* The first of a host's addresses that answers; -1 with errno's value in @ret_reason if none. */
static int connect_first(const struct addrinfo *found, int timeout_ms, int *ret_reason)
{
    int fd = -1;

    *ret_reason = EADDRNOTAVAIL;
    for (const struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next)
        fd = connect_one(at, timeout_ms, ret_reason);
    return fd;
}

int address_connect(const char *host, int port, int timeout_ms, GError **error)
{
    int reason;
    int fd;
    struct addrinfo *found = resolve(host, port, &reason);

    if (found == NULL) {
        fail(error, FAIL_NET, "the host name %s is not known here: %s", host, gai_strerror(reason));
        return -1;
    }
    fd = connect_first(found, timeout_ms, &reason);
    freeaddrinfo(found);
    if (fd < 0)
        fail(error, FAIL_NET, "nothing answers at %s port %d: %s", host, port, g_strerror(reason));
    return fd;
}

int address_probe(const char *host, int port, int timeout_ms)
{
    int reason;
    int fd;
    struct addrinfo *found = resolve(host, port, &reason);

    if (found == NULL)
        return EADDRNOTAVAIL;
    fd = connect_first(found, timeout_ms, &reason);
    freeaddrinfo(found);
    if (fd < 0)
        return reason;
    close(fd);
    return 0;
}

char *address_of_socket(int fd)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof(address);

    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        address.ss_family = AF_UNSPEC;
    return address_text((const struct sockaddr *)&address);
}

struct Peers {
    pthread_mutex_t lock;
    GPtrArray *texts; /* (owned) @lock: numeric addresses of the event service's host */
};

Peers *peers_new(const char *host)
{
    Peers *peers = g_new0(Peers, 1);

    pthread_mutex_init(&peers->lock, NULL);
    peers->texts = address_lookup(host);
    return peers;
}

void peers_free(Peers *peers)
{
    if (peers == NULL)
        return;
    pthread_mutex_destroy(&peers->lock);
    g_ptr_array_unref(peers->texts);
    g_free(peers);
}

void peers_set_host(Peers *peers, const char *host)
{
    GPtrArray *texts = address_lookup(host);
    GPtrArray *old;

    pthread_mutex_lock(&peers->lock);
    old = peers->texts;
    peers->texts = texts;
    pthread_mutex_unlock(&peers->lock);
    g_ptr_array_unref(old);
}

static bool is_of_host(Peers *peers, const char *text)
{
    bool found;

    pthread_mutex_lock(&peers->lock);
    found = g_ptr_array_find_with_equal_func(peers->texts, text, g_str_equal, NULL);
    pthread_mutex_unlock(&peers->lock);
    return found;
}

/* Asked anew each time: a machine's addresses change while we run. */
static bool is_of_this_machine(const char *text)
{
    struct ifaddrs *all = NULL;
    bool found = false;

    if (getifaddrs(&all) != 0)
        return false;
    for (const struct ifaddrs *at = all; at != NULL && !found; at = at->ifa_next) {
        g_autofree char *own = at->ifa_addr != NULL ? address_text(at->ifa_addr) : g_strdup("");

        found = g_str_equal(own, text) && !g_str_equal(own, "?");
    }
    freeifaddrs(all);
    return found;
}

bool peers_allow(Peers *peers, const char *text)
{
    return address_is_loopback(text) || is_of_host(peers, text) || is_of_this_machine(text);
}
