#include "session/run.h"

#include <assert.h>

#include "base/secret.h"
#include "base/time_ms.h"
#include "session/message.h"
#include "session/panel.h"

static void free_part(void *part)
{
    part_free(part);
}

char *run_key(const char *note_id, const char *paragraph_id)
{
    return g_strconcat(note_id, "\n", paragraph_id, NULL);
}

Run *run_new(const SessionRequest *request)
{
    Run *run = g_new0(Run, 1);

    run->refs = 1;
    run->key = run_key(request->note_id, request->paragraph_id);
    run->session_id = g_strdup(request->session_id);
    run->note_id = g_strdup(request->note_id);
    run->paragraph_id = g_strdup(request->paragraph_id);
    run->user = g_strdup(request->user != NULL ? request->user : "");
    secret_fill(run->nonce, RUN_NONCE_LEN);
    run->is_anonymous = g_strcmp0(request->user, "anonymous") == 0;
    run->parts = g_ptr_array_new_with_free_func(free_part);
    run->is_in_interpret = true;
    return run;
}

Run *run_ref(Run *run)
{
    g_atomic_int_inc(&run->refs);
    return run;
}

void run_unref(Run *run)
{
    if (run == NULL || !g_atomic_int_dec_and_test(&run->refs))
        return;
    g_ptr_array_unref(run->parts);
    session_result_free(run->result);
    g_free(run->key);
    g_free(run->session_id);
    g_free(run->note_id);
    g_free(run->paragraph_id);
    g_free(run->user);
    g_free(run);
}

Place run_where(const Run *run)
{
    return (Place){run->note_id, run->paragraph_id, run->nonce, run->live};
}

Part *run_add_part(Run *run)
{
    Part *part = part_new();

    g_ptr_array_add(run->parts, part);
    return part;
}

bool run_is_finished(const Run *run)
{
    if (run->is_in_interpret)
        return false;
    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        if (part->panel > 0 && part->view != PART_CLOSED)
            return false;
    }
    return true;
}

bool run_is_placed(const Run *run)
{
    for (guint i = 0; i < run->parts->len; i++) {
        if (((const Part *)g_ptr_array_index(run->parts, i))->view != PART_UNSEEN)
            return !run->is_gone;
    }
    return false;
}

static bool will_never_begin(const Stream *stream)
{
    return stream->since_ms == 0 && stream->stopped_by != NULL;
}

bool run_has_live(const Run *run)
{
    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        if (part->panel > 0 && !stream_is_over(part->stream) && !will_never_begin(part->stream))
            return true;
    }
    return false;
}

static bool is_waiting(const Part *part)
{
    return part->panel > 0 && part->stream->state == STREAM_WAITING;
}

static bool is_to_be_placed(const Part *part)
{
    return part->view == PART_UNSEEN || (part->view == PART_SKETCHED && !is_waiting(part));
}

/* The objects that the run before had more of. */
static void remove_objects(const Run *run, Outbox *outbox)
{
    for (int i = run->panels + 1; i <= run->panels_before; i++) {
        g_autofree char *object = panel_object(i);

        outbox_take_object(outbox, OUTBOX_REMOVE_OBJECT, object, NULL);
    }
}

Outbox *run_place(Run *run, bool with_outputs)
{
    g_autoptr(Outbox) outbox = outbox_new();
    const Place place = run_where(run);
    int slot = 0;

    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        if (!part_is_decided(part))
            break;
        part->slot = slot;
        slot += (int)part_slots(part);
        if (!is_to_be_placed(part))
            continue;
        part->next_view = is_waiting(part) ? PART_SKETCHED : PART_SHOWN;
        part_place(part, &place, with_outputs, time_monotonic_ms(), outbox);
    }
    run->has_lost_outputs = !with_outputs;
    remove_objects(run, outbox);
    run->panels_before = MIN(run->panels_before, run->panels);
    return outbox_is_empty(outbox) ? NULL : g_steal_pointer(&outbox);
}

int run_next_slot(const Run *run)
{
    size_t slot = 0;

    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        slot += part_is_decided(part) ? part_slots(part) : 0;
    }
    return (int)slot;
}

void run_set_placed(Run *run)
{
    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        part->view = MAX(part->view, part->next_view);
    }
}

bool run_restore_outputs(Run *run, Outbox *outbox)
{
    const Place place = run_where(run);

    if (!run->has_lost_outputs)
        return false;
    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        if (part_is_decided(part))
            part_restore(part, &place, outbox);
    }
    run->has_lost_outputs = false;
    return true;
}

void run_lose_server(Run *run, int64_t now_ms)
{
    run->has_lost_outputs = !run->is_in_interpret;
    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        if (part->panel == 0 || part->view != PART_SHOWN)
            continue;
        part->is_object_lost = part->is_stale = true;
        lease_sign(&part->lease, now_ms);
    }
}

Outbox *run_place_again(Run *run)
{
    const Place place = run_where(run);
    Outbox *outbox = outbox_new();

    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        if (part->view == PART_SKETCHED || part->view == PART_SHOWN)
            part_place(part, &place, true, time_monotonic_ms(), outbox);
    }
    run_lose_server(run,
                    time_monotonic_ms()); /* an update that overtakes these calls adds them too */
    return outbox;
}

Outbox *run_end_shown(const Run *run)
{
    Outbox *outbox = outbox_new();

    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        if (part->panel == 0 || part->view != PART_SHOWN || !stream_is_over(part->stream))
            continue;
        part_end_object(part, outbox);
        part_end_outputs(part, outbox);
        outbox_add_checkpoint(outbox);
    }
    return outbox;
}

void run_close_parts(Run *run, bool all)
{
    for (guint i = 0; i < run->parts->len; i++) {
        Part *part = g_ptr_array_index(run->parts, i);

        if (all || part->view != PART_SHOWN)
            part->view = PART_CLOSED;
    }
}

SessionResult *run_result(const Run *run, bool is_final)
{
    GPtrArray *messages = messages_new();
    const Place place = run_where(run);
    bool has_failed = run->has_failed;

    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        part_add_messages(part, &place, is_final, messages);
        has_failed = has_failed || (part->stream != NULL && part->stream->state == STREAM_FAILED);
    }
    return result_take(has_failed ? "ERROR" : "SUCCESS", messages);
}

int run_progress(const Run *run)
{
    const Part *last =
        run->parts->len > 0 ? g_ptr_array_index(run->parts, run->parts->len - 1) : NULL;
    double done = (double)run->statements_done;

    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        if (part->is_foreground && !stream_is_over(part->stream))
            done--; /* endless: it keeps the paragraph running, and is never nearer to its end */
    }
    if (last != NULL && !part_is_decided(last) && last->stream != NULL)
        done += stream_fraction(last->stream);
    if (run->statements_len == 0)
        return 0;
    return CLAMP((int)(100 * done / (double)run->statements_len), 0, 100);
}

static void unref_stream(void *stream)
{
    stream_unref(stream);
}

GPtrArray *run_stop(Run *run, const char *by)
{
    GPtrArray *streams = g_ptr_array_new_with_free_func(unref_stream);

    for (guint i = 0; i < run->parts->len; i++) {
        const Part *part = g_ptr_array_index(run->parts, i);

        if (part->stream == NULL || stream_is_over(part->stream))
            continue;
        stream_set_stopping(part->stream, by);
        g_ptr_array_add(streams, stream_ref(part->stream));
    }
    return streams;
}
