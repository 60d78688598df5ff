#pragma once
/*
 * Groups that go to an outlet without an end: those that changed, as they are now; and those that
 * were there and are no longer in the result, as gone.
 *
 * Thread: main.
 */
#include "engine/merge.h"
#include "engine/top.h"

/**
 * upsert_put() - all that changed since the last time
 * @shown:      with the outlet
 * @inout_put:  grows by the rows that went out
 * @error:      FAIL_DATA of an expression; what the outlet says
 */
bool upsert_put(Merge *merge, Top *top, Shown *shown, int64_t *inout_put, GError **error);
