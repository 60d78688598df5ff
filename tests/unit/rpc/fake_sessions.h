#pragma once
/*
 * Sessions for tests of rpc/: they note what they are asked and answer what the test has set. The
 * session room's own functions are not linked, because these have their names.
 */
#include <glib.h>
#include <pthread.h>

#include "base/fail.h"
#include "session/session.h"

struct Sessions {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GString *calls;    /* @lock: one line a call */
    const char *code;  /* what interpret() answers */
    const char *data;  /* its only message; NULL for none */
    bool blocks;       /* @lock: interpret() waits for a cancel */
    bool is_cancelled; /* @lock */
};

static Sessions *fake_sessions_new(void)
{
    Sessions *sessions = g_new0(Sessions, 1);

    pthread_mutex_init(&sessions->lock, NULL);
    pthread_cond_init(&sessions->changed, NULL);
    sessions->calls = g_string_new(NULL);
    sessions->code = "SUCCESS";
    sessions->data = "one\n1\n";
    return sessions;
}

static void note_call(Sessions *sessions, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note_call(Sessions *sessions, const char *format, ...)
{
    va_list args;

    pthread_mutex_lock(&sessions->lock);
    va_start(args, format);
    g_string_append_vprintf(sessions->calls, format, args);
    va_end(args);
    g_string_append_c(sessions->calls, '\n');
    pthread_cond_broadcast(&sessions->changed);
    pthread_mutex_unlock(&sessions->lock);
}

/* (owned) What was called since the last time. */
static inline char *fake_sessions_calls(Sessions *sessions)
{
    char *calls;

    pthread_mutex_lock(&sessions->lock);
    calls = g_strdup(sessions->calls->str);
    g_string_set_size(sessions->calls, 0);
    pthread_mutex_unlock(&sessions->lock);
    return calls;
}

/* Wait until a call that holds @part has been made; false after 10 s. */
static inline bool fake_sessions_wait(Sessions *sessions, const char *part)
{
    struct timespec until;
    bool found;
    int reason = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    pthread_mutex_lock(&sessions->lock);
    while ((found = strstr(sessions->calls->str, part) != NULL) == false && reason == 0)
        reason = pthread_cond_timedwait(&sessions->changed, &sessions->lock, &until);
    pthread_mutex_unlock(&sessions->lock);
    return found;
}

Sessions *sessions_new(const char *binary, Publisher *publisher, GError **error)
{
    (void)binary, (void)publisher, (void)error;
    return fake_sessions_new();
}

void sessions_free(Sessions *sessions)
{
    if (sessions == NULL)
        return;
    pthread_cond_destroy(&sessions->changed);
    pthread_mutex_destroy(&sessions->lock);
    g_string_free(sessions->calls, TRUE);
    g_free(sessions);
}

static void message_free(void *at)
{
    SessionMessage *message = at;

    g_free(message->data);
    g_free(message);
}

void session_result_free(SessionResult *result)
{
    if (result == NULL)
        return;
    g_ptr_array_unref(result->messages);
    g_free(result);
}

void sessions_set_server(Sessions *sessions, const SessionServer *server)
{
    note_call(sessions, "server %s", server->host);
}

void sessions_tick(Sessions *sessions)
{
    (void)sessions;
}

void sessions_configure(Sessions *sessions, GHashTable *properties)
{
    note_call(sessions, "configure %u %s", g_hash_table_size(properties),
              (const char *)g_hash_table_lookup(properties, "a"));
}

static void wait_for_cancel(Sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    while (sessions->blocks && !sessions->is_cancelled)
        pthread_cond_wait(&sessions->changed, &sessions->lock);
    pthread_mutex_unlock(&sessions->lock);
}

SessionResult *session_interpret(Sessions *sessions, const SessionRequest *request)
{
    SessionResult *result = g_new0(SessionResult, 1);

    note_call(sessions, "interpret %s %s %s %s '%s' %u a=%s recovery=%d", request->session_id,
              request->note_id, request->paragraph_id, request->user, request->text,
              g_hash_table_size(request->properties),
              (const char *)g_hash_table_lookup(request->properties, "a"), request->is_recovery);
    wait_for_cancel(sessions);
    result->code = sessions->code;
    result->messages = g_ptr_array_new_with_free_func(message_free);
    if (sessions->data != NULL) {
        SessionMessage *message = g_new0(SessionMessage, 1);

        message->type = "TABLE";
        message->data = g_strdup(sessions->data);
        g_ptr_array_add(result->messages, message);
    }
    return result;
}

void session_cancel(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    note_call(sessions, "cancel %s %s", note_id, paragraph_id);
    pthread_mutex_lock(&sessions->lock);
    sessions->is_cancelled = true;
    pthread_cond_broadcast(&sessions->changed);
    pthread_mutex_unlock(&sessions->lock);
}

const char *session_status(Sessions *sessions, const char *session_id, const char *paragraph_id)
{
    note_call(sessions, "status %s %s", session_id, paragraph_id);
    return "RUNNING";
}

int session_progress(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    note_call(sessions, "progress %s %s", note_id, paragraph_id);
    return 140;
}

void session_close(Sessions *sessions, const char *session_id)
{
    note_call(sessions, "close %s", session_id);
}

void session_object_added(Sessions *sessions, const char *note_id, const char *paragraph_id,
                          const char *name, const char *json)
{
    note_call(sessions, "object %s %s %s %s", note_id, paragraph_id, name, json);
}

void session_paragraph_removed(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    note_call(sessions, "removed %s %s", note_id, paragraph_id);
}

void session_paragraph_lost(Sessions *sessions, const char *note_id, const char *paragraph_id)
{
    note_call(sessions, "lost %s %s", note_id, paragraph_id);
}

void sessions_stop_all(Sessions *sessions)
{
    note_call(sessions, "stop_all");
}

#include "unit/rpc/fake_complete.h"
