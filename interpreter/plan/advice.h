#pragma once
/*
 * What to write instead, for sentences that are PostgreSQL's, or come from many places, and have no
 * hint of their own.
 *
 * Thread: any; pure.
 */
#include "base/fail.h"

/* Add the hint of its sentence to an error that has none. */
void advice_add(GError **error);
