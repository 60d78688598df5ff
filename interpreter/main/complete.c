/* `zeppelin-kafka complete`: what a notebook's editor is offered, for other editors and for shells.
 */
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "main/catalog.h"
#include "main/commands.h"
#include "main/connect.h"

typedef struct Options {
    ConnectOptions connect;
    int cursor; /* in bytes; < 0: the end of the text */
} Options;

static int usage(const char *what)
{
    fprintf(stderr,
            "zeppelin-kafka complete: %s; `zeppelin-kafka complete --help` lists the options\n",
            what);
    return EXIT_USAGE;
}

static bool parse_options(Options *options, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        CONNECT_OPTION_ENTRIES(&options->connect),
        {"cursor", 0, 0, G_OPTION_ARG_INT, &options->cursor,
                             "bytes of TEXT before the cursor; without it, all", "N"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("TEXT");

    g_option_context_set_summary(
        context, "Print what may stand at the cursor of a text of statements, a line each: what "
                 "takes the place of the word there, its name, what it is; with tabs between.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static int print(const EventCandidates *candidates)
{
    for (guint i = 0; i < candidates->list->len; i++) {
        const EventCandidate *candidate = candidates->list->pdata[i];

        printf("%s\t%s\t%s\n", candidate->value, candidate->name, candidate->help);
    }
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_USAGE;
}

int command_complete(int argc, char **argv)
{
    Options options = {.cursor = -1};
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(EventCandidates) candidates = NULL;
    CommandAsk ask = {.what = COMMAND_ASK_TEXT};
    bool done = parse_options(&options, &argc, &argv, &error) &&
                connect_put_options(settings, &options.connect, &error);

    connect_options_clear(&options.connect);
    if (!done)
        return usage(error->message);
    if (argc != 2)
        return usage("one TEXT is needed");
    ask.text = argv[1];
    ask.cursor_bytes = options.cursor < 0 ? (int64_t)strlen(ask.text) : options.cursor;
    candidates = catalog_complete(settings, &ask, config_get_int(settings, "open_timeout"), &error);
    if (candidates == NULL) {
        fprintf(stderr, "ERROR: %s\n", error->message);
        return fail_exit_status(error);
    }
    return print(candidates);
}
