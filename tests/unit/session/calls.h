#pragma once
/*
 * Calls of session_interpret(), here or on threads of their own, and their results as one text.
 */
#include "unit/session/fake.h"

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

/* "CODE TYPE:data|TYPE:data", with what differs between runs left out. (owned) */
static inline char *result_text(const SessionResult *result)
{
    GString *text = g_string_new(result->code);

    for (guint i = 0; i < result->messages->len; i++) {
        const SessionMessage *message = g_ptr_array_index(result->messages, i);

        g_string_append_printf(text, "%s%s:", i == 0 ? " " : "|", message->type);
        if (strcmp(message->type, "ANGULAR") == 0)
            g_string_append(text, "panel");
        else
            g_string_append(text, message->data);
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
