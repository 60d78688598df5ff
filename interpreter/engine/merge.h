#pragma once
/*
 * The groups of the whole query, window by window: what the lanes hand over, added up. Here, and
 * nowhere else, it is decided what is late, which windows are closed, and which are forgotten.
 *
 * A window is closed when the watermark has reached its end. Rows that then come for it still count
 * and are reported as late; where windows are shown once only (is_final), they are dropped instead
 * and reported. It is forgotten when it is closed and not among the newest `windows_retain`; rows
 * that then come are dropped and reported. A row counts once for each window that it is late for.
 *
 * Thread: main.
 */
#include "engine/delta.h"
#include "engine/item.h"
#include "engine/shape.h"
#include "state/state.h"
#include "window/watermark.h"

typedef struct Merge Merge;

typedef struct MergeWindow {
    WindowSpan span; /* nothing if the plan has no windows: then there is one, for ever */
    Groups *groups;  /* owned */
    bool is_closed;
    GBytes *by;      /* owned: of a session, what it is kept apart by; else NULL */
    int64_t last_us; /* of a session: its last row */
} MergeWindow;

/* Of every group, in front of its states. */
typedef struct MergeHead {
    Item item;
    const MergeWindow *window;
} MergeHead;

typedef struct MergeOptions {
    const Shape *shape;     /* borrowed */
    int64_t windows_retain; /* -1 forgets nothing */
    bool is_kept;           /* for merge_save(): what changes is remembered until then */
    bool is_final;          /* groups are told of when their window closes, and not before */
    /* A group is about to go; it is no changed one any more. */
    void (*removed)(void *user, Item *item);
    void *removed_user;
} MergeOptions;

Merge *merge_new(const MergeOptions *options); /* (owned) */
void merge_free(Merge *merge);                 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Merge, merge_free)

/**
 * merge_delta() - add what a lane handed over
 * @delta:         (borrowed) its states are taken; clear it before it is filled again
 * @watermark_us:  of before this hand-over: it judges what is late
 * @error:         FAIL_DATA or FAIL_LIMIT of an aggregate; the sums are of no use any more
 */
bool merge_delta(Merge *merge, Delta *delta, int64_t watermark_us, GError **error);
/* Close and forget windows. */
void merge_advance(Merge *merge, int64_t watermark_us);

/* Groups that are new or have changed since they were last taken, in no order. Emptied by
 * merge_forget_changed(). (borrowed) */
Item *const *merge_changed(const Merge *merge, size_t *ret_len);
void merge_forget_changed(Merge *merge);
/* Calls @fn with every group that has been told of, until one fails. */
bool merge_each(const Merge *merge, bool (*fn)(Item *item, void *user, GError **error), void *user,
                GError **error);

/* ---- merge_state.c, with MergeOptions.is_kept; not for sessions ---- */

/* Put what has changed since the last time into the checkpoint that is made. */
bool merge_save(Merge *merge, State *state, GError **error);
/* Have the groups of the newest checkpoint, before any hand-over. */
bool merge_restore(Merge *merge, State *state, GError **error);

int64_t merge_open_windows(const Merge *merge);
int64_t merge_windows(const Merge *merge); /* open, closed and remembered */
int64_t merge_groups(const Merge *merge);
int64_t merge_late(const Merge *merge);    /* rows */
int64_t merge_dropped(const Merge *merge); /* rows */
size_t merge_bytes(const Merge *merge);

/* The slots of a group; see shape_slots(). */
bool merge_load(const Merge *merge, const Item *item, const SlotSet *wanted, Arena *arena,
                Value *ret_slots, GError **error);
/* By the bytes of the keys. */
int merge_compare(const Item *a, const Item *b);
