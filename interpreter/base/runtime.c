#include "base/runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"

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
        fail(error, FAIL_CONFIG, "the runtime folder %s can't be made: %s", path,
             g_strerror(errno));
        return -1;
    }
    folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) {
        fail(error, FAIL_CONFIG, "%s, the runtime folder, can't be opened: %s", path,
             errno == ELOOP || errno == ENOTDIR ? "it is no folder" : g_strerror(errno));
        return -1;
    }
    if (fstat(folder, &found) == 0 && found.st_uid == geteuid() && (found.st_mode & 077) == 0)
        return folder;
    close(folder);
    fail(error, FAIL_CONFIG,
         "%s, the runtime folder, is not this user's alone: remove it, or set "
         "ZEPPELIN_KAFKA_RUNTIME_DIR to another",
         path);
    return -1;
}

int runtime_lock(int folder, const char *name, int operation, GError **error)
{
    int lock = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int outcome;

    if (lock < 0) {
        fail(error, FAIL_CONFIG, "the lock %s in the runtime folder can't be opened: %s", name,
             g_strerror(errno));
        return -1;
    }
    do {
        outcome = flock(lock, operation);
    } while (outcome != 0 && errno == EINTR);
    if (outcome == 0)
        return lock;
    if ((operation & LOCK_NB) == 0 || errno != EWOULDBLOCK)
        fail(error, FAIL_CONFIG, "the lock %s in the runtime folder can't be taken: %s", name,
             g_strerror(errno));
    close(lock);
    return -1;
}
