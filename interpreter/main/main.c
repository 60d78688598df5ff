#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "main/commands.h"
#include "main/version.h"

static int command_help(int argc, char **argv);
static int command_version(int argc, char **argv);

/* To add a subcommand: a row here, and a file of its name. */
static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"run",         command_run,         "run statements and print what they give"           },
    {"produce",     command_produce,     "write a record to a topic for each line of input"  },
    {"check",       command_check,       "the way to the brokers, step by step"              },
    {"broker",      command_broker,      "the embedded broker, for development"              },
    {"interpreter", command_interpreter, "what Zeppelin launches; speaks its Thrift protocol"},
    {"tunnel",      command_tunnel,      "the ssh lines for a browser elsewhere"             },
    {"complete",    command_complete,    "what may stand at the cursor of a text"            },
    {"settings",    command_settings,    "the settings page's file, or the table of settings"},
    {"help",        command_help,        "this list"                                         },
    {"version",     command_version,     "the version"                                       },
};

static int command_help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("zeppelin-kafka: watch and query Kafka streams, from a notebook or a shell\n\n"
           "usage: zeppelin-kafka COMMAND [options]\n\n");
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        printf("  %-12s %s\n", commands[i].name, commands[i].help);
    printf("\n`zeppelin-kafka COMMAND --help` lists a command's options.\n");
    return EXIT_DONE;
}

static int command_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("zeppelin-kafka %s\n", ZEPPELIN_KAFKA_VERSION);
    return EXIT_DONE;
}

/* Where the shell has closed a standard descriptor (>&-), a socket to Kafka would get its number
 * and the output. Read-only: what is written there fails, and that is told. */
static void fill_standard_descriptors(void)
{
    int filled;

    do
        filled = open("/dev/null", O_RDONLY);
    while (filled >= 0 && filled <= STDERR_FILENO);
    if (filled >= 0)
        close(filled);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "help";

    fill_standard_descriptors();
    /* A closed pipe is an error of write(), which its caller handles; OpenSSL's too. */
    signal(SIGPIPE, SIG_IGN);
    log_take_glib();
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0)
        name = "version";
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr, "zeppelin-kafka: there is no command '%s'; `zeppelin-kafka help` lists them\n",
            name);
    return EXIT_USAGE;
}
