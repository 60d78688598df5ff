/* `produce`: the console producer. A record for each line of standard input. */
#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "kafka/sink.h"
#include "main/commands.h"
#include "main/connect.h"

enum { FLUSH_MS = 60000 };

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* getline() comes back with EINTR: what was read is still delivered. */
static void take_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static bool write_lines(Sink *sink, long *records, GError **error)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    bool done = true;

    while (done && !interrupted && (len = getline(&line, &capacity, stdin)) >= 0) {
        if (len > 0 && line[len - 1] == '\n')
            len--;
        done = sink_write(sink, span_make(NULL, 0), span_make(line, (size_t)len), error);
        *records += done;
    }
    free(line); /* getline's */
    if (done && !interrupted && ferror(stdin))
        done = fail(error, FAIL_CONFIG, "standard input: %s", g_strerror(errno));
    return done && sink_flush(sink, FLUSH_MS, error);
}

static bool produce(const ConfigSet *settings, const char *topic, long *records, GError **error)
{
    g_autoptr(Connection) connection = connection_new(settings);
    Client *client = connection_producer(connection, error);
    Sink *sink;
    bool done;

    if (client == NULL)
        return false;
    sink = sink_open(client, topic, config_get_int(settings, "open_timeout"), error);
    if (sink == NULL)
        return false;
    done = write_lines(sink, records, error);
    sink_close(sink);
    return done;
}

static int usage(const char *what)
{
    fprintf(stderr,
            "zeppelin-kafka produce: %s; `zeppelin-kafka produce --help` lists the options\n",
            what);
    return EXIT_USAGE;
}

int command_produce(int argc, char **argv)
{
    ConnectOptions options = {0};
    const GOptionEntry entries[] = {CONNECT_OPTION_ENTRIES(&options), G_OPTION_ENTRY_NULL};
    g_autoptr(GOptionContext) context = g_option_context_new("TOPIC");
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(GError) error = NULL;
    long records = 0;
    bool done;

    g_option_context_set_summary(context, "Write a record to a topic for each line of input.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) ||
        !connect_put_options(settings, &options, &error))
        return usage(error->message);
    if (argc != 2)
        return usage("one TOPIC is needed");
    connect_options_clear(&options);
    take_signals();
    done = produce(settings, argv[1], &records, &error);
    if (!done)
        fprintf(stderr, "ERROR: %s\n", error->message);
    fprintf(stderr, "%ld record%s written to %s\n", records, records == 1 ? "" : "s", argv[1]);
    return done ? EXIT_DONE : fail_exit_status(error);
}
