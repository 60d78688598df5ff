#include "session/announce.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/runtime.h"

#define PREFIX "interpreter-"

enum { TEXT_BYTES_MAX = 64 };

struct Announcement {
    int folder;
    int lock; /* of the file itself */
    char *name;
};

static bool write_ports(int file, int page_port, int live_port, GError **error)
{
    g_autofree char *text = g_strdup_printf("%d %d\n", page_port, live_port);

    if (ftruncate(file, 0) == 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text))
        return true;
    return fail(error, FAIL_CONFIG, "the file of this interpreter's ports can't be written: %s",
                g_strerror(errno));
}

Announcement *announce_new(int page_port, int live_port, GError **error)
{
    int folder = runtime_open(error);
    Announcement *announcement;

    if (folder < 0)
        return NULL;
    announcement = g_new0(Announcement, 1);
    announcement->folder = folder;
    announcement->name = g_strdup_printf(PREFIX "%d", (int)getpid());
    announcement->lock = runtime_lock(folder, announcement->name, LOCK_EX, error);
    if (announcement->lock >= 0 && write_ports(announcement->lock, page_port, live_port, error))
        return announcement;
    announce_free(announcement);
    return NULL;
}

void announce_free(Announcement *announcement)
{
    if (announcement == NULL)
        return;
    if (announcement->lock >= 0) {
        unlinkat(announcement->folder, announcement->name, 0);
        close(announcement->lock);
    }
    close(announcement->folder);
    g_free(announcement->name);
    g_free(announcement);
}

/* False if its process is gone; then it is removed. */
static bool read_ports(int folder, const char *name, AnnouncedPorts *ret_ports)
{
    char text[TEXT_BYTES_MAX + 1] = "";
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool is_read;

    if (file < 0)
        return false;
    if (sscanf(name, PREFIX "%d", &ret_ports->pid) != 1 || flock(file, LOCK_SH | LOCK_NB) == 0) {
        if (kill(ret_ports->pid, 0) != 0 && errno == ESRCH) /* else it is about to take the lock */
            unlinkat(folder, name, 0);
        close(file);
        return false;
    }
    is_read = read(file, text, TEXT_BYTES_MAX) > 0 &&
              sscanf(text, "%d %d", &ret_ports->page_port, &ret_ports->live_port) == 2;
    close(file);
    return is_read;
}

GArray *announce_list(GError **error)
{
    int folder = runtime_open(error);
    DIR *entries = folder >= 0 ? fdopendir(folder) : NULL;
    const struct dirent *entry;
    GArray *list;

    if (folder < 0)
        return NULL;
    if (entries == NULL) {
        close(folder);
        return fail_null(error, FAIL_CONFIG, "the runtime folder can't be read: %s",
                         g_strerror(errno));
    }
    list = g_array_new(FALSE, FALSE, sizeof(AnnouncedPorts));
    while ((entry = readdir(entries)) != NULL) {
        AnnouncedPorts ports = {0};

        if (g_str_has_prefix(entry->d_name, PREFIX) &&
            read_ports(dirfd(entries), entry->d_name, &ports))
            g_array_append_val(list, ports);
    }
    closedir(entries);
    return list;
}
