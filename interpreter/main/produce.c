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
/* More than any broker takes: what is longer is no text of lines. */
enum { LINE_BYTES_MAX = 64 * 1024 * 1024 };

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* A read comes back with EINTR: what was read is still delivered. Who can't wait for that, because
 * the brokers have gone, ends it with a second signal. */
static void take_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* Without its '\n'; a last line needs none. False at the end, and with @error set at a failure. */
static bool read_line(GString *line, GError **error)
{
    int byte;

    g_string_truncate(line, 0);
    while ((byte = getc_unlocked(stdin)) != EOF && byte != '\n') {
        if (line->len == LINE_BYTES_MAX)
            return fail(error, FAIL_LIMIT, "a line of standard input has more than %d bytes",
                        LINE_BYTES_MAX);
        g_string_append_c(line, (char)byte);
    }
    if (byte == '\n')
        return true;
    if (ferror(stdin))
        return !interrupted && fail(error, FAIL_CONFIG, "standard input: %s", g_strerror(errno));
    return line->len > 0;
}

static bool write_lines(Sink *sink, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    GError *failure = NULL;
    g_autoptr(GError) later = NULL;

    while (!interrupted && read_line(line, &failure) &&
           sink_put(sink, span_make(NULL, 0), span_make(line->str, line->len), &failure))
        ;
    /* What came before the failure is delivered all the same. */
    sink_flush(sink, FLUSH_MS, &later);
    if (failure == NULL)
        failure = g_steal_pointer(&later);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static bool produce(const ConfigSet *settings, const char *topic, size_t *records, GError **error)
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
    done = write_lines(sink, error);
    *records = sink_delivered(sink);
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
    size_t records = 0;
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
    fprintf(stderr, "%zu record%s written to %s\n", records, records == 1 ? "" : "s", argv[1]);
    return done ? EXIT_DONE : fail_exit_status(error);
}
