#pragma once
/*
 * The inside of merge.h, for merge.c and what sessions do differently (merge_session.c).
 *
 * Thread: main.
 */
#include "engine/merge.h"

/* The groups of one table of one lane, by the lane's numbers: so that only the first hand-over of a
 * group looks up its key. A slice's groups are in each of the windows that cover it. */
typedef struct LaneTable {
    int64_t name;          /* lane and number: its key */
    MergeWindow **windows; /* owned: NULL where one is forgotten and its rows are dropped */
    size_t windows_len;
    Group **groups; /* owned array, of borrowed groups: windows_len for each number */
    uint32_t len, max;
    GPtrArray *keys;   /* owned GBytes: of sessions, the key of each number; else NULL */
    size_t keys_bytes; /* of these, about */
} LaneTable;

struct Merge {
    MergeOptions options;
    const Shape *shape;
    GPtrArray *windows;      /* owned MergeWindow, oldest first */
    GHashTable *lane_tables; /* owned LaneTable by their names */
    GPtrArray *changed;      /* Item */
    WindowSpan *spans;       /* owned: of a slice, as many as may cover one */
    GHashTable *sessions;    /* GBytes of what they are kept apart by -> owned GPtrArray of
                              * MergeWindow, oldest first; or NULL */
    uint64_t ordinals;
    uint64_t version;
    int64_t groups, late, dropped;
    size_t bytes;
};

static inline MergeHead *head_of(const Group *group)
{
    return (MergeHead *)(gpointer)group->payload;
}

static inline void *states_of(const Group *group)
{
    return (char *)(gpointer)group->payload + sizeof(MergeHead);
}

static inline Group *group_of(const Item *item)
{
    return (Group *)(gpointer)((char *)(gpointer)item - offsetof(Group, payload));
}

void merge_mark_changed(Merge *merge, Item *item);
/* Whether groups of the window are to be seen. */
bool merge_is_told(const Merge *merge, const MergeWindow *window);
bool merge_is_past(const Merge *merge, const WindowSpan *span, int64_t watermark_us);
MergeWindow *merge_add_window(Merge *merge, const WindowSpan *span, guint place);
/* Its groups go; it is no longer in the list of windows. */
void merge_end_window(Merge *merge, MergeWindow *window);
/* The group of a key, whose states are initialised. NULL with FAIL_LIMIT. */
Group *merge_get_group(Merge *merge, MergeWindow *window, const GroupsKey *key, GError **error);
/* @is_last: nobody needs what @from has afterwards. */
bool merge_add_states(Merge *merge, Group *group, void *from, bool is_last, GError **error);

/* ---- merge_session.c ---- */

/* One table of a hand-over. @at: its first group; *keys moves over the keys of new ones, *extents
 * and *by_keys over its extents. */
bool merge_session_table(Merge *merge, LaneTable *table, const DeltaTable *head, char *at,
                         const char **keys, const DeltaExtent **extents, const char **by_keys,
                         size_t stride, int64_t watermark_us, GError **error);
/* Forget closed sessions beyond those that are retained. */
void merge_session_forget(Merge *merge);
