#pragma once
/*
 * The subcommands: each is a row of the table in main.c. argv[0] is the subcommand's own name.
 * Results go to standard output, all else to standard error.
 *
 * Thread: main.
 */
int command_run(int argc, char **argv);
int command_produce(int argc, char **argv);
int command_check(int argc, char **argv);
int command_broker(int argc, char **argv);
int command_interpreter(int argc, char **argv);
int command_tunnel(int argc, char **argv);
int command_settings(int argc, char **argv);
int command_complete(int argc, char **argv);

/* Exit status of every subcommand. */
enum {
    EXIT_DONE = 0,      /* done, or stopped by a signal */
    EXIT_STATEMENT = 1, /* query, data, limit */
    EXIT_USAGE = 2,     /* usage or settings */
    EXIT_KAFKA = 3,     /* Kafka or the network */
};
