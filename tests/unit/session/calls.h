#pragma once
/*
 * Calls of session_interpret(), here or on threads of their own, and their results as one text.
 */
#include "unit/session/said.h"

static inline SessionRequest request_of(const char *paragraph, const char *text)
{
    return (SessionRequest){.session_id = "s",
                            .note_id = "n",
                            .paragraph_id = paragraph,
                            .user = "anonymous",
                            .text = text};
}

/* session_interpret() in note "n", session "s". */
static inline SessionResult *fake_interpret(Fake *fake, const char *paragraph, const char *text)
{
    SessionRequest request = request_of(paragraph, text);

    return session_interpret(fake->sessions, &request);
}

/* sessions_configure() with that property besides those that keep a test to itself: no live view,
 * or with @ports "0" one on any port. */
static inline void fake_configure(Fake *fake, const char *ports, const char *name,
                                  const char *value)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);

    g_hash_table_insert(properties, (char *)"zeppelin.kafka.live_ports", (char *)ports);
    if (name != NULL)
        g_hash_table_insert(properties, (char *)name, (char *)value);
    sessions_configure(fake->sessions, properties);
}

typedef struct Call {
    Fake *fake;
    SessionRequest request;
    SessionResult *result;
    int64_t returned_ms; /* monotonic */
    pthread_t thread;
} Call;

static inline void *call_main(void *user)
{
    Call *call = user;

    call->result = session_interpret(call->fake->sessions, &call->request);
    call->returned_ms = time_monotonic_ms();
    return NULL;
}

/* The same on a thread; @call lives until call_join(). */
static inline void call_start(Call *call, Fake *fake, SessionRequest request)
{
    *call = (Call){.fake = fake, .request = request};
    if (pthread_create(&call->thread, NULL, call_main, call) != 0)
        g_error("no thread");
}

static inline SessionResult *call_join(Call *call)
{
    pthread_join(call->thread, NULL);
    return call->result;
}

/* Until the script of a worker wrote its mark; false at the deadline. */
static inline bool fake_wait_mark(Fake *fake, const char *name)
{
    g_autofree char *file = g_strconcat("mark-", name, NULL);
    g_autofree char *path = g_build_filename(fake->scripted->folder, file, NULL);
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;

    while (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        if (time_monotonic_ms() > deadline_ms)
            return false;
        g_thread_yield();
    }
    return true;
}

/* Until no process of the pool is left. */
static inline bool pool_wait_empty(WorkerPool *pool)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;

    while (worker_pool_len(pool) > 0) {
        if (time_monotonic_ms() > deadline_ms)
            return false;
        g_thread_yield();
    }
    return true;
}

/* Until so many threads are inside session_interpret(), and have got to where they wait. */
static inline bool fake_wait_callers(Fake *fake, int callers)
{
    int64_t deadline_ms = time_monotonic_ms() + DEADLINE_MS;
    int seen = -1;

    while (seen != callers && time_monotonic_ms() < deadline_ms) {
        g_thread_yield();
        registry_lock(fake->sessions);
        seen = fake->sessions->callers;
        registry_unlock(fake->sessions);
    }
    return seen == callers;
}

/* @lock held. The first part of the paragraph in note "n". */
static inline Part *fake_part(Fake *fake, const char *paragraph)
{
    return registry_find(fake->sessions, "n", paragraph)->parts->pdata[0];
}

/* A page of note "n" sends the object, with the text as its JSON. */
static inline void fake_press(Fake *fake, const char *paragraph, const char *name, const char *text)
{
    g_autofree char *json = g_strdup_printf("\"%s\"", text);

    session_object_added(fake->sessions, "n", paragraph, name, json);
}

/* What a panel that runs gives to an answer, without our own live view. */
#define PANEL "HTML:|ANGULAR:panel|SAVED"

/* (owned) "TYPE:data", with a name in place of what differs between runs. @in_panel: after the
 * template of a panel, whose last slot is the saved table, or nothing as long as no rows have come:
 * which of the two is a matter of moments. */
static inline char *message_text(const SessionMessage *message, bool in_panel)
{
    bool is_html = strcmp(message->type, "HTML") == 0;

    if (strcmp(message->type, "ANGULAR") == 0)
        return g_strdup("ANGULAR:panel");
    if (is_html && g_str_has_prefix(message->data, "<div id=\"zk-"))
        return g_strdup("STUB");
    if (is_html && in_panel &&
        (message->data[0] == '\0' || g_str_has_prefix(message->data, "<div class=\"zk-saved-")))
        return g_strdup("SAVED");
    return g_strdup_printf("%s:%s", message->type, message->data);
}

/* "CODE TYPE:data|TYPE:data", with what differs between runs left out. (owned) */
static inline char *result_text(const SessionResult *result)
{
    GString *text = g_string_new(result->code);
    bool in_panel = false;

    for (guint i = 0; i < result->messages->len; i++) {
        const SessionMessage *message = g_ptr_array_index(result->messages, i);
        g_autofree char *said = message_text(message, in_panel);

        g_string_append_printf(text, "%s%s", i == 0 ? " " : "|", said);
        if (strcmp(message->type, "ANGULAR") == 0)
            in_panel = true;
        else if (strcmp(message->type, "HTML") == 0)
            in_panel = false;
    }
    return g_string_free(text, FALSE);
}

#define RESULT_IS(result, expected)                                                                \
    do {                                                                                           \
        g_autoptr(SessionResult) result_ = (result);                                               \
        g_autofree char *text_ = result_text(result_);                                             \
        UNIT_EQUALS_TEXT(text_, expected);                                                         \
    } while (0)

#define RESULT_HOLDS(result, code_, part)                                                          \
    do {                                                                                           \
        g_autoptr(SessionResult) result_ = (result);                                               \
        g_autofree char *text_ = result_text(result_);                                             \
        g_autofree char *why_ =                                                                    \
            g_strdup_printf("wanted %s with '%s', got %s", code_, part, text_);                    \
        UNIT_CHECK(strcmp(result_->code, code_) == 0 && strstr(text_, part) != NULL, why_);        \
    } while (0)
