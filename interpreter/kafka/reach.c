#include "kafka/reach.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "base/time_ms.h"

#define DEFAULT_PORT "9092"

/* ---- names ---- */

/* The host at *at, which moves behind it; "[::1]" is one too. NULL: there is none. */
static char *take_host(const char **at)
{
    bool is_bracketed = **at == '[';
    const char *host = is_bracketed ? *at + 1 : *at;
    size_t len = strcspn(host, is_bracketed ? "]" : ":");

    if (len == 0 || (is_bracketed && host[len] != ']'))
        return NULL;
    *at = host + len + (is_bracketed ? 1 : 0);
    return g_strndup(host, len);
}

bool reach_split(const char *broker, char **ret_host, char **ret_port, GError **error)
{
    const char *scheme = strstr(broker, "://");
    const char *at = scheme == NULL ? broker : scheme + strlen("://");
    g_autofree char *host = take_host(&at);

    if (host == NULL || (*at != '\0' && (*at != ':' || at[1] == '\0')))
        return fail(error, FAIL_CONFIG, "\"%s\" is no broker: host:port is wanted", broker);
    *ret_host = g_steal_pointer(&host);
    *ret_port = g_strdup(*at == '\0' ? DEFAULT_PORT : at + 1);
    return true;
}

/* A question to the system's resolver, which has no time limit of its own; reference counted. */
typedef struct Lookup {
    gint references; /* atomic: who asks, and the thread */
    char *host, *port;
    pthread_mutex_t lock; /* which ThreadSanitizer sees, other than GMutex */
    pthread_cond_t done;
    bool is_done; /* @lock */
    int code;     /* of getaddrinfo() */
    ReachAddress addresses[REACH_ADDRESSES_MAX];
    size_t len;
} Lookup;

static void lookup_unref(Lookup *lookup)
{
    if (!g_atomic_int_dec_and_test(&lookup->references))
        return;
    pthread_mutex_destroy(&lookup->lock);
    pthread_cond_destroy(&lookup->done);
    g_free(lookup->host);
    g_free(lookup->port);
    g_free(lookup);
}

static void keep(Lookup *lookup, const struct addrinfo *found)
{
    for (; found != NULL && lookup->len < REACH_ADDRESSES_MAX; found = found->ai_next) {
        ReachAddress *address = &lookup->addresses[lookup->len++];

        memcpy(&address->at, found->ai_addr, found->ai_addrlen);
        address->len = found->ai_addrlen;
    }
}

static void *look_up(void *lookup_at)
{
    Lookup *lookup = lookup_at;
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(lookup->host, lookup->port, &wanted, &found);

    pthread_mutex_lock(&lookup->lock);
    lookup->code = code;
    keep(lookup, found);
    lookup->is_done = true;
    pthread_cond_signal(&lookup->done);
    pthread_mutex_unlock(&lookup->lock);
    if (found != NULL)
        freeaddrinfo(found);
    lookup_unref(lookup);
    return NULL;
}

static Lookup *lookup_start(const char *host, const char *port, GError **error)
{
    Lookup *lookup = g_new0(Lookup, 1);
    pthread_condattr_t attributes;
    pthread_t thread;

    lookup->references = 2;
    lookup->host = g_strdup(host);
    lookup->port = g_strdup(port);
    pthread_mutex_init(&lookup->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&lookup->done, &attributes);
    pthread_condattr_destroy(&attributes);
    if (!thread_start(look_up, lookup, "the resolver", &thread, error)) {
        lookup_unref(lookup);
        lookup_unref(lookup);
        return NULL;
    }
    pthread_detach(thread);
    return lookup;
}

static bool lookup_wait(Lookup *lookup, int64_t timeout_ms)
{
    int64_t until_us = g_get_monotonic_time() + timeout_ms * 1000;
    struct timespec until = {until_us / G_USEC_PER_SEC, until_us % G_USEC_PER_SEC * 1000};
    bool is_done;

    pthread_mutex_lock(&lookup->lock);
    while (!lookup->is_done && pthread_cond_timedwait(&lookup->done, &lookup->lock, &until) == 0)
        ;
    is_done = lookup->is_done;
    pthread_mutex_unlock(&lookup->lock);
    return is_done;
}

ReachAddress *reach_resolve(const char *host, const char *port, int64_t timeout_ms, size_t *ret_len,
                            GError **error)
{
    Lookup *lookup = lookup_start(host, port, error);
    ReachAddress *addresses = NULL;

    if (lookup == NULL)
        return NULL;
    if (!lookup_wait(lookup, timeout_ms)) {
        fail(error, FAIL_NET, "no answer about the name %s in time (DNS)", host);
    } else if (lookup->code != 0 || lookup->len == 0) {
        fail(error, FAIL_NET, "the name %s is not known here (DNS): %s", host,
             lookup->code == 0 ? "it has no address" : gai_strerror(lookup->code));
    } else {
        addresses = g_memdup2(lookup->addresses, lookup->len * sizeof(*addresses));
        *ret_len = lookup->len;
    }
    lookup_unref(lookup);
    return addresses;
}

char *reach_text(const ReachAddress *address)
{
    char host[NI_MAXHOST];

    if (getnameinfo((const struct sockaddr *)&address->at, address->len, host, sizeof(host), NULL,
                    0, NI_NUMERICHOST) != 0)
        return g_strdup("?");
    return g_strdup(host);
}

/* ---- connections ---- */

/* 0, or what stands in the way as an errno. */
static int connect_one(const ReachAddress *address, int64_t deadline_ms)
{
    struct pollfd waiting = {.events = POLLOUT};
    int why = 0, ready;
    socklen_t why_len = sizeof(why);

    waiting.fd =
        socket(address->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (waiting.fd < 0)
        return errno;
    if (connect(waiting.fd, (const struct sockaddr *)&address->at, address->len) != 0)
        why = errno;
    if (why == EINPROGRESS) {
        do
            ready = poll(&waiting, 1, (int)MAX(deadline_ms - time_monotonic_ms(), 0));
        while (ready < 0 && errno == EINTR);
        if (ready <= 0)
            why = ETIMEDOUT;
        else
            getsockopt(waiting.fd, SOL_SOCKET, SO_ERROR, &why, &why_len);
    }
    close(waiting.fd);
    return why;
}

bool reach_connect(const ReachAddress *addresses, size_t len, int64_t timeout_ms, GError **error)
{
    int64_t begin_ms = time_monotonic_ms();
    int why = 0;

    for (size_t i = 0; i < len; i++) {
        /* Each has its share of the time that the ones before have left. */
        int64_t left_ms = MAX(begin_ms + timeout_ms - time_monotonic_ms(), 0);

        why = connect_one(&addresses[i], time_monotonic_ms() + left_ms / (int64_t)(len - i));
        if (why == 0)
            return true;
    }
    if (why == ETIMEDOUT)
        return fail(error, FAIL_NET, "nothing came back in time");
    if (why == ECONNREFUSED)
        return fail(error, FAIL_NET, "connection refused: nothing listens on this port there");
    return fail(error, FAIL_NET, "no connection: %s", g_strerror(why));
}
