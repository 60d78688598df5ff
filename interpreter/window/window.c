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

static int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

int64_t window_slice_us(const WindowSpec *spec)
{
    return spec->kind == WINDOW_HOP ? greatest_divisor(spec->size_us, spec->step_us)
                                    : spec->step_us;
}

/* A shift moves every start by the same, so slices move with it. */
WindowSpan window_slice(const WindowSpec *spec, int64_t time_us)
{
    int64_t slice_us = window_slice_us(spec);
    int64_t start_us = window_start(time_us, slice_us, spec->shift_us % slice_us);

    return (WindowSpan){start_us, window_end(start_us, slice_us)};
}

size_t window_covering_max(const WindowSpec *spec)
{
    return (size_t)((spec->size_us - 1) / spec->step_us + 1);
}

/* From the last window that has begun back to the first that has not ended. */
static size_t covering_hops(const WindowSpec *spec, int64_t time_us, WindowSpan *spans)
{
    int64_t start_us = window_start(time_us, spec->step_us, spec->shift_us);
    size_t len = 0;

    while (start_us > INT64_MIN + spec->step_us &&
           window_end(start_us - spec->step_us, spec->size_us) > time_us)
        start_us -= spec->step_us;
    for (; start_us <= time_us && window_end(start_us, spec->size_us) > time_us;
         start_us += spec->step_us) {
        spans[len++] = (WindowSpan){start_us, window_end(start_us, spec->size_us)};
        if (start_us > INT64_MAX - spec->step_us)
            break;
    }
    return len;
}

static size_t covering_steps(const WindowSpec *spec, int64_t time_us, WindowSpan *spans)
{
    int64_t start_us = window_start(time_us, spec->size_us, spec->shift_us);
    int64_t end_us = window_end(start_us, spec->size_us);
    size_t len = 0;

    for (int64_t at_us = window_slice(spec, time_us).end_us;; at_us += spec->step_us) {
        spans[len++] = (WindowSpan){start_us, at_us};
        if (at_us > end_us - spec->step_us)
            return len;
    }
}

size_t window_covering(const WindowSpec *spec, int64_t time_us, WindowSpan *ret_spans)
{
    assert(spec->kind != WINDOW_SESSION);
    return spec->kind == WINDOW_CUMULATE ? covering_steps(spec, time_us, ret_spans)
                                         : covering_hops(spec, time_us, ret_spans);
}
