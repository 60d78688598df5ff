#include "window/window.h"

#include <assert.h>

#include "base/fault.h"

int64_t window_start(int64_t time_us, int64_t size_us, int64_t shift_us)
{
    int64_t into; /* how far into its window the time lies */

    assert(size_us > 0 && shift_us >= 0 && shift_us < size_us);

    into = time_us % size_us; /* C rounds to zero, so this is negative before the epoch */
    if (into < 0)
        into += size_us;
    if (!FAULT(window_shift_ignored))
        into -= shift_us;
    if (into < 0)
        into += size_us;
    if (FAULT(window_start_outside) && into == 0)
        into = size_us;
    /* The window that the first representable time lies in has no representable start. */
    return time_us >= INT64_MIN + into ? time_us - into : INT64_MIN;
}

int64_t window_end(int64_t start_us, int64_t size_us)
{
    assert(size_us > 0);

    if (FAULT(window_end_early))
        size_us -= 1000;
    return start_us > INT64_MAX - size_us ? INT64_MAX : start_us + size_us;
}
