#include "session/message.h"

#include "session/cell.h"

static void message_free(void *data)
{
    SessionMessage *message = data;

    g_free(message->data);
    g_free(message);
}

GPtrArray *messages_new(void)
{
    return g_ptr_array_new_with_free_func(message_free);
}

void messages_take(GPtrArray *messages, const char *type, char *data)
{
    SessionMessage *message = g_new0(SessionMessage, 1);

    message->type = type;
    message->data = data;
    g_ptr_array_add(messages, message);
}

void messages_add_text(GPtrArray *messages, const char *data)
{
    messages_take(messages, "TEXT", cell_clean_text(data));
}

void messages_add_copies(GPtrArray *messages, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++) {
        const SessionMessage *message = g_ptr_array_index(from, i);

        messages_take(messages, message->type, g_strdup(message->data));
    }
}

SessionResult *result_take(const char *code, GPtrArray *messages)
{
    SessionResult *result = g_new0(SessionResult, 1);

    result->code = code;
    result->messages = messages;
    return result;
}

SessionResult *result_copy(const SessionResult *result)
{
    GPtrArray *messages = messages_new();

    messages_add_copies(messages, result->messages);
    return result_take(result->code, messages);
}

SessionResult *result_error(const char *text)
{
    GPtrArray *messages = messages_new();

    messages_add_text(messages, text);
    return result_take("ERROR", messages);
}

void session_result_free(SessionResult *result)
{
    if (result == NULL)
        return;
    g_ptr_array_unref(result->messages);
    g_free(result);
}
