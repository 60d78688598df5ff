#include "kafka/runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"

#define RUNTIME_PORT "broker.port"

static char *folder_path(void)
{
    const char *named = g_getenv("ZEPPELIN_KAFKA_RUNTIME_DIR");
    const char *session = g_getenv("XDG_RUNTIME_DIR");

    if (named != NULL && named[0] != '\0')
        return g_strdup(named);
    if (session != NULL && session[0] != '\0')
        return g_build_filename(session, "zeppelin-kafka", NULL);
    return g_strdup_printf("/tmp/zeppelin-kafka-%u", (unsigned)geteuid());
}

int runtime_open(GError **error)
{
    g_autofree char *path = folder_path();
    struct stat found;
    int folder;

    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        fail(error, FAIL_CONFIG, "the folder %s of the embedded broker can't be made: %s", path,
             g_strerror(errno));
        return -1;
    }
    folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) {
        fail(error, FAIL_CONFIG, "%s, the folder of the embedded broker, can't be opened: %s", path,
             errno == ELOOP || errno == ENOTDIR ? "it is no folder" : g_strerror(errno));
        return -1;
    }
    if (fstat(folder, &found) == 0 && found.st_uid == geteuid() && (found.st_mode & 077) == 0)
        return folder;
    close(folder);
    fail(error, FAIL_CONFIG,
         "%s, the folder of the embedded broker, is not this user's alone: remove it, or set "
         "ZEPPELIN_KAFKA_RUNTIME_DIR to another",
         path);
    return -1;
}

int runtime_lock(int folder, const char *name, int operation, GError **error)
{
    int lock = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int outcome;

    if (lock < 0) {
        fail(error, FAIL_CONFIG, "the lock %s of the embedded broker can't be opened: %s", name,
             g_strerror(errno));
        return -1;
    }
    do {
        outcome = flock(lock, operation);
    } while (outcome != 0 && errno == EINTR);
    if (outcome == 0)
        return lock;
    if ((operation & LOCK_NB) == 0 || errno != EWOULDBLOCK)
        fail(error, FAIL_CONFIG, "the lock %s of the embedded broker can't be taken: %s", name,
             g_strerror(errno));
    close(lock);
    return -1;
}

bool runtime_write_port(int folder, const char *bootstrap, GError **error)
{
    g_autofree char *text = g_strdup_printf("%s %d\n", bootstrap, (int)getpid());
    g_autofree char *beside = g_strdup_printf(RUNTIME_PORT ".%d", (int)getpid());
    int file;
    bool is_written;

    unlinkat(folder, beside, 0); /* of an earlier process of this number */
    file = openat(folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(error, FAIL_CONFIG, "the port file of the embedded broker can't be made: %s",
                    g_strerror(errno));
    is_written = write(file, text, strlen(text)) == (ssize_t)strlen(text);
    close(file);
    if (is_written && renameat(folder, beside, folder, RUNTIME_PORT) == 0)
        return true;
    fail(error, FAIL_CONFIG, "the port file of the embedded broker can't be written: %s",
         g_strerror(errno));
    unlinkat(folder, beside, 0);
    return false;
}

char *runtime_read_port(int folder, pid_t *ret_pid)
{
    char text[RUNTIME_BOOTSTRAP_MAX + 1];
    int file = openat(folder, RUNTIME_PORT, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t text_len;
    char *space;
    guint64 pid;

    if (file < 0)
        return NULL;
    text_len = read(file, text, sizeof(text) - 1);
    close(file);
    if (text_len <= 0)
        return NULL;
    text[text_len] = '\0';
    g_strchomp(text);
    space = strchr(text, ' ');
    if (space == NULL || !g_ascii_string_to_unsigned(space + 1, 10, 1, G_MAXINT, &pid, NULL))
        return NULL;
    if (ret_pid != NULL)
        *ret_pid = (pid_t)pid;
    return g_strndup(text, (gsize)(space - text));
}

void runtime_remove_port(int folder)
{
    pid_t pid;
    g_autofree char *bootstrap = runtime_read_port(folder, &pid);

    if (bootstrap != NULL && pid == getpid())
        unlinkat(folder, RUNTIME_PORT, 0);
}
