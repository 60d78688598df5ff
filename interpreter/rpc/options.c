#include "rpc/options.h"

#include <string.h>

enum { PORT_MAX = 65535, PORT_UNPRIVILEGED_MIN = 1024 };

/* What the command line says, before it is understood. */
typedef struct {
    char letter;
    const char *help;
    const char *text; /* (borrowed) from argv; NULL if not given */
} OptionText;

enum { DIR_AT, HOST_AT, PORT_AT, RANGE_AT, GROUP_AT, USER_AT, REPO_AT, NAME_AT, OPTIONS_LEN };

static bool read_texts(int argc, char **argv, OptionText *texts, GError **error)
{
    for (int i = 1; i < argc; i += 2) {
        OptionText *found = NULL;

        for (int at = 0; at < OPTIONS_LEN; at++) {
            if (argv[i][0] == '-' && argv[i][1] == texts[at].letter && argv[i][2] == '\0')
                found = &texts[at];
        }
        if (found == NULL)
            return fail(error, FAIL_CONFIG, "unknown option %s; " INTERPRETER_USAGE, argv[i]);
        if (i + 1 >= argc)
            return fail(error, FAIL_CONFIG, "option -%c (%s) needs a value; " INTERPRETER_USAGE,
                        found->letter, found->help);
        found->text = argv[i + 1][0] != '\0' ? argv[i + 1] : NULL;
    }
    return true;
}

static bool parse_port(const char *text, size_t len, int *ret_port)
{
    g_autofree char *digits = g_strndup(text, len);
    gint64 value;

    if (!g_ascii_string_to_signed(digits, 10, 1, PORT_MAX, &value, NULL))
        return false;
    *ret_port = (int)value;
    return true;
}

/* "10000:10100"; either end may be missing: ":" is any port. */
static bool parse_range(const char *text, int *ret_min, int *ret_max, GError **error)
{
    const char *colon = text != NULL ? strchr(text, ':') : NULL;
    int min = PORT_UNPRIVILEGED_MIN;
    int max = PORT_MAX;

    if (text == NULL || g_str_equal(text, ":")) {
        *ret_min = 0;
        *ret_max = 0;
        return true;
    }
    if (colon == NULL || (colon > text && !parse_port(text, (size_t)(colon - text), &min)) ||
        (colon[1] != '\0' && !parse_port(colon + 1, strlen(colon + 1), &max)) || min > max)
        return fail(error, FAIL_CONFIG,
                    "option -r (port range) is \"%s\", but must be LOW:HIGH with ports from 1 to "
                    "%d, LOW not above HIGH, or \":\" for any port (the server's "
                    "zeppelin.interpreter.rpc.portRange)",
                    text, PORT_MAX);
    *ret_min = min;
    *ret_max = max;
    return true;
}

static bool need(const OptionText *option, GError **error)
{
    if (option->text != NULL)
        return true;
    return fail(error, FAIL_CONFIG,
                "option -%c (%s) is missing: this program is started by a Zeppelin server, which "
                "gives it; " INTERPRETER_USAGE,
                option->letter, option->help);
}

bool interpreter_options_parse(int argc, char **argv, InterpreterOptions *ret_options,
                               GError **error)
{
    OptionText texts[OPTIONS_LEN] = {
        [DIR_AT] = {'d', "interpreter directory",            NULL},
        [HOST_AT] = {'c', "host of Zeppelin's event service", NULL},
        [PORT_AT] = {'p', "port of Zeppelin's event service", NULL},
        [RANGE_AT] = {'r', "port range",                       NULL},
        [GROUP_AT] = {'i', "interpreter group id",             NULL},
        [USER_AT] = {'u', "user to become",                   NULL},
        [REPO_AT] = {'l', "local repository",                 NULL},
        [NAME_AT] = {'g', "interpreter setting's name",       NULL},
    };
    int port = 0;
    int min = 0;
    int max = 0;

    if (!read_texts(argc, argv, texts, error) || !need(&texts[HOST_AT], error) ||
        !need(&texts[PORT_AT], error) || !need(&texts[GROUP_AT], error))
        return false;
    if (!parse_port(texts[PORT_AT].text, strlen(texts[PORT_AT].text), &port))
        return fail(error, FAIL_CONFIG,
                    "option -p (port of Zeppelin's event service) is \"%s\", but must be a number "
                    "from 1 to %d",
                    texts[PORT_AT].text, PORT_MAX);
    if (!parse_range(texts[RANGE_AT].text, &min, &max, error))
        return false;

    *ret_options = (InterpreterOptions){
        .interpreter_dir = g_strdup(texts[DIR_AT].text),
        .event_host = g_strdup(texts[HOST_AT].text),
        .event_port = port,
        .port_min = min,
        .port_max = max,
        .group_id = g_strdup(texts[GROUP_AT].text),
        .user = g_strdup(texts[USER_AT].text),
        .local_repo = g_strdup(texts[REPO_AT].text),
        .setting_name = g_strdup(texts[NAME_AT].text),
    };
    return true;
}

void interpreter_options_done(InterpreterOptions *options)
{
    g_free(options->interpreter_dir);
    g_free(options->event_host);
    g_free(options->group_id);
    g_free(options->user);
    g_free(options->local_repo);
    g_free(options->setting_name);
    *options = (InterpreterOptions){.event_host = NULL};
}
