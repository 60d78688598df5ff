#include "push/request.h"

#include <jansson.h>
#include <string.h>

static bool read_view(const json_t *value, Request *request)
{
    const char *token = json_string_value(value);

    if (token == NULL || json_string_length(value) != HUB_SECRET_LEN ||
        strspn(token, "0123456789abcdef") != HUB_SECRET_LEN)
        return false;
    memcpy(request->token, token, HUB_SECRET_LEN + 1);
    return true;
}

static bool read_ack(const json_t *value, Request *request)
{
    if (!json_is_integer(value) || json_integer_value(value) <= 0)
        return false;
    request->seq = (uint64_t)json_integer_value(value);
    return true;
}

/* true is for the channel's stream, a number for the stream of a row. */
static bool read_order(const json_t *value, Request *request)
{
    if (json_is_true(value))
        return true;
    if (!json_is_integer(value) || json_integer_value(value) <= 0)
        return false;
    request->row = (uint64_t)json_integer_value(value);
    return true;
}

static const struct {
    const char *name;
    RequestKind kind;
    HubOrder order;
    bool (*read)(const json_t *value, Request *request);
} requests[] = {
    {"view",   REQUEST_VIEW,  0,                read_view },
    {"ack",    REQUEST_ACK,   0,                read_ack  },
    {"stop",   REQUEST_ORDER, HUB_ORDER_STOP,   read_order},
    {"pause",  REQUEST_ORDER, HUB_ORDER_PAUSE,  read_order},
    {"resume", REQUEST_ORDER, HUB_ORDER_RESUME, read_order},
};

Request request_read(const char *text, size_t text_len)
{
    json_t *object = text_len <= HUB_REQUEST_BYTES_MAX
                         ? json_loadb(text, text_len, JSON_REJECT_DUPLICATES, NULL)
                         : NULL;
    Request request = {.kind = REQUEST_BAD};

    for (size_t i = 0; json_object_size(object) == 1 && i < G_N_ELEMENTS(requests); i++) {
        const json_t *value = json_object_get(object, requests[i].name);

        if (value != NULL && requests[i].read(value, &request))
            request.kind = requests[i].kind, request.order = requests[i].order;
    }
    json_decref(object);
    return request;
}
