#pragma once
/*
 * The interpreter process: what Zeppelin launches. It listens, registers with the server that
 * launched it, serves until it is told to end or its server has gone, and then ends its streams so
 * that their last tables are saved.
 *
 * Thread: main; it becomes the one that watches.
 */
#include "rpc/options.h"

/* The longest end: then the kernel does the rest. */
enum { INTERPRETER_END_S = 10 };

/**
 * interpreter_main() - run until the end
 * @options:  (borrowed) for the call
 *
 * A launch that can't work says why on standard error, which is what Zeppelin shows its user.
 *
 * Return: the exit status: 0 after a clean end.
 */
int interpreter_main(const InterpreterOptions *options);
