/*
 * `run`: for people several statements, in order; for the supervisor (--control) one job from
 * standard input. What stops it comes on a thread of its own, `control`, because the main thread
 * may be deep in a call that waits for a broker: a stop then ends the process.
 */
#include <errno.h>
#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <poll.h>

#include "base/fail.h"
#include "event/command.h"
#include "event/line_reader.h"
#include "main/catalog.h"
#include "main/commands.h"
#include "main/connect.h"
#include "main/job.h"
#include "main/live.h"
#include "main/output.h"
#include "statement/statement.h"

/* What the control thread stops. */
static struct {
    pthread_mutex_t lock;
    Job *job;     /* @lock; while one runs */
    bool stopped; /* @lock; nothing more shall begin */
    bool lingers; /* @lock; the main thread waits for `stopped`, to end in order */
    pthread_cond_t changed;
} current = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* Return: false if all was stopped before. */
static bool set_current(Job *job)
{
    bool stopped;

    pthread_mutex_lock(&current.lock);
    current.job = job;
    stopped = current.stopped;
    pthread_mutex_unlock(&current.lock);
    return !stopped;
}

static void stop_current(void)
{
    pthread_mutex_lock(&current.lock);
    current.stopped = true;
    pthread_cond_signal(&current.changed);
    if (!current.lingers && (current.job == NULL || !job_stop(current.job)))
        _exit(EXIT_DONE);
    pthread_mutex_unlock(&current.lock);
}

static void pause_current(bool is_paused)
{
    pthread_mutex_lock(&current.lock);
    if (current.job != NULL)
        job_pause(current.job, is_paused);
    pthread_mutex_unlock(&current.lock);
}

/* Until somebody stops it: a live view is looked at when all has been read, too. */
static void linger(void)
{
    pthread_mutex_lock(&current.lock);
    current.lingers = true;
    while (!current.stopped)
        pthread_cond_wait(&current.changed, &current.lock);
    pthread_mutex_unlock(&current.lock);
}

/* A reader that has seen enough stops the query; a result that is lost is a failure. */
static void output_gone(int error_number, void *user)
{
    (void)user;
    if (error_number != EPIPE) {
        fprintf(stderr, "ERROR: standard output can't be written: %s\n", g_strerror(error_number));
        _exit(EXIT_USAGE);
    }
    stop_current();
}

static void start_thread(void *(*work)(void *user), void *user)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, work, user) != 0)
        g_error("no thread can be made");
    pthread_detach(thread);
}

/* ---- for the supervisor ---- */

static void start_current(void)
{
    pthread_mutex_lock(&current.lock);
    if (current.job != NULL)
        job_start(current.job);
    pthread_mutex_unlock(&current.lock);
}

static void *obey(void *user)
{
    g_autoptr(LineReader) reader = user;
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    const char *line;
    size_t line_len;
    LineRead read;

    pthread_setname_np(pthread_self(), "control");
    while ((read = line_reader_next(reader, &line, &line_len)) == LINE_READ_LINE ||
           read == LINE_READ_LATER) {
        g_autoptr(Command) command =
            read == LINE_READ_LINE ? command_read(line, line_len, NULL) : NULL;

        if (read == LINE_READ_LATER)
            poll(&input, 1, -1);
        else if (command == NULL || command->kind == COMMAND_STOP)
            break;
        else if (command->kind == COMMAND_START)
            start_current();
        else if (command->kind == COMMAND_PAUSE || command->kind == COMMAND_RESUME)
            pause_current(command->kind == COMMAND_PAUSE);
    }
    /* Stopped, or the supervisor is gone: there is nobody to go on for. */
    stop_current();
    return NULL;
}

static Command *read_job(LineReader *reader, GError **error)
{
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    const char *line = NULL;
    size_t line_len = 0;
    LineRead read;
    Command *command;

    while ((read = line_reader_next(reader, &line, &line_len)) == LINE_READ_LATER)
        poll(&input, 1, -1);
    if (read != LINE_READ_LINE)
        return fail_null(error, FAIL_CONFIG, "--control needs a job on standard input");
    command = command_read(line, line_len, error);
    if (command != NULL && command->kind != COMMAND_JOB && command->kind != COMMAND_CATALOG) {
        command_free(command);
        return fail_null(error, FAIL_CONFIG, "--control needs a job first");
    }
    return command;
}

static bool put_all(ConfigSet *settings, GHashTable *values, const char *prefix, GError **error)
{
    GHashTableIter iter;
    void *name, *value;

    g_hash_table_iter_init(&iter, values);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        g_autofree char *full = g_strconcat(prefix, name, NULL);

        if (!config_set_put(settings, full, value, CONFIG_OPERATOR, error))
            return false;
    }
    return true;
}

static bool run_job(const JobOptions *options, GError **error)
{
    g_autoptr(Job) job = job_new(options);
    bool done = set_current(job) && job_run(job, error);

    set_current(NULL);
    return done;
}

static int run_controlled(void)
{
    LineReader *reader = line_reader_new(STDIN_FILENO, COMMAND_LINE_BYTES_MAX);
    g_autoptr(GError) error = NULL;
    g_autoptr(Command) command = read_job(reader, &error);
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(Output) output = output_new(output_format_find("events"), output_gone, NULL);

    if (command == NULL || !put_all(settings, command->job.settings, "", &error) ||
        !put_all(settings, command->job.kafka, "kafka.", &error)) {
        fprintf(stderr, "%s\n", error->message);
        return EXIT_USAGE;
    }
    if (command->kind == COMMAND_CATALOG)
        catalog_run(reader, settings, command->job.query, output);
    start_thread(obey, reader); /* which owns it from here on */
    if (!run_job(&(JobOptions){.query = command->job.query,
                               .statement = command->job.statement,
                               .settings = settings,
                               .views = command->job.views,
                               .views_life = "for this note until the interpreter restarts",
                               .rows = JOB_ROWS_VISIBLE,
                               .waits = true,
                               .emit = output_event,
                               .emit_user = output},
                 &error))
        return error != NULL ? fail_exit_status(error) : EXIT_DONE;
    return EXIT_DONE;
}

/* ---- for people ---- */

static void *wait_for_signal(void *user)
{
    const sigset_t *signals = user;
    int signal_number;

    pthread_setname_np(pthread_self(), "control");
    while (sigwait(signals, &signal_number) == 0)
        stop_current();
    return NULL;
}

static void take_signals(void)
{
    static sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    start_thread(wait_for_signal, &signals);
}

static bool run_set(const Statement *statement, ConfigSet *settings, GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;

    return statement_parse_set(statement, &name, &value, error) &&
           config_set_put(settings, name, value, CONFIG_OPERATOR, error);
}

static void say_failure(GError *failure, const Statement *statement, const char *text)
{
    Event event = {.kind = EVENT_ERROR};
    g_autofree char *said = NULL;

    if (statement != NULL)
        fail_shift(failure, (int)statement->at_bytes);
    event_error_fill(failure, text, &event.error);
    said = event_error_text(&event.error);
    fputs(said, stderr);
    event_clear(&event);
}

typedef struct People {
    ConfigSet *settings;
    EventViews *views;
    const OutputFormat *format;
    Output *output;
    RunLive *live; /* NULL without --live */
} People;

/* The place in an error is that of the whole text, and said once: so not by the output. */
static void emit(const Event *event, void *user)
{
    People *people = user;

    if (people->live != NULL)
        run_live_event(people->live, event);
    if (event->kind != EVENT_ERROR || strcmp(people->format->name, "events") == 0)
        output_event(event, people->output);
}

static bool run_statement(People *people, const Statement *statement, int query, GError **error)
{
    if (statement->kind == STATEMENT_SET)
        return run_set(statement, people->settings, error);
    if (people->live != NULL)
        run_live_begin(people->live, statement->text, config_get_int(people->settings, "refresh"));
    return run_job(
        &(JobOptions){.query = query,
                      .statement = statement->text,
                      .settings = people->settings,
                      .views = people->views,
                      .views_life = "for the statements that follow",
                      .input = stdin,
                      .rows = people->live != NULL ? JOB_ROWS_VISIBLE : output_rows(people->format),
                      .streams_rows = people->live == NULL && people->format->streams_rows,
                      .emit = emit,
                      .emit_user = people},
        error);
}

static int run_text(People *people, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) statements = statement_split(text, &error);

    if (statements == NULL) {
        say_failure(error, NULL, text);
        return fail_exit_status(error);
    }
    for (guint i = 0; i < statements->len; i++) {
        if (run_statement(people, statements->pdata[i], (int)i + 1, &error))
            continue;
        if (error == NULL)
            return EXIT_DONE; /* stopped */
        say_failure(error, statements->pdata[i], text);
        return fail_exit_status(error);
    }
    if (people->live != NULL)
        linger();
    return EXIT_DONE;
}

typedef struct Options {
    ConnectOptions connect;
    char **settings;
    char *file;
    char *output;
    gboolean control;
    gboolean live;
    char *live_ports; /* borrowed, of argv; NULL: those of the setting */
} Options;

static int usage(const char *what)
{
    fprintf(stderr, "zeppelin-kafka run: %s; `zeppelin-kafka run --help` lists the options\n",
            what);
    return EXIT_USAGE;
}

static bool parse_options(Options *options, int *argc, char ***argv, GError **error)
{
    g_autofree char *names = output_format_names();
    g_autofree char *help = output_format_help();
    const GOptionEntry entries[] = {
        CONNECT_OPTION_ENTRIES(&options->connect),
        {"set",     0,   0, G_OPTION_ARG_STRING_ARRAY, &options->settings,
                             "a setting of ours, such as since, until, for, refresh, lanes",            "NAME=VALUE"},
        {"file",    'F', 0, G_OPTION_ARG_FILENAME,     &options->file,
                             "read the statements from a file, - for standard input",                   "FILE"      },
        {"output",  0,   0, G_OPTION_ARG_STRING,       &options->output,   names,   "FORMAT"    },
        {"live",    0,   0, G_OPTION_ARG_NONE,         &options->live,
                             "serve the live view too, on PORT if one follows, until Ctrl-C",           "[PORT]"    },
        {"control", 0,   0, G_OPTION_ARG_NONE,         &options->control,
                             "one job and its commands from standard input, events on standard output", NULL        },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[STATEMENT]");

    g_option_context_set_summary(context, "Run statements and print what they give.");
    g_option_context_set_description(context, help);
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static bool put_options(ConfigSet *settings, const Options *options, GError **error)
{
    if (!connect_put_options(settings, &options->connect, error) ||
        (options->live_ports != NULL &&
         !config_set_put(settings, "live_ports", options->live_ports, CONFIG_OPERATOR, error)))
        return false;
    for (size_t i = 0; options->settings != NULL && options->settings[i] != NULL; i++) {
        if (!connect_put_setting(settings, options->settings[i], error))
            return false;
    }
    return true;
}

/* (owned) The statements' text: an argument, a file, or standard input. */
static char *read_text(const Options *options, int argc, char **argv, GError **error)
{
    const char *path = options->file;
    char *text = NULL;
    gsize len;

    if (argc > 2 || (argc == 2 && path != NULL))
        return fail_null(error, FAIL_CONFIG, "one STATEMENT or one -F FILE, not more");
    if (argc == 2)
        return g_strdup(argv[1]);
    if (path == NULL)
        return fail_null(error, FAIL_CONFIG, "a STATEMENT or -F FILE is needed");
    if (!g_file_get_contents(strcmp(path, "-") == 0 ? "/dev/stdin" : path, &text, &len, error))
        return NULL;
    if (strlen(text) != len) {
        g_free(text);
        return fail_null(error, FAIL_CONFIG, "%s holds a NUL byte: not a text", path);
    }
    return text;
}

static int run_for_people(const Options *options, int argc, char **argv)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(EventViews) views = event_views_new();
    const OutputFormat *format =
        output_format_find(options->output != NULL ? options->output : "table");
    g_autoptr(Output) output = NULL;
    g_autoptr(RunLive) live = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (format == NULL) {
        g_autofree char *names = output_format_names();

        text = g_strconcat("--output is ", names, NULL);
        return usage(text);
    }
    if (options->live && format->rows != JOB_ROWS_VISIBLE && strcmp(format->name, "table") != 0)
        return usage("--live goes with --output table or events");
    if (!put_options(settings, options, &error))
        return usage(error->message);
    text = read_text(options, argc, argv, &error);
    if (text == NULL)
        return usage(error->message);
    take_signals();
    if (options->live) {
        live = run_live_new(settings, &(RunLiveFns){stop_current, pause_current}, &error);
        if (live == NULL)
            return usage(error->message);
    }
    output = output_new(format, output_gone, NULL);
    return run_text(&(People){settings, views, format, output, live}, text);
}

/* (borrowed) The PORT of `--live PORT`, taken out of argv; NULL without. GLib's options can't tell
 * a value that may be missing from the statement that follows. */
static char *take_live_port(int *argc, char **argv)
{
    for (int i = 1; i + 1 < *argc; i++) {
        char *port = argv[i + 1];

        if (strcmp(argv[i], "--live") != 0 || *port == '\0' ||
            strspn(port, "0123456789:") != strlen(port))
            continue;
        memmove(argv + i + 1, argv + i + 2, (size_t)(*argc - i - 1) * sizeof(char *));
        (*argc)--;
        return port;
    }
    return NULL;
}

int command_run(int argc, char **argv)
{
    Options options = {0};
    g_autoptr(GError) error = NULL;
    int status;

    options.live_ports = take_live_port(&argc, argv);
    if (!parse_options(&options, &argc, &argv, &error))
        return usage(error->message);
    status = options.control ? run_controlled() : run_for_people(&options, argc, argv);
    connect_options_clear(&options.connect);
    g_strfreev(options.settings);
    g_free(options.file);
    g_free(options.output);
    return status;
}
