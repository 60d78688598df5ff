/*
 * `broker`: the embedded broker in a process of its own. Its first line of output is its address.
 * Started by those who found none (--found), it goes ten minutes after the last of its users.
 */
#include "kafka/broker.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/span.h"
#include "base/time_ms.h"
#include "kafka/sink.h"
#include "main/commands.h"
#include "main/connect.h"

enum {
    UNUSED_MS = 10 * 60 * 1000,
    USE_CHECK_MS = 5000,
    FEED_TICK_MS = 10,
    FEED_BYTES_MAX = 64 * 1024 * 1024,
    RATE_MAX = 1000000,
    PARTITIONS_MAX = 100,
    OPEN_MS = 5000,
};

typedef struct Options {
    char *feed;
    char **topics; /* or NULL */
    int rate;
    int partitions; /* of each */
    gboolean found;
} Options;

/* A text that is replayed for ever. */
typedef struct Feed {
    Client *client; /* owned */
    Sink *sink;     /* owned */
    char **lines;   /* owned */
    size_t lines_len;
    int64_t sent;
    int64_t began_ms;
    int rate;
} Feed;

static void feed_close(Feed *feed)
{
    sink_close(feed->sink);
    client_free(feed->client);
    g_strfreev(feed->lines);
}

static bool read_lines(Feed *feed, const char *path, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autofree char *text = NULL;
    gsize len;

    if (!g_file_get_contents(path, &text, &len, &why))
        return fail(error, FAIL_CONFIG, "--feed: %s", why->message);
    if (len > FEED_BYTES_MAX)
        return fail(error, FAIL_CONFIG, "--feed %s: %zu bytes; at most %d", path, (size_t)len,
                    FEED_BYTES_MAX);
    if (strlen(text) != len)
        return fail(error, FAIL_CONFIG, "--feed %s holds a NUL byte: not a text", path);
    feed->lines = g_strsplit(g_strchomp(text), "\n", -1);
    feed->lines_len = g_strv_length(feed->lines);
    return feed->lines_len > 0 || fail(error, FAIL_CONFIG, "--feed %s: no lines", path);
}

static bool feed_open(Feed *feed, Broker *broker, const Options *options, GError **error)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);

    g_hash_table_insert(properties, (void *)"bootstrap.servers", (void *)broker_bootstrap(broker));
    feed->rate = options->rate;
    if (!read_lines(feed, options->feed, error))
        return false;
    feed->client = client_new(CLIENT_PRODUCER, properties, error);
    if (feed->client == NULL)
        return false;
    feed->sink = sink_open(feed->client, options->topics[0], OPEN_MS, error);
    feed->began_ms = time_monotonic_ms();
    return feed->sink != NULL;
}

static bool create_topics(Broker *broker, const Options *options, GError **error)
{
    for (size_t i = 0; options->topics != NULL && options->topics[i] != NULL; i++) {
        if (!broker_create_topic(broker, options->topics[i], options->partitions, error))
            return false;
    }
    return true;
}

/* Send what is due by now. */
static bool feed_send(Feed *feed, GError **error)
{
    int64_t due = (time_monotonic_ms() - feed->began_ms) * feed->rate / 1000 + 1;

    for (; feed->sent < due; feed->sent++) {
        const char *line = feed->lines[(size_t)feed->sent % feed->lines_len];

        if (!sink_put(feed->sink, span_make(NULL, 0), span_of(line), error))
            return false;
    }
    return true;
}

static int signals_fd(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* Until a signal, or --found and nobody has used it for ten minutes. */
static bool serve(Feed *feed, BrokerPort *port, bool goes_unused, int signals, GError **error)
{
    int64_t last_used_ms = time_monotonic_ms();
    int64_t next_check_ms = last_used_ms + USE_CHECK_MS;
    struct pollfd signal_input = {signals, POLLIN, 0};
    int timeout_ms = feed->sink != NULL ? FEED_TICK_MS : USE_CHECK_MS;

    while (poll(&signal_input, 1, timeout_ms) <= 0) {
        int64_t now_ms = time_monotonic_ms();

        if (feed->sink != NULL && !feed_send(feed, error))
            return false;
        if (!goes_unused || now_ms < next_check_ms)
            continue;
        next_check_ms = now_ms + USE_CHECK_MS;
        if (broker_is_used(port))
            last_used_ms = now_ms;
        else if (now_ms - last_used_ms > UNUSED_MS && broker_leave(port))
            break;
    }
    return true;
}

static bool run_broker(const Options *options, GError **error)
{
    int signals = signals_fd();
    Broker *broker = broker_new(error);
    BrokerPort *port = NULL;
    Feed feed = {0};
    g_autoptr(GError) taken = NULL;
    bool done;

    if (broker == NULL)
        return false;
    port = broker_publish(broker_bootstrap(broker), &taken);
    done = port != NULL || !options->found || fail(error, FAIL_CONFIG, "%s", taken->message);
    done = done && create_topics(broker, options, error) &&
           (options->feed == NULL || feed_open(&feed, broker, options, error));
    if (done) {
        printf("%s\n", broker_bootstrap(broker));
        fflush(stdout);
        if (port == NULL)
            fprintf(stderr, "Another embedded broker is yours already: name this one with -b %s\n",
                    broker_bootstrap(broker));
        done = serve(&feed, port, options->found, signals, error);
    }
    feed_close(&feed);
    broker_unpublish(port);
    broker_free(broker);
    close(signals);
    return done;
}

static int usage(const char *what)
{
    fprintf(stderr, "zeppelin-kafka broker: %s; `zeppelin-kafka broker --help` lists the options\n",
            what);
    return EXIT_USAGE;
}

int command_broker(int argc, char **argv)
{
    Options options = {.rate = 100, .partitions = 4};
    const GOptionEntry entries[] = {
        {"feed",       0, 0, G_OPTION_ARG_FILENAME,     &options.feed,       "replay the lines of a text for ever",
         "FILE"                                                                                                            },
        {"topic",      0, 0, G_OPTION_ARG_STRING_ARRAY, &options.topics,
         "a topic to begin with; one that is fed",                                                                  "TOPIC"},
        {"rate",       0, 0, G_OPTION_ARG_INT,          &options.rate,       "lines a second (100)",                "N"    },
        {"partitions", 0, 0, G_OPTION_ARG_INT,          &options.partitions,
         "partitions of those topics (4)",                                                                          "N"    },
        {"found",      0, 0, G_OPTION_ARG_NONE,         &options.found,
         "end ten minutes after the last user; started by those who found none",                                    NULL   },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    bool done;

    g_option_context_set_summary(context, "The embedded broker: prints its address, then serves.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return usage(error->message);
    if (argc > 1)
        return usage("it takes options only");
    if (options.feed != NULL && (options.topics == NULL || g_strv_length(options.topics) != 1))
        return usage("--feed needs one --topic");
    if (options.rate < 1 || options.rate > RATE_MAX)
        return usage("--rate is from 1 to 1000000");
    if (options.partitions < 1 || options.partitions > PARTITIONS_MAX)
        return usage("--partitions is from 1 to 100");
    done = run_broker(&options, &error);
    if (!done)
        fprintf(stderr, "ERROR: %s\n", error->message);
    g_free(options.feed);
    g_strfreev(options.topics);
    return done ? EXIT_DONE : fail_exit_status(error);
}
