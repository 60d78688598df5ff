#pragma once
/*
 * Where the rows of a query go that no reader has before him: one by one, as values.
 *
 * Thread: main.
 */
#include "base/fail.h"
#include "row/value.h"

typedef struct Outlet {
    /* @values: (borrowed for the call) one for each visible output of the plan */
    bool (*put)(void *user, const Value *values, GError **error);
    /* The row that these are of has gone from the result. */
    bool (*remove)(void *user, const Value *values, GError **error);
    void *user;
} Outlet;
