#pragma once
/*
 * Whom the process runs as. With `-u USER` it becomes that user or refuses: it never runs silently
 * as the server's.
 *
 * Thread: main, before any other.
 */
#include <stdbool.h>

#include "base/fail.h"

/**
 * identity_become() - run as a user from here on, with that user's groups and environment
 * @user:   a name; NULL changes nothing
 * @error:  FAIL_CONFIG saying who must change what
 */
bool identity_become(const char *user, GError **error);
