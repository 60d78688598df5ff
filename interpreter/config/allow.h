#pragma once
/*
 * What statements may change: the operator's property `allow` lists kinds of change, which are rows
 * of one table. Whoever is about to change something asks first.
 *
 * Thread: any; pure.
 */
#include "config/config.h"

typedef enum AllowKind {
    ALLOW_INSERT,
    ALLOW_CREATE,
    ALLOW_DROP,
    ALLOW_KINDS, /* how many there are */
} AllowKind;

typedef struct AllowRow {
    const char *name; /* as the property lists it */
    const char *what; /* "make topics": behind "it may not" */
} AllowRow;

const AllowRow *allow_row(AllowKind kind);
/* @error: FAIL_CONFIG naming the kind, the property and who acts, if it is not allowed. */
bool allow_check(const ConfigSet *settings, AllowKind kind, GError **error);
/* Whether a value of the property is one; @error: FAIL_CONFIG with the words there are. */
bool allow_check_list(const char *name, const char *list, GError **error);
