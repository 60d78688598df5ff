/*
 * Side of the broker's users: they find it, or start it.
 *
 * A user first holds start.lock, so that two who find no broker start only one, and so that none
 * goes while it is being found; then it shares broker.lock, which keeps the broker; then it reads
 * the port file and tries the port, because the file of a killed broker stays behind.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/time_ms.h"
#include "kafka/broker.h"
#include "base/runtime.h"
#include "kafka/port_file.h"

/* A broker that has not said its address by then is not coming. */
enum { USE_START_MS = 5000, USE_CONNECT_MS = 1000, USE_LOG_MAX = 600 };

struct BrokerUse {
    int users_lock;
    char *bootstrap; /* owned */
};

/* "127.0.0.1:port": the mock cluster knows no other host. */
static bool parse_address(const char *bootstrap, struct sockaddr_in *ret_address)
{
    const char *colon = strrchr(bootstrap, ':');
    g_autofree char *host = colon == NULL ? NULL : g_strndup(bootstrap, (gsize)(colon - bootstrap));
    struct sockaddr_in address = {.sin_family = AF_INET};
    guint64 port;

    if (host == NULL || inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
        return false;
    address.sin_port = htons((uint16_t)port);
    *ret_address = address;
    return true;
}

static bool answers(const char *bootstrap)
{
    struct sockaddr_in address;
    struct pollfd waited = {.events = POLLOUT};
    int failure = 0;
    socklen_t failure_len = sizeof(failure);
    bool is_open;

    if (!parse_address(bootstrap, &address))
        return false;
    waited.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (waited.fd < 0)
        return false;
    is_open = connect(waited.fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    if (!is_open && errno == EINPROGRESS && poll(&waited, 1, USE_CONNECT_MS) == 1)
        is_open = getsockopt(waited.fd, SOL_SOCKET, SO_ERROR, &failure, &failure_len) == 0 &&
                  failure == 0;
    close(waited.fd);
    return is_open;
}

/* The child's descriptors: nothing to read, @out for its first line, @log for what goes wrong. */
static int spawn(const char *binary, int out, int log, pid_t *ret_pid)
{
    extern char **environ;
    char *arguments[] = {(char *)binary, (char *)"broker", (char *)"--found", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int failure;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    failure = posix_spawn(ret_pid, binary, &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

/* (owned) The first line, NULL if the end or the time comes before it. */
static char *read_line(int from, int64_t deadline_ms)
{
    char line[PORT_FILE_BOOTSTRAP_MAX];
    size_t line_len = 0;

    while (line_len < sizeof(line)) {
        struct pollfd waited = {.fd = from, .events = POLLIN};
        int64_t left_ms = deadline_ms - time_monotonic_ms();
        ssize_t got;
        char *end;

        if (left_ms <= 0 || (poll(&waited, 1, (int)left_ms) < 0 && errno != EINTR))
            return NULL;
        if (waited.revents == 0)
            continue;
        got = read(from, line + line_len, sizeof(line) - line_len);
        if (got <= 0)
            return NULL;
        end = memchr(line + line_len, '\n', (size_t)got);
        line_len += (size_t)got;
        if (end != NULL)
            return g_strndup(line, (gsize)(end - line));
    }
    return NULL;
}

static char *last_words(int log)
{
    char text[USE_LOG_MAX + 1];
    off_t size = lseek(log, 0, SEEK_END);
    ssize_t text_len = pread(log, text, USE_LOG_MAX, MAX(size - USE_LOG_MAX, 0));

    text[MAX(text_len, 0)] = '\0';
    g_strstrip(text);
    return text[0] == '\0' ? g_strdup("it said nothing") : g_utf8_make_valid(text, -1);
}

/* (owned) The address of the broker that was started. */
static char *start(const char *binary, int log, GError **error)
{
    int pipe_ends[2];
    pid_t pid;
    int failure;
    struct sockaddr_in address;
    g_autofree char *bootstrap = NULL;
    g_autofree char *words = NULL;

    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return fail_null(error, FAIL_LIMIT, "the embedded broker can't be started: %s",
                         g_strerror(errno));
    failure = spawn(binary, pipe_ends[1], log, &pid);
    close(pipe_ends[1]);
    if (failure != 0) {
        close(pipe_ends[0]);
        return fail_null(error, FAIL_CONFIG, "the embedded broker %s can't be started: %s", binary,
                         g_strerror(failure));
    }
    bootstrap = read_line(pipe_ends[0], time_monotonic_ms() + USE_START_MS);
    close(pipe_ends[0]);
    if (bootstrap != NULL && parse_address(bootstrap, &address))
        return g_steal_pointer(&bootstrap);

    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    words = last_words(log);
    return fail_null(error, FAIL_NET, "the embedded broker does not start: %s", words);
}

/* With start.lock held. */
static char *find_or_start(int folder, const char *binary, GError **error)
{
    g_autofree char *found = port_file_read(folder, NULL);
    char *started;
    int log;

    if (found != NULL && answers(found))
        return g_steal_pointer(&found);

    log = openat(folder, PORT_FILE_LOG,
                 O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (log < 0)
        return fail_null(error, FAIL_CONFIG, "the log of the embedded broker can't be opened: %s",
                         g_strerror(errno));
    started = start(binary, log, error);
    close(log);
    return started;
}

static BrokerUse *use_of(int folder, const char *binary, GError **error)
{
    int start_lock = runtime_lock(folder, PORT_FILE_START_LOCK, LOCK_EX, error);
    int users_lock;
    char *bootstrap = NULL;
    BrokerUse *use;

    if (start_lock < 0)
        return NULL;
    users_lock = runtime_lock(folder, PORT_FILE_USERS_LOCK, LOCK_SH, error);
    if (users_lock >= 0)
        bootstrap = find_or_start(folder, binary, error);
    close(start_lock);
    if (bootstrap == NULL) {
        if (users_lock >= 0)
            close(users_lock);
        return NULL;
    }
    use = g_new(BrokerUse, 1);
    *use = (BrokerUse){.users_lock = users_lock, .bootstrap = bootstrap};
    return use;
}

BrokerUse *broker_use(const char *binary, GError **error)
{
    int folder = runtime_open(error);
    BrokerUse *use;

    if (folder < 0)
        return NULL;
    use = use_of(folder, binary, error);
    close(folder);
    return use;
}

void broker_use_end(BrokerUse *use)
{
    if (use == NULL)
        return;
    close(use->users_lock);
    g_free(use->bootstrap);
    g_free(use);
}

const char *broker_use_bootstrap(const BrokerUse *use)
{
    return use->bootstrap;
}
