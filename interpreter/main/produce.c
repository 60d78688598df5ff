/* `produce`: the console producer. A record for each line of standard input. */
#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/lines.h"
#include "kafka/sink.h"
#include "main/commands.h"
#include "main/connect.h"
#include "row/value.h"

enum { FLUSH_MS = 60000 };

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

typedef struct Options {
    ConnectOptions connect;
    char *key_separator; /* NULL: records have no key */
    char *null;          /* a value that is this is none; NULL: every line is a value */
    char **headers;      /* NAME=VALUE; or NULL */
    char *partition, *timestamp;
} Options;

/* What every record has besides its key and its value. */
typedef struct Records {
    const Options *options;
    SinkRecord first; /* what all have */
    SinkHeader *headers;
    char **names; /* owned, NULL-ended: of headers */
} Records;

static void records_clear(Records *records)
{
    g_free(records->headers);
    g_strfreev(records->names);
}

/* ---- options ---- */

static bool read_headers(const Options *options, Records *records, GError **error)
{
    size_t len = options->headers == NULL ? 0 : g_strv_length(options->headers);

    records->headers = g_new0(SinkHeader, len + 1);
    records->names = g_new0(char *, len + 1);
    for (size_t i = 0; i < len; i++) {
        const char *text = options->headers[i], *equals = strchr(text, '=');

        if (equals == NULL || equals == text)
            return fail(error, FAIL_CONFIG, "--header takes NAME=VALUE, not '%s'", text);
        records->names[i] = g_strndup(text, (gsize)(equals - text));
        records->headers[i] = (SinkHeader){records->names[i], span_of(equals + 1)};
    }
    records->first.headers = records->headers;
    records->first.headers_len = len;
    return true;
}

static bool read_partition(const char *text, int32_t *ret_partition, GError **error)
{
    guint64 partition;

    if (!g_ascii_string_to_unsigned(text, 10, 0, INT32_MAX, &partition, NULL))
        return fail(error, FAIL_CONFIG, "--partition is a number from 0 on, not '%s'", text);
    *ret_partition = (int32_t)partition;
    return true;
}

/* Milliseconds since 1970, or a time as SQL has it, of UTC. */
static bool read_timestamp(const char *text, int64_t *ret_ms, GError **error)
{
    guint64 ms;
    int64_t us = 0;

    if (g_ascii_string_to_unsigned(text, 10, 1, INT64_MAX / 1000, &ms, NULL))
        *ret_ms = (int64_t)ms;
    else if (value_parse_timestamp(span_of(text), NULL, &us) && us >= 1000)
        *ret_ms = us / 1000;
    else
        return fail(error, FAIL_CONFIG,
                    "--timestamp is a time after 1970 such as '2026-03-01 10:00+01', or "
                    "milliseconds since then, not '%s'",
                    text);
    return true;
}

static bool read_records(const Options *options, Records *records, GError **error)
{
    *records = (Records){.options = options, .first.partition = SINK_PARTITION_ANY};
    if (options->key_separator != NULL && *options->key_separator == '\0')
        return fail(error, FAIL_CONFIG, "--key-separator is a text that is not empty");
    return read_headers(options, records, error) &&
           (options->partition == NULL ||
            read_partition(options->partition, &records->first.partition, error)) &&
           (options->timestamp == NULL ||
            read_timestamp(options->timestamp, &records->first.timestamp_ms, error));
}

/* ---- lines ---- */

/* The line's key and value. */
static bool cut_line(const Options *options, Span line, SinkRecord *record, GError **error)
{
    record->value = line;
    if (options->key_separator != NULL) {
        Span separator = span_of(options->key_separator);
        const char *at = span_find(line, 0, separator);

        if (at == NULL)
            return fail(error, FAIL_DATA, "it has no '%s' behind a key", options->key_separator);
        record->key = span_make(line.at, (size_t)(at - line.at));
        at += separator.len;
        record->value = span_make(at, (size_t)(line.at + line.len - at));
    }
    if (options->null != NULL && span_equals(record->value, span_of(options->null)))
        record->value = span_make(NULL, 0);
    return true;
}

static bool read_failed(LinesNext next, size_t line, GError **error)
{
    if (next == LINES_END || interrupted)
        return true;
    if (next == LINES_LONG)
        return fail(error, FAIL_LIMIT, "line %zu of standard input has more than %d bytes", line,
                    LINES_BYTES_MAX);
    return fail(error, FAIL_CONFIG, "standard input: %s", g_strerror(errno));
}

static bool write_all(const Records *records, Sink *sink, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t line = 1; !interrupted; line++) {
        SinkRecord record = records->first;
        LinesNext next;

        g_string_truncate(text, 0);
        next = lines_next(stdin, text);
        if (next != LINES_LINE)
            return read_failed(next, line, error);
        if (!cut_line(records->options, span_make(text->str, text->len), &record, error))
            return fail_prefix(error, "line %zu: ", line);
        if (!sink_write(sink, &record, error))
            return false;
    }
    return true;
}

static bool write_lines(const Records *records, Sink *sink, GError **error)
{
    GError *failure = NULL;
    g_autoptr(GError) later = NULL;

    write_all(records, sink, &failure);
    /* What came before the failure is delivered all the same. */
    sink_flush(sink, FLUSH_MS, &later);
    if (failure == NULL)
        failure = g_steal_pointer(&later);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static bool produce(const ConfigSet *settings, const char *topic, const Records *all,
                    size_t *records, GError **error)
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
    done = write_lines(all, sink, error);
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

static const char examples[] =
    "Examples:\n"
    "  echo 'to be or not to be' | zeppelin-kafka produce lines\n"
    "  zeppelin-kafka produce -b broker:9092 --key-separator : --null '' orders < orders.txt\n"
    "  zeppelin-kafka produce --header trace=7 --partition 3 -X compression.type=zstd lines\n"
    "\n"
    "With a key separator a line is the key, the first separator, and the value. The record's key\n"
    "chooses its partition as Java's clients do, without one partitions take turns. kcat's -K, "
    "-H,\n"
    "-p are the same here, its -Z is --null ''; the console producer's parse.key and "
    "key.separator\n"
    "are --key-separator. What has fields, or CSV: zeppelin-kafka run \"COPY topic FROM STDIN "
    "...\".";

static bool parse_options(Options *options, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        CONNECT_OPTION_ENTRIES(&options->connect),
        {"key-separator", 'K', 0, G_OPTION_ARG_STRING,       &options->key_separator,
                             "what stands between the key and the value of a line",          "TEXT"      },
        {"header",        'H', 0, G_OPTION_ARG_STRING_ARRAY, &options->headers,
                             "a header of every record; may be given several times",         "NAME=VALUE"},
        {"partition",     'p', 0, G_OPTION_ARG_STRING,       &options->partition,
                             "write to this partition, whatever the key",                    "NUMBER"    },
        {"timestamp",     0,   0, G_OPTION_ARG_STRING,       &options->timestamp,
                             "the time of every record: a time, or milliseconds since 1970", "TIME"      },
        {"null",          0,   0, G_OPTION_ARG_STRING,       &options->null,
                             "a value that is this text is none: the record is a tombstone", "TEXT"      },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("TOPIC");

    g_option_context_set_summary(context, "Write a record to a topic for each line of input.");
    g_option_context_set_description(context, examples);
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static void options_clear(Options *options)
{
    connect_options_clear(&options->connect);
    g_free(options->key_separator);
    g_free(options->null);
    g_strfreev(options->headers);
    g_free(options->partition);
    g_free(options->timestamp);
}

static int run(const Options *options, int argc, char **argv)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(GError) error = NULL;
    Records all = {.options = options};
    size_t records = 0;
    bool done = connect_put_options(settings, &options->connect, &error) &&
                read_records(options, &all, &error);

    if (!done || argc != 2) {
        records_clear(&all);
        return usage(done ? "one TOPIC is needed" : error->message);
    }
    take_signals();
    done = produce(settings, argv[1], &all, &records, &error);
    records_clear(&all);
    if (!done)
        fprintf(stderr, "ERROR: %s\n", error->message);
    fprintf(stderr, "%zu record%s written to %s\n", records, records == 1 ? "" : "s", argv[1]);
    return done ? EXIT_DONE : fail_exit_status(error);
}

int command_produce(int argc, char **argv)
{
    Options options = {.null = NULL};
    g_autoptr(GError) error = NULL;
    int status = parse_options(&options, &argc, &argv, &error) ? run(&options, argc, argv)
                                                               : usage(error->message);

    options_clear(&options);
    return status;
}
