/* `interpreter`: what Zeppelin launches. */
#include <stdio.h>
#include <string.h>

#include "main/commands.h"
#include "rpc/interpreter.h"

int command_interpreter(int argc, char **argv)
{
    InterpreterOptions options;
    g_autoptr(GError) error = NULL;
    int status;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        printf("%s\n", INTERPRETER_USAGE);
        return EXIT_DONE;
    }
    if (!interpreter_options_parse(argc, argv, &options, &error)) {
        fprintf(stderr, "zeppelin-kafka interpreter: %s\n", error->message);
        return EXIT_USAGE;
    }
    status = interpreter_main(&options);
    interpreter_options_done(&options);
    return status;
}
