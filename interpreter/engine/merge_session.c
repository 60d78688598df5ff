/*
 * Sessions. A lane tells, for each slice as long as the gap, from when to when it saw rows of what
 * a session is kept apart by: those rows are always of one session. An extent that comes to within
 * the gap of one session makes it longer; one that closes the gap between two makes them one, and
 * the rows of the younger go over to the older.
 *
 * A group's rows then are in the one session of theirs that has rows in the slice.
 */
#include "engine/merge_inside.h"

#include <assert.h>

#include "base/fail.h"

enum { KEY_OVERHEAD = 64 }; /* of a GBytes and the place of its number */

static int64_t gap_of(const Merge *merge)
{
    return merge->shape->window->spec.size_us;
}

static int64_t add_gap(const Merge *merge, int64_t at_us)
{
    return window_end(at_us, gap_of(merge));
}

/* NULL: there are none. */
static GPtrArray *sessions_of(const Merge *merge, const char *by, size_t by_len)
{
    g_autoptr(GBytes) key = g_bytes_new_static(by, by_len);

    return g_hash_table_lookup(merge->sessions, key);
}

/* The first session that ends after @at_us; len if there is none. They do not overlap. @sessions:
 * NULL: none */
static guint find_ending_after(const GPtrArray *sessions, int64_t at_us)
{
    guint low = 0, high = sessions == NULL ? 0 : sessions->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const MergeWindow *session = sessions->pdata[middle];

        if (session->span.end_us > at_us)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* What shows a session shows where it begins and ends. */
static void mark_session(Merge *merge, MergeWindow *session)
{
    for (size_t i = 0; i < groups_len(session->groups); i++) {
        Item *item = &head_of(groups_at(session->groups, (uint32_t)i))->item;

        item->version = merge->version;
        item->window_us = session->span.end_us;
        if (merge_is_told(merge, session))
            merge_mark_changed(merge, item);
    }
}

/* Out of the list of its kind. */
static void leave(const Merge *merge, MergeWindow *session)
{
    GPtrArray *sessions = g_hash_table_lookup(merge->sessions, session->by);

    g_ptr_array_remove(sessions, session);
    if (sessions->len == 0)
        g_hash_table_remove(merge->sessions, session->by);
}

static bool move_groups(Merge *merge, MergeWindow *into, const MergeWindow *from, GError **error)
{
    for (size_t i = 0; i < groups_len(from->groups); i++) {
        Group *old = groups_at(from->groups, (uint32_t)i), *group;
        GroupsKey key = {.at = group_key(old), .len = old->key_len};

        key.hash = groups_hash(key.at, key.len);
        group = merge_get_group(merge, into, &key, error);
        if (group == NULL || !merge_add_states(merge, group, states_of(old), true, error))
            return false;
        group->rows += old->rows;
    }
    return true;
}

/* The session at @place + 1 becomes a part of that at @place. */
static bool join_next(Merge *merge, GPtrArray *sessions, guint place, GError **error)
{
    MergeWindow *into = sessions->pdata[place], *from = sessions->pdata[place + 1];

    if (!move_groups(merge, into, from, error))
        return false;
    into->last_us = MAX(into->last_us, from->last_us);
    into->is_closed &= from->is_closed;
    g_ptr_array_remove_index(sessions, place + 1);
    g_ptr_array_remove_fast(merge->windows, from);
    merge_end_window(merge, from);
    return true;
}

/* @sessions: those of @by; NULL: there are none yet */
static void new_session(Merge *merge, GPtrArray *sessions, guint place, const char *by,
                        const DeltaExtent *extent)
{
    WindowSpan span = {extent->first_us, add_gap(merge, extent->last_us)};
    MergeWindow *session = merge_add_window(merge, &span, merge->windows->len);

    session->by = g_bytes_new(by, extent->by_len);
    session->last_us = extent->last_us;
    if (sessions == NULL) {
        sessions = g_ptr_array_new();
        g_hash_table_insert(merge->sessions, g_bytes_ref(session->by), sessions);
    }
    g_ptr_array_insert(sessions, (gint)place, session);
}

/* Whether rows that make no session longer than so come too late for one of their own. */
static bool is_lost(const Merge *merge, int64_t end_us, int64_t watermark_us)
{
    WindowSpan span = {0, end_us};
    int64_t retain = merge->options.windows_retain;

    if (!merge_is_past(merge, &span, watermark_us))
        return false;
    return merge->options.is_final ||
           (retain >= 0 && (int64_t)merge->windows->len - merge_open_windows(merge) >= retain);
}

/* A session that was shown for the only time takes nothing more. */
static bool can_grow(const Merge *merge, const MergeWindow *session)
{
    return !merge->options.is_final || !session->is_closed;
}

/* Rows of one session were seen from first_us to last_us. */
static bool add_extent(Merge *merge, const char *by, const DeltaExtent *extent,
                       int64_t watermark_us, GError **error)
{
    GPtrArray *sessions = sessions_of(merge, by, extent->by_len);
    guint place = find_ending_after(sessions, extent->first_us);
    int64_t end_us = add_gap(merge, extent->last_us);
    MergeWindow *session = NULL;

    while (sessions != NULL && place < sessions->len && !can_grow(merge, sessions->pdata[place]))
        place++;
    if (sessions != NULL && place < sessions->len)
        session = sessions->pdata[place];
    if (session == NULL || session->span.start_us >= end_us) {
        if (!is_lost(merge, end_us, watermark_us))
            new_session(merge, sessions, place, by, extent);
        return true;
    }
    if (session->span.start_us <= extent->first_us && session->last_us >= extent->last_us)
        return true;
    session->span.start_us = MIN(session->span.start_us, extent->first_us);
    session->last_us = MAX(session->last_us, extent->last_us);
    while (place + 1 < sessions->len &&
           ((const MergeWindow *)sessions->pdata[place + 1])->span.start_us <
               add_gap(merge, session->last_us)) {
        if (!join_next(merge, sessions, place, error))
            return false;
    }
    session->span.end_us = add_gap(merge, session->last_us);
    session->is_closed &= merge_is_past(merge, &session->span, watermark_us);
    mark_session(merge, session);
    return true;
}

/* The session that has rows in the slice; NULL: they were lost. */
static MergeWindow *find_session(const Merge *merge, const char *by, size_t by_len,
                                 const WindowSpan *slice)
{
    const GPtrArray *sessions = sessions_of(merge, by, by_len);

    for (guint i = find_ending_after(sessions, slice->start_us);
         sessions != NULL && i < sessions->len; i++) {
        MergeWindow *session = sessions->pdata[i];

        if (session->span.start_us >= slice->end_us)
            return NULL;
        if (session->last_us >= slice->start_us && can_grow(merge, session))
            return session;
    }
    return NULL;
}

static bool add_group(Merge *merge, GBytes *key_bytes, DeltaGroup *from, const WindowSpan *slice,
                      int64_t watermark_us, GError **error)
{
    gsize len;
    const char *at = g_bytes_get_data(key_bytes, &len);
    size_t by_len = shape_session_by_bytes(merge->shape, at);
    MergeWindow *session = find_session(merge, at, by_len, slice);
    GroupsKey key = {.at = len == 0 ? "" : at, .len = (uint32_t)len};
    Group *group;

    if (session == NULL) {
        merge->dropped += from->rows;
        shape_states_done(merge->shape, from->states);
        shape_states_init(merge->shape, from->states);
        return true;
    }
    if (merge_is_past(merge, &session->span, watermark_us))
        merge->late += from->rows;
    key.hash = groups_hash(key.at, key.len);
    group = merge_get_group(merge, session, &key, error);
    if (group == NULL)
        return false;
    group->rows += from->rows;
    head_of(group)->item.version = merge->version;
    if (merge_is_told(merge, session))
        merge_mark_changed(merge, &head_of(group)->item);
    return merge_add_states(merge, group, from->states, true, error);
}

/* The key of a new number is at *keys, which moves on. */
static void add_key(Merge *merge, LaneTable *table, const DeltaGroup *from, const char **keys)
{
    size_t bytes = from->key_len + KEY_OVERHEAD;

    g_ptr_array_add(table->keys, g_bytes_new(*keys, from->key_len));
    *keys += from->key_len;
    table->keys_bytes += bytes;
    merge->bytes += bytes;
}

bool merge_session_table(Merge *merge, LaneTable *table, const DeltaTable *head, char *at,
                         const char **keys, const DeltaExtent **extents, const char **by_keys,
                         size_t stride, int64_t watermark_us, GError **error)
{
    for (uint32_t i = 0; i < head->extents; i++, (*extents)++) {
        if (!add_extent(merge, *by_keys == NULL ? "" : *by_keys, *extents, watermark_us, error))
            return false;
        *by_keys += (*extents)->by_len;
    }
    for (uint32_t i = 0; i < head->len; i++, at += stride) {
        DeltaGroup *from = (void *)at;

        assert(from->id <= table->keys->len);
        if (from->id == table->keys->len)
            add_key(merge, table, from, keys);
        if (!add_group(merge, table->keys->pdata[from->id], from, &head->window, watermark_us,
                       error))
            return false;
    }
    return true;
}

static int compare_ends(const void *a_at, const void *b_at)
{
    const MergeWindow *a = *(MergeWindow *const *)a_at, *b = *(MergeWindow *const *)b_at;

    return (a->span.end_us > b->span.end_us) - (a->span.end_us < b->span.end_us);
}

/* Some more than are retained may gather before it is worth to look for the oldest. */
void merge_session_forget(Merge *merge)
{
    int64_t retain = merge->options.windows_retain;
    g_autoptr(GPtrArray) closed = NULL;
    int64_t closed_len = (int64_t)merge->windows->len - merge_open_windows(merge);

    if (retain < 0 || closed_len <= retain + retain / 4 + 1)
        return;
    closed = g_ptr_array_new();
    for (guint i = 0; i < merge->windows->len; i++) {
        MergeWindow *session = merge->windows->pdata[i];

        if (session->is_closed)
            g_ptr_array_add(closed, session);
    }
    g_ptr_array_sort(closed, compare_ends);
    for (guint i = 0; i + retain < closed->len; i++) {
        leave(merge, closed->pdata[i]);
        g_ptr_array_remove_fast(merge->windows, closed->pdata[i]);
        merge_end_window(merge, closed->pdata[i]);
    }
}
