#pragma once
/*
 * The groups of the whole query, window by window: what the lanes hand over, added up. Here, and
 * nowhere else, it is decided what is late and which windows are forgotten.
 *
 * A window is closed when the watermark has reached its end; rows that then come for it still count
 * and are reported as late. It is forgotten when it is closed and not among the newest
 * `windows_retain`; rows that then come are dropped and reported.
 *
 * Thread: main.
 */
#include "engine/delta.h"
#include "engine/shape.h"
#include "window/watermark.h"

typedef struct Merge Merge;

typedef struct MergeWindow {
    int64_t start_us; /* 0 if the plan has no windows: then there is one, for ever */
    Groups *groups;   /* owned */
    int64_t passing;  /* groups that pass HAVING, counted by whoever walked them last */
    bool is_stale;    /* some group changed since `passing` was counted */
} MergeWindow;

/* Of every group, in front of its states. */
typedef struct MergeHead {
    uint64_t ordinal; /* 1, 2, ... in the order they were first seen: the id of its row */
    uint64_t version; /* of the merge that changed it last */
} MergeHead;

/* @windows_retain: -1 forgets nothing */
Merge *merge_new(const Shape *shape, int64_t windows_retain); /* (owned) */
void merge_free(Merge *merge);                                /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Merge, merge_free)

/**
 * merge_delta() - add what a lane handed over
 * @delta:         (borrowed) its states are taken; clear it before it is filled again
 * @watermark_us:  of before this hand-over: it judges what is late
 * @error:         FAIL_DATA or FAIL_LIMIT of an aggregate; the sums are of no use any more
 */
bool merge_delta(Merge *merge, Delta *delta, int64_t watermark_us, GError **error);
void merge_forget(Merge *merge, int64_t watermark_us);

uint64_t merge_version(const Merge *merge); /* grows with every change of a group or a window */
size_t merge_windows_len(const Merge *merge);
MergeWindow *merge_window(const Merge *merge, size_t i); /* (borrowed) oldest first */
int64_t merge_open_windows(const Merge *merge, int64_t watermark_us);
int64_t merge_groups(const Merge *merge);
int64_t merge_late(const Merge *merge);    /* rows */
int64_t merge_dropped(const Merge *merge); /* rows */
size_t merge_bytes(const Merge *merge);

static inline const MergeHead *merge_head(const Group *group)
{
    return (const MergeHead *)group->payload;
}

static inline void *merge_states(const Group *group)
{
    return (char *)group->payload + sizeof(MergeHead);
}
