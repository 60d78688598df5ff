#pragma once
/*
 * All functions that a statement may call, of whatever table: for SHOW FUNCTIONS and HELP.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>

typedef struct FunctionListed {
    char *name;         /* owned: "substring" */
    const char *kind;   /* static: "function", "aggregate", "rows", "window" */
    char *signature;    /* owned: "substring(text, integer)" */
    const char *result; /* static: its type; NULL: rows */
    const char *help;   /* static: one sentence */
} FunctionListed;

GPtrArray *function_list(void); /* (owned) FunctionListed*, by name */
