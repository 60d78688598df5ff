/*
 * handler: what each method of the interpreter service asks of the sessions and answers.
 * Method: the generated client, over a socket, to a server in this process with fake sessions.
 */
#include "lib/unit.h"

#include "rpc/protocol.h"
#include "unit/rpc/serving.h"

#define ANSWER_MS 10000

/* A client only borrows its protocol. */
static WireInterpreterServiceIf *client_new_take(int fd,
                                                 ThriftProtocol **ret_protocol) /* (owned) */
{
    Transport *transport = transport_new_take(fd, ANSWER_MS);
    ThriftProtocol *protocol = protocol_new(transport);

    g_object_unref(transport);
    *ret_protocol = protocol;
    return g_object_new(WIRE_TYPE_INTERPRETER_SERVICE_CLIENT, "input_protocol", protocol,
                        "output_protocol", protocol, NULL);
}

static WireInterpreterContext *new_context(void) /* (owned) */
{
    return g_object_new(WIRE_TYPE_INTERPRETER_CONTEXT, "noteId", "note", "paragraphId", "para",
                        "authenticationInfo", "{\"user\":\"ada\",\"roles\":[]}", "config",
                        "{\"c\":1}", "gui", "{\"g\":2}", "noteGui", "{\"n\":3}", NULL);
}

static void put_local(WireInterpreterContext *context, const char *name, const char *text)
{
    g_hash_table_insert(context->localProperties, g_strdup(name), g_strdup(text));
}

/* Everything that a call through the client needs. */
#define WITH_CLIENT                                                                                \
    Serving serving;                                                                               \
    WireInterpreterServiceIf *client;                                                              \
    ThriftProtocol *protocol;                                                                      \
    WireInterpreterContext *context = new_context();                                               \
    WireRpcException *refusal = NULL;                                                              \
    GError *error = NULL;                                                                          \
                                                                                                   \
    UNIT_REQUIRE(serving_start(&serving, 10, NULL));                                               \
    client = client_new_take(serving_connect(&serving), &protocol)

#define END_CLIENT                                                                                 \
    do {                                                                                           \
        CU_ASSERT_PTR_NULL(refusal);                                                               \
        CU_ASSERT_PTR_NULL(error);                                                                 \
        g_object_unref(context);                                                                   \
        g_object_unref(client);                                                                    \
        g_object_unref(protocol);                                                                  \
        CU_ASSERT_TRUE(serving_stop(&serving));                                                    \
    } while (0)

#define CALLED(expected)                                                                           \
    do {                                                                                           \
        g_autofree char *calls_ = fake_sessions_calls(serving.sessions);                           \
        UNIT_EQUALS_TEXT(calls_, expected);                                                        \
    } while (0)

static void interpret_gives_the_sessions_result_and_echoes_what_came(void)
{
    WITH_CLIENT;
    WireInterpreterResult *result = g_object_new(WIRE_TYPE_INTERPRETER_RESULT, NULL);
    const WireResultMessage *message;

    put_local(context, "a", "b c");
    CU_ASSERT_TRUE(wire_interpreter_service_client_interpret(
        client, &result, "session", "class", "SELECT 1", context, &refusal, &error));
    CALLED("interpret session note para ada 'SELECT 1' 1 a=b c recovery=0\n");
    UNIT_EQUALS_TEXT(result->code, "SUCCESS");
    UNIT_EQUALS_TEXT(result->config, "{\"c\":1}");
    UNIT_EQUALS_TEXT(result->gui, "{\"g\":2}");
    UNIT_EQUALS_TEXT(result->noteGui, "{\"n\":3}");
    UNIT_REQUIRE(result->msg != NULL && result->msg->len == 1);
    message = result->msg->pdata[0];
    UNIT_EQUALS_TEXT(message->type, "TABLE");
    UNIT_EQUALS_TEXT(message->data, "one\n1\n");
    g_object_unref(result);
    END_CLIENT;
}

static void a_recovering_interpret_is_told_apart(void)
{
    WITH_CLIENT;
    WireInterpreterResult *result = g_object_new(WIRE_TYPE_INTERPRETER_RESULT, NULL);

    put_local(context, "isRecover", "true");
    put_local(context, "a", "b");
    CU_ASSERT_TRUE(wire_interpreter_service_client_interpret(client, &result, "s", "c", "x",
                                                             context, &refusal, &error));
    CALLED("interpret s note para ada 'x' 1 a=b recovery=1\n");
    g_object_unref(result);
    END_CLIENT;
}

static void a_result_is_valid_whatever_the_context_lacks(void)
{
    WITH_CLIENT;
    WireInterpreterResult *result = g_object_new(WIRE_TYPE_INTERPRETER_RESULT, NULL);
    WireInterpreterContext *empty = g_object_new(WIRE_TYPE_INTERPRETER_CONTEXT, NULL);

    serving.sessions->code = "INTERRUPTED";
    serving.sessions->data = NULL;
    CU_ASSERT_TRUE(wire_interpreter_service_client_interpret(client, &result, "s", "", "", empty,
                                                             &refusal, &error));
    CALLED("interpret s   anonymous '' 0 a=(null) recovery=0\n");
    UNIT_EQUALS_TEXT(result->code, "ERROR");
    UNIT_EQUALS_TEXT(result->config, "{}");
    UNIT_EQUALS_TEXT(result->gui, "{}");
    UNIT_EQUALS_TEXT(result->noteGui, "{}");
    CU_ASSERT_TRUE(result->msg != NULL && result->msg->len == 0);
    g_object_unref(empty);
    g_object_unref(result);
    END_CLIENT;
}

static void calls_about_a_paragraph_reach_its_session(void)
{
    WITH_CLIENT;
    gchar *status = NULL;
    gint32 percent = 0;

    CU_ASSERT_TRUE(
        wire_interpreter_service_client_cancel(client, "s", "c", context, &refusal, &error));
    CALLED("cancel note para\n");
    CU_ASSERT_TRUE(wire_interpreter_service_client_get_progress(client, &percent, "s", "c", context,
                                                                &refusal, &error));
    CALLED("progress note para\n");
    CU_ASSERT_EQUAL(percent, 100); /* the fake says 140 */
    CU_ASSERT_TRUE(
        wire_interpreter_service_client_get_status(client, &status, "s", "para", &refusal, &error));
    CALLED("status s para\n");
    UNIT_EQUALS_TEXT(status, "RUNNING");
    g_free(status);
    CU_ASSERT_TRUE(wire_interpreter_service_client_close(client, "s", "c", &refusal, &error));
    CALLED("close s\n");
    END_CLIENT;
}

static void a_pages_objects_reach_the_session(void)
{
    WITH_CLIENT;

    CU_ASSERT_TRUE(wire_interpreter_service_client_angular_object_add(
        client, "stop", "note", "para", "\"now\"", &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_angular_object_update(
        client, "stop", "note", "para", "\"then\"", &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_angular_object_remove(client, "htm", "note",
                                                                         "para", &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_angular_object_remove(client, "htm", "note", "",
                                                                         &refusal, &error));
    CALLED("object note para stop \"now\"\nobject note para stop \"then\"\nremoved note para\n");
    END_CLIENT;
}

static void the_settings_go_to_the_sessions(void)
{
    WITH_CLIENT;
    g_autoptr(GHashTable) properties =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    g_hash_table_insert(properties, g_strdup("a"), g_strdup("1"));
    CU_ASSERT_TRUE(wire_interpreter_service_client_create_interpreter(
        client, "group", "s", "c", properties, "ada", &refusal, &error));
    CALLED("configure 1 1\n");
    END_CLIENT;
}

static void recovery_is_known_from_the_servers_configuration(void)
{
    static const struct {
        const char *class, *said;
    } cases[] = {
        {"org.apache.zeppelin.interpreter.recovery.NullRecoveryStorage",  "configured recovery=0\n"},
        {"org.apache.zeppelin.interpreter.recovery.LocalRecoveryStorage",
         "configured recovery=1\n"                                                                 },
        {"",                                                              "configured recovery=0\n"},
        {NULL,                                                            "configured recovery=0\n"},
    };
    WITH_CLIENT;

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GHashTable) properties =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

        if (cases[i].class != NULL)
            g_hash_table_insert(properties, g_strdup("zeppelin.recovery.storage.class"),
                                g_strdup(cases[i].class));
        g_string_set_size(serving.said, 0);
        CU_ASSERT_TRUE(
            wire_interpreter_service_client_init_process(client, properties, &refusal, &error));
        UNIT_EQUALS_TEXT(serving.said->str, cases[i].said);
    }
    END_CLIENT;
}

static void reconnect_and_shutdown_reach_the_process(void)
{
    WITH_CLIENT;

    CU_ASSERT_TRUE(
        wire_interpreter_service_client_reconnect(client, "there", 4711, &refusal, &error));
    CU_ASSERT_TRUE(
        wire_interpreter_service_client_reconnect(client, "there", 70000, &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_shutdown(client, &error));
    UNIT_EQUALS_TEXT(serving.said->str, "reconnect there 4711\nshutdown\n");
    END_CLIENT;
}

static void a_completion_says_all_in_its_name(void)
{
    WITH_CLIENT;
    GPtrArray *list = g_ptr_array_new_with_free_func(g_object_unref);
    g_autofree char *name = NULL, *value = NULL, *meta = NULL, *plain = NULL, *calls = NULL;

    CU_ASSERT_TRUE(wire_interpreter_service_client_completion(client, &list, "s", "c", "sel", 2,
                                                              context, &refusal, &error));
    UNIT_REQUIRE(list->len == 2);
    g_object_get(list->pdata[0], "name", &name, "value", &value, "meta", &meta, NULL);
    g_object_get(list->pdata[1], "name", &plain, NULL);
    UNIT_EQUALS_TEXT(name, "lower(text): in small letters");
    UNIT_EQUALS_TEXT(value, "lower(");
    UNIT_EQUALS_TEXT(meta, "");
    UNIT_EQUALS_TEXT(plain, "SELECT");
    calls = fake_sessions_calls(serving.sessions);
    UNIT_CHECK(strstr(calls, " 2 text sel") != NULL, calls);
    g_ptr_array_unref(list);
    END_CLIENT;
}

static void what_we_have_nothing_of_is_answered_as_empty(void)
{
    WITH_CLIENT;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GByteArray *bytes = NULL;
    GByteArray *answer = NULL;
    gboolean removed = TRUE;
    WireApplicationResult *application = g_object_new(WIRE_TYPE_APPLICATION_RESULT, NULL);
    gchar *form = NULL;

    CU_ASSERT_TRUE(
        wire_interpreter_service_client_get_form_type(client, &form, "s", "c", &refusal, &error));
    UNIT_EQUALS_TEXT(form, "SIMPLE");
    CU_ASSERT_TRUE(wire_interpreter_service_client_open(client, "s", "c", &refusal, &error));
    CU_ASSERT_TRUE(
        wire_interpreter_service_client_angular_registry_push(client, "{}", &refusal, &error));
    CU_ASSERT_TRUE(
        wire_interpreter_service_client_resource_pool_get_all(client, &names, &refusal, &error));
    CU_ASSERT_EQUAL(names->len, 0);
    CU_ASSERT_TRUE(wire_interpreter_service_client_resource_get(client, &bytes, "s", "p", "n",
                                                                &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_resource_remove(client, &removed, "s", "p", "n",
                                                                   &refusal, &error));
    CU_ASSERT_FALSE(removed);
    CU_ASSERT_TRUE(wire_interpreter_service_client_resource_invoke_method(
        client, &answer, "s", "p", "n", "m", &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_load_application(client, &application, "i", "p",
                                                                    "s", "p", &refusal, &error));
    CU_ASSERT_FALSE(application->success);
    CU_ASSERT_TRUE(wire_interpreter_service_client_run_application(client, &application, "i",
                                                                   &refusal, &error));
    CU_ASSERT_TRUE(wire_interpreter_service_client_unload_application(client, &application, "i",
                                                                      &refusal, &error));
    CALLED("");
    g_free(form);
    g_ptr_array_unref(names);
    UNIT_REQUIRE(bytes != NULL && answer != NULL);
    CU_ASSERT_EQUAL(bytes->len + answer->len, 0);
    g_byte_array_unref(bytes);
    g_byte_array_unref(answer);
    g_object_unref(application);
    END_CLIENT;
}

/* A caller in another thread, whose connection the test then breaks. */
typedef struct Caller {
    Serving *serving;
    WireInterpreterServiceIf *client;
} Caller;

static void *call_interpret(void *user)
{
    Caller *caller = user;
    WireInterpreterContext *context = new_context();
    WireInterpreterResult *result = g_object_new(WIRE_TYPE_INTERPRETER_RESULT, NULL);
    WireRpcException *refusal = NULL;

    wire_interpreter_service_client_interpret(caller->client, &result, "s", "c", "x", context,
                                              &refusal, NULL);
    g_clear_object(&refusal);
    g_object_unref(result);
    g_object_unref(context);
    return NULL;
}

static void what_runs_for_a_caller_that_has_gone_is_cancelled(void)
{
    Serving serving;
    ThriftProtocol *protocol;
    Caller caller = {.serving = &serving};
    pthread_t thread;
    int fd;

    UNIT_REQUIRE(serving_start(&serving, 10, NULL));
    serving.sessions->blocks = true;
    fd = serving_connect(&serving);
    caller.client = client_new_take(fd, &protocol);
    UNIT_REQUIRE(pthread_create(&thread, NULL, call_interpret, &caller) == 0);
    CU_ASSERT_TRUE(fake_sessions_wait(serving.sessions, "interpret"));

    handler_cancel_orphans(serving.handler);
    CU_ASSERT_EQUAL(server_connections(serving.server), 1);
    g_free(fake_sessions_calls(serving.sessions)); /* nothing but the interpret until here */

    shutdown(fd, SHUT_RDWR);
    while (server_connections(serving.server) > 0)
        poll(NULL, 0, 1);
    handler_cancel_orphans(serving.handler);
    CU_ASSERT_TRUE(fake_sessions_wait(serving.sessions, "cancel note para"));
    pthread_join(thread, NULL);
    g_object_unref(caller.client);
    g_object_unref(protocol);
    CU_ASSERT_TRUE(serving_stop(&serving));
}

UNIT_MAIN("rpc/handler", UNIT(interpret_gives_the_sessions_result_and_echoes_what_came),
          UNIT(a_recovering_interpret_is_told_apart),
          UNIT(a_result_is_valid_whatever_the_context_lacks),
          UNIT(calls_about_a_paragraph_reach_its_session), UNIT(a_pages_objects_reach_the_session),
          UNIT(the_settings_go_to_the_sessions),
          UNIT(recovery_is_known_from_the_servers_configuration),
          UNIT(reconnect_and_shutdown_reach_the_process), UNIT(a_completion_says_all_in_its_name),
          UNIT(what_we_have_nothing_of_is_answered_as_empty),
          UNIT(what_runs_for_a_caller_that_has_gone_is_cancelled))
