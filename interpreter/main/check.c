/* `check`: the way to the brokers, step by step, for whoever sets it up. */
#include <glib.h>
#include <stdio.h>

#include "base/fail.h"
#include "kafka/check.h"
#include "main/commands.h"
#include "main/connect.h"

typedef struct Options {
    ConnectOptions connect;
    char *topic;
    gboolean write;
} Options;

static void print_step(const CheckStep *step, void *user)
{
    (void)user;
    printf("%-8s %-9s %s%s%s (%" G_GINT64_FORMAT " ms)\n", check_result_names[step->result],
           step->step, step->target == NULL ? "" : step->target, step->target == NULL ? "" : ": ",
           step->said, step->took_ms);
    if (step->advice != NULL)
        printf("%19s%s\n", "", step->advice);
    fflush(stdout);
}

static bool check(const ConfigSet *settings, const Options *options, bool *ret_is_good,
                  GError **error)
{
    g_autoptr(Connection) connection = connection_new(settings);
    CheckSpec spec = {.client = connection_consumer(connection, error),
                      .topic = options->topic,
                      .timeout_ms = config_get_int(settings, "open_timeout"),
                      .told = print_step};

    if (spec.client == NULL)
        return false;
    if (options->write)
        spec.producer = connection_producer(connection, error);
    if (options->write && spec.producer == NULL)
        return false;
    *ret_is_good = check_run(&spec);
    return true;
}

static int usage(const char *what)
{
    fprintf(stderr, "zeppelin-kafka check: %s; `zeppelin-kafka check --help` lists the options\n",
            what);
    return EXIT_USAGE;
}

int command_check(int argc, char **argv)
{
    Options options = {.topic = NULL};
    const GOptionEntry entries[] = {
        CONNECT_OPTION_ENTRIES(&options.connect),
        {"topic", 't', 0, G_OPTION_ARG_STRING, &options.topic,
                            "read from this one; without it the first that there is",                        "TOPIC"},
        {"write", 'w', 0, G_OPTION_ARG_NONE,   &options.write, "write a record to TOPIC", NULL   },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(GError) error = NULL;
    bool is_good = false;

    g_option_context_set_summary(
        context, "Go the way to the brokers step by step, and say what to do where it ends.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) ||
        !connect_put_options(settings, &options.connect, &error))
        return usage(error->message);
    if (argc != 1)
        return usage("it takes options only");
    if (options.write && options.topic == NULL)
        return usage("--write needs a --topic");
    connect_options_clear(&options.connect);
    if (!check(settings, &options, &is_good, &error)) {
        fprintf(stderr, "ERROR: %s\n", error->message);
        return fail_exit_status(error);
    }
    g_free(options.topic);
    return is_good ? EXIT_DONE : EXIT_KAFKA;
}
