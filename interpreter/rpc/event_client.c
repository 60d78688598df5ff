#include "rpc/event_client.h"

#include <assert.h>
#include <jansson.h>
#include <pthread.h>
#include <thrift/c_glib/thrift_application_exception.h>

#include <rpc/wire_event_service.h>

#include "rpc/address.h"
#include "rpc/protocol.h"

struct EventClient {
    pthread_mutex_t lock;
    char *host;         /* (owned) @lock */
    int port;           /* @lock */
    unsigned addresses; /* @lock: how many addresses there have been */
    /* The rest belongs to the calling thread. */
    unsigned connected_to;     /* which of the addresses the connection is to */
    char *local_host;          /* owned */
    WireEventServiceIf *calls; /* (owned) NULL without a connection */
    ThriftProtocol *protocol;  /* (owned) the calls only borrow it */
};

EventClient *event_client_new(const char *host, int port)
{
    EventClient *client = g_new0(EventClient, 1);

    pthread_mutex_init(&client->lock, NULL);
    client->host = g_strdup(host);
    client->port = port;
    return client;
}

static void disconnect(EventClient *client)
{
    g_clear_object(&client->calls);
    g_clear_object(&client->protocol);
}

void event_client_free(EventClient *client)
{
    if (client == NULL)
        return;
    disconnect(client);
    pthread_mutex_destroy(&client->lock);
    g_free(client->host);
    g_free(client->local_host);
    g_free(client);
}

void event_client_set_address(EventClient *client, const char *host, int port)
{
    pthread_mutex_lock(&client->lock);
    g_free(client->host);
    client->host = g_strdup(host);
    client->port = port;
    client->addresses++;
    pthread_mutex_unlock(&client->lock);
}

static void connect_calls(EventClient *client, int fd)
{
    Transport *transport = transport_new_take(fd, EVENT_ANSWER_MS);

    g_free(client->local_host);
    client->local_host = address_of_socket(fd);
    client->protocol = protocol_new(transport);
    client->calls = g_object_new(WIRE_TYPE_EVENT_SERVICE_CLIENT, "input_protocol", client->protocol,
                                 "output_protocol", client->protocol, NULL);
    g_object_unref(transport);
}

bool event_client_connect(EventClient *client, GError **error)
{
    g_autofree char *host = NULL;
    unsigned address;
    int port;
    int fd;

    pthread_mutex_lock(&client->lock);
    host = g_strdup(client->host);
    port = client->port;
    address = client->addresses;
    pthread_mutex_unlock(&client->lock);

    if (client->calls != NULL && client->connected_to == address)
        return true;
    disconnect(client);
    fd = address_connect(host, port, EVENT_CONNECT_MS, error);
    if (fd < 0)
        return fail_prefix(error, "Zeppelin's event service: ");
    connect_calls(client, fd);
    client->connected_to = address;
    return true;
}

char *event_client_local_host(EventClient *client)
{
    assert(client->local_host != NULL);
    return g_strdup(client->local_host);
}

/* An application exception that the server made, not one that the library found in its answer. */
static bool is_servers(const GError *problem)
{
    return problem->domain == THRIFT_APPLICATION_EXCEPTION_ERROR &&
           problem->code != THRIFT_APPLICATION_EXCEPTION_ERROR_INVALID_MESSAGE_TYPE &&
           problem->code != THRIFT_APPLICATION_EXCEPTION_ERROR_WRONG_METHOD_NAME;
}

/**
 * judge() - what an answer means
 * @refusal:  (taken) the declared exception; NULL without one
 * @problem:  (taken) Thrift's error; NULL only if @is_ok
 */
static EventOutcome judge(EventClient *client, const char *call, bool is_ok,
                          WireRpcException *refusal, GError *problem, GError **error)
{
    EventOutcome outcome = EVENT_DONE;

    if (refusal != NULL) {
        fail(error, FAIL_CONFIG, "Zeppelin refused %s: %s", call,
             refusal->errorMessage != NULL ? refusal->errorMessage : "it gives no reason");
        outcome = EVENT_REFUSED;
    } else if (problem != NULL && is_servers(problem)) {
        fail(error, FAIL_CONFIG, "Zeppelin failed at %s: %s", call, problem->message);
        outcome = EVENT_UNKNOWN;
    } else if (!is_ok) {
        fail(error, FAIL_NET, "no answer from Zeppelin to %s: %s", call,
             problem != NULL ? problem->message : "the connection broke");
        outcome = EVENT_BROKEN;
        disconnect(client);
    }
    g_clear_object(&refusal);
    g_clear_error(&problem);
    return outcome;
}

/* The same for every call: connect, call with its arguments, judge. */
#define EVENT_CALL(method, wire_name, ...)                                                         \
    do {                                                                                           \
        WireRpcException *refusal = NULL;                                                          \
        GError *problem = NULL;                                                                    \
        bool is_ok;                                                                                \
                                                                                                   \
        if (!event_client_connect(client, error))                                                  \
            return EVENT_UNREACHABLE;                                                              \
        is_ok =                                                                                    \
            wire_event_service_client_##method(client->calls, __VA_ARGS__, &refusal, &problem) &&  \
            problem == NULL;                                                                       \
        return judge(client, wire_name, is_ok, refusal, problem, error);                           \
    } while (0)

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

static EventOutcome call_register(EventClient *client, const WireRegisterInfo *info, GError **error)
{
    EVENT_CALL(register_interpreter_process, "registerInterpreterProcess", info);
}

EventOutcome event_client_register(EventClient *client, const char *host, int port,
                                   const char *group, GError **error)
{
    WireRegisterInfo *info = g_object_new(WIRE_TYPE_REGISTER_INFO, "host", text_of(host), "port",
                                          port, "interpreterGroupId", text_of(group), NULL);
    EventOutcome outcome = call_register(client, info, error);

    g_object_unref(info);
    return outcome;
}

EventOutcome event_client_unregister(EventClient *client, const char *group, GError **error)
{
    EVENT_CALL(un_register_interpreter_process, "unRegisterInterpreterProcess", text_of(group));
}

EventOutcome event_client_add_object(EventClient *client, const char *group, const char *json,
                                     GError **error)
{
    EVENT_CALL(add_angular_object, "addAngularObject", text_of(group), text_of(json));
}

EventOutcome event_client_update_object(EventClient *client, const char *group, const char *json,
                                        GError **error)
{
    EVENT_CALL(update_angular_object, "updateAngularObject", text_of(group), text_of(json));
}

EventOutcome event_client_remove_object(EventClient *client, const char *group, const char *note,
                                        const char *paragraph, const char *name, GError **error)
{
    EVENT_CALL(remove_angular_object, "removeAngularObject", text_of(group), text_of(note),
               text_of(paragraph), text_of(name));
}

static EventOutcome call_update_output(EventClient *client, const WireOutputUpdate *update,
                                       GError **error)
{
    EVENT_CALL(update_output, "updateOutput", update);
}

EventOutcome event_client_update_output(EventClient *client, const char *note,
                                        const char *paragraph, int index, const char *type,
                                        const char *data, GError **error)
{
    WireOutputUpdate *update = g_object_new(WIRE_TYPE_OUTPUT_UPDATE, "noteId", text_of(note),
                                            "paragraphId", text_of(paragraph), "index", index,
                                            "type", text_of(type), "data", text_of(data), NULL);
    EventOutcome outcome = call_update_output(client, update, error);

    g_object_unref(update);
    return outcome;
}

EventOutcome event_client_checkpoint(EventClient *client, const char *note, const char *paragraph,
                                     GError **error)
{
    EVENT_CALL(checkpoint_output, "checkpointOutput", text_of(note), text_of(paragraph));
}

EventOutcome event_client_set_link(EventClient *client, const char *group, const char *json,
                                   GError **error)
{
    EVENT_CALL(send_paragraph_info, "sendParagraphInfo", text_of(group), text_of(json));
}

static EventOutcome call_send_web_url(EventClient *client, const WireWebUrl *where, GError **error)
{
    EVENT_CALL(send_web_url, "sendWebUrl", where);
}

EventOutcome event_client_set_page(EventClient *client, const char *group, const char *url,
                                   GError **error)
{
    WireWebUrl *where = g_object_new(WIRE_TYPE_WEB_URL, "interpreterGroupId", text_of(group),
                                     "weburl", text_of(url), NULL);
    EventOutcome outcome = call_send_web_url(client, where, error);

    g_object_unref(where);
    return outcome;
}

/* (owned) A flat object. @pairs: names and texts, in turn, ended by NULL */
static char *flat_json(const char *const *pairs)
{
    json_t *object = json_object();
    char *raw, *json;

    for (size_t i = 0; pairs[i] != NULL; i += 2) {
        g_autofree char *valid = g_utf8_make_valid(text_of(pairs[i + 1]), -1);

        json_object_set_new(object, pairs[i], json_string(valid));
    }
    raw = json_dumps(object, JSON_COMPACT);
    assert(raw != NULL); /* valid texts always make an object */
    json = g_strdup(raw);
    free(raw);
    json_decref(object);
    return json;
}

char *event_link_json(const char *note, const char *paragraph, const char *url)
{
    return flat_json((const char *const[]){"noteId", text_of(note), "paraId", text_of(paragraph),
                                           "jobUrl", text_of(url), "label", "LIVE VIEW", "tooltip",
                                           "The live view on a page of its own", NULL});
}

char *event_object_json(const char *note, const char *paragraph, const char *name, const char *text)
{
    return flat_json((const char *const[]){"name", text_of(name), "object", text_of(text), "noteId",
                                           text_of(note), "paragraphId", text_of(paragraph), NULL});
}
