#pragma once
/*
 * The command line that a Zeppelin server gives to a runner:
 *   -d DIR -c HOST -p PORT -r LOW:HIGH -i GROUP [-u USER] -l DIR -g NAME
 *
 * Thread: main, before any other.
 */
#include <stdbool.h>

#include "base/fail.h"

#define INTERPRETER_USAGE                                                                          \
    "usage: zeppelin-kafka interpreter -c HOST -p PORT -i GROUP [-r LOW:HIGH] [-d DIR] [-l DIR] "  \
    "[-g NAME] [-u USER]"

typedef struct InterpreterOptions {
    char *interpreter_dir; /* (owned) -d; NULL if not given, as all texts here */
    char *event_host;      /* (owned) -c: never NULL after parsing */
    int event_port;        /* -p: 1 to 65535 */
    int port_min;          /* -r: what we may listen on; 0 and 0 for any port */
    int port_max;
    char *group_id;     /* (owned) -i: never NULL after parsing */
    char *user;         /* (owned) -u: whom to become */
    char *local_repo;   /* (owned) -l */
    char *setting_name; /* (owned) -g */
} InterpreterOptions;

/**
 * interpreter_options_parse() - read the command line
 * @argv:         argv[0] is a name and skipped
 * @ret_options:  to be cleared by interpreter_options_done(), only on success
 * @error:        FAIL_CONFIG naming the option, its value and what is allowed
 */
bool interpreter_options_parse(int argc, char **argv, InterpreterOptions *ret_options,
                               GError **error);
void interpreter_options_done(InterpreterOptions *options);
