/* `tunnel`: the ssh lines for a browser that is not on the interpreter's machine. */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "main/commands.h"
#include "session/announce.h"

enum { PAGE_PORT_USUAL = 8890, LIVE_PORT_USUAL = 8895, HOST_LEN_MAX = 255 };

/* The same ports on both sides: the page finds the live view on its own host name. */
static void print_line(const AnnouncedPorts *ports, const char *target)
{
    printf("ssh -N");
    if (ports->page_port > 0)
        printf(" -L %d:127.0.0.1:%d", ports->page_port, ports->page_port);
    printf(" -L %d:127.0.0.1:%d %s\n", ports->live_port, ports->live_port, target);
}

/* (owned) USER@HOST of this machine. */
static char *own_target(void)
{
    char host[HOST_LEN_MAX + 1] = "localhost";

    gethostname(host, HOST_LEN_MAX);
    return g_strdup_printf("%s@%s", g_get_user_name(), host);
}

static int usage(void)
{
    fprintf(stderr, "usage: zeppelin-kafka tunnel [[USER@]HOST]\n");
    return EXIT_USAGE;
}

int command_tunnel(int argc, char **argv)
{
    const AnnouncedPorts usual = {0, PAGE_PORT_USUAL, LIVE_PORT_USUAL};
    g_autofree char *own = own_target();
    const char *target = argc == 2 ? argv[1] : own;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) list = NULL;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        printf("usage: zeppelin-kafka tunnel [[USER@]HOST]\n\n"
               "Prints the ssh lines that bring Zeppelin's page and the live view of this user's\n"
               "interpreters on this machine to another. Where none runs, the usual ports.\n");
        return EXIT_DONE;
    }
    if (argc > 2 || target[0] == '-')
        return usage();
    list = announce_list(&error);
    if (list == NULL)
        fprintf(stderr, "zeppelin-kafka tunnel: %s\n", error->message);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const AnnouncedPorts *ports = &g_array_index(list, AnnouncedPorts, i);

        fprintf(stderr, "interpreter %d: Zeppelin on port %d, live view on port %d\n", ports->pid,
                ports->page_port, ports->live_port);
        print_line(ports, target);
    }
    if (list == NULL || list->len == 0) {
        fprintf(stderr,
                "no interpreter of %s runs on this machine: these are the usual ports of "
                "EMR's Zeppelin and of the live view\n",
                g_get_user_name());
        print_line(&usual, target);
    }
    return EXIT_DONE;
}
