#include "rpc/handler.h"

#include <jansson.h>
#include <poll.h>
#include <pthread.h>

#include "base/log.h"
#include "rpc/cursor.h"
#include "rpc/server.h"

#define RECOVER_PROPERTY "isRecover"
#define USER_DEFAULT "anonymous"

/* An interpret() that has not returned. */
typedef struct Running {
    int fd;                             /* (borrowed) its caller's, open while the call runs */
    const char *note_id, *paragraph_id; /* (borrowed) from its request */
} Running;

struct Handler {
    WireInterpreterServiceHandler parent;
    Sessions *sessions; /* borrowed */
    HandlerHooks hooks;
    pthread_mutex_t lock;
    GHashTable *running; /* (owned) @lock: Running*, borrowed from the calls */
};

struct HandlerClass {
    WireInterpreterServiceHandlerClass parent;
};

G_DEFINE_TYPE(Handler, handler, WIRE_TYPE_INTERPRETER_SERVICE_HANDLER)

/* How a GObject's methods look: (object, arguments, declared exception, error). */
#define METHOD(name, ...)                                                                          \
    static gboolean name(WireInterpreterServiceIf *object, __VA_ARGS__,                            \
                         WireRpcException **refusal, GError **error)

static Handler *of(WireInterpreterServiceIf *object, WireRpcException **refusal, GError **error)
{
    (void)refusal; /* we have nothing to refuse: what goes wrong is a sentence in a result */
    (void)error;
    return (Handler *)object;
}

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

static void return_text(gchar **to, const char *text)
{
    g_free(*to);
    *to = g_strdup(text);
}

/* ---- the process ------------------------------------------------------------------------------
 */

METHOD(init_process, const GHashTable *properties)
{
    Handler *self = of(object, refusal, error);
    Site site;

    site_init(&site, (GHashTable *)properties);
    self->hooks.configured(self->hooks.user, &site);
    site_done(&site);
    return TRUE;
}

METHOD(reconnect, const gchar *host, const gint32 port)
{
    Handler *self = of(object, refusal, error);

    if (port > 0 && port <= G_MAXUINT16 && text_of(host)[0] != '\0')
        self->hooks.reconnect(self->hooks.user, host, port);
    else
        log_line("rpc: reconnect ignored host=%s port=%d", text_of(host), port);
    return TRUE;
}

static gboolean shutdown_process(WireInterpreterServiceIf *object, GError **error)
{
    Handler *self = of(object, NULL, error);

    self->hooks.shutdown(self->hooks.user);
    return TRUE;
}

/* ---- sessions ---------------------------------------------------------------------------------
 */

METHOD(create_interpreter, const gchar *group, const gchar *session, const gchar *class,
       const GHashTable *properties, const gchar *user)
{
    (void)group, (void)session, (void)class, (void)user;
    sessions_configure(of(object, refusal, error)->sessions, (GHashTable *)properties);
    return TRUE;
}

METHOD(open_session, const gchar *session, const gchar *class)
{
    (void)object, (void)session, (void)class, (void)refusal, (void)error;
    return TRUE;
}

METHOD(close_session, const gchar *session, const gchar *class)
{
    (void)class;
    session_close(of(object, refusal, error)->sessions, session);
    return TRUE;
}

METHOD(get_form_type, gchar **ret_type, const gchar *session, const gchar *class)
{
    (void)object, (void)session, (void)class, (void)refusal, (void)error;
    return_text(ret_type, "SIMPLE");
    return TRUE;
}

/* The classic UI hides every candidate with a `meta` while its setting completionSupport is on, as
 * ours has it (off, it mixes ours with all words of the page): so all is said by the name. */
static void add_completion(GPtrArray *list, const EventCandidate *candidate)
{
    g_autofree char *name =
        g_strconcat(candidate->name, *candidate->help == '\0' ? "" : ": ", candidate->help, NULL);

    g_ptr_array_add(list, g_object_new(WIRE_TYPE_INTERPRETER_COMPLETION, "name", name, "value",
                                       candidate->value, "meta", "", NULL));
}

METHOD(completion, GPtrArray **ret_list, const gchar *session, const gchar *class,
       const gchar *text, const gint32 units, const WireInterpreterContext *context)
{
    g_auto(Cursor) cursor =
        cursor_find(text_of(text), units, text_of(context == NULL ? NULL : context->paragraphText));
    const SessionQuestion question = {
        .session_id = session,
        .note_id = text_of(context == NULL ? NULL : context->noteId),
        .paragraph_id = text_of(context == NULL ? NULL : context->paragraphId),
        .text = cursor.text,
        .cursor_bytes = cursor.bytes,
        .is_settings = cursor.is_settings,
    };
    g_autoptr(EventCandidates) candidates =
        session_complete(of(object, refusal, error)->sessions, &question);

    (void)class;
    if (*ret_list == NULL)
        *ret_list = g_ptr_array_new_with_free_func(g_object_unref);
    for (guint i = 0; i < candidates->list->len; i++)
        add_completion(*ret_list, candidates->list->pdata[i]);
    return TRUE;
}

/* ---- one paragraph ----------------------------------------------------------------------------
 */

/* (owned) The user of {"user": ..}, as the server's authentication info is. */
static char *user_of(const WireInterpreterContext *context)
{
    json_t *info = json_loads(text_of(context->authenticationInfo), 0, NULL);
    const char *user = json_string_value(json_object_get(info, "user"));
    char *copy = g_strdup(user != NULL && user[0] != '\0' ? user : USER_DEFAULT);

    json_decref(info);
    return copy;
}

static bool is_recovery(const WireInterpreterContext *context)
{
    const char *text = context->localProperties != NULL
                           ? g_hash_table_lookup(context->localProperties, RECOVER_PROPERTY)
                           : NULL;

    return text != NULL && g_ascii_strcasecmp(text, "true") == 0;
}

/* (owned) The paragraph's own properties: without the one that is the server's. */
static GHashTable *properties_of(const WireInterpreterContext *context)
{
    GHashTable *copy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    void *name, *text;

    if (context->localProperties == NULL)
        return copy;
    g_hash_table_iter_init(&iter, context->localProperties);
    while (g_hash_table_iter_next(&iter, &name, &text)) {
        if (!g_str_equal(name, RECOVER_PROPERTY))
            g_hash_table_insert(copy, g_strdup(name), g_strdup(text_of(text)));
    }
    return copy;
}

static const char *known_code(const char *code)
{
    static const char *const known[] = {"SUCCESS", "ERROR", "INCOMPLETE", "KEEP_PREVIOUS_RESULT"};

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_strcmp0(code, known[i]) == 0)
            return known[i];
    }
    return "ERROR";
}

static GPtrArray *wire_messages(const SessionResult *result) /* (owned) */
{
    GPtrArray *messages = g_ptr_array_new_with_free_func(g_object_unref);

    for (guint i = 0; result->messages != NULL && i < result->messages->len; i++) {
        const SessionMessage *message = result->messages->pdata[i];

        g_ptr_array_add(messages, g_object_new(WIRE_TYPE_RESULT_MESSAGE, "type", message->type,
                                               "data", text_of(message->data), NULL));
    }
    return messages;
}

/* The server parses these three; it fails at an empty text. */
static const char *json_or_empty(const char *json)
{
    return text_of(json)[0] != '\0' ? json : "{}";
}

static void fill_result(WireInterpreterResult *wire, const SessionResult *result,
                        const WireInterpreterContext *context)
{
    GPtrArray *messages = wire_messages(result);

    g_object_set(wire, "code", known_code(result->code), "msg", messages, "config",
                 json_or_empty(context->config), "gui", json_or_empty(context->gui), "noteGui",
                 json_or_empty(context->noteGui), NULL);
    g_ptr_array_unref(messages);
}

static SessionResult *run(Handler *self, const SessionRequest *request)
{
    Running running = {server_thread_fd(), request->note_id, request->paragraph_id};
    SessionResult *result;

    pthread_mutex_lock(&self->lock);
    g_hash_table_add(self->running, &running);
    pthread_mutex_unlock(&self->lock);

    result = session_interpret(self->sessions, request);

    pthread_mutex_lock(&self->lock);
    g_hash_table_remove(self->running, &running);
    pthread_mutex_unlock(&self->lock);
    return result;
}

METHOD(interpret, WireInterpreterResult **ret_result, const gchar *session, const gchar *class,
       const gchar *text, const WireInterpreterContext *context)
{
    g_autofree char *user = user_of(context);
    g_autoptr(GHashTable) properties = properties_of(context);
    SessionRequest request = {
        .session_id = session,
        .note_id = text_of(context->noteId),
        .paragraph_id = text_of(context->paragraphId),
        .user = user,
        .text = text_of(text),
        .written = text_of(context->paragraphText),
        .gui = text_of(context->gui),
        .note_gui = text_of(context->noteGui),
        .properties = properties,
        .is_recovery = is_recovery(context),
    };
    g_autoptr(SessionResult) result = run(of(object, refusal, error), &request);

    (void)class;
    if (*ret_result == NULL)
        *ret_result = g_object_new(WIRE_TYPE_INTERPRETER_RESULT, NULL);
    fill_result(*ret_result, result, context);
    return TRUE;
}

METHOD(cancel, const gchar *session, const gchar *class, const WireInterpreterContext *context)
{
    (void)session, (void)class;
    session_cancel(of(object, refusal, error)->sessions, text_of(context->noteId),
                   text_of(context->paragraphId));
    return TRUE;
}

METHOD(get_progress, gint32 *ret_percent, const gchar *session, const gchar *class,
       const WireInterpreterContext *context)
{
    int percent = session_progress(of(object, refusal, error)->sessions, text_of(context->noteId),
                                   text_of(context->paragraphId));

    (void)session, (void)class;
    *ret_percent = CLAMP(percent, 0, 100);
    return TRUE;
}

METHOD(get_status, gchar **ret_status, const gchar *session, const gchar *paragraph)
{
    Sessions *sessions = of(object, refusal, error)->sessions;

    return_text(ret_status, session_status(sessions, session, paragraph));
    return TRUE;
}

/* ---- Angular objects --------------------------------------------------------------------------
 */

/* Changed by a page or added by it: which of the two says only whether the object was there. */
METHOD(angular_object_added, const gchar *name, const gchar *note, const gchar *paragraph,
       const gchar *json)
{
    session_object_added(of(object, refusal, error)->sessions, text_of(note), text_of(paragraph),
                         name, text_of(json));
    return TRUE;
}

/* Only the deletion of a paragraph removes our objects. */
METHOD(angular_object_removed, const gchar *name, const gchar *note, const gchar *paragraph)
{
    (void)name;
    if (text_of(paragraph)[0] != '\0')
        session_paragraph_removed(of(object, refusal, error)->sessions, text_of(note), paragraph);
    return TRUE;
}

METHOD(angular_registry_push, const gchar *registry)
{
    (void)object, (void)registry, (void)refusal, (void)error;
    return TRUE;
}

/* ---- what we have nothing of ------------------------------------------------------------------
 */

static gboolean resource_pool_get_all(WireInterpreterServiceIf *object, GPtrArray **ret_list,
                                      WireRpcException **refusal, GError **error)
{
    (void)object, (void)refusal, (void)error;
    if (*ret_list == NULL)
        *ret_list = g_ptr_array_new_with_free_func(g_free);
    return TRUE;
}

METHOD(resource_get, GByteArray **ret_bytes, const gchar *session, const gchar *paragraph,
       const gchar *name)
{
    (void)object, (void)session, (void)paragraph, (void)name, (void)refusal, (void)error;
    if (*ret_bytes == NULL)
        *ret_bytes = g_byte_array_new();
    return TRUE;
}

METHOD(resource_remove, gboolean *ret_removed, const gchar *session, const gchar *paragraph,
       const gchar *name)
{
    (void)object, (void)session, (void)paragraph, (void)name, (void)refusal, (void)error;
    *ret_removed = FALSE;
    return TRUE;
}

METHOD(resource_invoke_method, GByteArray **ret_bytes, const gchar *session, const gchar *paragraph,
       const gchar *name, const gchar *message)
{
    (void)message;
    return resource_get(object, ret_bytes, session, paragraph, name, refusal, error);
}

METHOD(run_application, WireApplicationResult **ret_result, const gchar *instance)
{
    (void)object, (void)instance, (void)refusal, (void)error;
    if (*ret_result == NULL)
        *ret_result = g_object_new(WIRE_TYPE_APPLICATION_RESULT, NULL);
    g_object_set(*ret_result, "success", FALSE, "msg",
                 "The kafka interpreter runs no Zeppelin applications.", NULL);
    return TRUE;
}

METHOD(load_application, WireApplicationResult **ret_result, const gchar *instance,
       const gchar *package, const gchar *session, const gchar *paragraph)
{
    (void)package, (void)session, (void)paragraph;
    return run_application(object, ret_result, instance, refusal, error);
}

/* ---- the object -------------------------------------------------------------------------------
 */

/* Its connection can only be closed by the call's own thread after the call: a running one's
 * descriptor is that connection's for sure while the lock is held. */
void handler_cancel_orphans(Handler *self)
{
    GHashTableIter iter;
    void *key;

    pthread_mutex_lock(&self->lock);
    g_hash_table_iter_init(&iter, self->running);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const Running *running = key;
        struct pollfd state = {.fd = running->fd, .events = POLLRDHUP};

        if (running->fd >= 0 && poll(&state, 1, 0) != 0)
            session_cancel(self->sessions, running->note_id, running->paragraph_id);
    }
    pthread_mutex_unlock(&self->lock);
}

static void handler_finalize(GObject *object)
{
    Handler *self = (Handler *)object;

    g_hash_table_unref(self->running);
    pthread_mutex_destroy(&self->lock);
    G_OBJECT_CLASS(handler_parent_class)->finalize(object);
}

static void handler_class_init(HandlerClass *class)
{
    WireInterpreterServiceHandlerClass *methods = &class->parent;

    G_OBJECT_CLASS(class)->finalize = handler_finalize;
    methods->create_interpreter = create_interpreter;
    methods->init_process = init_process;
    methods->open = open_session;
    methods->close = close_session;
    methods->reconnect = reconnect;
    methods->interpret = interpret;
    methods->cancel = cancel;
    methods->get_progress = get_progress;
    methods->get_form_type = get_form_type;
    methods->completion = completion;
    methods->shutdown = shutdown_process;
    methods->get_status = get_status;
    methods->resource_pool_get_all = resource_pool_get_all;
    methods->resource_get = resource_get;
    methods->resource_remove = resource_remove;
    methods->resource_invoke_method = resource_invoke_method;
    methods->angular_object_update = angular_object_added;
    methods->angular_object_add = angular_object_added;
    methods->angular_object_remove = angular_object_removed;
    methods->angular_registry_push = angular_registry_push;
    methods->load_application = load_application;
    methods->unload_application = run_application;
    methods->run_application = run_application;
}

static void handler_init(Handler *self)
{
    pthread_mutex_init(&self->lock, NULL);
    self->running = g_hash_table_new(NULL, NULL);
}

Handler *handler_new(Sessions *sessions, const HandlerHooks *hooks)
{
    Handler *self = g_object_new(handler_get_type(), NULL);

    self->sessions = sessions;
    self->hooks = *hooks;
    return self;
}

WireInterpreterServiceProcessor *handler_processor_new(Handler *self)
{
    return g_object_new(WIRE_TYPE_INTERPRETER_SERVICE_PROCESSOR, "handler", self, NULL);
}
