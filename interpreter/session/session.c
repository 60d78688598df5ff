#include "session/session.h"

#include "base/log.h"
#include "base/time_ms.h"
#include "session/listing.h"
#include "session/panel.h"
#include "session/registry.h"

EventCandidates *session_complete(Sessions *sessions, const SessionQuestion *question)
{
    g_autofree char *asker =
        g_strjoin("\n", question->session_id, question->note_id, question->paragraph_id, NULL);
    g_autoptr(ConfigSet) set = NULL;
    g_autoptr(EventViews) views = NULL;
    EventCandidates *candidates = NULL;
    CommandAsk ask = {.what = question->is_settings ? COMMAND_ASK_SETTINGS : COMMAND_ASK_TEXT,
                      .text = (char *)question->text,
                      .cursor_bytes = (int64_t)question->cursor_bytes};
    bool may_ask;

    registry_lock(sessions);
    sessions->callers++;
    may_ask = !sessions->is_closing && sessions->base_failure == NULL &&
              strlen(question->text) <= EVENT_QUESTION_BYTES_MAX;
    set = settings_book_merge(sessions->settings, question->session_id, question->note_id,
                              sessions->base, NULL, NULL);
    views = settings_book_views(sessions->settings, question->session_id, question->note_id);
    registry_unlock(sessions);

    ask.views = views;
    if (may_ask && set != NULL)
        candidates = catalogs_ask(sessions->catalogs, asker, set, &ask);

    registry_lock(sessions);
    sessions->callers--;
    registry_moved(sessions);
    registry_unlock(sessions);
    return candidates != NULL ? candidates : event_candidates_new();
}

/* @lock held. Marks the run and its streams as stopping. Returns (owned) streams to be told. */
static GPtrArray *stop_run(Sessions *sessions, Run *run, const char *by)
{
    GPtrArray *streams = run_stop(run, by);

    if (run->is_in_interpret && !run->is_cancelled) {
        run->is_cancelled = true;
        run->cancelled_at_ms = time_monotonic_ms();
    }
    registry_moved(sessions);
    return streams;
}

void session_cancel(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    GPtrArray *streams = NULL;
    Run *run;

    registry_lock(sessions);
    run = registry_find(sessions, note_id, paragraph_id);
    if (run != NULL && (run->is_in_interpret || run_has_live(run))) {
        streams = stop_run(sessions, run, "a cancel");
    } else if (run == NULL) { /* else it is just ending, and needs no cancel any more */
        g_autofree char *key = run_key(note_id, paragraph_id);

        registry_add_early_cancel(sessions, key, time_monotonic_ms());
    }
    registry_unlock(sessions);
    if (streams != NULL)
        registry_tell_stop(streams);
}

const char *session_status(Sessions *sessions, const char *session_id, const char *paragraph_id)
{
    const char *status = "UNKNOWN";
    GHashTableIter iter;
    void *value;

    registry_lock(sessions);
    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Run *run = value;

        if (run->is_in_interpret && strcmp(run->paragraph_id, paragraph_id) == 0 &&
            strcmp(run->session_id, session_id) == 0)
            status = "RUNNING";
    }
    registry_unlock(sessions);
    return status;
}

int session_progress(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    const Run *run;
    int progress;

    registry_lock(sessions);
    run = registry_find(sessions, note_id, paragraph_id);
    progress = run != NULL && run->is_in_interpret ? run_progress(run) : 0;
    registry_unlock(sessions);
    return progress;
}

/* @lock held. (owned) Streams to be told, of all runs of the session; NULL is every session. */
static GPtrArray *stop_runs(Sessions *sessions, const char *session_id, const char *by)
{
    GPtrArray *all = NULL;
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Run *run = value;
        GPtrArray *streams;

        if (session_id != NULL && strcmp(run->session_id, session_id) != 0)
            continue;
        streams = stop_run(sessions, run, by);
        if (all == NULL)
            all = streams;
        else
            g_ptr_array_extend_and_steal(all, streams);
    }
    return all;
}

void session_close(Sessions *sessions, const char *session_id)
{
    GPtrArray *streams;

    registry_lock(sessions);
    streams = stop_runs(sessions, session_id, "the end of its session");
    settings_book_forget(sessions->settings, session_id);
    registry_unlock(sessions);
    if (streams != NULL)
        registry_tell_stop(streams);
}

/* @lock held: the panel whose object that is, by what names it; NULL if it is none's. */
static Part *find_panel(const Run *run, const char *name, char *(*name_of)(int number))
{
    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);
        g_autofree char *own = part->panel > 0 ? name_of(part->panel) : NULL;

        if (own != NULL && strcmp(own, name) == 0 && !stream_is_over(part->stream))
            return part;
    }
    return NULL;
}

/* @lock held. The buttons carry the run's nonce: what an earlier run has left in the note's file
 * comes back with every opening of the page. (owned) A stream to be told to stop, or NULL. */
static Stream *take_object(Run *run, const char *name, const char *json, int64_t now_ms)
{
    g_autofree char *nonce = g_strdup_printf("\"%s\"", run->nonce);
    bool is_ours = strcmp(json, nonce) == 0;
    Part *part;

    if ((part = find_panel(run, name, panel_object)) != NULL)
        lease_open(&part->lease, now_ms);
    if (is_ours && (part = find_panel(run, name, panel_need)) != NULL) {
        lease_sign(&part->lease, now_ms);
        part->is_stale = true;
    }
    if (!is_ours || (part = find_panel(run, name, panel_stop)) == NULL)
        return NULL;
    stream_set_stopping(part->stream, "the stop button");
    log_line("session: stop button note=%s paragraph=%s object=%s", run->note_id, run->paragraph_id,
             name);
    return stream_ref(part->stream);
}

void session_object_added(Sessions *sessions, const char *note_id, const char *paragraph_id,
                          const char *name, const char *json)
{
    Stream *stream = NULL;
    Run *run;

    registry_lock(sessions);
    run = registry_find(sessions, note_id, paragraph_id);
    if (run != NULL) {
        stream = take_object(run, name, json, time_monotonic_ms());
        pthread_cond_signal(&sessions->pace);
    }
    registry_unlock(sessions);
    if (stream != NULL && stream->worker != NULL)
        worker_stop(stream->worker);
    stream_unref(stream);
}

static void end_silently(Sessions *sessions, const char *note_id, const char *paragraph_id,
                         const char *by)
{
    GPtrArray *streams = NULL;
    Run *run;

    registry_lock(sessions);
    run = registry_find(sessions, note_id, paragraph_id);
    if (run != NULL) {
        run->is_gone = true;
        streams = run_stop(run, by);
        log_line("session: paragraph gone note=%s paragraph=%s", note_id, paragraph_id);
        registry_drop_if_finished(sessions, run);
        registry_moved(sessions);
    }
    registry_unlock(sessions);
    if (streams != NULL)
        registry_tell_stop(streams);
}

void session_paragraph_removed(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    end_silently(sessions, note_id, paragraph_id, "the removal of its paragraph");
}

void session_paragraph_lost(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    end_silently(sessions, note_id, paragraph_id, "the loss of its paragraph");
}

/* @lock held. (owned) References to all runs. */
static GPtrArray *list_runs(Sessions *sessions)
{
    GPtrArray *runs = g_ptr_array_new();
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_ptr_array_add(runs, run_ref(value));
    return runs;
}

void sessions_server_renewed(Sessions *sessions)
{
    g_autofree char *url = NULL;
    GHashTableIter iter;
    void *value;

    registry_lock(sessions);
    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        run_lose_server(value, time_monotonic_ms());
    if (sessions->page != NULL)
        url = listing_page_link(sessions);
    registry_moved(sessions);
    registry_unlock(sessions);
    if (url != NULL)
        sessions->publisher->fns->set_page(sessions->publisher, url);
}

/* Beside the catalogs: what viewers were refused, and why, for the operator who wonders. */
void sessions_tick(Sessions *sessions)
{
    HubCounts counts, *old = &sessions->refusals;
    Live *live;

    catalogs_tick(sessions->catalogs, time_monotonic_ms());

    registry_lock(sessions);
    listing_tick(sessions);
    live = sessions->live;
    registry_unlock(sessions);
    if (live == NULL || time_monotonic_ms() - sessions->refusals_at_ms < REGISTRY_REFUSALS_MS)
        return;
    hub_get_counts(live_hub(live), &counts);
    if (memcmp(&counts.refused_path, &old->refused_path,
               sizeof counts - G_STRUCT_OFFSET(HubCounts, refused_path)) == 0)
        return;
    *old = counts;
    sessions->refusals_at_ms = time_monotonic_ms();
    log_line("session: live view refused path=%" G_GUINT64_FORMAT " probe=%" G_GUINT64_FORMAT
             " origin=%" G_GUINT64_FORMAT " protocol=%" G_GUINT64_FORMAT " token=%" G_GUINT64_FORMAT
             " message=%" G_GUINT64_FORMAT " full=%" G_GUINT64_FORMAT " silent=%" G_GUINT64_FORMAT,
             counts.refused_path, counts.refused_probe, counts.refused_origin,
             counts.refused_protocol, counts.refused_token, counts.refused_message,
             counts.refused_full, counts.silent);
}

void sessions_stop_all(Sessions *sessions)
{
    int64_t deadline_ms = time_monotonic_ms() + REGISTRY_STOP_ALL_MS;
    g_autoptr(GPtrArray) runs = NULL;
    GPtrArray *streams;

    registry_lock(sessions);
    runs = list_runs(sessions);
    streams = stop_runs(sessions, NULL, "the end of the interpreter");
    registry_unlock(sessions);
    if (streams != NULL)
        registry_tell_stop(streams);

    registry_lock(sessions);
    while (g_hash_table_size(sessions->runs) > 0 && registry_wait(sessions, deadline_ms))
        ;
    registry_unlock(sessions);
    for (guint i = 0; i < runs->len; i++) {
        Run *run = g_ptr_array_index(runs, i);
        bool is_placed;

        registry_lock(sessions);
        is_placed = run_is_placed(run);
        registry_unlock(sessions);
        if (is_placed && time_monotonic_ms() < deadline_ms)
            sessions->publisher->fns->flush(sessions->publisher, run->note_id, run->paragraph_id);
        run_unref(run);
    }
}
