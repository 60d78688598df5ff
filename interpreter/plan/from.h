#pragma once
/*
 * The FROM clause: something with rows, perhaps in a window function, then table functions.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* For help: the functions whose rows come from a topic. */
typedef struct FromFunctionHelp {
    const char *signature; /* "tumble(t [, time], size)" */
    const char *help;      /* one sentence */
} FromFunctionHelp;
size_t from_functions_len(void);
FromFunctionHelp from_function_help(size_t i);

/* Binds FROM: fills the binder's scope with its columns, and its route with what makes the rows. */
bool from_bind(Binder *binder, const SqlSelect *sql);
