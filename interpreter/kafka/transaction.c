#include "kafka/transaction.h"

#include <assert.h>

#include "base/time_ms.h"
#include "kafka/handle.h"

enum {
    TRANSACTION_ABORT_MS = 5000,
    TRANSACTION_SAID_BYTES = 512,
};

typedef rd_kafka_topic_partition_list_t Offsets;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Offsets, rd_kafka_topic_partition_list_destroy)
typedef rd_kafka_consumer_group_metadata_t Group;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Group, rd_kafka_consumer_group_metadata_destroy)

struct Transaction {
    Client *client; /* borrowed */
    char *stream;   /* owned */
    bool is_open;
};

/* ---- failures ---- */

static bool fail_taken_over(const Transaction *transaction, GError **error)
{
    fail(error, FAIL_KAFKA,
         "another run of the stream \"%s\" has taken over, and this one has ended",
         transaction->stream);
    return fail_hint(error, "what was committed is written once; the other run goes on from there");
}

static bool fail_not_allowed(const Transaction *transaction, const char *what, GError **error)
{
    fail(error, FAIL_KAFKA, "not allowed to use %s \"%s\"", what, transaction->stream);
    return fail_hint(error, "INSERT ... SELECT needs Kafka's permissions WRITE and DESCRIBE on the "
                            "transactional id, and READ on the group, of that name");
}

static bool fail_code(Transaction *transaction, rd_kafka_resp_err_t code, const char *doing,
                      const char *said, GError **error)
{
    switch ((int)code) {
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING:
        return fail_taken_over(transaction, error);
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
        return fail_not_allowed(transaction, "the transactional id", error);
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        return fail_not_allowed(transaction, "the consumer group", error);
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
        return handle_fail(transaction->client, error, code, doing);
    default:
        return fail(error, FAIL_KAFKA, "can't %s: %s", doing, said);
    }
}

/* @said: taken; NULL is a success */
static bool check(Transaction *transaction, rd_kafka_error_t *said, const char *doing,
                  GError **error)
{
    bool is_done = said == NULL;

    if (said != NULL)
        fail_code(transaction, rd_kafka_error_code(said), doing, rd_kafka_error_string(said),
                  error);
    rd_kafka_error_destroy(said);
    return is_done;
}

/* Some calls are to be made again until they are through. */
static bool may_try_again(rd_kafka_error_t *said, int64_t deadline_ms)
{
    if (said == NULL || !rd_kafka_error_is_retriable(said) || handle_left_ms(deadline_ms) == 0)
        return false;
    rd_kafka_error_destroy(said);
    return true;
}

bool transaction_blame(Transaction *transaction, GError **error)
{
    char said[TRANSACTION_SAID_BYTES];
    rd_kafka_resp_err_t code =
        rd_kafka_fatal_error(handle_of(transaction->client), said, sizeof(said));

    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return false;
    g_clear_error(error);
    return fail_code(transaction, code, "write", said, error);
}

/* ---- from its beginning to its end ---- */

Transaction *transaction_open(Client *client, const char *stream, int64_t timeout_ms,
                              GError **error)
{
    g_autoptr(Transaction) transaction = g_new0(Transaction, 1);
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;
    rd_kafka_error_t *said;

    assert(handle_kind(client) == CLIENT_PRODUCER && strlen(stream) <= TRANSACTION_STREAM_MAX);
    transaction->client = client;
    transaction->stream = g_strdup(stream);
    do {
        said = rd_kafka_init_transactions(handle_of(client), handle_left_ms(deadline_ms));
    } while (may_try_again(said, deadline_ms));
    if (!check(transaction, said, "begin the stream's transactions", error))
        return NULL;
    return g_steal_pointer(&transaction);
}

void transaction_close(Transaction *transaction)
{
    if (transaction == NULL)
        return;
    if (transaction->is_open) /* where it fails, the broker aborts it when its time is over */
        rd_kafka_error_destroy(
            rd_kafka_abort_transaction(handle_of(transaction->client), TRANSACTION_ABORT_MS));
    g_free(transaction->stream);
    g_free(transaction);
}

bool transaction_begin(Transaction *transaction, GError **error)
{
    if (transaction->is_open)
        return true;
    transaction->is_open = check(
        transaction, rd_kafka_begin_transaction(handle_of(transaction->client)), "write", error);
    return transaction->is_open;
}

static bool send_offsets(Transaction *transaction, const TransactionOffset *offsets, size_t len,
                         const char *note, int64_t deadline_ms, GError **error)
{
    g_autoptr(Offsets) list = rd_kafka_topic_partition_list_new((int)len);
    g_autoptr(Group) group = rd_kafka_consumer_group_metadata_new(transaction->stream);
    rd_kafka_error_t *said;

    for (size_t i = 0; i < len; i++) {
        rd_kafka_topic_partition_t *one =
            rd_kafka_topic_partition_list_add(list, offsets[i].topic, offsets[i].partition);

        one->offset = offsets[i].offset;
        one->metadata = strdup(note); /* the list frees it */
        one->metadata_size = strlen(note);
    }
    do {
        said = rd_kafka_send_offsets_to_transaction(handle_of(transaction->client), list, group,
                                                    handle_left_ms(deadline_ms));
    } while (may_try_again(said, deadline_ms));
    return check(transaction, said, "commit how far the topics were read", error);
}

bool transaction_commit(Transaction *transaction, const TransactionOffset *offsets, size_t len,
                        const char *note, int64_t timeout_ms, GError **error)
{
    int64_t deadline_ms = time_monotonic_ms() + timeout_ms;
    rd_kafka_error_t *said;

    assert(strlen(note) <= TRANSACTION_NOTE_MAX);
    if (!transaction_begin(transaction, error) ||
        (len > 0 && !send_offsets(transaction, offsets, len, note, deadline_ms, error)))
        return false;
    do {
        said = rd_kafka_commit_transaction(handle_of(transaction->client),
                                           handle_left_ms(deadline_ms));
    } while (may_try_again(said, deadline_ms));
    if (!check(transaction, said, "commit what was written", error))
        return false;
    transaction->is_open = false;
    return true;
}

/* ---- what was committed ---- */

bool transaction_keeps_offsets(const Transaction *transaction)
{
    return !handle_is_mock(transaction->client);
}

static void take_offsets(const rd_kafka_topic_partition_list_t *found, TransactionOffset *offsets,
                         size_t len, char **ret_note)
{
    for (size_t i = 0; i < len; i++) {
        const rd_kafka_topic_partition_t *one =
            rd_kafka_topic_partition_list_find((rd_kafka_topic_partition_list_t *)(gpointer)found,
                                               offsets[i].topic, offsets[i].partition);

        offsets[i].offset = one == NULL || one->offset < 0 ? -1 : one->offset;
    }
    for (int i = 0; i < found->cnt && *ret_note == NULL; i++) {
        const rd_kafka_topic_partition_t *one = &found->elems[i];

        if (one->offset >= 0 && one->metadata_size > 0)
            *ret_note = g_strndup(one->metadata, one->metadata_size);
    }
}

static bool take_answer(Transaction *transaction, rd_kafka_event_t *event,
                        TransactionOffset *offsets, size_t len, char **ret_note, GError **error)
{
    static const char doing[] = "find how far the stream has come";
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    const rd_kafka_group_result_t **groups;
    const rd_kafka_error_t *refused;
    size_t groups_len = 0;

    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail_code(transaction, code, doing, rd_kafka_event_error_string(event), error);
    groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event), &groups_len);
    refused = groups_len == 1 ? rd_kafka_group_result_error(groups[0]) : NULL;
    if (refused != NULL)
        return fail_code(transaction, rd_kafka_error_code(refused), doing,
                         rd_kafka_error_string(refused), error);
    if (groups_len == 1)
        take_offsets(rd_kafka_group_result_partitions(groups[0]), offsets, len, ret_note);
    return true;
}

/* What an earlier run was about to commit when it was killed is settled before it is answered. */
bool transaction_committed(Transaction *transaction, TransactionOffset *offsets, size_t len,
                           int64_t timeout_ms, char **ret_note, GError **error)
{
    rd_kafka_t *handle = handle_of(transaction->client);
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS);
    rd_kafka_ListConsumerGroupOffsets_t *asked =
        rd_kafka_ListConsumerGroupOffsets_new(transaction->stream, NULL);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    char said[TRANSACTION_SAID_BYTES];
    rd_kafka_event_t *event;
    char *note = NULL;
    bool is_done;

    for (size_t i = 0; i < len; i++)
        offsets[i].offset = -1;
    rd_kafka_AdminOptions_set_request_timeout(options, (int)MAX(timeout_ms, 1), said, sizeof(said));
    rd_kafka_error_destroy(rd_kafka_AdminOptions_set_require_stable_offsets(options, 1));
    rd_kafka_ListConsumerGroupOffsets(handle, &asked, 1, options, queue);
    event = rd_kafka_queue_poll(queue, -1); /* its timeout ends it */
    is_done = take_answer(transaction, event, offsets, len, &note, error);
    if (is_done)
        *ret_note = note;
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_ListConsumerGroupOffsets_destroy(asked);
    rd_kafka_AdminOptions_destroy(options);
    return is_done;
}
