#pragma once
/*
 * Windows of event time: which windows a time lies in. Pure: time is an argument, so that a test
 * can replay a day in a millisecond. All times are microseconds since the Unix epoch.
 *
 * Windows that overlap share their work by slices, which tumble: a row is counted once, in its
 * slice, and a slice is later added to each window that covers it. A slice of a session's spec is
 * as long as its gap: rows of one slice are always in one session.
 *
 * Thread: any; pure functions.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum WindowKind {
    WINDOW_TUMBLE,
    WINDOW_HOP,      /* begins every step_us, lasts size_us */
    WINDOW_CUMULATE, /* begins every size_us, lasts step_us, 2 * step_us, ... up to size_us */
    WINDOW_SESSION,  /* ends size_us after its last row */
} WindowKind;

typedef struct WindowSpec {
    WindowKind kind;
    int64_t size_us;  /* > 0; the gap of a session */
    int64_t step_us;  /* > 0, <= size_us; of tumble and session: size_us. It divides cumulate's */
    int64_t shift_us; /* 0 <= shift < the distance of two starts */
} WindowSpec;

typedef struct WindowSpan {
    int64_t start_us, end_us; /* inclusive, exclusive */
} WindowSpan;

enum { WINDOW_COVERING_MAX = 10000 }; /* windows that one time may lie in */

/* Length of a slice: the greatest that no window of @spec begins or ends within. */
int64_t window_slice_us(const WindowSpec *spec);
/* The slice that a time lies in. */
WindowSpan window_slice(const WindowSpec *spec, int64_t time_us);
/* How many windows cover a slice at most: size over step, rounded up. Not of a session. */
size_t window_covering_max(const WindowSpec *spec);
/**
 * window_covering() - the windows that cover a time, and so its slice: oldest start, then end first
 * @ret_spans:  room for window_covering_max()
 *
 * Return: how many. Not of a session.
 */
size_t window_covering(const WindowSpec *spec, int64_t time_us, WindowSpan *ret_spans);

/* Start of the tumbling window that @time_us lies in: aligned to the epoch plus shift. @size_us >
 * 0, 0 <= @shift_us < @size_us. */
int64_t window_start(int64_t time_us, int64_t size_us, int64_t shift_us);
/* @size_us after @start_us; INT64_MAX if that has no representable time. */
int64_t window_end(int64_t start_us, int64_t size_us);
