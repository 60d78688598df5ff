#include "kafka/change.h"

#include "base/time_ms.h"
#include "kafka/handle.h"
#include "kafka/sink.h"
#include "kafka/topic_name.h"

enum { CHANGE_SAID_BYTES = 512, CHANGE_POLL_MS = 20 };

/* What brokers answer, as people should read it. %s: the topic, then what the broker said. */
static const struct {
    rd_kafka_resp_err_t code;
    FailCode fail;
    const char *sentence, *hint;
} answers[] = {
    {RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS,         FAIL_QUERY, "topic \"%s\" already exists",
     "CREATE TABLE IF NOT EXISTS leaves it as it is, and declares the columns"                                                                                                                        },
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,        FAIL_QUERY, "there is no topic \"%s\"",                  NULL                                                                                    },
    {RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR,   FAIL_QUERY,
     "topic \"%s\" can't have so many replicas: %s",                                                          "there can be one on each broker; without `replication` the brokers choose"             },
    {RD_KAFKA_RESP_ERR_INVALID_PARTITIONS,           FAIL_QUERY,
     "topic \"%s\" can't have so many partitions: %s",                                                        NULL                                                                                    },
    {RD_KAFKA_RESP_ERR_INVALID_CONFIG,               FAIL_QUERY, "topic \"%s\" can't have this property: %s",
     "names in quotes are Kafka's own properties of topics"                                                                                                                                           },
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,              FAIL_QUERY, "topic \"%s\" can't have this name: %s",     NULL                                                                                    },
    {RD_KAFKA_RESP_ERR_POLICY_VIOLATION,             FAIL_KAFKA,
     "the brokers' policy does not allow topic \"%s\": %s",                                                   NULL                                                                                    },
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,   FAIL_KAFKA, "not allowed to change topic \"%s\"",
     "Kafka's permissions of the user that `kafka.sasl.username` names are CREATE and DELETE"                                                                                                         },
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, FAIL_KAFKA,
     "not allowed to change topic \"%s\" of this cluster",                                                    "Kafka's permissions of the user that `kafka.sasl.username` names are CREATE and DELETE"},
    {RD_KAFKA_RESP_ERR_TOPIC_DELETION_DISABLED,      FAIL_KAFKA,
     "topic \"%s\" can't be deleted: the brokers delete none (delete.topic.enable)",                          NULL                                                                                    },
};

static bool fail_answer(Client *client, const char *topic, rd_kafka_resp_err_t code,
                        const char *said, const char *doing, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_auto(GStrv) parts = NULL;
        g_autofree char *sentence = NULL;

        if (answers[i].code != code)
            continue;
        parts = g_strsplit(answers[i].sentence, "%s", 3);
        sentence = g_strconcat(parts[0], topic, parts[1], parts[2] == NULL ? NULL : said, NULL);
        fail(error, answers[i].fail, "%s", sentence);
        return answers[i].hint == NULL ? false : fail_hint(error, "%s", answers[i].hint);
    }
    if (said == NULL || code == RD_KAFKA_RESP_ERR__TIMED_OUT ||
        code == RD_KAFKA_RESP_ERR__TRANSPORT)
        return handle_fail(client, error, code, doing);
    return fail(error, FAIL_KAFKA, "can't %s \"%s\": %s", doing, topic, said);
}

/* ---- one question, and its answer ---- */

/* How many partitions the topic has; 0: it is not there. */
static bool find_partitions(Client *client, const char *topic, int64_t deadline_ms,
                            int *ret_partitions, GError **error)
{
    const rd_kafka_metadata_t *metadata = NULL;

    if (!handle_metadata(client, deadline_ms, &metadata, error))
        return false;
    *ret_partitions = 0;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            *ret_partitions = metadata->topics[i].partition_cnt;
    }
    rd_kafka_metadata_destroy(metadata);
    return true;
}

/* Until the brokers show it, or do not any more. */
static bool wait_until_shown(Client *client, const char *topic, bool is_wanted, int64_t deadline_ms,
                             int *ret_partitions, GError **error)
{
    for (;;) {
        if (!find_partitions(client, topic, deadline_ms, ret_partitions, error))
            return false;
        if ((*ret_partitions > 0) == is_wanted)
            return true;
        if (handle_left_ms(deadline_ms) == 0)
            return fail(error, FAIL_KAFKA, "topic \"%s\" was %s, but the brokers %s it", topic,
                        is_wanted ? "made" : "deleted", is_wanted ? "do not show" : "still show");
        rd_kafka_poll(handle_of(client), CHANGE_POLL_MS); /* the pause, too */
    }
}

typedef struct Question {
    rd_kafka_queue_t *queue;
    rd_kafka_AdminOptions_t *options;
} Question;

static Question question_begin(Client *client, rd_kafka_admin_op_t kind, int64_t deadline_ms)
{
    rd_kafka_t *handle = handle_of(client);
    Question question = {rd_kafka_queue_new(handle), rd_kafka_AdminOptions_new(handle, kind)};
    int left_ms = MAX(1, handle_left_ms(deadline_ms));
    char said[CHANGE_SAID_BYTES];

    rd_kafka_AdminOptions_set_request_timeout(question.options, left_ms, said, sizeof(said));
    rd_kafka_AdminOptions_set_operation_timeout(question.options, left_ms, said, sizeof(said));
    return question;
}

/* @topics_of: the results of that kind of event */
static bool question_end(Question *question, Client *client, const char *topic, const char *doing,
                         const rd_kafka_topic_result_t **(*topics_of)(rd_kafka_event_t *event,
                                                                      size_t *ret_len),
                         GError **error)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(question->queue, -1); /* its timeout ends it */
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    bool is_done = false;
    size_t len = 0;

    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const rd_kafka_topic_result_t **results = topics_of(event, &len);

        code = len == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR__FAIL;
        is_done = code == RD_KAFKA_RESP_ERR_NO_ERROR ||
                  fail_answer(client, topic, code,
                              len == 1 ? rd_kafka_topic_result_error_string(results[0]) : NULL,
                              doing, error);
    } else {
        fail_answer(client, topic, code, NULL, doing, error);
    }
    rd_kafka_event_destroy(event);
    rd_kafka_AdminOptions_destroy(question->options);
    rd_kafka_queue_destroy(question->queue);
    return is_done;
}

/* ---- topics are made ---- */

static const rd_kafka_topic_result_t **created(rd_kafka_event_t *event, size_t *ret_len)
{
    return rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), ret_len);
}

static bool create(Client *client, const ChangeTopic *topic, int64_t deadline_ms, GError **error)
{
    char said[CHANGE_SAID_BYTES] = "";
    Question question;
    rd_kafka_NewTopic_t *new_topic =
        rd_kafka_NewTopic_new(topic->name, topic->partitions, topic->replicas, said, sizeof(said));

    if (new_topic == NULL)
        return fail(error, FAIL_QUERY, "topic \"%s\" can't be made: %s", topic->name, said);
    for (size_t i = 0; i < topic->properties_len; i++)
        rd_kafka_NewTopic_set_config(new_topic, topic->properties[i].name,
                                     topic->properties[i].value);
    question = question_begin(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, deadline_ms);
    rd_kafka_CreateTopics(handle_of(client), &new_topic, 1, question.options, question.queue);
    rd_kafka_NewTopic_destroy(new_topic);
    return question_end(&question, client, topic->name, "make the topic", created, error);
}

/* The mock cluster has no request for it, and makes what is asked for by name, in its own way. */
static bool create_on_mock(Client *client, const ChangeTopic *topic, int64_t deadline_ms,
                           int *ret_partitions, char **ret_left_out, GError **error)
{
    Sink *sink = sink_open(client, topic->name, MAX(1, handle_left_ms(deadline_ms)), error);

    if (sink == NULL)
        return false;
    *ret_partitions = sink_partitions(sink);
    sink_close(sink);
    if ((topic->partitions > 0 && topic->partitions != *ret_partitions) || topic->replicas > 1 ||
        topic->properties_len > 0)
        *ret_left_out = g_strdup_printf("the embedded broker gives every topic %d partitions, one "
                                        "replica and no properties, whatever is asked",
                                        *ret_partitions);
    return true;
}

bool change_create(Client *client, const ChangeTopic *topic, int64_t timeout_ms,
                   int *ret_partitions, char **ret_left_out, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;

    *ret_left_out = NULL;
    if (!topic_name_check(topic->name, error) ||
        !find_partitions(client, topic->name, deadline_ms, ret_partitions, error))
        return false;
    if (*ret_partitions > 0)
        return fail_answer(client, topic->name, RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, NULL, "",
                           error);
    if (handle_is_mock(client))
        return create_on_mock(client, topic, deadline_ms, ret_partitions, ret_left_out, error);
    return create(client, topic, deadline_ms, error) &&
           wait_until_shown(client, topic->name, true, deadline_ms, ret_partitions, error);
}

/* ---- topics are deleted ---- */

static const rd_kafka_topic_result_t **deleted(rd_kafka_event_t *event, size_t *ret_len)
{
    return rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), ret_len);
}

bool change_delete(Client *client, const char *topic, int64_t timeout_ms, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;
    rd_kafka_DeleteTopic_t *request;
    Question question;
    int partitions = 0;

    if (!find_partitions(client, topic, deadline_ms, &partitions, error))
        return false;
    if (handle_is_mock(client))
        return fail(error, FAIL_KAFKA,
                    "topic \"%s\" can't be deleted: the embedded broker keeps its topics until it "
                    "ends, ten minutes after its last user",
                    topic);
    request = rd_kafka_DeleteTopic_new(topic);
    question = question_begin(client, RD_KAFKA_ADMIN_OP_DELETETOPICS, deadline_ms);
    rd_kafka_DeleteTopics(handle_of(client), &request, 1, question.options, question.queue);
    rd_kafka_DeleteTopic_destroy(request);
    return question_end(&question, client, topic, "delete the topic", deleted, error) &&
           wait_until_shown(client, topic, false, deadline_ms, &partitions, error);
}
