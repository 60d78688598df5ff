#include "worker/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

extern char **environ;

enum { SPAWN_OOM_SCORE_ADJ = 500 }; /* workers go before the server and before us */

typedef struct Pipes {
    int control[2]; /* [0] is the child's */
    int events[2];  /* [1] is the child's */
    int errors[2];  /* [1] is the child's */
} Pipes;

void spawn_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void pipes_close(Pipes *pipes)
{
    for (int i = 0; i < 2; i++) {
        spawn_close(&pipes->control[i]);
        spawn_close(&pipes->events[i]);
        spawn_close(&pipes->errors[i]);
    }
}

static bool set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

static bool pipes_open(Pipes *pipes, GError **error)
{
    *pipes = (Pipes){
        {-1, -1},
        {-1, -1},
        {-1, -1}
    };
    if (pipe2(pipes->control, O_CLOEXEC) == 0 && pipe2(pipes->events, O_CLOEXEC) == 0 &&
        pipe2(pipes->errors, O_CLOEXEC) == 0 && set_nonblocking(pipes->control[1]) &&
        set_nonblocking(pipes->events[0]) && set_nonblocking(pipes->errors[0]))
        return true;

    fail(error, FAIL_LIMIT,
         "no pipe for another worker: %s; stop a stream, or raise the limit of "
         "open files of the interpreter's user",
         g_strerror(errno));
    pipes_close(pipes);
    return false;
}

/* The child's side of the pipes in the places of standard input, output and error, and nothing
 * else: libwebsockets marks its sockets close-on-exec only after it has made them. */
static int add_actions(posix_spawn_file_actions_t *actions, const Pipes *pipes)
{
    int code = posix_spawn_file_actions_adddup2(actions, pipes->control[0], STDIN_FILENO);

    if (code == 0)
        code = posix_spawn_file_actions_adddup2(actions, pipes->events[1], STDOUT_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(actions, pipes->errors[1], STDERR_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    return code;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    int code = posix_spawnattr_setflags(attributes, flags);

    sigemptyset(&none);
    sigfillset(&all);
    if (code == 0)
        code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0)
        code = posix_spawnattr_setsigdefault(attributes, &all);
    if (code == 0)
        code = posix_spawnattr_setpgroup(attributes, 0);
    return code;
}

static int spawn_with(const char *binary, const Pipes *pipes, pid_t *ret_pid)
{
    /* posix_spawn() wants writable pointers and writes nothing. */
    char *argv[] = {(char *)binary, (char *)"run", (char *)"--control", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code;

    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    code = add_actions(&actions, pipes);
    if (code == 0)
        code = set_attributes(&attributes);
    if (code == 0)
        code = posix_spawn(ret_pid, binary, &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

/* What can't be set is logged and not fatal: the worker counts its own memory first. */
static void set_limits(pid_t pid, size_t memory_bytes_max)
{
    const struct rlimit data = {memory_bytes_max, memory_bytes_max};
    const struct rlimit no_core = {0, 0}; /* a core file would hold the job's secrets */
    g_autofree char *path = g_strdup_printf("/proc/%d/oom_score_adj", (int)pid);
    g_autofree char *score = g_strdup_printf("%d", SPAWN_OOM_SCORE_ADJ);
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (memory_bytes_max > 0 && prlimit(pid, RLIMIT_DATA, &data, NULL) < 0)
        log_line("worker: no memory limit pid=%d error=%s", (int)pid, g_strerror(errno));
    if (prlimit(pid, RLIMIT_CORE, &no_core, NULL) < 0)
        log_line("worker: core files stay on pid=%d error=%s", (int)pid, g_strerror(errno));
    if (fd < 0 || write(fd, score, strlen(score)) < 0)
        log_line("worker: no oom score pid=%d error=%s", (int)pid, g_strerror(errno));
    spawn_close(&fd);
}

static int open_pid_fd(pid_t pid)
{
#ifdef SYS_pidfd_open
    int fd = (int)syscall(SYS_pidfd_open, pid, 0); /* close-on-exec by itself */

    return fd;
#else
    (void)pid;
    return -1;
#endif
}

bool spawn_child(const char *binary, size_t memory_bytes_max, SpawnChild *ret_child, GError **error)
{
    Pipes pipes;
    pid_t pid = -1;
    int code;

    if (!pipes_open(&pipes, error))
        return false;
    code = spawn_with(binary, &pipes, &pid);
    if (code != 0) {
        pipes_close(&pipes);
        return fail(error, code == EAGAIN || code == ENOMEM ? FAIL_LIMIT : FAIL_CONFIG,
                    "the worker %s can't be started: %s", binary, g_strerror(code));
    }
    set_limits(pid, memory_bytes_max);

    *ret_child =
        (SpawnChild){pid, pipes.control[1], pipes.events[0], pipes.errors[0], open_pid_fd(pid)};
    pipes.control[1] = pipes.events[0] = pipes.errors[0] = -1;
    pipes_close(&pipes);
    return true;
}

void spawn_kill(pid_t pid)
{
    if (kill(-pid, SIGKILL) < 0)
        kill(pid, SIGKILL);
}

bool spawn_try_reap(pid_t pid, int *ret_status)
{
    int status = 0;
    pid_t reaped;

    do {
        reaped = waitpid(pid, &status, WNOHANG);
    } while (reaped < 0 && errno == EINTR);
    if (reaped == 0)
        return false;
    /* Somebody else's wait would be a bug elsewhere; the process is gone all the same. */
    *ret_status = reaped == pid ? status : 0;
    return true;
}
