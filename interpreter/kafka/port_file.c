#include "kafka/port_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fail.h"

#define PORT_FILE "broker.port"

bool port_file_write(int folder, const char *bootstrap, GError **error)
{
    g_autofree char *text = g_strdup_printf("%s %d\n", bootstrap, (int)getpid());
    g_autofree char *beside = g_strdup_printf(PORT_FILE ".%d", (int)getpid());
    int file;
    bool is_written;

    unlinkat(folder, beside, 0); /* of an earlier process of this number */
    file = openat(folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(error, FAIL_CONFIG, "the port file of the embedded broker can't be made: %s",
                    g_strerror(errno));
    is_written = write(file, text, strlen(text)) == (ssize_t)strlen(text);
    close(file);
    if (is_written && renameat(folder, beside, folder, PORT_FILE) == 0)
        return true;
    fail(error, FAIL_CONFIG, "the port file of the embedded broker can't be written: %s",
         g_strerror(errno));
    unlinkat(folder, beside, 0);
    return false;
}

char *port_file_read(int folder, pid_t *ret_pid)
{
    char text[PORT_FILE_BOOTSTRAP_MAX + 1];
    int file = openat(folder, PORT_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
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

void port_file_remove(int folder)
{
    pid_t pid;
    g_autofree char *bootstrap = port_file_read(folder, &pid);

    if (bootstrap != NULL && pid == getpid())
        unlinkat(folder, PORT_FILE, 0);
}
